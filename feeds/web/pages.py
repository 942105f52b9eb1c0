"""The polite reading of article pages: by the rules of each site, one page of a host at a time, with pauses.

is it our turn at the host? -> do its rules allow it? -> ask -> redirect? the same again
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from feeds.web.article import Article, is_about, refresh_target
from feeds.web.fetch import Fetched, Fetcher
from feeds.web.robots import Disallowed, Robots
from feeds.web.urls import canonical

_REFRESHES = 2
_HOSTS = 2000
_REDIRECTORS = frozenset(
    re.findall(
        r"\S+",
        """
    news.google.com news.url.google.com feedproxy.google.com feeds.feedburner.com t.co bit.ly bitly.com
    j.mp ift.tt tinyurl.com goo.gl ow.ly buff.ly dlvr.it trib.al is.gd v.gd lnkd.in fb.me flip.it zpr.io
    rss.app clck.ru vk.cc u.to cutt.ly rb.gy shorturl.at soo.gd s.id tiny.cc
    """,
    )
)
"""Hosts whose every page only points to another one."""


class Pages:
    """Reads article pages within the rules of their sites. The fetcher must be open."""

    def __init__(
        self,
        fetcher: Fetcher,
        *,
        agent: str = "vigil",
        delay: float = 2.0,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        """Take our name in robots.txt, and the seconds between two visits of one host."""
        self._fetcher = fetcher
        self._delay = delay
        self._clock = clock
        self._sleep = sleep
        self._hosts: dict[str, _Host] = {}
        self.robots = Robots(fetcher.fetch, agent, clock)

    async def read(self, url: str) -> Fetched:
        """Read a page, following redirects also in its markup; raises FetchError and its kin, Disallowed.

        Waits for its turn at each host, as long as it takes: bound it.
        """
        visit = _Visit(self)
        try:
            fetched = await self._fetcher.fetch(url, before=visit.before)
            for _ in range(_REFRESHES):
                target = refresh_target(fetched.body, fetched.url, fetched.content_type)
                if target is None or canonical(target) == canonical(fetched.url):
                    break
                fetched = await self._fetcher.fetch(target, before=visit.before)
            return fetched
        finally:
            visit.leave()

    async def enter(self, host: str) -> None:
        """Wait until nobody else reads from `host` and its last visit is long enough ago."""
        if len(self._hosts) > _HOSTS:
            now = self._clock()
            idle = [name for name, one in self._hosts.items() if one.free_at < now and one.is_idle]
            for name in idle:
                del self._hosts[name]
        place = self._hosts.setdefault(host, _Host())
        place.waiting += 1
        try:
            await place.lock.acquire()
        finally:
            place.waiting -= 1
        try:
            wait = place.free_at - self._clock()
            if wait > 0:
                await self._sleep(wait)
        except BaseException:
            place.lock.release()
            raise

    def leave(self, host: str, asked_for: float) -> None:
        """Let the next reader have `host`, after a pause of at least `asked_for` seconds."""
        place = self._hosts[host]
        place.free_at = self._clock() + max(self._delay, asked_for)
        place.lock.release()


@dataclass(slots=True)
class _Host:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    free_at: float = 0.0
    waiting: int = 0

    @property
    def is_idle(self) -> bool:
        return not self.waiting and not self.lock.locked()


@dataclass(slots=True)
class _Visit:
    """One way through the web. It holds one host at a time, so two of them never wait for each other."""

    pages: Pages
    host: str = ""
    asked_for: float = 0.0

    async def before(self, url: str) -> None:
        """Wait for the turn of this address; Disallowed when its site does not want it read."""
        host = (urlsplit(url).hostname or "").lower()
        if host != self.host:
            self.leave()
            await self.pages.enter(host)
            self.host = host
        if is_redirector(url):
            return  # nothing is read there
        rules = await self.pages.robots.rules(url)
        self.asked_for = rules.delay
        if not rules.allows(url):
            said = "asks readers not to read this page" if rules.known else "cannot be read now"
            raise Disallowed(url, f"the site's robots.txt {said}")

    def leave(self) -> None:
        """Let others have the host."""
        host, self.host = self.host, ""
        if host:
            self.pages.leave(host, self.asked_for)
        self.asked_for = 0.0


def is_redirector(url: str) -> bool:
    """Say whether an address belongs to a service that only points to other pages."""
    try:
        host = (urlsplit(url).hostname or "").lower().removeprefix("www.")
    except ValueError:
        return False
    return host in _REDIRECTORS


def resolved_key(url: str, fetched_url: str, article: Article, title: str, text: str) -> str | None:
    """Return the canonical address of the page that a link led to; None when it led nowhere else.

    Also None when the page is not what the entry is about: sites send readers to one page for consent or for
    logging in, and an address that all entries share would make one story of them.
    """
    found = canonical(fetched_url)
    parts = urlsplit(found)
    if found == canonical(url) or is_redirector(fetched_url) or not (parts.path.strip("/") or parts.query):
        return None
    return found if is_about(article, title, text) else None
