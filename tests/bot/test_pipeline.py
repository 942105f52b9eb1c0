"""The line goes on whatever one feed or one entry does to it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.pipeline import Pipeline, PollReport
from bot.watch import Watch
from feeds.story.signature import sign
from feeds.types import EntryData, FeedData, Report
from feeds.watch.watchlist import default
from feeds.web.fetch import Fetched, Validators
from feeds.web.keys import Identity, identify
from storage.database import Database
from storage.errors import DatabaseProblem
from storage.feed import add_feed, make_due
from storage.opening import open_database
from storage.story import recent_stories, tell, untold_entries

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


class Web:
    """Feeds by address, as lists of headlines; each is reader and parser in one."""

    def __init__(self) -> None:
        self.headlines: dict[str, list[str]] = {}

    async def fetch(self, url: str, validators: Validators | None = None) -> Fetched:
        del validators
        body = "\n".join(self.headlines[url]).encode()
        return Fetched(url, 200, body, None, Validators(), not_modified=False)

    async def parse(self, body: bytes, url: str, content_type: str | None = None) -> FeedData:
        del content_type
        entries = tuple(EntryData(title=line, uid=line) for line in body.decode().splitlines())
        return FeedData(title=url, version="rss20", entries=entries)

    async def read(
        self, body: bytes, url: str, content_type: str | None = None
    ) -> tuple[FeedData, tuple[Identity, ...]]:
        feed = await self.parse(body, url, content_type)
        return feed, identify(feed)


class World:
    """A line with its database, its web and its clock."""

    def __init__(self, database: Database) -> None:
        self.database, self.web, self.now = database, Web(), NOW
        self.line = self.restarted()

    def restarted(self) -> Pipeline:
        self.line = Pipeline(
            self.database,
            Watch(default()),
            self.web,
            self.web,
            lambda: self.now,
            interval=timedelta(minutes=10),
            min_interval=timedelta(minutes=5),
            window=timedelta(hours=72),
        )
        return self.line

    def publish(self, name: str, *headlines: str) -> None:
        url = f"https://{name}.example.org/feed"
        if url not in self.web.headlines:
            self.database.run_now(add_feed, url=url, url_key=url, now=self.now)
        self.web.headlines[url] = list(headlines)

    async def poll(self) -> list[PollReport]:
        reports: list[PollReport] = []
        self.now += timedelta(minutes=1)
        self.database.run_now(make_due, self.now)
        await self.line.poll_due(reports.append)
        return reports

    def stories(self) -> list[str]:
        found = self.database.read_now(lambda s: recent_stories(s, entity=None, limit=50))
        return [report.title for report in found]


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    database = open_database(f"sqlite:///{tmp_path}/vigil.db", tmp_path / "keys")
    made = World(database)
    yield made
    made.line.close()
    database.close()


def failing_on(word: str, real: Callable[[Report], Any]) -> Callable[[Report], Any]:
    def failing(report: Report) -> Any:
        if word in report.title:
            raise ValueError("nobody foresaw this")
        return real(report)

    return failing


async def test_an_entry_that_cannot_be_understood_is_told_and_stops_no_other(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Entries are told in order, so the one before must not be able to hold up all that follow."""
    monkeypatch.setattr("bot.telling.sign", failing_on("riddle", sign))
    world.publish("one", "Old news")
    await world.poll()
    world.publish("one", "Kadyrov opens a school", "A riddle about Kadyrov", "Old news")
    await world.poll()
    assert await world.line.tell_due() == 2
    assert sorted(world.stories()) == ["A riddle about Kadyrov", "Kadyrov opens a school"]
    await world.restarted().start()
    assert len(world.line.index) == 2


async def test_a_feed_that_cannot_be_settled_stops_no_other(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One feed whose polls the database refuses is named; the others are polled."""
    for name in ("one", "two", "three"):
        world.publish(name, f"Old news of {name}")
    run = Database.run

    async def refusing(database: Database, work: Any, *args: Any, **kwargs: Any) -> Any:
        if work.__name__ in {"_write", "settle_poll"} and args[0] == 2:
            raise DatabaseProblem("The database refused: a value it cannot keep.")
        return await run(database, work, *args, **kwargs)

    monkeypatch.setattr(Database, "run", refusing)
    reports = await world.poll()
    assert sorted((r.feed_id, r.health, r.new) for r in reports) == [
        (1, "ok", 1),
        (2, "down", 0),
        (3, "ok", 1),
    ]


async def test_a_story_is_known_again_after_a_restart(world: World) -> None:
    """The index is rebuilt from the database: a second report after a restart makes no second alert."""
    headline = "Court in Argun puts off the hearing of two brothers until December"
    world.publish("one", "Old news")
    world.publish("two", "Other old news")
    await world.poll()
    world.publish("one", headline, "Old news")
    await world.poll()
    assert await world.line.tell_due() == 1
    await world.restarted().start()
    world.publish("two", headline, "Other old news")
    await world.poll()
    assert await world.line.tell_due() == 0
    assert len(world.stories()) == 1


async def test_labels_of_old_stories_are_let_go(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that runs for a year does not remember every story it began."""
    monkeypatch.setattr("bot.pipeline._FRESH", 3)
    world.publish("one", "Old news")
    await world.poll()
    for headline in (
        "Kadyrov opens a maternity hospital in the mountains",
        "Flood carries away two bridges above Argun",
        "Oyub Titiev receives a prize in Strasbourg",
        "Hotline of the Russian LGBT Network closes for summer",
        "Football club from Chechnya loses its coach",
    ):
        world.publish("one", headline, "Old news")
        await world.poll()
        await world.line.tell_due()
    assert len(world.line._fresh) == 3


@pytest.mark.parametrize(
    "headlines",
    [
        ("Кадыров открыл спортзал в Шали", "Кадыров попал в больницу", "Кадыров уходит с поста"),
        ("Fire in Chechnya", "Flood in Chechnya", "Strike in Chechnya"),
    ],
)
async def test_news_that_shares_only_the_watched_name_is_not_one_alert(
    world: World, headlines: tuple[str, ...]
) -> None:
    """Each short headline about somebody watched is told; the name alone joins nothing."""
    world.publish("one", "Old news")
    await world.poll()
    world.publish("one", *headlines, "Old news")
    await world.poll()
    assert await world.line.tell_due() == 3
    assert sorted(world.stories()) == sorted(headlines)


async def test_an_entity_named_while_an_entry_is_being_told_is_not_lost(world: World) -> None:
    """What is stored counts when an alert is made, not what was read before."""
    world.publish("one", "Old news")
    await world.poll()
    world.publish("one", "Kadyrov opens a school", "Old news")
    await world.poll()
    (read,) = world.database.read_now(untold_entries, 10)
    stale = replace(read, entities=frozenset())
    _, alert = world.database.run_now(tell, stale, None, world.now)
    assert alert is not None
