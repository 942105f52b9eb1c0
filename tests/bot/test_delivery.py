"""Every delivery arrives once, or it is known why not."""

import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import Session

from bot.delivery import REPEAT_DELAY, Deliverer
from bot.gateway import Gateway
from bot.limits import Limiter, Priority
from bot.watch import Watch
from feeds.types import EntryData, Match
from feeds.watch.watchlist import default
from storage.database import Database
from storage.entry import Prepared, ingest
from storage.errors import DatabaseProblem
from storage.feed import add_feed
from storage.opening import open_database
from storage.outbox import Delivery, count_deliveries, expand
from storage.story import tell, untold_entries
from storage.subscriber import (
    Role,
    SubscriberState,
    count_subscribers,
    create_invite,
    forget,
    join,
    set_subscriber_state,
)
from tests.telegram.core import FakeTelegram
from tests.telegram.request import bot_of

START = datetime(2026, 11, 23, 12, tzinfo=UTC)


@dataclass
class Clock:
    """The time, as the test says."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@dataclass
class Post:
    """A post office with its database, chat server and clock."""

    database: Database
    fake: FakeTelegram
    clock: Clock
    deliverer: Deliverer

    def subscribers(self, *chats: int) -> list[int]:
        ids = []
        for chat in chats:
            until = self.clock() + timedelta(hours=1)
            code = self.database.run_now(create_invite, role=Role.READER, uses=1, expires=until)
            joined = self.database.run_now(
                join, self.database.keyring, chat=chat, code=code, lang="en", now=self.clock()
            )
            ids.append(joined.id)
            self.fake.say(chat, f"/start {code}")
        return ids

    def alert(self, title: str = "Hearing in Argun put off") -> None:
        """Make one story known to everybody who follows Argun."""
        info = self.database.run_now(
            add_feed, url=f"https://a.example/{title}", url_key=title, now=self.clock()
        )
        match = Match("argun", "Argun", "title", 11, 16, "Argun", "exact")
        data = EntryData(title=title, text=f"{title}.", link="https://a.example/1")
        entry = Prepared(data, (f"t:{title}",), title, matches=(match,), lang="en")
        self.database.run_now(
            ingest, info.id, new=[entry], edits=[], seen=[], baseline=False, now=self.clock()
        )
        for untold in self.database.read_now(untold_entries, 10):
            self.database.run_now(tell, untold, None, self.clock())
        while self.database.run_now(expand, self.clock(), chunk=2):
            pass

    def counts(self) -> dict[str, int]:
        return {name: n for name, n in self.database.read_now(count_deliveries).items() if n}


@pytest.fixture
async def post(tmp_path: Path, telegram: FakeTelegram) -> AsyncIterator[Post]:
    database = open_database(f"sqlite:///{tmp_path}/vigil.db", tmp_path / "keys")
    clock = Clock()
    bot = bot_of(telegram)
    await bot.initialize()
    gateway = Gateway(bot, Limiter(10_000, time.monotonic))
    yield Post(database, telegram, clock, Deliverer(database, Watch(default()), gateway, clock))
    await bot.shutdown()
    database.close()


def alerts(fake: FakeTelegram, chat: int) -> list[str]:
    return [m.text for m in fake.messages(chat, by_bot=True)]


async def test_everybody_gets_an_alert_once(post: Post) -> None:
    """Three subscribers, one story: one message each, and nothing left to send."""
    post.subscribers(1, 2, 3)
    post.alert()
    assert await post.deliverer.deliver_due() == 3
    assert await post.deliverer.deliver_due() == 0
    assert [len(alerts(post.fake, chat)) for chat in (1, 2, 3)] == [1, 1, 1]
    assert post.counts() == {"sent": 3}


async def test_one_chat_gets_at_most_one_message_a_second(post: Post) -> None:
    """Two stories at once go to one chat a second apart."""
    post.subscribers(1)
    post.alert("Hearing in Argun put off")
    post.alert("A bridge in Argun reopens")
    assert await post.deliverer.deliver_due() == 1
    post.clock.pass_(0.5)
    assert await post.deliverer.deliver_due() == 0
    post.clock.pass_(0.6)
    assert await post.deliverer.deliver_due() == 1


async def test_flood_control_is_waited_out_for_that_chat_alone(post: Post) -> None:
    """Nothing goes to the chat before Telegram's time is over; others are served meanwhile."""
    post.subscribers(1, 2)
    post.fake.fail("sendMessage", 429, retry_after=30, chat_id=1)
    post.alert()
    assert await post.deliverer.deliver_due() == 1
    post.clock.pass_(29)
    assert await post.deliverer.deliver_due() == 0
    post.clock.pass_(2)
    assert await post.deliverer.deliver_due() == 1
    assert post.counts() == {"sent": 2}


