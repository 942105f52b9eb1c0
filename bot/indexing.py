"""Fills in the words of entries that were stored without them, so that every stored entry can be found.

New entries bring theirs along; this is for those stored by an earlier version. In chunks, each written before
the next is read: a kill loses one chunk's work.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

import structlog

from feeds.text.search import searchable
from storage.database import Database
from storage.search import Unindexed, index_words, unindexed

log = structlog.get_logger(__name__)

CHUNK = 500
"""Entries written in one transaction: about 30 ms of the writer's time."""


async def index_stored(database: Database) -> int:
    """Make every stored entry findable, beside everything else that runs; returns how many were not."""
    after = done = 0
    while rows := await database.read(unindexed, after, CHUNK):
        await database.run(index_words, await asyncio.to_thread(_prepared, rows))
        after, done = rows[-1].id, done + len(rows)
    if done:
        log.info("older entries can be searched now", entries=done)
    return done


def index_now(database: Database, on_chunk: Callable[[int], None] = lambda _: None) -> int:
    """Make every stored entry findable in this thread; `on_chunk` hears how many are done so far."""
    after = done = 0
    while rows := database.read_now(unindexed, after, CHUNK):
        database.run_now(index_words, _prepared(rows))
        after, done = rows[-1].id, done + len(rows)
        on_chunk(done)
    return done


def _prepared(rows: Sequence[Unindexed]) -> list[tuple[int, str]]:
    return [(row.id, searchable(row.title, row.text)) for row in rows]
