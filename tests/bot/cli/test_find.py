"""`vigil find`: what is stored is searched from the command line, as a table and as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from bot.cli import find
from storage.database import Database
from storage.opening import open_database
from tests.storage.world import NOW, article, feed, store


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a database of three entries, one of which an earlier version stored."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VIGIL_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("VIGIL_PRIVACY__KEY_FILE", str(tmp_path / "keys"))
    monkeypatch.setenv("VIGIL_POLLING__STARTER_FEEDS", "false")
    (tmp_path / "data").mkdir()
    database: Database = open_database(f"sqlite:///{tmp_path}/data/vigil.db", tmp_path / "keys")
    feed_id = feed(database)
    store(database, feed_id, article("Velsky is free", "velsky", body="Anton Velsky left Tarnsk."))
    store(database, feed_id, article("Ferry late"))
    store(database, feed_id, article("Суд над Вельским", body="Вельскому отказали."))
    database.close()
    return tmp_path


def run(*arguments: str) -> Result:
    app = typer.Typer()
    find.add_to(app)
    return CliRunner().invoke(app, list(arguments))


def answer(*arguments: str) -> dict[str, Any]:
    done = run(*arguments, "--json")
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_entries_are_found_with_source_and_date(installation: Path) -> None:
    """In any form, in both scripts, the newest first; older entries are prepared on the way."""
    found = answer("вельского")
    assert (found["total"], found["page"], found["pages"]) == (2, 1, 1)
    assert [entry["title"] for entry in found["entries"]] == ["Суд над Вельским", "Velsky is free"]
    entry = found["entries"][1]
    assert (entry["feed"], entry["first_seen"]) == ("https://one.example/rss", NOW.isoformat())
    assert (entry["words"], entry["entities"]) == ("Anton Velsky left Tarnsk.", ["velsky"])


def test_the_table_names_how_much_there_is(installation: Path) -> None:
    """A person reads it in a terminal."""
    done = run("Velsky", "Tarnsk")
    assert done.exit_code == 0, done.output
    assert "Velsky is free" in done.stdout
    assert "2026-11-02 09:30" in done.stdout
    assert done.stdout.rstrip().endswith("1 found; page 1 of 1.")
    assert run("nobody").stdout == "Nothing found.\n"


@pytest.mark.parametrize(
    ("arguments", "total"),
    [
        (["--since", "2026-11-02"], 2),
        (["--since", "2026-11-02T09:30:00+00:00"], 2),
        (["--since", "2126-01-01"], 0),
        (["--since", "36500d"], 2),
        (["--lang", "en"], 2),
        (["--lang", "ru"], 0),
        (["--lang", "EN-gb"], 2),
        (["--page", "2"], 2),
    ],
)
def test_options_narrow_the_search(installation: Path, arguments: list[str], total: int) -> None:
    """By time, by language, by page; a page after the last is empty."""
    found = answer("вельский", *arguments)
    assert found["total"] == total
    assert len(found["entries"]) == (0 if "--page" in arguments else total)


@pytest.mark.parametrize(
    "arguments",
    [
        ["?!"],
        ["x" * 300],
        ["velsky", "--since", "soon"],
        ["velsky", "--since", "999999999d"],
        ["velsky", "--lang", "klingon"],
        ["velsky", "--lang", "q!"],
        ["a", "--page", "0"],
        [],
    ],
)
def test_what_cannot_be_searched_is_wrong_usage(installation: Path, arguments: list[str]) -> None:
    """Exit code 2, with a sentence."""
    done = run(*arguments)
    assert done.exit_code == 2
    assert done.output
