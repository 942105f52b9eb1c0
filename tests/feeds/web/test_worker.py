"""Workers: a feed that hangs, bursts or kills its process takes nobody with it."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from feeds.errors import NotAFeed, ParseFailed
from feeds.web import worker
from feeds.web.worker import ParseWorkers
from tests.feeds.web.pagemaker import RU, TITLE_RU, page

FEED = (
    "<rss version='2.0'><channel><title>Горы</title><item><title>Мост</title></item></channel></rss>".encode()
)
URL = "https://gory.example/rss"
# Takes the lenient parser minutes: every opening is searched for its end.
ENDLESS = b"<rss " * 1_000_000


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def workers() -> AsyncIterator[ParseWorkers]:
    opened = ParseWorkers(processes=1, timeout=1.5, memory_mb=512)
    yield opened
    await opened.close()


@pytest.mark.asyncio(loop_scope="module")
async def test_a_feed_comes_back_as_values(workers: ParseWorkers) -> None:
    """What the worker read is the same as read in this process."""
    feed = await workers.parse(FEED, URL)
    assert (feed.title, feed.entries[0].title) == ("Горы", "Мост")


@pytest.mark.asyncio(loop_scope="module")
async def test_no_feed_is_reported_with_its_kind(workers: ParseWorkers) -> None:
    """The reason crosses the process border whole."""
    with pytest.raises(NotAFeed) as caught:
        await workers.parse(b"<!DOCTYPE html><html><body>News</body></html>", URL)
    assert (type(caught.value), caught.value.kind) == (NotAFeed, "html")


@pytest.mark.asyncio(loop_scope="module")
async def test_a_feed_that_hangs_is_ended_and_the_others_go_on(workers: ParseWorkers) -> None:
    """At the limit the process is killed and replaced; feeds waiting behind it are read."""
    slow = asyncio.create_task(workers.parse(ENDLESS, URL))
    others = [asyncio.create_task(workers.parse(FEED, URL)) for _ in range(5)]
    with pytest.raises(ParseFailed) as caught:
        await slow
    assert caught.value.kind == "timeout"
    assert [feed.title for feed in await asyncio.gather(*others)] == ["Горы"] * 5


@pytest.mark.asyncio(loop_scope="module")
async def test_a_process_that_dies_is_replaced(workers: ParseWorkers) -> None:
    """A worker killed from outside costs one feed at most."""
    pool = workers._pool
    assert pool is not None
    for process in list(pool._pool_manager.worker_manager.workers):
        os.kill(process, signal.SIGKILL)
    results = await asyncio.gather(*(workers.parse(FEED, URL) for _ in range(3)), return_exceptions=True)
    assert sum(isinstance(result, ParseFailed) for result in results) <= 1
    assert (await workers.parse(FEED, URL)).title == "Горы"


async def test_a_feed_that_needs_too_much_memory_fails_alone() -> None:
    """The memory limit ends the feed, not the machine."""
    small = ParseWorkers(processes=1, timeout=10.0, memory_mb=120)
    try:
        with pytest.raises(ParseFailed):
            await small.parse(b"<rss><channel><item><title>" + b"&amp;" * 9_000_000, URL)
        assert (await small.parse(FEED, URL)).title == "Горы"
    finally:
        await small.close()


async def test_closed_workers_refuse() -> None:
    """After closing nothing runs any more, and closing twice is harmless."""
    done = ParseWorkers(processes=1)
    await done.close()
    await done.close()
    with pytest.raises(RuntimeError):
        await done.parse(FEED, URL)


def test_a_worker_s_errors_are_values() -> None:
    """What is no feed comes back as an error object that can be sent."""
    found = worker.work(b"", URL, None, 1.0)
    assert isinstance(found, NotAFeed)
    assert found.kind == "empty"


@pytest.mark.asyncio(loop_scope="module")
async def test_an_article_s_page_is_read_in_a_worker(workers: ParseWorkers) -> None:
    """Its text and what speaks against it come back as a value."""
    article = await workers.article(page(TITLE_RU, RU, charset="cp1251"), URL, "text/html")
    assert (article.lang, article.reason) == ("ru", "")
    assert RU[0] in article.text
    assert (await workers.article(b"", URL)).reason


@pytest.mark.asyncio(loop_scope="module")
async def test_a_page_that_hangs_is_ended(workers: ParseWorkers, monkeypatch: pytest.MonkeyPatch) -> None:
    """Markup nested beyond reason costs its worker, nobody else."""
    monkeypatch.setattr(worker, "_ARTICLE_SECONDS", 0.5)
    with pytest.raises(ParseFailed):
        await workers.article(b"<html><body>" + b"<p>a<b>" * 200_000, URL, "text/html")
    assert (await workers.parse(FEED, URL)).title == "Горы"
