"""What comes in one message: all that was promised, none of it twice, and never a flood."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from bot.delivery import Deliverer
from bot.letters import Rules
from feeds.types import EntryData, Match
from storage.entry import Prepared, ingest
from storage.preferences import Pace, Sources
from storage.story import tell, untold_entries
from storage.waiting import rouse
from tests.bot.newsroom import Newsroom, newsroom, states, wants
from tests.telegram.core import FakeTelegram

READER = 501
NIGHT = (11 * 60, 20 * 60)
CASES = [
    (
        "Teacher Aslan Petrov abducted in Grozny, Chechnya",
        "Masked men took Aslan Petrov, who teaches chemistry, from his school in Chechnya.",
    ),
    (
        "Wrestler Adam Umarov arrested over brawl in Chechnya",
        "A court jailed Adam Umarov for a fight after a tournament in Bucharest.",
    ),
    (
        "Chechnya: shepherd Musa Sidorov missing",
        "Musa Sidorov has not been seen in the mountains above the dam since Friday.",
    ),
    (
        "Chechnya: bakery burns down on Mill Street",
        "Nobody was hurt when the ovens caught fire before dawn.",
    ),
]
NEWER = [
    (
        "Abducted teacher Aslan Petrov released in Chechnya",
        "Aslan Petrov, the chemistry teacher taken from his school in Chechnya by masked men, was released.",
    ),
    (
        "Wrestler Adam Umarov, arrested over brawl in Chechnya, released",
        "A court released Adam Umarov, jailed for a fight after a tournament in Bucharest.",
    ),
    (
        "Chechnya: missing shepherd Musa Sidorov found killed",
        "Musa Sidorov, not seen in the mountains above the dam since Friday, was killed.",
    ),
]
QUESTIONED = (
    "Two men questioned in Argun, Chechnya",
    "Police in Argun questioned two men on Sunday evening, residents told River Post.",
)
KILLED = (
    "Two men questioned in Argun, Chechnya, one killed",
    "One of the two men whom police questioned in Argun on Sunday evening was killed, residents say.",
)


@pytest.fixture
async def room(tmp_path: Path, telegram: FakeTelegram) -> AsyncIterator[Newsroom]:
    """Two feeds of two owners."""
    async with newsroom(tmp_path, telegram) as opened:
        await opened.feed("river", "River Post", "independent", "en")
        await opened.feed("stolitsa", "Столица", "independent", "en")
        yield opened


def many(room: Newsroom, *numbers: int) -> None:
    """Make an alert of a story for each number."""

    def work(session: Session) -> None:
        for number in numbers:
            match = Match("chechnya", "Chechnya", "title", 0, 8, "Chechnya", "exact")
            data = EntryData(title=f"Chechnya event {number:03}", link=f"https://river.example/{number}")
            entry = Prepared(data, (f"n{number}",), data.title, matches=(match,))
            ingest(session, 1, new=[entry], edits=[], seen=[], baseline=False, now=room.now)
        for untold in untold_entries(session, 1000):
            tell(session, untold, None, room.now)

    room.database.run_now(work)


def held(room: Newsroom, count: int = 5, **chosen: Any) -> int:
    """Let alerts wait for a reader who wants them later; returns the reader."""
    person = room.reader(READER)
    wants(room, person, **chosen)
    many(room, *range(count))
    return person


CHOICES: list[tuple[dict[str, Any], dict[str, Any], str]] = [
    ({"paused_until": 2_000_000_000}, {"paused_until": 0}, "While you paused"),
    ({"pace": Pace.WEEKLY, "weekday": 6}, {"pace": Pace.NOW}, "Round-up"),
    ({"pace": Pace.WEEKLY, "weekday": 6}, {"pace": Pace.HOURLY}, "Round-up"),
    ({"sources": Sources.TWO}, {"sources": Sources.ANY}, "Round-up"),
    ({"paces": {"chechnya": Pace.WEEKLY}, "weekday": 6}, {"paces": {}}, "Round-up"),
]


@pytest.mark.parametrize(("chosen", "freed", "heading"), CHOICES)
@pytest.mark.parametrize("down", [0, 26])
async def test_what_was_promised_comes_days_later(
    room: Newsroom, chosen: dict[str, Any], freed: dict[str, Any], heading: str, down: int
) -> None:
    """Whoever takes a choice back gets all that it held up, though each is older than an alert may be."""
    person = held(room, **chosen)
    await room.send()
    await room.later(days=2)
    assert room.shown(READER) == []
    room.now += timedelta(hours=down)  # nobody looked at what waits for so long
    wants(room, person, **freed)
    room.database.run_now(rouse, person, room.now)
    await room.work()
    if freed.get("pace") is Pace.HOURLY:
        await room.later(hours=1)
    [message] = room.shown(READER)
    assert message.startswith(f"{heading} · 5 stories")


@pytest.mark.parametrize(
    ("fault", "count"),
    [
        ({"status": 429, "retry_after": 400}, 5),
        ({"status": 429, "retry_after": 400}, 2),
        ({"status": 400, "description": "Bad Request: something odd"}, 5),
    ],
)
async def test_what_was_promised_survives_a_refusal(
    room: Newsroom, fault: dict[str, Any], count: int
) -> None:
    """Flood control, or a round-up that Telegram will not have, makes nothing too old that was promised."""
    person = held(room, count, paused_until=2_000_000_000)
    await room.send()
    await room.later(days=2)
    wants(room, person, paused_until=0)
    room.database.run_now(rouse, person, room.now)
    status = fault.pop("status")
    room.telegram.fail("sendMessage", status, **fault)
    await room.work()
    fault["status"] = status
    await room.later(minutes=10)
    shown = "\n".join(room.shown(READER))
    assert [shown.count(f"Chechnya event {number:03}") for number in range(count)] == [1] * count


async def test_what_nobody_promised_is_too_old_after_a_day(room: Newsroom) -> None:
    """A night that was over long before Vigil came back is no excuse."""
    held(room, quiet=NIGHT)
    await room.send()
    room.now += timedelta(hours=8 + 25)
    await room.send()
    assert set(states(room)) == {("skipped", "too old")}


@pytest.mark.parametrize(("count", "sizes"), [(20, [20]), (60, [20, 20, 20]), (130, [20, 20, 20, 20, 50])])
async def test_a_long_list_comes_in_as_many_messages_as_it_needs(
    room: Newsroom, count: int, sizes: list[int]
) -> None:
    """Every story is shown once, in order, with one sound; past five messages the rest are counted."""
    held(room, count, pace=Pace.DAILY, at=18 * 60)
    await room.send()
    await room.later(hours=6)
    messages = room.telegram.messages(READER, by_bot=True)
    assert [one.text.split("\n")[0] for one in messages] == [f"Round-up · {size} stories" for size in sizes]
    assert [one.silent for one in messages] == [False] + [True] * (len(sizes) - 1)
    shown = [line for one in messages for line in one.text.split("\n") if line.startswith("•")]
    told = [f"• Chechnya event {number:03} – River Post (independent) · Chechnya" for number in range(count)]
    assert shown == told[:100]
    more = "and 30 more; /find NAME lists all of a name"
    assert (more in messages[-1].text) is (count > 100)


async def test_a_list_interrupted_by_a_kill_goes_on_where_it_was(room: Newsroom) -> None:
    """What was shared out among messages stays so: none comes twice, none is left."""
    held(room, 45, pace=Pace.DAILY, at=18 * 60)
    await room.send()
    room.now += timedelta(hours=6)
    await room.post.deliver_due()  # a chat gets one message a second
    assert len(room.shown(READER)) == 1
    room.line.close()
    room.restart()
    await room.post.start()
    await room.send()
    shown = "\n".join(room.shown(READER))
    assert [shown.count(f"event {number:03} ") for number in range(45)] == [1] * 45


async def test_a_flood_that_fills_its_list_begins_another_without_a_sound(room: Newsroom) -> None:
    """No story is only counted while there may be another message."""
    rules = Rules(flood_alerts=1, flood_window=timedelta(minutes=10))
    room.post = Deliverer(room.database, room.line.watch, room.gateway, lambda: room.now, rules)
    room.reader(READER)
    for number in range(23):
        many(room, number)
        await room.line.expand_due()
        await room.post.deliver_due()
        room.now += timedelta(seconds=2)
    await room.post.deliver_due()
    messages = room.telegram.messages(READER, by_bot=True)
    headings = [one.text.split("\n")[0] for one in messages[1:]]
    assert headings == ["Much is happening · 20 stories", "Much is happening · 2 stories"]
    assert [one.silent for one in messages] == [False, False, True]


async def test_updates_in_a_flood_are_told_in_its_list(room: Newsroom) -> None:
    """Past the limit what is new in a story is a line of the list, marked as an update, and no message."""
    rules = Rules(flood_alerts=2, flood_window=timedelta(minutes=10))
    room.post = Deliverer(room.database, room.line.watch, room.gateway, lambda: room.now, rules)
    room.reader(READER)
    for number, event in enumerate(CASES[:3]):
        room.publish("river", f"c{number}", *event)
        await room.work()
    assert len(room.shown(READER)) == 3
    for number, event in enumerate(NEWER):
        room.publish("stolitsa", f"c{number}", *event)
    await room.later(minutes=1)
    await room.later(minutes=1)
    shown = room.shown(READER)
    assert len(shown) == 3
    assert shown[2].startswith("Much is happening · 4 stories")
    assert all(f"• Update: {title} – Столица" in shown[2] for title, _ in NEWER)


async def test_a_flood_may_begin_with_an_update(room: Newsroom) -> None:
    """The list stands for it, and the next alert is added to the same message."""
    room.reader(READER)
    room.publish("river", "c0", *CASES[0])
    await room.work()
    rules = Rules(flood_alerts=1, flood_window=timedelta(minutes=10))
    room.post = Deliverer(room.database, room.line.watch, room.gateway, lambda: room.now, rules)
    room.publish("stolitsa", "c0", *NEWER[0])
    await room.later(minutes=1)
    room.publish("river", "c3", *CASES[3])
    await room.later(minutes=1)
    first, listed = room.shown(READER)
    assert CASES[0][0] in first
    assert listed.startswith("Much is happening · 2 stories")
    assert f"• Update: {NEWER[0][0]} – Столица" in listed
    assert f"• {CASES[3][0]} – River Post" in listed


async def test_an_urgent_update_passes_the_night_that_its_story_waits_for(room: Newsroom) -> None:
    """A death wakes who asked for that, although nobody was woken when the men were questioned."""
    wants(room, room.reader(READER), quiet=NIGHT, urgent_passes=True)
    room.publish("river", "a", *QUESTIONED)
    await room.work()
    assert states(room) == [("pending", "quiet hours")]
    room.publish("stolitsa", "b", *KILLED)
    await room.later(minutes=2)
    [update] = room.shown(READER)
    assert update.startswith("Update · Argun, Chechnya · Столица (independent)\nNew: killed")
    await room.later(hours=8)
    assert len(room.shown(READER)) == 2


async def test_an_update_waits_for_the_story_that_it_makes_worth_telling(room: Newsroom) -> None:
    """The second owner brings something new: first comes the story, at once, then the update answers it."""
    wants(room, room.reader(READER), sources=Sources.TWO)
    room.publish("river", "a", *QUESTIONED)
    await room.work()
    assert room.shown(READER) == []
    room.publish("stolitsa", "b", *KILLED)
    await room.later(minutes=2)
    first, update = room.telegram.messages(READER, by_bot=True)
    assert QUESTIONED[0] in first.text
    assert update.text.startswith("Update · ")
    assert update.body["reply_to_message"]["message_id"] == first.id


async def test_a_group_whose_general_topic_is_closed_is_gone_until_it_opens(room: Newsroom) -> None:
    """The delivery says why it ended, what waits ends with it, and who comes back gets what comes then."""
    room.reader(READER)
    room.telegram.fail("sendMessage", 400, description="Bad Request: TOPIC_CLOSED")
    many(room, 0, 1)
    await room.send()
    assert states(room) == [("gone", "Topic_closed")] * 2
    many(room, 2)
    await room.send()
    assert room.shown(READER) == []
    room.reader(READER)
    many(room, 3)
    await room.send()
    [message] = room.shown(READER)
    assert "Chechnya event 003" in message


async def test_what_a_list_could_not_show_after_two_refusals_is_told_by_itself(room: Newsroom) -> None:
    """An edit that was put off and then refused for good leaves nothing folded and unseen."""
    rules = Rules(flood_alerts=2, flood_window=timedelta(minutes=10))
    room.post = Deliverer(room.database, room.line.watch, room.gateway, lambda: room.now, rules)
    room.reader(READER)
    for number in range(3):
        many(room, number)
        await room.send()
        room.now += timedelta(seconds=5)
    room.telegram.fail("editMessageText", 429, retry_after=40)
    many(room, 3)
    await room.send()
    room.now += timedelta(seconds=60)
    room.telegram.fail("editMessageText", 400, description="Bad Request: message can't be edited", times=0)
    for _ in range(3):
        await room.send()
        room.now += timedelta(minutes=10)
    assert any("event 003" in message for message in room.shown(READER))
