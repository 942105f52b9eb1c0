"""Telegram's HTML from other people's words: cleaned, escaped, measured and cut.

Lengths are UTF-16 units after parsing, which is how Telegram counts (core.telegram.org/api/entities).
"""

from __future__ import annotations

import html
import re

from feeds.web.urls import is_web

MESSAGE_LIMIT = 4096
LINK_BYTES = 2048
"""An address that takes more, escaped, is left out: a dozen such would be more than Telegram reads."""

# What moves, hides or overprints the words around it: controls, direction marks and overrides, invisible
# joiners and fillers, tag characters, lone surrogates. U+200C and U+200D stay: letters and emoji need them.
_HARMFUL = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
_SPACE = re.compile(r"\s+")
_MARKS = re.compile(
    "([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{3})"
    "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)


def clean(text: str) -> str:
    """Return `text` on one line, without anything that could reorder, hide or overprint other words."""
    return _flat(text).strip()


def escape(text: str) -> str:
    """Return `text` cleaned and safe between tags or in an attribute; outer white space shrinks to one."""
    return html.escape(_flat(text))


def bold(text: str) -> str:
    """Return `text` in bold, escaped."""
    return f"<b>{escape(text)}</b>"


def code(text: str) -> str:
    """Return `text` in a fixed-width font, escaped: Telegram makes no link of it."""
    return f"<code>{escape(text)}</code>"


def link(url: str | None, text: str) -> str:
    """Return `text` as a link to `url`, escaped; plain text when the address is none a reader could open."""
    if not url or len(url) > LINK_BYTES or not is_web(url):
        return escape(text)
    address = escape(url)
    if len(address.encode()) > LINK_BYTES:
        return escape(text)
    return f'<a href="{address}">{escape(text)}</a>'


def units(text: str) -> int:
    """Return the length of plain `text` as Telegram counts it."""
    return len(text) + sum(letter > "\uffff" for letter in text)


def cut(text: str, limit: int) -> str:
    """Return cleaned `text` in at most `limit` units, cut at a word with an ellipsis where it was longer."""
    text = clean(text)
    if len(text) <= limit and units(text) <= limit:
        return text
    kept = _first_units(text, limit - 1)
    at = kept.rfind(" ")
    # A "word" longer than half of the room is cut inside.
    return (kept[:at] if at > len(kept) // 2 else kept).rstrip(" ,;:–—-") + "…"


def cut_start(text: str, limit: int) -> str:
    """Return the end of cleaned `text` in at most `limit` units, beginning at a word after an ellipsis."""
    text = clean(text)
    if len(text) <= limit and units(text) <= limit:
        return text
    kept = _first_units(text[::-1], limit - 1)[::-1]
    at = kept.find(" ")
    return "…" + (kept[at + 1 :] if 0 <= at < len(kept) // 2 else kept)


def _first_units(text: str, limit: int) -> str:
    kept = text[:limit]
    while (excess := units(kept) - limit) > 0:
        kept = kept[: len(kept) - (excess + 1) // 2]  # a character takes at most two units
    return kept


def _flat(text: str) -> str:
    return _MARKS.sub(r"\1", _SPACE.sub(" ", _HARMFUL.sub("", text)))
