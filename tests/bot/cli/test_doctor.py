"""`vigil doctor` in every state an installation can be in: it reports, and never changes or crashes."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot import checkup
from bot.checkup import look_at_telegram
from bot.doctor import Reached, judge_clock, judge_webhook
from bot.installation import utc_now
from storage.crypto import Keyring, write_keys
from storage.database import Database
from storage.evidence import Evidence
from storage.subscriber import Role, create_invite, join
from tests.bot.cli.inside import Inside, vigil
from tests.telegram import ApiServer, FakeTelegram

__all__ = ["vigil"]

TOKEN = "1:test"
FULL_TOKEN = "123456789:" + "AbCdEf-_" * 4


def verdicts(done: Any) -> dict[str, str]:
    """Return check -> verdict of the printed lines."""
    return {line[9:21].strip(): line[:8].strip() for line in done.stdout.splitlines()}


def snapshot(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith(("-shm", "-wal"))
    }


def somebody(vigil: Inside) -> None:
    """Let a reader into the database."""
    from storage.opening import open_database

    database = open_database(f"sqlite:///{vigil.folder}/data/vigil.db", vigil.folder / "keys")
    code = database.run_now(create_invite, role=Role.READER, uses=1, expires=utc_now() + timedelta(days=1))
    database.run_now(join, database.keyring, chat=4242, code=code, lang="en", now=utc_now())
    database.close()


def test_a_sound_installation_has_nothing_failed(vigil: Inside) -> None:
    """One line a check; what is not set up yet is a warning and no failure; nothing is changed."""
    somebody(vigil)
    (vigil.folder / "data").chmod(0o700)
    before = snapshot(vigil.folder)
    done = vigil.command("doctor")
    assert done.returncode == 0, done.stdout
    assert verdicts(done) == {
        "versions": "ok",
        "settings": "ok",
        "data folder": "ok",
        "database": "ok",
        "key file": "ok",
        "feeds": "warning",
        "outbox": "ok",
        "story index": "ok",
        "evidence": "ok",
        "telegram": "warning",
    }
    assert "2 sealed values tried" in done.stdout
    assert snapshot(vigil.folder) == before
    found = vigil.json("doctor")
    assert found["ok"] is True
    assert {row["check"] for row in found["checks"]} == set(verdicts(done))


def test_before_the_first_start_nothing_is_made(vigil: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a folder, nor a key, nor a database."""
    monkeypatch.setenv("VIGIL_DATA_DIR", str(vigil.folder / "new" / "data"))
    monkeypatch.setenv("VIGIL_PRIVACY__KEY_FILE", str(vigil.folder / "new" / "keys"))
    done = vigil.command("doctor")
    assert done.returncode == 0
    assert "warning" not in (verdicts(done)[name] for name in ("data folder", "database", "key file"))
    assert not (vigil.folder / "new").exists()


def no_key(vigil: Inside) -> None:
    (vigil.folder / "keys").unlink()


def another_key(vigil: Inside) -> None:
    no_key(vigil)
    write_keys(vigil.folder / "keys", Keyring.generate())


def half_a_key(vigil: Inside) -> None:
    (vigil.folder / "keys").write_text("{")


def open_key(vigil: Inside) -> None:
    (vigil.folder / "keys").chmod(0o644)


def no_database(vigil: Inside) -> None:
    for file in (vigil.folder / "data").glob("vigil.db*"):
        file.unlink()


def noise_for_a_database(vigil: Inside) -> None:
    (vigil.folder / "data" / "vigil.db").write_bytes(b"no database at all " * 100)


def newer_database(vigil: Inside) -> None:
    with sqlite3.connect(vigil.folder / "data" / "vigil.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")


