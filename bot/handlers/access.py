"""Who comes and goes: invites, /start, /stop, /forget, blocking and unblocking, strangers."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

import structlog
from sqlmodel import Session
from telegram import ChatMember, ChatMemberAdministrator, ChatMemberRestricted, Update
from telegram.constants import ChatMemberStatus, ChatType
from telegram.ext import ContextTypes

from bot.handlers.menu import clear_menu, set_menu
from bot.handlers.names import watched
from bot.handlers.visit import Callback, Door, Run, Tap, Visit
from bot.i18n import texts_for
from bot.messages.alert import render_alert
from bot.messages.help import (
    FORGET,
    render_back_again,
    render_first_stories,
    render_forget_question,
    render_forget_usage,
    render_forgotten,
    render_joined_again,
    render_kept,
    render_no_group_roles,
    render_private,
    render_resumed,
    render_stop_usage,
    render_stopped,
    render_too_many_tries,
    render_welcome,
)
from bot.messages.silence import why_silent
from storage.crypto import Keyring
from storage.database import Database
from storage.errors import DatabaseProblem, Refused
from storage.maintenance import drop_ballast, hold_ballast
from storage.outbox import drop_waiting
from storage.story import StoryReport, count_reports, recent_stories
from storage.subscriber import (
    Kind,
    Role,
    Subscriber,
    SubscriberState,
    count_admins,
    find_subscriber,
    followed,
    forget,
    join,
    move_chat,
    set_place,
    set_subscriber_state,
)

log = structlog.get_logger(__name__)
T = TypeVar("T")

FIRST_STORIES = 3
_CODE = re.compile(r"[A-Za-z0-9_-]{16,64}")
_AWAY = (ChatMemberStatus.BANNED, ChatMemberStatus.LEFT)


class PersonalInvite(Refused):
    """A moderator's invite was used in a group."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """Who has just joined, and what to show them."""

    subscriber: Subscriber
    known: bool
    stories: list[tuple[StoryReport, int]]
    """Each with the number of its other reports."""


