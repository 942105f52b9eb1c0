"""The header line shows the main facts in the reader's words, and nothing the report does not say."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.i18n import LANGUAGES, texts_for
from bot.messages.facts import EVENTS, LINE_UNITS, facts_line
from bot.messages.markup import units
from feeds.story.fact_words import event_words
from feeds.story.facts import Fact, find_facts
from feeds.types import Entity, EntityKind


def line(title: str, text: str = "", lang: str = "en", watched: tuple[Entity, ...] = ()) -> str:
    """Return the header line of a report."""
    return facts_line(find_facts(title, text), texts_for(lang), title=title, text=text, watched=watched)


@pytest.mark.parametrize(
    ("title", "text", "english", "russian"),
    [
        (
            "В Аргуне задержали троих мужчин",
            "",
            "Argun · detained · 3 people",
            "Аргун · задержание · 3 человека",
        ),
        (
            "Anton Velsky sentenced to six years in prison",
            "A court in Saratov read the verdict on Monday.",
            "Anton Velsky · Saratov · sentenced · 6 years",
            "Anton Velsky · Саратов · приговор · 6 лет",
        ),
        (
            "At least 12 people were killed in Makhachkala",
            "",
            "Makhachkala · killed · ≥ 12 people",
            "Махачкала · гибель · ≥ 12 человек",
        ),
        ("Более 100 человек задержаны", "", "detained · > 100 people", "задержание · > 100 человек"),
        ("Активиста задержали и избили", "", "beaten, detained", "избиение, задержание"),
        ("The activist was not detained", "", "", ""),
        ("Spring in Moscow", "It is warm in Moscow.", "", ""),
        ("", "", "", ""),
    ],
)
def test_the_line_speaks_the_readers_language(title: str, text: str, english: str, russian: str) -> None:
    """People stand as in the source; places, events and numbers as the reader calls them."""
    assert line(title, text, "en") == english
    assert line(title, text, "ru") == russian


TITIEV = Entity("titiev", EntityKind.PERSON, {"en": "Oyub Titiev", "ru": "Оюб Титиев"}, ())
KADYROV = Entity("kadyrov", EntityKind.PERSON, {"en": "Ramzan Kadyrov", "ru": "Рамзан Кадыров"}, ())


def test_the_watched_come_first_in_the_readers_words() -> None:
    """Of two who were detained the one whom the reader follows is named first, as the watch-list has it."""
    title = "Павла Соколова и Оюба Титиева задержали в Грозном"
    assert line(title) == "Павел Соколов · Оюб Титиев · Grozny · detained"
    assert line(title, watched=(TITIEV,)) == "Oyub Titiev · Павел Соколов · Grozny · detained"
    assert line(title, lang="ru", watched=(TITIEV,)) == "Оюб Титиев · Павел Соколов · Грозный · задержание"


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("Oyub Titiev, head of the office, detained in Grozny", "", "Oyub Titiev · Grozny · detained"),
        ("The arrest of Oyub Titiev in Shali", "", "Oyub Titiev · Shali · arrested"),
        ("Police detained the activist Oyub Titiev near Shali", "", "Oyub Titiev · detained"),
        ("Oyub Titiev released", "", "Oyub Titiev · released"),
        ("Pavel Sokolov and Oyub Titiev released", "", "Oyub Titiev · Pavel Sokolov · released"),
        ("Оюб Титиев, глава отделения, задержан в Грозном", "", "Oyub Titiev · Grozny · detained"),
        ("Задержание Оюба Титиева сняли на видео", "", "Oyub Titiev · detained"),
        ("Против Оюба Титиева возбуждено дело", "", "Oyub Titiev · criminal case"),
        ("У Оюба Титиева провели обыск", "", "search"),
        ("Адвокат задержан в Грозном", "Оюба Титиева задержали утром.", "Oyub Titiev · Grozny · detained"),
    ],
)
def test_who_it_happened_to_is_named(title: str, text: str, expected: str) -> None:
    """By how the words stand, in any case form; in doubt nobody is."""
    assert line(title, text, watched=(TITIEV, KADYROV)) == expected


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        (
            "Pavel Sokolov detained in Grozny",
            "He had come to see Oyub Titiev.",
            "Pavel Sokolov · Grozny · detained",
        ),
        ("Critic of Ramzan Kadyrov shot and killed in Lodz", "", "killed"),
        ("Ramzan Kadyrov critic killed", "", "killed"),
        ("Painter of Vladimir Putin and Ramzan Kadyrov killed in Poland", "", "Poland · killed"),
        ("Ramzan Kadyrov's cousin arrested in Moscow", "", "Moscow · arrested"),
        ("Ramzan Kadyrov detained three men in Argun", "", "Argun · detained · 3 people"),
        ("Ramzan Kadyrov says two men were killed in Grozny", "", "Grozny · killed · 2 people"),
        ("Рамзан Кадыров сообщил о задержании двух мужчин", "", "detained · 2 people"),
        ("Рамзан Кадыров: в Грозном задержаны двое", "", "Grozny · detained · 2 people"),
        ("Люди Рамзана Кадырова задержали троих мужчин", "", "detained · 3 people"),
        ("Критика Рамзана Кадырова задержали в Варшаве", "", "Warsaw · detained"),
        ("Брат Рамзана Кадырова задержан в Москве", "", "Moscow · detained"),
        ("", "An airport was opened by Ramzan Kadyrov, son of Akhmad Kadyrov who was killed by a bomb.", ""),
    ],
)
def test_nobody_else_is_put_beside_the_event(title: str, text: str, expected: str) -> None:
    """Who is spoken of, speaks, acts or is somebody's relative did not suffer it."""
    assert line(title, text, watched=(TITIEV, KADYROV)) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Four men killed near Moscow", "killed · 4 people"),
        ("Roadside bomb kills four people in a town near Afghanistan", "killed · 4 people"),
        ("Four people killed in Israel attacks on the strip", "killed · 4 people"),
        ("Four people killed in southern Chechnya", "Chechnya · killed · 4 people"),
        ("Троих жителей Чечни задержали в Москве", "Moscow · detained · 3 people"),
        ("Под Москвой задержали троих мужчин", "detained · 3 people"),
    ],
)
def test_a_place_is_where_it_happened(title: str, expected: str) -> None:
    """Not what is near it, whose it is or where somebody comes from."""
    assert line(title) == expected


