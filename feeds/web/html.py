"""HTML and half-HTML to clean plain text: tags gone, entities decoded, blocks on lines of their own.

Letters stay as they were published, soft hyphens and zero-width characters included.
"""

from __future__ import annotations

import html
import re

from selectolax.lexbor import LexborHTMLParser

MAX_HTML = 400_000
"""Characters of markup looked at; the rest is not read."""
MAX_TEXT = 60_000
"""Characters of text kept of one entry."""
MAX_TITLE = 1_000
"""Characters kept of a headline or a name."""

_TAG = re.compile(r"<(?:[a-zA-Z/][^<>]{0,20000}>|!--|!\[CDATA\[|\?)")
_KNOWN_TAG = re.compile(
    r"</?(?:p|br|b|i|u|s|a|em|strong|div|span|img|ul|ol|li|h[1-6]|table|tr|td|blockquote|font|script|style"
    r"|figure|figcaption|iframe|small|sub|sup|center|pre|code|hr)\b[^<>]{0,5000}>",
    re.IGNORECASE,
)
_BLOCK = re.compile(
    r"<(?=/?(?:p|div|br|hr|li|ul|ol|dl|dt|dd|h[1-6]|tr|table|td|th|blockquote|pre|section|article|header|footer"
    r"|aside|nav|figure|figcaption|main|center|address|form|fieldset|details|summary|caption)\b)",
    re.IGNORECASE,
)
_HIDDEN = [
    "script",
    "style",
    "noscript",
    "iframe",
    "object",
    "template",
    "svg",
    "textarea",
    "select",
    "video",
]
_HIDDEN_TAG = re.compile("<(?:" + "|".join(_HIDDEN) + r")\b", re.IGNORECASE)
_ANY_TAG = re.compile(r"<[^<>]*>")
_MAX_TAGS = 5_000
"""More tags in one text are stripped without a tree: building a very deep one takes quadratic time."""
_LONG_REFERENCE = re.compile(r"&#[0-9]{9,}")
_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_SPACES = re.compile(r"[^\S\n]{2,}|[\t\xa0\u1680\u2000-\u200a\u202f\u205f\u3000\x1c-\x1f]")
_EDGES = re.compile(r" ?\n[ \n]*")
_BLANK_LINE = re.compile(r"\n\s*\n")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_BREAK = "\ue000"
"""Stands for a line break while real line ends become spaces; private use, so no text has it."""


def plain_text(markup: str) -> str:
    """Return the readable text of `markup` (HTML or not), at most `MAX_TEXT` characters."""
    markup = markup[:MAX_HTML]
    text = _rendered(markup) if "<" in markup and _TAG.search(markup) else _unescaped(markup)
    if len(text) > MAX_TEXT:
        text = text[:MAX_TEXT].rpartition(" ")[0] or text[:MAX_TEXT]
    return text


def plain_line(markup: str) -> str:
    """Return the readable text of `markup` on one line, at most `MAX_TITLE` characters."""
    if len(markup) > 8 * MAX_TITLE:
        markup = markup[: 8 * MAX_TITLE]
    if "<" not in markup and "&" not in markup and _SPACES.search(markup) is None and "\n" not in markup:
        line = _without_controls(markup.strip())
    else:
        line = plain_text(markup).replace("\n", " ")
    return line if len(line) <= MAX_TITLE else line[: MAX_TITLE - 1].rstrip() + "…"


def _unescaped(text: str) -> str:
    """Decode entities of a text without tags; what then shows tags was escaped twice."""
    if "&" in text:
        text = _entities(text)
        if "<" in text and _KNOWN_TAG.search(text):
            return _rendered(text)
        if "&" in text:
            text = _entities(text)
    text = _LINE_ENDS.sub("\n", text) if not text.isascii() or "\r" in text else text
    if "\n" in text:
        text = _BLANK_LINE.sub(_BREAK, text.strip()).replace("\n", " ").replace(_BREAK, "\n")
    return _tidy(text)


def _rendered(markup: str) -> str:
    """Turn markup into tidy lines; what still shows tags and entities was escaped twice."""
    text = _without_tags(_LINE_ENDS.sub(" ", markup).replace("\n", " "))
    if "&" in text or "<" in text:
        text = _entities(text)
        if _KNOWN_TAG.search(text):
            text = _without_tags(text)
    return _tidy(text)


def _without_tags(markup: str) -> str:
    """Let a real HTML parser read the tags; block tags and line breaks become new lines."""
    markup = _BLOCK.sub("\n<", markup)
    if markup.count("<") > _MAX_TAGS:
        return _entities(_ANY_TAG.sub("", markup))
    tree = LexborHTMLParser(markup)
    if _HIDDEN_TAG.search(markup):
        tree.strip_tags(_HIDDEN, recursive=True)
    return tree.body.text() if tree.body is not None else ""


def _entities(text: str) -> str:
    """Decode entities; Python refuses to read numbers of thousands of digits, so those go first."""
    return html.unescape(_LONG_REFERENCE.sub("", text) if "&#" in text else text)


def _tidy(text: str) -> str:
    text = _SPACES.sub(" ", _without_controls(text))
    if "\n" in text:
        text = _EDGES.sub("\n", text)
    return text.strip()


def _without_controls(text: str) -> str:
    return text if text.isprintable() else _CONTROL.sub("", text)
