"""What every command that is not a filter begins with: settings, log, and how results are printed."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from config.settings import Settings, load

if TYPE_CHECKING:
    from storage.database import Database

JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON value.")]


def settings(*, level: str | None = None) -> Settings:
    """Read the settings and send the log where they say; `level` overrides theirs."""
    from config import log

    found = load()
    log.configure(level or found.log.level, json_lines=found.log.json_lines, secret=found.token())
    return found


@contextmanager
def database(found: Settings) -> Iterator[Database]:
    """Open the installation's database for one command, migrated."""
    from bot.installation import opened_database

    with opened_database(found) as opened:
        yield opened


def show(value: Any, *, as_json: bool, columns: Sequence[str] = ()) -> None:
    """Print rows (dicts) as a table of `columns`, or any value as JSON."""
    if as_json:
        json.dump(value, sys.stdout, ensure_ascii=False, default=str, indent=2)
        sys.stdout.write("\n")
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column.replace("_", " "), overflow="fold")
    for row in value:
        table.add_row(*(Text("" if row.get(name) is None else str(row.get(name))) for name in columns))
    Console(soft_wrap=False, width=None if sys.stdout.isatty() else 160).print(table)


def say(text: str) -> None:
    """Print one line of result."""
    sys.stdout.write(text + "\n")


def note(text: str) -> None:
    """Print one line of progress on stderr."""
    sys.stderr.write(text + "\n")
