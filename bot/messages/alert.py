"""The alert: who was named, by which source, what it says, when; and behind its button, why it came.

Pure: values to a message. Sizes are chosen so that no input, however hostile, can pass Telegram's limits.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bot.i18n import Texts, mark
from bot.messages.markup import bold, clean, code, cut, cut_start, escape, link
from bot.messages.message import Button, Message
from feeds.text.sentences import split
from feeds.types import Entity, Match, WatchList
from storage.story import StoryReport

WHY = "w1"
"""First part of the button's data: ``w1:<entry id>``. The figure goes up when the meaning changes."""

_TITLE_UNITS = 400
_SUMMARY_UNITS = 1200
_NAME_UNITS = 60
_SOURCE_UNITS = 80
_NAMES_SHOWN = 6
_REASONS_SHOWN = 6
_CONTEXT_UNITS = 160  # of a sentence, on either side of the words found
_FORM_UNITS = 120

_VIEWS = {
    "independent": mark("independent"),
    "state": mark("state media"),
    "ngo": mark("NGO"),
    "intergovernmental": mark("intergovernmental organisation"),
}
_RULES = {
    "exact": mark("as written on the watch-list"),
    "inflected": mark("in another case form"),
    "derived": mark("as a derived word"),
    "translit": mark("in other letters"),
    "translit-form": mark("in other letters and another case form"),
    "misspelt": mark("with one letter wrong"),
}
_OLDEST_SANE_YEAR = 1995  # before there were feeds, a date is a mistake


def render_alert(
    report: StoryReport,
    entities: Sequence[Entity],
    *,
    texts: Texts,
    alert_id: int,
    others: int = 0,
    repeat: bool = False,
    feedback: Sequence[tuple[Button, ...]] = (),
) -> Message:
    """Render one story for a reader.

    `entities` are those it is news for; `others` counts further reports of the story; `repeat` says that it
    may have arrived before. `alert_id` is 0 where a story is only shown again. `feedback` are the rows of
    buttons for what its reader thinks of it (`bot.messages.review.feedback_rows`).
    """
    del alert_id  # what the button leads to depends on the entry alone
    headline = _headline(report, texts)
    lines = [_first_line(report, entities, texts), headline]
    summary = _summary(report)
    if summary:
        lines.append(f"\n<blockquote>{escape(summary)}</blockquote>")
    lines.append(f"\n{_time_line(report, others, texts)}")
    if repeat:
        lines.append(
            escape(texts("You may have had this one already: the connection broke while it was sent."))
        )
    why = Button(texts("Why?"), data=f"{WHY}:{report.entry_id}")
    # One more button stands beside "Why?", several have rows of their own.
    rows = ((why, *feedback[0]),) if len(feedback) == 1 else ((why,), *feedback)
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


def _first_line(report: StoryReport, entities: Sequence[Entity], texts: Texts) -> str:
    names = [cut(entity.name(texts.lang), _NAME_UNITS) for entity in entities]
    shown = ", ".join(names[:_NAMES_SHOWN])
    if len(names) > _NAMES_SHOWN:
        shown += " +" + str(len(names) - _NAMES_SHOWN)
    source = escape(source_name(report, texts))
    return f"{bold(shown)} · {source}" if shown else source


def source_name(report: StoryReport, texts: Texts) -> str:
    """Return who published a report and whose view it is, as plain text."""
    name = cut(report.owner or report.feed_title, _SOURCE_UNITS)
    view = _VIEWS.get(report.view)
    return f"{name} ({texts(view)})" if view else name


def _title(report: StoryReport, texts: Texts) -> str:
    """Return the title; for an entry without one, how its text begins."""
    return clean(report.title) or cut(report.text, 120) or texts("(no title)")


def _headline(report: StoryReport, texts: Texts) -> str:
    return link(report.link, cut(_title(report, texts), _TITLE_UNITS))


def _summary(report: StoryReport) -> str:
    """Return the summary without the sentences at its beginning that only repeat the title's."""
    summary, title = clean(report.summary), _folded(report.title)
    kept = [summary[start:end] for start, end in split(summary)]
    repeated = ""
    while kept and title.startswith(repeated + _folded(kept[0])):
        repeated += _folded(kept.pop(0))
    return cut(" ".join(kept), _SUMMARY_UNITS)


def _folded(text: str) -> str:
    return "".join(letter for letter in clean(text).casefold() if letter.isalnum())


def _time_line(report: StoryReport, others: int, texts: Texts) -> str:
    parts = [texts("Seen {time}", time=texts.time(report.first_seen))]
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
