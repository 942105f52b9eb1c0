"""The simulated Telegram behind HTTP on loopback: the Bot API, downloads, webhooks, `/sim` controls."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from types import TracebackType
from typing import Any
from urllib.parse import parse_qsl

import aiohttp
from aiohttp import web

from tests.telegram.core import FakeTelegram
from tests.telegram.sim import add_sim_routes, json_response
from tests.telegram.values import Json, Upload, Uploads

_REDELIVER_AFTER = 0.2  # seconds; Telegram's own pause is longer and grows


class ApiServer:
    """`async with ApiServer(fake) as api:` serves at `api.url`, the root without `/bot`."""

    def __init__(self, fake: FakeTelegram | None = None, *, latency: float = 0.0, port: int = 0) -> None:
        """Take a FakeTelegram or make one; half of `latency` (seconds) passes before a call counts."""
        self.fake = fake or FakeTelegram()
        self.latency = latency
        self.port = port
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        """The root address, such as http://127.0.0.1:8081."""
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        """Listen; after a stop, on the same port again."""
        # Parked polls would hold the server open for their whole timeout.
        self._runner = web.AppRunner(
            make_app(self.fake, self.latency), access_log=None, shutdown_timeout=0.05
        )
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True).start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Stop listening: connections are refused until the next start, what happened is kept."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def __aenter__(self) -> ApiServer:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()


def make_app(fake: FakeTelegram, latency: float = 0.0) -> web.Application:
    """Build the HTTP application round a FakeTelegram."""

    async def serve_call(request: web.Request) -> web.StreamResponse:
        token, method = request.match_info["token"], request.match_info["method"]
        try:
            params, uploads = await _read_call(request)
        except ConnectionResetError:  # the caller died while it spoke
            return web.Response(status=400)
        await asyncio.sleep(latency / 2)
        if method.lower() == "getupdates":
            answer = await fake.get_updates(token, params)
        else:
            answer = fake.call(token, method, params, uploads)
        await asyncio.sleep(latency / 2 + answer.delay)
        if answer.lost:
            if request.transport is not None:
                request.transport.close()
            return web.Response(status=502)
        return json_response(answer.body, answer.status, _headers(answer.body))

    async def serve_file(request: web.Request) -> web.StreamResponse:
        kept = fake.files.get(request.match_info["path"].rsplit("/", 1)[-1])
        if kept is None or request.match_info["token"] != fake.token:
            return json_response({"ok": False, "error_code": 404, "description": "Not Found"}, 404)
        return web.Response(body=kept.data)

    async def deliver_webhooks(app: web.Application) -> AsyncIterator[None]:
        task = asyncio.create_task(_deliver_webhooks(fake))
        yield
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task

    app = web.Application(client_max_size=60 << 20)
    app.router.add_route("*", "/bot{token:[^/]+}/{method}", serve_call)
    app.router.add_get("/file/bot{token:[^/]+}/{path:.+}", serve_file)
    add_sim_routes(app, fake)
    app.cleanup_ctx.append(deliver_webhooks)
    return app


def _headers(body: Json) -> dict[str, str]:
    wait = (body.get("parameters") or {}).get("retry_after")
    return {"Retry-After": str(wait)} if wait else {}


async def _read_call(request: web.Request) -> tuple[dict[str, Any], Uploads]:
    """Read parameters from the query and a form, JSON or multipart body."""
    params: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        told = json.loads(await request.read() or b"{}")
        return params | (told if isinstance(told, dict) else {}), {}
    if request.content_type.startswith("multipart/"):
        fields, uploads = await _read_multipart(request)
        return params | fields, uploads
    # parse_qsl is a third of the cost of aiohttp's own form reader, which counts under load.
    body = (await request.read()).decode("utf-8", "replace")
    return params | dict(parse_qsl(body, keep_blank_values=True)), {}


async def _read_multipart(request: web.Request) -> tuple[dict[str, str], Uploads]:
    fields: dict[str, str] = {}
    uploads: dict[str, Upload] = {}
    async for part in await request.multipart():
        if not isinstance(part, aiohttp.BodyPartReader) or part.name is None:
            continue
        if part.filename is None:
            fields[part.name] = await part.text()
        else:
            mime = part.headers.get("Content-Type", "application/octet-stream")
            uploads[part.name] = Upload(part.filename, bytes(await part.read()), mime)
    return fields, uploads


async def _deliver_webhooks(fake: FakeTelegram) -> None:
    """Post updates to the webhook one by one; one counts as delivered once it was answered with 2xx."""
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as session:
        while True:
            update, hook = fake.updates.pending(), fake.webhook
            if update is None or hook is None or fake.updates.down:
                await fake.updates.wait(1.0)
                continue
            failure = await _post(session, hook, update)
            if failure:
                hook |= {"last_error_date": int(fake.wall()), "last_error_message": failure}
                await asyncio.sleep(_REDELIVER_AFTER)
            elif fake.updates.pending() is update:
                fake.updates.queue.popleft()


async def _post(session: aiohttp.ClientSession, hook: Json, update: Json) -> str:
    """Deliver one update; returns what went wrong, empty when nothing did."""
    headers = {"X-Telegram-Bot-Api-Secret-Token": hook["secret"]} if hook["secret"] else {}
    try:
        async with session.post(hook["url"], json=update, headers=headers) as response:
            return (
                "" if response.ok else f"Wrong response from the webhook: {response.status} {response.reason}"
            )
    except (aiohttp.ClientError, TimeoutError) as error:
        return f"Connection failed: {type(error).__name__}"
