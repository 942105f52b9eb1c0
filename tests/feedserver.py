"""A feed server on loopback whose every answer is scripted, and a folder of feeds served for benchmarks.

`async with FeedServer() as feeds: feeds.publish("/a.xml", body); feeds.url("/a.xml")`. Each path has
a list of answers given in order, the last one for ever; a path without one answers 404. By default
conditional requests are honest: 304 while the validators match.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import hashlib
import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType

from aiohttp import web
from multidict import CIMultiDictProxy

_TYPES = {".json": "application/feed+json", ".html": "text/html; charset=utf-8", ".opml": "text/x-opml"}
XML = "application/xml"


@dataclass(frozen=True)
class Answer:
    """One scripted answer.

    `etag`: True makes one from the body, a text is sent as it is (so it may lie), None sends none.
    `delay`: seconds before anything is sent. `drip`: (bytes, seconds) sends slowly, piece by piece.
    `cut_after`: bytes of the body after which the connection breaks. `raw`: bytes sent in place of
    the whole HTTP answer.
    """

    body: bytes = b""
    status: int = 200
    content_type: str | None = XML
    headers: Mapping[str, str] = field(default_factory=dict)
    etag: str | bool | None = True
    last_modified: str | None = None
    conditional: bool = True
    gzip: bool = False
    delay: float = 0.0
    drip: tuple[int, float] | None = None
    cut_after: int | None = None
    raw: bytes | None = None

    @property
    def tag(self) -> str | None:
        """The ETag as sent."""
        if self.etag is True:
            return f'"{hashlib.blake2b(self.body, digest_size=8).hexdigest()}"'
        return self.etag or None


def redirect(to: str, status: int = 301) -> Answer:
    """Return an answer that sends the client elsewhere."""
    return Answer(status=status, headers={"Location": to}, etag=None, content_type=None)


def failure(status: int, *, retry_after: int | str | None = None, body: bytes = b"") -> Answer:
    """Return an error answer; `retry_after` is seconds or an HTTP date."""
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    return Answer(body, status, headers=headers, etag=None)


@dataclass(frozen=True)
class Seen:
    """A request as it came."""

    method: str
    path: str
    query: str
    headers: CIMultiDictProxy[str]


class FeedServer:
    """An HTTP server on a free loopback port; `honest=False` never answers 304."""

    def __init__(self, *, port: int = 0, honest: bool = True, latency: float = 0.0) -> None:
        """Take the port (0: any) and seconds that every answer is held back."""
        self.port = port
        self.honest = honest
        self.latency = latency
        self.seen: list[Seen] = []
        self.keep_seen = True
        self.counts: Counter[str] = Counter()
        self.bytes_sent: Counter[str] = Counter()
        self.open_now = 0
        self.most_open = 0  # requests answered at the same time
        self._scripts: dict[str, list[Answer]] = {}
        self._runner: web.AppRunner | None = None

    def url(self, path: str = "/") -> str:
        """Return the address of a path."""
        return f"http://127.0.0.1:{self.port}/{path.lstrip('/')}"

    def publish(
        self,
        path: str,
        body: bytes,
        *,
        content_type: str | None = XML,
        etag: str | bool | None = True,
        last_modified: str | None = None,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
    ) -> str:
        """Serve a body at a path from now on and return its address."""
        answer = Answer(body, status, content_type, headers or {}, etag, last_modified)
        return self.script(path, [answer])

    def script(self, path: str, answers: Sequence[Answer]) -> str:
        """Give these answers in order, the last one for ever; returns the address."""
        if not answers:
            raise ValueError("a script needs at least one answer")
        self._scripts[_absolute(path)] = list(answers)
        return self.url(path)

    def remove(self, path: str) -> None:
        """Answer 404 at a path from now on."""
        self._scripts.pop(_absolute(path), None)

    def count(self, path: str) -> int:
        """Return how often a path was asked for."""
        return self.counts[_absolute(path)]

    def requests(self, path: str) -> list[Seen]:
        """Return the requests for a path in order."""
        return [seen for seen in self.seen if seen.path == _absolute(path)]

    async def start(self) -> None:
        """Listen; after a stop, on the same port again."""
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._serve)
        # An answer that drips or waits must not hold up the end of a test.
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.05)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True).start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Refuse connections until the next start."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def __aenter__(self) -> FeedServer:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    def answer_for(self, path: str) -> Answer:
        """Return the next answer of a path and move its script on."""
        script = self._scripts.get(path)
        if script is None:
            return failure(404, body=b"nothing here")
        return script.pop(0) if len(script) > 1 else script[0]

    async def control(self, request: web.Request) -> web.StreamResponse | None:
        """Answer requests that are not for a feed; None when it is one."""
        return None

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        controlled = await self.control(request)
        if controlled is not None:
            return controlled
        self.counts[request.path] += 1
        if self.keep_seen:
            self.seen.append(Seen(request.method, request.path, request.query_string, request.headers))
        self.open_now += 1
        self.most_open = max(self.most_open, self.open_now)
        try:
            return await self._send(request, self.answer_for(request.path))
        finally:
            self.open_now -= 1

    async def _send(self, request: web.Request, answer: Answer) -> web.StreamResponse:
        await asyncio.sleep(self.latency + answer.delay)
        if answer.raw is not None:
            return await _send_raw(request, answer.raw)
        headers = _headers(answer)
        if self.honest and answer.conditional and answer.status == 200 and unchanged(answer, request.headers):
            kept = {name: value for name, value in headers.items() if name in {"ETag", "Last-Modified"}}
            return web.Response(status=304, headers=kept)
        body = gzip.compress(answer.body, mtime=0) if answer.gzip else answer.body
        self.bytes_sent[request.path] += len(body)
        if answer.drip is None and answer.cut_after is None:
            return web.Response(status=answer.status, headers=headers, body=body)
        return await _send_slowly(request, answer, headers, body)


def unchanged(answer: Answer, asked: Mapping[str, str]) -> bool:
    """Tell whether a conditional request deserves 304; the tag counts before the date (RFC 9110, 13.2.2)."""
    tags = asked.get("If-None-Match")
    if tags is not None:
        known = {tag.strip().removeprefix("W/") for tag in tags.split(",")}
        return answer.tag is not None and ("*" in known or answer.tag.removeprefix("W/") in known)
    since = asked.get("If-Modified-Since")
    return since is not None and since == answer.last_modified


def _absolute(path: str) -> str:
    return "/" + path.lstrip("/")


def _headers(answer: Answer) -> dict[str, str]:
    told = {
        "Content-Type": answer.content_type,
        "ETag": answer.tag if answer.status == 200 else None,
        "Last-Modified": answer.last_modified,
        "Content-Encoding": "gzip" if answer.gzip else None,
    }
    return {name: value for name, value in told.items() if value is not None} | dict(answer.headers)


async def _send_slowly(
    request: web.Request, answer: Answer, headers: Mapping[str, str], body: bytes
) -> web.StreamResponse:
    """Send a body in pieces, or a part of what Content-Length promises."""
    response = web.StreamResponse(status=answer.status, headers=headers)
    response.content_length = len(body)
    await response.prepare(request)
    size, pause = answer.drip or (len(body) or 1, 0.0)
    end = len(body) if answer.cut_after is None else min(answer.cut_after, len(body))
    for start in range(0, end, size):
        await response.write(body[start : min(start + size, end)])
        await asyncio.sleep(pause)
    if end < len(body) and request.transport is not None:
        request.transport.close()
    return response


async def _send_raw(request: web.Request, raw: bytes) -> web.StreamResponse:
    if request.transport is not None and isinstance(request.transport, asyncio.WriteTransport):
        request.transport.write(raw)
        request.transport.close()
    return web.Response()


class FolderServer(FeedServer):
    """Every file below a folder at its own path, held in memory; for benchmarks.

    GET /_list gives the paths as JSON. POST /_mode {"etag": bool, "changed": 0.1, "round": 2} chooses
    validators and which share of the feeds has one new item since the round before.
    """

    def __init__(self, folder: Path, *, port: int = 0, latency: float = 0.0) -> None:
        """Read the whole folder."""
        super().__init__(port=port, latency=latency)
        self.keep_seen = False
        self._etag = True
        self._files = {
            "/" + file.relative_to(folder).as_posix(): file.read_bytes()
            for file in sorted(folder.rglob("*"))
            if file.is_file()
        }
        self.set_mode()

    def set_mode(self, *, etag: bool = True, changed: float = 0.0, round_number: int = 1) -> int:
        """Publish all feeds anew; returns how many have a new item. The same share is the same feeds."""
        fresh = 0
        for place, (path, body) in enumerate(self._files.items()):
            # Evenly spread over the list, so that big and small feeds are hit alike.
            hit = int((place + 1) * changed) > int(place * changed)
            fresh += hit
            told = with_new_item(body, round_number) if hit else body
            content_type = _TYPES.get(Path(path).suffix, XML)
            answer = Answer(told, content_type=content_type, etag=etag or None)
            self.script(path, [replace(answer, etag=answer.tag)])
        return fresh

    async def control(self, request: web.Request) -> web.StreamResponse | None:
        """Answer the two control addresses."""
        if request.path == "/_list":
            return web.json_response(list(self._files))
        if request.path == "/_mode":
            told = json.loads(await request.read())
            changed, round_number = float(told.get("changed", 0.0)), int(told.get("round", 1))
            fresh = self.set_mode(
                etag=bool(told.get("etag", True)), changed=changed, round_number=round_number
            )
            return web.json_response({"feeds": len(self._files), "changed": fresh})
        return None


def with_new_item(body: bytes, round_number: int) -> bytes:
    """Return a feed with its first item once more on top, under another id, link and title."""
    if body.lstrip()[:1] == b"{":
        return _with_new_json_item(body, round_number)
    first = re.search(rb"<(item|entry)\b[^>]*>.*?</\1>", body, re.DOTALL)
    if first is None:
        return body + b"\n"
    mark = b"-round-%d" % round_number
    item = re.sub(rb"(</(?:[a-z]+:)?(?:guid|id|title|link)>)", mark + rb"\1", first.group())
    item = re.sub(rb"(]]>)(-round-\d+)", rb"\2\1", item)
    item = re.sub(rb"(\b(?:href|rdf:about)=[\"'][^\"']*)", rb"\1" + mark, item)
    return body[: first.start()] + item + body[first.start() :]


def _with_new_json_item(body: bytes, round_number: int) -> bytes:
    try:
        feed = json.loads(body)
        first = dict(feed["items"][0])
    except (ValueError, LookupError, TypeError):
        return body + b"\n"
    mark = f"-round-{round_number}"
    first |= {name: f"{first[name]}{mark}" for name in ("id", "url", "title") if name in first}
    feed["items"].insert(0, first)
    return json.dumps(feed, ensure_ascii=False).encode()


def main() -> None:
    """Serve a folder; prints the port once it listens, then runs until killed."""
    parser = argparse.ArgumentParser(prog="python -m tests.feedserver", description=FolderServer.__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--latency-ms", type=float, default=0.0)
    parser.add_argument("--no-etag", action="store_true", help="start without validators")
    parser.add_argument("--changed", type=float, default=0.0, help="share of feeds with a new item")
    told = parser.parse_args()
    if not told.folder.is_dir():
        parser.error(f"{told.folder} is not a folder")
    server = FolderServer(told.folder, port=told.port, latency=told.latency_ms / 1000)
    server.set_mode(etag=not told.no_etag, changed=told.changed)
    asyncio.run(_run(server))


async def _run(server: FeedServer) -> None:
    async with server:
        print(server.port, flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    main()
