"""A digest as Markdown: every line of a story names its source and links to it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.digest.arrange import arrange
from bot.digest.shown import shown
from bot.digest.snapshot import Snapshot
from bot.digest.view import QuoteView, Reference, ReportView, Row, StoryView, View

EXTENSION = "md"
MEDIA_TYPE = "text/markdown; charset=utf-8"

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|~&$])")
_OPENING = re.compile(r"^(?:([#+\-=])|(\d+)([.)]))")


def render(snapshot: Snapshot, lang: str) -> bytes:
    """Write the text of a digest."""
    return render_view(arrange(snapshot, lang))


def render_view(view: View) -> bytes:
    """Write the text of a digest that is arranged already."""
    return ("\n".join(_lines(view)) + "\n").encode("utf-8", "replace")


def escape(text: str) -> str:
    """Make text show as it is in Markdown, on one line, without characters that act unseen."""
    line = _SPECIAL.sub(r"\\\1", shown(text))
    return _OPENING.sub(lambda m: f"\\{m[1]}" if m[1] else f"{m[2]}\\{m[3]}", line)


def _lines(view: View) -> Iterator[str]:
    w = view.words
    yield f"# {escape(view.title)} {escape(view.name)}"
    yield from _spaced(f"**{escape(view.period)}**", escape(view.tally), *map(escape, view.scope))
    yield from _spaced(escape(f"{w['closed_at']} {view.closed}"))
    yield from _spaced(f"## {w['overview']}")
    if view.unusual:
        yield from _spaced(f"**{w['unusual']}**", "\n".join(f"- {escape(line)}" for line in view.unusual))
    yield from _spaced(*(f"> **{w['note']}:** {escape(note.value)}" for note in view.notes))
    yield ""
    yield from _table((w["entity"], w["stories"], w["median"], w["change"]), view.entities)
    if any(row.more for row in view.entities):
        yield from _spaced(escape(w["median_note"]))
    if view.kinds:
        yield ""
        yield from _table((w["kind"], w["stories"], w["median"], w["change"]), view.kinds)
    if view.top:
        yield from _spaced(f"## {w['top']}", "")
        yield from (f"{place}. {_refer(reference)}" for place, reference in enumerate(view.top, 1))
    for chapter in view.chapters:
        yield from _spaced(f"## {escape(chapter.name)} ({chapter.count})")
        for story in chapter.stories:
            yield from _story(story, w)
        if chapter.elsewhere:
            yield from _spaced(f"{w['elsewhere']}:", "")
            yield from (f"- {_refer(reference)}" for reference in chapter.elsewhere)
    if not view.chapters or view.quiet:
        yield from _spaced(escape(view.quiet or w["nothing"]))
    for part, stories in (("late", view.late), ("corrections", view.corrections)):
        if stories:
            yield from _spaced(f"## {w[part]}", w[f"{part}_note"])
        for story in stories:
            yield from _story(story, w)
    yield from _end(view)


def _story(story: StoryView, w: dict[str, str]) -> Iterator[str]:
    yield from _spaced(f"### {story.number}. {_sourced(story.headline, w)}")
    yield from _spaced(*(f"*{_sourced(quote, w)}*" for quote in story.others))
    yield from _spaced(escape(" · ".join(story.about)))
    if story.facts:
        yield from _spaced("; ".join(map(_fact, story.facts)))
    for quote in story.summaries:
        yield from _spaced(f"> {_sourced(quote, w)}")
    yield from _spaced(*(f"> **{w['note']}:** {escape(note.value)}" for note in story.notes))
    yield ""
    yield from (_report(report, w) for report in story.reports)
    if story.updates:
        yield from _spaced(f"{w['updates']}:", "")
    for update in story.updates:
        said = ": ".join(filter(None, (update.name, update.value)))
        yield f"- {escape(said)} ({escape(', '.join(filter(None, (update.more, update.extra))))})"


def _fact(fact: Row) -> str:
    by = f" ({escape(fact.more)})" if fact.more else ""
    return f"{escape(fact.name)}: **{escape(fact.value)}**{by}"


def _report(report: ReportView, w: dict[str, str]) -> str:
    title = escape(report.title)
    linked = f"[{title}](<{report.link}>)" if report.link else title
    times = f"{report.time} ({report.local})" if report.local else report.time
    about = ", ".join(filter(None, (report.owner, report.view, report.label)))
    who = f"{report.source} ({about})" if about else report.source
    proved = escape("; ".join(report.proof(w)))
    return f"- {escape(times)}, {escape(who)}: {linked}  \n  {proved}"


def _refer(reference: Reference) -> str:
    return f"{escape(reference.headline.text)} ({escape(reference.tally)})"


def _quoted(quote: QuoteView, w: dict[str, str]) -> str:
    return escape(quote.text) + (f" ({w['machine']})" if quote.machine else "")


def _sourced(quote: QuoteView, w: dict[str, str]) -> str:
    return _quoted(quote, w) + (f" — {escape(quote.source)}" if quote.source else "")


def _table(head: Sequence[str], rows: Sequence[Row]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield "|---|---:|---:|---:|"
    for row in rows:
        yield f"| {' | '.join(escape(part) or '–' for part in (row.name, row.value, row.more, row.extra))} |"


def _end(view: View) -> Iterator[str]:
    w = view.words
    yield from _spaced(f"## {w['coverage']}", escape(view.coverage.said))
    for title, rows in ((w["gaps"], view.coverage.gaps), (w["silent"], view.coverage.silent)):
        if rows:
            yield from _spaced(f"{title}:", "")
            yield from (f"- {_time_of(row)}" for row in rows)
    yield from _spaced(f"## {w['method']}", *map(escape, view.method_notes))
    if view.hidden:
        yield from _spaced(view.hidden_tally, "")
        yield from (f"- {escape(row.name)}: {row.value}" for row in view.hidden)
    yield ""
    yield from (f"- {escape(row.name)}: {escape(row.value)}" for row in view.method)


def _time_of(row: Row) -> str:
    said = row.value + (f" ({row.extra})" if row.extra else "")
    return f"**{escape(row.name)}**: {escape(': '.join(filter(None, (said, row.more))))}"


def _spaced(*blocks: str) -> Iterator[str]:
    """Return each block after an empty line; an empty block is that line alone."""
    for block in blocks:
        yield ""
        if block:
            yield block
