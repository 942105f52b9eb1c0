"""The alert: who was named, by which source, what it says, when; and behind its button, why it came.

Pure: values to a message. Sizes are chosen so that no input, however hostile, can pass Telegram's limits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, timedelta, tzinfo

from bot.i18n import Texts, mark
from bot.messages.facts import facts_line
from bot.messages.markup import bold, clean, code, cut, cut_start, escape, link
from bot.messages.message import Button, Message
from bot.messages.mute import mute_button
from bot.messages.story import StoryView, source_name, source_notes, sources_line, standing_line
from feeds.text.labels import strip_labels
from feeds.text.sentences import split
from feeds.types import Entity, Match, WatchList
from storage.preferences import Length
from storage.story import StoryReport
from storage.translation import Translated

WHY = "w1"
"""First part of the button's data: ``w1:<entry id>``. The figure goes up when the meaning changes."""

TRANSLATED = mark("Machine translation, checked against the source.")
_TITLE_UNITS = 400
_SUMMARY_UNITS = 1200
_FULL_UNITS = 2400
_NAME_UNITS = 60
_SOURCE_UNITS = 80
_NAMES_SHOWN = 6
_REASONS_SHOWN = 6
_CONTEXT_UNITS = 160  # of a sentence, on either side of the words found
_FORM_UNITS = 120

_RULES = {
    "exact": mark("as written on the watch-list"),
    "inflected": mark("in another case form"),
    "derived": mark("as a derived word"),
    "translit": mark("in other letters"),
    "translit-form": mark("in other letters and another case form"),
    "misspelt": mark("with one letter wrong"),
    "query": mark("by a query"),
}
_OLDEST_SANE_YEAR = 1995  # before there were feeds, a date is a mistake


def render_alert(
    report: StoryReport,
    entities: Sequence[Entity],
    *,
    texts: Texts,
    alert_id: int,
    others: int = 0,
    view: StoryView | None = None,
    repeat: bool = False,
    feedback: Sequence[tuple[Button, ...]] = (),
    length: Length = Length.SHORT,
    zone: tzinfo = UTC,
    translation: Translated | None = None,
) -> Message:
    """Render one story for a reader.

    `entities` are those it is news for; `view` is what stands behind it, and where nobody looked `others`
    counts further reports of the story; `repeat` says that it may have arrived before. `alert_id` is 0 where
    a story is only shown again. `feedback` are the rows of buttons for what its reader thinks of it
    (`bot.messages.review.feedback_rows`). `length` and `zone` are its reader's; `translation` stands in the
    place of the headline and the summary, marked as what it is.
    """
    lines = [_first_line(report, entities, texts), headline(told_in_translation(report, translation), texts)]
    if view is not None and (facts := _facts_line(report, view, entities, texts)):
        lines.append(escape(facts))
    if summary := _quoted(
        told_in_translation(report, translation), length, translated=translation is not None
    ):
        lines.append(f"\n<blockquote>{escape(summary)}</blockquote>")
    if translation is not None:
        lines.append(f"<i>{escape(texts(TRANSLATED))}</i>")
    lines.append(f"\n{time_line(report, 0 if view else others, texts, zone)}")
    if view is not None:
        lines.append(f"<i>{standing_line(view.standing, texts)}</i>")
        lines += [line for line in (sources_line(view, texts), *source_notes(report, view, texts)) if line]
    if repeat:
        lines.append(
            escape(texts("You may have had this one already: the connection broke while it was sent."))
        )
    why = Button(texts("Why?"), data=f"{WHY}:{report.entry_id}")
    # One more button stands beside "Why?", several have rows of their own.
    first = (why, mute_button(report.entry_id, texts)) if alert_id else (why,)
    rows = ((*first, *feedback[0]),) if len(feedback) == 1 else (first, *feedback)
    return Message("\n".join(lines), buttons=rows)


def render_why(report: StoryReport, watchlist: WatchList, texts: Texts) -> Message:
    """Say which words of an entry made it an alert: form, sentence, keyword, rule and feed."""
    reasons = _distinct(report.matches)
    lines = [bold(texts("Why this came")), link(report.link, cut(_title(report, texts), 160))]
    if not reasons:
        lines.append(
            "\n" + escape(texts("It mentions nobody on the watch-list any more: its source has edited it."))
        )
    lines += ["\n" + _reason(report, match, watchlist, texts) for match in reasons[:_REASONS_SHOWN]]
    more = len(reasons) - _REASONS_SHOWN
    if more > 0:
        lines.append("\n" + texts.plural("and {n} more mention", "and {n} more mentions", more))
    feed = escape(cut(report.feed_title, _SOURCE_UNITS))
    lines.append("\n" + texts("Feed: {feed}", feed=feed))
    if clean(report.feed_url) != clean(report.feed_title):
        lines.append(code(cut(report.feed_url, 300)))
    return Message("\n".join(lines))


def told_in_translation(report: StoryReport, translation: Translated | None) -> StoryReport:
    """Return the report with its translation in the place of what it says itself."""
    if translation is None:
        return report
    return replace(report, title=translation.headline, summary=translation.summary)


