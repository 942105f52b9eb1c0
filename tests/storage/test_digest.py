"""A digest is stored once, and goes to each subscriber once, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Event

from sqlmodel import Session

from storage.audit import record
from storage.database import Database
from storage.digest import (
    DigestInfo,
    Draft,
    LeftOut,
    edit_draft,
    file_of,
    find_digest,
    find_draft,
    freeze,
    keep_draft,
    keep_file,
    leave_out,
    left_out,
    list_digests,
    note_told,
    read_snapshot,
    take_in,
    waiting_drafts,
)
from storage.digestpost import claim_digest, note_part, post, recover_digests, settle_digest
from storage.outbox import DeliveryState
from storage.subscriber import Subscriber
from tests.storage.world import HOUR, NOW, crowd

WEEK = "2026-W45"


def frozen(session: Session, snapshot: bytes = b"{}\n", period: str = WEEK) -> DigestInfo:
    return freeze(session, snapshot, period=period, since=NOW, until=NOW + HOUR, cut_off=NOW, now=NOW)


def test_the_first_who_freezes_a_period_counts(database: Database) -> None:
    """Also where two do so at once: the second gets what the first stored."""
    begun, asked = Event(), Event()

    def slowly(session: Session) -> DigestInfo:
        made = frozen(session, b"first\n")
        begun.set()
        asked.wait(5)
        return made

    def quickly() -> DigestInfo:
        begun.wait(5)
        asked.set()
        return database.run_now(frozen, b"second\n")

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.submit(database.run_now, slowly), pool.submit(quickly)
        assert first.result() == second.result()
    assert database.read_now(read_snapshot, first.result().id) == b"first\n"
    assert [one.period for one in database.read_now(list_digests)] == [WEEK]


def test_two_drafts_of_a_week_are_one(database: Database) -> None:
    """Whoever comes second gets the first, with what was done to it since."""

    def draft(session: Session, snapshot: bytes) -> Draft:
        return keep_draft(session, WEEK, snapshot, now=NOW, goes_out=NOW + 12 * HOUR)

    with ThreadPoolExecutor(2) as pool:
        made = [pool.submit(database.run_now, draft, part) for part in (b"a", b"b")]
        assert made[0].result() == made[1].result()
    number = made[0].result().id
    assert database.run_now(note_told, number, NOW, NOW + 13 * HOUR)
    assert not database.run_now(note_told, number, NOW, NOW + 14 * HOUR)
    assert database.read_now(waiting_drafts) == {WEEK: NOW + 13 * HOUR}
    database.run_now(edit_draft, number, {"hidden": {"s1": "unsafe"}})
    again = database.run_now(draft, b"c")
    assert again.edits == {"hidden": {"s1": "unsafe"}}
    database.run_now(frozen)
    assert database.read_now(find_draft, period=WEEK) is None


def test_what_was_left_out_stays_so_until_it_is_shown_again(database: Database) -> None:
    """The last word on each story counts, in whichever week it was said; other changes say nothing."""
    for week, story, reason in ((WEEK, 7, "unsafe"), (WEEK, 8, "duplicate"), ("2026-W46", 7, "duplicate")):
        database.run_now(leave_out, week, story, reason=reason, now=NOW, entries=[story * 10])
    database.run_now(take_in, "2026-W46", 8, now=NOW)
    database.run_now(record, at=NOW, noun="digest", subject=WEEK, verb="release")
    assert database.read_now(left_out) == [LeftOut(7, "duplicate", (70,))]


def test_a_file_is_known_until_it_is_forgotten(database: Database) -> None:
    """By format and language."""
    number = database.run_now(frozen).id
    database.run_now(keep_file, number, "pdf", "ru", "ABC")
    database.run_now(keep_file, number, "pdf", "ru", "ABD")
    assert database.read_now(file_of, number, "pdf", "ru") == "ABD"
    assert database.read_now(file_of, number, "pdf", "en") is None
    database.run_now(keep_file, number, "pdf", "ru", None)
    assert database.read_now(file_of, number, "pdf", "ru") is None


def test_everybody_gets_a_digest_once(database: Database) -> None:
    """In chunks, never those who do not want it; after a crash once more, and then never again."""
    people = crowd(database, 5)
    number = database.run_now(frozen).id

    def due(subscriber: Subscriber) -> datetime | None:
        return None if subscriber.id == people[0] else NOW

    while database.run_now(post, number, NOW, due, chunk=2):
        pass
    found = database.read_now(find_digest, WEEK)
    assert found is not None
    assert found.expanded_at == NOW
    claims = [database.run_now(claim_digest, NOW) for _ in range(5)]
    assert [claim.subscriber.id for claim in claims if claim] == people[1:]
    for claim in claims[1:4]:
        assert claim is not None
        database.run_now(settle_digest, claim.id, DeliveryState.SENT, NOW)
    assert claims[0] is not None
    database.run_now(note_part, claims[0].id, 2)
    for repeat in (True, False):
        assert database.run_now(recover_digests, NOW, timedelta()) == 1
        again = database.run_now(claim_digest, NOW)
        assert (again is not None) is repeat
        if again is not None:
            assert (again.id, again.parts, again.repeat) == (claims[0].id, 2, True)
