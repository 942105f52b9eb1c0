"""What every command that is not a filter begins with: settings, log, and how results are printed."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from config.settings import Settings
    from storage.database import Database

_RAW = r"[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
"""What JSON may hold as it is, and a terminal obeys or cannot show."""

JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON value.")]


def settings(*, level: str | None = None) -> Settings:
    """Read the settings and send the log where they say; `level` overrides theirs."""
    from config import log
    from config.settings import load

    found = load()
    secrets = [secret for secret in (found.token(), found.llm_key()) if secret]
    log.configure(level or found.log.level, json_lines=found.log.json_lines, secrets=secrets)
    return found


@contextmanager
def database(found: Settings) -> Iterator[Database]:
    """Open the installation's database for one command, migrated."""
    from bot.installation import opened_database

    with opened_database(found) as opened:
        yield opened


def show(value: Any, *, as_json: bool, columns: Sequence[str] = ()) -> None:
    """Print rows (dicts) as a table of `columns`, or any value as JSON.

    Cells are other people's words: what would command the terminal is left out of them, and escaped in JSON.
    """
    if as_json:
        text = json.dumps(value, ensure_ascii=False, default=str, indent=2)
        sys.stdout.write(re.sub(_RAW, lambda raw: f"\\u{ord(raw[0]):04x}", text) + "\n")
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from config.log import printable

    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column.replace("_", " "), overflow="fold")
    for row in value:
        cells = ("" if row.get(name) is None else str(row.get(name)) for name in columns)
        table.add_row(*(Text(printable(cell)) for cell in cells))
    Console(soft_wrap=False, width=None if sys.stdout.isatty() else 160).print(table)


def say(text: str) -> None:
    """Print a result, without what would command the terminal."""
    from config.log import printable

    sys.stdout.write(printable(text) + "\n")


def note(text: str) -> None:
    """Print one line of progress on stderr, without what would command the terminal."""
    from config.log import printable

    sys.stderr.write(printable(text) + "\n")
