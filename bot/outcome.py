"""How an attempt to send ended, as a value: what settles a delivery.

`outcome_of` gives Telegram's errors their meaning. Order matters: BadRequest and TimedOut are subclasses of
NetworkError, and only some failures are surely unsent.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

FLOOD_CONTROL = "flood control"
"""The reason of what a chat was told to wait for; kept with what waits."""
CONNECT_RETRY = 5.0
TOKEN_RETRY = 300.0
FLOOD_RETRY = 30.0
"""Where flood control does not say how long."""

# Telegram's own words, in lower case, from its Bot API server and from the API behind it. What is not here is
# a message that can never be sent.
_NO_TOPIC = ("message thread not found", "topic_closed", "topic_deleted", "topic_id_invalid")
"""A thread of a forum group takes no messages."""
_NOT_FOUND = ("chat not found", "user not found", "peer_id_invalid", "upgraded to a supergroup")
_GONE = (
    "user is deactivated",
    "user_deactivated",
    "user_is_blocked",
    "was blocked",
    "was kicked",
    "chat was deleted",
    "group is deactivated",
    "group chat was deactivated",
    "not enough rights",
    "have no rights to send",
    "no write access",
    "chat_admin_required",
    "need administrator rights",
    "bot is not a member",
    "chat_write_forbidden",
    "chat_restricted",
    "chat_send_plain_forbidden",
    "channel_private",
)
"""The chat does not want messages, or not from us; whoever lets us in again revives it."""
_ONE_SORT = re.compile(r"not enough rights to send (?!text|a? ?message)")
"""Files or pictures are not allowed; words still are."""
_UNREADABLE = (
    "parse entities",
    "parse message text",
    "unsupported start tag",
    "entity_bounds_invalid",
    "entities_too_long",
    "too long",
    "message_too_long",
    "button_",
    "inline keyboard",
    "reply_markup",
    "reply markup",
)
"""Formatting, length or buttons are at fault: as plain text it may arrive."""


@dataclass(frozen=True, slots=True)
class Sent:
    """It arrived, as this message."""

    message_id: int


@dataclass(frozen=True, slots=True)
class Retry:
    """It surely did not arrive; try again `after` so many seconds. `everywhere`: no chat can be reached."""

    after: float
    reason: str
    everywhere: bool = False


@dataclass(frozen=True, slots=True)
class Unknown:
    """It may have arrived: the answer was lost."""

    reason: str


@dataclass(frozen=True, slots=True)
class Gone:
    """The chat does not want messages, or is no more."""

    reason: str


@dataclass(frozen=True, slots=True)
class NotFound:
    """Telegram does not know the chat: it was deleted, or the token is that of another bot."""

    reason: str


@dataclass(frozen=True, slots=True)
class Migrated:
    """The group lives on under a new chat id."""

    chat: int


@dataclass(frozen=True, slots=True)
class Failed:
    """This message can never be sent to this chat.

    `unparsable`: its formatting, length or buttons are at fault. `topic`: only the thread it was for is
    closed or deleted.
    """

    reason: str
    unparsable: bool = False
    topic: bool = False


Outcome = Sent | Retry | Unknown | Gone | NotFound | Migrated | Failed


def outcome_of(error: TelegramError, *, general: bool = False) -> Outcome:
    """Say what a Telegram error means for the message that met it.

    `general`: it was sent to no topic, so a closed one leaves no other place in the chat.
    """
    match error:
        case RetryAfter():
            wait = error.retry_after
            return Retry(wait.total_seconds() if isinstance(wait, timedelta) else float(wait), FLOOD_CONTROL)
        case ChatMigrated():
            return Migrated(error.new_chat_id)
        case Forbidden():
            return Gone(_plain(error))
        case InvalidToken():
            return Retry(TOKEN_RETRY, "Telegram refuses the bot's token", everywhere=True)
        case BadRequest():
            return _bad_request(_plain(error), general=general)
        case Conflict():
            return Retry(CONNECT_RETRY, _plain(error), everywhere=True)
        case TimedOut() | NetworkError():
            return _network(error)
    return Failed(_plain(error))


def _bad_request(text: str, *, general: bool) -> Outcome:
    lower = text.lower()
    if any(words in lower for words in _NOT_FOUND):
        return NotFound(text)
    topic = any(words in lower for words in _NO_TOPIC)
    if (topic and general) or (any(words in lower for words in _GONE) and not _ONE_SORT.search(lower)):
        return Gone(text)
    return Failed(text, unparsable=any(words in lower for words in _UNREADABLE), topic=topic)


def _network(error: TelegramError) -> Outcome:
    cause = error.__cause__ or error.__context__
    if isinstance(cause, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout):
        return Retry(CONNECT_RETRY, "Telegram is out of reach", everywhere=True)
    text = _plain(error)
    if "pool timeout" in text.lower():
        return Retry(CONNECT_RETRY, "every connection to Telegram is busy")
    if "too many requests" in text.lower():
        return Retry(FLOOD_RETRY, FLOOD_CONTROL)
    if "entity too large" in text.lower():
        return Failed(text)
    if isinstance(error, TimedOut) or isinstance(cause, httpx.TransportError):
        return Unknown("the connection ended before Telegram answered")
    # Anything else came as an answer from Telegram's own servers (502 and the like): it was not accepted,
    # as far as anybody can know, but "far" is not "surely".
    return Unknown(text)


def _plain(error: TelegramError) -> str:
    return error.message[:200]
