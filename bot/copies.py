"""Copies of article pages: kept as evidence when a person or a feed's setting asks, looked at again later.

keep_due     alerted entries of feeds that keep copies | fetch | WARC | row
look_again   alerted entries | fetch | is the page still there? | row
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

import structlog

from config.settings import Settings
from feeds.errors import BadStatus, FeedsError, FetchError, TooLarge, TooSlow
from feeds.web.fetch import PAGES, Fetched, Fetcher, Limits
from feeds.web.pages import Pages
from feeds.web.warc import Archive, EvidenceError
from storage.database import Database
from storage.evidence import EntryPage, Fetch, note_fetch, pages_to_keep, pages_to_look_at

log = structlog.get_logger(__name__)

FOLDER = "evidence"
_BY_SETTING = "for every alert of this feed"
_AT_ONCE = 8
_KEPT_AT_ONCE = 10
"""Copies made in one run of `keep_due`."""
_PATIENCE = 60.0
"""Seconds that a page is waited for where nobody's alert is."""


class PageReader(Protocol):
    """Reads a page within the rules of its site (`feeds.web.pages.Pages`)."""

    async def read(self, url: str) -> Fetched:
        """Return the page; raises FeedsError."""


@dataclass(slots=True)
class Copies:
    """Fetches article pages and keeps them. One per process: it spaces out its visits."""

    database: Database
    pages: PageReader
    archive: Archive
    now: Callable[[], datetime]
    looks: int = 20
    """Pages looked at again in one run of `look_again`."""
    gate: asyncio.Semaphore = field(init=False)
    """How many pages are fetched at once."""

    def __post_init__(self) -> None:
        self.gate = asyncio.Semaphore(_AT_ONCE)

    async def keep(self, page: EntryPage, purpose: str = "asked for by a person") -> Fetch:
        """Fetch a page and keep a copy; raises FeedsError, EvidenceError among them, when there is none."""
        try:
            fetched = await self._fetch(page)
        except FeedsError as error:
            await self._note_failure(page, error)
            raise
        return await self._archived(page, fetched, purpose)

    async def keep_due(self) -> int:
        """Keep copies for feeds that want them for every alert; returns how many were made."""
        pages = await self.database.read(pages_to_keep, self.now(), _KEPT_AT_ONCE)
        return sum(await asyncio.gather(*(self._keep_one(page) for page in pages)))

    async def look_again(self) -> int:
        """Look whether alerted pages are still there; returns how many were found taken down."""
        if not self.looks:
            return 0
        pages = await self.database.read(pages_to_look_at, self.now(), self.looks)
        return sum(await asyncio.gather(*(self._look_at(page) for page in pages)))

    async def keep_fetched(self, page: EntryPage, fetched: Fetched) -> None:
        """Keep a copy of a page that was fetched for its article; one that cannot be kept is logged."""
        try:
            await self._archived(page, fetched, _BY_SETTING)
        except EvidenceError as error:
            log.warning("a page was not kept", entry=page.entry_id, reason=str(error))

    async def _fetch(self, page: EntryPage) -> Fetched:
        """Fetch a page without hurry."""
        try:
            async with asyncio.timeout(_PATIENCE), self.gate:
                return await self.pages.read(page.url)
        except TimeoutError:
            raise TooSlow(page.url, "its site keeps us waiting too long") from None

    async def _archived(self, page: EntryPage, fetched: Fetched, purpose: str) -> Fetch:
        now = self.now()
        kept = await asyncio.to_thread(self.archive.keep, fetched, now, purpose)
        fetch = Fetch(
            page.entry_id,
            fetched.url,
            now,
            fetched.status,
            kept.sha256,
            kept.file,
            kept.offset,
            kept.length,
        )
        await self._note(fetch)
        return fetch

    async def _keep_one(self, page: EntryPage) -> bool:
        try:
            await self.keep(page, _BY_SETTING)
        except FeedsError as error:
            log.info("a page was not kept", entry=page.entry_id, reason=str(error))
            return False
        return True

    async def _look_at(self, page: EntryPage) -> bool:
        try:
            fetched = await self._fetch(page)
        except FeedsError as error:
            return await self._note_failure(page, error)
        return await self._note(Fetch(page.entry_id, fetched.url, self.now(), status=fetched.status))

    async def _note_failure(self, page: EntryPage, error: FeedsError) -> bool:
        reason = error.reason if isinstance(error, FetchError) else str(error)
        return await self._note(
            Fetch(page.entry_id, page.url, self.now(), status=_status(error), reason=reason)
        )

    async def _note(self, fetch: Fetch) -> bool:
        removed = await self.database.run(note_fetch, fetch)
        if removed:
            log.info("a source took an article down", entry=fetch.entry_id, status=fetch.status)
        return removed


@asynccontextmanager
async def opened_copies(
    settings: Settings, database: Database, *, user_agent: str, now: Callable[[], datetime]
) -> AsyncIterator[Copies]:
    """Open what fetches and keeps pages, with connections of its own, closed on leaving."""
    wanted = settings.articles
    limits = Limits(max_bytes=wanted.max_bytes, timeout=wanted.timeout.total_seconds())
    private = settings.polling.allow_private_hosts
    async with Fetcher(
        limits=limits, allow_private=private, user_agent=user_agent, accept=PAGES, records=True
    ) as fetcher:
        yield Copies(
            database,
            Pages(fetcher, delay=wanted.per_host_delay.total_seconds()),
            Archive(settings.data_dir / FOLDER),
            now,
            looks=wanted.looks_per_hour,
        )


def _status(error: FeedsError) -> int:
    if isinstance(error, BadStatus):
        return error.status
    return 200 if isinstance(error, TooLarge) else 0  # too large for us, but there
