"""Time zones as people name them: by city, country, IANA name, abbreviation or distance from UTC. Pure.

Cities in English and Russian come from Babel (Unicode CLDR), what it lacks from `bot.cities`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale
from babel.core import get_global
from babel.dates import get_timezone_location

from bot.cities import cities
from bot.i18n import LANGUAGES, Texts, utc_offset
from bot.wishes import zone_of
from storage.preferences import Preferences

UNSET = Preferences().zone
"""The zone of somebody who never chose one."""
_CHOSEN_UTC = "Etc/UTC"
"""UTC as a choice, told apart from none."""

ZONES = (
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
"""What Babel files under the zone's former name, and spells as it was."""
_ABBREVIATIONS = {"мск": "Europe/Moscow", "msk": "Europe/Moscow"} | dict.fromkeys(
    ("utc", "gmt", "uct", "zulu", "universal", "greenwich", "гринвич"), _CHOSEN_UTC
)
_OFFSET = re.compile(r"(?:utc|gmt|гмт)?\s*([+\-\N{MINUS SIGN}\N{EN DASH}])\s*([0-9]{1,2})(?::?([0-9]{2}))?")
_EAST, _WEST = 14, 12
"""The farthest whole hours from UTC for which there are zones."""
_ODD_OFFSETS = {
    (3, 30): "Asia/Tehran",
    (4, 30): "Asia/Kabul",
    (5, 30): "Asia/Kolkata",
    (5, 45): "Asia/Kathmandu",
    (6, 30): "Asia/Yangon",
    (9, 30): "Australia/Darwin",
}
"""Zones that keep this time all year, by hours and minutes east of UTC."""
_SEASONS = (datetime(2026, 1, 15, tzinfo=UTC), datetime(2026, 7, 15, tzinfo=UTC))


def find_zone(words: str) -> str | None:
    """Return the IANA name of the time zone that a person means, or None."""
    plain = _plain(words)
    return _zones().get(plain) or _at_offset(plain) if plain else None


def city_of(zone: str, lang: str) -> str:
    """Return what the city of a zone is called in a language."""
    return _known_city(zone, lang) or get_timezone_location(zone, locale=lang, return_city=True)


def zone_name(zone: str, now: datetime, texts: Texts) -> str:
    """Name a zone by its city and its distance from UTC at `now`, such as ``Berlin (UTC+1)``."""
    offset = utc_offset(now.astimezone(zone_of(zone)))
    if "/" not in zone or zone.startswith("Etc/"):
        return offset
    return f"{city_of(zone, texts.lang)} ({offset if offset != 'UTC' else 'UTC+0'})"


def clock_of(zone: str, now: datetime) -> str:
    """Write the time of day in a zone as ``07:05``."""
    return f"{now.astimezone(zone_of(zone)):%H:%M}"


def _at_offset(plain: str) -> str | None:
    found = _OFFSET.fullmatch(plain)
    if not found:
        return None
    west = found[1] != "+"
    hours, minutes = int(found[2]), int(found[3] or 0)
    if minutes:
        return None if west else _ODD_OFFSETS.get((hours, minutes))
    if hours > (_WEST if west else _EAST):
        return None
    # The signs of these names are those of POSIX: Etc/GMT-3 is three hours ahead.
    return f"Etc/GMT{'+' if west else '-'}{hours}" if hours else _CHOSEN_UTC


def _plain(words: str) -> str:
    folded = words.strip().casefold().replace("ё", "е").replace("_", " ")
    # A dash inside a name is a space; before a figure it is a sign.
    return re.sub(r"\s+", " ", re.sub(r"(?<=[^\W\d_])-(?=[^\W\d_])", " ", folded))


@cache
def _zones() -> dict[str, str]:
    """Every name folded -> IANA name; of several zones with one name the first in `_names` has it."""
    found: dict[str, str] = {}
    for name, zone in _names():
        found.setdefault(_plain(name), zone)
    return found


def _names() -> Iterator[tuple[str, str]]:
    yield from _ABBREVIATIONS.items()
    rest = available_timezones() - {*ZONES, "localtime", "Factory"}
    named = [
        zone for zone in (*ZONES, *sorted(rest)) if not zone.startswith(("posix/", "right/", "SystemV/"))
    ]
    for zone in named:
        if "/" in zone:
            yield zone, zone
    alone = [zone for zone in named if "/" not in zone]
    named = [zone for zone in named if "/" in zone and not zone.startswith("Etc/")]
    for zone in named:
        yield from ((name, zone) for lang in LANGUAGES if (name := _known_city(zone, lang)))
    yield from cities()
    for zone in named:
        yield zone.rpartition("/")[2], zone
    yield from _countries()
    yield from ((zone, zone) for zone in alone)


def _countries() -> Iterator[tuple[str, str]]:
    """Yield the countries that have one time, with a zone of theirs."""
    available = available_timezones()
    for code, zones in get_global("territory_zones").items():
        # Zones that share summer and winter are one for whoever lives there.
        known = [zone for zone in zones if zone in available]
        if known and len({_times(zone) for zone in known}) == 1:
            first = next((zone for zone in ZONES if zone in known), known[0])
            for lang in LANGUAGES:
                if name := Locale(lang).territories.get(code):
                    yield name, first


def _times(zone: str) -> tuple[object, ...]:
    return tuple(moment.astimezone(ZoneInfo(zone)).utcoffset() for moment in _SEASONS)


@cache
def _filed_under() -> dict[str, str]:
    """Return under which former name Babel files a zone, where it does."""
    filed = Locale(LANGUAGES[-1]).time_zones
    return {new: old for old, new in get_global("zone_aliases").items() if old in filed and new not in filed}


def _known_city(zone: str, lang: str) -> str:
    """Return the city of a zone in a language; empty where none is translated."""
    known = Locale(lang).time_zones.get(_filed_under().get(zone, zone)) or {}
    return _CITIES.get((zone, lang)) or str(known.get("city") or "")
