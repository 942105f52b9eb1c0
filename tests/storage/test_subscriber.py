"""Subscribers: who is let in, as what, what they follow, and what forgetting leaves."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlmodel import Session

from storage.audit import record
from storage.database import Database
from storage.errors import Refused
from storage.feed import add_feed
from storage.subscriber import (
    EVERY,
    Role,
    Subscriber,
    SubscriberState,
    count_admins,
    count_subscribers,
    create_invite,
    find_subscriber,
    follow,
    followed,
    forget,
    get_subscriber,
    join,
    move_chat,
    set_language,
    set_subscriber_state,
    unfollow,
)
from tests.storage.world import HOUR, NOW, SECOND, claim_all, expand_all, feed, news, subscriber

ENTITIES = ("argun", "kadyrov", "titiev")


def invite(database: Database, role: Role = Role.READER, uses: int = 1) -> str:
    return database.run_now(create_invite, role=role, uses=uses, expires=NOW + HOUR)


def let_in(database: Database, code: str, chat: int = 1001, lang: str = "en") -> Subscriber:
    return database.run_now(join, database.keyring, chat=chat, code=code, lang=lang, now=NOW)


def find(database: Database, chat: int) -> Subscriber | None:
    return database.read_now(find_subscriber, database.keyring, chat)


def test_an_invite_lets_a_chat_in_following_everything(database: Database) -> None:
    """Who joins has the invite's role and hears of every entity, in the language asked for."""
    joined = let_in(database, invite(database, Role.MODERATOR), lang="ru")
    assert (joined.role, joined.state, joined.preferences.lang) == (Role.MODERATOR, "active", "ru")
    assert find(database, 1001) == joined == database.read_now(get_subscriber, joined.id)
    assert database.read_now(followed, joined.id, ENTITIES) == list(ENTITIES)


@pytest.mark.parametrize("chat", [1, -1001234567890123, 9_007_199_254_740_993])
def test_any_chat_number_is_kept_exactly(database: Database, chat: int) -> None:
    """Groups are negative and numbers may need more than 52 bits."""
    let_in(database, invite(database), chat)
    found = find(database, chat)
    assert found is not None
    assert found.chat == chat


def test_a_code_may_be_pasted_with_white_space(database: Database) -> None:
    """People copy a line end along."""
    assert let_in(database, f"  {invite(database)}\n").chat == 1001


@pytest.mark.parametrize("code", ["", "wrong", "\ud800", "х" * 5000])
def test_a_wrong_code_is_refused(database: Database, code: str) -> None:
    """Whatever is typed, the answer is one sentence and nobody is let in."""
    invite(database)
    with pytest.raises(Refused, match="not valid"):
        let_in(database, code)
    assert find(database, 1001) is None


def test_an_invite_is_used_up(database: Database) -> None:
    """It lets in as many as it says."""
    code = invite(database, uses=2)
    for chat in (1, 2):
        let_in(database, code, chat)
    with pytest.raises(Refused):
        let_in(database, code, 3)
    assert database.read_now(count_subscribers) == [("reader", "active", 2)]


def test_an_invite_expires_at_its_time(database: Database) -> None:
    """Not a moment later."""
    code = invite(database)

    def join_at(now_chat: int, later: bool) -> None:
        now = NOW + HOUR if later else NOW + HOUR - SECOND
        database.run_now(join, database.keyring, chat=now_chat, code=code, lang="en", now=now)

    with pytest.raises(Refused):
        join_at(1, later=True)
    join_at(1, later=False)


def test_a_code_for_one_lets_in_one_of_many_who_use_it_at_once(database: Database) -> None:
    """A code that leaked is worth one place."""
    code = invite(database)

    def attempt(chat: int) -> bool:
        try:
            let_in(database, code, chat)
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(attempt, range(1, 13))) == 1
    assert database.read_now(count_subscribers) == [("reader", "active", 1)]


