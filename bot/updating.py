"""What a story's later reports add to it: decided here, away from the database."""

from __future__ import annotations

import structlog

from bot.telling import urgency_of
from bot.watch import Watch
from feeds.story.changes import Told, Version, changes
from feeds.story.facts import news_year
from storage.update import Addition, ReportVersion, Weighing

log = structlog.get_logger(__name__)


def additions_of(weighing: Weighing, watch: Watch) -> list[Addition]:
    """Return what each report that nobody has looked at yet adds, in the order in which they came.

    Each is as urgent as the report itself, whatever the story was when it was told first.
    """
    told = Told()
    for version in weighing.known:
        _remember(told, version)
    found = []
    for version in weighing.fresh:
        new = () if version.is_base else _changes(told, version)
        if new:
            found.append(Addition(version.entry_id, new, urgency_of(version, watch)))
        _remember(told, version)
    return found


def _changes(told: Told, version: ReportVersion) -> tuple[str, ...]:
    try:
        return changes(told, _plain(version))
    except Exception:  # a report that cannot be understood is listed all the same
        log.exception("a report could not be weighed", entry=version.entry_id)
        return ()


def _remember(told: Told, version: ReportVersion) -> None:
    try:
        told.add(_plain(version))
    except Exception:
        log.exception("a report could not be weighed", entry=version.entry_id)


def _plain(version: ReportVersion) -> Version:
    return Version(version.title, version.text, version.lang, version.outlet, news_year(version.seen))
