"""The round-up: several stories in one message, because the reader chose so or because they came at once."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from bot.i18n import Texts, mark
from bot.messages.markup import bold, clean, cut, escape, link, units
from bot.messages.message import Message
from bot.messages.story import source_name
from feeds.types import WatchList
from storage.story import StoryReport

SHOWN = 20
"""Stories in one message; the rest are counted."""
_UNITS = 3400
"""Of 4096: room for the heading, the line that counts the rest, and what parsing adds."""
_TITLE_UNITS = 160
_NAMES_UNITS = 60


class Occasion(StrEnum):
    """Why stories come together."""

    PACE = "pace"
    PAUSE = "pause"
    DOWNTIME = "downtime"
    FLOOD = "flood"


_HEADINGS = {
    Occasion.PACE: mark("Round-up"),
    Occasion.PAUSE: mark("While you paused"),
    Occasion.DOWNTIME: mark("While I could not write to you"),
    Occasion.FLOOD: mark("Much is happening"),
}


def render_round_up(
    stories: Sequence[StoryReport],
    occasion: Occasion,
    watchlist: WatchList,
    texts: Texts,
    *,
    repeat: bool = False,
) -> Message:
    """List stories with their sources, in the order given; what does not fit is counted."""
    count = texts.plural("{n} story", "{n} stories", len(stories))
    lines = [f"{bold(texts(_HEADINGS[occasion]))} · {escape(count)}", ""]
    room = _UNITS
    shown = 0
    for story in stories[:SHOWN]:
        line, size = _line(story, watchlist, texts)
        if size > room:
            break
        room -= size
        shown += 1
        lines.append(line)
    if shown < len(stories):
        rest = texts.plural(
            "and {n} more; /recent shows the latest",
            "and {n} more; /recent shows the latest",
            len(stories) - shown,
        )
        lines += ["", escape(rest)]
    if repeat:
        lines += [
            "",
            escape(texts("You may have had this one already: the connection broke while it was sent.")),
        ]
    return Message("\n".join(lines))


def _line(story: StoryReport, watchlist: WatchList, texts: Texts) -> tuple[str, int]:
    """Return one story's line and how much room it takes."""
    title = cut(clean(story.title) or cut(story.text, 120) or texts("(no title)"), _TITLE_UNITS)
    keys = list(dict.fromkeys(match.entity for match in story.matches))
    known = [entity.name(texts.lang) for key in keys if (entity := watchlist.get(key))]
    names = cut(", ".join(known), _NAMES_UNITS)
    source = source_name(story, texts)
    line = f"• {link(story.link, title)} – {escape(source)}"
    if names:
        line += f" · <i>{escape(names)}</i>"
    return line, units(title) + units(source) + units(names) + 10
