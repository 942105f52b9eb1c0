"""Decoding: the Cyrillic letters survive every wrong claim and every damaged byte."""

from __future__ import annotations

import gzip

import pytest

from feeds.web.decode import MAX_UNPACKED, decode

TEXT = "<t>Учёный из Аргуна вернулся домой после двух лет молчания</t>"
XML = '<?xml version="1.0" encoding="{}"?>' + TEXT


@pytest.mark.parametrize(
    ("written", "declared", "header"),
    [
        ("utf-8", "utf-8", None),
        ("utf-8", "windows-1251", None),
        ("utf-8", "utf-16", "text/xml; charset=iso-8859-1"),
        ("utf-8", "no-such-charset", "application/xml; charset=punycode"),
        ("utf-8-sig", "koi8-r", None),
        ("cp1251", "windows-1251", None),
        ("cp1251", "utf-8", "text/xml; charset=utf-8"),
        ("cp1251", "koi8-r", None),
        ("cp1251", "iso-8859-1", None),
        ("koi8-r", "koi8-r", None),
        ("koi8-r", "windows-1251", "text/xml; charset=windows-1251"),
        ("iso8859-5", "ISO-8859-5", None),
        ("cp866", "utf-8", None),
        ("utf-16", "utf-16", None),
        ("utf-16-le", "utf-16", None),
        ("utf-16-be", "utf-8", None),
        ("utf-32-le", "utf-32", None),
    ],
)
def test_russian_survives_wrong_claims(written: str, declared: str, header: str | None) -> None:
    """What the bytes are decides, not what header or declaration call them."""
    text = XML.format(declared).replace("ё", "е")
    assert decode(text.encode(written), header) == text


@pytest.mark.parametrize(
    ("text", "charset"),
    [
        ("<t>Écoles fermées à Grozny, où l'été a commencé</t>", "iso-8859-1"),
        ("<t>Übung für größere Städte</t>", "windows-1252"),
        ("<t>東京の新聞</t>", "shift_jis"),
        ("<t>사람</t>", "euc-kr"),
        ("<t>北京新闻</t>", "gb2312"),
    ],
)
def test_other_scripts_follow_their_declaration(text: str, charset: str) -> None:
    """The look-out for Russian does not spoil languages that say what they are."""
    declared = f'<?xml version="1.0" encoding="{charset}"?>{text}'
    assert decode(declared.encode(charset)) == declared


def test_one_bad_byte_costs_one_character() -> None:
    """Damage stays where it is: the tags around it and the text elsewhere are whole."""
    body = (TEXT * 3).encode().replace("дом".encode(), b"\xd0\xff\xd0", 1)
    text = decode(body)
    assert text.count("Аргуна вернулся") == 3
    assert text.count("домой") == 2


def test_a_piece_in_another_charset_is_read_in_it() -> None:
    """One item pasted in windows-1251 into a UTF-8 feed is readable like the rest."""
    assert decode((TEXT * 2).encode() + TEXT.encode("cp1251") + TEXT.encode()) == TEXT * 4


def test_a_body_cut_inside_a_character_is_still_utf_8() -> None:
    """The last half letter goes, everything before stays."""
    whole = "<t>Аргун"
    assert decode(whole.encode()[:-1]) == whole[:-1]


def test_text_that_was_encoded_twice_is_read_once() -> None:
    """UTF-8 taken for western text and encoded again comes back."""
    for wrong in ("latin-1", "cp1252"):
        readable = TEXT.replace("я", "а").replace("с", "е")
        doubled = readable.encode().decode(wrong, "ignore" if wrong == "cp1252" else "strict")
        if doubled.encode(wrong) == readable.encode():
            assert decode(doubled.encode()) == readable
    assert decode(TEXT.encode().decode("latin-1").encode()) == TEXT


def test_unannounced_gzip_is_unpacked_within_bounds() -> None:
    """A packed body is read, also when it is cut; a bomb stops growing at the limit."""
    packed = gzip.compress(TEXT.encode())
    assert decode(packed) == TEXT
    assert decode(gzip.compress(packed)) == TEXT
    assert decode(gzip.compress((TEXT * 5000).encode())[:-20]).startswith(TEXT)
    assert len(decode(gzip.compress(b"\n" * (MAX_UNPACKED + 10)))) == MAX_UNPACKED


@pytest.mark.parametrize(
    "body", [b"", b"\xff", b"\x00" * 9, bytes(range(256)) * 9, b"\x1f\x8bgarbage", b"\xef\xbb\xbf"]
)
def test_any_bytes_give_some_text(body: bytes) -> None:
    """Decoding never fails."""
    assert isinstance(decode(body, "text/xml; charset=\x00"), str)
