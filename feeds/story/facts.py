"""Header facts of a report: who, where, what kind of event, how many; each with its place in the text.

Read by rule, and only what the text says happened: no denials, conditions, plans, questions or idioms.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from feeds.story.fact_counts import find_counts
from feeds.story.fact_events import find_events
from feeds.story.fact_people import find_people
from feeds.story.fact_places import find_places
from feeds.story.fact_times import past_deeds
from feeds.story.fact_tokens import Token, sentences
from feeds.text.language import detect

_TITLE_READ = 600
_TEXT_READ = 3000
_DEEDS = frozenset(("event", "count"))
_RECENT = timedelta(days=90)
_TERMED = frozenset(("sentenced", "verdict"))
_READ = frozenset(("en", "ru", "uk", "ru-Latn"))
"""An English headline of Russian names may look like Russian in Latin letters, which has no event words."""
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


def news_year(seen: datetime) -> int:
    """Return the first year whose deeds are news at `seen`: in January, December is no distant past."""
    return (seen - _RECENT).year


def current(facts: Iterable[Fact], title: str, text: str, year: int) -> tuple[Fact, ...]:
    """Return the facts without the deeds that a report tells of before `year` (`news_year`; 0: unknown).

    "... headed the office when he was arrested in January 2018" is background, not what happened now.
    """
    facts = tuple(facts)
    past = {
        (field, start)
        for field, told in (("title", title[:_TITLE_READ]), ("text", _head(text)))
        for start in past_deeds(told, _places(facts, field, "event"), year, _covered(facts, field))
    }
    return tuple(fact for fact in facts if fact.kind not in _DEEDS or not _is_past(fact, facts, past))


def _places(facts: Iterable[Fact], field: str, kind: str) -> frozenset[int]:
    return frozenset(fact.start for fact in facts if fact.kind == kind and fact.field == field)


def _covered(facts: Iterable[Fact], field: str) -> frozenset[int]:
    """Return the places that numbers of people cover."""
    counts = (fact for fact in facts if fact.kind == "count" and fact.field == field)
    return frozenset(place for fact in counts for place in range(fact.start, fact.end))


def _is_past(fact: Fact, facts: Iterable[Fact], past: Container[tuple[str, int]]) -> bool:
    """Tell whether a deed is of the past; a number is when the nearest telling of its deed is."""
    if fact.kind == "event":
        return (fact.field, fact.start) in past
    counted = fact.value.partition(":")[0]
    kinds = _TERMED if counted == "years" else {counted}
    deeds = (one for one in facts if one.kind == "event" and one.field == fact.field and one.value in kinds)
    nearest = min(deeds, key=lambda one: abs(one.start - fact.start), default=None)
    return nearest is not None and (fact.field, nearest.start) in past


def deed(event: str, words: str = "") -> str:
    """Return one name for all that outlets call one deed; `words` are those in which the event is told.

    A Russian арест is what a court decides after a detention; an English arrest may be either.
    """
    if event == "arrested" and not words.isascii():
        return event
    return next((min(group) for group in _SAME_DEED if event in group), event)


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
