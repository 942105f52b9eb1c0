"""The search finds what is watched, in every form, and nothing that only looks like it."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.types import Entity, EntityKind, Keyword, KeywordRole, KeywordScope, Match, WatchList
from feeds.watch.keywords import patterns
from feeds.watch.match import Matcher
from feeds.watch.watchlist import default
from tests.feeds.watch.cases import DECOYS, MENTIONS


@cache
def bundled() -> Matcher:
    return Matcher(default())


def watching(*entities: Entity) -> Matcher:
    return Matcher(WatchList(entities))


def person(name: str, *keywords: Keyword) -> Entity:
    return Entity("someone", EntityKind.PERSON, {"en": name, "ru": name}, keywords)


def surfaces(matches: tuple[Match, ...]) -> list[str]:
    return [match.surface for match in matches]


@pytest.mark.parametrize(
    ("entity", "text"), [(entity, text) for entity, texts in MENTIONS.items() for text in texts]
)
def test_mentions_are_found_in_title_and_text(entity: str, text: str) -> None:
    """Each sentence is a mention, and the evidence points at it."""
    for title, body in ((text, ""), ("", text)):
        found = [match for match in bundled().find(title, body) if match.entity == entity]
        assert found
        assert all(match.surface == text[match.start : match.end] for match in found)


@pytest.mark.parametrize("text", DECOYS)
def test_decoys_are_not_found(text: str) -> None:
    """Look-alikes, namesakes, other owners and labels are no mentions."""
    assert bundled().find("", text) == ()


def test_there_are_two_hundred_decoys() -> None:
    """The table of decoys stays as large as promised."""
    assert len(set(DECOYS)) >= 200


def generated() -> list[tuple[str, str]]:
    """Every form of every one-word alias that stands alone, in Cyrillic."""
    found = []
    for entity in default().entities:
        for pattern in patterns(entity):
            keyword = pattern.keyword
            alone = len(pattern.slots) == 1 and pattern.bare and pattern.surname is None
            free = not (keyword.needs_context or keyword.ownerless or keyword.case)
            if keyword.role is KeywordRole.ALIAS and alone and free:
                found += [(entity.key, form) for form in pattern.slots[0].forms if not form.isascii()]
    return sorted(set(found))


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(generated()),
    st.sampled_from([str.lower, str.upper, str.title]),
    st.sampled_from(["{}", "«{}»", '"{}"', "“{}”", "экс-{}", "{}-центр", "({})", "— {} —", "…{}!", "#{}"]),
)
def test_every_generated_form_is_found_in_any_dress(
    form: tuple[str, str], case: type[str], dress: str
) -> None:
    """Case, quotes, hyphens and brackets do not hide a form."""
    entity, word = form
    text = "Там " + dress.format(case(word)) + " стоит."
    assert entity in {match.entity for match in bundled().find("", text)}


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters(), max_size=60), st.sampled_from(["Кадыров", "Argun", "ЛГБТ-сеть", "Т.", ""]))
def test_any_string_is_searched_without_error(noise: str, word: str) -> None:
    """Lone surrogates, controls and half sentences never raise, and offsets hold."""
    for title, body in ((noise + word, word + noise), (word + noise + word, noise)):
        for match in bundled().find(title, body):
            source = title if match.field == "title" else body
            assert match.surface == source[match.start : match.end] != ""


def test_matches_are_sorted_and_overlaps_merge_to_the_longest() -> None:
    """Title first, then by place; the full name swallows the surname."""
    found = bundled().find("Кадыров в Чечне", "Рамзан Кадыров, Чеченская Республика")
    assert [(match.field, match.surface) for match in found] == [
        ("title", "Кадыров"),
        ("title", "Чечне"),
        ("text", "Рамзан Кадыров"),
        ("text", "Чеченская Республика"),
    ]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Кадыров", "exact"),
        ("Кадырову", "inflected"),
        ("кадыровцы", "derived"),
        ("o kadyrovu", "translit"),
        ("Оюб Тетиев", "misspelt"),
    ],
)
def test_the_rule_is_named(text: str, rule: str) -> None:
    """Each hit says how it was found."""
    assert [match.rule for match in bundled().find("", text)] == [rule]


@pytest.mark.parametrize(
    "text",
    [
        "Григорий Шлягин приехал",
        "дело Григория Шлягина",
        "Шлягину Григорию отказали",
        "адвокат Г. Шлягина",
        "Шлягин Г. И. молчит",
        "Григорий Иванович Шлягин молчит",
        "Grigory Shlyagin was silent",
        "Grigorii Shliagin's lawyer",
        "delo-grigoriya-shlyagina",
    ],
)
def test_a_person_needs_only_a_russian_name(text: str) -> None:
    """Cases, initials, order, patronymic and Latin spellings follow from the name alone."""
    assert watching(person("Григорий Шлягин")).find("", text)


@pytest.mark.parametrize(
    "text", ["Пётр Шлягин приехал", "Шлягин приехал", "Анна Шлягина приехала", "П. Шлягин"]
)
def test_a_full_name_does_not_find_others(text: str) -> None:
    """Without the bare surname as a keyword, only the whole name counts."""
    assert not watching(person("Григорий Шлягин")).find("", text)


def test_a_bare_surname_counts_where_it_is_a_keyword_and_stops_at_namesakes() -> None:
    """A moderator's surname keyword finds it alone, and never with another first name."""
    matcher = watching(person("Григорий Шлягин", Keyword("Шлягин")))
    assert surfaces(matcher.find("", "Шлягина отпустили")) == ["Шлягина"]
    assert not matcher.find("", "Пётр Шлягин уехал. Шлягин молчит.")


