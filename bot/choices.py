"""What a subscriber can set, which values there are, and what each does to the preferences. Pure.

A value arrives as the text behind a button or after a command; the empty one is "use the default".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from babel.dates import get_timezone_location

from bot.i18n import LANGUAGES
from storage.preferences import Length, Pace, Preferences, Sources

DEFAULTS = Preferences()
LONGEST = timedelta(days=366)
"""The longest pause or mute; /stop is for ever."""
_MUTES = 200
_HOURS = r"(\d{1,2})(?:[:.](\d{2}))?"

ZONES = (
    "UTC",
    "Europe/Moscow",
    "Asia/Tbilisi",
    "Europe/Berlin",
    "Europe/London",
    "Europe/Paris",
    "Europe/Warsaw",
    "Europe/Vilnius",
    "Europe/Kyiv",
    "Europe/Istanbul",
    "Asia/Yerevan",
    "Asia/Almaty",
    "Asia/Yekaterinburg",
    "Asia/Novosibirsk",
    "Asia/Vladivostok",
    "Europe/Helsinki",
    "Europe/Madrid",
    "Europe/Rome",
    "Asia/Jerusalem",
    "Asia/Dubai",
    "Asia/Bishkek",
    "America/New_York",
    "America/Toronto",
    "America/Los_Angeles",
)
"""Offered with a tap; every other one can be written."""
_CITIES = {("Europe/Kyiv", "ru"): "Киев"}
"""What Babel still files under the zone's former name."""


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
    """Read ``3d``, ``12h``, ``90m``, ``2w``, in Russian letters too; None for anything else or too long."""
    found = re.fullmatch(r"(\d{1,4})\s*([mhdwмчдн])\w*\.?", words.strip().lower())
    if not found or not int(found[1]):
        return None
    unit = {"m": "minutes", "м": "minutes", "h": "hours", "ч": "hours", "d": "days", "д": "days"}
    length = timedelta(**{unit.get(found[2], "weeks"): int(found[1])})
    return length if length <= LONGEST else None


def read_hours(words: str) -> tuple[int, int] | None:
    """Read ``22-7``, ``22:30–06:15`` as minutes after midnight; None for anything else."""
    found = re.fullmatch(rf"{_HOURS}\s*(?:-|–|—|to|до)\s*{_HOURS}", words.strip().lower())
    if not found:
        return None
    hours = int(found[1]), int(found[3])
    minutes = int(found[2] or 0), int(found[4] or 0)
    if max(hours) > 24 or max(minutes) > 59:
        return None
    start, end = ((hour * 60 + minute) % 1440 for hour, minute in zip(hours, minutes, strict=True))
    return (start, end) if start != end else None


def find_zone(words: str) -> str | None:
    """Return the time zone that a person means, by IANA name or by city in English or Russian, or None."""
    return _zones().get(_plain(words)) if words else None


def city_of(zone: str, lang: str) -> str:
    """Return what the city of a zone is called in a language."""
    return _CITIES.get((zone, lang)) or get_timezone_location(zone, locale=lang, return_city=True)


def _plain(words: str) -> str:
    return re.sub(r"[\s_-]+", " ", words.strip().casefold().replace("ё", "е"))


@cache
def _zones() -> dict[str, str]:
    """Name, city, and city in Russian -> IANA name; what is offered wins over others of the same city."""
    found: dict[str, str] = {}
    rest = sorted(available_timezones() - set(ZONES))
    for zone in (*ZONES, *rest):
        if zone.startswith(("Etc/", "posix/", "right/", "SystemV/")) or zone == "localtime":
            continue
        names = [zone, zone.rpartition("/")[2]]
        if "/" in zone:
            names += (city_of(zone, lang) for lang in LANGUAGES)
        for name in names:
            found.setdefault(_plain(name), zone)
    return found


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
        if not 0 <= number < limit:
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
    zone = find_zone(value or DEFAULTS.zone)
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
