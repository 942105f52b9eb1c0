"""/digest and /timeline in a chat."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from feeds.watch import watchlist as toml
from storage.digest import list_digests
from storage.watchlist import add_watchlist
from tests.bot.conversation import MORNING, READER, TARNSK, VELSKY, WATCHLIST, Conversation
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


@pytest.mark.parametrize(
    ("words", "period", "stories"),
    [
        ("Velsky 7d", "2026-03-04--2026-03-10", "1 story"),
        ("7d Velsky", "2026-03-04--2026-03-10", "1 story"),
        ("5 days", "2026-03-06--2026-03-10", "0 stories"),
        ("Вельский 2 недели", "2026-02-25--2026-03-10", "1 story"),
        ("Velsky 5h", None, ""),
        ("Velsky 2026-W10 7d", None, ""),
    ],
)
async def test_a_digest_can_be_of_the_last_days(
    talk: Conversation, words: str, period: str | None, stories: str
) -> None:
    """Today included; hours, and a week and days at once, are answered with what can be written."""
    keep_watchlist(talk)
    talk.publish("Velsky detained in Tarnsk")
    await talk.joined(READER)
    talk.now = AFTER
    said = (await talk.say(READER, f"/digest {words}"))[-1]
    assert ((period or "/digest NAME") in said, stories in said) == (True, True)


async def test_buttons_of_a_range_keep_a_long_name(talk: Conversation) -> None:
    """Where its key has no room in a button: still nothing but what is about it."""
    long = replace(TARNSK, key="the-open-door-of-the-upper-vale")
    talk.services.watch.watchlist = replace(WATCHLIST, entities=(VELSKY, long))
    talk.database.run_now(add_watchlist, toml.dump(talk.services.watch.watchlist), MORNING)
    talk.publish("Velsky detained at home")
    talk.publish("Tarnsk bridge closed", entity=long)
    await talk.joined(READER)
    talk.now = AFTER
    await talk.say(READER, "/digest the-open-door-of-the-upper-vale 2026-03-01 2026-03-08")
    assert "Limited to: Tarnsk" in talk.last(READER)
    await talk.tap(READER, "Русский")
    await talk.tap(READER, "Text")
    assert "Tarnsk bridge closed" in talk.last(READER)
    assert "Velsky" not in talk.last(READER)


async def test_sources_can_be_had_for_a_citation_program(talk: Conversation) -> None:
    """As BibTeX and as CSL."""
    keep_watchlist(talk)
    talk.publish("Velsky detained in Tarnsk")
    await talk.joined(READER)
    talk.now = AFTER
    await talk.say(READER, "/digest 2026-W10")
    await talk.tap(READER, "CSL JSON")
    documents = [m for m in talk.telegram.messages(READER, by_bot=True) if "document" in m.body]
    assert documents[-1].body["document"]["file_name"] == "digest-2026-W10.csl.json"


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
    assert "Thu 5 Mar: Velsky detained in Tarnsk (Sample Post)" in talk.last(READER)
    assert [m for m in talk.telegram.messages(READER, by_bot=True) if "photo" in m.body]
