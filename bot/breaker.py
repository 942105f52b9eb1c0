"""When many chats are suddenly not found, the token is wrong, not the people: sending stops, and admins hear.

Telegram answers "chat not found" for a chat that was deleted, and for every chat when the token belongs to
another bot. A state machine over what is sent; the clock comes in.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

MOST_MISSING = 5
"""So many different subscribers in a row, and nothing sent between, are no accident."""
FIRST_REST = timedelta(minutes=10)
LONGEST_REST = timedelta(hours=1)
REASON = "many chats were not found: is the token another bot's?"
"""Why a delivery waits that is held back by this."""


@dataclass(slots=True)
class Breaker:
    """Counts subscribers who were not found in a row."""

    since: datetime | None = None
    """When it tripped; None while all is well."""
    until: datetime | None = None
    """When sending is tried again."""
    untold: bool = False
    """It tripped, and nobody has heard of it."""
    reached: datetime | None = None
    """When a message last arrived anywhere."""
    _missing: set[int] = field(default_factory=set)
    _trips: int = 0

    def is_open(self, now: datetime) -> bool:
        """Say whether nothing may be sent."""
        return self.until is not None and now < self.until

    @property
    def is_careful(self) -> bool:
        """Whether it tripped and nothing has arrived since: messages go one at a time."""
        return self.since is not None

    def arrived(self, now: datetime) -> bool:
        """Note that a message arrived; says whether this ended a trip."""
        ended = self.since is not None
        self.since = self.until = None
        self.reached, self._trips = now, 0
        self._missing.clear()
        return ended

    def not_found(self, subscriber: int, now: datetime) -> frozenset[int]:
        """Note a subscriber who was not found; where this trips it, returns all that were not, in a row."""
        if self.is_open(now):  # it was on its way already
            return frozenset()
        self._missing.add(subscriber)
        if len(self._missing) < MOST_MISSING:
            return frozenset()
        row = frozenset(self._missing)
        self._missing.clear()
        rest = min(LONGEST_REST, FIRST_REST * 2 ** min(self._trips, 6))
        self._trips += 1
        self.untold = self.untold or self.since is None
        self.since, self.until = self.since or now, now + rest
        return row
