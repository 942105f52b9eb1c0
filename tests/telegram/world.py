"""The state of the simulated Telegram: chats with their messages, files, commands, the webhook."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count

from tests.telegram.limits import Limits
from tests.telegram.updates import Updates
from tests.telegram.values import ApiError, Json, Params, Upload, bad

# A first id below this belongs to a supergroup or channel, above it to a basic group.
_SUPERGROUPS_BELOW = -(10**12)

# What a chat in each state answers to the bot; "ok" is not here.
_REFUSALS = {
    "blocked": (403, "Forbidden: bot was blocked by the user"),
    "deactivated": (403, "Forbidden: user is deactivated"),
    "kicked": (403, "Forbidden: bot was kicked from the {type} chat"),
    "left": (403, "Forbidden: bot is not a member of the {type} chat"),
    "no_rights": (400, "Bad Request: not enough rights to send text messages to the chat"),
}


@dataclass
class Message:
    """One message with its past; `body` is what the Bot API shows of it now."""

    id: int
    body: Json
    by_bot: bool
    silent: bool = False
    deleted: bool = False
    at: float = 0.0  # monotonic seconds, by the world's clock
    history: list[Json] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text or caption a person sees."""
        return str(self.body.get("text") or self.body.get("caption") or "")

    @property
    def keyboard(self) -> list[list[Json]]:
        """The rows of inline buttons."""
        rows: list[list[Json]] = (self.body.get("reply_markup") or {}).get("inline_keyboard", [])
        return rows

    @property
    def buttons(self) -> list[str]:
        """The labels of all inline buttons, row by row."""
        return [button["text"] for row in self.keyboard for button in row]


@dataclass
class Tap:
    """A press of an inline button and the bot's answer to it, None while there is none."""

    id: str
    user_id: int
    label: str
    message_id: int
    at: float
    answer: Json | None = None


@dataclass
class Chat:
    """A private chat, group, supergroup or channel as the bot meets it."""

    id: int
    type: str
    title: str = ""
    username: str = ""
    language: str = "en"
    started: bool = True  # private: the person has pressed Start
    state: str = "ok"  # ok | blocked | deactivated | kicked | left | no_rights | migrated | topic_closed
    migrated_to: int = 0
    admins: set[int] = field(default_factory=set)
    owner: int = 0
    posts: bool = True  # channel: the bot, where it is an administrator, may post
    topics: dict[int, bool] | None = None  # a forum's threads besides the general one, and which are open
    members: set[int] = field(default_factory=set)
    messages: dict[int, Message] = field(default_factory=dict)
    timeline: list[Message | Tap] = field(default_factory=list)
    ids: Iterator[int] = field(default_factory=lambda: count(1))

    def public(self) -> Json:
        """Return the chat as the Bot API shows it inside a message."""
        name = (
            {"first_name": self.title or f"U{self.id}"} if self.type == "private" else {"title": self.title}
        )
        handle: Json = {"username": self.username} if self.username else {}
        forum: Json = {"is_forum": True} if self.topics is not None else {}
        return {"id": self.id, "type": self.type} | name | handle | forum

    def check_topic(self, thread: int) -> None:
        """Raise what Telegram answers where a message is for a thread that takes none."""
        if thread and self.topics is not None and thread not in self.topics:
            raise bad("message thread not found")
        if thread and (self.state == "topic_closed" or not (self.topics or {thread: True})[thread]):
            raise bad("TOPIC_CLOSED")

    def add(self, body: Json, by_bot: bool, silent: bool = False, at: float = 0.0) -> Message:
        """Keep a message under a fresh id."""
        message_id = next(self.ids)
        message = Message(message_id, {"message_id": message_id} | body, by_bot, silent, at=at)
        self.messages[message_id] = message
        self.timeline.append(message)
        return message


class World:
    """Everything the server remembers; `now` is monotonic seconds, `wall` Unix seconds."""

    def __init__(
        self,
        token: str = "1:test",
        *,
        auto_create: bool = True,
        limits: Limits | None = None,
        now: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self.token = token
        self.auto_create = auto_create
        self.limits = limits or Limits()
        self.now = now
        self.wall = wall
        self.updates = Updates()
        self.forget_everything()

    def forget_everything(self) -> None:
        """Start over with no chat, file, command or webhook."""
        self.updates.queue.clear()
        self.updates.allow([])
        self.limits.forget()
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, Upload] = {}
        self.taps: dict[str, Tap] = {}
        self.commands: dict[str, list[Json]] = {}
        self.webhook: Json | None = None
        self.logged_out = False
        self._file_ids = count(1)
        self._tap_ids = count(1)
        self._album_ids = count(1)

    @property
    def me(self) -> Json:
        """The bot's own user."""
        abilities = {"can_join_groups": True, "can_read_all_group_messages": False}
        name = {"first_name": "Bot", "username": "test_bot", "supports_inline_queries": False}
        return {"id": int(self.token.split(":")[0] or 1), "is_bot": True} | name | abilities

    def chat(self, chat_id: int, **changes: object) -> Chat:
        """Return a chat, made when new, with some of its fields changed."""
        chat = self.chats.get(chat_id)
        if chat is None:
            group = "supergroup" if chat_id < _SUPERGROUPS_BELOW else "group"
            kind, title = ("private", "") if chat_id > 0 else (group, "Group")
            chat = self.chats[chat_id] = Chat(chat_id, kind, title)
        for name, value in changes.items():
            if not hasattr(chat, name):
                raise LookupError(f"a chat has no {name!r}")
            setattr(chat, name, value)
        return chat

    def user(self, user_id: int) -> Json:
        """Return a person as the Bot API shows them."""
        known = self.chats.get(user_id)
        name = (known.title if known else "") or f"U{user_id}"
        language = known.language if known else "en"
        return {"id": user_id, "is_bot": False, "first_name": name, "language_code": language}

    def target(self, params: Params) -> Chat:
        """Return the chat a call is about; raises what Telegram answers when it is closed to the bot."""
        chat = self._addressed(params.text("chat_id"))
        if chat.state == "migrated":
            reason = "Bad Request: group chat was upgraded to a supergroup chat"
            raise ApiError(400, reason, migrate_to_chat_id=chat.migrated_to)
        chat.check_topic(params.number("message_thread_id"))
        refusal = _REFUSALS.get(chat.state)
        if refusal:
            raise ApiError(refusal[0], refusal[1].format(type=chat.type))
        if chat.type == "private" and not chat.started:
            raise ApiError(403, "Forbidden: bot can't initiate conversation with a user")
        return chat

    def _addressed(self, written: str) -> Chat:
        if not written:
            raise bad("chat_id is empty")
        if written.startswith("@"):
            for chat in self.chats.values():
                if chat.username.lower() == written[1:].lower():
                    return chat
            raise bad("chat not found")
        try:
            chat_id = int(written)
        except ValueError:
            raise bad("chat not found") from None
        if chat_id not in self.chats and not self.auto_create:
            raise bad("chat not found")
        return self.chat(chat_id)

    def keep_file(self, upload: Upload) -> str:
        """Keep an uploaded file and return its file_id."""
        file_id = f"FILE{next(self._file_ids)}"
        self.files[file_id] = upload
        return file_id

    def next_tap_id(self) -> str:
        """Return a fresh callback query id."""
        return str(next(self._tap_ids))

    def next_album_id(self) -> str:
        """Return a fresh media_group_id."""
        return str(next(self._album_ids))
