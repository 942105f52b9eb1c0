"""Fetching: what arrives, what is refused, and that every way to fail is a FetchError with a reason."""

from __future__ import annotations

import asyncio
import gzip
import socket
from collections.abc import AsyncIterator, Callable

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from feeds.errors import BadStatus, BlockedAddress, FetchError, NotAFeed, TooLarge, TooSlow
from feeds.web import guard
from feeds.web.fetch import Fetcher, Limits, Validators
from tests.feedserver import Answer, FeedServer, failure, redirect

LIMITS = Limits(max_bytes=100_000, timeout=5.0, max_redirects=3)
BODY = b"<rss version='2.0'><channel><title>Mountain news</title></channel></rss>"


class Names(AbstractResolver):
    """A name server that answers what the test says."""

    def __init__(self, **addresses: str) -> None:
        self.addresses = {name.replace("_", "."): address for name, address in addresses.items()}

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return [
            ResolveResult(
                hostname=host, host=self.addresses[host], port=port, family=socket.AF_INET, proto=0, flags=0
            )
        ]

    async def close(self) -> None:
        """Hold nothing."""


@pytest.fixture
async def fetcher() -> AsyncIterator[Fetcher]:
    async with Fetcher(limits=LIMITS, allow_private=True, user_agent="Vigil test") as opened:
        yield opened


async def test_a_document_arrives_with_its_validators(feed_server: FeedServer, fetcher: Fetcher) -> None:
    """The first read brings body, type and validators; the second, with them, brings 304 and no body."""
    url = feed_server.publish("/a.xml", BODY, last_modified="Mon, 14 Jan 2019 10:00:00 GMT")
    first = await fetcher.fetch(url)
    assert (first.url, first.status, first.body, first.not_modified) == (url, 200, BODY, False)
    assert first.content_type == "application/xml"
    assert first.validators.etag
    assert first.validators.last_modified == "Mon, 14 Jan 2019 10:00:00 GMT"
    second = await fetcher.fetch(url, first.validators)
    assert (second.status, second.body, second.not_modified) == (304, b"", True)
    assert second.validators.etag == first.validators.etag
    assert feed_server.requests("/a.xml")[0].headers["User-Agent"] == "Vigil test"


async def test_permanent_redirects_are_reported_as_a_move(feed_server: FeedServer, fetcher: Fetcher) -> None:
    """Only a chain of permanent redirects moves a feed; one temporary hop in it does not."""
    target = feed_server.publish("/new.xml", BODY)
    feed_server.script("/mid", [redirect("/new.xml", 308)])
    feed_server.script("/temporary", [redirect("/new.xml", 302)])
    moved = await fetcher.fetch(feed_server.script("/old", [redirect("/mid", 301)]))
    assert (moved.url, moved.moved_to) == (target, target)
    stayed = await fetcher.fetch(feed_server.script("/older", [redirect("/temporary", 301)]))
    assert (stayed.url, stayed.moved_to) == (target, None)


async def test_redirects_end(feed_server: FeedServer, fetcher: Fetcher) -> None:
    """A circle of redirects is an error after the limit, not an endless journey."""
    url = feed_server.script("/loop", [redirect("/loop", 302)])
    with pytest.raises(FetchError, match="more than 3 redirects"):
        await fetcher.fetch(url)
    assert feed_server.count("/loop") == 4


@pytest.mark.parametrize(
    "location", ["file:///etc/passwd", "javascript:1", "http://u:p@127.0.0.1/", "http://["]
)
async def test_redirects_to_other_things_are_refused(
    feed_server: FeedServer, fetcher: Fetcher, location: str
) -> None:
    """A redirect only leads to a web address without credentials."""
    with pytest.raises(FetchError):
        await fetcher.fetch(feed_server.script("/away", [redirect(location)]))


async def test_a_cookie_goes_back_to_its_own_host_within_one_read(
    feed_server: FeedServer, fetcher: Fetcher
) -> None:
    """A site that sets a cookie and redirects to itself gets it back; the next read starts without."""
    check = Answer(status=302, headers={"Location": "/a.xml", "Set-Cookie": "seen=1; Path=/"}, etag=None)
    feed_server.publish("/a.xml", BODY)
    await fetcher.fetch(feed_server.script("/door", [check]))
    await fetcher.fetch(feed_server.url("/a.xml"))
    first, second = feed_server.requests("/a.xml")
    assert first.headers.get("Cookie") == "seen=1"
    assert "Cookie" not in second.headers


