"""Letting people in and out from the chat: /invite, /people, /revoke.

Nobody can name a subscriber, so people are removed by what they have in common: the invite they came by, a
role, a kind of chat. Only roles below one's own; admins are removed on the command line alone.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from sqlmodel import Session

from bot.handlers.access import erase
from bot.handlers.menu import clear_menu
from bot.handlers.visit import Door, Run, Tap, Visit, number
from bot.i18n import texts_for
from bot.limits import Priority
from bot.messages.people import (
    REVOKE,
    People,
    render_admins_kept,
    render_all_closed,
    render_closed,
    render_farewell,
    render_invite,
    render_invite_usage,
    render_no_invite,
    render_nobody_removed,
    render_people,
    render_remove_question,
    render_removed_people,
    render_revoke_usage,
)
from storage.invite import (
    InviteInfo,
    Removed,
    Those,
    close_invites,
    count_those,
    find_invite,
    list_invites,
    remove_those,
)
from storage.subscriber import Kind, Role, Subscriber, count_kinds, create_invite

MOST_USES, MOST_DAYS = 1000, 365
_ROLES = {
    **{str(role): role for role in Role},
    "читатель": Role.READER,
    "модератор": Role.MODERATOR,
    "админ": Role.ADMIN,
    "администратор": Role.ADMIN,
}
_ALL = frozenset(("all", "invites", "all invites", "все", "приглашения", "все приглашения"))
_READERS = Those(role=Role.READER, kind=Kind.PERSON)
_MODERATORS = Those(role=Role.MODERATOR)
_GROUPS, _CHANNELS = Those(kind=Kind.GROUP), Those(kind=Kind.CHANNEL)
_SORTS = {
    "readers": _READERS,
    "moderators": _MODERATORS,
    "groups": _GROUPS,
    "channels": _CHANNELS,
    "читатели": _READERS,
    "читателей": _READERS,
    "модераторы": _MODERATORS,
    "модераторов": _MODERATORS,
    "группы": _GROUPS,
    "каналы": _CHANNELS,
}
_ADMINS = frozenset(("admin", "admins", "админ", "админы", "админов", "администраторы", "администраторов"))
_BUTTONS = {
    ("r", "reader"): _READERS,
    ("r", "moderator"): _MODERATORS,
    ("k", "group"): _GROUPS,
    ("k", "channel"): _CHANNELS,
}
_CODE = re.compile(r"[A-Za-z0-9_-]{16,64}")


def may_invite(role: Role) -> list[Role]:
    """Return the roles that somebody of this role may invite, and whose invites they may close."""
    return list(Role) if role is Role.ADMIN else [Role.READER]


def read_wish(words: str) -> tuple[Role, int, int] | None:
    """Read ``[role] [uses] [days]``; None for anything else."""
    written = words.lower().split()
    role = _ROLES.get(written[0]) if written else None
    counts = [number(word) for word in (written[1:] if role else written)]
    uses, days = (*counts, *(1, 1)[len(counts) :])[:2]
    if len(counts) > 2 or not uses or not days or uses > MOST_USES or days > MOST_DAYS:
        return None
    return role or Role.READER, uses, days


async def invite(visit: Visit, subscriber: Subscriber) -> None:
    """Answer /invite with a code that is shown this once."""
    wish = read_wish(visit.words)
    if wish is None:
        await visit.answer(render_invite_usage(visit.texts))
        return
    role, uses, days = wish
    if role not in may_invite(subscriber.role):
        await visit.answer(render_invite_usage(visit.texts, readers_only=True))
        return
    expires = visit.services.now() + timedelta(days=days)
    code, made = await visit.services.database.run(_make, role, uses, expires)
    await visit.answer(render_invite(made, code, visit.services.username, visit.texts))


async def people(visit: Visit, subscriber: Subscriber) -> None:
    """Answer /people."""
    del subscriber
    found = await visit.services.database.read(_people, visit.services.now())
    await visit.answer(render_people(found, visit.texts))


async def revoke(visit: Visit, subscriber: Subscriber) -> None:
    """Answer /revoke: close an invite, all of them, or ask before all of a sort are removed."""
    words = " ".join(visit.words.lower().split())
    admin = subscriber.role is Role.ADMIN
    if words in _ALL:
        roles = may_invite(subscriber.role)
        closed = await visit.services.database.run(
            close_invites, visit.services.now(), roles=roles, actor=subscriber.id
        )
        await visit.answer(render_all_closed(closed, visit.texts))
    elif words in _SORTS and admin:
        those = _SORTS[words]
        count = await visit.services.database.read(count_those, those)
        await visit.answer(render_remove_question(those, count, visit.texts))
    elif words in _ADMINS:
        await visit.answer(render_admins_kept(visit.texts))
    elif not words or words in _SORTS:
        await visit.answer(render_revoke_usage(visit.texts, admin=admin))
    else:
        await _close(visit, subscriber)


async def _close(visit: Visit, subscriber: Subscriber) -> None:
    word = visit.words.split()[-1].lstrip("#")
    wanted = number(word)
    found: InviteInfo | None = None
    if wanted is not None:
        found = await visit.services.database.read(find_invite, number=wanted)
    elif _CODE.fullmatch(word):
        found = await visit.services.database.read(find_invite, code=word)
    roles = may_invite(subscriber.role)
    if found is None or found.role not in roles:
        await visit.answer(render_no_invite(visit.texts))
        return
    database = visit.services.database
    await database.run(
        close_invites, visit.services.now(), roles=roles, number=found.number, actor=subscriber.id
    )
    count = await database.read(count_those, Those(invite=found.number, below=subscriber.role))
    await visit.answer(render_closed(found.number, count, visit.texts))


def on_revoke(door: Door) -> Run:
    """Return what the buttons under /revoke do."""

    async def run(visit: Visit, subscriber: Subscriber) -> None:
        those = _those(visit.data, subscriber.role)
        if those is None:
            await visit.show(render_nobody_removed(visit.texts))
            return
        database, now = visit.services.database, visit.services.now()
        removed = await erase(database, lambda: database.run(remove_those, those, now, actor=subscriber.id))
        await visit.show(render_removed_people(len(removed), visit.texts))
        for one in removed:
            await _say_farewell(door, one)

    return run


def _those(data: tuple[str, ...], role: Role) -> Those | None:
    """Return whom a button removes, as far as somebody of this role may; None for nobody."""
    if len(data) != 2:
        return None
    if data[0] == "i":
        wanted = number(data[1])
        return Those(invite=wanted, below=role) if wanted is not None else None
    return _BUTTONS.get((data[0], data[1])) if role is Role.ADMIN else None


async def _say_farewell(door: Door, one: Removed) -> None:
    door.forget(one.chat)
    if one.kind is Kind.CHANNEL:  # its readers had no part in this
        return
    gateway = door.services.gateway
    await clear_menu(gateway.bot, one.chat)
    await gateway.send(one.chat, render_farewell(texts_for(one.lang)), priority=Priority.ALERT)


def _make(session: Session, role: Role, uses: int, expires: datetime) -> tuple[str, InviteInfo]:
    code = create_invite(session, role=role, uses=uses, expires=expires)
    session.flush()
    made = find_invite(session, code=code)
    assert made is not None  # noqa: S101  # just stored
    return code, made


def _people(session: Session, now: datetime) -> People:
    return People(count_kinds(session), list_invites(session, now), now)


COMMANDS: dict[str, Run] = {"invite": invite, "people": people, "revoke": revoke}


def taps(door: Door) -> dict[str, Tap]:
    """Return the buttons of this module."""
    return {REVOKE: Tap(on_revoke(door), Role.MODERATOR, slow=True)}