def damaged_database(vigil: Inside) -> None:
    file = vigil.folder / "data" / "vigil.db"
    with sqlite3.connect(file) as connection:
        (root,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'feed'").fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = bytearray(file.read_bytes())
    content[(root - 1) * size : root * size] = b"\xff" * size
    file.write_bytes(content)


def data_folder_is_a_file(vigil: Inside) -> None:
    (vigil.folder / "data").rename(vigil.folder / "elsewhere")
    (vigil.folder / "data").write_text("")


def a_copy_is_gone(vigil: Inside) -> None:
    database = Database(f"sqlite:///{vigil.folder}/data/vigil.db")
    lost = Evidence(entry_id=1, url="u", fetched_at=utc_now(), file="2026-03.warc.gz", length=9)
    with sqlite3.connect(vigil.folder / "data" / "vigil.db") as connection:
        columns = ("entry_id", "url", "fetched_at", "status", "sha256", "file", "offset", "length", "reason")
        values = [str(getattr(lost, name)) for name in columns]
        marks = ", ".join("?" * len(columns))
        named = ", ".join(f'"{name}"' for name in columns)
        connection.execute(f"INSERT INTO evidence ({named}) VALUES ({marks})", values)
    database.close()


@pytest.mark.parametrize(
    ("harm", "check", "said"),
    [
        (no_key, "key file", "There is no key file"),
        (another_key, "key file", "belongs to another database"),
        (half_a_key, "key file", "is damaged"),
        (open_key, "key file", "chmod 600"),
        (no_database, "database", "restore it from a backup"),
        (noise_for_a_database, "database", "not a database file"),
        (newer_database, "database", "newer Vigil"),
        (damaged_database, "database", "restore it from a backup"),
        (data_folder_is_a_file, "data folder", "cannot be written"),
        (a_copy_is_gone, "evidence", "2026-03.warc.gz"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_what_is_broken_is_named_with_what_to_do(
    vigil: Inside, harm: Callable[[Inside], None], check: str, said: str
) -> None:
    """The check fails, the command exits with 1, and the others are told all the same."""
    harm(vigil)
    done = vigil.command("doctor")
    assert done.returncode == 1
    assert verdicts(done)[check] == "failed"
    line = next(line for line in done.stdout.splitlines() if line[9:].startswith(check))
    assert said in line
    assert verdicts(done)["versions"] == "ok"
    assert "telegram" in verdicts(done)


def test_a_locked_database_is_said_to_be_locked(vigil: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another program holds it: the doctor waits its turn and says so."""
    monkeypatch.setattr("storage.database.BUSY_SECONDS", 0.1)
    holder = sqlite3.connect(vigil.folder / "data" / "vigil.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    done = vigil.command("doctor")
    holder.execute("ROLLBACK")
    holder.close()
    assert verdicts(done)["database"] == "failed"
    assert "is locked by another program" in done.stdout


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("VIGIL_POLLING__INTERVALL", "5m", "VIGIL_POLLING__INTERVAL?"),
        ("VIGIL_POLLING__INTERVAL", "soon", "is not a duration"),
        ("VIGIL_TELEGRAM__TOKEN", "nonsense", "does not hold a bot token"),
        ("VIGIL_LLM__API_KEY", "two words", "does not hold an API key"),
        ("VIGIL_DATABASE__URL", "mysql://u:hidden@h/d", "must begin with sqlite:///"),
    ],
)
def test_settings_that_cannot_be_used_are_a_check_that_failed(
    vigil: Inside, monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    """The sentence says which, and a password in it is not repeated."""
    monkeypatch.setenv(name, value)
    done = vigil.command("doctor")
    assert done.returncode == 1
    assert said in done.stdout
    assert "hidden" not in done.stdout


async def test_telegram_is_asked_who_we_are(api_server: ApiServer) -> None:
    """Name, updates and clock are read; nothing but questions is asked."""
    found = await look_at_telegram(TOKEN, api_server.url, None)
    assert found.reached is Reached.YES
    assert found.username
    assert found.skew is not None
    assert abs(found.skew) < timedelta(seconds=30)
    assert [check.verdict for check in judge_webhook(found)] == ["ok"]
    assert {call.method.lower() for call in api_server.fake.calls} <= {"getme", "getwebhookinfo"}


@pytest.mark.parametrize("wanted", [None, "https://here.example/hook"])
async def test_a_webhook_set_elsewhere_is_a_warning_without_its_path(
    api_server: ApiServer, wanted: str | None
) -> None:
    """Its path is often the token: only the host is told."""
    secret = f"https://other.example/{FULL_TOKEN}"
    api_server.fake.webhook = {"url": secret}
    found = await look_at_telegram(TOKEN, api_server.url, wanted)
    (check,) = judge_webhook(found)
    assert check.verdict == "warning"
    assert "other.example" in check.found
    assert FULL_TOKEN not in f"{found!r}{check!r}"


async def test_a_clock_that_is_off_is_noticed_by_telegrams(
    api_server: ApiServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The date that Telegram sends with every answer is compared with ours."""
    monkeypatch.setattr(checkup, "utc_now", lambda: utc_now() + timedelta(minutes=5))
    (check,) = judge_clock(await look_at_telegram(TOKEN, api_server.url, None), None)
    assert check.verdict == "warning"
    assert "ahead of Telegram's" in check.found


async def test_a_refused_token_and_a_dead_line_are_told_apart(
    api_server: ApiServer, telegram: FakeTelegram
) -> None:
    """Neither raises, and neither names the token."""
    refused = await look_at_telegram(FULL_TOKEN, api_server.url, None)
    assert refused.reached is Reached.REFUSED
    await api_server.stop()
    away = await look_at_telegram(TOKEN, api_server.url, None)
    assert (away.reached, away.reason) == (Reached.NO, "NetworkError")
    assert FULL_TOKEN not in repr(refused)


def test_offline_the_rest_is_told_and_the_token_is_not(
    vigil: Inside, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With nobody at the other end."""
    monkeypatch.setenv("VIGIL_TELEGRAM__TOKEN", FULL_TOKEN)
    monkeypatch.setenv("VIGIL_TELEGRAM__API_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("VIGIL_LLM__API_KEY", "sk-model-key")
    done = vigil.command("doctor")
    assert done.returncode == 1
    assert verdicts(done)["telegram"] == "failed"
    assert verdicts(done)["outbox"] == "ok"
    said = done.stdout + done.stderr + vigil.command("doctor", "--json").stdout
    assert FULL_TOKEN not in said
    assert FULL_TOKEN.split(":")[1] not in said
    assert "sk-model-key" not in said
