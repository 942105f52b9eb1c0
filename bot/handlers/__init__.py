"""Everything people can say to the bot, registered in one place.

Handlers are short: read the visit, ask or change the database in one transaction, answer.
"""

from __future__ import annotations

import re
from typing import Any

from telegram import Update
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from bot.handlers import (
    access,
    channels,
    digest,
    evidence,
    find,
    mute,
    operations,
    people,
    rehearsal,
    replies,
    review,
    settings,
    sources,
    stories,
    subscriber,
    timeline,
    watchlist,
    why,
    whynot,
)
from bot.handlers.menu import commands, set_menus
from bot.handlers.topics import on_topic_lost
from bot.handlers.visit import Callback, Door, Run, Tap, answer_tap, chosen_texts
from bot.messages.help import COMMANDS as TEXTS
from bot.messages.help import render_hint
from bot.services import Services
from storage.subscriber import Role

__all__ = ["commands", "install", "set_menus"]

_FOR_A_BOT = re.compile(r"/\w+@(\w+)", re.ASCII)
"""A command with the name of the bot it is for."""
_NEW = filters.UpdateType.MESSAGE  # an edited command is not obeyed a second time
_RUNS: dict[str, Run] = {
    **access.COMMANDS,
    **subscriber.COMMANDS,
    **settings.COMMANDS,
    **mute.COMMANDS,
    **channels.COMMANDS,  # in place of those that a channel has too
    **people.COMMANDS,
    **operations.COMMANDS,
    **sources.COMMANDS,
    **watchlist.COMMANDS,
    **rehearsal.COMMANDS,
    **review.COMMANDS,
    **stories.COMMANDS,
    **whynot.COMMANDS,
    **find.COMMANDS,
    **evidence.COMMANDS,
    **digest.COMMANDS,
    **timeline.COMMANDS,
}
_SLOW = (
    sources.SLOW | watchlist.SLOW | rehearsal.SLOW | whynot.SLOW | evidence.SLOW | digest.SLOW | timeline.SLOW
)
"""These take a while, so nobody else waits for them."""


def install(application: Application[Any, Any, Any, Any, Any, Any], services: Services) -> None:
    """Register every handler on `application`."""
    door = Door(services)
    # Joining sends several messages at a person's pace; others do not wait for that.
    application.add_handler(CommandHandler("start", access.on_start(door), _NEW, block=False))
    for text in TEXTS:
        callback = door.for_command(_RUNS[text.name], text.role)
        application.add_handler(CommandHandler(text.name, callback, _NEW, block=text.name not in _SLOW))
    for prefix, tap in _taps(door).items():
        application.add_handler(
            CallbackQueryHandler(door.for_tap(tap), pattern=f"^{prefix}(?::|$)", block=not tap.slow)
        )
    application.add_handler(CallbackQueryHandler(_on_old_button(services)))
    application.add_handler(ChatMemberHandler(access.on_membership(door), ChatMemberHandler.MY_CHAT_MEMBER))
    application.add_handler(MessageHandler(_NEW & filters.StatusUpdate.MIGRATE, access.on_migration(door)))
    replies.add_to(application, door)
    anything = _NEW & filters.ChatType.PRIVATE & ~filters.StatusUpdate.ALL
    application.add_handler(MessageHandler(anything, _on_anything(door)))
    services.gateway.topic_lost = on_topic_lost(services)
    application.add_error_handler(operations.on_error(services))


def _taps(door: Door) -> dict[str, Tap]:
    families = (
        access.taps(door),
        people.taps(door),
        channels.TAPS,
        subscriber.TAPS,
        settings.TAPS,
        mute.TAPS,
        sources.TAPS,
        why.TAPS,
        watchlist.TAPS,
        rehearsal.TAPS,
        review.TAPS,
        stories.TAPS,
        find.TAPS,
        evidence.TAPS,
        digest.TAPS,
    )
    taps = {prefix: tap for family in families for prefix, tap in family.items()}
    if len(taps) != sum(map(len, families)):
        raise ValueError("two families of buttons share a prefix")
    return taps


def _on_anything(door: Door) -> Callback:
    async def callback(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer what is no command of ours: an address a moderator pasted, or anything else."""
        del context
        named = _FOR_A_BOT.match(_text(update))
        if named and named[1].casefold() != update.get_bot().username.casefold():
            return
        found = await door.open(update)
        if found is None:
            return
        visit, person = found
        if person is None:
            await door.turn_away(visit)
            return
        url = sources.first_address(_text(update)) if person.role.may(Role.MODERATOR) else None
        if url is not None:
            await sources.offer(visit, url)
        else:
            await visit.answer(render_hint(visit.texts))

    return callback


def _text(update: Update) -> str:
    message = update.effective_message
    return ((message.text or message.caption) if message else None) or ""


def _on_old_button(services: Services) -> Callback:
    async def callback(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer a button of a version that is no more."""
        del context
        query, chat = update.callback_query, update.effective_chat
        if query is not None:
            texts = await chosen_texts(services, chat.id if chat else 0, query.from_user.language_code)
            said = texts("This button is out of date. Send the command again.")
            await answer_tap(query.get_bot(), query.id, said)

    return callback
