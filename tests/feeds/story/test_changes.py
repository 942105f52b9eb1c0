"""What makes a second message, and what does not."""

from __future__ import annotations

import pytest

from feeds.story.changes import MOST_CHANGES, Version, changes, told_by

FIRST = Version(
    "Two men detained in Argun",
    "Police in Argun detained two men on Sunday evening. Their lawyer, Anna Belova, was not let in.",
    "en",
    "River Post",
)


def new(
    title: str, text: str = "", *, outlet: str = "Another", earlier: tuple[Version, ...] = (FIRST,)
) -> set[str]:
    return set(changes(told_by(earlier), Version(title, text, "", outlet)))


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Detained men released in Argun", "event:released"),
        ("Задержанных в Аргуне отпустили", "event:released"),
        ("A man detained in Argun died", "event:died"),
        ("В Аргуне задержаны пять человек", "count:detained:5"),
        ("Five people detained in Argun", "count:detained:5"),
    ],
)
def test_new_deeds_and_higher_numbers_are_news(title: str, expected: str) -> None:
    """In either language."""
    assert expected in new(title)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Two men arrested in Argun", ""),
        ("В Аргуне задержаны двое мужчин", "Полиция задержала двоих мужчин вечером в воскресенье."),
        (
            "Two men detained in Argun",
            "Police detained two men. It rained. Nobody knows more. A man died there in May.",
        ),
        ("Two men detained in Argun", "Anna Belova was not let in to the men whom police detained."),
        ("One man detained in Argun", ""),
        ("Rights defenders make a statement on Argun", ""),
        ("", ""),
    ],
)
def test_other_words_lower_numbers_and_background_are_silent(title: str, text: str) -> None:
    """What was told, what is told in passing, and what others count lower."""
    assert new(title, text) == set()


def test_who_told_a_number_may_take_it_back() -> None:
    """A lower number is news from the outlet that told a higher one."""
    told = Version("Five people detained in Argun", "", "en", "River Post")
    assert new("Three people detained in Argun", outlet="River Post", earlier=(told,)) == {"count:detained:3"}
    assert new("Three people detained in Argun", outlet="Another", earlier=(told,)) == set()


def test_a_number_says_more_than_its_deed() -> None:
    """How many were released is told once, with the number."""
    assert new("Three people released in Argun") == {"count:released:3"}


def test_no_text_makes_a_list_without_end() -> None:
    """At most so many changes, whatever a page claims."""
    title = (
        "Detained, released, charged, killed, tortured, fined, deported, wounded, missing, acquitted people"
    )
    assert len(new(title, title)) <= MOST_CHANGES


def test_a_courts_arrest_after_a_detention_is_news() -> None:
    """In Russian the two are steps of one case; an English arrest may be the detention itself."""
    told = told_by([Version("В Аргуне задержан Игорь Лосев", "", "ru")])
    assert changes(told, Version("Суд в Аргуне арестовал Игоря Лосева", "", "ru")) == ("event:arrested",)
    assert changes(told, Version("Igor Losev arrested in Argun", "", "en")) == ()
