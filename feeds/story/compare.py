"""Whether two reports tell of one event, judged from these two alone.

Spelling that is alike, words that are shared and the absence of contradictions are added up as evidence
(a logistic sum with hand-rounded weights).
"""

from __future__ import annotations

import heapq
import math
from typing import NamedTuple

from feeds.story.common import common
from feeds.story.doubts import OTHERWISE
from feeds.story.evidence import view
from feeds.story.signature import DATE, EVENT, NUMBER, PLACE, RUSSIAN, Signature, sign
from feeds.types import Report

# What must be outweighed: a text beside the title repeats words, a slug has few and Russian varies them.
_ENGLISH, _RUSSIAN, _SLUG, _ACROSS = -4.9, -3.0, -2.4, -3.0
_TEXT, _ENGLISH_TEXT = -2.5, -1.2
_SHARED, _TITLED = 2.0, 1.5
_PLACES_DIFFER, _OPPOSITE, _DATES_DIFFER = -1.5, -1.5, -4.0
_MOST_SHARED, _MOST_TITLED = 6.0, 4.0
_COMMON = 0.5
"""What an everyday word is worth, beside a name or a rare one."""
_COMMON_TITLE = {True: 0.6, False: 1.0}
"""The same where a headline is all there is, in Russian and in English, whose headlines are shorter."""
_WORDS = 60
_LONG = 600
"""Code points from which a text is an article and not a line below the title."""


class _Weights(NamedTuple):
    alike: float
    contained: float
    numbers_differ: float


_TITLES = _Weights(4.0, 1.0, -2.2)
_SLUGS = _Weights(5.0, 2.0, -0.5)
"""Spelling varies in slugs, and their figures may be those of the address."""


def score(a: Report, b: Report) -> float:
    """Return how surely `a` and `b` report one event, from 0 to 1; 0.5 or more means the same. Symmetric."""
    first, second = sign(a), sign(b)
    if _equal(first, second):
        return 1.0
    across = first.russian != second.russian
    texts = bool(a.text.strip() and b.text.strip())
    bias = _bias(a, b, across=across, russian=first.russian, texts=texts)
    everyday = _COMMON if texts else _COMMON_TITLE[first.russian and second.russian]
    slugs = not across and "ru-Latn" in (a.lang, b.lang)
    evidence = _evidence(first, second, across, everyday, _SLUGS if slugs else _TITLES)
    if texts:
        evidence += _TITLED / 3 * min(_titled(first, second, across, everyday), _MOST_TITLED)
    return round(1.0 / (1.0 + math.exp(-bias - evidence)), 6)


def _bias(a: Report, b: Report, *, across: bool, russian: bool, texts: bool) -> float:
    if across:
        return _ACROSS
    if "ru-Latn" in (a.lang, b.lang):
        return _SLUG
    if russian:
        return _RUSSIAN + _TEXT * min(1.0, len(a.text) / _LONG, len(b.text) / _LONG)
    return _ENGLISH + _ENGLISH_TEXT * texts


def _equal(a: Signature, b: Signature) -> bool:
    return bool((a.link and a.link == b.link) or (a.digest and a.digest == b.digest))


def _evidence(a: Signature, b: Signature, across: bool, everyday: float, weights: _Weights) -> float:
    left, right = _words(a, across, everyday), _words(b, across, everyday)
    shared = math.fsum(min(left[key], right[key]) for key in left.keys() & right.keys())
    least = min(math.fsum(left.values()), math.fsum(right.values()))
    if not shared or not least:
        # Not one word in common: the spelling may still be alike by chance.
        return -_MOST_SHARED
    return (
        weights.alike * _cosine(_grams(left), _grams(right))
        + weights.contained * shared / least
        + _SHARED * min(shared, _MOST_SHARED) / 3
        + (weights.numbers_differ if _disjoint(a, b, NUMBER) else 0.0)
        + (_PLACES_DIFFER if _disjoint(a, b, PLACE) else 0.0)
        + (_DATES_DIFFER if _disjoint(a, b, DATE, 1.0) else 0.0)
        + (_OPPOSITE if _opposite(a, b) or _opposite(b, a) else 0.0)
    )


def _titled(a: Signature, b: Signature, across: bool, everyday: float) -> float:
    """Return the weight of the words that both titles share: below them much is said of all such events."""
    left, right = _words(a, across, everyday), _words(b, across, everyday)
    shared = (key for key in left.keys() & right.keys() if _in_title(a, key) and _in_title(b, key))
    return math.fsum(min(left[key], right[key]) for key in shared)


def _in_title(signature: Signature, key: str) -> bool:
    return signature.words.get(key, 0.0) >= 1.0


def _words(signature: Signature, across: bool, everyday: float) -> dict[str, float]:
    words = view(signature, across=True) if across else signature.words
    known = common(signature.russian)
    weighed = {key: weight * (everyday if key in known else 1.0) for key, weight in words.items()}
    return dict(heapq.nlargest(_WORDS, weighed.items(), key=lambda item: (item[1], item[0])))


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
