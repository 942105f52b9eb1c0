"""HTML to text: nothing but what a reader would read, letter for letter."""

from __future__ import annotations

import pytest

from feeds.web.html import MAX_TEXT, MAX_TITLE, plain_line, plain_text

CASES = [
    ("Просто текст", "Просто текст"),
    ("<p>Один</p><p>Два</p>", "Один\nДва"),
    ("Один<br/>Два<br>Три", "Один\nДва\nТри"),
    ("<ul><li>а<li>б</ul>в", "а\nб\nв"),
    ("в <b>Чеч</b>не", "в Чечне"),
    ("<h2>Суд</h2>начался", "Суд\nначался"),
    ("&laquo;Мост&raquo;&nbsp;&mdash; &#171;мост&#xBB; &amp; ещё", "«Мост» — «мост» & ещё"),
    ("&lt;b&gt;Срочно&lt;/b&gt;: &amp;laquo;мост&amp;raquo;", "Срочно: «мост»"),
    ("<p>&amp;nbsp;Суд</p>", "Суд"),
    ("5 < 6 и 7 > 3", "5 < 6 и 7 > 3"),
    ("a <3 b", "a <3 b"),
    ("x<script>alert(1)</script>y<style>p{}</style>z", "xyz"),
    ("x<iframe>нет</iframe><noscript><img></noscript>y", "xy"),
    ("x<!-- тайна -->y", "xy"),
    ('<img alt="снимок" src=x onerror="alert(1)">Подпись', "Подпись"),
    ("<a href='http://x.example/?a=1&b=2' title='a > b'>ссылка</a>", "ссылка"),
    ("  много \t пробелов\xa0\u2009тут  ", "много пробелов тут"),
    ("абзац\n\n\nабзац", "абзац\nабзац"),
    ("перенос\nстроки", "перенос строки"),
    ("<div>a\n b</div>\n\n<div>c</div>", "a b\nc"),
    ("Каds\u00adыров\u200b и\u0301", "Каds\u00adыров\u200b и\u0301"),
    ("нуль\x00 и \x1fуправление\x85", "нуль и управление"),
    ("&#99999999999999999999; конец", "; конец"),
    ("<p>не закрыто", "не закрыто"),
    ("<", "<"),
    ("", ""),
]


@pytest.mark.parametrize(("markup", "text"), CASES)
def test_markup_becomes_what_a_reader_reads(markup: str, text: str) -> None:
    """Tags, scripts and entities go; letters, soft hyphens and stress marks stay."""
    assert plain_text(markup) == text


def test_a_headline_is_one_line_within_its_limit() -> None:
    """Line breaks in a headline become spaces, and an endless one ends with an ellipsis."""
    assert plain_line("<p>Один</p>\n<p>Два</p>") == "Один Два"
    long = plain_line("слово " * 100_000)
    assert len(long) <= MAX_TITLE
    assert long.endswith("…")


def test_endless_text_is_cut_at_a_word() -> None:
    """A text beyond the limit ends between two words."""
    text = plain_text("<p>" + "слово " * 100_000)
    assert MAX_TEXT - 6 < len(text) <= MAX_TEXT
    assert text.endswith("слово")


@pytest.mark.parametrize(
    "piece", ["<div>", "<b><table>", "&lt;div>", "<", "<!--", "&#", "<a ", " \n", "&amp;"]
)
def test_hostile_markup_ends_at_once(piece: str) -> None:
    """Deep nesting and endless openings give some short text and no crash."""
    assert len(plain_text(piece * 60_000 + "конец")) <= MAX_TEXT
