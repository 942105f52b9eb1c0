"""Telegram's limits, kept before they are met: so many messages a second in all, one a second to a chat.

Spacing is strict (no burst), since a burst of 30 followed by 30 in the same second is refused. Limits are
Telegram's own figures (core.telegram.org/bots/faq, "My bot is hitting limits").
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
from collections.abc import Callable
from enum import IntEnum

CHAT_SPACING = 1.0
GROUP_SPACING = 3.0  # 20 a minute
_SECOND = 30
_CLOSEST = 0.0335
"""Seconds: with so much between any two, no second holds more than 30."""
_SLACK = 0.967
"""Of the spacing of slots: what was late may catch up by so little."""


class Priority(IntEnum):
    """Who goes first when slots are short."""

    ANSWER = 0
    URGENT = 1
    ALERT = 2
    EDIT = 3
    DIGEST = 4
    FILE = 5


class Limiter:
    """Hands out slots: `per_second` in all, spaced evenly, answers to people before alerts."""

    def __init__(self, per_second: float, clock: Callable[[], float], *, spaced: bool = True) -> None:
        """`clock` is monotonic, in seconds. Not `spaced`: one chat may get any number at once."""
        self._spacing = 1.0 / per_second
        self._clock = clock
        self._next = 0.0
        self._chats: dict[int, float] = {}
        self._spaced = spaced
        self._queue: list[tuple[int, int, asyncio.Future[None]]] = []
        self._order = itertools.count()
        self._handing: asyncio.Task[None] | None = None
        self._apart = max(_SLACK * self._spacing, _CLOSEST if per_second <= _SECOND else 0.0)
        self._left = 0.0
        self._gate = asyncio.Lock()

    async def slot(self, priority: Priority = Priority.ALERT) -> None:
        """Wait for the next free moment of the bot as a whole."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._queue, (priority, next(self._order), future))
        if self._handing is None or self._handing.done():
            self._handing = asyncio.create_task(self._hand_out())
        await future

    async def depart(self) -> None:
        """Wait until a request may leave, just before it does.

        Between a slot and its message lie a claim and a rendering, now longer and now shorter, so that
        even slots would leave in bunches. Here two never leave closer together than Telegram allows.
        """
        async with self._gate:
            wait = self._left + self._apart - self._clock()
            if wait > 0:
                await asyncio.sleep(wait)
            self._left = max(self._clock(), self._left + self._apart)

    def ready_in(self, chat: int) -> float:
        """Return the seconds until `chat` may get its next message."""
        return max(0.0, self._chats.get(chat, 0.0) - self._clock())

    def spacing(self, chat: int) -> float:
        """Return the seconds between two messages to `chat`."""
        if not self._spaced:
            return 0.0
        return CHAT_SPACING if chat > 0 else GROUP_SPACING

    def used(self, chat: int) -> None:
        """Remember that a message goes to `chat` now."""
        now = self._clock()
        self._chats[chat] = now + self.spacing(chat)
        if len(self._chats) > 4096:
            self._chats = {key: until for key, until in self._chats.items() if until > now}

    async def _hand_out(self) -> None:
        while self._queue:
            wait = self._next - self._clock()
            if wait > 0:
                await asyncio.sleep(wait)
                continue  # somebody of higher priority may have come meanwhile
            _, _, future = heapq.heappop(self._queue)
            if not future.done():
                # A late wake-up is made good by at most a quarter of the spacing, so no second gets a burst.
                self._next = max(self._next, self._clock() - self._spacing / 4) + self._spacing
                future.set_result(None)
