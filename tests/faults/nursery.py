"""`vigil run` as a process that can be killed two hundred times: forked from one that has loaded everything.

    python -m tests.faults.nursery ORIGIN FACTOR LOG

reads orders from its input, one JSON value a line: a Plan starts a victim (its process id is printed), null
waits for its end (its exit code is printed). The child runs the real command with all that it starts in a
process group of its own. Two things are bent: its clock runs FACTOR times as fast from ORIGIN on, and where
the plan names a step the child kills itself there, inside the step's transaction or right after its commit.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

STEPS: Mapping[str, tuple[str, str]] = {
    "poll": ("INSERT INTO entry ", ""),
    "tell": ("INSERT INTO alert ", ""),
    "expand": ("INSERT INTO delivery ", ""),
    "claim": ("UPDATE delivery SET ", "sending"),
    "settle": ("UPDATE delivery SET ", "sent"),
}
"""How a step is known in the database: the statement begins so, and one of its values is this."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Where a victim kills itself: at the `nth` time of a step of STEPS; no step, never."""

    step: str = ""
    committed: bool = False
    nth: int = 1


@dataclass(frozen=True, slots=True)
class FastClock:
    """The time, `factor` times as fast since `origin` (Unix seconds)."""

    origin: float
    factor: float

    def __call__(self) -> datetime:
        return datetime.fromtimestamp(self.seconds(), UTC)

    def seconds(self) -> float:
        """Return the time in Unix seconds."""
        return self.origin + (time.time() - self.origin) * self.factor


class Nursery:
    """Starts victims one after the other."""

    def __init__(self, clock: FastClock, folder: Path, environment: Mapping[str, str]) -> None:
        self._command = [sys.executable, "-m", "tests.faults.nursery"]
        self._log = folder / "stderr.log"
        self._command += [str(clock.origin), str(clock.factor), str(self._log)]
        here = str(Path(__file__).parents[2])
        self._settings: dict[str, Any] = {"cwd": folder, "env": {**environment, "PYTHONPATH": here}}
        self._pid = 0
        self._waiting: asyncio.Future[str] | None = None

    def __enter__(self) -> Nursery:
        self._process: subprocess.Popen[str] = subprocess.Popen(
            self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, **self._settings
        )
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        self._process.kill()
        self._process.communicate()

    async def start(self, plan: Plan) -> None:
        """Start a victim."""
        self._pid = int(await self._order(asdict(plan)))

    async def ended(self, seconds: float) -> int | None:
        """Wait for its end; returns its exit code, negative for a signal, or None while it lives on."""
        waiting = self._waiting or asyncio.ensure_future(self._order(None))
        done, _ = await asyncio.wait({waiting}, timeout=seconds)
        self._waiting = None if done else waiting
        if not done:
            return None
        self._pid = 0
        return int(waiting.result())

    async def end(self, number: int) -> int:
        """Send a signal, to all that belongs to it when it is SIGKILL, and wait for the end."""
        self.kill() if number == signal.SIGKILL else os.kill(self._pid, number)
        code = await self.ended(15)
        assert code is not None, "the program did not stop"
        assert number != signal.SIGKILL or code == -signal.SIGKILL, self.log()
        return code

    def log(self) -> str:
        """Return the end of what the victims had to say."""
        return self._log.read_text(errors="replace")[-2000:]

    def kill(self) -> None:
        """kill -9 the victim and all that it started, this moment."""
        if self._pid:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._pid, signal.SIGKILL)

    async def _order(self, order: object) -> str:
        return await asyncio.to_thread(self._ask, json.dumps(order))

    def _ask(self, line: str) -> str:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        answer: str = self._process.stdout.readline()
        assert answer, "the nursery died"
        return answer


def main() -> None:
    """Load everything once, then fork a victim for each order."""
    origin, factor, log = float(sys.argv[1]), float(sys.argv[2]), sys.argv[3]
    _load(FastClock(origin, factor))
    child = 0
    for line in sys.stdin:
        order = json.loads(line)
        if order is None:
            print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
            continue
        child = os.fork()
        if not child:
            _become_victim(Plan(**order), log)
        print(child, flush=True)


def _load(clock: Callable[[], datetime]) -> None:
    import bot.installation

    bot.installation.utc_now = clock  # before anybody takes it from there
    import bot.app
    import bot.cli.main
    import bot.cli.running
    import storage.tables
    from feeds.story.signature import sign
    from feeds.types import Report

    del bot, storage
    sign(Report("", "Words are loaded.", "They are inherited by every child."))


def _become_victim(plan: Plan, log: str) -> None:
    os.setsid()
    with Path(log).open("ab") as errors, Path(os.devnull).open("rb") as nothing:
        os.dup2(nothing.fileno(), 0)
        os.dup2(errors.fileno(), 1)
        os.dup2(errors.fileno(), 2)
    if plan.step:
        _arm(plan)
    sys.argv = ["vigil", "--debug", "run"]
    from bot.cli.main import main as vigil

    code = 1
    try:
        vigil()
        code = 0
    except SystemExit as stop:
        code = stop.code if isinstance(stop.code, int) else int(stop.code is not None)
    finally:
        sys.stderr.flush()
        os._exit(code)


def _arm(plan: Plan) -> None:
    """Have this process kill itself at the step of its plan."""
    from sqlalchemy import Connection, Engine, Pool, event

    begins, value = STEPS[plan.step]
    seen, done = 0, None

    def executed(
        connection: Connection, cursor: object, statement: str, values: object, context: object, many: bool
    ) -> None:
        nonlocal seen, done
        if not statement.startswith(begins) or (value and f"'{value}'" not in str(values)):
            return
        seen += 1
        if seen == plan.nth and plan.committed:
            done = connection.connection.dbapi_connection
        elif seen == plan.nth:
            _die()

    def handed_back(connection: object, record: object) -> None:
        if done is not None and connection is done:
            _die()

    event.listen(Engine, "after_cursor_execute", executed)
    event.listen(Pool, "checkin", handed_back)


def _die() -> None:
    os.killpg(os.getpgrp(), signal.SIGKILL)


if __name__ == "__main__":
    main()