@pytest.mark.parametrize(
    ("status", "wait"), [(404, None), (410, None), (429, 120.0), (503, 30.0), (304, None)]
)
async def test_bad_answers_carry_status_and_waiting_time(
    feed_server: FeedServer, fetcher: Fetcher, status: int, wait: float | None
) -> None:
    """Every answer that is no document is a BadStatus with what the server asked for."""
    url = feed_server.script("/a", [failure(status, retry_after=int(wait) if wait else None)])
    with pytest.raises(BadStatus) as caught:
        await fetcher.fetch(url)
    assert (caught.value.status, caught.value.retry_after) == (status, wait)


CHECK = b"<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>" + b"." * 50_000
PLAIN = b"<!DOCTYPE html><html><head><title>Forbidden</title></head><body>No entry.</body></html>"


@pytest.mark.parametrize(
    "answer",
    [
        Answer(CHECK, status=403, content_type="text/html"),
        Answer(CHECK, status=503, content_type="text/html"),
        Answer(CHECK, status=503, content_type="text/html", headers={"Retry-After": "10"}),
        Answer(CHECK, status=429, content_type="text/html", gzip=True),
        Answer(CHECK, status=403, content_type="text/html", drip=(200, 0.01)),
        Answer(CHECK, status=403, content_type="text/html", cut_after=600),
        Answer(PLAIN, status=403, content_type="text/html", headers={"cf-mitigated": "challenge"}),
    ],
    ids=["403", "503", "short wait", "packed", "drip", "cut", "header"],
)
async def test_a_refusal_that_checks_for_a_browser_is_a_challenge(
    feed_server: FeedServer, fetcher: Fetcher, answer: Answer
) -> None:
    """It is told apart from a plain refusal by how its page begins, however the page comes."""
    with pytest.raises(NotAFeed) as caught:
        await fetcher.fetch(feed_server.script("/a", [answer]))
    assert caught.value.kind == "challenge"


@pytest.mark.parametrize(
    "answer",
    [
        Answer(PLAIN, status=403, content_type="text/html"),
        Answer(b"", status=403),
        Answer(b"\xff\x00" * 5000, status=503),
        Answer(b"not gzip", status=403, headers={"Content-Encoding": "gzip"}),
        Answer(CHECK, status=404, content_type="text/html"),
        Answer(CHECK, status=429, content_type="text/html", headers={"Retry-After": "7200"}),
        Answer(PLAIN, status=503, drip=(1, 0.05)),
    ],
    ids=["plain", "empty", "noise", "damaged", "not found", "long wait", "drip"],
)
async def test_a_plain_refusal_stays_what_it_is(
    feed_server: FeedServer, fetcher: Fetcher, answer: Answer
) -> None:
    """Whatever comes with it, its status counts; one that names a long wait is obeyed."""
    with pytest.raises(BadStatus) as caught:
        await fetcher.fetch(feed_server.script("/a", [answer]))
    assert caught.value.status == answer.status


async def test_freshness_is_read_from_the_headers(feed_server: FeedServer, fetcher: Fetcher) -> None:
    """The server's max-age comes along, in seconds."""
    url = feed_server.publish("/a", BODY, headers={"Cache-Control": "public, max-age=900"})
    assert (await fetcher.fetch(url)).max_age == 900.0


async def test_large_bodies_stop_at_the_limit(feed_server: FeedServer, fetcher: Fetcher) -> None:
    """The limit holds for announced sizes and for what a small packed body grows to."""
    with pytest.raises(TooLarge):
        await fetcher.fetch(feed_server.publish("/big", b"x" * 100_001))
    bomb = Answer(gzip.compress(b"\0" * 50_000_000), headers={"Content-Encoding": "gzip"}, etag=None)
    with pytest.raises(TooLarge):
        await fetcher.fetch(feed_server.script("/bomb", [bomb]))
    packed = await fetcher.fetch(feed_server.script("/packed", [Answer(BODY, gzip=True)]))
    assert packed.body == BODY


