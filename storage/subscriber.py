"""Subscribers, what they follow, and the invites that let them in.

Who they are (chat id, settings) is sealed; they are found by the blind index and named everywhere else by
an opaque row id. No names or usernames are kept at all.
"""

import hashlib
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, delete, func, update
from sqlalchemy import select as sql_select
from sqlmodel import Field, Session, SQLModel, col, select

from storage.audit import Change
from storage.crypto import Encrypted, Keyring
from storage.errors import Refused
from storage.preferences import Preferences

EVERY = "*"
"""Follows every entity, those added later included."""
_CHAT = "subscriber.chat"


class Role(StrEnum):
    """What a subscriber may do; each may do all that the one before may."""

    READER = "reader"
    MODERATOR = "moderator"
    ADMIN = "admin"

    def may(self, needed: "Role") -> bool:
        """Say whether this role includes `needed`."""
        ranks = list(Role)
        return ranks.index(self) >= ranks.index(needed)


class SubscriberState(StrEnum):
    """Whether alerts go to a subscriber."""

    ACTIVE = "active"
    STOPPED = "stopped"
    GONE = "gone"


class Kind(StrEnum):
    """What sort of chat a subscriber is."""

    PERSON = "person"
    GROUP = "group"
    CHANNEL = "channel"


class SubscriberRow(SQLModel, table=True):
    """One chat. Only the key file turns this row into a person."""

    __tablename__ = "subscriber"
    # Forgotten people's numbers are not given to others: deliveries and logs may still name them.
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: int | None = Field(default=None, primary_key=True)
    chat_index: bytes = Field(unique=True, repr=False)
    chat: Any = Field(sa_column=Column(Encrypted(_CHAT), nullable=False), repr=False)
    settings: Any = Field(sa_column=Column(Encrypted("subscriber.settings"), nullable=False), repr=False)
    role: str = Field(default=Role.READER, index=True)
    state: str = Field(default=SubscriberState.ACTIVE, index=True)
    joined: datetime
    kind: str = Field(default=Kind.PERSON, index=True)
    invite_id: int | None = Field(default=None, index=True)
    """The number of the invite that gave the role, so that whoever came by it can be removed unnamed."""


class Subscription(SQLModel, table=True):
    """What a subscriber follows: every entity (`*`) or one; `follows` false is an exception to every."""

    subscriber_id: int = Field(primary_key=True, foreign_key="subscriber.id", ondelete="CASCADE")
    entity: str = Field(primary_key=True, index=True)
    follows: bool = True


