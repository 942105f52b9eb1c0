"""Evidence rows: which pages are wanted, what a fetch tells, and when a source took an article down."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from storage.database import Database
from storage.entry import Edit, Entry
from storage.errors import Refused
from storage.evidence import (
    EntryPage,
    Evidence,
    Fetch,
    entry_page,
    kept_copies,
    note_fetch,
    pages_to_keep,
    pages_to_look_at,
    settle_article,
    untold_pages,
)
from storage.feed import find_feed, set_reading
from tests.storage.world import HOUR, NOW, article, feed, store, tell_all

DAY = timedelta(days=1)
LINK = "https://one.example/Court-in-Tarnsk"


def told(database: Database, title: str = "Court in Tarnsk", *, evidence: bool = False) -> int:
    """Store an entry of a feed, alert of it, and return its id."""
    feed_id = feed(database, title.replace(" ", "-").lower())
    database.run_now(set_reading, feed_id, evidence=evidence)
    [entry_id] = store(database, feed_id, article(title, "velsky"))
    tell_all(database)
    return entry_id


def note(database: Database, entry_id: int, status: int, at: datetime, *, file: str = "") -> bool:
    return database.run_now(note_fetch, Fetch(entry_id, LINK, at, status, "ab" if file else "", file))


def row(database: Database, entry_id: int) -> Entry:
    def work(session: Session) -> Entry:
        found = session.get(Entry, entry_id)
        assert found is not None
        return found

    return database.read_now(work)


def statuses(database: Database, entry_id: int) -> list[int]:
    def work(session: Session) -> list[int]:
        query = select(Evidence.status).where(Evidence.entry_id == entry_id).order_by(col(Evidence.id))
        return list(session.exec(query))

    return database.read_now(work)


def test_untold_entries_come_with_their_page_and_wishes(database: Database) -> None:
    """What the feed is set to, what it is called, and who is named."""
    feed_id = feed(database)
    database.run_now(set_reading, feed_id, article=True)
    [entry_id] = store(database, feed_id, article("Court in Tarnsk", "velsky", "tarnsk"))
    [page] = database.read_now(untold_pages, [entry_id])
    assert (page.entry_id, page.url, page.article, page.evidence) == (entry_id, LINK, True, False)
    assert page.entities == {"velsky", "tarnsk"}
    tell_all(database)
    assert database.read_now(untold_pages, [entry_id]) == []


def test_an_entry_without_a_link_has_no_page(database: Database) -> None:
    """There is nothing to fetch."""
    prepared = article("Court in Tarnsk", "velsky")
    bare = replace(prepared, data=replace(prepared.data, link=None))
    [entry_id] = store(database, feed(database), bare)
    assert database.read_now(untold_pages, [entry_id]) == []
    with pytest.raises(Refused):
        database.read_now(entry_page, entry_id=entry_id)


def test_a_page_is_found_by_number_address_and_key(database: Database) -> None:
    """However people name it; the newest of several."""
    entry_id = told(database)
    assert database.read_now(entry_page, entry_id=entry_id).url == LINK
    assert database.read_now(entry_page, url=LINK).entry_id == entry_id
    page = database.read_now(entry_page, entry_id=entry_id)
    database.run_now(settle_article, page, link_key="https://post.example/1")
    assert database.read_now(entry_page, url="x", link_key="https://post.example/1").entry_id == entry_id
    for wanted in ({"entry_id": 999}, {"url": "https://nowhere.example/"}, {"url": "", "link_key": ""}):
        with pytest.raises(Refused):
            database.read_now(entry_page, **wanted)


def test_what_an_article_says_is_stored(database: Database) -> None:
    """The summary with where it is from, and where the link leads; an edit meanwhile wins."""
    feed_id = feed(database)
    [entry_id] = store(database, feed_id, article("Court in Tarnsk", "velsky"))
    [page] = database.read_now(untold_pages, [entry_id])
    assert database.run_now(settle_article, page, link_key="https://post.example/1", summary="A sentence.")
    found = row(database, entry_id)
    assert (found.summary, found.summary_from, found.link_key) == (
        "A sentence.",
        "article",
        "https://post.example/1",
    )
    edited = replace(article("Court in Tarnsk", "velsky", body="Longer."), summary="Feed.")
    store(database, feed_id, edits=[Edit(entry_id, edited)])
    assert not database.run_now(settle_article, page, summary="Old.")
    found = row(database, entry_id)
    assert (found.summary, found.summary_from, found.link_key) == ("Feed.", "", "https://post.example/1")


def test_an_edit_with_another_link_has_that_address(database: Database) -> None:
    """Where the old link led says nothing of the new one."""
    feed_id = feed(database)
    [entry_id] = store(database, feed_id, article("Court in Tarnsk", "velsky"))
    prepared = article("Court in Tarnsk", "velsky", body="More.")
    moved = replace(
        prepared, data=replace(prepared.data, link="https://one.example/2"), link_key="https://one.example/2"
    )
    store(database, feed_id, edits=[Edit(entry_id, moved)])
    assert row(database, entry_id).link_key == "https://one.example/2"


def test_the_feed_document_s_digest_stands_with_each_new_entry(database: Database) -> None:
    """What was published can be proven by who kept the document."""
    from storage.entry import ingest

    feed_id = feed(database)
    [entry_id] = database.run_now(
        ingest,
        feed_id,
        new=[article("Court in Tarnsk")],
        edits=[],
        seen=[],
        baseline=False,
        now=NOW,
        raw_sha256="ab" * 32,
    )
    assert row(database, entry_id).raw_sha256 == "ab" * 32


def wanted(database: Database, at: datetime) -> list[int]:
    def ids(pages: list[EntryPage]) -> list[int]:
        return [page.entry_id for page in pages]

    return ids(database.read_now(pages_to_keep, at, 10))


def test_copies_are_wanted_of_alerted_entries_of_such_feeds(database: Database) -> None:
    """Once kept no more; after a failure again, but not at once and not for ever."""
    plain, kept = told(database), told(database, "Harbour closed", evidence=True)
    assert wanted(database, NOW) == [kept]
    note(database, kept, 503, NOW)
    assert wanted(database, NOW + HOUR) == []
    assert wanted(database, NOW + 7 * HOUR) == [kept]
    note(database, kept, 200, NOW + 7 * HOUR, file="2026-11.warc.gz")
    assert wanted(database, NOW + DAY) == []
    assert [copy.entry_id for copy in database.read_now(kept_copies)] == [kept]
    assert database.read_now(kept_copies, entry_id=plain) == []


def test_copies_of_old_alerts_are_not_wanted(database: Database) -> None:
    """Turning the setting on does not fetch the past."""
    told(database, evidence=True)
    assert wanted(database, NOW + 3 * DAY) == []


def due(database: Database, at: datetime, limit: int = 10) -> list[int]:
    return [page.entry_id for page in database.read_now(pages_to_look_at, at, limit)]


def test_alerted_pages_are_looked_at_once_a_day_for_two_weeks(database: Database) -> None:
    """Oldest look first, at most as many as asked for; entries without an alert never."""
    first, second = told(database), told(database, "Harbour closed")
    store(database, feed(database, "other"), article("Nobody named"))
    assert due(database, NOW + HOUR) == []
    assert due(database, NOW + DAY) == [first, second]
    assert due(database, NOW + DAY, limit=1) == [first]
    note(database, first, 200, NOW + DAY)
    assert due(database, NOW + DAY + HOUR) == [second]
    assert due(database, NOW + 15 * DAY) == []


@pytest.mark.parametrize("status", [404, 410, 451])
def test_a_page_gone_twice_an_hour_apart_was_taken_down(database: Database, status: int) -> None:
    """It is dated from the second time; then nobody looks any more."""
    entry_id = told(database)
    assert not note(database, entry_id, status, NOW + DAY)
    assert due(database, NOW + DAY + HOUR / 2) == []
    assert not note(database, entry_id, status, NOW + DAY + HOUR / 2)
    assert row(database, entry_id).removed_at is None
    assert due(database, NOW + DAY + 2 * HOUR) == [entry_id]
    assert note(database, entry_id, status, NOW + DAY + 2 * HOUR)
    assert row(database, entry_id).removed_at == NOW + DAY + 2 * HOUR
    assert due(database, NOW + 3 * DAY) == []
    assert not note(database, entry_id, status, NOW + 3 * DAY)


def test_a_page_that_came_back_was_not_taken_down(database: Database) -> None:
    """The count begins anew; trouble in between changes nothing."""
    entry_id = told(database)
    note(database, entry_id, 404, NOW)
    note(database, entry_id, 200, NOW + HOUR)
    assert not note(database, entry_id, 404, NOW + 3 * HOUR)
    note(database, entry_id, 503, NOW + 4 * HOUR)
    note(database, entry_id, 0, NOW + 5 * HOUR)
    assert row(database, entry_id).removed_at is None
    assert note(database, entry_id, 410, NOW + 6 * HOUR)
    assert row(database, entry_id).removed_at == NOW + 6 * HOUR


def test_looks_do_not_pile_up(database: Database) -> None:
    """Two weeks of looks leave a row or two; copies stay for ever."""
    entry_id = told(database)
    note(database, entry_id, 200, NOW, file="a.warc.gz")
    for day in range(14):
        note(database, entry_id, 503 if day % 3 else 200, NOW + day * DAY)
    assert len(statuses(database, entry_id)) == 2
    note(database, entry_id, 404, NOW + 14 * DAY)
    note(database, entry_id, 0, NOW + 15 * DAY)
    assert statuses(database, entry_id) == [200, 404, 0]


def test_a_fetch_of_an_entry_that_is_no_more_is_dropped(database: Database) -> None:
    """Nothing is written for it."""
    assert not note(database, 999, 404, NOW)
    assert statuses(database, 999) == []


def test_a_feed_s_wishes_are_kept_apart(database: Database) -> None:
    """Turning one on leaves the other as it was."""
    feed_id = feed(database)
    assert database.run_now(set_reading, feed_id, article=True).article
    found = database.run_now(set_reading, feed_id, evidence=True)
    assert (found.article, found.evidence) == (True, True)
    database.run_now(set_reading, feed_id, article=False)
    info = database.read_now(find_feed, feed_id=feed_id)
    assert info is not None
    assert (info.article, info.evidence) == (False, True)
    with pytest.raises(Refused):
        database.run_now(set_reading, 999, article=True)
