"""What is said about channels: /sub @channel, /unsub @channel, and settings made from a private chat.

A button on behalf of a channel is ``c1:<subscriber's number>:`` before the data it has elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from bot.i18n import Texts
from bot.messages.markup import bold, cut, escape
from bot.messages.message import Button, Message
from feeds.types import Entity

CHANNEL = "c1"
_DATA_BYTES = 64
_TITLE_UNITS = 60
_NAMES_SHOWN = 30
_OF_CHANNELS = {"start": "sub"} | {
    name: name
    for name in ("settings", "follow", "unfollow", "list", "quiet", "zone", "pause", "mute", "lang", "stop")
}
"""Commands that a message may name, and how each is called for a channel."""
_COMMAND = re.compile(rf"(?<![\w/:.])/({'|'.join(_OF_CHANNELS)})(?![\w/@])(?! @)")


def on_behalf(message: Message, number: int, title: str, families: Collection[str], name: str) -> Message:
    """Return a message about a channel's settings: its title on top, its number behind every button.

    Only buttons of these `families` are taken along; the rest stay as they are. `name`: how a command names
    the channel, put into every command that the message tells of.
    """
    rows = []
    for row in message.buttons:
        buttons = (_of_channel(button, number, families) for button in row)
        rows.append(tuple(button for button in buttons if len(button.data.encode()) <= _DATA_BYTES))
    told = _COMMAND.sub(lambda found: f"/{_OF_CHANNELS[found[1]]} {name}", message.html)
    html = f"{bold(cut(title, _TITLE_UNITS))}\n{told}"
    return replace(message, html=html, buttons=tuple(row for row in rows if row))


def render_channel_joined(
    number: int, title: str, entities: Sequence[Entity], texts: Texts, *, home: str
) -> Message:
    """Confirm that a channel gets alerts. `home`: the data of the button that opens settings."""
    names = ", ".join(cut(entity.name(texts.lang), 60) for entity in entities[:_NAMES_SHOWN])
    lines = [
        texts("Alerts are posted to {channel} from now on.", channel=bold(cut(title, _TITLE_UNITS))),
        escape(texts("It follows everything: {names}.", names=names)),
        escape(
            texts(
                "/settings @CHANNEL and /follow @CHANNEL change that from here, as long as you run it."
                " /unsub @CHANNEL ends it."
            )
        ),
    ]
    button = Button(texts("Settings of the channel"), data=f"{CHANNEL}:{number}:{home}")
    return Message("\n".join(lines), ((button,),))


def render_channel_left(title: str, texts: Texts) -> Message:
    """Confirm that a channel gets no alerts any more."""
    said = texts("Nothing is posted to {channel} any more. Its settings are deleted.", channel=_plain(title))
    return Message(escape(said))


def render_channel_unknown(title: str, texts: Texts) -> Message:
    """Say that a channel gets no alerts."""
    said = texts("{channel} gets no alerts yet: /sub @CHANNEL changes that.", channel=_plain(title))
    return Message(escape(said))


def render_channel_back(texts: Texts) -> Message:
    """Tell whoever sets a channel that alerts could not be posted there until now."""
    said = texts(
        "I could not post there for a while; what came meanwhile is not posted. Alerts are on again."
    )
    return Message(escape(said))


def render_channel_stop_usage(texts: Texts) -> Message:
    """Answer /stop with a channel and more."""
    return Message(escape(texts("Nothing was stopped. /stop alone stops all alerts of the channel.")))


def render_channel_unseen(texts: Texts) -> Message:
    """Say what is to be done before Vigil can post to a channel."""
    return Message(
        escape(
            texts(
                "I cannot post there. Make me an administrator of the channel with the right to post, then"
                " try again."
            )
        )
    )


def render_channel_of_others(texts: Texts) -> Message:
    """Refuse a channel to somebody who does not run it."""
    return Message(escape(texts("Only administrators of that channel can do this.")))


def render_no_channel(texts: Texts) -> Message:
    """Say that what was named is something else than a channel."""
    said = texts("That is no channel. In a group, one of its administrators sends /start CODE there.")
    return Message(escape(said))


def render_channel_unasked(texts: Texts) -> Message:
    """Say that Telegram could not be asked about a channel."""
    return Message(escape(texts("Telegram did not tell me about that channel. Try again in a moment.")))


def render_channel_usage(texts: Texts) -> Message:
    """Say how a channel is named, where more was written than its name."""
    return Message(escape(texts("Write the channel alone: /sub @CHANNEL. It hears of every feed.")))


def _of_channel(button: Button, number: int, families: Collection[str]) -> Button:
    if button.data.partition(":")[0] not in families:
        return button
    return replace(button, data=f"{CHANNEL}:{number}:{button.data}")


def _plain(title: str) -> str:
    return cut(title, _TITLE_UNITS)
