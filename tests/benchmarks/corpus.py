"""The recorded material as the benchmarks use it; nothing of it is kept in the project."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from feeds.errors import FeedsError
from feeds.types import FeedData
from feeds.web.parse import parse

_SMALLEST = 2000
"""Bytes; conformance files below are single elements rather than feeds."""


class MissingCorpus(Exception):
    """The recorded material is not where it was looked for."""


@dataclass(frozen=True, slots=True)
class RecordedFeed:
    """One stored version of one feed."""

    file: Path
    feed: FeedData

    @property
    def name(self) -> str:
        """A file name of its own that keeps the extension."""
        return "-".join(self.file.parts[-4:]).replace(" ", "_").replace("+", "-")


def corpus() -> Path:
    """Return the folder of recorded material; raises MissingCorpus."""
    folder = Path(os.environ.get("NEWS_CORPUS", "../shared/data"))
    if not (folder / "feeds").is_dir():
        raise MissingCorpus(f"There is no recorded material at {folder}: set NEWS_CORPUS to its folder.")
    return folder


def recorded_feeds(count: int) -> list[RecordedFeed]:
    """Return the `count` feeds with most entries, each stored version of a feed being one."""
    found = list(_readable(corpus() / "feeds"))
    found.sort(key=lambda one: (-len(one.feed.entries), one.file))
    return sorted(found[:count], key=lambda one: one.file)


def _readable(feeds: Path) -> Iterator[RecordedFeed]:
    files = [
        *feeds.glob("timelines/*/*/*.xml"),
        *feeds.glob("single/**/*"),
        *(file for file in feeds.glob("conformance/**/*") if file.stat().st_size >= _SMALLEST),
    ]
    for file in sorted(files):
        if not file.is_file():
            continue
        try:
            feed = parse(file.read_bytes(), "http://feed.example/")
        except FeedsError:
            continue
        if feed.entries:
            yield RecordedFeed(file, feed)
