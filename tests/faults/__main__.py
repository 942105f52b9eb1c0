"""The fault runs in their long form: `python -m tests.faults [--full] [--kills N] [--rounds N] [--seed N]`.

Without --full they are as short as in `make test`. Exit code 1 when something was lost, repeated without its
mark, sent too early or to the wrong chat, or when a database was damaged.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from statistics import median

from tests.faults.runs import NAMED, Report, killed, refused

FULL_KILLS, FULL_ROUNDS = 200, 40
SHORT_ROUNDS = 4


def main() -> int:
    """Run both and print their figures."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--full", action="store_true", help=f"{FULL_KILLS} kills, {FULL_ROUNDS} rounds")
    parser.add_argument("--kills", type=int, help="how often the program is killed")
    parser.add_argument("--rounds", type=int, help="how often it is stopped while Telegram refuses")
    parser.add_argument("--seed", type=int, default=20261123)
    told = parser.parse_args()
    kills = told.kills if told.kills is not None else FULL_KILLS if told.full else 2 * NAMED
    rounds = told.rounds if told.rounds is not None else FULL_ROUNDS if told.full else SHORT_ROUNDS
    problems: list[str] = []
    if kills:
        problems += _run("killed", lambda folder: killed(folder, kills, told.seed))
    if rounds:
        problems += _run("refused", lambda folder: refused(folder, rounds, told.seed))
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


def _run(name: str, work: Callable[[Path], Coroutine[object, object, Report]]) -> list[str]:
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="vigil-faults-") as folder:
        report = asyncio.run(work(Path(folder)))
    found = report.verdict
    print(f"{name}: {time.monotonic() - began:.0f} s, {found.stories} stories")
    rows = {
        "kill -9": report.kills,
        "stops by SIGTERM, all with exit code 0": len(report.stops),
        "refused with RetryAfter": report.refused,
        "answers lost after acceptance": report.lost_answers,
        "alerts expected": found.expected,
        "lost": found.lost,
        "found half sent after a kill, in all and at most": f"{report.found_sending}, {report.most_sending}",
        "marked repeats": found.repeats,
        "of these, seen before by the reader": found.doubles,
        "killed twice while sending, not sent a third time": found.given_up,
        "round-ups of several stories": found.round_ups,
        "repeats without a mark, third times": found.unmarked,
        "in a wrong chat": found.wrong,
        "before the wait was over": found.early,
        "messages brought up to date": found.edited,
        "updates as replies": found.updates,
        "commands answered meanwhile, median s": f"{len(report.answers)}, {_median(report.answers):.2f}",
        "damaged databases": len(report.damaged),
    }
    for label, value in rows.items():
        print(f"  {label:<50}{value!s:>8}")
    for where, count in sorted(report.where.items()):
        print(f"    killed: {where:<40}{count:>8}")
    return [f"{name}: {problem}" for problem in report.problems]


def _median(seconds: list[float]) -> float:
    return median(seconds) if seconds else 0.0


if __name__ == "__main__":
    sys.exit(main())