def on_start(door: Door) -> Callback:
    """Return the callback of /start, with or without a code."""

    async def callback(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        del context
        found = await door.open(update, joining=True)
        if found is None:
            return
        visit, subscriber = found
        if visit.words:
            await _enter(door, visit, subscriber)
        elif subscriber is None:
            await door.turn_away(visit)
        else:
            await _resume(visit, subscriber)

    return callback


async def stop(visit: Visit, subscriber: Subscriber) -> None:
    """Answer /stop; a name after it stops nothing, for more would be stopped than was meant."""
    if visit.words:
        await visit.answer(render_stop_usage(visit.texts))
        return
    await visit.services.database.run(stop_alerts, subscriber.id, visit.services.now())
    await visit.answer(render_stopped(visit.texts))


async def ask_to_forget(visit: Visit, subscriber: Subscriber) -> None:
    """Answer /forget with a question; a name after it is not what would be forgotten."""
    if visit.words:
        await visit.answer(render_forget_usage(visit.texts))
        return
    last = subscriber.role is Role.ADMIN and await visit.services.database.read(count_admins) == 1
    await visit.answer(render_forget_question(visit.texts, last_admin=last))


def on_forget(door: Door) -> Run:
    """Return what the buttons of /forget do: ``yes`` or ``no``."""

    async def run(visit: Visit, subscriber: Subscriber) -> None:
        if visit.data != ("yes",):
            await visit.show(render_kept(visit.texts))
            return
        database = visit.services.database
        await erase(database, lambda: database.run(forget, subscriber.id))
        door.forget(visit.chat)
        await visit.show(render_forgotten(visit.texts))
        await clear_menu(visit.services.gateway.bot, visit.chat)

    return run


async def erase(database: Database, work: Callable[[], Awaitable[T]]) -> T:
    """Delete people and their traces, even on a full disk: then room kept for this is given back first."""
    try:
        done = await _with_room(database, work)
        try:
            await _with_room(database, lambda: asyncio.to_thread(database.erase_traces))
        except DatabaseProblem:
            log.warning("deleted rows stay in the database's log until it is next folded in")
    finally:
        # What is free after a drop is what was kept: most of it is kept again, for the next who leaves.
        await asyncio.to_thread(hold_ballast, database, 0.8)
    return done


async def _with_room(database: Database, work: Callable[[], Awaitable[T]]) -> T:
    try:
        return await work()
    except DatabaseProblem:
        if not await asyncio.to_thread(drop_ballast, database):
            raise
        return await work()


def on_membership(door: Door) -> Callback:
    """Return the callback for a chat that blocks, removes or lets in the bot."""

    async def callback(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        del context
        change = update.my_chat_member
        if change is None:
            return
        away = _is_away(change.new_chat_member, channel=change.chat.type == ChatType.CHANNEL)
        services = door.services
        back = await services.database.run(
            _membership, services.database.keyring, change.chat.id, away, services.now()
        )
        if back is not None and back.kind is Kind.GROUP:
            message = render_back_again(texts_for(back.preferences.lang))
            await services.gateway.answer(back.chat, message.in_topic(back.preferences.topic).quietly())

    return callback


def on_migration(door: Door) -> Callback:
    """Return the callback for a group that Telegram moves to a new id."""

    async def callback(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        del context
        message = update.effective_message
        if message is None or message.migrate_to_chat_id is None:
            return
        database, new = door.services.database, message.migrate_to_chat_id
        group = await database.run(_migrate, database.keyring, message.chat.id, new)
        if group is not None:
            await set_menu(door.services.gateway.bot, new, group.preferences.lang, group.role)

    return callback


def _is_away(member: ChatMember, *, channel: bool) -> bool:
    """Say whether a chat takes no messages of the bot's, by what the bot is there."""
    if channel:
        return not (isinstance(member, ChatMemberAdministrator) and member.can_post_messages)
    muzzled = isinstance(member, ChatMemberRestricted) and not member.can_send_messages
    return muzzled or member.status in _AWAY


async def _enter(door: Door, visit: Visit, subscriber: Subscriber | None) -> None:
    services, now = visit.services, visit.services.now()
    if not door.codes.left(visit.chat, now):
        if door.strangers.take(visit.chat, now):
            await visit.answer(render_too_many_tries(visit.texts))
        return
    try:
        if not _CODE.fullmatch(visit.words):
            raise Refused("this cannot be a code")
        arrival = await services.database.run(
            _join,
            services.database.keyring,
            chat=visit.chat,
            group=visit.group,
            topic=visit.topic,
            code=visit.words,
            lang=visit.texts.lang,
            now=now,
        )
    except PersonalInvite:
        await visit.answer(render_no_group_roles(visit.texts))
    except Refused:
        door.codes.take(visit.chat, now)
        if subscriber is None:
            await visit.answer(render_private(visit.texts, wrong_code=True))
        else:  # most often somebody who taps the link they came by once again
            await _resume(visit, subscriber, wrong_code=True)
    else:
        await _welcome(door, visit, arrival)


async def _welcome(door: Door, visit: Visit, arrival: Arrival) -> None:
    door.forget(visit.chat)
    subscriber, texts = arrival.subscriber, visit.texts
    await set_menu(visit.services.gateway.bot, visit.chat, texts.lang, subscriber.role)
    if arrival.known:
        await visit.answer(render_joined_again(subscriber.role, texts))
        return
    watchlist = visit.services.watch.watchlist
    await visit.answer(
        render_welcome(watched(watchlist), subscriber.role, texts, in_topic=visit.topic is not None)
    )
    await visit.answer(render_first_stories(len(arrival.stories), texts).quietly())
    limiter = visit.services.gateway.limiter
    for report, others in reversed(arrival.stories):
        keys = dict.fromkeys(match.entity for match in report.matches)
        entities = [entity for key in keys if (entity := watchlist.get(key))]
        await asyncio.sleep(limiter.ready_in(visit.chat))
        alert = render_alert(report, entities, texts=texts, alert_id=0, others=others)
        await visit.answer(alert.quietly())


async def _resume(visit: Visit, subscriber: Subscriber, *, wrong_code: bool = False) -> None:
    if subscriber.state is not SubscriberState.ACTIVE:
        await visit.services.database.run(set_subscriber_state, subscriber.id, SubscriberState.ACTIVE)
    keys = [entity.key for entity in watched(visit.services.watch.watchlist)]
    follows = bool(await visit.services.database.read(followed, subscriber.id, keys))
    moved = ""
    if visit.group:
        await visit.services.database.run(set_place, subscriber.id, Kind.GROUP, visit.topic)
        if visit.topic != subscriber.preferences.topic:
            moved = "general" if visit.topic is None else "topic"
    paused = why_silent(SubscriberState.ACTIVE, subscriber.preferences, visit.services.now(), visit.texts)
    await visit.answer(
        render_resumed(
            visit.texts,
            was=subscriber.state,
            paused=paused,
            follows=follows,
            wrong_code=wrong_code,
            moved=moved,
        )
    )
    await set_menu(visit.services.gateway.bot, visit.chat, visit.texts.lang, subscriber.role)


def _join(
    session: Session,
    keyring: Keyring,
    *,
    chat: int,
    group: bool,
    topic: int | None,
    code: str,
    lang: str,
    now: datetime,
) -> Arrival:
    known = find_subscriber(session, keyring, chat) is not None
    kind = Kind.GROUP if group else Kind.PERSON
    subscriber = join(session, keyring, chat=chat, code=code, lang=lang, now=now, kind=kind)
    if group and subscriber.role is not Role.READER:
        raise PersonalInvite("an invite for one person was used in a group")  # undoes the joining
    if group:
        set_place(session, subscriber.id, kind, topic)
    stories = [] if known else recent_stories(session, entity=None, limit=FIRST_STORIES)
    return Arrival(
        subscriber, known, [(story, count_reports(session, story.story_id) - 1) for story in stories]
    )


def stop_alerts(session: Session, subscriber_id: int, now: datetime) -> None:
    """Send a subscriber nothing until they start again, and nothing of what waits."""
    set_subscriber_state(session, subscriber_id, SubscriberState.STOPPED)
    drop_waiting(session, subscriber_id, now, "stopped by the subscriber")


def _membership(
    session: Session, keyring: Keyring, chat: int, away: bool, now: datetime
) -> Subscriber | None:
    """Note that a chat went away or came back; returns a subscriber whose alerts are on again by this."""
    subscriber = find_subscriber(session, keyring, chat)
    if subscriber is None or subscriber.state is SubscriberState.STOPPED:
        return None  # whoever stopped starts again, whatever becomes of the bot meanwhile
    if away:
        set_subscriber_state(session, subscriber.id, SubscriberState.GONE)
        drop_waiting(session, subscriber.id, now, "the chat has blocked or removed the bot")
        return None
    if subscriber.state is not SubscriberState.GONE:
        return None
    set_subscriber_state(session, subscriber.id, SubscriberState.ACTIVE)
    return subscriber


def _migrate(session: Session, keyring: Keyring, old: int, new: int) -> Subscriber | None:
    subscriber = find_subscriber(session, keyring, old)
    if subscriber is not None:
        move_chat(session, keyring, subscriber.id, new)
    return subscriber


COMMANDS: dict[str, Run] = {"stop": stop, "forget": ask_to_forget}


def taps(door: Door) -> dict[str, Tap]:
    """Return the buttons of this module."""
    return {FORGET: Tap(on_forget(door))}
