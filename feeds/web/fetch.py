"""The guarded read of the open web: one document with its redirects, its limits and its reasons to fail.

    check the address -> ask -> redirect? check again -> read at most `max_bytes`; all within `timeout`

Every socket goes through the guard's factory; nothing is taken from the environment (no proxies).
"""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from urllib.parse import quote, urlsplit
from weakref import WeakValueDictionary

import aiohttp
from aiohttp.abc import AbstractResolver
from aiohttp.connector import Connection
from yarl import URL

from feeds.errors import BadStatus, BlockedAddress, FetchError, NotAFeed, TooLarge, TooSlow
from feeds.web.guard import REFUSED, check_url, socket_factory
from feeds.web.headers import Validators, max_age, retry_after, validators
from feeds.web.markup import prepare
from feeds.web.resolver import Resolver
from feeds.web.urls import absolute

__all__ = ["PAGES", "Exchange", "Fetched", "Fetcher", "Limits", "Validators"]

_PERMANENT = (301, 308)
_REDIRECTS = (301, 302, 303, 307, 308)
_ACCEPT = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/rdf+xml, "
    "application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"
)
PAGES = "text/html, application/xhtml+xml, */*;q=0.5"
"""What to ask for when an article's page is read."""
_CHALLENGING = frozenset((401, 403, 405, 429, 503))
"""What sites answer with when they show a check for robots."""
_LOOKED_AT = 4096
"""Bytes of a refusal that are read to tell such a check from a plain refusal."""
_LOOK_SECONDS = 2.0
_SHORT_WAIT = 600.0
"""Seconds; a refusal that names a longer wait is obeyed, whatever page comes with it."""
_HEADER_SIZE = 32 * 1024
_PER_HOST = 4


