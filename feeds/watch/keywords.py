"""Owns what a keyword looks for: each keyword becomes one pattern, a row of slots that hold the folded
forms of one word each, and the strings ("anchors") by which the search finds the pattern's rarest word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cache
from typing import NamedTuple

from feeds.text import translit
from feeds.text.normalize import fold_word
from feeds.text.words import WordClass, forms, given_name_cases, is_owner, is_patronymic, is_thing
from feeds.types import Entity, EntityKind, Keyword, KeywordRole

ANCHOR_MIN = 6
"""A shared stem shorter than this would stop the search too often; whole forms are looked for then."""

ROOT_MIN = 4
"""The same for the Latin spellings of a stem."""


@dataclass(slots=True)
class Slot:
    """The forms that one word of a pattern may take."""

    forms: dict[str, bool] = field(default_factory=dict)
    """Folded form -> whether it is the word as the keyword writes it."""
    latin: dict[str, bool] = field(default_factory=dict)
    """Key of a transliterated form (`translit.key`) -> whether it is the dictionary form."""
    stems: tuple[str, ...] = ()
    """Words written with ``*``: any word that begins so."""
    roots: frozenset[str] = frozenset()
    """Latin stems of the transliterated forms."""
    dotted: dict[str, str] = field(default_factory=dict)
    """л.г.б.т -> лгбт"""
    full_stop: bool = False
    """Whether the keyword shortens the word, with more after it: им. Кадырова, St. Helens."""

    def rule(self, word: str) -> str | None:
        """Return which rule admits the folded `word`: ``exact``, ``inflected``, ``translit``, or None."""
        exact = self.forms.get(word)
        if exact is not None:
            return "exact" if exact else "inflected"
        if self.latin and word.isascii():
            base = self.latin.get(translit.key(word))
            if base is not None:
                return "translit" if base else "translit-form"
        if self.stems and word.startswith(self.stems):
            return "inflected"
        return None


@dataclass(frozen=True, slots=True, eq=False)
class Pattern:
    """One keyword, ready to be searched."""

    entity: str
    kind: EntityKind
    keyword: Keyword
    slots: tuple[Slot, ...]
    anchor: int
    """Which slot the search looks for."""
    commas: bool = False
    given: Slot | None = None
    """For people: their first names; the anchor is then the surname and the only slot."""
    bare: bool = True
    """For people: whether the surname counts without a first name."""
    initials: frozenset[str] = frozenset()
    middles: frozenset[str] = frozenset()
    """First letters of their patronymics, in both alphabets."""
    kin: Slot | None = None
    """For people: first names of relatives, whose names the entity has but does not count."""
    surname: Slot | None = None
    """For the misspelt surname after a rare first name; the anchor is then the first name."""
    words: tuple[str, ...] = ()
    """The keyword's words as written."""
    river: bool = False
    """Whether a place shares its name with a river; "the Argun" alone is the river then."""


def patterns(entity: Entity) -> list[Pattern]:
    """Return the patterns of an entity: its names, then its active keywords, of all roles; no queries."""
    found: list[Pattern] = []
    written = {one.text for one in entity.keywords if one.role is KeywordRole.ALIAS and not one.query}
    named = [Keyword(text=name) for name in dict.fromkeys(entity.names.values()) if name not in written]
    keywords = [one for one in (*named, *entity.keywords) if one.active and not one.query]
    if not entity.derived:
        keywords = [keyword for keyword in keywords if not keyword.derived]
    given, middles = _given_names(entity, keywords)
    kin, _ = _given_names(entity, [one for one in entity.keywords if not one.active and not one.query])
    for keyword in keywords:
        words = _WORDS().findall(keyword.text)
        if not words:
            continue
        if entity.kind is EntityKind.PERSON and _names_person(keyword, words):
            person = replace(_person(entity, keyword, words, given), middles=middles, kin=kin)
            found.append(person)
            found += _misspelt(person, keyword, words)
        else:
            found.append(_phrase(entity, keyword, words))
    return found


class Anchors(NamedTuple):
    """Strings one of which begins the anchor word of a pattern in any text that it can match."""

    words: frozenset[str]
    """Before a word that is one of the slot's forms."""
    roots: frozenset[str]
    """Before a transliterated form."""
    open: frozenset[str]
    """Before anything else: stems with ``*``, dotted abbreviations."""


