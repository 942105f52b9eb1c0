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


def test_the_watched_come_first() -> None:
    """Whom the reader follows is named before others, even when the title names somebody else."""
    titiev = Entity("titiev", EntityKind.PERSON, {"en": "Oyub Titiev", "ru": "Оюб Титиев"}, ())
    title = "Pavel Sokolov detained in Grozny"
    text = "He had come to the trial of Oyub Titiev."
    assert line(title, text).startswith("Pavel Sokolov · ")
    assert line(title, text, watched=(titiev,)).startswith("Oyub Titiev · Pavel Sokolov · ")


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
