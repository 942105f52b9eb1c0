"""Moderators keep copies of articles from the chat, and choose for which feeds pages are read."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.copies import Copies
from bot.i18n import texts_for
from bot.messages.evidence import EVIDENCE, evidence_button
from feeds.web.fetch import PAGES, Fetcher, Limits
from feeds.web.pages import Pages
from feeds.web.warc import Archive, Kept
from storage.audit import recent_changes
from storage.evidence import kept_copies
from storage.feed import find_feed
from storage.subscriber import Role
from tests.bot.conversation import MODERATOR, READER, Conversation
from tests.feeds.web.pagemaker import TITLE_EN, page
from tests.feedserver import FeedServer


@pytest_asyncio.fixture
async def site(talk: Conversation, tmp_path: Path) -> AsyncIterator[FeedServer]:
    """A site with one article, and a reader of it in the conversation."""
    limits = Limits(max_bytes=100_000, timeout=2.0)
    async with (
        FeedServer() as server,
        Fetcher(limits=limits, allow_private=True, user_agent="Vigil", accept=PAGES, records=True) as fetcher,
    ):
        server.publish("/news/1", page(), content_type="text/html")
        pages, archive = Pages(fetcher, delay=0.0), Archive(tmp_path / "evidence")
        talk.services.copies = Copies(talk.database, pages, archive, lambda: talk.now)
        yield server


def copies(talk: Conversation) -> list[str]:
    """Read every copy again; returns what is wrong with each."""
    assert talk.services.copies is not None
    archive = talk.services.copies.archive
    return [
        archive.problem(Kept(f.file, f.offset, f.length, f.sha256), f.url)
        for f in talk.database.read_now(kept_copies)
    ]


async def test_an_article_is_kept_by_its_address(talk: Conversation, site: FeedServer) -> None:
    """The answer says where it lies and what proves it; once more makes another copy."""
    talk.publish(TITLE_EN, link=site.url("/news/1"))
    await talk.joined(MODERATOR, Role.MODERATOR)
    (answer,) = await talk.say(MODERATOR, f"/evidence {site.url('/news/1')}")
    [copy] = talk.database.read_now(kept_copies)
    assert answer == (
        f"A copy is kept\n{site.url('/news/1')}\nFetched: 5 Mar 2026, 09:30 UTC\n"
        f"SHA-256: {copy.sha256}\nWhere: 2026-03.warc.gz, byte {copy.offset}"
    )
    (answer,) = await talk.say(MODERATOR, f"/evidence <{site.url('/news/1')}>")
    assert answer.endswith("1 earlier copy is kept too.")
    assert copies(talk) == ["", ""]


async def test_an_article_is_kept_by_its_button(talk: Conversation, site: FeedServer) -> None:
    """The button carries the entry's number; old and forged ones do no harm."""
    entry_id = talk.publish(TITLE_EN, link=site.url("/news/1"))
    await talk.joined(MODERATOR, Role.MODERATOR)
    assert await talk.tap_data(MODERATOR, evidence_button(entry_id, texts_for("en")).data) == ""
    assert talk.last(MODERATOR).startswith("A copy is kept")
    for data in (f"{EVIDENCE}:999", f"{EVIDENCE}:x", EVIDENCE):
        assert await talk.tap_data(MODERATOR, data) == "This story is no longer kept."
    assert copies(talk) == [""]


async def test_readers_keep_no_copies(talk: Conversation, site: FeedServer) -> None:
    """Neither by command nor by button, nor do they change a feed."""
    entry_id = talk.publish(TITLE_EN, link=site.url("/news/1"))
    await talk.joined(READER)
    await talk.say(READER, f"/evidence {site.url('/news/1')}")
    await talk.tap_data(READER, f"{EVIDENCE}:{entry_id}")
    await talk.tap_data(READER, "o1:1:article:1")
    assert (copies(talk), site.seen) == ([], [])
    feed = talk.database.read_now(find_feed, feed_id=1)
    assert feed is not None
    assert not feed.article


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "Write the article's address"),
        ("nonsense", "Write the article's address"),
        ("https://nowhere.example/x", "No feed has brought this article"),
        ("{gone}", "The site answers with error 404. No copy was kept."),
        ("{large}", "The page is too large. No copy was kept."),
        ("{secret}", "The site asks readers like me not to read this page. No copy was kept."),
    ],
)
async def test_why_there_is_no_copy_is_said(
    talk: Conversation, site: FeedServer, words: str, said: str
) -> None:
    """One sentence a cause."""
    site.publish("/robots.txt", b"User-agent: *\nDisallow: /secret", content_type="text/plain")
    site.publish("/large", b"x" * 200_000)
    links = {name: site.url(f"/{name}") for name in ("gone", "large", "secret")}
    for name, link in links.items():
        talk.publish(f"Story {name}", link=link)
    await talk.joined(MODERATOR, Role.MODERATOR)
    (answer,) = await talk.say(MODERATOR, f"/evidence {words.format(**links)}")
    assert answer.startswith(said)
    assert copies(talk) == []


async def test_a_feed_is_shown_with_its_switches(talk: Conversation) -> None:
    """/feeds with a number; each switch turns one thing and is recorded."""
    talk.publish(TITLE_EN)
    await talk.joined(MODERATOR, Role.MODERATOR)
    (answer,) = await talk.say(MODERATOR, "/feeds 1")
    assert "Article pages are not read." in answer
    assert "No copies of pages are kept." in answer
    assert talk.buttons(MODERATOR) == ["Read articles", "Keep copies"]
    await talk.tap(MODERATOR, "Read articles")
    assert talk.buttons(MODERATOR) == ["Stop reading articles", "Keep copies"]
    await talk.tap(MODERATOR, "Keep copies")
    feed = talk.database.read_now(find_feed, feed_id=1)
    assert feed is not None
    assert (feed.article, feed.evidence) == (True, True)
    await talk.tap(MODERATOR, "Stop reading articles")
    verbs = [change.verb for change in talk.database.read_now(recent_changes, 3)]
    assert verbs == ["set article", "set evidence", "set article"]


@pytest.mark.parametrize(
    "data", ["o1", "o1:1", "o1:1:article", "o1:1:title:1", "o1:x:article:1", "o1:1:article:2"]
)
async def test_old_switches_do_no_harm(talk: Conversation, data: str) -> None:
    """A button nobody would make is out of date."""
    talk.publish(TITLE_EN)
    await talk.joined(MODERATOR, Role.MODERATOR)
    assert "out of date" in await talk.tap_data(MODERATOR, data)


async def test_a_feed_that_is_not_there_has_no_switches(talk: Conversation) -> None:
    """By number or by an old button."""
    await talk.joined(MODERATOR, Role.MODERATOR)
    assert "no feed" in (await talk.say(MODERATOR, "/feeds 77"))[0]
    await talk.tap_data(MODERATOR, "o1:77:article:1")
    assert "no feed" in talk.last(MODERATOR)
