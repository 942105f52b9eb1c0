"""A story that comes to be about another name, and what became of its first alert."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from bot.choices import mute
from storage.story import Story
from storage.subscriber import SubscriberState, change_preferences, set_subscriber_state
from tests.bot.newsroom import Newsroom, newsroom
from tests.telegram.core import FakeTelegram

READER = 501
DEED = "Police in Argun detained two men on Sunday evening, residents told River Post"
FIRST = ("Two men detained in Argun", f"{DEED}. Where they were taken is not known.")
SECOND = (
    "Oyub Titiev detained: two men detained in Argun",
    f"{DEED}; one is Oyub Titiev, the head of Memorial in Chechnya.",
)


@pytest.fixture
async def room(tmp_path: Path, telegram: FakeTelegram) -> AsyncIterator[Newsroom]:
    """Two independent feeds in English."""
    async with newsroom(tmp_path, telegram) as opened:
        await opened.feed("river", "River Post", "independent", "en")
        await opened.feed("stolitsa", "Stolitsa", "independent", "en")
        yield opened


def stories(room: Newsroom) -> int:
    """Return how many stories the reports became."""
    return len(room.database.read_now(lambda session: session.exec(select(Story)).all()))


async def test_a_story_of_a_muted_name_is_told_when_it_names_another(room: Newsroom) -> None:
    """What was left out because of one name was not heard."""
    person = room.reader(READER)
    until = room.now + timedelta(days=1)
    room.database.run_now(change_preferences, person, lambda old: mute(old, "entity:argun", until, room.now))
    room.publish("river", "a", *FIRST)
    await room.work()
    assert room.shown(READER) == []
    room.publish("stolitsa", "b", *SECOND)
    await room.later(minutes=3)
    assert stories(room) == 1
    assert len(room.shown(READER)) == 1


async def test_a_muted_first_alert_that_still_waits_is_told_for_the_second_name(room: Newsroom) -> None:
    """During a pause the first alert waits; what it is about is judged when it is sent."""
    person = room.reader(READER)
    until, pause = room.now + timedelta(days=1), room.now + timedelta(hours=1)
    room.database.run_now(change_preferences, person, lambda old: mute(old, "entity:argun", until, room.now))
    room.database.run_now(
        change_preferences, person, lambda old: replace(old, paused_until=int(pause.timestamp()))
    )
    room.publish("river", "a", *FIRST)
    await room.work()
    room.publish("stolitsa", "b", *SECOND)
    await room.later(minutes=3)
    assert stories(room) == 1
    assert room.shown(READER) == []
    await room.later(hours=2)
    assert any(FIRST[0] in message for message in room.shown(READER))
    assert any("Titiev" in message for message in room.shown(READER))


async def test_who_was_away_for_the_first_alert_hears_the_second(room: Newsroom) -> None:
    """A chat that had blocked Vigil, and lets it back in, has heard nothing of the story."""
    person = room.reader(READER)
    room.telegram.chat(READER, state="blocked")
    room.publish("river", "a", *FIRST)
    await room.work()
    room.telegram.chat(READER, state="open")
    room.database.run_now(set_subscriber_state, person, SubscriberState.ACTIVE)
    room.publish("stolitsa", "b", *SECOND)
    await room.later(minutes=3)
    assert stories(room) == 1
    assert len(room.shown(READER)) == 1
