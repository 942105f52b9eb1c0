"""Owns the guess which language a short text is in, by script, letters and the commonest small words."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

_SAMPLE = 2000
"""Characters looked at: more does not change the answer."""
_WORDS = 120
"""Words in Latin letters looked at, for the same reason."""

_SMALL_WORDS = {
    "uk": "та що як від це його про або він також після й є немає було які яка який щоб",
    "ru": "и что как от это его или он также после не было которые чтобы для из",
    "en": (
        "the of and to in on for with from by at is are was were has have had be it its his her their this "
        "that as after over says said will new not who how why what more than about against an a into up out"
    ),
    "ru-Latn": (
        "v vo na i s so iz k ko o ob ot do po za u ne chto kak dlya dlja dlia iz-za pri pod nad bez posle "
        "protiv ego eto est bylo byl byla budet ili uzhe zayavil soobshchil rasskazal nazval rossii goda"
    ),
}
_TRANSLIT_ENDING = (
    r"(?:ogo|ego|omu|emu|ymi|imi|ykh|ikh|yh|ih|aya|aja|uyu|uju|oy|oj|iy|ij|yj|yy|yi|skii|skiy|skij|ovu|ovym|"
    r"ami|akh|ah|ost|osti|eniya|enija|eniia|anii|enii|nie|nye|tsya|tsia|lsya|alsya|ili|ali|al|il|ila|ala|ut|yut|et)$"
)
_ENGLISH_SHAPE = r"[wqx]|th|ck|ee|ght|tion|(?:ing|ed|'s|[a-z]{3}[bdgklmnprtvwy]s)$"
_RUSSIAN_SHAPE = r"zh|kh|shch|[aeiou]v$|^v[sz][^aeiou]"
_SURNAME_SHAPE = r"(?:[aeiou]v|ova|eva|[aiy]n|sk[iy]+)$"


class _Patterns(NamedTuple):
    cyrillic: re.Pattern[str]
    latin: re.Pattern[str]
    foreign: re.Pattern[str]
    word: re.Pattern[str]
    ending: re.Pattern[str]
    english: re.Pattern[str]
    russian: re.Pattern[str]
    surname: re.Pattern[str]


def detect(text: str) -> str:
    """Return ``en``, ``ru``, ``uk``, ``ru-Latn`` (Russian in Latin letters), ``other``, or "": no letters."""
    sample = text[:_SAMPLE].lower()
    patterns = _patterns()
    cyrillic = len(patterns.cyrillic.findall(sample))
    latin = len(patterns.latin.findall(sample))
    if not cyrillic and not latin:
        return "other" if any(letter.isalpha() for letter in sample) else ""
    if cyrillic >= latin:
        return _cyrillic_language(sample, patterns.word.findall(sample.replace("’", "'")))
    foreign = len(patterns.foreign.findall(sample)) - cyrillic
    if foreign > 0.04 * latin:
        return "other"
    return _latin_language(patterns.word.findall(text[:_SAMPLE].replace("’", "'"))[:_WORDS])


def _cyrillic_language(sample: str, words: list[str]) -> str:
    small = _small_words()
    ukrainian = sum(sample.count(letter) for letter in "іїєґ") + sum(word in small["uk"] for word in words)
    russian = sum(sample.count(letter) for letter in "ыэъё") + sum(word in small["ru"] for word in words)
    if ukrainian > russian:
        return "uk"
    if russian or not any(letter in sample for letter in "ўјљњћђџқғңәһөүұ"):
        return "ru"
    return "other"


def _latin_language(written: list[str]) -> str:
    words = [word.lower() for word in written]
    small = _small_words()
    english = sum(word in small["en"] for word in words)
    translit = sum(word in small["ru-Latn"] for word in words)
    shapes = _patterns()
    telling = _telling(written)
    ends = sum(len(word) > 4 and shapes.ending.search(word) is not None for word in telling)
    russian = translit + ends + sum(shapes.russian.search(word) is not None for word in telling)
    english += sum(shapes.english.search(word) is not None for word in words)
    if russian > english and (translit or russian * 4 >= len(words)):
        return "ru-Latn"
    return "en"


def _telling(written: list[str]) -> list[str]:
    """Return, in small letters, the words whose spelling tells of their language.

    Names do not: English news is full of Russian ones. Where most words have capitals these tell no names.
    """
    titled = 2 * sum(word.islower() for word in written) < len(written)
    surname = _patterns().surname
    return [
        word.lower()
        for word in written
        if word.islower() or (titled and surname.search(word.lower()) is None)
    ]


@cache
def _small_words() -> dict[str, frozenset[str]]:
    return {language: frozenset(words.split()) for language, words in _SMALL_WORDS.items()}


@cache
def _patterns() -> _Patterns:
    return _Patterns(
        cyrillic=re.compile("[\u0400-\u04ff]"),
        latin=re.compile("[a-z]"),
        foreign=re.compile(r"[^\W\d_\x00-\x7f]"),
        word=re.compile(r"[^\W\d_]+(?:['’][a-z]\b)?"),
        ending=re.compile(_TRANSLIT_ENDING),
        english=re.compile(_ENGLISH_SHAPE),
        russian=re.compile(_RUSSIAN_SHAPE),
        surname=re.compile(_SURNAME_SHAPE),
    )
