"""Which claims of `feeds.story.claims` a text makes that its source does not, and which places it names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from feeds.story.claims import CLAIMS, HEDGES, SAID, SPOKEN
from feeds.story.glossary import OPPOSITES
from feeds.story.lexicon import lexicon
from feeds.story.terms import english, skeleton
from feeds.text.normalize import fold_word

_WORD = re.compile(r"[^\W\d_]+")
_RELATIVES = frozenset(("brother", "sister", "son", "daughter", "mother", "father", "wife"))
_SHORT_STEM = 5
"""Stems in Cyrillic so short are other words too: a place of this kind must be spelled as listed."""


@dataclass(frozen=True, slots=True)
class _Claim:
    name: str
    made: re.Pattern[str]
    """How a text makes it."""
    told: tuple[re.Pattern[str], ...]
    """What in a source bears it out."""


def claims(output: str, source: str) -> set[str]:
    """Return the claims that `output` makes and `source` does not bear out."""
    said, told = fold_word(output), fold_word(source)
    return {
        claim.name
        for claim in _claims()
        if claim.made.search(said) and not any(pattern.search(told) for pattern in claim.told)
    }


def turned(output: str, source: str) -> bool:
    """Tell whether `output` has an event (rise) where `source` has only its opposite (fall)."""
    said, told = _concepts(output, events=True), _concepts(source, events=True)
    pairs = [(a, b) for pair in OPPOSITES for a, b in (pair, pair[::-1]) if "deny" not in pair]
    return any(a in said and b in told and a not in told for a, b in pairs)


def assured(said: str, told: str) -> str:
    """Return what of `told` is left out in `said`: ``doubt``, ``speaker`` (whose words it is), or nothing."""
    said, told = fold_word(said), fold_word(told)
    if _any(HEDGES).search(told) and not _any(HEDGES).search(said):
        return "doubt"
    spoken = _any(HEDGES, SAID, SPOKEN)
    return "speaker" if _any(SAID).search(told) and not spoken.search(said) else ""


def relations(text: str) -> set[str]:
    """Return the relatives (wife, son, sister) that `text` speaks of."""
    return {kind for kind in _concepts(text, events=True) if kind in _RELATIVES}


def place_concepts(text: str) -> set[str]:
    """Return the countries, cities and regions of the glossary that `text` names, in either language."""
    return _concepts(text, events=False)


def place_of(word: str) -> str:
    """Return the place that one folded word names, or nothing."""
    return _concept(word, events=False)


def _concepts(text: str, *, events: bool) -> set[str]:
    found: set[str] = set()
    for match in _WORD.finditer(text):
        concept = _concept(fold_word(match.group()), events=events)
        if concept and (events or match.group()[0].isupper() or "ск" in match.group()):
            found.add(concept)
    return found


def _concept(low: str, *, events: bool) -> str:
    russian = not low.isascii()
    book = lexicon(russian)
    key = skeleton(low) if russian else english(low)
    if events:
        return book.events.get(key, "") if not russian or len(key) > 3 or low in book.listed else ""
    if russian and len(key) <= _SHORT_STEM and not low.startswith(book.spelled.get(key, ())):
        return ""
    return book.places.get(key, "")


def _any(*tables: dict[str, str]) -> re.Pattern[str]:
    return _either(tuple(pattern for table in tables for pattern in table.values()))


@cache
def _either(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(patterns))


@cache
def _claims() -> tuple[_Claim, ...]:
    words: dict[str, tuple[str, str]] = {}
    also: dict[str, list[str]] = {}
    for line in CLAIMS.strip().replace("\n  ", " ").splitlines():
        name, _, rest = line.partition(":")
        parts = [part.strip() for part in rest.split("|")] + [""]
        words[name] = (parts[0], parts[1])
        also[name] = parts[2].split()
    return tuple(
        _Claim(
            name,
            _pattern(words[name], made=True),
            tuple(_pattern(words[other], made=False) for other in (name, *also[name])),
        )
        for name in words
    )


def _pattern(sides: tuple[str, str], *, made: bool) -> re.Pattern[str]:
    alternatives = []
    for word in " ".join(sides).replace("+", "" if not made else "+").split():
        if word.startswith("+"):
            continue
        exact = word.endswith("=")
        stem = word.removesuffix("=").replace("=", r"[\s-]")
        alternatives.append(stem + (r"\b" if exact else ""))
    return re.compile(rf"\b(?:{'|'.join(alternatives)})")
