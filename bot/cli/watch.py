"""`vigil watch`: the watch-list in force, its files and its history."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.rehearse import read_watchlist, rehearsed, show_rehearsal
from bot.cli.session import JsonOption, database, note, say, settings, show
from bot.cli.steps import show_steps

if TYPE_CHECKING:
    from sqlmodel import Session

    from bot.watch import Undoable
    from config.settings import Settings
    from feeds.types import WatchList
    from storage.database import Database

ReasonOption = Annotated[str, typer.Option("--reason", help="Why, for the history.")]
YesOption = Annotated[bool, typer.Option("--yes", help="Do not rehearse, do not ask, do not merge.")]
_HISTORY = ("version", "created", "author", "changes", "undoes", "reason")


def add_to(app: typer.Typer) -> None:
    """Add this family to the command line."""
    family = typer.Typer(no_args_is_help=True, help="Who and what is watched.")
    family.command("list")(list_)
    family.command("show")(show_)
    family.command("export")(export)
    family.command("import")(import_)
    family.command("diff")(diff)
    family.command("history")(history)
    family.command("undo")(undo)
    app.add_typer(family, name="watch")


def list_(as_json: JsonOption = False) -> None:
    """List the watched entities."""
    rows = [
        {
            "key": entity.key,
            "kind": entity.kind.value,
            "name": entity.name("en"),
            "name_ru": entity.name("ru"),
            "keywords": len(entity.keywords),
            "active": "yes" if entity.active else "no",
        }
        for entity in _watchlist().entities
    ]
    show(rows, as_json=as_json, columns=("key", "kind", "name", "name_ru", "keywords", "active"))


def show_(
    key: Annotated[str | None, typer.Argument(help="An entity's key; default: the whole list.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Show the watch-list, or one entity, as the TOML it is kept in."""
    from dataclasses import asdict

    from feeds.watch.watchlist import dump
    from storage.errors import Refused

    watchlist = _watchlist()
    if key is not None:
        entity = watchlist.get(key)
        if entity is None:
            known = ", ".join(entity.key for entity in watchlist.entities)
            raise Refused(f"There is no entity {key}; there are: {known}.")
        watchlist = replace(watchlist, entities=(entity,))
    if as_json:
        show(asdict(watchlist), as_json=True)
    else:
        say(dump(watchlist).rstrip())


def export(
    version: Annotated[int | None, typer.Option(help="An older version; default: the one in force.")] = None,
) -> None:
    """Print the watch-list as the TOML file it was imported from, comments included."""
    with database(settings()) as opened:
        opened.run_now(_in_force)
        number, text = opened.read_now(_text_of, version)
    say(_numbered(text, number).rstrip())


def import_(
    file: Annotated[Path, typer.Argument(help="A watch-list, TOML.")],
    reason: ReasonOption = "",
    yes: YesOption = False,
    as_json: JsonOption = False,
) -> None:
    """Put a watch-list file in force, all of it or nothing; on a terminal it is rehearsed first.

    A file made from an older version (its line "version") keeps what was changed since, or is refused where
    both changed the same words; --yes puts it in force as it is. A running Vigil takes it up within seconds.
    Alerts are never sent for entries that are already stored.
    """
    proposed, text = read_watchlist(file)
    found = settings(level="warning")
    with database(found) as opened:
        current = opened.run_now(_in_force)
        stored = opened.read_now(_text_of, None)[1]
        if _numbered(text, 0).strip() == _numbered(stored, 0).strip():
            version = current.version
        else:
            if not yes and 0 < proposed.version < current.version:
                proposed, text = _on_top(opened, current, proposed, text)
            _agree(found, opened, current, proposed, yes=yes or as_json)
            version = opened.run_now(_put, text, base=current.version, verb="import", reason=reason)
    _tell(current, proposed, version, as_json=as_json)


