"""kill -9 at random moments: nothing is lost, and at most one marked repeat comes of each kill."""

import asyncio
import contextlib
import random
import sqlite3
from collections import Counter
from functools import partial
from pathlib import Path

from tests.feedserver import FeedServer
from tests.process import TOKEN, Installation, ended, kill
from tests.telegram.core import FakeTelegram
from tests.telegram.server import ApiServer

KILLS = 6
PEOPLE = (501, 502, 503)
STORIES = (
    "School in Argun reopens its gymnasium after repairs",
    "Bridge over the canal at Argun closes for the winter",
    "Beekeeper from Argun wins an orchard prize",
    "Four thousand books reach the Argun library",
    "Forecasters lift the flood warning for Argun",
    "Chess final in Argun ends in a draw",
    "Night bus from Argun to the airport begins to run",
    "Carpets of the last century go on show in Argun",
    "Argun bakery recalls bread over a broken oven",
    "Volleyball team from Argun flies to Kazan",
    "Power cut leaves half of Argun dark until morning",
    "Dentists of Argun ask for a children's clinic",
    "Argun plants six hundred lime trees",
)
REPEAT = "may have had this one already"


def item(number: int) -> str:
    link = f"https://n.example.org/item-{number:04d}"
    return f"<item><guid>{number}</guid><title>{STORIES[number]}</title><link>{link}</link></item>"


def feed(numbers: list[int]) -> bytes:
    items = "".join(item(number) for number in reversed(numbers))
    return f'<rss version="2.0"><channel><title>Notices</title>{items}</channel></rss>'.encode()


async def test_kills_lose_nothing(tmp_path: Path) -> None:
    """Six kills while stories come in: every reader gets each once, repeats are marked, the file is whole."""
    chance = random.Random(20261123)
    fake = FakeTelegram(token=TOKEN)
    published = [0]
    async with FeedServer() as feeds, ApiServer(fake, latency=0.05) as api:
        feeds.publish("/n.xml", feed(published))
        vigil = Installation(
            tmp_path,
            VIGIL_TELEGRAM__TOKEN=TOKEN,
            VIGIL_TELEGRAM__API_URL=api.url,
            VIGIL_POLLING__INTERVAL="1s",
            VIGIL_POLLING__MIN_INTERVAL="1s",
            VIGIL_POLLING__ALLOW_PRIVATE_HOSTS="true",
        )
        await asyncio.to_thread(vigil.command, "feeds", "add", feeds.url("/n.xml"))
        await asyncio.to_thread(vigil.json, "poll")
        code = (await asyncio.to_thread(vigil.json, "invite", "--uses", "3"))["code"]
        process = vigil.start()
        try:
            for person in PEOPLE:
                fake.say(person, f"/start {code}")
            await fake.until(lambda: all(len(fake.messages(p, by_bot=True)) >= 2 for p in PEOPLE), 60)
            for _ in range(KILLS):
                published += [published[-1] + 1, published[-1] + 2]
                before = len(fake.messages(PEOPLE[0], by_bot=True))
                feeds.publish("/n.xml", feed(published))
                with contextlib.suppress(TimeoutError, AssertionError):
                    await fake.until(partial(heard_more_than, fake, before), 30)
                await asyncio.sleep(chance.random() * 0.4)
                kill(process)
                process = vigil.start()
            await fake.until(
                lambda: all(len(told(fake, person)) == len(published) - 1 for person in PEOPLE), 120
            )
            async with asyncio.timeout(90):  # what may have arrived goes out once more
                while set(states(tmp_path)) != {"sent"}:
                    await asyncio.sleep(0.5)
            process.terminate()
            assert await ended(process, 10) == 0
        finally:
            kill(process)
    repeats = 0
    for person in PEOPLE:
        firsts = Counter(text.split("\n")[1] for text in alerts(fake, person) if REPEAT not in text)
        again = Counter(text.split("\n")[1] for text in alerts(fake, person) if REPEAT in text)
        assert all(count == 1 for count in firsts.values()), firsts
        assert all(count == 1 for count in again.values()), again
        repeats += again.total()
    assert repeats <= KILLS * len(PEOPLE)
    with sqlite3.connect(tmp_path / "data" / "vigil.db") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


def states(folder: Path) -> dict[str, int]:
    """How many deliveries there are by state."""
    with sqlite3.connect(folder / "data" / "vigil.db") as connection:
        return dict(connection.execute("SELECT state, count(*) FROM delivery GROUP BY state"))


def heard_more_than(fake: FakeTelegram, count: int) -> bool:
    """Say whether the first reader's chat has grown."""
    return len(fake.messages(PEOPLE[0], by_bot=True)) > count


def alerts(fake: FakeTelegram, person: int) -> list[str]:
    """The alerts a person got, without what was shown on joining."""
    return [message.text for message in fake.messages(person, by_bot=True)[2:]]


def told(fake: FakeTelegram, person: int) -> set[str]:
    """The headlines a person has heard."""
    return {text.split("\n")[1] for text in alerts(fake, person)}
