"""Who: people named in full, first name and surname, in either script; one key whatever case and script."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from feeds.story.boilerplate import is_boilerplate
from feeds.story.fact_names import (
    caucasian_names,
    is_byline,
    latin_names,
    named_after,
    no_surnames,
    organisations,
)
from feeds.story.fact_surnames import given_readings, surname_nominative
from feeds.story.fact_tokens import Sentence, Token, sentences, word_set
from feeds.text.normalize import fold_word
from feeds.text.translit import cyrillic_key, key
from feeds.text.words import is_patronymic

_SLAVIC = re.compile(
    r"(?:ov|ev|yov|off|ova|eva|sky|skiy|skii|ski|skaya|enko|shvili|adze|idze|iev|iyev|oev|aev)$"
)
_PARTICLES = word_set("bin ibn al el de da di van von der den la le du dos abu ben af ter")
_SPELLINGS = {"aleksander": "aleksandr", "piotr": "petr", "semion": "semen"}
"""First names that English spells in a way of its own."""
_YO = re.compile("(?<=[bcdfghklmnprstvz])yo")
"""Fyodor, Kovalyov: ё, which Russian texts write е."""
_LONGEST = 6
_PLURAL = ("овы", "евы", "ины", "ыны", "ские", "цкие")


@dataclass(frozen=True, slots=True)
class Person:
    """A person named in full: a key, first and last token."""

    key: str
    first: int
    last: int
    case: str = ""
    """The Russian case the name stands in (``nomn``, ``gent`` ...); English has none."""
    name: str = ""
    """The name in the nominative; "" where it stands so, or may be two people's."""


def find_people(sentence: Sentence, text: str) -> list[Person]:
    """Return the people a sentence of `text` names in full, in order; bylines and credits name none."""
    tokens = sentence.tokens
    found: list[Person] = []
    free = 0
    for at in range(len(tokens) - 1):
        if at < free or not _is_name(tokens[at]):
            continue
        person = _russian(tokens, at) if tokens[at].russian else _latin(tokens, at, titled=sentence.titled)
        if person is not None and not _borrowed(tokens, person):
            found.append(person)
            free = person.last + 1
    if found and is_boilerplate(text[tokens[0].start : tokens[-1].end]):
        return []
    return found


def person_key(name: str) -> str:
    """Return the key under which a person named in full, in the nominative, is found; "" for no such name."""
    for sentence in sentences(name):
        people = find_people(Sentence(sentence.tokens, asks=False, titled=False), name)
        if people:
            return people[0].key
    return ""


def plain_name(name: str) -> str:
    """Return a name that stands in a Russian case in the nominative; as it is where that is not sure."""
    for sentence in sentences(name):
        for person in find_people(Sentence(sentence.tokens, asks=False, titled=False), name):
            return person.name or name
    return name


def _is_name(token: Token) -> bool:
    text = token.text
    return len(text) > 1 and text[0].isupper() and not text.isupper()


def _borrowed(tokens: Sequence[Token], person: Person) -> bool:
    """Tell whether the name is a street's, a fund's, a ship's, or a byline's."""
    before = tokens[person.first - 1] if person.first else None
    after = tokens[person.last + 1] if person.last + 1 < len(tokens) else None
    if after is not None and after.capital and after.low in organisations():
        return True
    if before is None:
        return False
    if before.low in {"company", "firm", "brand", "компания", "компании", "бренд"}:
        return True
    if named_after(before.low) and before.russian:
        return True
    at = person.first - 1
    if before.text in ":/©" and at:
        before = tokens[at - 1]
    if before.low != "by":
        return is_byline(before.low)
    return person.first == 1 or is_byline(tokens[person.first - 2].low)


def _latin(tokens: Sequence[Token], at: int, *, titled: bool) -> Person | None:
    if not _is_given(tokens, at):
        return None
    last = _latin_end(tokens, at, titled=titled)
    if last is None:
        return None
    surname = tokens[last].low.removesuffix("'s")
    if titled and not _SLAVIC.search(surname):
        return None
    between = [token.low for token in tokens[at + 1 : last] if token.low in _PARTICLES]
    return Person(" ".join(latin_key(part) for part in (tokens[at].low, *between, surname)), at, last)


def _is_given(tokens: Sequence[Token], at: int) -> bool:
    low = tokens[at].low
    if low in _PARTICLES and at and tokens[at - 1].capital:
        return False  # Itamar Ben Gvir
    return low in latin_names() or ("-" in low and low.partition("-")[0] in latin_names())


def _latin_end(tokens: Sequence[Token], at: int, *, titled: bool) -> int | None:
    """Return the token of the surname after the first name at `at`."""
    index, last = at + 1, None
    if index + 1 < len(tokens) and _is_initial(tokens[index]) and tokens[index + 1].text == ".":
        index += 2
    while index < min(len(tokens), at + _LONGEST):
        token = tokens[index]
        if _is_surname(token):
            last = index
            if (titled and not is_patronymic(token.low)) or token.low.endswith("'s"):
                break
        elif token.low not in _PARTICLES:
            break
        index += 1
    return last


def _is_initial(token: Token) -> bool:
    return len(token.text) == 1 and token.capital


def _is_surname(token: Token) -> bool:
    low = token.low.removesuffix("'s")
    named = _is_name(token) and not token.russian and len(token.low) > 2
    glued = any(part[:1].islower() for part in re.split("[-‐‑]", token.text))  # Trump-backed
    return named and not glued and low not in no_surnames() and low not in organisations()


@lru_cache(maxsize=20_000)
def latin_key(word: str) -> str:
    """Return the key that a name's Latin spelling shares with its Cyrillic one."""
    plain = fold_word(word).replace("x", "ks").replace("'", "")
    found = key(_YO.sub("e", plain))
    return _SPELLINGS.get(found, found)


def _russian(tokens: Sequence[Token], at: int) -> Person | None:
    readings = given_readings(tokens[at].low)
    if not readings and tokens[at].low not in caucasian_names():
        return None
    last = at + 1
    if is_patronymic(tokens[last].low) and tokens[last].capital and last + 1 < len(tokens):
        last += 1
    surname = tokens[last]
    if not _is_name(surname) or not surname.russian or len(surname.low) < 3:
        return None
    after = tokens[last + 1].low if last + 1 < len(tokens) else ""
    if after.endswith(("ла", "лась")):  # Евгения Николаева признала: a woman, not a man's genitive
        readings = tuple(
            sorted(readings, key=lambda reading: (reading.gender, reading.case) != ("femn", "nomn"))
        )
    found = [
        (given, case, nominative)
        for given, gender, case, sure in readings
        if (nominative := surname_nominative(surname.low, gender, case, sure))
    ]
    if not found:
        return None
    given, case, nominative = found[0]
    # Two first names and a surname in the plural (братья Ахмед и Магомед Исаевы) name two people.
    if case == "nomn" and surname.low.endswith(_PLURAL):
        return None
    one = len({(first, second) for first, _, second in found}) == 1
    name = f"{_capital(given)} {_capital(nominative)}" if one and case != "nomn" else ""
    return Person(f"{cyrillic_key(given)} {cyrillic_key(nominative)}", at, last, case, name)


def _capital(name: str) -> str:
    return "-".join(part[:1].upper() + part[1:] for part in name.split("-"))
