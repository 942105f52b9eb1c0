"""/invite, /people and /revoke: people are let in and out by roles and numbers, never by name."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest

from bot.handlers import commands
from bot.handlers.people import read_wish
from storage.subscriber import Kind, Role, SubscriberState
from tests.bot.conversation import MODERATOR, OTHER, READER, STRANGER, Conversation
from tests.bot.handlers.test_access import PRIVATE

ADMIN, SECOND, GROUP = 801, 802, -1_000_000_000_066
ENDED = "Your access has ended"


async def invited(talk: Conversation, by: int, words: str = "") -> tuple[str, int]:
    """Let somebody make an invite; returns the code and its number."""
    (answer,) = await talk.say(by, f"/invite {words}")
    code, number = re.search(r"^/start (\S+)$", answer, re.MULTILINE), re.search(r"Invite (\d+):", answer)
    assert code is not None, answer
    assert number is not None, answer
    return code[1], int(number[1])


async def admin(talk: Conversation) -> None:
    """Let the admin in."""
    await talk.joined(ADMIN, Role.ADMIN)


def role_of(talk: Conversation, chat: int) -> Role | None:
    """Return the role of a chat, None for a stranger."""
    found = talk.subscriber(chat)
    return found.role if found else None


def menu_of(talk: Conversation, chat: int) -> list[str] | None:
    """Return the commands that a chat sees, None where it sees those of strangers."""
    for key, shown in talk.telegram.commands.items():
        if json.loads(key)[0].get("chat_id") == chat:
            return [command["command"] for command in shown]
    return None


@pytest.mark.parametrize(
    ("words", "wish"),
    [
        ("", (Role.READER, 1, 1)),
        ("reader", (Role.READER, 1, 1)),
        ("moderator 2", (Role.MODERATOR, 2, 1)),
        ("READER 5 7", (Role.READER, 5, 7)),
        ("5 7", (Role.READER, 5, 7)),
        ("админ 1 3", (Role.ADMIN, 1, 3)),
        ("king", None),
        ("reader 0", None),
        ("reader 1001", None),
        ("reader 1 366", None),
        ("reader -1", None),
        ("reader 1 2 3", None),
        ("reader ² 1", None),
    ],
)
def test_what_is_wished_for_is_read_or_refused(words: str, wish: tuple[Role, int, int] | None) -> None:
    """Role, uses and days, each with a default and a limit."""
    assert read_wish(words) == wish


async def test_an_invite_made_in_the_chat_lets_in(talk: Conversation) -> None:
    """The code works as often and as long as was asked for; its link opens this bot."""
    await admin(talk)
    code, number = await invited(talk, ADMIN, "moderator 2 3")
    assert f"https://t.me/test_bot?start={code}" in talk.last(ADMIN)
    assert f"/revoke {number}" in talk.last(ADMIN)
    await talk.say(MODERATOR, f"/start {code}")
    assert role_of(talk, MODERATOR) is Role.MODERATOR
    talk.now += timedelta(days=3)
    await talk.say(STRANGER, f"/start {code}")
    assert role_of(talk, STRANGER) is None


async def test_without_a_username_the_code_stands_alone(talk: Conversation) -> None:
    """No link is guessed."""
    talk.services.username = ""
    await admin(talk)
    await invited(talk, ADMIN)
    assert "t.me" not in talk.last(ADMIN)


async def test_moderators_invite_readers_only(talk: Conversation) -> None:
    """Nobody makes more of others than an admin would."""
    await talk.joined(MODERATOR, Role.MODERATOR)
    for role in ("moderator", "admin"):
        (answer,) = await talk.say(MODERATOR, f"/invite {role}")
        assert answer == "Moderators invite readers; for another role ask an admin."
    code, _ = await invited(talk, MODERATOR, "reader")
    await talk.say(READER, f"/start {code}")
    assert role_of(talk, READER) is Role.READER


@pytest.mark.parametrize("words", ["/invite", "/people", "/revoke all", "/revoke 1"])
async def test_readers_and_groups_get_none_of_this(talk: Conversation, words: str) -> None:
    """A code is never shown where others read along."""
    await admin(talk)
    await talk.joined(READER)
    talk.telegram.chat(GROUP, type="supergroup", title="Room", admins={ADMIN})
    await talk.say(ADMIN, f"/start {talk.invite()}", chat_id=GROUP)
    assert await talk.say(READER, words) == ["Only moderators can do that."]
    assert await talk.say(ADMIN, words, chat_id=GROUP) == ["Only moderators can do that."]


async def test_people_are_counted_and_never_named(talk: Conversation) -> None:
    """Roles, kinds, states and invites; no chat number, no name."""
    await admin(talk)
    code, number = await invited(talk, ADMIN, "reader 3 7")
    for person in (READER, OTHER):
        talk.telegram.chat(person, title="Nameless Person")
        await talk.say(person, f"/start {code}")
    await talk.say(OTHER, "/stop")
    talk.telegram.chat(GROUP, type="supergroup", title="Secret Room", admins={ADMIN})
    await talk.say(ADMIN, f"/start {talk.invite()}", chat_id=GROUP)
    (answer,) = await talk.say(ADMIN, "/people")
    lines = answer.splitlines()
    assert lines[:5] == [
        "Who is in",
        "2 readers (1 stopped)",
        "1 admin",
        "1 group",
        "I count people and keep no names.",
    ]
    assert f"{number}: reader, 1 use left, until 12 Mar 2026, 09:30 UTC, 2 came by it" in lines
    for secret in (str(READER), str(OTHER), str(GROUP), "Nameless", "Secret", code):
        assert secret not in answer


@pytest.mark.parametrize("by_code", [True, False])
async def test_a_revoked_invite_lets_nobody_in(talk: Conversation, by_code: bool) -> None:
    """By its number or its code; who is in stays."""
    await admin(talk)
    code, number = await invited(talk, ADMIN, "reader 5")
    await talk.say(READER, f"/start {code}")
    (answer,) = await talk.say(ADMIN, f"/revoke {code if by_code else number}")
    assert answer.startswith(f"Invite {number} is closed")
    await talk.say(STRANGER, f"/start {code}")
    assert (role_of(talk, STRANGER), role_of(talk, READER)) == (None, Role.READER)


async def test_whoever_came_by_an_invite_can_be_removed(talk: Conversation) -> None:
    """They become strangers with a stranger's menu, are told once, and come back by a new invite."""
    await admin(talk)
    code, number = await invited(talk, ADMIN, "reader 2")
    for person in (READER, OTHER):
        await talk.say(person, f"/start {code}")
    await talk.joined(MODERATOR, Role.MODERATOR)
    await talk.say(ADMIN, f"/revoke {number}")
    assert talk.buttons(ADMIN) == ["Remove 2 subscribers", "Keep them"]
    await talk.tap(ADMIN, "Remove 2 subscribers")
    assert talk.last(ADMIN) == "2 subscribers are removed."
    for person in (READER, OTHER):
        assert role_of(talk, person) is None
        assert talk.last(person).startswith(ENDED)
        assert menu_of(talk, person) is None
    assert role_of(talk, MODERATOR) is Role.MODERATOR
    assert await talk.say(READER, "/list") == [PRIVATE]
    await talk.joined(READER)
    assert role_of(talk, READER) is Role.READER


