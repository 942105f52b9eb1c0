"""One person has one word on one entry; moderators judge, readers' words wait for them."""

from __future__ import annotations

from storage.database import Database
from storage.feedback import (
    Verdict,
    count_complaints,
    give_feedback,
    judged_texts,
    judgements,
    next_complaint,
    scores,
    settle_complaint,
)
from storage.subscriber import Role, forget
from tests.storage.world import NOW, SECOND, article, feed, store, subscriber


def say(
    database: Database,
    entry_id: int,
    who: int,
    verdict: Verdict,
    *entities: str,
    moderator: bool = False,
    at: int = 0,
) -> bool:
    """Let somebody say something of an entry."""
    return database.run_now(
        give_feedback,
        entry_id=entry_id,
        entities=entities or ("velsky",),
        subscriber_id=who,
        verdict=verdict,
        by_moderator=moderator,
        now=NOW + at * SECOND,
    )


def test_the_same_word_counts_once(database: Database) -> None:
    """Said twice it is no news; said otherwise it replaces the first."""
    [entry] = store(database, feed(database), article("one", "velsky"))
    person = subscriber(database, role=Role.MODERATOR).id
    assert say(database, entry, person, Verdict.RELEVANT, moderator=True)
    assert not say(database, entry, person, Verdict.RELEVANT, moderator=True)
    assert say(database, entry, person, Verdict.NOT_RELEVANT, moderator=True)
    assert [one.accepted for one in database.read_now(judgements)] == [False]


def test_readers_wait_in_the_inbox_until_it_is_settled(database: Database) -> None:
    """By entry, oldest first, round and round; settled once, and a repeated word does not bring it back."""
    one, two = store(database, feed(database), article("one", "velsky"), article("two", "velsky"))
    first, second = subscriber(database, 1).id, subscriber(database, 2).id
    for entry, who in ((one, first), (one, second), (two, first)):
        say(database, entry, who, Verdict.NOT_RELEVANT)
    assert database.read_now(count_complaints) == 2
    found = database.read_now(next_complaint)
    assert found is not None
    assert (found.entry_id, found.people, found.entities) == (one, 2, ("velsky",))
    later = database.read_now(next_complaint, one)
    again = database.read_now(next_complaint, two)
    assert later is not None
    assert again is not None
    assert (later.entry_id, again.entry_id) == (two, one)
    assert database.run_now(settle_complaint, one, NOW)
    assert not database.run_now(settle_complaint, one, NOW)
    assert not say(database, one, first, Verdict.NOT_RELEVANT)
    assert database.read_now(count_complaints) == 1
    assert database.read_now(judgements) == []


def test_a_readers_word_after_a_moderators_does_not_wait(database: Database) -> None:
    """Only for what no moderator has judged: another entity of the same entry still comes to the inbox."""
    [entry] = store(database, feed(database), article("one", "velsky"))
    moderator, reader = subscriber(database, role=Role.MODERATOR).id, subscriber(database, 2).id
    say(database, entry, moderator, Verdict.RELEVANT, moderator=True)
    assert say(database, entry, reader, Verdict.NOT_RELEVANT)
    assert database.read_now(count_complaints) == 0
    assert say(database, entry, reader, Verdict.NOT_RELEVANT, "tarnsk")
    complaint = database.read_now(next_complaint)
    assert complaint is not None
    assert complaint.entities == ("tarnsk",)


def test_the_last_moderator_is_right(database: Database) -> None:
    """One judgement an entry and entity, with feed and keywords; duplicates judge nothing."""
    number = feed(database, "one")
    one, two = store(database, number, article("one", "velsky", "tarnsk"), article("two", "velsky"))
    first, second = (subscriber(database, chat, Role.MODERATOR).id for chat in (1, 2))
    say(database, one, first, Verdict.RELEVANT, "velsky", "tarnsk", moderator=True)
    say(database, one, second, Verdict.WRONG_ENTITY, "tarnsk", moderator=True, at=5)
    say(database, two, first, Verdict.DUPLICATE, moderator=True)
    judged = database.read_now(judgements)
    assert {(j.entry_id, j.entity, j.accepted, j.feed_id) for j in judged} == {
        (one, "velsky", True, number),
        (one, "tarnsk", False, number),
    }
    by_keyword = scores(judged, "keyword")
    assert {key: (s.accepted, s.rejected) for key, s in by_keyword.items()} == {
        ("velsky", "Velsky"): (1, 0),
        ("tarnsk", "Tarnsk"): (0, 1),
    }
    (by_feed,) = scores(judged, "feed").values()
    assert (by_feed.judged, by_feed.precision) == (2, 0.5)
    assert [(text.title, text.accepted) for text in database.read_now(judged_texts, "tarnsk")] == [
        ("one", False)
    ]


def test_words_go_with_people_and_entries(database: Database) -> None:
    """Nothing is said of an entry that is gone, and forgotten people leave no word."""
    [entry] = store(database, feed(database), article("one", "velsky"))
    person = subscriber(database, role=Role.MODERATOR).id
    assert not say(database, 999, person, Verdict.RELEVANT, moderator=True)
    say(database, entry, person, Verdict.RELEVANT, moderator=True)
    database.run_now(forget, person)
    assert database.read_now(judgements) == []
