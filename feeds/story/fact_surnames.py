"""Russian first names and surnames led back from their case to the nominative."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from feeds.story.fact_names import caucasian_names
from feeds.story.fact_tokens import word_set
from feeds.text import words

_HARD = ("ов", "ев", "ин", "ын")
_VOWELS = "аеиоуыэюя"
_SURNAME = {"nomn": "", "gent": "а", "accs": "а", "datv": "у", "ablt": "ым", "loct": "е"}
_ADJECTIVE = {"gent": "ого", "accs": "ого", "datv": "ому", "ablt": "им", "loct": "ом"}
_HARD_NOUN = {"gent": "а", "accs": "а", "datv": "у", "ablt": "ом", "loct": "е"}
_SOFT_NOUN = {"gent": "я", "accs": "я", "datv": "ю", "ablt": "ем", "loct": "е"}
"""A man's endings by case, for surnames like Титиев, Вельский, Шевчук and Гоголь."""
_NOT_SURNAMES = word_set("месяц бывший год неделя день")
_NO_NAME = word_set("ADJF PRTF ADJS VERB INFN PREP CONJ PRCL ADVB NPRO PRTS GRND INTJ PRED NUMR COMP")
"""Parts of speech that no surname is, unless the dictionary says so (Горький)."""
_RARE = word_set("федора павла степана ивана петра")
"""Women's names that are hardly ever meant: a form of Фёдор is the likelier reading."""
_COMMON_WORDS = word_set(
    """
    роман вера надежда любовь лев слава мир марк роза лада майя виктория лилия марат искра воля вольга
    ад ким рада
    """
)
"""First names that are words too: their surnames must be known, or end like surnames."""
_LIKE_SURNAME = re.compile(
    "(?:ов|ев|ин|ын)(?:а|у|ым|е|ой)?$|[сц]к(?:ий|ого|ому|им|ом|ая|ой|ую)$|(?:енко|швили|дзе|ян|чук)(?:а|у|ом|е)?$"
)


class Reading(NamedTuple):
    """A first name in a case, a man's (``masc``) or a woman's; `sure`: it is hardly anything else."""

    nominative: str
    gender: str
    case: str
    sure: bool


@lru_cache(maxsize=20_000)
def given_readings(word: str) -> tuple[Reading, ...]:
    """Return what first name in which case a Cyrillic word may be, the likeliest first."""
    parses = words._parses(word)
    # Where the name is not the likeliest reading (герой, a form of Гера), more is asked of the surname.
    first = bool(parses) and "Name" in parses[0].tag
    found = list(_caucasian().get(word, ()))
    for parse in parses:
        tag = parse.tag
        if not parse.is_known or "Name" not in tag or tag.number == "plur":
            continue
        nominative = parse.normal_form.replace("ё", "е")
        cases = _SURNAME if "Fixd" in tag else {str(tag.case)} & _SURNAME.keys()
        sure = first and nominative not in _COMMON_WORDS
        found += [Reading(nominative, str(tag.gender), case, sure) for case in cases]
    readings = [reading for reading in dict.fromkeys(found) if reading.gender in {"masc", "femn"}]
    return tuple(sorted(readings, key=lambda reading: reading.nominative in _RARE))


@cache
def _caucasian() -> dict[str, tuple[Reading, ...]]:
    found: dict[str, tuple[Reading, ...]] = {}
    for name in caucasian_names():
        woman = name.endswith("а") or name in {"зарган", "хеди", "зайнап", "хадижат", "айшат", "петимат"}
        gender = "femn" if woman else "masc"
        if woman or name.endswith(("и", "у", "о")):
            cases = {name: tuple(_SURNAME)} if not name.endswith("а") else _first_declension(name)
        else:
            cases = {name + end: (case,) for case, end in _HARD_NOUN.items() if case != "accs"}
            cases |= {name: ("nomn",), name + "а": ("gent", "accs")}
        for form, told in cases.items():
            found[form] = (*found.get(form, ()), *(Reading(name, gender, case, True) for case in told))
    return found


def _first_declension(name: str) -> dict[str, tuple[str, ...]]:
    stem = name[:-1]
    vowel = "и" if stem[-1] in "гкхжшчщ" else "ы"
    return {
        name: ("nomn",),
        stem + vowel: ("gent",),
        stem + "е": ("datv", "loct"),
        stem + "у": ("accs",),
        stem + "ой": ("ablt",),
    }


@lru_cache(maxsize=20_000)
def surname_nominative(word: str, gender: str, case: str, sure: bool) -> str:
    """Return the nominative of a surname that stands in `case`, or "" if it cannot be one."""
    if not _may_be_surname(word, sure):
        return ""
    return _man(word, case) if gender == "masc" else _woman(word, case)


def surname_case(word: str) -> str:
    """Return the case in which a man's surname stands, "" where it is none; a genitive may be accusative."""
    return next((case for case in ("nomn", "gent", "datv", "ablt", "loct") if _man(word, case)), "")


def _may_be_surname(word: str, sure: bool) -> bool:
    parses = [parse for parse in words._parses(word) if parse.is_known and "Poss" not in parse.tag]
    if any("Surn" in parse.tag for parse in parses):
        return True
    alike = _LIKE_SURNAME.search(word) is not None
    if word in _NOT_SURNAMES or any("Geox" in parse.tag and parse.tag.number == "sing" for parse in parses):
        return False
    if any(parse.tag.POS in _NO_NAME for parse in parses) and not alike:
        return False
    return sure or (alike and not parses)


def _man(word: str, case: str) -> str:
    if case == "nomn":
        odd = word.endswith(("ого", "ому", "ова", "ева", "ина", "ская", "цкая"))
        return "" if odd else word
    adjective = _ADJECTIVE[case]
    stem = word.removesuffix(adjective)
    if stem != word and stem.endswith(("ск", "цк")):
        return stem + "ий"
    if stem != word and adjective in {"ого", "ому"}:
        return stem + ("ий" if stem[-1:] in "гкхжшчщ" else "ый")
    stem = word.removesuffix(_SURNAME[case])
    if stem != word and stem.endswith(_HARD):
        return stem
    return _noun(word, case) or (word if word.endswith(("о", "и", "е", "ых", "их")) else "")


def _noun(word: str, case: str) -> str:
    """Return the nominative of a man's surname that is declined as a noun (Шевчук, Гоголь), or ""."""
    stem = word.removesuffix(_HARD_NOUN[case])
    if stem != word and len(stem) > 1 and stem[-1] not in _VOWELS + "ьйъ":
        return stem
    stem = word.removesuffix(_SOFT_NOUN[case])
    if stem != word and len(stem) > 1 and case != "loct":
        return stem + ("й" if stem[-1] in _VOWELS else "ь")
    return ""


def _woman(word: str, case: str) -> str:
    if case == "nomn":
        return "" if word.endswith(("ой", "ого", "ову", "еву", "скую", "ым", "ых")) else word
    oblique = "у" if case == "accs" else "ой"
    stem = word[: -len(oblique)]
    if word.endswith(oblique) and stem.endswith(_HARD):
        return stem + "а"
    if word.endswith("скую" if case == "accs" else "ской"):
        return word[: -len("ую" if case == "accs" else "ой")] + "ая"
    if word.endswith(("ова", "ева", "ина", "ский", "ов", "ев", "ову", "еву", "ину", "скую")):
        return ""
    return "" if word[-1] in "аяыюэ" else word