@dataclass(frozen=True, slots=True)
class Limits:
    """What one read may cost: bytes after unpacking, seconds from first to last byte, redirects."""

    max_bytes: int = 8 * 1024 * 1024
    timeout: float = 30.0
    max_redirects: int = 5


Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Exchange:
    """What was said on the way to a document, for a record of it; neither side's cookies are kept."""

    began: datetime
    target: str
    """What was asked for on that host, escaped."""
    asked: Headers
    status_line: str
    """Such as ``200 OK``."""
    answered: Headers
    """As they came: they may speak of a body that was packed."""
    peer: str
    """The address that answered."""
    via: tuple[str, ...] = ()
    """The addresses that redirected here, the first one first."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """One document as it was served."""

    url: str
    """Where it was found in the end."""
    status: int
    body: bytes
    """Unpacked; empty when not modified."""
    content_type: str | None
    validators: Validators
    not_modified: bool
    moved_to: str | None = None
    """The new address when every redirect on the way was permanent and none left https.

    Whoever stores it makes sure first that what was found there is a feed."""
    retry_after: float | None = None
    """Seconds."""
    max_age: float | None = None
    """Seconds."""
    exchange: Exchange | None = None
    """Kept by a Fetcher that records."""


Before = Callable[[str], Awaitable[None]]
"""Waits until an address may be asked for, or raises FetchError."""


@dataclass(slots=True)
class _Trip:
    """What one fetch carries from hop to hop."""

    url: str
    before: Before | None = None
    via: tuple[str, ...] = ()
    hops: int = 0
    permanent: bool = True
    cookies: dict[str, dict[str, str]] | None = None
    """By host: a site that sets a cookie and redirects to itself gets it back, no other one does."""


class Fetcher:
    """Reads documents; use as an async context manager. How many at once is the caller's choice."""

    def __init__(
        self,
        *,
        limits: Limits,
        allow_private: bool,
        user_agent: str,
        resolver: AbstractResolver | None = None,
        accept: str = _ACCEPT,
        records: bool = False,
    ) -> None:
        """Take the limits of each read; `records` keeps the `Exchange` of each."""
        self._limits = limits
        self._allow_private = allow_private
        self._headers = {"User-Agent": user_agent, "Accept": accept}
        self._records = records
        self._resolver = resolver
        self._session: aiohttp.ClientSession | None = None
        self._gates: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()

    async def __aenter__(self) -> Fetcher:
        connector = aiohttp.TCPConnector(
            resolver=self._resolver or Resolver(),
            limit=0,
            limit_per_host=2 * _PER_HOST,
            force_close=True,
            socket_factory=socket_factory(self._allow_private),
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            headers=self._headers,
            timeout=aiohttp.ClientTimeout(total=None),
            trust_env=False,
            response_class=_Response,
            max_line_size=_HEADER_SIZE,
            max_field_size=_HEADER_SIZE,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def fetch(
        self, url: str, validators: Validators | None = None, *, before: Before | None = None
    ) -> Fetched:
        """Read `url`, following redirects; raises FetchError and its kin.

        `before` is awaited with each address that is about to be asked for, those of redirects included.
        A refusal that shows a check for robots is NotAFeed of the kind ``challenge``.
        Waiting for other reads of the same host does not count towards the deadline.
        """
        if self._session is None:
            raise RuntimeError("use Fetcher as an async context manager")
        check_url(url, allow_private=self._allow_private)
        trip = _Trip(url, before)
        async with self._gate(url):
            try:
                async with asyncio.timeout(self._limits.timeout):
                    return await self._travel(self._session, trip, validators or Validators())
            except TimeoutError as error:
                reason = f"no complete answer within {self._limits.timeout:g} seconds"
                raise TooSlow(trip.url, reason) from error
            except (aiohttp.ClientError, OSError, ValueError, EOFError, zlib.error) as error:
                raise _explained(trip.url, error) from error

    async def _travel(self, session: aiohttp.ClientSession, trip: _Trip, sent: Validators) -> Fetched:
        while True:
            headers = sent.request_headers()
            if trip.before is not None:
                await trip.before(trip.url)
            host = urlsplit(trip.url).netloc
            if trip.cookies and host in trip.cookies:
                headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in trip.cookies[host].items())
            async with session.get(URL(trip.url), headers=headers, allow_redirects=False) as answer:
                if answer.status not in _REDIRECTS or "Location" not in answer.headers:
                    return await self._read(trip, answer, sent)
                self._follow(trip, answer)

    def _follow(self, trip: _Trip, answer: aiohttp.ClientResponse) -> None:
        """Move the trip to where the answer points, if the guard and the limits allow it."""
        trip.hops += 1
        if trip.hops > self._limits.max_redirects:
            raise FetchError(trip.url, f"more than {self._limits.max_redirects} redirects")
        # A Location with raw letters arrives as surrogates: escape its bytes as they came.
        location = answer.headers["Location"].encode("utf-8", "surrogateescape")
        target = absolute(quote(location, safe="!#$%&'()*+,/:;=?@[]~"), trip.url)
        if target is None:
            raise FetchError(trip.url, "it redirects to something that is no web address")
        check_url(target, allow_private=self._allow_private)
        if answer.cookies:
            trip.cookies = trip.cookies or {}
            kept = trip.cookies.setdefault(urlsplit(trip.url).netloc, {})
            kept.update((name, morsel.coded_value) for name, morsel in answer.cookies.items())
        downgraded = trip.url.startswith("https:") and not target.startswith("https:")
        trip.via = (*trip.via, trip.url)
        trip.permanent = trip.permanent and answer.status in _PERMANENT and not downgraded
        trip.url = target

    async def _read(self, trip: _Trip, answer: aiohttp.ClientResponse, sent: Validators) -> Fetched:
        wait = retry_after(answer.headers, datetime.now(UTC)) if "Retry-After" in answer.headers else None
        unchanged = answer.status == 304 and bool(sent.request_headers())
        exchange = _exchange(trip, answer) if self._records else None
        if not unchanged and not 200 <= answer.status < 300:
            if (wait or 0) <= _SHORT_WAIT and await self._is_challenge(answer):
                raise NotAFeed("challenge", f"the site checks for a browser ({answer.status})")
            raise BadStatus(trip.url, answer.status, wait)
        return Fetched(
            url=trip.url,
            status=answer.status,
            body=b"" if unchanged else await self._body(trip.url, answer),
            content_type=answer.headers.get("Content-Type"),
            validators=validators(answer.headers, sent if unchanged else None),
            not_modified=unchanged,
            moved_to=trip.url if trip.hops and trip.permanent else None,
            retry_after=wait,
            max_age=max_age(answer.headers),
            exchange=exchange,
        )

    async def _is_challenge(self, answer: aiohttp.ClientResponse) -> bool:
        """Tell whether a refusal is a check for robots: by Cloudflare's header, or by how its page begins."""
        if answer.headers.get("cf-mitigated", "").lower() == "challenge":
            return True
        if answer.status not in _CHALLENGING:
            return False
        head = b""
        # The refusal is certain already: a page that comes slowly or damaged must not hide it.
        with suppress(TimeoutError, aiohttp.ClientError, OSError, ValueError, EOFError, zlib.error):
            async with asyncio.timeout(min(_LOOK_SECONDS, self._limits.timeout / 4)):
                async for chunk in answer.content.iter_any():
                    head += chunk[:_LOOKED_AT]
                    if len(head) >= _LOOKED_AT:
                        break
        try:
            prepare(head[:_LOOKED_AT].decode("utf-8", "replace"))
        except NotAFeed as error:
            return error.kind == "challenge"
        return False

    async def _body(self, url: str, answer: aiohttp.ClientResponse) -> bytes:
        limit = self._limits.max_bytes
        if (answer.content_length or 0) > limit:
            raise TooLarge(url, f"the document is larger than {limit} bytes")
        chunks, size = [], 0
        async for chunk in answer.content.iter_any():
            size += len(chunk)
            if size > limit:
                raise TooLarge(url, f"the document is larger than {limit} bytes")
            chunks.append(chunk)
        return b"".join(chunks)

    def _gate(self, url: str) -> asyncio.Semaphore:
        """Return the door that lets a few reads of one host in at a time; it lives while it is used."""
        host = urlsplit(url).netloc.lower()
        gate = self._gates.get(host)
        if gate is None:
            gate = self._gates[host] = asyncio.Semaphore(_PER_HOST)
        return gate


