"""The HTTP front against a real python-telegram-bot application: polling, webhooks, losses, controls."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import Conflict, NetworkError, RetryAfter, TimedOut
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, ContextTypes

from tests.telegram import ApiServer, FakeTelegram
from tests.telegram.request import bot_of

READER = 42


async def start(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.effective_message is not None
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Why", callback_data="why")]])
    await update.effective_message.reply_html("<b>Welcome</b>", reply_markup=keyboard)


async def why(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.callback_query is not None
    await update.callback_query.answer("Because")
    await update.callback_query.edit_message_text("Explained")


@pytest.fixture
async def application(api_server: ApiServer) -> AsyncIterator[Any]:
    """A running bot that polls the server over HTTP."""
    builder = Application.builder().token(api_server.fake.token).job_queue(None)
    app = builder.base_url(f"{api_server.url}/bot").base_file_url(f"{api_server.url}/file/bot").build()
    app.add_handler(CommandHandler("start", start))
    app.add_handler(CallbackQueryHandler(why))
    async with app:
        assert app.updater is not None
        await app.updater.start_polling(timeout=2, allowed_updates=Update.ALL_TYPES)
        await app.start()
        yield app
        await app.updater.stop()
        await app.stop()


async def test_person_talks_to_a_real_application(application: object, telegram: FakeTelegram) -> None:
    """A command, an answer, a tap and an edit go through long polling, and the transcript shows all."""
    telegram.say(READER, "/start")
    await telegram.until(lambda: telegram.texts(READER) == ["Welcome"])
    telegram.tap(READER, "Why")
    await telegram.until(lambda: telegram.texts(READER) == ["Explained"])
    assert telegram.transcript(READER) == (
        "U42:\n/start\n\nBot (edited):\nExplained\n\nU42 taps [Why]: Because"
    )


async def test_application_survives_telegram_out_of_reach(
    application: object, api_server: ApiServer, telegram: FakeTelegram
) -> None:
    """While the server refuses connections nothing is lost; on the same port the bot goes on."""
    await api_server.stop()
    telegram.say(READER, "/start")
    await asyncio.sleep(0.05)
    await api_server.start()
    await telegram.until(lambda: telegram.texts(READER) == ["Welcome"], seconds=10)


@pytest.fixture
async def bot(api_server: ApiServer) -> AsyncIterator[Bot]:
    """A Bot on the HTTP server."""
    async with Bot(api_server.fake.token, base_url=f"{api_server.url}/bot") as bot:
        yield bot


async def test_second_poller_ends_the_first(bot: Bot, api_server: ApiServer, telegram: FakeTelegram) -> None:
    """Two pollers conflict: the older one gets 409, the newer one the updates."""
    first = asyncio.create_task(bot.get_updates(timeout=5))
    await telegram.until(lambda: telegram.updates.polls == 1)
    async with Bot(telegram.token, base_url=f"{api_server.url}/bot") as other:
        second = asyncio.create_task(other.get_updates(timeout=5))
        with pytest.raises(Conflict, match="terminated by other getUpdates"):
            await first
        telegram.say(READER, "news?")
        (update,) = await second
    assert update.message is not None
    assert update.message.text == "news?"


async def test_retry_after_reaches_the_client(bot: Bot, telegram: FakeTelegram) -> None:
    """A planned 429 arrives as RetryAfter with its seconds."""
    telegram.fail("sendMessage", 429, retry_after=7)
    with pytest.raises(RetryAfter) as refused:
        await bot.send_message(READER, "x")
    assert str(refused.value) == "Flood control exceeded. Retry in 7 seconds"


@pytest.mark.parametrize("front", ["http", "in process"])
async def test_cut_connection_is_ambiguous(front: str, bot: Bot, telegram: FakeTelegram) -> None:
    """A lost answer and a lost request are both network errors to the client; only one was sent."""
    client = bot if front == "http" else bot_of(telegram)
    telegram.lose_answer("sendMessage", text="arrived")
    telegram.lose_connection("sendMessage", text="never")
    for text in ("arrived", "never"):
        with pytest.raises(NetworkError):
            await client.send_message(READER, text)
    assert telegram.texts(READER) == ["arrived"]


async def test_refused_connection_names_its_cause(telegram: FakeTelegram) -> None:
    """In process, out of reach looks exactly as a refused connection does over HTTP."""
    telegram.set_down(True)
    with pytest.raises(NetworkError, match=r"httpx\.ConnectError") as in_process:
        await bot_of(telegram).send_message(READER, "x")
    nobody = Bot(telegram.token, base_url="http://127.0.0.1:1/bot")
    with pytest.raises(NetworkError, match=r"httpx\.ConnectError") as over_http:
        await nobody.send_message(READER, "x")
    assert type(in_process.value.__cause__) is type(over_http.value.__cause__)


async def test_slow_answer_times_out_but_counts(bot: Bot, telegram: FakeTelegram) -> None:
    """A held-back answer is a TimedOut for the client, and the message is there."""
    telegram.slow("sendMessage", 0.3)
    with pytest.raises(TimedOut):
        await bot.send_message(READER, "late", read_timeout=0.05)
    assert telegram.texts(READER) == ["late"]


async def test_webhook_gets_updates_until_it_takes_them(bot: Bot, telegram: FakeTelegram) -> None:
    """Updates are posted in order with the secret; one that was refused comes again."""
    seen: list[tuple[str, str]] = []

    async def hook(request: web.Request) -> web.Response:
        update = await request.json()
        seen.append((request.headers["X-Telegram-Bot-Api-Secret-Token"], update["message"]["text"]))
        return web.Response(status=500 if len(seen) == 1 else 200)

    app = web.Application()
    app.router.add_post("/hook", hook)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    await bot.set_webhook(f"http://127.0.0.1:{runner.addresses[0][1]}/hook", secret_token="s3cret")
    telegram.say(READER, "one")
    telegram.say(READER, "two")
    await telegram.until(lambda: not telegram.updates.queue)
    assert seen == [("s3cret", "one"), ("s3cret", "one"), ("s3cret", "two")]
    assert "500" in str((await bot.get_webhook_info()).last_error_message)
    with pytest.raises(Conflict, match="webhook is active"):
        await bot.get_updates()
    await runner.cleanup()


async def test_controls_drive_a_server_in_another_process() -> None:
    """`python -m tests.telegram` prints its port and is driven and read through /sim."""
    command = ["-m", "tests.telegram", "--port", "0", "--token", "9:x", "--latency-ms", "2"]
    process = await asyncio.create_subprocess_exec(sys.executable, *command, stdout=asyncio.subprocess.PIPE)
    try:
        assert process.stdout is not None
        url = f"http://127.0.0.1:{int(await process.stdout.readline())}"
        async with aiohttp.ClientSession(url) as client, Bot("9:x", base_url=f"{url}/bot") as bot:
            await _drive(client, bot)
    finally:
        process.kill()
        await process.wait()


async def _drive(client: aiohttp.ClientSession, bot: Bot) -> None:
    async def sim(action: str, **told: Any) -> Any:
        async with client.post(f"/sim/{action}", json=told) as response:
            return (await response.json()) if response.ok else response.status

    assert await sim("message", user_id=READER, text="/start") == 1
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Why", callback_data="why")]])
    await bot.send_message(READER, "Story", reply_markup=keyboard)
    assert await sim("tap", user_id=READER, label="Why") == "1"
    assert await sim("tap", user_id=READER, label="No such") == 404
    await sim("fault", method="sendMessage", code=429, retry_after=2)
    with pytest.raises(RetryAfter):
        await bot.send_message(READER, "again")
    assert (await sim("chatset", id=-5, title="Desk", state="kicked"))["title"] == "Desk"
    assert await sim("nonsense") == 404
    assert await sim("unknown") == []
    assert [call["method"] for call in await sim("calls")] == ["getMe", "sendMessage", "sendMessage"]
    async with client.get(f"/sim/chat/{READER}") as response:
        messages = (await response.json())["messages"]
    assert [message["text"] for message in messages] == ["/start", "Story"]
    async with client.get(f"/sim/transcript/{READER}") as response:
        assert "[Why]" in await response.text()
