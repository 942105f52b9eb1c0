"""The conversation side of Telegram: one python-telegram-bot Application, connected when it can be."""

from __future__ import annotations

import asyncio

import structlog
from telegram import Update
from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application, ApplicationBuilder
from telegram.request import HTTPXRequest

from bot.handlers import install, set_menus
from bot.services import Services

log = structlog.get_logger(__name__)

CONNECTIONS = 16  # the library's default of 256 was measured to be the slowest setting
LONGEST_WAIT = 60.0
UPDATES = [Update.MESSAGE, Update.CALLBACK_QUERY, Update.MY_CHAT_MEMBER]


class TokenRefused(Exception):
    """Telegram does not know the token; the text says what to do and does not contain it."""


class Chat:
    """The application and whether it is connected."""

    def __init__(self, application: Application) -> None:  # type: ignore[type-arg]
        self.application = application
        self.connected = asyncio.Event()

    async def connect(self, services: Services) -> None:
        """Log in, trying until Telegram can be reached, then begin to listen.

        Raises TokenRefused; every other failure is waited out.
        """
        install(self.application, services)
        wait = 1.0
        while True:
            try:
                await self.application.initialize()
                break
            except InvalidToken:
                raise TokenRefused(
                    "Telegram refuses the bot's token: check VIGIL_TELEGRAM__TOKEN with @BotFather."
                ) from None
            except TelegramError as error:
                log.warning(
                    "telegram cannot be reached; feeds are polled meanwhile", reason=type(error).__name__
                )
            await asyncio.sleep(wait)
            wait = min(LONGEST_WAIT, wait * 2)
        services.username = self.application.bot.username
        await self.application.start()
        if self.application.updater is not None:
            await self.application.updater.start_polling(
                allowed_updates=UPDATES, error_callback=_polling_error, bootstrap_retries=-1
            )
        self.connected.set()
        await set_menus(services)

    async def close(self) -> None:
        """Stop listening and let go of every connection."""
        updater = self.application.updater
        if updater is not None and updater.running:
            await updater.stop()
        if self.application.running:
            await self.application.stop()
        await self.application.shutdown()


def open_chat(token: str, api_url: str) -> Chat:
    """Build the application for `token`; `api_url` is the root of the Bot API, without /bot."""
    root = api_url.rstrip("/")
    application = (
        ApplicationBuilder()
        .token(token)
        .base_url(f"{root}/bot")
        .base_file_url(f"{root}/file/bot")
        .job_queue(None)
        .request(HTTPXRequest(connection_pool_size=CONNECTIONS, pool_timeout=10.0))
        .get_updates_request(HTTPXRequest(connection_pool_size=1))
        .build()
    )
    return Chat(application)


def _polling_error(error: TelegramError) -> None:
    log.warning("telegram did not answer; trying on", reason=type(error).__name__)
