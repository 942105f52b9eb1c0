"""A chat as a person would read it, in plain text: marks for formatting, addresses of links, buttons.

**bold** _italic_ __underline__ ~~struck~~ ||spoiler|| `code`, `words <address>` for a link,
`> ` before quoted lines, `[Label]` for a button, `[Label: address]` for one that opens a page.
"""

from __future__ import annotations

from tests.telegram.values import Json
from tests.telegram.world import Chat, Message, Tap

_MARKS = {
    "bold": "**",
    "italic": "_",
    "underline": "__",
    "strikethrough": "~~",
    "spoiler": "||",
    "code": "`",
    "pre": "```",
}
_QUOTES = {"blockquote", "expandable_blockquote"}


def render(chat: Chat) -> str:
    """Return the whole chat, one block per message or tap, oldest first."""
    return "\n\n".join(_tap(entry) if isinstance(entry, Tap) else _message(entry) for entry in chat.timeline)


def marked(text: str, entities: list[Json]) -> str:
    """Return text with its entities (offsets in UTF-16 units) written out as marks."""
    units = text.encode("utf-16-le")
    opened: dict[int, list[str]] = {}
    closed: dict[int, list[str]] = {}
    quoted: list[tuple[int, int]] = []
    for entity in entities:
        start, end = entity["offset"], entity["offset"] + entity["length"]
        if entity["type"] in _QUOTES:
            quoted.append((start, end))
        before, after = _marks(entity)
        opened.setdefault(start, []).append(before)
        closed.setdefault(end, []).insert(0, after)
    for start, end in quoted:
        for place in _line_starts(units, start, end):
            opened.setdefault(place, []).insert(0, "> ")
    pieces, last = [], 0
    for place in sorted({*opened, *closed}):
        pieces.append(units[last * 2 : place * 2].decode("utf-16-le"))
        pieces += closed.get(place, []) + opened.get(place, [])
        last = place
    return "".join(pieces) + units[last * 2 :].decode("utf-16-le")


def _marks(entity: Json) -> tuple[str, str]:
    if entity["type"] == "text_link":
        return "", f" <{entity['url']}>"
    mark = _MARKS.get(entity["type"], "")
    return mark, mark


def _line_starts(units: bytes, start: int, end: int) -> list[int]:
    newline = "\n".encode("utf-16-le")
    inner = [place + 1 for place in range(start, end - 1) if units[place * 2 : place * 2 + 2] == newline]
    return [start, *inner]


def _message(message: Message) -> str:
    who = "Bot" if message.by_bot else str((message.body.get("from") or {}).get("first_name", "?"))
    edits = len(message.history)
    notes = [
        "silent" if message.silent else "",
        "edited" if edits == 1 else f"edited {edits} times" if edits else "",
        "deleted" if message.deleted else "",
    ]
    told = ", ".join(note for note in notes if note)
    lines = [f"{who} ({told}):" if told else f"{who}:", *_content(message.body)]
    lines += [" ".join(_button(button) for button in row) for row in message.keyboard]
    return "\n".join(lines)


def _content(body: Json) -> list[str]:
    lines = []
    if "reply_to_message" in body:
        lines.append(f"(reply to {body['reply_to_message']['message_id']})")
    if "document" in body:
        document = body["document"]
        lines.append(f"(file {document.get('file_name', '')}, {document['file_size']} bytes)")
    if "photo" in body:
        picture = body["photo"][-1]
        lines.append(f"(picture {picture['width']}x{picture['height']})")
    if body.get("text"):
        lines.append(marked(body["text"], body.get("entities", [])))
    if body.get("caption"):
        lines.append(marked(body["caption"], body.get("caption_entities", [])))
    return lines or ["(service message)"]


def _button(button: Json) -> str:
    return f"[{button['text']}: {button['url']}]" if "url" in button else f"[{button['text']}]"


def _tap(tap: Tap) -> str:
    line = f"U{tap.user_id} taps [{tap.label}]"
    if tap.answer is None:
        return f"{line} (no answer)"
    if not tap.answer["text"]:
        return line
    return f"{line}: {'(alert) ' if tap.answer['alert'] else ''}{tap.answer['text']}"
