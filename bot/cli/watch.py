"""`vigil watch`: the watch-list in force."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from bot.cli.session import JsonOption, database, say, settings, show


def add_to(app: typer.Typer) -> None:
    """Add this family to the command line."""
    family = typer.Typer(no_args_is_help=True, help="Who and what is watched.")
    family.command("list")(list_)
    family.command("show")(show_)
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
    from dataclasses import asdict, replace

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


def _watchlist() -> Any:
    from bot.installation import utc_now
    from bot.watch import stored_watchlist

    with database(settings()) as opened:
        return opened.run_now(stored_watchlist, utc_now())
