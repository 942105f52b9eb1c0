"""One update as the handlers see it, and the door that lets in whom a handler is for.

    update | who is it? | may they? | handler(visit, subscriber) | one answer

Private chats speak for themselves. In a group the chat is the subscriber, and only its administrators are
heard. Strangers get one polite sentence, seldom; and nobody gets so many answers that others wait for theirs.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import structlog
from telegram import Bot, Update
from telegram import Message as TelegramMessage
from telegram.constants import ChatAction, ChatMemberStatus, ChatType
from telegram.error import TelegramError
from telegram.ext import ContextTypes

from bot.handlers.allowance import Allowance
from bot.handlers.menu import clear_menu
from bot.i18n import SOURCE_LANGUAGE, Texts, language_of, texts_for
from bot.messages.help import administrators_only, render_moderators_only, render_private, too_fast
from bot.messages.markup import escape
from bot.messages.message import Message
from bot.services import Services
from storage.subscriber import Role, Subscriber, find_subscriber

log = structlog.get_logger(__name__)

Callback = Callable[[Update, ContextTypes.DEFAULT_TYPE], Coroutine[Any, Any, None]]
_GROUPS = (ChatType.GROUP, ChatType.SUPERGROUP)
IN_CHARGE = (ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR)
_MINUTE = timedelta(minutes=1)
_LARGEST_ID = 2**63 - 1


@dataclass(slots=True)
class Visit:
    """What somebody wants: a command with the words after it, or a tap with the data of its button."""

    services: Services
    chat: int
    group: bool
    texts: Texts
    app_lang: str = SOURCE_LANGUAGE
    """The language of the person's Telegram, as far as Vigil speaks it."""
    words: str = ""
    data: tuple[str, ...] = ()
    """The parts of a button's data after its prefix."""
    tapped: int | None = None
    """The message whose button was tapped."""
    tapped_text: str = ""
    query: str = ""
    """The tap's id until it is answered."""
    topic: int | None = None
    """The thread of a forum group in which this was said."""
    wrap: Callable[[Message], Message] | None = None
    """What is done to every answer, where the visit is on behalf of another chat."""

    async def answer(self, message: Message) -> None:
        """Send a message to the chat, in the thread where it was asked for."""
        await self.services.gateway.answer(self.chat, self._said(message).in_topic(self.topic))

    async def show(self, message: Message) -> None:
        """Put a message in the place of the one that was tapped, or send it."""
        if self.tapped is None:
            await self.answer(message)
        else:
            await self.services.gateway.edit(self.chat, self.tapped, self._said(message))

    async def busy(self) -> None:
        """Show that an answer takes a while."""
        with suppress(TelegramError):
            await self.services.gateway.bot.send_chat_action(
                self.chat, ChatAction.TYPING, message_thread_id=self.topic
            )

    async def toast(self, text: str = "") -> None:
        """End the waiting mark of a tapped button, once, with a short text over the chat."""
        query, self.query = self.query, ""
        if query:
            await answer_tap(self.services.gateway.bot, query, text)

    def _said(self, message: Message) -> Message:
        return self.wrap(message) if self.wrap is not None else message


