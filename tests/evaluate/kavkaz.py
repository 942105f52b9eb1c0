"""Section `kavkaz`: recorded Kavkaz.Realii from its first poll to a subscriber's chat, for reading."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from feeds.web.worker import ParseWorkers
from tests.evaluate.chat import Reader
from tests.evaluate.corpus import Missing, corpus
from tests.evaluate.replay import Serving, mark, opened_line
from tests.evaluate.report import Report
from tests.evaluate.timelines import load

_NAME = "egfedorov+rss-parser/kavkaz_soc"


def run() -> Report:
    """Play the feed with a subscriber at the end of the line."""
    return asyncio.run(_run())


async def _run() -> Report:
    report = Report("kavkaz")
    timeline = next((t for t in load(corpus() / "feeds" / "timelines") if t.name == _NAME), None)
    if timeline is None:
        raise Missing(f"The recorded feed {_NAME} is missing.")
    workers = ParseWorkers()
    arrived = []
    try:
        with tempfile.TemporaryDirectory(prefix="vigil-evaluate-") as folder:
            async with opened_line(Path(folder), workers, timeline.polls[0][0]) as line:
                reader = Reader(line, "ru")
                for at, version in timeline.played():
                    body = (timeline.folder / version).read_bytes()
                    await line.poll(at, [Serving("feed.xml", body)])
                    arrived.append(await reader.receive())
                alerts = (await line.database.read(mark)).alert
    finally:
        await workers.close()
    print(f"The subscriber's chat after {len(timeline.polls)} polls:\n\n{reader.transcript()}\n")
    report.promise(arrived[0] == 0, f"{arrived[0]} messages from the first poll.")
    report.promise(sum(arrived) == alerts > 0, f"{sum(arrived)} of {alerts} alerts arrived.")
    refused = sum(call.status != 200 for call in reader.telegram.calls)
    report.promise(not refused, f"{refused} of {len(reader.telegram.calls)} calls refused by Telegram.")
    return report
