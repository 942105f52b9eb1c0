"""The header line of a report: who, where, what happened, to how many; in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.i18n import Texts, mark
from bot.messages.markup import clean, cut, units
from feeds.story.fact_people import person_key
from feeds.story.fact_places import place_name
from feeds.story.facts import Fact
from feeds.types import Entity

LINE_UNITS = 120
_PERSON_UNITS = 40
_BETWEEN = " · "
_BESIDE = 60
"""Code points of a text between an event and the person it may be told with."""
_WITHIN = 150
"""The same for a place."""
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

    `facts` are those of `title` and `text` (`feeds.story.facts`). People stand as in the source, places and
    events as the reader's language calls them; a report without an event has no line. Not escaped.
    """
    surface = {"title": title, "text": text}
    facts = [fact for fact in facts if surface.get(fact.field, "")[fact.start : fact.end]]
    events = _events(facts)
    if not events:
        return ""
    main = events[0]
    who = _people(facts, main, surface, watched)
    where = _place(facts, main, texts)
    number = _number(facts, main, surface, texts)
    # A number stands beside the one event it counts.
    what = ", ".join(texts(EVENTS[event.value]) for event in (events[:1] if number else events[:2]))
    parts = [*who, *where, what, *number]
    while units(_BETWEEN.join(parts)) > LINE_UNITS and len(parts) > 1 and parts[0] != what:
        parts.pop(0)
    return cut(_BETWEEN.join(parts), LINE_UNITS)


def _events(facts: Iterable[Fact]) -> list[Fact]:
    """Return the title's kinds of event, the most serious first; if it has none, the gravest of the lead."""
    told = [fact for fact in facts if fact.kind == "event" and fact.value in _RANK]
    titled = [fact for fact in told if fact.field == "title"]
    weighty = [fact for fact in told if fact.value not in _SLIGHT]
    early = [fact for fact in weighty if fact.start < _LEAD]
    chosen = sorted(titled or early, key=lambda fact: (_RANK[fact.value], fact.start))
    distinct = list({fact.value: fact for fact in reversed(chosen)}.values())[::-1]
    return distinct if titled else distinct[:1]


def _people(
    facts: Iterable[Fact], main: Fact, surface: dict[str, str], watched: Sequence[Entity]
) -> list[str]:
    people = [fact for fact in facts if fact.kind == "person"]
    keys = {
        person_key(name) for entity in watched if entity.kind == "person" for name in entity.names.values()
    }
    ours = [fact for fact in people if fact.value in keys]
    beside = [fact for fact in people if _beside(fact, main)]
    chosen: dict[str, Fact] = {}
    for fact in (*ours, *beside):
        chosen.setdefault(fact.value, fact)
    named = list(chosen.values())[:2]
    return [cut(clean(surface[fact.field][fact.start : fact.end]), _PERSON_UNITS) for fact in named]


def _beside(fact: Fact, main: Fact) -> bool:
    """Tell whether a person is named with the event, so that the line does not mix two things up."""
    return fact.field == main.field and (fact.field == "title" or _distance(fact, main) <= _BESIDE)


def _place(facts: Iterable[Fact], main: Fact, texts: Texts) -> list[str]:
    places = [fact for fact in facts if fact.kind == "place"]
    same = [fact for fact in places if fact.field == main.field]
    if main.field == "text":
        same = [fact for fact in same if _distance(fact, main) <= _WITHIN]
    lead = [fact for fact in places if fact.field == "text" and fact.start < _LEAD]
    if same:
        return [place_name(min(same, key=lambda fact: _distance(fact, main)).value, texts.lang)]
    return [place_name(lead[0].value, texts.lang)] if lead and main.field == "title" else []


def _number(facts: Iterable[Fact], main: Fact, surface: dict[str, str], texts: Texts) -> list[str]:
    """Return how many people the main event concerns, or for how many years the sentence is."""
    for fact in sorted((f for f in facts if f.kind == "count"), key=lambda f: f.field != main.field):
        event, _, value = fact.value.partition(":")
        if not value.isdecimal():
            continue
        n = int(value)
        if event == main.value and n > 1:
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
