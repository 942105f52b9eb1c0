"""What the database knows of the watch-list, read for moderators: in force, drafts, versions, authors."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from sqlmodel import Session

from bot.handlers.visit import Visit
from bot.messages.rehearsal import VersionLine
from bot.messages.watchlist import Desk
from feeds.types import WatchList
from feeds.watch.edit import changes
from feeds.watch.watchlist import parse
from storage.subscriber import Role, Subscriber, get_subscriber
from storage.watchlist import VersionInfo, current_watchlist, get_draft, get_version

_GAP = 20
"""Numbers that a database may have passed over between two versions."""


async def in_force(visit: Visit) -> WatchList:
    """Return the watch-list in force as the database has it, whoever put it there."""
    stored = await visit.services.database.read(current_watchlist)
    running = visit.services.watch.watchlist
    if stored is None or stored[0] == running.version:
        return running
    return replace(await asyncio.to_thread(parsed, stored[1]), version=stored[0])


async def desk_of(visit: Visit, subscriber: Subscriber, draft: str) -> Desk | None:
    """Return what a button works on: the list in force for ``0``, else that draft; None when it is gone."""
    if number(draft) == 0:
        return Desk(await in_force(visit))
    found = await visit.services.database.read(get_draft, number(draft), subscriber.id)
    return Desk(await asyncio.to_thread(parsed, found.content), found.id) if found else None


def number(written: str) -> int:
    """Return a number from a button's data or a command; 0 for what is none."""
    known = written.isascii() and written.isdigit() and len(written) < 10
    return int(written) if known else 0


async def version_lines(visit: Visit, infos: Sequence[VersionInfo]) -> list[VersionLine]:
    """Return versions with what each changed and the role of its author."""
    told = await visit.services.database.read(_contents, [info.id for info in infos])
    roles = await visit.services.database.read(_roles, infos)
    return await asyncio.to_thread(_compared, infos, told, roles)


def _compared(
    infos: Sequence[VersionInfo], told: dict[int, tuple[str, str]], roles: dict[int, Role]
) -> list[VersionLine]:
    lines = []
    for info in infos:
        content, former = told[info.id]
        steps = changes(parsed(former), parsed(content)) if former and content else ()
        role = roles.get(info.author) if info.author is not None else None
        lines.append(VersionLine(info.id, info.created, role, info.reason, info.undoes, steps))
    return lines


def _contents(session: Session, versions: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Return (its text, the text of the version before it) of each version."""
    found = {}
    for version in versions:
        earlier = (get_version(session, one) for one in range(version - 1, max(0, version - _GAP), -1))
        found[version] = get_version(session, version) or "", next(filter(None, earlier), "")
    return found


def _roles(session: Session, infos: Sequence[VersionInfo]) -> dict[int, Role]:
    authors = {info.author for info in infos if info.author is not None}
    found = ((author, get_subscriber(session, author)) for author in authors)
    return {author: person.role for author, person in found if person is not None}


@lru_cache(maxsize=16)
def parsed(content: str) -> WatchList:
    """Return the watch-list that a stored text describes; do not call it on the event loop."""
    return parse(content)
