"""Owns Russian names in Latin letters: the spellings of a stem by published schemas, and a key that makes
spellings of one word equal whatever the schema.

Schemas: the iuliia package (GOST, ISO 9, BGN/PCGN, ICAO, passports, maps ...).
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from feeds.text.normalize import fold_word

if TYPE_CHECKING:
    import iuliia

_KEY_STEPS = (
    ("shch|shtsh|schtsch|sc?h|sc", "S"),
    ("tsch|tch|ch", "C"),
    ("zh", "Z"),
    ("kh|h|x", "h"),
    ("tz|ts|cz|c", "c"),
    ("ck|q|k", "k"),
    ("ff|w|v", "v"),
    ("[yji]+", "i"),
)
"""Groups of letters that different schemas write for one Russian letter, in the order they are tried."""

_KEY_OF_CYRILLIC = str.maketrans("абвгдезийклмнопрстуфхцчшщыэ", "abvgdeziiklmnoprstufhcCSSie") | {
    ord("ж"): "Z",
    ord("ъ"): "",
    ord("ь"): "",
    ord("ю"): "iu",
    ord("я"): "ia",
}

_BACK = {
    "shch": "щ", "sch": "щ", "tch": "ч", "zh": "ж", "kh": "х", "ts": "ц", "ch": "ч", "sh": "ш", "ya": "я",
    "ja": "я", "yu": "ю", "ju": "ю", "ye": "е", "yo": "е", "ia": "ия", "iy": "ий", "ck": "к", "x": "кс",
    "w": "в", "q": "к",
}  # fmt: skip
_BACK_LETTERS = dict(zip("abvgdeziyklmnoprstufhcj", "абвгдезийклмнопрстуфхкж", strict=True))


def spellings(word: str) -> frozenset[str]:
    """Return the Latin spellings of a Cyrillic word or stem by all schemas, lower case, without accents."""
    found = set()
    for start, after_vowel, after_sign, after_consonant in _tables():
        table, parts = start, []
        for letter in word:
            parts.append(table.get(letter, ""))
            table = after_vowel if letter in _VOWELS else after_sign if letter in "ьъ" else after_consonant
        found.add("".join(parts))
    wanted = cyrillic_key(word)  # a schema that drops letters would make кадыров and кадров one
    found = {spelling for spelling in found if key(spelling) == wanted}
    if word.endswith("в"):
        found |= {spelling[:-1] + end for spelling in sorted(found) for end in ("w", "ff")}
    return frozenset(found)


@lru_cache(maxsize=20_000)
def key(word: str) -> str:
    """Return what the spellings of one Russian word share: titiyev, titijev and titiew give one key."""
    return _key_pattern().sub(_key_letter, word).replace("ie", "e")


@lru_cache(maxsize=100_000)
def cyrillic_key(word: str) -> str:
    """Return the key that the Latin spellings of a folded Cyrillic word have."""
    return _squeeze().sub("i", word.translate(_KEY_OF_CYRILLIC)).replace("ie", "e")


def cyrillic_guesses(word: str) -> tuple[str, ...]:
    """Return Cyrillic words that a Latin name may stand for, likeliest first."""
    low = fold_word(word)
    first = "".join(_back(low))
    guesses = [first, first.replace("ия", "ья"), first.replace("й", "ы"), first.replace("ж", "й")]
    guesses += [
        first + "й" if first.endswith(("и", "е")) else first[:-1] + "ий" if first.endswith("й") else first
    ]
    guesses += [first.replace("аи", "ай"), first.replace("еи", "ей")]
    guesses += [first.replace("г", "х"), first.replace("к", "х")] if "h" in low or "k" in low else []
    return tuple(dict.fromkeys(guesses))


def _back(word: str) -> list[str]:
    parts: list[str] = []
    at = 0
    while at < len(word):
        for latin, letter in _BACK.items():
            if word.startswith(latin, at):
                parts.append(letter)
                at += len(latin)
                break
        else:
            parts.append(_BACK_LETTERS.get(word[at], word[at]))
            at += 1
    return parts


def _plain(spelling: str) -> str:
    return "".join(letter for letter in fold_word(spelling) if "a" <= letter <= "z")


@cache
def _key_pattern() -> re.Pattern[str]:
    return re.compile("|".join(f"({group})" for group, _ in _KEY_STEPS))


@cache
def _squeeze() -> re.Pattern[str]:
    return re.compile("i+")


def _key_letter(match: re.Match[str]) -> str:
    return _KEY_STEPS[(match.lastindex or 1) - 1][1]


_VOWELS = "аеиоуыэюя"
_LETTERS = "абвгдежзийклмнопрстуфхцчшщъыьэюя"


@cache
def _tables() -> tuple[tuple[dict[str, str], ...], ...]:
    """Return the distinct schemas as tables of letters: at the start, after a vowel, a sign, a consonant.

    The package's own translation is some twenty times slower, and a thousand names must be ready in a second.
    """
    import iuliia

    found: dict[str, tuple[dict[str, str], ...]] = {}
    for _, schema in sorted(vars(iuliia).items()):  # the package lists them as module attributes only
        if hasattr(schema, "translate") and hasattr(schema, "samples") and not isinstance(schema, type):
            tables = tuple(_probed(schema, before) for before in ("", "а", "ь", "б"))
            found.setdefault(repr(tables), tables)
    return tuple(found.values())


def _probed(schema: iuliia.Schema, before: str) -> dict[str, str]:
    """Return how a schema writes each letter after the letter `before`."""
    words = schema.translate(" ".join(f"{before}{letter}бб" for letter in _LETTERS)).split(" ")
    head, tail = len(schema.translate(f"{before}ббб")) - 3 if before else 0, 2
    return {
        letter: _plain(word[head : len(word) - tail]) for letter, word in zip(_LETTERS, words, strict=True)
    }
