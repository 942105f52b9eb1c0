"""A message as text for a terminal: the preview's stand-in for a chat."""

from __future__ import annotations

from html.parser import HTMLParser

from rich.text import Text

from bot.messages.message import Message

_STYLES = {"b": "bold", "i": "italic", "code": "cyan", "blockquote": "", "u": "underline", "a": "underline"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = Text()
        self._open: list[str] = []
        self._link = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open.append(tag)
        if tag == "a":
            self._link = dict(attrs).get("href") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            self._open.remove(tag)
        if tag == "a" and self._link:
            self.text.append(f"\n{self._link}", style="blue")
            self._link = ""

    def handle_data(self, data: str) -> None:
        self.text.append(data, style=" ".join(style for tag in self._open if (style := _STYLES.get(tag, ""))))


def to_text(message: Message) -> Text:
    """Return a message with its styles, its links written out and its buttons in brackets."""
    reader = _Reader()
    reader.feed(message.html)
    reader.close()
    for row in message.buttons:
        reader.text.append("\n" + "  ".join(f"[ {button.label} ]" for button in row), style="dim")
    return reader.text
