"""What is stored is found, in the same way by both databases, and what is gone is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func
from sqlmodel import Session, col, select

from feeds.text.search import SearchError, read_search, searchable
from storage.database import Database
from storage.entry import Edit, Entry, Prepared
from storage.feed import Feed
from storage.search import Findings, find_entries, index_words, unindexed
from storage.words import EntrySearch
from tests.storage.world import HOUR, NOW, article, feed, store, tell_all


def searched(name: str, body: str = "", lang: str = "en", *entities: str) -> Prepared:
    """Return an entry with its words, ready to be stored."""
    return replace(article(name, *entities, body=body), lang=lang, words=searchable(name, body))


def titles(database: Database, *terms: tuple[str, ...], **options: object) -> list[str]:
    found: Findings = database.read_now(find_entries, terms, **{"limit": 50, **options})  # type: ignore[arg-type]
    assert found.total >= len(found.reports)
    return [report.title for report in found.reports]


def rows(database: Database) -> int:
    return database.read_now(
        lambda session: session.exec(select(func.count()).select_from(EntrySearch)).one()
    )


@pytest.fixture
def library(database: Database) -> Database:
    """Three entries in two languages."""
    store(
        database,
        feed(database),
        searched("Court in Tarnsk", "The judge of the Open Door case is ill."),
        searched("Суд в Тарнске", "Судья по делу заболела.", "ru"),
        searched("Ferry late", "An open harbour has no door."),
    )
    return database


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        ([("court",)], ["Court in Tarnsk"]),
        ([("court", "суд")], ["Суд в Тарнске", "Court in Tarnsk"]),
        ([("open",), ("door",)], ["Ferry late", "Court in Tarnsk"]),
        ([("open door",)], ["Court in Tarnsk"]),
        ([("nothing", "open door")], ["Court in Tarnsk"]),
        ([("суд*",)], ["Суд в Тарнске"]),
        ([("суд",), ("court",)], []),
        ([("cour",)], []),
        ([("harbour has no door",)], ["Ferry late"]),
        ([("late an",)], ["Ferry late"]),
        ([], []),
    ],
)
def test_all_terms_occur_in_any_of_their_alternatives(
    library: Database, terms: list[tuple[str, ...]], expected: list[str]
) -> None:
    """Words, phrases and beginnings; the newest comes first."""
    assert titles(library, *terms) == expected


def test_a_page_is_cut_from_all_that_was_found(database: Database) -> None:
    """The total counts everything; pages follow each other without gap or overlap."""
    store(database, feed(database), *(searched(f"Item {n}", "harbour") for n in range(7)))
    pages = [titles(database, ("harbour",), limit=3, offset=offset) for offset in (0, 3, 6, 9)]
    assert [len(page) for page in pages] == [3, 3, 1, 0]
    assert [title for page in pages for title in page] == [f"Item {n}" for n in reversed(range(7))]
    assert database.read_now(find_entries, [("harbour",)], limit=3, offset=9).total == 7


def test_a_search_keeps_to_a_language_and_a_time(library: Database) -> None:
    """Both filters also change the total."""
    feed_id = feed(library, "two")
    store(library, feed_id, searched("Late court"), now=NOW + HOUR)
    assert titles(library, ("court", "суд"), lang="ru") == ["Суд в Тарнске"]
    assert titles(library, ("court", "суд"), since=NOW + timedelta(minutes=1)) == ["Late court"]
    assert titles(library, ("court", "суд"), since=NOW, lang="en") == ["Late court", "Court in Tarnsk"]
    assert library.read_now(find_entries, [("court",)], lang="ru", limit=5).total == 0


def test_a_finding_carries_source_dates_and_matches(database: Database) -> None:
    """It is the report as other lists show it."""
    store(database, feed(database), searched("Velsky", "", "en", "velsky"))
    [(story, _)] = tell_all(database)
    (found,) = database.read_now(find_entries, [("velsky",)], limit=5).reports
    assert (found.story_id, found.first_seen, found.feed_url) == (story, NOW, "https://one.example/rss")
    assert [match.entity for match in found.matches] == ["velsky"]


def test_an_edited_entry_is_found_by_its_new_words_only(database: Database) -> None:
    """What a source took back is not found any more."""
    feed_id = feed(database)
    [entry_id] = store(database, feed_id, searched("Court", "old words"))
    store(database, feed_id, edits=[Edit(entry_id, searched("Court", "new words"))])
    assert titles(database, ("old",)) == []
    assert titles(database, ("new",)) == ["Court"]
    assert rows(database) == 1


def test_a_deleted_entry_is_not_found(library: Database) -> None:
    """Its words go with it, whichever way it is deleted."""

    def delete_one(session: Session) -> None:
        session.execute(delete(Entry).where(col(Entry.title) == "Ferry late"))

    def delete_feeds(session: Session) -> None:
        session.execute(delete(Feed))

    library.run_now(delete_one)
    assert titles(library, ("open",)) == ["Court in Tarnsk"]
    library.run_now(delete_feeds)
    assert titles(library, ("open", "суд")) == []
    assert rows(library) == 0


def test_entries_without_words_are_filled_in_later(database: Database) -> None:
    """What an earlier version stored is handed out by the chunk until nothing is left."""
    feed_id = feed(database)
    ids = store(database, feed_id, *(article(f"Item {n}", body="harbour") for n in range(5)))
    store(database, feed_id, searched("Ready", "harbour"))
    first = database.read_now(unindexed, 0, 3)
    assert [(entry.id, entry.text) for entry in first] == [(entry_id, "harbour") for entry_id in ids[:3]]
    assert titles(database, ("harbour",)) == ["Ready"]
    rest = database.read_now(unindexed, ids[2], 3)
    for chunk in (first, rest):
        database.run_now(index_words, [(entry.id, searchable(entry.title, entry.text)) for entry in chunk])
    assert len(titles(database, ("harbour",))) == 6
    assert database.read_now(unindexed, 0, 3) == []


def test_filling_in_twice_or_too_late_does_no_harm(database: Database) -> None:
    """An entry that was filled in or removed meanwhile stays as it is."""
    [entry_id] = store(database, feed(database), searched("Court", "first words"))
    database.run_now(index_words, [(entry_id, "other words"), (entry_id + 1, "of nobody")])
    assert titles(database, ("first",)) == ["Court"]
    assert titles(database, ("other", "nobody")) == []
    assert rows(database) == 1


def test_words_that_are_taken_back_leave_no_trace_on_sqlite(sqlite: Database) -> None:
    """The index that FTS5 keeps agrees with the rows after additions, edits and removals."""
    feed_id = feed(sqlite)
    ids = store(sqlite, feed_id, *(searched(f"Item {n}", "harbour " * n) for n in range(20)))
    store(sqlite, feed_id, edits=[Edit(ids[3], searched("Item 3", "ferry"))])
    sqlite.run_now(lambda session: session.execute(delete(Entry).where(col(Entry.id) < ids[2])))
    with sqlite.writer.begin() as connection:  # fails when index and rows disagree
        connection.exec_driver_sql("INSERT INTO entry_fts (entry_fts, rank) VALUES ('integrity-check', 1)")


@pytest.mark.parametrize(
    "text",
    [
        "x" * 5000,
        "слово " * 30_000,
        "a1b2 1e5 007 0x1f 3.14 -5 ² ½ ٣",
        "don't \\ 'quoted' :* & | ! <->",
        "\x00\ud800",
    ],
)
def test_odd_words_are_stored_and_found(database: Database, text: str) -> None:
    """Numbers, quotes, operators and endless words are words like others."""
    words = searchable(text, text)
    store(database, feed(database), replace(article("Odd", body="-"), words=words))
    for word in words.split()[:12]:
        assert titles(database, (word,)) == ["Odd"]
        assert titles(database, (word[:3] + "*",)) == ["Odd"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(max_size=80)
    | st.lists(st.sampled_from(["AND", "NOT", "суд", '"', "*", "court*", "NEAR(", "-", "{", "ё", "<->"])).map(
        " ".join
    )
)
def test_no_search_breaks_the_database(library: Database, written: str) -> None:
    """Operators of either database are words like others, or nothing."""
    try:
        terms = read_search(written)
    except SearchError:
        return
    assert len(titles(library, *terms)) <= 3


def test_the_largest_search_is_answered(library: Database) -> None:
    """Ten words with hundreds of forms each."""
    terms = read_search(
        "Вельский задержать Ростов-на-Дону Титиев пытка сотрудник колония открытая суд тарнск"
    )
    assert sum(map(len, terms)) > 500
    assert titles(library, *terms) == []
    forms = tuple(f"слово{n}" for n in range(400))
    assert titles(library, *[(*forms, "суд")] * 10) == ["Суд в Тарнске"]
