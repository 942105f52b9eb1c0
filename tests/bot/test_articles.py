"""Article pages in the running program: summaries, resolved links, copies; alerts never wait long."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from bot.articles import Articles
from bot.copies import FOLDER, Copies, opened_copies
from bot.watch import Watch
from config.settings import Settings
from feeds.errors import FeedsError
from feeds.types import EntryData, Match
from feeds.web.article import Article, extract
from feeds.web.fetch import PAGES, Fetcher, Limits
from feeds.web.pages import Pages
from feeds.web.warc import Archive, Kept
from storage.database import Database
from storage.entry import Entry, Prepared, ingest
from storage.evidence import entry_page, kept_copies
from storage.feed import add_feed, set_reading
from storage.opening import open_database
from storage.story import Untold, tell, untold_entries
from tests.bot.conversation import WATCHLIST
from tests.feeds.web.pagemaker import EN, RU, TITLE_EN, TITLE_RU, linked_data, page
from tests.feeds.web.test_pages import Loopback
from tests.feedserver import Answer, FeedServer, failure, redirect
from tests.storage.world import NOW

HTML = "text/html; charset=utf-8"
TEASER = "The arrest of pilot Velsky was extended."


class HereParser:
    """Reads articles in this process."""

    async def article(self, body: bytes, url: str, content_type: str | None = None) -> Article:
        """Return the article."""
        return extract(body, url, content_type)


@dataclass
class Newsroom:
    """A site, a database and the reader between them; `now` moves when a test says so."""

    site: FeedServer
    database: Database
    articles: Articles
    now: datetime = NOW
    feeds: int = field(default=0)

    def feed(self, *, article: bool = True, evidence: bool = False) -> int:
        """Add a feed with these wishes."""
        self.feeds += 1
        url = f"https://feed{self.feeds}.example/rss"
        feed_id = self.database.run_now(add_feed, url=url, url_key=url, now=NOW).id
        self.database.run_now(set_reading, feed_id, article=article, evidence=evidence)
        return feed_id

    def publish(
        self, feed_id: int, link: str, title: str = TITLE_EN, text: str = TEASER, *, baseline: bool = False
    ) -> int:
        """Let a feed bring an entry about Velsky."""
        match = Match("velsky", "Velsky", "title", 0, 5, title[:5], "exact")
        data = EntryData(title=title, text=text, link=link)
        prepared = Prepared(data, (link,), f"{title}{text}", link_key=link, summary=text, matches=(match,))
        [entry_id] = self.database.run_now(
            ingest, feed_id, new=[prepared], edits=[], seen=[], baseline=baseline, now=self.now
        )
        return entry_id

    async def read(self) -> list[Untold]:
        """Read the pages of everything untold, as the line does before it tells."""
        return await self.articles.read(self.database.read_now(untold_entries, 100))

    def tell(self) -> None:
        """Tell everything."""
        for entry in self.database.read_now(untold_entries, 100):
            self.database.run_now(tell, entry, None, self.now)

    def entry(self, entry_id: int) -> Entry:
        """Return an entry as it is stored."""

        def work(session: object) -> Entry:
            found = session.get(Entry, entry_id)  # type: ignore[attr-defined]
            assert isinstance(found, Entry)
            return found

        return self.database.read_now(work)

    def at(self, host: str, path: str) -> str:
        """Return an address on the site under another name."""
        return f"http://{host}:{self.site.port}{path}"


@pytest_asyncio.fixture
async def room(tmp_path: Path, empty_database: Path) -> AsyncIterator[Newsroom]:
    shutil.copytree(empty_database, tmp_path / "data")
    database = open_database(f"sqlite:///{tmp_path}/data/vigil.db", tmp_path / "data" / "keys")
    limits = Limits(max_bytes=200_000, timeout=1.0)
    async with (
        FeedServer() as site,
        Fetcher(
            limits=limits,
            allow_private=True,
            user_agent="Vigil",
            resolver=Loopback(),
            accept=PAGES,
            records=True,
        ) as fetcher,
    ):
        pages, archive = Pages(fetcher, delay=0.0), Archive(tmp_path / FOLDER)
        copies = Copies(database, pages, archive, lambda: opened.now)
        articles = Articles(copies, Watch(WATCHLIST), HereParser(), deadline=2.0)
        opened = Newsroom(site, database, articles)
        site.publish("/news/1", page(), content_type=HTML)
        yield opened
    database.close()


async def test_a_summary_quotes_the_article(room: Newsroom) -> None:
    """Whole sentences of the page, the watched among them; where it is from is remembered."""
    entry_id = room.publish(room.feed(), room.site.url("/news/1"))
    [entry] = await room.read()
    stored = room.entry(entry_id)
    assert stored.summary_from == "article"
    assert EN[0] in stored.summary
    assert stored.summary in " ".join(EN)
    assert (stored.text, entry.id) == (TEASER, entry_id)


async def test_a_russian_article_in_an_old_charset_is_quoted(room: Newsroom) -> None:
    """Letters arrive as they were written."""
    room.site.publish("/ru", page(TITLE_RU, RU, charset="cp1251"), content_type="text/html; charset=utf-8")
    entry_id = room.publish(room.feed(), room.site.url("/ru"), TITLE_RU, "Арест лоцмана продлён.")
    await room.read()
    assert RU[0] in room.entry(entry_id).summary


@pytest.mark.parametrize(
    "answer",
    [
        failure(404),
        failure(500),
        Answer(
            page(head=linked_data({"@type": "NewsArticle", "isAccessibleForFree": False})), content_type=HTML
        ),
        Answer(page(TITLE_RU, RU), content_type=HTML),
        Answer(
            page("Ferry runs again", ["The ferry to the islands runs again. " * 3, "Tickets are dear. " * 9])
        ),
        Answer(page(TITLE_EN, [line.replace("Anton Velsky", "a man") for line in EN]), content_type=HTML),
        Answer(b"x" * 300_000, content_type=HTML),
        Answer(b"\0" * 30_000_000, content_type=HTML, gzip=True),
        Answer(page(), content_type=HTML, drip=(5, 0.3)),
        Answer(b"%PDF-1.7", content_type="application/pdf"),
        redirect("http://127.0.0.1:1/"),
        Answer(raw=b"nonsense\r\n\r\n"),
    ],
    ids=[
        "404",
        "500",
        "paywall",
        "language",
        "other",
        "nobody",
        "huge",
        "bomb",
        "drip",
        "pdf",
        "dead",
        "raw",
    ],
)
async def test_a_page_that_does_not_serve_changes_nothing(room: Newsroom, answer: Answer) -> None:
    """The entry is told as its feed has it."""
    room.site.script("/x", [answer])
    entry_id = room.publish(room.feed(), room.site.url("/x"))
    [before] = room.database.read_now(untold_entries, 10)
    assert await room.read() == [before]
    stored = room.entry(entry_id)
    assert (stored.summary, stored.summary_from, stored.link_key) == (TEASER, "", stored.link)


async def test_pages_are_read_only_where_somebody_asked_for_it(room: Newsroom) -> None:
    """Not for feeds without the setting, old entries, or what robots may not see."""
    room.publish(room.feed(article=False), room.site.url("/news/1"))
    room.publish(room.feed(), room.site.url("/news/2"), baseline=True)
    await room.read()
    assert room.site.seen == []
    room.site.publish("/robots.txt", b"User-agent: *\nDisallow: /", content_type="text/plain")
    room.publish(room.feed(), room.site.url("/news/1?again"))
    await room.read()
    assert [seen.path for seen in room.site.seen] == ["/robots.txt"]


async def test_two_ways_to_one_article_have_one_address(room: Newsroom) -> None:
    """Feeds with redirectors of their own, followed whether their articles are read or not."""
    target = room.at("www.post.example", "/news/1?utm_source=feed")
    room.site.script("/a", [redirect(target, 302)])
    room.site.publish("/b", f"<meta http-equiv=refresh content='0;url={target}'>".encode(), content_type=HTML)
    first = room.publish(room.feed(), room.at("go.post.example", "/a"))
    second = room.publish(room.feed(article=False), room.at("news.google.com", "/b"))
    found = await room.read()
    assert len({entry.link_key for entry in found}) == 1
    assert found[0].link_key == f"https://post.example:{room.site.port}/news/1"
    assert room.entry(first).link_key == room.entry(second).link_key == found[0].link_key
    assert (room.entry(first).summary_from, room.entry(second).summary_from) == ("article", "")
    assert room.entry(second).link == room.at("news.google.com", "/b")


async def test_a_redirector_that_does_not_redirect_breaks_nothing(room: Newsroom) -> None:
    """Scripts that would lead on, consent pages and errors leave the link as it is."""
    room.site.publish("/s", b"<html><script>location='https://x.example'</script></html>", content_type=HTML)
    room.site.script("/c", [redirect(room.at("consent.example", "/ask"))])
    room.site.publish("/ask", page("Before you continue", ["We use cookies. Accept all of them?"]))
    for path in ("/s", "/c", "/missing"):
        room.publish(room.feed(article=False), room.at("news.google.com", path), text=path)
    before = room.database.read_now(untold_entries, 10)
    assert await room.read() == before


async def test_an_alert_never_waits_beyond_the_deadline(room: Newsroom) -> None:
    """Slow pages and long queues are left when the time is over; an old entry is not held up at all."""
    room.site.script("/slow", [Answer(page(), content_type=HTML, delay=30)])
    room.articles.deadline = 0.2
    feed_id = room.feed()
    for n in range(12):
        room.publish(feed_id, room.at(f"host{n}.example", "/slow"))
    async with asyncio.timeout(5):
        assert len(await room.read()) == 12
    asked = len(room.site.seen)
    room.now += timedelta(seconds=1)
    assert len(await room.read()) == 12
    assert len(room.site.seen) == asked


async def test_a_parser_that_fails_stops_no_alert(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even by an error that nobody foresaw."""

    async def broken(*_: object) -> Article:
        raise KeyError("surprise")

    monkeypatch.setattr(room.articles.parser, "article", broken)
    room.publish(room.feed(), room.site.url("/news/1"))
    assert len(await room.read()) == 1