def test_somebody_named_far_from_the_event_is_not_told_with_it() -> None:
    """A spokesman further down does not become the one who was killed."""
    text = "The road is closed since Monday. " * 4 + "The ministry's spokesman Pavel Sokolov gave no details."
    assert "Sokolov" not in line("Four men killed near Nazran", text)


def test_the_title_decides_what_happened() -> None:
    """A graver word deep in the text does not take the title's place."""
    assert line("Three men detained in Argun", "Years ago two men were killed there.").endswith(
        "detained · 3 people"
    )


def test_every_event_has_a_name() -> None:
    """What can be found can be said, in every language."""
    known = {
        word.event for russian in (True, False) for words in event_words(russian).values() for word in words
    }
    assert known == set(EVENTS)
    for lang in LANGUAGES:
        assert len({texts_for(lang)(name) for name in EVENTS.values()}) == len(EVENTS)


@settings(max_examples=150, deadline=None)
@given(
    st.text(max_size=200),
    st.lists(
        st.builds(
            Fact,
            st.sampled_from(["event", "person", "place", "count", "odd"]),
            st.sampled_from([*EVENTS, "argun", "nowhere", "detained:3", "detained:x", "years:6", ""]),
            st.sampled_from(["title", "text", ""]),
            st.integers(0, 300),
            st.integers(0, 300),
        ),
        max_size=12,
    ),
)
def test_the_line_is_short_whatever_the_facts(words: str, facts: list[Fact]) -> None:
    """Facts that do not fit their text, unknown values and long names neither break nor stretch the line."""
    for lang in LANGUAGES:
        said = facts_line(facts, texts_for(lang), title=words, text=words * 9)
        assert units(said) <= LINE_UNITS
        assert "\n" not in said
