"""The `/sim` controls: the people's side and the faults, for a test in another process.

POST /sim/message {user_id, text, chat_id?}   /sim/file {user_id, name, text, caption?}
POST /sim/tap {user_id, label | data, message_id?, chat_id?}   /sim/block {user_id}
POST /sim/chatset {id, state?, type?, title?, ...}   /sim/fault {method, code | after | drop, ...}
POST /sim/down {down}   /sim/reset
GET  /sim/chat/ID   /sim/transcript/ID   /sim/calls   /sim/sent   /sim/load   /sim/counts   /sim/unknown
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from aiohttp import web

from tests.telegram.core import FakeTelegram
from tests.telegram.faults import fault_from_json
from tests.telegram.values import Json

Control = Callable[[FakeTelegram, Json], object]


def add_sim_routes(app: web.Application, fake: FakeTelegram) -> None:
    """Add the control addresses to an application."""

    async def control(request: web.Request) -> web.StreamResponse:
        do = _CONTROLS.get(request.match_info["action"])
        if do is None:
            return json_response({"error": "no such control"}, 404)
        body = await request.read()
        try:
            return json_response(do(fake, json.loads(body) if body else {}))
        except LookupError as error:
            return json_response({"error": str(error)}, 404)
        except (TypeError, ValueError) as error:
            return json_response({"error": str(error)}, 400)

    async def chat(request: web.Request) -> web.StreamResponse:
        return json_response(chat_view(fake, int(request.match_info["id"])))

    async def transcript(request: web.Request) -> web.StreamResponse:
        return web.Response(text=fake.transcript(int(request.match_info["id"])))

    app.router.add_get(r"/sim/chat/{id:-?\d+}", chat)
    app.router.add_get(r"/sim/transcript/{id:-?\d+}", transcript)
    app.router.add_route("*", "/sim/{action}", control)


def chat_view(fake: FakeTelegram, chat_id: int) -> Json:
    """Return a chat with every message, deleted ones marked and edits counted."""
    chat = fake.chat(chat_id)
    messages = [
        message.body
        | {"deleted": message.deleted, "edits": len(message.history), "silent": message.silent}
        | {"at": message.at, "by_bot": message.by_bot}
        for message in chat.messages.values()
    ]
    return {"chat": chat.public(), "state": chat.state, "messages": messages}


def json_response(value: object, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    """Return a value as a JSON response."""
    body = json.dumps(value, ensure_ascii=False).encode()
    return web.Response(status=status, body=body, content_type="application/json", headers=headers)


def _chatset(fake: FakeTelegram, told: Json) -> object:
    changes: dict[str, Any] = {name: value for name, value in told.items() if name != "id"}
    for name in changes.keys() & {"admins", "members"}:
        changes[name] = set(changes[name])
    return fake.chat(int(told["id"]), **changes).public()


def _file(fake: FakeTelegram, told: Json) -> object:
    return fake.send_file(told["user_id"], told["name"], told["text"].encode(), told.get("caption", ""))


def _fault(fake: FakeTelegram, told: Json) -> object:
    fake.faults.add(fault_from_json(told))
    return True


def _down(fake: FakeTelegram, told: Json) -> object:
    fake.set_down(bool(told.get("down", True)))
    return True


def _reset(fake: FakeTelegram, told: Json) -> object:
    fake.reset()
    return True


def _load(fake: FakeTelegram, told: Json) -> object:
    """How much the bot sent so far, edits included, and how much of it was refused or came too early."""
    limits = fake.limits
    return {"asked": len(limits.asked_at), "refused": limits.refused, "early": len(limits.early)}


def _counts(fake: FakeTelegram, told: Json) -> object:
    """How many messages of the bot each chat has."""
    return {chat.id: sum(m.by_bot for m in chat.messages.values()) for chat in fake.chats.values()}


_CONTROLS: dict[str, Control] = {
    "message": lambda fake, told: fake.say(**told),
    "file": _file,
    "tap": lambda fake, told: fake.tap(**told),
    "block": lambda fake, told: fake.block(told["user_id"]),
    "chatset": _chatset,
    "fault": _fault,
    "down": _down,
    "reset": _reset,
    "calls": lambda fake, told: [asdict(call) for call in fake.calls],
    "sent": lambda fake, told: fake.limits.asked_at,
    "load": _load,
    "counts": _counts,
    "unknown": lambda fake, told: fake.unknown,
}
