"""An OpenAI-compatible endpoint on loopback that says what a test wants, with every fault of real ones.

`async with ModelServer() as llm: llm.says(headline, summary); llm.url`. Answers are given in order, the last
one for ever.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

from aiohttp import web

PATH = "/v1/chat/completions"


@dataclass(frozen=True)
class Reply:
    """One scripted answer; `pieces` with `pause` seconds between them drip, `cut` breaks off half way."""

    body: bytes = b""
    status: int = 200
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)
    hang: bool = False
    cut: bool = False
    pieces: int = 1
    pause: float = 0.0


@dataclass(frozen=True)
class Request:
    """A request as it came."""

    path: str
    headers: dict[str, str]
    payload: dict[str, Any]


def completion(content: object, *, finish: str = "stop", tokens: int | None = 300) -> bytes:
    """Return the body of a chat completion with this content."""
    choice = {"index": 0, "message": {"role": "assistant", "content": content}, "finish_reason": finish}
    usage = {} if tokens is None else {"usage": {"total_tokens": tokens}}
    return json.dumps({"object": "chat.completion", "choices": [choice], **usage}).encode()


def said(headline: str, summary: str = "", **named: Any) -> Reply:
    """Return an answer in the form that is asked for."""
    text = json.dumps({"headline": headline, "summary": summary}, ensure_ascii=False)
    return Reply(completion(text, **named))


def failure(status: int, *, retry_after: int | str | None = None, body: bytes = b"{}") -> Reply:
    """Return an error; its body is what a careless client would log."""
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    return Reply(body, status, headers=headers)


class ModelServer:
    """The endpoint. With `key`, any other key is refused."""

    def __init__(self, *, key: str | None = None) -> None:
        self.key = key
        self.requests: list[Request] = []
        self._script: list[Reply] = [failure(500)]
        self._runner: web.AppRunner | None = None
        self._port = 0

    @property
    def url(self) -> str:
        """The root to configure."""
        return f"http://127.0.0.1:{self._port}/v1"

    def answers(self, *replies: Reply) -> None:
        """Give these in order, the last one for ever."""
        self._script = list(replies)

    def says(self, headline: str, summary: str = "") -> None:
        """Give this translation from now on."""
        self.answers(said(headline, summary))

    async def __aenter__(self) -> ModelServer:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._serve)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.05)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self._port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        payload = json.loads(await request.text() or "{}")
        self.requests.append(Request(request.path, dict(request.headers), payload))
        if request.path != PATH or request.method != "POST":
            return web.json_response({"error": "no such page"}, status=404)
        if self.key is not None and request.headers.get("Authorization") != f"Bearer {self.key}":
            return web.json_response({"error": "wrong key"}, status=401)
        reply = self._script.pop(0) if len(self._script) > 1 else self._script[0]
        if reply.hang:
            await asyncio.sleep(3600)
        return await _send(request, reply)


async def _send(request: web.Request, reply: Reply) -> web.StreamResponse:
    headers = {"Content-Type": reply.content_type, **reply.headers}
    response = web.StreamResponse(status=reply.status, headers=headers)
    response.content_length = len(reply.body)
    await response.prepare(request)
    body = reply.body[: len(reply.body) // 2] if reply.cut else reply.body
    size = max(1, -(-len(body) // reply.pieces))
    for piece in _pieces(body, size):
        await response.write(piece)
        await asyncio.sleep(reply.pause)
    if reply.cut and request.transport is not None:
        request.transport.close()
    return response


def _pieces(body: bytes, size: int) -> Sequence[bytes]:
    return [body[start : start + size] for start in range(0, len(body), size)]
