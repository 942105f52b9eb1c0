"""Updates that Telegram brings: over a route with a secret, confirmed once they are worked off."""

from __future__ import annotations

import asyncio
import socket
from dataclasses import replace
from typing import Any

import aiohttp
import pytest

from bot.telegram import WebhookRefused
from bot.web.webhook import SECRET_HEADER, Webhook
from config.groups import TelegramSettings
from tests.bot.conversation import READER, Conversation
from tests.bot.test_telegram import chat_with, until

PATH = "/hook"


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


async def post(port: int, body: bytes, secret: str | None) -> int:
    """Post to the webhook; returns the status."""
    headers = {SECRET_HEADER: secret} if secret is not None else {}
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"http://127.0.0.1:{port}{PATH}", data=body, headers=headers) as response,
    ):
        return response.status


@pytest.mark.parametrize(
    ("body", "right", "status", "worked"),
    [
        (b'{"update_id": 1}', True, 200, 1),
        (b'{"update_id": 1}', False, 403, 0),
        (b'{"update_id": "1"}', True, 400, 0),
        (b"[]", True, 400, 0),
        (b"{", True, 400, 0),
        (b"\xff\xfe", True, 400, 0),
        (b"1" * (2**20 + 1), True, 400, 0),
        (b"[" * 200_000, True, 400, 0),
        (b'{"update_id": 1, "a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", True, 400, 0),
        (b'{"update_id": true}', True, 400, 0),
        (b'{"update_id": ' + b"9" * 5000 + b"}", True, 400, 0),
    ],
)
async def test_only_telegram_with_an_update_is_heard(
    body: bytes, right: bool, status: int, worked: int
) -> None:
    """Whoever does not know the secret is refused, and what is no update is not worked off."""
    seen: list[dict[str, Any]] = []

    async def work(update: dict[str, Any]) -> None:
        seen.append(update)

    webhook, port = Webhook(work), free_port()
    await webhook.open("127.0.0.1", port, PATH)
    try:
        for secret in (
            (webhook.secret,) if right else (None, "", "x", webhook.secret[:-1], webhook.secret + "x")
        ):
            assert await post(port, body, secret) == status
    finally:
        await webhook.close()
    assert len(seen) == worked


async def test_an_update_that_is_brought_again_is_worked_off_once() -> None:
    """Telegram repeats what it got no answer to in time; a command is obeyed once."""
    seen: list[int] = []

    async def work(update: dict[str, Any]) -> None:
        seen.append(update["update_id"])
        await asyncio.sleep(0.01)

    webhook, port = Webhook(work), free_port()
    await webhook.open("127.0.0.1", port, PATH)
    try:
        bodies = [b'{"update_id": %d}' % number for number in (7, 7, 8, 7)]
        assert await asyncio.gather(*(post(port, body, webhook.secret) for body in bodies)) == [200] * 4
    finally:
        await webhook.close()
    assert sorted(seen) == [7, 8]


async def test_an_update_that_fails_is_not_brought_for_ever() -> None:
    """A handler's error is ours: Telegram is told that the update arrived."""

    async def work(update: dict[str, Any]) -> None:
        raise RuntimeError("broken")

    webhook, port = Webhook(work), free_port()
    await webhook.open("127.0.0.1", port, PATH)
    try:
        assert await post(port, b'{"update_id": 1}', webhook.secret) == 200
    finally:
        await webhook.close()


async def test_people_are_answered_over_the_webhook(talk: Conversation) -> None:
    """With an address set, Telegram is given it with a secret, and what it brings is answered."""
    await talk.joined(READER)
    port = free_port()
    telegram = TelegramSettings(
        webhook_url=f"http://127.0.0.1:{port}{PATH}", webhook_listen=f"127.0.0.1:{port}"
    )
    services = replace(
        talk.services, settings=talk.services.settings.model_copy(update={"telegram": telegram})
    )
    chat = chat_with(talk.telegram)
    await chat.connect(services)
    hook = talk.telegram.webhook
    assert hook is not None
    assert hook["url"] == telegram.webhook_url
    before = len(talk.telegram.texts(READER))
    talk.telegram.say(READER, "/list")
    update = talk.telegram.updates.queue.popleft()
    async with asyncio.timeout(5):
        async with (
            aiohttp.ClientSession() as session,
            session.post(
                str(hook["url"]), json=update, headers={SECRET_HEADER: str(hook["secret"])}
            ) as response,
        ):
            assert response.status == 200
    await until(lambda: len(talk.telegram.texts(READER)) > before)
    await chat.close()


async def test_an_address_that_cannot_be_used_says_what_to_do(talk: Conversation) -> None:
    """A taken port is named, with the setting that changes it."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        telegram = TelegramSettings(webhook_url="http://127.0.0.1/hook", webhook_listen=f"127.0.0.1:{port}")
        settings = talk.services.settings.model_copy(update={"telegram": telegram})
        chat = chat_with(talk.telegram)
        with pytest.raises(WebhookRefused, match="VIGIL_TELEGRAM__WEBHOOK_LISTEN"):
            await chat.connect(replace(talk.services, settings=settings))
        await chat.close()
