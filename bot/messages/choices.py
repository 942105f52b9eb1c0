"""The pickers behind /settings, and how each choice is worded.

The data of a button: ``p1:<what>`` opens a picker, ``p1:<what>:<value>`` chooses (the empty value: the
default), ``p1:of:<entity>:<pace>`` and ``p1:un:<kind>.<id>`` likewise, ``p1:zones:<page>``,
``p1:ofs:p:<page>`` and ``p1:muted:p:<page>`` turn pages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from babel.dates import get_day_names

from bot.choices import DEFAULTS, DIGESTS, muted
from bot.i18n import LANGUAGE_NAMES, LANGUAGES, Texts, mark
from bot.messages.markup import cut, escape
from bot.messages.message import Button, Message
from bot.messages.pickers import ROWS, SETTINGS, back, pages, turn
from bot.wishes import zone_of
from bot.zones import UNSET, ZONES, clock_of, zone_name
from feeds.types import Entity
from storage.preferences import Length, Pace, Preferences, Sources

_Value = TypeVar("_Value", Pace, Length, Sources)
_NAME_UNITS = 40
_DATA_BYTES = 64

PACES = {
    Pace.NOW: mark("as it happens"),
    Pace.HOURLY: mark("every hour"),
    Pace.DAILY: mark("once a day"),
    Pace.WEEKLY: mark("once a week"),
}
LENGTHS = {
    Length.HEADLINE: mark("headline only"),
    Length.SHORT: mark("headline and summary"),
    Length.FULL: mark("everything known"),
}
SOURCES = {
    Sources.ANY: mark("one report is enough"),
    Sources.TWO: mark("reports of two different publishers"),
    Sources.THREE: mark("reports of three different publishers"),
    Sources.INDEPENDENT: mark("a report of an independent outlet"),
}
URGENT = {False: mark("like all others"), True: mark("at once")}
_QUESTIONS = {
    "pace": mark("How often shall alerts come?"),
    "urgent": mark(
        "Urgent alerts tell of somebody detained, abducted, hurt, killed or released. How shall they come?"
        " “At once” passes your quiet hours and waits for no round-up; only a pause holds it back."
    ),
    "quiet": mark("When shall I be quiet? Other hours: /quiet 22:30-6:15"),
    "zone": mark("Which time zone are you in? Another one: /zone CITY"),
    "length": mark("How much shall an alert tell?"),
    "sources": mark("What must there be before you hear of a story?"),
    "told": mark("In which language shall stories be shown, where I have it?"),
    "digest": mark("How shall the weekly digest come?"),
    "at": mark("When shall the daily and the weekly round-up come?"),
    "day": mark("On which day shall the weekly round-up come?"),
    "pause": mark("Pause alerts for how long? What comes meanwhile is told in one message afterwards."),
    "of": mark("Whose alerts shall come at another pace?"),
}
_QUIET = ("22.00-07.00", "23.00-08.00", "21.00-09.00", "00.00-06.00")
_HOURS = tuple(range(6, 22))
_PAUSES = ("1h", "8h", "1d", "3d", "7d")
_WIDTHS = {"at": 4, "zone": 2, "pause": 2, "day": 2}
"""Buttons in a row; one elsewhere."""


@dataclass(frozen=True, slots=True)
class _Options:
    """What a picker offers: values with their labels, the present one, and the default with its label."""

    present: str
    usual: str
    usual_label: str
    values: list[tuple[str, str]]


def clock(minutes: int) -> str:
    """Write minutes after midnight as ``07:05``."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def hours_words(quiet: tuple[int, int]) -> str:
    """Write quiet hours as ``22:00–07:00``."""
    return "–".join(map(clock, quiet))


def digest_words(form: str, texts: Texts) -> str:
    """Say how the weekly digest comes."""
    if not form:
        return texts("as text")
    return texts("not at all") if form == "off" else form.upper()


def told_words(lang: str, texts: Texts) -> str:
    """Say in which language stories are shown."""
    return LANGUAGE_NAMES.get(lang) or texts("the source's language")


