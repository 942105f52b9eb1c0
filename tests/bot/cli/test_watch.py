"""The watch-list as files: out, in, compared, listed, taken back; and rehearsed before it is in force."""

from __future__ import annotations

import os
import pty
import subprocess

from tests.bot.cli.inside import Inside, vigil
from tests.process import VIGIL

__all__ = ["vigil"]

ENTITY = """
[[entity]]
key = "zarema"  # asked for by the office
kind = "person"
names = { en = "Zarema Musaeva", ru = "Зарема Мусаева" }
aliases = ["Musayeva"]
"""


def exported(vigil: Inside) -> str:
    done = vigil.command("watch", "export")
    assert done.returncode == 0, done.stderr
    return done.stdout


def write(vigil: Inside, text: str, name: str = "new.toml") -> str:
    (vigil.folder / name).write_text(text, encoding="utf-8")
    return name


def test_a_list_goes_out_and_in_with_its_comments(vigil: Inside) -> None:
    """What is exported and imported again changes nothing; what is added is a new version with its reason."""
    before = exported(vigil)
    assert vigil.json("watch", "import", write(vigil, before)) == {"version": 1, "before": 1, "changes": 0}
    done = vigil.command("watch", "import", write(vigil, before + ENTITY), "--reason", "the office asked")
    assert done.returncode == 0, done.stderr
    assert "Version 2 is in force; 1 change." in done.stdout
    after = exported(vigil)
    assert "# asked for by the office" in after
    assert "version = 2" in after
    assert vigil.command("watch", "export", "--version", "1").stdout == before
    assert vigil.command("watch", "export", "--version", "9").returncode == 1
    newest, first = vigil.json("watch", "history")
    assert (newest["version"], newest["changes"], newest["reason"], newest["author"]) == (
        2,
        1,
        "the office asked",
        None,
    )
    assert first["version"] == 1


def test_a_list_with_mistakes_is_refused_as_a_whole(vigil: Inside) -> None:
    """Every mistake is named with its line, and nothing of the file comes into force."""
    before = exported(vigil)
    wrong = before + ENTITY + '\n[[entity]]\nkey = "Bad Key"\nkind = "planet"\n'
    done = vigil.command("watch", "import", write(vigil, wrong))
    assert done.returncode == 1
    lines = wrong.split("\n")
    for needle in ('key = "Bad Key"', 'kind = "planet"'):
        assert f"new.toml: line {lines.index(needle) + 1}: " in done.stderr
    assert exported(vigil) == before
    (vigil.folder / "latin1.toml").write_bytes("version = 1 # Ч".encode("cp1251"))
    assert "UTF-8" in vigil.command("watch", "import", "latin1.toml").stderr
    assert vigil.command("watch", "import", "nowhere.toml").returncode == 1


def test_lists_are_compared_and_a_change_is_taken_back(vigil: Inside) -> None:
    """A file against what is in force, the last change, two versions; and the way back."""
    name = write(vigil, exported(vigil) + ENTITY)
    (row,) = vigil.json("watch", "diff", name)
    assert (row["entity"], row["change"]) == ("zarema", "add_entity")
    assert "Nothing differs" in vigil.command("watch", "diff").stdout
    assert vigil.command("watch", "import", name).returncode == 0
    assert "+ zarema (person): Zarema Musaeva / Зарема Мусаева" in vigil.command("watch", "diff").stdout
    assert "- zarema" in vigil.command("watch", "diff", "--from", "2", "--to", "1").stdout
    done = vigil.command("watch", "undo", "--reason", "a mistake")
    assert done.returncode == 0, done.stderr
    assert "zarema" not in exported(vigil)
    assert vigil.json("watch", "history")[0]["undoes"] == 2
    assert vigil.command("watch", "undo").returncode == 1


def on_a_terminal(vigil: Inside, answer: str, *arguments: str) -> tuple[int, str]:
    """Run a command as somebody at a terminal would; return its exit code and all that was shown."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [str(VIGIL), *arguments],
        cwd=vigil.folder,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    ) as process:
        os.close(theirs)
        os.write(ours, answer.encode())
        shown = b""
        try:
            while part := os.read(ours, 65536):
                shown += part
        except OSError:  # the other end is closed
            pass
        process.wait(60)
    os.close(ours)
    return process.returncode, shown.decode()


def test_on_a_terminal_a_list_is_rehearsed_and_agreed_to(vigil: Inside) -> None:
    """The changes and the rehearsal are shown; without a yes nothing comes into force."""
    name = write(vigil, exported(vigil) + ENTITY)
    code, shown = on_a_terminal(vigil, "n\n", "watch", "import", name)
    assert code == 1
    assert "zarema (person)" in shown
    assert "+0 alerts, -0" in shown
    assert len(vigil.json("watch", "history")) == 1
    code, shown = on_a_terminal(vigil, "y\n", "watch", "import", name)
    assert code == 0, shown
    assert len(vigil.json("watch", "history")) == 2
