"""Forum groups: alerts and answers stay in their topic, and go to the general one where it is lost."""

from __future__ import annotations

import pytest

from bot.messages.message import Message
from bot.outcome import Gone, Sent
from tests.bot.conversation import Conversation

FORUM, BOSS = -1_000_000_000_088, 603
NEWS, TALK = 7, 9
LOST = "The topic that alerts went to is closed or deleted"


async def say(talk: Conversation, text: str, topic: int | None = None) -> list[str]:
    """Let the administrator write in a topic of the forum, as Telegram brings it."""
    extra: dict[str, object] = {}
    if topic is not None:
        chat = {"id": FORUM, "type": "supergroup", "title": "Room"}
        opening = {"message_id": topic, "date": 1, "chat": chat, "message_thread_id": topic}
        extra = {"message_thread_id": topic, "is_topic_message": True, "reply_to_message": opening}
    return await talk.say(BOSS, text, chat_id=FORUM, **extra)


async def forum(talk: Conversation, topic: int | None = NEWS) -> None:
    """Open a forum with two topics, and let it in from one of them."""
    threads = {NEWS: True, TALK: True}
    talk.telegram.chat(FORUM, type="supergroup", title="Room", admins={BOSS}, topics=threads)
    await say(talk, f"/start {talk.invite()}", topic)


def threads_of(talk: Conversation, last: int) -> list[int | None]:
    """Return the topics of the bot's newest messages."""
    shown = talk.telegram.messages(FORUM, by_bot=True)[-last:]
    return [message.body.get("message_thread_id") for message in shown]


def topic(talk: Conversation) -> int | None:
    """Return the topic that alerts of the forum go to."""
    group = talk.subscriber(FORUM)
    assert group is not None
    return group.preferences.topic


async def test_alerts_go_to_the_topic_where_the_code_was_sent(talk: Conversation) -> None:
    """The topic is remembered, the greeting says so, and the first stories come there."""
    talk.publish("A story about Velsky")
    await forum(talk)
    assert topic(talk) == NEWS
    assert "Alerts come to this topic." in talk.telegram.texts(FORUM)[0]
    assert threads_of(talk, 3) == [NEWS] * 3


async def test_start_again_moves_alerts(talk: Conversation) -> None:
    """/start in another topic takes them there, in the general one back out of any."""
    await forum(talk)
    assert "Alerts come to this topic." in (await say(talk, "/start", TALK))[0]
    assert topic(talk) == TALK
    assert "topic" not in (await say(talk, "/start", TALK))[0]
    assert "general topic" in (await say(talk, "/start"))[0]
    assert topic(talk) is None


async def test_an_answer_stays_where_it_was_asked_for(talk: Conversation) -> None:
    """Commands and taps are answered in their own topic, whatever alerts do."""
    talk.publish("A story about Velsky")
    await forum(talk)
    for asked_in in (TALK, None, NEWS):
        await say(talk, "/list", asked_in)
        assert threads_of(talk, 1) == [asked_in]
    await say(talk, "/mute", TALK)
    await talk.tap(BOSS, "« Back", chat_id=FORUM)
    assert threads_of(talk, 1) == [TALK]
    await talk.tap(BOSS, "Why?", chat_id=FORUM)
    assert threads_of(talk, 1) == [NEWS]
    assert topic(talk) == NEWS


async def test_a_thread_that_is_no_topic_is_not_followed(talk: Conversation) -> None:
    """In an ordinary group a chain of replies has a thread number, too."""
    talk.telegram.chat(FORUM, type="supergroup", title="Room", admins={BOSS})
    await talk.say(BOSS, f"/start {talk.invite()}", chat_id=FORUM, message_thread_id=55)
    assert topic(talk) is None
    assert threads_of(talk, 1) == [None]


@pytest.mark.parametrize("left", [{NEWS: False, TALK: True}, {TALK: True}], ids=["closed", "deleted"])
async def test_what_a_lost_topic_refuses_goes_to_the_general_one(
    talk: Conversation, left: dict[int, bool]
) -> None:
    """Nothing is lost, the topic is forgotten, and the group is told once."""
    await forum(talk)
    talk.telegram.chat(FORUM, topics=left)
    before = len(talk.telegram.texts(FORUM))
    for _ in range(2):
        outcome = await talk.services.gateway.send(FORUM, Message("An alert").in_topic(NEWS))
        assert isinstance(outcome, Sent)
    said = talk.telegram.texts(FORUM)[before:]
    assert [text.startswith(LOST) for text in said] == [False, True, False]
    assert threads_of(talk, 3) == [None] * 3
    assert topic(talk) is None


async def test_a_question_in_a_closed_topic_does_not_move_alerts(talk: Conversation) -> None:
    """Only the topic of the alerts is forgotten when it is lost."""
    await forum(talk)
    talk.telegram.chat(FORUM, topics={NEWS: True, TALK: False})
    (answer,) = await say(talk, "/list", TALK)
    assert "You follow everything" in answer
    assert threads_of(talk, 1) == [None]
    assert topic(talk) == NEWS


async def test_a_closed_general_topic_is_a_lost_chat(talk: Conversation) -> None:
    """There is no other place to go, so the group is asked nothing more until it says /start."""
    await forum(talk)
    talk.telegram.fail("sendMessage", 400, description="Bad Request: TOPIC_CLOSED", times=0)
    outcome = await talk.services.gateway.send(FORUM, Message("An alert").in_topic(NEWS))
    assert isinstance(outcome, Gone)
    tries = [call for call in talk.telegram.calls if call.method == "sendMessage" and call.status == 400]
    assert len(tries) <= 4
