"""When digests are: which period a week or a range is, when it is closed, and when its digest goes out. Pure.

A week runs from Monday 00:00 to Monday 00:00 in the installation's zone, so two of a year have an hour more
or less. It is closed at the first given hour of the given day after its end: what was told by then is in it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from bot.digest.snapshot import Period
from bot.digest.telling import zone_of

REVIEW_TIME = timedelta(hours=12)
"""How long a draft waits from when moderators were told; then it goes out with what they did to it."""
TOO_LATE = timedelta(days=3)
"""After so long no review of a closed week begins, and nobody is sent its digest unasked."""
LONGEST = timedelta(days=400)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_YEARS = range(1970, 9000)
"""Others are no time to have news of, and too near the end of the calendar to count from."""
_WEEK = re.compile(r"(\d{4})-?[Ww](\d{1,2})")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When this installation's digests are closed (`config.groups.DigestSettings`)."""

    day: int = 0
    """0 is Monday."""
    hour: int = 8
    zone: str = "UTC"
    review: bool = False


def week_of(moment: datetime, zone: str = "UTC") -> Period:
    """Return the ISO week that `moment` lies in."""
    year, week, _ = moment.astimezone(zone_of(zone)).isocalendar()
    return _week(year, week, zone)


def before(period: Period, weeks: int = 1) -> Period:
    """Return the week so many weeks before the one in which a period begins."""
    first = period.since.astimezone(zone_of(period.zone)).date() - timedelta(weeks=weeks)
    year, week, _ = first.isocalendar()
    return _week(year, week, period.zone)


def is_week(period: Period) -> bool:
    """Say whether a period is a whole ISO week."""
    return _WEEK.fullmatch(period.name) is not None


def read_week(words: str, zone: str = "UTC") -> Period | None:
    """Read ``2026-W47``; None for anything else, and for a week that the year does not have."""
    found = _WEEK.fullmatch(words.strip())
    try:
        if not found or int(found[1]) not in _YEARS:
            return None
        return _week(int(found[1]), int(found[2]), zone)
    except (ValueError, OverflowError):
        return None


def read_days(first: str, last: str, zone: str = "UTC") -> Period | None:
    """Read two days such as ``2026-11-01``, both included; None where they are no range of a year at most."""
    try:
        if not _DAY.fullmatch(first) or not _DAY.fullmatch(last):
            return None
        days = date.fromisoformat(first), date.fromisoformat(last)
        if days[0].year not in _YEARS or days[1].year not in _YEARS:
            return None
        since, until = _midnight(days[0], zone), _midnight(days[1] + timedelta(days=1), zone)
    except (ValueError, OverflowError):
        return None
    if not since < until <= since + LONGEST:
        return None
    return Period(f"{days[0]}--{days[1]}", since, until, zone)


def last_days(now: datetime, days: int, zone: str = "UTC") -> Period | None:
    """Return so many days, the last of them today; None where they are no range of a year at most."""
    today = now.astimezone(zone_of(zone)).date()
    return read_days(str(today - timedelta(days=days - 1)), str(today), zone)


def read_period(words: str, zone: str = "UTC") -> Period | None:
    """Read the name of a period: a week, or a range as its name has it."""
    first, _, last = words.partition("--")
    return read_days(first, last, zone) if last else read_week(words, zone)


def closes_at(period: Period, rhythm: Rhythm) -> datetime:
    """Return when a period is closed: for a week on the day of the rhythm, for a range at its hour."""
    zone = zone_of(rhythm.zone)
    day = period.until.astimezone(zone).date()
    while True:
        moment = _at(day, rhythm.hour, zone)
        if moment >= period.until and (not is_week(period) or day.weekday() == rhythm.day):
            return moment
        day += timedelta(days=1)


def stale_at(period: Period, rhythm: Rhythm) -> datetime:
    """Return when a week is sent to nobody unasked any more, and final whether anybody reviewed it or not."""
    return closes_at(period, rhythm) + TOO_LATE + (REVIEW_TIME if rhythm.review else timedelta())


def overlap(one: Period, other: Period) -> bool:
    """Say whether two periods have a moment in common."""
    return one.since < other.until and other.since < one.until


def last_closed(now: datetime, rhythm: Rhythm) -> Period:
    """Return the latest week that is closed at `now`."""
    week = before(week_of(now, rhythm.zone))
    while closes_at(week, rhythm) > now:
        week = before(week)
    return week


def so_far(period: Period, now: datetime) -> Period:
    """Return a period that is not closed yet under a name that no closed one has."""
    day = now.astimezone(zone_of(period.zone)).date()
    if is_week(period):
        return Period(f"{period.name}--{day}", period.since, period.until, period.zone)
    return period


def _week(year: int, week: int, zone: str) -> Period:
    monday = date.fromisocalendar(year, week, 1)
    return Period(
        f"{year}-W{week:02d}", _midnight(monday, zone), _midnight(monday + timedelta(days=7), zone), zone
    )


def _midnight(day: date, zone: str) -> datetime:
    return _at(day, 0, zone_of(zone))


def _at(day: date, hour: int, zone: tzinfo) -> datetime:
    """Return an hour of a local day; one that a clock put forward leaves out is as far after the jump."""
    return datetime.combine(day, time(hour), zone).astimezone(UTC)
