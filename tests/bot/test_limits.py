"""Slots are spaced strictly, and people who ask go before alerts."""

import asyncio
import random
import selectors
from collections.abc import Callable, Coroutine
from itertools import pairwise
from typing import Any

import pytest

from bot.limits import Limiter, Priority


class Clock:
    """A clock that only sleeping moves."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += max(seconds, 0)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    real = asyncio.sleep

    async def sleep(seconds: float) -> None:
        await made.sleep(seconds)
        await real(0)

    monkeypatch.setattr("bot.limits.asyncio.sleep", sleep)
    return made


async def test_no_second_holds_more_than_its_share(clock: Clock) -> None:
    """Of a hundred slots at 29 a second, no window of a second holds more than 30."""
    limiter, taken = Limiter(29, clock), []
    for _ in range(100):
        await limiter.slot()
        taken.append(clock.now)
    for start in taken:
        assert sum(start <= moment < start + 1 for moment in taken) <= 30
    assert taken[-1] - taken[0] == pytest.approx(99 / 29, rel=0.02)


class Skipping(selectors.DefaultSelector):
    """The selector of a loop that waits for nothing, and its clock: what others would wait passes at once."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now

    def stand_still(self, seconds: float) -> None:
        """Let time pass in which the program does nothing."""
        self.now += seconds

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        self.now += max(timeout or 0.0, 0.0)
        return super().select(0)


def skipping(work: Callable[[Skipping], Coroutine[Any, Any, None]]) -> None:
    """Run `work` with a clock on which only waiting takes time."""
    clock = Skipping()
    loop = asyncio.SelectorEventLoop(clock)
    loop.time = clock  # type: ignore[method-assign]
    try:
        loop.run_until_complete(work(clock))
    finally:
        loop.close()


def busiest(moments: list[float]) -> int:
    """Return the most of these moments that lie within less than a second."""
    return max(sum(start <= moment < start + 1 for moment in moments) for start in moments)


_dice = random.Random(7)
ON_THE_WAY: dict[str, tuple[Callable[[float], float], float]] = {
    "even": (lambda _: 0.0, 28.9),
    "the other side stands still for 0.2 s": (lambda at: max(0.0, 0.2 - at % 1.5), 25.0),
    "every message is late by up to 0.1 s": (lambda _: _dice.random() / 10, 27.0),
    "one in fifty is late by 0.2 s": (lambda _: 0.2 * (_dice.random() < 0.02), 25.0),
}
"""By what may happen: seconds by which a message that arrives at a moment is late, and what is reached."""


@pytest.mark.parametrize("happens", ON_THE_WAY)
def test_the_limit_holds_where_messages_arrive(happens: str) -> None:
    """However messages are held up on their way, no window of a second takes in more than 30."""
    late, reached = ON_THE_WAY[happens]
    arrived: list[float] = []

    async def run(clock: Skipping) -> None:
        limiter = Limiter(29, clock)

        async def send() -> None:
            async with limiter.departure():
                await asyncio.sleep(0.025)
                await asyncio.sleep(late(clock()))
                arrived.append(clock())
                await asyncio.sleep(0.025)

        async with asyncio.TaskGroup() as sending:
            for _ in range(600):
                await limiter.slot()
                sending.create_task(send())

    skipping(run)
    arrived.sort()
    assert len(arrived) == 600
    assert busiest(arrived) <= 30
    assert 599 / (arrived[-1] - arrived[0]) >= reached


def test_a_slow_answer_costs_little() -> None:
    """An answer that takes seconds says nothing of when its message arrived: the others go on."""
    left: list[float] = []

    async def run(clock: Skipping) -> None:
        limiter = Limiter(29, clock)

        async def send(number: int) -> None:
            async with limiter.departure():
                left.append(clock())
                await asyncio.sleep(5 if number == 40 else 0.05)

        await asyncio.gather(*(send(number) for number in range(120)))

    skipping(run)
    assert busiest(left) <= 30
    assert left[-1] - left[0] <= 119 / 29 + 0.3


def test_what_was_ready_at_once_leaves_one_after_the_other() -> None:
    """After whatever stall, each leaves at least the spacing after the one before; nothing is made up for."""
    left: list[float] = []

    async def run(clock: Skipping) -> None:
        limiter = Limiter(29, clock)

        async def send(number: int) -> None:
            async with limiter.departure():
                left.append(clock())
                if number == 50:
                    clock.stand_still(2.0)

        await asyncio.gather(*(send(number) for number in range(90)))

    skipping(run)
    assert left[-1] - left[0] > 2.0
    assert min(after - before for before, after in pairwise(left)) >= 0.0334


async def test_a_late_wake_up_does_not_cause_a_burst(clock: Clock) -> None:
    """After a pause of seconds the next slots are spaced as ever."""
    limiter = Limiter(10, clock)
    await limiter.slot()
    clock.now += 60
    await limiter.slot()
    first = clock.now
    await limiter.slot()
    assert clock.now - first >= 0.07


async def test_an_answer_goes_before_the_alerts_that_wait(clock: Clock) -> None:
    """Whoever asks waits for one slot, however many alerts are queued."""
    limiter, order = Limiter(10, clock), []

    async def take(name: str, priority: Priority) -> None:
        await limiter.slot(priority)
        order.append(name)

    tasks = [asyncio.ensure_future(take(f"alert {n}", Priority.ALERT)) for n in range(20)]
    await asyncio.sleep(0)
    tasks.append(asyncio.ensure_future(take("answer", Priority.ANSWER)))
    await asyncio.gather(*tasks)
    assert order.index("answer") <= 1


async def test_a_cancelled_wait_takes_no_slot(clock: Clock) -> None:
    """Somebody who gave up does not hold the others back."""
    limiter = Limiter(10, clock)
    await limiter.slot()
    waiting = asyncio.ensure_future(limiter.slot())
    await asyncio.sleep(0)
    waiting.cancel()
    before = clock.now
    await limiter.slot()
    assert clock.now - before <= 0.11


@pytest.mark.parametrize(("chat", "seconds"), [(5, 1.0), (-5, 3.0)])
def test_a_chat_gets_its_messages_apart(clock: Clock, chat: int, seconds: float) -> None:
    """A person gets one a second, a group twenty a minute; a terminal any number."""
    limiter = Limiter(10, clock)
    assert limiter.ready_in(chat) == 0.0
    limiter.used(chat)
    assert limiter.ready_in(chat) == pytest.approx(seconds)
    assert limiter.spacing(chat) == seconds
    assert Limiter(10, clock, spaced=False).spacing(chat) == 0.0


async def test_the_more_urgent_goes_first(clock: Clock) -> None:
    """Answers, urgent alerts, alerts, renewals, digests, files: whoever came first among equals."""
    limiter, order = Limiter(10, clock), []

    async def take(priority: Priority) -> None:
        await limiter.slot(priority)
        order.append(priority)

    tasks = [asyncio.ensure_future(take(one)) for one in [Priority.FILE, *reversed(Priority)] * 2]
    await asyncio.gather(*tasks)
    assert order == sorted(order)
    assert [one.name for one in Priority] == ["ANSWER", "URGENT", "ALERT", "EDIT", "DIGEST", "FILE"]
