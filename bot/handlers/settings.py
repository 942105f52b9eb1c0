"""What a subscriber chooses: /settings with its pickers, /quiet, /zone, /pause, /test."""

from __future__ import annotations

import asyncio

from bot.choices import change, change_pace_of, pause, read_hours, read_length
from bot.handlers.mute import show_muted, take_off
from bot.handlers.names import watched
from bot.handlers.preferences import OFF, Change, store
from bot.handlers.visit import Run, Tap, Visit, number
from bot.i18n import texts_for
from bot.messages.alert import render_alert
from bot.messages.choices import hours_words, render_pace_of, render_paces, render_picker
from bot.messages.help import render_languages
from bot.messages.message import Message
from bot.messages.pickers import ROWS, SETTINGS, render_follow_picker
from bot.messages.settings import (
    render_not_understood,
    render_pause_over,
    render_paused,
    render_sample,
    render_settings,
)
from bot.wishes import zone_of
from bot.zones import UNSET, find_zone
from storage.preferences import Preferences
from storage.story import recent_stories
from storage.subscriber import Kind, Subscriber, followed

_PART_OF = {"at": "pace", "day": "pace"}
"""Choices on the picker of another; that one is shown again."""


async def settings(visit: Visit, subscriber: Subscriber) -> None:
    """Answer /settings."""
    await visit.answer(await _home(visit, subscriber, subscriber.preferences))


async def quiet(visit: Visit, subscriber: Subscriber) -> None:
    """Answer /quiet, with a picker or for the hours written."""
    if not visit.words:
        await _open(visit, subscriber, "quiet")
        return
    off = visit.words.lower() in OFF
    if not off and read_hours(visit.words) is None:
        await visit.answer(render_not_understood("quiet", visit.texts))
        return
    await _choose_quiet(visit, subscriber, "off" if off else visit.words)


async def zone(visit: Visit, subscriber: Subscriber) -> None:
    """Answer /zone, with a picker or for the city written."""
    if not visit.words:
        await _open(visit, subscriber, "zone")
    elif (found := await asyncio.to_thread(find_zone, visit.words)) is None:  # reads the disk once
        await visit.answer(render_not_understood("zone", visit.texts))
    else:
        await _choose(visit, subscriber, lambda chosen: change(chosen, "zone", found))


async def pause_(visit: Visit, subscriber: Subscriber) -> None:
    """Answer /pause, with a picker or for the length of time written."""
    if not visit.words:
        await _open(visit, subscriber, "pause")
        return
    await _pause(visit, subscriber, visit.words)


async def test(visit: Visit, subscriber: Subscriber) -> None:
    """Answer /test: the latest story as an alert would tell it, with this subscriber's preferences.

    That of a channel is shown to whoever asks: its readers did not.
    """
    chosen, channel = subscriber.preferences, subscriber.kind is Kind.CHANNEL
    stories = await visit.services.database.read(recent_stories, entity=None, limit=1)
    await visit.answer(render_sample(visit.texts, empty=not stories, channel=channel))
    if not stories:
        return
    watchlist = visit.services.watch.watchlist
    entities = [e for key in dict.fromkeys(m.entity for m in stories[0].matches) if (e := watchlist.get(key))]
    message = render_alert(
        stories[0],
        entities,
        texts=texts_for(chosen.lang),
        alert_id=0,
        length=chosen.length,
        zone=zone_of(chosen.zone),
    )
    message = message.without_taps() if channel else message
    await visit.answer(message.quietly() if chosen.silent else message)


async def tap(visit: Visit, subscriber: Subscriber) -> None:
    """Obey a button of /settings."""
    what, value = (visit.data[0] if visit.data else ""), visit.data[1:]
    match what:
        case "":
            await visit.show(await _home(visit, subscriber, subscriber.preferences))
        case "lang":
            await visit.show(render_languages(subscriber.preferences.lang, visit.app_lang, visit.texts))
        case "follow":
            await _follow(visit, subscriber)
        case "test":
            await test(visit, subscriber)
        case "muted" | "un" | "of" | "ofs":
            await _tap_list(visit, subscriber, what, value)
        case "pause" if value:
            await _pause(visit, subscriber, value[0])
        case "zones":
            await _open(visit, subscriber, "zone", number(value[0]) or 0 if value else 0)
        case _ if not value:
            await _open(visit, subscriber, what)
        case "quiet":
            await _choose_quiet(visit, subscriber, value[0])
        case _ if what in _PART_OF:
            chosen = await store(visit, subscriber, lambda old: change(old, what, value[0]))
            await visit.show(_picker(visit, _PART_OF[what], chosen))
        case _:
            await _choose(visit, subscriber, lambda old: change(old, what, value[0]))


