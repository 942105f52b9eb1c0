"""Russian forms: what a name can become in a sentence, and what it cannot."""

from __future__ import annotations

import pytest

from feeds.text.words import WordClass, forms, given_name_cases, is_patronymic, relation_of, unknown_name

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
