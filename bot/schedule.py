"""The clock: a few coarse ticks that only ask what is due, so that a missed tick is harmless.

APScheduler trusts the wall clock. Set back, it would sleep that long: a guard on the monotonic clock notices
and has every job look at once. Set forward, it would count every run missed: our trigger has no past.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Collection, Coroutine, Mapping
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger

from storage.errors import DatabaseProblem

log = structlog.get_logger(__name__)

GUARD_SECONDS = 10.0
JUMP_SECONDS = 30.0


class _Every(BaseTrigger):  # type: ignore[misc]  # the library has no types
    """The next run is so long after now, whatever was missed: a year of seconds would take half a minute."""

    def __init__(self, seconds: float) -> None:
        self.pause = timedelta(seconds=seconds)

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        """Return the next run, aware like `now`."""
        del previous_fire_time
        return now + self.pause


Jobs = Mapping[str, tuple[float, Callable[[], Coroutine[object, object, object]]]]
"""By name: seconds between ticks, and the coroutine function."""


class Ticker:
    """Runs named jobs again and again, each never beside itself; `wake` runs some of them now."""

    def __init__(self, jobs: Jobs) -> None:
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._busy: dict[str, asyncio.Lock] = {name: asyncio.Lock() for name in jobs}
        self._again: set[str] = set()
        self._stopping = False
        self._tasks: dict[str, asyncio.Task[object]] = {}
        self._guard: asyncio.Task[None] | None = None
        self._ailing: dict[str, str] = {}
        """Jobs whose last run the database refused, and how it said so."""
        for name, (seconds, job) in jobs.items():
            self._scheduler.add_job(
                self._run,
                _Every(seconds),
                args=(name, job),
                id=name,
                next_run_time=datetime.now(UTC),
                misfire_grace_time=None,
                coalesce=True,
                max_instances=2,  # the second only leaves word that there is more to do
            )

    def start(self) -> None:
        """Begin to tick, at once."""
        self._scheduler.start()
        self._guard = asyncio.create_task(self._watch_clocks())

    def wake(self, *names: str) -> None:
        """Run these jobs now rather than at their next tick."""
        for name in names:
            if self._scheduler.running and self._scheduler.get_job(name):
                self._scheduler.modify_job(name, next_run_time=datetime.now(UTC))

    async def stop(self, *, cancel: Collection[str] = ()) -> None:
        """Tick no more; cancel the jobs named in `cancel` where they stand and wait for the others."""
        self._stopping = True
        if self._guard is not None:
            self._guard.cancel()
            await asyncio.gather(self._guard, return_exceptions=True)
        if self._scheduler.running:
            self._scheduler.pause()
        for name in cancel:
            if name in self._tasks:
                self._tasks[name].cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    async def _run(self, name: str, job: Callable[[], Coroutine[object, object, object]]) -> None:
        lock = self._busy[name]
        if lock.locked():
            self._again.add(name)
            return
        async with lock:
            again = True
            while again:
                self._again.discard(name)
                self._tasks[name] = asyncio.ensure_future(job())
                try:
                    await self._tasks[name]
                    self._recovered(name)
                except asyncio.CancelledError:
                    return
                except DatabaseProblem as problem:
                    self._refused(name, str(problem))
                    return
                except Exception:
                    log.exception("a job failed; it is tried again at its next tick", job=name)
                    return
                again = name in self._again and not self._stopping

    def _refused(self, name: str, reason: str) -> None:
        """Log a database that cannot be used in one sentence, and once: jobs try again every few seconds."""
        if self._ailing.get(name) != reason:
            log.error("a job failed; it is tried again and again", job=name, reason=reason)
        self._ailing[name] = reason

    def _recovered(self, name: str) -> None:
        if self._ailing.pop(name, None) is not None:
            log.info("a job works again", job=name)

    async def _watch_clocks(self) -> None:
        wall, steady = time.time(), time.monotonic()
        while True:
            await asyncio.sleep(GUARD_SECONDS)
            drift = (time.time() - wall) - (time.monotonic() - steady)
            if abs(drift) > JUMP_SECONDS:
                log.warning("the clock was set", seconds=round(drift))
                self.wake(*self._busy)
                wall, steady = time.time(), time.monotonic()
