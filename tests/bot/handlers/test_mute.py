"""Muting a name, a story or a source for a time, as the chat does it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.i18n import texts_for
from bot.messages.alert import render_alert
from storage.story import reports
from tests.bot.conversation import READER, VELSKY, Conversation, many_entities

MISREAD = "Write the name and how long"


async def muted(talk: Conversation) -> dict[str, int]:
    """Return what the reader has muted, and for how many hours from now."""
    found = talk.subscriber(READER)
    assert found is not None
    now = talk.now.timestamp()
    return {what: round((until - now) / 3600) for what, until in found.preferences.muted.items()}


@pytest.mark.parametrize(
    ("words", "hours"),
    [
        ("Velsky", 7 * 24),
        ("Velsky 3d", 72),
        ("Velsky 12h", 12),
        ("Вельский 2 недели", 14 * 24),
        ("Вельского на 3 дня", 72),
        ("Anton Velsky for 1 month", 30 * 24),
    ],
)
async def test_a_name_is_muted_for_as_long_as_was_written(talk: Conversation, words: str, hours: int) -> None:
    """The answer says who, and until when."""
    await talk.joined(READER)
    (answer,) = await talk.say(READER, f"/mute {words}")
    assert await muted(talk) == {"entity:velsky": hours}
    until = texts_for("en").time(talk.now + timedelta(hours=hours))
    assert answer == f"🔕 Anton Velsky\nMuted until {until}. /mute lists what is muted and takes it back."


@pytest.mark.parametrize(
    "words", ["Velsky 0d", "Velsky 999d", "Velsky 3 fortnights", "Velsky -1d", "Velsky 1.5h", "Velsky 5"]
)
async def test_a_length_that_cannot_be_read_mutes_nothing(talk: Conversation, words: str) -> None:
    """Nobody misses a week of alerts over a slip."""
    await talk.joined(READER)
    assert (await talk.say(READER, f"/mute {words}"))[0].startswith(MISREAD)
    assert await muted(talk) == {}


async def test_a_figure_may_be_part_of_a_name(talk: Conversation) -> None:
    """What is on the watch-list as it stands is no length of time."""
    talk.services.watch.replace(many_entities(3))
    await talk.joined(READER)
    await talk.say(READER, "/mute Place 2")
    assert await muted(talk) == {"entity:place-2": 7 * 24}


async def test_a_name_is_heard_again_by_words(talk: Conversation) -> None:
    """``off`` after a name is no time to mute it for."""
    await talk.joined(READER)
    await talk.say(READER, "/mute Velsky 3d")
    assert await talk.say(READER, "/mute Velsky off") == ["Not muted: Anton Velsky."]
    assert await muted(talk) == {}


async def test_an_unknown_name_is_said_to_be_unknown(talk: Conversation) -> None:
    """Without the length of time after it."""
    await talk.joined(READER)
    (answer,) = await talk.say(READER, "/mute Nobody 3d")
    assert answer.startswith("“Nobody” is not on the watch-list.")
    assert (await talk.say(READER, "/mute"))[0].startswith("Nothing is muted.")


async def test_what_is_muted_is_listed_and_heard_again_with_a_tap(talk: Conversation) -> None:
    """/mute shows the name and its day; a tap takes it from the list."""
    await talk.joined(READER)
    await talk.say(READER, "/mute Тарнск 3d")
    await talk.say(READER, "/mute")
    (label, _) = talk.buttons(READER)
    assert label == "Tarnsk · 8 Mar 2026"
    await talk.tap(READER, label)
    assert await muted(talk) == {}


async def test_a_long_list_of_what_is_muted_has_pages(talk: Conversation) -> None:
    """Each of many can be heard again."""
    talk.services.watch.replace(many_entities(25))
    await talk.joined(READER)
    for number in range(25):
        await talk.say(READER, f"/mute Place {number}")
        talk.now += timedelta(seconds=5)
    await talk.say(READER, "/mute")
    assert "1/3" in talk.buttons(READER)
    await talk.tap(READER, "<")
    assert [label for label in talk.buttons(READER) if label.startswith("Place 24 ·")]


@pytest.mark.parametrize(
    ("row", "named"), [(0, "A speech by Velsky"), (1, "Sample Post"), (2, "Anton Velsky")]
)
async def test_muting_under_an_alert_says_what_is_muted(talk: Conversation, row: int, named: str) -> None:
    """The story, the source or the name, and until when."""
    await talk.joined(READER)
    report = talk.database.read_now(reports, [talk.publish("A speech by Velsky")])[0]
    alert = render_alert(report, [VELSKY], texts=texts_for("en"), alert_id=1)
    await talk.services.gateway.answer(READER, alert)
    await talk.tap(READER, "Mute")
    await talk.tap_data(READER, f"x1:{report.entry_id}:{('s', 'f', 'e0')[row]}:1")
    assert talk.last(READER).startswith(f"🔕 {named}\nMuted until 6 Mar 2026, 09:30 UTC.")
