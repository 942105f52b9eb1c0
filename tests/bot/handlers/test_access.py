"""Who gets in, who is kept out, and how somebody leaves without a trace."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from bot.i18n import texts_for
from storage.errors import DatabaseProblem
from storage.maintenance import BALLAST_FILE, hold_ballast
from storage.subscriber import Role, SubscriberState, forget, set_subscriber_state
from tests.bot.conversation import MODERATOR, READER, STRANGER, Conversation

PRIVATE = "This bot is private. If you have an invite, open its link or send /start with the code."
GROUP, BOSS = -1_000_000_000_077, 601


@pytest.mark.parametrize(
    "said",
    ["/start", "hello", "/recent", "/sub https://x.example/rss", "/nonsense", "/stop", "https://x.example"],
)
async def test_a_stranger_learns_nothing_whatever_they_say(talk: Conversation, said: str) -> None:
    """One polite sentence, the same for everything."""
    assert await talk.say(STRANGER, said) == [PRIVATE]
    assert talk.subscriber(STRANGER) is None


async def test_a_stranger_is_answered_seldom(talk: Conversation) -> None:
    """A flood gets three answers an hour."""
    answers = [await talk.say(STRANGER, "hi") for _ in range(10)]
    assert [len(answer) for answer in answers] == [1, 1, 1, 0, 0, 0, 0, 0, 0, 0]
    talk.now += timedelta(hours=1)
    assert await talk.say(STRANGER, "hi") == [PRIVATE]


async def test_the_menu_of_strangers_names_no_purpose(talk: Conversation) -> None:
    """What Telegram shows beside the text field before one has joined is /start alone."""
    from bot.handlers import set_menus

    await set_menus(talk.services)
    shown = [command["command"] for menu in talk.telegram.commands.values() for command in menu]
    assert set(shown) == {"start"}


@pytest.mark.parametrize("lang", ["en", "ru"])
async def test_an_invite_lets_in_and_shows_the_last_three_stories(talk: Conversation, lang: str) -> None:
    """Who joins is greeted in their language, follows everything, and sees stories as alerts look."""
    for number in range(5):
        talk.publish(f"Story {number}", f"Velsky spoke {number}.", surface="Velsky")
    talk.telegram.chat(READER, language=lang)
    greeting, announcement, *stories = await talk.say(READER, f"/start {talk.invite()}")
    texts = texts_for(lang)
    assert texts("Welcome. I am Vigil.") in greeting
    assert {"en": "Anton Velsky", "ru": "Антон Вельский"}[lang] in greeting
    assert (
        announcement
        == {
            "en": "The latest stories, as examples:",
            "ru": "Для примера – последние сюжеты:",
        }[lang]
    )
    assert [story.splitlines()[1] for story in stories] == ["Story 2", "Story 3", "Story 4"]
    assert talk.buttons(READER) == [texts("Why?")]
    subscriber = talk.subscriber(READER)
    assert subscriber is not None
    assert (subscriber.role, subscriber.preferences.lang) == (Role.READER, lang)


async def test_the_first_stories_come_without_a_sound(talk: Conversation) -> None:
    """Examples do not ring."""
    talk.publish("A story about Velsky")
    await talk.joined(READER)
    assert [message.silent for message in talk.telegram.messages(READER, by_bot=True)] == [False, True, True]


async def test_an_invite_works_once(talk: Conversation) -> None:
    """A used code lets nobody else in."""
    code = talk.invite()
    await talk.say(READER, f"/start {code}")
    assert await talk.say(STRANGER, f"/start {code}") == [f"This invite is not valid.\n{PRIVATE}"]
    assert talk.subscriber(STRANGER) is None


@pytest.mark.parametrize("code", ["x", "0" * 27, "--", "'; DROP TABLE invite", "\u202e\u0000", "я" * 300])
async def test_a_wrong_code_is_refused_politely(talk: Conversation, code: str) -> None:
    """Whatever stands after /start, it opens nothing and breaks nothing."""
    assert (await talk.say(STRANGER, f"/start {code}"))[0].endswith(PRIVATE)


async def test_tapping_ones_own_invite_again_does_no_harm(talk: Conversation) -> None:
    """Who is in stays in, is told that alerts are on, and is not called a stranger."""
    code = talk.invite()
    await talk.say(READER, f"/start {code}")
    assert await talk.say(READER, f"/start {code}") == [
        "This invite is not valid.\nAlerts are on. /help shows what I can do."
    ]
    await talk.say(READER, "/stop")
    assert (await talk.say(READER, f"/start {code}"))[0].endswith("Alerts are on again.")


async def test_an_expired_invite_is_refused(talk: Conversation) -> None:
    """A code is good until it expires, not longer."""
    code = talk.invite()
    talk.now += timedelta(days=1)
    await talk.say(STRANGER, f"/start {code}")
    assert talk.subscriber(STRANGER) is None


async def test_codes_cannot_be_guessed_at_speed(talk: Conversation) -> None:
    """After five wrong codes even a right one waits an hour."""
    for _ in range(5):
        await talk.say(STRANGER, f"/start {'A' * 27}")
    code = talk.invite()
    assert await talk.say(STRANGER, f"/start {code}") == ["Too many attempts. Try again in an hour."]
    assert talk.subscriber(STRANGER) is None
    talk.now += timedelta(hours=1)
    await talk.say(STRANGER, f"/start {code}")
    assert talk.subscriber(STRANGER) is not None


async def test_a_better_invite_raises_a_known_reader(talk: Conversation) -> None:
    """A second code changes the role and repeats no greeting."""
    await talk.joined(READER)
    (answer,) = await talk.say(READER, f"/start {talk.invite(Role.MODERATOR)}")
    assert answer.startswith("You were in already")
    assert "/sub" in answer
    assert await talk.say(READER, "/sub") != ["Only moderators can do that."]


async def test_stop_pauses_and_start_resumes(talk: Conversation) -> None:
    """/stop keeps the subscriber; /start without a code is enough to come back."""
    await talk.joined(READER)
    await talk.say(READER, "/stop")
    assert _state(talk, READER) is SubscriberState.STOPPED
    assert "Alerts are stopped." in (await talk.say(READER, "/list"))[0]
    assert await talk.say(READER, "/start") == ["Welcome back. Alerts are on again."]
    assert _state(talk, READER) is SubscriberState.ACTIVE
    assert await talk.say(READER, "/start") == ["Alerts are on. /help shows what I can do."]


async def test_resuming_with_nothing_to_follow_says_so(talk: Conversation) -> None:
    """Nobody waits for alerts that cannot come."""
    await talk.joined(READER)
    await talk.say(READER, "/unfollow all")
    assert "You follow nothing" in (await talk.say(READER, "/start"))[0]


async def test_blocking_pauses_and_unblocking_resumes(talk: Conversation) -> None:
    """A chat that blocks the bot is gone, and back when it unblocks."""
    await talk.joined(READER)
    talk.telegram.block(READER)
    await talk.settle()
    assert _state(talk, READER) is SubscriberState.GONE
    await talk.say(READER, "/start")
    assert _state(talk, READER) is SubscriberState.ACTIVE


async def test_unblocking_does_not_undo_stop(talk: Conversation) -> None:
    """Only somebody who was gone becomes active again."""
    await talk.joined(READER)
    await talk.say(READER, "/stop")
    talk.telegram.updates.push("my_chat_member", _membership(READER, "kicked", "member"))
    await talk.settle()
    assert _state(talk, READER) is SubscriberState.STOPPED


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("/stop Velsky", "Nothing was stopped. /stop alone stops all alerts."),
        ("/forget Velsky", "Nothing was deleted. /forget alone deletes everything I know about you."),
    ],
)
async def test_a_name_after_stop_or_forget_ends_nothing(talk: Conversation, said: str, answer: str) -> None:
    """Whoever wants to hear no more of one name keeps all the others."""
    await talk.joined(READER)
    assert (await talk.say(READER, said))[0].startswith(answer)
    assert _state(talk, READER) is SubscriberState.ACTIVE


async def test_a_command_for_another_bot_is_not_answered(talk: Conversation) -> None:
    """Nor is it taken for ours; one that names us is."""
    await talk.joined(READER)
    await talk.say(READER, "/stop")
    assert await talk.say(READER, "/start@other_bot") == []
    assert await talk.say(READER, "/settings@other_bot x") == []
    assert _state(talk, READER) is SubscriberState.STOPPED
    for said in ("/start@test_bot", "/nonsense@test_bot"):
        assert len(await talk.say(READER, said)) == 1


async def test_forget_leaves_no_row_behind(talk: Conversation) -> None:
    """After the button, no table knows the person, and the chat number is nowhere on the disk."""
    await talk.joined(MODERATOR, Role.MODERATOR)
    await talk.joined(READER)
    await talk.say(READER, "/unfollow velsky")
    await talk.say(READER, "/forget")
    row = talk.subscriber(READER)
    assert row is not None
    await talk.tap(READER, "Delete everything")
    assert talk.last(READER) == "Done. Nothing about you is left here. Take care."
    assert talk.subscriber(READER) is None
    assert talk.database.read_now(_rows_of, row.id) == {}
    index = talk.database.keyring.blind(str(READER), "subscriber.chat")
    folder = Path(str(talk.database.url.database)).parent
    assert not [file.name for file in folder.iterdir() if index in file.read_bytes()]
    assert await talk.say(READER, "/list") == [PRIVATE]


async def test_forget_works_on_a_full_disk(talk: Conversation, monkeypatch: pytest.MonkeyPatch) -> None:
    """The room that was kept for this is given back, used, and set aside again."""
    folder = Path(str(talk.database.url.database)).parent
    assert hold_ballast(talk.database)
    tries: list[bool] = []

    def forget_if_there_is_room(session: Session, subscriber_id: int) -> None:
        tries.append((folder / BALLAST_FILE).exists())
        if tries[-1]:
            raise DatabaseProblem("The database cannot be written: the disk is full.")
        forget(session, subscriber_id)

    monkeypatch.setattr("bot.handlers.access.forget", forget_if_there_is_room)
    await talk.joined(READER)
    await talk.say(READER, "/forget")
    await talk.tap(READER, "Delete everything")
    assert talk.last(READER) == "Done. Nothing about you is left here. Take care."
    assert talk.subscriber(READER) is None
    assert tries == [True, False]
    assert (folder / BALLAST_FILE).exists()


async def test_forget_can_be_thought_over(talk: Conversation) -> None:
    """The other button deletes nothing."""
    await talk.joined(READER)
    await talk.say(READER, "/forget")
    await talk.tap(READER, "Keep me")
    assert talk.last(READER) == "Nothing was deleted."
    assert talk.subscriber(READER) is not None


async def test_the_last_admin_is_warned_before_leaving(talk: Conversation) -> None:
    """Nobody shuts themselves out of the house unaware."""
    await talk.joined(MODERATOR, Role.ADMIN)
    assert "only admin" in (await talk.say(MODERATOR, "/forget"))[0]


async def test_buttons_of_the_forgotten_do_nothing(talk: Conversation) -> None:
    """A tap by somebody who is no subscriber is answered and ignored."""
    talk.publish("A story about Velsky")
    await talk.joined(READER)
    await talk.say(READER, "/forget")
    await talk.tap(READER, "Delete everything")
    before = len(talk.telegram.texts(READER))
    assert await talk.tap(READER, "Why?") == ""
    assert len(talk.telegram.texts(READER)) == before


async def test_in_a_group_only_those_who_run_it_are_heard(talk: Conversation) -> None:
    """A member's command meets silence; an administrator subscribes the group."""
    talk.telegram.chat(GROUP, type="supergroup", title="Room", admins={BOSS}, members={READER})
    code = talk.invite()
    assert await talk.say(READER, f"/start {code}", chat_id=GROUP) == []
    assert await talk.say(READER, "hello all", chat_id=GROUP) == []
    assert await talk.say(BOSS, "/recent", chat_id=GROUP) == []
    assert "Welcome" in (await talk.say(BOSS, f"/start {code}", chat_id=GROUP))[0]
    await talk.say(READER, "/stop", chat_id=GROUP)
    assert _state(talk, GROUP) is SubscriberState.ACTIVE


