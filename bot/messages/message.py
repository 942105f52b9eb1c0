"""What Vigil says, before anybody sends it: HTML in Telegram's dialect and rows of buttons."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Button:
    """An inline button: `data` (at most 64 bytes) for a callback, or `url` for a link."""

    label: str
    data: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """One message: `html` is at most 4096 UTF-16 units after parsing."""

    html: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    silent: bool = False

    def quietly(self) -> Message:
        """Return the same message without a notification."""
        return replace(self, silent=True)
