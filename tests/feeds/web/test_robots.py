"""robots.txt: whose rules bind, which rule wins, and what silence means."""

from __future__ import annotations

import pytest

from feeds.errors import BadStatus, FetchError, NotAFeed, TooSlow
from feeds.web.fetch import Fetched, Validators
from feeds.web.robots import Robots, read_rules

HOST = "https://post.example"


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        ("", "/a", True),
        ("User-agent: *\nDisallow: /", "/a", False),
        ("User-agent: *\nDisallow: /", "/robots.txt", True),
        ("User-agent: *\nDisallow:", "/a", True),
        ("User-agent: *\nDisallow: /private", "/private/1", False),
        ("User-agent: *\nDisallow: /private", "/public", True),
        ("User-agent: vigil\nDisallow: /x\n\nUser-agent: *\nDisallow: /", "/a", True),
        ("User-agent: VIGIL/2.0 beta\nDisallow: /x", "/x", False),
        ("User-agent: *\nDisallow: /\nUser-agent: vigil\nDisallow:", "/a", True),
        ("User-agent: other\nUser-agent: vigil\nDisallow: /x", "/x", False),
        ("User-agent: vigil\nSitemap: /s\nUser-agent: other\nDisallow: /x", "/x", False),
        ("User-agent: vigil\nDisallow: /a\nUser-agent: other\nDisallow: /b", "/b", True),
        ("User-agent: vigil\nDisallow: /a\n\nUser-agent: vigil\nDisallow: /b", "/b", False),
        ("User-agent: other\nDisallow: /", "/a", True),
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", True),
        ("User-agent: *\nAllow: /a/b\nDisallow: /a", "/a/c", False),
        ("User-agent: *\nDisallow: /a\nAllow: /a", "/a", True),
        ("User-agent: *\nDisallow: /*.pdf$", "/x/file.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/x/file.pdf?a", True),
        ("User-agent: *\nDisallow: /*/print/", "/news/print/1", False),
        ("User-agent: *\nDisallow: /*/print/", "/print/1", True),
        ("User-agent: *\nDisallow: /*?s=", "/find?s=x", False),
        ("User-agent: *\nDisallow: /a$", "/a", False),
        ("User-agent: *\nDisallow: /a$", "/ab", True),
        ("User-agent: *\nDisallow: /новости", "/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8/1", False),
        ("User-agent: *\nDisallow: /%D0%BD%d0%be%D0%B2", "/новости", False),
        ("User-agent: *\nDisallow: /a%2Fb", "/a/b", True),
        ("\ufeffUser-agent: *\r\nDisallow: /a # why\r\n", "/a", False),
        ("user-agent:*\ndisallow:/a", "/a", False),
        ("Disallow: /a", "/a", True),
        ("<html><body>Disallow: /</body></html>", "/a", True),
        ("User-agent: *\nnonsense\nDisallow: /a", "/a", False),
    ],
)
def test_rules_bind_as_the_standard_says(text: str, path: str, allowed: bool) -> None:
    """Our own group before everybody's, the longest path, Allow in a tie (RFC 9309)."""
    assert read_rules(text.encode(), "vigil").allows(HOST + path) is allowed


@pytest.mark.parametrize(
    ("line", "seconds"),
    [("Crawl-delay: 7", 7), ("crawl-delay: 0.5", 0.5), ("Crawl-delay: 86400", 60), ("Crawl-delay: -1", 0),
     ("Crawl-delay: soon", 0), ("Crawl-delay: nan", 0), ("", 0)],
)  # fmt: skip
def test_a_wanted_pause_is_kept_within_bounds(line: str, seconds: float) -> None:
    """A site may ask for pauses, not for being left alone that way."""
    assert read_rules(f"User-agent: *\n{line}".encode(), "vigil").delay == seconds


def test_hostile_rules_cost_little() -> None:
    """Many wildcards and many lines are read and matched in linear time."""
    stars = "User-agent: *\n" + f"Disallow: /{'a*' * 400}b$\n" * 3000
    assert read_rules(stars.encode(), "vigil").allows(HOST + "/" + "a" * 5000)
    assert not read_rules(b"User-agent: *\nDisallow: /\n" + b"x" * 2_000_000, "vigil").allows(HOST)
    assert not read_rules(b"User-agent: *\nUser-agent: *\n" * 10_000 + b"Disallow: /", "vigil").allows(HOST)


class Site:
    """Answers for robots.txt as told, and counts."""

    def __init__(self, answer: bytes | Exception) -> None:
        self.answer = answer
        self.asked: list[str] = []

    async def fetch(self, url: str) -> Fetched:
        self.asked.append(url)
        if isinstance(self.answer, Exception):
            raise self.answer
        return Fetched(url, 200, self.answer, "text/plain", Validators(), not_modified=False)


@pytest.mark.parametrize(
    ("answer", "allowed"),
    [
        (b"User-agent: *\nDisallow: /", False),
        (b"", True),
        (BadStatus(HOST, 404), True),
        (BadStatus(HOST, 403), True),
        (BadStatus(HOST, 410), True),
        (BadStatus(HOST, 429), False),
        (BadStatus(HOST, 500), False),
        (BadStatus(HOST, 503), False),
        (TooSlow(HOST, "slow"), False),
        (FetchError(HOST, "gone"), False),
        (NotAFeed("challenge", "a check"), False),
    ],
)
async def test_silence_means_what_the_standard_says(answer: bytes | Exception, allowed: bool) -> None:
    """No rules allow everything; rules that cannot be read now allow nothing now."""
    site = Site(answer)
    robots = Robots(site.fetch, "vigil", lambda: 0.0)
    assert (await robots.rules(f"{HOST}/a/b?c")).allows(f"{HOST}/a/b?c") is allowed
    assert site.asked == [f"{HOST}/robots.txt"]


async def test_rules_are_remembered_for_a_day_and_failures_for_minutes() -> None:
    """A host is asked once a day; one that failed, again after ten minutes."""
    now = 0.0
    site = Site(BadStatus(HOST, 502))
    robots = Robots(site.fetch, "vigil", lambda: now)
    for now, asked in ((0.0, 1), (599.0, 1), (601.0, 2)):  # noqa: B007  # the clock reads it
        assert not (await robots.rules(HOST)).known
        assert len(site.asked) == asked
    site.answer = b"User-agent: *\nDisallow: /x"
    for now, asked in ((1300.0, 3), (87_300.0, 3), (87_701.0, 4)):  # noqa: B007  # the same
        assert (await robots.rules(HOST)).known
        assert len(site.asked) == asked


async def test_each_origin_has_its_own_rules() -> None:
    """Scheme and port are part of whose rules they are."""
    site = Site(b"")
    robots = Robots(site.fetch, "vigil", lambda: 0.0)
    for url in ("https://a.example/1", "https://A.example/2", "http://a.example/1", "https://a.example:81/1"):
        await robots.rules(url)
    assert len(site.asked) == 3