def check(room: Newsroom) -> list[str]:
    """Read every copy again and return what is wrong with each."""
    return [
        room.articles.copies.archive.problem(Kept(f.file, f.offset, f.length, f.sha256), f.url)
        for f in room.database.read_now(kept_copies)
    ]


async def test_a_copy_is_kept_with_the_article_s_reading(room: Newsroom) -> None:
    """One fetch serves both; the row says where the record lies."""
    room.publish(room.feed(evidence=True), room.site.url("/news/1"))
    await room.read()
    assert room.site.count("/news/1") == 1
    assert check(room) == [""]
    room.tell()
    assert await room.articles.copies.keep_due() == 0


async def test_copies_are_made_after_the_alert_where_no_article_is_read(room: Newsroom) -> None:
    """Once; a page that cannot be had is tried again later."""
    feed_id = room.feed(article=False, evidence=True)
    room.publish(feed_id, room.site.url("/news/1"))
    room.publish(feed_id, room.site.url("/missing"))
    await room.read()
    assert room.site.seen == []
    room.tell()
    assert [await room.articles.copies.keep_due(), await room.articles.copies.keep_due()] == [1, 0]
    assert check(room) == [""]
    room.site.publish("/missing", page(), content_type=HTML)
    room.now += timedelta(hours=7)
    assert await room.articles.copies.keep_due() == 1
    assert check(room) == ["", ""]