class _Response(aiohttp.ClientResponse):
    """Remembers who answered: the connection of a short answer is gone before anybody could ask."""

    peer = ""

    async def start(self, connection: Connection) -> aiohttp.ClientResponse:
        found = connection.transport.get_extra_info("peername") if connection.transport else None
        self.peer = str(found[0]) if found else ""
        return await super().start(connection)


def _exchange(trip: _Trip, answer: aiohttp.ClientResponse) -> Exchange:
    return Exchange(
        began=datetime.now(UTC),
        target=answer.url.raw_path_qs,
        asked=tuple((n, v) for n, v in answer.request_info.headers.items() if n.lower() != "cookie"),
        status_line=f"{answer.status} {answer.reason or ''}".strip(),
        answered=tuple(
            (name.decode("latin-1"), value.decode("latin-1"))
            for name, value in answer.raw_headers
            if name.lower() not in (b"set-cookie", b"set-cookie2")
        ),
        peer=answer.peer if isinstance(answer, _Response) else "",
        via=trip.via,
    )


def _explained(url: str, error: Exception) -> FetchError:
    """Say in a few words what went wrong below HTTP."""
    if REFUSED in str(getattr(error, "os_error", error)):
        return BlockedAddress(url, f"its host leads to an address that {REFUSED}")
    match error:
        case aiohttp.ClientConnectorDNSError():
            reason = "the host name is not known"
        case aiohttp.ClientConnectorCertificateError():
            reason = "its certificate is not valid for this host"
        case aiohttp.ClientSSLError():
            reason = "no secure connection could be agreed on"
        case aiohttp.ClientConnectorError():
            reason = f"no connection ({error.os_error.strerror or 'refused'})"
        case aiohttp.ClientPayloadError() | zlib.error():
            reason = "the body came damaged or cut short"
        case aiohttp.ServerDisconnectedError() | ConnectionError() | EOFError():
            reason = "the server closed the connection"
        case aiohttp.ClientResponseError():
            reason = "the answer is not proper HTTP"
        case _:
            reason = f"reading failed ({type(error).__name__})"
    return FetchError(url, reason)
