"""What a retelling says of people, numbers and times, and its source does not, in either language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from feeds.story.fact_counts import find_counts
from feeds.story.fact_events import find_events
from feeds.story.fact_people import find_people
from feeds.story.fact_tokens import sentences
from feeds.story.facts import deed
from feeds.text.normalize import fold_word
from feeds.text.translit import cyrillic_key, key

_TIMES = r"""
morning | morning dawn | утр рассвет
evening | evening | вечер | night tonight ноч
night | night overnight midnight | ноч полноч | evening вечер
afternoon | noon midday afternoon | полдень полдн днем=
again | again= twice= once=more second=time | снова= вновь= опять= повторно дважды= второй=раз
  | re-?arrest re-?detain another
week | week | недел | fortnight
month | month | месяц= месяца= месяцев= месяцу= месяце= месяцем= | помесячн
hour | hour | час= часа= часов= часу= часам= часами=
female | female= woman women girl | женщин девуш девоч | \w+истк \w+ентк \w+анк[аиеу]
  (?:жител|защит|сотруд)\w*ниц жен[аыеу]= мать= матер mother wife
"""
"""``name | English | Russian | what also bears it out``: beginnings; ``=`` ends a whole word or joins two."""
_INITIAL = re.compile(r"\b([A-ZА-ЯЁ])\.\s?(?:[A-ZА-ЯЁ]\.\s?)?([A-ZА-ЯЁ][^\W\d_]{3,}(?:-[^\W\d_]+)?)")
_UNSURE = frozenset("YJKXCIWЕЭ")
"""Initials that the two scripts choose differently: Yelena and Елена, Khasan and Хасан."""
_ACRONYM = re.compile(r"\b[A-ZА-ЯЁ]{2,6}\b")


def mistold(output: str, source: str) -> Iterator[str]:
    """Yield ``kind: what`` for what `output` tells and its `source` tells otherwise."""
    people = _people(source)
    for given, surname in sorted(_people(output)):
        if _is_swapped(given, surname, people):
            yield f"name: {given} {surname}"
    for letter, surname in _INITIAL.findall(output):
        if not _fits_initial(letter, surname, people):
            yield f"name: {letter}. {surname}"[:46]
    known = _numbers(source)
    for thing, number in sorted(_numbers(output)):
        told = {other for counted, other in known if counted == thing}
        if told and number not in told:
            yield f"number: {number} {thing}"
    for name, made, borne in _times():
        if made.search(fold_word(output)) and not borne.search(fold_word(source)):
            yield f"time: {name}" if name != "female" else "name: female"


def acronyms(text: str) -> list[str]:
    """Return the words of capitals alone, wherever they stand: FSB, МВД."""
    return [] if text.isupper() else _ACRONYM.findall(text)


def _people(text: str) -> set[tuple[str, str]]:
    """Return (first name, surname) of who is named in full, as keys that both scripts share."""
    found = (person.key.split() for sentence in sentences(text) for person in find_people(sentence, text))
    return {(parts[0], parts[-1]) for parts in found}


def _is_swapped(given: str, surname: str, people: set[tuple[str, str]]) -> bool:
    """Tell whether a surname has got the first name of somebody else."""
    own = {first for first, last in people if last == surname}
    others = {first for first, last in people if last != surname}
    return bool(own) and given not in own and given in others


def _fits_initial(letter: str, surname: str, people: set[tuple[str, str]]) -> bool:
    if letter in _UNSURE:
        return True
    stem = _key(surname)[: max(4, len(_key(surname)) - 2)]
    own = [first for first, last in people if last.startswith(stem)]
    return not own or any(first.startswith(_key(letter)) for first in own)


def _key(word: str) -> str:
    low = fold_word(word)
    return key(low) if low.isascii() else cyrillic_key(low)


def _numbers(text: str) -> set[tuple[str, int]]:
    """Return (deed, how many) of every count in a text."""
    found = set()
    for sentence in sentences(text):
        for count in find_counts(sentence, find_events(sentence)):
            thing, _, number = count.key.partition(":")
            found.add((deed(thing), int(number)))
    return found


@cache
def _times() -> tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...]:
    found = []
    for line in _TIMES.strip().replace("\n  ", " ").splitlines():
        name, english, russian, *also = (part.strip() for part in line.split("|"))
        made = f"{english} {russian}"
        found.append((name, _pattern(made), _pattern(" ".join((made, *also)))))
    return tuple(found)


def _pattern(words: str) -> re.Pattern[str]:
    stems = (
        word.removesuffix("=").replace("=", r"\s+") + (r"\b" if word.endswith("=") else "")
        for word in words.split()
    )
    return re.compile(rf"\b(?:{'|'.join(stems)})")
