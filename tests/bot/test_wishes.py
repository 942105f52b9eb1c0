"""What a subscriber's preferences mean for one alert: tables of cases, and the clock changes of cities."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from bot.wishes import News, Send, Skip, Wait, decide, next_round_up, quiet_until, rests, waits, zone_of
from feeds.story.urgency import Urgency
from storage.preferences import Length, Pace, Preferences, Sources

NOW = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)  # a Tuesday
DAY = timedelta(days=1)
NEWS = News(
    story=7,
    entities=("argun", "titiev"),
    feeds=(3,),
    owners=1,
    independent=0,
    urgency=Urgency.NOTABLE,
    created=NOW,
    first_seen=NOW,
)
URGENT = replace(NEWS, urgency=Urgency.URGENT)
OLD = replace(NEWS, created=NOW - 2 * DAY, first_seen=NOW - 2 * DAY)
LATER = int((NOW + DAY).timestamp())
NIGHT = (22 * 60, 7 * 60)
MIDNIGHT = datetime(2026, 3, 3, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("wishes", "news", "wish"),
    [
        (Preferences(), NEWS, Send()),
        (Preferences(silent=True), NEWS, Send(silent=True)),
        (Preferences(paused_until=LATER), NEWS, Wait(NOW + DAY, "paused")),
        (Preferences(paused_until=LATER, urgent_passes=True), URGENT, Wait(NOW + DAY, "paused")),
        (Preferences(paused_until=int(NOW.timestamp())), NEWS, Send()),
        (Preferences(muted={"story:7": LATER}), NEWS, Skip("the story is muted")),
        (Preferences(muted={"story:8": LATER}), NEWS, Send()),
        (
            Preferences(muted={"feed:3": LATER}),
            NEWS,
            Wait(NOW + timedelta(minutes=15), "the source is muted"),
        ),
        (
            Preferences(muted={"feed:3": LATER}),
            replace(NEWS, created=NOW - 3 * DAY, reason="the source is muted", wanted=NOW),
            Skip("the source is muted"),
        ),
        (
            Preferences(muted={"feed:3": int(NOW.timestamp()) - 1}),
            replace(NEWS, created=NOW - timedelta(hours=1), reason="the source is muted"),
            Wait(NOW + timedelta(minutes=15), "the source is muted"),
        ),
        (
            Preferences(muted={"feed:3": int(NOW.timestamp()) - 1}),
            replace(NEWS, created=NOW - timedelta(hours=1), reason="quiet hours"),
            Send(),
        ),
        (Preferences(), replace(OLD, reason="paused", wanted=NOW - timedelta(hours=23)), Send()),
        (Preferences(), replace(OLD, reason="paused", wanted=NOW - timedelta(hours=25)), Skip("too old")),
        (Preferences(), replace(OLD, wanted=NOW), Send()),
        (Preferences(muted={"feed:3": LATER}), replace(NEWS, feeds=(3, 4)), Send()),
        (Preferences(muted={"entity:argun": LATER}), NEWS, Send()),
        (Preferences(muted={"entity:argun": LATER, "entity:titiev": LATER}), NEWS, Skip("the name is muted")),
        (Preferences(muted={"story:7": int(NOW.timestamp()) - 1}), NEWS, Send()),
        (Preferences(sources=Sources.TWO), NEWS, Wait(NOW + timedelta(minutes=15), "sources")),
        (Preferences(sources=Sources.TWO), replace(NEWS, owners=2), Send()),
        (Preferences(sources=Sources.THREE), replace(NEWS, owners=3), Send()),
        (Preferences(sources=Sources.INDEPENDENT), replace(NEWS, independent=1), Send()),
        (
            Preferences(sources=Sources.TWO),
            replace(NEWS, created=NOW - 3 * DAY, reason="sources"),
            Skip("too few sources"),
        ),
        (Preferences(sources=Sources.TWO), replace(NEWS, created=NOW - 3 * DAY), Skip("too old")),
        (Preferences(pace=Pace.HOURLY), NEWS, Wait(NOW + timedelta(hours=1), "hourly")),
        (Preferences(pace=Pace.HOURLY), replace(NEWS, created=NOW - timedelta(hours=1)), Send(together=True)),
        (Preferences(pace=Pace.DAILY), NEWS, Wait(NOW + timedelta(hours=21), "daily")),
        (Preferences(pace=Pace.WEEKLY), NEWS, Wait(NOW + timedelta(days=5, hours=21), "weekly")),
        (Preferences(pace=Pace.DAILY, paces={"argun": Pace.NOW}), NEWS, Send()),
        (Preferences(pace=Pace.DAILY, urgent_passes=True), URGENT, Send()),
        (Preferences(pace=Pace.DAILY, urgent_passes=True), NEWS, Wait(NOW + timedelta(hours=21), "daily")),
        (Preferences(), replace(NEWS, first_seen=NOW - 2 * DAY), Skip("too old")),
        (Preferences(), replace(NEWS, created=NOW - 2 * DAY, first_seen=NOW - 2 * DAY), Skip("too old")),
        (Preferences(zone="Atlantis/Capital"), NEWS, Send()),
    ],
)
def test_preferences_decide_about_an_alert(wishes: Preferences, news: News, wish: object) -> None:
    """Each preference does what its words say, alone and with the others."""
    assert decide(wishes, news, NOW, oldest=DAY) == wish


@pytest.mark.parametrize(
    ("wishes", "news", "wish"),
    [
        (Preferences(quiet=NIGHT), NEWS, Wait(datetime(2026, 3, 4, 7, 0, tzinfo=UTC), "quiet hours")),
        (Preferences(quiet=NIGHT), URGENT, Wait(datetime(2026, 3, 4, 7, 0, tzinfo=UTC), "quiet hours")),
        (Preferences(quiet=NIGHT, urgent_passes=True), URGENT, Send()),
        (Preferences(quiet=(60, 60)), NEWS, Send()),
        (
            Preferences(quiet=NIGHT, zone="Asia/Tbilisi"),
            NEWS,
            Wait(datetime(2026, 3, 4, 3, 0, tzinfo=UTC), "quiet hours"),
        ),
        (Preferences(quiet=(0, 6 * 60), zone="America/New_York"), NEWS, Send()),
    ],
)
def test_quiet_hours_hold_alerts_back_until_they_end(wishes: Preferences, news: News, wish: object) -> None:
    """Quiet hours across midnight and in the subscriber's own zone; urgent alerts pass by choice only."""
    assert decide(wishes, news, MIDNIGHT, oldest=3 * DAY) == wish


