"""Words of a text as keys that agree across inflection, spelling and script.

A Russian word, its Latin slug and a name spelled in English meet in one Latin skeleton:
``чеченских``, ``chechenskih`` and ``chechenskikh`` are one key. English words are stemmed apart.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Protocol

_CACHE = 1 << 17
_LONGEST = 40
"""Longer runs of letters are no words; stemming them would only cost time."""


class _Stemmer(Protocol):
    def stemWord(self, word: str, /) -> str: ...  # noqa: N802  # the library's own name


@cache
def _stemmer(language: str) -> _Stemmer:
    import snowballstemmer

    stemmer: _Stemmer = snowballstemmer.stemmer(language)
    return stemmer


_FOLD = str.maketrans(
    {
        **dict(zip("абвгдезиклмнопрстуфхцэ", "abvgdeziklmnoprstufhce", strict=True)),
        "ё": "e", "ж": "zh", "й": "i", "ч": "ch", "ш": "sh", "щ": "sh", "ъ": "", "ы": "i", "ь": "",
        "ю": "iu", "я": "ia", "і": "i", "ї": "i", "є": "e", "ґ": "g", "ў": "u",
    }
)  # fmt: skip

# Longest first. Schemes disagree (kh, h, x; ya, ia, ja), so every spelling of a letter is listed.
_CYRILLIC = {
    "shch": "щ", "sch": "щ", "zh": "ж", "kh": "х", "ts": "ц", "tc": "ц", "ch": "ч", "sh": "ш",
    "yu": "ю", "iu": "ю", "ju": "ю", "ya": "я", "ia": "я", "ja": "я", "ye": "е", "je": "е", "ie": "ие",
    "ph": "ф", "ck": "к", "th": "т", "a": "а", "b": "б", "v": "в", "w": "в", "g": "г", "d": "д", "e": "е",
    "z": "з", "i": "и", "k": "к", "l": "л", "m": "м", "n": "н", "o": "о", "p": "п", "r": "р", "s": "с",
    "t": "т", "u": "у", "f": "ф", "h": "х", "x": "х", "c": "ц", "q": "к", "y": "ы", "j": "й",
}  # fmt: skip
_LETTERS = re.compile("|".join(sorted(_CYRILLIC, key=len, reverse=True)))
_REFLEXIVE = re.compile("ts[yij]a$")
_ADJECTIVE = re.compile("([yi])[yij]$")
_SHORT_I = re.compile("(?<=[aeou])[yij](?![aeou])")
_POSSESSIVE = re.compile("(?<=..)и?[ое]в$")
"""The stemmer leaves Кадыров-а but cuts Кадыр-ов: cut both."""
_DOUBLE = re.compile(r"(.)\1+")


def cyrillic(word: str) -> str:
    """Spell a lower-case Latin transliteration in Cyrillic letters, near enough for a stemmer."""
    word = _REFLEXIVE.sub("тся", word)
    word = _ADJECTIVE.sub(r"\1й", word)
    word = _SHORT_I.sub("й", word)
    return _LETTERS.sub(lambda found: _CYRILLIC[found.group()], word)


@lru_cache(_CACHE)
def skeleton(word: str) -> str:
    """Return the key of a lower-case Russian word, in Cyrillic or transliterated."""
    if word.isascii():
        word = cyrillic(word)
    stem = _stemmer("russian").stemWord(word[:_LONGEST])
    return _DOUBLE.sub(r"\1", _POSSESSIVE.sub("", stem).translate(_FOLD))


@lru_cache(_CACHE)
def english(word: str) -> str:
    """Return the key of a lower-case English word."""
    return _stemmer("english").stemWord(word[:_LONGEST])