async def test_a_kill_between_record_and_row_costs_one_more_copy(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The row is written last: without it the page is fetched and kept once more."""
    room.publish(room.feed(article=False, evidence=True), room.site.url("/news/1"))
    room.tell()

    async def killed(*_: object) -> bool:
        raise asyncio.CancelledError

    with monkeypatch.context() as patched:
        patched.setattr(Copies, "_note", killed)
        with pytest.raises(asyncio.CancelledError):
            await room.articles.copies.keep_due()
    assert check(room) == []
    assert await room.articles.copies.keep_due() == 1
    assert check(room) == [""]


async def test_a_full_disk_stops_no_alert(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    """The article is read all the same; a person who asks is told."""
    entry_id = room.publish(room.feed(evidence=True), room.site.url("/news/1"))
    monkeypatch.setattr("feeds.web.warc._Whole.write", _full)
    await room.read()
    assert room.entry(entry_id).summary_from == "article"
    wanted = room.database.read_now(entry_page, entry_id=entry_id)
    with pytest.raises(FeedsError, match="No space left"):
        await room.articles.copies.keep(wanted)
    assert check(room) == []


def _full(*_: object) -> None:
    raise OSError(28, "No space left on device")


async def test_a_page_taken_down_is_noticed(room: Newsroom) -> None:
    """Two looks an hour apart; a page that is there, or too large, is not gone."""
    feed_id = room.feed(article=False)
    gone = room.publish(feed_id, room.site.url("/gone"))
    there = room.publish(feed_id, room.site.url("/news/1"))
    large = room.publish(feed_id, room.site.url("/large"))
    room.site.script("/large", [Answer(b"x" * 300_000, content_type=HTML)])
    room.tell()
    assert await room.articles.copies.look_again() == 0
    assert room.site.seen == []
    room.now += timedelta(days=1)
    assert await room.articles.copies.look_again() == 0
    room.now += timedelta(hours=2)
    assert await room.articles.copies.look_again() == 1
    assert room.entry(gone).removed_at == room.now
    assert room.entry(there).removed_at is None
    assert room.entry(large).removed_at is None
    assert room.site.count("/news/1") == 1


async def test_looks_are_bounded_and_can_be_turned_off(room: Newsroom) -> None:
    """At most as many as set in one run."""
    feed_id = room.feed(article=False)
    for n in range(5):
        room.publish(feed_id, room.site.url(f"/gone/{n}"))
    room.tell()
    room.now += timedelta(days=2)
    room.articles.copies.looks = 0
    await room.articles.copies.look_again()
    assert room.site.seen == []
    room.articles.copies.looks = 2
    await room.articles.copies.look_again()
    assert sum(seen.path.startswith("/gone") for seen in room.site.seen) == 2


async def test_the_reader_opens_as_the_settings_say(room: Newsroom, tmp_path: Path) -> None:
    """Guard, deadline, folder and limits come from the settings."""
    settings = Settings(data_dir=tmp_path / "other")
    entry_id = room.publish(room.feed(), room.site.url("/news/1"))
    wanted = room.database.read_now(entry_page, entry_id=entry_id)
    async with opened_copies(settings, room.database, user_agent="Vigil", now=lambda: room.now) as copies:
        assert copies.looks == 20
        with pytest.raises(FeedsError, match="refused"):
            await copies.keep(wanted)
    private = settings.model_copy(
        update={"polling": settings.polling.model_copy(update={"allow_private_hosts": True})}
    )
    async with opened_copies(private, room.database, user_agent="Vigil", now=lambda: room.now) as copies:
        fetch = await copies.keep(replace(wanted, evidence=True))
    assert (tmp_path / "other" / FOLDER / fetch.file).exists()
