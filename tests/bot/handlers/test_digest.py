"""/digest and /timeline in a chat."""

from __future__ import annotations

from datetime import UTC, datetime

from storage.digest import list_digests
from tests.bot.conversation import READER, Conversation
from tests.bot.digest.newsweek import keep_watchlist

AFTER = datetime(2026, 3, 10, 12, tzinfo=UTC)


async def test_a_digest_is_chosen_by_buttons(talk: Conversation) -> None:
    """Last week by default, this week by a button, as text or as a file in either language."""
    keep_watchlist(talk)
    talk.publish("Velsky detained in Tarnsk", "He was taken at night.")
    await talk.joined(READER)
    talk.now = AFTER
    [said] = await talk.say(READER, "/digest")
    assert "2026-W10" in said
    assert {"Text", "HTML", "PDF", "This week so far", "Русский"} <= set(talk.buttons(READER))
    await talk.tap(READER, "Text")
    assert "Velsky detained in Tarnsk" in talk.last(READER)
    await talk.say(READER, "/digest 2026-W10")
    await talk.tap(READER, "Русский")
    await talk.tap(READER, "Markdown")
    [document] = [
        m.body["document"] for m in talk.telegram.messages(READER, by_bot=True) if "document" in m.body
    ]
    assert document["file_name"] == "digest-2026-W10-ru.md"


async def test_a_digest_can_be_of_a_name_or_a_range(talk: Conversation) -> None:
    """Unknown names and backward ranges are answered with what can be written."""
    keep_watchlist(talk)
    talk.publish("Velsky detained in Tarnsk")
    await talk.joined(READER)
    talk.now = AFTER
    assert "1 story" in (await talk.say(READER, "/digest Velsky 2026-W10"))[-1]
    assert "0 stories" in (await talk.say(READER, "/digest Open Door 2026-W10"))[-1]
    assert "2026-03-01--2026-03-08" in (await talk.say(READER, "/digest 2026-03-01 2026-03-08"))[-1]
    assert "/digest NAME" in (await talk.say(READER, "/digest 2026-03-08 2026-03-01"))[-1]
    assert "Tarnsk" in (await talk.say(READER, "/digest Nobody"))[-1]
    assert await talk.tap_data(READER, "d1:2026-W99:en:pdf:") != ""


async def test_what_cannot_be_told_is_said_so(talk: Conversation) -> None:
    """A week ahead, a name that the digest does not know, weeks before the first news: nothing is kept."""
    keep_watchlist(talk)
    talk.publish("Velsky detained in Tarnsk")
    await talk.joined(READER)
    talk.now = AFTER
    assert "2027-W10 has not begun yet" in (await talk.say(READER, "/digest 2027-W10"))[-1]
    await talk.tap_data(READER, "d1:2026-W10:en:telegram:nobody")
    assert "nobody was not on the watch-list" in talk.last(READER)
    assert "Velsky detained" not in talk.last(READER)
    for year in range(1990, 1993):
        assert "0 stories" in (await talk.say(READER, f"/digest {year}-W10"))[-1]
    await talk.say(READER, "/digest 2026-W10")
    assert [one.period for one in talk.database.read_now(list_digests)] == ["2026-W10"]
    await talk.tap(READER, "Pictures")
    documents = [m for m in talk.telegram.messages(READER, by_bot=True) if "document" in m.body]
    assert documents[-1].body["document"]["file_name"] == "digest-2026-W10-en.png"


async def test_a_timeline_is_a_picture_and_words(talk: Conversation) -> None:
    """For the days asked for; without a name, how to ask."""
    keep_watchlist(talk)
    talk.publish("Velsky detained in Tarnsk")
    await talk.joined(READER)
    talk.now = AFTER
    assert "/timeline" in (await talk.say(READER, "/timeline"))[-1]
    await talk.say(READER, "/timeline Velsky 30d")
    assert "1 story" in talk.last(READER)
    assert [m for m in talk.telegram.messages(READER, by_bot=True) if "photo" in m.body]
