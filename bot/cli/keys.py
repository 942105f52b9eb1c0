"""`vigil keys`: the key file, what it opens, a new key for everything, a copy of the file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.session import JsonOption, database, note, say, settings, show

if TYPE_CHECKING:
    from config.settings import Settings
    from storage.rekey import Rotated

_SAID_EVERY = 20
"""Chunks between two words of progress."""


def add_to(app: typer.Typer) -> None:
    """Add this family to the command line."""
    family = typer.Typer(no_args_is_help=True, help="The key of what is encrypted: who subscribes.")
    family.command("show")(show_)
    family.command()(check)
    family.command()(rotate)
    family.command()(backup)
    app.add_typer(family, name="keys")


def show_(as_json: JsonOption = False) -> None:
    """Show where the key file lies and what it holds, never a key."""
    from storage.crypto import read_keys
    from storage.errors import KeyProblem

    found = settings(level="warning")
    path = found.key_path
    mode = _mode(path)
    problem, keys, active = "", None, None
    try:
        keyring = read_keys(path)
        keys, active = len(keyring.seals), keyring.current
    except KeyProblem as error:
        problem = str(error)
    inside = _lies_inside(path, found)
    row = {"path": str(path), "mode": mode, "keys": keys, "active": active, "in_data_folder": inside}
    if as_json:
        show({**row, "problem": problem}, as_json=True)
    else:
        show([row], as_json=False, columns=("path", "mode", "keys", "active"))
        if inside:
            note("It lies in the data folder: a copy of that folder opens itself. Move it elsewhere.")
    if problem:
        note(problem)
        raise typer.Exit(1)


def check(as_json: JsonOption = False) -> None:
    """Open every sealed value and compare every look-up value; exit 1 when one is wrong."""
    from storage.rekey import check_sealed

    with database(settings(level="warning")) as opened:
        census = check_sealed(opened)
    by_key = {str(number): count for number, count in sorted(census.by_key.items())}
    if as_json:
        value = {"sealed": census.sealed, "by_key": by_key}
        value |= {"unreadable": census.unreadable, "wrong_index": census.wrong_index}
        show(value, as_json=True)
    else:
        under = ", ".join(f"{count} with key {number}" for number, count in by_key.items())
        say(f"{census.sealed} sealed values{f': {under}' if under else ''}.")
        if census.unreadable or census.wrong_index:
            note(f"{census.unreadable} cannot be opened, {census.wrong_index} would not be found.")
            note("Restore the key file that was made with this database, or a backup of the database.")
    if census.unreadable or census.wrong_index:
        raise typer.Exit(1)


def rotate(
    drop_old: Annotated[
        bool,
        typer.Option(
            "--drop-old",
            help="Afterwards delete the old key and its backup file; where a rotation is done already, only"
            " that. Older backups of the database cannot be opened any more then.",
        ),
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Make a new key and seal everything with it (not while `vigil run` runs); continues one cut short."""
    from bot.installation import make_data_dir, only_one
    from storage import rekey

    found = settings(level="warning")
    path, dropped = found.key_path, 0
    make_data_dir(found.data_dir)
    with only_one(found.data_dir), database(found) as opened:
        rotated = None
        if not (drop_old and rekey.has_old(path) and rekey.is_finished(opened, path)):
            rotated = rekey.rotate(opened, path, told=_Progress())
        if drop_old:
            dropped = rekey.drop_old(opened, path)
    if as_json:
        show(_row(rotated) | {"dropped": dropped}, as_json=True)
        return
    if rotated is not None:
        _tell(rotated)
    if drop_old:
        say(f"Old keys deleted, with their backup files: {dropped}.")
        note(
            "Older backups of the database cannot be opened any more: make a new one, and copy the key file."
        )
    else:
        say("The old key is still in the file: vigil keys rotate --drop-old deletes it.")


def backup(
    file: Annotated[Path, typer.Argument(help="A new file, best on another medium.")],
    as_json: JsonOption = False,
) -> None:
    """Copy the key file, for its owner's eyes only; never into the data folder."""
    from storage.crypto import read_keys, write_keys
    from storage.errors import KeyProblem

    found = settings(level="warning")
    keyring = read_keys(found.key_path)
    if _lies_inside(file, found):
        raise KeyProblem(
            f"{file} lies in the data folder, whose copies would open themselves: name a place apart from it."
        )
    write_keys(file, keyring)
    mode = _mode(file)
    if as_json:
        show({"path": str(file), "mode": mode, "keys": len(keyring.seals)}, as_json=True)
    else:
        say(f"The key file is copied to {file}. Keep it apart from the backups of the database.")
    if mode != "0600":
        note(f"This file system does not keep rights ({mode}): whoever has the medium can read the key.")


class _Progress:
    """Says now and then how far the sealing is."""

    def __init__(self) -> None:
        self._chunks = self._values = 0

    def __call__(self, values: int) -> None:
        self._chunks += 1
        self._values += values
        if self._chunks % _SAID_EVERY == 0:
            note(f"{self._values} values sealed anew")


def _row(rotated: Rotated | None) -> dict[str, Any]:
    if rotated is None:
        return {}
    return {name: getattr(rotated, name) for name in rotated.__dataclass_fields__}


def _tell(rotated: Rotated) -> None:
    begun = "The change of keys that was cut short is done" if rotated.continued else "A new key is in use"
    say(f"{begun}: {rotated.resealed} values sealed with key {rotated.key}, {rotated.indexes} found by it.")
    if not rotated.erased:
        note("Another program reads the database: old values may lie in its log until it is done.")


def _mode(path: Path) -> str | None:
    try:
        return f"{path.stat().st_mode & 0o777:04o}"
    except OSError:
        return None


def _lies_inside(path: Path, found: Settings) -> bool:
    return path.expanduser().resolve().is_relative_to(found.data_dir.resolve())
