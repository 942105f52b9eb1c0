"""Single fields of entries, whatever the format: languages, authors, the fuller of several texts."""

from __future__ import annotations

import re
from collections.abc import Sequence

from feeds.web.html import plain_line, plain_text

MAX_ID = 2048
"""Characters of a feed's own id; two that agree that far are one."""
MAX_AUTHOR = 200

_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4})(?![A-Za-z]))?")
_MAIL_AND_NAME = re.compile(r"[^\s@()<>]{1,64}@[^\s@()<>]{1,128}\s*\(([^()]+)\)")
_NAME_AND_MAIL = re.compile(r"([^<>@]+?)\s*[<(][^\s@()<>]{1,64}@[^\s@()<>]{1,128}[>)]")


def language(tag: str | None) -> str | None:
    """Reduce a language tag to what matters here: ``ru-RU`` is ``ru``, ``ru-Latn-RU`` is ``ru-Latn``."""
    found = _LANGUAGE.match(tag.strip()) if tag else None
    if found is None:
        return None
    return f"{found[1].lower()}-{found[2].title()}" if found[2] else found[1].lower()


def author_name(raw: str | None) -> str | None:
    """Return the name in an author field, without a mail address where there is more than that."""
    name = plain_line((raw or "")[: 4 * MAX_AUTHOR])[:MAX_AUTHOR].strip()
    if "@" in name:
        found = _MAIL_AND_NAME.fullmatch(name) or _NAME_AND_MAIL.fullmatch(name)
        name = found[1].strip() if found else name
    return name or None


def fullest(markups: Sequence[str]) -> str:
    """Return the longest plain text among several versions of one content."""
    best = ""
    for markup in sorted(set(markups), key=len, reverse=True):
        if len(markup) <= len(best):
            break
        text = plain_text(markup)
        if len(text) > len(best):
            best = text
    return best
