"""Reports of stories as tests need them, and messages as Telegram shows them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bot.messages.message import Message
from feeds.types import Match
from storage.story import StoryReport
from tests.telegram.parser import read

SEEN = datetime(2026, 3, 5, 9, 30, tzinfo=UTC)
_REPORT = StoryReport(
    entry_id=7,
    story_id=3,
    title="Court in Tarnsk hears Velsky",
    text="The court in Tarnsk heard Anton Velsky on Thursday. A verdict is due next week.",
    summary="The court in Tarnsk heard Anton Velsky on Thursday. A verdict is due next week.",
    link="https://news.example/court?a=1&b=2",
    lang="en",
    published=SEEN,
    first_seen=SEEN,
    feed_title="Sample Post: all the news",
    feed_url="https://news.example/rss",
    owner="Sample Post",
    view="independent",
    legal_label="foreign-agent",
    matches=(Match("velsky", "Velsky", "text", 32, 38, "Velsky", "exact"),),
)


def report(**changes: Any) -> StoryReport:
    """Return a report, with some of its values changed."""
    return replace(_REPORT, **changes)


def shown(message: Message) -> tuple[str, list[dict[str, Any]]]:
    """Return what Telegram's own parser makes of a message, text and entities; ApiError when it refuses."""
    for button in (button for row in message.buttons for button in row):
        assert button.label
        assert len(button.data.encode()) <= 64
    text, entities = read(message.html, "HTML", None, 4096, "message")
    assert units(text) <= 4096
    assert len(entities) <= 100
    return text, entities


def units(text: str) -> int:
    """Return the length of a text in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
