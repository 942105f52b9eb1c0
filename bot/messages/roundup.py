"""The round-up: several stories in one message, because the reader chose so or because they came at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.i18n import Texts, mark
from bot.messages.markup import bold, clean, cut, escape, link, units
from bot.messages.message import Message
from bot.messages.story import source_name
from feeds.types import WatchList
from storage.story import StoryReport

SHOWN = 20
"""Stories in one message; where it has to hold more, the rest are counted."""
_UNITS = 3400
"""Of 4096: room for the heading, the line that counts the rest, and what parsing adds."""
_SIZES = ((160, 110, 60), (90, 70, 40), (70, 45, 25))
"""Of a headline, a source and the names; the first for which all lines fit, and the last always does."""


@dataclass(frozen=True, slots=True)
class Line:
    """One story, as the report that a reader is shown. `is_update`: it tells what is new in it."""

    report: StoryReport
    is_update: bool = False


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
    stories: Sequence[Line],
    occasion: Occasion,
    watchlist: WatchList,
    texts: Texts,
    *,
    repeat: bool = False,
) -> Message:
    """List stories with their sources, in the order given; past SHOWN they are counted."""
    count = texts.plural("{n} story", "{n} stories", len(stories))
    heading = f"{bold(texts(_HEADINGS[occasion]))} · {escape(count)}"
    lines = [heading, "", *_fitting(stories[:SHOWN], watchlist, texts)]
    if len(stories) > SHOWN:
        rest = texts.plural(
            "and {n} more; /find NAME lists all of a name",
            "and {n} more; /find NAME lists all of a name",
            len(stories) - SHOWN,
        )
        lines += ["", escape(rest)]
    if repeat:
        lines += [
            "",
            escape(texts("You may have had this one already: the connection broke while it was sent.")),
        ]
    return Message("\n".join(lines))


def _fitting(stories: Sequence[Line], watchlist: WatchList, texts: Texts) -> list[str]:
    """Return the lines of all these stories, as long as they may be together."""
    lines: list[tuple[str, int]] = []
    for sizes in _SIZES:
        lines = [_line(story, watchlist, texts, sizes) for story in stories]
        if sum(size for _, size in lines) <= _UNITS:
            break
    return [line for line, _ in lines]


def _line(told: Line, watchlist: WatchList, texts: Texts, sizes: tuple[int, int, int]) -> tuple[str, int]:
    """Return one story's line and how much room it takes."""
    story = told.report
    title = cut(clean(story.title) or cut(story.text, 120) or texts("(no title)"), sizes[0])
    keys = list(dict.fromkeys(match.entity for match in story.matches))
    known = [entity.name(texts.lang) for key in keys if (entity := watchlist.get(key))]
    source, names = cut(source_name(story, texts), sizes[1]), cut(", ".join(known), sizes[2])
    new = f"{texts('Update')}: " if told.is_update else ""
    line = f"• {escape(new)}{link(story.link, title)} – {escape(source)}"
    if names:
        line += f" · <i>{escape(names)}</i>"
    return line, units(new) + units(title) + units(source) + units(names) + 10
