"""A whole conversation in process: people, Telegram, the application with every handler, a real database.

`Conversation` speaks the domain: people say and tap, the newsroom publishes, time passes.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from telegram import Update
from telegram.ext import Application, ApplicationBuilder

from bot.gateway import Gateway
from bot.handlers import install
from bot.limits import Limiter
from bot.services import Services
from bot.watch import Watch
from config.settings import Settings
from feeds.types import Entity, EntityKind, EntryData, FeedData, Keyword, Match, WatchList
from feeds.web.fetch import Fetcher, Limits
from feeds.web.parse import parse
from feeds.web.urls import canonical
from storage.database import Database
from storage.entry import Prepared, ingest
from storage.feed import add_feed, find_feed
from storage.opening import open_database
from storage.story import tell, untold_entries
from storage.subscriber import Role, Subscriber, create_invite, find_subscriber
from tests.telegram import FakeTelegram
from tests.telegram.request import InProcessRequest

MORNING = datetime(2026, 3, 5, 9, 30, tzinfo=UTC)
READER, OTHER, MODERATOR, STRANGER = 501, 502, 701, 901

VELSKY = Entity(
    "velsky",
    EntityKind.PERSON,
    {"en": "Anton Velsky", "ru": "Антон Вельский"},
    (Keyword("Вельский"), Keyword("Velsky")),
)
TARNSK = Entity(
    "tarnsk", EntityKind.PLACE, {"en": "Tarnsk", "ru": "Тарнск"}, (Keyword("Тарнск"), Keyword("Tarnsk"))
)
OPEN_DOOR = Entity(
    "open-door",
    EntityKind.ORGANISATION,
    {"en": "Open Door", "ru": "Открытая дверь"},
    (Keyword("Открытая дверь"), Keyword("Open Door")),
)
WATCHLIST = WatchList((VELSKY, TARNSK, OPEN_DOOR), version=1)


class PlainParser:
    """Parses in this process what a test has written itself."""

    async def parse(self, body: bytes, url: str, content_type: str | None = None) -> FeedData:
        """Return the feed."""
        return parse(body, url, content_type)


@dataclass
class Conversation:
    """People talking with Vigil; `now` moves only when a test says so."""

    telegram: FakeTelegram
    application: Application[Any, Any, Any, Any, Any, Any]
    services: Services
    now: datetime = MORNING
    woken: int = 0
    _background: set[asyncio.Task[Any]] = field(default_factory=set)

    @property
    def database(self) -> Database:
        """The real database under the conversation."""
        return self.services.database

    async def say(self, person: int, text: str, **extra: Any) -> list[str]:
        """Let a person write; returns what the bot answers in that chat."""
        chat = int(extra.get("chat_id") or person)
        before = len(self.telegram.texts(chat))
        self.telegram.say(person, text, **extra)
        await self.settle()
        return self.telegram.texts(chat)[before:]

    async def tap(self, person: int, label: str, chat_id: int | None = None) -> str:
        """Press the newest button with this label; returns the text that pops up."""
        query = self.telegram.tap(person, label, chat_id=chat_id)
        await self.settle()
        answer = self.telegram.taps[query].answer
        assert answer is not None, "the tap was never answered"
        return str(answer["text"])

    async def tap_data(self, person: int, data: str) -> str:
        """Press a button whose data is written by hand, as an old or forged client would."""
        telegram = self.telegram
        message = telegram.messages(person, by_bot=True)[-1]
        markup = {"inline_keyboard": [[{"text": "x", "callback_data": data}]]}
        kept = message.body
        message.body = {**kept, "reply_markup": markup}
        query = telegram.tap(person, data=data)
        message.body = kept
        await self.settle()
        answer = telegram.taps[query].answer
        assert answer is not None, "the tap was never answered"
        return str(answer["text"])

    async def settle(self) -> None:
        """Let the bot work off everything that people did."""
        queue = self.telegram.updates.queue
        while queue:
            update = Update.de_json(queue.popleft(), self.application.bot)
            await self.application.process_update(update)
        here = {asyncio.current_task(), *self._background}
        while busy := asyncio.all_tasks() - here:
            await asyncio.wait(busy)

    def last(self, person: int) -> str:
        """Return the newest message of the bot as it reads now."""
        return self.telegram.texts(person)[-1]

    def buttons(self, person: int) -> list[str]:
        """Return the labels under the newest message of the bot."""
        return self.telegram.messages(person, by_bot=True)[-1].buttons

    def invite(self, role: Role = Role.READER, uses: int = 1) -> str:
        """Make an invite and return its code."""
        expires = self.now + timedelta(days=1)
        return self.database.run_now(create_invite, role=role, uses=uses, expires=expires)

    async def joined(self, person: int, role: Role = Role.READER, lang: str = "en") -> int:
        """Let a person in; returns their chat."""
        self.telegram.chat(person, language=lang)
        await self.say(person, f"/start {self.invite(role)}")
        return person

    def subscriber(self, chat: int) -> Subscriber | None:
        """Look a subscriber up."""
        return self.database.read_now(find_subscriber, self.database.keyring, chat)

    def publish(
        self, title: str, text: str = "", *, entity: Entity = VELSKY, surface: str = "", link: str = ""
    ) -> int:
        """Store an entry about `entity` in the sample feed, told as a story; returns its id."""
        url = "https://news.example/rss"
        start = text.find(surface) if surface else 0
        words, field_name = surface or title, "text" if surface else "title"
        end = start + len(words)
        match = Match(entity.key, entity.names["en"], field_name, start, end, words, "inflected")
        data = EntryData(title=title, text=text, link=link or f"https://news.example/{abs(hash(title))}")
        prepared = Prepared(data, (title,), title, summary=text, matches=(match,))

        def work(session: Any) -> int:
            feed = find_feed(session, url_key=canonical(url)) or add_feed(
                session,
                url=url,
                url_key=canonical(url),
                now=self.now,
                title="Sample Post",
                view="independent",
            )
            (entry_id,) = ingest(
                session, feed.id, new=[prepared], edits=[], seen=[], baseline=False, now=self.now
            )
            for untold in untold_entries(session, 100):
                tell(session, untold, None, self.now)
            return entry_id

        return self.database.run_now(work)

    def _wake(self) -> None:
        self.woken += 1


@asynccontextmanager
async def conversation(
    telegram: FakeTelegram, folder: Path, template: Path, watchlist: WatchList = WATCHLIST
) -> AsyncIterator[Conversation]:
    """Open a conversation on a copy of the empty database in `template`."""
    shutil.copytree(template, folder / "data")
    database = open_database(f"sqlite:///{folder}/data/vigil.db", folder / "data" / "keys")
    application = (
        ApplicationBuilder()
        .token(telegram.token)
        .job_queue(None)
        .updater(None)
        .request(InProcessRequest(telegram))
        .get_updates_request(InProcessRequest(telegram))
        .build()
    )
    limits = Limits(timeout=2.0)
    async with Fetcher(limits=limits, allow_private=True, user_agent="test") as fetcher:
        gateway = Gateway(application.bot, Limiter(1000.0, asyncio.get_running_loop().time))
        services = Services(
            Settings(), database, Watch(watchlist), fetcher, PlainParser(), gateway, username="test_bot"
        )
        talk = Conversation(telegram, application, services)
        services.now = lambda: talk.now
        services.wake = talk._wake
        install(application, services)
        await application.initialize()
        await application.start()
        talk._background = {task for task in asyncio.all_tasks() if task is not asyncio.current_task()}
        try:
            yield talk
        finally:
            await application.stop()
            await application.shutdown()
            database.close()


def many_entities(count: int) -> WatchList:
    """Return a watch-list long enough to need pages."""
    return WatchList(
        tuple(
            replace(TARNSK, key=f"place-{n}", names={"en": f"Place {n}", "ru": f"Место {n}"}, keywords=())
            for n in range(count)
        )
    )
