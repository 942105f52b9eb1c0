"""What a subscriber can set, which values there are, and what each does to the preferences. Pure.

A value arrives as the text behind a button or after a command; the empty one is "use the default".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.i18n import LANGUAGES
from bot.zones import UNSET, find_zone
from storage.preferences import Length, Pace, Preferences, Sources

DEFAULTS = Preferences()
LONGEST = timedelta(days=366)
"""The longest pause or mute; /stop is for ever."""
_MUTES = 200
_UNITS = {
    timedelta(minutes=1): "m min mins minute minutes м мин минута минуту минуты минут",
    timedelta(hours=1): "h hr hrs hour hours ч час часа часов",
    timedelta(days=1): "d day days д дн день дня дней сут сутки суток",
    timedelta(weeks=1): "w wk wks week weeks н нед неделя неделю недели недель",
    timedelta(days=30): "mo mos month months мес месяц месяца месяцев",
    timedelta(days=365): "y yr year years г год года",
}
_UNIT = {word: unit for unit, words in _UNITS.items() for word in words.split()}
"""Whole words, in both languages: of one that only begins like another nobody knows what is meant."""
_LENGTH = re.compile(r"(?:(?:for|на)\s+)?([0-9]{1,4})\s*([^\W\d_]+)\.?")
_FIGURE = re.compile(r"(?:.*\s)?[-+]?\d[\d.,]*\s*[^\W\d_]*\.?", re.DOTALL)
_DAYTIME = {
    **dict.fromkeys(("am", "a.m.", "утра"), "am"),
    **dict.fromkeys(("pm", "p.m.", "дня", "вечера"), "pm"),
    "ночи": "night",
}
_HOUR = rf"([0-9]{{1,2}})(?:[:.]([0-9]{{2}}))?\s*({'|'.join(map(re.escape, _DAYTIME))})?"
_HOURS = re.compile(rf"(?:(?:from|с|со)\s+)?{_HOUR}\s*(?:-|–|—|to|till|until|до|по)\s*{_HOUR}")

DIGESTS = ("html", "pdf", "docx", "off")
"""How the weekly digest can come besides as text."""


def change(preferences: Preferences, what: str, value: str) -> Preferences | None:
    """Return the preferences with one of them set to a value of a button; None for what we never offered."""
    setter = _SETTERS.get(what)
    if setter is None:
        return None
    try:
        return setter(preferences, value)
    except (ValueError, KeyError):
        return None


def change_pace_of(preferences: Preferences, entity: str, value: str) -> Preferences | None:
    """Return the preferences with the pace of one entity set; the empty value: as everything else."""
    paces = {key: pace for key, pace in preferences.paces.items() if key != entity}
    if value:
        try:
            paces[entity] = Pace(value)
        except ValueError:
            return None
    return replace(preferences, paces=paces)


def mute(preferences: Preferences, what: str, until: datetime, now: datetime) -> Preferences:
    """Return the preferences with one thing muted, named as in `Preferences.muted`; what is over goes."""
    active = muted(preferences, now)
    active.pop(what, None)
    active[what] = int(until.timestamp())
    return replace(preferences, muted=dict(list(active.items())[-_MUTES:]))


def unmute(preferences: Preferences, what: str) -> Preferences:
    """Return the preferences with one thing heard again."""
    return replace(preferences, muted={key: until for key, until in preferences.muted.items() if key != what})


def muted(preferences: Preferences, now: datetime) -> dict[str, int]:
    """Return what is muted now, and until when (Unix seconds)."""
    return {what: until for what, until in preferences.muted.items() if until > now.timestamp()}


def pause(preferences: Preferences, length: timedelta | None, now: datetime) -> Preferences:
    """Return the preferences with a pause of this length from `now`; None ends one."""
    return replace(preferences, paused_until=int((now + length).timestamp()) if length else 0)


def read_length(words: str) -> timedelta | None:
    """Read ``3d``, ``90 min``, ``2 недели``, ``на 3 месяца`` (a month is 30 days); None for anything else.

    None, too, for no time at all and for more than LONGEST.
    """
    found = _LENGTH.fullmatch(words.strip().lower())
    unit = _UNIT.get(found[2]) if found else None
    if found is None or unit is None:
        return None
    length = int(found[1]) * unit
    return length if timedelta() < length <= LONGEST else None


def split_length(words: str) -> tuple[str, timedelta | None]:
    """Part a name from the length of time after it: ``Anna 2 weeks``; without one all is the name."""
    parts = words.split()
    for size in (3, 2, 1):
        length = read_length(" ".join(parts[-size:])) if len(parts) > size else None
        if length is not None:
            return " ".join(parts[:-size]), length
    return words, None


def ends_in_figure(words: str) -> bool:
    """Say whether the end looks like a length of time, readable or not."""
    return _FIGURE.fullmatch(words.strip()) is not None


def read_hours(words: str) -> tuple[int, int] | None:
    """Read ``22-7``, ``22:30–06:15``, ``10pm to 7am``, ``с 22 до 7`` as minutes after midnight, or None."""
    found = _HOURS.fullmatch(words.strip().lower())
    if not found:
        return None
    start, end = _minute(found[1], found[2], found[3]), _minute(found[4], found[5], found[6])
    return (start, end) if start is not None and end is not None and start != end else None


def _minute(hours: str, minutes: str | None, daytime: str | None) -> int | None:
    """Return the minute after midnight of a time of day; None for one that no clock shows."""
    hour, minute, half = int(hours), int(minutes or 0), _DAYTIME.get(daytime or "")
    if minute > 59:
        return None
    if half is None:
        return (hour * 60 + minute) % 1440 if hour * 60 + minute <= 1440 else None
    if not 1 <= hour <= 12:
        return None
    late = half == "pm" or (half == "night" and 9 <= hour < 12)
    return (hour % 12 + 12 * late) * 60 + minute


def _one_of(field: str, values: Iterable[str]) -> Callable[[Preferences, str], Preferences]:
    kind = type(getattr(DEFAULTS, field))
    known = set(values)

    def set_to(preferences: Preferences, value: str) -> Preferences:
        if value and value not in known:
            raise ValueError(value)
        return _put(preferences, field, kind(value) if value else getattr(DEFAULTS, field))

    return set_to


def _switch(field: str) -> Callable[[Preferences, str], Preferences]:
    def set_to(preferences: Preferences, value: str) -> Preferences:
        return _put(preferences, field, {"": getattr(DEFAULTS, field), "1": True, "0": False}[value])

    return set_to


def _number(field: str, limit: int) -> Callable[[Preferences, str], Preferences]:
    def set_to(preferences: Preferences, value: str) -> Preferences:
        number = int(value) if value else getattr(DEFAULTS, field)
        if not 0 <= number < limit or value not in ("", str(number)):  # int() reads more than we write
            raise ValueError(value)
        return _put(preferences, field, number)

    return set_to


def _put(preferences: Preferences, field: str, value: Any) -> Preferences:
    return replace(preferences, **{field: value})


def _set_quiet(preferences: Preferences, value: str) -> Preferences:
    if not value or value == "off":
        return replace(preferences, quiet=None)
    hours = read_hours(value)
    if hours is None:
        raise ValueError(value)
    return replace(preferences, quiet=hours)


def _set_zone(preferences: Preferences, value: str) -> Preferences:
    zone = find_zone(value) if value else UNSET
    if zone is None:
        raise ValueError(value)
    return replace(preferences, zone=zone)


def _set_told_in(preferences: Preferences, value: str) -> Preferences:
    if value not in ("", "source", *LANGUAGES):
        raise ValueError(value)
    return replace(preferences, told_in="" if value == "source" else value)


_SETTERS: dict[str, Callable[[Preferences, str], Preferences]] = {
    "pace": _one_of("pace", Pace),
    "length": _one_of("length", Length),
    "sources": _one_of("sources", Sources),
    "silent": _switch("silent"),
    "urgent": _switch("urgent_passes"),
    "at": _number("at", 1440),
    "day": _number("weekday", 7),
    "quiet": _set_quiet,
    "zone": _set_zone,
    "told": _set_told_in,
    "digest": _one_of("digest", ("", *DIGESTS)),
}
