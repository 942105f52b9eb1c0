"""Owns the one pass over a text: an automaton over the stems of all patterns, and a first quick check.

Most stems that the automaton meets are parts of other words. They are thrown out here, by one look at the
letter before and one look-up of the whole word, before anything costly begins.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import ahocorasick

from feeds.text import translit
from feeds.watch.field import HASHTAG_REACH
from feeds.watch.keywords import Pattern, anchors

Spot = tuple[int, list[Pattern]]
"""Where a stem stands, and the patterns whose word may begin there."""


SPOTS_MAX = 20_000
"""Places per field that are looked at more closely; an honest item has fewer than a hundred."""


class _Bucket:
    """The patterns whose anchor word may begin with one string."""

    __slots__ = ("all", "glued", "keys", "offset", "open", "words")

    def __init__(self, length: int) -> None:
        self.offset = length - 1
        self.all: list[Pattern] = []
        self.words: dict[str, list[Pattern]] = {}
        """By the folded word."""
        self.keys: dict[str, list[Pattern]] = {}
        """By the transliteration key of the word."""
        self.open: list[Pattern] = []
        """Patterns that the whole word does not decide: stems with ``*``, dotted abbreviations."""
        self.glued: list[Pattern] = []
        """Patterns to whose word a prefix (анти-) may be glued."""

    def unite(self) -> None:
        """Let a word find what its key finds too: LGBT in English, and for ЛГБТ in Latin letters.

        Where an entity has an alias written so (Lunin), its alias in other letters (Лунин) stands back.
        """
        for word, written in self.words.items() if self.keys else ():
            own = {one.entity for one in written}
            spelt = self.keys.get(translit.key(word), ())
            written += [one for one in spelt if len(one.slots) > 1 or one.entity not in own]


class Index:
    """Finds where the anchor words of a fixed set of patterns may stand."""

    def __init__(self, found: list[Pattern]) -> None:
        buckets: dict[str, _Bucket] = {}
        for pattern in found:
            _enter(buckets, pattern)
        for bucket in buckets.values():
            bucket.unite()
        self._automaton: Any = None  # pyahocorasick refuses to search an empty one
        if buckets:
            self._automaton = ahocorasick.Automaton()
            for anchor, bucket in buckets.items():
                self._automaton.add_word(anchor, bucket)
            self._automaton.make_automaton()

    def spots(self, text: str) -> list[Spot]:
        """Return where patterns may begin in a folded text, in its order; most but not all are hits."""
        if self._automaton is None:
            return []
        found: list[Spot] = []
        hashtags = "#" in text
        rest = _rest_of_word()
        for end, bucket in self._automaton.iter(text):
            if len(found) > SPOTS_MAX:
                break
            start = end - bucket.offset
            if hashtags and _in_hashtag(text, start):
                found.append((start, bucket.all))
                continue
            if start and text[start - 1].isalpha():
                if bucket.glued:
                    found.append((start, bucket.glued))
                continue
            word = text[start : rest(text, end + 1).end()]
            wanted = bucket.words.get(word)
            if wanted is None and bucket.keys:
                wanted = bucket.keys.get(translit.key(word))
            if wanted is not None:
                found.append((start, wanted))
            if bucket.open:
                found.append((start, bucket.open))
        return found


def _enter(buckets: dict[str, _Bucket], pattern: Pattern) -> None:
    """Enter a pattern under each of its anchors."""
    slot = pattern.slots[pattern.anchor]
    starts = anchors(pattern)
    for anchor in (*starts.words, *starts.roots, *starts.open):
        bucket = buckets.get(anchor)
        if bucket is None:
            bucket = buckets[anchor] = _Bucket(len(anchor))
        bucket.all.append(pattern)
        if pattern.keyword.derived:
            bucket.glued.append(pattern)
    for anchor in starts.words:
        words = buckets[anchor].words
        for form in slot.forms:
            if form.startswith(anchor):
                words.setdefault(form, []).append(pattern)
    for anchor in starts.roots:
        keys = buckets[anchor].keys
        for key in slot.latin:
            keys.setdefault(key, []).append(pattern)
    for anchor in starts.open:
        buckets[anchor].open.append(pattern)


def _in_hashtag(text: str, start: int) -> bool:
    """Tell whether a hashtag may reach from before `start` to it: its words stand without spaces."""
    at = text.rfind("#", max(0, start - HASHTAG_REACH), start)
    return at >= 0 and " " not in text[at:start]


@cache
def _rest_of_word() -> Any:
    return re.compile(r"[^\W\d_]*").match
