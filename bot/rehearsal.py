"""Runs a rehearsal over the stored entries, by the chunk, off the event loop, telling how far it is.

A rehearsal only reads. Applying a watch-list matches nothing again either: alerts are never sent for the
past, and `entry_match` stays the evidence of what was known when an entry came.

One rehearsal of a database runs at a time, the others wait: together they would only take longer, in more
memory, and leave less of the processor to what moderators are not waiting for.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from weakref import WeakKeyDictionary

from feeds.types import WatchList
from feeds.watch.query import feed_name
from feeds.watch.rehearse import Rehearsal, Rehearser
from storage.archive import Span, archive_span, archived, archived_entries, earlier_reports, feed_names
from storage.database import Database

CHUNK = 500
"""Entries read at a time: a megabyte or two and some tens of milliseconds."""
TELL_SECONDS = 1.0
"""How often `progress` is called at most."""
WINDOW = timedelta(hours=72)

Progress = Callable[[int, int, tuple[int, int]], Awaitable[None]]

_turns: WeakKeyDictionary[Database, asyncio.Lock] = WeakKeyDictionary()


async def rehearse(
    database: Database,
    current: WatchList,
    proposed: WatchList,
    *,
    since: datetime | None,
    now: datetime,
    progress: Progress | None = None,
    window: timedelta = WINDOW,
) -> Rehearsal:
    """Return what `proposed` instead of `current` would have changed from `since` (None: ever) until `now`.

    `progress(done, total, so_far)` counts entries, and the alerts (gained, lost) among them. It is awaited at
    the end and at most once a second before; what it raises ends the rehearsal.
    `window` is how long a story takes in new reports; entries so much older are read too, so that what was
    told before the period is not counted in it. Cancelled, it stops after the chunk it is at.
    """
    async with _turns.setdefault(database, asyncio.Lock()):
        return await _rehearse(database, current, proposed, since, now, progress, window)


async def _rehearse(
    database: Database,
    current: WatchList,
    proposed: WatchList,
    since: datetime | None,
    now: datetime,
    progress: Progress | None,
    window: timedelta,
) -> Rehearsal:
    began = time.perf_counter()
    feeds = await database.read(feed_names)
    sources = {feed: feed_name(title, url) for feed, (title, url) in feeds.items()}
    rehearser = await asyncio.to_thread(
        Rehearser, current, proposed, since=since, window=window, sources=sources
    )
    start = since - window if since is not None else None
    span = await database.read(archive_span, start)
    if start is not None:
        await asyncio.to_thread(rehearser.feed, await database.read(earlier_reports, start))
    await _read_all(database, rehearser, span, start, progress)
    wanted = await database.read(archived, await asyncio.to_thread(rehearser.wanted))
    seconds = time.perf_counter() - began
    return await asyncio.to_thread(rehearser.result, now, wanted, seconds)


async def _read_all(
    database: Database,
    rehearser: Rehearser,
    span: Span,
    start: datetime | None,
    progress: Progress | None,
) -> None:
    """Feed every entry of the span to the rehearser; the next chunk is read while one is thought about."""
    done, told = 0, time.monotonic()
    chunk = await database.read(archived_entries, span, 0, CHUNK, start)
    while chunk:
        following = asyncio.create_task(database.read(archived_entries, span, chunk[-1].id, CHUNK, start))
        try:
            await asyncio.to_thread(rehearser.feed, chunk)
            done += len(chunk)
            if progress is not None and time.monotonic() - told >= TELL_SECONDS:
                await progress(done, max(done, span.size), rehearser.so_far)
                told = time.monotonic()
            chunk = await following
        finally:
            following.cancel()
    if progress is not None:
        await progress(done, done, rehearser.so_far)
