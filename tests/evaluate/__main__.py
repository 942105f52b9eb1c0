"""`python -m tests.evaluate [section ...]`: tables for reading, exit 1 when a promise is broken."""

from __future__ import annotations

import argparse
import importlib
import sys
from time import perf_counter

from config import log
from tests.evaluate.corpus import Missing, corpus
from tests.evaluate.report import Report

SECTIONS = ("timelines", "feeds", "match", "stories", "summaries", "seed", "kavkaz")


def main() -> int:
    """Run the named sections, or all of them."""
    parser = argparse.ArgumentParser(prog="python -m tests.evaluate", description=__doc__)
    parser.add_argument("sections", nargs="*", metavar="section", help=", ".join(SECTIONS))
    parser.add_argument("--show", type=int, default=0, metavar="N", help="print N stories of the timelines")
    given = parser.parse_args()
    chosen = given.sections or SECTIONS
    if unknown := [name for name in chosen if name not in SECTIONS]:
        parser.error(f"there is no section {unknown[0]}; there are {', '.join(SECTIONS)}")
    log.configure("warning")
    began = perf_counter()
    try:
        corpus()
        reports = [_run(name, given.show if name == "timelines" else 0) for name in chosen]
    except Missing as missing:
        print(f"evaluate: {missing}", file=sys.stderr)
        return 1
    return _conclude(reports, perf_counter() - began)


def _run(name: str, show: int) -> Report:
    print(f"\n=== {name} {'=' * (100 - len(name))}\n", flush=True)
    began = perf_counter()
    section = importlib.import_module(f"tests.evaluate.{name}")
    report: Report = section.run(show) if show else section.run()
    print()
    report.show_promises()
    print(f"({perf_counter() - began:.1f} s)", flush=True)
    return report


def _conclude(reports: list[Report], seconds: float) -> int:
    broken = [f"{report.name}: {sentence}" for report in reports for sentence in report.broken]
    kept = sum(len(report.kept) for report in reports)
    print(f"\n{kept} promises kept, {len(broken)} broken, in {seconds:.0f} s.")
    for sentence in broken:
        print(f"  BROKEN  {sentence}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
