"""Other people's words and links cannot act on the document that shows them."""

from __future__ import annotations

import unicodedata

import pytest

from bot.digest.shown import LINK_LENGTH, shown, web_link


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Аргун: мать вышла с плакатом", "Аргун: мать вышла с плакатом"),
        ("two  lines\r\nand\ttabs\u2028here\u00a0", "two lines and tabs here"),
        ("good\u202edab", "good⟨U+202E⟩dab"),
        ("\u2066isolated\u2069", "⟨U+2066⟩isolated⟨U+2069⟩"),
        ("zero\u200bwidth\ufeff", "zero⟨U+200B⟩width⟨U+FEFF⟩"),
        ("Кадыров\u200d", "Кадыров⟨U+200D⟩"),
        ("ту\u200cман", "ту⟨U+200C⟩ман"),
        ("soft\u00adhyphen", "softhyphen"),
        ("bell\x07, escape\x1b[31m, delete\x7f", "bell, escape[31m, delete"),
        ("half \ud83d pair", "half pair"),
        ("не\ufffeзнак", "незнак"),
        ("tag\U000e0041", "tag⟨U+E0041⟩"),
        ("👩\u200d🚒", "👩\u200d🚒"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("Кады\u0301ров", "Кады\u0301ров"),
        ("a" + "\u0301" * 50, "a" + "\u0301" * 3),
        ("<b>&amp;", "<b>&amp;"),
        ("", ""),
    ],
)
def test_unseen_characters_are_shown_or_left_out(text: str, seen: str) -> None:
    """Whatever moves or hides its surroundings is spelt out; what says nothing is dropped."""
    assert shown(text) == seen


def test_no_character_of_format_or_control_is_left() -> None:
    """Of all of Unicode; alone, none of them joins anything."""
    left = [
        f"U+{code:04X}"
        for code in range(0x110000)
        if unicodedata.category(chr(code)) in {"Cc", "Cf", "Cs", "Zl", "Zp"}
        and chr(code) in shown(f"a{chr(code)}b")
        # Signs that are seen (Arabic and Kaithi number signs, Egyptian joiners, musical and shorthand ones).
        and not 0x600 <= code <= 0x8E2
        and code < 0x10000
    ]
    assert not left


def test_long_texts_are_cut_at_a_word() -> None:
    """With an ellipsis, and never longer than asked for."""
    assert shown("one two three four", 12) == "one two…"
    assert shown("x" * 50, 10) == "x" * 9 + "…"
    assert shown("short", 12) == "short"


@pytest.mark.parametrize(
    ("link", "kept"),
    [
        ("https://example.org/a?b=1&c=2#d", "https://example.org/a?b=1&c=2#d"),
        ("HTTP://example.org", "HTTP://example.org"),
        ("https://пример.рф/новость", "https://пример.рф/новость"),
        ('https://example.org/"><script>', "https://example.org/%22%3E%3Cscript%3E"),
        ("https://example.org/a b", "https://example.org/a%20b"),
        ("https://example.org/\u202egpj", "https://example.org/%E2%80%AEgpj"),
        ("https://example.org/a\x00b", "https://example.org/ab"),
        ("https://example.org/{x}|`^\\", "https://example.org/%7Bx%7D%7C%60%5E%5C"),
        ("javascript:alert(1)", ""),
        ("java\nscript:alert(1)", ""),
        (" https://example.org", ""),
        ("data:text/html,x", ""),
        ("//example.org", ""),
        ("file:///etc/passwd", ""),
        ("ftp://example.org", ""),
        ("https:example.org", ""),
        ("https://", ""),
        ("", ""),
        ("https://example.org/" + "a" * LINK_LENGTH, ""),
    ],
)
def test_only_web_links_are_kept(link: str, kept: str) -> None:
    """And nothing in them ends an attribute, a bracket or a line."""
    assert web_link(link) == kept
