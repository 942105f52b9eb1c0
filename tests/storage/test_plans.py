"""What the sender asks for every message is answered by an index: the past may be as long as it likes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event

from storage.database import Database
from storage.outbox import DeliveryClaim, claim_delivery, next_due, recover
from storage.roundup import others_due
from storage.waiting import first_due, hold_back, stuck
from tests.storage.world import NOW


@contextmanager
def asked() -> Iterator[list[tuple[str, Any]]]:
    """Collect the questions about deliveries that are put to the database, with their values."""
    questions: list[tuple[str, Any]] = []

    def remember(_c: object, _k: object, statement: str, parameters: Any, *_: object) -> None:
        if "FROM delivery" in statement or statement.startswith("UPDATE delivery"):
            questions.append((statement, parameters))

    event.listen(Engine, "before_cursor_execute", remember)
    yield questions
    event.remove(Engine, "before_cursor_execute", remember)


def plans(database: Database, questions: list[tuple[str, Any]]) -> list[str]:
    """Return how the database means to answer each question."""
    explain = "EXPLAIN QUERY PLAN " if database.is_sqlite else "EXPLAIN "
    with database.writer.connect() as connection:
        if not database.is_sqlite:
            connection.exec_driver_sql("SET enable_seqscan = off")  # else an empty table is read whole
        return [
            " ".join(str(tuple(row)) for row in connection.exec_driver_sql(explain + statement, parameters))
            for statement, parameters in questions
        ]


@pytest.mark.parametrize("waiting", [(), (1, 2)])
def test_finding_the_next_delivery_reads_only_what_waits(
    database: Database, waiting: tuple[int, ...]
) -> None:
    """The sender's questions are answered by the index of the waiting, in its order."""
    with asked() as questions:
        database.run_now(claim_delivery, NOW, waiting=waiting)
        database.read_now(next_due)
        database.read_now(first_due, NOW)
    found = plans(database, questions)
    assert found
    for plan in found:
        assert "ix_delivery_waiting" in plan
        assert "TEMP B-TREE" not in plan
        assert "Sort" not in plan


def test_what_is_on_its_way_is_found_by_its_index(database: Database) -> None:
    """Taking over from a lost sender reads only what is being sent."""
    with asked() as questions:
        database.read_now(stuck, NOW)
        database.run_now(recover, NOW, timedelta(seconds=30))
    found = plans(database, questions)
    assert len(found) == 3
    for plan in found:
        assert "ix_delivery_sending" in plan


def test_what_waits_for_one_subscriber_is_found_by_its_index(database: Database) -> None:
    """Their past deliveries, years of them, are not read for each message."""
    claim = DeliveryClaim(1, 1, 1, 1, ("titiev",), 1, 1, repeat=False)
    with asked() as questions:
        database.read_now(others_due, claim, NOW)
        database.run_now(hold_back, 1, NOW, "flood control")
    found = plans(database, questions)
    assert len(found) == 2
    for plan in found:
        assert "ix_delivery_waiting_subscriber" in plan
