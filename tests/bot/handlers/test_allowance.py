"""So many times within so long, for each by itself, in bounded memory."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.handlers.allowance import Allowance

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_each_key_has_its_own_times() -> None:
    """One who has used theirs up takes nothing from another."""
    allowance = Allowance(2, HOUR)
    assert [allowance.take(1, NOON) for _ in range(3)] == [True, True, False]
    assert allowance.take(2, NOON)


def test_the_window_slides() -> None:
    """Each use is given back an hour after it, not all at once."""
    allowance = Allowance(2, HOUR)
    allowance.take(1, NOON)
    allowance.take(1, NOON + HOUR / 2)
    assert [allowance.left(1, NOON + HOUR * part) for part in (0.9, 1, 1.5)] == [0, 1, 2]


def test_a_flood_of_keys_does_not_grow_without_end() -> None:
    """The oldest are forgotten first."""
    allowance = Allowance(1, HOUR)
    for key in range(10_000):
        allowance.take(key, NOON)
    assert len(allowance._taken) <= 4096
    assert not allowance.take(9_999, NOON)


def test_forgetting_leaves_nothing() -> None:
    """A key that is forgotten is as new."""
    allowance = Allowance(1, HOUR)
    allowance.take(1, NOON)
    allowance.forget(1)
    assert not allowance._taken
