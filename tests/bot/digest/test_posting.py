"""The weekly digest comes to all once, in the form they chose, after moderators where they are asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session

from bot.digest.posting import Poster
from config.settings import Settings
from storage.digest import find_digest, find_draft
from storage.digestpost import claim_digest
from storage.entry import Entry
from storage.story import Story
from storage.subscriber import Role, SubscriberState, change_preferences
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


def seen_before(session: Session, entry_id: int, when: datetime) -> None:
    """Let a report and its story have been seen at `when`, and told only now."""
    entry = session.get_one(Entry, entry_id)
    story = session.get_one(Story, entry.story_id)
    entry.first_seen = story.first_seen = when
    session.add_all([entry, story])


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
    for period in ("2026-W10", "2026-03-02 2026-03-08", "2026-03-08 2026-03-09", "", "8d"):
        assert "Moderators look at this digest first" in (await talk.say(READER, f"/digest {period}"))[-1]
    await talk.tap_data(READER, "d1:2026-03-01--2026-03-08:en:telegram:")
    assert "Moderators look at this digest first" in talk.last(READER)
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
    for person in (READER, MODERATOR):
        await talk.tap_data(person, "d1:2026-03-01--2026-03-08:en:telegram:")
        assert "1 story was left out by moderators (would endanger somebody: 1)." in talk.last(person)
        assert "endanger him" not in talk.last(person)


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


@pytest.mark.parametrize("begun", [0, 13, 60])
async def test_moderators_have_twelve_hours_from_when_they_were_told(talk: Conversation, begun: int) -> None:
    """Also where Vigil was started, or Telegram could be reached, long after the week was closed."""
    talk.publish("Velsky detained in Tarnsk")
    await talk.joined(READER)
    await talk.joined(MODERATOR, Role.MODERATOR)
    job = poster(talk, review=True)
    talk.now = CLOSED + begun * HOUR
    talk.telegram.set_down(True)
    assert await job.post_due() == 0
    talk.now += HOUR
    assert await job.post_due() == 0
    talk.telegram.set_down(False)
    assert await job.post_due() == 0
    told = talk.now
    for hours, arrived in ((1, 0), (11, 0), (12, 2)):
        talk.now = told + hours * HOUR
        assert await job.post_due() == arrived
    drafts = [one for one in talk.telegram.texts(MODERATOR) if "Draft of the digest" in one]
    assert len(drafts) == 1


async def test_a_review_that_nobody_could_begin_sends_nothing(talk: Conversation) -> None:
    """After three days; whoever asks gets the digest then."""
    talk.publish("Velsky detained in Tarnsk")
    await talk.joined(READER)
    await talk.joined(MODERATOR, Role.MODERATOR)
    job = poster(talk, review=True)
    talk.now = CLOSED + 73 * HOUR
    assert await job.post_due() == 0
    talk.now = CLOSED + 85 * HOUR
    assert await job.post_due() == 0
    assert "1 story" in (await talk.say(READER, "/digest 2026-W10"))[-1]


async def test_a_moderator_who_blocked_the_bot_is_not_waited_for(talk: Conversation) -> None:
    """The other one is told, once; who is gone gets no more."""
    talk.publish("Velsky detained in Tarnsk")
    await talk.joined(MODERATOR, Role.MODERATOR)
    await talk.joined(OTHER, Role.MODERATOR)
    talk.telegram.block(MODERATOR)
    talk.now = CLOSED
    job = poster(talk, review=True)
    await job.post_due()
    await job.post_due()
    assert len([one for one in talk.telegram.texts(OTHER) if "Draft of the digest" in one]) == 1
    gone = talk.subscriber(MODERATOR)
    assert gone is not None
    assert gone.state is SubscriberState.GONE


async def test_late_additions_are_reviewed_too(talk: Conversation) -> None:
    """They stand after the stories of the week, have no order, and can be left out."""
    talk.publish("Velsky detained in Tarnsk")
    await talk.joined(MODERATOR, Role.MODERATOR)
    talk.now = CLOSED
    await poster(talk).post_due()
    talk.now = CLOSED + HOUR
    talk.publish("Velsky freed")
    late = talk.publish("Velsky is still held")
    talk.database.run_now(seen_before, late, CLOSED - 24 * HOUR)
    talk.now = CLOSED + timedelta(days=7)
    job = poster(talk, review=True)
    await job.post_due()
    assert talk.last(MODERATOR).count("Velsky") == 2
    await talk.tap(MODERATOR, "2")
    assert "Up" not in talk.buttons(MODERATOR)
    await talk.tap(MODERATOR, "Leave out: told elsewhere")
    await talk.tap(MODERATOR, "« Back")
    await talk.tap(MODERATOR, "Release it")
    await job.post_due()
    assert "still held" not in talk.last(MODERATOR)
    assert "1 story was left out by moderators" in talk.last(MODERATOR)
