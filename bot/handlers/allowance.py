"""So many times within so long for each key, remembered in memory only."""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta

_KEYS_KEPT = 4096


class Allowance:
    """Counts in a sliding window. A restart forgets, which costs nothing that matters."""

    def __init__(self, times: int, within: timedelta) -> None:
        self._times = times
        self._within = within
        self._taken: dict[int, deque[datetime]] = {}

    def take(self, key: int, now: datetime) -> bool:
        """Use one of the times of `key`; False when none is left."""
        if not self.left(key, now):
            return False
        if key not in self._taken and len(self._taken) >= _KEYS_KEPT:
            del self._taken[next(iter(self._taken))]  # the oldest key: memory stays bounded under a flood
        self._taken.setdefault(key, deque()).append(now)
        return True

    def left(self, key: int, now: datetime) -> int:
        """Return how many times `key` has left."""
        taken = self._taken.get(key)
        if taken is None:
            return self._times
        while taken and now - taken[0] >= self._within:
            taken.popleft()
        if not taken:
            del self._taken[key]
            return self._times
        return self._times - len(taken)

    def forget(self, key: int) -> None:
        """Drop what is known of `key`."""
        self._taken.pop(key, None)
