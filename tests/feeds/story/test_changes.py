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


HELD = Version(
    "В Грозном задержали активиста Руслана Бекова",
    "Полиция задержала Руслана Бекова в понедельник у его дома. Его увезли в отдел.",
    "ru",
    "Вестник",
    2026,
)


def later(title: str, text: str = "", *, earlier: tuple[Version, ...] = (HELD,)) -> set[str]:
    """Return what a report of this year adds."""
    return set(changes(told_by(earlier), Version(title, text, "", "Another", 2026)))


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Что известно о задержании Бекова", "В 2017 году в Чечне были убиты 27 человек."),
        ("Активиста Бекова держат в отделе", "Ранее Бекова уже избили и оштрафовали."),
        ("Бекова держат в отделе", "Руслана Бекова, осужденного в 2015 году, задержали в понедельник."),
        ("Руслан Беков задержан", "Его отец, погибший на войне, был учителем, брата отпустили год назад."),
        ("Two men held in Argun", "A year ago police killed a man there."),
        ("Bekov's detention: what is known", "In 2019 three men were killed in the same town."),
        ("Bekov detained", "His brother, who was killed at the border, had led a rights group."),
        ("Бекову грозит до десяти лет колонии", "Его могут обвинить в терроризме и пытать."),
        ("Прокурор просит арестовать Бекова", ""),
        ("UN urges Russia to release Bekov", "The experts demanded that he be released."),
    ],
)
def test_what_happened_before_or_may_happen_is_no_news(title: str, text: str) -> None:
    """Earlier years, "earlier", who somebody is, fears and demands."""
    assert later(title, text) == set()


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Руслан Беков умер в отделе полиции", "event:died"),
        ("Руслана Бекова нашли мертвым", "event:died"),
        ("Body of Ruslan Bekov found in a forest", "event:died"),
        ("Руслан Беков вышел на свободу", "event:released"),
        ("Задержанного в 2025 году Руслана Бекова освободили", "event:released"),
        ("Руслану Бекову предъявили обвинение", "event:charged"),
        ("Полиция опровергла задержание Бекова", "event:denied"),
        ("Ruslan Bekov jailed for seven years", "count:years:7"),
    ],
)
def test_a_death_a_release_a_charge_a_denial_and_a_verdict_are_news(title: str, expected: str) -> None:
    """However they are worded, and though a word for the past stands beside."""
    assert expected in later(title)


@pytest.mark.parametrize(
    ("first", "title", "expected"),
    [
        (
            "Взрыв в Махачкале: погибли 11 человек",
            "Число погибших в Махачкале выросло до 35",
            {"count:died:35"},
        ),
        ("Blast kills 11 people in Makhachkala", "Death toll in Makhachkala rises to 35", {"count:died:35"}),
        ("Задержаны 48 человек", "Задержали около 50 человек", set()),
        ("Задержаны 48 человек", "Задержали более 60 человек", {"count:detained:60"}),
        ("48 people detained in Magas", "Since January 300 people have been detained in Magas", set()),
        ("Задержаны 48 человек", "С начала года задержаны 300 человек", set()),
    ],
)
def test_a_toll_that_grows_is_news_and_a_sum_over_months_is_not(
    first: str, title: str, expected: set[str]
) -> None:
    """An "about" close to the number that was told is the same number."""
    assert later(title, earlier=(Version(first, "", "", "Post", 2026),)) == expected


def test_who_was_released_and_is_held_again_is_news_once() -> None:
    """The same deed for the second time; without a release between "again" is said of another time."""
    released = Version("Руслана Бекова отпустили", "", "ru", "Вестник", 2026)
    again = Version("Руслана Бекова снова задержали", "", "ru", "Вестник", 2026)
    assert later(again.title, earlier=(HELD, released)) == {"event:detained"}
    assert later(again.title, earlier=(HELD, released, again)) == set()
    assert later(again.title) == set()


def test_a_death_deep_in_an_earlier_report_hides_no_death() -> None:
    """What a report says of others far below its news has not been told of these people."""
    text = "Суд продлил арест. Вину он не признает. Зал закрыли. Адвоката не пустили. Идет третий месяц. "
    told = Version("Суд продлил арест Аслану Дикаеву", text + "Там же умер другой человек.", "ru", "", 2026)
    assert later("Аслан Дикаев умер в СИЗО", earlier=(told,)) == {"event:died"}


def test_who_denies_is_no_new_name() -> None:
    """The denial is news, and not its speaker."""
    assert later("Рамзан Кадыров опроверг задержание Бекова") == {"event:denied"}


def test_without_a_year_only_words_tell_the_past() -> None:
    """A report of unknown date keeps what it dates itself."""
    title = "Бекова держат в отделе"
    assert changes(told_by([HELD]), Version(title, "В 2017 году убили его отца.", "ru")) == ("event:killed",)
    assert changes(told_by([HELD]), Version(title, "Ранее убили его отца.", "ru")) == ()
