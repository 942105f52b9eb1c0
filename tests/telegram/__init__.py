"""A small Telegram for tests and benchmarks: the Bot API with Telegram's own parser, and the people.

`FakeTelegram` is the whole of it as plain functions. `ApiServer` serves it by HTTP on loopback,
`request.bot_of` gives a python-telegram-bot Bot that reaches it in process, and `python -m tests.telegram`
runs it alone. A method it does not have is refused and remembered in `FakeTelegram.unknown`.
"""

from __future__ import annotations

from tests.telegram.core import FakeTelegram
from tests.telegram.limits import Limits
from tests.telegram.server import ApiServer
from tests.telegram.values import ApiError, Upload
from tests.telegram.world import Chat, Message

__all__ = ["ApiError", "ApiServer", "Chat", "FakeTelegram", "Limits", "Message", "Upload"]
