"""Standard streams that are gone, closed or full: the command ends quietly, or says so in one sentence."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.process import VIGIL, Installation

LINES = "".join(f'{{"id": {number}, "title": "Kadyrov"}}\n' for number in range(2000))


def shell(folder: Path, line: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Run a line of shell whose exit code is that of its first command that fails."""
    return subprocess.run(
        ["bash", "-c", f"set -o pipefail; {line.replace('vigil', str(VIGIL), 1)}"],
        input=stdin,
        cwd=folder,
        env=Installation(folder).environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    "line",
    [
        "vigil match < lines | head -1",
        "vigil match < lines | true",
        "vigil feeds export | true",
        "vigil config show | true",
        "vigil config show --json | true",
        "vigil --help | true",
    ],
)
def test_a_reader_that_leaves_early_is_no_failure(tmp_path: Path, line: str) -> None:
    """Nothing is complained about, and the exit code is 0."""
    (tmp_path / "lines").write_text(LINES)
    done = shell(tmp_path, line)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    "line",
    ["vigil match <&-", "vigil match >&- < lines", "vigil feeds list >&-", "vigil version <&- >&- 2>&-"],
)
def test_a_closed_stream_is_an_empty_one(tmp_path: Path, line: str) -> None:
    """A closed stdin has nothing in it; what goes to a closed stdout is dropped, not written elsewhere."""
    (tmp_path / "lines").write_text(LINES[:100].rpartition("\n")[0] + "\n")
    done = shell(tmp_path, line)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("line", ["vigil version > /dev/full", "vigil match < lines > /dev/full"])
def test_a_full_disk_is_said_to_be_full(tmp_path: Path, line: str) -> None:
    """One sentence, exit 1."""
    (tmp_path / "lines").write_text(LINES)
    done = shell(tmp_path, line)
    assert (done.returncode, done.stderr) == (1, "vigil: The disk is full: the output cannot be written.\n")


def test_an_argument_that_is_no_text_is_one_sentence(tmp_path: Path) -> None:
    """Bytes that are not UTF-8 cannot be stored."""
    done = shell(tmp_path, "vigil feeds add https://a.example.org/ --title $'a\\xff'")
    assert done.returncode == 1
    assert "is not UTF-8 text" in done.stderr
