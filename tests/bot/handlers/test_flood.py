"""Nobody keeps the others waiting: so many commands and taps a minute, then one plea, then silence."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storage.subscriber import Role
from tests.bot.conversation import MODERATOR, OTHER, READER, Conversation

PLEA = {
    "en": "That was a lot at once. I listen again in a minute.",
    "ru": "Слишком много сразу. Отвечу снова через минуту.",
}
GROUP, BOSS = -1_000_000_000_055, 602


@pytest.mark.parametrize("lang", ["en", "ru"])
async def test_a_reader_is_answered_forty_times_a_minute(talk: Conversation, lang: str) -> None:
    """The forty-first command is asked to wait, those after it meet silence; a minute later all is well."""
    await talk.joined(READER, lang=lang)
    answers = [await talk.say(READER, "/list") for _ in range(50)]
    assert [len(answer) for answer in answers] == [1] * 41 + [0] * 9
    assert answers[40] == [PLEA[lang]]
    talk.now += timedelta(minutes=1)
    assert len(await talk.say(READER, "/list")) == 1


async def test_one_who_floods_takes_nothing_from_others(talk: Conversation) -> None:
    """Each chat has its own minute."""
    await talk.joined(READER)
    await talk.joined(OTHER)
    for _ in range(50):
        await talk.say(READER, "hello")
    assert len(await talk.say(OTHER, "/list")) == 1


async def test_a_flood_costs_telegram_nothing(talk: Conversation) -> None:
    """Of three hundred commands and taps only those that are obeyed make calls."""
    talk.publish("A story about Velsky")
    await talk.joined(READER)
    talk.now += timedelta(minutes=1)
    before = len(talk.telegram.calls)
    for _ in range(150):
        talk.telegram.say(READER, "/list")
        talk.telegram.tap(READER, "Why?")
    await talk.settle()
    assert len(talk.telegram.calls) - before <= 3 * 41


async def test_settings_can_be_tapped_through_in_a_minute(talk: Conversation) -> None:
    """Every picker of the screen is opened, changed and left without meeting the limit."""
    await talk.joined(READER)
    await talk.say(READER, "/settings")
    for picker in ("How often", "Quiet hours", "Time zone", "Length", "Sources", "Stories in", "Pause"):
        for label in (picker, talk.buttons(READER)[0], "« Back"):
            if label in talk.buttons(READER):
                assert await talk.tap(READER, label) != PLEA["en"]


async def test_moderators_work_through_lists(talk: Conversation) -> None:
    """Who has the most to do may do more of it."""
    await talk.joined(MODERATOR, Role.MODERATOR)
    answers = [await talk.say(MODERATOR, "/status") for _ in range(40)]
    assert all(PLEA["en"] not in answer for answer in answers)


async def test_taps_cannot_fill_a_group(talk: Conversation) -> None:
    """Sixty taps under an alert bring ten answers at most, and one plea that nobody else sees."""
    talk.publish("A story about Velsky")
    members = set(range(1000, 1060))
    talk.telegram.chat(GROUP, type="supergroup", title="Room", admins={BOSS}, members=members)
    await talk.say(BOSS, f"/start {talk.invite()}", chat_id=GROUP)
    talk.now += timedelta(minutes=1)
    before = len(talk.telegram.texts(GROUP))
    queries = [talk.telegram.tap(member, "Why?", chat_id=GROUP) for member in members]
    await talk.settle()
    assert len(talk.telegram.texts(GROUP)) - before == 10
    said = [answer["text"] for query in queries if (answer := talk.telegram.taps[query].answer)]
    assert [text for text in said if text] == [PLEA["en"]]


async def test_members_without_a_say_do_not_silence_those_who_run_a_group(talk: Conversation) -> None:
    """Commands that are not obeyed are not counted, and Telegram is not asked about each."""
    talk.telegram.chat(GROUP, type="supergroup", title="Room", admins={BOSS}, members={READER})
    await talk.say(BOSS, f"/start {talk.invite()}", chat_id=GROUP)
    before = len(talk.telegram.calls)
    for _ in range(60):
        assert await talk.say(READER, "/list", chat_id=GROUP) == []
    assert len(talk.telegram.calls) - before <= 20
    assert len(await talk.say(BOSS, "/list", chat_id=GROUP)) == 1
