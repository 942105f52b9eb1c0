"""What the running application is made of, handed to whoever needs it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from bot.breaker import Breaker
from bot.copies import Copies
from bot.gateway import Gateway
from bot.installation import utc_now
from bot.readers import Parser, Reader
from bot.watch import Watch
from config.settings import Settings
from storage.database import Database


@dataclass(slots=True)
class Services:
    """Every real thing, chosen once in `bot.app`; tests pass others."""

    settings: Settings
    database: Database
    watch: Watch
    fetcher: Reader
    workers: Parser
    gateway: Gateway
    wake: Callable[[], None] = lambda: None
    """Tell the schedule that something became due now."""
    now: Callable[[], datetime] = utc_now
    copies: Copies | None = None
    """Keeps copies of article pages; None where none are kept."""
    breaker: Breaker = field(default_factory=Breaker)
    """Whether alerts are held back because many chats are not found; the deliverer's own."""
    username: str = ""
    rendering: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))
    """Held while a document is made for a chat: each takes a processor and much memory."""
