"""Entries: each is new once, edits are kept, and what is news stays untold until it is told."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace

import pytest
from sqlalchemy import func
from sqlmodel import Session, col, select

from feeds.types import Match
from storage.database import Database
from storage.entry import Edit, Entry, EntryKey, EntryMatch, EntryRevision, Prepared, ingest, known_entries
from storage.feed import Feed
from storage.wording import former_wordings
from tests.storage.world import HOUR, NOW, article, feed, store, tell_all, untold


def count(database: Database, table: type[Entry | EntryKey | EntryMatch | EntryRevision]) -> int:
    return database.read_now(lambda session: session.exec(select(func.count()).select_from(table)).one())


def owner(database: Database, feed_id: int, key: str) -> int | None:
    found = database.read_now(known_entries, feed_id, [key])
    return found[key].id if key in found else None


def test_new_entries_come_back_by_their_ids_in_order(database: Database) -> None:
    """The ids belong to the entries in the order in which they were handed in."""
    names = [f"Item {number}" for number in range(700)]
    ids = store(database, feed(database), *(article(name) for name in names))
    titles = {entry.id: entry.title for entry in database.read_now(lambda s: s.exec(select(Entry)).all())}
    assert [titles[entry_id] for entry_id in ids] == names


def test_an_entry_is_new_once(database: Database) -> None:
    """Handing the same entry in again, under any of its keys, stores nothing."""
    feed_id = feed(database)
    store(database, feed_id, article("A bridge opened", keys=["g:1", "l:1"]))
    again = [article("A bridge opened", keys=["l:1", "t:new"]), article("Other", keys=["g:1"])]
    assert store(database, feed_id, *again) == []
    assert count(database, Entry) == 1


def test_an_entry_that_a_document_repeats_is_stored_once(database: Database) -> None:
    """Two entries of one poll never own one key."""
    twice = article("A bridge opened", keys=["g:1"]), article("A bridge opened!", keys=["g:2", "g:1"])
    assert len(store(database, feed(database), *twice)) == 1


def test_two_feeds_may_use_the_same_key(database: Database) -> None:
    """A key identifies within its feed."""
    one, two = feed(database, "one"), feed(database, "two")
    [first] = store(database, one, article("A", keys=["g:1"]))
    [second] = store(database, two, article("B", keys=["g:1"]))
    assert (owner(database, one, "g:1"), owner(database, two, "g:1")) == (first, second)


def test_two_writers_that_store_one_entry_at_once_store_it_once(database: Database) -> None:
    """The second writer waits for the first, then sees that nothing is new; its other entries are kept."""
    feed_id = feed(database)
    with ThreadPoolExecutor(1) as pool, Session(database.writer) as session, session.begin():
        first = ingest(session, feed_id, new=[article("A")], edits=[], seen=[], baseline=False, now=NOW)
        second = pool.submit(store, database, feed_id, article("A"), article("B"))
        assert not wait([second], timeout=0.1).done
        session.commit()
        assert len(first) == len(second.result()) == 1
    assert count(database, Entry) == 2


def test_many_threads_that_store_one_document_store_it_once(database: Database) -> None:
    """However polls of one feed fall together, each entry is new exactly once."""
    feed_id = feed(database)
    document = [article(f"Item {number}", "kadyrov") for number in range(5)]
    with ThreadPoolExecutor(4) as pool:
        brought = list(pool.map(lambda _: len(store(database, feed_id, *document)), range(8)))
    assert sum(brought) == count(database, Entry) == count(database, EntryMatch) == 5


def test_known_entries_tell_all_their_keys(database: Database) -> None:
    """One key leads to the entry with everything that may identify it."""
    feed_id = feed(database)
    [entry_id] = store(database, feed_id, article("A", keys=["g:1", "l:1", "t:1"]))
    found = database.read_now(known_entries, feed_id, ["l:1", "l:2"])
    assert set(found) == {"l:1"}
    stored = found["l:1"]
    assert (stored.id, stored.keys, stored.title) == (entry_id, frozenset({"g:1", "l:1", "t:1"}), "A")
    assert stored.first_seen == NOW


def test_thousands_of_keys_can_be_asked_for(database: Database) -> None:
    """A feed of 40,000 items is one question."""
    feed_id = feed(database)
    store(database, feed_id, article("A", keys=["k:39999"]))
    assert list(database.read_now(known_entries, feed_id, (f"k:{n}" for n in range(40_000)))) == ["k:39999"]


def test_an_entry_seen_again_gets_its_further_keys_and_date(database: Database) -> None:
    """What identifies an entry may grow."""
    feed_id = feed(database)
    [entry_id] = store(database, feed_id, article("A", keys=["g:1"]))
    store(database, feed_id, seen=[(entry_id, ("g:1", "l:1"))], now=NOW + HOUR)
    [known] = database.read_now(known_entries, feed_id, ["l:1"]).values()
    assert (known.id, known.keys, known.last_seen) == (entry_id, frozenset({"g:1", "l:1"}), NOW + HOUR)


def test_a_key_stays_with_the_entry_that_owned_it_first(database: Database) -> None:
    """Neither a seen nor an edited entry takes another's key, nor do two share a new one."""
    feed_id = feed(database)
    one, two = store(database, feed_id, article("A", keys=["g:1"]), article("B", keys=["g:2"]))
    edit = Edit(two, article("B, edited", keys=["g:1", "l:9"]))
    store(database, feed_id, edits=[edit], seen=[(one, ("g:2", "l:9"))])
    assert [owner(database, feed_id, key) for key in ("g:1", "g:2", "l:9")] == [one, two, one]


