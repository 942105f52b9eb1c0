"""Readers' secrets: what the key file opens, what it does not, and what lies on the disk."""

from __future__ import annotations

import base64
import json
import logging
import random
import stat
import struct
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, select

from storage.crypto import Keyring, read_keys, write_keys
from storage.database import Database
from storage.errors import DatabaseProblem, KeyProblem
from storage.subscriber import Subscriber, SubscriberRow, find_subscriber, forget, set_language
from tests.storage.world import NOW, subscriber

CHAT = 7_301_946_258


def sealed_rows(database: Database) -> dict[int, tuple[bytes, bytes]]:
    """Return (sealed chat, blind index) of each subscriber as they are stored."""
    with database.reader.connect() as connection:
        rows = connection.execute(text("SELECT id, chat, chat_index FROM subscriber"))
        return {number: (bytes(chat), bytes(index)) for number, chat, index in rows}


def on_disk(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.glob("vigil.db*")))


def test_what_is_sealed_opens_in_its_own_column_only(keyring: Keyring) -> None:
    """A value that was moved to another column is not accepted there."""
    sealed = keyring.seal(b"42", "subscriber.chat")
    assert keyring.unseal(sealed, "subscriber.chat") == b"42"
    with pytest.raises(KeyProblem, match=r"subscriber\.settings"):
        keyring.unseal(sealed, "subscriber.settings")


def test_every_changed_byte_is_noticed(keyring: Keyring) -> None:
    """Neither a flipped bit nor a cut passes."""
    sealed = keyring.seal(b"42", "c")
    damaged = [sealed[:n] + bytes([sealed[n] ^ 1]) + sealed[n + 1 :] for n in range(len(sealed))]
    for value in [*damaged, *(sealed[:n] for n in range(len(sealed))), sealed + b"\0"]:
        with pytest.raises(KeyProblem):
            keyring.unseal(value, "c")


def test_the_first_byte_names_the_key(keyring: Keyring) -> None:
    """Old values stay readable after a new key came into use, and an unknown key is said to be one."""
    newer = Keyring({**keyring.seals, 7: bytes(range(1, 65))}, 7, keyring.index_key)
    assert newer.seal(b"42", "c")[0] == 7
    assert newer.unseal(keyring.seal(b"42", "c"), "c") == b"42"
    with pytest.raises(KeyProblem):
        keyring.unseal(newer.seal(b"42", "c"), "c")


def test_the_blind_index_is_equal_for_equal_values_only(keyring: Keyring) -> None:
    """Another value, another column and another installation's key give another index."""
    index = keyring.blind("42", "subscriber.chat")
    others = [
        keyring.blind("43", "subscriber.chat"),
        keyring.blind("42", "other.chat"),
        Keyring.generate().blind("42", "subscriber.chat"),
    ]
    assert len(index) == 32
    assert index == keyring.blind("42", "subscriber.chat")
    assert index not in others


def test_a_chat_is_stored_once(database: Database) -> None:
    """The index is unique in the database, not only in the code."""
    subscriber(database, CHAT)

    def insert_again(session: Session) -> None:
        row = SubscriberRow(
            chat_index=database.keyring.blind(str(CHAT), "subscriber.chat"),
            chat=CHAT,
            settings={},
            joined=NOW,
        )
        session.add(row)

    with pytest.raises(DatabaseProblem) as caught:
        database.run_now(insert_again)
    cause = caught.value.__cause__
    assert isinstance(cause, SQLAlchemyError)
    assert str(CHAT) not in f"{caught.value!r} {cause} {cause!r}"


def test_texts_of_a_subscriber_say_no_more_than_a_number(database: Database) -> None:
    """Neither the value, nor the row, nor the keys tell a secret when they are printed."""
    person = subscriber(database, CHAT)

    def printed(session: Session) -> str:
        row = session.exec(select(SubscriberRow)).one()
        return f"{row!r} {row}"

    found = f"{person!r} {person} {database.read_now(printed)} {database.keyring!r} {database!r}"
    assert str(person.id) in found
    secrets = [str(CHAT), "lang", "en'", repr(database.keyring.index_key)[2:10], "chat_index"]
    assert [secret for secret in secrets if secret in found] == []