async def test_a_lost_answer_is_repeated_once_marked_and_silent(post: Post) -> None:
    """What may have arrived goes out once more, marked, without a sound, and never a third time."""
    post.subscribers(1)
    post.fake.lose_answer("sendMessage", times=2)
    post.alert()
    assert await post.deliverer.deliver_due() == 0
    assert post.counts() == {"unknown": 1}
    post.clock.pass_(REPEAT_DELAY.total_seconds() + 1)
    assert await post.deliverer.deliver_due() == 0
    post.clock.pass_(86400)
    assert await post.deliverer.deliver_due() == 0
    first, second = post.fake.messages(1, by_bot=True)
    assert "may have had this one already" in second.text
    assert "may have had this one already" not in first.text
    assert (first.silent, second.silent) == (False, True)


async def test_what_surely_did_not_leave_is_sent_as_if_for_the_first_time(post: Post) -> None:
    """A refused connection costs a wait, not a repeat; the wait grows while Telegram is away."""
    post.subscribers(1)
    post.fake.set_down(True)
    post.alert()
    tries = []
    for _ in range(200):
        before = post.deliverer._outages
        await post.deliverer.deliver_due()
        if post.deliverer._outages > before:
            tries.append(post.clock.now)
        post.clock.pass_(1)
    waits = [(later - earlier).total_seconds() for earlier, later in pairwise(tries)]
    assert waits[0] <= 6
    assert waits == sorted(waits)
    assert waits[-1] == pytest.approx(60, abs=1)
    post.fake.set_down(False)
    post.clock.pass_(61)
    assert await post.deliverer.deliver_due() == 1
    assert len(alerts(post.fake, 1)) == 1


@pytest.mark.parametrize("state", ["blocked", "deactivated"])
async def test_a_chat_that_is_gone_gets_no_more(post: Post, state: str) -> None:
    """Blocked and deactivated subscribers are paused with all that waits for them; others go on."""
    post.subscribers(1, 2)
    post.fake.chat(1, state=state)
    post.alert("Hearing in Argun put off")
    post.alert("A bridge in Argun reopens")
    assert await post.deliverer.deliver_due() == 1
    post.clock.pass_(2)
    assert await post.deliverer.deliver_due() == 1
    assert post.counts() == {"sent": 2, "gone": 2}
    states = {(state, n) for _, state, n in post.database.read_now(count_subscribers)}
    assert states == {(SubscriberState.GONE, 1), (SubscriberState.ACTIVE, 1)}


async def test_a_group_that_moved_is_followed(post: Post) -> None:
    """The alert arrives under the group's new id, and so do later ones."""
    post.subscribers(-500)
    post.fake.migrate(-500, -1000500)
    post.alert()
    await post.deliverer.deliver_due()
    post.clock.pass_(4)
    assert await post.deliverer.deliver_due() == 1
    assert len(alerts(post.fake, -1000500)) == 1


async def test_a_message_telegram_cannot_parse_goes_as_plain_text(post: Post) -> None:
    """A formatting error costs the formatting, not the alert."""
    post.subscribers(1)
    post.fake.fail("sendMessage", 400, description="Bad Request: can't parse entities: x")
    post.alert()
    assert await post.deliverer.deliver_due() == 1
    assert "Hearing in Argun put off" in alerts(post.fake, 1)[0]


async def test_what_a_dead_process_left_is_taken_up(post: Post) -> None:
    """A delivery found claimed after a crash goes out once, marked as a possible repeat."""
    from storage.outbox import claim_delivery

    post.subscribers(1)
    post.alert()
    assert post.database.run_now(claim_delivery, post.clock()) is not None
    assert await post.deliverer.start() == 1
    assert await post.deliverer.deliver_due() == 0
    post.clock.pass_(REPEAT_DELAY.total_seconds() + 1)
    assert await post.deliverer.deliver_due() == 1
    assert "may have had this one already" in alerts(post.fake, 1)[0]


async def test_who_was_forgotten_gets_nothing(post: Post) -> None:
    """Deliveries of a forgotten subscriber are gone with the person."""
    (subscriber,) = post.subscribers(1)
    post.alert()
    post.database.run_now(forget, subscriber)
    assert await post.deliverer.deliver_due() == 0
    assert alerts(post.fake, 1) == []


async def test_who_stopped_alerts_gets_none_that_waited(post: Post) -> None:
    """A delivery put back while its reader stopped alerts is not sent after all."""
    (subscriber,) = post.subscribers(1)
    post.alert()
    post.database.run_now(set_subscriber_state, subscriber, SubscriberState.STOPPED)
    assert await post.deliverer.deliver_due() == 0
    assert alerts(post.fake, 1) == []
    assert post.counts() == {"gone": 1}


async def test_stopping_begins_nothing_new(post: Post) -> None:
    """After `stop` what waits stays in the outbox for the next start."""
    post.subscribers(1)
    post.alert()
    post.deliverer.stop()
    assert await post.deliverer.deliver_due() == 0
    assert post.counts() == {"pending": 1}


async def test_a_first_failure_costs_the_shortest_pause_however_many_meet_it(post: Post) -> None:
    """Twelve readers meet one short outage: the pause is that of one failure."""
    post.subscribers(*range(1, 13))
    post.fake.set_down(True)
    post.alert()
    await post.deliverer.deliver_due()
    post.fake.set_down(False)
    post.clock.pass_(5.1)
    await post.deliverer.deliver_due()
    assert post.counts() == {"sent": 12}