class Invite(SQLModel, table=True):
    """A way in. The code itself is shown once and never stored, nor is who made it."""

    # Numbers are never given twice: those who came by an invite are known by it.
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: int | None = Field(default=None, primary_key=True)
    code_hash: bytes = Field(unique=True, repr=False)
    role: str
    uses_left: int
    expires: datetime


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A subscriber as the chat role sees one. Its text form says nothing but the row id."""

    id: int
    chat: int = field(repr=False)
    role: Role
    state: SubscriberState
    preferences: Preferences = field(repr=False)
    kind: Kind = Kind.PERSON


def find_subscriber(session: Session, keyring: Keyring, chat: int) -> Subscriber | None:
    """Return the subscriber of this chat, or None."""
    row = _by_chat(session, keyring, chat)
    return _subscriber(row) if row else None


def get_subscriber(session: Session, subscriber_id: int) -> Subscriber | None:
    """Return a subscriber by row id, or None when it was forgotten."""
    row = session.get(SubscriberRow, subscriber_id)
    return _subscriber(row) if row else None


def get_subscribers(session: Session, ids: Iterable[int]) -> dict[int, Subscriber]:
    """Return subscribers by row id; those that were forgotten are left out."""
    rows = session.exec(select(SubscriberRow).where(col(SubscriberRow.id).in_(set(ids))))
    return {row.id: _subscriber(row) for row in rows if row.id is not None}


def moderators(session: Session) -> list[Subscriber]:
    """Return the moderators and admins who get messages."""
    rows = session.exec(
        select(SubscriberRow)
        .where(
            SubscriberRow.role != Role.READER,
            SubscriberRow.state == SubscriberState.ACTIVE,
        )
        .order_by(col(SubscriberRow.id))
    )
    return [_subscriber(row) for row in rows]


def create_invite(session: Session, *, role: Role, uses: int, expires: datetime) -> str:
    """Store a new invite and return its code (160 random bits), which is kept nowhere."""
    code = secrets.token_urlsafe(20)
    session.add(Invite(code_hash=hash_code(code), role=role, uses_left=uses, expires=expires))
    return code


def join(
    session: Session,
    keyring: Keyring,
    *,
    chat: int,
    code: str,
    lang: str,
    now: datetime,
    kind: Kind = Kind.PERSON,
) -> Subscriber:
    """Let a chat in with an invite's code, following every entity; Refused when the code is not good.

    A known subscriber keeps the higher of both roles, and the invite that gave it, and is active again; the
    code is used up all the same.
    """
    used = session.execute(
        update(Invite)
        .where(col(Invite.code_hash) == hash_code(code), col(Invite.uses_left) > 0, col(Invite.expires) > now)
        .values(uses_left=col(Invite.uses_left) - 1)
        .returning(col(Invite.role), col(Invite.id))
    ).first()
    if used is None:
        raise Refused("This invite is not valid: it was used up, has expired, or was mistyped.")
    role = Role(used[0])
    row = _by_chat(session, keyring, chat)
    if row is None:
        row = _new_row(session, keyring, chat, lang, now)
        row.role, row.invite_id = role, used[1]
    elif not Role(row.role).may(role):
        row.role, row.invite_id = role, used[1]
    row.kind, row.state = kind, SubscriberState.ACTIVE
    session.add(row)
    session.flush()
    return _subscriber(row)


def join_channel(session: Session, keyring: Keyring, *, chat: int, lang: str, now: datetime) -> Subscriber:
    """Let a channel in as a reader that follows every entity; one that is known is active again."""
    row = _by_chat(session, keyring, chat) or _new_row(session, keyring, chat, lang, now)
    row.kind, row.state = Kind.CHANNEL, SubscriberState.ACTIVE
    session.add(row)
    session.flush()
    return _subscriber(row)


def set_place(session: Session, subscriber_id: int, kind: Kind, topic: int | None) -> None:
    """Remember what sort of chat this is, and the thread of a forum group in which alerts are told."""
    session.execute(update(SubscriberRow).where(col(SubscriberRow.id) == subscriber_id).values(kind=kind))
    change_preferences(session, subscriber_id, lambda chosen: replace(chosen, topic=topic))


def forget_topic(session: Session, keyring: Keyring, chat: int, topic: int) -> Subscriber | None:
    """Let alerts go to a group's general thread; returns the group if they went to `topic` until now."""
    row = _by_chat(session, keyring, chat)
    if row is None or row.id is None or Preferences.from_json(row.settings).topic != topic:
        return None
    change_preferences(session, row.id, lambda chosen: replace(chosen, topic=None))
    return _subscriber(row)


def set_subscriber_state(session: Session, subscriber_id: int, state: SubscriberState) -> None:
    """Start or stop the alerts of a subscriber; one who stopped them stays so when the chat is gone."""
    query = update(SubscriberRow).where(col(SubscriberRow.id) == subscriber_id)
    if state is SubscriberState.GONE:
        query = query.where(col(SubscriberRow.state) != SubscriberState.STOPPED)
    session.execute(query.values(state=state))


def set_language(session: Session, subscriber_id: int, lang: str) -> None:
    """Choose the language Vigil speaks with a subscriber: ``en`` or ``ru``."""
    change_preferences(session, subscriber_id, lambda chosen: replace(chosen, lang=lang))


def change_preferences(
    session: Session, subscriber_id: int, change: Callable[[Preferences], Preferences]
) -> Preferences | None:
    """Store what `change` makes of a subscriber's preferences, and return it; None when there is nobody."""
    row = session.get(SubscriberRow, subscriber_id, with_for_update=True)
    if row is None:
        return None
    chosen = change(Preferences.from_json(row.settings))
    row.settings = chosen.to_json()
    session.add(row)
    return chosen


def move_chat(session: Session, keyring: Keyring, subscriber_id: int, chat: int) -> None:
    """Follow a group that Telegram moved to a new id; its waiting deliveries go with the row."""
    other = _by_chat(session, keyring, chat)
    if other is not None and other.id != subscriber_id:
        forget(session, subscriber_id)
        return
    row = session.get(SubscriberRow, subscriber_id)
    if row is not None:
        row.chat, row.chat_index = chat, keyring.blind(str(chat), _CHAT)
        session.add(row)


