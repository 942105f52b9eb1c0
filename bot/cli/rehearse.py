"""`vigil rehearse`: what another watch-list would have changed, before it is in force."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.session import JsonOption, database, note, say, settings, show

if TYPE_CHECKING:
    from config.settings import Settings
    from feeds.types import WatchList
    from feeds.watch.rehearse import Example, Rehearsal
    from storage.database import Database

DAYS = 30
_COLUMNS = ("entity", "alerts_now", "alerts_then", "gained", "lost")
_SHOWN = 2


def add_to(app: typer.Typer) -> None:
    """Add this family to the command line."""
    app.command()(rehearse)


def rehearse(
    watchlist: Annotated[Path, typer.Option("--watchlist", help="The proposed watch-list, TOML.")],
    days: Annotated[int, typer.Option(min=1, max=36_500, help="How far back to look.")] = DAYS,
    everything: Annotated[bool, typer.Option("--all", help="Look at every stored entry.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Show which alerts another watch-list would have added and dropped; nothing is changed."""
    from dataclasses import asdict

    from bot.installation import utc_now
    from bot.watch import stored_watchlist

    proposed, _ = read_watchlist(watchlist)
    found = settings(level="warning")
    with database(found) as opened:
        current = opened.run_now(stored_watchlist, utc_now())
        result = rehearsed(found, opened, current, proposed, days=None if everything else days)
    if as_json:
        show(asdict(result), as_json=True)
    else:
        show_rehearsal(result)


def read_watchlist(file: Path) -> tuple[WatchList, str]:
    """Return a watch-list file as a watch-list and as its text; every problem is named, then exit 1."""
    from feeds.errors import WatchListError
    from feeds.watch.watchlist import parse

    try:
        text = file.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
        return parse(text, may_be_empty=False), text
    except UnicodeDecodeError as error:
        problems = [f"byte {error.start + 1} is no UTF-8: save the file as UTF-8"]
    except WatchListError as error:
        problems = error.problems
    for problem in problems:
        note(f"{file}: {problem}")
    raise typer.Exit(1)


def rehearsed(
    found: Settings, opened: Database, current: WatchList, proposed: WatchList, *, days: int | None = DAYS
) -> Rehearsal:
    """Rehearse over the stored entries of the last days (None: all), with progress on stderr."""
    from rich.console import Console
    from rich.progress import Progress

    from bot.installation import utc_now
    from bot.rehearsal import rehearse as run

    now = utc_now()
    since = None if days is None else now - timedelta(days=days)
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("Rehearsing", total=None)

        async def tell(done: int, total: int, so_far: tuple[int, int]) -> None:
            gained, lost = so_far
            known = f"Rehearsing (so far +{gained:,}, -{lost:,})"
            progress.update(task, completed=done, total=total, description=known)

        work = run(
            opened, current, proposed, since=since, now=now, progress=tell, window=found.stories.window
        )
        return asyncio.run(work)


def show_rehearsal(result: Rehearsal) -> None:
    """Print a table of entities, some alerts that come and go, and the sum."""
    rows = [
        {
            "entity": one.entity,
            "alerts_now": one.before,
            "alerts_then": one.after,
            "gained": f"+{one.gained}" if one.gained else "",
            "lost": f"-{one.lost}" if one.lost else "",
        }
        for one in result.by_entity
    ]
    show(rows, as_json=False, columns=_COLUMNS)
    for sign, examples in (("+", result.examples_gained), ("-", result.examples_lost)):
        for example in examples[:_SHOWN]:
            say(f"{sign} {_line(example)}")
    say(
        f"+{result.gained} alerts, -{result.lost}; per day now {result.per_day_before:.1f}"
        f" -> {result.per_day_after:.1f}; slowest {_time(result.slowest_ms)}"
        f" ({result.entries:,} entries of {result.days:.0f} days read in {result.seconds:.1f} s)"
    )


def _line(example: Example) -> str:
    title = example.title or example.context
    where = "" if example.surface in title else f" | {example.context}"
    return f"{example.seen:%Y-%m-%d} {example.entity}: {title}{where} [{example.surface}]"


def _time(milliseconds: float) -> str:
    return f"{milliseconds / 1000:.1f} s" if milliseconds >= 1000 else f"{milliseconds:.1f} ms"
