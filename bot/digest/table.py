"""A digest as CSV: one line per report, for spreadsheets. No cell is read as a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from bot.digest.arrange import arrange
from bot.digest.snapshot import Snapshot
from bot.digest.view import Row, StoryView, View
from bot.i18n import mark, texts_for

EXTENSION = "csv"
MEDIA_TYPE = "text/csv; charset=utf-8"

_HEAD = (
    mark("Report"),
    mark("Story"),
    mark("Digest"),
    mark("Part of the digest"),
    mark("Earlier digest"),
    mark("Seen, UTC"),
    mark("Local time"),
    mark("Worded so since, UTC"),
    mark("Date by the source, UTC"),
    mark("Entity"),
    mark("Event"),
    mark("Headline"),
    mark("Title"),
    mark("Language"),
    mark("Outlet"),
    mark("Owner"),
    mark("Kind of source"),
    mark("Legal label"),
    mark("Link"),
    mark("Archived copy"),
    mark("SHA-256"),
    mark("Feed document, SHA-256"),
    mark("Worded before"),
    mark("Updates and corrections"),
    mark("Facts"),
    mark("Remark"),
)
# What begins a formula, at the start or after a semicolon: where that parts cells, Excel ignores our quotes.
_FORMULA = re.compile(r"(^|;)([\s'\"]*)(?=[=+\-@|%＝＋－＠])")


def render(snapshot: Snapshot, lang: str) -> bytes:
    """Write the reports of a digest as UTF-8 with a byte order mark, so that a spreadsheet shows Cyrillic."""
    return render_view(arrange(snapshot, lang))


def render_view(view: View) -> bytes:
    """Write the reports of a digest that is arranged already."""
    texts = texts_for(view.lang)
    file = io.StringIO()
    writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([texts(name) for name in _HEAD])
    parts = (
        ("", view.stories),
        (view.words["late"], view.late),
        (view.words["corrections"], view.corrections),
    )
    for part, stories in parts:
        for story in stories:
            writer.writerows(
                map(cell, _line(view, part, story, place)) for place in range(len(story.reports))
            )
    return file.getvalue().encode("utf-8-sig", "replace")


def cell(text: str) -> str:
    """Return `text` such that a spreadsheet shows it and never works it out: an apostrophe goes before."""
    if not _FORMULA.search(text):
        return text
    return _FORMULA.sub(lambda found: f"{found[1]}'{found[2]}", text)


def _line(view: View, part: str, story: StoryView, place: int) -> Iterator[str]:
    """Return the cells of one report; what is said of no report in particular stands with the first."""
    report = story.reports[place]
    yield report.id
    yield story.id
    yield view.name
    yield part
    yield story.missed or story.continues
    yield report.instant
    yield report.local
    yield report.worded
    yield report.published
    yield ", ".join(story.entities)
    yield story.kind
    yield story.headline.text
    yield report.title
    yield report.lang
    yield report.source
    yield report.owner or report.source
    yield report.view
    yield report.label
    yield report.link.replace(";", "%3B")
    yield report.archive_text
    yield report.sha256
    yield report.document
    yield " | ".join(f"{row.name}: {row.value}, SHA-256 {row.more}" for row in report.earlier)
    whole = () if place else [row for row in story.updates if not row.extra]
    yield " | ".join(f"{row.more}: {_said(row)}" for row in (*whole, *report.changes))
    yield " | ".join(f"{row.name}: {row.value} ({row.more})" for row in story.facts) if not place else ""
    yield report.removed


def _said(row: Row) -> str:
    return ": ".join(filter(None, (row.name, row.value)))
