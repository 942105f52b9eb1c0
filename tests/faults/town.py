"""A small town to break things in: people and a group who follow different names, and two newspapers.

Every story carries a word that no other has, so that whatever reaches a chat can be told apart.
`Town.verdict` says what came of each story for each reader: the rules of delivery as numbers.
"""

from __future__ import annotations

import asyncio
import random
import re
import shutil
import sqlite3
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from bot.installation import utc_now
from feeds.web.urls import canonical
from storage.feed import add_feed
from storage.opening import open_database
from storage.subscriber import EVERY, Role, create_invite, follow, join, unfollow
from tests.faults.nursery import FastClock, Nursery, Plan
from tests.feedserver import FeedServer
from tests.process import TOKEN, Installation
from tests.telegram.core import FakeTelegram
from tests.telegram.server import ApiServer
from tests.telegram.world import Message

FACTOR = 60.0
"""How much faster the clock runs: the half minute before a repeat takes half a second."""
ENTITIES = {"argun": "Argun", "titiev": "Oyub Titiev"}
GROUP = -601
READERS: dict[int, str] = dict.fromkeys((501, 502, 503, GROUP), "argun") | dict.fromkeys((511, 512), "titiev")
ASKER = 590
"""Somebody who follows nothing, and asks."""
REPEAT = "may have had this one already"
PAPERS = {"/courier.xml": "The River Courier", "/herald.xml": "The Hill Herald"}
_FLIGHT = 0.25
"""Real seconds in which a refusal is known to the program; two messages may be on their way to one chat."""
_KEPT = 60
"""Items in a paper; a story must not leave it before it was polled."""
_SYLLABLES = re.findall(
    r"\w+", "ba ve gi do zha zu ka le mi no pu ra se ti fo khu tsa che bro gla dri kru sle"
)


@dataclass(frozen=True, slots=True)
class News:
    """One event. `word` is in all its reports, and in nothing else."""

    word: str
    entity: str
    names: tuple[str, ...]

    def report(self, later: bool) -> tuple[str, str]:
        """Return headline and text, of the first report or of another paper's later one."""
        who, place = ENTITIES[self.entity], ", ".join(self.names)
        title, text = f"{who}: {self.word} meets {place}", f"{self.word} met {place}. {who} was spoken of."
        if later:
            return f"{title}: three detained", f"{text} Police detained three people."
        return title, text


@dataclass(slots=True)
class Verdict:
    """What came of it all."""

    stories: int = 0
    expected: int = 0
    """Alerts that should have come: a story for each reader who follows its name."""
    lost: int = 0
    repeats: int = 0
    """Messages that came marked as a possible repeat."""
    doubles: int = 0
    """Of these, how many told a reader what had indeed come before."""
    round_ups: int = 0
    """Messages that told several stories at once."""
    given_up: int = 0
    """Deliveries whose second attempt was killed, too: there is no third."""
    unmarked: int = 0
    """Repeats without their mark, and third times: there must be none."""
    wrong: int = 0
    """Alerts in the chat of somebody who does not follow their name."""
    early: int = 0
    """Calls to a chat before the wait that Telegram asked for was over."""
    edited: int = 0
    """Messages that were brought up to date."""
    updates: int = 0
    """Messages that told what is new in a story, as answers to the earlier one where it is still there."""
    unfinished: int = 0
    """Deliveries that were not settled for good."""


