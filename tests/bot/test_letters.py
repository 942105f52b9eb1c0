"""Each reader gets each story once, when and how they want it: alone, in a round-up, or not at all."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.delivery import Deliverer
from bot.letters import Rules, take_letter
from storage.placing import merge
from storage.preferences import Length, Pace, Sources
from storage.subscriber import unfollow
from storage.waiting import rouse
from tests.bot.newsroom import NOON, Newsroom, newsroom, states, wants
from tests.telegram.core import FakeTelegram
from tests.telegram.faults import Fault

READER, OTHER = 501, 502
EVENTS = [
    ("Bakery fire injures two in Argun", "A bakery burned down on Mill Street before dawn."),
    ("Teachers in Chechnya strike over wages", "Forty schools stayed closed, the union says."),
    ("Chechnya: dam inspectors warn of cracks", "The reservoir above the valley must be emptied."),
    ("Kadyrov receives a delegation of beekeepers", "Honey exports were the subject."),
    ("Argun library reopens after a decade", "Readers queued round the block for cards."),
    ("Wolves seen near villages in Chechnya", "Shepherds lost thirty sheep in a week."),
    ("Chechen wrestler wins in Bucharest", "He beat the champion of last year on points."),
]


@pytest.fixture
async def room(tmp_path: Path, telegram: FakeTelegram) -> AsyncIterator[Newsroom]:
    """Two readers, a feed that is independent and one of the state."""
    async with newsroom(tmp_path, telegram) as opened:
        await opened.feed("river", "River Post", "independent", "en")
        await opened.feed("vestnik", "Вестник", "state", "en")
        yield opened


def publish(room: Newsroom, *numbers: int, feed: str = "river") -> None:
    """Publish some of the events."""
    for number in numbers:
        room.publish(feed, f"e{number}", *EVENTS[number])


async def test_quiet_hours_hold_alerts_back_for_one_round_up(room: Newsroom) -> None:
    """Nothing comes at night; in the morning everything does, in one message."""
    person = room.reader(READER)
    wants(room, person, quiet=(11 * 60, 15 * 60))
    publish(room, 0, 1, 2, 3, 4)
    await room.work()
    assert room.shown(READER) == []
    assert {state for state, _ in states(room)} == {"pending"}
    await room.later(hours=3)
    [message] = room.shown(READER)
    assert message.startswith("Round-up · 5 stories")
    assert all(title in message for title, _ in EVENTS[:5])
    assert sorted(state for state, _ in states(room)) == ["folded"] * 4 + ["sent"]


async def test_a_few_that_waited_come_one_by_one(room: Newsroom) -> None:
    """Two alerts after a quiet night are two messages: nobody has to search a list for them."""
    person = room.reader(READER)
    wants(room, person, quiet=(11 * 60, 15 * 60))
    publish(room, 0, 1)
    await room.work()
    await room.later(hours=3)
    assert len(room.shown(READER)) == 2


async def test_a_daily_pace_brings_one_message_a_day(room: Newsroom) -> None:
    """What came since yesterday is told together at the chosen minute, and the next day's again."""
    person = room.reader(READER)
    wants(room, person, pace=Pace.DAILY, at=18 * 60)
    publish(room, 0, 1, 2)
    await room.work()
    await room.later(hours=5)
    assert room.shown(READER) == []
    await room.later(hours=1)
    [message] = room.shown(READER)
    assert message.startswith("Round-up · 3 stories")
    publish(room, 3, 4)
    await room.later(hours=1)
    assert len(room.shown(READER)) == 1
    await room.later(hours=23)
    assert room.shown(READER)[1].startswith("Round-up · 2 stories")


async def test_a_pause_is_made_up_for_in_one_message(room: Newsroom) -> None:
    """After three days of pause the stories of the pause are there, labelled as such."""
    person = room.reader(READER)
    wants(room, person, paused_until=int((NOON + timedelta(days=3)).timestamp()))
    publish(room, 0, 1, 2, 3)
    await room.work()
    await room.later(days=3)
    [message] = room.shown(READER)
    assert message.startswith("While you paused · 4 stories")


