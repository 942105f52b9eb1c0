"""What telling entries thinks and writes: their signatures, the story index, and one transaction for many."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog
from sqlmodel import Session

from bot.watch import Watch
from feeds.story.cluster import StoryIndex
from feeds.story.facts import current, find_facts, news_year
from feeds.story.happenings import people_of, sign_watched
from feeds.story.signature import Signature, sign
from feeds.story.urgency import urgency
from feeds.types import Report
from feeds.watch.match import Matcher
from storage.story import Untold, tell
from storage.update import ReportVersion

log = structlog.get_logger(__name__)


def tell_all(
    session: Session,
    entries: Sequence[Untold],
    labels: Sequence[str],
    known: dict[str, int | None],
    urgencies: Sequence[int],
    now: datetime,
) -> tuple[dict[str, int], int]:
    """Tell entries in one transaction: alone, each would wait for the disk. Returns stories and alerts."""
    stories: dict[str, int] = {}
    alerts = 0
    for entry, label, urgency_ in zip(entries, labels, urgencies, strict=True):
        story, alert = tell(session, entry, stories.get(label) or known[label], now, urgency=urgency_)
        stories[label] = story
        alerts += alert is not None
    return stories, alerts


def number_of(label: str) -> int | None:
    """Return the number that a story's label is; None for one that the database has not numbered."""
    return int(label) if label.isdecimal() else None


def urgencies_of(entries: Sequence[Untold], watch: Watch) -> list[int]:
    """Return how urgent each entry is; what nobody is alerted of is not looked at."""
    return [0 if entry.baseline else urgency_of(entry, watch) for entry in entries]


def urgency_of(entry: Untold | ReportVersion, watch: Watch) -> int:
    """Return how urgent a report is, an entry or a version of one (`feeds.story.urgency`)."""
    seen = entry.first_seen if isinstance(entry, Untold) else entry.seen
    try:
        matches = watch.matcher.find(entry.title, entry.text, entry.lang)
        kinds = {one.kind for match in matches if (one := watch.watchlist.get(match.entity))}
        found = find_facts(entry.title, entry.text, entry.lang)
        facts = current(found, entry.title, entry.text, news_year(seen))
        return urgency(facts, matches, entry.text, kinds, entry.view)
    except Exception:  # it is told as any other rather than not at all
        number = entry.id if isinstance(entry, Untold) else entry.entry_id
        log.exception("how urgent an entry is could not be seen", entry=number)
        return 0


def sign_all(entries: Sequence[Untold], watch: Watch) -> list[Signature]:
    """Return what the story finder keeps of each entry."""
    people = people_of(watch.watchlist)
    return [_sign(entry, watch.matcher, people) for entry in entries]


def _sign(entry: Untold, matcher: Matcher, people: frozenset[str]) -> Signature:
    report = Report(
        id=str(entry.id),
        title=entry.title,
        text=entry.text,
        lang=entry.lang,
        seen=entry.first_seen,
        link=entry.link_key,
        entities=entry.entities,
    )
    try:
        return sign_watched(report, matcher.find(entry.title, entry.text, entry.lang), people)
    except Exception:  # entries are told in order: none may stop all that come after it
        log.exception("an entry could not be understood; it is told as a story of its own", entry=entry.id)
        return sign(Report(id=report.id, title="", link=report.link))


def index_of(entries: Sequence[Untold], window: timedelta, watch: Watch) -> StoryIndex:
    """Rebuild the index from entries with stories, oldest first."""
    index = StoryIndex(window=window)
    for entry, signature in zip(entries, sign_all(entries, watch), strict=True):
        index.add(signature, str(entry.story_id), entry.first_seen)
    return index
