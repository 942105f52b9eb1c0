"""Suggestions keep out what was rejected and nothing that was accepted; the matcher itself is the judge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from feeds.types import Entity, EntityKind, Keyword, WatchList
from feeds.watch.edit import Use
from feeds.watch.match import Matcher
from feeds.watch.propose import FEWEST, accept, propose

LUNIN = Entity(
    "lunin",
    EntityKind.PERSON,
    {"en": "Pavel Lunin", "ru": "Павел Лунин"},
    (Keyword("Лунин"), Keyword("Lunin")),
)


@dataclass(frozen=True)
class Judged:
    """One judged item."""

    title: str
    accepted: bool
    text: str = ""
    lang: str = ""


STREETS = [
    Judged("На улице Лунина прорвало трубу", False),
    Judged("Улицу Лунина открыли после ремонта", False),
    Judged("Адвокат Лунина подал жалобу", True),
    Judged("Лунин объявил голодовку", True),
]
HOCKEY = [
    Judged("Lunin scores twice as hockey season opens", False),
    Judged("Hockey: Lunin out for a month", False),
    Judged("Court rejects appeal by Lunin", True),
    Judged("Lunin taken to another prison", True),
]
ACTIVIST = [
    Judged("Activist Lunin on trial", True),
    Judged("Police detain activist Lunin", True),
    Judged("A letter by Lunin, the activist", True),
    Judged("Lunin wins a cookery show", False),
    Judged("New album by Lunin", False),
]


@pytest.mark.parametrize(
    ("judged", "use", "word"),
    [(STREETS, Use.INSIDE, "улиц"), (HOCKEY, Use.EXCLUDE, "hockey"), (ACTIVIST, Use.CONTEXT, "activist")],
)
def test_a_suggestion_does_what_it_promises(judged: Sequence[Judged], use: Use, word: str) -> None:
    """Applied, it keeps out as many rejected items as it says, and every accepted one is still found."""
    proposals = propose(LUNIN, judged)
    assert any(one.use is use and word in one.keyword.text.lower() for one in proposals)
    for proposal in proposals:
        matcher = Matcher(WatchList((accept(LUNIN, proposal),)))
        found = [bool(matcher.find(item.title, item.text)) for item in judged]
        assert all(hit for hit, item in zip(found, judged, strict=True) if item.accepted)
        lost = sum(not hit for hit, item in zip(found, judged, strict=True) if not item.accepted)
        assert lost == proposal.removes >= FEWEST


@pytest.mark.parametrize(
    "judged",
    [
        [],
        STREETS[:1],
        STREETS[2:],
        [Judged("Лунин дома", False), Judged("Лунин в гостях", False), Judged("Лунин дома и в гостях", True)],
        [Judged("Hockey today", False), Judged("Hockey tomorrow", False)],
        [Judged("", False), Judged("  ", False)],
    ],
)
def test_nothing_is_suggested_without_grounds(judged: Sequence[Judged]) -> None:
    """One rejected item proves nothing, nor do words that accepted items share."""
    assert propose(LUNIN, judged) == []


def test_a_suggestion_never_costs_an_accepted_item() -> None:
    """A word of every rejected item that one accepted item has as well is passed over."""
    judged = [*HOCKEY, Judged("Lunin watched hockey in prison", True)]
    for proposal in propose(LUNIN, judged, limit=50):
        assert not (proposal.use is Use.EXCLUDE and proposal.keyword.text == "hockey")
