"""People search what is stored, in any form of the words, and turn the pages."""

from __future__ import annotations

import pytest

from bot.indexing import index_now
from tests.bot.conversation import READER, STRANGER, Conversation


def stored(talk: Conversation, *items: tuple[str, str]) -> None:
    """Store entries and make them findable."""
    for title, text in items:
        talk.publish(title, text)
    index_now(talk.database)


async def test_a_name_is_found_in_both_languages(talk: Conversation) -> None:
    """One search, two alphabets, every case; the newest comes first, with source and date."""
    stored(
        talk,
        ("Адвокаты Вельского подали жалобу", "Антону Вельскому отказали во встрече."),
        ("Ferry late", "No news of anybody."),
        ("Velskiy is free", "Anton Velskiy left Tarnsk."),
    )
    await talk.joined(READER)
    (answer,) = await talk.say(READER, "/find Вельский")
    assert answer == (
        "Вельский\n2 reports found, newest first.\n\n"
        "1. Velskiy is free\nSample Post (independent) · 5 Mar 2026, 09:30 UTC\n"
        "Anton Velskiy left Tarnsk.\n\n"
        "2. Адвокаты Вельского подали жалобу\nSample Post (independent) · 5 Mar 2026, 09:30 UTC\n"
        "Антону Вельскому отказали во встрече."
    )
    assert talk.buttons(READER) == []


async def test_pages_are_turned_without_any_memory(talk: Conversation) -> None:
    """The words are read from the message itself, so a restart changes nothing."""
    stored(talk, *((f"Item {n}", "The harbour is closed.") for n in range(7)))
    await talk.joined(READER)
    await talk.say(READER, "/find  harbours   closed")
    assert talk.buttons(READER) == ["<", "1/2", ">"]
    await talk.tap(READER, ">")
    assert talk.last(READER).startswith("harbours closed\n7 reports found, newest first.\n\n6. Item 1\n")
    await talk.tap(READER, ">")
    assert "\n\n1. Item 6\n" in talk.last(READER)


async def test_a_page_that_is_no_more_leads_to_the_last(talk: Conversation) -> None:
    """Entries may go, and old buttons may be forged."""
    stored(talk, *((f"Item {n}", "The harbour is closed.") for n in range(7)))
    await talk.joined(READER)
    await talk.say(READER, "/find harbour")
    for data in ("n1:p:99", "n1:p:99999", "n1:p:-1", "n1:p:x", "n1:p", "n1"):
        assert await talk.tap_data(READER, data) == ""
        assert "7 reports found" in talk.last(READER)
    await talk.tap_data(READER, "n1:p:99")
    assert "\n\n6. Item 1\n" in talk.last(READER)


@pytest.mark.parametrize("words", ["", "?!", "«»", "x" * 300, " ".join("abcdefghijkl"), "Кадабров"])
async def test_a_search_without_result_says_how_to_search(talk: Conversation, words: str) -> None:
    """Nothing to look for, too much, or nothing found: one sentence more."""
    await talk.joined(READER)
    (answer,) = await talk.say(READER, f"/find {words}")
    assert "at most 10 words" in answer or "stands for any ending" in answer
    assert talk.buttons(READER) == []


async def test_the_search_speaks_russian(talk: Conversation) -> None:
    """Counts take the right form."""
    stored(talk, *((f"Новость {n}", "Гавань закрыта.") for n in range(3)))
    await talk.joined(READER, lang="ru")
    (answer,) = await talk.say(READER, "/find гавани")
    assert answer.startswith("гавани\nНайдены 3 публикации, сначала новые.\n\n1. Новость 2\n")


async def test_strangers_find_nothing(talk: Conversation) -> None:
    """What is stored is for subscribers."""
    stored(talk, ("Court in Tarnsk", "Velsky was there."))
    talk.telegram.chat(STRANGER, language="en")
    (answer,) = await talk.say(STRANGER, "/find Velsky")
    assert "private" in answer
