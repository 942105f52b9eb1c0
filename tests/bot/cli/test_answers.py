"""What commands answer: one JSON value, the option that is wrong, and nothing that commands a terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.cli import main
from tests.bot.cli.inside import Inside

OPML = """<opml version="2.0"><body><outline type="rss" text="One" xmlUrl="https://one.example.org/feed"/>
<outline type="rss" text="Inside" xmlUrl="http://127.0.0.1/feed"/></body></opml>"""
CONTROLS = frozenset("\x1b\x9b\u202e")


@pytest.fixture
def vigil(
    tmp_path: Path,
    empty_database: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Inside:
    """Every command, in a folder of its own."""
    made = Inside(tmp_path, empty_database, monkeypatch, capsys)
    monkeypatch.setattr(made, "_app", main.app)
    return made


def test_every_answer_can_be_had_as_json(vigil: Inside) -> None:
    """One value each, with numbers as numbers."""
    (vigil.folder / "list.opml").write_text(OPML)
    assert vigil.json("version")["version"]
    assert vigil.json("db", "upgrade")["revision"]
    assert vigil.json("config", "check")["telegram"]["token"] is False
    imported = vigil.json("feeds", "import", "list.opml")
    assert (imported["added"], imported["listed"], len(imported["left_out"])) == (1, 2, 1)
    assert vigil.json("db", "status")["feeds"] == 1
    assert vigil.json("feeds", "remove", "1")["id"] == 1
    assert "2026-W47" in vigil.json("digest", "--week", "2026-W47")["text"]
    written = vigil.json("digest", "--week", "2026-W47", "--output", "out")
    assert (vigil.folder / written["path"]).is_file()


@pytest.mark.parametrize(
    ("arguments", "option"),
    [
        (["digest", "--output", "week.md"], "--output"),
        (["preview", "--output", "week.MD"], "--output"),
        (["digest", "--lang", "klingon"], "--lang"),
        (["preview", "--lang", "klingon"], "--lang"),
        (["feeds", "add", "https://a.example.org/", "--lang", "klingon"], "--lang"),
        (["invite", "--expires", "0s"], "--expires"),
        (["invite", "--expires", "366d"], "--expires"),
        (["invite", "--expires", "99999999d"], "--expires"),
        (["invite", "--expires", "soon"], "--expires"),
        (["invite", "--role", "king"], "--role"),
    ],
)
def test_the_option_that_is_wrong_is_named(vigil: Inside, arguments: list[str], option: str) -> None:
    """A language nobody speaks, a file's name for a folder, a code for too long: nothing is made."""
    done = vigil.command(*arguments)
    assert done.returncode == 2
    assert f"Invalid value for {option}" in done.stderr
    assert {path.name for path in vigil.folder.iterdir()} == {"data", "keys"}


def test_a_folder_may_have_a_dot_in_its_name(vigil: Inside) -> None:
    """Only what looks like a file is refused, and not where such a folder is there already."""
    (vigil.folder / "weeks.md").mkdir()
    assert vigil.command("digest", "--output", "weeks.md").returncode == 0
    assert vigil.command("digest", "--output", "weeks.2026").returncode == 0


@pytest.mark.parametrize(
    "command", [["config", "check"], ["config", "has", "telegram.token"], ["run"], ["preview"]]
)
@pytest.mark.parametrize("line", ['VIGIL_TELEGRAM__TOKEN="1:abc', "VIGIL_TELEGRAM__TOKEN=a secret"])
def test_a_token_that_cannot_be_used_is_no_preview(vigil: Inside, command: list[str], line: str) -> None:
    """A broken .env or token is one sentence and exit 1, without the token."""
    (vigil.folder / ".env").write_text(line + "\n")
    done = vigil.command(*command)
    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 1
    assert "1:abc" not in done.stderr
    assert "a secret" not in done.stderr


def test_other_peoples_words_never_command_the_terminal(vigil: Inside) -> None:
    """A title with control characters is shown without them, and escaped in JSON, where it stays the same."""
    title = "a\x1b[2J\x9b2J\u202eb"
    added = vigil.command("feeds", "add", "https://a.example.org/", "--title", title, "--json").stdout
    assert json.loads(added)["title"] == title
    shown = vigil.command("feeds", "list").stdout
    assert "a[2J2Jb" in shown
    again = vigil.command("feeds", "add", "https://b.example.org/\x1b[2J", "--title", title).stdout
    assert not set(added + shown + again) & CONTROLS


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (FileNotFoundError(2, "No such file", "no\x1b[2Jne"), "no[2Jne: No such file."),
        (OSError(28, "No space left on device"), "The disk is full: the output cannot be written."),
        (OSError(28, "No space left on device", "a.md"), "The disk is full: a.md cannot be written."),
        (
            UnicodeEncodeError("utf-8", "\udcff", 0, 1, "no"),
            "An argument, or a file's name, is not UTF-8 text.",
        ),
    ],
)
def test_an_error_is_one_sentence_that_is_safe_to_show(error: Exception, sentence: str) -> None:
    """Whatever a file's name holds."""
    assert main._sentence(error) == sentence
