"""A page of findings keeps Telegram's limits whatever was found, and shows where the words stand."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.i18n import LANGUAGES, texts_for
from bot.messages.find import (
    PAGE,
    pages_of,
    render_bad_search,
    render_find_usage,
    render_findings,
    snippet,
)
from bot.messages.message import Message
from feeds.text.search import LONGEST_SEARCH, SearchError, read_search
from storage.search import Findings
from tests.bot.messages.reports import report, shown

TEXTS = [texts_for(lang) for lang in LANGUAGES]
WORST = ["<b>&\"'" * 400, "'" * 3000, "😀" * 3000, "\u202e" * 50, "", "velsky " * 900, "v" * 3000]


def page(words: str, total: int, number: int = 0, lang: str = "en", **changes: object) -> Message:
    """Render one page of equal findings."""
    reports = tuple(report(**changes) for _ in range(min(PAGE, total)))
    return render_findings(
        words, read_search("velsky"), Findings(total, reports), texts_for(lang), page=number
    )


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(WORST) | st.text(max_size=300), st.integers(0, 300_000), st.integers(0, 99_999))
def test_a_page_fits_whatever_was_found(words: str, total: int, number: int) -> None:
    """Five of the longest titles, sources, addresses and contexts, under the longest search."""
    for texts in TEXTS:
        link = f"https://x.example/{words}"
        text = f"{words} velsky {words}"
        shown(
            page(
                words[:LONGEST_SEARCH],
                total,
                number,
                texts.lang,
                title=words,
                text=text,
                owner=words,
                link=link,
            )
        )
        shown(render_find_usage(texts))
        shown(render_bad_search(SearchError("long"), texts))


def test_a_finding_names_source_date_and_place() -> None:
    """Title, source with its view, when it was seen, and the form found in its surroundings."""
    text, entities = shown(page("velsky", 1))
    assert text == (
        "velsky\n1 report found, newest first.\n\n"
        "1. Court in Tarnsk hears Velsky\n"
        "Sample Post (independent) · 5 Mar 2026, 09:30 UTC\n"
        "The court in Tarnsk heard Anton Velsky on Thursday. A verdict is due next week."
    )
    styles = [entity["type"] for entity in entities if entity["type"] != "media_timestamp"]
    assert styles == ["bold", "text_link", "italic", "blockquote", "bold"]


def test_words_of_the_title_alone_show_no_surroundings() -> None:
    """The title stands there already."""
    text, _ = shown(page("velsky", 1, text="Nothing of him here."))
    assert text.endswith("UTC")


@pytest.mark.parametrize("texts", TEXTS)
def test_pages_lead_round_and_remember_the_search(texts: object) -> None:
    """The buttons carry the page, the first line the words."""
    message = page("Velsky & Sons", 11, 2, getattr(texts, "lang", "en"))
    assert [[button.label for button in row] for row in message.buttons] == [["<", "3/3", ">"]]
    assert [button.data for row in message.buttons for button in row] == ["n1:p:1", "n1:p:2", "n1:p:0"]
    text, _ = shown(message)
    assert text.partition("\n")[0] == "Velsky & Sons"
    assert f"\n\n{2 * PAGE + 1}. " in text


@pytest.mark.parametrize(("total", "pages"), [(0, 1), (1, 1), (5, 1), (6, 2), (10, 2), (11, 3)])
def test_a_search_has_as_many_pages_as_it_needs(total: int, pages: int) -> None:
    """Never an empty page."""
    assert pages_of(total) == pages


def test_nothing_found_says_how_to_search() -> None:
    """The advice names quotes and the star."""
    for texts in TEXTS:
        text, _ = shown(page("velsky", 0, lang=texts.lang))
        assert "*" in text
        assert text.startswith("velsky\n")


def test_a_snippet_is_cut_at_words() -> None:
    """Long surroundings are cut with an ellipsis on either side."""
    near = snippet(read_search("Вельский"), "до " * 200 + "Вельскому" + " после" * 200)
    assert near is not None
    left, form, right = near
    assert form == "Вельскому"
    assert left.startswith("…")
    assert right.endswith("…")
    assert snippet(read_search("Вельский"), "никого") is None
