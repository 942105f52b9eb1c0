"""Channels, set from the private chat of a moderator who runs them: /sub @channel, /settings @channel, ...

    @name or -100... | does the bot post there? | does who asks run it? | the handler, for the channel

Telegram is asked at every command and every tap; nothing of who runs a channel is kept.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

import structlog
from telegram import ChatMember, ChatMemberAdministrator
from telegram.constants import ChatType
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.handlers import access, mute, settings, subscriber
from bot.handlers.access import stop_alerts
from bot.handlers.names import watched
from bot.handlers.visit import IN_CHARGE, Run, Tap, Visit, number
from bot.messages.channels import (
    CHANNEL,
    on_behalf,
    render_channel_back,
    render_channel_joined,
    render_channel_left,
    render_channel_of_others,
    render_channel_stop_usage,
    render_channel_unasked,
    render_channel_unknown,
    render_channel_unseen,
    render_channel_usage,
    render_no_channel,
)
from bot.messages.help import LANGUAGE, render_moderators_only, render_stopped
from bot.messages.message import Message
from bot.messages.pickers import FOLLOW, SETTINGS
from storage.subscriber import (
    Kind,
    Role,
    Subscriber,
    SubscriberState,
    find_subscriber,
    forget,
    get_subscriber,
    join_channel,
    set_subscriber_state,
)

log = structlog.get_logger(__name__)

_NAMED = re.compile(r"@[A-Za-z]\w{3,31}|-100[0-9]{6,16}", re.ASCII)
_INNER: Mapping[str, Run] = {
    SETTINGS: settings.tap,
    FOLLOW: subscriber.tap_follow,
    LANGUAGE: subscriber.tap_language,
}
"""Families of buttons that work for a channel as they do for a person."""


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel that the bot may post to and that whoever asks runs."""

    chat: int
    title: str
    name: str
    """How a command names it."""


def names_channel(words: str) -> bool:
    """Say whether the first word names a channel."""
    return bool(words) and _NAMED.fullmatch(words.split(maxsplit=1)[0]) is not None


def or_channel(run: Run) -> Run:
    """Return a command that is about a channel where its first word names one."""

    async def about(visit: Visit, subscriber: Subscriber) -> None:
        if not names_channel(visit.words):
            await run(visit, subscriber)
        elif not subscriber.role.may(Role.MODERATOR):
            await visit.answer(render_moderators_only(visit.texts))
        else:
            named, _, visit.words = visit.words.partition(" ")
            channel = await _look(visit, named)
            if isinstance(channel, Message):
                await visit.answer(channel)
                return
            database = visit.services.database
            found = await database.read(find_subscriber, database.keyring, channel.chat)
            if found is None or found.kind is not Kind.CHANNEL:
                await visit.answer(render_channel_unknown(channel.title, visit.texts))
                return
            await _run_for(visit, channel, found, run)

    return about


async def stop(visit: Visit, subscriber: Subscriber) -> None:
    """Answer /stop with a channel."""
    if visit.words:
        await visit.answer(render_channel_stop_usage(visit.texts))
        return
    await visit.services.database.run(stop_alerts, subscriber.id, visit.services.now())
    await visit.answer(render_stopped(visit.texts))


async def forget_(visit: Visit, subscriber: Subscriber) -> None:
    """Answer /forget: with a channel as /unsub does, otherwise about whoever asks."""
    if not names_channel(visit.words):
        await access.ask_to_forget(visit, subscriber)
    elif not subscriber.role.may(Role.MODERATOR):
        await visit.answer(render_moderators_only(visit.texts))
    else:
        await unsubscribe(visit)


async def stop_(visit: Visit, subscriber: Subscriber) -> None:
    """Answer /stop, of a channel or of whoever asks."""
    await (_STOP if names_channel(visit.words) else access.stop)(visit, subscriber)