@pytest.mark.parametrize(
    ("first", "second", "role"),
    [
        (Role.READER, Role.ADMIN, Role.ADMIN),
        (Role.ADMIN, Role.READER, Role.ADMIN),
        (Role.MODERATOR, Role.MODERATOR, Role.MODERATOR),
    ],
)
def test_who_joins_again_keeps_the_higher_role_and_their_choices(
    database: Database, first: Role, second: Role, role: Role
) -> None:
    """A second invite raises, revives, and is used up all the same."""
    person = let_in(database, invite(database, first))
    database.run_now(unfollow, person.id, "argun")
    database.run_now(set_subscriber_state, person.id, SubscriberState.GONE)
    code = invite(database, second)
    again = let_in(database, code, lang="ru")
    assert (again.id, again.role, again.state) == (person.id, role, SubscriberState.ACTIVE)
    assert again.preferences == person.preferences
    assert database.read_now(followed, person.id, ENTITIES) == ["kadyrov", "titiev"]
    with pytest.raises(Refused):
        let_in(database, code, 2)


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (Role.READER, [True, False, False]),
        (Role.MODERATOR, [True, True, False]),
        (Role.ADMIN, [True, True, True]),
    ],
)
def test_a_role_includes_those_below_it(role: Role, may: list[bool]) -> None:
    """Readers read, moderators also edit, admins also invite."""
    assert [role.may(needed) for needed in (Role.READER, Role.MODERATOR, Role.ADMIN)] == may


def test_people_are_counted_by_role_and_never_named(database: Database) -> None:
    """Counts come in the order of the roles."""
    for chat, role in enumerate((Role.ADMIN, Role.READER, Role.READER, Role.MODERATOR), 1):
        subscriber(database, chat, role)
    database.run_now(set_subscriber_state, 2, SubscriberState.STOPPED)
    assert database.read_now(count_subscribers) == [
        ("reader", "active", 1),
        ("reader", "stopped", 1),
        ("moderator", "active", 1),
        ("admin", "active", 1),
    ]
    assert database.read_now(count_admins) == 1


def test_choices_add_up(database: Database) -> None:
    """Following and unfollowing one or every entity gives what was asked for last."""
    person = subscriber(database).id

    def after(change: Callable[[Session, int, str], None], entity: str) -> list[str]:
        database.run_now(change, person, entity)
        return database.read_now(followed, person, ENTITIES)

    assert after(unfollow, "argun") == ["kadyrov", "titiev"]
    assert after(follow, EVERY) == list(ENTITIES)
    assert after(unfollow, EVERY) == []
    assert after(follow, "argun") == ["argun"]
    assert after(follow, "argun") == ["argun"]
    assert after(unfollow, "argun") == []


def test_a_language_is_remembered(database: Database) -> None:
    """Vigil speaks to each in the language they chose."""
    person = subscriber(database)
    database.run_now(set_language, person.id, "ru")
    found = find(database, person.chat)
    assert found is not None
    assert found.preferences.lang == "ru"


def test_a_group_that_moved_is_found_under_its_new_number_with_what_waits(database: Database) -> None:
    """The row stays, so its deliveries do."""
    group = subscriber(database, -55)
    news(database, feed(database), "Arrest", "titiev")
    expand_all(database)
    database.run_now(move_chat, database.keyring, group.id, -100_55)
    moved = find(database, -100_55)
    assert moved is not None
    assert moved.id == group.id
    assert find(database, -55) is None
    assert [claim.subscriber_id for claim in claim_all(database)] == [group.id]


def test_a_group_that_moved_onto_one_that_subscribes_becomes_one(database: Database) -> None:
    """It does not hear everything twice."""
    old, new = subscriber(database, -55), subscriber(database, -100_55)
    database.run_now(move_chat, database.keyring, old.id, -100_55)
    assert find(database, -100_55) == new
    assert database.read_now(get_subscriber, old.id) is None


def test_forgetting_removes_every_row_of_a_person(database: Database) -> None:
    """What they did for all stays, without them."""
    person, other = subscriber(database, 1, Role.ADMIN), subscriber(database, 2)
    database.run_now(record, at=NOW, noun="feed", subject="a", verb="add", actor=person.id)
    database.run_now(add_feed, url="https://a.example", url_key="a", now=NOW, added_by=person.id)
    database.run_now(create_invite, role=Role.READER, uses=1, expires=NOW)
    news(database, feed(database), "Arrest", "titiev")
    expand_all(database)
    database.run_now(forget, person.id)
    left = {
        "subscriber": "id",
        "subscription": "subscriber_id",
        "delivery": "subscriber_id",
        "change": "actor",
        "feed": "added_by",
    }
    for table, column in left.items():
        query = f"SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL"
        with database.reader.connect() as connection:
            found = connection.exec_driver_sql(query).scalars().all()
        assert found in ([], [other.id]), table
    assert find(database, 1) is None


def test_the_number_of_a_forgotten_person_is_not_given_to_another(database: Database) -> None:
    """What still names the old number means nobody."""
    old = subscriber(database, 1)
    database.run_now(forget, old.id)
    assert subscriber(database, 2).id > old.id
