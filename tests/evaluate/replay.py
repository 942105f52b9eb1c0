"""Polls played to the real line: HTTP on loopback, parse workers, SQLite, and a clock that is set by hand."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, update
from sqlmodel import Session, col, select

from bot.app import USER_AGENT
from bot.pipeline import Pipeline, PollReport
from bot.watch import Watch, stored_watchlist
from feeds.web.fetch import Fetcher, Limits
from feeds.web.urls import canonical
from feeds.web.worker import ParseWorkers
from storage.database import Database
from storage.entry import Entry, EntryRevision
from storage.feed import Feed, FeedState, add_feed
from storage.opening import open_database
from storage.story import Alert
from tests.feedserver import Answer, FeedServer

_NEVER = timedelta(days=36500)


class Clock:
    """A clock that stands still until it is set."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """Return the time, as `bot.services.utc_now` would."""
        return self.now


@dataclass(frozen=True, slots=True)
class Serving:
    """What one feed serves at one moment."""

    feed: str
    body: bytes
    content_type: str | None = "application/xml"


@dataclass(frozen=True, slots=True)
class Mark:
    """How far the tables have grown; what lies beyond is what happened since."""

    entry: int
    revision: int
    alert: int


@dataclass(slots=True)
class Line:
    """The real line in front of a feed server that serves what it is given."""

    database: Database
    pipeline: Pipeline
    server: FeedServer
    clock: Clock
    feeds: dict[str, int] = field(default_factory=dict)
    """Database ids of the feeds by name."""

    async def poll(self, at: datetime, servings: Iterable[Serving]) -> dict[str, PollReport]:
        """Serve these documents, poll exactly these feeds, and tell what came; returns a report per feed."""
        self.clock.now = at
        names = {}
        for serving in servings:
            # No validators: that the body has not changed must be noticed without a 304.
            answer = Answer(serving.body, content_type=serving.content_type, etag=None)
            self.server.script(f"/{serving.feed}", [answer])
            names[await self._id(serving.feed)] = serving.feed
        reports: list[PollReport] = []
        await self.database.run(_only_due, list(names), at)
        await self.pipeline.poll_due(reports.append)
        await self.pipeline.tell_due()
        return {names[report.feed_id]: report for report in reports}

    async def _id(self, name: str) -> int:
        if name not in self.feeds:
            url = self.server.url(f"/{name}")
            info = await self.database.run(add_feed, url=url, url_key=canonical(url), now=self.clock())
            self.feeds[name] = info.id
        return self.feeds[name]


@asynccontextmanager
async def opened_line(
    folder: Path, parser: ParseWorkers, start: datetime, *, watch: Watch | None = None
) -> AsyncIterator[Line]:
    """Open a line on the database in `folder`, made when there is none; without `watch` the bundled list."""
    clock = Clock(start)
    database = open_database(f"sqlite:///{folder}/vigil.db", folder / "keys")
    async with AsyncExitStack() as stack:
        stack.callback(database.close)
        watch = watch or Watch(database.run_now(stored_watchlist, start))
        fetcher = await stack.enter_async_context(
            Fetcher(limits=Limits(), allow_private=True, user_agent=USER_AGENT)
        )
        server = await stack.enter_async_context(FeedServer())
        server.keep_seen = False
        # Built here rather than from settings, which the environment could change.
        pipeline = Pipeline(
            database,
            watch,
            fetcher,
            parser,
            clock,
            interval=timedelta(minutes=10),
            min_interval=timedelta(minutes=5),
            window=timedelta(hours=72),
        )
        stack.callback(pipeline.close)
        await pipeline.start()
        yield Line(database, pipeline, server, clock)


def mark(session: Session) -> Mark:
    """Return how far the tables have grown."""
    tables = (Entry.id, EntryRevision.id, Alert.id)
    return Mark(*(int(session.exec(select(func.max(table))).one() or 0) for table in tables))


def new_since(session: Session, before: Mark) -> list[str]:
    """Return the headlines of the entries stored since, or the texts of those that have none."""
    rows = session.exec(select(Entry).where(col(Entry.id) > before.entry).order_by(col(Entry.id)))
    return [row.title or row.text for row in rows]


def edited_since(session: Session, before: Mark) -> list[str]:
    """Return the present headlines of the entries that were edited since."""
    edited = select(EntryRevision.entry_id).where(col(EntryRevision.id) > before.revision)
    rows = session.exec(select(Entry).where(col(Entry.id).in_(edited)).order_by(col(Entry.id)))
    return [row.title or row.text for row in rows]


def _only_due(session: Session, feed_ids: Sequence[int], now: datetime) -> None:
    """Make these feeds due, whatever their health made of their schedule, and no others."""
    session.execute(update(Feed).values(next_poll=now + _NEVER))
    chosen = update(Feed).where(col(Feed.id).in_(feed_ids))
    session.execute(chosen.values(next_poll=now, lease_until=None, state=FeedState.ACTIVE.value))
