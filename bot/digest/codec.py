"""A snapshot as canonical JSON and back: sorted keys, UTF-8, no spaces, one line feed at the end.

Equal snapshots give equal bytes, whatever the machine, locale or hash seed.
"""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from collections.abc import Hashable
from datetime import UTC, datetime
from functools import cache
from typing import Any, cast

from bot.digest.snapshot import SCHEMA, Snapshot


class BadSnapshot(ValueError):
    """A document that is no snapshot, or one of a newer kind; says where it goes wrong."""


def to_json(snapshot: Snapshot) -> bytes:
    """Write a snapshot; half a surrogate pair becomes a question mark, for UTF-8 has no place for it."""
    return canonical(plain(snapshot))


def from_json(data: bytes) -> Snapshot:
    """Read what `to_json` wrote; raises BadSnapshot for anything else."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise BadSnapshot(f"no JSON: {error}") from None
    if not isinstance(value, dict) or not isinstance(value.get("schema"), int):
        raise BadSnapshot("no snapshot: it has no schema")
    if value["schema"] > SCHEMA:
        raise BadSnapshot(f"schema {value['schema']} is newer than {SCHEMA}, the newest I know")
    snapshot = _typed(Snapshot, _upgraded(value), "snapshot")
    assert isinstance(snapshot, Snapshot)  # noqa: S101  # what _typed was asked for
    return snapshot


def canonical(value: object) -> bytes:
    """Write any JSON value in the one form that two machines agree on."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8", "replace") + b"\n"


def instant(moment: datetime) -> str:
    """Write a time as ``2026-11-17T09:30:00Z``; parts of a second only where there are any."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def plain(value: object) -> Any:
    """Return a value of a snapshot as JSON knows it."""
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, tuple):
        return [plain(part) for part in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {name: plain(getattr(value, name)) for name in _names(type(value))}
    return value


def _upgraded(value: dict[str, Any]) -> dict[str, Any]:
    """Return what an older program wrote in the words of today.

    Schema 1 had one checksum per report, called that of its content: it was that of the feed document.
    """
    if type(value["schema"]) is not int or value["schema"] >= SCHEMA:
        return value
    for name in ("stories", "late"):
        for report in _reports(value.get(name)):
            if "content_sha256" in report:
                report["document_sha256"] = report.pop("content_sha256")
    return {**value, "schema": SCHEMA}


def _reports(stories: Any) -> list[dict[str, Any]]:
    """Return the reports of stories as far as they are any; what is none is refused later."""
    told = (
        [story.get("reports") for story in stories if isinstance(story, dict)]
        if isinstance(stories, list)
        else []
    )
    return [one for many in told if isinstance(many, list) for one in many if isinstance(one, dict)]


def _typed(wanted: Any, value: object, where: str) -> object:
    """Return `value` as the type `wanted`, one of those that snapshots are made of."""
    if dataclasses.is_dataclass(wanted) and isinstance(wanted, type):
        return _record(wanted, value, where)
    origin = typing.get_origin(wanted)
    if origin is tuple and isinstance(value, list):
        part = typing.get_args(wanted)[0]
        return tuple(_typed(part, item, f"{where}[{n}]") for n, item in enumerate(value))
    if origin is dict and isinstance(value, dict):
        part = typing.get_args(wanted)[1]
        return {name: _typed(part, item, f"{where}.{name}") for name, item in value.items()}
    if origin is types.UnionType:
        return None if value is None else _typed(typing.get_args(wanted)[0], value, where)
    if wanted is datetime and isinstance(value, str):
        return _moment(value, where)
    if wanted is float and isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    if type(value) is wanted:
        return value
    raise BadSnapshot(f"{where}: {type(value).__name__} is out of place")


def _record(wanted: type[Any], value: object, where: str) -> object:
    hints: dict[str, Any] = _hints(cast("Hashable", wanted))
    if not isinstance(value, dict):
        raise BadSnapshot(f"{where}: an object was expected")
    if unknown := value.keys() - hints.keys():
        raise BadSnapshot(f"{where}: {min(unknown)} is unknown")
    parts = {name: _typed(hints[name], item, f"{where}.{name}") for name, item in value.items()}
    try:
        return wanted(**parts)
    except TypeError as error:
        raise BadSnapshot(f"{where}: {error}") from None


def _moment(value: str, where: str) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise BadSnapshot(f"{where}: {value!r} is no time") from None
    if moment.tzinfo is None:
        raise BadSnapshot(f"{where}: {value!r} has no zone")
    return moment.astimezone(UTC)


def _names(kind: type) -> tuple[str, ...]:
    return tuple(_hints(cast("Hashable", kind)))


@cache
def _hints(kind: Hashable) -> dict[str, Any]:
    return typing.get_type_hints(kind)
