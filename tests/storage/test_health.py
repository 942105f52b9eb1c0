"""How the database fares, in figures, on both kinds of database."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from bot.checkup import examine, look_at_database
from config.groups import DatabaseSettings, PrivacySettings
from config.settings import Settings
from storage.database import Database
from storage.evidence import Evidence
from storage.feed import PollResult, settle_poll
from storage.health import (
    copy_files,
    count_active_feeds,
    count_index,
    count_outbox,
    find_damage,
    settled_since,
    size_of,
    try_writing,
)
from storage.opening import open_database
from storage.outbox import Delivery, DeliveryKind, DeliveryState
from tests.storage.world import NOW, feed, news, subscriber

DAY = timedelta(days=1)


def test_a_sound_database_says_so(database: Database) -> None:
    """It is whole, can be written, and has a size."""
    assert find_damage(database) == ""
    try_writing(database)
    assert size_of(database) > 1000


def test_active_feeds_are_counted_with_their_troubles(database: Database) -> None:
    """And when one of them was polled last."""
    numbers = [feed(database, name) for name in ("one", "two", "three")]
    for number, failures in zip(numbers[:2], (0.0, 2.0), strict=True):
        result = PollResult("ok" if not failures else "down", "", NOW, failures, ok=not failures)
        database.run_now(settle_poll, number, result, NOW + timedelta(minutes=number))
    counts = database.read_now(count_active_feeds)
    assert (counts.active, counts.troubled) == (3, 1)
    assert counts.last_poll == NOW + timedelta(minutes=numbers[1])


def test_what_ended_lately_is_counted_by_state(database: Database) -> None:
    """No renewals, nothing that waits or ended earlier; one found after a crash counts by its claim."""
    person = subscriber(database, 4001).id
    source = feed(database)

    def write(session: Session, alert: int, values: dict[str, Any]) -> None:
        session.add(Delivery(alert_id=alert, subscriber_id=person, not_before=NOW, **values))

    rows: list[dict[str, Any]] = [
        {"state": DeliveryState.SENT, "settled_at": NOW},
        {"state": DeliveryState.FAILED, "settled_at": NOW},
        {"state": DeliveryState.FAILED, "settled_at": NOW - 2 * DAY},
        {"state": DeliveryState.UNKNOWN, "claimed_at": NOW, "repeats": 1},
        {"state": DeliveryState.SKIPPED, "settled_at": NOW, "kind": DeliveryKind.EDIT},
        {"state": DeliveryState.PENDING, "settled_at": NOW},
    ]
    for place, row in enumerate(rows):
        database.run_now(write, news(database, source, f"n{place}", "argun"), row)
    found = database.read_now(settled_since, NOW - DAY)
    assert found == {"sent": 1, "failed": 1, "unknown": 1}
    outbox = database.read_now(count_outbox, NOW - DAY)
    assert (outbox.waiting, outbox.next_due, outbox.settled) == (1, NOW, found)


def test_the_story_index_is_what_was_told_within_its_window(database: Database) -> None:
    """Reports and stories."""
    source = feed(database)
    for name in ("a", "b"):
        news(database, source, name, "argun")
    assert database.read_now(count_index, NOW - DAY) == (2, 2)
    assert database.read_now(count_index, NOW + DAY) == (0, 0)


def test_files_of_copies_are_known_with_their_length(database: Database) -> None:
    """The end of the last record; fetches that brought nothing lie in no file."""
    source = feed(database)
    news(database, source, "a", "argun")

    def keep(session: Session) -> None:
        for file, offset in (("m.warc.gz", 0), ("m.warc.gz", 50), ("", 0)):
            row = Evidence(entry_id=1, url="u", fetched_at=NOW, file=file, offset=offset, length=40)
            session.add(row)

    database.run_now(keep)
    assert [(f.name, f.copies, f.end) for f in database.read_now(copy_files)] == [("m.warc.gz", 2, 90)]


@pytest.mark.parametrize("begun", [True, False])
def test_a_postgres_is_examined_too(empty_postgres: str, tmp_path: Path, begun: bool) -> None:
    """Empty, nothing is made in it; begun, every check is told and none has failed."""
    key = tmp_path / "keys" / "keys"
    if begun:
        open_database(empty_postgres, key).close()
    settings = Settings(
        data_dir=tmp_path / "data",
        database=DatabaseSettings(url=empty_postgres),
        privacy=PrivacySettings(key_file=key),
    )
    checks = {check.name: check.verdict.value for check in examine(settings, NOW)}
    assert {checks[name] for name in ("data folder", "database", "key file")} == {"ok"}
    assert ("outbox" in checks) is begun
    facts, opened = look_at_database(settings)
    assert facts.exists is begun
    if opened is not None:
        opened.close()
