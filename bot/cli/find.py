"""`vigil find`: search every stored entry, in all forms of the words."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.session import JsonOption, database, note, say, settings, show
from config.groups import parse_duration

if TYPE_CHECKING:
    from feeds.text.search import Terms
    from storage.story import StoryReport

PAGE = 20
"""Entries on one page."""
LANGUAGES = "en (English), ru (Russian), uk (Ukrainian), de (German), fr (French) or tr (Turkish)"
"""Which a refusal names."""


def add_to(app: typer.Typer) -> None:
    """Add this command to the command line."""
    app.command()(find)


def find(
    words: Annotated[
        list[str],
        typer.Argument(
            help='What to look for: words in any form, "words as written", the beginning of a word*.'
        ),
    ],
    lang: Annotated[str, typer.Option(help="Only entries in this language, such as en or ru.")] = "",
    since: Annotated[str, typer.Option(help="Only entries seen since 2026-11-01, or for 7d.")] = "",
    page: Annotated[int, typer.Option(min=1, max=100_000, help=f"Which page of {PAGE}.")] = 1,
    as_json: JsonOption = False,
) -> None:
    """Find stored entries, newest first: all the words must occur, each in any of its forms."""
    from bot.indexing import index_now
    from bot.installation import utc_now
    from feeds.text.search import SearchError, read_search
    from storage.search import find_entries

    try:
        terms = read_search(" ".join(words))
    except SearchError as error:
        raise typer.BadParameter(str(error)) from None
    lang = _language(lang) if lang else ""
    earliest = _moment(since, utc_now()) if since else None
    with database(settings(level="warning")) as opened:
        if done := index_now(opened):
            note(f"{done} older entries were prepared for the search.")
        found = opened.read_now(
            find_entries, terms, lang=lang, since=earliest, limit=PAGE, offset=(page - 1) * PAGE
        )
    rows = [_row(report, terms) for report in found.reports]
    pages = max(1, -(-found.total // PAGE))
    if as_json:
        show({"total": found.total, "page": page, "pages": pages, "entries": rows}, as_json=True)
        return
    if rows:
        for row in rows:
            row["seen"] = row["first_seen"][:16].replace("T", " ")
        show(rows, as_json=False, columns=("seen", "source", "title", "words", "link"))
    say(f"{found.total} found; page {page} of {pages}." if found.total else "Nothing found.")


def _row(report: StoryReport, terms: Terms) -> dict[str, Any]:
    from bot.messages.find import snippet

    near = snippet(terms, report.text) or snippet(terms, report.title)
    return {
        "id": report.entry_id,
        "story": report.story_id or None,
        "title": report.title,
        "link": report.link,
        "lang": report.lang,
        "source": report.owner or report.feed_title,
        "feed": report.feed_url,
        "published": report.published.isoformat() if report.published else None,
        "first_seen": report.first_seen.isoformat(),
        "words": "".join(near) if near else "",
        "entities": sorted({match.entity for match in report.matches}),
    }


def _language(written: str) -> str:
    """Read the two letters of a language; ru-RU is ru."""
    from babel.localedata import exists

    code = written.strip().lower().replace("_", "-").partition("-")[0]
    if len(code) == 2 and code.isascii() and exists(code):
        return code
    raise typer.BadParameter(f"--lang is a language in two letters: {LANGUAGES}, for instance")


def _moment(written: str, now: datetime) -> datetime:
    """Read a date (in UTC unless it names a zone), or how long ago."""
    try:
        moment = datetime.fromisoformat(written)
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    try:
        return now - parse_duration(written)
    except (ValueError, OverflowError):
        raise typer.BadParameter("--since is a date such as 2026-11-01, or a duration such as 7d") from None