async def test_in_a_group_everybody_may_ask_why(talk: Conversation) -> None:
    """The button under an alert is for all who read it; the pickers are not."""
    talk.publish("A story about Velsky")
    talk.telegram.chat(GROUP, type="supergroup", title="Room", admins={BOSS}, members={READER})
    await talk.say(BOSS, f"/start {talk.invite()}", chat_id=GROUP)
    await talk.tap(READER, "Why?", chat_id=GROUP)
    assert talk.last(GROUP).startswith("Why this came")
    await talk.say(BOSS, "/follow", chat_id=GROUP)
    await talk.tap(READER, "✓ Tarnsk", chat_id=GROUP)
    assert "✓ Tarnsk" in talk.buttons(GROUP)


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "Only administrators of this group can do that."),
        ("ru", "Это могут только администраторы группы."),
    ],
)
async def test_a_tap_of_a_member_is_refused_in_a_word(talk: Conversation, lang: str, said: str) -> None:
    """Nobody waits for a button that is not theirs, not even after many taps."""
    talk.telegram.chat(GROUP, type="supergroup", title="Room", admins={BOSS}, members={READER})
    for command in (f"/start {talk.invite()}", f"/lang {lang}", "/follow"):
        await talk.say(BOSS, command, chat_id=GROUP)
    label = talk.buttons(GROUP)[0]
    assert [await talk.tap(READER, label, chat_id=GROUP) for _ in range(25)] == [said] * 25


