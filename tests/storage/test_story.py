"""Stories and alerts: one alert a story and entity, and silence where nothing is new."""

from __future__ import annotations

from sqlmodel import col, select

from storage.database import Database
from storage.entry import Edit, Entry
from storage.story import (
    Alert,
    Story,
    count_reports,
    recent_stories,
    reports,
    stories_between,
    story_reports,
    tell,
    told_entries,
)
from tests.storage.world import HOUR, NOW, SECOND, article, feed, news, store, tell_all, untold


def alerts(database: Database) -> list[tuple[int, list[str]]]:
    query = select(Alert).order_by(col(Alert.id))
    rows = database.read_now(lambda session: session.exec(query).all())
    return [(alert.story_id, alert.entities) for alert in rows]


def test_the_first_report_of_a_story_is_an_alert_for_all_its_entities(database: Database) -> None:
    """One alert names everybody whom the report mentions."""
    story = news(database, feed(database), "Arrest", "titiev", "argun")
    assert alerts(database) == [(story, ["argun", "titiev"])]


def test_a_later_report_of_the_same_entities_is_silent(database: Database) -> None:
    """One story, one alert."""
    feed_id = feed(database)
    story = news(database, feed_id, "Arrest", "titiev")
    assert news(database, feed_id, "Arrest, says a lawyer", "titiev", story=story) == story
    assert len(alerts(database)) == 1
    assert database.read_now(count_reports, story) == 2


def test_a_later_report_that_names_somebody_else_is_an_alert_for_them_only(database: Database) -> None:
    """Those who were told are not told again."""
    feed_id = feed(database)
    story = news(database, feed_id, "Arrest", "titiev")
    news(database, feed_id, "Arrest in the town", "titiev", "argun", story=story)
    news(database, feed_id, "Arrest in the town, again", "argun", story=story)
    assert alerts(database) == [(story, ["titiev"]), (story, ["argun"])]


def test_a_baseline_entry_begins_a_story_and_tells_nobody(database: Database) -> None:
    """Nothing old is sent on a feed's first poll."""
    store(database, feed(database), article("Arrest", "titiev"), baseline=True)
    [(story, alert)] = tell_all(database)
    assert story
    assert alert is None
    assert alerts(database) == []


def test_somebody_named_by_an_edit_is_told_within_the_same_story(database: Database) -> None:
    """The edited entry keeps its story, and the alert is for the new name only."""
    feed_id = feed(database)
    story = news(database, feed_id, "Arrest", "titiev")
    [entry] = database.read_now(told_entries, NOW)
    store(database, feed_id, edits=[Edit(entry.id, article("Arrest confirmed", "titiev", "kadyrov"))])
    [waiting] = untold(database)
    assert waiting.story_id == story
    tell_all(database, waiting.story_id)
    assert alerts(database) == [(story, ["titiev"]), (story, ["kadyrov"])]


def test_an_entry_is_told_once_whoever_tells_it_again(database: Database) -> None:
    """A consumer that restarts with an old list changes nothing and leaves no empty story."""
    store(database, feed(database), article("Arrest", "titiev"))
    [entry] = untold(database)
    first = database.run_now(tell, entry, None, NOW)
    assert first[1] is not None
    assert database.run_now(tell, entry, None, NOW) == (first[0], None)
    assert len(database.read_now(lambda session: session.exec(select(Story)).all())) == 1


def test_an_entry_that_was_removed_before_it_was_told_leaves_no_story(database: Database) -> None:
    """What is gone is not news."""
    [entry_id] = store(database, feed(database), article("Arrest", "titiev"))
    [entry] = untold(database)
    database.run_now(lambda session: session.delete(session.get_one(Entry, entry_id)))
    assert database.run_now(tell, entry, None, NOW)[1] is None
    assert database.read_now(stories_between, NOW - HOUR, NOW + HOUR) == []


def test_untold_entries_come_in_the_order_of_their_arrival(database: Database) -> None:
    """Stories are chosen in one order, whatever the feeds."""
    one, two = feed(database, "one"), feed(database, "two")
    store(database, two, article("First", "argun"), now=NOW)
    store(database, one, article("Second", "argun"), now=NOW - HOUR)
    assert [entry.title for entry in untold(database)] == ["First", "Second"]


def test_the_index_is_rebuilt_from_what_was_told_since(database: Database) -> None:
    """Only entries of stories, oldest first, and none from before the window."""
    feed_id = feed(database)
    store(database, feed_id, article("Old", "argun"), now=NOW - 9 * HOUR)
    store(database, feed_id, article("Newer", "argun"), article("Nobody"), now=NOW)
    store(database, feed_id, article("New", "argun"), now=NOW - HOUR)
    tell_all(database)
    assert [entry.title for entry in database.read_now(told_entries, NOW - 2 * HOUR)] == ["New", "Newer"]


def test_the_newest_stories_are_listed_by_their_first_report(database: Database) -> None:
    """One line a story, newest first, of one entity or of all, page by page."""
    feed_id = feed(database)
    old = news(database, feed_id, "Old", "argun")
    news(database, feed_id, "Old again", "argun", story=old)
    store(database, feed_id, article("New", "titiev"), now=NOW + HOUR)
    tell_all(database)

    def titles(entity: str | None, limit: int = 9, offset: int = 0) -> list[str]:
        found = database.read_now(recent_stories, entity=entity, limit=limit, offset=offset)
        return [report.title for report in found]

    assert titles(None) == ["New", "Old"]
    assert titles("argun") == ["Old"]
    assert titles(None, limit=1, offset=1) == ["Old"]
    assert titles("nobody") == []


def test_a_report_carries_its_source_and_its_matches(database: Database) -> None:
    """Everything that a message shows comes in one value: title before text, then by place."""
    story = news(database, feed(database), "Arrest", "titiev", "argun")
    [report] = database.read_now(story_reports, [story])
    assert (report.feed_title, report.feed_url) == ("https://one.example/rss",) * 2
    assert [(match.entity, match.start) for match in report.matches] == [("titiev", 0), ("argun", 1)]
    assert database.read_now(reports, [report.entry_id]) == [report]
    assert database.read_now(reports, []) == []


def test_stories_of_a_period_include_its_beginning_and_not_its_end(database: Database) -> None:
    """Two periods that meet share no story."""
    story = news(database, feed(database), "Arrest", "titiev")
    assert database.read_now(stories_between, NOW, NOW + SECOND) == [story]
    assert database.read_now(stories_between, NOW - HOUR, NOW) == []
