"""Invites after they were made: which are open, closing them, and removing whoever came by one.

People are removed by what they have in common (an invite's number, a role, a kind of chat), for nobody can
name them.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, or_, update
from sqlalchemy import select as sql_select
from sqlmodel import Session, col

from storage.audit import Change, record
from storage.preferences import Preferences
from storage.subscriber import Invite, Kind, Role, SubscriberRow, hash_code

LISTED = 30


@dataclass(frozen=True, slots=True)
class InviteInfo:
    """An invite as its makers see it."""

    number: int
    role: Role
    uses_left: int
    expires: datetime
    people: int
    """How many subscribers have their role by it."""

    def is_open(self, now: datetime) -> bool:
        """Say whether it still lets somebody in."""
        return self.uses_left > 0 and self.expires > now


@dataclass(frozen=True, slots=True)
class Those:
    """Subscribers by what they have in common; every field that is given must hold."""

    invite: int | None = None
    role: Role | None = None
    kind: Kind | None = None
    below: Role | None = None
    """Only roles under this one."""


@dataclass(frozen=True, slots=True)
class Removed:
    """Somebody who is no subscriber any more, as far as is needed to tell them."""

    chat: int = field(repr=False)
    lang: str
    kind: Kind


def find_invite(session: Session, *, number: int | None = None, code: str = "") -> InviteInfo | None:
    """Return the invite of this number, or with this code; None when there is none."""
    wanted = col(Invite.id) == number if number is not None else col(Invite.code_hash) == hash_code(code)
    found = _infos(session, wanted)
    return found[0] if found else None


def list_invites(session: Session, now: datetime, *, limit: int = LISTED) -> list[InviteInfo]:
    """Return the invites that are open, or that somebody is in by, newest first."""
    is_open = and_(col(Invite.uses_left) > 0, col(Invite.expires) > now)
    used = col(Invite.id).in_(sql_select(col(SubscriberRow.invite_id)).distinct())
    return _infos(session, or_(is_open, used), limit)


def close_invites(
    session: Session,
    now: datetime,
    *,
    roles: Collection[Role],
    number: int | None = None,
    actor: int | None = None,
) -> int:
    """Let nobody else in by the open invites for these roles, or by the one of that number; returns how many.

    Who is in stays in.
    """
    chosen = [col(Invite.role).in_(roles), col(Invite.uses_left) > 0, col(Invite.expires) > now]
    if number is not None:
        chosen.append(col(Invite.id) == number)
    closed = session.execute(
        update(Invite).where(*chosen).values(uses_left=0).returning(col(Invite.id))
    ).all()
    for (invite,) in closed:
        record(session, at=now, noun="invite", subject=str(invite), verb="close", actor=actor)
    return len(closed)


def count_those(session: Session, those: Those) -> int:
    """Return how many subscribers `those` are."""
    return int(
        session.execute(sql_select(func.count()).select_from(SubscriberRow).where(*_are(those))).scalar_one()
    )


def remove_those(session: Session, those: Those, now: datetime, *, actor: int | None = None) -> list[Removed]:
    """Delete every row of `those`, the actor never; what they changed stays, without them."""
    conditions = _are(those)
    if actor is not None:
        conditions.append(col(SubscriberRow.id) != actor)
    columns = col(SubscriberRow.chat), col(SubscriberRow.settings), col(SubscriberRow.kind)
    rows = session.execute(sql_select(*columns).where(*conditions)).all()
    ids = sql_select(col(SubscriberRow.id)).where(*conditions)
    session.execute(update(Change).where(col(Change.actor).in_(ids)).values(actor=None))
    session.execute(delete(SubscriberRow).where(*conditions))
    subject = f"invite {those.invite}" if those.invite is not None else str(those.role or those.kind)
    record(session, at=now, noun="subscriber", subject=subject, verb="remove", actor=actor, before=len(rows))
    return [
        Removed(int(chat), Preferences.from_json(settings).lang, Kind(kind)) for chat, settings, kind in rows
    ]


def roles_below(role: Role) -> list[Role]:
    """Return the roles that this one includes, itself left out."""
    return [one for one in Role if role.may(one) and one is not role]


def _are(those: Those) -> list[ColumnElement[bool]]:
    conditions: list[Any] = []
    if those.invite is not None:
        conditions.append(col(SubscriberRow.invite_id) == those.invite)
    if those.role is not None:
        conditions.append(col(SubscriberRow.role) == those.role)
    if those.kind is not None:
        conditions.append(col(SubscriberRow.kind) == those.kind)
    if those.below is not None:
        conditions.append(col(SubscriberRow.role).in_(roles_below(those.below)))
    if not conditions:
        raise ValueError("nobody is meant by nothing")
    return conditions


def _infos(session: Session, wanted: ColumnElement[bool], limit: int = 1) -> list[InviteInfo]:
    people = (
        sql_select(func.count())
        .select_from(SubscriberRow)
        .where(col(SubscriberRow.invite_id) == col(Invite.id))
        .scalar_subquery()
    )
    columns = col(Invite.id), col(Invite.role), col(Invite.uses_left), col(Invite.expires), people
    rows = session.execute(sql_select(*columns).where(wanted).order_by(col(Invite.id).desc()).limit(limit))
    return [
        InviteInfo(int(number or 0), Role(role), left, expires, n) for number, role, left, expires, n in rows
    ]
