"""Slots are spaced strictly, and people who ask go before alerts."""

import asyncio

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


async def test_what_was_held_up_after_its_slot_leaves_no_bunch(clock: Clock) -> None:
    """Requests that were all ready at once leave so that no window of a second holds more than 30."""
    limiter = Limiter(29, clock)
    left: list[float] = []

    async def one() -> None:
        await limiter.depart()
        left.append(clock.now)

    await asyncio.gather(*(one() for _ in range(90)))
    assert len(left) == 90
    for start in left:
        assert sum(start <= moment < start + 1 for moment in left) <= 30
    assert left[-1] - left[0] < 90 / 29


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
