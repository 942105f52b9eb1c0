"""The one place that speaks to Telegram: sends our messages within the limits, gives back outcomes.

An answer that surely did not arrive is sent once more after the wait that Telegram asks for, in the
background: whoever writes next is not kept waiting for it.
"""

from __future__ import annotations

import asyncio
import html
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import structlog
import telegram
from telegram import (
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    LinkPreviewOptions,
    ReplyParameters,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest, TelegramError

from bot.limits import Limiter, Priority
from bot.messages.message import Message
from bot.outcome import Failed, Outcome, Retry, Sent, outcome_of

log = structlog.get_logger(__name__)

LONGEST_WAIT = 60.0
"""Seconds after which an answer is no answer any more."""
MOST_WAITING = 256
FILE_SECONDS = 120.0
"""How long an upload may take."""
TopicLost = Callable[[int, int], Awaitable[None]]
"""Takes the chat and the thread."""
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file: its bytes, or Telegram's name for one that it has. A `picture` is shown in the chat."""

    name: str
    content: bytes | str
    picture: bool = False


class Gateway:
    """Sends messages through one bot. No error of Telegram's leaves it."""

    def __init__(
        self,
        bot: telegram.Bot,
        limiter: Limiter,
        *,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """`pause` waits so many seconds before a second try."""
        self.bot = bot
        self.limiter = limiter
        self.topic_lost: TopicLost | None = None
        """Told of a thread that takes no messages any more, after they went to the general one."""
        self._pause = pause
        self._later: set[asyncio.Task[None]] = set()

    @property
    def waiting(self) -> int:
        """How many answers wait for their second try."""
        return len(self._later)

    async def finish(self) -> None:
        """Wait until no answer waits for its second try."""
        while self._later:
            await asyncio.wait(self._later)

    async def send(self, chat: int, message: Message, *, priority: Priority = Priority.ALERT) -> Outcome:
        """Wait for a slot and send `message`; one that Telegram cannot parse goes as plain text instead."""
        await self.limiter.slot(priority)
        return await self.send_now(chat, message)

    async def send_now(self, chat: int, message: Message) -> Outcome:
        """Send without waiting: for a caller who holds a slot already.

        What Telegram cannot read goes as plain text; what a closed topic refuses goes to the general one.
        """
        outcome = await self._attempt(chat, message, ParseMode.HTML)
        if isinstance(outcome, Failed) and outcome.unparsable:
            log.error("telegram could not read a message; it goes as plain text", reason=outcome.reason)
            await self.limiter.slot(Priority.ANSWER)
            outcome = await self._attempt(chat, _plainer(message, outcome), None)
        if isinstance(outcome, Failed) and outcome.topic and message.topic is not None:
            await self.limiter.slot(Priority.ANSWER)
            outcome = await self.send_now(chat, message.in_topic(None))
            if self.topic_lost is not None:
                await self.topic_lost(chat, message.topic)
        return outcome

    async def send_file(
        self, chat: int, file: Attachment, message: Message, *, priority: Priority = Priority.FILE
    ) -> tuple[Outcome, str]:
        """Wait for a slot and send a file with `message` as its caption (at most 1024 UTF-16 units).

        Returns the outcome and Telegram's name for the file, by which it can be sent again; empty where it
        did not arrive.
        """
        await self.limiter.slot(priority)
        try:
            async with self._departure(chat):
                sent = await self._send_file(chat, file, message)
        except TelegramError as error:
            outcome = outcome_of(error, general=message.topic is None)
            if isinstance(outcome, Failed) and outcome.topic and message.topic is not None:
                sent_again = await self.send_file(chat, file, message.in_topic(None), priority=priority)
                if self.topic_lost is not None:
                    await self.topic_lost(chat, message.topic)
                return sent_again
            return outcome, ""
        pictures = sent.photo[-1].file_id if sent.photo else ""
        return Sent(sent.message_id), sent.document.file_id if sent.document else pictures

    async def _send_file(self, chat: int, file: Attachment, message: Message) -> telegram.Message:
        content = file.content if isinstance(file.content, str) else InputFile(file.content, file.name)
        send = self.bot.send_photo if file.picture else self.bot.send_document
        sent: telegram.Message = await send(
            chat,
            content,
            caption=message.html or None,
            parse_mode=ParseMode.HTML,
            disable_notification=message.silent,
            reply_markup=_keyboard(message),
            reply_parameters=_reply(message),
            message_thread_id=message.topic,
            read_timeout=FILE_SECONDS,
            write_timeout=FILE_SECONDS,
        )
        return sent

    async def reachable(self) -> bool:
        """Ask Telegram who we are, which does nothing."""
        try:
            await self.bot.get_me()
        except TelegramError:
            return False
        return True

    async def answer(self, chat: int, message: Message) -> None:
        """Answer a person, ahead of alerts; what cannot be sent is logged without saying to whom.

        One that surely did not arrive is sent once more, after this returns.
        """
        await self._persist("an answer was not sent", lambda: self._answer(chat, message))

    async def edit(self, chat: int, message_id: int, message: Message) -> None:
        """Replace a message of ours; unchanged text is fine. Tried once more like an answer."""
        await self._persist("a message was not edited", lambda: self._edit(chat, message_id, message))

    async def _answer(self, chat: int, message: Message) -> Outcome:
        return await self.send(chat, message, priority=Priority.ANSWER)

    async def _persist(self, failure: str, attempt: Callable[[], Awaitable[Outcome]]) -> None:
        outcome = await attempt()
        if isinstance(outcome, Retry) and outcome.after <= LONGEST_WAIT and self.waiting < MOST_WAITING:
            task = asyncio.create_task(self._try_again(failure, attempt, outcome.after))
            self._later.add(task)
            task.add_done_callback(self._later.discard)
        elif not isinstance(outcome, Sent):
            log.warning(failure, outcome=type(outcome).__name__)

    async def _try_again(
        self, failure: str, attempt: Callable[[], Awaitable[Outcome]], seconds: float
    ) -> None:
        await self._pause(seconds)
        outcome = await attempt()
        if not isinstance(outcome, Sent):
            log.warning(failure, outcome=type(outcome).__name__)

    async def edit_now(self, chat: int, message_id: int, message: Message) -> Outcome:
        """Replace a message without waiting: for a caller who holds a slot. Unchanged text is fine."""
        return await self._replace(chat, message_id, message)

    async def _edit(self, chat: int, message_id: int, message: Message) -> Outcome:
        await self.limiter.slot(Priority.ANSWER)
        return await self._replace(chat, message_id, message)

    async def _replace(self, chat: int, message_id: int, message: Message) -> Outcome:
        outcome = await self._exchange(chat, message_id, message, ParseMode.HTML)
        if isinstance(outcome, Failed) and outcome.unparsable:
            log.error("telegram could not read an edit; it goes as plain text", reason=outcome.reason)
            await self.limiter.slot(Priority.ANSWER)
            outcome = await self._exchange(chat, message_id, _plainer(message, outcome), None)
        return outcome

    @asynccontextmanager
    async def _departure(self, chat: int) -> AsyncIterator[None]:
        """Let a request to `chat` leave, and remember that it did; leave the block with its answer."""
        async with self.limiter.departure():
            self.limiter.used(chat)
            yield

    async def _exchange(self, chat: int, message_id: int, message: Message, mode: str | None) -> Outcome:
        text = message.html if mode else plain_text(message.html)
        try:
            async with self._departure(chat):
                await self.bot.edit_message_text(
                    text=text,
                    chat_id=chat,
                    message_id=message_id,
                    parse_mode=mode,
                    link_preview_options=_NO_PREVIEW,
                    reply_markup=_keyboard(message),
                )
        except TelegramError as error:
            if isinstance(error, BadRequest) and "not modified" in error.message:
                return Sent(message_id)
            return outcome_of(error)
        return Sent(message_id)

    async def _attempt(self, chat: int, message: Message, mode: str | None) -> Outcome:
        text = message.html if mode else plain_text(message.html)
        try:
            async with self._departure(chat):
                sent = await self.bot.send_message(
                    chat_id=chat,
                    text=text,
                    parse_mode=mode,
                    link_preview_options=_NO_PREVIEW,
                    disable_notification=message.silent,
                    reply_markup=_keyboard(message) or _reply_field(message),
                    reply_parameters=_reply(message),
                    message_thread_id=message.topic,
                )
        except TelegramError as error:
            return outcome_of(error, general=message.topic is None)
        return Sent(sent.message_id)


def plain_text(markup: str) -> str:
    """Return our own HTML as plain text, links written out after their words; at most 4096 UTF-16 units."""
    text = re.sub(r'<a href="([^"]*)">(.*?)</a>', r"\2 (\1)", markup, flags=re.DOTALL)
    text = html.unescape(re.sub(r"</?[a-z][^<>]*>", "", text))
    return text.encode("utf-16-le", "replace")[:8192].decode("utf-16-le", "ignore")


def _plainer(message: Message, failure: Failed) -> Message:
    """Return the message without its buttons where those are at fault."""
    at_fault = re.search("button|keyboard|markup", failure.reason, re.IGNORECASE)
    return replace(message, buttons=()) if at_fault else message


def _reply(message: Message) -> ReplyParameters | None:
    if message.reply_to is None:
        return None
    return ReplyParameters(message.reply_to, allow_sending_without_reply=True)


def _reply_field(message: Message) -> ForceReply | None:
    return ForceReply(input_field_placeholder=message.asks[:64]) if message.asks else None


def _keyboard(message: Message) -> InlineKeyboardMarkup | None:
    if not message.buttons:
        return None
    return InlineKeyboardMarkup(
        [
            [
                InlineKeyboardButton(b.label, url=b.url)
                if b.url
                else InlineKeyboardButton(b.label, callback_data=b.data)
                for b in row
            ]
            for row in message.buttons
        ]
    )
