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

from bot.outcome import Failed, Gone, Migrated, Outcome, Retry, Unknown, outcome_of


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
        (BadRequest("Chat not found"), Failed),
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


def test_flood_control_is_obeyed_to_the_second() -> None:
    """The wait is the one Telegram asks for."""
    assert outcome_of(RetryAfter(7)) == Retry(7.0, "flood control")


def test_only_a_formatting_error_is_unparsable() -> None:
    """A message is sent again as plain text only where its formatting is at fault."""
    unparsable, other = (
        outcome_of(BadRequest("Can't parse entities: x")),
        outcome_of(BadRequest("Chat not found")),
    )
    assert isinstance(unparsable, Failed)
    assert isinstance(other, Failed)
    assert (unparsable.unparsable, other.unparsable) == (True, False)


def test_a_chat_that_is_not_found_does_not_end_a_subscription() -> None:
    """A token of another bot answers so for every chat: that must not make everybody gone."""
    assert not isinstance(outcome_of(BadRequest("Chat not found")), Gone)
