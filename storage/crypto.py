"""Readers' secrets at rest: the key file, the encrypted column type and the blind index.

A column is sealed with AES-SIV (RFC 5297) under the context ``table.column``; the first byte names the key.
Equal values in one column are equal ciphertexts, which is what the deterministic mode gives up and what a
unique look-up needs no more than the index for. Blind indexes carry no key's name: which key a database's
were made with is told by the check that it keeps of it (`Keyring.matching`).
"""

import base64
import hashlib
import hmac
import json
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from sqlalchemy import LargeBinary
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from storage.errors import KeyProblem

_SEAL_BYTES = 64  # AES-SIV-512: two 256-bit keys
_INDEX_BYTES = 32
_KEY_IDS = 256
"""The id is one byte of every sealed value."""


@dataclass(frozen=True, slots=True, repr=False)
class Keyring:
    """The keys of one installation: sealing keys by id, the one in use, and the key of the blind index."""

    seals: dict[int, bytes]
    current: int
    index_key: bytes
    older_index: tuple[bytes, ...] = ()
    """Keys of the blind index that were in use before, newest first: backups were made with them."""

    @classmethod
    def generate(cls) -> "Keyring":
        """Make a fresh keyring from the operating system's randomness."""
        return cls({1: secrets.token_bytes(_SEAL_BYTES)}, 1, secrets.token_bytes(_INDEX_BYTES))

    def seal(self, value: bytes, context: str) -> bytes:
        """Encrypt `value` for the column `context`."""
        return bytes([self.current]) + AESSIV(self.seals[self.current]).encrypt(value, [context.encode()])

    def unseal(self, sealed: bytes, context: str) -> bytes:
        """Decrypt what `seal` made; KeyProblem when the key is another or the bytes were changed."""
        try:
            return AESSIV(self.seals[sealed[0]]).decrypt(sealed[1:], [context.encode()])
        except (KeyError, IndexError, ValueError, InvalidTag):
            raise KeyProblem(
                f"A value in {context} cannot be read with this key file: it belongs to another database."
            ) from None

    def blind(self, value: str, context: str) -> bytes:
        """Return the 32-byte look-up value of `value`: equal for equal values, telling nothing else."""
        return hmac.digest(self.index_key, f"{context}:{value}".encode(), hashlib.sha256)

    def matching(self, instance: str, key_check: bytes) -> "Keyring":
        """Return the keyring whose `index_key` is the one that this database's indexes were made with.

        Itself when none of its keys is: whoever compares says so.
        """
        known = (self.index_key, *self.older_index)
        for key in known:
            found = replace(self, index_key=key, older_index=tuple(other for other in known if other != key))
            if hmac.compare_digest(key_check, found.blind(instance, "instance")):
                return found
        return self

    def renewed(self) -> "Keyring":
        """Return the keyring with a new sealing key and a new index key in use, the others kept.

        Raises KeyProblem when 256 keys are in the file already.
        """
        order = ((self.current + step) % _KEY_IDS for step in range(1, _KEY_IDS))
        number = next((one for one in order if one not in self.seals), None)
        if number is None:
            raise KeyProblem("The key file holds as many keys as it can: drop the old ones first.")
        seals = {**self.seals, number: secrets.token_bytes(_SEAL_BYTES)}
        index_key = secrets.token_bytes(_INDEX_BYTES)
        return Keyring(seals, number, index_key, (self.index_key, *self.older_index))

    def without_old(self) -> "Keyring":
        """Return the keyring with nothing but the keys in use."""
        return Keyring({self.current: self.seals[self.current]}, self.current, self.index_key)

    def __repr__(self) -> str:
        return f"Keyring({len(self.seals)} keys)"


def read_keys(path: Path) -> Keyring:
    """Read the key file at `path`.

    Raises KeyProblem when it is missing, damaged, or open to other users of the machine.
    """
    try:
        mode = path.stat().st_mode
        stored = json.loads(path.read_text(encoding="ascii"))
        seals = {int(name): base64.b64decode(key, validate=True) for name, key in stored["seal"].items()}
        index, *older = (
            base64.b64decode(key, validate=True) for key in (stored["index"], *stored.get("older_index", ()))
        )
        keyring = Keyring(seals, int(stored["current"]), index, tuple(older))
        _check(keyring)
    except FileNotFoundError:
        raise KeyProblem(f"There is no key file at {path}.") from None
    except OSError as error:
        raise KeyProblem(f"The key file {path} cannot be read: {error.strerror}.") from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise KeyProblem(f"The key file {path} is damaged: restore it from a backup.") from None
    if mode & 0o077:
        raise KeyProblem(f"The key file {path} is readable by others: run chmod 600 on it.")
    return keyring


