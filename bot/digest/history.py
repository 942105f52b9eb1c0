"""How many stories earlier weeks had, counted as their digests counted them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Sequence
from datetime import datetime

from sqlmodel import Session

from bot.digest.facts import event_of
from bot.digest.overview import MEDIAN_OF
from bot.digest.schedule import Rhythm, before, closes_at
from bot.digest.snapshot import Period, Week
from feeds.story.facts import news_year
from storage.period import Told, continued_between, reading_since, told_between

WEEKS = 26
"""Half a year says how much the counts of weeks differ by themselves (`bot.digest.volume`)."""
_EVENTS_AT_MOST = 3000
"""Stories of earlier weeks whose events are counted; where there are more, kinds have no usual number."""


def earlier_weeks(
    session: Session, period: Period, *, known: datetime, rhythm: Rhythm, entities: Container[str]
) -> tuple[tuple[Week, ...], dict[str, tuple[int, ...]]]:
    """Count the stories of earlier weeks per entity and, of the last four, per kind of event.

    No week from before the first full week of reading is counted; none at all for a range of days.
    """
    begun = reading_since(session)
    if begun is None or "-W" not in period.name:
        return (), {}
    weeks = [before(period, back) for back in range(WEEKS, 0, -1)]
    weeks = [week for week in weeks if week.since >= begun]
    if not weeks:
        return (), {}
    told = told_between(session, weeks[0].since, period.since, known)
    inside = [
        [one for one in told if week.since <= one.seen < week.until] + _continued(session, week, rhythm)
        for week in weeks
    ]
    history = tuple(
        Week(
            week.name,
            dict(sorted(Counter(key for one in those for key in one.entities if key in entities).items())),
        )
        for week, those in zip(weeks, inside, strict=True)
    )
    return history, _kinds(inside[-MEDIAN_OF:], entities)


def _continued(session: Session, week: Period, rhythm: Rhythm) -> list[Told]:
    opened, closed = closes_at(before(week), rhythm), closes_at(week, rhythm)
    return continued_between(session, week.since, week.until, opened, closed)


def _kinds(weeks: Sequence[Sequence[Told]], entities: Container[str]) -> dict[str, tuple[int, ...]]:
    if sum(map(len, weeks)) > _EVENTS_AT_MOST:
        return {}
    counts = [
        Counter(
            event_of(one.title, one.text, one.lang, news_year(one.seen))[0]
            for one in week
            if any(key in entities for key in one.entities)
        )
        for week in weeks
    ]
    kinds = sorted({kind for count in counts for kind in count if kind})
    return {kind: tuple(count[kind] for count in counts) for kind in kinds}
