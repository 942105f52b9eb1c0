"""What Vigil says of itself: structured lines on stderr.

Secrets never reach a line: the last step of every line, whichever library wrote it and tracebacks
included, replaces those in use, however they were quoted, and anything shaped like a bot token. Subscribers
are named by opaque row ids only. Other people's words lose what would command a terminal; a network that is
down costs a line, not a traceback.
"""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Iterator, Sequence
from urllib.parse import quote

import structlog

_TOKEN = re.compile(r"(?<!\d)\d{3,12}:[A-Za-z0-9_-]{20,}")
_SHORTEST = 4
"""Characters: a shorter word is no secret, and would be cut out of the middle of others."""
_HIDDEN = frozenset({"chat", "chat_id", "user", "user_id", "token", "key", "username"})
_NOISY = (
    "httpx",
    "httpcore",
    "telegram",
    "apscheduler",
    "aiohttp",
    "asyncio",
    "alembic",
    "sqlalchemy",
    "pymorphy3",
)
_COMMANDS = "\x00-\x08\x0b-\x1a\x1c-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff"
_UNPRINTABLE = re.compile(f"[\x1b{_COMMANDS}]")
_UNPRINTABLE_IN_COLOUR = re.compile(rf"\x1b(?!\[[0-9;]*m)|[{_COMMANDS}]")
_ON_STOPPING = "Error while calling `get_updates` one more time"
"""What python-telegram-bot logs, with a traceback, when it stops while Telegram cannot be reached."""


class _Redact(logging.Formatter):
    """Formats through structlog, then removes secrets from the finished line."""

    def __init__(self, inner: logging.Formatter, secrets: Sequence[str], *, coloured: bool) -> None:
        super().__init__()
        self._inner = inner
        self.secrets = secrets
        self._unprintable = _UNPRINTABLE_IN_COLOUR if coloured else _UNPRINTABLE

    def format(self, record: logging.LogRecord) -> str:
        return redact(self._unprintable.sub("", self._inner.format(record)), self.secrets)


def printable(text: str) -> str:
    """Return `text` without control characters, direction marks and lone surrogates; lines and tabs stay."""
    return _UNPRINTABLE.sub("", text)


def redact(text: str, secrets: Sequence[str] | None = None) -> str:
    """Replace each of `secrets` by ``<secret>``, and anything shaped like a bot token by ``<token>``.

    None: those that the log was configured with.
    """
    for written in _spellings(_configured() if secrets is None else secrets):
        text = text.replace(written, "<secret>")
    return _TOKEN.sub("<token>", text)


def _configured() -> Sequence[str]:
    formatters = (handler.formatter for handler in logging.getLogger().handlers)
    return next((one.secrets for one in formatters if isinstance(one, _Redact)), ())


def _spellings(secrets: Sequence[str]) -> Iterator[str]:
    """Yield each secret as it may stand in a line: as it is, within quotes, in an address; longest first."""
    found: set[str] = set()
    for secret in secrets:
        if len(secret) < _SHORTEST:
            continue
        escaped, shown = json.dumps(secret)[1:-1], repr(secret)[1:-1]
        found |= {secret, escaped, shown, json.dumps(shown)[1:-1], quote(secret), quote(secret, safe="")}
    yield from sorted(found, key=len, reverse=True)


def configure(level: str = "info", *, json_lines: bool = False, secrets: Sequence[str] = ()) -> None:
    """Send every log line of this process to stderr, redacted; `secrets` are the token and keys in use."""
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _drop_personal,
    ]
    coloured = sys.stderr.isatty() and not json_lines
    renderer: structlog.types.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if json_lines
        else structlog.dev.ConsoleRenderer(colors=coloured, exception_formatter=structlog.dev.plain_traceback)
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta]
        + ([structlog.processors.format_exc_info] if json_lines else [])
        + [renderer],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Redact(formatter, secrets, coloured=coloured))
    handler.addFilter(_without_network_tracebacks)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in _NOISY:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    # These write an update that they cannot read in full, people's words and all.
    for name in ("telegram.Bot", "telegram.ext.ExtBot"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def _without_network_tracebacks(record: logging.LogRecord) -> bool:
    """Tell a failure of the network in one line: python-telegram-bot logs each with its whole traceback."""
    error = record.exc_info[0] if record.exc_info else None
    if error is None or not record.name.startswith("telegram"):
        return True
    kinds = {kind.__name__ for kind in error.__mro__}
    if "NetworkError" not in kinds or "BadRequest" in kinds:  # a bad request is a mistake of ours
        return True
    record.exc_info = record.exc_text = None
    return not record.getMessage().startswith(_ON_STOPPING)


def _drop_personal(
    _logger: object, _method: str, event: structlog.types.EventDict
) -> structlog.types.EventDict:
    return {name: value for name, value in event.items() if name not in _HIDDEN}
