"""What a digest tells of an event at a glance: its kind, and who, where, how many, each with whose words.

Kind, people and place are those of the first report; how many, every report says for itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.digest.snapshot import Fact
from bot.i18n import LANGUAGES, Texts, texts_for
from feeds.story.fact_places import place_name
from feeds.story.facts import Fact as Found
from feeds.story.facts import deed
from feeds.story.header import Header, header_of

_NAMED = 3


def event_of(title: str, text: str, lang: str, year: int, report: str = "") -> tuple[str, tuple[Fact, ...]]:
    """Return the main event of a report seen in `year`, and the facts told with it; "" for none."""
    found = header_of(title, text, lang, year)
    return (found.events[0].value, tuple(_facts(found, title, text, report))) if found else ("", ())


def numbers_of(kind: str, told: Iterable[tuple[str, tuple[Fact, ...]]]) -> tuple[Fact, ...]:
    """Return how many people further reports speak of, where theirs is the same event."""
    return tuple(
        fact for other, facts in told if deed(other) == deed(kind) for fact in facts if fact.role == "count"
    )


def _facts(found: Header, title: str, text: str, report: str) -> Iterator[Fact]:
    def words(fact: Found) -> str:
        return (title if fact.field == "title" else text)[fact.start : fact.end]

    for person in found.people[:_NAMED]:
        yield Fact("who", words(person), report=report)
    if found.place is not None:
        said = {lang: place_name(found.place.value, lang) for lang in LANGUAGES}
        yield Fact("where", words(found.place), said, report)
    if found.count is not None and not found.count.value.startswith("years:"):
        number = int(found.count.value.rpartition(":")[2])
        said = {lang: _people(number, texts_for(lang)) for lang in LANGUAGES}
        yield Fact("count", words(found.count), said, report)


def _people(number: int, texts: Texts) -> str:
    return texts.plural("{n} person", "{n} people", number)
