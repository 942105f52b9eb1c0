"""Owns Russian names in Latin letters: the spellings of a stem by published schemas, and a key that makes
spellings of one word equal whatever the schema.

Schemas: the iuliia package (GOST, ISO 9, BGN/PCGN, ICAO, passports, maps ...).
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

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
    "shch": "щ", "dzh": "дж", "sch": "щ ш", "tch": "ч", "zh": "ж", "kh": "х", "ts": "ц", "ch": "ч",
    "sh": "ш", "ya": "я ья", "ja": "я джа", "ia": "ия я ья", "yu": "ю", "ju": "ю джу", "iu": "ю",
    "ye": "е ье", "je": "е", "yo": "е йо", "iy": "ий и", "ij": "ий", "ii": "ий", "iya": "ия",
    "iia": "ия", "ou": "у", "oo": "у", "ck": "к", "th": "т", "ph": "ф", "a": "а", "b": "б", "c": "к ц",
    "d": "д", "e": "е э", "f": "ф", "g": "г", "h": "х г", "i": "и й", "j": "ж й дж", "k": "к х",
    "l": "л", "m": "м", "n": "н", "o": "о", "p": "п", "q": "к", "r": "р", "s": "с", "t": "т", "u": "у",
    "v": "в", "w": "в", "x": "кс х", "y": "и й ы", "z": "з ж",
}  # fmt: skip
"""What groups of Latin letters stand for in Russian names, likeliest first."""
_GUESSES_MAX = 64


def spellings(word: str) -> frozenset[str]:
    """Return the Latin spellings of a Cyrillic word or stem by all schemas, lower case, without accents."""
    found = {schema.write(word) for schema in _tables()}
    wanted = cyrillic_key(word)  # a schema that drops letters would make кадыров and кадров one
    found = {spelling for spelling in found if key(spelling) == wanted}
    if word.endswith("в"):
        found |= {spelling[:-1] + end for spelling in sorted(found) for end in ("w", "ff")}
    return frozenset(found)


class _Letters(dict[int, str]):
    """How a schema writes letters, by code point; what it does not know is left out."""

    def __missing__(self, _letter: int) -> str:
        return ""


class _Schema(NamedTuple):
    """One schema as tables of letters: at the start, after a vowel, a sign, a consonant."""

    start: dict[str, str]
    after_vowel: dict[str, str]
    after_sign: dict[str, str]
    after_consonant: dict[str, str]
    fixed: _Letters
    varying: frozenset[str]
    """The letters that it does not write alike everywhere: in most schemas none."""

    def write(self, word: str) -> str:
        """Return a folded Cyrillic word in this schema."""
        if self.varying.isdisjoint(word):
            return word.translate(self.fixed)
        table, parts = self.start, []
        for letter in word:
            parts.append(table.get(letter, ""))
            table = (
                self.after_vowel
                if letter in _VOWELS
                else self.after_sign
                if letter in "ьъ"
                else self.after_consonant
            )
        return "".join(parts)


@lru_cache(maxsize=20_000)
def key(word: str) -> str:
    """Return what the spellings of one Russian word share: titiyev, titijev and titiew give one key."""
    return _key_pattern().sub(_key_letter, word).replace("ie", "e")


@lru_cache(maxsize=100_000)
def cyrillic_key(word: str) -> str:
    """Return the key that the Latin spellings of a folded Cyrillic word have."""
    return _squeeze().sub("i", word.translate(_KEY_OF_CYRILLIC)).replace("ie", "e")


@lru_cache(maxsize=20_000)
def cyrillic_guesses(word: str) -> tuple[str, ...]:
    """Return Cyrillic words that a Latin name may stand for, likeliest first, at most some sixty."""
    low = fold_word(word)[:24]
    heads: list[tuple[str, int]] = [("", 0)]
    while any(at < len(low) for _, at in heads):
        grown = [step for head in heads for step in _steps(low, *head)]
        heads = list(dict.fromkeys(grown))[:_GUESSES_MAX]
    return tuple(dict.fromkeys(head for head, _ in heads))


def _steps(low: str, head: str, at: int) -> list[tuple[str, int]]:
    """Return a guess with its next letter read in every way."""
    if at >= len(low):
        return [(head, at)]
    size = next((size for size in (4, 3, 2) if low[at : at + size] in _BACK and at + size <= len(low)), 1)
    group = low[at : at + size]
    letters = _BACK.get(group, group).split(" ")
    if group == "l" and low[at + 1 : at + 2] not in {*"aeiouyl"}:
        letters = ["л", "ль"]  # the soft sign is not written: Ildar, Nail
    elif group in {"i", "y"} and at + 1 == len(low):
        letters = ["й", "и", "ий"] if head[-1:] in {*"аеиоу"} else ["и", "ий", "ый", "ы"]
    elif group == "i" and head[-1:] not in {*"аеиоу"}:
        letters = ["и"]
    return [(head + letter, at + size) for letter in letters]


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
def _tables() -> tuple[_Schema, ...]:
    """Return the distinct schemas.

    The package's own translation is some twenty times slower, and a thousand names must be ready in a second.
    """
    import iuliia

    found: dict[str, _Schema] = {}
    for _, schema in sorted(vars(iuliia).items()):  # the package lists them as module attributes only
        if hasattr(schema, "translate") and hasattr(schema, "samples") and not isinstance(schema, type):
            tables = [_probed(schema, before) for before in ("", "а", "ь", "б")]
            start = tables[0]
            varying = frozenset(
                letter for letter in _LETTERS if any(one[letter] != start[letter] for one in tables)
            )
            fixed = _Letters({ord(letter): written for letter, written in start.items()})
            found.setdefault(repr(tables), _Schema(start, tables[1], tables[2], tables[3], fixed, varying))
    return tuple(found.values())


def _probed(schema: iuliia.Schema, before: str) -> dict[str, str]:
    """Return how a schema writes each letter after the letter `before`."""
    words = schema.translate(" ".join(f"{before}{letter}бб" for letter in _LETTERS)).split(" ")
    head, tail = len(schema.translate(f"{before}ббб")) - 3 if before else 0, 2
    return {
        letter: _plain(word[head : len(word) - tail]) for letter, word in zip(_LETTERS, words, strict=True)
    }
