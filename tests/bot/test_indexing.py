"""Entries of an earlier version become findable, once, however many there are."""

from __future__ import annotations

import pytest

from bot import indexing
from bot.indexing import index_now, index_stored
from bot.prepare import prepare
from bot.watch import Watch
from feeds.text.search import read_search
from feeds.types import EntryData, FeedData
from feeds.web.identity import decide
from feeds.web.keys import identify
from storage.search import find_entries
from tests.bot.conversation import MORNING, WATCHLIST, Conversation


def found(talk: Conversation, words: str) -> int:
    return talk.database.read_now(find_entries, read_search(words), limit=5).total


async def test_every_stored_entry_becomes_findable(
    talk: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Chunk after chunk to the end; the second time there is nothing to do."""
    monkeypatch.setattr(indexing, "CHUNK", 3)
    for number in range(7):
        talk.publish(f"Item {number}", "The harbour is closed.")
    assert found(talk, "harbour") == 0
    assert await index_stored(talk.database) == 7
    assert found(talk, "harbours") == 7
    assert await index_stored(talk.database) == 0


async def test_a_command_does_the_same_and_tells_how_far_it_is(
    talk: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a loop, in one thread."""
    monkeypatch.setattr(indexing, "CHUNK", 2)
    for number in range(5):
        talk.publish(f"Item {number}")
    heard: list[int] = []
    assert index_now(talk.database, heard.append) == 5
    assert heard == [2, 4, 5]
    assert found(talk, "item") == 5


def test_a_new_entry_brings_its_words_along() -> None:
    """They are prepared with everything else that is thought about it, before it is stored."""
    feed = FeedData(entries=(EntryData(title="Ёлка в Тарнске", text="Суд закрыт.", uid="1"),))
    identities = identify(feed)
    decision = decide(identities, {}, links_reused=False)
    ready = prepare(identities, decision, Watch(WATCHLIST), lang="", source="", now=MORNING)
    assert [entry.words for entry in ready.new] == ["елка в тарнске суд закрыт"]
