"""The programs that the poll benchmark compares, each run as a process that prints what it took.

    python -m tests.benchmarks.subjects vigil|reader WORKERS FOLDER FEED-LIST

Both poll the same feeds as a running program would: imports, opening the database and adding feeds do not
count, everything from "poll what is due" to "all is stored" does. FOLDER keeps the database between runs.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.processes import cpu_seconds

if TYPE_CHECKING:  # each program loads only what is its own
    from bot.watch import Watch
    from config.settings import Settings
    from storage.database import Database


def main() -> None:
    """Poll once and print one JSON object."""
    parser = argparse.ArgumentParser()
    parser.add_argument("program", choices=SUBJECTS)
    parser.add_argument("workers", type=int)
    parser.add_argument("folder", type=Path)
    parser.add_argument("feeds", type=Path, help="a file with one address a line")
    told = parser.parse_args()
    print(json.dumps(SUBJECTS[told.program](told.workers, told.folder, told.feeds.read_text().split())))


def vigil(workers: int, folder: Path, urls: list[str]) -> dict[str, object]:
    """Run the real line: poll, match, store, tell. `workers` is the number of parse processes."""
    from bot.installation import opened_database, utc_now
    from bot.watch import Watch, stored_watchlist
    from config.settings import Settings
    from feeds.web.urls import canonical
    from storage.feed import add_feed, make_due

    now = utc_now()
    settings = Settings.model_validate({
        "data_dir": folder,
        "polling": {"allow_private_hosts": True, "starter_feeds": False},
        "privacy": {"key_file": folder.with_name(f"{folder.name}.keys")},
    })  # fmt: skip
    is_first = not folder.exists()
    with opened_database(settings) as database:
        if is_first:
            for url in urls:
                database.run_now(add_feed, url=url, url_key=canonical(url), now=now)
        database.run_now(make_due, now)
        watch = Watch(database.run_now(stored_watchlist, now))
        return asyncio.run(_poll(settings, database, watch, workers))


async def _poll(settings: Settings, database: Database, watch: Watch, workers: int) -> dict[str, object]:
    from bot.app import USER_AGENT, make_pipeline
    from bot.pipeline import PollReport
    from feeds.web.fetch import Fetcher, Limits
    from feeds.web.worker import ParseWorkers

    parser = ParseWorkers(processes=workers)
    reports: list[PollReport] = []
    try:
        async with Fetcher(limits=Limits(), allow_private=True, user_agent=USER_AGENT) as fetcher:
            pipeline = make_pipeline(settings, database, watch, fetcher, parser)
            await pipeline.start()
            await parser.parse(_ONE_FEED, "http://feed.example/")  # a running program has its workers ready
            with _measured() as facts:
                await pipeline.poll_due(reports.append)
                facts["alerts"] = await pipeline.tell_due()
                await pipeline.expand_due()
            pipeline.close()
    finally:
        await parser.close()
    return {
        **facts,
        "feeds": sum(1 for report in reports if report.health != "down"),
        "new": sum(report.new for report in reports),
        "troubles": sorted({f"{report.health}: {report.reason}" for report in reports if report.reason})[:5],
    }


def reader(workers: int, folder: Path, urls: list[str]) -> dict[str, object]:
    """Run lemon24/reader as its documentation says is fastest. `workers` is its number of threads."""
    import feedparser_sgmllib  # type: ignore[import-untyped,import-not-found,unused-ignore]

    # reader 3.26 carries a feedparser that asks for this module by its old name.
    sys.modules.setdefault("sgmllib", feedparser_sgmllib)
    from reader import make_reader

    is_first = not folder.exists()
    folder.mkdir(exist_ok=True)
    rival = make_reader(str(folder / "reader.db"))
    if is_first:
        for url in urls:
            rival.add_feed(url)
    before = rival.get_entry_counts().total or 0
    with _measured() as facts:
        rival.update_feeds(workers=workers, scheduled=False)
    counts = rival.get_feed_counts()
    broken = counts.broken or 0
    return {
        **facts,
        "feeds": (counts.total or 0) - broken,
        "new": (rival.get_entry_counts().total or 0) - before,
        "troubles": [f"{broken} broken"] if broken else [],
    }


SUBJECTS: dict[str, Callable[[int, Path, list[str]], dict[str, object]]] = {"vigil": vigil, "reader": reader}

_ONE_FEED = (
    b'<rss version="2.0"><channel><title>Warm</title><item><title>Ready</title></item></channel></rss>'
)


@contextmanager
def _measured() -> Iterator[dict[str, object]]:
    facts: dict[str, object] = {}
    began, spent = time.monotonic(), cpu_seconds(os.getpid())
    yield facts
    facts["wall"], facts["cpu"] = time.monotonic() - began, cpu_seconds(os.getpid()) - spent


def _utc_now() -> object:
    from bot.installation import utc_now

    return utc_now()


if __name__ == "__main__":
    main()
