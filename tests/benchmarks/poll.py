"""Polling recorded feeds on loopback: Vigil, lemon24/reader and newsboat on one server, in turn.

Each repetition begins with an empty database and goes through the situations in order. Vigil also matches,
summarises and groups what it stores; reader and newsboat only store it. Every program runs in a process of
its own; the figures are medians over the repetitions.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.benchmarks.corpus import RecordedFeed, recorded_feeds
from tests.benchmarks.processes import Cost, FeedHost, feed_host, run

FEEDS = 341
REPETITIONS = 3
SITUATIONS: Mapping[str, Mapping[str, object]] = {
    "cold": {"etag": True},
    "unchanged (304)": {"etag": True},
    "10 % changed": {"etag": True, "changed": 0.1, "round": 1},
    "unchanged, no ETag": {"etag": False, "changed": 0.1, "round": 1},
}
"""What the server is told before each; the last serves the bodies of the one before, without validators."""
PARSE_PROCESSES = 1
THREADS = (1, 4, 10)
"""What reader is tried with; each situation then keeps the fastest."""

Results = dict[tuple[str, str], list[Cost]]
"""(situation, program) to what each repetition cost."""


@dataclass(frozen=True, slots=True)
class Bench:
    """Where everything lies for one run of the benchmark."""

    home: Path
    host: FeedHost
    addresses: Path

    def once(self, program: str, workers: Mapping[str, int], folder: Path) -> dict[str, Cost]:
        """Take one program through every situation, from an empty folder."""
        costs = {}
        for situation, mode in SITUATIONS.items():
            self.host.set_mode(**mode)
            costs[situation] = self._run(program, workers[situation], folder)
            if program == "newsboat" and situation == "cold":
                self._run(program, 1, folder)  # it writes validators down only for feeds it knew before
        shutil.rmtree(folder)
        return costs

    def _run(self, program: str, workers: int, folder: Path) -> Cost:
        if program == "newsboat":
            return _newsboat(self.addresses, folder)
        module = [sys.executable, "-m", "tests.benchmarks.subjects"]
        return run([*module, program, str(workers), str(folder), str(self.addresses)])


def main() -> None:
    """Print the table."""
    feeds = recorded_feeds(FEEDS)
    entries = sum(len(one.feed.entries) for one in feeds)
    print(f"poll: {len(feeds)} recorded feeds, {entries} entries; medians of {REPETITIONS}")
    with tempfile.TemporaryDirectory(prefix="vigil-bench-") as name:
        home = Path(name)
        _lay_out(feeds, home / "feeds")
        with feed_host(home / "feeds") as host:
            addresses = home / "addresses"
            addresses.write_text("".join(f"{host.base}/{one.name}\n" for one in feeds))
            _print(*_compare(Bench(home, host, addresses)))


def _compare(bench: Bench) -> tuple[Results, dict[str, int]]:
    results: Results = defaultdict(list)
    best = _best_threads(bench)
    programs = {"vigil": dict.fromkeys(SITUATIONS, PARSE_PROCESSES), "reader": best}
    if shutil.which("newsboat"):
        programs["newsboat"] = dict.fromkeys(SITUATIONS, 1)
    else:
        print("newsboat is not installed here (Debian: apt-get install newsboat); it is left out")
    for repetition in range(REPETITIONS):
        for program, workers in programs.items():
            costs = bench.once(program, workers, bench.home / f"{program}-{repetition}")
            for situation, cost in costs.items():
                results[situation, program].append(cost)
    return results, best


def _best_threads(bench: Bench) -> dict[str, int]:
    tried = {
        threads: bench.once("reader", dict.fromkeys(SITUATIONS, threads), bench.home / f"try-{threads}")
        for threads in THREADS
    }
    return {
        situation: min(tried, key=lambda threads: tried[threads][situation].wall) for situation in SITUATIONS
    }


def _newsboat(addresses: Path, folder: Path) -> Cost:
    folder.mkdir(exist_ok=True)
    settings = folder / "config"
    settings.write_text("reload-threads 4\nsuppress-first-reload yes\n")
    files = ["-C", str(settings), "-u", str(addresses), "-c", str(folder / "cache.db")]
    # Its own folder instead of the person's; nothing of theirs is read.
    return run(["newsboat", *files, "-x", "reload"], environment={"HOME": str(folder)})


def _lay_out(feeds: list[RecordedFeed], folder: Path) -> None:
    folder.mkdir()
    for one in feeds:
        shutil.copyfile(one.file, folder / one.name)


def _print(results: Results, best: Mapping[str, int]) -> None:
    head = f"{'situation':<20}{'program':<10}{'wall s':>8}{'x reader':>9}{'CPU s':>8}{'x reader':>9}"
    print(f"{head}{'peak MB':>9}{'once':>6}{'feeds':>7}{'new':>8}")
    for situation in SITUATIONS:
        rival = _median(results[situation, "reader"])
        for program in ("vigil", "reader", "newsboat"):
            if (situation, program) not in results:
                continue
            cost = _median(results[situation, program])
            ratios = cost.wall / rival.wall, cost.cpu / rival.cpu
            print(
                f"{situation:<20}{program:<10}{cost.wall:>8.2f}{ratios[0]:>9.2f}{cost.cpu:>8.2f}"
                f"{ratios[1]:>9.2f}{cost.peak:>9.0f}{cost.shared_once:>6.0f}{cost.facts.get('feeds', '-'):>7}"
                f"{cost.facts.get('new', '-'):>8}"
            )
    threads = ", ".join(f"{situation}: {count}" for situation, count in best.items())
    print(f"reader's threads, the best of {THREADS}: {threads}")
    print("peak MB: resident memory of all processes together; once: shared pages counted once")
    print(f"vigil: {PARSE_PROCESSES} parse processes; newsboat: its whole process, start included")
    for program in ("vigil", "reader"):
        troubles = {text for (_, name), costs in results.items() if name == program
                    for cost in costs for text in cost.facts.get("troubles", ())}  # fmt: skip
        if troubles:
            print(f"{program}: {'; '.join(sorted(troubles)[:5])}")


def _median(costs: list[Cost]) -> Cost:
    return Cost(
        wall=median(cost.wall for cost in costs),
        cpu=median(cost.cpu for cost in costs),
        peak=median(cost.peak for cost in costs),
        shared_once=median(cost.shared_once for cost in costs),
        facts=costs[-1].facts,
    )
