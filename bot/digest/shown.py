"""Other people's words as an export may show them: nothing in them moves, hides or overprints the rest.

What would act unseen is written out, ``⟨U+202E⟩``, so that a reader sees that somebody put it there.
"""

from __future__ import annotations

import re
from urllib.parse import quote

from feeds.web.urls import is_web

_SPACE = re.compile(r"\s+")
# Controls, half surrogate pairs, soft hyphens and non-characters: nothing is lost with them.
_DROPPED = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
# Direction marks, overrides and isolates, zero-width and invisible fillers, tag characters. Joiners stay
# where a script or a composed emoji needs them.
_UNSEEN = re.compile(
    "[\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0d\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff]"
    "|(?<![\u0600-\u0dff])\u200c|\u200c(?![\u0600-\u0dff])"
    "|(?<![\u0600-\u0dff\u2600-\u27bf\ufe0f\U0001f000-\U0001faff])\u200d"
    "|\u200d(?![\u0600-\u0dff\u2600-\u27bf\U0001f000-\U0001faff])"
)
_MARK = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_MARKS = re.compile(f"([{_MARK}]{{3}})[{_MARK}]+")
_PLAIN = re.compile(r"[ -~А-Яа-яЁё«»–—…“”„’№]*")
_UNSAFE_IN_LINK = re.compile(
    r"[\s<>\"\\^`{|}\x00-\x20\x7f-\xa0\xad\u061c\u180e\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff"
    "\U000e0000-\U000e0fff]"
)

LINK_LENGTH = 2000
"""Longer addresses are named, not linked: word processors and PDF readers fail on them."""


def shown(text: str, limit: int = 0) -> str:
    """Return `text` on one line, harmless and with unseen characters visible; cut at `limit` characters."""
    text = " ".join(text.split(" ")) if _PLAIN.fullmatch(text) else _visible(text)
    text = _SPACE.sub(" ", text).strip()
    if limit and len(text) > limit:
        kept = text[: limit - 1]
        at = kept.rfind(" ")
        text = (kept[:at] if at > limit // 2 else kept).rstrip(" ,;:–—-") + "…"
    return text


def web_link(link: str) -> str:
    """Return `link`, harmless in any document, where it is an http or https address; else nothing."""
    link = _DROPPED.sub("", link)
    if not is_web(link):
        return ""
    link = _UNSAFE_IN_LINK.sub(lambda found: quote(found[0], safe=""), link)
    return link if len(link) <= LINK_LENGTH else ""


def _visible(text: str) -> str:
    text = _DROPPED.sub("", _SPACE.sub(" ", text))
    return _MARKS.sub(r"\1", _UNSEEN.sub(lambda found: f"⟨U+{ord(found[0]):04X}⟩", text))