async def test_a_group_that_stopped_is_not_started_by_whoever_adds_the_bot(talk: Conversation) -> None:
    """Only /start by an administrator does that."""
    talk.telegram.chat(GROUP, type="supergroup", title="Room", admins={BOSS}, members={READER})
    await talk.say(BOSS, f"/start {talk.invite()}", chat_id=GROUP)
    await talk.say(BOSS, "/stop", chat_id=GROUP)
    talk.telegram.kick(GROUP, BOSS)
    await talk.settle()
    talk.telegram.join(GROUP, READER)
    await talk.settle()
    assert _state(talk, GROUP) is SubscriberState.STOPPED
    await talk.say(BOSS, "/start", chat_id=GROUP)
    assert _state(talk, GROUP) is SubscriberState.ACTIVE


async def test_a_group_that_lets_the_bot_in_again_learns_what_it_missed(talk: Conversation) -> None:
    """Alerts are on again, and nobody takes the silence for a quiet week."""
    talk.telegram.chat(GROUP, type="supergroup", title="Room", admins={BOSS})
    await talk.say(BOSS, f"/start {talk.invite()}", chat_id=GROUP)
    talk.telegram.kick(GROUP, BOSS)
    await talk.settle()
    assert _state(talk, GROUP) is SubscriberState.GONE
    talk.telegram.join(GROUP, BOSS)
    await talk.settle()
    assert _state(talk, GROUP) is SubscriberState.ACTIVE
    assert talk.last(GROUP).startswith("I can write here again, and alerts are on.")


