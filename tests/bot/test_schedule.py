"""Jobs tick, never beside themselves, and survive their own failures and the clock's."""

import asyncio
import time
from datetime import UTC, datetime, timedelta

import pytest

from bot import schedule
from bot.schedule import Ticker, _Every
from storage.errors import DatabaseProblem


async def until(condition: object, seconds: float = 5.0) -> None:
    assert callable(condition)
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.01)


async def test_a_job_runs_at_once_and_again() -> None:
    """The first tick does not wait for the first interval."""
    runs: list[int] = []

    async def job() -> None:
        runs.append(1)

    ticker = Ticker({"job": (0.05, job)})
    ticker.start()
    await until(lambda: len(runs) >= 3)
    await ticker.stop()


async def test_a_failing_job_is_tried_again() -> None:
    """An exception ends one tick, not the job."""
    runs: list[int] = []

    async def job() -> None:
        runs.append(1)
        raise RuntimeError("once more")

    ticker = Ticker({"job": (0.05, job)})
    ticker.start()
    await until(lambda: len(runs) >= 2)
    await ticker.stop()


async def test_a_database_that_refuses_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    """However often a job meets it, the log says once what is wrong and once that it is over."""
    runs: list[int] = []

    async def job() -> None:
        runs.append(1)
        if len(runs) < 4:
            raise DatabaseProblem("The database x cannot be written: the disk is full.")

    ticker = Ticker({"job": (0.02, job)})
    ticker.start()
    await until(lambda: len(runs) >= 5)
    await ticker.stop()
    said = "".join(capsys.readouterr())
    assert said.count("the disk is full") == 1
    assert said.count("works again") == 1
    assert "Traceback" not in said


async def test_a_job_never_runs_beside_itself_and_a_wake_during_it_is_kept() -> None:
    """Waking a running job runs it once more after it ends, not twice at once."""
    running, most, runs = 0, 0, 0
    release = asyncio.Event()

    async def job() -> None:
        nonlocal running, most, runs
        running, runs = running + 1, runs + 1
        most = max(most, running)
        await release.wait()
        running -= 1

    ticker = Ticker({"job": (3600, job)})
    ticker.start()
    await until(lambda: runs == 1)
    ticker.wake("job")
    ticker.wake("job")
    await asyncio.sleep(0.05)
    release.set()
    await until(lambda: runs == 2)
    assert most == 1
    await ticker.stop()


async def test_stopping_cancels_what_may_be_cancelled_and_waits_for_the_rest() -> None:
    """A long poll is cut short; a sending is let finish."""
    ended: list[str] = []
    started = asyncio.Event()

    async def long() -> None:
        started.set()
        await asyncio.sleep(60)
        ended.append("long")

    async def short() -> None:
        await asyncio.sleep(0.1)
        ended.append("short")

    ticker = Ticker({"long": (3600, long), "short": (3600, short)})
    ticker.start()
    await started.wait()
    async with asyncio.timeout(5):
        await ticker.stop(cancel={"long"})
    assert ended == ["short"]


async def test_a_clock_set_back_wakes_every_job(monkeypatch: pytest.MonkeyPatch) -> None:
    """When the wall clock jumps an hour back, jobs run now instead of an hour later."""
    runs: list[int] = []
    shift = 0.0
    real = time.time
    monkeypatch.setattr(schedule, "GUARD_SECONDS", 0.05)
    monkeypatch.setattr("bot.schedule.time.time", lambda: real() + shift)

    async def job() -> None:
        runs.append(1)

    ticker = Ticker({"job": (3600, job)})
    ticker.start()
    await until(lambda: len(runs) == 1)
    shift = -3600.0
    await until(lambda: len(runs) == 2)
    await ticker.stop()


@pytest.mark.parametrize("missed", [timedelta(0), timedelta(hours=1), timedelta(days=20_000)])
def test_a_clock_set_forward_leaves_one_run_to_make_up(missed: timedelta) -> None:
    """However much time was skipped, the run after the one that is due lies in the future."""
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    assert _Every(5).get_next_fire_time(now - missed, now) == now + timedelta(seconds=5)