async def test_after_downtime_one_labelled_message_instead_of_a_flood(room: Newsroom) -> None:
    """Alerts that Vigil could not send for hours come together; those older than a day do not come."""
    room.reader(READER)
    publish(room, 0, 1)
    await room.poll()
    await room.line.tell_due()
    room.now += timedelta(hours=20)
    publish(room, 2, 3, 4, 5)
    await room.poll()
    await room.line.tell_due()
    room.now += timedelta(hours=6)
    await room.send()
    [message] = room.shown(READER)
    assert message.startswith("While I could not write to you · 4 stories")
    assert sorted(states(room)) == sorted(
        [("skipped", "too old")] * 2 + [("folded", "downtime")] * 3 + [("sent", "")]
    )


async def test_a_flood_becomes_one_rolling_message(room: Newsroom) -> None:
    """Past the limit a list begins, and what follows is added to it without another sound."""
    room.reader(READER)
    rules = Rules(flood_alerts=2, flood_window=timedelta(minutes=10))
    room.post = Deliverer(room.database, room.line.watch, room.gateway, lambda: room.now, rules)
    publish(room, 0, 1)
    await room.work()
    publish(room, 2)
    await room.work()
    publish(room, 3)
    await room.work()
    publish(room, 4, 5)
    await room.work()
    shown = room.shown(READER)
    assert len(shown) == 3
    assert shown[2].startswith("Much is happening · 4 stories")
    assert all(EVENTS[number][0] in shown[2] for number in (2, 3, 4, 5))
    await room.later(minutes=15)
    publish(room, 6)
    await room.work()
    assert EVENTS[6][0] in room.shown(READER)[3]


@pytest.mark.parametrize(
    ("chosen", "comes"),
    [
        ({"muted": {"feed:1": int((NOON + timedelta(days=1)).timestamp())}}, False),
        ({"muted": {"feed:2": int((NOON + timedelta(days=1)).timestamp())}}, True),
        ({"muted": {"entity:argun": int((NOON + timedelta(days=1)).timestamp())}}, False),
        ({"muted": {"entity:argun": int((NOON - timedelta(days=1)).timestamp())}}, True),
        ({"sources": Sources.INDEPENDENT}, True),
        ({"sources": Sources.TWO}, False),
    ],
)
async def test_what_a_reader_does_not_want_does_not_come(
    room: Newsroom, chosen: dict[str, Any], comes: bool
) -> None:
    """Mutes and the number of sources hold an alert back for that reader alone."""
    person = room.reader(READER)
    room.reader(OTHER)
    wants(room, person, **chosen)
    publish(room, 0)
    await room.work()
    assert len(room.shown(READER)) == int(comes)
    assert len(room.shown(OTHER)) == 1


async def test_a_story_that_gains_a_second_owner_comes_then(room: Newsroom) -> None:
    """Who wants two owners hears of it when the second reports it."""
    person = room.reader(READER)
    wants(room, person, sources=Sources.TWO)
    publish(room, 0)
    await room.work()
    assert room.shown(READER) == []
    room.publish("vestnik", "x", EVENTS[0][0], "The bakery on Mill Street burned down before dawn.")
    await room.later(minutes=20)
    [message] = room.shown(READER)
    assert "2 owners" in message


@pytest.mark.parametrize(
    ("length", "has_summary"), [(Length.HEADLINE, False), (Length.SHORT, True), (Length.FULL, True)]
)
async def test_the_length_is_the_readers(room: Newsroom, length: Length, has_summary: bool) -> None:
    """A headline alone, or with what the report says."""
    person = room.reader(READER)
    wants(room, person, length=length)
    publish(room, 0)
    await room.work()
    [message] = room.shown(READER)
    assert ("Mill Street" in message) is has_summary


async def test_a_silent_reader_hears_no_sound(room: Newsroom) -> None:
    """Notifications are off for who asked for that, and on for the other."""
    person = room.reader(READER)
    room.reader(OTHER)
    wants(room, person, silent=True)
    publish(room, 0)
    await room.work()
    silent = [room.telegram.messages(chat, by_bot=True)[0].silent for chat in (READER, OTHER)]
    assert silent == [True, False]


