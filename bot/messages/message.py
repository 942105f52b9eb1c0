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
    reply_to: int | None = None
    """The message of the same chat that it answers; sent alone where that is no more."""
    asks: str = ""
    """What a reply shall say (at most 64 characters): the field for it opens by itself; not with buttons."""

    topic: int | None = None
    """The thread of a forum group it goes to; None: the general one, or no forum at all."""

    def quietly(self) -> Message:
        """Return the same message without a notification."""
        return replace(self, silent=True)

    def answering(self, message_id: int | None) -> Message:
        """Return the same message as an answer to an earlier one of the chat."""
        return replace(self, reply_to=message_id)

    def in_topic(self, topic: int | None) -> Message:
        """Return the same message for a thread of a forum group; None for the general one."""
        return replace(self, topic=topic)

    def without_taps(self) -> Message:
        """Return the same message with no buttons but links: where it is read, nobody could answer a tap."""
        rows = (tuple(button for button in row if button.url) for row in self.buttons)
        return replace(self, buttons=tuple(row for row in rows if row))
