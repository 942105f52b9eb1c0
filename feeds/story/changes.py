"""What a later report adds to a story that was told: what is worth a second message, and nothing less.

Only what stands in the title or the first two sentences counts, only what happened now, and only if no
earlier report said it where it tells its news: a new deed, a number not heard before, a person not named
before to whom a deed was done. Other words for the same are silent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from feeds.story.fact_people import plain_name
from feeds.story.fact_roles import befallen, is_aside
from feeds.story.fact_times import is_again, sums_up
from feeds.story.facts import Fact, current, deed, find_facts
from feeds.text.normalize import fold_word
from feeds.text.sentences import split
from feeds.text.translit import cyrillic_key, key

MOST_CHANGES = 6
_LEAD_SENTENCES = 2
_TOLD_SENTENCES = 5
"""What a report says further down is mostly of others and of before: it does not make a death old news."""
_READ = 4000
_NEARLY = 0.1
"""An "about fifty" this close to a number that was told is the same number."""
_NAME_UNITS = 60
_SHORTEST_NAME = 4
_NO_DEED = frozenset({"statement", "protest", "sanctions"})
"""Told of most stories by somebody: not what happened to the people of this one."""
_SPOKEN = frozenset({"denied", "appeal"})
"""News themselves; who speaks is none."""
_CUSTODY = frozenset({"detained", "arrested", "abducted"})
_ANEW = "held again"
_ABOUT = re.compile(r"\b(?:about|around|nearly|almost|some|около|почти|порядка|примерно)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Version:
    """A report, or what it said before it was edited."""

    title: str
    text: str
    lang: str = ""
    outlet: str = ""
    """Who published it: versions of one outlet may take their own numbers back."""
    year: int = 0
    """When: what it tells of earlier years is background. 0 where nobody knows."""


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
        """Remember what a report tells as its news, and every name it mentions."""
        for fact in _foremost(version, _TOLD_SENTENCES):
            thing, number = _counted(fact)
            if fact.kind == "event":
                if _is_anew(self, version, fact):
                    self.events.add(_ANEW)
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
    foremost = _foremost(version, _LEAD_SENTENCES)
    # Words for one deed are one: the first is shown.
    news = [fact for fact in foremost if _is_news(told, version, fact)]
    deeds = {_deed(version, fact): fact.value for fact in reversed(news)}
    counts = [f"count:{fact.value}" for fact in foremost if _is_new_count(told, version, fact)]
    numbered = {deed(count.split(":")[1]) for count in counts}
    events = [f"event:{value}" for value in reversed(deeds.values()) if deed(value) not in numbered]
    people = [
        f"person:{_surface(version, fact)}"
        for fact in foremost
        if fact.kind == "person" and _is_new_name(told, fact) and _suffered(version, fact, foremost)
    ]
    return tuple(dict.fromkeys([*events, *counts, *people]))[:MOST_CHANGES]


def _foremost(version: Version, sentences: int) -> list[Fact]:
    """Return what the title and the first sentences say happened now."""
    title, text = version.title, version.text[:_READ]
    found = current(find_facts(title, text, version.lang), title, text, version.year)
    lead = _lead(text, sentences)
    return [
        fact
        for fact in found
        if fact.field == "title"
        or (fact.start < lead and not (fact.kind == "event" and is_aside(text, fact)))
    ]


def _lead(text: str, sentences: int) -> int:
    """Return where the first sentences of a text end."""
    spans = split(text)[:sentences]
    return spans[-1][1] if spans else 0


def _deed(version: Version, fact: Fact) -> str:
    return deed(fact.value, _words_of(version, fact))


def _is_news(told: Told, version: Version, fact: Fact) -> bool:
    if fact.kind != "event" or fact.value in _NO_DEED:
        return False
    return _deed(version, fact) not in told.events or _is_anew(told, version, fact)


def _is_anew(told: Told, version: Version, fact: Fact) -> bool:
    """Say whether somebody of whose release was told is held again, which was not told yet."""
    if fact.value not in _CUSTODY or "released" not in told.events or _ANEW in told.events:
        return False
    return is_again(_field(version, fact), fact.start, fact.end)


def _counted(fact: Fact) -> tuple[str, int | None]:
    """Return (thing counted, how many) of a count; words for one deed count one thing."""
    thing, _, number = fact.value.rpartition(":")
    if fact.kind != "count" or not thing or not (number.isascii() and number.isdecimal()) or len(number) > 9:
        return "", None
    return deed(thing), int(number)


def _is_new_count(told: Told, version: Version, fact: Fact) -> bool:
    """Say whether a number is news: the first, a higher one, or another of who had told one before."""
    thing, number = _counted(fact)
    if number is None or sums_up(_field(version, fact), fact.start):
        return False
    known = told.counts.get(thing, set())
    if number in known or (not known and number < 2):
        return False
    if _ABOUT.search(_words_of(version, fact)) and any(abs(number - one) <= _NEARLY * one for one in known):
        return False
    return number > max(known, default=0) or thing in told.by_outlet.get(version.outlet, ())


def _is_new_name(told: Told, fact: Fact) -> bool:
    """Say whether nobody of this name was mentioned; one who shares the surname is taken for the same."""
    names = fact.value.split()
    if len(names) < 2 or names[-1] in told.people:
        return False
    stem = names[-1][: max(_SHORTEST_NAME, len(names[-1]) - 2)]  # case endings differ
    return not any(word.startswith(stem) for word in told.words)


def _suffered(version: Version, fact: Fact, facts: Iterable[Fact]) -> bool:
    """Say whether a deed of the same field happened to a person; who only speaks of it is no news."""
    text = _field(version, fact)
    acts = _NO_DEED | _SPOKEN
    deeds = (
        one for one in facts if one.kind == "event" and one.field == fact.field and one.value not in acts
    )
    return any(person.start == fact.start for one in deeds for person in befallen(text, one))


def _surface(version: Version, fact: Fact) -> str:
    return plain_name(" ".join(_words_of(version, fact).split())[:_NAME_UNITS])


def _words_of(version: Version, fact: Fact) -> str:
    return _field(version, fact)[fact.start : fact.end]


def _field(version: Version, fact: Fact) -> str:
    return version.title if fact.field == "title" else version.text[:_READ]


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
