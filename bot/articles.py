"""Article pages: read for the summary before an entry is told, kept as evidence, looked at again later.

    read         untold entries | fetch politely | article | settle (link, summary)   within `deadline`
    keep_due     alerted entries of feeds that keep copies | fetch | WARC | row
    look_again   alerted entries | fetch | is the page still there? | row

A page that cannot be read or used changes nothing: the entry is told as its feed has it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

import structlog

from bot.watch import Watch
from config.settings import Settings
from feeds.errors import BadStatus, FeedsError, FetchError, TooLarge, TooSlow
from feeds.story.summarize import summarize
from feeds.watch.query import feed_name
from feeds.web.article import Article, refusal
from feeds.web.fetch import PAGES, Fetched, Fetcher, Limits
from feeds.web.pages import Pages, is_redirector, resolved_key
from feeds.web.warc import Archive, EvidenceError
from storage.database import Database
from storage.evidence import (
    EntryPage,
    Fetch,
    note_fetch,
    pages_to_keep,
    pages_to_look_at,
    settle_article,
    untold_pages,
)
from storage.story import Untold

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


class ArticleParser(Protocol):
    """Finds the article on a page, out of process (`feeds.web.worker.ParseWorkers`)."""

    async def article(self, body: bytes, url: str, content_type: str | None = None) -> Article:
        """Return the article; raises ParseFailed."""


@dataclass(frozen=True, slots=True)
class _Reading:
    page: EntryPage
    fetched: Fetched
    link_key: str | None
    summary: str


@dataclass(slots=True)
class Articles:
    """Everything that is done with article pages. One per process: it spaces out its visits."""

    database: Database
    watch: Watch
    pages: PageReader
    parser: ArticleParser
    archive: Archive
    now: Callable[[], datetime]
    deadline: float = 20.0
    """Seconds after it was first seen until which an entry waits for its page."""
    looks: int = 20
    """Pages looked at again in one run of `look_again`."""
    _gate: asyncio.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        self._gate = asyncio.Semaphore(_AT_ONCE)

    async def read(self, entries: Sequence[Untold]) -> list[Untold]:
        """Read the pages of untold entries whose feeds want it, and where links of redirectors lead.

        Returns the entries in their order, with the addresses found; summaries are stored.
        """
        found: dict[int, str] = {}
        for reading in await self._read_all(await self._wanted(entries)):
            page = reading.page
            settled = await self.database.run(
                settle_article, page, link_key=reading.link_key, summary=reading.summary
            )
            if settled and reading.link_key:
                found[page.entry_id] = reading.link_key
            if page.evidence:
                await self._keep_read(page, reading.fetched)
        return [replace(entry, link_key=found.get(entry.id, entry.link_key)) for entry in entries]

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

    async def _wanted(self, entries: Sequence[Untold]) -> list[EntryPage]:
        fresh = [entry.id for entry in entries if not entry.baseline and self._left(entry.first_seen) > 0]
        pages = await self.database.read(untold_pages, fresh) if fresh else []
        return [page for page in pages if page.article or is_redirector(page.url)]

    def _left(self, first_seen: datetime) -> float:
        """Return the seconds that an entry may still wait."""
        return self.deadline - max((self.now() - first_seen).total_seconds(), 0.0)

    async def _read_all(self, pages: Sequence[EntryPage]) -> list[_Reading]:
        readings = await asyncio.gather(*(self._read_in_time(page) for page in pages))
        return [reading for reading in readings if reading is not None]

    async def _read_in_time(self, page: EntryPage) -> _Reading | None:
        try:
            async with asyncio.timeout(self._left(page.first_seen)), self._gate:
                return await self._read(page)
        except TimeoutError:
            log.info("an article was not read in time", entry=page.entry_id)
        except FeedsError as error:
            log.info("an article was not read", entry=page.entry_id, reason=str(error))
        except Exception:  # the alert matters more than its article
            log.exception("an article could not be read", entry=page.entry_id)
        return None

    async def _read(self, page: EntryPage) -> _Reading:
        fetched = await self.pages.read(page.url)
        article = await self.parser.article(fetched.body, fetched.url, fetched.content_type)
        link_key = resolved_key(page.url, fetched.url, article, page.title, page.text)
        why_not = refusal(article, page.title, page.text)
        if why_not:
            log.info("an article was not used", entry=page.entry_id, reason=why_not)
        summary = ""
        if page.article and not why_not:
            summary = await asyncio.to_thread(summary_of, article, page, self.watch)
        return _Reading(page, fetched, link_key, summary)

    async def _fetch(self, page: EntryPage) -> Fetched:
        """Fetch a page without hurry."""
        try:
            async with asyncio.timeout(_PATIENCE), self._gate:
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

    async def _keep_read(self, page: EntryPage, fetched: Fetched) -> None:
        try:
            await self._archived(page, fetched, _BY_SETTING)
        except EvidenceError as error:
            log.warning("a page was not kept", entry=page.entry_id, reason=str(error))

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
async def opened_articles(
    settings: Settings,
    database: Database,
    watch: Watch,
    parser: ArticleParser,
    *,
    user_agent: str,
    now: Callable[[], datetime],
) -> AsyncIterator[Articles]:
    """Open a reader of article pages with its own connections, closed on leaving."""
    wanted = settings.articles
    limits = Limits(max_bytes=wanted.max_bytes, timeout=wanted.timeout.total_seconds())
    private = settings.polling.allow_private_hosts
    async with Fetcher(
        limits=limits, allow_private=private, user_agent=user_agent, accept=PAGES, records=True
    ) as fetcher:
        yield Articles(
            database,
            watch,
            Pages(fetcher, delay=wanted.per_host_delay.total_seconds()),
            parser,
            Archive(settings.data_dir / FOLDER),
            now,
            deadline=wanted.deadline.total_seconds(),
            looks=wanted.looks_per_hour,
        )


def summary_of(article: Article, page: EntryPage, watch: Watch) -> str:
    """Summarise an article round the watched who brought the entry; empty when the feed's text serves better.

    That is when the page says no more than the feed does, or names nobody of them.
    """
    if len(article.text) <= len(page.text):
        return ""
    lang = article.lang or page.lang
    matches = watch.matcher.find(page.title, article.text, lang, feed_name(page.feed_title, page.feed_url))
    mentions = [
        (match.start, match.end)
        for match in matches
        if match.field == "text" and match.entity in page.entities
    ]
    return summarize(page.title, article.text, lang, mentions).text if mentions else ""


def _status(error: FeedsError) -> int:
    if isinstance(error, BadStatus):
        return error.status
    return 200 if isinstance(error, TooLarge) else 0  # too large for us, but there
