"""Buttons that we never made: whatever their data says, nothing breaks and nothing changes."""

from __future__ import annotations

import pytest

from bot.handlers.visit import number
from storage.feed import FeedState, add_feed, list_feeds
from storage.subscriber import Role
from tests.bot.conversation import MODERATOR, Conversation

PREFIXES = ("f1", "f1:p", "s1", "u1", "w1", "z1", "l1", "k1", "k1:p", "k1:+", "k1:-:0")
PARTS = ("#5", "-1", "²", "٥", "1e3", "0x1", "9" * 25, " 1", "1 ", "", ":", "x", "*", "🦉", "None", "../1")


@pytest.mark.parametrize("prefix", PREFIXES)
async def test_forged_buttons_are_refused_quietly(
    talk: Conversation, capsys: pytest.CaptureFixture[str], prefix: str
) -> None:
    """Every parser of data takes whatever comes: no handler fails, and no feed is touched."""
    url = "https://x.example/rss"
    talk.database.run_now(add_feed, url=url, url_key=url, now=talk.now, title="Harbour News")
    await talk.joined(MODERATOR, Role.MODERATOR)
    for part in PARTS:
        await talk.tap_data(MODERATOR, f"{prefix}:{part}")
    assert "a handler failed" not in "".join(capsys.readouterr())
    assert [feed.state for feed in talk.database.read_now(list_feeds)] == [FeedState.ACTIVE]
    assert talk.subscriber(MODERATOR) is not None


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("0", 0),
        ("17", 17),
        ("007", 7),
        (str(2**63 - 1), 2**63 - 1),
        (str(2**63), None),
        ("9" * 5000, None),
        ("#5", None),
        ("-5", None),
        ("+5", None),
        ("5.0", None),
        ("٥", None),
        ("²", None),
        ("", None),
        (" 5", None),
        ("5_0", None),
    ],
)
def test_numbers_are_what_we_write(written: str, found: int | None) -> None:
    """Plain digits that a database can hold, and nothing else that Python would take for a number."""
    assert number(written) == found
