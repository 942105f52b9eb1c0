"""What a timeline says in words: days with stories as bars of text, those that stand out, the headlines."""

from __future__ import annotations

from collections.abc import Iterator

from bot.digest.timeline import Day, Lead, Timeline, day_name
from bot.i18n import Texts
from bot.messages.markup import bold, clean, cut, escape, link
from bot.messages.message import Message

_BAR = 12
_MOST_DAYS = 31
_TITLE_UNITS = 110


def timeline_lines(made: Timeline, texts: Texts) -> Iterator[str]:
    """Yield the lines of a timeline as plain text."""
    total = sum(day.stories for day in made.days)
    first, last = made.days[0], made.days[-1]
    names = [day_name(day, texts, weekly=made.weekly) for day in (first, last)]
    stories = texts.plural("{n} story", "{n} stories", total)
    yield texts("{since} – {until}: {stories}", since=names[0], until=names[1], stories=stories)
    most = max([1, *(day.stories for day in made.days)])
    told = [day for day in made.days if day.stories]
    for day in told[-_MOST_DAYS:]:
        bar = "█" * max(1, round(_BAR * day.stories / most))
        odd = f"  ← {texts('unusually many')}" if day.unusual else ""
        yield f"{day_name(day, texts, weekly=made.weekly)}  {bar} {day.stories}{odd}"


def headlines(made: Timeline, texts: Texts) -> Iterator[str]:
    """Yield the newest headlines as plain text: day, headline, who told it first, and where."""
    for lead in made.leads:
        told = f"{_day(lead, texts)}: {cut(clean(lead.title), _TITLE_UNITS)}"
        source = f" ({lead.outlet})" if lead.outlet else ""
        yield " ".join(filter(None, (f"{told}{source}", lead.link)))


def render_timeline(made: Timeline, texts: Texts) -> Message:
    """Render a timeline for a chat."""
    first, *rows = timeline_lines(made, texts)
    lines = [bold(made.name), escape(first)]
    if rows:
        lines.append("\n<pre>" + "\n".join(escape(row) for row in rows) + "</pre>")
    for lead in made.leads:
        title = link(lead.link, cut(clean(lead.title), _TITLE_UNITS))
        source = f" ({escape(lead.outlet)})" if lead.outlet else ""
        lines.append(f"• {escape(_day(lead, texts))}: {title}{source}")
    return Message("\n".join(lines))


def _day(lead: Lead, texts: Texts) -> str:
    return day_name(Day(lead.day, 0), texts, weekly=False)


def render_timeline_usage(texts: Texts) -> Message:
    """Say how a timeline is asked for."""
    return Message(escape(texts("Write the name and how far back: /timeline Argun 30d, a year at most.")))
