"""Keyboards that choose: whom to follow, a page at a time, one tap each.

The data of a button says what to do, not what was: ``k1:+:<page>:<key>`` follows, ``k1:-:...`` does not, so a
tap on an old message or a double tap does no harm.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from bot.i18n import Texts
from bot.messages.markup import cut, escape
from bot.messages.message import Button, Message
from feeds.types import Entity
from storage.subscriber import EVERY

FOLLOW = "k1"
SETTINGS = "p1"
ROWS = 12
_DATA_BYTES = 64  # Telegram's limit for a button's data
_LABEL_UNITS = 40


def pages(count: int) -> int:
    """Return how many pages of ROWS rows `count` things take: at least one."""
    return max(1, -(-count // ROWS))


def turn(prefix: str, page: int, count: int) -> tuple[Button, ...]:
    """Return the row that turns pages, ``< 2/5 >`` with ``<prefix>:p:<page>`` behind it, or nothing for one.

    Pages count from 0; the ends lead round.
    """
    last = pages(count)
    if last == 1:
        return ()
    return (
        Button("<", data=f"{prefix}:p:{(page - 1) % last}"),
        Button(f"{page + 1}/{last}", data=f"{prefix}:p:{page}"),
        Button(">", data=f"{prefix}:p:{(page + 1) % last}"),
    )


def back(texts: Texts, to: str = "") -> tuple[Button, ...]:
    """Return the row that leads back to /settings, or to the picker `to` of it."""
    return (Button(texts("« Back"), data=f"{SETTINGS}:{to}" if to else SETTINGS),)


def render_follow_picker(
    entities: Sequence[Entity], followed: Collection[str], texts: Texts, page: int = 0
) -> Message:
    """Offer every entity with a mark on those followed; a page out of range shows the nearest."""
    page = min(max(page, 0), pages(len(entities)) - 1)
    rows: list[tuple[Button, ...]] = []
    if len(followed) < len(entities):
        rows.append((Button(texts("Follow all"), data=f"{FOLLOW}:+:{page}:{EVERY}"),))
    for entity in entities[page * ROWS : (page + 1) * ROWS]:
        on = entity.key in followed
        label = ("✓ " if on else "– ") + cut(entity.name(texts.lang), _LABEL_UNITS)
        data = f"{FOLLOW}:{'-' if on else '+'}:{page}:{entity.key}"
        if len(data.encode()) <= _DATA_BYTES:  # a longer key can still be written after the command
            rows.append((Button(label, data=data),))
    if len(followed) == len(entities) > 0:
        rows.append((Button(texts("Follow none"), data=f"{FOLLOW}:-:{page}:{EVERY}"),))
    rows += [turn(FOLLOW, page, len(entities)), back(texts)]
    return Message(
        escape(texts("✓ marks what you follow. Tap to change it.")), tuple(row for row in rows if row)
    )
