"""Muting for a time: /mute, "Mute" under an alert, and the list of what is muted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlmodel import Session

from bot.choices import ends_in_figure, mute, split_length, unmute
from bot.handlers.names import is_name, meant, watched
from bot.handlers.preferences import OFF, store
from bot.handlers.visit import Run, Tap, Visit, number
from bot.messages.choices import render_muted
from bot.messages.help import render_unknown_name
from bot.messages.message import Message
from bot.messages.mute import MUTE, render_mute_choices, render_mute_done, render_unmuted
from bot.messages.settings import render_not_understood
from feeds.types import Entity
from storage.preferences import Preferences
from storage.story import StoryReport, reports
from storage.subscriber import Subscriber
from storage.titles import feed_titles, story_titles

_USUAL = "7"
_LENGTHS = {"1": timedelta(days=1), "7": timedelta(days=7), "30": timedelta(days=30)}
"""By the days on a button."""


async def mute_(visit: Visit, subscriber: Subscriber) -> None:
    """Answer /mute: what is muted, ``/mute NAME 3d`` for a watched name, or ``/mute NAME off``."""
    words, length, off = _read(visit)
    if not words:
        await show_muted(visit, subscriber)
        return
    if length is None and not off:
        await visit.answer(render_not_understood("mute", visit.texts))
        return
    named = meant(words, visit.services.watch)
    if not named:
        await visit.answer(render_unknown_name(words, watched(visit.services.watch.watchlist), visit.texts))
        return
    names = [entity.name(visit.texts.lang) for entity in named]
    now = visit.services.now()
    until = now + (length or timedelta())
    chosen = await store(visit, subscriber, lambda old: _set(old, named, None if off else until, now))
    if off:
        await visit.answer(render_unmuted(names, visit.texts))
    else:
        await visit.answer(render_mute_done(names, until, chosen, visit.texts))


def _read(visit: Visit) -> tuple[str, timedelta | None, bool]:
    """Return the name, for how long (None: that cannot be read), and whether it is to be heard again."""
    words = visit.words
    if not words or is_name(words, visit.services.watch):
        return words, _LENGTHS[_USUAL], False
    name, _, last = words.rpartition(" ")
    if name and last.lower() in OFF:
        return name, None, True
    name, length = split_length(words)
    return name, None if length is None and ends_in_figure(words) else length or _LENGTHS[_USUAL], False


def _set(chosen: Preferences, entities: list[Entity], until: datetime | None, now: datetime) -> Preferences:
    for entity in entities:
        what = f"entity:{entity.key}"
        chosen = mute(chosen, what, until, now) if until else unmute(chosen, what)
    return chosen


async def show_muted(visit: Visit, subscriber: Subscriber, *, page: int = 0) -> None:
    """Show what is muted."""
    await visit.show(await _muted(visit, subscriber.preferences, page))


async def take_off(visit: Visit, subscriber: Subscriber, what: str) -> None:
    """End the muting of one thing, named as in the preferences, and show the rest."""
    chosen = await store(visit, subscriber, lambda old: unmute(old, what))
    await visit.show(await _muted(visit, chosen, 0))


async def tap_mute(visit: Visit, subscriber: Subscriber) -> None:
    """Obey "Mute" under an alert: ``<entry>`` opens, ``<entry>:<what>:<days>`` mutes."""
    entry = number(visit.data[0]) if visit.data else None
    found = await visit.services.database.read(reports, [entry]) if entry is not None else []
    if not found:
        await visit.toast(visit.texts("This story is no longer kept."))
        return
    report = found[0]
    if len(visit.data) < 3:
        await visit.answer(render_mute_choices(report, visit.services.watch.watchlist, visit.texts))
        return
    what, days = _named(report, visit.data[1]), _LENGTHS.get(visit.data[2])
    if what is None or days is None:
        return
    now = visit.services.now()
    chosen = await store(visit, subscriber, lambda old: mute(old, what, now + days, now))
    names = await _names(visit, [what])
    await visit.show(render_mute_done([names.get(what, what)], now + days, chosen, visit.texts))


def _named(report: StoryReport, what: str) -> str | None:
    """Return what a button mutes, in the words of the preferences."""
    if what == "s":
        return f"story:{report.story_id}"
    if what == "f":
        return f"feed:{report.feed_id}"
    keys = list(dict.fromkeys(match.entity for match in report.matches))
    at = number(what.removeprefix("e"))
    return f"entity:{keys[at]}" if at is not None and at < len(keys) else None


async def _muted(visit: Visit, chosen: Preferences, page: int) -> Message:
    names = await _names(visit, list(chosen.muted))
    return render_muted(chosen, names, visit.services.now(), visit.texts, page)


async def _names(visit: Visit, muted: list[str]) -> Mapping[str, str]:
    """Return what muted stories, feeds and entities are called."""
    names = await visit.services.database.read(_titles, muted)
    for entity in visit.services.watch.watchlist.entities:
        names[f"entity:{entity.key}"] = entity.name(visit.texts.lang)
    return names


def _titles(session: Session, muted: list[str]) -> dict[str, str]:
    numbers = {
        kind: [int(w.partition(":")[2]) for w in muted if w.startswith(kind)] for kind in ("story:", "feed:")
    }
    titles = {f"story:{number}": title for number, title in story_titles(session, numbers["story:"]).items()}
    return titles | {
        f"feed:{number}": title for number, title in feed_titles(session, numbers["feed:"]).items()
    }


COMMANDS: dict[str, Run] = {"mute": mute_}
TAPS = {MUTE: Tap(tap_mute)}