def test_nothing_of_a_subscriber_reaches_the_log(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    """Not even when the database layer logs all it does."""
    with caplog.at_level(logging.DEBUG, logger="sqlalchemy"):
        subscriber(database, CHAT)
        database.read_now(find_subscriber, database.keyring, CHAT)
    assert str(CHAT) not in caplog.text


def test_without_a_key_subscribers_can_be_neither_read_nor_written(sqlite: Database) -> None:
    """A process that holds no key says so, and the refusal does not carry the chat it was given."""
    subscriber(sqlite, CHAT)
    keyless = Database(str(sqlite.url))
    row = SubscriberRow(chat_index=b"x", chat=CHAT, settings={}, joined=NOW)
    for work in (lambda session: session.add(row), lambda session: session.exec(select(SubscriberRow)).all()):
        with pytest.raises(KeyProblem, match="holds no key") as caught:
            keyless.run_now(work)
        assert str(CHAT) not in f"{caught.value!r}{caught.value.__cause__!r}"
    keyless.close()


def test_with_another_key_subscribers_cannot_be_read(sqlite: Database) -> None:
    """The sentence names the column, not the person."""
    subscriber(sqlite, CHAT)
    sqlite.use_keys(Keyring({1: bytes(64 * [9])}, 1, sqlite.keyring.index_key))
    with pytest.raises(KeyProblem, match=r"subscriber\.(chat|settings)"):
        sqlite.read_now(find_subscriber, sqlite.keyring, CHAT)


def renderings(chat: int) -> dict[str, bytes]:
    """Return the ways in which a program usually writes a number down."""
    decimal = str(chat).encode()
    size = (chat.bit_length() + 7) // 8
    return {
        "decimal": decimal,
        "utf-16": str(chat).encode("utf-16-le"),
        "hex": f"{chat:x}".encode(),
        "HEX": f"{chat:X}".encode(),
        "hex of decimal": decimal.hex().encode(),
        "base64": base64.b64encode(decimal).rstrip(b"="),
        "reversed": decimal[::-1],
        "big-endian": chat.to_bytes(size, "big"),
        "little-endian": chat.to_bytes(size, "little"),
        "float": struct.pack(">d", chat),
    }


def test_the_files_of_a_database_never_hold_a_chat_number(sqlite: Database, tmp_path: Path) -> None:
    """Neither the file nor its log, in any usual rendering, before or after the log is folded in."""
    person = subscriber(sqlite, CHAT)
    sqlite.run_now(set_language, person.id, "ru")
    for _ in range(2):
        disk = on_disk(tmp_path)
        assert sealed_rows(sqlite)[person.id][0] in disk
        assert [name for name, value in renderings(CHAT).items() if value in disk] == []
        sqlite.erase_traces()


def test_a_forgotten_person_leaves_not_even_ciphertext(sqlite: Database, tmp_path: Path) -> None:
    """After forgetting and erasing, the disk holds nothing of the row, and all of the others."""
    people: list[Subscriber] = [subscriber(sqlite, CHAT + number) for number in range(3)]
    rows = sealed_rows(sqlite)
    sqlite.run_now(forget, people[1].id)
    assert sqlite.erase_traces()
    disk = on_disk(tmp_path)
    for number, values in rows.items():
        assert [value in disk for value in values] == [number != people[1].id] * 2
    assert sqlite.read_now(find_subscriber, sqlite.keyring, CHAT) == people[0]


def test_no_copy_that_moved_about_in_the_file_survives(sqlite: Database, tmp_path: Path) -> None:
    """Pages that were split keep stale copies of rows; they are overwritten too."""
    chooser = random.Random(2)

    def fill(session: Session) -> None:
        for chat in chooser.sample(range(10**9, 9 * 10**9), 900):
            index = sqlite.keyring.blind(str(chat), "subscriber.chat")
            row = SubscriberRow(chat_index=index, chat=chat, settings={"lang": "en"}, joined=NOW)
            session.add(row)

    sqlite.run_now(fill)
    rows = sealed_rows(sqlite)
    gone = chooser.sample(sorted(rows), 600)

    def forget_them(session: Session) -> None:
        for number in gone:
            forget(session, number)

    sqlite.run_now(forget_them)
    assert sqlite.erase_traces()
    disk = on_disk(tmp_path)
    assert [number for number in gone if any(value in disk for value in rows[number])] == []
    assert sorted(sealed_rows(sqlite)) == sorted(set(rows) - set(gone))


def test_a_key_file_is_for_its_owner_only_and_is_never_overwritten(tmp_path: Path) -> None:
    """Mode 0600 from its first byte, folders that it needs are private, and a second write is refused."""
    path, keyring = tmp_path / "private" / "keys", Keyring.generate()
    write_keys(path, keyring)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert read_keys(path) == keyring
    before = path.read_bytes()
    with pytest.raises(KeyProblem, match="File exists"):
        write_keys(path, Keyring.generate())
    assert path.read_bytes() == before


GOOD_SEAL = base64.b64encode(bytes(64)).decode()
GOOD_INDEX = base64.b64encode(bytes(32)).decode()
DAMAGED: dict[str, object] = {
    "empty": "",
    "not JSON": "{",
    "not ASCII": "ключ",
    "deep": "[" * 100_000,
    "a list": [],
    "no keys": {"current": 1, "seal": {}, "index": GOOD_INDEX},
    "no current": {"seal": {"1": GOOD_SEAL}, "index": GOOD_INDEX},
    "current missing": {"current": 2, "seal": {"1": GOOD_SEAL}, "index": GOOD_INDEX},
    "short seal": {"current": 1, "seal": {"1": GOOD_SEAL[:44]}, "index": GOOD_INDEX},
    "no base64": {"current": 1, "seal": {"1": GOOD_SEAL.replace("A", "?")}, "index": GOOD_INDEX},
    "short index": {"current": 1, "seal": {"1": GOOD_SEAL}, "index": ""},
    "key id too large": {"current": 256, "seal": {"256": GOOD_SEAL}, "index": GOOD_INDEX},
    "key id no number": {"current": 1, "seal": {"one": GOOD_SEAL}, "index": GOOD_INDEX},
}


@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED.keys())
def test_a_damaged_key_file_is_named_as_such(tmp_path: Path, content: object) -> None:
    """Whatever happened to the file, the sentence says what to do."""
    path = tmp_path / "keys"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    path.chmod(0o600)
    with pytest.raises(KeyProblem, match="damaged: restore it"):
        read_keys(path)


@pytest.mark.parametrize("mode", [0o604, 0o640, 0o644, 0o660, 0o666])
def test_a_key_file_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    """The sentence says which command mends it."""
    path = tmp_path / "keys"
    write_keys(path, Keyring.generate())
    path.chmod(mode)
    with pytest.raises(KeyProblem, match="chmod 600"):
        read_keys(path)
