"""Lengths of time and hours as people write them, in both languages."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.choices import read_hours, read_length

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("words", "length"),
    [
        ("90m", 90 * MINUTE),
        ("5min", 5 * MINUTE),
        ("30 мин.", 30 * MINUTE),
        ("12h", 12 * HOUR),
        ("2 часа", 2 * HOUR),
        ("3d", 3 * DAY),
        ("3 дня", 3 * DAY),
        ("1 СУТКИ", DAY),
        ("2w", 14 * DAY),
        ("1н", 7 * DAY),
        ("2 недели", 14 * DAY),
        ("3 months", 90 * DAY),
        ("3 месяца", 90 * DAY),
        ("1 мес", 30 * DAY),
        ("1 month", 30 * DAY),
        ("1 год", 365 * DAY),
        ("366d", 366 * DAY),
        ("for 3 days", 3 * DAY),
        ("на неделю", None),
        ("3 minibuses", None),
        ("3 мм", None),
        ("1 moon", None),
        ("0d", None),
        ("367d", None),
        ("13 months", None),
        ("9999 years", None),
        ("1.5h", None),
        ("-1d", None),
        ("\u0663d", None),
        ("3", None),
        ("d", None),
        ("", None),
    ],
)
def test_a_length_of_time_is_read_by_its_whole_word(words: str, length: timedelta | None) -> None:
    """A word that only begins like a unit is none: three months are not three minutes."""
    assert read_length(words) == length


@pytest.mark.parametrize(
    ("words", "hours"),
    [
        ("22-7", ((22, 0), (7, 0))),
        ("22:30-6:15", ((22, 30), (6, 15))),
        ("22.30–06.15", ((22, 30), (6, 15))),
        ("22 to 7", ((22, 0), (7, 0))),
        ("from 22 to 7", ((22, 0), (7, 0))),
        ("с 22 до 7", ((22, 0), (7, 0))),
        ("с 10 вечера до 7 утра", ((22, 0), (7, 0))),
        ("с 12 ночи до 7", ((0, 0), (7, 0))),
        ("10pm-7am", ((22, 0), (7, 0))),
        ("10:30 PM to 7 a.m.", ((22, 30), (7, 0))),
        ("12am-6am", ((0, 0), (6, 0))),
        ("24-7", ((0, 0), (7, 0))),
        ("24:30-7", None),
        ("22:60-7", None),
        ("25-7", None),
        ("13pm-7", None),
        ("0am-7", None),
        ("7-7", None),
        ("22", None),
        ("\u0662\u0662-7", None),
        ("", None),
    ],
)
def test_hours_are_read_as_people_write_them(
    words: str, hours: tuple[tuple[int, int], tuple[int, int]] | None
) -> None:
    """A time that no clock shows is refused, not made into another."""
    wanted = tuple(hour * 60 + minute for hour, minute in hours) if hours else None
    assert read_hours(words) == wanted
