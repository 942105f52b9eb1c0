"""Russian forms: what a name can become in a sentence, and what it cannot."""

from __future__ import annotations

import pytest

from feeds.text.words import (
    WordClass,
    forms,
    given_name_cases,
    is_owner,
    is_patronymic,
    is_thing,
    relation_of,
    unknown_name,
)

FORMS = [
    ("Шлягин", WordClass.SURNAME, "шлягина шлягину шлягиным шлягине шлягины шлягиных", "шлягиной шлягином"),
    ("Шлягина", WordClass.SURNAME, "шлягиной шлягину", "шлягин шлягиным"),
    ("Веркович", WordClass.SURNAME, "верковича верковичем верковичи верковичей", "верковичева"),
    ("Загорский", WordClass.SURNAME, "загорского загорскому загорским загорском", "загорская"),
    ("Загорская", WordClass.SURNAME, "загорской загорскую", "загорский загорского"),
    ("Петренко", WordClass.SURNAME, "петренко", "петренка петренкой"),
    ("Оюб", WordClass.GIVEN, "оюба оюбу оюбом оюбе", "оюбы оюбов"),
    ("Казань", WordClass.PLACE, "казани казанью", "казаней казаням"),
    ("Выборг", WordClass.PLACE, "выборга выборгу выборгом выборге", "выборгов"),
    ("Грозный", WordClass.PLACE, "грозного грозному грозным грозном", "грозная грозные"),
    ("Борисово", WordClass.PLACE, "борисова борисову борисовом", "борисовы"),
    ("комитет", WordClass.COMMON, "комитета комитетом", "комитеты комитетов"),
    ("пыток", WordClass.COMMON, "пыток", "пытки пытка"),
    ("кадыровский", WordClass.COMMON, "кадыровская кадыровского кадыровских", "кадыровск"),
]


@pytest.mark.parametrize(("word", "kind", "present", "absent"), FORMS)
def test_paradigms(word: str, kind: WordClass, present: str, absent: str) -> None:
    """Each class of word has its own endings."""
    found = forms(word, kind)
    assert not set(present.split()) - found
    assert not set(absent.split()) & found


def test_inhabitants_have_both_numbers() -> None:
    """A derived word is looked for in the plural too, known to the dictionary or not."""
    found = forms("кадыровец", both_numbers=True)
    assert {"кадыровца", "кадыровцы", "кадыровцев", "кадыровцами"} <= found


def test_first_names_and_patronymics_are_known_by_case() -> None:
    """A first name agrees with the surname beside it; other words are no first names."""
    assert "gent" in given_name_cases("тимура")
    assert not given_name_cases("министра")
    assert is_patronymic("ильдаровичу")
    assert not is_patronymic("министру")
    assert unknown_name("елжас", frozenset({"nomn"}))
    assert not unknown_name("министр", frozenset({"nomn"}))


@pytest.mark.parametrize(("word", "owner"), [("украинская", True), ("крупнейшая", False), ("эта", False)])
def test_owners_are_told_from_qualities(word: str, owner: bool) -> None:
    """Only an adjective of relation names another owner."""
    assert relation_of(word) is owner


@pytest.mark.parametrize(
    ("word", "case", "name"),
    [
        ("елжас", "nomn", True),
        ("елжаса", "gent", True),
        ("елжасу", "datv", True),
        ("елжасом", "ablt", True),
        ("елжасе", "loct", True),
        ("камолиддин", "nomn", True),
        ("елжаса", "nomn", False),
        ("ямадаевым", "nomn", False),
        ("янгулбаевой", "nomn", False),
        ("делимханова", "gent", False),
        ("гудермесский", "nomn", False),
        ("телеграма", "gent", False),
        ("гелендвагена", "gent", False),
    ],
)
def test_an_unknown_name_is_told_by_its_ending(word: str, case: str, name: bool) -> None:
    """It must stand in the surname's case, and be no surname, adjective or brand itself."""
    assert unknown_name(word, frozenset({case})) is name


@pytest.mark.parametrize(
    ("word", "woman"), [("анна", True), ("айшат", True), ("роман", False), ("тимура", False)]
)
def test_a_womans_nominative_is_kept_apart(word: str, woman: bool) -> None:
    """Анна agrees with Петрова, Роман does not."""
    assert ("nomn femn" in given_name_cases(word)) is woman


def test_things_and_their_owners_are_told() -> None:
    """мост Кадырова: a thing in the nominative, and a surname that may be a genitive."""
    assert is_thing("мост")
    assert not is_thing("певица")
    assert not is_thing("моста")
    assert is_owner("кадырова")
    assert not is_owner("волга")
