"""The header line of a report: who, where, what happened, to how many; in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence

from bot.i18n import Texts, mark
from bot.messages.markup import clean, cut, units
from feeds.story.fact_people import person_key, plain_name
from feeds.story.fact_places import place_name
from feeds.story.facts import Fact
from feeds.story.header import Header, header
from feeds.types import Entity

LINE_UNITS = 120
_PERSON_UNITS = 40
_BETWEEN = " · "
_PEOPLE_SHOWN = 2

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
"""What each event is called (`feeds.story.header.GRAVITY`)."""
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
    found = header(facts, title, text)
    if found is None:
        return ""
    surface = {"title": title, "text": text}
    who = _people(found, surface, watched, texts)
    where = [place_name(found.place.value, texts.lang)] if found.place else []
    number = [_number(found.count, surface, texts)] if found.count else []
    # A number stands beside the one event it counts, and a person beside what happened to them.
    shown = found.events[:1] if number or who else found.events[:2]
    what = ", ".join(texts(EVENTS[event.value]) for event in shown)
    parts = [*who, *where, what, *number]
    while units(_BETWEEN.join(parts)) > LINE_UNITS and len(parts) > 1 and parts[0] != what:
        parts.pop(0)
    return cut(_BETWEEN.join(parts), LINE_UNITS)


def _people(found: Header, surface: dict[str, str], watched: Sequence[Entity], texts: Texts) -> list[str]:
    chosen = [plain_name(surface[fact.field][fact.start : fact.end]) for fact in found.people]
    told = {name: watched_name(name, watched, texts) for name in chosen}
    named = sorted(chosen, key=lambda name: not told[name])[:_PEOPLE_SHOWN]
    return [cut(clean(told[name] or name), _PERSON_UNITS) for name in named]


def watched_name(name: str, watched: Sequence[Entity], texts: Texts) -> str:
    """Return what the reader calls the watched person of this name; "" where nobody watched bears it."""
    key = person_key(name)
    people = (entity for entity in watched if entity.kind == "person" and key)
    found = (one.name(texts.lang) for one in people if key in map(person_key, one.names.values()))
    return next(found, "")


def _number(count: Fact, surface: dict[str, str], texts: Texts) -> str:
    thing, _, value = count.value.partition(":")
    if thing == "years":
        return texts.plural("{n} year", "{n} years", int(value))
    sign = _sign(surface[count.field][count.start : count.end])
    return sign + texts.plural("{n} person", "{n} people", int(value))


def _sign(words: str) -> str:
    low = words.casefold()
    return next((f"{sign} " for sign, starts in _SIGNS if any(start in low for start in starts)), "")