Run = Callable[[Visit, Subscriber], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Tap:
    """What a button does. `anyone`: in a group, also for those who do not run it."""

    run: Run
    role: Role = Role.READER
    anyone: bool = False
    slow: bool = False
    """Reads the open web: must not keep other people waiting."""


@dataclass(slots=True)
class Door:
    """Knows who stands before it and how often strangers have knocked."""

    services: Services
    strangers: Allowance = field(default_factory=lambda: Allowance(3, timedelta(hours=1)))
    """How often a stranger is answered."""
    codes: Allowance = field(default_factory=lambda: Allowance(5, timedelta(hours=1)))
    """How many wrong codes one chat may try."""
    readers: Allowance = field(default_factory=lambda: Allowance(40, _MINUTE))
    """How many commands and taps of one private chat are obeyed."""
    moderators: Allowance = field(default_factory=lambda: Allowance(60, _MINUTE))
    """The same for those who work through lists."""
    groups: Allowance = field(default_factory=lambda: Allowance(10, _MINUTE))
    """The same for a group as a whole: Telegram lets us write 20 messages a minute there, alerts included."""
    members: Allowance = field(default_factory=lambda: Allowance(20, _MINUTE))
    """How often Telegram is asked whether one member runs a group."""
    pleas: Allowance = field(default_factory=lambda: Allowance(1, _MINUTE))
    """How often a chat is asked to slow down."""

    def for_command(self, run: Run, role: Role) -> Callback:
        """Return the callback of a command that only subscribers of `role` may use."""

        async def callback(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
            del context
            found = await self.open(update)
            if found is None:
                return
            visit, subscriber = found
            if subscriber is None:
                await self.turn_away(visit)
            elif not subscriber.role.may(role):
                await visit.answer(render_moderators_only(visit.texts))
            else:
                await run(visit, subscriber)

        return callback

    def for_tap(self, tap: Tap) -> Callback:
        """Return the callback of a button; whoever may not use it is told so over the chat."""

        async def callback(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
            del context
            found = await self.open(update, anyone=tap.anyone)
            if found is None:
                return
            visit, subscriber = found
            if subscriber is None:
                await visit.toast()
                return
            if not subscriber.role.may(tap.role):
                await visit.toast(visit.texts("Only moderators can do that."))
                return
            try:
                await tap.run(visit, subscriber)
            finally:
                await visit.toast()

        return callback

    async def open(
        self, update: Update, *, anyone: bool = False, joining: bool = False
    ) -> tuple[Visit, Subscriber | None] | None:
        """Say who is there; None for channels, and in groups for people who do not run them.

        A group that is no subscriber is heard only when `joining`; `anyone` of a subscribed one may tap.
        """
        chat, user = update.effective_chat, update.effective_user
        if chat is None or chat.type not in (*_GROUPS, ChatType.PRIVATE):
            if update.callback_query is not None:  # in a channel: whoever taps there could not be answered
                await answer_tap(update.get_bot(), update.callback_query.id)
            return None
        group = chat.type in _GROUPS
        database = self.services.database
        subscriber = await database.read(find_subscriber, database.keyring, chat.id)
        if group and not await self._heard(update, subscriber, anyone=anyone, joining=joining):
            return None
        app_lang = language_of(user.language_code if user else None)
        lang = subscriber.preferences.lang if subscriber else app_lang
        visit = Visit(self.services, chat.id, group, texts_for(lang), app_lang)
        _fill(visit, update)
        if subscriber is not None and not self._counted(visit, subscriber):
            await self._slow_down(visit)
            return None
        return visit, subscriber

    def _counted(self, visit: Visit, subscriber: Subscriber) -> bool:
        """Use one of the times a chat has this minute; False when it has used them up."""
        allowance = self.moderators if subscriber.role.may(Role.MODERATOR) else self.readers
        return (self.groups if visit.group else allowance).take(visit.chat, self.services.now())

    async def _slow_down(self, visit: Visit) -> None:
        """Ask once; after that nothing is said or sent, for each answer costs everybody else time."""
        if not self.pleas.take(visit.chat, self.services.now()):
            return
        if visit.query:
            await visit.toast(too_fast(visit.texts))
        else:
            await visit.answer(Message(escape(too_fast(visit.texts))))

    async def _heard(
        self, update: Update, subscriber: Subscriber | None, *, anyone: bool, joining: bool
    ) -> bool:
        """Say whether somebody in a group is listened to; a tap of anybody else ends with a short refusal."""
        user = update.effective_user
        asked = anyone or user is None or self.members.take(user.id, self.services.now())
        known = subscriber is not None or joining
        heard = known and asked and (anyone or await _in_charge(update))
        if not heard and update.callback_query is not None:
            said = administrators_only(texts_for(subscriber.preferences.lang)) if subscriber else ""
            await answer_tap(update.get_bot(), update.callback_query.id, said)
        return heard

    async def turn_away(self, visit: Visit) -> None:
        """Answer a stranger with a sentence that tells nothing, a few times an hour at most.

        Whoever was removed by the command line has the menu of their old role until then.
        """
        if self.strangers.take(visit.chat, self.services.now()):
            await visit.answer(render_private(visit.texts))
            await clear_menu(self.services.gateway.bot, visit.chat)

    def forget(self, chat: int) -> None:
        """Keep nothing of a chat."""
        for allowance in (self.strangers, self.codes, self.readers, self.moderators):
            allowance.forget(chat)
        for allowance in (self.groups, self.members, self.pleas):
            allowance.forget(chat)


async def chosen_texts(services: Services, chat: int, code: str | None) -> Texts:
    """Return the texts that a chat chose; where it is no subscriber those of a Telegram language code."""
    subscriber = await services.database.read(find_subscriber, services.database.keyring, chat)
    return texts_for(subscriber.preferences.lang if subscriber else code)


def number(written: str) -> int | None:
    """Return the number that a button carries; None for anything that we would not have written there."""
    if not (written.isascii() and written.isdigit() and len(written) < 20):
        return None
    return found if (found := int(written)) <= _LARGEST_ID else None


async def answer_tap(bot: Bot, query: str, text: str = "") -> None:
    """Answer a tap; one that Telegram has given up on already does no harm."""
    try:
        await bot.answer_callback_query(query, text or None)
    except TelegramError as error:
        log.info("a tap was not answered", reason=type(error).__name__)


def _fill(visit: Visit, update: Update) -> None:
    query = update.callback_query
    message = update.effective_message
    if isinstance(message, TelegramMessage) and message.is_topic_message:
        visit.topic = message.message_thread_id  # other threads are no topics, only chains of replies
    if query is None:
        text = (update.effective_message.text if update.effective_message else None) or ""
        visit.words = _after_command(text) if text.startswith("/") else ""
        return
    visit.query = query.id
    visit.data = tuple((query.data or "").split(":")[1:])
    if query.message is not None:
        visit.tapped = query.message.message_id
        visit.tapped_text = (query.message.text or "") if isinstance(query.message, TelegramMessage) else ""


def _after_command(text: str) -> str:
    parts = text.split(maxsplit=1)
    return parts[1].strip() if len(parts) > 1 else ""


async def _in_charge(update: Update) -> bool:
    """Say whether the sender runs the group; an anonymous administrator speaks as the group itself."""
    chat, user, message = update.effective_chat, update.effective_user, update.effective_message
    if chat is None:
        return False
    if update.callback_query is None and message is not None and message.sender_chat is not None:
        return message.sender_chat.id == chat.id
    if user is None:
        return False
    try:
        member = await chat.get_member(user.id)
    except TelegramError as error:
        log.warning("who runs a group could not be found out", reason=type(error).__name__)
        return False
    return member.status in IN_CHARGE
