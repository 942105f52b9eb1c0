"""Things that go wrong on purpose: which calls they hit, how often, and what the bot gets to see."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.telegram.values import ApiError, Loss, Params

_DESCRIPTIONS = {
    400: "Bad Request: refused",
    401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user",
    404: "Not Found",
    409: "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    429: "Too Many Requests: retry after {retry_after}",
    500: "Internal Server Error",
    502: "Bad Gateway",
}


@dataclass
class Fault:
    """One planned failure.

    `method` is a Bot API method or "*" (all but getUpdates, which only fails by name);
    `match` compares parameters as text; `times` 0 means until removed. With a `code` the call
    is refused; with `loss` its answer is lost; `delay` alone makes it slow (seconds). Of the calls that it
    is meant for it hits the share `chance`. `do` is called when it does: before the call counts, or after.
    """

    method: str = "*"
    match: dict[str, Any] = field(default_factory=dict)
    times: int = 1
    code: int = 0
    description: str = ""
    retry_after: int = 0
    migrate_to_chat_id: int = 0
    loss: Loss = ""
    delay: float = 0.0
    chance: float = 1.0
    do: Callable[[], object] | None = None

    def hits(self, method: str, params: Params) -> bool:
        """Tell whether this fault is meant for the call."""
        wanted = self.method.lower()
        if wanted != method and (wanted != "*" or method == "getupdates"):
            return False
        return all(params.text(name) == str(value) for name, value in self.match.items())

    def happen(self) -> None:
        """Do what is to be done beside the failure."""
        if self.do is not None:
            self.do()

    def refusal(self) -> ApiError | None:
        """Return the refusal this fault answers with, or None when it only loses or delays."""
        if not self.code:
            return None
        named = {"retry_after": self.retry_after, "migrate_to_chat_id": self.migrate_to_chat_id}
        description = self.description or _DESCRIPTIONS.get(self.code, f"Error {self.code}")
        return ApiError(
            self.code,
            description.format(retry_after=self.retry_after) if not self.description else description,
            **{name: value for name, value in named.items() if value},
        )


class Faults:
    """The failures still to come, oldest first."""

    def __init__(self, seed: int = 0) -> None:
        self.planned: list[Fault] = []
        self.met = 0  # calls that failed on purpose
        self._dice = random.Random(seed)

    def add(self, fault: Fault) -> None:
        """Plan a failure."""
        self.planned.append(fault)

    def take(self, method: str, params: Params) -> Fault | None:
        """Return the first fault for a call and count it as used."""
        for fault in self.planned:
            if fault.hits(method, params) and (fault.chance >= 1 or self._dice.random() < fault.chance):
                self._use(fault)
                self.met += 1
                return fault
        return None

    def _use(self, fault: Fault) -> None:
        if fault.times == 1:
            self.planned.remove(fault)
        elif fault.times > 1:
            fault.times -= 1


def fault_from_json(told: Mapping[str, Any]) -> Fault:
    """Read a fault as the control interface is told it; short names: desc, migrate, after, drop."""
    loss: Loss = "after" if told.get("after") else "before" if told.get("drop") else ""
    migrate = int(told.get("migrate", told.get("migrate_to_chat_id", 0)))
    return Fault(
        method=told.get("method", "*"),
        match=dict(told.get("match", {})),
        times=int(told.get("times", 1)),
        code=int(told.get("code", 400 if migrate else 0)),
        description=told.get("desc", told.get("description", "")),
        retry_after=int(told.get("retry_after", 0)),
        migrate_to_chat_id=migrate,
        loss=told.get("loss", loss),
        delay=float(told.get("delay", 0.0)),
        chance=float(told.get("chance", 1.0)),
    )
