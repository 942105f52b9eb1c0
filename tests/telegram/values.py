"""The values that cross the simulated Bot API: parameters in, answers and refusals out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Json = dict[str, Any]

# How an answer fails to reach the bot: the call never counted ("before" the request was read,
# "refused" before a connection stood), or it counted and only the answer was lost ("after").
Loss = Literal["", "before", "refused", "after"]


class ApiError(Exception):
    """A refusal in Telegram's words, with its code and response parameters."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(f"{code} {description}")
        self.code = code
        self.description = description
        self.parameters = parameters


def bad(reason: str) -> ApiError:
    """Return the 400 that Telegram answers for a request it understood and will not do."""
    return ApiError(400, f"Bad Request: {reason}")


@dataclass(frozen=True)
class Upload:
    """One file as it came in a request."""

    name: str
    data: bytes
    mime: str


Uploads = Mapping[str, Upload]


@dataclass(frozen=True)
class Answer:
    """What the server says to one call, or how it fails to say it."""

    status: int
    body: Json
    lost: Loss = ""
    delay: float = 0.0  # seconds the answer is held back


@dataclass(frozen=True)
class Call:
    """One recorded request with what came of it; `files` maps a field to (name, size)."""

    at: float
    method: str
    params: Json
    files: dict[str, tuple[str, int]]
    status: int
    response: Json


@dataclass(frozen=True)
class Params:
    """Request parameters: text as they travel, decoded when a method asks for them."""

    raw: Mapping[str, Any] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Return a parameter as text, empty when absent."""
        value = self.raw.get(name)
        if value is None:
            return ""
        return value if isinstance(value, str) else json.dumps(value)

    def flag(self, name: str) -> bool:
        """Return whether a parameter says true."""
        return self.text(name).lower() in {"true", "1"}

    def number(self, name: str, default: int = 0) -> int:
        """Return an integer parameter; 400 when it is not one."""
        written = self.text(name)
        if not written:
            return default
        try:
            return int(written)
        except ValueError:
            raise bad(f"can't parse {name}: expected an integer") from None

    def value(self, name: str) -> Any:
        """Return a parameter decoded from JSON, None when absent; 400 when it is not JSON."""
        value = self.raw.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise bad(f"can't parse {name} JSON object") from None
