"""Other people's words can neither break a message nor disturb the words around them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messages.markup import bold, clean, code, cut, cut_start, escape, link
from bot.messages.message import Message
from tests.bot.messages.reports import shown, units


@pytest.mark.parametrize(
    ("given_text", "cleaned"),
    [
        ("  two\n\twords\u00a0here ", "two words here"),
        ("safe\u202egnp.exe", "safegnp.exe"),
        ("\u2066isolated\u2069 \u200emark\u200f \u061c", "isolated mark"),
        ("in\u200bvi\u00adsi\u2060ble\ufeff", "invisible"),
        ("nul\x00 bell\x07 c1\x9b", "nul bell c1"),
        ("Ка\u0301дыров й ё", "Ка\u0301дыров й ё"),
        ("z" + "\u0336" * 500 + "a", "z\u0336\u0336\u0336a"),
        ("half\ud800 pair", "half pair"),
        ("tag\U000e0041\U000e007f", "tag"),
        ("👩‍👧 family, می‌خواهم", "👩‍👧 family, می‌خواهم"),
        ("", ""),
    ],
)
def test_what_disturbs_its_neighbours_is_removed_and_letters_stay(given_text: str, cleaned: str) -> None:
    """Direction overrides, invisible and overprinting marks go; accents, joined emoji, scripts stay."""
    assert clean(given_text) == cleaned


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("short enough", 20, "short enough"),
        ("one two three four", 12, "one two…"),
        ("one two, three four", 10, "one two…"),
        ("abcdefghijklmnop", 6, "abcde…"),
        ("😀" * 10, 7, "😀😀😀…"),
        ("", 5, ""),
    ],
)
def test_texts_are_cut_at_a_word(text: str, limit: int, short: str) -> None:
    """A cut shows as an ellipsis; only a monstrous word is cut inside, never a character."""
    assert cut(text, limit) == short


@given(st.text(), st.integers(2, 60))
def test_a_cut_keeps_its_limit(text: str, limit: int) -> None:
    """From either end, in Telegram's units."""
    assert units(cut(text, limit)) <= limit
    assert units(cut_start(text, limit)) <= limit


@pytest.mark.parametrize(
    ("url", "linked"),
    [
        ("https://x.example/a?b=1&c=\"'<>", True),
        ("http://x.example", True),
        ("HTTPS://X.EXAMPLE/", True),
        ("javascript:alert(1)", False),
        ("tg://user?id=1", False),
        ("data:text/html,x", False),
        ("//x.example", False),
        ("x.example", False),
        ("https://x.example/" + "a" * 3000, False),
        ("", False),
        (None, False),
    ],
)
def test_only_web_addresses_become_links(url: str | None, linked: bool) -> None:
    """Anything else leaves the words without a link."""
    text, entities = shown(Message(link(url, "words <b>")))
    assert text == "words <b>"
    assert bool(entities) is linked


@given(st.text(st.characters(exclude_categories=["C", "M", "Z"]) | st.sampled_from(" <>&\"'\n"), min_size=1))
def test_escaped_words_arrive_as_they_were_cleaned(text: str) -> None:
    """What Telegram shows is the cleaned text, between any of our tags."""
    for markup in (escape, code, bold):
        seen, _ = shown(Message(f"({markup(text)})"))
        assert seen.replace("( ", "(").replace(" )", ")") == f"({clean(text)})"
