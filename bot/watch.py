"""The watch-list in force and the matcher built from it, replaced as one when a new version comes.

stored_watchlist    what is in force, at the start
refresh             what came since: from another moderator, another process or the command line
put_in_force        a new version and the record of the change, in one transaction
undoable            the last change that was not taken back, and what it changed
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime
from importlib.resources import files

import structlog
from sqlmodel import Session

from feeds.errors import FeedsError
from feeds.types import WatchList
from feeds.watch import watchlist as toml
from feeds.watch.edit import merge
from feeds.watch.match import Matcher
from storage.audit import record
from storage.database import Database
from storage.watchlist import (
    VersionInfo,
    add_watchlist,
    current_version,
    current_watchlist,
    get_version,
    list_versions,
)

log = structlog.get_logger(__name__)

_ALL = 1_000_000


class Watch:
    """Holds `watchlist` and `matcher`, which always belong together."""

    def __init__(self, watchlist: WatchList) -> None:
        self.refused = 0
        """The newest stored version, when it could not be read."""
        self.replace(watchlist)

    def replace(self, watchlist: WatchList, matcher: Matcher | None = None) -> None:
        """Put another watch-list in force; `matcher` is its own, where it has been built already."""
        matcher = matcher or Matcher(watchlist)
        self.matcher, self.watchlist = matcher, watchlist
        self._awake: Watch | None = None

    def awake(self) -> Watch:
        """Return the same watch-list with nobody paused, to look names up in; made once for each version.

        It may take seconds for a long list: do not call it on the event loop.
        """
        if all(one.active for one in self.watchlist.entities):
            return self
        if self._awake is None:
            entities = tuple(replace(one, active=True) for one in self.watchlist.entities)
            self._awake = Watch(replace(self.watchlist, entities=entities))
        return self._awake


@dataclass(frozen=True, slots=True)
class Undoable:
    """A change that can be taken back."""

    change: VersionInfo
    """The version that made it."""
    base: int
    """The version in force."""
    content: str | None
    """The watch-list in force without the change; None where later changes touch the same words."""


def stored_watchlist(session: Session, now: datetime) -> WatchList:
    """Return the watch-list in force; an empty database gets the bundled one as its first version."""
    stored = current_watchlist(session)
    if stored is None:
        content = files("config.defaults").joinpath("watchlist.toml").read_text(encoding="utf-8")
        stored = add_watchlist(session, content, now), content
    return replace(toml.parse(stored[1]), version=stored[0])


async def refresh(database: Database, watch: Watch) -> bool:
    """Put the newest stored version in force unless it is; tell whether it was replaced.

    Only a number is read where nothing changed. The matcher is built off the event loop. A version that
    cannot be read is logged once, and the one in force stays.
    """
    newest = await database.read(current_version)
    if newest <= max(watch.watchlist.version, watch.refused):
        return False
    stored = await database.read(current_watchlist)
    if stored is None:
        return False
    try:
        watchlist, matcher = await asyncio.to_thread(_built, *stored)
    except FeedsError as error:
        watch.refused = stored[0]
        log.error("the new watch-list cannot be read; the old one stays", version=stored[0], why=str(error))
        return False
    if watchlist.version <= watch.watchlist.version:  # somebody here was faster
        return False
    watch.replace(watchlist, matcher)
    log.info("a new watch-list is in force", version=watchlist.version)
    return True


def put_in_force(
    session: Session,
    content: str,
    now: datetime,
    *,
    base: int,
    verb: str,
    author: int | None = None,
    reason: str = "",
    undoes: int | None = None,
) -> int:
    """Add a version made from `base` and record the change; return its number.

    Raises `storage.errors.Refused` when another version came first. Stored entries are not matched again.
    """
    version = add_watchlist(session, content, now, base=base, author=author, reason=reason, undoes=undoes)
    record(
        session,
        at=now,
        noun="watchlist",
        subject=f"version {version}",
        verb=verb,
        actor=author,
        reason=reason,
        before=base,
        after=version,
    )
    return version


def undoable(session: Session) -> Undoable | None:
    """Return the last change that still stands, or None when there is none but the first version.

    Taken back again and again, changes go one by one, the newest first; what else came since stays.
    """
    standing: list[VersionInfo] = []
    before: dict[int, int] = {}
    newest = 0
    for info in reversed(list_versions(session, _ALL)):
        before[info.id], newest = newest, info.id
        rest = [one for one in standing if one.id != info.undoes]
        # What undid something that does not stand any more made a change of its own.
        standing = rest if len(rest) < len(standing) else [*standing, info]
    change = standing[-1] if standing else None
    if change is None or not before[change.id]:
        return None
    former, made, current = (
        get_version(session, one) or "" for one in (before[change.id], change.id, newest)
    )
    return Undoable(change, newest, _without(made, former, current))


def _without(made: str, former: str, current: str) -> str | None:
    """Return the `current` text without what changed from `former` to `made`; None where both overlap."""
    if current == made:
        return former
    try:
        base, mine, theirs = (toml.parse(text) for text in (made, former, current))
    except FeedsError:  # written by other rules than today's
        return None
    if base.entities == theirs.entities:
        return former
    merged = merge(base, mine, theirs)
    return toml.dump(merged) if merged is not None else None


def _built(version: int, content: str) -> tuple[WatchList, Matcher]:
    watchlist = replace(toml.parse(content), version=version)
    return watchlist, Matcher(watchlist)
