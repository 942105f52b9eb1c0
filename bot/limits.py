"""Telegram's limits, kept before they are met: so many messages a second in all, one a second to a chat.

Spacing is strict (no burst), since a burst of 30 followed by 30 in the same second is refused. Limits are
Telegram's own figures (core.telegram.org/bots/faq, "My bot is hitting limits"). They hold where messages
arrive: what a slow answer tells of a late arrival is taken into account.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
import math
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import IntEnum

CHAT_SPACING = 1.0
GROUP_SPACING = 3.0  # 20 a minute
_SECOND = 30
_CLOSEST = 0.0335
"""Seconds: with so much between any two, no second holds more than 30."""
_SLACK = 0.967
"""Of the spacing of slots: what was late may catch up by so little."""
_WINDOW = 1.002
"""Seconds in which no more than the limit may arrive, and a little for the grain of clocks."""
_LONGEST_DELAY = 0.25
"""Seconds by which a message may have arrived late; an answer that takes longer was written slowly."""
_TRIPS = 100
"""Answers by which the usual time of one is known."""


class Priority(IntEnum):
    """Who goes first when slots are short."""

    ANSWER = 0
    URGENT = 1
    ALERT = 2
    EDIT = 3
    DIGEST = 4
    FILE = 5


@dataclass(slots=True)
class _Flight:
    """A request: when it left, and when its answer came."""

    left: float
    answered: float | None = None


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
        most = max(_SECOND, math.ceil(per_second))
        self._flights: deque[_Flight] = deque(maxlen=most)
        self._trips: deque[float] = deque(maxlen=_TRIPS)
        self._gate = asyncio.Lock()

    async def slot(self, priority: Priority = Priority.ALERT) -> None:
        """Wait for the next free moment of the bot as a whole."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._queue, (priority, next(self._order), future))
        if self._handing is None or self._handing.done():
            self._handing = asyncio.create_task(self._hand_out())
        await future

    @asynccontextmanager
    async def departure(self) -> AsyncIterator[None]:
        """Wait until a request may leave; leave the block with its answer.

        Between a slot and its message lie a claim and a rendering, now longer and now shorter, so that
        even slots would leave in bunches. Here two never leave closer together than Telegram allows.
        """
        async with self._gate:
            await self._wait_to_depart()
            flight = _Flight(self._clock())
            self._flights.append(flight)
        try:
            yield
            self._trips.append(self._clock() - flight.left)
        finally:
            flight.answered = self._clock()

    async def _wait_to_depart(self) -> None:
        while True:
            wait = self._departs_at() - self._clock()
            if wait <= 0:
                return
            await asyncio.sleep(wait)

    def _departs_at(self) -> float:
        """Return when the next request may leave.

        A request arrives between its departure and its answer. Held up on the way, by this machine, the
        network or the other side, it falls into the second of those after it: the one that would be one
        too many with it waits for as long as its answer was late.
        """
        if not self._flights:
            return 0.0
        soonest = self._flights[-1].left + self._apart
        if len(self._flights) < (self._flights.maxlen or 0):
            return soonest
        first = self._flights[0]
        return max(soonest, first.left + _WINDOW + self._delay(first))

    def _delay(self, flight: _Flight) -> float:
        """Return by how many seconds a request arrived later than usual at most."""
        answered = self._clock() if flight.answered is None else flight.answered
        late = answered - flight.left - min(self._trips, default=0.0)
        return max(0.0, min(_LONGEST_DELAY, late))

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
