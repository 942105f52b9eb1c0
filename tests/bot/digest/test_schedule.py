"""Which period is which, and when it is closed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.digest.schedule import (
    Rhythm,
    before,
    closes_at,
    last_closed,
    last_days,
    overlap,
    read_days,
    read_period,
    read_week,
    stale_at,
    week_of,
)


@pytest.mark.parametrize(
    ("moment", "zone", "name", "hours"),
    [
        (datetime(2026, 11, 18, tzinfo=UTC), "UTC", "2026-W47", 168),
        (datetime(2026, 10, 25, 12, tzinfo=UTC), "Europe/Berlin", "2026-W43", 169),
        (datetime(2026, 3, 29, 12, tzinfo=UTC), "Europe/Berlin", "2026-W13", 167),
        (datetime(2027, 1, 2, tzinfo=UTC), "UTC", "2026-W53", 168),
        (datetime(2026, 11, 15, 22, tzinfo=UTC), "Europe/Moscow", "2026-W47", 168),
    ],
)
def test_a_week_begins_on_monday_in_its_zone(moment: datetime, zone: str, name: str, hours: int) -> None:
    """An hour more or less where the clocks change; week 53 where a year has one."""
    week = week_of(moment, zone)
    assert (week.name, week.until - week.since) == (name, timedelta(hours=hours))
    assert week.since <= moment < week.until
    assert read_week(name, zone) == week
    assert before(week).until == week.since


@pytest.mark.parametrize(
    "words", ["2026-W60", "2025-W53", "last", "", "2026-47", "0000-W01", "0001-W01", "1969-W52", "9999-W52"]
)
def test_what_is_no_week_is_none(words: str) -> None:
    """And raises nothing."""
    assert read_week(words) is None


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2026-11-10", "2026-11-01"),
        ("2020-01-01", "2026-01-01"),
        ("x", "y"),
        ("", ""),
        ("0001-01-01", "0001-01-02"),
        ("9999-12-30", "9999-12-31"),
    ],
)
def test_what_is_no_range_is_none(first: str, last: str) -> None:
    """Backwards, longer than a year, no days."""
    assert read_days(first, last) is None


def test_a_range_has_both_its_days_and_is_found_by_its_name() -> None:
    """Its name says which."""
    found = read_days("2026-11-01", "2026-11-10")
    assert found is not None
    assert found.until - found.since == timedelta(days=10)
    assert read_period(found.name) == found
    assert closes_at(found, Rhythm(hour=8)) == datetime(2026, 11, 11, 8, tzinfo=UTC)


def test_a_week_is_closed_on_its_day_and_stale_after_three() -> None:
    """The first such hour after its end; a review that begins on the last day has its twelve hours."""
    week = week_of(datetime(2026, 11, 18, tzinfo=UTC))
    tuesday = Rhythm(day=1, hour=6, review=True)
    assert closes_at(week, tuesday) == datetime(2026, 11, 24, 6, tzinfo=UTC)
    assert stale_at(week, tuesday) == datetime(2026, 11, 27, 18, tzinfo=UTC)
    assert stale_at(week, Rhythm(day=1, hour=6)) == datetime(2026, 11, 27, 6, tzinfo=UTC)
    assert last_closed(datetime(2026, 11, 24, 5, tzinfo=UTC), tuesday).name == "2026-W46"
    assert last_closed(datetime(2026, 11, 24, 6, tzinfo=UTC), tuesday).name == "2026-W47"


def test_so_many_days_end_today_in_their_zone() -> None:
    """Today is one of them, as people there call it."""
    found = last_days(datetime(2026, 11, 15, 22, tzinfo=UTC), 7, "Europe/Moscow")
    assert found is not None
    assert found.name == "2026-11-10--2026-11-16"


@pytest.mark.parametrize(
    ("first", "last", "common"),
    [
        ("2026-11-15", "2026-11-16", True),
        ("2026-11-22", "2026-11-22", True),
        ("2026-11-01", "2026-11-30", True),
        ("2026-11-09", "2026-11-15", False),
        ("2026-11-23", "2026-11-24", False),
    ],
)
def test_periods_overlap_by_a_moment_or_more(first: str, last: str, *, common: bool) -> None:
    """Ends that meet have nothing in common."""
    week, days = read_week("2026-W47"), read_days(first, last)
    assert week is not None
    assert days is not None
    assert overlap(week, days) is overlap(days, week) is common
