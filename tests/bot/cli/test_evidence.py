"""`vigil evidence` and `vigil feeds set`: copies are kept, listed and checked from the command line."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from bot.cli import evidence, feeds
from storage.errors import Refused
from storage.opening import open_database
from tests.feeds.web.pagemaker import page
from tests.feedserver import FeedServer
from tests.storage.world import article, feed, store


@pytest.fixture
def site() -> Iterator[FeedServer]:
    """A site that answers from a thread of its own."""
    loop, server = asyncio.new_event_loop(), FeedServer()
    loop.run_until_complete(server.start())
    server.publish("/news/1", page(), content_type="text/html")
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    yield server
    asyncio.run_coroutine_threadsafe(server.stop(), loop).result(5)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


@pytest.fixture
def data(tmp_path: Path, site: FeedServer, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder of an installation with entries of two pages, one of which is gone."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VIGIL_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("VIGIL_PRIVACY__KEY_FILE", str(tmp_path / "keys"))
    monkeypatch.setenv("VIGIL_POLLING__STARTER_FEEDS", "false")
    monkeypatch.setenv("VIGIL_POLLING__ALLOW_PRIVATE_HOSTS", "true")
    monkeypatch.setenv("VIGIL_ARTICLES__PER_HOST_DELAY", "0.01s")
    (tmp_path / "data").mkdir()
    database = open_database(f"sqlite:///{tmp_path}/data/vigil.db", tmp_path / "keys")
    feed_id = feed(database)
    for name, path in (("Court", "/news/1"), ("Gone", "/gone")):
        prepared = article(name, "velsky")
        store(database, feed_id, replace(prepared, data=replace(prepared.data, link=site.url(path))))
    database.close()
    return tmp_path / "data"


def run(*arguments: str) -> Result:
    app = typer.Typer()
    evidence.add_to(app)
    feeds.add_to(app)
    return CliRunner().invoke(app, list(arguments))


def answer(*arguments: str) -> Any:
    done = run(*arguments, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def test_a_page_is_kept_listed_and_checked(data: Path, site: FeedServer) -> None:
    """By number and by address; the check finds what was changed and ends with 1."""
    assert run("evidence").stdout == "No copies are kept yet.\n"
    kept = answer("evidence", "1")
    assert (kept["url"], kept["status"]) == (site.url("/news/1"), 200)
    assert run("evidence", site.url("/news/1")).stdout.startswith(f"Kept {site.url('/news/1')} in ")
    assert [row["entry"] for row in answer("evidence")] == [1, 1]
    assert answer("evidence", "verify") == {"copies": 2, "bad": []}
    path = data / "evidence" / kept["file"]
    whole = bytearray(path.read_bytes())
    whole[kept["offset"] + kept["length"] // 2] ^= 0xFF
    path.write_bytes(whole)
    done = run("evidence", "verify")
    assert done.exit_code == 1
    assert "2 copies read again, 1 of them as they were kept." in done.stdout


@pytest.mark.parametrize("target", ["3", "https://nowhere.example/"])
def test_what_no_feed_brought_is_refused(data: Path, target: str) -> None:
    """A sentence names what was asked for."""
    done = run("evidence", target)
    assert isinstance(done.exception, Refused)
    assert target in str(done.exception)


def test_a_page_that_is_gone_is_said_to_be(data: Path) -> None:
    """Nothing is kept, and the command fails."""
    done = run("evidence", "2")
    assert "the server answered 404" in str(done.exception)
    assert answer("evidence") == []


def test_a_feed_is_set_from_the_command_line(data: Path) -> None:
    """Each option by itself; anything but on and off is wrong usage."""
    assert run("feeds", "set", "1", "--article", "on").stdout == "Feed 1: article on, evidence off.\n"
    row = answer("feeds", "set", "1", "--evidence", "on")
    assert (row["article"], row["evidence"]) == (True, True)
    assert run("feeds", "set", "1", "--article", "maybe").exit_code == 2
    assert isinstance(run("feeds", "set", "9", "--article", "on").exception, Refused)
