"""Time zones by the names that people have for them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, available_timezones

import pytest
from babel import Locale

from bot.i18n import LANGUAGES, texts_for
from bot.zones import ZONES, city_of, find_zone, zone_name

MARCH = datetime(2026, 3, 5, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        ("new york", "America/New_York"),
        ("Нью-Йорк", "America/New_York"),
        ("Тбилиси", "Asia/Tbilisi"),
        ("Киев", "Europe/Kyiv"),
        ("Київ", "Europe/Kyiv"),
        ("Kiev", "Europe/Kyiv"),
        ("Санкт-Петербург", "Europe/Moscow"),
        ("санкт петербург", "Europe/Moscow"),
        ("St. Petersburg", "Europe/Moscow"),
        ("Казань", "Europe/Moscow"),
        ("Грозный", "Europe/Moscow"),
        ("Grozny", "Europe/Moscow"),
        ("Махачкала", "Europe/Moscow"),
        ("Орел", "Europe/Moscow"),
        ("Екатеринбург", "Asia/Yekaterinburg"),
        ("Улан-Удэ", "Asia/Irkutsk"),
        ("Тель-Авив", "Asia/Jerusalem"),
        ("Tel Aviv", "Asia/Jerusalem"),
        ("Мюнхен", "Europe/Berlin"),
        ("Буэнос-Айрес", "America/Argentina/Buenos_Aires"),
        ("Грузия", "Asia/Tbilisi"),
        ("Georgia", "Asia/Tbilisi"),
        ("Германия", "Europe/Berlin"),
        ("МСК", "Europe/Moscow"),
        ("msk", "Europe/Moscow"),
        ("UTC", "Etc/UTC"),
        ("UTC+3", "Etc/GMT-3"),
        ("GMT+4", "Etc/GMT-4"),
        ("utc -5", "Etc/GMT+5"),
        ("+04", "Etc/GMT-4"),
        ("+04:00", "Etc/GMT-4"),
        ("UTC+5:30", "Asia/Kolkata"),
        ("UTC+0", "Etc/UTC"),
        ("UTC+14", "Etc/GMT-14"),
        ("UTC+15", None),
        ("UTC-13", None),
        ("UTC+3:17", None),
        ("+\u0663", None),
        ("3", None),
        ("Россия", None),
        ("Atlantis", None),
        ("../../etc/passwd", None),
        ("localtime", None),
        ("", None),
    ],
)
def test_a_zone_is_found_by(words: str, zone: str | None) -> None:
    """City in either language, country with one time, name, abbreviation, or distance from UTC."""
    assert find_zone(words) == zone


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_city_that_babel_knows_is_understood(lang: str) -> None:
    """It leads to a zone that is called so."""
    for zone, known in Locale(lang).time_zones.items():
        if "city" not in known or zone not in available_timezones():
            continue
        found = find_zone(known["city"])
        assert found is not None, known["city"]
        assert city_of(found, lang) in (known["city"], "Киев")


@pytest.mark.parametrize("zone", ZONES)
def test_an_offered_zone_is_named_in_russian(zone: str) -> None:
    """No Latin letters among the buttons, and the name leads back to the zone."""
    assert not city_of(zone, "ru").isascii()
    assert find_zone(city_of(zone, "ru")) == zone


@pytest.mark.parametrize(
    ("zone", "shown"),
    [
        ("Asia/Tbilisi", "Tbilisi (UTC+4)"),
        ("America/St_Johns", "St. John’s (UTC-3:30)"),
        ("Europe/London", "London (UTC+0)"),
        ("Etc/GMT-3", "UTC+3"),
        ("Etc/UTC", "UTC"),
        ("UTC", "UTC"),
    ],
)
def test_a_zone_is_called_by_city_and_distance(zone: str, shown: str) -> None:
    """One that is only a distance is that."""
    assert zone_name(zone, MARCH, texts_for("en")) == shown


def test_a_time_in_a_zone_without_letters_says_the_distance() -> None:
    """``+04`` is written as beside the city's name."""
    assert texts_for("en").time(MARCH, ZoneInfo("Asia/Tbilisi")) == "5 Mar 2026, 13:30 UTC+4"
    assert texts_for("en").time(MARCH, ZoneInfo("Etc/GMT+3")) == "5 Mar 2026, 06:30 UTC-3"
