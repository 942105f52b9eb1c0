"""Owns the rehearsal of a watch-list: what another one would have changed, told over entries already stored.

What is counted are alerts, as they would have been made: a story is told once for each of its entities, by
the first of its reports that names the entity and is no baseline entry. Both watch-lists are applied anew to
every entry. Stored entries keep their story; one that has none is put into the story it would have joined.

    entries, joined by the batch -> one automaton over both lists -> a full search of the few it stops in
"""

from __future__ import annotations

import heapq
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property

from feeds.story.happenings import people_of
from feeds.text.language import detect
from feeds.types import Match, WatchList
from feeds.watch.alerts import Alerts, Item, Stories, Told
from feeds.watch.match import Matcher
from feeds.watch.sieve import suspects

EXAMPLES = 6
"""Alerts of each kind that are shown at most."""
_TIMED = 5
_LONG = 5_000
"""Code points from which hits may be so many that two lists in one pass would crowd each other out."""
_CONTEXT = 60
_SAME, _BEFORE, _AFTER = "=<>"
"""The first letter of an entity's key says to which watch-list it belongs in the search for both."""


@dataclass(frozen=True, slots=True)
class Example:
    """One alert that would come or go, with the evidence."""

    entry_id: int
    entity: str
    title: str
    link: str
    lang: str
    seen: datetime
    keyword: str
    surface: str
    """The words that are the mention."""
    context: str
    """Those words with what stands round them, in one line."""


