"""The runs themselves: a program killed again and again, a Telegram that refuses, loses and moves things."""

from __future__ import annotations

import asyncio
import signal
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.nursery import STEPS, Plan
from tests.faults.town import ASKER, GROUP, READERS, Town, Verdict, town

SEND_STEPS = (
    ("sendMessage", False),
    ("sendMessage", True),
    ("editMessageText", False),
    ("editMessageText", True),
)
"""The call at which Telegram's side kills the program, before it counts or after."""
NAMED = 2 * len(STEPS) + len(SEND_STEPS)
"""How many places there are to be killed at."""
NEW_HOME = -1_000_000_000_601
_PATIENCE = 8.0
"""Seconds in which a victim must come to the step at which it is to die; then it is killed as it stands."""


@dataclass(slots=True)
class Report:
    """A run's figures."""

    verdict: Verdict
    kills: int = 0
    found_sending: int = 0
    """Deliveries that the killed left half sent, all kills together."""
    most_sending: int = 0
    """The most that one kill left."""
    damaged: list[str] = field(default_factory=list)
    """What integrity checks had to say but "ok"."""
    where: Counter[str] = field(default_factory=Counter)
    """Kills by place."""
    lost_answers: int = 0
    refused: int = 0
    stops: list[int] = field(default_factory=list)
    """Exit codes after SIGTERM."""
    answers: list[float] = field(default_factory=list)
    """Seconds until somebody who asked in the midst of it was answered; infinite: never."""

    @property
    def problems(self) -> list[str]:
        """What must not be."""
        found = self.verdict
        wrong = {
            "alerts lost": found.lost,
            "repeats without a mark, or third times": found.unmarked,
            "alerts in a wrong chat": found.wrong,
            "calls before the wait was over": found.early,
            "deliveries never settled": found.unfinished,
            "marked repeats without a reason": max(0, found.repeats - self.found_sending - self.lost_answers),
            "more seen twice than kills and lost answers": max(
                0, found.doubles - self.kills - self.lost_answers
            ),
            "damaged databases": len(self.damaged),
            "commands never answered": self.answers.count(float("inf")),
            "stops that failed": sum(code != 0 for code in self.stops),
        }
        return [f"{count} {what}" for what, count in wrong.items() if count]


async def killed(folder: Path, kills: int, seed: int, *, random: bool = True, recover: bool = True) -> Report:
    """Kill the program at every named step in turn while stories come in.

    With `random`, every other time at a random moment instead. With `recover` it may send what was half sent
    once more before it is killed again: what is killed twice while it is sent is not sent a third time.
    """
    async with town(folder, seed) as place:
        report = Report(Verdict())
        for number in range(kills):
            place.publish(place.dice.choice((1, 1, 2)), later=1)
            where = await (_anywhere(place) if random and number % 2 else _at_a_step(place, number >> random))
            integrity, sending = await asyncio.to_thread(place.check_file)
            report.kills += 1
            report.where[where] += 1
            report.found_sending += sending
            report.most_sending = max(report.most_sending, sending)
            report.damaged += [integrity] * (integrity != "ok")
            if sending and recover:
                place.fake.faults.planned.clear()
                await place.open()
                await place.recover()
                report.stops.append(await place.nursery.end(signal.SIGTERM))
        place.fake.faults.planned.clear()
        await _finish(place, report)
        return report


async def _anywhere(place: Town) -> str:
    """Start the program and kill it at some moment."""
    place.fake.faults.planned.clear()
    await place.nursery.start(Plan())
    await asyncio.sleep(0.3 + place.dice.random() * 1.7)
    await place.nursery.end(signal.SIGKILL)
    return "random"


async def _at_a_step(place: Town, turn: int) -> str:
    """Start the program and kill it at the step whose turn it is; returns which that was."""
    places = list(_places())
    plan, call, name = places[turn % len(places)]
    place.fake.faults.planned.clear()
    if call is not None:
        place.fake.interrupt(call[0], place.nursery.kill, counted=call[1])
    await place.nursery.start(plan)
    code = await place.nursery.ended(_PATIENCE)
    if code is not None:
        assert code == -signal.SIGKILL, f"the program ended by itself\n{place.nursery.log()}"
        return name
    await place.nursery.end(signal.SIGKILL)
    return "random"


def _places() -> Iterator[tuple[Plan, tuple[str, bool] | None, str]]:
    for step in STEPS:
        for committed in (False, True):
            yield Plan(step, committed), None, f"{step} {'committed' if committed else 'under way'}"
    for method, counted in SEND_STEPS:
        yield Plan(), (method, counted), f"{method} {'accepted' if counted else 'on its way'}"


async def refused(folder: Path, rounds: int, seed: int, *, share: float = 0.3) -> Report:
    """Let Telegram refuse 30 % for a while and lose answers; a reader blocks and comes back, a group moves.

    In every round somebody else asks something, and SIGTERM ends it in the midst of all that.
    """
    async with town(folder, seed) as place:
        report = Report(Verdict())
        blocker = next(iter(READERS))
        for number in range(rounds):
            _break_things(place, share)
            if number == 1:
                place.fake.migrate(GROUP, NEW_HOME)
            if number == 2:
                place.fake.block(blocker)
                place.excused[blocker] = place.missing(blocker)
            before = len(place.news)
            place.publish(3, later=1)
            await place.open()
            place.fake.say(ASKER, "/list")
            await asyncio.sleep(1.0 + place.dice.random() * 2)
            report.stops.append(await place.nursery.end(signal.SIGTERM))
            assert report.stops[-1] == 0, place.nursery.log()
            if number >= 2 and place.fake.chat(blocker).state == "blocked":
                place.excused.setdefault(blocker, set()).update(news.word for news in place.news[before:])
            integrity, sending = await asyncio.to_thread(place.check_file)
            report.found_sending += sending
            report.damaged += [integrity] * (integrity != "ok")
            _count(place, report)
        await _come_back(place, report, blocker)
        report.answers = place.answer_times()
        return report


async def _come_back(place: Town, report: Report, blocker: int) -> None:
    """Let whoever blocked the bot press Start again; what comes after reaches them."""
    await place.open()
    await place.settle(30)
    place.fake.say(blocker, "/start")
    await asyncio.sleep(1.0)
    place.publish(2)
    await _settle(place, report)


async def _finish(place: Town, report: Report) -> None:
    """Let the program do all that is left, and stop it."""
    await place.open()
    await _settle(place, report)


async def _settle(place: Town, report: Report) -> None:
    await place.settle(90)
    report.stops.append(await place.nursery.end(signal.SIGTERM))
    report.verdict = place.verdict()


def _break_things(place: Town, share: float) -> None:
    place.fake.faults.planned.clear()
    place.fake.faults.met = 0
    for chat in (*READERS, NEW_HOME):
        for method in ("sendMessage", "editMessageText"):
            place.fake.fail(method, 429, retry_after=150, times=0, chance=share / 3, chat_id=chat)
            place.fake.fail(method, 429, retry_after=45, times=0, chance=share * 2 / 3, chat_id=chat)
    place.fake.lose_answer("sendMessage", times=3, chance=0.2)


def _count(place: Town, report: Report) -> None:
    lost = next((fault.times for fault in place.fake.faults.planned if fault.loss), 0)
    report.lost_answers += 3 - lost
    report.refused += place.fake.faults.met - (3 - lost)
    place.fake.faults.planned.clear()
