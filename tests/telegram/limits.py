"""How often a bot may send: 30 a second in all, about one a second to a person, 20 a minute to a group.

https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
"""

from __future__ import annotations

import math
from collections import deque

from tests.telegram.values import ApiError


class Window:
    """At most `count` hits in any `seconds`."""

    def __init__(self, count: int, seconds: float) -> None:
        self.count = count
        self.seconds = seconds
        self._hits: deque[float] = deque()

    def wait(self, now: float, hits: int = 1) -> float:
        """Return the seconds until `hits` more would fit, 0 when they fit now."""
        while self._hits and self._hits[0] <= now - self.seconds:
            self._hits.popleft()
        over = len(self._hits) + hits - self.count
        if over <= 0 or not self._hits:
            return 0.0
        return self._hits[min(over, len(self._hits)) - 1] + self.seconds - now

    def add(self, now: float, hits: int = 1) -> None:
        """Count hits that were let through."""
        self._hits.extend([now] * hits)


class Limits:
    """The three windows together; `enforced=False` only keeps the times of sending."""

    def __init__(
        self, enforced: bool = False, overall: int = 30, chat_burst: int = 3, group_per_minute: int = 20
    ) -> None:
        self.enforced = enforced
        self.chat_burst = chat_burst
        self.group_per_minute = group_per_minute
        self.overall = overall
        self.flight = 0.0  # seconds until the bot can know of a refusal; what comes sooner is not early
        self.forget()

    def forget(self) -> None:
        """Start counting anew."""
        self.asked_at: list[float] = []  # every attempt to send, refused ones too
        self.refused = 0
        self.early: list[tuple[str, float]] = []  # chat and seconds that were still to wait
        self._held: dict[str, tuple[float, float]] = {}  # from when a wait is known, and its end
        self._overall = Window(self.overall, 1.0)
        self._chats: dict[int, Window] = {}

    def take(self, chat_id: int, now: float, messages: int = 1, paid: bool = False) -> None:
        """Count `messages` to a chat at monotonic `now`; raises 429 with whole seconds to wait."""
        self.asked_at.extend([now] * messages)
        if not self.enforced:
            return
        chat = self._chats.get(chat_id)
        if chat is None:
            # A short burst to one person is let through; the mean stays one a second.
            window = Window(self.chat_burst, self.chat_burst) if chat_id > 0 else None
            chat = self._chats[chat_id] = window or Window(self.group_per_minute, 60.0)
        wait = max(0.0 if paid else self._overall.wait(now, messages), chat.wait(now, messages))
        if wait > 0:
            seconds = max(1, math.ceil(wait))
            self.refused += messages
            raise ApiError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
        self._overall.add(now, messages)
        chat.add(now, messages)

    def hold(self, chat: str, now: float, seconds: float) -> None:
        """Remember that a chat was told at monotonic `now` to wait so long."""
        self._held[chat] = (now + self.flight, now + seconds)

    def knock(self, chat: str, now: float) -> None:
        """Remember a call to a chat that was told to wait longer than this."""
        known, until = self._held.get(chat, (now, now))
        if known <= now < until:
            self.early.append((chat, until - now))
