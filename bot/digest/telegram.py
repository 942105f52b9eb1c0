"""A digest as Telegram messages: what is unusual, the top stories, then the headlines of each entity.

Messages are Telegram's HTML, whole lines only, each under its limit. A long week is cut, and says so: the
files tell everything.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.digest.arrange import arrange
from bot.digest.codec import canonical
from bot.digest.snapshot import Snapshot
from bot.digest.view import Reference, StoryView, View
from bot.i18n import Texts, texts_for
from bot.messages.markup import MESSAGE_LIMIT, bold, cut, escape, link, units

EXTENSION = "telegram.json"
MEDIA_TYPE = "application/json; charset=utf-8"

MESSAGES = 4
"""At most so many; more is a flood, not a digest."""

_HEADLINE = 200
_SOURCE = 80
_LONG = 600
_ENTITIES = 100  # Telegram counts no more in one message
_LINES_PER_ENTITY = 15


def render(snapshot: Snapshot, lang: str) -> bytes:
    """Write the messages as a JSON array of strings."""
    return canonical(messages(snapshot, lang))


def messages(snapshot: Snapshot, lang: str) -> list[str]:
    """Return one to four messages in Telegram's HTML."""
    return messages_of(arrange(snapshot, lang))


def render_view(view: View) -> bytes:
    """Write the messages of a digest that is arranged already."""
    return canonical(messages_of(view))


def messages_of(view: View) -> list[str]:
    """Return the messages of a digest that is arranged already."""
    texts = texts_for(view.lang)
    rest = escape(texts("The rest is in the file."))
    made: list[str] = []
    length = tags = 0
    for line in _lines(view, texts):
        long, many = units(line), line.count("</")
        if made and length + 1 + long <= MESSAGE_LIMIT - units(rest) - 2 and tags + many < _ENTITIES:
            made[-1] += "\n" + line
            length, tags = length + 1 + long, tags + many
        elif len(made) == MESSAGES:
            made[-1] += f"\n\n{rest}"
            break
        else:
            made.append(line.lstrip("\n"))
            length, tags = long, many
    return made


def _lines(view: View, texts: Texts) -> Iterator[str]:
    """Return whole lines; what is marked up begins and ends in one."""
    yield bold(f"{view.title} {view.name}")
    yield escape(f"{view.period}. {view.tally}")
    yield from (escape(cut(line, _LONG)) for line in view.scope)
    if view.hidden:  # at the head: what comes later may be cut
        reasons = "; ".join(f"{one.name}: {one.value}" for one in view.hidden)
        yield escape(cut(f"{view.hidden_tally.removesuffix('.')} ({reasons}).", _LONG))
    if view.unusual:
        yield "\n" + bold(view.words["unusual"])
        yield from (escape(f"• {cut(line, _LONG)}") for line in view.unusual[:_LINES_PER_ENTITY])
    for note in view.notes:
        yield f"\n{bold(view.words['note'])}: {escape(cut(note.value, 600))}"
    leads = {story.anchor: story for story in view.stories}
    if view.top:
        yield "\n" + bold(view.words["top"])
        for place, reference in enumerate(view.top, 1):
            yield f"{place}. {_story(leads[reference.anchor])}"
    for chapter in view.chapters:
        yield "\n" + bold(f"{chapter.name} ({chapter.count})")
        told: list[StoryView | Reference] = [*chapter.stories, *chapter.elsewhere]
        for story in told[:_LINES_PER_ENTITY]:
            yield f"• {_story(leads[story.anchor])}"
        if (more := len(told) - _LINES_PER_ENTITY) > 0:
            yield escape(texts.plural("and {n} more story", "and {n} more stories", more))
    if not view.chapters or view.quiet:
        yield "\n" + escape(cut(view.quiet or view.words["nothing"], _LONG))
    yield from _older(view)
    yield f"\n{bold(view.words['coverage'])}: {escape(view.coverage.said)}"


def _older(view: View) -> Iterator[str]:
    """Return the lines of what belongs to earlier digests."""
    if view.late:
        yield "\n" + bold(view.words["late"])
        yield from (f"• {_story(story)}" for story in view.late[:_LINES_PER_ENTITY])
    if view.corrections:
        yield "\n" + bold(view.words["corrections"])
        for story in view.corrections[:_LINES_PER_ENTITY]:
            became = "; ".join(dict.fromkeys(update.name for update in story.updates))
            yield f"• {_story(story)}: {escape(cut(became, _HEADLINE))}"


def _story(story: StoryView) -> str:
    linked = [report for report in story.reports if report.link]
    linked.sort(key=lambda report: report.lang != story.headline.lang)  # stable: the earliest in its language
    url = linked[0].link if linked else ""
    # One source is better named than counted.
    whose = story.reports[0].source if len(story.reports) == 1 else story.tally
    return f"{link(url, cut(story.headline.text, _HEADLINE))} ({escape(cut(whose, _SOURCE))})"
