"""Listening to Telegram: what people write is worked off, or stays with Telegram for the next start."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from telegram.ext import ApplicationBuilder

from bot.handlers import operations
from bot.telegram import BATCH, Chat, TokenRefused
from storage.subscriber import Role
from tests.bot.conversation import MODERATOR, OTHER, READER, Conversation
from tests.telegram import FakeTelegram
from tests.telegram.request import InProcessRequest


def chat_with(telegram: FakeTelegram, token: str = "") -> Chat:
    """Return a chat that talks to the simulated Telegram."""
    return Chat(
        ApplicationBuilder()
        .token(token or telegram.token)
        .job_queue(None)
        .updater(None)
        .request(InProcessRequest(telegram))
        .get_updates_request(InProcessRequest(telegram))
        .build()
    )


@asynccontextmanager
async def listening(talk: Conversation) -> AsyncIterator[Chat]:
    """Connect a chat, and close it at the end."""
    chat = chat_with(talk.telegram)
    await chat.connect(talk.services)
    try:
        yield chat
    finally:
        await chat.close()


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0.005)


async def people(talk: Conversation, count: int) -> list[int]:
    """Let many readers in."""
    code = talk.invite(uses=count)
    readers = list(range(5000, 5000 + count))
    for reader in readers:
        await talk.say(reader, f"/start {code}")
    return readers


async def test_commands_that_were_not_reached_wait_for_the_next_start(talk: Conversation) -> None:
    """A stop in the midst of many commands loses none, and answers none twice."""
    readers = await people(talk, 2 * BATCH + 7)
    before = {reader: len(talk.telegram.texts(reader)) for reader in readers}

    def answered() -> list[int]:
        return [len(talk.telegram.texts(reader)) - before[reader] for reader in readers]

    for reader in readers:
        talk.telegram.say(reader, "/list")
    async with listening(talk) as chat:
        await until(lambda: sum(answered()) > 3)
        await chat.stop_listening()
        first = sum(answered())
        assert first < len(readers)
        assert len(talk.telegram.updates.queue) == len(readers) - first
    async with listening(talk):
        await until(lambda: not talk.telegram.updates.queue)
    assert set(answered()) == {1}


async def test_a_crash_loses_no_command(talk: Conversation) -> None:
    """Telegram is told of a batch after it was worked off: what a dead process held comes again."""
    await talk.joined(READER)
    entered, release = asyncio.Event(), asyncio.Event()
    chat = chat_with(talk.telegram)
    await chat.connect(talk.services)

    async def stuck(*_: object) -> None:
        entered.set()
        await release.wait()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chat.application, "process_update", stuck)
        talk.telegram.say(READER, "/list")
        await entered.wait()
        assert chat.unfinished == 1
        assert len(talk.telegram.updates.queue) == 1
        assert chat._listening is not None
        chat._listening.cancel()
    before = len(talk.telegram.texts(READER))
    async with listening(talk):
        await until(lambda: len(talk.telegram.texts(READER)) > before)


async def test_listening_goes_on_after_an_outage(talk: Conversation, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever Telegram answers for a while, people are heard afterwards."""
    monkeypatch.setattr("bot.telegram.FIRST_SILENCE", 0.01)
    await talk.joined(READER)
    before = len(talk.telegram.texts(READER))
    for code in (502, 409, 429, 401):
        talk.telegram.fail("getUpdates", code, retry_after=1 if code == 429 else 0)
    talk.telegram.lose_answer("getUpdates")
    async with listening(talk):
        talk.telegram.say(READER, "/list")
        await until(lambda: len(talk.telegram.texts(READER)) > before)


async def test_a_handler_that_fails_does_not_end_the_listening(
    talk: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next command is heard."""
    await talk.joined(READER)
    await talk.joined(OTHER)
    monkeypatch.setattr(operations, "read_status", lambda *_: 1 / 0)
    before = len(talk.telegram.texts(OTHER))
    async with listening(talk):
        talk.telegram.say(READER, "/status")
        talk.telegram.say(OTHER, "/list")
        await until(lambda: len(talk.telegram.texts(OTHER)) > before)


async def test_closing_sends_the_answers_that_wait(talk: Conversation) -> None:
    """One that met flood control goes out before the connections close."""
    await talk.joined(MODERATOR, Role.MODERATOR)
    before = len(talk.telegram.texts(MODERATOR))
    async with listening(talk) as chat:
        talk.telegram.fail("sendMessage", 429, retry_after=1)
        talk.telegram.say(MODERATOR, "/list")
        await until(lambda: talk.services.gateway.waiting)
        assert chat.unfinished
    assert len(talk.telegram.texts(MODERATOR)) == before + 1


async def test_closing_a_chat_that_never_connected_is_quick(talk: Conversation) -> None:
    """A stop while Telegram is away has nothing to wait for."""
    talk.telegram.set_down(True)
    chat = chat_with(talk.telegram)
    connecting = asyncio.create_task(chat.connect(talk.services))
    await asyncio.sleep(0.01)
    connecting.cancel()
    await asyncio.gather(connecting, return_exceptions=True)
    assert chat.unfinished == 0
    async with asyncio.timeout(2):
        await chat.close()


async def test_a_webhook_left_behind_is_removed(talk: Conversation) -> None:
    """Telegram serves updates one way only."""
    await talk.joined(READER)
    talk.telegram.webhook = {"url": "https://old.example/hook"}
    before = len(talk.telegram.texts(READER))
    async with listening(talk):
        talk.telegram.say(READER, "/list")
        await until(lambda: len(talk.telegram.texts(READER)) > before)


async def test_a_wrong_token_is_refused_without_showing_it(talk: Conversation) -> None:
    """The sentence says what to check."""
    wrong = "123456:wrong-token-of-somebody"
    with pytest.raises(TokenRefused) as refused:
        await chat_with(talk.telegram, wrong).connect(talk.services)
    assert "BotFather" in str(refused.value)
    assert wrong not in str(refused.value)
