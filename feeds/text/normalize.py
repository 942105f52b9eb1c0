"""Owns the folded form of a text in which words are looked up, with a way back to the original offsets.

Folding lower-cases, reads HTML character references, drops stress marks, soft hyphens and invisible
characters, makes ё е, strips accents from Latin letters and repairs words that mix look-alike letters of
both scripts. Ordinary text takes a path of a few fast built-in calls.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from html import unescape
from typing import NamedTuple

_ACCENTS = "\u0300\u0301"
"""Only these two combining marks are dropped anywhere: they are stress marks; й and ї keep theirs."""
_INVISIBLE = "\u00ad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff"

_LATIN = "abcehikmnoptuxygrs"
_TO_CYRILLIC = str.maketrans("abcehikmoptxyn", "авсенікмортхуп")
_TO_LATIN = str.maketrans("авсенікмортхуѕјп", "abcehikmoptxysjn")


class Folded:
    """A folded text; `original(start, end)` gives the half-open span it came from."""

    __slots__ = ("_at", "_shift", "_source", "_wide", "text")

    def __init__(
        self,
        text: str,
        source: str,
        at: Sequence[int] = (),
        shift: Sequence[int] = (),
        wide: Mapping[int, int] | None = None,
    ) -> None:
        self.text = text
        self._source = source
        self._at = at
        self._shift = shift
        self._wide = wide

    @property
    def aligned(self) -> bool:
        """Whether folded and original offsets are the same."""
        return not self._at

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the source text that folded to ``text[start:end]``; `end` > `start`."""
        if not self._at:
            return start, end
        last = self._place(end - 1) + (self._wide or {}).get(end - 1, 1)
        source = self._source
        while last < len(source) and source[last] in _ACCENTS:
            last += 1
        return self._place(start), last

    def _place(self, index: int) -> int:
        step = bisect_right(self._at, index)
        return index + self._shift[step - 1] if step else index


class _Patterns(NamedTuple):
    special: re.Pattern[str]
    removed: re.Pattern[str]
    word: re.Pattern[str]
    accents: dict[int, int]


def fold(text: str) -> Folded:
    """Return the folded form of `text`; linear, for any string, lone surrogates included."""
    low = text.lower()
    if len(low) != len(text):  # İ becomes two letters; folding must keep one for one here
        low = "".join(small if len(small := letter.lower()) == 1 else letter for letter in text)
    if low.isascii() or _is_plain(low):
        low = low.replace("ё", "е")
        return _rebuilt(low, text) if "&" in low and ";" in low else Folded(low, text)
    patterns = _patterns()
    low = low.replace("ё", "е")
    folded: Folded | None = None
    special = patterns.special.search(low) is not None
    if special or "&" in low:
        folded = _rebuilt(low.translate(patterns.accents) if special else low, text)
        low = folded.text
    if _mixes_alphabets(low.encode("cp1251", "replace")):
        low = patterns.word.sub(_repair, low)
    if folded is None:
        return Folded(low, text)
    folded.text = low
    return folded


def _is_plain(low: str) -> bool:
    """Tell cheaply whether nothing but ё and references may want folding, as in most texts.

    Windows-1251 holds the letters and the marks of ordinary Russian and English print, and no accent, stress
    mark or invisible character but the soft hyphen. Its bytes show at once whether alphabets meet in a word.
    """
    try:
        written = low.encode("cp1251")
    except UnicodeEncodeError:
        return False
    return b"\xad" not in written and not _mixes_alphabets(written)


def _mixes_alphabets(written: bytes) -> bool:
    """Tell whether a Latin and a Cyrillic letter are neighbours in Windows-1251 bytes."""
    alphabets = written.translate(_alphabets())
    return b"LC" in alphabets or b"CL" in alphabets


@cache
def _alphabets() -> bytes:
    """Return the table that makes L of Latin letters in Windows-1251, C of Cyrillic ones, keeps the rest."""
    table = bytearray(range(256))
    for code in range(256):
        letter = bytes((code,)).decode("cp1251", "replace").lower()
        if "a" <= letter <= "z":
            table[code] = ord("L")
        elif "а" <= letter <= "џ":
            table[code] = ord("C")
    return bytes(table)


def fold_word(word: str) -> str:
    """Return the folded form of a word or phrase of a watch-list."""
    return fold(word).text


def _rebuilt(low: str, source: str) -> Folded:
    """Return `low` without removed characters and with references read, and its map back to `source`."""
    pieces: list[str] = []
    at: list[int] = []
    shift: list[int] = []
    wide: dict[int, int] = {}
    done = length = 0
    for match in _patterns().removed.finditer(low):
        start, end = match.span()
        put = _replacement(match.group())
        pieces += (low[done:start], put)
        length += start - done
        if put:
            wide[length] = end - start
            length += 1
        at.append(length)
        shift.append(end - length)
        done = end
    pieces.append(low[done:])
    return Folded("".join(pieces), source, at, shift, wide)


@lru_cache(maxsize=1000)
def _replacement(found: str) -> str:
    """Return the one character (or none) that stands for a character reference or a combining pair."""
    if found.startswith("&"):
        letter = unescape(unescape(found))[:1].lower()[:1]
        letter = "е" if letter == "ё" else letter
        return "" if _patterns().removed.match(letter) else letter or " "
    if found.endswith("\u0306"):
        return "й"
    return "е" if found.endswith("\u0308") else ""


def _repair(match: re.Match[str]) -> str:
    """Return a word that mixes scripts in one script, if look-alikes explain the mixture."""
    word = match.group()
    latin = sum("a" <= letter <= "z" for letter in word)
    if latin in (0, len(word)):
        return word
    cyrillic, roman = word.translate(_TO_CYRILLIC), word.translate(_TO_LATIN)
    fits_cyrillic = not any("a" <= letter <= "z" for letter in cyrillic)
    fits_latin = not any("а" <= letter <= "я" for letter in roman)
    if fits_cyrillic and (not fits_latin or latin * 2 <= len(word)):
        return cyrillic
    return roman if fits_latin else word


@cache
def _patterns() -> _Patterns:
    accents: dict[int, int] = {0x450: ord("е"), 0x45D: ord("и"), 0x451: ord("е"), ord("ı"): ord("i")}
    accents |= {ord("ø"): ord("o"), ord("ł"): ord("l"), ord("đ"): ord("d"), ord("æ"): ord("a")}
    for code in (*range(0xC0, 0x180), *range(0x1CD, 0x1DD), *range(0x1E00, 0x1F00)):
        base = unicodedata.decomposition(chr(code)).split()
        if len(base) == 2 and base[0].isalnum() and int(base[0], 16) < 0x250:
            accents.setdefault(code, ord(chr(accents.get(int(base[0], 16), int(base[0], 16))).lower()))
    return _Patterns(
        special=re.compile(rf"[{_ACCENTS}\u0306\u0308{_INVISIBLE}ѐѝà-ɏḀ-ỿ]"),
        removed=re.compile(
            rf"&(?:amp;)?(?:#\d{{1,7}}|#x[0-9a-f]{{1,6}}|[a-z]{{2,8}}\d{{0,2}});|и\u0306|е\u0308|[{_ACCENTS}{_INVISIBLE}]+"
        ),
        word=re.compile(r"[a-zа-яѐ-џ]+"),
        accents=accents,
    )
