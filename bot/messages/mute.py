"""Muting from under an alert: its story, its source or one of its names, for days.

The data of a button: ``x1:<entry>`` opens, ``x1:<entry>:s|f|e<n>:<days>`` mutes the story, the source or the
n-th name of that entry.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.i18n import Texts
from bot.messages.markup import bold, cut, escape
from bot.messages.message import Button, Message
from bot.wishes import zone_of
from feeds.types import WatchList
from storage.preferences import Preferences
from storage.story import StoryReport

MUTE = "x1"
DAYS = (1, 7, 30)
_NAMES_SHOWN = 5
_NAME_UNITS = 30
_NAME_UNITS_SAID = 120


def mute_button(entry_id: int, texts: Texts) -> Button:
    """Return the button that stands under an alert."""
    return Button(texts("Mute"), data=f"{MUTE}:{entry_id}")


def render_mute_choices(report: StoryReport, watchlist: WatchList, texts: Texts) -> Message:
    """Offer what can be muted, and for how long."""
    rows = [
        _row(report, "s", texts("Story"), texts),
        _row(report, "f", cut(report.feed_title, _NAME_UNITS), texts),
    ]
    keys = list(dict.fromkeys(match.entity for match in report.matches))
    for at, key in enumerate(keys[:_NAMES_SHOWN]):
        entity = watchlist.get(key)
        name = entity.name(texts.lang) if entity else key
        rows.append(_row(report, f"e{at}", cut(name, _NAME_UNITS), texts))
    flat = tuple(row for pair in rows for row in pair)
    return Message(escape(texts("What shall I keep quiet about, and for how many days?")), flat)


def render_mute_done(names: Sequence[str], until: datetime, chosen: Preferences, texts: Texts) -> Message:
    """Confirm what is muted and until when, and say how to take it back."""
    time = texts.time(until, zone_of(chosen.zone))
    shown = ", ".join(cut(name, _NAME_UNITS_SAID) for name in names[:_NAMES_SHOWN])
    lines = [
        f"🔕 {bold(shown)}",
        escape(texts("Muted until {time}. /mute lists what is muted and takes it back.", time=time)),
    ]
    return Message("\n".join(lines))


def render_unmuted(names: Sequence[str], texts: Texts) -> Message:
    """Confirm that names are not muted."""
    shown = ", ".join(cut(name, _NAME_UNITS_SAID) for name in names[:_NAMES_SHOWN])
    return Message(escape(texts("Not muted: {names}.", names=shown)))


def _row(report: StoryReport, what: str, label: str, texts: Texts) -> tuple[tuple[Button, ...], ...]:
    """Return a row with the thing, whose tap mutes it for a week, and a row with the lengths."""
    data = f"{MUTE}:{report.entry_id}:{what}"
    lengths = tuple(Button(texts.plural("{n} day", "{n} days", days), data=f"{data}:{days}") for days in DAYS)
    return ((Button(f"🔕 {label}", data=f"{data}:7"),), lengths)
