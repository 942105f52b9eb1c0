"""`vigil evidence`: keep a copy of an article's page, list the copies, and check that none was changed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.session import JsonOption, database, note, say, settings, show

if TYPE_CHECKING:
    from config.settings import Settings
    from storage.database import Database
    from storage.evidence import EntryPage, Fetch

_LISTED = 50


def add_to(app: typer.Typer) -> None:
    """Add this command to the command line."""
    app.command()(evidence)


def evidence(
    target: Annotated[
        str,
        typer.Argument(
            metavar="[ENTRY|URL|verify]",
            help="An entry's number or its article's address: keep a copy now. verify: read every copy again."
            f" Nothing: list the newest {_LISTED} copies.",
        ),
    ] = "",
    as_json: JsonOption = False,
) -> None:
    """Keep a copy of an article's page as a WARC record, list the copies, or check them."""
    found = settings(level="warning")
    with database(found) as opened:
        if target == "verify":
            _verify(found, opened, as_json=as_json)
        elif target:
            _keep(found, opened, target, as_json=as_json)
        else:
            _list(opened, as_json=as_json)


def _list(opened: Database, *, as_json: bool) -> None:
    from storage.evidence import kept_copies

    rows = [_row(fetch) for fetch in opened.read_now(kept_copies, limit=_LISTED)]
    if as_json or rows:
        show(rows, as_json=as_json, columns=("entry", "fetched_at", "file", "offset", "sha256", "url"))
    else:
        say("No copies are kept yet.")


def _keep(found: Settings, opened: Database, target: str, *, as_json: bool) -> None:
    from feeds.web.urls import canonical
    from storage.evidence import entry_page

    if target.isascii() and target.isdigit() and len(target) < 10:
        page = opened.read_now(entry_page, entry_id=int(target))
    else:
        page = opened.read_now(entry_page, url=target, link_key=canonical(target))
    row = _row(asyncio.run(_fetched(found, opened, page)))
    if as_json:
        show(row, as_json=True)
    else:
        say(f"Kept {row['url']} in {row['file']}, byte {row['offset']}; SHA-256 {row['sha256']}")


async def _fetched(found: Settings, opened: Database, page: EntryPage) -> Fetch:
    from bot.app import USER_AGENT
    from bot.copies import opened_copies
    from bot.installation import utc_now

    async with opened_copies(found, opened, user_agent=USER_AGENT, now=utc_now) as copies:
        return await copies.keep(page)


def _verify(found: Settings, opened: Database, *, as_json: bool) -> None:
    """Read every copy again; exit 1 when one is missing or not what it was."""
    from bot.copies import FOLDER
    from feeds.web.warc import Archive, Kept
    from storage.evidence import kept_copies

    archive = Archive(found.data_dir / FOLDER)
    copies, bad = opened.read_now(kept_copies), list[dict[str, Any]]()
    for fetch in copies:
        kept = Kept(fetch.file, fetch.offset, fetch.length, fetch.sha256)
        problem = archive.problem(kept, fetch.url)
        if problem:
            bad.append({**_row(fetch), "problem": problem})
            note(f"entry {fetch.entry_id}, {fetch.file} byte {fetch.offset}: {problem}")
    if as_json:
        show({"copies": len(copies), "bad": bad}, as_json=True)
    else:
        say(f"{len(copies)} copies read again, {len(copies) - len(bad)} of them as they were kept.")
    if bad:
        raise typer.Exit(1)


def _row(fetch: Fetch) -> dict[str, Any]:
    return {
        "entry": fetch.entry_id,
        "url": fetch.url,
        "fetched_at": fetch.fetched_at.isoformat(timespec="seconds"),
        "status": fetch.status,
        "sha256": fetch.sha256,
        "file": fetch.file,
        "offset": fetch.offset,
        "length": fetch.length,
    }
