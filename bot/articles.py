"""Article pages, read for the summary before an entry is told.

    read   untold entries | fetch politely | article | settle (link, summary)   within `deadline`

A page that cannot be read or used changes nothing: the entry is told as its feed has it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

import structlog

from bot.copies import Copies
from bot.watch import Watch
from feeds.errors import FeedsError
from feeds.story.summarize import summarize
from feeds.watch.query import feed_name
from feeds.web.article import Article, refusal
from feeds.web.fetch import Fetched
from feeds.web.pages import is_redirector, resolved_key
from storage.evidence import EntryPage, settle_article, untold_pages
from storage.story import Untold

log = structlog.get_logger(__name__)


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
    """Reads article pages; what is fetched may be kept, too (`copies`)."""

    copies: Copies
    watch: Watch
    parser: ArticleParser
    deadline: float = 20.0
    """Seconds after it was first seen until which an entry waits for its page."""

    async def read(self, entries: Sequence[Untold]) -> list[Untold]:
        """Read the pages of untold entries whose feeds want it, and where links of redirectors lead.

        Returns the entries in their order, with the addresses found; summaries are stored.
        """
        found: dict[int, str] = {}
        for reading in await self._read_all(await self._wanted(entries)):
            page = reading.page
            settled = await self.copies.database.run(
                settle_article, page, link_key=reading.link_key, summary=reading.summary
            )
            if settled and reading.link_key:
                found[page.entry_id] = reading.link_key
            if page.evidence:
                await self.copies.keep_fetched(page, reading.fetched)
        return [replace(entry, link_key=found.get(entry.id, entry.link_key)) for entry in entries]

    async def _wanted(self, entries: Sequence[Untold]) -> list[EntryPage]:
        fresh = [entry.id for entry in entries if not entry.baseline and self._left(entry.first_seen) > 0]
        pages = await self.copies.database.read(untold_pages, fresh) if fresh else []
        return [page for page in pages if page.article or is_redirector(page.url)]

    def _left(self, first_seen: datetime) -> float:
        """Return the seconds that an entry may still wait."""
        return self.deadline - max((self.copies.now() - first_seen).total_seconds(), 0.0)

    async def _read_all(self, pages: Sequence[EntryPage]) -> list[_Reading]:
        readings = await asyncio.gather(*(self._read_in_time(page) for page in pages))
        return [reading for reading in readings if reading is not None]

    async def _read_in_time(self, page: EntryPage) -> _Reading | None:
        try:
            async with asyncio.timeout(self._left(page.first_seen)), self.copies.gate:
                return await self._read(page)
        except TimeoutError:
            log.info("an article was not read in time", entry=page.entry_id)
        except FeedsError as error:
            log.info("an article was not read", entry=page.entry_id, reason=str(error))
        except Exception:  # the alert matters more than its article
            log.exception("an article could not be read", entry=page.entry_id)
        return None

    async def _read(self, page: EntryPage) -> _Reading:
        fetched = await self.copies.pages.read(page.url)
        article = await self.parser.article(fetched.body, fetched.url, fetched.content_type)
        link_key = resolved_key(page.url, fetched.url, article, page.title, page.text)
        why_not = refusal(article, page.title, page.text)
        if why_not:
            log.info("an article was not used", entry=page.entry_id, reason=why_not)
        summary = ""
        if page.article and not why_not:
            summary = await asyncio.to_thread(summary_of, article, page, self.watch)
        return _Reading(page, fetched, link_key, summary)


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
