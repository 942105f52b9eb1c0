"""What a later report adds to a story that was told: what is worth a second message, and nothing less.

Only what stands in the title or the first two sentences counts, and only if no earlier report said it: a
new deed, a number not heard before, a person not named before to whom a deed was done. Other words for the
same are silent.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from feeds.story.fact_people import plain_name
from feeds.story.fact_roles import befallen
from feeds.story.facts import Fact, deed, find_facts
from feeds.text.normalize import fold_word
from feeds.text.sentences import split
from feeds.text.translit import cyrillic_key, key

MOST_CHANGES = 6
_LEAD_SENTENCES = 2
_READ = 4000
"""Characters of a report that are read for what it has told."""
_NAME_UNITS = 60
_SHORTEST_NAME = 4
_NO_DEED = frozenset({"statement", "protest", "sanctions"})
"""Told of most stories by somebody: not what happened to the people of this one."""


@dataclass(frozen=True, slots=True)
class Version:
    """A report, or what it said before it was edited."""

    title: str
    text: str
    lang: str = ""
    outlet: str = ""
    """Who published it: versions of one outlet may take their own numbers back."""


@dataclass(slots=True)
class Told:
    """What a story has told so far."""

    events: set[str] = field(default_factory=set)
    counts: dict[str, set[int]] = field(default_factory=dict)
    by_outlet: dict[str, set[str]] = field(default_factory=dict)
    """The things each outlet has counted."""
    people: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    """Every word of every report, in one script: who was mentioned anywhere is no new name."""

    def add(self, version: Version) -> None:
        """Remember all that a report says, wherever it says it."""
        for fact in _facts(version):
            thing, number = _counted(fact)
            if fact.kind == "event":
                self.events.add(_deed(version, fact))
            elif fact.kind == "person":
                self.people.update(fact.value.split())
            elif number is not None:
                self.counts.setdefault(thing, set()).add(number)
                self.by_outlet.setdefault(version.outlet, set()).add(thing)
        self.words.update(_words(f"{version.title}\n{version.text[:_READ]}"))


def changes(told: Told, version: Version) -> tuple[str, ...]:
    """Return what `version` adds to what was `told`, most telling first; empty when it is nothing new.

    ``event:released``, ``count:detained:5``, ``person:`` and the name in the nominative. At most
    `MOST_CHANGES`.
    """
    facts = _facts(version)
    lead = _lead(version.text)
    foremost = [fact for fact in facts if fact.field == "title" or fact.start < lead]
    # Words for one deed are one: the first is shown.
    news = [fact for fact in foremost if _is_news(told, version, fact)]
    deeds = {_deed(version, fact): fact.value for fact in reversed(news)}
    counts = [f"count:{fact.value}" for fact in foremost if _is_new_count(told, fact, version.outlet)]
    numbered = {deed(count.split(":")[1]) for count in counts}
    events = [f"event:{value}" for value in reversed(deeds.values()) if deed(value) not in numbered]
    people = [
        f"person:{_surface(version, fact)}"
        for fact in foremost
        if fact.kind == "person" and _is_new_name(told, fact) and _suffered(version, fact, foremost)
    ]
    return tuple(dict.fromkeys([*events, *counts, *people]))[:MOST_CHANGES]


def _facts(version: Version) -> tuple[Fact, ...]:
    return find_facts(version.title, version.text[:_READ], version.lang)


def _lead(text: str) -> int:
    """Return where the first sentences of a text end."""
    spans = split(text[:_READ])[:_LEAD_SENTENCES]
    return spans[-1][1] if spans else 0


def _deed(version: Version, fact: Fact) -> str:
    text = version.title if fact.field == "title" else version.text
    return deed(fact.value, text[fact.start : fact.end])


def _is_news(told: Told, version: Version, fact: Fact) -> bool:
    return fact.kind == "event" and fact.value not in _NO_DEED and _deed(version, fact) not in told.events


def _counted(fact: Fact) -> tuple[str, int | None]:
    """Return (thing counted, how many) of a count; words for one deed count one thing."""
    thing, _, number = fact.value.rpartition(":")
    if fact.kind != "count" or not thing or not (number.isascii() and number.isdecimal()) or len(number) > 9:
        return "", None
    return deed(thing), int(number)


def _is_new_count(told: Told, fact: Fact, outlet: str) -> bool:
    """Say whether a number is news: the first, a higher one, or another of who had told one before."""
    thing, number = _counted(fact)
    if number is None:
        return False
    known = told.counts.get(thing, set())
    if number in known or (not known and number < 2):
        return False
    return number > max(known, default=0) or thing in told.by_outlet.get(outlet, ())


def _is_new_name(told: Told, fact: Fact) -> bool:
    """Say whether nobody of this name was mentioned; one who shares the surname is taken for the same."""
    names = fact.value.split()
    if len(names) < 2 or names[-1] in told.people:
        return False
    stem = names[-1][: max(_SHORTEST_NAME, len(names[-1]) - 2)]  # case endings differ
    return not any(word.startswith(stem) for word in told.words)


def _suffered(version: Version, fact: Fact, facts: Iterable[Fact]) -> bool:
    """Say whether a deed of the same field happened to a person; who only speaks of it is no news."""
    text = version.title if fact.field == "title" else version.text[:_READ]
    deeds = (
        one for one in facts if one.kind == "event" and one.field == fact.field and one.value not in _NO_DEED
    )
    return any(person.start == fact.start for one in deeds for person in befallen(text, one))


def _surface(version: Version, fact: Fact) -> str:
    text = version.title if fact.field == "title" else version.text
    return plain_name(" ".join(text[fact.start : fact.end].split())[:_NAME_UNITS])


def _words(text: str) -> set[str]:
    return {_key(fold_word(word)) for word in _plain(text).split() if word[:1].isupper()}


def _key(low: str) -> str:
    return key(low) if low.isascii() else cyrillic_key(low)


def _plain(text: str) -> str:
    return "".join(letter if letter.isalpha() or letter == "-" else " " for letter in text)


def told_by(versions: Sequence[Version]) -> Told:
    """Return what these reports have told."""
    told = Told()
    for version in versions:
        told.add(version)
    return told