async def test_removing_can_be_thought_over(talk: Conversation) -> None:
    """The other button removes nobody."""
    await admin(talk)
    code, number = await invited(talk, ADMIN)
    await talk.say(READER, f"/start {code}")
    await talk.say(ADMIN, f"/revoke {number}")
    await talk.tap(ADMIN, "Keep them")
    assert talk.last(ADMIN) == "Nobody was removed."
    assert role_of(talk, READER) is Role.READER


async def test_who_was_raised_by_a_later_invite_belongs_to_that(talk: Conversation) -> None:
    """Trust given again outlives the first invite."""
    await admin(talk)
    first, number = await invited(talk, ADMIN)
    second, raised = await invited(talk, ADMIN, "moderator")
    for code in (first, second):
        await talk.say(MODERATOR, f"/start {code}")
    assert "Nobody whom you may remove" in (await talk.say(ADMIN, f"/revoke {number}"))[0]
    assert "1 subscriber is in by it" in (await talk.say(ADMIN, f"/revoke {raised}"))[0]


async def test_nobody_removes_their_own_rank(talk: Conversation) -> None:
    """Moderators remove readers, admins moderators too; admins are safe from the chat."""
    await admin(talk)
    code, number = await invited(talk, ADMIN, "admin 1")
    await talk.say(SECOND, f"/start {code}")
    await talk.joined(MODERATOR, Role.MODERATOR)
    assert "no such invite" in (await talk.say(MODERATOR, f"/revoke {number}"))[0]
    assert "Nobody whom you may remove" in (await talk.say(SECOND, f"/revoke {number}"))[0]
    await talk.tap_data(MODERATOR, f"v1:i:{number}")
    await talk.tap_data(SECOND, f"v1:i:{number}")
    await talk.tap_data(ADMIN, f"v1:i:{number}")
    assert role_of(talk, SECOND) is role_of(talk, ADMIN) is Role.ADMIN


@pytest.mark.parametrize("words", ["all", "all invites", "invites", "все приглашения"])
async def test_all_invites_close_at_once(talk: Conversation, words: str) -> None:
    """A moderator closes readers' invites, an admin every one."""
    await admin(talk)
    await talk.joined(MODERATOR, Role.MODERATOR)
    codes = [(await invited(talk, ADMIN, role))[0] for role in ("reader", "moderator")]
    assert await talk.say(MODERATOR, f"/revoke {words}") == ["1 invite is closed. Who is in stays in."]
    assert await talk.say(ADMIN, f"/revoke {words}") == ["1 invite is closed. Who is in stays in."]
    assert await talk.say(ADMIN, f"/revoke {words}") == ["No invite was open."]
    for code in codes:
        await talk.say(STRANGER, f"/start {code}")
    assert role_of(talk, STRANGER) is None


