"""New keys for what is sealed: every sealed value and blind index checked, sealed anew, old keys dropped.

    key file with both keys -> sealed values, in chunks -> blind indexes and their check, at once -> traces

Each arrow is on the disk before the next begins, and every state between is one that Vigil opens: sealed
values name their key, and the database's check tells which key its indexes were made with. A rotation that
was cut short is therefore continued, not repeated, by the next.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Column, LargeBinary, Table, bindparam, type_coerce, update
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from storage.crypto import Encrypted, Keyring, read_keys, replace_keys
from storage.database import Database
from storage.errors import KeyProblem
from storage.opening import Instance

CHUNK = 500
"""Rows of one transaction."""
_Told = Callable[[int], None]
"""Hears after each chunk how many values it sealed anew."""


@dataclass(slots=True)
class Census:
    """What the sealed columns hold, counted."""

    by_key: dict[int, int] = field(default_factory=dict)
    """Values that open, by the id of their key."""
    unreadable: int = 0
    wrong_index: int = 0
    """Values that a look-up would not find."""

    @property
    def sealed(self) -> int:
        """How many values are sealed, those that cannot be opened included."""
        return sum(self.by_key.values()) + self.unreadable


@dataclass(frozen=True, slots=True)
class Rotated:
    """What a rotation did."""

    key: int
    """The id of the key in use."""
    resealed: int
    indexes: int
    continued: bool
    """Whether an earlier rotation was finished instead of a new key made."""
    erased: bool
    """Whether traces of what was sealed before are off the disk."""


def check_sealed(database: Database, *, chunk: int = CHUNK, sample: bool = False) -> Census:
    """Open every sealed value (a `sample`: those of the first chunk of each table), and compare its index."""
    found = Census()
    for table in sealed_tables():
        after: int | None = -1
        while after is not None:
            after = database.read_now(_count_chunk, table, database.keyring, after, chunk, found)
            after = None if sample else after
    return found


def rotate(database: Database, path: Path, *, chunk: int = CHUNK, told: _Told = lambda _: None) -> Rotated:
    """Put a new key into the file at `path` and seal everything with it; the old keys stay in the file.

    Continues a rotation that was cut short. Nothing else may write who subscribes meanwhile. Raises
    KeyProblem, with nothing changed, when something cannot be opened, and DatabaseProblem when a chunk cannot
    be written.
    """
    finished = is_finished(database, path)
    stored = read_keys(path)
    if finished:
        newer = stored.renewed()
        replace_keys(path, newer, path.resolve().with_name(f"{path.resolve().name}.before-{newer.current}"))
        stored = newer
    check = database.read_now(instance_check)
    database.use_keys(stored.matching(*check))
    resealed = _reseal(database, chunk, told)
    indexes = database.run_now(_switch_index, stored, chunk)
    database.use_keys(stored)
    return Rotated(stored.current, resealed, indexes, not finished, database.erase_traces())


def is_finished(database: Database, path: Path) -> bool:
    """Say whether everything is sealed with the newest key; KeyProblem when something cannot be opened."""
    census = check_sealed(database)
    if census.unreadable:
        raise KeyProblem(
            f"{census.unreadable} sealed values cannot be opened with this key file, so no key was changed: "
            "restore the file that was made with this database, or a backup of the database."
        )
    stored = read_keys(path)
    return set(census.by_key) <= {stored.current} and database.keyring.index_key == stored.index_key


def drop_old(database: Database, path: Path) -> int:
    """Take every key but those in use out of the file at `path` and delete its backups; returns how many.

    Backups of the database that were made before cannot be opened any more. Raises KeyProblem while anything
    still needs an old key.
    """
    if not is_finished(database, path):
        raise KeyProblem("The old key is still needed: finish the change first, with vigil keys rotate.")
    stored, path = read_keys(path), path.resolve()
    try:
        for backup in path.parent.glob(f"{path.name}.before-*"):
            backup.unlink()
    except OSError as error:
        raise KeyProblem(f"A backup of the old key cannot be deleted: {error}.") from None
    replace_keys(path, stored.without_old())
    database.use_keys(stored.without_old())
    return len(stored.seals) - 1


def has_old(path: Path) -> bool:
    """Say whether the file holds keys that are not in use any more, or not yet given up."""
    stored = read_keys(path)
    return len(stored.seals) > 1 or bool(stored.older_index)


def sealed_tables() -> list[Table]:
    """Return the tables with sealed columns; each has one integer key named ``id``."""
    from storage import tables

    return [table for table in tables.metadata.sorted_tables if _sealed(table)]


def blind_index(column: Column[Any]) -> Column[Any] | None:
    """Return the column that finds the values of a sealed one, by its name: ``chat`` and ``chat_index``."""
    return column.table.columns.get(f"{column.name}_index")


def _sealed(table: Table) -> list[Column[Any]]:
    return [column for column in table.columns if isinstance(column.type, Encrypted)]


def _context(column: Column[Any]) -> str:
    assert isinstance(column.type, Encrypted)  # noqa: S101  # `_sealed` has looked
    return column.type.context


def _rows(
    session: Session, table: Table, after: int, chunk: int, *, lock: bool = True
) -> list[dict[str, Any]]:
    """Return the next rows of a table as they are stored, sealed."""
    raw = [type_coerce(column, LargeBinary).label(column.name) for column in _sealed(table)]
    indexes = [found for column in _sealed(table) if (found := blind_index(column)) is not None]
    number = table.columns["id"]
    query = sql_select(number, *raw, *indexes).where(number > after).order_by(number).limit(chunk)
    query = query.with_for_update() if lock else query
    return [dict(row) for row in session.execute(query).mappings()]


def _values(table: Table, row: dict[str, Any]) -> Iterator[tuple[Column[Any], bytes]]:
    for column in _sealed(table):
        if row[column.name] is not None:
            yield column, bytes(row[column.name])


def _count_chunk(
    session: Session, table: Table, keyring: Keyring, after: int, chunk: int, found: Census
) -> int | None:
    """Count the next rows into `found`; returns the last row's number, None at the end."""
    rows = _rows(session, table, after, chunk, lock=False)
    for row in rows:
        for column, sealed in _values(table, row):
            try:
                value = _opened(keyring, column, sealed)
            except (KeyProblem, ValueError):
                found.unreadable += 1
                continue
            found.by_key[sealed[0]] = found.by_key.get(sealed[0], 0) + 1
            index = blind_index(column)
            if index is not None and bytes(row[index.name]) != keyring.blind(value, _context(column)):
                found.wrong_index += 1
    return int(rows[-1]["id"]) if rows else None


