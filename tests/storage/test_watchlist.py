"""Versions of the watch-list: only one of two changes made at once from the same version comes into force."""

from threading import Barrier, Thread

import pytest
from sqlmodel import Session

from storage.database import Database
from storage.errors import Refused
from storage.watchlist import add_watchlist, current_version, current_watchlist, get_version, list_versions
from tests.storage.world import NOW


def test_the_newest_version_is_in_force(database: Database) -> None:
    """Its number can be had without its text."""
    assert database.read_now(current_version) == 0
    assert database.read_now(current_watchlist) is None
    one = database.run_now(add_watchlist, "version = 1", NOW)
    two = database.run_now(add_watchlist, "version = 2", NOW, base=one, reason="more")
    assert database.read_now(current_version) == two
    assert database.read_now(current_watchlist) == (two, "version = 2")
    assert database.read_now(get_version, one) == "version = 1"
    assert [(info.id, info.reason) for info in database.read_now(list_versions)] == [(two, "more"), (one, "")]


def test_a_change_made_from_an_older_version_is_refused(database: Database) -> None:
    """The error names the version that came first."""
    one = database.run_now(add_watchlist, "version = 1", NOW)
    two = database.run_now(add_watchlist, "version = 2", NOW, base=one)
    with pytest.raises(Refused, match=f"version {two}"):
        database.run_now(add_watchlist, "version = 3", NOW, base=one)
    assert database.read_now(current_version) == two


def test_of_two_changes_at_once_one_wins(database: Database) -> None:
    """Both begin before either is written; exactly one is refused."""
    base = database.run_now(add_watchlist, "version = 1", NOW)
    barrier = Barrier(2, timeout=10)
    outcomes: list[str] = []

    def change(name: str) -> None:
        def work(session: Session) -> int:
            return add_watchlist(session, name, NOW, base=base)

        barrier.wait()
        try:
            database.run_now(work)
            outcomes.append("won")
        except Refused:
            outcomes.append("refused")

    threads = [Thread(target=change, args=(name,)) for name in ("a", "b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(outcomes) == ["refused", "won"]
    assert len(database.read_now(list_versions)) == 2
