"""Preferences: what a subscriber chose, as it lies sealed in one column.

A value that cannot be read (of a newer or an older version) gives way to its default: nobody loses alerts
over a setting.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from typing import Any


class Pace(StrEnum):
    """How often alerts come."""

    NOW = "now"
    HOURLY = "hourly"
    DAILY = "daily"
    WEEKLY = "weekly"


class Length(StrEnum):
    """How much of a story an alert tells."""

    HEADLINE = "headline"
    SHORT = "short"
    FULL = "full"


class Sources(StrEnum):
    """Which reports must exist before a story is worth an alert."""

    ANY = "any"
    TWO = "two"
    """Of two owners."""
    THREE = "three"
    INDEPENDENT = "independent"
    """At least one that is no state medium's."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a subscriber chose. Times of day are minutes after midnight in `zone`; others Unix seconds."""

    lang: str = "en"
    """Of Vigil's own words."""
    told_in: str = ""
    """The language in which stories are shown where they can be: ``en``, ``ru``; empty: the source's."""
    zone: str = "UTC"
    """An IANA name such as ``Europe/Berlin``."""
    pace: Pace = Pace.NOW
    paces: Mapping[str, Pace] = field(default_factory=dict)
    """Per entity, where it differs from `pace`."""
    at: int = 9 * 60
    """When the daily and the weekly round-up come."""
    weekday: int = 0
    """The day of the weekly one, 0 is Monday."""
    quiet: tuple[int, int] | None = None
    """From and to; across midnight where `from` is later. The same minute twice is no quiet at all."""
    urgent_passes: bool = False
    """Urgent alerts come in quiet hours too, and ahead of any round-up."""
    silent: bool = False
    length: Length = Length.SHORT
    sources: Sources = Sources.ANY
    muted: Mapping[str, int] = field(default_factory=dict)
    """``story:7``, ``feed:3`` or ``entity:argun`` -> until when."""
    paused_until: int = 0
    topic: int | None = None
    """The thread of a forum group in which alerts are told."""
    digest: str = ""
    """The weekly digest comes in this format; empty: as text, ``off``: not at all."""

    def to_json(self) -> dict[str, Any]:
        """Return what differs from the defaults, in JSON's own types."""
        plain, usual = asdict(self), asdict(Preferences())
        return {name: value for name, value in plain.items() if value != usual[name] or name == "lang"}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Preferences":
        """Read what `to_json` wrote; whatever cannot be read is the default."""
        readers = {one.name: _READERS.get(one.name) for one in fields(cls)}
        known: dict[str, Any] = {}
        for name, value in stored.items():
            if name not in readers:
                continue
            read = readers[name]
            try:
                known[name] = read(value) if read else _same_kind(value, name)
            except (TypeError, ValueError, AttributeError):
                continue
        return cls(**known)


def _same_kind(value: Any, name: str) -> Any:
    usual = getattr(Preferences(), name)
    if type(value) is not type(usual):
        raise TypeError(name)
    return value


def _paces(value: Any) -> dict[str, Pace]:
    return {str(entity): Pace(pace) for entity, pace in value.items()}


def _quiet(value: Any) -> tuple[int, int] | None:
    if value is None:
        return None
    start, end = (int(minutes) % 1440 for minutes in value)
    return start, end


def _muted(value: Any) -> dict[str, int]:
    return {str(what): int(until) for what, until in value.items()}


def _topic(value: Any) -> int | None:
    return None if value is None else int(value)


_READERS: dict[str, Any] = {
    "pace": Pace,
    "paces": _paces,
    "quiet": _quiet,
    "length": Length,
    "sources": Sources,
    "muted": _muted,
    "topic": _topic,
}
