"""Dates as feeds write them: mail and ISO forms, Russian months and zones, numbers; nonsense is None."""

from __future__ import annotations

import re
from calendar import timegm
from datetime import UTC, datetime, timedelta

_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""Before this nothing was published on the web; 1970 is a zero, not a date."""
_LATEST = datetime(2100, 1, 1, tzinfo=UTC)

_CLOCK = (
    r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,]\d+)?)?\s*(?P<half>[ap]\.?m\.?)?"
)
_ZONE = r"\s*(?P<zone>[A-Za-zА-Яа-я/_]{0,20})\s*(?P<offset>[+\u2212-]\d{1,2}:?(?:\d{2})?)?"
_AFTER = rf"(?:\s*(?:г\.?|года)?[,\sTв]*\s*{_CLOCK}{_ZONE})?"
_FORMS = tuple(
    re.compile(form + _AFTER, re.IGNORECASE)
    for form in (
        r"(?:[^\W\d]+\.?,?\s+)?(?P<day>\d{1,2})[\s.-]+(?P<month>[^\W\d]{3,12})\.?,?[\s-]+(?P<year>\d{4}|\d{2})\b",
        r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})(?:[-/.](?P<day>\d{1,2}))?",
        r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})\b",
        r"(?:[^\W\d]+\.?,?\s+)?(?P<month>[^\W\d]{3,12})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>\d{4})\b",
    )
)
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("jan", "янв", "січ"),
            ("feb", "фев", "лют"),
            ("mar", "мар", "бер"),
            ("apr", "апр", "кві"),
            ("may", "май", "мая", "тра"),
            ("jun", "июн", "чер"),
            ("jul", "июл", "лип"),
            ("aug", "авг", "сер"),
            ("sep", "сен", "вер"),
            ("oct", "окт", "жов"),
            ("nov", "ноя"),
            ("dec", "дек", "гру"),
        ),
        start=1,
    )
    for name in names
}
# Hours from UTC. Russian zones as in force since 2014; summer names where a zone has one.
_ZONES = {
    "": 0, "z": 0, "gmt": 0, "ut": 0, "utc": 0, "wet": 0, "west": 1, "bst": 1, "cet": 1, "cest": 2, "met": 1,
    "mest": 2, "eet": 2, "eest": 3, "msk": 3, "мск": 3, "msd": 4, "trt": 3, "samt": 4, "get": 4, "azt": 4,
    "amt": 4, "yekt": 5, "omst": 6, "novt": 7, "krat": 7, "irkt": 8, "yakt": 9, "vlat": 10, "magt": 11,
    "pett": 12, "jst": 9, "kst": 9, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6,
    "pst": -8, "pdt": -7, "akst": -9, "akdt": -8, "hst": -10, "etc/utc": 0, "etc/gmt": 0,
}  # fmt: skip


def parse_date(text: str) -> datetime | None:
    """Return the aware UTC time that `text` means, or None; no zone means UTC.

    Also reads Unix seconds and milliseconds. Anything before 1990 or after 2100 is nonsense: None.
    """
    text = text[:100].strip()
    if not text:
        return None
    try:
        date = _iso(text) or _written(text) or _number(text) or _exotic(text)
        if date is None:
            return None
        date = date.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return date if _EARLIEST <= date < _LATEST else None


def _iso(text: str) -> datetime | None:
    """Read the common form fast; odd ones are left to the patterns."""
    if len(text) < 16 or text[4] != "-":
        return None
    try:
        date = datetime.fromisoformat(text)
    except ValueError:
        return None
    return date.replace(tzinfo=UTC) if date.tzinfo is None else date


def _written(text: str) -> datetime | None:
    for form in _FORMS:
        found = form.match(text)
        if found:
            return _assembled(found)
    return None


def _assembled(found: re.Match[str]) -> datetime | None:
    """Build the date from the named parts of a match; raises ValueError for impossible ones."""
    part = found.groupdict()
    month = _MONTHS.get(part["month"][:3].lower()) or (int(part["month"]) if part["month"].isdigit() else 0)
    if not month:
        return None
    year = int(part["year"])
    if len(part["year"]) == 2:
        year += 1900 if year >= 90 else 2000
    hour, minute, second = (int(part[name] or 0) for name in ("hour", "minute", "second"))
    if part["half"]:
        hour = hour % 12 + (12 if part["half"][0] in "pP" else 0)
    # A leap second is written 60; the minute that follows is near enough.
    date = datetime(year, month, int(part["day"] or 1), hour, minute, min(second, 59), tzinfo=UTC)
    return date - _offset(part["zone"] or "", part["offset"] or "")


def _offset(zone: str, offset: str) -> timedelta:
    if offset:
        digits = offset[1:].replace(":", "").ljust(4, "0") if len(offset) > 2 else f"0{offset[1]}00"
        away = timedelta(hours=int(digits[:2]), minutes=int(digits[2:4]))
        return away if offset[0] == "+" else -away
    return timedelta(hours=_ZONES.get(zone.lower(), 0))


def _number(text: str) -> datetime | None:
    if not (text.isascii() and text.isdigit() and len(text) in (10, 13)):
        return None
    return datetime.fromtimestamp(int(text[:10]), UTC)


def _exotic(text: str) -> datetime | None:
    """Let feedparser try its other forms (Korean, Greek, Hungarian, week and day-of-year dates)."""
    import feedparser.datetimes

    parts = feedparser.datetimes._parse_date(text)
    return datetime.fromtimestamp(timegm(parts), UTC) if parts else None
