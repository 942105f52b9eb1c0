"""The one place that speaks to Telegram: sends our messages within the limits, gives back outcomes."""

from __future__ import annotations

import html
import re

import structlog
import telegram
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import BadRequest, TelegramError

from bot.limits import Limiter, Priority
from bot.messages.message import Message
from bot.outcome import Failed, Outcome, Sent, outcome_of

log = structlog.get_logger(__name__)
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class Gateway:
    """Sends messages through one bot. No error of Telegram's leaves it."""

    def __init__(self, bot: telegram.Bot, limiter: Limiter) -> None:
        self.bot = bot
        self.limiter = limiter

    async def send(self, chat: int, message: Message, *, priority: Priority = Priority.ALERT) -> Outcome:
        """Wait for a slot and send `message`; one that Telegram cannot parse goes as plain text instead."""
        await self.limiter.slot(priority)
        return await self.send_now(chat, message)

    async def send_now(self, chat: int, message: Message) -> Outcome:
        """Send without waiting: for a caller who holds a slot already."""
        outcome = await self._attempt(chat, message, ParseMode.HTML)
        if isinstance(outcome, Failed) and outcome.unparsable:
            log.error("telegram could not parse a message", reason=outcome.reason)
            await self.limiter.slot(Priority.ANSWER)
            outcome = await self._attempt(chat, message, None)
        return outcome

    async def answer(self, chat: int, message: Message) -> None:
        """Answer a person, ahead of alerts; what cannot be sent is logged without saying to whom."""
        outcome = await self.send(chat, message, priority=Priority.ANSWER)
        if not isinstance(outcome, Sent):
            log.warning("an answer was not sent", outcome=type(outcome).__name__)

    async def edit(self, chat: int, message_id: int, message: Message) -> None:
        """Replace a message of ours; unchanged text is fine."""
        await self.limiter.slot(Priority.ANSWER)
        try:
            await self.bot.edit_message_text(
                text=message.html,
                chat_id=chat,
                message_id=message_id,
                parse_mode=ParseMode.HTML,
                link_preview_options=_NO_PREVIEW,
                reply_markup=_keyboard(message),
            )
        except BadRequest as error:
            if "not modified" not in error.message:
                log.warning("a message was not edited", reason=error.message[:200])
        except TelegramError as error:
            log.warning("a message was not edited", outcome=type(outcome_of(error)).__name__)

    async def _attempt(self, chat: int, message: Message, mode: str | None) -> Outcome:
        self.limiter.used(chat)
        try:
            sent = await self.bot.send_message(
                chat_id=chat,
                text=message.html if mode else plain_text(message.html),
                parse_mode=mode,
                link_preview_options=_NO_PREVIEW,
                disable_notification=message.silent,
                reply_markup=_keyboard(message),
            )
        except TelegramError as error:
            return outcome_of(error)
        return Sent(sent.message_id)


def plain_text(markup: str) -> str:
    """Return our own HTML as plain text, links written out after their words; at most 4096 UTF-16 units."""
    text = re.sub(r'<a href="([^"]*)">(.*?)</a>', r"\2 (\1)", markup, flags=re.DOTALL)
    text = html.unescape(re.sub(r"</?[a-z][^<>]*>", "", text))
    return text.encode("utf-16-le", "replace")[:8192].decode("utf-16-le", "ignore")


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
