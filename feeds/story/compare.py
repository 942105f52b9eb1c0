"""Whether two reports tell of one event, judged from these two alone.

Spelling that is alike, words that are shared and the absence of contradictions are added up as evidence
(a logistic sum with hand-rounded weights).
"""

from __future__ import annotations

import heapq
import math

from feeds.story.doubts import OTHERWISE
from feeds.story.evidence import view
from feeds.story.signature import DATE, EVENT, NUMBER, PLACE, RUSSIAN, Signature, sign
from feeds.types import Report

# What must be outweighed: a text beside the title repeats words, a slug has few and Russian varies them.
_ENGLISH, _RUSSIAN, _SLUG, _ACROSS = -4.9, -3.0, -2.0, -3.0
_TEXT = -2.5
_ALIKE, _CONTAINED, _SHARED = 4.0, 1.0, 2.0
_NUMBERS_DIFFER, _PLACES_DIFFER, _OPPOSITE, _DATES_DIFFER = -2.2, -1.5, -1.5, -4.0
_MOST_SHARED = 6.0
_WORDS = 60
_LONG = 600
"""Code points from which a text is an article and not a line below the title."""


def score(a: Report, b: Report) -> float:
    """Return how surely `a` and `b` report one event, from 0 to 1; 0.5 or more means the same. Symmetric."""
    first, second = sign(a), sign(b)
    if _equal(first, second):
        return 1.0
    across = first.russian != second.russian
    if across:
        bias = _ACROSS
    elif "ru-Latn" in (a.lang, b.lang):
        bias = _SLUG
    elif first.russian:
        bias = _RUSSIAN + _TEXT * min(1.0, len(a.text) / _LONG, len(b.text) / _LONG)
    else:
        bias = _ENGLISH
    return round(1.0 / (1.0 + math.exp(-bias - _evidence(first, second, across))), 6)


def _equal(a: Signature, b: Signature) -> bool:
    return bool((a.link and a.link == b.link) or (a.digest and a.digest == b.digest))


def _evidence(a: Signature, b: Signature, across: bool) -> float:
    left, right = _words(a, across), _words(b, across)
    shared = math.fsum(min(left[key], right[key]) for key in left.keys() & right.keys())
    least = min(math.fsum(left.values()), math.fsum(right.values()))
    if not shared or not least:
        # Not one word in common: the spelling may still be alike by chance.
        return -_MOST_SHARED
    return (
        _ALIKE * _cosine(_grams(left), _grams(right))
        + _CONTAINED * shared / least
        + _SHARED * min(shared, _MOST_SHARED) / 3
        + (_NUMBERS_DIFFER if _disjoint(a, b, NUMBER) else 0.0)
        + (_PLACES_DIFFER if _disjoint(a, b, PLACE) else 0.0)
        + (_DATES_DIFFER if _disjoint(a, b, DATE, 1.0) else 0.0)
        + (_OPPOSITE if _opposite(a, b) or _opposite(b, a) else 0.0)
    )


def _words(signature: Signature, across: bool) -> dict[str, float]:
    words = view(signature, across=True) if across else signature.words
    return dict(heapq.nlargest(_WORDS, words.items(), key=lambda item: (item[1], item[0])))


def _grams(words: dict[str, float]) -> dict[str, float]:
    """Return the runs of three and four letters of all words, so that bail-out is like bailout."""
    grams: dict[str, float] = {}
    for key, weight in sorted(words.items()):
        if key[0] == NUMBER:
            continue
        word = f"^{key.lstrip(RUSSIAN)}$"
        for size in (3, 4):
            count = len(word) - size + 1
            for start in range(count):
                gram = word[start : start + size]
                grams[gram] = grams.get(gram, 0.0) + weight / math.sqrt(count)
    return grams


def _cosine(a: dict[str, float], b: dict[str, float]) -> float:
    dot = math.fsum(a[key] * b[key] for key in a.keys() & b.keys())
    if not dot:
        return 0.0
    return dot / math.sqrt(math.fsum(v * v for v in a.values()) * math.fsum(v * v for v in b.values()))


def _strong(signature: Signature, kind: str, least: float = 0.5) -> set[str]:
    return {key for key, weight in signature.words.items() if key[0] == kind and weight >= least}


def _disjoint(a: Signature, b: Signature, kind: str, least: float = 0.5) -> bool:
    left, right = _strong(a, kind, least), _strong(b, kind, least)
    return bool(left and right and not left & right)


def _opposite(a: Signature, b: Signature) -> bool:
    left, right = _strong(a, EVENT, 0.3), _strong(b, EVENT, 0.3)
    return any(OTHERWISE.get(key) in right - left and key not in right for key in left)
