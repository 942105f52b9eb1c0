"""`vigil digest`: the weekly digest as a file."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.session import JsonOption, database, note, say, settings, show


def add_to(app: typer.Typer) -> None:
    """Add this command to the command line."""
    app.command()(digest)


def digest(
    week: Annotated[str, typer.Option(help="An ISO week such as 2026-W47; default: this week.")] = "",
    lang: Annotated[str, typer.Option(help="en or ru.")] = "en",
    output: Annotated[Path | None, typer.Option(help="A folder to write into; default: print.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Make the digest of a week as Markdown: every story with its sources, and what could not be read."""
    from bot.digest.build import build_digest, week_of
    from bot.digest.markdown import to_markdown
    from bot.i18n import texts_for
    from bot.installation import utc_now
    from bot.watch import stored_watchlist
    from storage.errors import Refused

    if lang not in {"en", "ru"}:
        raise typer.BadParameter(f"{lang!r} is not en or ru", param_hint="--lang")
    if output is not None:
        check_folder(output)
    since, until, name = week_of(_monday(week) if week else utc_now())
    with database(settings(level="warning")) as opened:
        watchlist = opened.run_now(stored_watchlist, utc_now())
        text = to_markdown(opened.read_now(build_digest, watchlist, since, until, name), texts_for(lang))
    about = {"week": name, "lang": lang, "since": since.isoformat(), "until": until.isoformat()}
    if output is None:
        if as_json:
            show({**about, "text": text}, as_json=True)
        else:
            say(text.rstrip())
        return
    path = output / f"digest-{name}-{lang}.md"
    try:
        output.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise Refused(f"The digest cannot be written to {output}: {error.strerror}.") from None
    if as_json:
        show({**about, "path": str(path)}, as_json=True)
        return
    note("Written:")
    say(str(path))


def check_folder(output: Path) -> None:
    """Refuse the name of a file where a folder is written into: it would become a folder of that name."""
    if output.suffix.lower() in {".md", ".markdown", ".txt", ".html", ".pdf"} and not output.is_dir():
        raise typer.BadParameter(
            f"{output} looks like a file: name the folder that the digest is written into",
            param_hint="--output",
        )


def _monday(week: str) -> datetime:
    found = re.fullmatch(r"(\d{4})-W(\d{2})", week)
    try:
        if found:
            return datetime.fromisocalendar(int(found[1]), int(found[2]), 1).replace(tzinfo=UTC)
    except ValueError:
        pass
    raise typer.BadParameter(f"{week!r} is not an ISO week: write it as 2026-W47", param_hint="--week")
