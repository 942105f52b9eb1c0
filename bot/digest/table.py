"""A digest as CSV: one line per report, for spreadsheets. No cell is read as a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from bot.digest.arrange import arrange
from bot.digest.snapshot import Snapshot
from bot.digest.view import ReportView, StoryView, View
from bot.i18n import mark, texts_for

EXTENSION = "csv"
MEDIA_TYPE = "text/csv; charset=utf-8"

_HEAD = (
    mark("Report"),
    mark("Story"),
    mark("Digest"),
    mark("Late addition to"),
    mark("Seen, UTC"),
    mark("Local time"),
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
    for story in (*view.stories, *view.late):
        writer.writerows(map(cell, _line(view, story, report)) for report in story.reports)
    return file.getvalue().encode("utf-8-sig", "replace")


def cell(text: str) -> str:
    """Return `text` such that a spreadsheet shows it and never works it out: an apostrophe goes before."""
    if not _FORMULA.search(text):
        return text
    return _FORMULA.sub(lambda found: f"{found[1]}'{found[2]}", text)


def _line(view: View, story: StoryView, report: ReportView) -> Iterator[str]:
    yield report.id
    yield story.id
    yield view.name
    yield story.missed
    yield report.instant
    yield report.local
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
    yield report.removed
