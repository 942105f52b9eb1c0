"""The weekly digest comes to all once, in the form they chose, after moderators where they are asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.digest.posting import Poster
from config.settings import Settings
from storage.digest import find_digest, find_draft
from storage.digestpost import claim_digest
from storage.subscriber import Role, change_preferences
from tests.bot.conversation import MODERATOR, OTHER, READER, Conversation
from tests.bot.digest.newsweek import keep_watchlist

CLOSED = datetime(2026, 3, 9, 8, tzinfo=UTC)
"""The week of the conversations' morning, 2026-W10, is closed then."""
HOUR = timedelta(hours=1)


def poster(talk: Conversation, *, review: bool = False) -> Poster:
    keep_watchlist(talk)
    chosen = Settings().digest.model_copy(update={"review": review})
    talk.services.settings = Settings().model_copy(update={"digest": chosen})
    return Poster(talk.database, talk.services.gateway, talk.services.settings, talk.services.now)


def choose(talk: Conversation, chat: int, form: str) -> None:
    person = talk.subscriber(chat)
    assert person is not None
    talk.database.run_now(change_preferences, person.id, lambda old: replace(old, digest=form))


def files(talk: Conversation, chat: int) -> list[str]:
    return [
        message.body["document"]["file_id"]
        for message in talk.telegram.messages(chat, by_bot=True)
        if "document" in message.body
    ]


async def test_everybody_gets_the_digest_once(talk: Conversation) -> None:
    """Text where nothing was chosen, nothing where it is off; a second look and a restart send no more."""
    talk.publish("Velsky detained in Tarnsk", "He was taken at night.")
    await talk.joined(READER)
    await talk.joined(OTHER)
    choose(talk, OTHER, "off")
    before = len(talk.telegram.texts(OTHER))
    job = poster(talk)
    assert await job.post_due() == 0
    talk.now = CLOSED
    assert await job.post_due() == 1
    assert "2026-W10" in talk.last(READER)
    talk.now += HOUR
    assert await job.post_due() + await poster(talk).post_due() == 0
    assert len(talk.telegram.texts(OTHER)) == before


async def test_a_file_is_uploaded_once(talk: Conversation) -> None:
    """The second reader gets it by Telegram's name for it."""
    talk.publish("Velsky detained in Tarnsk")
    for person in (READER, OTHER):
        await talk.joined(person)
        choose(talk, person, "html")
    talk.now = CLOSED
    assert await poster(talk).post_due() == 2
    assert files(talk, READER) == files(talk, OTHER) != []


async def test_a_kill_while_sending_repeats_once(talk: Conversation, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was claimed may have arrived: it comes again after a while, and never a third time."""
    talk.publish("Velsky detained in Tarnsk")
    await talk.joined(READER)
    talk.now = CLOSED
    post = poster(talk)
    monkeypatch.setattr(Poster, "_send_due", _nothing)
    await post.post_due()
    monkeypatch.undo()
    talk.database.run_now(claim_digest, talk.now)
    for arrived in (0, 1, 0):  # noted as unknown, sent again, done
        assert await poster(talk).post_due() == arrived
        talk.now += HOUR


async def _nothing(self: Poster) -> int:
    return 0


async def test_a_week_before_the_first_news_has_no_digest(talk: Conversation) -> None:
    """Nobody is sent a report of a week that nobody watched."""
    await talk.joined(READER)
    talk.now = CLOSED
    assert await poster(talk).post_due() == 0
    assert talk.database.read_now(find_digest, "2026-W10") is None


async def test_moderators_review_first(talk: Conversation) -> None:
    """They hide, add a note and release; what was hidden is counted, and readers see neither before."""
    talk.publish("Velsky detained in Tarnsk")
    talk.publish("Velsky is named where it would endanger him")
    await talk.joined(READER)
    await talk.joined(MODERATOR, Role.MODERATOR)
    talk.now = CLOSED
    job = poster(talk, review=True)
    assert await job.post_due() == 0
    assert "Draft of the digest 2026-W10" in talk.last(MODERATOR)
    assert "Moderators look at this digest first" in (await talk.say(READER, "/digest 2026-W10"))[-1]
    await talk.tap(MODERATOR, "2")
    await talk.tap(MODERATOR, "Leave out: would endanger somebody")
    await talk.tap(MODERATOR, "« Back")
    assert "would endanger somebody" in talk.last(MODERATOR)
    draft = talk.database.read_now(find_draft, period="2026-W10")
    assert draft is not None
    assert len(draft.edits["hidden"]) == 1
    await talk.tap(MODERATOR, "Release it")
    assert await job.post_due() == 2
    told = "\n".join(talk.telegram.texts(READER))
    assert "endanger him" not in told.split("2026-W10")[-1]
    frozen = talk.database.read_now(find_digest, "2026-W10")
    assert frozen is not None


@pytest.mark.parametrize(("hours", "arrived"), [(11, 0), (12, 1)])
async def test_an_unreleased_draft_goes_out_after_twelve_hours(
    talk: Conversation, hours: int, arrived: int
) -> None:
    """As it is then."""
    talk.publish("Velsky detained in Tarnsk")
    await talk.joined(READER)
    talk.now = CLOSED
    job = poster(talk, review=True)
    await job.post_due()
    talk.now = CLOSED + hours * HOUR
    assert await job.post_due() == arrived
