"""Explanations: every hit with its evidence, every miss with the gate that stopped it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from feeds.types import Entity, EntityKind, Keyword, KeywordRole, KeywordScope, WatchList
from feeds.watch.explain import Finding, Gate, explain, sentence
from feeds.watch.match import Matcher
from feeds.watch.watchlist import default
from tests.feeds.watch.cases import DECOYS, MENTIONS

TOWN = Entity(
    "vyborg",
    EntityKind.PLACE,
    {"en": "Vyborg", "ru": "Выборг"},
    (
        Keyword("выборгский", derived=True),
        Keyword("ВГ", case=True, needs_context=True, translit=False),
        Keyword("Виипури", active=False),
        Keyword("замок", role=KeywordRole.CONTEXT, scope=KeywordScope.SENTENCE),
        Keyword("Выборгская сторона", role=KeywordRole.EXCLUDE, scope=KeywordScope.PHRASE),
        Keyword("хоккей", role=KeywordRole.EXCLUDE, scope=KeywordScope.SENTENCE),
    ),
)
LAWYER = Entity("lawyer", EntityKind.PERSON, {"en": "Григорий Шлягин"}, (Keyword("Шлягин"),))
SHORE = Entity(
    "shore", EntityKind.ORGANISATION, {"en": "Silent Shore"}, (Keyword("Тихий берег", ownerless=True),)
)
TOPIC = Entity(
    "topic",
    EntityKind.TOPIC,
    {"en": "Harbour affair"},
    (
        Keyword('порт (суд OR обыск) NOT "день порта"', query=True),
        Keyword("кран NEAR/2 груз lang:ru", query=True),
    ),
)


def finding(entity: Entity, text: str, title: str = "") -> Finding:
    watchlist = WatchList((entity,))
    return explain(watchlist, Matcher(watchlist), title, text).findings[0]


MISSES = [
    (TOWN, "В городе тихо", Gate.ABSENT, "no form of it occurs"),
    (replace(TOWN, active=False), "В Выборге тихо", Gate.PAUSED, "paused; “Выборге”"),
    (replace(TOWN, active=False), "В городе тихо", Gate.ABSENT, ""),
    (replace(TOWN, derived=False), "Выборгский суд", Gate.DERIVED_OFF, "“Выборгский” is a derived word"),
    (TOWN, "Старый Виипури", Gate.KEYWORD_OFF, "keyword “Виипури” is switched off; it would find “Виипури”"),
    (TOWN, "На Выборгской стороне", Gate.EXCLUDED, "excluded by “Выборгская сторона”, found at character 4"),
    (
        TOWN,
        "В Выборге любят хоккей",
        Gate.EXCLUDED,
        "excluded by “хоккей”, found at character 17 of the text",
    ),
    (TOWN, "Команда ВГ уехала. Замок закрыт.", Gate.CONTEXT, "“ВГ” counts only with a context word"),
    (
        LAWYER,
        "Пётр Шлягин уехал",
        Gate.NAMESAKE,
        "“Шлягин” is another person or place here: “Пётр Шлягин уехал”",
    ),
    (SHORE, "Немецкий Тихий берег закрыт", Gate.OWNER, "“Тихий берег” belongs to another owner"),
    (
        LAWYER,
        "Суд отложен. *Григорий Шлягин признан в России иностранным агентом",
        Gate.LABEL,
        "“Григорий Шлягин” stands only inside a compulsory label",
    ),
    (TOPIC, "В порту тихо", Gate.QUERY, "does not hold: not there: суд, обыск"),
    (TOPIC, "Суд о дне порта", Gate.QUERY, 'the query forbids "день порта"'),
    (TOPIC, "Кран стоит, а новый тяжёлый груз едет", Gate.QUERY, "not within 2 words of each other"),
    (
        replace(TOPIC, keywords=(Keyword("port lang:ru", query=True),)),
        "The port",
        Gate.QUERY,
        "language is en",
    ),
    (replace(TOPIC, keywords=(Keyword("порт source:herald", query=True),)), "порт", Gate.QUERY, "not herald"),
]


@pytest.mark.parametrize(("entity", "text", "gate", "said"), MISSES)
def test_a_miss_names_the_gate_that_stopped_it(entity: Entity, text: str, gate: Gate, said: str) -> None:
    """What is missing, forbidden, switched off, or somebody else's is said in one sentence."""
    found = finding(entity, text)
    assert found.gate is gate
    assert said in sentence(found)
    for place in (found.place, found.by):
        if place:
            assert text[place.start : place.end] == place.surface != ""
            assert place.surface in place.around


def test_a_hit_shows_its_evidence() -> None:
    """A mention is explained by the matches themselves."""
    found = finding(TOWN, "В Выборге тихо; Выборг спит.", title="Выборг")
    assert found.gate is Gate.FOUND
    assert sentence(found) == "found: “Выборг”, “Выборге”"


def test_the_gate_that_got_furthest_is_told() -> None:
    """Of several hits that were stopped, the nearest to success is the answer."""
    assert finding(TOWN, "Хоккей на Выборгской стороне. ВГ уехала.").gate is Gate.CONTEXT
    both = WatchList((TOWN, LAWYER))
    said = explain(both, Matcher(both), "", "Пётр Шлягин любит хоккей в Выборге")
    assert [one.entity for one in said.stopped] == ["vyborg", "lawyer"]
    assert said.found == ()


def test_explanations_agree_with_the_search() -> None:
    """Every mention is explained as found; every decoy is not, and none of its hits goes unexplained."""
    watchlist = default()
    matcher = Matcher(watchlist)
    for entity, texts in MENTIONS.items():
        for text in texts:
            assert entity in {one.entity for one in explain(watchlist, matcher, text, "").found}
    gates = {one.gate for text in DECOYS for one in explain(watchlist, matcher, "", text).findings}
    assert Gate.FOUND not in gates
    assert {Gate.NAMESAKE, Gate.EXCLUDED, Gate.OWNER, Gate.CONTEXT, Gate.LABEL, Gate.KEYWORD_OFF} <= gates


def test_a_sentence_is_said_in_any_language() -> None:
    """Whoever speaks another language gets the template and the values."""
    said = sentence(finding(TOWN, "В городе тихо"), lambda template, /, **values: template.upper())
    assert said == "NO FORM OF IT OCCURS"
