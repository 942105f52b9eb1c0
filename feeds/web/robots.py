"""What a site asks of readers like us in its robots.txt (RFC 9309), remembered per host.

Rules bind as the RFC says: the group of our name or else of ``*``, the longest matching path, `Allow` in a
tie. The standard library's parser takes the first match and knows no wildcards.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import quote, unquote_to_bytes, urlsplit

from feeds.errors import BadStatus, FetchError, NotAFeed
from feeds.web.fetch import Fetched

MAX_BYTES = 500 * 1024
"""What the RFC asks readers to read at least."""
_MAX_RULES = 2000
_MAX_PATTERN = 1000
_MAX_DELAY = 60.0
"""Seconds; a site that asks for longer pauses is visited this seldom."""
_FRESH = 24 * 3600.0
"""Seconds; the longest that the RFC lets rules be kept."""
_TRY_AGAIN = 600.0
"""Seconds until rules that could not be read are asked for again."""
_HOSTS = 2000
_NOT_NOW = (429,)
"""Beside 5xx: the site is busy, and what it would ask for is not known."""


class Disallowed(FetchError):
    """The site asks readers like us not to read this page, or could not be asked."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules for one reader on one host: (pattern, allowed) pairs."""

    rules: tuple[tuple[str, bool], ...] = ()
    delay: float = 0.0
    """Seconds between visits that the site asks for, within bounds."""
    known: bool = True
    """False: they could not be read, so nothing may be read now."""

    def allows(self, url: str) -> bool:
        """Say whether the page may be read."""
        parts = urlsplit(url)
        path = _folded((parts.path or "/") + (f"?{parts.query}" if parts.query else ""))
        if not self.known:
            return False
        if path == "/robots.txt":
            return True
        best = max(((len(p), ok) for p, ok in self.rules if _matches(p, path)), default=(0, True))
        return best[1]


def read_rules(body: bytes, agent: str) -> Rules:
    """Read a robots.txt for the reader `agent` (its product token, in lower case); never raises.

    Linear in its size; lines beyond the first 500 KiB and rules beyond 2000 are left out.
    """
    if len(body) > MAX_BYTES:
        body = body[:MAX_BYTES].rpartition(b"\n")[0]  # half a rule would say something else
    text = body.decode("utf-8", "replace").removeprefix("\ufeff")
    groups: dict[str, list[tuple[str, str]]] = {}
    names: set[str] = set()
    listening = False  # whether the last line named a reader: several may share a group
    for line in text.splitlines():
        key, colon, value = (part.strip() for part in line.partition("#")[0].partition(":"))
        key = key.lower()
        if colon and key == "user-agent":
            names = (names if listening else set()) | ({_token(value)} & {agent, "*"})
            groups |= {name: groups.get(name, []) for name in names}
            listening = True
        elif colon and key in ("allow", "disallow", "crawl-delay"):  # a sitemap ends no list of names
            listening = False
            for name in names:
                groups[name].append((key, value))
    return _rules(groups.get(agent, groups.get("*", [])))


class Robots:
    """The rules of the hosts that were visited lately."""

    def __init__(
        self, fetch: Callable[[str], Awaitable[Fetched]], agent: str, clock: Callable[[], float]
    ) -> None:
        """Ask with `fetch` for the reader `agent`; `clock` gives seconds."""
        self._fetch = fetch
        self._agent = agent.lower()
        self._clock = clock
        self._kept: OrderedDict[str, tuple[float, Rules]] = OrderedDict()

    async def rules(self, url: str) -> Rules:
        """Return the rules of the host of `url`, asked for at most once a day.

        4xx means that there are none; 5xx, 429 or no answer that nothing may be read for ten minutes.
        """
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}".lower()
        until, rules = self._kept.get(origin, (0.0, Rules()))
        if origin in self._kept and self._clock() < until:
            self._kept.move_to_end(origin)
            return rules
        rules = await self._ask(f"{origin}/robots.txt")
        self._kept[origin] = (self._clock() + (_FRESH if rules.known else _TRY_AGAIN), rules)
        while len(self._kept) > _HOSTS:
            self._kept.popitem(last=False)
        return rules

    async def _ask(self, url: str) -> Rules:
        try:
            fetched = await self._fetch(url)
        except BadStatus as error:
            return Rules(known=400 <= error.status < 500 and error.status not in _NOT_NOW)
        except (FetchError, NotAFeed):
            return Rules(known=False)
        return read_rules(fetched.body, self._agent)


def _rules(lines: list[tuple[str, str]]) -> Rules:
    paths = [(key, value) for key, value in lines if key != "crawl-delay" and 0 < len(value) <= _MAX_PATTERN]
    delays = [_seconds(value) for key, value in lines if key == "crawl-delay"]
    rules = tuple((_folded(value), key == "allow") for key, value in paths[:_MAX_RULES])
    return Rules(rules, max(delays, default=0.0))


def _token(value: str) -> str:
    """Return the product token of a user-agent line, without version and remarks."""
    return "*" if value.startswith("*") else value.partition("/")[0].partition(" ")[0].lower()


def _seconds(value: str) -> float:
    try:
        seconds = float(value)
    except ValueError:
        return 0.0
    return min(seconds, _MAX_DELAY) if seconds > 0 else 0.0


def _folded(path: str) -> str:
    """Write a path or pattern in one way, with escapes only where they are needed."""
    # %2F and an escaped wildcard are not the same as what they stand for.
    kept = re.sub("%(2f|2a|24)", lambda escape: f"%25{escape[1].upper()}", path, flags=re.IGNORECASE)
    return quote(unquote_to_bytes(kept), safe="/?&=*$%:@!',;+()~#")


def _matches(pattern: str, path: str) -> bool:
    """Match a pattern with ``*`` (anything) and a last ``$`` (the end) from the beginning of a path."""
    to_end = pattern.endswith("$")
    first, *rest = (pattern[:-1] if to_end else pattern).split("*")
    if not path.startswith(first):
        return False
    if not rest:
        return not to_end or len(path) == len(first)
    at = len(first)
    for piece in rest[:-1]:
        found = path.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    if to_end:
        return len(path) - len(rest[-1]) >= at and path.endswith(rest[-1])
    return path.find(rest[-1], at) >= 0
