"""One alert to many subscribers: `vigil run` against a simulated Telegram that enforces its limits.

    python -m tests.benchmarks.deliver [--full]        1,500 subscribers, or 10,000 (six minutes)

Telegram is a process of its own, 50 ms away, and refuses more than 30 messages a second, one a second to a
person and 20 a minute to a group. Meanwhile somebody who follows nothing writes a command every second. The
rival is a loop over plain python-telegram-bot that sends what Vigil sent: same text, buttons, spacing and
pool, no outbox, and nobody to answer. CPU seconds are those between the first message and the last.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any
from urllib.request import Request, urlopen

from tests.benchmarks.processes import cpu_seconds, feed_host
from tests.process import TOKEN, Installation, kill

PEOPLE, ALL_PEOPLE = 1_500, 10_000
RIVAL_SHARE = 5
"""The rival sends to one in so many: its cost for a message does not depend on how many there are."""
PER_SECOND = 29.0
ALLOWED = 30
LATENCY_MS = 50
GROUP_EVERY = 50
"""One subscriber in so many is a group."""
ASKERS = 12
COMMANDS = ("/list", "/status", "/recent", "/help")
_FIRST_CHAT, _FIRST_ASKER = 100_000, 50_000
_FEED = """<rss version="2.0"><channel><title>The River Courier</title><item><guid>1</guid>
<title>Court in Argun puts the hearing off</title><link>https://river.example/1</link>
<description>The court in Argun put the hearing off on Tuesday. The defence had asked for a month to read the
file. The judge gave it two weeks and let relatives into the room. Observers from three organisations were
there, and none of them was asked to leave.</description></item></channel></rss>"""


def main(*, full: bool = False) -> None:
    """Print the table."""
    people = ALL_PEOPLE if full else PEOPLE
    print(
        f"deliver: one alert to {people:,} subscribers, one in {GROUP_EVERY} a group; "
        f"Telegram {LATENCY_MS} ms away, limits on; both set to {PER_SECOND:g}/s"
    )
    with tempfile.TemporaryDirectory(prefix="vigil-bench-") as name:
        with telegram_host() as host:
            vigil = _vigil(host, Path(name), people)
            letter = host.newest(chats(people)[0])
        _head()
        _row("vigil run", vigil)
        with telegram_host() as host:
            rival = _plain(host, letter, people // RIVAL_SHARE)
        _row("plain loop (PTB)", rival)
    _compare(vigil, rival)


@dataclass(frozen=True, slots=True)
class Host:
    """The simulated Telegram in a process of its own."""

    url: str

    def ask(self, action: str, **told: object) -> Any:
        """Use one of the `/sim` controls."""
        request = Request(f"{self.url}/sim/{action}", json.dumps(told).encode() if told else None)
        with urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def newest(self, chat: int) -> dict[str, Any]:
        """Return the newest message of a chat."""
        found: dict[str, Any] = self.ask(f"chat/{chat}")["messages"][-1]
        return found

    def answer_times(self, chat: int) -> Iterator[float]:
        """Yield the seconds from what a person wrote to the bot's next message, infinite where none came."""
        asked: list[float] = []
        for message in self.ask(f"chat/{chat}")["messages"]:
            if not message["by_bot"]:
                asked.append(message["at"])
            elif asked:
                yield message["at"] - asked.pop(0)
        yield from [float("inf")] * len(asked)