async def test_an_outage_does_not_use_up_the_repeats(post: Post) -> None:
    """While Telegram answers nothing but errors, hardly a message is risked, and all arrive afterwards."""
    post.subscribers(*range(1, 21))
    post.alert()
    for method in ("sendMessage", "getMe"):
        post.fake.fail(method, 502, times=0)
    for _ in range(300):
        await post.deliverer.deliver_due()
        post.clock.pass_(1)
    assert post.counts()["unknown"] <= 8
    assert "repeats" not in post.counts()
    post.fake.faults.planned.clear()
    for _ in range(120):
        await post.deliverer.deliver_due()
        post.clock.pass_(1)
    assert post.counts()["sent"] == 20


async def test_how_a_sending_ended_is_written_down_later(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that refuses for a moment costs neither a second message nor an alert put off."""
    post.subscribers(1, 2)
    post.fake.fail("sendMessage", 429, retry_after=3, chat_id=1)
    post.alert()
    run, refusals = Database.run, 3

    async def refusing(database: Database, work: Any, *args: Any, **kwargs: Any) -> Any:
        nonlocal refusals
        if work.__name__ == "write_ending" and refusals:
            refusals -= 1
            raise DatabaseProblem("The database is locked by another program.")
        return await run(database, work, *args, **kwargs)

    monkeypatch.setattr(Database, "run", refusing)
    for _ in range(6):
        await post.deliverer.deliver_due()
        post.clock.pass_(2)
    assert refusals == 0
    assert post.counts() == {"sent": 2}
    assert [len(alerts(post.fake, chat)) for chat in (1, 2)] == [1, 1]


async def test_a_sending_that_breaks_is_not_left_claimed(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error nobody foresaw is an unknown outcome: one repeat, and nobody else is held up."""
    post.subscribers(1, 2)
    post.alert()
    send, broken = Gateway.send_now, [1]

    async def breaking(gateway: Gateway, chat: int, message: Any) -> Any:
        if chat in broken:
            broken.remove(chat)
            raise RuntimeError("nobody foresaw this")
        return await send(gateway, chat, message)

    monkeypatch.setattr(Gateway, "send_now", breaking)
    assert await post.deliverer.deliver_due() == 1
    post.clock.pass_(REPEAT_DELAY.total_seconds() + 1)
    assert await post.deliverer.deliver_due() == 1
    assert post.counts() == {"sent": 2, "repeats": 1}


async def test_waiting_ends_with_the_pauses_between_messages(post: Post) -> None:
    """Whoever delivers once waits for a chat to cool down, not for the end of flood control."""
    post.subscribers(1)
    for number in range(3):
        post.alert(f"Hearing in Argun, part {number}")
    arrived = await post.deliverer.deliver_due()
    while await post.deliverer.is_waiting():
        post.clock.pass_(1)
        arrived += await post.deliverer.deliver_due()
    assert arrived == 3
    post.fake.fail("sendMessage", 429, retry_after=3600, times=0)
    post.alert("Another one in Argun")
    post.alert("And another in Argun")
    post.clock.pass_(2)
    assert await post.deliverer.deliver_due() == 0
    assert not await post.deliverer.is_waiting()


async def test_what_another_sender_left_is_taken_over_while_running(post: Post) -> None:
    """A claim that nobody settled for five minutes goes out once more, marked; one of our own does not."""
    from storage.outbox import claim_delivery

    post.subscribers(1)
    post.alert()
    await post.deliverer.deliver_due()
    post.alert("A bridge in Argun reopens")
    assert post.database.run_now(claim_delivery, post.clock()) is not None
    post.clock.pass_(240)
    assert await post.deliverer.deliver_due() == 0
    post.clock.pass_(120)
    assert await post.deliverer.deliver_due() == 0
    post.clock.pass_(REPEAT_DELAY.total_seconds() + 1)
    assert await post.deliverer.deliver_due() == 1
    assert "may have had this one already" in alerts(post.fake, 1)[1]


@pytest.mark.parametrize(
    ("urgency", "asked"), [(2, Priority.URGENT), (1, Priority.ALERT), (0, Priority.ALERT)]
)
async def test_the_slot_is_asked_for_as_urgently_as_what_is_due(
    post: Post, monkeypatch: pytest.MonkeyPatch, urgency: int, asked: Priority
) -> None:
    """An urgent alert goes ahead of digests and of other alerts that wait for a slot."""
    post.subscribers(1)
    post.alert()

    def hurry(session: Session) -> None:
        session.execute(update(Delivery).values(urgency=urgency))

    post.database.run_now(hurry)
    seen, slot = [], Limiter.slot

    async def noting(limiter: Limiter, priority: Priority = Priority.ALERT) -> None:
        seen.append(priority)
        await slot(limiter, priority)

    monkeypatch.setattr(Limiter, "slot", noting)
    assert await post.deliverer.deliver_due() == 1
    assert seen[0] is asked