def test_what_a_subscriber_delayed_is_not_too_old() -> None:
    """A pause of a week and a weekly pace lose nothing, although alerts older than a day are left out."""
    week = replace(NEWS, created=NOW - 6 * DAY, first_seen=NOW - 6 * DAY)
    assert isinstance(decide(Preferences(paused_until=int(NOW.timestamp())), week, NOW, oldest=DAY), Send)
    monday = datetime(2026, 3, 9, 9, 0, tzinfo=UTC)
    assert decide(Preferences(pace=Pace.WEEKLY), NEWS, monday, oldest=DAY) == Send(together=True)


_CHANGES = [
    ("Europe/Berlin", datetime(2026, 3, 29, tzinfo=UTC)),
    ("Europe/Berlin", datetime(2026, 10, 25, tzinfo=UTC)),
    ("America/New_York", datetime(2026, 3, 8, tzinfo=UTC)),
    ("America/New_York", datetime(2026, 11, 1, tzinfo=UTC)),
    ("Europe/Moscow", datetime(2014, 10, 26, tzinfo=UTC)),
    ("Europe/Moscow", datetime(2011, 3, 27, tzinfo=UTC)),
    ("Asia/Tbilisi", datetime(2004, 6, 27, tzinfo=UTC)),
    ("Asia/Tbilisi", datetime(2005, 3, 27, tzinfo=UTC)),
]


@pytest.mark.parametrize(("zone", "day"), _CHANGES)
@pytest.mark.parametrize("quiet", [NIGHT, (0, 150), (90, 180), (120, 150), (150, 120), (1439, 1), (125, 240)])
def test_no_alert_in_quiet_hours_and_none_lost(zone: str, day: datetime, quiet: tuple[int, int]) -> None:
    """Round a change of the clocks every wait ends, later than now and outside quiet hours, within a day."""
    wishes = Preferences(quiet=quiet, zone=zone)
    for minutes in range(-36 * 60, 36 * 60, 7):
        now = day + timedelta(minutes=minutes)
        wish, steps = decide(wishes, replace(NEWS, created=now, first_seen=now), now, oldest=2 * DAY), 0
        moment = now
        while isinstance(wish, Wait):
            assert wish.until > moment
            moment, steps = wish.until, steps + 1
            assert steps <= 3
            wish = decide(wishes, replace(NEWS, created=now, first_seen=now), moment, oldest=2 * DAY)
        assert wish == Send()
        local = moment.astimezone(ZoneInfo(zone))
        minute = local.hour * 60 + local.minute
        start, end = quiet
        inside = start <= minute < end if start < end else minute >= start or minute < end
        assert not inside
        # The half hour between (150, 120) does not exist on the day of a jump: it is the next day's.
        assert moment - now <= DAY * (1 + (quiet == (150, 120))) + timedelta(hours=2)


