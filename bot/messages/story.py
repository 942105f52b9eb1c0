"""What stands behind an alert: how independent its sources are, who else reports it, what the source changed.

Pure: `view_of` decides, the rest says it in the reader's language.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog

from bot.i18n import Texts, mark
from bot.messages.markup import clean, cut, escape, link
from feeds.story.facts import Fact, current, find_facts, news_year
from feeds.story.independence import Independence, Source, independence
from storage.story import StoryReport

log = structlog.get_logger(__name__)

SOURCES_SHOWN = 5
_SOURCE_UNITS = 80
_LANGS_SHOWN = 4

VIEWS = {
    "independent": mark("independent"),
    "state": mark("state media"),
    "ngo": mark("NGO"),
    "intergovernmental": mark("intergovernmental organisation"),
}


@dataclass(frozen=True, slots=True)
class Revision:
    """The last edit of a report by its source, as far as it concerns who was told before."""

    at: datetime
    title: bool
    """Whether the headline was changed, rather than the text alone."""


@dataclass(frozen=True, slots=True)
class StoryView:
    """A story as the messages about it show it."""

    standing: Independence
    others: tuple[StoryReport, ...] = ()
    """The further sources that are named, one a name."""
    more: int = 0
    """Further reports that are not named."""
    revision: Revision | None = None
    facts: tuple[Fact, ...] = ()
    """Of the report that is shown."""


def view_of(
    shown: StoryReport,
    reports: Sequence[StoryReport],
    *,
    count: int = 0,
    before: tuple[datetime, str] | None = None,
    alerted: datetime | None = None,
) -> StoryView:
    """Decide what to say of a story whose report `shown` is the message.

    `reports` are its first ones, oldest first; `count` how many it has in all; `before` is (when its source
    edited the report last, the headline until then), worth a word when that was after `alerted`.
    """
    reports = reports or [shown]
    standing = independence([_source(report) for report in reports])
    first = [reports[place] for place in standing.voices]
    names = {_name(shown)}
    others: list[StoryReport] = []
    for report in [*first, *reports]:  # each new voice before a second word of one
        if report.entry_id == shown.entry_id or _name(report) in names or len(others) == SOURCES_SHOWN:
            continue
        names.add(_name(report))
        others.append(report)
    revision = None
    if before is not None and (alerted is None or before[0] > alerted):
        revision = Revision(before[0], clean(before[1]) != clean(shown.title))
    more = max(count, len(reports)) - 1 - len(others)
    return StoryView(standing, tuple(others), more, revision, _facts(shown))


def source_name(report: StoryReport, texts: Texts) -> str:
    """Return who published a report and whose view it is, as plain text."""
    view = VIEWS.get(report.view)
    return f"{_name(report)} ({texts(view)})" if view else _name(report)


def standing_line(standing: Independence, texts: Texts) -> str:
    """Say how many reports there are, of how many owners, states and languages; escaped."""
    parts = [texts.plural("{n} report", "{n} reports", standing.reports)]
    if standing.copies:
        parts[0] = texts(
            "{reports} and {copies}",
            reports=parts[0],
            copies=texts.plural("{n} copy", "{n} copies", standing.copies),
        )
    parts.append(texts.plural("{n} owner", "{n} owners", standing.owners))
    if standing.states:
        parts.append(texts.plural("{n} state", "{n} state-owned", standing.states))
    line = ", ".join(parts)
    langs = " + ".join(standing.langs[:_LANGS_SHOWN])
    return escape(f"{line}; {langs}" if langs else line)


def sources_line(view: StoryView, texts: Texts) -> str:
    """Name the further sources, each linked to its report; empty where there are none."""
    named = []
    for report in view.others:
        name = link(report.link, source_name(report, texts))
        named.append(f"{name} {escape(texts('(taken down)'))}" if report.removed_at else name)
    if view.more > 0 and named:
        named.append(escape(texts.plural("and {n} more", "and {n} more", view.more)))
    return texts("Also: {sources}", sources=" · ".join(named)) if named else ""


def source_notes(report: StoryReport, view: StoryView, texts: Texts) -> list[str]:
    """Say what the source did to the report that is shown, since it was told; escaped lines."""
    notes = []
    if view.revision is not None:
        date = texts.date(view.revision.at)
        notes.append(
            texts("The source changed its headline on {date}.", date=date)
            if view.revision.title
            else texts("The source changed its text on {date}.", date=date)
        )
    if report.removed_at is not None:
        notes.append(texts("Taken down at the source, seen on {date}.", date=texts.date(report.removed_at)))
    return [escape(note) for note in notes]


def _name(report: StoryReport) -> str:
    return cut(report.owner or report.feed_title, _SOURCE_UNITS)


def _facts(report: StoryReport) -> tuple[Fact, ...]:
    try:
        found = find_facts(report.title, report.text, report.lang)
        return current(found, report.title, report.text, news_year(report.first_seen))
    except Exception:  # an alert goes out without the line of facts rather than not at all
        log.exception("the facts of a report could not be read", entry=report.entry_id)
        return ()


def _source(report: StoryReport) -> Source:
    return Source(
        report.title, report.text, report.lang, report.owner, report.view, report.link or report.feed_url
    )
