"""The writer's queue: one thread, and works that wait together are committed together.

A commit waits for the disk, so under load a commit for each work would be most of the time. Each work keeps
its own savepoint: it is stored wholly or not at all, whatever becomes of the others in its group.
"""

import sqlite3
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Generic, TypeVar

from sqlalchemy import Connection, Engine
from sqlmodel import Session

T = TypeVar("T")

GROUP_SECONDS = 0.05
"""How long a group takes in further works: nobody waits for the disk much longer than this."""
GROUP_WORKS = 64


class _Work(Generic[T]):
    """A transaction to be, and how it went inside its savepoint."""

    def __init__(self, call: Callable[[Session], T]) -> None:
        self.call = call
        self.future: Future[T] = Future()
        self.error: Exception | None = None

    def attempt(self, connection: Connection) -> None:
        """Do it in a savepoint and remember the result; an error undoes it alone."""
        try:
            # Without a savepoint of its own, the session's rollback would be that of the whole group.
            with (
                Session(
                    connection, expire_on_commit=False, join_transaction_mode="create_savepoint"
                ) as session,
                session.begin(),
            ):
                self._result = self.call(session)
        except Exception as error:  # noqa: BLE001  # handed to whoever waits for it
            self.error = error

    def settle(self, lost: BaseException | None = None) -> None:
        """Tell whoever waits; `lost` is why the group as a whole was not stored."""
        if self.error or lost:
            self.future.set_exception(self.error or lost)
        else:
            self.future.set_result(self._result)


class Writer:
    """Runs works in the order they came; with `group`, several in one transaction where they wait."""

    def __init__(self, engine: Engine, *, group: bool) -> None:
        self._engine = engine
        self._most = GROUP_WORKS if group else 1
        self._waiting: deque[_Work[object]] = deque()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="vigil-write")

    def submit(self, call: Callable[[Session], T]) -> Future[T]:
        """Queue a work; its future is done once it is committed. RuntimeError after `close`."""
        work = _Work(call)
        self._waiting.append(work)  # type: ignore[arg-type]
        try:
            self._thread.submit(self._turn)
        except RuntimeError:
            self._waiting.remove(work)  # type: ignore[arg-type]
            raise
        return work.future

    def close(self) -> None:
        """Finish what waits and end the thread."""
        self._thread.shutdown()

    def _turn(self) -> None:
        work = self._next()
        if work is None:  # an earlier group took it along
            return
        if self._waiting and self._most > 1:
            self._together(work)
        else:
            self._alone(work)

    def _next(self) -> _Work[object] | None:
        while self._waiting:
            work = self._waiting.popleft()
            if work.future.set_running_or_notify_cancel():
                return work
        return None

    def _alone(self, work: _Work[object]) -> None:
        try:
            with Session(self._engine, expire_on_commit=False) as session, session.begin():
                result = work.call(session)
        except BaseException as error:  # noqa: BLE001  # whoever waits must hear of anything
            work.future.set_exception(error)
        else:
            work.future.set_result(result)

    def _together(self, first: _Work[object]) -> None:
        until = time.monotonic() + GROUP_SECONDS
        group = [first]
        lost: BaseException | None = None
        try:
            with self._engine.begin() as connection:
                work: _Work[object] | None = first
                while work is not None:
                    work.attempt(connection)
                    _check_alive(connection, work)
                    full = len(group) >= self._most or time.monotonic() > until
                    work = None if full else self._next()
                    group += [work] if work else []
        except BaseException as error:  # noqa: BLE001  # whoever waits must hear of anything
            lost = error
        for work in group:
            work.settle(lost)


def _check_alive(connection: Connection, work: _Work[object]) -> None:
    """Raise when SQLite gave the whole transaction up (a full disk, a failing one), not only the work."""
    driver = connection.connection.driver_connection
    if isinstance(driver, sqlite3.Connection) and not driver.in_transaction:
        raise work.error or RuntimeError("the transaction was given up")
