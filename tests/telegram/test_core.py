"""Refusals, limits, faults and people's doings, asked of the core directly."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.telegram import ApiError, FakeTelegram, Limits
from tests.telegram.values import Answer

READER = 42
GROUP = -77
SUPERGROUP = -1001234567890


class Clock:
    """Time that a test moves."""

    def __init__(self) -> None:
        self.time = 1_000.0

    def __call__(self) -> float:
        return self.time


def send(fake: FakeTelegram, chat_id: object = READER, text: str = "news", **params: Any) -> Answer:
    return fake.call(fake.token, "sendMessage", {"chat_id": chat_id, "text": text} | params, {})


@pytest.mark.parametrize(
    ("state", "code", "description"),
    [
        ({"state": "blocked"}, 403, "Forbidden: bot was blocked by the user"),
        ({"state": "deactivated"}, 403, "Forbidden: user is deactivated"),
        ({"state": "kicked"}, 403, "Forbidden: bot was kicked from the private chat"),
        ({"started": False}, 403, "Forbidden: bot can't initiate conversation with a user"),
        ({"state": "no_rights"}, 400, "Bad Request: not enough rights to send text messages to the chat"),
    ],
)
def test_closed_chats_refuse(state: Mapping[str, Any], code: int, description: str) -> None:
    """A chat that is closed to the bot says so in Telegram's words, and nothing is sent."""
    fake = FakeTelegram()
    fake.chat(READER, **state)
    answer = send(fake)
    assert (answer.status, answer.body["description"]) == (code, description)
    assert fake.messages(READER) == []


@pytest.mark.parametrize("chat_id", [5, "@nobody", "five", ""])
def test_strange_chats_are_not_found(chat_id: object) -> None:
    """Without auto_create only chats that exist can be written to."""
    assert send(FakeTelegram(auto_create=False), chat_id).status == 400


def test_channel_is_reached_by_name() -> None:
    """A public channel is addressed by @name, and its posts have no author."""
    fake = FakeTelegram()
    fake.join(SUPERGROUP, READER, type="channel", username="Newsroom")
    answer = send(fake, "@newsroom")
    assert answer.body["result"]["sender_chat"]["id"] == SUPERGROUP
    assert "from" not in answer.body["result"]


@pytest.mark.parametrize("posts", [True, False])
def test_a_channel_takes_posts_of_those_who_may(posts: bool) -> None:
    """The bot must be an administrator with the right to post; only then it is told who else is one."""
    fake = FakeTelegram()
    fake.chat(SUPERGROUP, type="channel", posts=posts, owner=READER)
    asked = {"chat_id": SUPERGROUP, "user_id": READER}
    assert send(fake, SUPERGROUP).status == 400
    assert fake.call(fake.token, "getChatMember", asked, {}).body["description"].endswith("inaccessible")
    fake.join(SUPERGROUP, READER)
    assert send(fake, SUPERGROUP).status == (200 if posts else 400)
    assert fake.call(fake.token, "getChatMember", asked, {}).body["result"]["status"] == "creator"
    mine = fake.call(fake.token, "getChatMember", asked | {"user_id": 1}, {}).body["result"]
    assert (mine["status"], mine["can_post_messages"]) == ("administrator", posts)


@pytest.mark.parametrize(
    ("thread", "error"),
    [(0, ""), (7, ""), (8, "TOPIC_CLOSED"), (9, "message thread not found")],
)
def test_a_forum_knows_its_topics(thread: int, error: str) -> None:
    """A message for a topic that is closed or deleted is refused; the general one needs no number."""
    fake = FakeTelegram()
    fake.chat(SUPERGROUP, topics={7: True, 8: False})
    told = {"chat_id": SUPERGROUP, "text": "x"} | ({"message_thread_id": thread} if thread else {})
    body = fake.call(fake.token, "sendMessage", told, {}).body
    assert body.get("description", "").removeprefix("Bad Request: ") == error
    if not error:
        assert body["result"]["chat"]["is_forum"]
        assert body["result"].get("message_thread_id", 0) == thread


def test_migrated_group_names_its_new_id() -> None:
    """After migration the old id answers with the new one, and both chats tell the bot."""
    fake = FakeTelegram()
    fake.join(GROUP, by=READER, title="Desk")
    fake.migrate(GROUP, SUPERGROUP)
    answer = send(fake, GROUP)
    assert answer.status == 400
    assert answer.body["parameters"] == {"migrate_to_chat_id": SUPERGROUP}
    kinds = [next(iter(set(update) - {"update_id"})) for update in fake.updates.queue]
    assert kinds == ["my_chat_member", "message", "message"]


