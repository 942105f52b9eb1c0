"""Invites after they were made: numbers, closing, and removing whoever came by one."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from storage.audit import record
from storage.database import Database
from storage.errors import Refused
from storage.invite import (
    Those,
    close_invites,
    count_those,
    find_invite,
    list_invites,
    remove_those,
    roles_below,
)
from storage.opening import upgrade
from storage.subscriber import (
    Kind,
    Role,
    Subscriber,
    create_invite,
    forget_topic,
    get_subscriber,
    join,
    join_channel,
    set_place,
)
from tests.storage.test_migrations import SCRIPTS
from tests.storage.world import HOUR, NOW


def invite(database: Database, role: Role = Role.READER, uses: int = 2) -> tuple[str, int]:
    code = database.run_now(create_invite, role=role, uses=uses, expires=NOW + HOUR)
    made = database.read_now(find_invite, code=code)
    assert made is not None
    return code, made.number


def let_in(database: Database, code: str, chat: int, kind: Kind = Kind.PERSON) -> Subscriber:
    return database.run_now(join, database.keyring, chat=chat, code=code, lang="ru", now=NOW, kind=kind)


def test_an_invite_is_known_by_its_number_and_its_code(database: Database) -> None:
    """Both lead to the same; numbers differ, and the list shows what is open or used."""
    (first, one), (_, two) = invite(database), invite(database, Role.ADMIN, uses=1)
    let_in(database, first, 1)
    found = database.read_now(find_invite, number=one)
    assert found == database.read_now(find_invite, code=first)
    assert found is not None
    assert (found.role, found.uses_left, found.people) == (Role.READER, 1, 1)
    listed = database.read_now(list_invites, NOW)
    assert [(info.number, info.is_open(NOW)) for info in listed] == [(two, True), (one, True)]
    later = database.read_now(list_invites, NOW + HOUR)
    assert [(info.number, info.is_open(NOW + HOUR)) for info in later] == [(one, False)]
    assert database.read_now(find_invite, number=999) is None
    assert database.read_now(find_invite, code="nothing") is None


def test_closing_counts_what_was_open(database: Database) -> None:
    """Only the roles named, only once, and the code is dead."""
    code, one = invite(database)
    invite(database, Role.MODERATOR)
    assert database.run_now(close_invites, NOW, roles=[Role.READER], number=one) == 1
    assert database.run_now(close_invites, NOW, roles=[Role.READER]) == 0
    assert database.run_now(close_invites, NOW, roles=list(Role)) == 1
    with pytest.raises(Refused):
        let_in(database, code, 1)


@pytest.mark.parametrize(
    ("those", "gone"),
    [
        (Those(invite=1), {1, 2, -5}),
        (Those(invite=1, below=Role.READER), set()),
        (Those(role=Role.READER, kind=Kind.PERSON), {1, 2}),
        (Those(role=Role.MODERATOR), {3}),
        (Those(below=Role.ADMIN), {1, 2, 3, -5, -100_7}),
        (Those(kind=Kind.GROUP), {-5}),
        (Those(kind=Kind.CHANNEL), {-100_7}),
    ],
)
def test_people_are_removed_by_what_they_share(database: Database, those: Those, gone: set[int]) -> None:
    """Whoever asks stays, whatever they share; the chats are returned so that they can be told."""
    code, _ = invite(database, uses=9)
    everybody = {chat: let_in(database, code, chat) for chat in (1, 2)}
    everybody[3] = let_in(database, invite(database, Role.MODERATOR)[0], 3)
    everybody[4] = let_in(database, invite(database, Role.ADMIN)[0], 4)
    everybody[-5] = let_in(database, code, -5, Kind.GROUP)
    everybody[-100_7] = database.run_now(join_channel, database.keyring, chat=-100_7, lang="en", now=NOW)
    assert database.read_now(count_those, those) == len(gone)
    removed = database.run_now(remove_those, those, NOW, actor=everybody[4].id)
    assert {one.chat for one in removed} == gone
    left = {chat for chat, one in everybody.items() if database.read_now(get_subscriber, one.id)}
    assert left == everybody.keys() - gone


def test_the_one_who_removes_stays(database: Database) -> None:
    """Even among those who share what is named."""
    code, number = invite(database)
    one, two = let_in(database, code, 1), let_in(database, code, 2)
    database.run_now(record, at=NOW, noun="feed", subject="a", verb="add", actor=two.id)
    assert len(database.run_now(remove_those, Those(invite=number), NOW, actor=one.id)) == 1
    assert database.read_now(get_subscriber, one.id) is not None


def test_nothing_in_common_means_nobody(database: Database) -> None:
    """An empty description does not empty the house."""
    let_in(database, invite(database)[0], 1)
    with pytest.raises(ValueError, match="nobody"):
        database.run_now(remove_those, Those(), NOW)


def test_roles_below() -> None:
    """Each includes those before it."""
    assert [roles_below(role) for role in Role] == [[], [Role.READER], [Role.READER, Role.MODERATOR]]


def test_a_topic_is_forgotten_once(database: Database) -> None:
    """Only when alerts went there, and only the first time."""
    group = let_in(database, invite(database)[0], -5, Kind.GROUP)
    database.run_now(set_place, group.id, Kind.GROUP, 7)
    found = [database.run_now(forget_topic, database.keyring, -5, topic) for topic in (9, 7, 7)]
    assert [one.id if one else None for one in found] == [None, group.id, None]
    assert database.run_now(forget_topic, database.keyring, -6, 7) is None


def test_invites_and_people_outlive_the_step_of_the_tables(database: Database) -> None:
    """Down and up again: codes still work, and people are still there."""
    code, _ = invite(database)
    person = let_in(database, code, 1)
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    with database.writer.begin() as connection:
        config.attributes["connection"] = connection
        if database.is_sqlite:
            connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        command.downgrade(config, "0004")
        names = {column["name"] for column in sa.inspect(connection).get_columns("invite")}
        assert "created_by" in names
        assert "id" not in names
    upgrade(database)
    assert database.read_now(get_subscriber, person.id) is not None
    assert let_in(database, code, 2).role is Role.READER