async def _tap_list(visit: Visit, subscriber: Subscriber, what: str, value: tuple[str, ...]) -> None:
    """Obey a button of the lists of names: what is muted, and who has a pace of their own."""
    if what in ("of", "ofs"):
        await _tap_pace_of(visit, subscriber, value if what == "of" else (), _turned_to(value))
    elif what == "un" and value:
        await take_off(visit, subscriber, value[0].replace(".", ":", 1))
    else:
        await show_muted(visit, subscriber, page=_turned_to(value))


def _turned_to(value: tuple[str, ...]) -> int:
    """Return the page that a button turns to: ``p:<page>``."""
    return number(value[1]) or 0 if len(value) == 2 and value[0] == "p" else 0


async def _follow(visit: Visit, subscriber: Subscriber) -> None:
    entities = watched(visit.services.watch.watchlist)
    keys = await visit.services.database.read(followed, subscriber.id, [one.key for one in entities])
    await visit.show(render_follow_picker(entities, keys, visit.texts))


async def _tap_pace_of(visit: Visit, subscriber: Subscriber, value: tuple[str, ...], page: int) -> None:
    watchlist = visit.services.watch.watchlist
    entity = watchlist.get(value[0]) if value else None
    if entity is None:
        await visit.show(render_paces(watched(watchlist), subscriber.preferences, visit.texts, page))
    elif len(value) == 1:
        await visit.show(render_pace_of(entity, subscriber.preferences, visit.texts))
    else:
        chosen = await store(visit, subscriber, lambda old: change_pace_of(old, entity.key, value[1]))
        entities = watched(watchlist)
        at = entities.index(entity) // ROWS if entity in entities else 0
        await visit.show(render_paces(entities, chosen, visit.texts, at))


async def _pause(visit: Visit, subscriber: Subscriber, words: str) -> None:
    off, length = words.lower() in OFF, read_length(words)
    if not off and length is None:
        await visit.answer(render_not_understood("pause", visit.texts))
        return
    now, state = visit.services.now(), subscriber.state
    chosen = await store(visit, subscriber, lambda old: pause(old, None if off else length, now))
    if off or length is None:
        await visit.show(render_pause_over(chosen, now, visit.texts, state=state))
    else:
        await visit.show(render_paused(now + length, chosen, visit.texts, state=state))


async def _open(visit: Visit, subscriber: Subscriber, what: str, page: int | None = None) -> None:
    message = render_picker(what, subscriber.preferences, visit.services.now(), visit.texts, page)
    await visit.show(message or await _home(visit, subscriber, subscriber.preferences))


async def _choose(visit: Visit, subscriber: Subscriber, make: Change) -> None:
    """Change the preferences and show all of them."""
    chosen = await store(visit, subscriber, make)
    await visit.show(await _home(visit, subscriber, chosen))


async def _choose_quiet(visit: Visit, subscriber: Subscriber, value: str) -> None:
    """Set quiet hours; with the first ones the time zone is asked for where none was ever chosen."""
    chosen = await store(visit, subscriber, lambda old: change(old, "quiet", value))
    if subscriber.preferences.quiet or not chosen.quiet or chosen.zone != UNSET:
        await visit.show(await _home(visit, subscriber, chosen))
        return
    before = f"{visit.texts('Quiet hours')}: {hours_words(chosen.quiet)}"
    await visit.show(_picker(visit, "zone", chosen, before))


async def _home(visit: Visit, subscriber: Subscriber, chosen: Preferences) -> Message:
    keys = [entity.key for entity in watched(visit.services.watch.watchlist)]
    following = await visit.services.database.read(followed, subscriber.id, keys)
    return render_settings(
        chosen,
        visit.services.now(),
        visit.texts,
        state=subscriber.state,
        following=(len(following), len(keys)),
    )


def _picker(visit: Visit, what: str, chosen: Preferences, before: str = "") -> Message:
    message = render_picker(what, chosen, visit.services.now(), visit.texts, before=before)
    assert message is not None  # noqa: S101  # `what` is one of ours
    return message


COMMANDS: dict[str, Run] = {
    "settings": settings,
    "quiet": quiet,
    "zone": zone,
    "pause": pause_,
    "test": test,
}
TAPS = {SETTINGS: Tap(tap)}
