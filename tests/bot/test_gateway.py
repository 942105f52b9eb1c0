"""An answer that surely did not arrive is sent once more, without keeping anybody waiting."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from bot.gateway import MOST_WAITING, Gateway
from bot.limits import Limiter
from bot.messages.message import Message
from tests.telegram import FakeTelegram
from tests.telegram.request import bot_of

CHAT = 501
HELLO = Message("<b>Hello</b>")


class Pauses:
    """Waits that a test sees, and ends."""

    def __init__(self) -> None:
        self.asked: list[float] = []
        self.over = asyncio.Event()

    async def __call__(self, seconds: float) -> None:
        """Wait until the test says so."""
        self.asked.append(seconds)
        await self.over.wait()


async def spoken(
    telegram: FakeTelegram, act: Callable[[Gateway], Awaitable[None]]
) -> tuple[Pauses, list[str]]:
    """Let a gateway act, then let its pauses end; returns the pauses and the texts shown before that."""
    telegram.chat(CHAT)
    telegram.say(CHAT, "hi")
    pauses = Pauses()
    limiter = Limiter(1000.0, asyncio.get_running_loop().time)
    async with bot_of(telegram) as bot:
        gateway = Gateway(bot, limiter, pause=pauses)
        await act(gateway)
        await asyncio.sleep(0.01)
        before = telegram.texts(CHAT)
        pauses.over.set()
        await gateway.finish()
        assert gateway.waiting == 0
    return pauses, before


async def test_an_answer_that_meets_flood_control_arrives_later(telegram: FakeTelegram) -> None:
    """Telegram's own wait is kept, and whoever wrote the answer goes on meanwhile."""
    telegram.fail("sendMessage", 429, retry_after=7)
    pauses, before = await spoken(telegram, lambda gateway: gateway.answer(CHAT, HELLO))
    assert pauses.asked == [7.0]
    assert before == []
    assert telegram.texts(CHAT) == ["Hello"]


async def test_an_answer_that_never_left_is_sent_once_more(telegram: FakeTelegram) -> None:
    """No connection was made, so nothing can come twice."""
    telegram.lose_connection("sendMessage", connected=False)
    pauses, _ = await spoken(telegram, lambda gateway: gateway.answer(CHAT, HELLO))
    assert len(pauses.asked) == 1
    assert telegram.texts(CHAT) == ["Hello"]


async def test_an_edit_that_meets_flood_control_is_made_later(telegram: FakeTelegram) -> None:
    """A list whose page was turned shows the page in the end."""

    async def act(gateway: Gateway) -> None:
        await gateway.answer(CHAT, HELLO)
        telegram.fail("editMessageText", 429, retry_after=3)
        shown = telegram.messages(CHAT, by_bot=True)[-1]
        await gateway.edit(CHAT, shown.id, Message("Page 2"))

    pauses, before = await spoken(telegram, act)
    assert (pauses.asked, before) == ([3.0], ["Hello"])
    assert telegram.texts(CHAT) == ["Page 2"]


@pytest.mark.parametrize("seconds", [61, 43_844])
async def test_an_answer_nobody_would_wait_for_is_let_go(
    telegram: FakeTelegram, capsys: pytest.CaptureFixture[str], seconds: int
) -> None:
    """After a minute a command was repeated or forgotten; the log says that an answer is lost."""
    telegram.fail("sendMessage", 429, retry_after=seconds)
    pauses, _ = await spoken(telegram, lambda gateway: gateway.answer(CHAT, HELLO))
    assert pauses.asked == []
    assert telegram.texts(CHAT) == []
    assert "an answer was not sent" in "".join(capsys.readouterr())


async def test_a_lost_answer_from_telegram_is_not_taken_for_a_failure(telegram: FakeTelegram) -> None:
    """It may have arrived, so it does not come twice."""
    telegram.lose_answer("sendMessage")
    pauses, _ = await spoken(telegram, lambda gateway: gateway.answer(CHAT, HELLO))
    assert pauses.asked == []
    assert telegram.texts(CHAT) == ["Hello"]


async def test_the_second_try_is_the_last(telegram: FakeTelegram, capsys: pytest.CaptureFixture[str]) -> None:
    """Two refusals lose an answer, and the log says so once."""
    telegram.fail("sendMessage", 429, retry_after=1, times=2)
    pauses, _ = await spoken(telegram, lambda gateway: gateway.answer(CHAT, HELLO))
    assert pauses.asked == [1.0]
    assert telegram.texts(CHAT) == []
    assert "".join(capsys.readouterr()).count("an answer was not sent") == 1


async def test_answers_that_wait_are_bounded(telegram: FakeTelegram) -> None:
    """An outage does not gather answers without end."""
    telegram.fail("sendMessage", 429, retry_after=1, times=0)

    async def act(gateway: Gateway) -> None:
        for _ in range(MOST_WAITING + 20):
            await gateway.answer(CHAT, HELLO)
        assert gateway.waiting == MOST_WAITING

    pauses, _ = await spoken(telegram, act)
    assert len(pauses.asked) == MOST_WAITING
