"""What a digest tells of an event at a glance: its kind, and who, where, how many, as the first report says.

Nothing is told that does not stand beside the event itself (`feeds.story.facts` says what stands where).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.digest.snapshot import Fact
from bot.i18n import LANGUAGES, Texts, texts_for
from bot.messages.facts import EVENTS
from feeds.story.fact_places import place_name
from feeds.story.facts import Fact as Found
from feeds.story.facts import find_facts

_RANK = {event: rank for rank, event in enumerate(EVENTS)}
_LEAD = 400
"""Code points of a text in which its news is told."""
_BESIDE = 60
"""Code points between an event and the people it may be told with."""
_WITHIN = 150
"""The same for a place."""
_PEOPLE = 3


def event_of(title: str, text: str, lang: str) -> tuple[str, tuple[Fact, ...]]:
    """Return the gravest event of a report's title, or else of its beginning, and the facts beside it."""
    found = find_facts(title, text, lang)
    event = _main(found)
    if event is None:
        return "", ()
    surface = {"title": title, "text": text}
    return event.value, tuple(_beside(found, event, surface))


def _main(found: Sequence[Found]) -> Found | None:
    told = [one for one in found if one.kind == "event" and one.value in _RANK]
    titled = [one for one in told if one.field == "title"]
    early = [one for one in told if one.start < _LEAD]
    return min(titled or early, key=lambda one: (_RANK[one.value], one.start), default=None)


def _beside(found: Sequence[Found], event: Found, surface: dict[str, str]) -> Iterator[Fact]:
    same = [one for one in found if one.field == event.field]
    people: dict[str, Found] = {}
    for one in same:
        near = one.field == "title" or _distance(one, event) <= _BESIDE
        if one.kind == "person" and near:
            people.setdefault(one.value, one)
    for one in list(people.values())[:_PEOPLE]:
        yield Fact("who", surface[one.field][one.start : one.end])
    places = [one for one in same if one.kind == "place"]
    places = [one for one in places if one.field == "title" or _distance(one, event) <= _WITHIN]
    if not places and event.field == "title":
        places = [one for one in found if one.kind == "place" and one.start < _LEAD][:1]
    if places:
        place = min(places, key=lambda one: _distance(one, event))
        said = {lang: place_name(place.value, lang) for lang in LANGUAGES}
        yield Fact("where", surface[place.field][place.start : place.end], said)
    for one in same:
        thing, _, number = one.value.partition(":")
        if one.kind == "count" and thing == event.value and number.isdecimal() and int(number) > 1:
            words = surface[one.field][one.start : one.end]
            yield Fact("count", words, {lang: _people(int(number), texts_for(lang)) for lang in LANGUAGES})
            return


def _people(count: int, texts: Texts) -> str:
    return texts.plural("{n} person", "{n} people", count)


def _distance(one: Found, other: Found) -> int:
    return max(one.start - other.end, other.start - one.end, 0)
