"""Which names a text has that another does not, across scripts: inflected, transliterated, or of an office.

A capital makes a name, inside a sentence always, at its beginning unless the word is known for a common one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from feeds.story.claimed import place_concepts, place_of
from feeds.story.claims import CONTRACTED, DISTINCT, GIVEN, OFFICES, STARTERS
from feeds.story.lexicon import lexicon
from feeds.story.quantities import counts
from feeds.story.terms import english, skeleton
from feeds.text.normalize import fold_word
from feeds.text.sentences import split
from feeds.text.translit import cyrillic_key, key
from feeds.text.words import family, is_name

_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_POSSESSIVE = re.compile(r"['’]s?$")
_CYRILLIC = re.compile("[а-я]")
_CONSONANTS = 3
"""A foreign name is known by its consonants when it has so many: Trump and Трамп, Biden and Байден."""
_OURS = re.compile(
    r"(?:[oe]va?|iy?ev|yev|off|ina?|sk(?:y|iy?|aya)|tsk(?:y|iy?|aya)|enko|uk|[iy]an|dze|shvili|[oe]vich"
    r"|[oe]vna)$"
)
"""Endings of names that are spelled in Latin letters by rule, vowels included."""
_SURNAME = re.compile(r"\w{3,}(?:[oe]va?|iy?ev|skaya|enko|shvili|[ое]ва?|иева?|ская|енко|швили)$")
_COMMON = re.compile(
    r"\w{4,}ing|\w{4,}ly|\w{3,}tions?|\w{3,}ments?|\w{3,}ness|\w{3,}ity|\w{3,}ities|\w{3,}ists"
    r"|\w{3,}ents|\w{3,}ants"
    r"|\w{6,}ers|\w{5,}ors|\w{5,}ed|\w{4,}als"
)
"""How English words end that begin a sentence and are no names."""
_LOOSE = (
    ("dzh|dj|j|zh", "J"), ("tch|ch", "C"), ("sch|sh", "S"), ("th", "t"), ("ph", "f"), ("ck|q", "k"),
    ("x", "ks"), ("w", "v"), ("c(?=[eiy])|ts|z", "s"), ("c", "k"), ("[aeiouyh]", ""), (r"(.)\1+", r"\1"),
)  # fmt: skip


class Names:
    """What a source offers for the names of another text to be found in."""

    def __init__(self, text: str, *, translated: bool) -> None:
        tokens = [found.group() for found in _TOKEN.finditer(text)]
        capital = {_plain(token) for token in tokens if not token.islower()}
        self._words = {_plain(token) for token in tokens}
        self._stems = {english(word) for word in capital if word.isascii()}
        self._keys = {name for word in capital for name in _keys(word)}
        self._initials = {name[0] for name in self._keys if name}
        self._places = place_concepts(text)
        self._offices = {line for word in self._words for line in _offices_of(word)}
        self._given = {group for word in capital for group in _given(word)}
        self._loose = {_loose(word) for word in capital} - {""} if translated else set()

    def has(self, token: str) -> bool:
        """Tell whether a name occurs, in either script and any form."""
        word = _plain(token)
        if word in self._words or (word.isascii() and english(word) in self._stems):
            return True
        if len(word) == 1:
            return not _keys(word) or bool({name[:1] for name in _keys(word)} & self._initials)
        place = place_of(word)
        if place in self._places or not _keys(word).isdisjoint(self._keys):
            return True
        if place:
            return False
        if not _given(word).isdisjoint(self._given):
            return True
        if needed := _contracted(word):
            return needed <= self._offices
        if not _offices_of(word).isdisjoint(self._offices):
            return True
        return _loose(word) in self._loose


def unknown_names(text: str, names: Names, *, initial: bool = True) -> Iterator[str]:
    """Yield the names of `text` that `names` does not have, as they are written.

    Without `initial`, words that only their place gives a capital are passed over.
    """
    russian = bool(_CYRILLIC.search(fold_word(text)))
    for start, end in split(text):
        first = True
        for found in _TOKEN.finditer(text, start, end):
            token = found.group()
            read = initial or not first
            if read and _is_named(token, first=first, russian=russian) and not names.has(token):
                yield token
            # After a quotation mark or a colon a capital may be forced, too.
            first = text[found.end() : end].lstrip()[:1] in ("«", "“", '"', ":", "—")


def names_office(text: str) -> bool:
    """Tell whether `text` speaks of a ministry, a court, a party or another office, capital or not."""
    return any(_offices_of(_plain(found.group())) for found in _TOKEN.finditer(text))


def _is_named(token: str, *, first: bool, russian: bool) -> bool:
    word = _plain(token)
    foreign = russian and not _CYRILLIC.search(word)
    if counts(word) or not word:
        return False
    if token.islower():
        adjective = "ск" in word and bool(place_of(word))
        return foreign or adjective or bool(_SURNAME.fullmatch(word) and _no_word(word))
    if not first or foreign:
        return word != "i" and not (first and word in lexicon(russian).empty)
    if _CYRILLIC.search(word):
        if _contracted(word) or word.startswith(_distinct()):
            return True
        return is_name(word) and word not in lexicon(True).empty and not _offices_of(word)
    plain = word in _starters() or word in lexicon(False).empty or english(word) in lexicon(False).events
    return not plain and not _COMMON.fullmatch(word)


def _no_word(word: str) -> bool:
    """Tell a surname in small letters from a word that ends like one."""
    return is_name(word) and len(word) > 5 if _CYRILLIC.search(word) else True


def _plain(token: str) -> str:
    return fold_word(_POSSESSIVE.sub("", token))


@lru_cache(maxsize=20_000)
def _keys(word: str) -> frozenset[str]:
    """Return keys that all forms and spellings of a name share one of."""
    if _CYRILLIC.search(word):
        return frozenset(cyrillic_key(form) for form in family(word) | {word})
    return frozenset((key(word),))


@lru_cache(maxsize=20_000)
def _loose(word: str) -> str:
    """Return the consonants of a foreign name, empty for one that is too short or spelled by rule."""
    latin = skeleton(word) if _CYRILLIC.search(word) else word
    if _OURS.search(latin) or _OURS.search(_latin(word)):
        return ""
    for pattern, letters in _loose_steps():
        latin = pattern.sub(letters, latin)
    return latin if len(latin) >= _CONSONANTS else ""


def _latin(word: str) -> str:
    return cyrillic_key(word).replace("ie", "e") if _CYRILLIC.search(word) else word


@cache
def _loose_steps() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern), letters) for pattern, letters in _LOOSE)


@cache
def _starters() -> frozenset[str]:
    return frozenset(STARTERS.split())


@cache
def _given_groups() -> dict[str, int]:
    groups = re.split(r"[|\n]", GIVEN.strip())
    return {name: place for place, group in enumerate(groups) for name in group.split()}


@lru_cache(maxsize=20_000)
def _given(word: str) -> frozenset[int]:
    forms = family(word) if _CYRILLIC.search(word) else {word}
    return frozenset(_given_groups()[form] for form in forms if form in _given_groups())


@cache
def _office_lines() -> tuple[dict[str, frozenset[int]], tuple[tuple[str, int], ...]]:
    """Return lines by English word, and (Russian beginning, line), ``=`` at the end of a whole word."""
    words: dict[str, frozenset[int]] = {}
    stems: list[tuple[str, int]] = []
    for place, line in enumerate(OFFICES.strip().splitlines()):
        latin, _, russian = line.partition("|")
        for word in latin.split():
            words[word] = words.get(word, frozenset()) | {place}
        stems += [(stem, place) for stem in russian.split()]
    return words, tuple(stems)


@cache
def _distinct() -> tuple[str, ...]:
    return tuple(DISTINCT.split())


@cache
def _contractions() -> tuple[tuple[str, frozenset[int]], ...]:
    """Return (Russian beginning, the lines of offices that it stands for)."""
    words, _ = _office_lines()
    rows = (line.partition(": ") for line in CONTRACTED.strip().splitlines())
    return tuple((stem, frozenset(min(words[word]) for word in said.split())) for stem, _, said in rows)


@lru_cache(maxsize=20_000)
def _contracted(word: str) -> frozenset[int]:
    """Return the lines that must all be there for an office in one word; empty for another word."""
    return next((lines for stem, lines in _contractions() if word.startswith(stem)), frozenset())


@lru_cache(maxsize=20_000)
def _offices_of(word: str) -> frozenset[int]:
    words, stems = _office_lines()
    if not _CYRILLIC.search(word):
        return words.get(word, frozenset())
    return frozenset(
        place for stem, place in stems if (word == stem[:-1] if stem.endswith("=") else word.startswith(stem))
    )
