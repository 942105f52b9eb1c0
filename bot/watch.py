"""The watch-list in force and the matcher built from it, replaced as one when a new version comes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from importlib.resources import files

from sqlmodel import Session

from feeds.types import WatchList
from feeds.watch import watchlist as toml
from feeds.watch.match import Matcher
from storage.watchlist import add_watchlist, current_watchlist


class Watch:
    """Holds `watchlist` and `matcher`, which always belong together."""

    def __init__(self, watchlist: WatchList) -> None:
        self.replace(watchlist)

    def replace(self, watchlist: WatchList) -> None:
        """Put another watch-list in force."""
        self.matcher = Matcher(watchlist)
        self.watchlist = watchlist


def stored_watchlist(session: Session, now: datetime) -> WatchList:
    """Return the watch-list in force; an empty database gets the bundled one as its first version."""
    stored = current_watchlist(session)
    if stored is None:
        content = files("config.defaults").joinpath("watchlist.toml").read_text(encoding="utf-8")
        stored = add_watchlist(session, content, now), content
    return replace(toml.parse(stored[1]), version=stored[0])