def _quoted(report: StoryReport, length: Length, *, translated: bool) -> str:
    """Return what is quoted of a report for a reader who wants so much."""
    if length is Length.HEADLINE:
        return ""
    if length is Length.FULL and not translated:
        full = short_summary(replace(report, summary=strip_labels(report.text)), _FULL_UNITS)
        return full or short_summary(report, _SUMMARY_UNITS)
    return short_summary(report, _SUMMARY_UNITS)


def _first_line(report: StoryReport, entities: Sequence[Entity], texts: Texts) -> str:
    shown = entity_names(entities, texts)
    source = escape(source_name(report, texts))
    return f"{bold(shown)} · {source}" if shown else source


def _facts_line(report: StoryReport, view: StoryView, entities: Sequence[Entity], texts: Texts) -> str:
    return facts_line(view.facts, texts, title=report.title, text=report.text, watched=entities)


def entity_names(entities: Sequence[Entity], texts: Texts) -> str:
    """Return who is named, as plain text: a few names, and how many more."""
    names = [cut(entity.name(texts.lang), _NAME_UNITS) for entity in entities]
    shown = ", ".join(names[:_NAMES_SHOWN])
    return f"{shown} +{len(names) - _NAMES_SHOWN}" if len(names) > _NAMES_SHOWN else shown


def _title(report: StoryReport, texts: Texts) -> str:
    """Return the title; for an entry without one, how its text begins."""
    return clean(report.title) or cut(report.text, 120) or texts("(no title)")


def headline(report: StoryReport, texts: Texts) -> str:
    """Return the headline, linked to the report."""
    return link(report.link, cut(_title(report, texts), _TITLE_UNITS))


def short_summary(report: StoryReport, limit: int) -> str:
    """Return the summary without the sentences at its beginning that only repeat the title's.

    At most `limit` UTF-16 units.
    """
    summary, title = clean(report.summary), _folded(report.title)
    kept = [summary[start:end] for start, end in split(summary)]
    repeated = ""
    while kept and title.startswith(repeated + _folded(kept[0])):
        repeated += _folded(kept.pop(0))
    return cut(" ".join(kept), limit)


def _folded(text: str) -> str:
    return "".join(letter for letter in clean(text).casefold() if letter.isalnum())


def time_line(report: StoryReport, others: int, texts: Texts, zone: tzinfo = UTC) -> str:
    """Say when a report was seen, and dated where that differs."""
    parts = [texts("Seen {time}", time=texts.time(report.first_seen, zone))]
    if _is_older(report):
        assert report.published is not None  # noqa: S101  # _is_older has looked
        parts.append(texts("dated {date} by the source", date=texts.date(report.published)))
    if others > 0:
        parts.append(texts.plural("{n} more report", "{n} more reports", others))
    return f"<i>{escape(' · '.join(parts))}</i>"


def _is_older(report: StoryReport) -> bool:
    """Say whether the source's own date is worth telling: believable, and days before Vigil saw it."""
    published = report.published
    if published is None or published.year < _OLDEST_SANE_YEAR:
        return False
    return report.first_seen - published > timedelta(days=1)


def _distinct(matches: Sequence[Match]) -> list[Match]:
    """Keep the first match of each entity and form, one entity after another."""
    first: dict[tuple[str, str], Match] = {}
    for match in matches:
        first.setdefault((match.entity, match.surface.casefold()), match)
    order = {entity: place for place, entity in enumerate(dict.fromkeys(m.entity for m in matches))}
    return sorted(first.values(), key=lambda match: order[match.entity])


def _reason(report: StoryReport, match: Match, watchlist: WatchList, texts: Texts) -> str:
    entity = watchlist.get(match.entity)
    name = cut(entity.name(texts.lang) if entity else match.entity, _NAME_UNITS)
    rule = _RULES.get(match.rule)
    how = texts(rule) if rule else cut(match.rule, 40)
    where = texts("in the title") if match.field == "title" else texts("in the text")
    return "\n".join(
        (
            f"{bold(name)} · {escape(where)}",
            f"<blockquote>{_in_context(report, match)}</blockquote>",
            texts(
                "Keyword “{keyword}”, {rule}.",
                keyword=escape(cut(match.keyword, _NAME_UNITS)),
                rule=escape(how),
            ),
        )
    )


def _in_context(report: StoryReport, match: Match) -> str:
    """Return the sentence round a match with the form found in bold; the form alone if the text changed."""
    text = report.title if match.field == "title" else report.text
    form = bold(cut(match.surface, _FORM_UNITS))
    if text[match.start : match.end] != match.surface:
        return form
    start, end = _sentence(text, match) if match.field == "text" else (0, len(text))
    # Only so much of a monstrous sentence is cleaned as can be shown.
    before = text[max(start, match.start - 4 * _CONTEXT_UNITS) : match.start]
    after = text[match.end : min(end, match.end + 4 * _CONTEXT_UNITS)]
    left = cut_start(before, _CONTEXT_UNITS) + (" " if before[-1:].isspace() else "")
    right = (" " if after[:1].isspace() else "") + cut(after, _CONTEXT_UNITS)
    return f"{escape(left)}{form}{escape(right)}".strip()


def _sentence(text: str, match: Match) -> tuple[int, int]:
    """Return where the sentence (or sentences) round a match begins and ends."""
    inside = [(start, end) for start, end in split(text) if start < match.end and end > match.start]
    return (
        (min(inside[0][0], match.start), max(inside[-1][1], match.end))
        if inside
        else (match.start, match.end)
    )
