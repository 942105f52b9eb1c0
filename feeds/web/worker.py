"""Parsing in processes that may be killed: no document can stop, slow or fill up its reader."""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
import signal
import threading
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pebble import ProcessExpired, ProcessPool

from feeds.errors import NotAFeed, ParseFailed
from feeds.types import FeedData
from feeds.web.keys import Identity

if TYPE_CHECKING:
    from feeds.web.article import Article

_PARSER = "feeds.web.parse"
_ATTEMPTS = 2
"""A pool that broke for reasons of its own is made anew once per call."""
_ARTICLE_SECONDS = 8.0
"""For one article page; the first one in each process also loads what reads it."""
Result = tuple[FeedData, tuple[Identity, ...]] | NotAFeed


class ParseWorkers:
    """A few processes that parse feeds, each call within `timeout` seconds and `memory_mb` megabytes.

    They start in the background as soon as this is made. A process that takes too long or too much is
    killed and replaced; the other feeds go on.
    """

    def __init__(self, *, processes: int = 1, timeout: float = 3.0, memory_mb: int = 512) -> None:
        self._processes = processes
        self._timeout = timeout
        self._memory_mb = memory_mb
        self._started = threading.Event()
        self._restarting = asyncio.Lock()
        self._pool: ProcessPool | None = None
        # The fork server imports the parser first: that wait is not on the caller's time.
        threading.Thread(target=self._start, name="parse-start", daemon=True).start()

    async def parse(self, body: bytes, url: str, content_type: str | None = None) -> FeedData:
        """Parse in a worker; raises NotAFeed, and ParseFailed when the worker had to be killed."""
        feed, _ = await self.read(body, url, content_type)
        return feed

    async def read(
        self, body: bytes, url: str, content_type: str | None = None
    ) -> tuple[FeedData, tuple[Identity, ...]]:
        """Parse in a worker, judge languages and identify the entries there; raises what `parse` does."""
        found = await self._call(work, self._timeout, body, url, content_type)
        if isinstance(found, NotAFeed):
            raise found
        feed, identities = found
        return feed, identities

    async def article(self, body: bytes, url: str, content_type: str | None = None) -> Article:
        """Read an article's page in a worker; raises ParseFailed when that had to be killed."""
        article: Article = await self._call(work_on_article, _ARTICLE_SECONDS, body, url, content_type)
        return article

    async def _call(self, work: Any, seconds: float, body: bytes, url: str, content_type: str | None) -> Any:
        """Run `work` in a worker within `seconds`; what it returns comes back."""
        if not self._started.is_set():
            await asyncio.to_thread(self._started.wait)
        for _ in range(_ATTEMPTS):
            try:
                task = self._schedule(work, seconds, body, url, content_type)
                return await asyncio.wrap_future(task)
            except TimeoutError as error:
                raise ParseFailed("timeout", f"parsing took more than {seconds:g} seconds") from error
            except ProcessExpired as error:
                raise ParseFailed("crash", "the parser crashed on this document") from error
            except MemoryError as error:
                raise ParseFailed("memory", "parsing took too much memory") from error
            except BrokenProcessPool:
                await self._restart()
        raise ParseFailed("crash", "the parser could not be started again")

    async def close(self) -> None:
        """Stop all workers; what they were doing is dropped."""
        await asyncio.to_thread(self._stop)

    def _schedule(
        self, work: Any, seconds: float, body: bytes, url: str, content_type: str | None
    ) -> Future[Any]:
        pool = self._pool
        if pool is None:
            raise RuntimeError("the parse workers are closed")
        try:
            task: Future[Any] = pool.schedule(work, args=(body, url, content_type, seconds), timeout=seconds)
        except RuntimeError as error:
            raise BrokenProcessPool(str(error)) from error
        return task

    def _start(self) -> None:
        try:
            context = multiprocessing.get_context("forkserver")
            context.set_forkserver_preload([_PARSER])
            self._pool = ProcessPool(
                self._processes, initializer=prepare_worker, initargs=(self._memory_mb,), context=context
            )
            for _ in range(self._processes):
                self._pool.schedule(_nothing)
        except (OSError, RuntimeError, BrokenProcessPool):
            # No process could be started now; the first call tries again and reports it.
            pass
        finally:
            self._started.set()

    def _stop(self) -> None:
        self._started.wait()
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.stop()  # type: ignore[no-untyped-call]
            pool.join()

    async def _restart(self) -> None:
        """Replace the pool; of several calls that met the broken one, the first does it."""
        async with self._restarting:
            broken = self._pool
            if broken is None or broken.active:
                return
            await asyncio.to_thread(self._start)
            broken.stop()  # type: ignore[no-untyped-call]
            await asyncio.to_thread(broken.join)


def prepare_worker(memory_mb: int) -> None:
    """Set a worker's limits; runs once in each process."""
    import importlib
    import resource

    importlib.import_module(_PARSER)
    size = memory_mb * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Feeds make many objects and no cycles worth a search every 700 of them.
    gc.freeze()
    gc.set_threshold(50_000)


def work(body: bytes, url: str, content_type: str | None, timeout: float) -> Result:
    """Parse in a worker; what is no feed comes back as a value, for errors travel badly."""
    from feeds.web.keys import identify
    from feeds.web.parse import parse

    # Should the program die meanwhile, nobody is left to kill this process: the alarm does.
    signal.setitimer(signal.ITIMER_REAL, 2 * timeout + 1)
    try:
        feed = _with_languages(parse(body, url, content_type))
        return feed, identify(feed)
    except NotAFeed as error:
        return type(error)(error.kind, error.reason)
    except MemoryError:
        return ParseFailed("memory", "parsing took too much memory")
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def work_on_article(body: bytes, url: str, content_type: str | None, timeout: float) -> Article:
    """Read an article's page in a worker."""
    from feeds.web.article import extract

    signal.setitimer(signal.ITIMER_REAL, 2 * timeout + 1)
    try:
        return extract(body, url, content_type)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _with_languages(feed: FeedData) -> FeedData:
    """Judge the language of the entries that do not say it, here where nobody waits."""
    from feeds.text.language import detect

    entries = tuple(
        entry if entry.lang else replace(entry, lang=detect(f"{entry.title}\n{entry.text[:2000]}") or None)
        for entry in feed.entries
    )
    return replace(feed, entries=entries)


def _nothing() -> None:
    """Make the pool start its processes."""
