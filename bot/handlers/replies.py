"""Replies to what Vigil asked: words for the watch-list, the reason for a change, a note.

What a reply answers is read from the question itself, its unseen link or the button that applies a change, so
nothing is kept in memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from telegram import Message, Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters

from bot.handlers.digest import note_draft
from bot.handlers.rehearsal import note_reason
from bot.handlers.versions import number
from bot.handlers.visit import Door, Visit
from bot.handlers.watchlist import answer_question
from bot.messages.digest import DESK
from bot.messages.questions import asked_by
from bot.messages.rehearsal import REHEARSAL
from bot.messages.watchlist import WATCH
from storage.subscriber import Role, Subscriber


class _Answers(filters.MessageFilter):
    """Lets through replies to a question of ours."""

    def filter(self, message: Message) -> bool:
        return asked(message) is not None


def asked(message: Message | None) -> tuple[str, ...] | None:
    """Return the data, in parts, of what a reply answers; None where it answers nothing."""
    question = message.reply_to_message if message else None
    if question is None:
        return None
    for data in (*_links(question), *_buttons(question)):
        parts = tuple(data.split(":"))
        if (parts[0] == WATCH and parts[2:3] == ("c",)) or parts[:2] in ((REHEARSAL, "a"), (DESK, "c")):
            return parts
    return None


def _links(question: Message) -> Iterator[str]:
    yield from (asked_by(entity.url) for entity in question.entities if entity.url)


def _buttons(question: Message) -> Iterator[str]:
    for row in question.reply_markup.inline_keyboard if question.reply_markup else ():
        yield from (str(button.callback_data or "") for button in row)


def add_to(application: Application[Any, Any, Any, Any, Any, Any], door: Door) -> None:
    """Register the handler of replies; it must stand before the one that answers anything."""
    replies = filters.UpdateType.MESSAGE & filters.TEXT & ~filters.COMMAND & _Answers()

    async def callback(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        parts = asked(update.effective_message) or ("",)

        async def run(visit: Visit, subscriber: Subscriber) -> None:
            visit.words = (update.effective_message.text if update.effective_message else None) or ""
            visit.data = parts[1:]
            if parts[0] == WATCH:
                await answer_question(visit, subscriber)
            elif parts[0] == DESK:
                await note_draft(visit, subscriber)
            else:
                draft, undoes = (*parts[2:], "", "")[:2]
                await note_reason(visit, subscriber, number(draft), number(undoes))

        await door.for_command(run, Role.MODERATOR)(update, context)

    application.add_handler(MessageHandler(replies, callback, block=False))