async def subscribe(visit: Visit, subscriber: Subscriber) -> None:
    """Answer /sub with a channel."""
    channel = await _named_alone(visit)
    if channel is None:
        return
    services = visit.services
    joined = await services.database.run(
        join_channel,
        services.database.keyring,
        chat=channel.chat,
        lang=subscriber.preferences.lang,
        now=services.now(),
    )
    entities = watched(services.watch.watchlist)
    await visit.answer(render_channel_joined(joined.id, channel.title, entities, visit.texts, home=SETTINGS))


async def unsubscribe(visit: Visit) -> None:
    """Answer /unsub with a channel."""
    channel = await _named_alone(visit)
    if channel is None:
        return
    database = visit.services.database
    found = await database.read(find_subscriber, database.keyring, channel.chat)
    if found is None or found.kind is not Kind.CHANNEL:
        await visit.answer(render_channel_unknown(channel.title, visit.texts))
        return
    await database.run(forget, found.id)
    await visit.answer(render_channel_left(channel.title, visit.texts))


async def tap_channel(visit: Visit, subscriber: Subscriber) -> None:
    """Obey a button on behalf of a channel: ``<its number>:<family>:...``."""
    del subscriber
    row, family = (*visit.data, "", "")[:2]
    run, channel_id = _INNER.get(family), number(row)
    found = None
    if run is not None and channel_id is not None:
        found = await visit.services.database.read(get_subscriber, channel_id)
    if run is None or found is None or found.kind is not Kind.CHANNEL:
        await visit.toast(visit.texts("This button is out of date. Send the command again."))
        return
    channel = await _look(visit, str(found.chat))
    if isinstance(channel, Message):
        await visit.answer(channel)
        return
    visit.data = visit.data[2:]
    await _run_for(visit, channel, found, run)


async def _named_alone(visit: Visit) -> Channel | None:
    """Return the channel that is all that was written; otherwise answer why not."""
    if len(visit.words.split()) > 1:
        await visit.answer(render_channel_usage(visit.texts))
        return None
    channel = await _look(visit, visit.words.strip())
    if isinstance(channel, Message):
        await visit.answer(channel)
        return None
    return channel


async def _run_for(visit: Visit, channel: Channel, found: Subscriber, run: Run) -> None:
    visit.wrap = lambda message: on_behalf(message, found.id, channel.title, _INNER, channel.name)
    if found.state is SubscriberState.GONE:  # it has just been seen that the bot may post there
        await visit.services.database.run(set_subscriber_state, found.id, SubscriberState.ACTIVE)
        found = replace(found, state=SubscriberState.ACTIVE)
        await visit.answer(render_channel_back(visit.texts))
    await run(visit, found)


async def _look(visit: Visit, named: str) -> Channel | Message:
    """Ask Telegram about a channel; returns it, or why whoever asks has no say in it."""
    bot = visit.services.gateway.bot
    try:
        chat = await bot.get_chat(int(named) if named.startswith("-") else named)
        if chat.type != ChatType.CHANNEL:
            return render_no_channel(visit.texts)
        if not _may_post(await bot.get_chat_member(chat.id, bot.id)):
            return render_channel_unseen(visit.texts)
        member = await bot.get_chat_member(chat.id, visit.chat)  # a private chat has its person's number
    except (BadRequest, Forbidden):
        return render_channel_unseen(visit.texts)
    except TelegramError as error:
        log.warning("who runs a channel could not be found out", reason=type(error).__name__)
        return render_channel_unasked(visit.texts)
    if member.status not in IN_CHARGE:
        return render_channel_of_others(visit.texts)
    return Channel(chat.id, chat.title or "", f"@{chat.username}" if chat.username else str(chat.id))


def _may_post(member: ChatMember) -> bool:
    return isinstance(member, ChatMemberAdministrator) and bool(member.can_post_messages)


_STOP = or_channel(stop)
COMMANDS: dict[str, Run] = {
    name: or_channel(run)
    for name, run in {**settings.COMMANDS, **mute.COMMANDS, **subscriber.COMMANDS}.items()
    if name not in ("help", "recent")
} | {"stop": stop_, "forget": forget_}
"""Those of a reader that a channel has, too."""
TAPS = {CHANNEL: Tap(tap_channel, Role.MODERATOR)}