def render_picker(
    what: str, chosen: Preferences, now: datetime, texts: Texts, page: int | None = None, *, before: str = ""
) -> Message | None:
    """Offer the values of one choice, the default first; None for what is no picker.

    `page`: of the zones; None: the one with the present zone. `before`: a line to begin with.
    """
    options = _options(what, chosen, now, texts)
    if options is None:
        return None
    rows: list[tuple[Button, ...]] = [(_default_button(what, options, texts),)]
    labelled = [
        Button(_ticked(label, value == options.present), data=f"{SETTINGS}:{what}:{value}")
        for value, label in options.values
    ]
    turning: list[tuple[Button, ...]] = []
    if what == "zone":
        page = _page_of(options) if page is None else page % pages(len(labelled))
        labelled = labelled[page * ROWS : (page + 1) * ROWS]
        turning = [(Button(texts("More zones"), data=f"{SETTINGS}:zones:{page + 1}"),)]
    width = _WIDTHS.get(what, 1)
    rows += [tuple(labelled[at : at + width]) for at in range(0, len(labelled), width)]
    rows += [
        *turning,
        *_more_rows(what, chosen, now, texts),
        back(texts, "pace" if what in ("at", "day") else ""),
    ]
    lines = [before, texts(_QUESTIONS[what])]
    if what in ("quiet", "zone", "at"):
        lines.append(time_now(chosen, now, texts))
    return Message("\n".join(escape(line) for line in lines if line), tuple(rows))


def time_now(chosen: Preferences, now: datetime, texts: Texts) -> str:
    """Say what time it is for a subscriber, so that a wrong zone shows."""
    time = clock_of(chosen.zone, now)
    if chosen.zone == UNSET:
        return texts("No time zone is chosen yet, so your time is taken for UTC: {time} now.", time=time)
    return texts("Your time now: {time}, {zone}.", time=time, zone=zone_name(chosen.zone, now, texts))


def render_paces(entities: Sequence[Entity], chosen: Preferences, texts: Texts, page: int = 0) -> Message:
    """Offer each entity, with its pace where it has one of its own, a page at a time."""
    page = min(max(page, 0), pages(len(entities)) - 1)
    rows: list[tuple[Button, ...]] = []
    for entity in entities[page * ROWS : (page + 1) * ROWS]:
        own = chosen.paces.get(entity.key)
        label = cut(entity.name(texts.lang), _NAME_UNITS) + (f": {texts(PACES[own])}" if own else "")
        data = f"{SETTINGS}:of:{entity.key}"
        if len(data.encode()) + 8 <= _DATA_BYTES:
            rows.append((Button(label, data=data),))
    rows += [turn(f"{SETTINGS}:ofs", page, len(entities)), back(texts, "pace")]
    return Message(escape(texts(_QUESTIONS["of"])), tuple(row for row in rows if row))


def render_pace_of(entity: Entity, chosen: Preferences, texts: Texts) -> Message:
    """Offer the paces for one entity, the subscriber's own default first."""
    data = f"{SETTINGS}:of:{entity.key}"
    own = chosen.paces.get(entity.key)
    default = texts("Use my default: {value}", value=texts(PACES[chosen.pace]))
    rows = [(Button(_ticked(default, not own), data=f"{data}:"),)]
    rows += [
        (Button(_ticked(texts(label), pace is own), data=f"{data}:{pace}"),) for pace, label in PACES.items()
    ]
    question = texts(
        "How often shall alerts about {name} come?", name=cut(entity.name(texts.lang), _NAME_UNITS)
    )
    return Message(escape(question), (*rows, back(texts, "ofs")))


def render_muted(
    chosen: Preferences, names: Mapping[str, str], now: datetime, texts: Texts, page: int = 0
) -> Message:
    """List what is muted, a page at a time; a tap takes one off. `names`: of stories, feeds and entities."""
    active = list(muted(chosen, now).items())
    if not active:
        said = texts("Nothing is muted. “Mute” under an alert mutes its story, its source or a name.")
        return Message(escape(said), (back(texts),))
    page = min(max(page, 0), pages(len(active)) - 1)
    rows: list[tuple[Button, ...]] = []
    for what, until in active[page * ROWS : (page + 1) * ROWS]:
        moment = datetime.fromtimestamp(until, UTC)
        label = f"{cut(names.get(what, what), _NAME_UNITS)} · {texts.date(moment, zone_of(chosen.zone))}"
        data = f"{SETTINGS}:un:{what.replace(':', '.')}"
        if len(data.encode()) <= _DATA_BYTES:
            rows.append((Button(label, data=data),))
    rows += [turn(f"{SETTINGS}:muted", page, len(active)), back(texts)]
    said = texts("Muted until the day shown. Tap a line to end its muting.")
    return Message(escape(said), tuple(row for row in rows if row))


