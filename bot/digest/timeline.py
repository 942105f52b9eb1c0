"""One entity day by day: how many stories each day had, which days stand out, and a picture of them. Pure.

A day stands out when so many stories would be rare, were it like the four weeks before it. The level is
shared out among the days looked at, so that a time in which nothing changes hardly ever has one that does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from babel.dates import format_date

from bot.digest.charts import ACCENT, WIDTH, Chart, draw_box, draw_chart, draw_line, draw_text
from bot.digest.overview import FALSE_ALARMS
from bot.digest.volume import DAYS, chance_of_more
from bot.i18n import Texts
from storage.period import Told

LEARNT = 28
"""Days before a day that say what is usual."""
FEWEST_LEARNT = 14
_FEWEST = 3
"""Fewer stories than this are never remarkable."""
LONGEST = 366
_DAYS_APART = 62
"""A longer time is shown by weeks."""
_STANDS_OUT = "#b0541e"
NEWEST = 8
"""Stories that are named."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day, or the week that begins with it."""

    first: date
    stories: int
    unusual: bool = False


@dataclass(frozen=True, slots=True)
class Lead:
    """The first report of a story: its day and words, and who told it, where that is known."""

    story_id: int
    day: date
    title: str
    outlet: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Timeline:
    """An entity's days, oldest first, and its newest stories, newest first."""

    name: str
    days: tuple[Day, ...]
    weekly: bool
    leads: tuple[Lead, ...]

    @property
    def unusual(self) -> tuple[Day, ...]:
        """Return the days (or weeks) that stand out."""
        return tuple(day for day in self.days if day.unusual)


def timeline(
    name: str,
    told: Iterable[Told],
    *,
    entity: str,
    days: int,
    now: datetime,
    begun: datetime | None,
    zone: tzinfo,
) -> Timeline:
    """Lay out the last `days` days of an entity from stories that reach `LEARNT` days further back.

    `begun` is when reading began: days before it say nothing of what is usual.
    """
    mine = [one for one in told if entity in one.entities]
    today = now.astimezone(zone).date()
    span = 7 if days > _DAYS_APART else 1
    steps = -(-days // span)
    learnt = LEARNT if span == 1 else LEARNT // 7 * 2
    first = today - timedelta(days=span * steps - 1)
    start = first - timedelta(days=learnt * span)
    counts = [0] * (learnt + steps)
    for one in mine:
        place = (one.seen.astimezone(zone).date() - start).days // span
        if 0 <= place < len(counts):
            counts[place] += 1
    known = 0 if begun is None else max(0, -(-(begun.astimezone(zone).date() - start).days // span))
    odd = standing_out(counts, shown_from=learnt, known_from=known, learnt=learnt)
    laid = tuple(
        Day(first + timedelta(days=span * n), counts[learnt + n], learnt + n in odd) for n in range(steps)
    )
    leads = [Lead(one.story_id, one.seen.astimezone(zone).date(), one.title or one.text) for one in mine]
    recent = [lead for lead in leads if lead.day >= first]
    return Timeline(name, laid, span == 7, tuple(reversed(recent[-NEWEST:])))


def standing_out(
    counts: Sequence[int], *, shown_from: int, known_from: int = 0, learnt: int = LEARNT
) -> frozenset[int]:
    """Return the places from `shown_from` on whose counts are unusually high.

    Of series whose rate does not change, at most one in a hundred has any (`FALSE_ALARMS`; Bonferroni).
    """
    level = FALSE_ALARMS / max(1, len(counts) - shown_from)
    odd = set()
    for place in range(shown_from, len(counts)):
        earlier = counts[max(known_from, place - learnt) : place]
        enough = len(earlier) >= min(FEWEST_LEARNT, learnt) and counts[place] >= _FEWEST
        if enough and chance_of_more(counts[place], earlier, DAYS) < level:
            odd.add(place)
    return frozenset(odd)


def day_name(day: Day, texts: Texts, *, weekly: bool) -> str:
    """Return what a day is called: ``Tue 17 Nov``; a week by its first day."""
    pattern = "d MMM y" if weekly else "EEE d MMM"
    return format_date(day.first, pattern, locale="ru_RU" if texts.lang == "ru" else "en_GB")


def chart(made: Timeline, texts: Texts) -> Chart:
    """Draw the days as bars, those that stand out in another colour and with their figure."""
    most = max([1, *(day.stories for day in made.days)])
    top, high, step = 24, 150, WIDTH / max(1, len(made.days))
    floor = top + high
    every = max(1, -(-len(made.days) // 8))
    parts = [draw_line(0, floor, WIDTH)]
    for place, day in enumerate(made.days):
        left = place * step
        if day.stories:
            tall = max(2.0, (high - 18) * day.stories / most)
            fill, css = (_STANDS_OUT, "view-state") if day.unusual else (ACCENT, "accent")
            parts.append(draw_box(left + step * 0.12, floor - tall, step * 0.76, tall, fill, css))
            if day.unusual or day.stories == most or len(made.days) <= 16:
                parts.append(
                    draw_text(left + step / 2, floor - tall - 4, str(day.stories), size=12, anchor="middle")
                )
        if place % every == 0:
            pattern = "d MMM"
            name = format_date(day.first, pattern, locale="ru_RU" if texts.lang == "ru" else "en_GB")
            parts.append(draw_text(left + 1, floor + 18, name, size=12, muted=True))
    said = [f"{day_name(day, texts, weekly=made.weekly)}: {day.stories}" for day in made.days if day.stories]
    title = texts("Stories per week") if made.weekly else texts("Stories per day")
    if made.unusual:
        parts.append(draw_box(0, floor + 34, 12, 12, _STANDS_OUT, "view-state"))
        parts.append(draw_text(18, floor + 45, texts("unusually many"), size=13))
    tall = floor + (54 if made.unusual else 28)
    return draw_chart("timeline", title, said, parts, tall)
