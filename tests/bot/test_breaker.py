"""Chats that are not found: one is looked for again, many at once are the token's fault and cost nobody."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.breaker import FIRST_REST, LONGEST_REST, MOST_MISSING, REASON, Breaker
from bot.notices import tell_of_lost_chats
from storage.database import Database
from storage.outbox import count_deliveries
from storage.subscriber import Role, SubscriberState, count_subscribers
from storage.waiting import count_waiting_for
from tests.bot.conversation import READER, Conversation
from tests.bot.newsroom import NOON, Newsroom, newsroom
from tests.telegram.core import FakeTelegram

BOSS = 702
LOST = "Bad Request: chat not found"


@pytest.fixture
async def room(tmp_path: Path, telegram: FakeTelegram) -> AsyncIterator[Newsroom]:
    """A feed, and nobody who reads it yet."""
    async with newsroom(tmp_path, telegram) as opened:
        await opened.feed("river", "River Post", "independent", "en")
        yield opened


def lose(room: Newsroom, *chats: int) -> None:
    """Let Telegram find none of these chats; without any, no chat at all."""
    if not chats:
        room.telegram.fail("sendMessage", 400, description=LOST, times=0)
    for chat in chats:
        room.telegram.fail("sendMessage", 400, description=LOST, times=0, chat_id=chat)


def states(database: Database) -> dict[str, int]:
    """Count subscribers by state."""
    return {state: count for _, state, count in database.read_now(count_subscribers)}


def counts(room: Newsroom) -> dict[str, int]:
    return {name: n for name, n in room.database.read_now(count_deliveries).items() if n}


def asked(room: Newsroom, chat: int) -> int:
    """Count the messages that were to go to a chat."""
    return sum(str(call.params.get("chat_id")) == str(chat) for call in room.telegram.calls)


async def test_one_chat_that_is_not_found_is_looked_for_twice_more(room: Newsroom) -> None:
    """After ten minutes, then after an hour; then it is gone if others were reached meanwhile."""
    room.reader(1)
    room.reader(2)
    lose(room, 1)
    room.publish("river", "a", "Bakery burns in Argun", "A bakery burned down in Argun.")
    await room.work()
    assert counts(room) == {"sent": 1, "pending": 1}
    await room.later(minutes=9)
    assert asked(room, 1) == 1
    await room.later(minutes=2)
    assert asked(room, 1) == 2
    room.publish("river", "b", "Library opens in Argun", "Readers in Argun queued for cards.")
    await room.later(minutes=30)
    assert states(room.database) == {SubscriberState.ACTIVE: 2}
    await room.later(minutes=31)
    assert counts(room) == {"sent": 2, "gone": 2}
    assert states(room.database) == {SubscriberState.ACTIVE: 1, SubscriberState.GONE: 1}


async def test_a_chat_that_is_found_again_gets_everything(room: Newsroom) -> None:
    """Both alerts arrive, and nothing is marked as a repeat: they surely did not arrive before."""
    room.reader(1)
    lose(room, 1)
    room.publish("river", "a", "Bakery burns in Argun", "A bakery burned down in Argun.")
    await room.work()
    room.publish("river", "b", "Library opens in Argun", "Readers in Argun queued for cards.")
    await room.later(minutes=5)
    room.telegram.faults.planned.clear()
    await room.later(minutes=10)
    assert len(room.shown(1)) == 2
    assert counts(room) == {"sent": 2}


async def test_a_wrong_token_makes_nobody_gone(room: Newsroom) -> None:
    """Days of "chat not found" for everybody, whoever comes first: all stay, and all hear afterwards."""
    people = range(1, 13)
    for chat in people:
        room.reader(chat)
    lose(room)
    room.publish("river", "a", "Bakery burns in Argun", "A bakery burned down in Argun.")
    await room.work()
    tried = len([call for call in room.telegram.calls if call.method == "sendMessage"])
    assert tried <= MOST_MISSING + 8
    assert room.database.read_now(count_waiting_for, REASON) >= MOST_MISSING
    for _ in range(30):
        await room.later(minutes=40)
    assert states(room.database) == {SubscriberState.ACTIVE: len(people)}
    room.telegram.faults.planned.clear()
    await room.later(hours=3)
    assert counts(room) == {"sent": len(people)}
    assert room.database.read_now(count_waiting_for, REASON) == 0
    assert room.post.breaker.since is None


async def test_a_wrong_token_makes_nobody_gone_where_there_are_few(room: Newsroom) -> None:
    """Three readers never trip anything; while nobody at all is reached, nobody is given up."""
    for chat in (1, 2, 3):
        room.reader(chat)
    lose(room)
    room.publish("river", "a", "Bakery burns in Argun", "A bakery burned down in Argun.")
    for _ in range(12):
        await room.later(minutes=70)
    assert states(room.database) == {SubscriberState.ACTIVE: 3}
    room.telegram.faults.planned.clear()
    await room.later(minutes=70)
    assert counts(room) == {"sent": 3}


def test_the_breaker_rests_longer_each_time_and_forgets_when_something_arrives() -> None:
    """Ten minutes first, hours at last; a message that arrives ends it."""
    breaker, now, rests = Breaker(), NOON, []
    for _ in range(9):
        for person in range(MOST_MISSING):
            row = breaker.not_found(person, now)
        assert row == frozenset(range(MOST_MISSING))
        assert breaker.until is not None
        assert breaker.is_open(now)
        rests.append(breaker.until - now)
        now = breaker.until
    assert (rests[0], rests[1], rests[-1]) == (FIRST_REST, FIRST_REST * 2, LONGEST_REST)
    assert breaker.arrived(now)
    assert not breaker.is_careful
    assert breaker.not_found(1, now) == frozenset()


def test_one_subscriber_with_many_alerts_trips_nothing() -> None:
    """It takes different chats, and nothing sent between."""
    breaker = Breaker()
    for _ in range(20):
        assert not breaker.not_found(1, NOON)
    for person in range(20):
        breaker.arrived(NOON)
        assert not breaker.not_found(person, NOON + timedelta(seconds=person))


async def test_admins_are_told_once_somebody_can_be(talk: Conversation) -> None:
    """While Telegram finds nobody it is tried again; readers are left in peace, and it is said once."""
    await talk.joined(READER)
    await talk.joined(BOSS, Role.ADMIN)
    before = len(talk.telegram.texts(BOSS))
    assert await tell_of_lost_chats(talk.services) == 0
    for person in range(MOST_MISSING):
        talk.services.breaker.not_found(person, talk.now)
    talk.telegram.fail("sendMessage", 400, description=LOST, times=1)
    assert await tell_of_lost_chats(talk.services) == 0
    assert await tell_of_lost_chats(talk.services) == 1
    assert await tell_of_lost_chats(talk.services) == 0
    [notice] = talk.telegram.texts(BOSS)[before:]
    assert notice.startswith("Alerts are held back")
    assert "the token may be another bot's" in notice
