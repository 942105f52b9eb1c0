"""`vigil explain`: the gate in one line, the evidence below, or everything as one JSON value."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from bot.cli import explain
from feeds.types import EntryData, Match
from feeds.web.urls import canonical
from storage.entry import Prepared, ingest
from storage.feed import add_feed
from storage.opening import open_database

NOW = datetime(2026, 3, 5, 9, 30, tzinfo=UTC)


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with one feed and three of its entries."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VIGIL_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("VIGIL_PRIVACY__KEY_FILE", str(tmp_path / "keys"))
    monkeypatch.setenv("VIGIL_POLLING__STARTER_FEEDS", "false")
    (tmp_path / "data").mkdir()
    database = open_database(f"sqlite:///{tmp_path}/data/vigil.db", tmp_path / "keys")
    feed = database.run_now(
        add_feed, url="https://herald.example/rss", url_key="herald.example/rss", title="Herald", now=NOW
    ).id
    match = Match("argun", "Аргун", "title", 2, 8, "Аргуне", "inflected")
    entries = [_entry("1", "В Аргуне тихо", match), _entry("2", "Тимур Кадыров забил гол")]
    database.run_now(ingest, feed, new=entries, edits=[], seen=[], baseline=False, now=NOW)
    database.close()
    return tmp_path


def _entry(name: str, title: str, *matches: Match) -> Prepared:
    url = f"https://herald.example/{name}"
    return Prepared(EntryData(title=title, link=url), (f"t:{title}",), title, canonical(url), "ru", matches)


def run(*arguments: str) -> str:
    app = typer.Typer()
    explain.add_to(app)
    done = CliRunner().invoke(app, list(arguments))
    assert done.exit_code == 0, done.output
    return done.stdout


def test_the_gate_is_said_in_one_line_with_its_evidence(installed: Path) -> None:
    """A match shows its words; a miss shows what stopped each entity."""
    waits = run("https://herald.example/1")
    assert waits.startswith("It mentions somebody watched and waits to be told.")
    assert "argun: “Аргуне” (inflected, title 2-8), keyword “Аргун”" in waits
    missed = run("herald.example/2?utm_source=chat")
    assert missed.startswith("No alert: nobody watched is mentioned.")
    assert "Ramzan Kadyrov: “Кадыров” is another person or place here: “Тимур Кадыров забил гол”" in missed
    assert "4 others: no form of the name occurs" in missed
    assert run("https://herald.example/3").startswith("Never seen: no feed of this site can be read")
    assert "No polled feed is of this site" in run("https://stranger.example/")


def test_the_same_is_one_json_value(installed: Path) -> None:
    """Scripts read the gate by name, with the finding of every entity."""
    said = json.loads(run("https://herald.example/2", "--json"))
    assert (said["stop"], said["url"], said["entry"]["title"]) == (
        "no-match",
        "https://herald.example/2",
        "Тимур Кадыров забил гол",
    )
    gates = {one["entity"]: one["gate"] for one in said["findings"]}
    assert gates["kadyrov"] == "namesake"
    assert gates["argun"] == "absent"
    assert json.loads(run("https://herald.example/1", "--json"))["entry"]["matches"][0]["surface"] == "Аргуне"
