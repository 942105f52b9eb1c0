"""What a search found: a page of entries with source, date and the words found, newest first.

The first line is the search itself: the buttons that turn pages read it back from there.
"""

from __future__ import annotations

from bot.i18n import Texts
from bot.messages.markup import bold, clean, cut, cut_start, escape, link
from bot.messages.message import Message
from bot.messages.pickers import ROWS, turn
from bot.messages.story import source_name
from feeds.text.search import LONGEST_SEARCH, MOST_TERMS, SearchError, Terms, places
from storage.search import Findings
from storage.story import StoryReport

FIND = "n1"
PAGE = 5
"""Entries on one page."""
_TITLE_UNITS = 200
_CONTEXT_UNITS = 90  # of the text, on either side of the words found
_FORM_UNITS = 60


def render_findings(words: str, terms: Terms, found: Findings, texts: Texts, page: int = 0) -> Message:
    """List one page of what `words` found; `terms` show where they stand."""
    heading = bold(words)
    if not found.total:
        return Message("\n".join([heading, escape(texts("Nothing found.")), "", _advice(texts)]))
    count = texts.plural("{n} report found, newest first.", "{n} reports found, newest first.", found.total)
    rows = [
        _row(number, report, terms, texts) for number, report in enumerate(found.reports, page * PAGE + 1)
    ]
    # A page of results has its own length; the row of buttons counts in pages of a list.
    turning = turn(FIND, page, ROWS * pages_of(found.total))
    return Message("\n\n".join([f"{heading}\n{escape(count)}", *rows]), buttons=(turning,) if turning else ())


def render_find_usage(texts: Texts) -> Message:
    """Say how to search."""
    return Message(
        f"{escape(texts('Write what to look for after the command: /find WORDS'))}\n{_advice(texts)}"
    )


def render_bad_search(error: SearchError, texts: Texts) -> Message:
    """Say what is wrong with a search."""
    if error.problem == "empty":
        return render_find_usage(texts)
    said = texts(
        "That is too much at once: at most {words} words and {letters} letters.",
        words=MOST_TERMS,
        letters=LONGEST_SEARCH,
    )
    return Message(escape(said))


def pages_of(total: int) -> int:
    """Return how many pages a search with so many finds has: at least one."""
    return max(1, -(-total // PAGE))


def snippet(terms: Terms, text: str) -> tuple[str, str, str] | None:
    """Return what stands before the first words found in `text`, these, and what follows; None: not there."""
    found = places(terms, text, 1)
    if not found:
        return None
    start, end = found[0]
    before = text[max(0, start - 4 * _CONTEXT_UNITS) : start]
    after = text[end : end + 4 * _CONTEXT_UNITS]
    left = cut_start(before, _CONTEXT_UNITS) + (" " if before[-1:].isspace() else "")
    right = (" " if after[:1].isspace() else "") + cut(after, _CONTEXT_UNITS)
    return left, cut(text[start:end], _FORM_UNITS), right


def _advice(texts: Texts) -> str:
    said = texts(
        "I look for reports with all the words, in any form. “Quotes” keep words as they are written,"
        " a * stands for any ending."
    )
    return escape(said)


def _row(number: int, report: StoryReport, terms: Terms, texts: Texts) -> str:
    title = clean(report.title) or clean(report.text) or texts("(no title)")
    line = f"{number}. {link(report.link, cut(title, _TITLE_UNITS))}"
    origin = f"{source_name(report, texts)} · {texts.time(report.first_seen)}"
    lines = [line, f"<i>{escape(origin)}</i>"]
    shown = snippet(terms, report.text)
    if shown is not None:
        left, form, right = shown
        lines.append(f"<blockquote>{escape(left)}{bold(form)}{escape(right)}</blockquote>")
    return "\n".join(lines)
