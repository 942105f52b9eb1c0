"""Digests of 200 and 5,000 stories in every format: time, size, and the memory of a process of its own.

python -m tests.benchmarks.digest FORMAT STORIES     one format, as one JSON object
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time

SIZES = (200, 5000)
AIM_SECONDS = 2.0
"""All formats of 200 stories, one after another in one process."""


def main() -> None:
    """Print the table."""
    from bot.digest.export import FORMATS

    print("| format | " + " | ".join(f"{size} stories: s, kB, MB of memory" for size in SIZES) + " |")
    print("|---|" + "---:|" * len(SIZES))
    for form in FORMATS:
        cells = [_apart(form, size) for size in SIZES]
        print(f"| {form} | " + " | ".join(_cell(one) for one in cells) + " |", flush=True)
    whole = _apart("all", SIZES[0])
    print(f"\nAll formats of {SIZES[0]} stories in one process: {_cell(whole)} (aim: {AIM_SECONDS:g} s).")


def _cell(cost: dict[str, float]) -> str:
    return f"{cost['seconds']:.2f}, {cost['bytes'] / 1000:,.0f}, {cost['memory']:.0f}"


def _apart(form: str, size: int) -> dict[str, float]:
    call = [sys.executable, "-m", "tests.benchmarks.digest", form, str(size)]
    done = subprocess.run(call, capture_output=True, text=True, check=True)
    cost: dict[str, float] = json.loads(done.stdout)
    return cost


def _measure(form: str, size: int) -> dict[str, float]:
    from bot.digest.export import FORMATS, files
    from tests.bot.digest.material import long_week

    snapshot = long_week(size)
    began = time.perf_counter()
    made = sum(len(data) for _, data in files(snapshot, FORMATS if form == "all" else [form], ["ru"]))
    spent = time.perf_counter() - began
    return {
        "seconds": spent,
        "bytes": made,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


if __name__ == "__main__":
    print(json.dumps(_measure(sys.argv[1], int(sys.argv[2]))))