def write_keys(path: Path, keyring: Keyring) -> None:
    """Write a new key file at `path`, mode 0600, never over an existing one.

    Raises KeyProblem when it cannot be written.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write_new(path, _text(keyring))
    except OSError as error:
        raise KeyProblem(f"The key file {path} cannot be written: {error.strerror}.") from None


def replace_keys(path: Path, keyring: Keyring, backup: Path | None = None) -> None:
    """Put a key file in the place of the one at `path`; `backup` (0600) keeps what was there.

    Killed at any moment, `path` holds the one or the other, whole. Raises KeyProblem, the old file in place,
    when either cannot be written, or `backup` is there and holds something else.
    """
    path = path.resolve()  # a link to another medium stays one
    fresh = path.with_name(f"{path.name}.new")
    try:
        if backup is not None:
            _keep(path, backup)
        fresh.unlink(missing_ok=True)  # of a process that was killed
        _write_new(fresh, _text(keyring))
        fresh.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise KeyProblem(
            f"The key file {path} cannot be replaced: {error.strerror}. It is as it was."
        ) from None


def _keep(path: Path, backup: Path) -> None:
    text = path.read_text(encoding="ascii")
    try:
        _write_new(backup, text)
    except FileExistsError:
        if backup.read_bytes() != text.encode("ascii"):
            raise


def _text(keyring: Keyring) -> str:
    stored: dict[str, Any] = {
        "comment": "Vigil: with this file and the database one can read who subscribes. Back it up apart.",
        "current": keyring.current,
        "seal": {str(name): base64.b64encode(key).decode() for name, key in keyring.seals.items()},
        "index": base64.b64encode(keyring.index_key).decode(),
    }
    if keyring.older_index:
        stored["older_index"] = [base64.b64encode(key).decode() for key in keyring.older_index]
    return json.dumps(stored, indent=1)


def _write_new(path: Path, text: str) -> None:
    """Write a file for its owner alone and see it on the disk; FileExistsError rather than over another."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        _sync_folder(path.parent)
    except OSError:
        path.unlink()  # half a key file would be taken for a damaged one
        raise


def _check(keyring: Keyring) -> None:
    """Raise ValueError or KeyError unless every key is whole and the one in use is there."""
    sizes = {len(key) for key in keyring.seals.values()}
    names = all(0 <= name < _KEY_IDS for name in keyring.seals)
    indexes = {len(key) for key in (keyring.index_key, *keyring.older_index)}
    if sizes != {_SEAL_BYTES} or indexes != {_INDEX_BYTES} or not names:
        raise ValueError("a key is cut or too long")
    keyring.seals[keyring.current]


def _sync_folder(folder: Path) -> None:
    """Make the new name in `folder` survive a power cut: a database without its key is lost."""
    descriptor = os.open(folder, os.O_RDONLY)
    with suppress(OSError):  # some file systems cannot, and need not
        os.fsync(descriptor)
    os.close(descriptor)


def attach(dialect: Dialect, keyring: Keyring) -> None:
    """Give the encrypted columns of one engine their keys; the dialect belongs to that engine alone."""
    dialect.vigil_keyring = keyring  # type: ignore[attr-defined]  # the one object a column type is handed


class Encrypted(TypeDecorator[Any]):
    """A JSON value that only the key file can read; `context` is ``table.column``."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, context: str) -> None:
        super().__init__()
        self.context = context

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        """Seal a value on its way into the database."""
        if value is None:
            return None
        return _keys_of(dialect).seal(json.dumps(value, ensure_ascii=False).encode(), self.context)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Unseal a value on its way out; KeyProblem with a wrong key."""
        return None if value is None else json.loads(_keys_of(dialect).unseal(bytes(value), self.context))


def _keys_of(dialect: Dialect) -> Keyring:
    keyring = getattr(dialect, "vigil_keyring", None)
    if not isinstance(keyring, Keyring):
        raise KeyProblem("This process holds no key, so it cannot read or write who subscribes.")
    return keyring