async def test_a_round_up_whose_answer_was_lost_is_the_same_once_more(room: Newsroom) -> None:
    """What was folded stays folded: the repeat tells the same stories, marked as a possible repeat."""
    person = room.reader(READER)
    wants(room, person, pace=Pace.HOURLY)
    publish(room, 0, 1, 2)
    await room.work()
    room.now += timedelta(hours=1)
    room.telegram.faults.add(Fault("sendMessage", loss="after"))
    await room.send()
    await room.later(minutes=2)
    messages = room.shown(READER)
    assert [one.split("\n")[0] for one in messages] == ["Round-up · 3 stories"] * 2
    assert "You may have had this one already" in messages[1]


async def test_urgent_alerts_pass_quiet_hours_by_choice(room: Newsroom) -> None:
    """A detention wakes who asked for it, and nobody else."""
    night = (11 * 60, 15 * 60)
    wants(room, room.reader(READER), quiet=night, urgent_passes=True)
    wants(room, room.reader(OTHER), quiet=night)
    room.publish("river", "d", "Two men detained in Argun", "Police detained two men in Argun on Monday.")
    publish(room, 1)
    await room.work()
    assert [text.split("\n")[1] for text in room.shown(READER)] == ["Two men detained in Argun"]
    assert room.shown(OTHER) == []


@pytest.mark.parametrize(
    ("chosen", "freed", "heading"),
    [
        ({"quiet": (11 * 60, 15 * 60)}, {"quiet": None}, "Round-up · 4 stories"),
        ({"pace": Pace.DAILY}, {"pace": Pace.NOW}, "Round-up · 4 stories"),
        ({"pace": Pace.WEEKLY}, {"pace": Pace.HOURLY}, "Round-up · 4 stories"),
        ({"paused_until": 2_000_000_000}, {"paused_until": 0}, "While you paused · 4 stories"),
    ],
)
async def test_what_waited_comes_when_the_choice_is_taken_back(
    room: Newsroom, chosen: dict[str, Any], freed: dict[str, Any], heading: str
) -> None:
    """Nobody who ends a pause waits for its old end; the message still says why they come together."""
    person = room.reader(READER)
    wants(room, person, **chosen)
    publish(room, 0, 1, 2, 3)
    await room.work()
    await room.later(minutes=70)
    assert room.shown(READER) == []
    wants(room, person, **freed)
    room.database.run_now(rouse, person, room.now)
    await room.work()
    [message] = room.shown(READER)
    assert message.startswith(heading)


async def test_a_change_that_frees_nothing_leaves_everything_waiting(room: Newsroom) -> None:
    """Roused by a change of the length, alerts still keep the night."""
    person = room.reader(READER)
    wants(room, person, quiet=(11 * 60, 15 * 60))
    publish(room, 0, 1)
    await room.work()
    wants(room, person, length=Length.FULL)
    room.database.run_now(rouse, person, room.now)
    await room.work()
    assert room.shown(READER) == []
    assert {reason for _, reason in states(room)} == {"quiet hours"}


async def test_hourly_at_night_with_urgent_news(room: Newsroom) -> None:
    """The urgent one comes at once and alone; the rest in the first round-up after the night."""
    person = room.reader(READER)
    wants(room, person, quiet=(11 * 60, 15 * 60 + 30), pace=Pace.HOURLY, urgent_passes=True)
    room.publish("river", "d", "Two men detained in Argun", "Police detained two men in Argun on Monday.")
    publish(room, 1, 2)
    await room.work()
    assert len(room.shown(READER)) == 1
    await room.later(hours=3)
    assert len(room.shown(READER)) == 1
    await room.later(minutes=35)
    assert room.shown(READER)[1].startswith("Round-up · 2 stories")


