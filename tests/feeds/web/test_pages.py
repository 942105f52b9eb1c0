"""The polite reading of pages: rules, turns and pauses, redirects of every kind, the guard."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from aiohttp.abc import AbstractResolver, ResolveResult

from feeds.errors import BadStatus, BlockedAddress, FeedsError, FetchError, TooLarge, TooSlow
from feeds.web.article import extract
from feeds.web.fetch import PAGES, Fetcher, Limits
from feeds.web.pages import Pages, is_redirector, resolved_key
from feeds.web.robots import Disallowed
from tests.feeds.web.pagemaker import TITLE_EN, page
from tests.feedserver import Answer, FeedServer, failure, redirect

LIMITS = Limits(max_bytes=200_000, timeout=1.5, max_redirects=3)
HTML = "text/html; charset=utf-8"


class Loopback(AbstractResolver):
    """Every name is this machine."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        flags = socket.AI_NUMERICHOST
        return [
            ResolveResult(
                hostname=host, host="127.0.0.1", port=port, family=socket.AF_INET, proto=0, flags=flags
            )
        ]

    async def close(self) -> None:
        """Nothing is open."""


class Clock:
    """Time that passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 3))
        self.now += seconds
        await asyncio.sleep(0)


@pytest_asyncio.fixture
async def site() -> AsyncIterator[FeedServer]:
    async with FeedServer() as server:
        server.publish("/news/1", page(), content_type=HTML)
        yield server


@pytest_asyncio.fixture
async def fetcher() -> AsyncIterator[Fetcher]:
    async with Fetcher(
        limits=LIMITS, allow_private=True, user_agent="Vigil", resolver=Loopback(), accept=PAGES, records=True
    ) as opened:
        yield opened


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def pages(fetcher: Fetcher, clock: Clock) -> Pages:
    return Pages(fetcher, clock=clock, sleep=clock.sleep)


def at(site: FeedServer, host: str, path: str) -> str:
    return f"http://{host}:{site.port}{path}"


async def test_a_page_is_read_after_the_rules(site: FeedServer, pages: Pages) -> None:
    """robots.txt first, once; the page is asked for as a page, and what was said is recorded."""
    fetched = await pages.read(site.url("/news/1"))
    assert fetched.body == page()
    assert [seen.path for seen in site.seen] == ["/robots.txt", "/news/1"]
    assert site.seen[1].headers["Accept"].startswith("text/html")
    assert fetched.exchange is not None
    assert (fetched.exchange.status_line, fetched.exchange.peer) == ("200 OK", "127.0.0.1")
    await pages.read(site.url("/news/1"))
    assert site.count("/robots.txt") == 1


async def test_a_page_that_is_not_to_be_read_is_not_asked_for(site: FeedServer, pages: Pages) -> None:
    """Nothing but the rules is read."""
    site.publish("/robots.txt", b"User-agent: *\nDisallow: /news/", content_type="text/plain")
    with pytest.raises(Disallowed, match=r"robots\.txt asks readers not to"):
        await pages.read(site.url("/news/1"))
    assert site.count("/news/1") == 0


async def test_rules_bind_where_a_redirect_leads_too(site: FeedServer, pages: Pages) -> None:
    """A detour is no way round a site's wishes."""
    site.script("/go", [redirect(at(site, "other.example", "/news/1"))])
    site.script("/robots.txt", [Answer(b""), Answer(b"User-agent: vigil\nDisallow: /news")])
    with pytest.raises(Disallowed):
        await pages.read(at(site, "one.example", "/go"))
    assert site.count("/news/1") == 0


async def test_a_site_that_has_trouble_is_left_alone(site: FeedServer, pages: Pages) -> None:
    """While its rules cannot be read, its pages are not."""
    site.script("/robots.txt", [failure(503)])
    with pytest.raises(Disallowed, match="cannot be read now"):
        await pages.read(site.url("/news/1"))


async def test_visits_of_one_host_are_spaced_out(site: FeedServer, pages: Pages, clock: Clock) -> None:
    """One at a time, two seconds apart; another host waits for nobody."""
    first, second = site.url("/news/1"), at(site, "other.example", "/news/1")
    await asyncio.gather(pages.read(first), pages.read(first), pages.read(first), pages.read(second))
    assert clock.slept == [2.0, 2.0]
    assert site.most_open <= 2


async def test_a_site_may_ask_for_longer_pauses(site: FeedServer, pages: Pages, clock: Clock) -> None:
    """Crawl-delay is kept."""
    site.publish("/robots.txt", b"User-agent: *\nCrawl-delay: 11", content_type="text/plain")
    for _ in range(3):
        await pages.read(site.url("/news/1"))
    assert clock.slept == [11.0, 11.0]


async def test_a_reader_that_gives_up_leaves_its_place(site: FeedServer, pages: Pages) -> None:
    """Cancelled or refused, it keeps nobody waiting."""
    site.script("/slow", [Answer(b"x", delay=5.0)])
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(pages.read(site.url("/slow")), 0.1)
    with pytest.raises(BadStatus):
        await pages.read(site.url("/missing"))
    assert (await pages.read(site.url("/news/1"))).status == 200