async def test_one_deadline_covers_the_whole_read(feed_server: FeedServer) -> None:
    """A body that drips for ever and an answer that never comes both end at the deadline."""
    drip = feed_server.script("/drip", [Answer(BODY * 10, drip=(1, 0.05))])
    silent = feed_server.script("/silent", [Answer(BODY, delay=30.0)])
    async with Fetcher(limits=Limits(timeout=0.3), allow_private=True, user_agent="Vigil") as hasty:
        for url in (drip, silent):
            with pytest.raises(TooSlow, match=r"0\.3 seconds"):
                await hasty.fetch(url)


@pytest.mark.parametrize(
    "raw",
    [
        b"garbage\r\n\r\n",
        b"HTTP/1.1 abc\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\nx\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 9\r\n\r\nnot gzip!",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000 + b"\r\n\r\n",
        b"",
    ],
)
async def test_broken_http_is_a_fetch_error(feed_server: FeedServer, fetcher: Fetcher, raw: bytes) -> None:
    """Whatever a server sends in place of HTTP, the reader gets a reason and goes on."""
    with pytest.raises(FetchError) as caught:
        await fetcher.fetch(feed_server.script("/broken", [Answer(raw=raw)]))
    assert caught.value.reason
    feed_server.publish("/fine", BODY)
    assert (await fetcher.fetch(feed_server.url("/fine"))).body == BODY


async def test_nobody_listening_is_a_fetch_error(fetcher: Fetcher) -> None:
    """A closed port and a name that no server knows are told apart from other failures."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(FetchError, match="no connection"):
            await fetcher.fetch(f"http://127.0.0.1:{taken.getsockname()[1]}/")
    with pytest.raises(FetchError, match="host name"):
        await fetcher.fetch("http://feed.invalid/")


async def test_validators_that_cannot_be_sent_back_are_dropped(
    fetcher: Fetcher, feed_server: FeedServer
) -> None:
    """A validator with letters that no header may hold is not kept."""
    raw = 'HTTP/1.1 200 OK\r\nETag: "главная"\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx'.encode()
    got = await fetcher.fetch(feed_server.script("/odd", [Answer(raw=raw)]))
    assert got.validators == Validators(None, None)


async def test_few_reads_of_one_host_run_at_once(feed_server: FeedServer, fetcher: Fetcher) -> None:
    """A host with many feeds is asked for a few at a time."""
    feed_server.latency = 0.02
    urls = [feed_server.publish(f"/{number}.xml", BODY) for number in range(20)]
    await asyncio.gather(*(fetcher.fetch(url) for url in urls))
    assert 2 <= feed_server.most_open <= 4


async def test_a_name_that_leads_inside_is_blocked_at_connect_time() -> None:
    """A name server that answers with a private address gets nobody in."""
    names = Names(news_example_org="127.0.0.1", meta_example_org="169.254.169.254")
    async with Fetcher(limits=LIMITS, allow_private=False, user_agent="Vigil", resolver=names) as outside:
        for host in names.addresses:
            with pytest.raises(BlockedAddress):
                await outside.fetch(f"http://{host}/")


@pytest.mark.parametrize(
    "target",
    [
        "http://10.0.0.1/",
        "http://[::ffff:7f00:1]/",
        "http://0x0a.1/",
        "http://inner.example.org/",
        "http://x:99/",
    ],
)
async def test_a_redirect_inside_is_blocked_at_every_hop(
    feed_server: FeedServer, monkeypatch: pytest.MonkeyPatch, target: str
) -> None:
    """A public site cannot send the reader to a private address, by number or by name."""
    real: Callable[[str], str | None] = guard.refuses
    monkeypatch.setattr(guard, "PORTS", (80, 443, feed_server.port))
    monkeypatch.setattr(guard, "refuses", lambda address: None if address == "127.0.0.1" else real(address))
    names = Names(news_example_org="127.0.0.1", inner_example_org="192.168.1.7")
    feed_server.script("/a", [redirect(target)])
    async with Fetcher(limits=LIMITS, allow_private=False, user_agent="Vigil", resolver=names) as outside:
        with pytest.raises(BlockedAddress):
            await outside.fetch(f"http://news.example.org:{feed_server.port}/a")
    assert feed_server.count("/a") == 1
