"""The composition root: opens every real thing once, runs it, and closes it in reverse order."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime, timedelta

import structlog

from bot.articles import Articles
from bot.copies import opened_copies
from bot.delivery import Deliverer
from bot.digest import posting
from bot.digest.posting import Poster
from bot.gateway import Gateway
from bot.indexing import index_stored
from bot.installation import utc_now
from bot.letters import Rules
from bot.limits import Limiter
from bot.notices import tell_of_lost_chats, tell_of_stopped_feeds
from bot.pipeline import Pipeline, PollReport
from bot.readers import Identifier, Reader
from bot.schedule import Jobs, Ticker
from bot.services import Services
from bot.telegram import Chat, open_chat
from bot.watch import Watch, refresh, stored_watchlist
from config.settings import Settings
from feeds.web.fetch import Fetcher, Limits
from feeds.web.worker import ParseWorkers
from storage.database import Database
from storage.feed import FeedState, count_feeds
from storage.maintenance import hold_ballast

log = structlog.get_logger(__name__)

USER_AGENT = "Mozilla/5.0 (compatible; Vigil/0.1; news feed reader)"
"""Some hosts refuse a reader's plain name."""
STOP_SECONDS = 8.0
_CANCELLED = {"poll", "tell", "index", "keep", "look", "translate"}
"""Jobs that a stop interrupts: what they had not written is done again at the next start."""


@asynccontextmanager
async def opened_pipeline(
    settings: Settings, database: Database, watch: Watch, *, now: Callable[[], datetime] = utc_now
) -> AsyncIterator[Pipeline]:
    """Open the line with real readers and parse workers, its story index rebuilt."""
    limits = Limits(max_bytes=settings.polling.max_bytes, timeout=settings.polling.timeout.total_seconds())
    async with AsyncExitStack() as stack:
        workers = ParseWorkers()
        stack.push_async_callback(workers.close)
        fetcher = await stack.enter_async_context(
            Fetcher(limits=limits, allow_private=settings.polling.allow_private_hosts, user_agent=USER_AGENT)
        )
        pipeline = make_pipeline(settings, database, watch, fetcher, workers, now=now)
        stack.callback(pipeline.close)
        copies = await stack.enter_async_context(
            opened_copies(settings, database, user_agent=USER_AGENT, now=now)
        )
        deadline = settings.articles.deadline.total_seconds()
        pipeline.articles = Articles(copies, watch, workers, deadline=deadline)
        await pipeline.start()
        yield pipeline


def make_pipeline(
    settings: Settings,
    database: Database,
    watch: Watch,
    reader: Reader,
    parser: Identifier,
    *,
    now: Callable[[], datetime] = utc_now,
    silent_baseline: bool = True,
) -> Pipeline:
    """Build the line from the settings."""
    return Pipeline(
        database,
        watch,
        reader,
        parser,
        now,
        interval=settings.polling.interval,
        min_interval=settings.polling.min_interval,
        window=settings.stories.window,
        concurrency=settings.polling.concurrency,
        lease=settings.polling.timeout + timedelta(minutes=2),
        silent_baseline=silent_baseline,
    )


async def run(settings: Settings, database: Database) -> None:
    """Run the bot until SIGINT or SIGTERM.

    Raises `bot.telegram.TokenRefused` when Telegram does not know the token. Feeds are polled whether or not
    Telegram can be reached.
    """
    watch = Watch(database.run_now(stored_watchlist, utc_now()))
    token = settings.token() or ""
    limiter = Limiter(settings.telegram.per_second, time.monotonic)
    stop = _stop_signal()
    async with AsyncExitStack() as stack:
        pipeline = await stack.enter_async_context(opened_pipeline(settings, database, watch))
        chat = open_chat(token, settings.telegram.api_url)
        gateway = Gateway(chat.application.bot, limiter)
        deliverer = Deliverer(database, watch, gateway, utc_now, Rules.of(settings.delivery))
        if repeated := await deliverer.start():
            log.warning("the last run ended while sending; these go out once more", deliveries=repeated)
        poster = Poster(database, gateway, settings, utc_now)
        ticker = _ticker(settings, pipeline, deliverer, chat, poster)
        services = Services(
            settings,
            database,
            watch,
            pipeline.reader,
            pipeline.parser,
            gateway,
            lambda: ticker.wake("poll", "deliver", "digest"),
            copies=pipeline.articles.copies if pipeline.articles else None,
            breaker=deliverer.breaker,
        )
        connecting = asyncio.create_task(chat.connect(services))
        stack.push_async_callback(_stop, ticker, deliverer, chat, connecting)
        ticker.start()
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({stopping, connecting}, return_when=asyncio.FIRST_COMPLETED)
        if connecting.done():
            connecting.result()
            log.info("vigil is running", feeds=(await database.read(count_feeds)).get(FeedState.ACTIVE, 0))
            ticker.wake("deliver")
        await stopping
        log.info("stopping")


