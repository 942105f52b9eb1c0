"""What the line reads the web with, as asked for: the real ones are in feeds/web, tests bring others."""

from __future__ import annotations

from typing import Protocol

from feeds.types import FeedData
from feeds.web.fetch import Fetched, Validators
from feeds.web.identity import Identity


class Reader(Protocol):
    """Reads a document from the web (`feeds.web.fetch.Fetcher`)."""

    async def fetch(self, url: str, validators: Validators | None = None) -> Fetched:
        """Return the document; raises FetchError."""


class Parser(Protocol):
    """Turns bytes into a feed, out of process (`feeds.web.worker.ParseWorkers`)."""

    async def parse(self, body: bytes, url: str, content_type: str | None = None) -> FeedData:
        """Return the feed; raises NotAFeed."""


class Identifier(Parser, Protocol):
    """A parser that also says, in the same trip, what identifies the entries."""

    async def read(
        self, body: bytes, url: str, content_type: str | None = None
    ) -> tuple[FeedData, tuple[Identity, ...]]:
        """Return the feed and what identifies its entries; raises NotAFeed."""
