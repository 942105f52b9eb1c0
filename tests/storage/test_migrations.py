"""Migrations: from nothing to the models, on both databases, and safely for the rows that are there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from storage import migrations, opening
from storage.database import Database
from storage.entry import Edit, ingest
from storage.errors import DatabaseProblem
from storage.opening import open_database, status, upgrade
from storage.tables import metadata
from storage.words import is_model
from tests.storage.world import NOW, article, feed, subscriber

SCRIPTS = Path(opening.__file__).parent / "migrations"
NEXT = """
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "{name}", "{after}", None, None

def upgrade():
    {step}
"""
REBUILD = """with op.batch_alter_table("subscriber") as table:
        table.alter_column("joined", nullable=True)"""
ORPHAN = 'op.execute("DELETE FROM subscriber")'


@pytest.fixture(params=["sqlite", "postgres"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database with nothing in it."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/vigil.db"
    url: str = request.getfixturevalue("empty_postgres")
    return url


@pytest.fixture
def opened(empty: str, tmp_path: Path) -> Iterator[Database]:
    database = open_database(empty, tmp_path / "keys")
    yield database
    database.close()


def migrate_with(database: Database, scripts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Upgrade with the migrations of another folder."""
    monkeypatch.setattr(opening, "files", lambda _: scripts)
    monkeypatch.setattr(opening, "HEAD", "9999")
    upgrade(database)


def scripts_with(tmp_path: Path, step: str) -> Path:
    """Return a folder of migrations: those of the project and one more."""
    scripts = tmp_path / "migrations"
    (scripts / "versions").mkdir(parents=True)
    (scripts / "env.py").write_bytes((SCRIPTS / "env.py").read_bytes())
    for path in (SCRIPTS / "versions").glob("0*.py"):
        (scripts / "versions" / path.name).write_bytes(path.read_bytes())
    newest = max(path.name for path in (SCRIPTS / "versions").glob("0*.py"))[:4]
    (scripts / "versions" / "9999_next.py").write_text(NEXT.format(name="9999", after=newest, step=step))
    return scripts


def test_the_migrations_lead_to_the_models(opened: Database) -> None:
    """A database made by the migrations is the one that the code describes."""
    with opened.writer.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"compare_type": True, "include_name": lambda name, *_: is_model(name)},
        )
        assert compare_metadata(context, metadata) == []


def test_numbers_are_never_given_twice_on_sqlite(sqlite: Database) -> None:
    """Every table with a number of its own keeps count of those it gave."""
    with sqlite.reader.connect() as connection:
        rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
        tables = {name: sql for name, sql in rows if name in metadata.tables}
    numbered = {name for name, table in metadata.tables.items() if "id" in table.columns}
    numbered -= {"instance"}  # an id of its own
    numbered -= {"entry_match", "entry_revision", "evidence", "translation"}  # ids that nobody keeps
    assert numbered
    assert {name for name, sql in tables.items() if "AUTOINCREMENT" in sql} == numbered


def test_a_database_knows_its_revision(opened: Database) -> None:
    """After opening, the database is where the program is."""
    current, newest = status(opened)
    assert current == newest
    assert current is not None


def test_migrating_again_changes_nothing(opened: Database) -> None:
    """An upgrade of what is up to date is a look."""
    subscriber(opened)
    upgrade(opened)
    assert status(opened)[0] == status(opened)[1]


def test_the_migrations_can_be_undone(opened: Database) -> None:
    """Down to nothing but the mark of the revision, and up again."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    with opened.writer.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
    with opened.writer.connect() as connection:
        assert inspect(connection).get_table_names() == ["alembic_version"]
    upgrade(opened)
    subscriber(opened)


def test_the_checksum_of_an_edited_entry_goes_to_its_first_wording(opened: Database) -> None:
    """It was of the document with that one; of the others none is known."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    feed_id = feed(opened)
    more: dict[str, Any] = {"seen": [], "baseline": False}
    both = [article("Two men missing", "argun"), article("Bridge closed", "argun")]
    ids = opened.run_now(ingest, feed_id, new=both, edits=[], now=NOW, raw_sha256="aa", **more)
    for mark in ("bb", "cc"):
        edit = Edit(ids[0], article(f"{mark} men missing", "argun"))
        opened.run_now(ingest, feed_id, new=[], edits=[edit], now=NOW, raw_sha256=mark, **more)
    with opened.writer.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0007")
        old = connection.exec_driver_sql("SELECT raw_sha256 FROM entry ORDER BY id").scalars().all()
    assert old == ["aa", "aa"]
    upgrade(opened)
    with opened.reader.connect() as connection:
        read = connection.exec_driver_sql
        assert read("SELECT raw_sha256 FROM entry ORDER BY id").scalars().all() == ["", "aa"]
        rows = read("SELECT raw_sha256, link FROM entry_revision ORDER BY id").all()
        links = set(read("SELECT link FROM entry").scalars())
    assert [row[0] for row in rows] == ["aa", ""]
    assert {row[1] for row in rows} <= links


def test_changing_a_table_keeps_the_rows_that_depend_on_it(
    opened: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite replaces a table to change it; what subscribers follow must not go with the old one."""
    subscriber(opened)
    migrate_with(opened, scripts_with(tmp_path, REBUILD), monkeypatch)
    with opened.reader.connect() as connection:
        columns = {
            column["name"]: column["nullable"] for column in inspect(connection).get_columns("subscriber")
        }
        assert columns["joined"]
        assert len(connection.exec_driver_sql("SELECT * FROM subscriber").all()) == 1
        assert len(connection.exec_driver_sql("SELECT * FROM subscription").all()) == 1
    if opened.is_sqlite:
        with opened.writer.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_a_migration_that_would_orphan_rows_is_undone(
    sqlite: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite's foreign keys are off meanwhile, so they are checked before the migration counts."""
    subscriber(sqlite)
    with pytest.raises(DatabaseProblem, match="brought up to date"):
        migrate_with(sqlite, scripts_with(tmp_path, ORPHAN), monkeypatch)
    with sqlite.reader.connect() as connection:
        assert len(connection.exec_driver_sql("SELECT * FROM subscriber").all()) == 1
        assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() != "9999"


def test_the_newest_migration_is_the_one_named_head() -> None:
    """A database at HEAD is opened without Alembic: HEAD must be what Alembic calls the head."""
    from alembic.script import ScriptDirectory

    folder = Path(migrations.__file__).parent
    assert ScriptDirectory(str(folder)).get_current_head() == migrations.HEAD