def _ticker(
    settings: Settings, pipeline: Pipeline, deliverer: Deliverer, chat: Chat, poster: Poster
) -> Ticker:
    """Tick the line from poll to delivery, each step waking the next, and what is done beside it."""

    def polled(report: PollReport) -> None:
        ticker.wake(*["tell"] * bool(report.matched or report.edited), *["index"] * report.baseline)

    async def poll() -> None:
        await pipeline.poll_due(polled)

    async def tell() -> None:
        if await pipeline.tell_due():
            ticker.wake("expand")
        ticker.wake("weigh")

    async def weigh() -> None:
        if await pipeline.weigh_due():
            ticker.wake("expand")

    async def expand() -> None:
        await pipeline.expand_due()
        ticker.wake("deliver")

    async def deliver() -> None:
        if chat.connected.is_set():
            await deliverer.deliver_due()

    async def digest() -> None:
        if chat.connected.is_set():
            await poster.post_due()

    line: Jobs = {
        "poll": (5, poll),
        "tell": (5, tell),
        "weigh": (60, weigh),
        "expand": (5, expand),
        "deliver": (1, deliver),
        "digest": (posting.SECONDS, digest),
    }
    ticker = Ticker({**line, **_beside(pipeline, chat), **_reading(settings, pipeline)})
    return ticker


def _reading(settings: Settings, pipeline: Pipeline) -> Jobs:
    """Return what reads more than feeds: copies of pages, pages looked at again, translations."""

    async def keep() -> None:
        if pipeline.articles is not None:
            await pipeline.articles.copies.keep_due()

    async def look() -> None:
        if pipeline.articles is not None:
            await pipeline.articles.copies.look_again()

    jobs: Jobs = {"keep": (60, keep), "look": (3600, look)}
    return {**jobs, **_translating(settings, pipeline.database)}


def _translating(settings: Settings, database: Database) -> Jobs:
    """Return the job that asks the optional model; none where no model is set."""
    if not settings.llm.url:
        return {}
    from bot.translations import Translator  # reads the web, which most installations do not want of it

    translator = Translator(database, settings.llm, settings.llm_key(), utc_now)

    async def translate() -> None:
        await translator.translate_due()

    return {"translate": (60, translate)}


def _beside(pipeline: Pipeline, chat: Chat) -> Jobs:
    """Return what goes on beside the line: new watch-lists, the search, notices, the ballast."""

    async def watch() -> None:
        await refresh(pipeline.database, pipeline.watch)

    async def index() -> None:
        await index_stored(pipeline.database)

    async def notices() -> None:
        if chat.connected.is_set():
            await tell_of_lost_chats(chat.services)
            await tell_of_stopped_feeds(chat.services)

    async def ballast() -> None:
        await asyncio.to_thread(hold_ballast, pipeline.database)

    return {"watch": (5, watch), "index": (3600, index), "notices": (300, notices), "ballast": (300, ballast)}


async def _stop(ticker: Ticker, deliverer: Deliverer, chat: Chat, connecting: asyncio.Task[None]) -> None:
    """Stop taking in work, settle what is under way, close the chat; bounded in time."""
    connecting.cancel()
    deliverer.stop()
    try:
        async with asyncio.timeout(STOP_SECONDS):
            await asyncio.gather(connecting, return_exceptions=True)
            await asyncio.gather(chat.stop_listening(), ticker.stop(cancel=_CANCELLED))
            await chat.close()
    except TimeoutError:
        log.warning(
            "not everything stopped in time; what was under way is taken up again at the next start",
            answers_left=chat.unfinished,
        )


def _stop_signal() -> asyncio.Event:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    return stop
