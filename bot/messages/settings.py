"""/settings: everything a subscriber can choose on one screen, and the confirmations of what was chosen.

The data of a button: ``p1`` is this screen; what it leads to is in `bot.messages.choices`.
"""

from __future__ import annotations

from datetime import datetime

from babel.dates import get_day_names

from bot.choices import muted
from bot.i18n import LANGUAGE_NAMES, Texts
from bot.messages.choices import (
    LENGTHS,
    PACES,
    SOURCES,
    URGENT,
    clock,
    digest_words,
    hours_words,
    told_words,
)
from bot.messages.markup import bold, escape
from bot.messages.message import Button, Message
from bot.messages.pickers import SETTINGS, back
from bot.messages.silence import why_silent
from bot.wishes import zone_of
from bot.zones import UNSET, clock_of, zone_name
from storage.preferences import Pace, Preferences
from storage.subscriber import SubscriberState


def render_settings(
    chosen: Preferences,
    now: datetime,
    texts: Texts,
    *,
    state: SubscriberState = SubscriberState.ACTIVE,
    following: tuple[int, int],
) -> Message:
    """Show every choice, each with its button. `following`: how many names, and of how many."""
    lines = [
        (texts("Alerts"), _pace_line(chosen, texts)),
        (texts("Urgent alerts"), texts(URGENT[chosen.urgent_passes])),
        (texts("Quiet hours"), hours_words(chosen.quiet) if chosen.quiet else texts("none")),
        (texts("Time zone"), _zone_line(chosen, now, texts)),
        (texts("Sound"), texts("turned off") if chosen.silent else texts("on")),
        (texts("Length"), texts(LENGTHS[chosen.length])),
        (texts("Sources"), texts(SOURCES[chosen.sources])),
        (texts("Stories in"), told_words(chosen.told_in, texts)),
        (texts("Weekly digest"), digest_words(chosen.digest, texts)),
        (texts("You follow"), _following_line(*following, texts)),
        (texts("I speak"), LANGUAGE_NAMES[chosen.lang]),
    ]
    if count := len(muted(chosen, now)):
        lines.append((texts("Muted"), texts.plural("{n} thing", "{n} things", count)))
    head = [bold(texts("Your settings"))]
    if silent := why_silent(state, chosen, now, texts):
        head.append(escape(silent))
    body = "\n".join(f"{escape(name)}: {bold(value)}" for name, value in lines)
    return Message("\n".join((*head, "", body)), _home_rows(chosen, texts))


def render_paused(until: datetime, chosen: Preferences, texts: Texts, *, state: SubscriberState) -> Message:
    """Confirm a pause."""
    lines = [
        texts(
            "Alerts are paused until {time}. What comes meanwhile is told in one message then."
            " /pause off ends it.",
            time=texts.time(until, zone_of(chosen.zone)),
        )
    ]
    if state is not SubscriberState.ACTIVE:
        lines.append(texts("They are stopped besides: /start resumes them."))
    return Message("\n".join(map(escape, lines)), (back(texts),))


def render_pause_over(chosen: Preferences, now: datetime, texts: Texts, *, state: SubscriberState) -> Message:
    """Confirm that there is no pause, and say where something else keeps alerts off."""
    other = why_silent(state, chosen, now, texts)
    said = f"{texts('There is no pause.')} {other}" if other else texts("Alerts are on.")
    return Message(escape(said), (back(texts),))


def render_sample(texts: Texts, *, empty: bool = False, channel: bool = False) -> Message:
    """Announce the sample of /test; that of a channel is shown to whoever asks, and not posted."""
    if channel:
        said = texts("This is how an alert looks in the channel. Only you see it, nothing is posted there.")
        return Message(escape(texts("There is no story yet to show one.") if empty else said))
    if empty:
        return Message(escape(texts("Alerts reach you here. There is no story yet to show one.")))
    return Message(escape(texts("This is how an alert looks. The story is the latest one:")))


def render_not_understood(what: str, texts: Texts) -> Message:
    """Say how hours, zones and lengths of time are written."""
    said = {
        "quiet": texts("Write the hours like this: /quiet 22:30-6:15, or /quiet off."),
        "zone": texts(
            "I know no such city or zone. Write a larger city near you, or the difference from UTC, such as"
            " /zone UTC+3."
        ),
        "pause": texts(
            "Write how long: /pause 8h, /pause 3 days, /pause 2w or /pause 1 month, at most a year."
        ),
        "mute": texts("Write the name and how long: /mute NAME 3d, /mute NAME 2 weeks, at most a year."),
    }[what]
    return Message(escape(said))


def _home_rows(chosen: Preferences, texts: Texts) -> tuple[tuple[Button, ...], ...]:
    def opens(label: str, what: str) -> Button:
        return Button(label, data=f"{SETTINGS}:{what}")

    sound = texts("Sound on") if chosen.silent else texts("Sound off")
    return (
        (opens(texts("How often"), "pace"), opens(texts("Urgent alerts"), "urgent")),
        (opens(texts("Quiet hours"), "quiet"), opens(texts("Time zone"), "zone")),
        (opens(texts("Length"), "length"), opens(texts("Sources"), "sources")),
        (opens(texts("Stories in"), "told"), opens(texts("Language"), "lang")),
        (opens(texts("Weekly digest"), "digest"), opens(sound, f"silent:{'0' if chosen.silent else '1'}")),
        (opens(texts("Whom I follow"), "follow"), opens(texts("Muted"), "muted")),
        (opens(texts("Pause"), "pause"), opens(texts("Send a sample"), "test")),
    )


def _zone_line(chosen: Preferences, now: datetime, texts: Texts) -> str:
    time = clock_of(chosen.zone, now)
    if chosen.zone == UNSET:
        return texts("not chosen, so UTC; {time} now", time=time)
    return texts("{zone}, {time} now", zone=zone_name(chosen.zone, now, texts), time=time)


def _following_line(followed: int, known: int, texts: Texts) -> str:
    if not followed:
        return texts("nobody, so no alerts come")
    if followed == known:
        return texts("everything on the watch-list")
    return texts.plural("{n} name of {all}", "{n} names of {all}", followed, all=known)


def _pace_line(chosen: Preferences, texts: Texts) -> str:
    said = texts(PACES[chosen.pace])
    if chosen.pace in (Pace.DAILY, Pace.WEEKLY):
        said += f", {clock(chosen.at)}"
    if chosen.pace is Pace.WEEKLY:
        said += f", {get_day_names('wide', locale=texts.lang)[chosen.weekday % 7]}"
    if chosen.paces:
        said += "; " + texts.plural("{n} name otherwise", "{n} names otherwise", len(chosen.paces))
    return said
