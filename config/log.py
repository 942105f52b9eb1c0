"""What Vigil says of itself: structured lines on stderr.

Secrets never reach a line: the last step of every line, whichever library wrote it and tracebacks
included, replaces anything shaped like a bot token. Subscribers are named by opaque row ids only.
"""

from __future__ import annotations

import logging
import re
import sys

import structlog

_TOKEN = re.compile(r"(?<!\d)\d{3,12}:[A-Za-z0-9_-]{20,}")
_HIDDEN = frozenset({"chat", "chat_id", "user", "user_id", "token", "key", "username"})
_NOISY = ("httpx", "httpcore", "telegram", "apscheduler", "aiohttp", "asyncio", "alembic", "sqlalchemy")


class _Redact(logging.Formatter):
    """Formats through structlog, then removes secrets from the finished line."""

    def __init__(self, inner: logging.Formatter, secret: str | None) -> None:
        super().__init__()
        self._inner = inner
        self._secret = secret

    def format(self, record: logging.LogRecord) -> str:
        return redact(self._inner.format(record), self._secret)


def redact(text: str, secret: str | None = None) -> str:
    """Replace `secret`, and anything shaped like a bot token, by ``<token>``."""
    if secret:
        text = text.replace(secret, "<token>")
    return _TOKEN.sub("<token>", text)


def configure(level: str = "info", *, json_lines: bool = False, secret: str | None = None) -> None:
    """Send every log line of this process to stderr, redacted; `secret` is the bot token in use."""
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _drop_personal,
    ]
    renderer: structlog.types.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if json_lines
        else structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta]
        + ([structlog.processors.format_exc_info] if json_lines else [])
        + [renderer],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Redact(formatter, secret))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def _drop_personal(
    _logger: object, _method: str, event: structlog.types.EventDict
) -> structlog.types.EventDict:
    return {name: value for name, value in event.items() if name not in _HIDDEN}
