"""The header line of a report: who, where, what happened, to how many; in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.i18n import Texts, mark
from bot.messages.markup import clean, cut, units
from feeds.story.fact_people import person_key, plain_name
from feeds.story.fact_places import place_name
from feeds.story.fact_roles import befallen, is_aside, is_there, same_sentence
from feeds.story.facts import Fact, deed
from feeds.types import Entity

LINE_UNITS = 120
_PERSON_UNITS = 40
_BETWEEN = " · "
_PEOPLE_SHOWN = 2
_WITHIN = 100
"""Code points of a text between an event and the place it may be told with."""
_LEAD = 400

EVENTS = {
    "killed": mark("killed"),
    "died": mark("died"),
    "abducted": mark("abducted"),
    "missing": mark("missing"),
    "tortured": mark("tortured"),
    "beaten": mark("beaten"),
    "wounded": mark("wounded"),
    "detained": mark("detained"),
    "arrested": mark("arrested"),
    "sentenced": mark("sentenced"),
    "verdict": mark("verdict"),
    "charged": mark("charged"),
    "case": mark("criminal case"),
    "searched": mark("search"),
    "extradited": mark("extradited"),
    "deported": mark("deported"),
    "acquitted": mark("acquitted"),
    "released": mark("released"),
    "fined": mark("fined"),
    "fled": mark("fled"),
    "evacuated": mark("evacuated"),
    "sanctions": mark("sanctions"),
    "protest": mark("protest"),
    "appeal": mark("appeal"),
    "denied": mark("denial"),
    "statement": mark("statement"),
}
"""What each event is called, the most serious first."""
_RANK = {event: rank for rank, event in enumerate(EVENTS)}
_SLIGHT = frozenset(("statement", "appeal", "protest", "sanctions", "denied"))
"""Worth a word where the headline is about them, and not where a text mentions them."""
_OF_TERM = frozenset(("sentenced", "verdict"))

_SIGNS = (
    ("≥", ("at least", "не менее", "как минимум", "не меньше")),
    (">", ("more than", "over", "более", "больше", "свыше")),
    ("<", ("less than", "менее", "меньше")),
    ("≈", ("about", "around", "nearly", "almost", "около", "почти", "порядка", "примерно")),
)
"""How a count is qualified in the source; the first that fits holds."""


def facts_line(
    facts: Sequence[Fact], texts: Texts, *, title: str, text: str, watched: Sequence[Entity] = ()
) -> str:
    """Return the line "who · where · what · how many" in at most LINE_UNITS units, or "".

    `facts` are those of `title` and `text` (`feeds.story.facts`). The watched, places and events stand as the
    reader's language calls them, others as the source does; a report without an event has no line. Only who
    the event happened to is named, and only where it says so. Not escaped.
    """
    surface = {"title": title, "text": text}
    facts = [fact for fact in facts if surface.get(fact.field, "")[fact.start : fact.end]]
    events = _events(facts, surface)
    if not events:
        return ""
    main = events[0]
    who = _people(facts, main, surface, watched, texts)
    where = _place(facts, main, surface, texts)
    number = _number(facts, main, surface, texts, alone=not who)
    # A number stands beside the one event it counts, and a person beside what happened to them.
    what = ", ".join(texts(EVENTS[event.value]) for event in (events[:1] if number or who else events[:2]))
    parts = [*who, *where, what, *number]
    while units(_BETWEEN.join(parts)) > LINE_UNITS and len(parts) > 1 and parts[0] != what:
        parts.pop(0)
    return cut(_BETWEEN.join(parts), LINE_UNITS)


def _events(facts: Iterable[Fact], surface: dict[str, str]) -> list[Fact]:
    """Return the title's kinds of event, the most serious first; if it has none, the gravest of the lead."""
    told = [fact for fact in facts if fact.kind == "event" and fact.value in _RANK]
    titled = [fact for fact in told if fact.field == "title"]
    weighty = [fact for fact in told if fact.value not in _SLIGHT and fact.start < _LEAD]
    early = [fact for fact in weighty if fact.field == "text" and not is_aside(surface["text"], fact)]
    chosen = sorted(titled or early, key=lambda fact: (_RANK[fact.value], fact.start))
    distinct = list({fact.value: fact for fact in reversed(chosen)}.values())[::-1]
    return distinct if titled else distinct[:1]


def _people(
    facts: Sequence[Fact], main: Fact, surface: dict[str, str], watched: Sequence[Entity], texts: Texts
) -> list[str]:
    chosen: dict[str, str] = {}
    for event in (main, *_again(facts, main)):
        words = surface[event.field]
        for fact in befallen(words, event):
            chosen.setdefault(fact.value, plain_name(words[fact.start : fact.end]))
        if chosen:
            break
    told = {key: watched_name(name, watched, texts) for key, name in chosen.items()}
    named = sorted(chosen, key=lambda key: not told[key])[:_PEOPLE_SHOWN]
    return [cut(clean(told[key] or chosen[key]), _PERSON_UNITS) for key in named]


def watched_name(name: str, watched: Sequence[Entity], texts: Texts) -> str:
    """Return what the reader calls the watched person of this name; "" where nobody watched bears it."""
    key = person_key(name)
    people = (entity for entity in watched if entity.kind == "person" and key)
    found = (one.name(texts.lang) for one in people if key in map(person_key, one.names.values()))
    return next(found, "")


def _again(facts: Sequence[Fact], main: Fact) -> list[Fact]:
    """Return where the lead tells the headline's event once more, unless that concerns a number of people."""
    counted = any(fact.kind == "count" and fact.value.startswith(f"{main.value}:") for fact in facts)
    if main.field == "text" or counted:
        return []
    same = (fact for fact in facts if fact.kind == "event" and deed(fact.value) == deed(main.value))
    return [fact for fact in same if fact.field == "text" and fact.start < _LEAD][:1]


def _place(facts: Sequence[Fact], main: Fact, surface: dict[str, str], texts: Texts) -> list[str]:
    for event in (main, *_again(facts, main)):
        words = surface[event.field]
        near = [
            fact
            for fact in facts
            if fact.kind == "place"
            and fact.field == event.field
            and _distance(fact, event) <= _WITHIN
            and is_there(words, fact)
            and same_sentence(words, fact, event)
        ]
        if near:
            return [place_name(min(near, key=lambda fact: _distance(fact, event)).value, texts.lang)]
    return []


def _number(
    facts: Iterable[Fact], main: Fact, surface: dict[str, str], texts: Texts, *, alone: bool
) -> list[str]:
    """Return how many people the main event concerns, or for how many years the sentence is.

    Not `alone`, beside somebody's name, a number counts only where one sentence tells both: in the title.
    """
    for fact in sorted((f for f in facts if f.kind == "count"), key=lambda f: f.field != main.field):
        event, _, value = fact.value.partition(":")
        if not value.isdecimal():
            continue
        n = int(value)
        if event == main.value and n > 1 and (alone or fact.field == main.field):
            sign = _sign(surface[fact.field][fact.start : fact.end])
            return [sign + texts.plural("{n} person", "{n} people", n)]
        if event == "years" and main.value in _OF_TERM and fact.field == main.field:
            return [texts.plural("{n} year", "{n} years", n)]
    return []


def _sign(words: str) -> str:
    low = words.casefold()
    return next((f"{sign} " for sign, starts in _SIGNS if any(start in low for start in starts)), "")


def _distance(fact: Fact, main: Fact) -> int:
    return max(fact.start - main.end, main.start - fact.end, 0)
