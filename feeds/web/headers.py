"""What the headers of an answer say: validators for the next request, when to come back, cookies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

MAX_WAIT = 31 * 86400.0
"""Seconds; a server that asks for more is taken to mean this much."""
_MAX_VALIDATOR = 1024


@dataclass(frozen=True, slots=True)
class Validators:
    """What to send back so that an unchanged document is answered with 304."""

    etag: str | None = None
    last_modified: str | None = None

    def request_headers(self) -> dict[str, str]:
        """Return the conditional headers of a request."""
        pairs = (("If-None-Match", self.etag), ("If-Modified-Since", self.last_modified))
        return {name: value for name, value in pairs if value}


def validators(headers: Mapping[str, str], before: Validators | None = None) -> Validators:
    """Read the validators of an answer; a 304 may leave out those it had `before`."""
    etag, modified = _validator(headers.get("ETag")), _validator(headers.get("Last-Modified"))
    if before is None:
        return Validators(etag, modified)
    return Validators(etag or before.etag, modified or before.last_modified)


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return the seconds to wait that ``Retry-After`` names, as a number or as a date (RFC 9110, 10.2.3)."""
    value = headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit():
        return min(float(value[:12]), MAX_WAIT)
    try:
        date = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    date = date.replace(tzinfo=UTC) if date.tzinfo is None else date
    return min(max((date - now).total_seconds(), 0.0), MAX_WAIT)


def max_age(headers: Mapping[str, str]) -> float | None:
    """Return the seconds for which ``Cache-Control`` calls the answer fresh, or None."""
    for directive in headers.get("Cache-Control", "")[:1024].lower().split(","):
        name, _, value = directive.partition("=")
        value = value.strip(' "')
        if name.strip() == "max-age" and value.isascii() and value.isdigit():
            return min(float(value[:12]), MAX_WAIT)
    return None


def _validator(value: str | None) -> str | None:
    """Keep a validator only when it can be sent back as it is."""
    if value is None or len(value) > _MAX_VALIDATOR or not value.isascii() or not value.isprintable():
        return None
    return value.strip() or None
