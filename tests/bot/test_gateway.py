"""An answer that surely did not arrive is sent once more, without keeping anybody waiting."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable

import pytest

from bot.gateway import MOST_WAITING, Gateway
from bot.limits import Limiter
from bot.messages.message import Button, Message
from bot.outcome import Sent
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


async def test_a_question_opens_the_field_for_its_reply(telegram: FakeTelegram) -> None:
    """Telegram shows one or the other, so buttons win; what the field says is never too long for it."""
    questions = (Message("Who?", asks="A name" * 20), Message("Who?", ((Button("Me", data="x"),),), asks="A"))

    async def ask(gateway: Gateway) -> None:
        for question in questions:
            await gateway.answer(CHAT, question)

    await spoken(telegram, ask)
    plain, buttons = (json.loads(call.params["reply_markup"]) for call in telegram.calls[-2:])
    assert plain == {"force_reply": True, "input_field_placeholder": ("A name" * 20)[:64]}
    assert "inline_keyboard" in buttons


async def test_an_edit_that_cannot_be_read_goes_as_plain_text(telegram: FakeTelegram) -> None:
    """A renewal loses its formatting rather than its news, and buttons only where those are at fault."""
    buttons = ((Button("Me", data="x"),),)
    outcomes = []

    async def act(gateway: Gateway) -> None:
        sent = await gateway.send_now(CHAT, HELLO)
        assert isinstance(sent, Sent)
        for why in ("can't parse entities", "message is too long", "BUTTON_DATA_INVALID"):
            telegram.fail("editMessageText", 400, description=f"Bad Request: {why}")
            message = Message(f"<b>{why}</b>", buttons)
            outcomes.append(await gateway.edit_now(CHAT, sent.message_id, message))

    await spoken(telegram, act)
    assert all(isinstance(outcome, Sent) for outcome in outcomes)
    again = [call.params for call in telegram.calls if call.method == "editMessageText"][1::2]
    assert ["parse_mode" in params for params in again] == [False] * 3
    assert ["reply_markup" in params for params in again] == [True, True, False]
