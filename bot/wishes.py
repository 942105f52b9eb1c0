"""What a subscriber's preferences mean for one alert at one moment: send it, wait, or leave it out.

    paused? | followed? | muted? | too old? | another source? | flood or pace: with others, later | quiet?

Pure: the clock comes in. Local times are computed here, when sending, so that a change of the clocks, of the
zone or of the preferences needs no second thought elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from feeds.story.urgency import Urgency
from storage.preferences import Pace, Preferences, Sources

STORY_PATIENCE = timedelta(hours=72)
"""How long a story waits for the sources that a subscriber asks for, or for one that is not muted."""
RECHECK = timedelta(minutes=15)
_MUTED = "the source is muted"
_SOURCES = "sources"


@dataclass(frozen=True, slots=True)
class News:
    """What preferences look at in an alert."""

    story: int
    entities: Sequence[str]
    """Those it is news for and the subscriber follows."""
    feeds: Sequence[int]
    """Which report it."""
    owners: int
    independent: int
    """Owners that are no state media."""
    urgency: Urgency
    created: datetime
    first_seen: datetime
    """Of the report that it was made of."""
    reason: str = ""
    """Why it has waited until now."""
    wanted: datetime | None = None
    """When it was to come at last, where it was put off or tried before (`storage.waiting.wanted_at`)."""


@dataclass(frozen=True, slots=True)
class Send:
    """Send it now. `silent`: without a sound. `together`: with whatever else waits for this subscriber."""

    silent: bool = False
    together: bool = False


@dataclass(frozen=True, slots=True)
class Wait:
    """Not before `until`."""

    until: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Skip:
    """Never; the digest has it."""

    reason: str


Wish = Send | Wait | Skip


def decide(wishes: Preferences, news: News, now: datetime, *, oldest: timedelta) -> Wish:
    """Return what to do with an alert at `now` (aware); `oldest`: what is older is for the digest only.

    What a subscriber's own choice delayed (pause, quiet hours, pace, sources) is never too old for that, also
    when it comes because the choice was taken back.
    """
    if now.timestamp() < wishes.paused_until:
        return Wait(datetime.fromtimestamp(wishes.paused_until, UTC), "paused")
    if not news.entities:
        return Skip("not followed")
    if muted := _muted(wishes, news, now):
        return Skip(muted)
    zone = zone_of(wishes.zone)
    if _too_old(wishes, news, now, zone, oldest):
        return Skip("too old")
    patient = now - news.created < STORY_PATIENCE
    if _all_sources_muted(wishes, news, now):
        return Wait(now + RECHECK, _MUTED) if patient else Skip(_MUTED)
    if not _enough_sources(wishes.sources, news):
        return Wait(now + RECHECK, _SOURCES) if patient else Skip("too few sources")
    if passes(wishes, news.urgency):
        return Send(silent=wishes.silent)
    pace = pace_of(wishes, news.entities)
    if pace is not Pace.NOW and (due := next_round_up(wishes, pace, news.created, zone)) > now:
        return Wait(due, pace)
    end = quiet_until(wishes.quiet, now, zone)
    if end is not None:
        return Wait(end, "quiet hours")
    return Send(silent=wishes.silent, together=pace is not Pace.NOW)


def waits(wishes: Preferences, urgency: Urgency, created: datetime, now: datetime) -> Wait | None:
    """Return until when an alert waits whatever its story says, or None where that must be asked.

    A quick look for many at once: it never lets through, or leaves out, what `decide` would not.
    """
    held = rests(wishes, urgency, now)
    if held is None and not passes(wishes, urgency) and not wishes.paces and wishes.pace is not Pace.NOW:
        due = next_round_up(wishes, wishes.pace, created, zone_of(wishes.zone))
        held = Wait(due, wishes.pace) if due > now else None
    if held is None:
        return None
    # What is muted now and will not be then is left out for good, which only `decide` can tell.
    ending = (until for until in wishes.muted.values() if now.timestamp() < until < held.until.timestamp())
    return None if any(ending) else held


def rests(wishes: Preferences, urgency: Urgency, now: datetime) -> Wait | None:
    """Return until when a subscriber wants no sound and no message: a pause, or quiet hours."""
    if now.timestamp() < wishes.paused_until:
        return Wait(datetime.fromtimestamp(wishes.paused_until, UTC), "paused")
    end = quiet_until(wishes.quiet, now, zone_of(wishes.zone))
    return None if end is None or passes(wishes, urgency) else Wait(end, "quiet hours")


def passes(wishes: Preferences, urgency: Urgency) -> bool:
    """Tell whether an alert so urgent comes at once, through quiet hours and pace."""
    return urgency is Urgency.URGENT and wishes.urgent_passes


def _too_old(wishes: Preferences, news: News, now: datetime, zone: tzinfo, oldest: timedelta) -> bool:
    """Tell whether an alert would come too late: found late, or held up by what no subscriber chose."""
    if news.created - news.first_seen > oldest:
        return True
    if wishes.sources is not Sources.ANY and news.reason in (_SOURCES, _MUTED):
        return False  # held up by choice, nobody wrote down until when
    paused = datetime.fromtimestamp(wishes.paused_until, UTC)
    wanted = max(news.created, paused, news.wanted or news.created)
    pace = pace_of(wishes, news.entities)
    if pace is not Pace.NOW:
        wanted = next_round_up(wishes, pace, wanted, zone)
    wanted = quiet_until(wishes.quiet, wanted, zone) or wanted
    return now - wanted > oldest


def pace_of(wishes: Preferences, entities: Sequence[str]) -> Pace:
    """Return the quickest pace that a subscriber chose for any of these entities."""
    chosen = [wishes.paces.get(entity, wishes.pace) for entity in entities] or [wishes.pace]
    return min(chosen, key=list(Pace).index)


def next_round_up(wishes: Preferences, pace: Pace, since: datetime, zone: tzinfo) -> datetime:
    """Return the first round-up after `since`, in UTC."""
    local = since.astimezone(zone)
    if pace is Pace.HOURLY:
        # On the hour of UTC: a local hour that is repeated or left out would delay or double it.
        return since.astimezone(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    day = local.date()
    for _ in range(9):
        if pace is Pace.DAILY or day.weekday() == wishes.weekday % 7:
            moment = at(day.toordinal(), wishes.at, zone)
            if moment > since:
                return moment
        day += timedelta(days=1)
    raise AssertionError("a week has every weekday")


def quiet_until(quiet: tuple[int, int] | None, now: datetime, zone: tzinfo) -> datetime | None:
    """Return when the quiet hours that `now` lies in end, in UTC; None outside them.

    Where the clocks change inside them they are an hour longer or shorter, as the clock on the wall says.
    """
    if quiet is None or quiet[0] == quiet[1]:
        return None
    local = now.astimezone(zone)
    minute = local.hour * 60 + local.minute
    start, end = quiet
    inside = start <= minute < end if start < end else minute >= start or minute < end
    if not inside:
        return None
    day = local.date().toordinal() + (minute >= end)
    until = at(day, end, zone)
    while until <= now:  # the end was read from a clock that is put back: its second coming
        until = max(at(day, end, zone, fold=1), now + timedelta(minutes=1))
    return until


def at(ordinal: int, minutes: int, zone: tzinfo, *, fold: int = 0) -> datetime:
    """Return a local day (its ordinal) and minute as a moment in UTC.

    A minute that a clock put forward leaves out is the same distance after the jump.
    """
    day = datetime.fromordinal(ordinal).date()
    local = datetime.combine(day, time(minutes // 60 % 24, minutes % 60, fold=fold), zone)
    return local.astimezone(UTC)


def zone_of(name: str) -> tzinfo:
    """Return the time zone of this name; UTC for one that is not known."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def _muted(wishes: Preferences, news: News, now: datetime) -> str:
    """Return what is muted of an alert: its story or every entity of it; empty: neither is."""
    active = {what for what, until in wishes.muted.items() if now.timestamp() < until}
    if f"story:{news.story}" in active:
        return "the story is muted"
    if news.entities and all(f"entity:{entity}" in active for entity in news.entities):
        return "the name is muted"
    return ""


def _all_sources_muted(wishes: Preferences, news: News, now: datetime) -> bool:
    """Tell whether only muted sources report it.

    What came while they were muted is not made up for when the mute runs out.
    """
    since = (min(now, news.created) if news.reason == _MUTED else now).timestamp()
    return bool(news.feeds) and all(wishes.muted.get(f"feed:{feed}", 0) > since for feed in news.feeds)


def _enough_sources(sources: Sources, news: News) -> bool:
    match sources:
        case Sources.TWO:
            return news.owners >= 2
        case Sources.THREE:
            return news.owners >= 3
        case Sources.INDEPENDENT:
            return news.independent >= 1
    return True