def _on_top(opened: Database, current: WatchList, proposed: WatchList, text: str) -> tuple[WatchList, str]:
    """Return a file made from an older version with what was changed since, as a watch-list and as text.

    Raises Refused where both changed the same words.
    """
    from feeds.watch.edit import changes, merge
    from feeds.watch.watchlist import dump
    from storage.errors import Refused

    base = opened.read_now(_readable, proposed.version)
    since = changes(base, current) if base is not None else ()
    if base is not None and not since:
        return proposed, text
    note(f"The file was made from version {proposed.version}; version {current.version} is in force.")
    if base is not None and not changes(base, proposed):
        raise Refused(f"It is version {base.version} as it was: --yes goes back to it.")
    merged = merge(base, proposed, current) if base is not None else None
    if merged is None:
        note("What was changed since:" if since else "What the file would change:")
        show_steps(since or changes(current, proposed), as_json=False, aside=True)
        raise Refused(
            "The file changes the same words. Take over what was changed and write"
            f" version = {current.version} in the file, or put it in force as it is with --yes."
        )
    if merged.entities == proposed.entities:
        return proposed, text
    note("This was changed since and is kept (the comments of the file are not):")
    show_steps(since, as_json=False, aside=True)
    return merged, dump(replace(merged, version=current.version + 1))


