"""Commands that do one step of the line: what they do in full, and what they refuse."""

from __future__ import annotations

import asyncio
import fcntl
from pathlib import Path
from time import monotonic

from bot.delivery import Deliverer
from bot.gateway import Gateway
from bot.installation import utc_now
from bot.limits import Limiter
from bot.watch import Watch
from feeds.watch.watchlist import default
from storage.opening import open_database
from tests.bot.test_delivery import Clock, Post
from tests.process import TOKEN, Installation
from tests.telegram.core import FakeTelegram
from tests.telegram.request import bot_of
from tests.telegram.server import ApiServer


def test_two_never_tell_stories_in_one_folder(tmp_path: Path) -> None:
    """Each would begin the same story, so polling beside a running Vigil is refused."""
    (tmp_path / "data").mkdir()
    with (tmp_path / "data" / "lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        done = Installation(tmp_path).command("poll")
    assert done.returncode == 1
    assert "Another Vigil is running" in done.stderr


def test_telegram_out_of_reach_is_one_sentence(tmp_path: Path) -> None:
    """Delivering by hand says what is wrong."""
    vigil = Installation(tmp_path, VIGIL_TELEGRAM__TOKEN=TOKEN, VIGIL_TELEGRAM__API_URL="http://127.0.0.1:9")
    done = vigil.command("deliver")
    assert done.returncode == 1
    assert "Telegram cannot be reached now" in done.stderr


def test_a_traceback_is_shown_without_the_token(tmp_path: Path) -> None:
    """--debug shows the cause of an error whose text holds the token, and not the token."""
    done = Installation(tmp_path).command("--debug", "feeds", "import", f"{TOKEN}/none.opml")
    assert "Traceback" in done.stderr
    assert TOKEN not in done.stderr


def test_a_feed_number_beyond_all_numbers_is_not_there(tmp_path: Path) -> None:
    """One sentence names it."""
    done = Installation(tmp_path).command("feeds", "remove", "9" * 20)
    assert done.returncode == 1
    assert f"There is no feed {'9' * 20}" in done.stderr


async def test_deliver_sends_all_that_waits(tmp_path: Path) -> None:
    """Three alerts for one reader go out in one run of the command, a second apart."""
    fake = FakeTelegram(token=TOKEN)
    async with ApiServer(fake) as api:
        vigil = Installation(tmp_path, VIGIL_TELEGRAM__TOKEN=TOKEN, VIGIL_TELEGRAM__API_URL=api.url)
        database = open_database(f"sqlite:///{tmp_path}/data/vigil.db", tmp_path / "keys" / "keys")
        deliverer = Deliverer(
            database, Watch(default()), Gateway(bot_of(fake), Limiter(29, monotonic)), utc_now
        )
        post = Post(database, fake, Clock(utc_now()), deliverer)
        post.subscribers(7)
        for number in range(3):
            post.alert(f"Hearing in Argun, part {number}")
        database.close()
        done = await asyncio.to_thread(vigil.json, "deliver")
    assert done == {"sent": 3, "deliveries": {"sent": 3, "repeats": 0}}
    assert len(fake.messages(7, by_bot=True)) == 3
