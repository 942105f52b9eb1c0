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


def test_a_file_that_says_nothing_is_refused(vigil: Inside) -> None:
    """A slip of an editor does not end the watch: with and without a question, nothing changes."""
    before = exported(vigil)
    for text in ("version = 1\n", "", "# nobody\n"):
        done = vigil.command("watch", "import", write(vigil, text), "--yes")
        assert done.returncode == 1
        assert "This watch-list is empty" in done.stderr
    assert exported(vigil) == before


def test_a_file_of_an_older_version_keeps_what_came_since(vigil: Inside) -> None:
    """What others changed meanwhile is shown and stays; the file adds what it changes itself."""
    first = exported(vigil)
    other = first.replace("[[entity]]", ENTITY.replace("zarema", "other") + "\n[[entity]]", 1)
    assert vigil.command("watch", "import", write(vigil, other)).returncode == 0
    done = vigil.command("watch", "import", write(vigil, first + ENTITY))
    assert done.returncode == 0, done.stderr
    assert "The file was made from version 1; version 2 is in force." in done.stderr
    assert "+ other (person)" in done.stderr
    assert "Version 3 is in force; 1 change." in done.stdout
    assert all(f'key = "{key}"' in exported(vigil) for key in ("other", "zarema"))


def test_a_file_that_changes_what_was_changed_since_is_refused(vigil: Inside) -> None:
    """The steps of the others are shown; --yes puts the file in force all the same."""
    first = exported(vigil)
    assert vigil.command("watch", "import", write(vigil, first + ENTITY)).returncode == 0
    mine = write(vigil, first + ENTITY.replace("Musayeva", "Musajewa"))
    done = vigil.command("watch", "import", mine)
    assert done.returncode == 1
    assert "+ zarema (person)" in done.stderr
    assert "version = 2" in done.stderr
    assert "Musayeva" in exported(vigil)
    assert vigil.command("watch", "import", mine, "--yes").returncode == 0
    assert "Musajewa" in exported(vigil)


def test_an_older_version_itself_comes_back_only_when_that_is_said(vigil: Inside) -> None:
    """An old file imported by mistake takes nothing away."""
    first = exported(vigil)
    assert vigil.command("watch", "import", write(vigil, first + ENTITY)).returncode == 0
    done = vigil.command("watch", "import", write(vigil, first, "old.toml"))
    assert done.returncode == 1
    assert "--yes goes back to it" in done.stderr
    assert vigil.command("watch", "import", "old.toml", "--yes").returncode == 0
    assert "zarema" not in exported(vigil)


def test_undo_says_what_it_takes_back(vigil: Inside) -> None:
    """The steps are shown, and no colon without a reason behind it."""
    assert vigil.command("watch", "import", write(vigil, exported(vigil) + ENTITY)).returncode == 0
    done = vigil.command("watch", "undo")
    first, *steps = done.stderr.splitlines()
    assert first.endswith("(no known author)")
    assert steps == ["- zarema (person): Zarema Musaeva / Зарема Мусаева; 1 keyword"]


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