@dataclass(slots=True)
class Town:
    """The town with everything in it. `clock` is the fast one, for Vigil and for Telegram."""

    folder: Path
    fake: FakeTelegram
    papers: FeedServer
    nursery: Nursery
    dice: random.Random
    news: list[News] = field(default_factory=list)
    second: list[News] = field(default_factory=list)
    """Those that the other paper reports, too."""
    excused: dict[int, set[str]] = field(default_factory=dict)
    """By reader, the stories that need not have come: the bot was blocked."""
    _used: set[str] = field(default_factory=set)

    @property
    def data(self) -> Path:
        """The database."""
        return self.folder / "data" / "vigil.db"

    def publish(self, count: int = 1, *, later: int = 0) -> None:
        """Print `count` new stories, and have the other paper report `later` of those already told."""
        for _ in range(count):
            words = [self._new_word() for _ in range(5)]
            self.news.append(News(words[0], self.dice.choice([*ENTITIES]), tuple(words[1:])))
        known = [news for news in self.news[:-count][-6:] if news not in self.second and self._is_told(news)]
        self.second += known[:later]
        self.papers.publish("/courier.xml", _paper("/courier.xml", self.news, later=False))
        self.papers.publish("/herald.xml", _paper("/herald.xml", self.second, later=True))

    def _new_word(self) -> str:
        while (word := "".join(self.dice.choices(_SYLLABLES, k=4)).capitalize()) in self._used:
            pass
        self._used.add(word)
        return word

    def _is_told(self, news: News) -> bool:
        return not any(news.word in self.missing(reader) for reader in READERS)

    async def open(self, seconds: float = 60) -> None:
        """Start the program and wait until it listens."""
        before, until = self.fake.updates.polls, time.monotonic() + seconds
        await self.nursery.start(Plan())
        while self.fake.updates.polls == before:
            assert time.monotonic() < until, self.nursery.log()
            await asyncio.sleep(0.05)

    def told(self) -> bool:
        """Say whether every reader has heard of every story."""
        return not any(self.missing(reader) for reader in READERS)

    async def recover(self, seconds: float = 20) -> None:
        """Wait until what a dead process left half sent was sent once more."""
        until = time.monotonic() + seconds
        half = "state = 'sending' OR (state = 'unknown' AND repeats = 0)"
        while self._count("delivery", half) and time.monotonic() < until:
            await asyncio.sleep(0.1)

    async def settle(self, seconds: float = 60) -> None:
        """Wait until everybody has heard of everything and nothing waits to be sent."""
        until = time.monotonic() + seconds
        while not (self.told() and not self._unfinished()) and time.monotonic() < until:
            await asyncio.sleep(0.2)

    def answer_times(self) -> list[float]:
        """Return the real seconds that each answer to the asker took; infinite where none came."""
        asked: list[float] = []
        taken: list[float] = []
        for message in self.fake.messages(ASKER):
            if not message.by_bot:
                asked.append(message.at)
            elif asked:
                taken.append((message.at - asked.pop(0)) / FACTOR)
        return taken + [float("inf")] * len(asked)

    def check_file(self) -> tuple[str, int]:
        """Look at a copy of the database as the dead left it: (integrity check, deliveries in `sending`)."""
        with tempfile.TemporaryDirectory() as name:
            for end in ("", "-wal"):
                part = self.data.with_name(self.data.name + end)
                if part.exists():
                    shutil.copyfile(part, Path(name, part.name))
            with closing(sqlite3.connect(Path(name, self.data.name))) as copy:
                (found,) = copy.execute("PRAGMA integrity_check").fetchone()
                orphans = copy.execute("PRAGMA foreign_key_check").fetchall()
                (sending,) = copy.execute(
                    "SELECT count(*) FROM delivery WHERE state = 'sending' AND kind = 'alert'"
                ).fetchone()
        return (f"{len(orphans)} rows lost others" if orphans else str(found)), int(sending)

    def verdict(self) -> Verdict:
        """Count what reached whom."""
        found = Verdict(stories=len(self.news), early=len(self.fake.limits.early))
        found.unfinished = self._unfinished()
        found.given_up = self._count("delivery", "state = 'unknown' AND repeats > 0")
        for reader, entity in READERS.items():
            wanted = self._wanted(reader)
            found.expected += len(wanted)
            found.lost += len(self.missing(reader))
            first, again = self._heard(reader)
            found.unmarked += sum(max(0, n - 1) for n in (*first.values(), *again.values()))
            mine = {news.word for news in self.news if news.entity == entity}
            found.wrong += sum(1 for word in {*first, *again} if word not in mine)
            for message in self._messages(reader):
                words = self._words(message)
                found.edited += bool(message.history)
                found.updates += _is_update(message)
                found.round_ups += len(words) > 1
                found.repeats += REPEAT in _as_sent(message)
                found.doubles += REPEAT in _as_sent(message) and any(first[word] for word in words)
        return found

    def _messages(self, reader: int) -> list[Message]:
        chat = self.fake.chat(reader)
        moved = self.fake.messages(chat.migrated_to, by_bot=True) if chat.migrated_to else []
        return self.fake.messages(reader, by_bot=True) + moved

    def _heard(self, reader: int) -> tuple[Counter[str], Counter[str]]:
        """Count by story what came as news and what came marked as a repeat; updates are another thing.

        A message that takes in further stories later on has told them, too.
        """
        first, again = Counter[str](), Counter[str]()
        for message in self._messages(reader):
            if _is_update(message):
                continue
            count = again if REPEAT in _as_sent(message) else first
            count.update(self._words(message, later=True))
        return first, again

    def _words(self, message: Message, *, later: bool = False) -> list[str]:
        """Return the stories that a message told when it came, or `later` up to now."""
        found = set(re.findall(r"\w+", message.text if later else _as_sent(message)))
        return [news.word for news in self.news if news.word in found]

    def _wanted(self, reader: int) -> set[str]:
        mine = {news.word for news in self.news if news.entity == READERS[reader]}
        return mine - self.excused.get(reader, set())

    def missing(self, reader: int) -> set[str]:
        """Return the stories that a reader should have heard of and has not."""
        first, again = self._heard(reader)
        return self._wanted(reader) - first.keys() - again.keys()

    def _unfinished(self) -> int:
        waiting = "state IN ('pending', 'sending') OR (state = 'unknown' AND repeats = 0)"
        return self._count("delivery", waiting) + self._count(
            "alert", "expanded_at IS NULL OR edit_due IS NOT NULL"
        )

    def _count(self, table: str, where: str) -> int:
        with closing(sqlite3.connect(f"file:{self.data}?mode=ro", uri=True)) as connection:
            return int(connection.execute(f"SELECT count(*) FROM {table} WHERE {where}").fetchone()[0])