def diff(
    file: Annotated[
        Path | None, typer.Argument(help="A file to compare with what is in force; none: the last change.")
    ] = None,
    before: Annotated[int | None, typer.Option("--from", help="The older version.")] = None,
    after: Annotated[int | None, typer.Option("--to", help="The newer version.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Show what differs between two versions, or between the watch-list in force and a file."""
    from feeds.watch.edit import changes

    if file is not None and after is not None:
        raise typer.BadParameter("give a file or --to, not both")
    proposed = read_watchlist(file)[0] if file is not None else None
    with database(settings()) as opened:
        current = opened.run_now(_in_force)
        new = proposed or opened.read_now(_version, after)
        base = (
            before
            if before is not None or proposed is not None
            else opened.read_now(_one_before, new.version)
        )
        old = current if base is None else opened.read_now(_version, base)
    show_steps(changes(old, new), as_json=as_json)


def history(
    limit: Annotated[int, typer.Option(min=1, help="How many versions.")] = 20, as_json: JsonOption = False
) -> None:
    """List the versions of the watch-list, the newest first: when, by whom, why, how much."""
    with database(settings()) as opened:
        opened.run_now(_in_force)
        rows = opened.read_now(_versions, limit)
    show(rows, as_json=as_json, columns=_HISTORY)


def undo(reason: ReasonOption = "", yes: YesOption = False, as_json: JsonOption = False) -> None:
    """Take the last change back; on a terminal the way back is rehearsed first. Again: the one before."""
    from bot.watch import undoable
    from feeds.watch.watchlist import parse
    from storage.errors import Refused

    found = settings(level="warning")
    with database(found) as opened:
        current = opened.run_now(_in_force)
        last = opened.read_now(undoable)
        if last is None:
            raise Refused("There is no change to take back.")
        if last.content is None:
            raise Refused(
                f"Version {last.change.id} cannot be taken back by itself: later changes touch the same"
                " words. Any version comes back with vigil watch export --version N, then import --yes."
            )
        former = parse(last.content)
        _say_what_goes(opened, current, former, last)
        _agree(found, opened, current, former, yes=yes or as_json, told=True)
        version = opened.run_now(
            _put, last.content, base=last.base, verb="undo", reason=reason, undoes=last.change.id
        )
    _tell(current, former, version, as_json=as_json)


def _say_what_goes(opened: Database, current: WatchList, former: WatchList, last: Undoable) -> None:
    """Say whose change is taken back, and what that changes, on stderr."""
    from feeds.watch.edit import changes

    who = opened.read_now(_author, last.change.author) or "no known author"
    reason = f": {last.change.reason}" if last.change.reason else ""
    note(f"Taking back version {last.change.id} of {last.change.created:%Y-%m-%d %H:%M} ({who}){reason}")
    show_steps(changes(current, former), as_json=False, aside=True)


def _agree(
    found: Settings,
    opened: Database,
    current: WatchList,
    proposed: WatchList,
    *,
    yes: bool,
    told: bool = False,
) -> None:
    """On a terminal, show the changes (unless `told`) and what they would have done, and ask; 1 for no."""
    from feeds.watch.edit import changes

    steps = changes(current, proposed)
    if yes or not steps or not (sys.stdin.isatty() and sys.stderr.isatty()):
        return
    if not told:
        show_steps(steps, as_json=False, aside=True)
    show_rehearsal(rehearsed(found, opened, current, proposed))
    typer.confirm("Put it in force?", abort=True, err=True)


def _numbered(text: str, version: int) -> str:
    """Return the text of a watch-list file with another number in its version line, if it has one."""
    head = re.compile(r"^version[ \t]*=[ \t]*\d+", re.MULTILINE)
    return head.sub(f"version = {version}", text, count=1)


def _put(session: Session, /, text: str, **what: Any) -> int:
    from bot.installation import utc_now
    from bot.watch import put_in_force

    return put_in_force(session, text, utc_now(), **what)


def _tell(current: WatchList, proposed: WatchList, version: int, *, as_json: bool) -> None:
    from feeds.watch.edit import changes

    steps = len(changes(current, proposed))
    if as_json:
        show({"version": version, "before": current.version, "changes": steps}, as_json=True)
    elif version == current.version:
        say(f"Version {version} is in force already; nothing changes.")
    else:
        say(f"Version {version} is in force; {steps or 'no'} change{'' if steps == 1 else 's'}.")


def _watchlist() -> WatchList:
    with database(settings()) as opened:
        return opened.run_now(_in_force)


def _in_force(session: Session) -> WatchList:
    from bot.installation import utc_now
    from bot.watch import stored_watchlist

    return stored_watchlist(session, utc_now())


def _text_of(session: Session, version: int | None) -> tuple[int, str]:
    """Return (number, text) of a version, or of the one in force."""
    from storage.errors import Refused
    from storage.watchlist import current_version, get_version

    number = current_version(session) if version is None else version
    text = get_version(session, number)
    if text is None:
        raise Refused(f"There is no version {number}: see vigil watch history.")
    return number, text


def _version(session: Session, version: int | None) -> WatchList:
    from feeds.watch.watchlist import parse

    number, text = _text_of(session, version)
    return replace(parse(text), version=number)


def _one_before(session: Session, version: int) -> int:
    """Return the version before one, or itself when it is the first."""
    from storage.watchlist import list_versions

    older = (info.id for info in list_versions(session, 1_000_000) if info.id < version)
    return next(older, version)


def _versions(session: Session, limit: int) -> list[dict[str, Any]]:
    from feeds.watch.edit import changes
    from storage.watchlist import list_versions

    infos = list_versions(session, limit + 1)
    lists = [_readable(session, info.id) for info in infos]
    rows = []
    for at, info in enumerate(infos[:limit]):
        newer, older = lists[at], lists[at + 1] if at + 1 < len(lists) else None
        rows.append(
            {
                "version": info.id,
                "created": info.created.isoformat(timespec="seconds"),
                "author": _author(session, info.author),
                "changes": len(changes(older, newer)) if older and newer else None,
                "undoes": info.undoes,
                "reason": info.reason,
            }
        )
    return rows


def _readable(session: Session, version: int) -> WatchList | None:
    """Return a version, or None when it was written by other rules than today's."""
    from feeds.errors import FeedsError

    try:
        return _version(session, version)
    except FeedsError:
        return None


def _author(session: Session, author: int | None) -> str | None:
    """Return the author's role, never a name; None for the command line and forgotten people."""
    from storage.subscriber import get_subscriber

    subscriber = get_subscriber(session, author) if author is not None else None
    return subscriber.role.value if subscriber else None
