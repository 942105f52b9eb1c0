"""The languages Vigil speaks: texts, plural forms, dates.

The English text in the code is the name of a message; `locales/<lang>.po` holds what it says elsewhere.
Values are put in as they are: whoever writes HTML escapes them first (`bot.messages.markup`).
"""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from functools import cache
from importlib.resources import files

from babel import Locale
from babel.dates import format_datetime
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

SOURCE_LANGUAGE = "en"
LANGUAGES = ("en", "ru")
LANGUAGE_NAMES = {"en": "English", "ru": "Русский"}
"""Each language in its own words: whoever must find it cannot read the others."""

_LOCALES = {"en": "en_GB", "ru": "ru_RU"}  # en_GB: day before month, 24 hours
_PLURAL_FORMS = {"en": ("one", "other"), "ru": ("one", "few", "many")}


def mark(msgid: str) -> str:
    """Name a message that is looked up later, so that it is found for translation; returns it unchanged."""
    return msgid


class Texts:
    """Everything one language needs to say something. Call it with a message and its values."""

    def __init__(self, lang: str) -> None:
        """`lang` is one of LANGUAGES; KeyError otherwise."""
        self.lang = lang
        self._locale = Locale.parse(_LOCALES[lang])
        self._catalog = read_catalog(lang) if lang != SOURCE_LANGUAGE else Catalog()

    def __call__(self, msgid: str, /, **values: object) -> str:
        """Return the message in this language, its ``{places}`` filled with `values`."""
        message = self._catalog.get(msgid)
        said = message.string if message is not None and isinstance(message.string, str) else ""
        return (said or msgid).format(**values)

    def plural(self, one: str, many: str, n: int, /, **values: object) -> str:
        """Return the form that goes with `n`, which is also the value ``{n}``, grouped as is usual."""
        form = self._locale.plural_form(n)
        said = one if form == "one" else many
        message = self._catalog.get(one)
        if message is not None and isinstance(message.string, tuple | list):
            forms = _PLURAL_FORMS[self.lang]
            # Whole numbers never need "other" where a language has "many".
            said = message.string[forms.index(form) if form in forms else len(forms) - 1] or said
        return said.format(n=format_decimal(n, locale=self._locale), **values)

    def time(self, moment: datetime, zone: tzinfo = UTC) -> str:
        """Write date and time with the name of the zone: ``5 Mar 2026, 09:30 UTC``."""
        local = moment.astimezone(zone)
        zone_name = local.tzname() or ""
        if not zone_name.isalpha():  # a zone whose name is but a figure, such as +04
            zone_name = utc_offset(local)
        return f"{format_datetime(local, 'd MMM y, HH:mm', locale=self._locale)} {zone_name}"

    def date(self, moment: datetime, zone: tzinfo = UTC) -> str:
        """Write the date alone: ``5 Mar 2026``."""
        return format_datetime(moment.astimezone(zone), "d MMM y", locale=self._locale)


def utc_offset(local: datetime) -> str:
    """Write how far an aware moment's clock is from UTC: ``UTC+4``, ``UTC-3:30``, ``UTC``."""
    offset = local.utcoffset()
    minutes = round(offset.total_seconds() / 60) if offset else 0
    if not minutes:
        return "UTC"
    hours = f"{abs(minutes) // 60}" + (f":{abs(minutes) % 60:02}" if minutes % 60 else "")
    return f"UTC{'-' if minutes < 0 else '+'}{hours}"


def language_of(code: str | None) -> str:
    """Return the language of LANGUAGES that a code such as ``ru-RU`` asks for; English for any other."""
    lang = (code or "").lower().replace("_", "-").partition("-")[0]
    return lang if lang in LANGUAGES else SOURCE_LANGUAGE


def texts_for(lang: str | None) -> Texts:
    """Return the texts of a language (cached); English for one that Vigil does not speak."""
    return _texts(language_of(lang))


def read_catalog(lang: str) -> Catalog:
    """Read the translations into `lang`."""
    with files("bot.locales").joinpath(f"{lang}.po").open("rb") as file:
        return read_po(file, locale=lang, abort_invalid=True)


@cache
def _texts(lang: str) -> Texts:
    return Texts(lang)
