"""The archive is read from end to end, every entry once, on both databases."""

from datetime import timedelta

from storage.archive import (
    archive_span,
    archived,
    archived_entries,
    earlier_reports,
    feed_names,
)
from storage.database import Database
from tests.storage.world import HOUR, NOW, article, feed, news, store, tell_all


def test_every_entry_of_the_period_is_read_once_and_in_order(database: Database) -> None:
    """Chunks follow each other without gap or repetition, whatever came in before or meanwhile."""
    feed_id = feed(database)
    store(database, feed_id, article("Old"), now=NOW - 48 * HOUR)
    ids = store(database, feed_id, *(article(f"Item {at}", body=f"Text {at}") for at in range(7)))
    span = database.read_now(archive_span, NOW - HOUR)
    store(database, feed_id, article("Came later"))
    read = []
    after = 0
    while chunk := database.read_now(archived_entries, span, after, 3, NOW - HOUR):
        assert len(chunk) <= 3
        read += chunk
        after = chunk[-1].id
    assert [entry.id for entry in read] == ids
    assert (span.first, span.last, span.size) == (ids[0], ids[-1], 7)
    entry = read[4]
    assert (entry.title, entry.text, entry.lang, entry.seen, entry.feed, entry.story) == (
        "Item 4",
        "Text 4",
        "en",
        NOW,
        feed_id,
        None,
    )
    assert database.read_now(archive_span, None).size == 9


def test_an_empty_archive_has_an_empty_span(database: Database) -> None:
    """Nothing is read where nothing is stored."""
    span = database.read_now(archive_span, None)
    assert span.size == 0
    assert database.read_now(archived_entries, span, 0, 10) == []


def test_an_older_entry_with_a_higher_number_is_left_out(database: Database) -> None:
    """A clock that was set back does not bring old entries into the period."""
    feed_id = feed(database)
    store(database, feed_id, article("First"))
    store(database, feed_id, article("Clock set back"), now=NOW - 48 * HOUR)
    store(database, feed_id, article("Last"))
    span = database.read_now(archive_span, NOW - HOUR)
    chunk = database.read_now(archived_entries, span, 0, 10, NOW - HOUR)
    assert [entry.title for entry in chunk] == ["First", "Last"]


def test_the_beginning_of_stories_that_go_on_is_found(database: Database) -> None:
    """Of a story that reaches into the period its earlier reports are known, of others none."""
    feed_id = feed(database)
    story = news(database, feed_id, "Bridge opened", "argun")
    news(database, feed_id, "Snow fell", "argun")
    store(database, feed_id, article("Bridge closed", "argun"), now=NOW + 2 * HOUR)
    later = NOW + HOUR
    assert database.read_now(earlier_reports, later) == []
    tell_all(database, story)
    assert [entry.title for entry in database.read_now(earlier_reports, later)] == ["Bridge opened"]
    assert database.read_now(earlier_reports, NOW - timedelta(days=1)) == []


def test_entries_are_found_by_their_numbers(database: Database) -> None:
    """Those that are gone are left out."""
    feed_id = feed(database)
    ids = store(database, feed_id, article("One"), article("Two"))
    assert [entry.title for entry in database.read_now(archived, [999, *reversed(ids)])] == ["One", "Two"]


def test_every_feed_is_named(database: Database) -> None:
    """A feed without a title has its address."""
    feed_id = feed(database, "gazette")
    assert database.read_now(feed_names) == {feed_id: ("", "https://gazette.example/rss")}
