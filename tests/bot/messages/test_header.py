"""What stands at the head of a report: one choice for chats and digests, and nothing that is in doubt."""

from __future__ import annotations

import pytest

from bot.digest.facts import event_of
from bot.i18n import texts_for
from bot.messages.facts import EVENTS, facts_line
from feeds.story.facts import current, find_facts
from feeds.story.header import GRAVITY

YEAR = 2026


@pytest.mark.parametrize(
    ("title", "text", "event", "people"),
    [
        ("Oyub Titiev detained in Kurchaloy", "", "detained", ["Oyub Titiev"]),
        ("Critic of Ramzan Kadyrov killed in Vienna", "", "killed", []),
        ("Putin critic killed in Moscow, Ramzan Kadyrov says", "", "killed", []),
        ("Рамзан Кадыров сообщил о задержании двух мужчин", "", "detained", []),
        ("Police detained Anton Velsky in Tver", "", "detained", ["Anton Velsky"]),
        ("Law school honours a case", "Oyub Titiev was arrested in January 2018 in Kurchaloy.", "", []),
        ("Library opens in Argun", "Readers queued for cards.", "", []),
    ],
)
def test_the_digest_names_only_whom_the_event_befell(
    title: str, text: str, event: str, people: list[str]
) -> None:
    """A bystander's name beside a murder, or an arrest of years ago, would be an invented fact."""
    kind, facts = event_of(title, text, "", YEAR)
    assert kind == event
    assert [fact.text for fact in facts if fact.role == "who"] == people


@pytest.mark.parametrize(
    "title", ["Oyub Titiev detained in Kurchaloy", "Critic of Ramzan Kadyrov killed in Vienna"]
)
def test_chat_and_digest_say_the_same(title: str) -> None:
    """Both name the same people and the same event."""
    line = facts_line(current(find_facts(title, ""), title, "", YEAR), texts_for("en"), title=title, text="")
    kind, facts = event_of(title, "", "", YEAR)
    assert EVENTS[kind] in line
    assert [fact.text for fact in facts if fact.role == "who"] == [
        name for name in ("Oyub Titiev", "Ramzan Kadyrov") if name in line
    ]


def test_every_kind_of_event_has_its_word() -> None:
    """No event is ranked that cannot be said, and none can be said that is not ranked."""
    assert tuple(EVENTS) == GRAVITY


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Detained men released in Argun", "Argun · released, detained"),
        ("Задержанный в Аргуне Антон Вельский отпущен", "Антон Вельский · released"),
        ("Осужденный Антон Вельский умер в колонии", "Антон Вельский · died"),
        ("Антон Вельский, ранее задержанный в Аргуне, отпущен домой", "Антон Вельский · released"),
        ("Чиновник опроверг похищение людей в Грозном", "denial"),
        ("В Грозном опровергли похищение людей", "Grozny · denial"),
    ],
)
def test_the_main_event_is_what_the_sentence_says(title: str, expected: str) -> None:
    """Not the epithet of whom it befell, and a denial is not where the denied thing would have been."""
    assert (
        facts_line(current(find_facts(title, ""), title, "", YEAR), texts_for("en"), title=title, text="")
        == expected
    )
