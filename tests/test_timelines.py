"""Feeds as they live: every written timeline played to the real line over HTTP, poll after poll, twice."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.watch import Watch
from feeds.watch import watchlist
from feeds.web.cadence import Health
from feeds.web.worker import ParseWorkers
from storage.opening import open_database
from tests.evaluate.replay import Line, Serving, edited_since, mark, new_since, opened_line

FOLDER = Path(__file__).parent / "data" / "timelines"
TIMELINES = sorted(path.parent.name for path in FOLDER.glob("*/expected.json"))
START = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
READ = {Health.OK, Health.UNCHANGED, Health.EMPTY}
REFUSED = {Health.NOT_A_FEED, Health.EMPTY}


@pytest.fixture(scope="module")
def workers() -> Iterator[ParseWorkers]:
    """Parse workers for the whole module: starting them takes longer than a timeline."""
    workers = ParseWorkers()
    yield workers
    asyncio.run(workers.close())


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new installation to copy: making one takes longer than copying it."""
    folder = tmp_path_factory.mktemp("installation")
    open_database(f"sqlite:///{folder}/vigil.db", folder / "keys").close()
    return folder


@pytest.fixture(scope="module")
def watch() -> Watch:
    """The bundled watch-list, its forms worked out once."""
    return Watch(watchlist.default())


@pytest.mark.parametrize("name", TIMELINES)
async def test_a_feed_brings_each_entry_once_and_each_edit_as_an_edit(
    name: str, tmp_path: Path, installation: Path, workers: ParseWorkers, watch: Watch
) -> None:
    """Poll by poll exactly the expected is new or edited; the same polls once more bring nothing new."""
    shutil.copytree(installation, tmp_path, dirs_exist_ok=True)
    expected = json.loads((FOLDER / name / "expected.json").read_text(encoding="utf-8"))
    bodies = [(FOLDER / name / f"{poll}.xml").read_bytes() for poll in range(1, len(expected["new"]) + 1)]
    async with opened_line(tmp_path, workers, START, watch=watch) as line:
        new: list[list[str]] = []
        edited: list[list[str]] = []
        for number, body in enumerate(bodies):
            before = await line.database.read(mark)
            reports = await line.poll(START + number * HOUR, [Serving("feed.xml", body)])
            refused = number + 1 in expected.get("refused", [])
            assert reports["feed.xml"].health in (REFUSED if refused else READ)
            new.append(sorted(await line.database.read(new_since, before)))
            edited.append(sorted(await line.database.read(edited_since, before)))
            if number == 0:
                await _nobody_was_alerted(line)
        assert new == [sorted(titles) for titles in expected["new"]]
        assert edited == [sorted(titles) for titles in expected["edited"]]
        assert await _play_again(line, bodies) == []


async def _nobody_was_alerted(line: Line) -> None:
    """The first poll of a feed is silent, whoever it mentions."""
    assert (await line.database.read(mark)).alert == 0


async def _play_again(line: Line, bodies: list[bytes]) -> list[str]:
    """Return what is new when a feed goes through all its states once more."""
    before = await line.database.read(mark)
    for number, body in enumerate(bodies):
        await line.poll(START + (100 + number) * HOUR, [Serving("feed.xml", body)])
    return await line.database.read(new_since, before)