def anchors(pattern: Pattern) -> Anchors:
    """Return by which strings the search finds the pattern: stems where they are long enough, else words."""
    slot = pattern.slots[pattern.anchor]
    words: set[str] = set()
    for cyrillic in (True, False):
        group = [form for form in slot.forms if _is_cyrillic(form) is cyrillic]
        stem = _common_stem(group)
        words |= {stem} if len(stem) >= ANCHOR_MIN else set(group)
    return Anchors(frozenset(words - {""}), slot.roots, frozenset((*slot.stems, *slot.dotted)))


def _names_person(keyword: Keyword, words: list[str]) -> bool:
    plain = keyword.role is KeywordRole.ALIAS and not keyword.derived and "*" not in keyword.text
    return plain and len(words) <= 4 and all(word[:1].isupper() for word in words)


def _given_names(entity: Entity, keywords: list[Keyword]) -> tuple[Slot, frozenset[str]]:
    """Return one slot with the first names of all of a person's aliases, and initials of the patronymics."""
    slot, middles = Slot(), set()
    if entity.kind is not EntityKind.PERSON:
        return slot, frozenset()
    for keyword in keywords:
        words = _WORDS().findall(keyword.text)
        if len(words) < 2 or not _names_person(keyword, words):
            continue
        for word in map(fold_word, words):
            if is_patronymic(word):
                middles |= {word[0], *(spelling[0] for spelling in translit.spellings(word))}
        for word in words[:-1]:
            if not is_patronymic(fold_word(word)):
                fill(slot, word, keyword, WordClass.GIVEN, inflect=keyword.inflect)
    return slot, frozenset(middles)


def _person(entity: Entity, keyword: Keyword, words: list[str], given: Slot) -> Pattern:
    slot = Slot()
    fill(slot, words[-1], keyword, WordClass.SURNAME, inflect=keyword.inflect)
    initials = {form[0] for form in given.forms} | {root[0] for root in given.roots}
    return Pattern(
        entity=entity.key,
        kind=entity.kind,
        keyword=keyword,
        slots=(slot,),
        anchor=0,
        given=given if given.forms else None,
        bare=len(words) == 1,
        initials=frozenset(initials),
        words=tuple(words),
    )


def _misspelt(person: Pattern, keyword: Keyword, words: list[str]) -> list[Pattern]:
    """Return the pattern that forgives one wrong letter in the surname where the first name is rare."""
    if len(words) < 2 or len(words[-1]) < 5:
        return []
    slot = Slot()
    fill(slot, words[0], keyword, WordClass.GIVEN, inflect=keyword.inflect)
    if any(_is_given_name(form) for form in slot.forms):
        return []
    return [replace(person, slots=(slot,), surname=person.slots[0], given=None, bare=True)]


def _phrase(entity: Entity, keyword: Keyword, words: list[str]) -> Pattern:
    slots = []
    owners = _owners(entity, words) if len(words) > 1 and keyword.inflect else frozenset()
    # "LGBT networks in Russia" are not the organisation of that name.
    plural = entity.kind is not EntityKind.ORGANISATION or keyword.role is not KeywordRole.ALIAS
    for word in words:
        slot = Slot()
        kind = WordClass.COMMON
        if entity.kind is EntityKind.PLACE and len(words) == 1 and not keyword.derived and word[:1].isupper():
            kind = WordClass.PLACE
        if keyword.role is not KeywordRole.ALIAS and len(words) == 1 and word[:1].isupper():
            kind = WordClass.PLACE
        inflect = keyword.inflect and word not in owners and (plural or not word.isascii())
        fill(slot, word, keyword, kind, inflect=inflect, single=len(words) == 1)
        slots.append(slot)
    for slot, ending in zip(slots, _WORDS().split(keyword.text)[1:-1], strict=False):
        slot.full_stop = ending.startswith(".")
    return Pattern(
        entity.key,
        entity.kind,
        keyword,
        tuple(slots),
        anchor=max(range(len(slots)), key=lambda at: _rarity(slots[at])),
        commas="," in keyword.text,
        words=tuple(words),
        river=len(words) == 1 and _shares_name_with_river(entity),
    )


