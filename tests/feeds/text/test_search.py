"""A search finds a word in every form, in both scripts, and nothing that only looks like it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.text.search import (
    LONGEST_SEARCH,
    LONGEST_TEXT,
    LONGEST_WORD,
    MOST_WORDS,
    SearchError,
    Terms,
    places,
    read_search,
    searchable,
)


def holds(terms: Terms, prepared: str) -> bool:
    """Say whether all terms occur in prepared words, as the databases would."""
    padded = f" {prepared} "

    def occurs(choice: str) -> bool:
        return f" {choice[:-1]}" in padded if choice.endswith("*") else f" {choice} " in padded

    return all(any(map(occurs, term)) for term in terms)


FOUND = [
    ("Вельский", "Адвокаты Вельского подали жалобу"),
    ("Вельского", "Вельский на свободе"),
    ("Жирков", "Суд над Жирковым продолжается"),
    ("Жиркову", "Приехал Жирков"),
    ("Брукеев", "О Брукееве молчат"),
    ("Брукееву", "Брукеева отпустили"),
    ("Аргуне", "Дорога на Аргун закрыта"),
    ("Чечня", "в Чечне"),
    ("пыток", "Пытка длилась час"),
    ("пытки", "о пытках в колонии"),
    ("задержать", "Его задержали дома"),
    ("задержаны", "Полиция задержала троих"),
    ("елка", "Ёлку уже поставили"),
    ("ёлка", "елку срубили"),
    ("Вельский", "Ве\u0301льского видели"),
    ("Вельский", "Bельского видели"),  # with a Latin B
    ("ВЕЛЬСКИЙ", "вельскому"),
    ("сеть", "Открытая-сеть"),
    ("ЛГБТ-сеть", "активисты ЛГБТ-сети"),
    ("Ростов-на-Дону", "в Ростове-на-Дону"),
    ("суд в Тарнске", "Суды Тарнска не отвечают"),
    ("Вельский Тарнск", "В Тарнске ищут Вельского"),
    ("detain", "Two were detained at night"),
    ("detained", "They detain lawyers"),
    ("stopping", "The train stopped"),
    ("city", "in three cities"),
    ("court's", "the courts are shut"),
    ("lawyer", "The lawyer’s house"),
    ("the court of Tarnsk", "A court in Tarnsk"),
    ("Titiev", "Титиева освободили"),
    ("titiev", "Oyub Titiyev was freed"),
    ("Титиев", "Oyub Titiev was freed"),
    ("Титиеву", "a letter to Titiyev"),
    ("Вельский", "Anton Velsky was freed"),
    ("velsky", "Встреча с Вельским"),
    ("Velskiy", "Anton Velski"),
    ("Чечня", "A court in Chechnya"),
    ("Chechnya", "из Чечни"),
    ("пытки", "sud-o-pytkah"),
    ('"суда Тарнска"', "решение суда Тарнска"),
    ("«open door»", "The Open Door says no"),
    ("вельск*", "Вельскими"),
    ("2026", "до 2026 года"),
    ("of the", "of the"),
    ("𗀀", "𗀀 Кадыров"),
    ("в", "в"),
]
NOT_FOUND = [
    ("Аргун", "на реке Аргунь"),
    ("Аргун", "Аргунов и Шаргунов"),
    ("море", "no more of it"),
    ("more", "море волнуется"),
    ("news", "a new house"),
    ("police", "a policy of peace"),
    ("чечня", "чечевица"),
    ('"суд Тарнска"', "решение суда Тарнска"),
    ('"суда Тарнска"', "суда в городе Тарнска"),
    ('"detain"', "detained"),
    ("Вельский Тарнск", "В Тарнске никого"),
    ("вельск*", "Привельский"),
    ("ЛГБТ-сеть", "сеть поддержки ЛГБТ"),
]


@pytest.mark.parametrize(("written", "text"), FOUND)
def test_a_word_is_found_in_every_form(written: str, text: str) -> None:
    """Case forms, derived spellings, the other script and small words do not stand in the way."""
    terms = read_search(written)
    assert holds(terms, searchable("", text))
    assert places(terms, text)


@pytest.mark.parametrize(("written", "text"), NOT_FOUND)
def test_what_only_looks_alike_is_not_found(written: str, text: str) -> None:
    """Other words with the same letters, phrases with other words between, and one word of two."""
    assert not holds(read_search(written), searchable("", text))


@pytest.mark.parametrize("written", ["", "  ", "!?.,-", '""', "«»", "*", "\u200b\u00ad"])
def test_a_search_for_nothing_is_refused(written: str) -> None:
    """Punctuation is nothing to look for."""
    with pytest.raises(SearchError) as refused:
        read_search(written)
    assert refused.value.problem == "empty"


@pytest.mark.parametrize("written", ["x" * (LONGEST_SEARCH + 1), " ".join(f"word{n}" for n in range(11))])
def test_a_search_for_too_much_is_refused(written: str) -> None:
    """A database is not asked for a page of prose."""
    with pytest.raises(SearchError) as refused:
        read_search(written)
    assert refused.value.problem == "long"


def test_words_are_stored_as_written_only_folded() -> None:
    """Lower case, е for ё, no marks; the title comes before the text."""
    assert searchable("Суд в\u00a0Аргу́не!", "ЛГБТ-сеть: «Ёлка» &amp; Kadyrov’s_x") == (
        "суд в аргуне лгбт сеть елка kadyrov s x"
    )


def test_stored_words_have_limits() -> None:
    """No entry, however long, is more than the databases can take."""
    prepared = searchable("y" * 500, "a " * LONGEST_TEXT + "end")
    words = prepared.split(" ")
    assert len(words) <= MOST_WORDS
    assert max(map(len, words)) == LONGEST_WORD
    assert holds(read_search("y" * 100), prepared)


@pytest.mark.parametrize(
    ("written", "text", "expected"),
    [
        ("Вельский", "Вче\u0301ра Ве\u0301льского и Вельскую", ["Ве\u0301льского", "Вельскую"]),
        ("лгбт-сеть", "Она из ЛГБТ-сети.", ["ЛГБТ-сети"]),
        ("суд*", "Суды и судья", ["Суды", "судья"]),
        ("нет такого", "Здесь ничего", []),
    ],
)
def test_places_point_into_the_original(written: str, text: str, expected: list[str]) -> None:
    """What was found is shown as it stands there, marks included."""
    assert [text[start:end] for start, end in places(read_search(written), text)] == expected


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60), st.text(max_size=120))
def test_any_words_are_searched_or_refused(written: str, text: str) -> None:
    """Nothing that anybody can write breaks it, and terms are made of letters and digits alone."""
    prepared = searchable(written, text)
    assert all(word.isalnum() for word in prepared.split())
    try:
        terms = read_search(written)
    except SearchError:
        return
    for choice in (choice for term in terms for choice in term):
        assert choice.removesuffix("*").replace(" ", "").isalnum()
    assert places(terms, written)
