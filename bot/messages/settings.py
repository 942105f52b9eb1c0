"""/settings: everything a subscriber can choose on one screen, a picker behind each line.

The data of a button: ``p1`` home, ``p1:<what>`` opens a picker, ``p1:<what>:<value>`` chooses (the empty
value: the default), ``p1:of:<entity>:<pace>`` and ``p1:un:<kind>.<id>`` likewise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from babel.dates import get_day_names

from bot.choices import DEFAULTS, DIGESTS, ZONES, city_of, muted
from bot.i18n import LANGUAGE_NAMES, LANGUAGES, Texts, mark
from bot.messages.markup import bold, cut, escape
from bot.messages.message import Button, Message
from bot.messages.pickers import pages
from bot.wishes import zone_of
from feeds.types import Entity
from storage.preferences import Length, Pace, Preferences, Sources

SETTINGS = "p1"
_NAME_UNITS = 40
_DATA_BYTES = 64
_ZONES_SHOWN = 12
_MUTES_SHOWN = 20

_PACES = {
    Pace.NOW: mark("as it happens"),
    Pace.HOURLY: mark("every hour"),
    Pace.DAILY: mark("once a day"),
    Pace.WEEKLY: mark("once a week"),
}
_LENGTHS = {
    Length.HEADLINE: mark("headline only"),
    Length.SHORT: mark("headline and summary"),
    Length.FULL: mark("everything known"),
}
_SOURCES = {
    Sources.ANY: mark("one report is enough"),
    Sources.TWO: mark("two owners must report it"),
    Sources.THREE: mark("three owners must report it"),
    Sources.INDEPENDENT: mark("an independent outlet must report it"),
}
_QUESTIONS = {
    "pace": mark("How often shall alerts come?"),
    "quiet": mark("When shall I be quiet? Other hours: /quiet 22:30-6:15"),
    "zone": mark("Which time zone are you in? Another one: /zone CITY"),
    "length": mark("How much shall an alert tell?"),
    "sources": mark("How many must report a story before you hear of it?"),
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


def clock(minutes: int) -> str:
    """Write minutes after midnight as ``07:05``."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def zone_name(zone: str, now: datetime, texts: Texts) -> str:
    """Name a zone by its city and its distance from UTC, such as ``Berlin (UTC+1)``."""
    offset = now.astimezone(zone_of(zone)).utcoffset()
    minutes = int(offset.total_seconds() // 60) if offset else 0
    hours = f"{abs(minutes) // 60}" + (f":{abs(minutes) % 60:02}" if minutes % 60 else "")
    if "/" not in zone:
        return zone
    return f"{city_of(zone, texts.lang)} (UTC{'-' if minutes < 0 else '+'}{hours})"


def render_settings(chosen: Preferences, now: datetime, texts: Texts, *, stopped: bool = False) -> Message:
    """Show every choice, each with its button."""
    quiet = _quiet_line(chosen, texts)
    lines = [
        (texts("Alerts"), _pace_line(chosen, texts)),
        (texts("Quiet hours"), quiet),
        (texts("Time zone"), zone_name(chosen.zone, now, texts)),
        (texts("Sound"), texts("off") if chosen.silent else texts("on")),
        (texts("Length"), texts(_LENGTHS[chosen.length])),
        (texts("Sources"), texts(_SOURCES[chosen.sources])),
        (texts("Stories in"), _told(chosen.told_in, texts)),
        (texts("Weekly digest"), _digest(chosen.digest, texts)),
        (texts("I speak"), LANGUAGE_NAMES[chosen.lang]),
    ]
    if count := len(muted(chosen, now)):
        lines.append((texts("Muted"), texts.plural("{n} thing", "{n} things", count)))
    head = [bold(texts("Your settings"))]
    if stopped:
        head.append(escape(texts("Alerts are stopped. /start resumes them.")))
    elif chosen.paused_until > now.timestamp():
        until = datetime.fromtimestamp(chosen.paused_until, UTC)
        head.append(
            escape(texts("Alerts are paused until {time}.", time=texts.time(until, zone_of(chosen.zone))))
        )
    body = "\n".join(f"{escape(name)}: {bold(value)}" for name, value in lines)
    return Message("\n".join((*head, "", body)), _home_rows(chosen, texts))


def render_picker(
    what: str, chosen: Preferences, now: datetime, texts: Texts, page: int = 0
) -> Message | None:
    """Offer the values of one choice, the default first; None for what is no picker."""
    options = _options(what, chosen, now, texts)
    if options is None:
        return None
    current, default, pairs = options
    rows: list[tuple[Button, ...]] = []
    if default is not None:
        rows.append((Button(texts("Use the default: {value}", value=default), data=f"{SETTINGS}:{what}:"),))
    labelled = [
        Button(("✓ " if value == current else "") + label, data=f"{SETTINGS}:{what}:{value}")
        for value, label in pairs
    ]
    if what == "zone":
        last = pages(len(labelled))
        page %= last
        labelled = labelled[page * _ZONES_SHOWN : (page + 1) * _ZONES_SHOWN]
    width = 4 if what == "at" else 2 if what in ("zone", "pause", "day") else 1
    rows += [tuple(labelled[at : at + width]) for at in range(0, len(labelled), width)]
    if what == "zone":
        rows.append((Button(texts("More zones"), data=f"{SETTINGS}:zones:{page + 1}"),))
    if what == "quiet":
        passes = texts("Urgent alerts pass: yes") if chosen.urgent_passes else texts("Urgent alerts pass: no")
        rows.append((Button(passes, data=f"{SETTINGS}:urgent:{'0' if chosen.urgent_passes else '1'}"),))
    if what == "pace":
        rows += _pace_rows(chosen, texts)
    rows.append(_back(texts))
    return Message(escape(texts(_QUESTIONS[what])), tuple(rows))


def render_paces(entities: Sequence[Entity], chosen: Preferences, texts: Texts) -> Message:
    """Offer each entity, with its pace where it has one of its own."""
    rows = []
    for entity in entities[:40]:
        own = chosen.paces.get(entity.key)
        label = cut(entity.name(texts.lang), _NAME_UNITS) + (f": {texts(_PACES[own])}" if own else "")
        data = f"{SETTINGS}:of:{entity.key}"
        if len(data.encode()) + 8 <= _DATA_BYTES:
            rows.append((Button(label, data=data),))
    return Message(escape(texts(_QUESTIONS["of"])), (*rows, _back(texts, "pace")))


def render_pace_of(entity: Entity, chosen: Preferences, texts: Texts) -> Message:
    """Offer the paces for one entity, the subscriber's own default first."""
    data = f"{SETTINGS}:of:{entity.key}"
    own = chosen.paces.get(entity.key)
    default = texts("Use my default: {value}", value=texts(_PACES[chosen.pace]))
    rows = [(Button(("" if own else "✓ ") + default, data=f"{data}:"),)]
    rows += [
        (Button(("✓ " if pace is own else "") + texts(label), data=f"{data}:{pace}"),)
        for pace, label in _PACES.items()
    ]
    question = texts(
        "How often shall alerts about {name} come?", name=cut(entity.name(texts.lang), _NAME_UNITS)
    )
    return Message(escape(question), (*rows, _back(texts, "of")))


def render_muted(chosen: Preferences, names: Mapping[str, str], now: datetime, texts: Texts) -> Message:
    """List what is muted, a tap hears each again. `names`: what stories, feeds and entities are called."""
    active = muted(chosen, now)
    if not active:
        said = texts("Nothing is muted. “Mute” under an alert mutes its story, its source or a name.")
        return Message(escape(said), (_back(texts),))
    rows = []
    for what, until in list(active.items())[-_MUTES_SHOWN:]:
        moment = datetime.fromtimestamp(until, UTC)
        label = f"{cut(names.get(what, what), _NAME_UNITS)} · {texts.date(moment, zone_of(chosen.zone))}"
        data = f"{SETTINGS}:un:{what.replace(':', '.')}"
        if len(data.encode()) <= _DATA_BYTES:
            rows.append((Button(label, data=data),))
    return Message(escape(texts("Muted until these days. A tap hears it again.")), (*rows, _back(texts)))


def render_paused(until: datetime, chosen: Preferences, texts: Texts) -> Message:
    """Confirm a pause."""
    time = texts.time(until, zone_of(chosen.zone))
    return Message(
        escape(
            texts(
                "Alerts are paused until {time}. What comes meanwhile is told in one message then."
                " /pause off ends it.",
                time=time,
            )
        )
    )


def render_pause_over(texts: Texts) -> Message:
    """Confirm that there is no pause."""
    return Message(escape(texts("Alerts are on.")))


def render_sample(texts: Texts, *, empty: bool = False) -> Message:
    """Announce the sample of /test."""
    if empty:
        return Message(escape(texts("Alerts reach you here. There is no story yet to show one.")))
    return Message(escape(texts("This is how an alert looks. The story is the latest one:")))


def render_not_understood(what: str, texts: Texts) -> Message:
    """Say how hours, zones and lengths of time are written."""
    said = {
        "quiet": texts("Write the hours like this: /quiet 22:30-6:15, or /quiet off."),
        "zone": texts(
            "I know no such city or zone. Write a larger city near you, or a name such as Europe/Berlin."
        ),
        "pause": texts("Write how long: /pause 8h, /pause 3d or /pause 2w, at most a year."),
    }[what]
    return Message(escape(said))


def _options(
    what: str, chosen: Preferences, now: datetime, texts: Texts
) -> tuple[str, str | None, list[tuple[str, str]]] | None:
    """Return the present value, what the default is called, and the values with their labels."""
    match what:
        case "pace":
            return chosen.pace, texts(_PACES[DEFAULTS.pace]), [(p, texts(said)) for p, said in _PACES.items()]
        case "length":
            default = texts(_LENGTHS[DEFAULTS.length])
            return chosen.length, default, [(one, texts(said)) for one, said in _LENGTHS.items()]
        case "sources":
            default = texts(_SOURCES[DEFAULTS.sources])
            return chosen.sources, default, [(one, texts(said)) for one, said in _SOURCES.items()]
        case "told":
            pairs = [(lang, LANGUAGE_NAMES[lang]) for lang in LANGUAGES]
            return chosen.told_in, _told("", texts), pairs
        case "digest":
            return chosen.digest, _digest("", texts), [(one, _digest(one, texts)) for one in DIGESTS]
        case "quiet":
            present = "-".join(clock(m).replace(":", ".") for m in chosen.quiet) if chosen.quiet else "off"
            offered = _QUIET if present in ("off", *_QUIET) else (present, *_QUIET)
            pairs = [(hours, hours.replace(".", ":").replace("-", "–")) for hours in offered]
            return present, texts("no quiet hours"), pairs
        case "zone":
            return chosen.zone, DEFAULTS.zone, [(zone, zone_name(zone, now, texts)) for zone in ZONES[1:]]
        case "at":
            return str(chosen.at), clock(DEFAULTS.at), [(str(h * 60), clock(h * 60)) for h in _HOURS]
        case "day":
            days = get_day_names("wide", locale=texts.lang, context="stand-alone")
            return str(chosen.weekday), days[0], [(str(n), days[n]) for n in range(7)]
        case "pause":
            lengths = [texts.plural("{n} hour", "{n} hours", n) for n in (1, 8)]
            lengths += [texts.plural("{n} day", "{n} days", n) for n in (1, 3, 7)]
            pairs = list(zip(_PAUSES, lengths, strict=True))
            return "", None, [*pairs, ("off", texts("no pause"))]
    return None


def _home_rows(chosen: Preferences, texts: Texts) -> tuple[tuple[Button, ...], ...]:
    def opens(label: str, what: str) -> Button:
        return Button(label, data=f"{SETTINGS}:{what}")

    sound = texts("Sound on") if chosen.silent else texts("Sound off")
    return (
        (opens(texts("How often"), "pace"), opens(texts("Quiet hours"), "quiet")),
        (opens(texts("Time zone"), "zone"), opens(sound, f"silent:{'0' if chosen.silent else '1'}")),
        (opens(texts("Length"), "length"), opens(texts("Sources"), "sources")),
        (opens(texts("Stories in"), "told"), opens(texts("Language"), "lang")),
        (opens(texts("Weekly digest"), "digest"),),
        (opens(texts("Whom I follow"), "follow"), opens(texts("Muted"), "muted")),
        (opens(texts("Pause"), "pause"), opens(texts("Send a sample"), "test")),
    )


def _pace_rows(chosen: Preferences, texts: Texts) -> list[tuple[Button, ...]]:
    hour = Button(texts("Time: {time}", time=clock(chosen.at)), data=f"{SETTINGS}:at")
    days = get_day_names("abbreviated", locale=texts.lang, context="stand-alone")
    day = Button(texts("Day: {day}", day=days[chosen.weekday % 7]), data=f"{SETTINGS}:day")
    return [(hour, day), (Button(texts("Another pace for one name"), data=f"{SETTINGS}:of"),)]


def _back(texts: Texts, to: str = "") -> tuple[Button, ...]:
    return (Button(texts("« Back"), data=f"{SETTINGS}:{to}" if to else SETTINGS),)


def _pace_line(chosen: Preferences, texts: Texts) -> str:
    said = texts(_PACES[chosen.pace])
    if chosen.pace in (Pace.DAILY, Pace.WEEKLY):
        said += f", {clock(chosen.at)}"
    if chosen.pace is Pace.WEEKLY:
        said += f", {get_day_names('wide', locale=texts.lang)[chosen.weekday % 7]}"
    if chosen.paces:
        said += "; " + texts.plural("{n} name otherwise", "{n} names otherwise", len(chosen.paces))
    return said


def _quiet_line(chosen: Preferences, texts: Texts) -> str:
    if chosen.quiet is None:
        return texts("none")
    hours = "–".join(map(clock, chosen.quiet))
    return f"{hours}, {texts('urgent alerts pass')}" if chosen.urgent_passes else hours


def _digest(form: str, texts: Texts) -> str:
    if not form:
        return texts("as text")
    return texts("not at all") if form == "off" else form.upper()


def _told(lang: str, texts: Texts) -> str:
    return LANGUAGE_NAMES.get(lang) or texts("the source's language")
