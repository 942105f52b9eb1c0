"""Moderators see which reports are told as one, and part and join them with a tap or a word."""

from __future__ import annotations

import pytest

from storage.placing import list_stories
from storage.story import first_reports
from storage.subscriber import Role
from tests.bot.conversation import MODERATOR, READER, Conversation


@pytest.fixture
async def two(talk: Conversation) -> Conversation:
    """A moderator and two stories."""
    await talk.joined(MODERATOR, Role.MODERATOR)
    talk.publish("Court in Tarnsk hears Velsky", "The court heard Velsky.")
    talk.publish("Velsky before a court in Tarnsk", "A court in Tarnsk heard him.")
    return talk


def stories(talk: Conversation) -> dict[int, int]:
    return {story.id: story.reports for story in talk.database.read_now(list_stories, 10)}


async def test_two_stories_are_joined_and_parted_by_taps(two: Conversation) -> None:
    """From the list to a story, to another, to one; and back."""
    await two.say(MODERATOR, "/stories")
    assert "Court in Tarnsk hears Velsky" in two.last(MODERATOR)
    await two.tap(MODERATOR, "2")
    assert "Story 2" in two.last(MODERATOR)
    assert "1 report, 1 owner" in two.last(MODERATOR)
    await two.tap(MODERATOR, "Merge with another story")
    await two.tap(MODERATOR, "1. Court in Tarnsk hears Velsky")
    assert "Story 2 is told as a part of story 1" in two.last(MODERATOR)
    assert stories(two) == {1: 2}
    await two.tap(MODERATOR, "Part them again")
    assert stories(two) == {1: 1, 2: 1}


async def test_a_report_is_taken_out_and_put_back(two: Conversation) -> None:
    """/merge and /split say the same as the buttons."""
    await two.say(MODERATOR, "/merge 2 1")
    await two.say(MODERATOR, "/stories 1")
    assert two.buttons(MODERATOR)[:2] == ["Take out 1", "Take out 2"]
    await two.tap(MODERATOR, "Take out 2")
    assert "Report 2 is story 3 now" in two.last(MODERATOR)
    assert stories(two) == {1: 1, 3: 1}
    await two.tap(MODERATOR, "Put it back")
    assert stories(two) == {1: 2}
    await two.say(MODERATOR, "/split 2")
    assert len(stories(two)) == 2
    assert [r.entry_id for r in two.database.read_now(first_reports, 1, 10)] == [1]
    assert two.woken >= 3


@pytest.mark.parametrize("text", ["/merge", "/merge 1", "/merge a b", "/split", "/split x", "/merge 1 2 3"])
async def test_half_a_command_gets_the_usage(two: Conversation, text: str) -> None:
    """Nothing is guessed."""
    [answer] = await two.say(MODERATOR, text)
    assert "/merge A B" in answer
    assert stories(two) == {1: 1, 2: 1}


@pytest.mark.parametrize("text", ["/merge 1 1", "/merge 1 99", "/split 1", "/split 99", "/stories 99"])
async def test_what_makes_no_sense_is_refused(two: Conversation, text: str) -> None:
    """With a sentence, and without a change."""
    [answer] = await two.say(MODERATOR, text)
    assert "cannot be done" in answer
    assert stories(two) == {1: 1, 2: 1}


@pytest.mark.parametrize(
    "data", ["m1", "m1:j", "m1:j:1", "m1:x:-1", "m1:o:" + "9" * 50, "m1:q:1", "m1:p:99999999999"]
)
async def test_a_forged_button_changes_nothing(two: Conversation, data: str) -> None:
    """Whatever a client sends."""
    await two.tap_data(MODERATOR, data)
    assert stories(two) == {1: 1, 2: 1}


async def test_readers_cannot_place_reports(two: Conversation) -> None:
    """Neither by word nor by a forged button."""
    await two.joined(READER)
    [answer] = await two.say(READER, "/merge 1 2")
    assert "Only moderators" in answer
    assert "Only moderators" in await two.tap_data(READER, "m1:j:1:2")
    assert stories(two) == {1: 1, 2: 1}
