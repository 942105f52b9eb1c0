"""Which facts stand at the head of a report: what happened, to whom, where, to how many.

Only what the report says of this very event is chosen (`fact_roles`): where the words leave a doubt, nobody
and nowhere. Chats and digests say the same of a report, each in its own form.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from feeds.story.fact_roles import befallen, is_aside, is_epithet, is_of_epithet, is_there, same_sentence
from feeds.story.facts import Fact, current, deed, find_facts

GRAVITY = (
    *("killed", "died", "abducted", "missing", "tortured", "beaten", "wounded", "detained", "arrested"),
    *("sentenced", "verdict", "charged", "case", "searched", "extradited", "deported", "acquitted"),
    *("released", "fined", "fled", "evacuated", "sanctions", "protest", "appeal", "denied", "statement"),
)
"""Every kind of event, the most serious first."""
_RANK = {event: rank for rank, event in enumerate(GRAVITY)}
_SLIGHT = frozenset(("statement", "appeal", "protest", "sanctions", "denied"))
"""Worth a word where the headline is about them, and not where a text mentions them."""
_OF_TERM = frozenset(("sentenced", "verdict"))
_SAID = frozenset(("denied", "statement", "appeal"))
"""A place after these is where the thing spoken of happened or did not."""
_WITHIN = 100
"""Code points of a text between an event and the place it may be told with."""
_LEAD = 400
"""Code points of a text in which its news is told."""


@dataclass(frozen=True, slots=True)
class Header:
    """The facts at the head of a report."""

    events: tuple[Fact, ...]
    """The main one first, never empty; others of the headline after it, the graver first."""
    people: tuple[Fact, ...] = ()
    """Whom the main event befell, or who did what people do (denied), each once."""
    place: Fact | None = None
    count: Fact | None = None
    """How many people it concerns (``detained:3``), or the term of a sentence (``years:6``)."""


def header_of(title: str, text: str, lang: str, year: int) -> Header | None:
    """Return the header of a report published in `year`, or None where it tells of no event."""
    return header(current(find_facts(title, text, lang), title, text, year), title, text)


def header(facts: Iterable[Fact], title: str, text: str) -> Header | None:
    """Choose the header from the facts of `title` and `text`; None where they tell of no event."""
    fields = {"title": title, "text": text}
    told = [fact for fact in facts if fields.get(fact.field, "")[fact.start : fact.end]]
    events = _events(told, fields)
    if not events:
        return None
    main = events[0]
    places = (main, *_again(told, main))
    people = _people(places, fields)
    count = _count(told, main, alone=not people)
    return Header(tuple(events), people, _place(told, places, fields), count)


def _events(facts: Iterable[Fact], fields: dict[str, str]) -> list[Fact]:
    """Return the title's kinds of event, the most serious first; if it has none, the gravest of the lead."""
    told = [fact for fact in facts if fact.kind == "event" and fact.value in _RANK]
    titled = [fact for fact in told if fact.field == "title"]
    weighty = [fact for fact in told if fact.value not in _SLIGHT and fact.start < _LEAD]
    early = [fact for fact in weighty if fact.field == "text" and not is_aside(fields["text"], fact)]
    epithets = {fact for fact in (titled or early) if is_epithet(fields[fact.field], fact)}
    chosen = sorted(titled or early, key=lambda fact: (fact in epithets, _RANK[fact.value], fact.start))
    distinct = list({fact.value: fact for fact in reversed(chosen)}.values())[::-1]
    return distinct if titled else distinct[:1]


def _again(facts: Sequence[Fact], main: Fact) -> list[Fact]:
    """Return where the lead tells the headline's event once more, unless that concerns a number of people."""
    counted = any(fact.kind == "count" and fact.value.startswith(f"{main.value}:") for fact in facts)
    if main.field == "text" or counted:
        return []
    same = (fact for fact in facts if fact.kind == "event" and deed(fact.value) == deed(main.value))
    return [fact for fact in same if fact.field == "text" and fact.start < _LEAD][:1]


def _people(events: Iterable[Fact], fields: dict[str, str]) -> tuple[Fact, ...]:
    for event in events:
        chosen: dict[str, Fact] = {}
        for fact in befallen(fields[event.field], event):
            # Offsets are the field's; which field that is, the event knows.
            chosen.setdefault(fact.value, Fact("person", fact.value, event.field, fact.start, fact.end))
        if chosen:
            return tuple(chosen.values())
    return ()


def _place(facts: Sequence[Fact], events: Iterable[Fact], fields: dict[str, str]) -> Fact | None:
    for event in events:
        words = fields[event.field]
        near = [
            fact
            for fact in facts
            if fact.kind == "place"
            and fact.field == event.field
            and _distance(fact, event) <= _WITHIN
            and is_there(words, fact)
            and same_sentence(words, fact, event)
            and not is_of_epithet(words, fact, event)
            and (event.value not in _SAID or fact.start < event.start)
        ]
        if near:
            return min(near, key=lambda fact: _distance(fact, event))
    return None


def _count(facts: Iterable[Fact], main: Fact, *, alone: bool) -> Fact | None:
    """Return how many the main event concerns; beside somebody's name only where its own field tells both."""
    for fact in sorted((f for f in facts if f.kind == "count"), key=lambda f: f.field != main.field):
        event, _, value = fact.value.partition(":")
        if not value.isdecimal():
            continue
        if event == main.value and int(value) > 1 and (alone or fact.field == main.field):
            return fact
        if event == "years" and main.value in _OF_TERM and fact.field == main.field:
            return fact
    return None


def _distance(fact: Fact, main: Fact) -> int:
    return max(fact.start - main.end, main.start - fact.end, 0)