def test_what_was_removed_since_it_was_looked_up_is_passed_over(database: Database) -> None:
    """Neither a pruned entry nor a removed feed stops the poll that still knows of it."""
    feed_id = feed(database)
    [kept] = store(database, feed_id, article("A"))
    gone = (kept + 50, ("l:50",))
    edit = Edit(kept + 51, article("C", keys=["l:51"]))
    assert len(store(database, feed_id, article("B"), edits=[edit], seen=[gone, (kept, ("l:1",))])) == 1
    assert owner(database, feed_id, "l:50") is None
    assert owner(database, feed_id, "l:1") == kept
    database.run_now(lambda session: session.delete(session.get_one(Feed, feed_id)))
    assert store(database, feed_id, article("D")) == []


def test_an_edit_keeps_what_the_entry_said_before(database: Database) -> None:
    """Every version that a feed published can be read."""
    feed_id = feed(database)
    [entry_id] = store(database, feed_id, article("Two men missing", "kadyrov"))
    for hour, title in enumerate(("Three men missing", "Four men missing"), 1):
        store(database, feed_id, edits=[Edit(entry_id, article(title, "kadyrov"))], now=NOW + hour * HOUR)
    revisions = database.read_now(
        lambda s: s.exec(select(EntryRevision).order_by(col(EntryRevision.id))).all()
    )
    assert [(row.title, row.replaced_at) for row in revisions] == [
        ("Two men missing", NOW + HOUR),
        ("Three men missing", NOW + 2 * HOUR),
    ]
    assert count(database, EntryMatch) == 1


