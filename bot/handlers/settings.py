"""What a subscriber chooses: /settings with its pickers, /quiet, /zone, /pause, /mute, /test."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlmodel import Session

from bot.choices import (
    change,
    change_pace_of,
    find_zone,
    mute,
    pause,
    read_hours,
    read_length,
    unmute,
)
from bot.handlers.names import meant, watched
from bot.handlers.visit import Run, Tap, Visit, number
from bot.messages.alert import render_alert
from bot.messages.help import render_languages, render_unknown_name
from bot.messages.message import Message
from bot.messages.mute import MUTE, render_mute_choices, render_mute_done
from bot.messages.pickers import render_follow_picker
from bot.messages.settings import (
    SETTINGS,
    render_muted,
    render_not_understood,
    render_pace_of,
    render_paces,
    render_pause_over,
    render_paused,
    render_picker,
    render_sample,
    render_settings,
)
from storage.preferences import Preferences
from storage.story import StoryReport, recent_stories, reports
from storage.subscriber import Subscriber, SubscriberState, change_preferences, followed
from storage.titles import feed_titles, story_titles
from storage.waiting import rouse

Change = Callable[[Preferences], Preferences | None]
_OFF = ("off", "0", "no", "none", "выкл", "нет", "выключить")
_PART_OF = {"urgent": "quiet", "at": "pace", "day": "pace"}
"""Choices on the picker of another; that one is shown again."""
MUTE_LENGTHS = {"1": timedelta(days=1), "7": timedelta(days=7), "30": timedelta(days=30)}


async def settings(visit: Visit, subscriber: Subscriber) -> None:
    """Answer /settings."""
    await visit.answer(_home(visit, subscriber, subscriber.preferences))


async def quiet(visit: Visit, subscriber: Subscriber) -> None:
    """Answer /quiet, with a picker or for the hours written."""
    if not visit.words:
        await _open(visit, subscriber, "quiet")
        return
    off = visit.words.lower() in _OFF
    if not off and read_hours(visit.words) is None:
        await visit.answer(render_not_understood("quiet", visit.texts))
        return
    await _choose(visit, subscriber, lambda chosen: change(chosen, "quiet", "off" if off else visit.words))


async def zone(visit: Visit, subscriber: Subscriber) -> None:
    """Answer /zone, with a picker or for the city written."""
    if not visit.words:
        await _open(visit, subscriber, "zone")
    elif find_zone(visit.words) is None:
        await visit.answer(render_not_understood("zone", visit.texts))
    else:
        await _choose(visit, subscriber, lambda chosen: change(chosen, "zone", visit.words))


async def pause_(visit: Visit, subscriber: Subscriber) -> None:
    """Answer /pause, with a picker or for the length of time written."""
    if not visit.words:
        await _open(visit, subscriber, "pause")
        return
    await _pause(visit, subscriber, visit.words)


async def mute_(visit: Visit, subscriber: Subscriber) -> None:
    """Answer /mute: what is muted, or ``/mute NAME 3d`` for a watched name."""
    if not visit.words:
        await visit.answer(await _muted(visit, subscriber.preferences))
        return
    words, _, last = visit.words.rpartition(" ")
    length = read_length(last)
    named = meant(words if length and words else visit.words, visit.services.watch)
    if not named:
        await visit.answer(
            render_unknown_name(visit.words, watched(visit.services.watch.watchlist), visit.texts)
        )
        return
    now = visit.services.now()
    until = now + (length or MUTE_LENGTHS["7"])

    def mute_all(chosen: Preferences) -> Preferences:
        for entity in named:
            chosen = mute(chosen, f"entity:{entity.key}", until, now)
        return chosen

    await _store(visit, subscriber, mute_all)
    await visit.answer(render_mute_done(until, subscriber.preferences, visit.texts))


async def test(visit: Visit, subscriber: Subscriber) -> None:
    """Answer /test: the latest story as an alert would tell it, with this subscriber's preferences."""
    stories = await visit.services.database.read(recent_stories, entity=None, limit=1)
    if not stories:
        await visit.answer(render_sample(visit.texts, empty=True))
        return
    await visit.answer(render_sample(visit.texts))
    watchlist = visit.services.watch.watchlist
    entities = [e for key in dict.fromkeys(m.entity for m in stories[0].matches) if (e := watchlist.get(key))]
    message = render_alert(stories[0], entities, texts=visit.texts, alert_id=0)
    await visit.answer(message.quietly() if subscriber.preferences.silent else message)


async def tap(visit: Visit, subscriber: Subscriber) -> None:
    """Obey a button of /settings."""
    what, value = (visit.data[0] if visit.data else ""), visit.data[1:]
    match what:
        case "":
            await visit.show(_home(visit, subscriber, subscriber.preferences))
        case "lang":
            await visit.show(render_languages(visit.texts))
        case "follow":
            await _follow(visit, subscriber)
        case "test":
            await test(visit, subscriber)
        case "muted":
            await visit.show(await _muted(visit, subscriber.preferences))
        case "un" if value:
            chosen = await _store(visit, subscriber, lambda old: unmute(old, value[0].replace(".", ":", 1)))
            await visit.show(await _muted(visit, chosen))
        case "of":
            await _tap_pace_of(visit, subscriber, value)
        case "pause" if value:
            await _pause(visit, subscriber, value[0])
        case "zones":
            await _open(visit, subscriber, "zone", number(value[0]) or 0 if value else 0)
        case _ if not value:
            await _open(visit, subscriber, what)
        case _ if what in _PART_OF:
            chosen = await _store(visit, subscriber, lambda old: change(old, what, value[0]))
            await visit.show(_picker(visit, _PART_OF[what], chosen))
        case _:
            await _choose(visit, subscriber, lambda old: change(old, what, value[0]))


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
    what, days = _named(report, visit.data[1]), MUTE_LENGTHS.get(visit.data[2])
    if what is None or days is None:
        return
    now = visit.services.now()
    chosen = await _store(visit, subscriber, lambda old: mute(old, what, now + days, now))
    await visit.show(render_mute_done(now + days, chosen, visit.texts))


