"""Reply markup as Telegram checks it: button texts, 64 bytes of callback data, addresses."""

from __future__ import annotations

from itertools import chain
from typing import Any
from urllib.parse import urlsplit

from tests.telegram.values import Json, bad

# https://core.telegram.org/bots/api#inlinekeyboardbutton
DATA_BYTES_LIMIT = 64
BUTTONS_LIMIT = 100
PLACEHOLDER_LIMIT = 64  # https://core.telegram.org/bots/api#forcereply
_DECORATION = {"text", "style", "icon_custom_emoji_id"}


def checked_markup(markup: Any) -> Json | None:
    """Return the markup when Telegram would take it, None when there is none; raises 400."""
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise bad("can't parse reply keyboard markup JSON object")
    if len(str(markup.get("input_field_placeholder", ""))) > PLACEHOLDER_LIMIT:
        raise bad("reply keyboard placeholder is too long")
    rows = markup.get("inline_keyboard", [])
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad("can't parse inline keyboard: expected an Array of Arrays")
    buttons = list(chain.from_iterable(rows))
    for button in buttons:
        _check(button)
    if len(buttons) > BUTTONS_LIMIT:
        raise bad("reply markup is too long")
    return markup


def _check(button: Any) -> None:
    if not isinstance(button, dict) or not str(button.get("text", "")).strip():
        raise bad("inline keyboard button text must be non-empty")
    actions = set(button) - _DECORATION
    if not actions:
        reason = "Text buttons are unallowed in the inline keyboard"
        raise bad(f"can't parse inline keyboard button: {reason}")
    data = button.get("callback_data")
    if data is not None and not 1 <= len(str(data).encode()) <= DATA_BYTES_LIMIT:
        raise bad("BUTTON_DATA_INVALID")
    if "url" in button:
        _check_address(str(button["url"]))


def _check_address(url: str) -> None:
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        parts, host = None, ""
    if parts is not None and parts.scheme in {"tg", "ton"}:
        return
    if parts is None or parts.scheme not in {"http", "https"} or "." not in host:
        raise bad(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