def test_each_wording_keeps_its_own_document_and_address(database: Database) -> None:
    """The entry has those of its newest wording, a revision those of the wording that it holds."""
    feed_id = feed(database)
    first = article("Two men missing", "kadyrov")
    [entry_id] = database.run_now(
        ingest, feed_id, new=[first], edits=[], seen=[], baseline=False, now=NOW, raw_sha256="aa"
    )
    for hour, mark in enumerate(("bb", "cc"), 1):
        said = article(f"{mark} men missing", "kadyrov")
        moved = replace(said, data=replace(said.data, link=f"https://example.org/{mark}"))
        database.run_now(
            ingest, feed_id, new=[], edits=[Edit(entry_id, moved)], seen=[], baseline=False,
            now=NOW + hour * HOUR, raw_sha256=mark,
        )  # fmt: skip
    wordings = database.read_now(former_wordings, [entry_id])[entry_id]
    assert [(one.since, one.document_sha256, one.link, end) for one, end in wordings] == [
        (NOW, "aa", first.data.link, NOW + HOUR),
        (NOW + HOUR, "bb", "https://example.org/bb", NOW + 2 * HOUR),
    ]
    now = database.read_now(lambda s: s.exec(select(Entry)).one())
    assert (now.raw_sha256, now.link) == ("cc", "https://example.org/cc")


def test_an_edit_that_changes_nothing_leaves_no_trace(database: Database) -> None:
    """The same content under another date is no revision."""
    feed_id = feed(database)
    [entry_id] = store(database, feed_id, article("A", "kadyrov"))
    store(database, feed_id, edits=[Edit(entry_id, article("A", "kadyrov"))])
    assert count(database, EntryRevision) == 0


def test_a_feed_counts_as_begun_from_its_first_poll(database: Database) -> None:
    """The baseline's time is set once, the last news' time whenever there is some."""
    feed_id = feed(database)
    store(database, feed_id, article("A"), baseline=True)
    store(database, feed_id, now=NOW + HOUR)
    store(database, feed_id, article("B"), now=NOW + 2 * HOUR)
    row = database.read_now(lambda session: session.get_one(Feed, feed_id))
    assert (row.baseline_at, row.last_new) == (NOW, NOW + 2 * HOUR)


@pytest.mark.parametrize("baseline", [False, True])
def test_an_entry_that_mentions_nobody_is_told_at_once(database: Database, baseline: bool) -> None:
    """There is nothing to tell; what mentions somebody waits for the story finder, baseline or not."""
    store(database, feed(database), article("Weather"), article("Arrest", "kadyrov"), baseline=baseline)
    [waiting] = untold(database)
    assert (waiting.title, waiting.entities, waiting.baseline) == ("Arrest", frozenset({"kadyrov"}), baseline)


def test_somebody_named_only_in_an_edit_is_news(database: Database) -> None:
    """An edit that newly names an entity makes the entry untold, even one of the baseline."""
    feed_id = feed(database)
    [entry_id] = store(database, feed_id, article("A court sat", "argun"), baseline=True)
    tell_all(database)
    store(database, feed_id, edits=[Edit(entry_id, article("A court sat again", "argun"))])
    assert untold(database) == []
    store(database, feed_id, edits=[Edit(entry_id, article("A court freed him", "argun", "titiev"))])
    [waiting] = untold(database)
    assert (waiting.id, waiting.entities, waiting.baseline) == (
        entry_id,
        frozenset({"argun", "titiev"}),
        False,
    )


def test_one_place_found_by_two_keywords_is_one_match(database: Database) -> None:
    """The keyword that found it first is the evidence."""
    place = Match("argun", "Argun", "title", 0, 5, "Argun", "exact")
    doubled: Prepared = replace(article("Argun"), matches=(place, replace(place, keyword="town of Argun")))
    feed_id = feed(database)
    [entry_id] = store(database, feed_id, doubled)
    store(database, feed_id, edits=[Edit(entry_id, replace(doubled, content_hash="other"))])
    [row] = database.read_now(lambda session: session.exec(select(EntryMatch)).all())
    assert row.keyword == "Argun"


def test_the_number_of_a_removed_entry_is_not_given_again(database: Database) -> None:
    """Buttons in old messages name entries by number."""
    feed_id = feed(database)
    [first] = store(database, feed_id, article("A"))
    database.run_now(lambda session: session.delete(session.get_one(Entry, first)))
    [second] = store(database, feed_id, article("B"))
    assert second > first
