"""The filters as another program would run them: `vigil NAME` as a process, JSON Lines in and out."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from tests.evaluate.corpus import Missing, Row


@dataclass(frozen=True, slots=True)
class Answers:
    """What a filter answered, in order, and how long the whole process took in seconds."""

    rows: list[Row]
    seconds: float


def run_filter(name: str, inputs: Iterable[Row], *options: str) -> Answers:
    """Send rows through a filter; raises Missing when it is not installed, AssertionError when it fails."""
    command = Path(sys.executable).with_name("vigil")
    if not command.is_file():
        raise Missing(f"{command} is missing: install Vigil into this environment first (make setup).")
    sent = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in inputs)
    began = perf_counter()
    done = subprocess.run([command, name, *options], input=sent.encode(), capture_output=True, check=False)
    seconds = perf_counter() - began
    answers = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert done.returncode == 0, f"vigil {name} ended with {done.returncode}: {done.stderr.decode()[-500:]}"
    assert len(answers) == sent.count("\n"), f"vigil {name} answered {len(answers)} lines"
    return Answers(answers, seconds)
