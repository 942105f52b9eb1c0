"""Dates: every form that feeds really use, in UTC, and no date at all for nonsense."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from feeds.web.dates import parse_date

TEN = datetime(2019, 1, 14, 10, 0, tzinfo=UTC)
DAY = datetime(2019, 1, 14, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "Mon, 14 Jan 2019 10:00:00 GMT",
        "Mon, 14 Jan 2019 13:00:00 +0300",
        "Mon, 14 Jan 2019 13:00:00 +03:00",
        "Mon, 14 Jan 2019 13:00:00 MSK",
        "Mon, 14 Jan 2019 13:00:00 МСК",
        "Mon, 14 Jan 2019 13:00 GMT+3",
        "Mon, 14 Jan 2019 13:00:00 GMT+0300",
        "Mon, 14 Jan 2019 05:00:00 EST",
        "Mon, 14 Jan 2019 10:00:00",
        "14 January 2019 10:00",
        "14 Jan 19 10:00:00 Z",
        "January 14, 2019 10:00 AM",
        "Mon, Jan 14 2019 10:00:00 AM",
        "Пн, 14 янв 2019 13:00:00 +0300",
        "14 января 2019 г., 10:00",
        "14 января 2019, в 10:00",
        "14 січня 2019 10:00",
        "14.01.2019 10:00",
        "2019-01-14T10:00:00Z",
        "2019-01-14T10:00:00",
        "2019-01-14 10:00:00",
        "2019-01-14T13:00:00.123+03:00",
        "2019-01-14 13:00:00 +0300",
        "2019-01-14 13:00 MSK",
        "1547460000",
        "1547460000000",
        "  2019-01-14T10:00Z  ",
    ],
)
def test_ten_o_clock_is_ten_o_clock(text: str) -> None:
    """All these mean ten in the morning, UTC, of one day."""
    found = parse_date(text)
    assert found is not None
    assert found.replace(microsecond=0) == TEN
    assert found.tzinfo is UTC


@pytest.mark.parametrize(
    "text", ["14 Jan 2019", "2019-01-14", "14.01.2019", "14 января 2019 года", "2019/01/14"]
)
def test_a_day_without_a_time_begins_at_midnight(text: str) -> None:
    """A bare day is midnight UTC."""
    assert parse_date(text) == DAY


@pytest.mark.parametrize(
    "text",
    [
        "",
        "вчера в 10:15",
        "Thu, 01 Jan 1970 00:00:00 +0000",
        "0000-00-00 00:00:00",
        "0001-01-01T00:00:00Z",
        "Mon, 14 Jan 2019 25:61:00 +0300",
        "31 февраля 2019",
        "14 Foo 2019 10:00",
        "9999-12-31T23:59:59Z",
        "Mon, 14 Jan 0019 10:00:00 GMT",
        "1" * 5000,
        "Mon, " * 5000,
        "\x00",
    ],
)
def test_nonsense_is_no_date(text: str) -> None:
    """Impossible days, zero dates and prose give None, never an error."""
    assert parse_date(text) is None


def test_a_future_date_is_kept() -> None:
    """Announcements may lie ahead; judging that is not the parser's business."""
    assert parse_date("Fri, 31 Dec 2049 23:59:59 GMT") == datetime(2049, 12, 31, 23, 59, 59, tzinfo=UTC)
