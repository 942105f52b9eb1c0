"""Telegram without the network: `FakeTelegram` answers Bot API calls and plays the people in the chats.

A call is a plain function of state, so a test can ask it directly; `request.py` and
`server.py` put it behind python-telegram-bot in process and behind HTTP.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import Any

from tests.telegram import account, editing, parser, sending
from tests.telegram.faults import Fault, Faults
from tests.telegram.limits import Limits
from tests.telegram.transcript import render
from tests.telegram.values import Answer, ApiError, Call, Json, Params, Upload, Uploads
from tests.telegram.world import Chat, Message, Tap, World

METHODS = sending.METHODS | editing.METHODS | account.METHODS
_WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active;"
    " use deleteWebhook to delete the webhook first"
)
_PACED = ("sendmessage", "senddocument", "sendphoto", "sendmediagroup", "editmessage")
_OUT_OF_REACH = Answer(502, {"ok": False, "error_code": 502, "description": "Bad Gateway"}, "refused")


class FakeTelegram(World):
    """One bot's Telegram: what it may call, what people do, what they see."""

    def __init__(
        self,
        token: str = "1:test",
        *,
        auto_create: bool = True,
        limits: Limits | None = None,
        keep_calls: bool = True,
        now: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
    ) -> None:
        """Start empty. Without `auto_create` a chat exists only once a person or a test made it."""
        self.keep_calls = keep_calls
        self.calls: list[Call] = []
        self.unknown: list[str] = []  # methods asked for that this server does not have
        self.faults = Faults()
        super().__init__(token, auto_create=auto_create, limits=limits, now=now, wall=wall)

    def reset(self) -> None:
        """Forget everything that happened, planned faults included."""
        self.forget_everything()
        self.calls.clear()
        self.unknown.clear()
        self.faults = Faults()
        self.set_down(False)

    # --- the bot's side ---

    def call(self, token: str, method: str, params: Mapping[str, Any], files: Uploads) -> Answer:
        """Answer one Bot API call other than getUpdates."""
        name, told = method.lower(), Params(params)
        if self._out_of_reach():
            return _OUT_OF_REACH
        fault = self.faults.take(name, told)
        delay = fault.delay if fault else 0.0
        if fault and fault.loss in ("before", "refused"):
            fault.happen()
            return self._recorded(method, told, files, Answer(0, {}, fault.loss, delay))
        try:
            if name.startswith(_PACED):
                self.limits.knock(told.text("chat_id"), self.now())
            result = self._result(token, method, told, files, fault)
        except ApiError as error:
            if "retry_after" in error.parameters:
                self.limits.hold(told.text("chat_id"), self.now(), error.parameters["retry_after"])
            return self._recorded(method, told, files, _refusal(error, delay))
        if fault:
            fault.happen()
        lost = fault.loss if fault else ""
        return self._recorded(method, told, files, Answer(200, {"ok": True, "result": result}, lost, delay))

    async def get_updates(self, token: str, params: Mapping[str, Any]) -> Answer:
        """Answer getUpdates: at once when there is news, else when there is, or after `timeout` seconds."""
        told = Params(params)
        if self._out_of_reach():
            return _OUT_OF_REACH
        fault = self.faults.take("getupdates", told)
        if fault and fault.loss in ("before", "refused"):
            return Answer(0, {}, fault.loss, fault.delay)
        try:
            self._admit(token, fault)
            if self.webhook:
                raise ApiError(409, _WEBHOOK_ACTIVE)
            updates = await self.updates.poll(told)
        except ApiError as error:
            return _OUT_OF_REACH if self._out_of_reach() else _refusal(error, fault.delay if fault else 0.0)
        body: Json = {"ok": True, "result": updates}
        return Answer(200, body, fault.loss, fault.delay) if fault else Answer(200, body)

    def _out_of_reach(self) -> bool:
        return self.updates.down

    def _admit(self, token: str, fault: Fault | None) -> None:
        if token != self.token:
            raise ApiError(401, "Unauthorized")
        if self.logged_out:
            raise ApiError(400, "Logged out")
        refusal = fault.refusal() if fault else None
        if refusal:
            raise refusal

    def _result(self, token: str, method: str, params: Params, files: Uploads, fault: Fault | None) -> Any:
        handler = METHODS.get(method.lower())
        if handler is None:
            self.unknown.append(method)
            raise ApiError(404, "Not Found: method not found")
        self._admit(token, fault)
        return handler(self, params, files)

    def _recorded(self, method: str, params: Params, files: Uploads, answer: Answer) -> Answer:
        if self.keep_calls:
            sizes = {name: (upload.name, len(upload.data)) for name, upload in files.items()}
            raw = dict(params.raw)
            self.calls.append(Call(self.now(), method, raw, sizes, answer.status, answer.body))
        return answer

    # --- what goes wrong ---

    def fail(
        self,
        method: str,
        code: int,
        *,
        times: int = 1,
        retry_after: int = 0,
        description: str = "",
        chance: float = 1.0,
        **match: object,
    ) -> None:
        """Refuse the next calls of a method; `match` narrows by parameter, times=0 is for ever."""
        fault = Fault(method, dict(match), times, code, description, retry_after, chance=chance)
        self.faults.add(fault)

    def lose_answer(self, method: str, *, times: int = 1, chance: float = 1.0, **match: object) -> None:
        """Do what the next calls ask, but let their answers never arrive."""
        self.faults.add(Fault(method, dict(match), times, loss="after", chance=chance))

    def interrupt(self, method: str, do: Callable[[], object], *, counted: bool, **match: object) -> None:
        """Call `do` when the next call of a method came, before it counts or after; its answer is lost."""
        self.faults.add(Fault(method, dict(match), loss="after" if counted else "before", do=do))

    def lose_connection(
        self, method: str, *, times: int = 1, connected: bool = True, **match: object
    ) -> None:
        """Break the next calls before they count: after connecting, or (in process) while connecting."""
        self.faults.add(Fault(method, dict(match), times, loss="before" if connected else "refused"))

    def slow(self, method: str, seconds: float, *, times: int = 1, **match: object) -> None:
        """Hold back the answers of the next calls, which count."""
        self.faults.add(Fault(method, dict(match), times, delay=seconds))

    def set_down(self, down: bool) -> None:
        """Put Telegram out of reach, parked polls included, or bring it back."""
        self.updates.down = down
        self.updates.wake()

    # --- people's side ---

    def say(self, user_id: int, text: str, chat_id: int | None = None, **extra: object) -> int | None:
        """Let a person write; returns the update id. In private this starts, or unblocks, the bot."""
        chat = self.chat(user_id if chat_id is None else chat_id)
        if chat.state == "blocked":
            self._membership(chat, user_id, "kicked", "member")
            chat.state = "ok"
        chat.started = True
        entities = parser.found(text) if text else []
        body: Json = {"text": text} | ({"entities": entities} if entities else {}) | extra
        return self._incoming(chat, user_id, body)

    def send_file(self, user_id: int, name: str, data: bytes, caption: str = "") -> int | None:
        """Let a person send a document, such as a list of feeds."""
        file_id = self.keep_file(Upload(name, data, "application/octet-stream"))
        document = {"file_id": file_id, "file_unique_id": "u" + file_id, "file_size": len(data)}
        body: Json = {"document": document | {"file_name": name}}
        return self._incoming(self.chat(user_id), user_id, body | ({"caption": caption} if caption else {}))

    def tap(
        self,
        user_id: int,
        label: str | None = None,
        data: str | None = None,
        message_id: int | None = None,
        chat_id: int | None = None,
    ) -> str:
        """Press a button found by label or data, on the newest message that has it; returns the query id."""
        chat = self.chat(user_id if chat_id is None else chat_id)
        message, button = _find_button(chat, label, data, message_id)
        tap = Tap(self.next_tap_id(), user_id, button["text"], message.id, self.now())
        self.taps[tap.id] = tap
        chat.timeline.append(tap)
        query = {"id": tap.id, "from": self.user(user_id), "chat_instance": str(chat.id)}
        self.updates.push(
            "callback_query", query | {"message": message.body, "data": button["callback_data"]}
        )
        return tap.id

    def block(self, user_id: int) -> int | None:
        """Let a person block the bot."""
        chat = self.chat(user_id, state="blocked")
        return self._membership(chat, user_id, "member", "kicked")

    def join(self, chat_id: int, by: int, *, title: str = "Group", **changes: object) -> int | None:
        """Let a person add the bot to a group, or to a channel as an administrator."""
        chat = self.chat(chat_id, title=title, state="ok", **changes)
        chat.members.add(by)
        if chat.type != "channel":
            return self._membership(chat, by, "left", "member")
        chat.admins |= {int(self.me["id"])}
        return self._membership(chat, by, "left", "administrator")

    def kick(self, chat_id: int, by: int) -> int | None:
        """Let an administrator remove the bot from a group or channel."""
        self.chat(chat_id).admins.discard(int(self.me["id"]))
        return self._membership(self.chat(chat_id, state="kicked"), by, "member", "kicked")

    def migrate(self, chat_id: int, new_id: int) -> int | None:
        """Turn a group into a supergroup with another id."""
        old = self.chat(chat_id, state="migrated", migrated_to=new_id)
        new = self.chat(new_id, type="supergroup", title=old.title)
        new.members, new.admins = old.members, old.admins
        self._incoming(old, self.me["id"], {"migrate_to_chat_id": new_id})
        return self._incoming(new, self.me["id"], {"migrate_from_chat_id": chat_id})

    def _incoming(self, chat: Chat, user_id: int, body: Json) -> int | None:
        head = {"from": self.user(user_id), "chat": chat.public(), "date": int(self.wall())}
        return self.updates.push("message", chat.add(head | body, by_bot=False, at=self.now()).body)

    def _membership(self, chat: Chat, user_id: int, old: str, new: str) -> int | None:
        def standing(status: str) -> Json:
            told: Json = {"until_date": 0} if status == "kicked" else {}
            if status == "administrator":
                told = account.rights(chat)
            return {"user": self.me, "status": status} | told

        body = {"chat": chat.public(), "from": self.user(user_id), "date": int(self.wall())}
        change = {"old_chat_member": standing(old), "new_chat_member": standing(new)}
        return self.updates.push("my_chat_member", body | change)

    # --- what there is to see ---

    def messages(self, chat_id: int, *, by_bot: bool | None = None) -> list[Message]:
        """Return the messages of a chat that are still there, oldest first."""
        kept = [message for message in self.chat(chat_id).messages.values() if not message.deleted]
        return [message for message in kept if by_bot is None or message.by_bot == by_bot]

    def texts(self, chat_id: int) -> list[str]:
        """Return what the bot says in a chat, oldest first."""
        return [message.text for message in self.messages(chat_id, by_bot=True)]

    def transcript(self, chat_id: int) -> str:
        """Return a chat as a person would read it."""
        return render(self.chat(chat_id))

    async def until(self, condition: Callable[[], object], seconds: float = 5.0) -> None:
        """Wait until a condition holds; AssertionError with all transcripts when it does not."""
        end = asyncio.get_running_loop().time() + seconds
        while not condition():
            if asyncio.get_running_loop().time() >= end:
                seen = "\n\n".join(f"chat {chat.id}\n{render(chat)}" for chat in self.chats.values())
                raise AssertionError(f"not true within {seconds} s\n{seen}")
            await asyncio.sleep(0.005)


def _refusal(error: ApiError, delay: float) -> Answer:
    body: Json = {"ok": False, "error_code": error.code, "description": error.description}
    if error.parameters:
        body["parameters"] = error.parameters
    return Answer(error.code, body, "", delay)


def _find_button(
    chat: Chat, label: str | None, data: str | None, message_id: int | None
) -> tuple[Message, Json]:
    for message in reversed(chat.messages.values()):
        if message.deleted or (message_id is not None and message.id != message_id):
            continue
        for button in (button for row in message.keyboard for button in row):
            wanted = button["text"] == label if label is not None else button.get("callback_data") == data
            if wanted and "callback_data" in button:
                return message, button
    raise LookupError(f"no button {label if label is not None else data!r} to press in chat {chat.id}")
