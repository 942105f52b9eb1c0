"""The whole line as users meet it: feeds over HTTP, the installed command, a chat, kill -9 in between."""

import asyncio
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.feedserver import FeedServer
from tests.process import TOKEN, Installation, ended, kill
from tests.telegram.core import FakeTelegram
from tests.telegram.server import ApiServer

READER = 777000111

ITEM = """<item><guid isPermaLink="false">{guid}</guid><title>{title}</title>
<link>https://news.example.org/{guid}</link><description>{text}</description></item>"""
NEWS = {
    "old": ("Court in Grozny postpones a hearing", "A court in Chechnya put off a hearing. Nobody said why."),
    "one": (
        "Relatives of an activist detained in Argun",
        "Two brothers were detained in Argun on Monday, their mother said. A lawyer asked to see them.",
    ),
    "two": (
        "Правозащитники направили обращение по делу Титиева",
        "Правозащитники направили обращение по делу Оюба Титиева. Ответа пока нет.",
    ),
    "three": (
        "Network opens a hotline",
        "The Russian LGBT Network opened a hotline for people who need to leave. It works around the clock.",
    ),
    "four": ("Кадыров назвал нового министра", "Глава Чечни Рамзан Кадыров назвал нового министра спорта."),
}


def feed(*names: str) -> bytes:
    items = "".join(
        ITEM.format(guid=name, title=NEWS[name][0], text=NEWS[name][1]) for name in reversed(names)
    )
    return f'<rss version="2.0"><channel><title>Example News</title>{items}</channel></rss>'.encode()


@pytest.fixture
def running() -> Iterator[list[subprocess.Popen[bytes]]]:
    processes: list[subprocess.Popen[bytes]] = []
    yield processes
    for process in processes:
        kill(process)


async def test_from_a_feed_to_a_chat_and_through_a_crash(
    tmp_path: Path, running: list[subprocess.Popen[bytes]]
) -> None:
    """A reader joins, hears each story once in spite of kill -9, asks why, and is forgotten without trace."""
    fake = FakeTelegram(token=TOKEN)
    async with FeedServer() as feeds, ApiServer(fake) as api:
        feeds.publish("/news.xml", feed("old"))
        vigil = Installation(
            tmp_path,
            VIGIL_TELEGRAM__TOKEN=TOKEN,
            VIGIL_TELEGRAM__API_URL=api.url,
            VIGIL_POLLING__INTERVAL="1s",
            VIGIL_POLLING__MIN_INTERVAL="1s",
            VIGIL_POLLING__ALLOW_PRIVATE_HOSTS="true",
        )
        done = await asyncio.to_thread(vigil.command, "feeds", "add", feeds.url("/news.xml"))
        assert done.returncode == 0, done.stderr
        polled = await asyncio.to_thread(vigil.json, "poll")
        assert [(row["entries"], row["new"]) for row in polled["feeds"]] == [(1, 1)]
        assert polled["alerts"] == 0
        running.append(vigil.start())
        code = (await asyncio.to_thread(vigil.json, "invite", "--role", "reader"))["code"]
        fake.say(READER, f"/start {code}")
        await seen(fake, NEWS["old"][0], 30)  # shown on joining: the story of the silent first poll

        feeds.publish("/news.xml", feed("old", "one"))
        await seen(fake, NEWS["one"][0], 20)
        fake.tap(READER, label="Why?")
        await seen(fake, "Why this came", 10)

        kill(running[-1])
        feeds.publish("/news.xml", feed("old", "one", "two", "three"))
        running.append(vigil.start())
        await seen(fake, NEWS["two"][0], 30)
        kill(running[-1])  # while the other alert of the same poll may be half way
        running.append(vigil.start())
        await seen(fake, NEWS["three"][0], 60)
        feeds.publish("/news.xml", feed("old", "one", "two", "three", "four"))
        await seen(fake, NEWS["four"][0], 60)

        for name in ("one", "two", "three", "four"):
            told = [text for text in texts(fake) if NEWS[name][0] in text and "Why this came" not in text]
            fresh = [text for text in told if "may have had this one already" not in text]
            assert len(fresh) == 1, (name, told)
            assert len(told) <= 2, (name, told)

        fake.say(READER, "/forget")
        await seen(fake, "Delete everything I know about you?", 10)
        fake.tap(READER, data=first_button(fake))
        await gone(vigil, 10)
        running[-1].send_signal(signal.SIGTERM)
        assert await ended(running[-1], 10) == 0
    log = vigil.log.read_text()
    assert TOKEN not in log
    assert str(READER) not in log
    assert "Traceback" not in log
    assert not fake.unknown


