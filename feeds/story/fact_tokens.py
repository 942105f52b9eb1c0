"""Words of a sentence with their places, and the clauses they stand in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from feeds.text.labels import label_spans
from feeds.text.sentences import split


def word_set(words: str) -> frozenset[str]:
    """Return words that are written with spaces between them."""
    return frozenset(words.split())


_SENTENCE_TOKENS = 120
"""Longer "sentences" are lists or broken markup; what follows is not read."""

_BREAKS = frozenset(";:()[]—–\u2015")
_STOPS = word_set(
    """
    but while although though whereas after before when since who whom whose which that because until as
    amid following но а когда после который которая которое которые которого которой которому которых
    которую которым которыми что чтобы пока хотя поскольку потому
    """
)
"""Words that open a clause of its own."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a number or a mark: as written, in small letters (ё as е, no accents), and where it stands."""

    text: str
    low: str
    start: int
    end: int
    clause: int
    """Clauses of a sentence are numbered from 0."""

    @property
    def capital(self) -> bool:
        """Whether it is a word that begins with a capital."""
        return self.text[0].isupper()

    @property
    def russian(self) -> bool:
        """Whether it is written in Cyrillic letters."""
        return "\u0400" <= self.low[0] <= "\u04ff"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a field, without its compulsory labels."""

    tokens: tuple[Token, ...]
    asks: bool
    """It is a question."""
    titled: bool
    """Most of its words have capitals, as in an English headline: capitals say nothing."""


@lru_cache(maxsize=8)
def sentences(text: str) -> tuple[Sentence, ...]:
    """Return the sentences of `text` that tell something; offsets are those of `text`.

    The last few texts are remembered: what happened and when are read one after the other.
    """
    return tuple(_sentences(text))


def _sentences(text: str) -> Iterator[Sentence]:
    blank = _without_labels(text)
    for start, end in split(blank):
        tokens = _tokens(blank, start, end)
        if tokens:
            asks = "?" in {token.text for token in tokens[-3:]}
            yield Sentence(tokens, asks, _titled(tokens))


def _without_labels(text: str) -> str:
    """Return `text` with its labels blanked out, of the same length."""
    pieces: list[str] = []
    done = 0
    for start, end in label_spans(text):
        pieces += (text[done:start], " " * (end - start))
        done = end
    return "".join((*pieces, text[done:])) if done else text


def _tokens(text: str, start: int, end: int) -> tuple[Token, ...]:
    found: list[Token] = []
    clause = 0
    for match in _pattern().finditer(text, start, end):
        word = match.group()
        low = word.lower()
        if not low.isascii():
            low = low.replace("ё", "е").replace("\u0301", "").replace("\xad", "").replace("’", "'")
        if not low:
            continue
        if word in _BREAKS or low in _STOPS or (word == "," and found):
            clause += 1
        found.append(Token(word, low, match.start(), match.end(), clause))
        if len(found) >= _SENTENCE_TOKENS:
            break
    return tuple(found)


def _titled(tokens: Sequence[Token]) -> bool:
    words = [token for token in tokens if len(token.low) > 3 and token.low.isalpha()]
    return len(words) > 2 and sum(token.capital for token in words) > 0.8 * len(words)


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(
        r"[^\W\d_](?:[^\W\d_]|[\u0301\u00ad]|[-‐‑'’](?=[^\W\d_]))*"
        r"|\d{1,3}(?:[\u00a0\u202f,]\d{3}(?!\d))+(?![\w‐‑-])"
        r"|\d+(?:[.,:/]\d+)*(?:[-‐‑–]?[^\W\d_]+(?:[-‐‑][^\W\d_]+)*|[-‐‑–]\d+)*"
        r"|[^\w\s]"
    )
