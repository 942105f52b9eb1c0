"""What Telegram's parser takes, refuses and counts."""

from __future__ import annotations

import pytest

from tests.telegram import ApiError, FakeTelegram
from tests.telegram.parser import read
from tests.telegram.transcript import marked


@pytest.mark.parametrize(
    ("html", "seen"),
    [
        ("plain", "plain"),
        ("<b>bold</b> and <i>thin</i>", "**bold** and _thin_"),
        ("<b>one <i>two</i></b>", "**one _two_**"),
        ('<a href="https://a.invalid/?x=1&amp;y=2">word</a>', "word <https://a.invalid/?x=1&y=2>"),
        ("&lt;b&gt; &amp; &quot;", '<b> & "'),
        ("🎉 <b>после эмодзи</b>", "🎉 **после эмодзи**"),
        ("<blockquote>one\ntwo</blockquote>", "> one\n> two"),
        ("  trimmed \n", "trimmed"),
        ("tab\tand\r\nline", "tab and \nline"),
    ],
)
def test_html_becomes_what_a_person_sees(html: str, seen: str) -> None:
    """Tags become marks at the right place, whatever the letters cost in UTF-16."""
    assert marked(*read(html, "HTML", None, 4096, "message")) == seen


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("a < b", "can't parse entities: Unsupported start tag"),
        ("one<br>two", 'Unsupported start tag "br"'),
        ("<p>par</p>", 'Unsupported start tag "p"'),
        ("<b>open", "Can't find end tag|can't find end tag"),
        ("", "message text is empty"),
        ("<b> </b>", "text must be non-empty"),
        ("я" * 4097, "message is too long"),
    ],
)
def test_broken_html_is_refused_in_telegrams_words(html: str, reason: str) -> None:
    """What would block a real message blocks it here, with the same sentence."""
    with pytest.raises(ApiError, match=reason) as refused:
        read(html, "HTML", None, 4096, "message")
    assert refused.value.code == 400


def test_length_counts_after_parsing() -> None:
    """Tags and escapes cost nothing of the 4096 characters."""
    text, _ = read("<b>" + "&amp;" * 4096 + "</b>", "HTML", None, 4096, "message")
    assert text == "&" * 4096


def test_addresses_and_commands_are_found_without_markup() -> None:
    """Telegram marks addresses, commands and hashtags by itself, but not inside code."""
    _, entities = read("/start at https://a.invalid.org #news <code>#x</code>", "HTML", None, 4096, "message")
    assert [entity["type"] for entity in entities] == ["bot_command", "url", "hashtag", "code"]


@pytest.mark.parametrize(
    ("button", "reason"),
    [
        ({"text": "x", "callback_data": "ж" * 33}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "callback_data": ""}, "BUTTON_DATA_INVALID"),
        ({"text": " ", "callback_data": "a"}, "text must be non-empty"),
        ({"text": "x"}, "Text buttons are unallowed"),
        ({"text": "x", "url": "javascript:alert(1)"}, "Wrong HTTP URL"),
        ({"text": "x", "url": "http://localhost/"}, "Wrong HTTP URL"),
    ],
)
def test_bad_buttons_are_refused(button: dict[str, str], reason: str) -> None:
    """A keyboard that Telegram would not take is a 400 here."""
    fake = FakeTelegram()
    params = {"chat_id": 1, "text": "x", "reply_markup": {"inline_keyboard": [[button]]}}
    answer = fake.call(fake.token, "sendMessage", params, {})
    assert answer.status == 400
    assert reason in answer.body["description"]
    assert fake.messages(1) == []


@pytest.mark.parametrize("data", ["ж" * 32, "a" * 64])
def test_sixty_four_bytes_of_data_fit(data: str) -> None:
    """The limit of callback data is counted in bytes and inclusive."""
    fake = FakeTelegram()
    markup = {"inline_keyboard": [[{"text": "x", "callback_data": data}]]}
    assert (
        fake.call(fake.token, "sendMessage", {"chat_id": 1, "text": "x", "reply_markup": markup}, {}).status
        == 200
    )
