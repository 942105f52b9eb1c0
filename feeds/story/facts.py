"""Header facts of a report: who, where, what kind of event, how many; each with its place in the text.

Read by rule, and only what the text says happened: no denials, conditions, plans, questions or idioms.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from feeds.story.fact_counts import find_counts
from feeds.story.fact_events import find_events
from feeds.story.fact_people import find_people
from feeds.story.fact_places import find_places
from feeds.story.fact_tokens import Token, sentences
from feeds.text.language import detect
from feeds.text.sentences import split

_TITLE_READ = 600
_TEXT_READ = 3000
_SENTENCE_REACH = 600
_DEEDS = frozenset(("event", "count"))
_READ = frozenset(("en", "ru", "uk"))
_SAME_DEED = (
    frozenset(("detained", "arrested", "abducted")),
    frozenset(("killed", "died")),
    frozenset(("verdict", "sentenced")),
    frozenset(("charged", "case")),
    frozenset(("tortured", "beaten")),
)
"""Words for one deed: outlets differ in them, and the difference is no news."""


@dataclass(frozen=True, slots=True)
class Fact:
    """Something a text says: ``field[start:end]``, in code points, is where it says so."""

    kind: str
    """``event``, ``person``, ``place`` or ``count``."""
    value: str
    """One key in both languages: ``detained``, ``oiub titiev``, ``grozny``, ``detained:3``, ``years:6``."""
    field: str
    """``title`` or ``text``."""
    start: int
    end: int


def find_facts(title: str, text: str, lang: str = "") -> tuple[Fact, ...]:
    """Return the facts of a report in English or Russian: the title's first, each field's by place.

    `lang` is a hint for texts too short to tell. Only the first code points of a field are read (600, 3000).
    """
    title, text = title[:_TITLE_READ], _head(text)
    told = detect(f"{title}\n{text}")
    if (told or lang[:2]) not in _READ:
        return ()
    found = [*_field_facts(title, "title"), *_field_facts(text, "text")]
    return tuple(dict.fromkeys(found))


def current(facts: Iterable[Fact], title: str, text: str, year: int) -> tuple[Fact, ...]:
    """Return the facts without the deeds of sentences that speak of earlier years than `year` alone.

    "... headed the office when he was arrested in January 2018" is background, not what happened now.
    """
    facts = tuple(facts)
    counted = {
        (fact.field, place) for fact in facts if fact.kind == "count" for place in range(fact.start, fact.end)
    }
    kept = []
    for fact in facts:
        years = _years(title if fact.field == "title" else text, fact, counted) if fact.kind in _DEEDS else []
        if not years or max(years) >= year:
            kept.append(fact)
    return tuple(kept)


def deed(event: str, words: str = "") -> str:
    """Return one name for all that outlets call one deed; `words` are those in which the event is told.

    A Russian арест is what a court decides after a detention; an English arrest may be either.
    """
    if event == "arrested" and not words.isascii():
        return event
    return next((min(group) for group in _SAME_DEED if event in group), event)


def _years(text: str, fact: Fact, counted: Container[tuple[str, int]]) -> list[int]:
    """Return the years that the sentence of a fact speaks of; a number of people is none."""
    begin = max(0, fact.start - _SENTENCE_REACH)
    around = text[begin : fact.end + _SENTENCE_REACH]
    for start, end in split(around):
        if start <= fact.start - begin < end:
            found = _YEAR().finditer(around, start, end)
            return [int(one.group()) for one in found if (fact.field, begin + one.start()) not in counted]
    return []


@cache
def _YEAR() -> re.Pattern[str]:  # noqa: N802
    return re.compile(r"(?<![\d.,])(?:19|20)\d\d(?![\d%])")


def _head(text: str) -> str:
    """Return the beginning of a text, cut between words."""
    if len(text) <= _TEXT_READ:
        return text
    end = text.rfind(" ", _TEXT_READ - 100, _TEXT_READ)
    return text[: end if end > 0 else _TEXT_READ]


def _field_facts(text: str, field: str) -> list[Fact]:
    found = [Fact(kind, value, field, start, end) for kind, value, start, end in _read(text)]
    return sorted(found, key=lambda fact: (fact.start, fact.end, fact.kind, fact.value))


def _read(text: str) -> Iterator[tuple[str, str, int, int]]:
    for sentence in sentences(text):
        tokens = sentence.tokens
        people = find_people(sentence, text)
        taken = {index for person in people for index in range(person.first, person.last + 1)}
        for person in people:
            yield "person", person.key, tokens[person.first].start, _end(tokens[person.last])
        events = find_events(sentence)
        for place in find_places(sentence, taken, events):
            yield "place", place.key, tokens[place.first].start, tokens[place.last].end
        for event in events:
            yield "event", event.key, tokens[event.at].start, tokens[event.at].end
        for count in find_counts(sentence, events):
            yield "count", count.key, tokens[count.first].start, tokens[count.last].end


def _end(token: Token) -> int:
    """Return where a name ends, before its English possessive."""
    return token.end - 2 if token.low.endswith("'s") else token.end
