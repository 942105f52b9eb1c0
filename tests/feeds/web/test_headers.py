"""Headers of answers: waiting times and freshness, however a server writes them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from feeds.web.headers import MAX_WAIT, max_age, retry_after

NOW = datetime(2019, 1, 14, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        (" 7 ", 7.0),
        ("99999999999999999999", MAX_WAIT),
        ("Mon, 14 Jan 2019 12:01:00 GMT", 60.0),
        ("Mon, 14 Jan 2019 11:00:00 GMT", 0.0),
        ("Mon, 14 Jan 2019 12:00:30", 30.0),
        ("soon", None),
        ("-5", None),
        ("", None),
        ("١٢", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(value: str, seconds: float | None) -> None:
    """Both forms give seconds from now; nonsense gives nothing."""
    assert retry_after({"Retry-After": value}, NOW) == seconds


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("max-age=60", 60.0),
        ('public, Max-Age="300"', 300.0),
        ("s-maxage=9, max-age=5", 5.0),
        ("no-cache", None),
        ("max-age=x", None),
        ("", None),
    ],
)
def test_max_age_is_read_in_seconds(value: str, seconds: float | None) -> None:
    """The directive is found among others in any case and quoting."""
    assert max_age({"Cache-Control": value}) == seconds
