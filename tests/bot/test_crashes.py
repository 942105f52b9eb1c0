"""Killed at any step of a delivery, nothing is lost and nothing comes twice without its mark."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.gateway import Gateway
from bot.letters import Rules
from storage.database import Database
from storage.outbox import count_deliveries
from storage.preferences import Pace, Preferences
from storage.subscriber import change_preferences
from tests.bot.newsroom import Newsroom, newsroom
from tests.telegram.core import FakeTelegram

PLAIN, HOURLY, SLEEPER = 501, 502, 503
EVENTS = {
    "Bakery fire injures two in Argun": "A bakery burned down on Mill Street before dawn.",
    "Teachers in Chechnya strike over wages": "Forty schools stayed closed, the union says.",
    "Chechnya: dam inspectors warn of cracks": "The reservoir above the valley must be emptied.",
    "Kadyrov receives a delegation of beekeepers": "Honey exports were the subject.",
    "Argun library reopens after a decade": "Readers queued round the block for cards.",
}
MARK = "You may have had this one already"


class KilledError(Exception):
    """The process is no more."""


@dataclass
class Axe:
    """Kills the process before or after the `nth` time of a step: a work in the database, or a call."""

    step: str = ""
    nth: int = 1
    after: bool = False
    dead: bool = False
    seen: Counter[str] = field(default_factory=Counter)

    def over(self, method: Callable[..., Any], name: Callable[..., str]) -> Callable[..., Any]:
        """Return the method with the axe over it; a dead process does nothing any more."""

        async def hit(*args: Any, **kwargs: Any) -> Any:
            self.fall(self.dead)
            step = name(*args)
            self.seen[step] += 1
            mine = step == self.step and self.seen[step] == self.nth
            self.fall(mine and not self.after)
            result = await method(*args, **kwargs)
            self.fall(self.dead or mine)
            return result

        return hit

    def fall(self, now: bool) -> None:
        """Kill if it is time."""
        if now:
            self.dead = True
            raise KilledError


@pytest.fixture
async def room(tmp_path: Path, telegram: FakeTelegram) -> AsyncIterator[Newsroom]:
    """A feed, and readers who take what they get in three ways; three messages are a flood."""
    async with newsroom(tmp_path, telegram) as opened:
        opened.rules = Rules(flood_alerts=2, flood_window=timedelta(minutes=10))
        opened.restart()
        await opened.feed("river", "River Post", "independent", "en")
        opened.reader(PLAIN)
        wants(opened, opened.reader(HOURLY), pace=Pace.HOURLY)
        wants(opened, opened.reader(SLEEPER), quiet=(11 * 60, 12 * 60 + 30))
        yield opened


def wants(room: Newsroom, person: int, **chosen: Any) -> None:
    """Let a reader choose."""
    change: Callable[[Preferences], Preferences] = lambda old: replace(old, **chosen)  # noqa: E731
    room.database.run_now(change_preferences, person, change)


async def day(room: Newsroom, axe: Axe) -> None:
    """Let the stories come in one after the other, and the hours pass; the dead are replaced at once."""
    for number, (title, text) in enumerate([*EVENTS.items(), ("", ""), ("", ""), ("", "")]):
        if title:
            room.publish("river", str(number), title, text)
        alive = False
        while not alive:
            try:
                await room.work()
                alive = True
            except KilledError:
                axe.step, axe.dead = "", False
                room.line.close()
                room.restart()
                await room.line.start()
                await room.post.start()
        room.now += timedelta(minutes=1 if title else 40)


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize(
    ("step", "nth"),
    [
        *(("take_letter", nth) for nth in (1, 4, 8)),
        *(("send_now", nth) for nth in (1, 3)),
        ("edit_now", 1),
        *(("write_ending", nth) for nth in (1, 3, 5)),
        ("renew", 2),
        ("expand", 3),
    ],
)
async def test_a_kill_loses_nothing(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch, step: str, nth: int, after: bool
) -> None:
    """Claimed, folded, rolled, sent, settled, renewed: whoever comes next goes on from what is written."""
    axe = Axe(step, nth, after)
    monkeypatch.setattr(Database, "run", axe.over(Database.run, lambda _, work, *rest: work.__name__))
    monkeypatch.setattr(Database, "read", axe.over(Database.read, lambda _, work, *rest: "read"))
    for call in ("send_now", "edit_now"):
        monkeypatch.setattr(Gateway, call, axe.over(getattr(Gateway, call), lambda *_, name=call: name))
    await day(room, axe)
    assert axe.step == "", "this step was never reached"
    marked = 0
    for reader in (PLAIN, HOURLY, SLEEPER):
        shown = room.shown(reader)
        marked += sum(MARK in text for text in shown)
        for title in EVENTS:
            told = [MARK in text for text in shown if title in text]
            assert told, f"{reader} never heard: {title}"
            assert Counter(told)[False] <= 1
            assert Counter(told)[True] <= 1
    assert marked <= 8
    counts = room.database.read_now(count_deliveries)
    assert counts.get("pending", 0) == counts.get("sending", 0) == 0


async def test_a_round_up_that_telegram_refuses_is_told_one_by_one(room: Newsroom) -> None:
    """What cannot be sent together is sent singly, once; that which fails then fails alone."""
    room.telegram.fail("sendMessage", 400, description="Bad Request: something odd", chat_id=HOURLY)
    for number, (title, text) in enumerate(EVENTS.items()):
        room.publish("river", str(number), title, text)
    await room.work()
    await room.later(minutes=61)
    await room.later(minutes=1)
    shown = room.shown(HOURLY)
    assert len(shown) == len(EVENTS)
    assert all(sum(title in text for text in shown) == 1 for title in EVENTS)


async def test_a_list_whose_message_is_gone_begins_anew(room: Newsroom) -> None:
    """What could not be added to a message that somebody deleted comes in another."""
    titles = list(EVENTS)
    for number, title in enumerate(titles[:4]):
        room.publish("river", str(number), title, EVENTS[title])
        await room.work()
    assert titles[3] in room.shown(PLAIN)[2]
    room.telegram.fail("editMessageText", 400, description="Bad Request: message to edit not found")
    room.publish("river", "4", titles[4], EVENTS[titles[4]])
    await room.work()
    await room.later(minutes=1)
    shown = room.shown(PLAIN)
    assert sum(titles[4] in text for text in shown) == 1
    assert sum(titles[3] in text for text in shown) == 1


async def test_a_round_up_put_off_by_telegram_outlives_the_mute_of_its_first_story(room: Newsroom) -> None:
    """Only what was muted is left out; the others of the same message come all the same."""
    room.telegram.fail("sendMessage", 429, retry_after=120, chat_id=HOURLY)
    titles = list(EVENTS)[:3]
    for number, title in enumerate(titles):
        room.publish("river", str(number), title, EVENTS[title])
    await room.work()
    await room.later(minutes=60)
    assert room.shown(HOURLY) == []
    [person] = [2]
    wants(room, person, pace=Pace.HOURLY, muted={"story:1": int((room.now + timedelta(days=1)).timestamp())})
    await room.later(minutes=3)
    await room.later(minutes=1)
    text = "\n".join(room.shown(HOURLY))
    first = [title for title in titles if title not in text]
    assert len(first) == 1


async def test_nobody_has_two_messages_on_their_way(room: Newsroom) -> None:
    """While Telegram has not answered for one, the next to the same chat waits, however slow it is."""
    flying: Counter[int] = Counter()
    most: Counter[int] = Counter()
    send = room.gateway.send_now

    async def slow(chat: int, message: Any) -> Any:
        flying[chat] += 1
        most[chat] = max(most[chat], flying[chat])
        room.now += timedelta(seconds=3)
        outcome = await send(chat, message)
        flying[chat] -= 1
        return outcome

    room.gateway.send_now = slow  # type: ignore[method-assign]
    for number, title in enumerate(list(EVENTS)[:3]):
        room.publish("river", str(number), title, EVENTS[title])
    await room.work()
    assert most[PLAIN] == 1


async def test_a_wait_that_telegram_asked_for_outlives_the_process(room: Newsroom) -> None:
    """Whoever starts next does not send another alert to that chat before its time."""
    room.telegram.fail("sendMessage", 429, retry_after=600, times=1, chat_id=PLAIN)
    titles = list(EVENTS)
    for number, title in enumerate(titles[:2]):
        room.publish("river", str(number), title, EVENTS[title])
    await room.work()
    room.restart()
    await room.line.start()
    await room.post.start()
    await room.send()
    assert room.shown(PLAIN) == []
    await room.later(minutes=11)
    assert len(room.shown(PLAIN)) == 2
