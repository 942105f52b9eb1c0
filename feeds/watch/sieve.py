"""Owns the sieve before a search of many entries: which of them hold anything worth a full search.

Most entries hold nothing, and for a short one the calls cost more than its text: entries are folded and
read by the batch.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Protocol

from feeds.text.normalize import fold
from feeds.watch.index import SPOTS_MAX, Index

_BATCH = 8_000
"""Code points after which a batch is full."""


class Texts(Protocol):
    """An entry, as far as it is searched."""

    @property
    def title(self) -> str: ...
    @property
    def text(self) -> str: ...


def suspects(index: Index, items: Sequence[Texts]) -> set[int]:
    """Return the places in `items` of those in which a full search with `index` could find anything.

    Folding and the automaton never look past a line break, so entries may be read as the lines of one text.
    """
    found: set[int] = set()
    for batch in _batches(items):
        parts = [f"{items[at].title}\n{items[at].text}" for at in batch]
        text = "\n".join(parts)
        folded = fold(text)
        spots = index.spots(folded.text)
        if len(spots) > SPOTS_MAX or "İ" in text:  # the rest was not read, or not as each alone would be
            found.update(batch)
        elif spots:
            starts = list(accumulate((len(part) + 1 for part in parts), initial=0))
            places = (folded.original(start, start + 1)[0] for start, _ in spots)
            found.update(batch[bisect_right(starts, place) - 1] for place in places)
    return found


def _batches(items: Sequence[Texts]) -> Iterator[list[int]]:
    """Group entries for one search; pure ASCII apart from the rest, for it is folded much faster."""
    batches: dict[bool, list[int]] = {True: [], False: []}
    sizes = {True: 0, False: 0}
    for at, item in enumerate(items):
        plain = item.title.isascii() and item.text.isascii()
        batches[plain].append(at)
        sizes[plain] += len(item.title) + len(item.text)
        if sizes[plain] > _BATCH:
            yield batches[plain]
            batches[plain], sizes[plain] = [], 0
    yield from filter(None, batches.values())
