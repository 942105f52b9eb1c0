"""Section `seed`: the report that the project starts from, as an entry of a feed, told to a subscriber."""

from __future__ import annotations

import asyncio
import tempfile
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path

from sqlmodel import Session, col, select

from feeds.text.sentences import split
from feeds.web.worker import ParseWorkers
from storage.entry import Entry, EntryMatch
from tests.evaluate.chat import Reader
from tests.evaluate.corpus import Missing, corpus
from tests.evaluate.replay import Mark, Serving, mark, opened_line
from tests.evaluate.report import Report

_ENTITIES = {"chechnya", "kadyrov", "argun", "titiev", "lgbtnet"}
_START = datetime(2019, 1, 15, 9, tzinfo=UTC)
_BEFORE = "<item><title>Harbour opens</title><link>https://news.example.org/harbour-opens</link></item>"


def run() -> Report:
    """Send the report down the real line; every default entity must be found, and one alert arrive."""
    return asyncio.run(_run())


async def _run() -> Report:
    report = Report("seed")
    paths = sorted((corpus() / "seed").glob("*.txt"))
    if not paths:
        raise Missing(f"The report that the project starts from is missing in {corpus() / 'seed'}.")
    title, _, text = paths[0].read_text(encoding="utf-8").partition("\n")
    workers = ParseWorkers()
    try:
        with tempfile.TemporaryDirectory(prefix="vigil-evaluate-") as folder:
            async with opened_line(Path(folder), workers, _START) as line:
                reader = Reader(line, "en")
                await line.poll(_START, [Serving("feed.xml", _feed(_BEFORE))])
                before = await line.database.read(mark)
                item = _item(title.strip(), text.strip())
                later = _START + timedelta(minutes=10)
                await line.poll(later, [Serving("feed.xml", _feed(item + _BEFORE))])
                await reader.receive()
                summary, found = await line.database.read(_entry, before)
    finally:
        await workers.close()
    print(f"Found: {', '.join(f'{entity} ({forms})' for entity, forms in sorted(found.items()))}")
    print(f"\nSummary:\n{summary}\n\nThe subscriber's chat:\n{reader.transcript()}")
    report.promise(set(found) == _ENTITIES, f"{len(found)} of {len(_ENTITIES)} entities found.")
    sent = len(reader.telegram.calls)
    report.promise(sent == 1, f"Messages for one report: {sent}.")
    source = " ".join(text.split())
    foreign = [summary[start:end] for start, end in split(summary) if summary[start:end] not in source]
    report.promise(
        bool(summary) and not foreign, "Every sentence of its summary is the report's own", foreign
    )
    return report


def _item(title: str, text: str) -> str:
    # Markup inside an element of text is escaped twice: once as HTML, once as XML.
    paragraphs = "".join(f"<p>{escape(part)}</p>" for part in text.split("\n\n"))
    return (
        f"<item><title>{escape(escape(title))}</title><link>https://news.example.org/2019/01/report</link>"
        f"<description>{escape(paragraphs)}</description></item>"
    )


def _feed(items: str) -> bytes:
    head = "<title>Example News</title><link>https://news.example.org/</link><language>en</language>"
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{items}</channel></rss>'.encode()


def _entry(session: Session, before: Mark) -> tuple[str, dict[str, str]]:
    """Return the summary of the newest entry, and the forms found of each entity."""
    entry = session.exec(select(Entry).where(col(Entry.id) > before.entry)).one()
    forms: dict[str, dict[str, None]] = {}
    for match in session.exec(select(EntryMatch).where(EntryMatch.entry_id == entry.id)):
        forms.setdefault(match.entity, {})[match.surface] = None
    return entry.summary, {entity: ", ".join(those) for entity, those in forms.items()}