def _owners(entity: Entity, words: list[str]) -> frozenset[str]:
    """Return the words of a phrase that name whose a thing is (мост Кадырова): they keep their form."""
    cases: set[str] = set()
    kind = WordClass.SURNAME if entity.kind is EntityKind.PERSON else WordClass.PLACE
    for name in {
        *entity.names.values(),
        *(one.text for one in entity.keywords if one.role is KeywordRole.ALIAS),
    }:
        own = name.rpartition(" ")[2]
        if own[:1].isupper() and own.isalpha() and not own.isascii():
            cases |= forms(own, kind) - {fold_word(own)}
    first = is_thing(fold_word(words[0].partition("/")[0]))
    return frozenset(
        word
        for word in words
        if fold_word(word) in cases or (first and word[:1].isupper() and is_owner(fold_word(word)))
    )


def _shares_name_with_river(entity: Entity) -> bool:
    excluded = (one.text for one in entity.keywords if one.role is KeywordRole.EXCLUDE)
    return entity.kind is EntityKind.PLACE and any(
        "river" in _WORDS().findall(text) or text.startswith("river/") for text in excluded
    )


def _rarity(slot: Slot) -> tuple[bool, int]:
    """Return by how seldom a slot's words are met: abbreviations first, then the longest words."""
    shortest = min(map(len, slot.forms or slot.stems))
    return bool(slot.dotted) and shortest > 2, shortest


def fill(
    slot: Slot, word: str, keyword: Keyword, kind: WordClass, *, inflect: bool, single: bool = False
) -> None:
    """Add the forms of one word of a keyword (``a/b`` stands for either) to its slot."""
    for choice in word.split("/"):
        folded = fold_word(choice)
        if folded.endswith("*"):
            slot.stems += (folded[:-1],)
            continue
        slot.forms[folded] = True
        if choice.isupper() and 2 <= len(choice) <= 6 and choice.isalpha():
            slot.dotted[".".join(folded)] = folded
        elif not inflect:
            pass
        elif not _is_cyrillic(folded):
            _add(slot, (folded + "s",))
            if kind is WordClass.SURNAME and folded.endswith("v"):
                _add(slot, (folded[:-1] + "w", folded[:-1] + "ff"))  # as German and French papers write it
        else:
            both = single and keyword.derived
            _add(slot, forms(choice, kind, both_numbers=both))
        if _is_cyrillic(folded) and keyword.translit:
            _add_latin(slot, folded)


def _add(slot: Slot, words: tuple[str, ...] | frozenset[str]) -> None:
    for word in words:
        slot.forms.setdefault(word, False)


def _add_latin(slot: Slot, base: str) -> None:
    """Add the Latin keys of the slot's Cyrillic forms, and the stems by which they are found."""
    cyrillic = [form for form in slot.forms if _is_cyrillic(form)]
    stem = _common_stem(cyrillic).removesuffix("и")  # written i, y or j with what follows it
    if len(stem) >= ROOT_MIN:
        slot.roots |= translit.spellings(stem)
    else:
        for form in cyrillic:
            slot.roots |= translit.spellings(form)
    for form in cyrillic:
        slot.latin.setdefault(translit.cyrillic_key(form), False)
    slot.latin[translit.cyrillic_key(base)] = True


def _common_stem(words: list[str]) -> str:
    first, last = min(words, default=""), max(words, default="")
    same = next((at for at, letter in enumerate(first) if letter != last[at : at + 1]), len(first))
    return first[:same]


def _is_given_name(word: str) -> bool:
    guesses = (word,) if _is_cyrillic(word) else translit.cyrillic_guesses(word)
    return any(given_name_cases(guess) for guess in guesses)


def _is_cyrillic(word: str) -> bool:
    return "а" <= word[:1] <= "ё" or (not word.isascii() and any("а" <= letter <= "ё" for letter in word))


@cache
def _WORDS() -> re.Pattern[str]:  # noqa: N802
    return re.compile(r"[^\W_]+(?:/[^\W_]+)*\*?")
