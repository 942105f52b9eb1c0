"""The webhook: Telegram brings updates to us, over a route that only it knows how to use.

An update is confirmed (200) once it was worked off: what a crash interrupts, Telegram brings again.
One that it brings again because our answer was lost is not worked off twice.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import secrets
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from aiohttp import web

log = structlog.get_logger(__name__)

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  # core.telegram.org/bots/api#setwebhook
SEEN_KEPT = 1000
"""So many updates are known again; Telegram repeats one within minutes, and brings 100 at a time at most."""
LARGEST_UPDATE = 2**20
"""Bytes; Telegram's own updates are some thousand."""


class Webhook:
    """One route that takes updates, one after the other."""

    def __init__(self, work: Callable[[dict[str, Any]], Awaitable[None]]) -> None:
        """`work` works one update off; what it raises is logged, and the update counts as worked off."""
        self.secret = secrets.token_urlsafe(32)
        """New at every start; Telegram is told it together with the address."""
        self._work = work
        self._one_at_a_time = asyncio.Lock()
        self._runner: web.AppRunner | None = None
        self._closing = False
        self._seen: deque[int] = deque(maxlen=SEEN_KEPT)

    async def open(self, host: str, port: int, path: str) -> None:
        """Listen; OSError where the address is taken or not ours."""
        application = web.Application(client_max_size=LARGEST_UPDATE)
        application.router.add_post(path, self._take)
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=5.0)
        await runner.setup()
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError:
            await runner.cleanup()
            raise
        self._runner = runner

    async def close(self) -> None:
        """Take nothing more in, and finish the update at hand; Telegram keeps the rest for later."""
        self._closing = True
        async with self._one_at_a_time:
            pass
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _take(self, request: web.Request) -> web.Response:
        offered = request.headers.get(SECRET_HEADER, "")
        # Compared as bytes and in constant time: how long a refusal takes tells nothing of the secret.
        if not hmac.compare_digest(offered.encode("utf-8", "replace"), self.secret.encode()):
            return web.Response(status=403)
        try:
            update = json.loads(await request.read())
        except (ValueError, RecursionError, web.HTTPRequestEntityTooLarge):
            return web.Response(status=400)
        number = update.get("update_id") if isinstance(update, dict) else None
        if not isinstance(number, int) or isinstance(number, bool):
            return web.Response(status=400)
        async with self._one_at_a_time:
            if self._closing:
                return web.Response(status=503)
            if number in self._seen:
                return web.Response()
            self._seen.append(number)
            try:
                await self._work(update)
            except Exception:
                log.exception("an update could not be worked off")
        return web.Response()
