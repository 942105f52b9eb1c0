"""`vigil doctor`: whether everything is in order, line by line, and what to do where it is not."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import TYPE_CHECKING

import typer

from bot.cli.session import JsonOption, say, show

if TYPE_CHECKING:
    from bot.doctor import Check
    from config.settings import Settings


def add_to(app: typer.Typer) -> None:
    """Add this command to the command line."""
    app.command()(doctor)


def doctor(as_json: JsonOption = False) -> None:
    """Check the installation, changing nothing; exit 1 when something failed."""
    from bot.doctor import Verdict

    checks = list(_checks())
    failed = any(check.verdict is Verdict.FAILED for check in checks)
    if as_json:
        rows = [
            {"check": c.name, "verdict": c.verdict.value, "found": c.found, "advice": c.advice}
            for c in checks
        ]
        show({"ok": not failed, "checks": rows}, as_json=True)
    else:
        for check in checks:
            advice = f" – {check.advice}" if check.advice else ""
            say(f"{check.verdict.value:<8} {check.name:<12} {' '.join(check.found.split())}{advice}")
    if failed:
        raise typer.Exit(1)


def _checks() -> Iterator[Check]:
    """Yield every check, without any secret in it."""
    from dataclasses import replace

    from config.log import redact

    for check in _all_checks():
        yield replace(check, found=redact(check.found), advice=redact(check.advice))


def _all_checks() -> Iterator[Check]:
    from bot.doctor import Check, Verdict
    from config.settings import SettingsError, load

    yield _versions()
    try:
        found = load()
    except SettingsError as error:
        yield Check("settings", Verdict.FAILED, str(error))
        return
    token, problems = _secrets(found)
    if problems:
        yield from (Check("settings", Verdict.FAILED, problem) for problem in problems)
    else:
        yield Check("settings", Verdict.OK, "read; vigil config show prints them")
    yield from _machine_and_telegram(found, token, ask=token is not None or not problems)


def _machine_and_telegram(found: Settings, token: str | None, *, ask: bool) -> Iterator[Check]:
    from bot import doctor as judge
    from bot.checkup import examine, look_at_telegram
    from bot.installation import utc_now

    yield from examine(found, utc_now())
    if not ask:
        return
    telegram = asyncio.run(look_at_telegram(token, found.telegram.api_url, found.telegram.webhook_url))
    yield judge.judge_telegram(telegram)
    yield from judge.judge_webhook(telegram)
    yield from judge.judge_clock(telegram, None)


def _secrets(found: Settings) -> tuple[str | None, list[str]]:
    """Return the token, and what is wrong with the secrets that are set; the log hides them from now on."""
    from config import log
    from config.settings import SettingsError

    read: list[str | None] = []
    problems = []
    for secret in (found.token, found.llm_key):
        try:
            read.append(secret())
        except SettingsError as error:
            read.append(None)
            problems.append(str(error))
    log.configure("error", json_lines=found.log.json_lines, secrets=[one for one in read if one])
    return read[0], problems


def _versions() -> Check:
    import platform
    import sqlite3
    from importlib.metadata import version

    from bot.doctor import Check, Verdict

    said = f"Vigil {version('vigil')}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    return Check("versions", Verdict.OK, said)