async def test_two_ways_that_cross_do_not_block_each_other(site: FeedServer, pages: Pages) -> None:
    """A leads to B while B leads to A."""
    site.script("/to-b", [redirect(at(site, "b.example", "/news/1"))])
    site.script("/to-a", [redirect(at(site, "a.example", "/news/1"))])
    ways = (at(site, "a.example", "/to-b"), at(site, "b.example", "/to-a"))
    found = await asyncio.gather(*(pages.read(way) for way in ways * 3))
    assert {fetched.status for fetched in found} == {200}


@pytest.mark.parametrize(
    "markup",
    [
        "<meta http-equiv='refresh' content='0; url={}'>",
        '<noscript><META http-equiv="refresh" content="0;URL={}"></noscript>',
    ],
)
async def test_a_redirect_in_the_markup_is_followed(site: FeedServer, pages: Pages, markup: str) -> None:
    """As link shorteners send browsers without scripts on."""
    target = at(site, "post.example", "/news/1")
    site.publish("/x", markup.format(target).encode(), content_type=HTML)
    fetched = await pages.read(at(site, "t.co", "/x"))
    assert (fetched.url, fetched.body) == (target, page())


async def test_circles_end(site: FeedServer, pages: Pages) -> None:
    """Redirects and refreshes that lead round and round are left after a few steps."""
    site.script("/a", [redirect("/b", 302)])
    site.script("/b", [redirect("/a", 302)])
    with pytest.raises(FetchError, match="redirects"):
        await pages.read(site.url("/a"))
    for here, there in (("/c", "/d"), ("/d", "/c")):
        site.publish(here, f"<meta http-equiv=refresh content='0; url={there}'>".encode(), content_type=HTML)
    await pages.read(site.url("/c"))
    assert site.count("/c") + site.count("/d") == 3


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (Answer(b"x" * 300_000, content_type=HTML), TooLarge),
        (Answer(b"\0" * 60_000_000, content_type=HTML, gzip=True), TooLarge),
        (Answer(b"x" * 1000, content_type=HTML, drip=(1, 0.2)), TooSlow),
        (Answer(b"x" * 1000, content_type=HTML, cut_after=10), FetchError),
        (Answer(raw=b"HTTP/1.1 nonsense\r\n\r\n"), FetchError),
        (redirect("http://127.0.0.1:1/x"), FetchError),
        (redirect("file:///etc/passwd"), FetchError),
        (failure(410), BadStatus),
    ],
    ids=["huge", "bomb", "drip", "cut", "nonsense", "dead", "file", "gone"],
)
async def test_hostile_pages_end_in_one_error(
    site: FeedServer, pages: Pages, answer: Answer, error: type[FeedsError]
) -> None:
    """Whatever a site sends, the reader is told why there is no page, soon."""
    site.script("/x", [answer])
    with pytest.raises(error):
        await pages.read(site.url("/x"))


async def test_private_addresses_are_never_visited(site: FeedServer) -> None:
    """Neither as a link, nor by a redirect or a refresh, nor for their robots.txt; by name or number."""
    async with Fetcher(
        limits=LIMITS, allow_private=False, user_agent="Vigil", resolver=Loopback(), accept=PAGES
    ) as guarded:
        pages = Pages(guarded)
        for url in (site.url("/news/1"), "http://127.0.0.1/", "http://inside.example/", "http://t.co/x"):
            with pytest.raises((BlockedAddress, Disallowed)):
                await pages.read(url)
    assert site.seen == []


@pytest.mark.parametrize(
    ("url", "known"),
    [
        ("https://news.google.com/rss/articles/CBMiabc?oc=5", True),
        ("https://t.co/abc", True),
        ("http://www.bit.ly/x", True),
        ("https://ift.tt/x", True),
        ("https://google.com/x", False),
        ("https://not.co/x", False),
        ("https://post.example/t.co/", False),
        ("https://[bad", False),
    ],
)
def test_services_that_only_redirect_are_known(url: str, known: bool) -> None:
    """By their hosts."""
    assert is_redirector(url) is known


@pytest.mark.parametrize(
    ("link", "found", "key"),
    [
        ("https://t.co/1", "https://www.post.example/news/1/?utm_source=x", "https://post.example/news/1"),
        ("https://post.example/old/1", "https://post.example/news/1", "https://post.example/news/1"),
        ("https://post.example/news/1?utm_source=rss", "https://www.post.example/news/1", None),
        ("https://t.co/1", "https://post.example/", None),
        ("https://t.co/1", "https://news.google.com/rss/articles/CBMi", None),
        ("https://post.example/?p=5", "https://post.example/?p=6", "https://post.example?p=6"),
    ],
)
def test_an_address_is_taken_where_the_link_led(link: str, found: str, key: str | None) -> None:
    """Without what advertising appends; a front page or a redirector is no article."""
    assert resolved_key(link, found, extract(page(), found), TITLE_EN, "") == key


def test_an_address_that_all_links_lead_to_is_not_taken() -> None:
    """A page for consent or logging in is not about the entry, and must not make one story of all."""
    article = extract(
        page("Log in to your account", ["Enter your name and your word here."]), "https://x.example"
    )
    assert resolved_key("https://t.co/1", "https://post.example/login", article, TITLE_EN, "") is None