@pytest.mark.parametrize(
    ("words", "gone"),
    [
        ("readers", {READER}),
        ("moderators", {MODERATOR}),
        ("groups", {GROUP}),
        ("модераторов", {MODERATOR}),
    ],
)
async def test_an_admin_removes_all_of_a_sort(talk: Conversation, words: str, gone: set[int]) -> None:
    """After a question; the others stay."""
    await admin(talk)
    await talk.joined(READER)
    await talk.joined(MODERATOR, Role.MODERATOR)
    talk.telegram.chat(GROUP, type="supergroup", title="Room", admins={ADMIN})
    await talk.say(ADMIN, f"/start {talk.invite()}", chat_id=GROUP)
    everybody = {READER, MODERATOR, GROUP, ADMIN}
    await talk.say(ADMIN, f"/revoke {words}")
    assert {chat for chat in everybody if talk.subscriber(chat)} == everybody
    await talk.tap(ADMIN, "Remove 1 subscriber")
    assert {chat for chat in everybody if talk.subscriber(chat) is None} == gone
    assert [talk.last(chat).startswith(ENDED) for chat in gone] == [True]


@pytest.mark.parametrize("words", ["admins", "admin", "администраторов"])
@pytest.mark.parametrize("role", [Role.ADMIN, Role.MODERATOR])
async def test_admins_are_removed_on_the_command_line_only(
    talk: Conversation, words: str, role: Role
) -> None:
    """Whoever tries it in the chat is told where, and nobody is removed."""
    await talk.joined(MODERATOR, role)
    (answer,) = await talk.say(MODERATOR, f"/revoke {words}")
    assert answer == ("Admins are removed on the command line only: vigil invite revoke NUMBER --people.")
    assert role_of(talk, MODERATOR) is role


async def test_a_moderator_removes_no_sort(talk: Conversation) -> None:
    """Neither by words nor by a forged button."""
    await talk.joined(MODERATOR, Role.MODERATOR)
    await talk.joined(READER)
    (answer,) = await talk.say(MODERATOR, "/revoke readers")
    assert "groups or channels" not in answer
    for data in ("v1:r:reader", "v1:r:moderator", "v1:r:admin", "v1:k:group", "v1:i:x", "v1:i:", "v1"):
        await talk.tap_data(MODERATOR, data)
    assert role_of(talk, READER) is Role.READER
    assert role_of(talk, MODERATOR) is Role.MODERATOR


async def test_menus_follow_roles_languages_and_departures(talk: Conversation) -> None:
    """Each change of role or language shows at once, and whoever leaves sees a stranger's menu."""

    def names(role: Role) -> list[str]:
        return [name for name, _ in commands("en", role)]

    await talk.joined(READER)
    assert menu_of(talk, READER) == names(Role.READER)
    await talk.say(READER, f"/start {talk.invite(Role.MODERATOR)}")
    assert menu_of(talk, READER) == names(Role.MODERATOR)
    await talk.say(READER, "/lang ru")
    (shown,) = (s for key, s in talk.telegram.commands.items() if json.loads(key)[0].get("chat_id") == READER)
    assert [(one["command"], one["description"]) for one in shown] == commands("ru", Role.MODERATOR)
    await talk.say(READER, "/forget")
    await talk.tap(READER, talk.buttons(READER)[0])
    assert menu_of(talk, READER) is None


async def test_only_those_who_run_a_group_see_its_menu(talk: Conversation) -> None:
    """Members would meet silence; a group that moves keeps its menu."""
    old, new = -66, GROUP
    talk.telegram.chat(old, type="group", title="Room", admins={ADMIN})
    await talk.say(ADMIN, f"/start {talk.invite()}", chat_id=old)
    talk.telegram.migrate(old, new)
    await talk.settle()
    scopes = [json.loads(key)[0] for key in talk.telegram.commands]
    assert {scope["type"] for scope in scopes} == {"chat_administrators"}
    assert menu_of(talk, new) == [name for name, _ in commands("en", Role.READER)]


async def test_who_was_removed_elsewhere_loses_the_menu_when_they_write(talk: Conversation) -> None:
    """The command line does not speak to Telegram; the next word does."""
    await talk.joined(READER)
    found = talk.subscriber(READER)
    assert found is not None
    assert (found.kind, found.state) == (Kind.PERSON, SubscriberState.ACTIVE)
    from storage.subscriber import forget

    talk.database.run_now(forget, found.id)
    assert menu_of(talk, READER) is not None
    assert await talk.say(READER, "/list") == [PRIVATE]
    assert menu_of(talk, READER) is None