@pytest.mark.parametrize(("zone", "day"), _CHANGES)
@pytest.mark.parametrize("minute", [0, 119, 120, 150, 180, 9 * 60, 1439])
def test_the_daily_round_up_comes_once_a_day(zone: str, day: datetime, minute: int) -> None:
    """Through a change of the clocks, one round-up each local day at the chosen minute."""
    wishes = Preferences(pace=Pace.DAILY, at=minute, zone=zone)
    moments = [day - 2 * DAY]
    for _ in range(5):
        moments.append(next_round_up(wishes, Pace.DAILY, moments[-1], zone_of(zone)))
    days = [moment.astimezone(ZoneInfo(zone)).date() for moment in moments[1:]]
    assert all(later.toordinal() - earlier.toordinal() == 1 for earlier, later in pairwise(days))
    gaps = [later - earlier for earlier, later in pairwise(moments[1:])]
    assert all(timedelta(hours=22) <= gap <= timedelta(hours=26) for gap in gaps)


def test_quiet_hours_hold_through_the_repeated_hour() -> None:
    """When an hour comes twice, quiet hours that end in it end at its second coming at the latest."""
    berlin = zone_of("Europe/Berlin")
    second = datetime(2026, 10, 25, 1, 10, tzinfo=UTC)  # 02:10 for the second time
    until = quiet_until((22 * 60, 150), second, berlin)
    assert until is not None
    assert timedelta(0) < until - second <= timedelta(minutes=20)


def test_preferences_survive_being_stored() -> None:
    """What is written is read again the same; what cannot be read gives way to its default."""
    chosen = Preferences(
        lang="ru",
        told_in="en",
        zone="Asia/Tbilisi",
        pace=Pace.DAILY,
        paces={"argun": Pace.NOW},
        quiet=NIGHT,
        length=Length.FULL,
        sources=Sources.TWO,
        muted={"story:7": LATER},
        topic=5,
    )
    assert Preferences.from_json(chosen.to_json()) == chosen
    assert Preferences.from_json(
        {"lang": "ru", "pace": "yearly", "quiet": "x", "at": "9", "new": 1}
    ) == Preferences(lang="ru")
    assert Preferences().to_json() == {"lang": "en"}


@pytest.mark.parametrize(
    ("wishes", "wait"),
    [
        (Preferences(), None),
        (Preferences(paused_until=LATER), Wait(NOW + DAY, "paused")),
        (Preferences(quiet=(11 * 60, 13 * 60)), Wait(NOW + timedelta(hours=1), "quiet hours")),
        (Preferences(pace=Pace.DAILY), Wait(NOW + timedelta(hours=21), "daily")),
        (Preferences(pace=Pace.DAILY, paces={"argun": Pace.NOW}), None),
        (Preferences(paused_until=LATER, muted={"story:7": LATER + 1}), Wait(NOW + DAY, "paused")),
        (Preferences(paused_until=LATER, muted={"story:7": LATER - 1}), None),
        (
            Preferences(paused_until=LATER, muted={"story:7": int(NOW.timestamp()) - 1}),
            Wait(NOW + DAY, "paused"),
        ),
    ],
)
def test_a_quick_look_puts_off_what_a_long_one_would(wishes: Preferences, wait: Wait | None) -> None:
    """It knows no story: where a mute ends before the wait does, it leaves the decision alone."""
    assert waits(wishes, NEWS.urgency, NEWS.created, NOW) == wait
    if wait is not None and not wishes.muted:
        assert decide(wishes, NEWS, NOW, oldest=DAY) == wait


@pytest.mark.parametrize(
    ("wishes", "urgency", "rest"),
    [
        (Preferences(pace=Pace.DAILY), Urgency.URGENT, None),
        (
            Preferences(quiet=(11 * 60, 13 * 60)),
            Urgency.URGENT,
            Wait(NOW + timedelta(hours=1), "quiet hours"),
        ),
        (Preferences(quiet=(11 * 60, 13 * 60), urgent_passes=True), Urgency.URGENT, None),
        (Preferences(paused_until=LATER, urgent_passes=True), Urgency.URGENT, Wait(NOW + DAY, "paused")),
    ],
)
def test_a_rest_is_a_pause_or_a_night(wishes: Preferences, urgency: Urgency, rest: Wait | None) -> None:
    """A pace is no rest, and urgent news passes the night alone, by choice."""
    assert rests(wishes, urgency, NOW) == rest


def test_what_nobody_follows_any_more_is_left_out() -> None:
    """The subscriber's exceptions count when it would be sent."""
    assert decide(Preferences(), replace(NEWS, entities=()), NOW, oldest=DAY) == Skip("not followed")
