"""Addresses: one page has one key, two pages never share one, and only web addresses come out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.web.urls import absolute, canonical, is_web

SAME = [
    ("http://gazeta.example/a-1", "https://gazeta.example/a-1", "scheme"),
    ("https://www.gazeta.example/a-1", "https://gazeta.example/a-1", "www"),
    ("https://m.gazeta.example/a-1", "https://amp.gazeta.example/a-1", "mobile and amp hosts"),
    ("https://WWW.Gazeta.Example/a-1", "https://gazeta.example/a-1", "letter case of the host"),
    ("https://gazeta.example:443/a-1", "http://gazeta.example:80/a-1", "default ports"),
    ("https://gazeta.example./a-1", "https://gazeta.example/a-1", "the dot of the root"),
    ("https://gazeta.example/a-1/", "https://gazeta.example/a-1", "trailing slash"),
    ("https://gazeta.example", "https://gazeta.example/", "no path"),
    ("https://gazeta.example//2019//a-1", "https://gazeta.example/2019/a-1", "doubled slashes"),
    ("https://gazeta.example/b/../a-1", "https://gazeta.example/a-1", "dot segments"),
    ("https://gazeta.example/a-1/amp/", "https://gazeta.example/a-1", "amp at the end"),
    ("https://gazeta.example/a-1.amp", "https://gazeta.example/a-1", "amp as an ending"),
    ("https://gazeta.example/amp/a-1", "https://gazeta.example/a-1", "amp in front"),
    ("https://gazeta.example/a-1?amp=1", "https://gazeta.example/a-1", "amp as a parameter"),
    ("https://gazeta.example/a-1?outputType=amp", "https://gazeta.example/a-1", "amp as an output type"),
    ("https://www.google.com/amp/s/gazeta.example/a-1", "https://gazeta.example/a-1", "amp viewer"),
    (
        "https://gazeta-example.cdn.ampproject.org/c/s/gazeta.example/a-1",
        "https://gazeta.example/a-1",
        "cache",
    ),
    ("https://gazeta.example/a-1?utm_source=rss&utm_medium=x", "https://gazeta.example/a-1", "utm"),
    ("https://gazeta.example/a-1?fbclid=Iw&yclid=7", "https://gazeta.example/a-1", "click ids"),
    ("https://gazeta.example/a-1?at_medium=RSS&at_campaign=K", "https://gazeta.example/a-1", "at_"),
    ("https://gazeta.example/a-1?_openstat=abc", "https://gazeta.example/a-1", "openstat"),
    ("https://gazeta.example/a-1?from=rss", "https://gazeta.example/a-1", "from=rss"),
    ("https://gazeta.example/a-1?source=rss----12", "https://gazeta.example/a-1", "source=rss..."),
    ("https://gazeta.example/?b=2&a=1", "https://gazeta.example/?a=1&b=2", "order of parameters"),
    ("https://gazeta.example/?a=1&amp;b=2", "https://gazeta.example/?a=1&b=2", "escaped ampersand"),
    ("https://gazeta.example/?q=a+b", "https://gazeta.example/?q=a%20b", "plus for a space"),
    ("https://gazeta.example/%d0%b0%7eb", "https://gazeta.example/а~b", "percent escapes"),
    ("https://пример.рф/а", "https://xn--e1afmkfd.xn--p1ai/%D0%B0", "international host"),
    ("https://gazeta.example/a-1#comments", "https://gazeta.example/a-1", "a place in the page"),
    ("https://gazeta.example/a-1#comment-77", "https://gazeta.example/a-1", "one comment"),
    ("https://gazeta.example/a-1#xtor=RSS-9", "https://gazeta.example/a-1", "tracking as a fragment"),
    ("  https://gazeta.example/a-1\n", "https://gazeta.example/a-1", "white space"),
]

DIFFERENT = [
    ("https://gazeta.example/?id=1", "https://gazeta.example/?id=2", "article numbers"),
    ("https://gazeta.example/?p=1", "https://gazeta.example/", "a parameter and none"),
    ("https://gazeta.example/A", "https://gazeta.example/a", "letter case of paths"),
    ("https://gazeta.example/tag/amp", "https://gazeta.example/tag", "a section about amp"),
    ("https://m.example/a", "https://www.m.example.org/a", "a short domain and another one"),
    ("https://gazeta.example/?from=2019", "https://gazeta.example/?from=2020", "a year as from"),
    ("https://gazeta.example/?ref=1", "https://gazeta.example/?ref=2", "a number as ref"),
    ("https://gazeta.example/log#item12", "https://gazeta.example/log#item13", "items of one page"),
    ("https://gazeta.example/#!/a", "https://gazeta.example/#!/b", "routes in the fragment"),
    ("https://gazeta.example:8080/a", "https://gazeta.example/a", "another port"),
    ("https://gazeta.example/a%2Fb", "https://gazeta.example/a/b", "an escaped slash"),
    ("https://news.gazeta.example/a", "https://gazeta.example/a", "another host"),
]


@pytest.mark.parametrize(("one", "other", "why"), SAME)
def test_spellings_of_one_page_share_a_key(one: str, other: str, why: str) -> None:
    """Spellings that lead to one page have one key."""
    assert canonical(one) == canonical(other), why


@pytest.mark.parametrize(("one", "other", "why"), DIFFERENT)
def test_different_pages_never_share_a_key(one: str, other: str, why: str) -> None:
    """Addresses that may lead to different pages keep different keys."""
    assert canonical(one) != canonical(other), why


@pytest.mark.parametrize(
    "odd", ["", " ", "mailto:a@gazeta.example", "http://[::1", "urn:x:1", "http://", "\x00"]
)
def test_what_is_no_web_address_comes_back_stripped(odd: str) -> None:
    """Odd input is its own key, or at least harmless."""
    assert canonical(odd) == odd.strip(" \x00") or canonical(odd).startswith("https://")


@given(st.text() | st.text().map("https://gazeta.example/".__add__) | st.text().map("http://".__add__))
def test_a_key_never_fails(url: str) -> None:
    """Any text has a key."""
    assert isinstance(canonical(url), str)


@given(st.text("aя0/?&=%.-_+#!", max_size=30).map("http://www.gazeta.example/".__add__))
def test_a_key_is_its_own_key(url: str) -> None:
    """Folding a second time changes nothing."""
    assert canonical(canonical(url)) == canonical(url)


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("/a-1", "https://gazeta.example/a-1"),
        ("b.html", "https://gazeta.example/news/b.html"),
        ("?id=4", "https://gazeta.example/news/list?id=4"),
        ("//cdn.example/x", "https://cdn.example/x"),
        ("www.other.example/x", "http://www.other.example/x"),
        (" \t http://other.example/a b\r\n", "http://other.example/a%20b"),
        ("http://other.example/a\nb", "http://other.example/ab"),
        ("HTTPS://other.example/", "HTTPS://other.example/"),
        ("javascript:alert(1)", None),
        ("java\nscript:alert(1)", None),
        ("mailto:a@other.example", None),
        ("data:text/html,x", None),
        ("ftp://other.example/", None),
        ("http://", None),
        ("http://[::1", None),
        ("", None),
        ("http://other.example/" + "a" * 9000, None),
    ],
)
def test_links_resolve_to_web_addresses_or_nothing(link: str, expected: str | None) -> None:
    """A link on a page becomes an absolute http(s) address, anything else becomes None."""
    assert absolute(link, "https://gazeta.example/news/list") == expected


@given(st.text(), st.text())
def test_resolving_never_fails(link: str, base: str) -> None:
    """Whatever stands in a feed, the answer is a web address or None."""
    found = absolute(link, base)
    assert found is None or is_web(found)