async def test_a_chat_that_could_not_be_written_to_learns_it_from_start(talk: Conversation) -> None:
    """Who took the right to write away, and gave it back unseen, is told what is missing."""
    await talk.joined(READER)
    found = talk.subscriber(READER)
    assert found is not None
    talk.database.run_now(set_subscriber_state, found.id, SubscriberState.GONE)
    assert "I could not write here" in (await talk.say(READER, "/settings"))[0]
    assert (await talk.say(READER, "/start"))[0].startswith("I could not write here for a while")
    assert _state(talk, READER) is SubscriberState.ACTIVE


async def test_a_moderators_invite_is_not_for_a_group(talk: Conversation) -> None:
    """The code stays good for the person it was made for."""
    talk.telegram.chat(GROUP, type="supergroup", title="Room", admins={BOSS})
    code = talk.invite(Role.MODERATOR)
    (answer,) = await talk.say(BOSS, f"/start {code}", chat_id=GROUP)
    assert "private chat" in answer
    assert talk.subscriber(GROUP) is None
    await talk.say(BOSS, f"/start {code}")
    assert (subscriber := talk.subscriber(BOSS)) is not None
    assert subscriber.role is Role.MODERATOR


async def test_a_group_that_moves_stays_subscribed(talk: Conversation) -> None:
    """Telegram's new id takes the place of the old one."""
    old, new = -77, -1_000_000_000_078
    talk.telegram.chat(old, type="group", title="Room", admins={BOSS})
    await talk.say(BOSS, f"/start {talk.invite()}", chat_id=old)
    talk.telegram.migrate(old, new)
    await talk.settle()
    assert talk.subscriber(old) is None
    assert talk.subscriber(new) is not None


def _state(talk: Conversation, chat: int) -> SubscriberState:
    subscriber = talk.subscriber(chat)
    assert subscriber is not None
    return subscriber.state


def _membership(chat: int, old: str, new: str) -> dict[str, object]:
    me = {"id": 1, "is_bot": True, "first_name": "Bot", "username": "test_bot"}

    def standing(status: str) -> dict[str, object]:
        return {"user": me, "status": status} | ({"until_date": 0} if status == "kicked" else {})

    person = {"id": chat, "is_bot": False, "first_name": "U"}
    return {
        "chat": {"id": chat, "type": "private", "first_name": "U"},
        "from": person,
        "date": 1,
        "old_chat_member": standing(old),
        "new_chat_member": standing(new),
    }


def _rows_of(session: sa.orm.Session, subscriber_id: int) -> dict[str, int]:
    """Count the rows of every table that still point at a subscriber."""
    found = {}
    for table in SQLModel.metadata.sorted_tables:
        pointing = [
            c for c in table.columns if any(k.column.table.name == "subscriber" for k in c.foreign_keys)
        ]
        pointing += [table.c.id] if table.name == "subscriber" else []
        for column in pointing:
            count = session.execute(
                sa.select(sa.func.count()).select_from(table).where(column == subscriber_id)
            ).scalar_one()
            if count:
                found[f"{table.name}.{column.name}"] = count
    return found
