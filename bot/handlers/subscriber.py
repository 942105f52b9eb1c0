"""What a reader chooses and reads: whom to follow, the latest stories, the language, help."""

from __future__ import annotations

from sqlmodel import Session

from bot.handlers.menu import set_menu
from bot.handlers.names import means_all, meant, watched
from bot.handlers.visit import Run, Tap, Visit, number
from bot.i18n import LANGUAGES, texts_for
from bot.messages.help import (
    LANGUAGE,
    render_channel_language_set,
    render_help,
    render_language_set,
    render_languages,
    render_unknown_language,
    render_unknown_name,
)
from bot.messages.lists import render_following, render_recent
from bot.messages.message import Message
from bot.messages.pickers import FOLLOW, render_follow_picker
from bot.messages.silence import why_silent
from bot.wishes import zone_of
from feeds.types import Entity
from storage.story import recent_stories
from storage.subscriber import (
    EVERY,
    Kind,
    Subscriber,
    follow,
    followed,
    set_language,
    unfollow,
)

RECENT = 5


async def help_(visit: Visit, subscriber: Subscriber) -> None:
    """Answer /help."""
    await visit.answer(render_help(subscriber.role, visit.texts))


async def recent(visit: Visit, subscriber: Subscriber) -> None:
    """Answer /recent, of all or of one entity."""
    watch, entity = visit.services.watch, None
    if visit.words and not means_all(visit.words):
        named = meant(visit.words, watch)
        if not named:
            await visit.answer(render_unknown_name(visit.words, watched(watch.watchlist), visit.texts))
            return
        entity = named[0]
    stories = await visit.services.database.read(
        recent_stories, entity=entity.key if entity else None, limit=RECENT
    )
    zone = zone_of(subscriber.preferences.zone)
    await visit.answer(render_recent(stories, watch.watchlist, visit.texts, entity, zone=zone))


async def list_(visit: Visit, subscriber: Subscriber) -> None:
    """Answer /list."""
    entities = watched(visit.services.watch.watchlist)
    keys = await visit.services.database.read(followed, subscriber.id, [entity.key for entity in entities])
    await visit.answer(_following(visit, subscriber, entities, keys))


async def follow_(visit: Visit, subscriber: Subscriber) -> None:
    """Answer /follow, with a picker or for the entities named."""
    await _change(visit, subscriber, follows=True)


async def unfollow_(visit: Visit, subscriber: Subscriber) -> None:
    """Answer /unfollow, with a picker or for the entities named."""
    await _change(visit, subscriber, follows=False)


async def tap_follow(visit: Visit, subscriber: Subscriber) -> None:
    """Obey a tap on the picker: ``+|-:<page>:<key>`` chooses, ``p:<page>`` turns the page."""
    entities = watched(visit.services.watch.watchlist)
    verb, page, key = (*visit.data, "", "", "")[:3]
    keys = [entity.key for entity in entities]
    if verb in ("+", "-") and key in (EVERY, *keys):
        chosen = await visit.services.database.run(choose, subscriber.id, [key], verb == "+", keys)
    else:
        chosen = await visit.services.database.read(followed, subscriber.id, keys)
    await visit.show(render_follow_picker(entities, chosen, visit.texts, number(page) or 0))


async def lang(visit: Visit, subscriber: Subscriber) -> None:
    """Answer /lang, with a picker or for the language named."""
    wanted = visit.words.lower()
    names = {"english": "en", "английский": "en", "russian": "ru", "русский": "ru"}
    if not wanted:
        await visit.answer(render_languages(subscriber.preferences.lang, visit.app_lang, visit.texts))
    elif (code := names.get(wanted, wanted)) in LANGUAGES:
        await _speak(visit, subscriber, code)
    else:
        await visit.answer(render_unknown_language(visit.texts))


async def tap_language(visit: Visit, subscriber: Subscriber) -> None:
    """Obey a tap on a language: its code, or nothing for that of the person's Telegram."""
    code = (visit.data[0] or visit.app_lang) if visit.data else ""
    if code in LANGUAGES:
        await _speak(visit, subscriber, code)


def choose(
    session: Session, subscriber_id: int, chosen: list[str], follows: bool, entities: list[str]
) -> list[str]:
    """Follow or leave out `chosen`, and return which of `entities` are followed then."""
    for key in chosen:
        (follow if follows else unfollow)(session, subscriber_id, key)
    return followed(session, subscriber_id, entities)


async def _change(visit: Visit, subscriber: Subscriber, *, follows: bool) -> None:
    entities = watched(visit.services.watch.watchlist)
    keys = [entity.key for entity in entities]
    if not visit.words:
        chosen = await visit.services.database.read(followed, subscriber.id, keys)
        await visit.answer(render_follow_picker(entities, chosen, visit.texts))
        return
    named = [EVERY] if means_all(visit.words) else [e.key for e in meant(visit.words, visit.services.watch)]
    if not named:
        await visit.answer(render_unknown_name(visit.words, entities, visit.texts))
        return
    chosen = await visit.services.database.run(choose, subscriber.id, named, follows, keys)
    await visit.answer(_following(visit, subscriber, entities, chosen))


async def _speak(visit: Visit, subscriber: Subscriber, code: str) -> None:
    await visit.services.database.run(set_language, subscriber.id, code)
    told_in = subscriber.preferences.told_in
    if subscriber.kind is Kind.CHANNEL:
        await visit.show(render_channel_language_set(code, told_in, visit.texts))
        return
    await visit.show(render_language_set(told_in, texts_for(code)))
    await set_menu(visit.services.gateway.bot, visit.chat, code, subscriber.role)


def _following(visit: Visit, subscriber: Subscriber, entities: list[Entity], keys: list[str]) -> Message:
    chosen = [entity for entity in entities if entity.key in keys]
    others = [entity for entity in entities if entity.key not in keys]
    silent = why_silent(subscriber.state, subscriber.preferences, visit.services.now(), visit.texts)
    return render_following(chosen, others, visit.texts, silent=silent)


COMMANDS: dict[str, Run] = {
    "help": help_,
    "recent": recent,
    "list": list_,
    "follow": follow_,
    "unfollow": unfollow_,
    "lang": lang,
}
TAPS = {FOLLOW: Tap(tap_follow), LANGUAGE: Tap(tap_language)}