def test_person_who_blocked_comes_back_by_writing() -> None:
    """Blocking and coming back each tell the bot, and writing opens the chat again."""
    fake = FakeTelegram()
    fake.block(READER)
    assert send(fake).status == 403
    fake.say(READER, "/start")
    assert send(fake).status == 200
    changes = [
        update["my_chat_member"]["new_chat_member"]["status"] for update in list(fake.updates.queue)[:2]
    ]
    assert changes == ["kicked", "member"]


@pytest.mark.parametrize(
    ("chat_ids", "gap", "accepted"),
    [
        ([READER] * 5, 0.0, 3),
        ([READER] * 5, 1.0, 5),
        ([GROUP] * 25, 1.0, 20),
        (list(range(1, 41)), 0.0, 30),
        (list(range(1, 41)), 0.04, 40),
    ],
    ids=["burst to one", "one a second", "group", "all at once", "spaced"],
)
def test_limits_refuse_with_a_wait(chat_ids: list[int], gap: float, accepted: int) -> None:
    """Above Telegram's rates a send is refused with seconds to wait, and passes after them."""
    clock = Clock()
    fake = FakeTelegram(limits=Limits(enforced=True), now=clock)
    answers = []
    for chat_id in chat_ids:
        answers.append(send(fake, chat_id))
        clock.time += gap
    assert [answer.status for answer in answers].count(200) == accepted
    refused = [answer for answer in answers if answer.status == 429]
    assert len(refused) == len(chat_ids) - accepted
    if refused:
        clock.time += refused[-1].body["parameters"]["retry_after"]
        assert send(fake, chat_ids[-1]).status == 200


def test_faults_hit_only_the_calls_meant() -> None:
    """A planned refusal is for one method and chat, for as many times as told."""
    fake = FakeTelegram()
    fake.fail("sendMessage", 429, retry_after=3, times=2, chat_id=READER)
    assert send(fake, 7).status == 200
    assert [send(fake).status for _ in range(3)] == [429, 429, 200]
    assert fake.calls[1].response["parameters"] == {"retry_after": 3}


def test_lost_answer_was_sent_and_lost_connection_was_not() -> None:
    """The two kinds of silence differ in what the person sees."""
    fake = FakeTelegram()
    fake.lose_connection("sendMessage")
    fake.lose_answer("sendMessage")
    assert send(fake, text="never").lost == "before"
    assert send(fake, text="arrived").lost == "after"
    assert fake.texts(READER) == ["arrived"]


def test_wrong_token_is_refused() -> None:
    """Another token gets 401 and does nothing."""
    fake = FakeTelegram()
    assert fake.call("2:other", "sendMessage", {"chat_id": 1, "text": "x"}, {}).status == 401
    assert fake.messages(1) == []


def test_edit_without_change_is_refused() -> None:
    """Editing to the same text and buttons is the 400 that Telegram answers."""
    fake = FakeTelegram()
    sent = send(fake, text="<b>same</b>", parse_mode="HTML").body["result"]
    edit = {"chat_id": READER, "message_id": sent["message_id"], "text": "<b>same</b> ", "parse_mode": "HTML"}
    answer = fake.call(fake.token, "editMessageText", edit, {})
    assert answer.body["description"].startswith("Bad Request: message is not modified")
    assert fake.call(fake.token, "editMessageText", edit | {"parse_mode": ""}, {}).status == 200


def test_old_tap_can_no_longer_be_answered() -> None:
    """A callback query expires."""
    clock = Clock()
    fake = FakeTelegram(now=clock)
    markup = {"inline_keyboard": [[{"text": "Why", "callback_data": "why"}]]}
    send(fake, reply_markup=markup)
    tap = fake.tap(READER, data="why")
    clock.time += 901
    answer = fake.call(fake.token, "answerCallbackQuery", {"callback_query_id": tap}, {})
    assert "query is too old" in answer.body["description"]
    assert fake.transcript(READER).endswith("taps [Why] (no answer)")


def test_tap_finds_only_buttons_that_are_there() -> None:
    """A person cannot press what is not shown, nor a button that only opens a page."""
    fake = FakeTelegram()
    markup = {"inline_keyboard": [[{"text": "Open", "url": "https://a.invalid/"}]]}
    send(fake, reply_markup=markup)
    for label in ("Open", "Why"):
        with pytest.raises(LookupError):
            fake.tap(READER, label)
    assert fake.transcript(READER) == "Bot:\nnews\n[Open: https://a.invalid/]"