def _reseal(database: Database, chunk: int, told: _Told) -> int:
    total = 0
    for table in sealed_tables():
        after: int | None = -1
        while after is not None:
            after, changed = database.run_now(_reseal_chunk, table, database.keyring, after, chunk)
            total += changed
            told(changed)
    return total


def _reseal_chunk(
    session: Session, table: Table, keyring: Keyring, after: int, chunk: int
) -> tuple[int | None, int]:
    rows, changed = _rows(session, table, after, chunk), 0
    for row in rows:
        fresh = {
            column.name: type_coerce(
                keyring.seal(keyring.unseal(sealed, _context(column)), _context(column)), LargeBinary
            )
            for column, sealed in _values(table, row)
            if sealed[0] != keyring.current
        }
        if fresh:
            session.execute(update(table).where(table.columns["id"] == row["id"]).values(fresh))
            changed += len(fresh)
    return (int(rows[-1]["id"]) if rows else None), changed


def _switch_index(session: Session, keyring: Keyring, chunk: int) -> int:
    """Make every blind index anew, and the check that tells which key they were made with.

    In one transaction: half of the people could not be found otherwise.
    """
    row = session.exec(select(Instance).with_for_update()).one()
    check = keyring.blind(row.id, "instance")
    if row.key_check == check:
        return 0
    total = 0
    for table in sealed_tables():
        after = -1
        while rows := _rows(session, table, after, chunk):
            after = int(rows[-1]["id"])
            total += _index_rows(session, table, keyring, rows)
    row.key_check = check
    session.add(row)
    return total


def _index_rows(session: Session, table: Table, keyring: Keyring, rows: list[dict[str, Any]]) -> int:
    total = 0
    for column in _sealed(table):
        index = blind_index(column)
        if index is None:
            continue
        fresh = [
            {
                "row": row["id"],
                "fresh": keyring.blind(_opened(keyring, column, bytes(row[column.name])), _context(column)),
            }
            for row in rows
            if row[column.name] is not None
        ]
        if fresh:
            number = table.columns["id"] == bindparam("row")
            session.execute(update(table).where(number).values({index.name: bindparam("fresh")}), fresh)
        total += len(fresh)
    return total


def _opened(keyring: Keyring, column: Column[Any], sealed: bytes) -> str:
    """Return a value as it is looked up by; KeyProblem or ValueError when it cannot be opened."""
    return str(json.loads(keyring.unseal(sealed, _context(column))))


def instance_check(session: Session) -> tuple[str, bytes]:
    """Return (id, key check) of a database; KeyProblem when it has none yet."""
    row = session.exec(select(Instance).order_by(col(Instance.id))).first()
    if row is None:
        raise KeyProblem("The database has no identity yet: start Vigil once.")
    return row.id, row.key_check