@dataclass(frozen=True, slots=True)
class EntityCount:
    """Alerts for one entity in the period, under the watch-list in force and under the proposed one."""

    entity: str
    before: int
    after: int
    gained: int
    lost: int


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What a proposed watch-list would have changed. An alert is one story told for one entity."""

    gained: int
    lost: int
    examples_gained: tuple[Example, ...]
    """The newest first, of as many entities as there are."""
    examples_lost: tuple[Example, ...]
    before: int
    """Alerts of the whole period under the watch-list in force."""
    after: int
    days: float
    """How long the period is; at least one."""
    per_day_before: float
    per_day_after: float
    slowest_ms: float
    """The longest that the proposed watch-list took over one entry."""
    entries: int
    """Entries of the period, all of them read."""
    seconds: float
    by_entity: tuple[EntityCount, ...]
    """Every entity of either watch-list, in its order; entities that were removed come last."""


class Rehearser:
    """Applies two watch-lists to a stream of stored entries. Not safe for threads."""

    def __init__(
        self,
        current: WatchList,
        proposed: WatchList,
        *,
        since: datetime | None = None,
        window: timedelta = timedelta(hours=72),
        sources: Mapping[int, str] | None = None,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        """Count alerts from `since` on (None: all); `window` is how long a story takes in new reports.

        `sources` are the feeds' names (`query.feed_name`), for queries that ask for them.
        """
        self._current, self._proposed, self._since, self._clock = current, proposed, since, clock
        self._sources = sources or {}
        self._both = Matcher(_united(current, proposed))
        self._stories = Stories(window, self._matches, people_of(proposed))
        self._sides = Alerts(), Alerts()
        self._first: datetime | None = None
        self._slow: list[tuple[float, int]] = []
        self._long: list[tuple[float, int]] = []
        self.entries = 0

    def feed(self, items: Iterable[Item]) -> None:
        """Read entries, in the order in which they were stored; those before `since` only begin stories."""
        chunk = list(items)
        worth = suspects(self._both.aliases, chunk)
        for at, item in enumerate(chunk):
            if self._since is None or item.seen >= self._since:
                self.entries += 1
                self._first = min(self._first or item.seen, item.seen)
            _keep_most(self._long, (len(item.title) + len(item.text), item.id))
            found = self._found(item) if at in worth else ((), ())
            if not any(found):
                if item.story is not None:
                    self._stories.remember(item)
                continue
            story = self._stories.of(item)
            if not item.baseline:
                for side, entities in zip(self._sides, found, strict=True):
                    side.tell(story, entities, item)

    @property
    def so_far(self) -> tuple[int, int]:
        """How many alerts were gained and lost up to the last entry read."""
        gained, lost = self._changes()
        return len(gained), len(lost)

    def wanted(self) -> list[int]:
        """Return the entries that `result` needs once more: for the examples and for timing."""
        gained, lost = self._changes()
        shown = [*_chosen(gained), *_chosen(lost)]
        return sorted({entry for _, (_, entry) in shown} | self._timed())

    def result(self, now: datetime, items: Iterable[Item], seconds: float = 0.0) -> Rehearsal:
        """Return the outcome; `items` are the entries that were `wanted`, as far as they are still there."""
        known = {item.id: item for item in items}
        gained, lost = self._changes()
        before, after = (side.since(self._since) for side in self._sides)
        begin = max(filter(None, (self._since, self._first)), default=now)
        days = max((now - begin) / timedelta(days=1), 1.0)
        return Rehearsal(
            gained=len(gained),
            lost=len(lost),
            examples_gained=self._examples(gained, known, self._after_matcher),
            examples_lost=self._examples(lost, known, self._before_matcher),
            before=len(before),
            after=len(after),
            days=days,
            per_day_before=len(before) / days,
            per_day_after=len(after) / days,
            slowest_ms=self._slowest(known),
            entries=self.entries,
            seconds=seconds,
            by_entity=self._by_entity(before, after, gained, lost),
        )

    def _matches(self, item: Item) -> tuple[Match, ...]:
        return self._find(self._after_matcher, item)

    @cached_property
    def _before_matcher(self) -> Matcher:
        return Matcher(self._current)

    @cached_property
    def _after_matcher(self) -> Matcher:
        return Matcher(self._proposed)

    def _found(self, item: Item) -> tuple[set[str], set[str]]:
        """Return the entities that each watch-list finds."""
        began = self._clock()
        if len(item.title) + len(item.text) > _LONG:
            before, after = (self._find(one, item) for one in (self._before_matcher, self._after_matcher))
            _keep_most(self._slow, (self._clock() - began, item.id))
            return {match.entity for match in before}, {match.entity for match in after}
        found = self._find(self._both, item)
        _keep_most(self._slow, (self._clock() - began, item.id))
        marked = {match.entity for match in found}
        return (
            {key[1:] for key in marked if key[0] != _AFTER},
            {key[1:] for key in marked if key[0] != _BEFORE},
        )

    def _find(self, matcher: Matcher, item: Item) -> tuple[Match, ...]:
        lang = item.lang
        if lang == "ru" and item.title.isascii():  # stored without its script: Russian in Latin letters?
            lang = detect(f"{item.title}\n{item.text[:2000]}") or lang
        return matcher.find(item.title, item.text, lang, self._sources.get(item.feed, ""))

    def _timed(self) -> set[int]:
        """Return the entries of which one takes longest: the slowest searched, and the longest of all."""
        return {entry for _, entry in (*self._slow, *self._long)}

    def _changes(self) -> tuple[Told, Told]:
        before, after = (side.since(self._since) for side in self._sides)
        return (
            {key: after[key] for key in after.keys() - before.keys()},
            {key: before[key] for key in before.keys() - after.keys()},
        )

    def _examples(self, changes: Told, known: Mapping[int, Item], matcher: Matcher) -> tuple[Example, ...]:
        found = []
        for (_, entity), (_, entry) in _chosen(changes):
            item = known.get(entry)
            hits = self._find(matcher, item) if item else ()
            hit = next((match for match in hits if match.entity == entity), None)
            if item and hit:
                found.append(_example(item, hit))
        return tuple(found)

    def _slowest(self, known: Mapping[int, Item]) -> float:
        """Time the slowest entries again, with the proposed list alone and twice: other threads interfere."""
        slowest = 0.0
        for entry in self._timed():
            if entry in known:
                took = []
                for _ in range(2):
                    began = self._clock()
                    self._find(self._after_matcher, known[entry])
                    took.append(self._clock() - began)
                slowest = max(slowest, min(took))
        return slowest * 1000

    def _by_entity(self, before: Told, after: Told, gained: Told, lost: Told) -> tuple[EntityCount, ...]:
        keys = dict.fromkeys(one.key for one in (*self._proposed.entities, *self._current.entities))
        counts = [Counter(entity for _, entity in side) for side in (before, after, gained, lost)]
        return tuple(EntityCount(key, *(count[key] for count in counts)) for key in keys)


def _keep_most(heap: list[tuple[float, int]], one: tuple[float, int]) -> None:
    if len(heap) < _TIMED:
        heapq.heappush(heap, one)
    elif one > heap[0]:
        heapq.heapreplace(heap, one)


def _united(current: WatchList, proposed: WatchList) -> WatchList:
    """Return both watch-lists as one, so that a text is read once; what they share is searched once.

    That is allowed because entities know nothing of each other while they are searched.
    """
    old, new = set(map(repr, current.entities)), set(map(repr, proposed.entities))
    marked = [
        replace(one, key=(_SAME if repr(one) in new else _BEFORE) + one.key) for one in current.entities
    ]
    marked += [replace(one, key=_AFTER + one.key) for one in proposed.entities if repr(one) not in old]
    return WatchList(tuple(marked))


def _chosen(changes: Told) -> list[tuple[tuple[str, str], tuple[datetime, int]]]:
    """Return the alerts to show: the newest, but of as many entities as there are."""
    newest = sorted(changes.items(), key=lambda one: (one[1], one[0]), reverse=True)
    seen: Counter[str] = Counter()
    ranked = []
    for at, one in enumerate(newest):
        entity = one[0][1]
        ranked.append((seen[entity], at, one))
        seen[entity] += 1
    return [one for _, _, one in heapq.nsmallest(EXAMPLES, ranked)]


def _example(item: Item, match: Match) -> Example:
    field = item.title if match.field == "title" else item.text
    start, end = max(0, match.start - _CONTEXT), match.end + _CONTEXT
    context = " ".join(field[start:end].split())
    return Example(
        entry_id=item.id,
        entity=match.entity,
        title=item.title,
        link=item.link,
        lang=item.lang,
        seen=item.seen,
        keyword=match.keyword,
        surface=match.surface,
        context=f"{'…' if start else ''}{context}{'…' if end < len(field) else ''}",
    )
