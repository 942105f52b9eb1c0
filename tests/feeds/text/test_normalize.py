"""Folding makes spellings of one word equal and keeps the way back to the source."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.text.normalize import fold, fold_word

SAME = [
    ("Ёлка", "елка"),
    ("ёлка".replace("ё", "е\u0308"), "елка"),
    ("Зи\u0301ма", "зима"),
    ("Май", "май"),
    ("Маи\u0306", "май"),
    ("дол\u00adгий", "долгий"),
    ("дол\u200bгий\ufeff", "долгий"),
    ("CнEг", "снег"),
    ("Mосква", "москва"),
    ("Lоndоn", "london"),
    ("&#1057;нег&nbsp;и &laquo;лёд&raquo;", "снег\xa0и «лед»"),
    ("сн&shy;ег", "снег"),
    ("Erdoğan", "erdogan"),
    ("IT-отдел", "it-отдел"),
    ("Їжак", "їжак"),
]


@pytest.mark.parametrize(("written", "folded"), SAME)
def test_spellings_fold_to_one_form(written: str, folded: str) -> None:
    """Marks, invisible characters, references, look-alikes and case do not matter."""
    assert fold_word(written) == folded


@pytest.mark.parametrize(
    ("text", "word", "surface"),
    [
        ("В Зи\u0301му", "зиму", "Зи\u0301му"),
        ("x &laquo;&#1057;нег&raquo;!", "снег", "&#1057;нег"),
        ("о\u00adдол\u00adго\u00adм", "одолгом", "о\u00adдол\u00adго\u00adм"),
        ("İzmir Снег\u0301", "снег", "Снег\u0301"),
    ],
)
def test_offsets_lead_back_to_the_source(text: str, word: str, surface: str) -> None:
    """A folded span maps to exactly the characters it came from."""
    folded = fold(text)
    at = folded.text.index(word)
    start, end = folded.original(at, at + len(word))
    assert text[start:end] == surface


@given(st.text(st.characters(), max_size=80))
def test_any_string_folds(text: str) -> None:
    """Every folded character has a place inside the source, in order."""
    folded = fold(text)
    places = [folded.original(at, at + 1) for at in range(len(folded.text))]
    assert all(0 <= start < end <= len(text) for start, end in places)
    assert places == sorted(places)