def test_old_messages_cannot_be_deleted() -> None:
    """Two days after sending, a message stays."""
    wall = Clock()
    fake = FakeTelegram(wall=wall)
    sent = send(fake).body["result"]
    wall.time += 48 * 3600 + 1
    answer = fake.call(fake.token, "deleteMessage", {"chat_id": READER, "message_id": sent["message_id"]}, {})
    assert "can't be deleted" in answer.body["description"]


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("sendMessage", {"chat_id": READER, "text": "x", "reply_markup": "{"}),
        ("sendMessage", {"chat_id": READER, "text": "x", "reply_to_message_id": 99}),
        ("sendMessage", {"chat_id": READER, "text": "x", "parse_mode": "rtf"}),
        ("editMessageText", {"chat_id": READER, "message_id": "first", "text": "x"}),
        ("deleteMessages", {"chat_id": READER, "message_ids": "[]"}),
        ("getFile", {"file_id": "none"}),
        ("sendDocument", {"chat_id": READER, "document": "none"}),
        ("sendChatAction", {"chat_id": READER, "action": "sleeping"}),
    ],
)
def test_malformed_calls_are_400(method: str, params: Mapping[str, Any]) -> None:
    """A call that makes no sense is refused, never a crash of the double."""
    fake = FakeTelegram()
    assert fake.call(fake.token, method, params, {}).status == 400


async def test_offset_confirms_and_negative_offset_skips() -> None:
    """Updates stay until confirmed; a negative offset keeps only the newest."""
    fake = FakeTelegram()
    for text in ("one", "two", "three"):
        fake.say(READER, text)

    async def waiting(**params: int) -> list[str]:
        answer = await fake.get_updates(fake.token, params)
        return [update["message"]["text"] for update in answer.body["result"]]

    assert await waiting() == ["one", "two", "three"]
    assert await waiting(offset=2, limit=1) == ["two"]
    assert await waiting(offset=-1) == ["three"]
    assert await waiting(offset=4) == []


async def test_unwanted_updates_never_arrive() -> None:
    """The bot gets only the kinds it allowed."""
    fake = FakeTelegram()
    await fake.get_updates(fake.token, {"allowed_updates": '["callback_query"]'})
    assert fake.say(READER, "hello") is None


async def test_until_shows_the_chats_when_it_gives_up() -> None:
    """A wait that fails says what was there instead."""
    fake = FakeTelegram()
    send(fake, text="something else")
    with pytest.raises(AssertionError, match="something else"):
        await fake.until(lambda: fake.texts(READER) == ["expected"], seconds=0.02)


def test_reset_forgets_everything() -> None:
    """After a reset the server is as new."""
    fake = FakeTelegram()
    fake.fail("*", 500, times=0)
    fake.say(READER, "hello")
    fake.reset()
    assert send(fake).status == 200
    assert [message.id for message in fake.messages(READER)] == [1]


def test_unknown_property_of_a_chat_is_an_error() -> None:
    """A typing error in a test's set-up does not pass silently."""
    with pytest.raises(LookupError, match="stat"):
        FakeTelegram().chat(READER, stat="blocked")


def test_error_reads_as_code_and_reason() -> None:
    """A refusal shows both in a traceback."""
    assert str(ApiError(403, "Forbidden: x")) == "403 Forbidden: x"


def test_sends_before_the_wait_is_over_are_remembered() -> None:
    """A chat that was told to wait remembers who did not; another chat, or a later call, is not meant."""
    clock = Clock()
    fake = FakeTelegram(now=clock)
    fake.fail("sendMessage", 429, retry_after=5, chat_id=READER)
    send(fake)
    clock.time += 2
    assert send(fake, 7).status == 200
    send(fake)
    clock.time += 3
    send(fake)
    assert fake.limits.early == [(str(READER), 3.0)]


def test_a_share_of_calls_fails_the_same_way_each_time() -> None:
    """A fault with a chance hits about that share of the calls, the same ones in every run."""
    runs = []
    for _ in range(2):
        fake = FakeTelegram()
        fake.fail("sendMessage", 429, retry_after=1, times=0, chance=0.3)
        runs.append([send(fake, chat).status for chat in range(1, 201)])
    assert runs[0] == runs[1]
    assert 40 < runs[0].count(429) < 80


@pytest.mark.parametrize(("counted", "texts"), [(False, []), (True, ["news"])])
def test_a_call_can_be_interrupted(counted: bool, texts: list[str]) -> None:
    """What a test does in the midst of a call happens before it counts, or after; the answer is lost."""
    fake = FakeTelegram()
    seen: list[list[str]] = []
    fake.interrupt("sendMessage", lambda: seen.append(fake.texts(READER)), counted=counted)
    assert send(fake).lost
    assert seen == [texts]


def test_edits_count_like_messages() -> None:
    """Above Telegram's rates an edit is refused like a message."""
    clock = Clock()
    fake = FakeTelegram(limits=Limits(enforced=True), now=clock)
    number = send(fake).body["result"]["message_id"]
    edits = [
        fake.call(
            fake.token, "editMessageText", {"chat_id": READER, "message_id": number, "text": f"now {n}"}, {}
        ).status
        for n in range(4)
    ]
    assert edits == [200, 200, 429, 429]
    assert fake.limits.refused == 2
