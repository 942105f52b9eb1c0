"""A newsroom: feeds with owners publish whole articles, the line tells them, chats get the messages."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlmodel import select

from bot.delivery import Deliverer
from bot.gateway import Gateway
from bot.letters import Rules
from bot.limits import Limiter
from bot.pipeline import Pipeline
from bot.watch import Watch
from feeds.types import EntryData, FeedData
from feeds.watch.watchlist import default
from feeds.web.fetch import Fetched, Validators
from feeds.web.keys import Identity, identify
from storage.database import Database
from storage.feed import add_feed, make_due
from storage.opening import open_database
from storage.outbox import Delivery, next_due
from storage.preferences import Preferences
from storage.subscriber import Role, change_preferences, create_invite, join
from tests.telegram.core import FakeTelegram
from tests.telegram.request import bot_of

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


class _Web:
    """Feeds by address; reader and parser in one."""

    def __init__(self) -> None:
        self.pages: dict[str, dict[str, tuple[str, str]]] = {}

    async def fetch(self, url: str, validators: Validators | None = None) -> Fetched:
        del validators
        body = json.dumps(self.pages[url]).encode()
        return Fetched(url, 200, body, None, Validators(), not_modified=False)

    async def parse(self, body: bytes, url: str, content_type: str | None = None) -> FeedData:
        return (await self.read(body, url, content_type))[0]

    async def read(
        self, body: bytes, url: str, content_type: str | None = None
    ) -> tuple[FeedData, tuple[Identity, ...]]:
        del content_type
        entries = tuple(
            EntryData(title=title, text=text, uid=uid, link=f"{url.removesuffix('/feed')}/{uid}")
            for uid, (title, text) in reversed(json.loads(body).items())
        )
        feed = FeedData(title=url, version="rss20", entries=entries)
        return feed, identify(feed)


@dataclass
class Newsroom:
    """Everything from the feeds to the chats; time passes only when a test says so."""

    database: Database
    telegram: FakeTelegram
    gateway: Gateway
    now: datetime = NOON
    rules: Rules = field(default_factory=Rules)
    web: _Web = field(default_factory=_Web)
    line: Pipeline = field(init=False)
    post: Deliverer = field(init=False)

    def __post_init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        """Begin again with nothing but the database, as after a kill."""
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
        self.post = Deliverer(self.database, self.line.watch, self.gateway, lambda: self.now, self.rules)

    def reader(self, chat: int, lang: str = "en", role: Role = Role.READER) -> int:
        """Let somebody in; returns their row id."""
        until = self.now + timedelta(hours=1)
        code = self.database.run_now(create_invite, role=role, uses=1, expires=until)
        self.telegram.say(chat, f"/start {code}")
        return self.database.run_now(
            join, self.database.keyring, chat=chat, code=code, lang=lang, now=self.now
        ).id

    async def feed(self, name: str, owner: str = "", view: str = "", lang: str = "") -> None:
        """Begin to read a feed; what it has at first is silent."""
        url = f"https://{name}.example/feed"
        self.web.pages[url] = {"old": (f"Old things of {name}", "Nothing to see here, really.")}
        self.database.run_now(
            add_feed,
            url=url,
            url_key=url,
            now=self.now,
            title=name.title(),
            owner=owner,
            view=view,
            lang=lang,
        )
        await self.poll()

    def publish(self, name: str, uid: str, title: str, text: str = "") -> None:
        """Put an article into a feed, or another version of it in its place."""
        self.web.pages[f"https://{name}.example/feed"][uid] = title, text

    async def poll(self) -> None:
        """Read every feed."""
        self.database.run_now(make_due, self.now)
        await self.line.poll_due()

    async def work(self) -> None:
        """Do all that is due now: poll, tell, weigh, expand, deliver."""
        await self.poll()
        await self.line.tell_due()
        await self.line.weigh_due()
        await self.send()

    async def send(self) -> None:
        """Write and send what is due within sixteen seconds; a chat gets one message a second."""
        end = self.now + timedelta(seconds=16)
        while self.now < end:
            await self.line.expand_due()
            await self.post.deliver_due()
            due = self.database.read_now(next_due)
            self.now = end if due is None or due >= end else self.now + timedelta(seconds=2)

    async def later(self, **span: float) -> None:
        """Let time pass and do what is due then."""
        self.now += timedelta(**span)
        await self.work()

    def shown(self, chat: int) -> list[str]:
        """Return what a chat shows of the bot's messages, as they read now."""
        return [message.text for message in self.telegram.messages(chat, by_bot=True)]


@asynccontextmanager
async def newsroom(folder: Path, telegram: FakeTelegram) -> AsyncIterator[Newsroom]:
    """Open a newsroom on an empty database."""
    database = open_database(f"sqlite:///{folder}/vigil.db", folder / "keys")
    bot = bot_of(telegram)
    await bot.initialize()
    made = Newsroom(database, telegram, Gateway(bot, Limiter(10_000, time.monotonic)))
    try:
        yield made
    finally:
        made.line.close()
        await bot.shutdown()
        database.close()


def wants(room: Newsroom, person: int, **chosen: Any) -> None:
    """Let a reader choose."""
    change: Callable[[Preferences], Preferences] = lambda old: replace(old, **chosen)  # noqa: E731
    room.database.run_now(change_preferences, person, change)


def states(room: Newsroom) -> list[tuple[str, str]]:
    """Return how each delivery stands, and why."""
    query = select(Delivery).order_by(Delivery.id)  # type: ignore[arg-type]
    return [
        (row.state, row.reason)
        for row in room.database.read_now(lambda session: [r.model_copy() for r in session.exec(query)])
    ]
