"""What waits for the bot: the queue of updates, long polling, and who may poll."""

from __future__ import annotations

import asyncio
from collections import deque
from itertools import count, islice
from typing import Any

from tests.telegram.values import ApiError, Json, Params, bad

# Only sent to a bot that asks for them, https://core.telegram.org/bots/api#getupdates
_ON_REQUEST = {"chat_member", "message_reaction", "message_reaction_count"}
_OTHER_POLLER = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
)
_WEBHOOK_SET = "Conflict: terminated by setWebhook request"


class Updates:
    """Unconfirmed updates in order; one long poll at a time."""

    def __init__(self) -> None:
        self.queue: deque[Json] = deque()
        self.allowed: list[str] = []
        self.down = False
        self.polls = 0  # long polls that came so far
        self._ids = count(1)
        self._changed = asyncio.Event()
        self._poller = 0
        self._end_of_poll = _OTHER_POLLER

    def push(self, kind: str, body: Json) -> int | None:
        """Queue an update and return its id, or None when the bot does not want this kind."""
        if (kind not in self.allowed) if self.allowed else (kind in _ON_REQUEST):
            return None
        update_id = next(self._ids)
        self.queue.append({"update_id": update_id, kind: body})
        self.wake()
        return update_id

    def allow(self, kinds: Any) -> None:
        """Remember which kinds the bot wants; None keeps what was set, an empty list is the default."""
        if kinds is None:
            return
        if not isinstance(kinds, list):
            raise bad("can't parse allowed_updates: expected an Array")
        self.allowed = kinds

    def wake(self) -> None:
        """Let whoever waits look again."""
        self._changed.set()

    def end_polling(self, because_of_webhook: bool = False) -> None:
        """Send any parked poll home with a conflict."""
        self._poller += 1
        self._end_of_poll = _WEBHOOK_SET if because_of_webhook else _OTHER_POLLER
        self.wake()

    def pending(self) -> Json | None:
        """Return the oldest unconfirmed update."""
        return self.queue[0] if self.queue else None

    async def wait(self, seconds: float) -> None:
        """Return when something changed, at latest after some seconds."""
        self._changed.clear()
        try:
            await asyncio.wait_for(self._changed.wait(), max(0.001, seconds))
        except TimeoutError:
            return

    async def poll(self, params: Params) -> list[Json]:
        """Answer getUpdates: confirm by offset, then wait for news. Raises 409 when replaced."""
        self.allow(params.value("allowed_updates"))
        self._confirm(params.number("offset"))
        self.end_polling()
        mine = self._poller
        self.polls += 1
        await asyncio.sleep(0)  # the poll that was just ended answers first
        limit = min(max(params.number("limit", 100), 1), 100)
        clock = asyncio.get_running_loop().time
        end = clock() + min(params.number("timeout"), 50)
        while self._poller == mine and not self.down:
            if self.queue or clock() >= end:
                return list(islice(self.queue, limit))
            await self.wait(end - clock())
        raise ApiError(409, self._end_of_poll)

    def _confirm(self, offset: int) -> None:
        """Forget updates below `offset`; a negative one keeps only that many of the newest."""
        if offset < 0:
            while len(self.queue) > -offset:
                self.queue.popleft()
        while self.queue and self.queue[0]["update_id"] < offset:
            self.queue.popleft()