def _default_button(what: str, options: _Options, texts: Texts) -> Button:
    """Return the first row: the default, marked where it is in force and stands nowhere else."""
    label = options.usual_label
    if what != "pause":
        label = texts("Use the default: {value}", value=label)
    elsewhere = any(value == options.present for value, _ in options.values)
    value = "off" if what == "pause" else ""
    return Button(
        _ticked(label, options.present == options.usual and not elsewhere), data=f"{SETTINGS}:{what}:{value}"
    )


def _page_of(options: _Options) -> int:
    values = [value for value, _ in options.values]
    return values.index(options.present) // ROWS if options.present in values else 0


def _options(what: str, chosen: Preferences, now: datetime, texts: Texts) -> _Options | None:
    """Return what a picker offers; None for what is none."""
    match what:
        case "pace":
            return _worded(chosen.pace, DEFAULTS.pace, PACES, texts)
        case "length":
            return _worded(chosen.length, DEFAULTS.length, LENGTHS, texts)
        case "sources":
            return _worded(chosen.sources, DEFAULTS.sources, SOURCES, texts)
        case "urgent":
            present = "1" if chosen.urgent_passes else ""
            return _Options(present, "", texts(URGENT[DEFAULTS.urgent_passes]), [("1", texts(URGENT[True]))])
        case "told":
            pairs = [(lang, LANGUAGE_NAMES[lang]) for lang in LANGUAGES]
            return _Options(chosen.told_in, "", told_words("", texts), pairs)
        case "digest":
            pairs = [(one, digest_words(one, texts)) for one in DIGESTS]
            return _Options(chosen.digest, "", digest_words("", texts), pairs)
        case "quiet":
            present = hours_words(chosen.quiet).replace(":", ".").replace("–", "-") if chosen.quiet else "off"
            offered = _QUIET if present in ("off", *_QUIET) else (present, *_QUIET)
            pairs = [(hours, hours.replace(".", ":").replace("-", "–")) for hours in offered]
            return _Options(present, "off", texts("no quiet hours"), pairs)
        case "zone":
            zones = ZONES if chosen.zone in (UNSET, *ZONES) else (chosen.zone, *ZONES)
            return _Options(chosen.zone, UNSET, UNSET, [(one, zone_name(one, now, texts)) for one in zones])
        case "at":
            hours = [(str(hour * 60), clock(hour * 60)) for hour in _HOURS]
            return _Options(str(chosen.at), str(DEFAULTS.at), clock(DEFAULTS.at), hours)
        case "day":
            days = get_day_names("wide", locale=texts.lang, context="stand-alone")
            week = [(str(n), days[n]) for n in range(7)]
            return _Options(str(chosen.weekday), str(DEFAULTS.weekday), days[DEFAULTS.weekday], week)
        case "pause":
            lengths = [texts.plural("{n} hour", "{n} hours", n) for n in (1, 8)]
            lengths += [texts.plural("{n} day", "{n} days", n) for n in (1, 3, 7)]
            present = "on" if chosen.paused_until > now.timestamp() else "off"
            return _Options(present, "off", texts("no pause"), list(zip(_PAUSES, lengths, strict=True)))
    return None


def _worded(present: _Value, usual: _Value, words: Mapping[_Value, str], texts: Texts) -> _Options:
    return _Options(present, usual, texts(words[usual]), [(one, texts(said)) for one, said in words.items()])


def _more_rows(what: str, chosen: Preferences, now: datetime, texts: Texts) -> list[tuple[Button, ...]]:
    """Return the rows that lead from one picker to others that belong to it."""
    if what == "quiet":
        zone = zone_name(chosen.zone, now, texts)
        return [(Button(texts("Time zone: {zone}", zone=zone), data=f"{SETTINGS}:zone"),)]
    if what != "pace":
        return []
    hour = Button(texts("Time: {time}", time=clock(chosen.at)), data=f"{SETTINGS}:at")
    days = get_day_names("abbreviated", locale=texts.lang, context="stand-alone")
    day = Button(texts("Day: {day}", day=days[chosen.weekday % 7]), data=f"{SETTINGS}:day")
    return [(hour, day), (Button(texts("Another pace for one name"), data=f"{SETTINGS}:ofs"),)]


def _ticked(label: str, on: bool) -> str:
    return f"✓ {label}" if on else label
