"""The menu of commands beside the text field: a subscriber's own; everybody else's tells nothing.

In a group only those who run it are heard, so only they see one.
"""

from __future__ import annotations

import structlog
from telegram import Bot, BotCommandScopeChat, BotCommandScopeChatAdministrators
from telegram.error import TelegramError

from bot.i18n import LANGUAGES, SOURCE_LANGUAGE, mark, texts_for
from bot.messages.help import commands_for
from bot.services import Services
from storage.subscriber import Role

log = structlog.get_logger(__name__)

_START = mark("begin")


def commands(lang: str, role: Role) -> list[tuple[str, str]]:
    """Return (name, what it is for) of the commands that a subscriber of this role may use."""
    texts = texts_for(lang)
    return [(command.name, texts(command.about)) for command in commands_for(role)]


async def set_menus(services: Services) -> None:
    """Set what strangers see, per language: /start alone, so that the menu does not tell what the bot is."""
    bot = services.gateway.bot
    try:
        for lang in LANGUAGES:
            code = None if lang == SOURCE_LANGUAGE else lang
            await bot.set_my_commands([("start", texts_for(lang)(_START))], language_code=code)
    except TelegramError as error:
        log.warning("the menu of commands was not set", reason=type(error).__name__)


async def set_menu(bot: Bot, chat: int, lang: str, role: Role) -> None:
    """Give a subscriber's chat the menu of their role, in their language."""
    try:
        await bot.set_my_commands(commands(lang, role), scope=_scope(chat))
    except TelegramError as error:
        log.warning("the menu of commands was not set", reason=type(error).__name__)


async def clear_menu(bot: Bot, chat: int) -> None:
    """Take the menu from a chat that is forgotten."""
    try:
        await bot.delete_my_commands(scope=_scope(chat))
    except TelegramError as error:
        log.warning("the menu of commands was not removed", reason=type(error).__name__)


def _scope(chat: int) -> BotCommandScopeChat | BotCommandScopeChatAdministrators:
    return BotCommandScopeChat(chat) if chat > 0 else BotCommandScopeChatAdministrators(chat)
