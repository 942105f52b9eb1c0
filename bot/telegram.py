"""The conversation side of Telegram: one python-telegram-bot Application, connected when it can be.

Updates are fetched here rather than by the library, which tells Telegram that it has them before anybody has
looked at them: a stop or a crash would lose what people wrote. A batch is confirmed once it is worked off.
Where a webhook is set, Telegram brings them instead (`bot.web.webhook`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar
from urllib.parse import urlsplit

import structlog
from telegram import Update
from telegram.error import BadRequest, InvalidToken, TelegramError
from telegram.ext import Application, ApplicationBuilder
from telegram.request import HTTPXRequest

from bot.handlers import install, set_menus
from bot.services import Services
from bot.web.webhook import Webhook

log = structlog.get_logger(__name__)
T = TypeVar("T")

CONNECTIONS = 16  # the library's default of 256 was measured to be the slowest setting
LONGEST_WAIT = 60.0
BATCH = 25
"""Updates fetched at once, and the most that can come twice after a crash."""
LISTEN_SECONDS = 25
"""How long Telegram holds a request for updates open while there are none."""
FIRST_SILENCE, LONGEST_SILENCE = 1.0, 10.0
"""Seconds between two tries to fetch updates while Telegram cannot be reached."""
UPDATES = [Update.MESSAGE, Update.CALLBACK_QUERY, Update.MY_CHAT_MEMBER]


class TokenRefused(Exception):
    """Telegram does not know the token; the text says what to do and does not contain it."""


class WebhookRefused(Exception):
    """Updates cannot be brought to the address that is set; the text says what to do."""


class TelegramAway(Exception):
    """Telegram cannot be reached now; the text does not contain the token."""


class Chat:
    """The application and whether it is connected."""

    services: Services
    """Set once `connect` was called."""

    def __init__(self, application: Application) -> None:  # type: ignore[type-arg]
        self.application = application
        self.connected = asyncio.Event()
        self._stopping = asyncio.Event()
        self._listening: asyncio.Task[None] | None = None
        self._webhook: Webhook | None = None
        self._at_work = False
        self._next: int | None = None
        """The first update that was not worked off yet."""

    async def connect(self, services: Services) -> None:
        """Log in, trying until Telegram can be reached, then begin to listen.

        Raises TokenRefused, and WebhookRefused where a webhook is set that cannot be; every other failure is
        waited out.
        """
        self.services = services
        install(self.application, services)
        try:
            await self._log_in()
            services.username = self.application.bot.username
            await self.application.start()
            if services.settings.telegram.webhook_url:
                await self._open_webhook(services.settings.telegram.webhook_url)
            else:
                self._listening = asyncio.create_task(self._listen())
        except InvalidToken:  # its text may contain the token
            raise TokenRefused(
                "Telegram refuses the bot's token: check VIGIL_TELEGRAM__TOKEN with @BotFather."
            ) from None
        self.connected.set()
        await set_menus(services)

    async def _open_webhook(self, url: str) -> None:
        host, _, port = self.services.settings.telegram.webhook_listen.rpartition(":")
        self._webhook = Webhook(self._work_off)
        try:
            await self._webhook.open(host.strip("[]"), int(port), urlsplit(url).path or "/")
            await self.application.bot.set_webhook(
                url, allowed_updates=UPDATES, max_connections=1, secret_token=self._webhook.secret
            )
        except OSError as error:
            raise WebhookRefused(
                f"Nothing can listen on {host}:{port} ({error.strerror}): "
                "choose another VIGIL_TELEGRAM__WEBHOOK_LISTEN."
            ) from None
        except BadRequest as error:
            raise WebhookRefused(
                f"Telegram refuses the webhook ({error.message}): check VIGIL_TELEGRAM__WEBHOOK_URL."
            ) from None

    async def _work_off(self, brought: dict[str, Any]) -> None:
        """Work off one update that Telegram brought."""
        update = Update.de_json(brought, self.application.bot)
        self._at_work = True
        try:
            await self.application.process_update(update)
        finally:
            self._at_work = False

    async def _log_in(self) -> None:
        wait = 1.0
        while True:
            try:
                await self.application.initialize()
                if not self.services.settings.telegram.webhook_url:
                    await self.application.bot.delete_webhook()  # Telegram serves either way, never both
                return
            except InvalidToken:
                raise
            except TelegramError as error:
                log.warning(
                    "telegram cannot be reached; feeds are polled meanwhile", reason=type(error).__name__
                )
            await asyncio.sleep(wait)
            wait = min(LONGEST_WAIT, wait * 2)

    async def stop_listening(self) -> None:
        """Finish the update at hand and tell Telegram which were worked off; it keeps the rest for later."""
        self._stopping.set()
        if self._webhook is not None:
            await self._webhook.close()
        if self._listening is None:
            return
        await self._listening
        self._listening = None
        if self._next is not None:
            try:
                await self.application.bot.get_updates(offset=self._next, timeout=0, limit=1)
            except TelegramError as error:
                log.warning("some commands may be answered twice", reason=type(error).__name__)

    async def close(self) -> None:
        """Stop listening, finish what was begun and let go of every connection."""
        await self.stop_listening()
        if self.application.running:
            await self.application.stop()
            await self.services.gateway.finish()
        await self.application.shutdown()

    @property
    def unfinished(self) -> int:
        """How many answers people still wait for, of updates that were begun."""
        return self._at_work + (self.services.gateway.waiting if self.connected.is_set() else 0)

    async def _listen(self) -> None:
        """Fetch updates and work them off, one after the other, until told to stop."""
        wait = FIRST_SILENCE
        while not self._stopping.is_set():
            try:
                updates = await self._unless_stopped(
                    self.application.bot.get_updates(
                        offset=self._next, limit=BATCH, timeout=LISTEN_SECONDS, allowed_updates=UPDATES
                    )
                )
            except Exception as error:  # noqa: BLE001  # whatever it is, people must be heard again
                log.warning("telegram did not answer; trying on", reason=type(error).__name__)
                await self._unless_stopped(asyncio.sleep(wait))
                wait = min(LONGEST_SILENCE, wait * 2)
                continue
            wait = FIRST_SILENCE
            for update in updates or ():
                if self._stopping.is_set():
                    return
                self._at_work = True
                await self.application.process_update(update)
                self._at_work, self._next = False, update.update_id + 1

    async def _unless_stopped(self, work: Coroutine[Any, Any, T]) -> T | None:
        """Wait for `work`; None, and the work cancelled, as soon as the chat is to stop."""
        doing, stopping = asyncio.create_task(work), asyncio.create_task(self._stopping.wait())
        try:
            await asyncio.wait({doing, stopping}, return_when=asyncio.FIRST_COMPLETED)
            return doing.result() if doing.done() else None
        finally:
            doing.cancel()
            stopping.cancel()
            await asyncio.gather(doing, stopping, return_exceptions=True)


def open_chat(token: str, api_url: str) -> Chat:
    """Build the application for `token`; `api_url` is the root of the Bot API, without /bot."""
    root = api_url.rstrip("/")
    application = (
        ApplicationBuilder()
        .token(token)
        .base_url(f"{root}/bot")
        .base_file_url(f"{root}/file/bot")
        .job_queue(None)
        .updater(None)
        .request(HTTPXRequest(connection_pool_size=CONNECTIONS, pool_timeout=10.0))
        .get_updates_request(HTTPXRequest(connection_pool_size=1))
        .build()
    )
    return Chat(application)
