"""The simulated Telegram behind python-telegram-bot without a socket, failing as its HTTP client would."""

from __future__ import annotations

import asyncio
import json
from typing import Any, NoReturn

import httpx
from telegram import Bot
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from tests.telegram.core import FakeTelegram
from tests.telegram.values import Answer, Loss, Upload, Uploads


class InProcessRequest(BaseRequest):
    """A request backend that hands every call to a FakeTelegram."""

    def __init__(self, fake: FakeTelegram) -> None:
        super().__init__()
        self.fake = fake

    @property
    def read_timeout(self) -> float | None:
        """The seconds python-telegram-bot adds to a long poll."""
        return 5.0

    async def initialize(self) -> None:
        """Open nothing."""

    async def shutdown(self) -> None:
        """Close nothing."""

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *args: Any, **timeouts: Any
    ) -> tuple[int, bytes]:
        """Answer a call or a download; a lost answer raises what HTTPXRequest would raise."""
        if "/file/bot" in url:
            kept = self.fake.files.get(url.rsplit("/", 1)[-1])
            return (200, kept.data) if kept else (404, b'{"ok": false, "description": "Not Found"}')
        token, name = url.split("/bot", 1)[1].rsplit("/", 1)
        params = dict(request_data.json_parameters) if request_data else {}
        if name.lower() == "getupdates":
            answer = await self.fake.get_updates(token, params)
        else:
            await asyncio.sleep(0)  # a real request would let others run, too
            answer = self.fake.call(token, name, params, _uploads(request_data))
        return await _arrive(answer)


def bot_of(fake: FakeTelegram) -> Bot:
    """Return a python-telegram-bot Bot that talks to the simulated server in process."""
    return Bot(fake.token, request=InProcessRequest(fake), get_updates_request=InProcessRequest(fake))


async def _arrive(answer: Answer) -> tuple[int, bytes]:
    if answer.delay:
        await asyncio.sleep(answer.delay)
    if answer.lost:
        _raise_lost(answer.lost)
    return answer.status, json.dumps(answer.body).encode()


def _raise_lost(lost: Loss) -> NoReturn:
    """Raise as HTTPXRequest does: the httpx error is the cause, which is how a caller tells them apart."""
    if lost == "after":
        raise TimedOut from httpx.ReadTimeout("the answer did not arrive")
    if lost == "refused":
        raise NetworkError("httpx.ConnectError: refused") from httpx.ConnectError("refused")
    cut = "Server disconnected without sending a response."
    raise NetworkError(f"httpx.RemoteProtocolError: {cut}") from httpx.RemoteProtocolError(cut)


def _uploads(request_data: RequestData | None) -> Uploads:
    if request_data is None or not request_data.contains_files:
        return {}
    found: dict[str, Upload] = {}
    for field, (name, content, mime) in request_data.multipart_data.items():
        data = content if isinstance(content, bytes) else content.read()
        found[field] = Upload(name, data, mime)
    return found