def test_a_woman_is_found_in_her_own_forms_only() -> None:
    """A feminine surname does not find the men of the family."""
    matcher = watching(person("Анна Загорская", Keyword("Загорская")))
    assert matcher.find("", "Анну Загорскую отпустили")
    assert matcher.find("", "с Загорской говорили")
    assert not matcher.find("", "Загорского отпустили")


def test_a_place_and_an_organisation_need_only_names() -> None:
    """Places stay singular; phrases inflect word by word through quotes."""
    place = Entity("place", EntityKind.PLACE, {"en": "Vyborg", "ru": "Выборг"}, ())
    group = Entity("group", EntityKind.ORGANISATION, {"en": "Silent Shore", "ru": "Тихий берег"}, ())
    found = watching(place, group).find(
        "", "В Выборге закрыли «Тихий берег»; о «Тихом береге» пишут. Silent Shore."
    )
    assert surfaces(found) == ["Выборге", "Тихий берег", "Тихом береге", "Silent Shore"]


def test_derived_words_are_switched_per_entity() -> None:
    """With derived words off, the adjective is no mention and the name still is."""
    word = Keyword("выборгский", derived=True)
    on = Entity("place", EntityKind.PLACE, {"en": "Vyborg", "ru": "Выборг"}, (word,))
    off = Entity("place", EntityKind.PLACE, {"en": "Vyborg", "ru": "Выборг"}, (word,), derived=False)
    text = "Выборгский суд в Выборге"
    assert surfaces(watching(on).find("", text)) == ["Выборгский", "Выборге"]
    assert surfaces(watching(off).find("", text)) == ["Выборге"]


@pytest.mark.parametrize(
    ("scope", "distance", "text", "counts"),
    [
        (KeywordScope.SENTENCE, 0, "Сокол сел у реки.", False),
        (KeywordScope.SENTENCE, 0, "Сокол сел. У реки тихо.", True),
        (KeywordScope.ITEM, 0, "Сокол сел. У реки тихо.", False),
        (KeywordScope.NEAR, 2, "Сокол сел у реки.", False),
        (KeywordScope.NEAR, 2, "Сокол сел и смотрел на воду реки.", True),
    ],
)
def test_exclude_words_work_within_their_scope(
    scope: KeywordScope, distance: int, text: str, counts: bool
) -> None:
    """A forbidden word forbids in its sentence, in the item, or within so many words."""
    exclude = Keyword("река", role=KeywordRole.EXCLUDE, scope=scope, distance=distance)
    topic = Entity("club", EntityKind.TOPIC, {"en": "Club", "ru": "Сокол"}, (exclude,))
    assert bool(watching(topic).find("", text)) is counts


def test_switched_off_keywords_and_entities_are_not_searched() -> None:
    """active = false keeps a keyword or an entity out of the search."""
    assert not watching(person("Григорий Шлягин", Keyword("Шлягин", active=False))).find("", "Шлягин")
    silent = Entity("x", EntityKind.PERSON, {"en": "Григорий Шлягин"}, (), active=False)
    assert not watching(silent).find("", "Григорий Шлягин")


def test_an_empty_watchlist_finds_nothing() -> None:
    """No entities, no matches, no error."""
    assert watching().find("Кадыров", "Чечня") == ()