async def test_feeds_are_polled_while_telegram_is_out_of_reach(
    tmp_path: Path, running: list[subprocess.Popen[bytes]]
) -> None:
    """With Telegram away Vigil polls and keeps; the alert goes out when Telegram is back."""
    fake = FakeTelegram(token=TOKEN)
    async with FeedServer() as feeds, ApiServer(fake) as api:
        feeds.publish("/news.xml", feed("old"))
        vigil = Installation(
            tmp_path,
            VIGIL_TELEGRAM__TOKEN=TOKEN,
            VIGIL_TELEGRAM__API_URL=api.url,
            VIGIL_POLLING__INTERVAL="1s",
            VIGIL_POLLING__MIN_INTERVAL="1s",
            VIGIL_POLLING__ALLOW_PRIVATE_HOSTS="true",
        )
        await asyncio.to_thread(vigil.command, "feeds", "add", feeds.url("/news.xml"))
        await asyncio.to_thread(vigil.json, "poll")
        code = (await asyncio.to_thread(vigil.json, "invite"))["code"]
        running.append(vigil.start())
        fake.say(READER, f"/start {code}")
        await seen(fake, NEWS["old"][0], 30)
        await api.stop()
        before = feeds.count("/news.xml")
        feeds.publish("/news.xml", feed("old", "one"))
        async with asyncio.timeout(20):
            while feeds.count("/news.xml") < before + 3:
                await asyncio.sleep(0.05)
        assert running[-1].poll() is None
        await api.start()
        await seen(fake, NEWS["one"][0], 90)
        running[-1].send_signal(signal.SIGINT)
        assert await ended(running[-1], 10) == 0


async def test_a_wrong_token_is_one_sentence(tmp_path: Path) -> None:
    """Telegram's refusal ends the program with what to do, exit 1, and without the token."""
    async with ApiServer(FakeTelegram(token="1:another")) as api:
        vigil = Installation(tmp_path, VIGIL_TELEGRAM__TOKEN=TOKEN, VIGIL_TELEGRAM__API_URL=api.url)
        done = await asyncio.to_thread(vigil.command, "run")
    assert done.returncode == 1
    assert "BotFather" in done.stderr
    assert "Traceback" not in done.stderr
    assert TOKEN not in done.stderr


def texts(fake: FakeTelegram) -> list[str]:
    return [str(text) for text in fake.texts(READER)]


def first_button(fake: FakeTelegram) -> str:
    last = [message for message in fake.messages(READER, by_bot=True) if message.keyboard][-1]
    return str(last.keyboard[0][0]["callback_data"])


async def seen(fake: FakeTelegram, words: str, seconds: float) -> None:
    """Wait until the reader's chat shows `words`."""
    try:
        async with asyncio.timeout(seconds):
            while not any(words in text for text in texts(fake)):
                await asyncio.sleep(0.05)  # the chat lives in another process's hands
    except TimeoutError:
        raise AssertionError(f"{words!r} was never shown; the chat:\n{fake.transcript(READER)}") from None


async def gone(vigil: Installation, seconds: float) -> None:
    """Wait until nobody subscribes."""
    async with asyncio.timeout(seconds):
        while await asyncio.to_thread(vigil.json, "subscribers"):
            await asyncio.sleep(0.2)
