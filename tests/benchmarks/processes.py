"""Programs under measurement: what a process with all its children costs, read from /proc (Linux)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

_TICK = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")
_LIMIT = 120.0
_SAMPLE = 0.02
_RARELY = 10


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run took."""

    wall: float
    cpu: float
    """Seconds of user and system time, children included."""
    peak: float
    """Megabytes: the largest sum of the resident memory of the process and its children."""
    shared_once: float
    """The same with pages that several of them share counted once, looked at less often."""
    facts: Mapping[str, Any] = field(default_factory=dict)
    """What the program itself reported."""


def family(pid: int) -> list[int]:
    """Return a process and all its descendants."""
    found, unseen = [], [pid]
    while unseen:
        one = unseen.pop()
        found.append(one)
        try:
            for task in Path(f"/proc/{one}/task").iterdir():
                unseen += map(int, (task / "children").read_text().split())
        except OSError:
            continue
    return found


def cpu_seconds(pid: int) -> float:
    """Return the user and system time of a process, its descendants and the children they waited for."""
    total = 0
    for one in family(pid):
        try:
            after_name = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += sum(map(int, after_name[11:15]))
    return total / _TICK


def resident_megabytes(pid: int) -> float:
    """Return the resident memory of a process and its descendants; shared pages count in each."""
    pages = 0
    for one in family(pid):
        try:
            pages += int(Path(f"/proc/{one}/statm").read_text().split()[1])
        except (OSError, IndexError):
            continue
    return pages * _PAGE / 2**20


def proportional_megabytes(pid: int) -> float:
    """Return the memory of a process and its descendants, each page once; 0 where the kernel does not say."""
    total = 0
    for one in family(pid):
        try:
            lines = Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


def run(command: Sequence[str], *, environment: Mapping[str, str] | None = None) -> Cost:
    """Run a program to its end and return its cost.

    A program that prints one JSON object last gives its own `wall` and `cpu` there, of the part that counts;
    of another the whole process counts. RuntimeError when it fails or takes longer than two minutes.
    """
    began = time.monotonic()
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=None if environment is None else {**os.environ, **environment},
    )
    sampler = _Sampler(process.pid)
    try:
        output, errors = process.communicate(timeout=_LIMIT)
    except subprocess.TimeoutExpired:
        process.kill()
        raise RuntimeError(f"{command[0]} took more than {_LIMIT:g} s") from None
    finally:
        sampler.stop()
    wall = time.monotonic() - began
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{errors[-2000:]}")
    lines = output.strip().splitlines()
    facts = json.loads(lines[-1]) if lines and lines[-1].startswith("{") else {}
    wall, cpu = facts.get("wall", wall), facts.get("cpu", sampler.cpu)
    return Cost(wall, cpu, sampler.peak, sampler.shared_once, facts)


class _Sampler:
    """Looks at a running process fifty times a second."""

    def __init__(self, pid: int) -> None:
        self.peak = self.shared_once = self.cpu = 0.0
        self._pid = pid
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        before, looks = 0.0, 0
        while not self._ended.wait(_SAMPLE):
            # A child between fork and exec seems to have all of its parent's memory, for one look at most.
            now = resident_megabytes(self._pid)
            self.peak, before = max(self.peak, min(before, now)), now
            self.cpu = max(self.cpu, cpu_seconds(self._pid))
            looks += 1
            if looks % _RARELY == 0:
                self.shared_once = max(self.shared_once, proportional_megabytes(self._pid))


@dataclass(slots=True)
class FeedHost:
    """A feed server in a process of its own."""

    base: str

    def set_mode(self, **mode: object) -> int:
        """Change what is served from now on; returns how many feeds have a new item."""
        body = json.dumps(mode).encode()
        with urlopen(Request(f"{self.base}/_mode", body), timeout=30) as answer:
            return int(json.load(answer)["changed"])


@contextmanager
def feed_host(folder: Path) -> Iterator[FeedHost]:
    """Serve a folder of feeds on loopback."""
    command = [sys.executable, "-m", "tests.feedserver", str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield FeedHost(f"http://127.0.0.1:{int(process.stdout.readline())}")
    finally:
        process.terminate()
        process.wait(10)