def _is_update(message: Message) -> bool:
    """Say whether it adds to a story; in a chat that moved there is no message left to answer."""
    return "reply_to_message" in message.body or _as_sent(message).startswith("Update")


def _as_sent(message: Message) -> str:
    return str((message.history or [message.body])[0].get("text", ""))


@asynccontextmanager
async def town(folder: Path, seed: int) -> AsyncIterator[Town]:
    """Build the town: its readers subscribed, its papers' first issue out."""
    clock = FastClock(time.time(), FACTOR)
    fake = FakeTelegram(TOKEN, now=lambda: time.monotonic() * FACTOR, wall=clock.seconds, keep_calls=False)
    fake.limits.flight = _FLIGHT * FACTOR
    async with FeedServer() as papers, ApiServer(fake, latency=0.03) as api:
        vigil = Installation(
            folder,
            VIGIL_TELEGRAM__TOKEN=TOKEN,
            VIGIL_TELEGRAM__API_URL=api.url,
            VIGIL_POLLING__INTERVAL="1m",
            VIGIL_POLLING__MIN_INTERVAL="1m",
            VIGIL_POLLING__ALLOW_PRIVATE_HOSTS="true",
        )
        for path in PAPERS:
            papers.publish(path, _paper(path, [], later=False))
        await asyncio.to_thread(_found, folder, [papers.url(path) for path in PAPERS])
        with Nursery(clock, folder, vigil.environment) as nursery:
            made = Town(folder, fake, papers, nursery, random.Random(seed))
            await asyncio.to_thread(vigil.json, "poll")
            yield made


def _found(folder: Path, urls: list[str]) -> None:
    """Store the papers and the readers, each following one name."""
    database = open_database(f"sqlite:///{folder}/data/vigil.db", folder / "keys" / "keys")
    now = utc_now()
    for url in urls:
        database.run_now(add_feed, url=url, url_key=canonical(url), now=now)
    until = now + timedelta(hours=1)
    code = database.run_now(create_invite, role=Role.READER, uses=len(READERS) + 1, expires=until)
    for chat, entity in READERS.items():
        person = database.run_now(join, database.keyring, chat=chat, code=code, lang="en", now=now)
        database.run_now(unfollow, person.id, EVERY)
        database.run_now(follow, person.id, entity)
    asker = database.run_now(join, database.keyring, chat=ASKER, code=code, lang="en", now=now)
    database.run_now(unfollow, asker.id, EVERY)
    database.close()


def _paper(path: str, stories: list[News], *, later: bool) -> bytes:
    return "".join(_lines(path, stories, later)).encode()


def _lines(path: str, stories: list[News], later: bool) -> Iterator[str]:
    yield f'<rss version="2.0"><channel><title>{PAPERS[path]}</title>'
    yield "<item><guid>0</guid><title>Orchard opens</title><link>https://n.example/0</link></item>"
    for news in reversed(stories[-_KEPT:]):
        title, text = news.report(later)
        link = f"https://{path.strip('/').split('.')[0]}.example/{news.word.lower()}"
        yield f"<item><guid>{link}</guid><title>{title}</title><link>{link}</link>"
        yield f"<description>{text}</description></item>"
    yield "</channel></rss>"
