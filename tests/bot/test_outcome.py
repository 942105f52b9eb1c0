"""What each of Telegram's errors means for the message that met it."""

from datetime import timedelta

import httpx
import pytest
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

from bot.outcome import Failed, Gone, Migrated, NotFound, Outcome, Retry, Unknown, outcome_of


def caused(error: TelegramError, cause: Exception) -> TelegramError:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (RetryAfter(7), Retry),
        (RetryAfter(timedelta(seconds=7)), Retry),
        (ChatMigrated(-1009), Migrated),
        (Forbidden("Forbidden: bot was blocked by the user"), Gone),
        (Forbidden("Forbidden: user is deactivated"), Gone),
        (Forbidden("Forbidden: bot was kicked from the supergroup chat"), Gone),
        (InvalidToken(), Retry),
        (Conflict("terminated by other getUpdates request"), Retry),
        (BadRequest("Can't parse entities: unsupported start tag"), Failed),
        (BadRequest("Message is too long"), Failed),
        (TimedOut(), Unknown),
        (caused(TimedOut(), httpx.ReadTimeout("")), Unknown),
        (caused(TimedOut(), httpx.ConnectTimeout("")), Retry),
        (caused(TimedOut(), httpx.PoolTimeout("")), Retry),
        (caused(NetworkError("x"), httpx.ConnectError("")), Retry),
        (caused(NetworkError("x"), httpx.RemoteProtocolError("")), Unknown),
        (NetworkError("Bad Gateway"), Unknown),
        (TelegramError("something else"), Failed),
    ],
    ids=lambda value: value if isinstance(value, str) else repr(value)[:60],
)
def test_an_error_means(error: TelegramError, kind: type[Outcome]) -> None:
    """Only what surely did not arrive is tried again; what may have arrived is unknown."""
    assert isinstance(outcome_of(error), kind)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Message thread not found", True),
        ("TOPIC_CLOSED", True),
        ("TOPIC_DELETED", True),
        ("Message text is empty", False),
    ],
)
def test_a_lost_topic_is_told_from_a_lost_chat(text: str, topic: bool) -> None:
    """The general topic of the group still takes what was meant for one that is closed."""
    assert outcome_of(BadRequest(text)) == Failed(text, topic=topic)


@pytest.mark.parametrize("text", ["Bad Request: TOPIC_CLOSED", "Bad Request: message thread not found"])
def test_a_closed_general_topic_is_a_lost_chat(text: str) -> None:
    """No other place in the group is left to write to, so nothing more is tried until it is back."""
    assert isinstance(outcome_of(BadRequest(text), general=True), Gone)
    assert isinstance(outcome_of(BadRequest(text)), Failed)


def test_flood_control_is_obeyed_to_the_second() -> None:
    """The wait is the one Telegram asks for."""
    assert outcome_of(RetryAfter(7)) == Retry(7.0, "flood control")


_MEANINGS: list[tuple[str, type[Outcome]]] = [
    ("Bad Request: chat not found", NotFound),
    ("Bad Request: user not found", NotFound),
    ("Bad Request: PEER_ID_INVALID", NotFound),
    ("Bad Request: group chat was upgraded to a supergroup chat", NotFound),
    ("Bad Request: user is deactivated", Gone),
    ("Bad Request: INPUT_USER_DEACTIVATED", Gone),
    ("Bad Request: USER_IS_BLOCKED", Gone),
    ("Bad Request: the group chat was deleted", Gone),
    ("Bad Request: group is deactivated", Gone),
    ("Bad Request: not enough rights to send text messages to the chat", Gone),
    ("Bad Request: have no rights to send a message", Gone),
    ("Bad Request: need administrator rights in the channel chat", Gone),
    ("Bad Request: CHAT_WRITE_FORBIDDEN", Gone),
    ("Bad Request: CHAT_SEND_PLAIN_FORBIDDEN", Gone),
    ("Bad Request: CHANNEL_PRIVATE", Gone),
    ("Bad Request: CHAT_ADMIN_REQUIRED", Gone),
    ("Bad Request: have no write access to the chat", Gone),
    ("Bad Request: not enough rights", Gone),
    ("Bad Request: not enough rights to send photos to the chat", Failed),
    ("Bad Request: not enough rights to send documents to the chat", Failed),
    ("Bad Request: message to edit not found", Failed),
    ("Bad Request: message can't be edited", Failed),
    ("Bad Request: MESSAGE_ID_INVALID", Failed),
    ("Bad Request: message text is empty", Failed),
    ("Bad Request: something new", Failed),
]


@pytest.mark.parametrize(("text", "kind"), _MEANINGS, ids=[text for text, _ in _MEANINGS])
def test_the_words_of_a_refusal_mean(text: str, kind: type[Outcome]) -> None:
    """Only what concerns the chat pauses it; one that is not found is another thing than one that is gone."""
    outcome = outcome_of(BadRequest(text))
    assert isinstance(outcome, kind)
    assert getattr(outcome, "unparsable", False) is False


@pytest.mark.parametrize(
    "text",
    [
        "Bad Request: can't parse entities: unsupported start tag",
        "Bad Request: message is too long",
        "Bad Request: MESSAGE_TOO_LONG",
        "Bad Request: ENTITIES_TOO_LONG",
        "Bad Request: BUTTON_DATA_INVALID",
        "Bad Request: inline keyboard button URL 'x' is invalid: wrong HTTP URL",
    ],
)
def test_a_message_at_fault_may_arrive_as_plain_text(text: str) -> None:
    """Formatting, length and buttons are worth a second attempt without them."""
    outcome = outcome_of(BadRequest(text))
    assert isinstance(outcome, Failed)
    assert outcome.unparsable


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (NetworkError("Too Many Requests"), Retry),
        (NetworkError("Request Entity Too Large"), Failed),
        (NetworkError("Internal Server Error"), Unknown),
    ],
)
def test_an_answer_without_a_class_of_its_own_means(error: TelegramError, kind: type[Outcome]) -> None:
    """What was surely refused is told from what may have arrived, by its words."""
    assert isinstance(outcome_of(error), kind)
