"""A subscriber at the end of the line: the outbox sent by python-telegram-bot to a simulated Telegram."""

from __future__ import annotations

from datetime import datetime, timedelta
from time import monotonic

from sqlmodel import Session

from bot.delivery import Deliverer
from bot.gateway import Gateway
from bot.limits import Limiter
from storage.crypto import Keyring
from storage.outbox import next_due
from storage.subscriber import Role, create_invite, join
from tests.evaluate.replay import Line
from tests.telegram import FakeTelegram
from tests.telegram.request import bot_of

_CHAT = 1001
_PER_SECOND = 1000.0
_BREATH = timedelta(seconds=2)


class Reader:
    """One subscriber who follows every entity, and the chat as they see it."""

    def __init__(self, line: Line, lang: str) -> None:
        self.telegram = FakeTelegram()
        self.telegram.chat(_CHAT, started=True)
        self._line = line
        line.database.run_now(_join, line.database.keyring, lang, line.clock())
        gateway = Gateway(bot_of(self.telegram), Limiter(_PER_SECOND, monotonic))
        self._deliverer = Deliverer(line.database, line.pipeline.watch, gateway, line.clock)

    async def receive(self) -> int:
        """Send everything that waits, moving the clock where the chat has to cool down; returns how many."""
        await self._line.pipeline.expand_due()
        arrived = 0
        clock = self._line.clock
        while (due := await self._line.database.read(next_due)) and due <= clock():
            arrived += await self._deliverer.deliver_due()
            clock.now += _BREATH
        return arrived

    def transcript(self) -> str:
        """Return the chat as plain text."""
        return self.telegram.transcript(_CHAT)


def _join(session: Session, keyring: Keyring, lang: str, now: datetime) -> None:
    code = create_invite(session, role=Role.READER, uses=1, expires=now + timedelta(days=1))
    join(session, keyring, chat=_CHAT, code=code, lang=lang, now=now)