@contextmanager
def telegram_host() -> Iterator[Host]:
    """Serve Telegram on loopback, with its limits and as far away as it is."""
    options = ["--token", TOKEN, "--latency-ms", str(LATENCY_MS), "--limits", "--no-calls"]
    command = [sys.executable, "-m", "tests.telegram", *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield Host(f"http://127.0.0.1:{int(process.stdout.readline())}")
    finally:
        process.terminate()
        process.wait(10)


def chats(people: int) -> list[int]:
    """Return the chats that get the alert; groups are negative."""
    ids = range(_FIRST_CHAT, _FIRST_CHAT + people)
    return [-chat if place % GROUP_EVERY == GROUP_EVERY - 1 else chat for place, chat in enumerate(ids)]


@dataclass(frozen=True, slots=True)
class Run:
    """How a program fared."""

    people: int
    sent: Sequence[float]
    """When each message was asked for, by Telegram's clock; refused ones too."""
    refused: int
    counts: Mapping[int, int]
    """Messages by chat."""
    cpu: float
    """Seconds of CPU between the first message and the last."""
    answers: Sequence[float] = field(default_factory=tuple)
    """Seconds from a command to its answer, in order of length."""

    @property
    def rate(self) -> float:
        """Messages a second."""
        return (len(self.sent) - 1) / (self.sent[-1] - self.sent[0])

    @property
    def busiest(self) -> int:
        """The most messages in any second."""
        most = first = 0
        for last, at in enumerate(self.sent):
            while self.sent[first] <= at - 1.0:
                first += 1
            most = max(most, last - first + 1)
        return most

    @property
    def lost(self) -> int:
        """Chats that got nothing."""
        return sum(1 for chat in chats(self.people) if not self.counts.get(chat))

    @property
    def repeated(self) -> int:
        """Messages that came to a chat twice."""
        return sum(self.counts.get(chat, 0) - 1 for chat in chats(self.people) if self.counts.get(chat))


def _vigil(host: Host, folder: Path, people: int) -> Run:
    """Make an alert as `vigil poll` does, then let `vigil run` send it while people ask."""
    (folder / "feeds").mkdir()
    (folder / "feeds" / "river.xml").write_text(_FEED)
    vigil = Installation(
        folder,
        VIGIL_TELEGRAM__TOKEN=TOKEN,
        VIGIL_TELEGRAM__API_URL=host.url,
        VIGIL_TELEGRAM__PER_SECOND=str(PER_SECOND),
        VIGIL_POLLING__ALLOW_PRIVATE_HOSTS="true",
    )
    with feed_host(folder / "feeds") as feeds:
        vigil.json("feeds", "add", f"{feeds.base}/river.xml")
        vigil.json("poll")
        _let_in(folder, people)
        feeds.set_mode(changed=1.0, round=1)
        vigil.json("poll", "--all")
        process = vigil.start()
        asking = _Asking(host)
        try:
            _wait_for(host, 1, 60)
            began, spent = host.ask("load")["asked"], cpu_seconds(process.pid)
            asking.start()
            _wait_for(host, people, 60 + people / PER_SECOND * 2)
            asking.stop()
            cpu = cpu_seconds(process.pid) - spent
            share = people / (host.ask("load")["asked"] - began)  # people were answered besides
            _wait_until_all_have_it(host, people)
            process.terminate()
            process.wait(15)
        finally:
            kill(process)
    return _run(host, people, cpu * share, asking.times())


class _Asking:
    """Somebody writes a command every second."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._ask, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ask no more; what was asked last has a second to be answered."""
        self._over.set()
        self._thread.join()
        time.sleep(1.0)

    def times(self) -> list[float]:
        """Return how long each answer took, in order of length."""
        people = range(_FIRST_ASKER, _FIRST_ASKER + ASKERS)
        return sorted(taken for person in people for taken in self._host.answer_times(person))

    def _ask(self) -> None:
        place = 0
        while not self._over.wait(1.0):
            command = COMMANDS[place // ASKERS % len(COMMANDS)]
            self._host.ask("message", user_id=_FIRST_ASKER + place % ASKERS, text=command)
            place += 1


def _let_in(folder: Path, people: int) -> None:
    """Store the subscribers past the chat: welcoming them one by one would take as long as the alert."""
    from datetime import timedelta

    from sqlmodel import Session

    from bot.installation import utc_now
    from storage.opening import open_database
    from storage.subscriber import EVERY, Role, create_invite, join, unfollow

    database = open_database(f"sqlite:///{folder}/data/vigil.db", folder / "keys" / "keys")

    def let_in(session: Session, some: Sequence[int], code: str) -> list[int]:
        now, keys = utc_now(), database.keyring
        return [join(session, keys, chat=chat, code=code, lang="en", now=now).id for chat in some]

    everybody = [*chats(people), *range(_FIRST_ASKER, _FIRST_ASKER + ASKERS)]
    until = utc_now() + timedelta(hours=1)
    code = database.run_now(create_invite, role=Role.READER, uses=len(everybody), expires=until)
    joined: list[int] = []
    for start in range(0, len(everybody), 500):
        joined += database.run_now(let_in, everybody[start : start + 500], code)
    for asker in joined[-ASKERS:]:
        database.run_now(unfollow, asker, EVERY)
    database.close()


def _plain(host: Host, letter: Mapping[str, Any], people: int) -> Run:
    """Run the rival in a process of its own."""
    subject = [sys.executable, "-m", "tests.benchmarks.deliver", "--plain", host.url, str(people)]
    done = subprocess.run(subject, input=json.dumps(letter), capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"the plain loop failed:\n{done.stderr[-2000:]}")
    return _run(host, people, json.loads(done.stdout)["cpu"])


def _run(host: Host, people: int, cpu: float, answers: Sequence[float] = ()) -> Run:
    counts = {int(chat): count for chat, count in host.ask("counts").items()}
    return Run(people, host.ask("sent"), host.ask("load")["refused"], counts, cpu, answers)


def _wait_for(host: Host, messages: int, seconds: float) -> None:
    until = time.monotonic() + seconds
    while host.ask("load")["asked"] < messages:
        if time.monotonic() > until:
            raise RuntimeError(f"fewer than {messages} messages in {seconds:.0f} s")
        time.sleep(0.1)


def _wait_until_all_have_it(host: Host, people: int, seconds: float = 60) -> None:
    """Wait for the stragglers; whoever has nothing then is lost."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        counts = host.ask("counts")
        if all(counts.get(str(chat)) for chat in chats(people)):
            return
        time.sleep(0.5)


def _head() -> None:
    head = f"{'program':<24}{'messages':>9}{'a second':>10}{'of 29':>7}{'of 30':>7}{'busiest second':>16}"
    print(f"{head}{'refused':>9}{'lost':>6}{'twice':>7}{'CPU ms each':>13}")


def _row(name: str, run: Run) -> None:
    print(
        f"{name:<24}{len(run.sent):>9}{run.rate:>10.2f}{run.rate / PER_SECOND:>7.3f}"
        f"{run.rate / ALLOWED:>7.3f}{run.busiest:>16}{run.refused:>9}{run.lost:>6}{run.repeated:>7}"
        f"{run.cpu / run.people * 1000:>13.2f}",
        flush=True,
    )


def _compare(vigil: Run, rival: Run) -> None:
    times = vigil.answers
    print(
        f"CPU of Vigil : plain loop {(vigil.cpu / vigil.people) / (rival.cpu / rival.people):.2f}; "
        f"{len(times)} commands answered meanwhile: median {median(times):.3f} s, "
        f"p99 {times[min(len(times) - 1, len(times) * 99 // 100)]:.3f} s, slowest {times[-1]:.3f} s"
    )


async def _send_plainly(url: str, people: int, letter: Mapping[str, Any]) -> float:
    """Send a message to everybody with the library alone; returns the seconds of CPU it took."""
    from telegram import Bot, LinkPreviewOptions, Message
    from telegram.constants import ParseMode
    from telegram.error import TelegramError
    from telegram.request import HTTPXRequest

    from bot.telegram import CONNECTIONS

    request = HTTPXRequest(connection_pool_size=CONNECTIONS, pool_timeout=10.0)
    async with Bot(TOKEN, base_url=f"{url}/bot", request=request) as bot:
        message = Message.de_json(dict(letter), bot)
        text, buttons, preview = message.text_html, message.reply_markup, LinkPreviewOptions(is_disabled=True)

        async def send(chat: int) -> None:
            with contextlib.suppress(TelegramError):  # what is refused is lost: nobody keeps it
                await bot.send_message(
                    chat, text, ParseMode.HTML, link_preview_options=preview, reply_markup=buttons
                )

        began, spent = time.monotonic(), time.process_time()
        under_way = []
        for place, chat in enumerate(chats(people)):
            await asyncio.sleep(max(0.0, began + place / PER_SECOND - time.monotonic()))
            under_way.append(asyncio.create_task(send(chat)))
        await asyncio.gather(*under_way)
        return time.process_time() - spent


def _subject() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--full", action="store_true", help=f"{ALL_PEOPLE:,} subscribers")
    parser.add_argument("--plain", nargs=2, metavar=("URL", "PEOPLE"), help=argparse.SUPPRESS)
    told = parser.parse_args()
    if told.plain:
        cpu = asyncio.run(_send_plainly(told.plain[0], int(told.plain[1]), json.load(sys.stdin)))
        print(json.dumps({"cpu": cpu}))
    else:
        main(full=told.full)


if __name__ == "__main__":
    _subject()
