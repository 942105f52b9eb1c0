"""The update: what is new in a story that was told, as a short answer to the message that told it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, tzinfo

from bot.i18n import Texts
from bot.messages.alert import (
    TRANSLATED,
    WHY,
    entity_names,
    headline,
    short_summary,
    time_line,
    told_in_translation,
)
from bot.messages.facts import EVENTS, watched_name
from bot.messages.markup import bold, cut, escape
from bot.messages.message import Button, Message
from bot.messages.story import source_name
from feeds.types import Entity
from storage.story import StoryReport
from storage.translation import Translated

_SUMMARY_UNITS = 500
_NAME_UNITS = 60
_CHANGES_SHOWN = 6


def render_update(
    report: StoryReport,
    entities: Sequence[Entity],
    changes: Sequence[str],
    *,
    texts: Texts,
    repeat: bool = False,
    zone: tzinfo = UTC,
    translation: Translated | None = None,
) -> Message:
    """Render what `changes` (`feeds.story.changes`) add to a story, from the report that brought them.

    `zone` is its reader's; `translation` stands in the place of the headline and the summary, marked as what
    it is.
    """
    names = entity_names(entities, texts)
    first = [bold(texts("Update")), *([escape(names)] if names else []), escape(source_name(report, texts))]
    lines = [" · ".join(first)]
    said = [words for change in changes if (words := change_words(change, texts, entities))]
    if said:
        lines.append(texts("New: {changes}", changes=bold("; ".join(said[:_CHANGES_SHOWN]))))
    told = told_in_translation(report, translation)
    lines.append(headline(told, texts))
    summary = short_summary(told, _SUMMARY_UNITS)
    if summary:
        lines.append(f"\n<blockquote>{escape(summary)}</blockquote>")
    if translation is not None:
        lines.append(f"<i>{escape(texts(TRANSLATED))}</i>")
    lines.append(f"\n{time_line(report, 0, texts, zone)}")
    if repeat:
        lines.append(
            escape(texts("You may have had this one already: the connection broke while it was sent."))
        )
    return Message("\n".join(lines), ((Button(texts("Why?"), data=f"{WHY}:{report.entry_id}"),),))


def change_words(change: str, texts: Texts, watched: Sequence[Entity] = ()) -> str:
    """Return one change in the reader's language as plain text; empty for one that has no words here."""
    kind, _, value = change.partition(":")
    if kind == "person":
        name = watched_name(value, watched, texts) or value
        return texts("named: {name}", name=cut(name, _NAME_UNITS)) if name else ""
    if kind == "event":
        return texts(EVENTS[value]) if value in EVENTS else ""
    thing, _, number = value.rpartition(":")
    if kind != "count" or not number.isdecimal():
        return ""
    if thing == "years":
        return texts.plural("{n} year", "{n} years", int(number))
    people = texts.plural("{n} person", "{n} people", int(number))
    return f"{texts(EVENTS[thing])} ({people})" if thing in EVENTS else ""
