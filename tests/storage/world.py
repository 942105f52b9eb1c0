"""Short sentences about what a database holds, for tests to begin with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlmodel import Session

from feeds.types import EntryData, Match
from storage.database import Database
from storage.entry import Edit, Prepared, ingest
from storage.feed import add_feed
from storage.outbox import DeliveryClaim, claim_delivery, expand
from storage.story import Untold, tell, untold_entries
from storage.subscriber import Role, Subscriber, create_invite, join

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)


def feed(database: Database, name: str = "one") -> int:
    """Store a feed and return its id."""
    return database.run_now(
        add_feed, url=f"https://{name}.example/rss", url_key=f"{name}.example", now=NOW
    ).id


def article(
    name: str, *entities: str, keys: Sequence[str] = (), body: str = "Nothing else is known yet."
) -> Prepared:
    """Return an entry called `name` that mentions `entities`, ready to be stored."""
    matches = tuple(
        Match(entity, entity.title(), "title", place, place + 1, name[place : place + 1], "exact")
        for place, entity in enumerate(entities)
    )
    data = EntryData(title=name, text=body, link=f"https://one.example/{name.replace(' ', '-')}")
    return Prepared(data, tuple(keys) or (f"t:{name}",), f"{name}.{body}", lang="en", matches=matches)


def store(
    database: Database,
    feed_id: int,
    *new: Prepared,
    edits: Sequence[Edit] = (),
    seen: Sequence[tuple[int, tuple[str, ...]]] = (),
    baseline: bool = False,
    now: datetime = NOW,
) -> list[int]:
    """Ingest a poll and return the ids of the new entries."""
    return database.run_now(ingest, feed_id, new=new, edits=edits, seen=seen, baseline=baseline, now=now)


def untold(database: Database) -> list[Untold]:
    """Return what waits to be told."""
    return database.read_now(untold_entries, 1000)


def tell_all(
    database: Database, story: int | None = None, now: datetime = NOW
) -> list[tuple[int, int | None]]:
    """Tell everything that waits, each as a story of its own or all into `story`."""
    return [database.run_now(tell, entry, story, now) for entry in untold(database)]


def news(database: Database, feed_id: int, name: str, *entities: str, story: int | None = None) -> int:
    """Store and tell one entry; returns its story."""
    store(database, feed_id, article(name, *entities))
    [(story_id, _)] = tell_all(database, story)
    return story_id


def subscriber(database: Database, chat: int = 1001, role: Role = Role.READER) -> Subscriber:
    """Let a chat in."""
    code = database.run_now(create_invite, role=role, uses=1, expires=NOW + HOUR)
    return database.run_now(join, database.keyring, chat=chat, code=code, lang="en", now=NOW)


def crowd(database: Database, size: int) -> list[int]:
    """Let `size` chats in and return the ids of their subscribers."""

    def let_in(session: Session) -> list[int]:
        code = create_invite(session, role=Role.READER, uses=size, expires=NOW + HOUR)
        keyring = database.keyring
        chats = range(1000, 1000 + size)
        return [join(session, keyring, chat=chat, code=code, lang="en", now=NOW).id for chat in chats]

    return database.run_now(let_in)


def expand_all(database: Database, chunk: int = 1000) -> None:
    """Write the deliveries of every alert."""
    while database.run_now(expand, NOW, chunk=chunk):
        pass


def claim_all(database: Database, now: datetime = NOW) -> list[DeliveryClaim]:
    """Claim every delivery that is due and settle none."""
    claims = []
    while claim := database.run_now(claim_delivery, now):
        claims.append(claim)
    return claims