async def test_many_sleepers_are_put_off_together(room: Newsroom) -> None:
    """One short transaction looks at many who sleep, and finds the one who does not."""
    sleepers = [room.reader(chat) for chat in range(1000, 1040)]
    for person in sleepers:
        wants(room, person, quiet=(11 * 60, 15 * 60))
    room.reader(OTHER)
    publish(room, 0)
    await room.poll()
    await room.line.tell_due()
    await room.line.expand_due()
    letter = room.database.run_now(take_letter, room.now, [], Rules()).letter
    assert letter is not None
    assert letter.subscriber.chat == OTHER
    assert letter.claim.tries == 1
    assert states(room)[:-1] == [("pending", "quiet hours")] * len(sleepers)


async def test_who_stops_following_is_not_told_what_waited(room: Newsroom) -> None:
    """A round-up of tomorrow holds what is followed then."""
    person = room.reader(READER)
    wants(room, person, pace=Pace.HOURLY)
    publish(room, 0, 1)
    await room.work()
    room.database.run_now(unfollow, person, "argun")
    await room.later(hours=1)
    [message] = room.shown(READER)
    assert EVENTS[1][0] in message
    assert EVENTS[0][0] not in message
    assert ("skipped", "not followed") in states(room)


async def test_a_repeat_keeps_the_night(room: Newsroom) -> None:
    """What may have arrived before the night comes once more after it."""
    person = room.reader(READER)
    wants(room, person, quiet=(12 * 60 + 1, 15 * 60))
    room.telegram.lose_answer("sendMessage")
    publish(room, 0)
    await room.poll()
    await room.line.tell_due()
    await room.line.expand_due()
    await room.post.deliver_due()
    await room.later(minutes=2)
    assert len(room.shown(READER)) == 1
    await room.later(hours=3)
    assert len(room.shown(READER)) == 2
    assert "You may have had this one already" in room.shown(READER)[1]


@pytest.mark.parametrize("before", ["waits", "was sent", "may have arrived"])
async def test_stories_merged_while_their_alerts_wait_are_told_once(room: Newsroom, before: str) -> None:
    """The alert of a story that a reader has heard of as another is left out, also where both waited."""
    person = room.reader(READER)
    publish(room, 0, 1)
    if before == "waits":
        wants(room, person, quiet=(11 * 60, 13 * 60))
    elif before == "may have arrived":
        room.telegram.lose_answer("sendMessage")
    await room.poll()
    await room.line.tell_due()
    await room.line.expand_due()
    await room.post.deliver_due()  # one of the two at most: a chat gets one message a second
    assert len(room.shown(READER)) == (before != "waits")
    room.database.run_now(merge, 2, 1, now=room.now)
    await room.later(hours=1)
    news = [text for text in room.shown(READER) if "You may have had this one already" not in text]
    assert len(news) == 1
    assert len(room.shown(READER)) == 1 + (before == "may have arrived")
    assert ("skipped", "its story was told already") in states(room)


async def test_a_round_up_tells_merged_stories_once(room: Newsroom) -> None:
    """Of two that became one story the first comes along; the other is left out, and nothing else is."""
    person = room.reader(READER)
    wants(room, person, quiet=(11 * 60, 13 * 60))
    publish(room, 0, 1, 2, 3, 4)
    await room.work()
    room.database.run_now(merge, 3, 2, now=room.now)
    await room.later(hours=1)
    await room.later(minutes=1)
    [message] = room.shown(READER)
    assert message.startswith("Round-up · 4 stories")
    assert sorted(state for state, _ in states(room)) == ["folded"] * 3 + ["sent", "skipped"]


async def test_a_merge_takes_no_story_from_who_could_not_be_told(room: Newsroom) -> None:
    """Where the first alert failed for good, the other one tells the story."""
    room.reader(READER)
    room.telegram.fail("sendMessage", 400, description="Bad Request: something odd")
    publish(room, 0, 1)
    await room.poll()
    await room.line.tell_due()
    await room.line.expand_due()
    await room.post.deliver_due()
    room.database.run_now(merge, 2, 1, now=room.now)
    await room.later(minutes=1)
    assert [state for state, _ in states(room)] == ["failed", "sent"]