def forget(session: Session, subscriber_id: int) -> None:
    """Remove a subscriber and every row of theirs; what they changed stays, without them."""
    session.execute(update(Change).where(col(Change.actor) == subscriber_id).values(actor=None))
    session.execute(delete(SubscriberRow).where(col(SubscriberRow.id) == subscriber_id))


def follow(session: Session, subscriber_id: int, entity: str) -> None:
    """Follow one entity, or every one (`EVERY`), which also ends all exceptions."""
    if entity == EVERY:
        session.execute(delete(Subscription).where(col(Subscription.subscriber_id) == subscriber_id))
    _set(session, subscriber_id, entity, follows=True)


def unfollow(session: Session, subscriber_id: int, entity: str) -> None:
    """Stop following one entity, or every one."""
    if entity == EVERY:
        session.execute(delete(Subscription).where(col(Subscription.subscriber_id) == subscriber_id))
        return
    _set(session, subscriber_id, entity, follows=False)


def followed(session: Session, subscriber_id: int, entities: Iterable[str]) -> list[str]:
    """Return those of `entities` (all keys of the watch-list) that a subscriber follows, in that order."""
    rows = dict(
        session.execute(
            select(Subscription.entity, Subscription.follows).where(
                Subscription.subscriber_id == subscriber_id
            )
        ).all()
    )
    return [entity for entity in entities if rows.get(entity, rows.get(EVERY, False))]


def count_subscribers(session: Session) -> list[tuple[str, str, int]]:
    """Return (role, state, how many), in the order of the roles; never who."""
    rows = session.execute(
        sql_select(col(SubscriberRow.role), col(SubscriberRow.state), func.count()).group_by(
            col(SubscriberRow.role), col(SubscriberRow.state)
        )
    ).all()
    return sorted(
        ((role, state, count) for role, state, count in rows), key=lambda r: (list(Role).index(r[0]), r[1])
    )


def count_kinds(session: Session) -> list[tuple[Role, Kind, SubscriberState, int]]:
    """Return (role, kind, state, how many), in the order of roles and kinds; never who."""
    columns = col(SubscriberRow.role), col(SubscriberRow.kind), col(SubscriberRow.state)
    rows = session.execute(sql_select(*columns, func.count()).group_by(*columns)).all()
    found = [(Role(role), Kind(kind), SubscriberState(state), count) for role, kind, state, count in rows]
    return sorted(found, key=lambda r: (list(Role).index(r[0]), list(Kind).index(r[1]), r[2]))


def count_admins(session: Session) -> int:
    """Return how many admins there are, whatever their state."""
    return int(session.exec(select(func.count()).where(SubscriberRow.role == Role.ADMIN)).one())


def _new_row(session: Session, keyring: Keyring, chat: int, lang: str, now: datetime) -> SubscriberRow:
    row = SubscriberRow(
        chat_index=keyring.blind(str(chat), _CHAT), chat=chat, settings={"lang": lang}, joined=now
    )
    session.add(row)
    session.flush()
    assert row.id is not None  # noqa: S101  # just flushed
    session.add(Subscription(subscriber_id=row.id, entity=EVERY))
    return row


def _set(session: Session, subscriber_id: int, entity: str, *, follows: bool) -> None:
    row = session.get(Subscription, (subscriber_id, entity)) or Subscription(
        subscriber_id=subscriber_id, entity=entity
    )
    row.follows = follows
    session.add(row)
    session.flush()


def _by_chat(session: Session, keyring: Keyring, chat: int) -> SubscriberRow | None:
    index = keyring.blind(str(chat), _CHAT)
    return session.exec(select(SubscriberRow).where(SubscriberRow.chat_index == index)).first()


def _subscriber(row: SubscriberRow) -> Subscriber:
    return Subscriber(
        row.id or 0,
        int(row.chat),
        Role(row.role),
        SubscriberState(row.state),
        Preferences.from_json(row.settings),
        Kind(row.kind),
    )


def hash_code(code: str) -> bytes:
    """Return what is kept of an invite's code."""
    # Plain SHA-256 is enough: the code is 160 random bits, not a password.
    return hashlib.sha256(code.strip().encode("utf-8", "replace")).digest()
