"""Owns which alerts a stream of stored entries makes: each entry's story, told once for each entity."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from feeds.story.cluster import StoryIndex
from feeds.story.happenings import sign_watched
from feeds.story.signature import Signature, sign
from feeds.types import Match, Report


class Item(Protocol):
    """A stored entry."""

    @property
    def id(self) -> int: ...
    @property
    def title(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def lang(self) -> str: ...
    @property
    def link(self) -> str: ...
    @property
    def seen(self) -> datetime: ...
    @property
    def baseline(self) -> bool: ...
    @property
    def story(self) -> int | None: ...
    @property
    def feed(self) -> int: ...


Told = dict[tuple[str, str], tuple[datetime, int]]
"""(story, entity) -> when it was told, and the entry that told it."""


class Alerts:
    """The alerts that one watch-list makes."""

    def __init__(self) -> None:
        self._told: Told = {}

    def tell(self, story: str, entities: Iterable[str], item: Item) -> None:
        """Tell a story for these entities, unless it was."""
        for entity in entities:
            self._told.setdefault((story, entity), (item.seen, item.id))

    def since(self, since: datetime | None) -> Told:
        """Return the alerts made at `since` or later (None: all)."""
        if since is None:
            return self._told
        return {key: told for key, told in self._told.items() if told[0] >= since}


class Stories:
    """Which story each entry belongs to: the stored one, or the one it would have joined."""

    def __init__(
        self, window: timedelta, find: Callable[[Item], Sequence[Match]], people: Collection[str]
    ) -> None:
        """`find` returns the matches of an entry; `people` are the keys of watched persons."""
        self._window = window
        self._find = find
        self._people = people
        self._index = StoryIndex(window=window)
        self._unread: deque[Item] = deque()
        """Told entries that the index has not been shown: signing is costly, and often nobody asks."""

    def remember(self, item: Item) -> None:
        """Let an entry that has a story take part in what `of` finds for others."""
        self._unread.append(item)
        while item.seen - self._unread[0].seen > self._window:
            self._unread.popleft()

    def of(self, item: Item) -> str:
        """Return the label of the entry's story."""
        if item.story is not None:
            self.remember(item)
            return str(item.story)
        while self._unread:
            told = self._unread.popleft()
            self._index.add(self._signed(told), str(told.story), told.seen)
        signature = self._signed(item)
        story = self._index.choose(signature, item.seen) or f"new-{item.id}"
        self._index.add(signature, story, item.seen)
        return story

    def _signed(self, item: Item) -> Signature:
        report = Report(str(item.id), item.title, item.text, item.lang, item.seen, item.link)
        try:
            return sign_watched(report, self._find(item), self._people)
        except Exception:  # noqa: BLE001  # as when entries are told: it is a story of its own
            return sign(Report(report.id, title="", link=item.link))
