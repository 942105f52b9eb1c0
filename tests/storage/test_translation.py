"""Translations on both databases: what is due, what is shown, and a budget that nobody can overdraw."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from storage.database import Database
from storage.entry import Entry
from storage.subscriber import SubscriberState, change_preferences, set_subscriber_state
from storage.translation import (
    Spent,
    ToTranslate,
    Translated,
    Translation,
    known_answer,
    model_health,
    remember,
    reserve,
    spend,
    spent,
    to_translate,
    translations_for,
    wanted_languages,
)
from tests.storage.world import HOUR, NOW, feed, news, subscriber

DAY = date(2026, 11, 2)


def due(database: Database, *languages: str, model: str = "m") -> list[ToTranslate]:
    """Return what is to be translated into these languages."""
    return database.read_now(to_translate, languages, model=model, since=NOW - HOUR, limit=10)


def answer(database: Database, asked: ToTranslate, told: str = "", reason: str = "") -> None:
    """Write an answer down."""
    database.run_now(remember, asked, model="m", now=NOW, told=told, reason=reason)


def test_an_entry_is_due_until_it_is_answered(database: Database) -> None:
    """In every language but its own; refused is answered too."""
    news(database, feed(database), "Court opens", "velsky")
    assert due(database, "en") == []
    [asked] = due(database, "en", "ru")
    assert (asked.lang, asked.title) == ("ru", "Court opens")
    answer(database, asked, reason="number: n:5")
    assert due(database, "en", "ru") == []
    assert len(due(database, "ru", model="n")) == 1


def test_only_what_was_accepted_is_shown(database: Database) -> None:
    """By entry, while the entry reads as it did."""
    news(database, feed(database), "Court opens", "velsky")
    [asked] = due(database, "ru")
    answer(database, asked, told="Суд открылся\nСуд открылся.")
    shown = Translated("Суд открылся", "Суд открылся.", "m")
    assert database.read_now(translations_for, [asked.entry_id], "ru") == {asked.entry_id: shown}
    assert database.read_now(translations_for, [asked.entry_id], "en") == {}
    assert database.read_now(known_answer, asked.source_hash, "ru", "m") == (
        "Суд открылся\nСуд открылся.",
        "",
    )

    def edit(session: Any) -> None:
        session.get(Entry, asked.entry_id).content_hash = "edited"

    database.run_now(edit)
    assert database.read_now(translations_for, [asked.entry_id], "ru") == {}
    assert len(due(database, "ru")) == 1


def test_an_entry_that_is_gone_takes_its_translation_along(database: Database) -> None:
    """And an answer that comes later is dropped."""
    news(database, feed(database), "Court opens", "velsky")
    [asked] = due(database, "ru")
    answer(database, asked, told="Суд")
    database.run_now(lambda session: session.delete(session.get(Entry, asked.entry_id)))
    assert database.read_now(lambda session: session.get(Translation, 1)) is None
    answer(database, asked, told="Суд")
    assert database.read_now(lambda session: session.get(Translation, 2)) is None


def test_languages_are_counted_and_nobody_named(database: Database) -> None:
    """Those count who want stories in a language of their own choice; those who stopped do not."""
    people = [subscriber(database, chat) for chat in (1, 2, 3)]
    for person, lang in zip(people, ("ru", "en", ""), strict=True):
        change = partial(replace, told_in=lang)
        database.run_now(change_preferences, person.id, change)
    assert database.read_now(wanted_languages) == {"en": 1, "ru": 1}
    database.run_now(set_subscriber_state, people[0].id, SubscriberState.STOPPED)
    assert database.read_now(wanted_languages) == {"en": 1}


def test_a_budget_cannot_be_overdrawn(database: Database) -> None:
    """However many ask at once."""
    with ThreadPoolExecutor(6) as pool:
        asks = [pool.submit(database.run_now, reserve, DAY, requests=5, tokens=100) for _ in range(20)]
    assert sum(bool(ask.result()) for ask in asks) == 5
    database.run_now(spend, DAY, tokens=100, failed=2)
    assert database.read_now(spent, DAY) == Spent(5, 100, 2)
    assert not database.run_now(reserve, DAY, requests=50, tokens=100)
    assert database.run_now(reserve, date(2026, 11, 3), requests=1, tokens=1)


def test_health_counts_by_the_kind_of_reason(database: Database) -> None:
    """Of the answers written since a time."""
    source = feed(database)
    for number, (told, reason) in enumerate([("Суд", ""), ("", "number: n:5"), ("", "number: n:6; name: Х")]):
        news(database, source, f"Court {number}", "velsky")
        [asked] = due(database, "ru")
        answer(database, asked, told, reason)
    found = database.read_now(model_health, DAY, NOW - HOUR)
    assert (found.accepted, found.refused) == (1, {"number": 2})
    assert database.read_now(model_health, DAY, NOW).accepted == 0