def _named(report: StoryReport, what: str) -> str | None:
    """Return what a button mutes, in the words of the preferences."""
    if what == "s":
        return f"story:{report.story_id}"
    if what == "f":
        return f"feed:{report.feed_id}"
    keys = list(dict.fromkeys(match.entity for match in report.matches))
    at = number(what.removeprefix("e"))
    return f"entity:{keys[at]}" if at is not None and at < len(keys) else None


async def _follow(visit: Visit, subscriber: Subscriber) -> None:
    entities = watched(visit.services.watch.watchlist)
    keys = await visit.services.database.read(followed, subscriber.id, [one.key for one in entities])
    await visit.show(render_follow_picker(entities, keys, visit.texts))


async def _tap_pace_of(visit: Visit, subscriber: Subscriber, value: tuple[str, ...]) -> None:
    watchlist = visit.services.watch.watchlist
    entity = watchlist.get(value[0]) if value else None
    if entity is None:
        await visit.show(render_paces(watched(watchlist), subscriber.preferences, visit.texts))
    elif len(value) == 1:
        await visit.show(render_pace_of(entity, subscriber.preferences, visit.texts))
    else:
        chosen = await _store(visit, subscriber, lambda old: change_pace_of(old, entity.key, value[1]))
        await visit.show(render_paces(watched(watchlist), chosen, visit.texts))


async def _pause(visit: Visit, subscriber: Subscriber, words: str) -> None:
    off, length = words.lower() in _OFF, read_length(words)
    if not off and length is None:
        await visit.answer(render_not_understood("pause", visit.texts))
        return
    now = visit.services.now()
    chosen = await _store(visit, subscriber, lambda old: pause(old, None if off else length, now))
    if off or length is None:
        await visit.show(render_pause_over(visit.texts))
    else:
        await visit.show(render_paused(now + length, chosen, visit.texts))


async def _open(visit: Visit, subscriber: Subscriber, what: str, page: int = 0) -> None:
    message = render_picker(what, subscriber.preferences, visit.services.now(), visit.texts, page)
    await visit.show(message or _home(visit, subscriber, subscriber.preferences))


async def _choose(visit: Visit, subscriber: Subscriber, make: Change) -> None:
    """Change the preferences and show all of them."""
    chosen = await _store(visit, subscriber, make)
    await visit.show(_home(visit, subscriber, chosen))


async def _store(visit: Visit, subscriber: Subscriber, make: Change) -> Preferences:
    """Change the preferences; what we never offered changes nothing."""
    chosen = await visit.services.database.run(_write, subscriber.id, make, visit.services.now())
    if chosen is not None and chosen != subscriber.preferences:
        visit.services.wake()
    return chosen or subscriber.preferences


def _write(session: Session, subscriber_id: int, make: Change, now: datetime) -> Preferences | None:
    """Change the preferences; what the old ones put off is looked at again under the new ones."""
    rouse(session, subscriber_id, now)
    return change_preferences(session, subscriber_id, lambda old: make(old) or old)


async def _muted(visit: Visit, chosen: Preferences) -> Message:
    names = await visit.services.database.read(_names, list(chosen.muted))
    for entity in visit.services.watch.watchlist.entities:
        names[f"entity:{entity.key}"] = entity.name(visit.texts.lang)
    return render_muted(chosen, names, visit.services.now(), visit.texts)


def _names(session: Session, muted: list[str]) -> dict[str, str]:
    """Return what muted stories and feeds are called."""
    numbers = {
        kind: [int(w.partition(":")[2]) for w in muted if w.startswith(kind)] for kind in ("story:", "feed:")
    }
    titles = {f"story:{number}": title for number, title in story_titles(session, numbers["story:"]).items()}
    return titles | {
        f"feed:{number}": title for number, title in feed_titles(session, numbers["feed:"]).items()
    }


def _home(visit: Visit, subscriber: Subscriber, chosen: Preferences) -> Message:
    stopped = subscriber.state is not SubscriberState.ACTIVE
    return render_settings(chosen, visit.services.now(), visit.texts, stopped=stopped)


def _picker(visit: Visit, what: str, chosen: Preferences) -> Message:
    message = render_picker(what, chosen, visit.services.now(), visit.texts)
    assert message is not None  # noqa: S101  # `what` is one of ours
    return message


COMMANDS: dict[str, Run] = {
    "settings": settings,
    "quiet": quiet,
    "zone": zone,
    "pause": pause_,
    "mute": mute_,
    "test": test,
}
TAPS = {SETTINGS: Tap(tap), MUTE: Tap(tap_mute)}
