"""What a person decides of the stories stands, is written down, and can be taken back by a person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from storage.audit import Change
from storage.database import Database
from storage.entry import Entry
from storage.errors import Refused
from storage.placing import (
    STILL_NEWS,
    Placed,
    last_placing,
    list_stories,
    merge,
    split,
    story_info,
    story_of,
    unmerge,
)
from storage.story import told_entries
from storage.subscriber import Role
from tests.storage.world import (
    HOUR,
    NOW,
    article,
    claim_all,
    expand_all,
    feed,
    news,
    store,
    subscriber,
    tell_all,
    untold,
)


def two_stories(database: Database) -> tuple[int, int]:
    """Return an older story and a younger one, each of one report."""
    one = feed(database)
    return news(database, one, "Arrest", "titiev"), news(database, one, "Hearing", "titiev")


def placed(database: Database) -> list[tuple[str, int | None, bool]]:
    query = select(Entry.title, Entry.story_id, Entry.placed_by_hand).order_by(col(Entry.id))
    return [tuple(row) for row in database.read_now(lambda s: s.execute(query).all())]


def test_a_merge_moves_everything_and_names_its_author(database: Database) -> None:
    """The reports are one story's, the change says who did it and what was before."""
    author = subscriber(database, role=Role.MODERATOR).id
    one, two = two_stories(database)
    before = database.read_now(last_placing)
    done = database.run_now(merge, two, one, now=NOW, actor=author, reason="the same hearing")
    assert (done.story_id, done.entries) == (one, 1)
    assert placed(database) == [("Arrest", one, False), ("Hearing", one, True)]
    assert database.read_now(last_placing) > before
    change = database.read_now(lambda s: s.exec(select(Change).where(Change.noun == "story")).one())
    assert (change.actor, change.verb, change.reason) == (author, "merge", "the same hearing")
    assert change.before["story"] == two
    assert [story.id for story in database.read_now(list_stories, 10)] == [one]
    info = database.read_now(story_info, two)
    assert info is not None
    assert info.merged_into == one


def test_what_the_machine_puts_into_a_merged_story_lands_where_it_went(database: Database) -> None:
    """Also through a chain of merges; and nobody hears of the story again."""
    subscriber(database)
    one, two = two_stories(database)
    three = news(database, feed(database, "third"), "Verdict", "titiev")
    expand_all(database)
    claim_all(database)
    database.run_now(merge, three, two, now=NOW)
    database.run_now(merge, two, one, now=NOW)
    store(database, feed(database, "late"), article("Later", "titiev"))
    assert tell_all(database, three) == [(one, None)]
    expand_all(database)
    assert claim_all(database) == []


def test_a_merge_is_taken_back_by_hand(database: Database) -> None:
    """Reports and alerts return; what joined meanwhile stays."""
    one, two = two_stories(database)
    database.run_now(merge, two, one, now=NOW)
    store(database, feed(database, "late"), article("Later", "titiev"))
    tell_all(database, two)
    done = database.run_now(unmerge, two, now=NOW)
    assert (done.story_id, done.entries) == (two, 1)
    assert [(title, story) for title, story, _ in placed(database)] == [
        ("Arrest", one),
        ("Hearing", two),
        ("Later", one),
    ]
    with pytest.raises(Refused):
        database.run_now(unmerge, two, now=NOW)


def test_a_merge_that_went_on_to_a_third_story_is_taken_back_too(database: Database) -> None:
    """What was the first story's comes back from wherever it is; the rest stays, under its own title."""
    source = feed(database)
    one, two, third = (news(database, source, title, "titiev") for title in ("Arrest", "Hearing", "Verdict"))
    database.run_now(merge, one, two, now=NOW)
    database.run_now(merge, two, third, now=NOW)
    assert titles(database) == {third: "Arrest"}
    assert database.run_now(unmerge, one, now=NOW) == Placed(one, 1)
    assert titles(database) == {third: "Hearing", one: "Arrest"}
    database.run_now(unmerge, two, now=NOW)
    assert titles(database) == {third: "Verdict", two: "Hearing", one: "Arrest"}


def titles(database: Database) -> dict[int, str]:
    """Return what the stories with reports are called."""
    return {story.id: story.title for story in database.read_now(list_stories, 10)}


def test_a_report_that_is_taken_out_is_told_as_news(database: Database) -> None:
    """It was taken for another event, so nobody heard of it: its new story gets an alert."""
    subscriber(database)
    one = feed(database)
    story = news(database, one, "Arrest", "titiev")
    news(database, one, "Second arrest", "titiev", story=story)
    expand_all(database)
    assert len(claim_all(database)) == 1
    done = database.run_now(split, 2, now=NOW)
    assert done.story_id != story
    assert [entry.story_id for entry in untold(database)] == [done.story_id]
    [(told, alert)] = tell_all(database, done.story_id)
    assert told == done.story_id
    assert alert is not None
    expand_all(database)
    assert len(claim_all(database)) == 1


@pytest.mark.parametrize(("age", "told"), [(STILL_NEWS - HOUR, True), (STILL_NEWS + HOUR, False)])
def test_an_old_report_is_taken_out_in_silence(database: Database, age: timedelta, told: bool) -> None:
    """What is older than three days is no news."""
    one = feed(database)
    story = news(database, one, "Arrest", "titiev")
    news(database, one, "Second arrest", "titiev", story=story)
    database.run_now(split, 2, now=NOW + age)
    assert bool(untold(database)) is told


def test_the_report_that_was_shown_takes_its_alert_along(database: Database) -> None:
    """Who heard of it is not told it again, and hears of what the story had hidden behind it."""
    subscriber(database)
    one = feed(database)
    story = news(database, one, "Arrest", "titiev")
    news(database, one, "Second arrest", "titiev", story=story)
    expand_all(database)
    claim_all(database)
    database.run_now(split, 1, now=NOW)
    assert [entry.id for entry in untold(database)] == [2]
    expand_all(database)
    assert claim_all(database) == []


def test_a_rebuilt_index_sees_what_people_decided(database: Database) -> None:
    """The stories that the machine begins with are those in which people left the reports."""
    one, two = two_stories(database)
    database.run_now(merge, two, one, now=NOW)
    assert {entry.story_id for entry in database.read_now(told_entries, NOW - HOUR)} == {one}


def test_a_placing_that_makes_no_sense_is_refused(database: Database) -> None:
    """Nothing is changed by it."""
    one, two = two_stories(database)
    wrong: tuple[Callable[[Session], Placed], ...] = (
        lambda session: merge(session, one, one, now=NOW),
        lambda session: merge(session, one, 99, now=NOW),
        lambda session: merge(session, 99, one, now=NOW),
        lambda session: split(session, 1, now=NOW),
        lambda session: split(session, 99, now=NOW),
        lambda session: unmerge(session, one, now=NOW),
    )
    for work in wrong:
        with pytest.raises(Refused):
            database.run_now(work)
    assert [story for _, story, _ in placed(database)] == [one, two]
    assert database.read_now(story_of, 99) is None


def test_an_address_that_one_feed_gives_to_several_entries_joins_no_stories(database: Database) -> None:
    """Some feeds put each story at the address of the last: such an address is a place, not an article."""
    place, own = "https://news.example/4.html", "https://news.example/own.html"
    one = feed(database)
    for title, link in (("Dam", place), ("Choir", place), ("Bridge", own)):
        store(database, one, replace(article(title, "titiev"), link_key=link))
        tell_all(database)
    links = {entry.title: entry.link_key for entry in database.read_now(told_entries, NOW - 10 * HOUR)}
    assert links == {"Dam": "", "Choir": "", "Bridge": own}
