"""Article pages: the article without its surroundings, and the pages that must not speak for an entry."""

from __future__ import annotations

import gzip
from datetime import date
from typing import Any

import pytest

from feeds.web.article import (
    NO_PAGE,
    NO_TEXT,
    OTHER_LANGUAGE,
    OTHER_PAGE,
    PAYWALL,
    TOO_LONG,
    TOO_SHORT,
    extract,
    is_about,
    refresh_target,
    refusal,
)
from tests.feeds.web.pagemaker import EN, RU, TITLE_EN, TITLE_RU, linked_data, page

URL = "https://post.example/news/17"
SOFT_ERROR = [
    "We are sorry, but this address leads nowhere, or what was there has been moved to another place.",
    "Try the search at the top instead, go back to where you came from, or begin at the front page.",
    "If you think that something is broken here, write to our editors and tell them how you came.",
]
CONSENT = [
    "Мы и наши партнёры используем файлы cookie, чтобы сайт работал и чтобы показывать вам рекламу.",
    "Нажимая кнопку, вы соглашаетесь с тем, что сведения о вашем устройстве передаются рекламодателям.",
    "Своё решение вы можете изменить в любую минуту в настройках, которые открываются внизу страницы.",
]
LOCKED = {"@type": "NewsArticle", "isAccessibleForFree": False}


def test_an_article_comes_without_what_stands_round_it() -> None:
    """The paragraphs stay whole and in order; menus and footers go."""
    article = extract(page(head="<link rel='canonical' href='/news/17?from=home'>"), URL, "text/html")
    assert (article.reason, article.paywalled, article.lang) == ("", False, "en")
    assert all(paragraph in article.text for paragraph in EN)
    assert "Sport" not in article.text
    assert TITLE_EN not in article.text
    assert "All rights" not in article.text
    assert TITLE_EN in article.title
    assert article.canonical_url is not None
    assert article.canonical_url.startswith("https://post.example/news/17")


def test_author_and_date_are_read() -> None:
    """What the page says of itself is kept."""
    head = (
        "<meta name='author' content='Vera Lind'>"
        "<meta property='article:published_time' content='2026-03-03T08:00:00Z'>"
    )
    article = extract(page(head=head), URL)
    assert (article.author, article.published) == ("Vera Lind", date(2026, 3, 3))


@pytest.mark.parametrize(
    ("charset", "declared", "header"),
    [
        ("utf-8", "", "text/html"),
        ("utf-8", "windows-1251", "text/html; charset=windows-1251"),
        ("cp1251", "windows-1251", "text/html"),
        ("cp1251", "", "text/html; charset=utf-8"),
        ("cp1251", "utf-8", "text/html"),
        ("koi8-r", "", "text/html; charset=koi8-r"),
        ("cp1251", "", None),
    ],
)
def test_cyrillic_survives_wrong_charsets(charset: str, declared: str, header: str | None) -> None:
    """What headers and pages claim of their letters is checked against the letters."""
    article = extract(page(TITLE_RU, RU, charset=charset, declared=declared), URL, header)
    assert (article.reason, article.lang) == ("", "ru")
    assert all(paragraph in article.text for paragraph in RU)


@pytest.mark.parametrize(
    "head",
    [
        linked_data(LOCKED),
        linked_data({"@type": "NewsArticle", "isAccessibleForFree": "False"}),
        linked_data([{"@type": "WebSite"}, LOCKED]),
        linked_data({"@graph": [{"@type": "WebSite"}, LOCKED]}),
        linked_data(
            {"@type": ["Thing", "ReportageNewsArticle"], "isAccessibleForFree": "https://schema.org/False"}
        ),
        linked_data(
            {"@type": "Article", "hasPart": {"@type": "WebPageElement", "isAccessibleForFree": False}}
        ),
        linked_data({"@type": "WebPage", "mainEntity": LOCKED}),
        linked_data({"@type": "NewsArticle", "isAccessibleForFree": "No"}),
        linked_data({"@type": "BlogPosting", "hasPart": [{"isAccessibleForFree": "false"}]}),
        linked_data('{"@type": "NewsArticle", "isAccessibleForFree": false,, broken'),
        "<meta property='article:content_tier' content='locked'>",
        "<meta content='locked' name='article:content_tier'>",
        "<div itemscope><meta itemprop='isAccessibleForFree' content='false'></div>",
    ],
)
def test_a_page_that_says_it_is_for_subscribers_is_not_used(head: str) -> None:
    """Whole text or not: what its site sells is not quoted."""
    article = extract(page(head=head), URL)
    assert (article.paywalled, article.reason) == (True, PAYWALL)


@pytest.mark.parametrize(
    "notice",
    [
        "Subscribe to continue reading. Already a subscriber? Sign in.",
        "This article is only available to subscribers.",
        "This content is reserved for our subscribers.",
        "You have reached your limit of free articles.",
        "Subscribe to unlock this story.",
        "Полный текст доступен только по подписке.",
        "Вы исчерпали лимит бесплатных статей.",
        "Чтобы дочитать, оформите подписку.",
        "Материал доступен по подписке.",
    ],
)
def test_a_teaser_that_asks_for_a_subscription_is_not_used(notice: str) -> None:
    """A short text with such a notice is the beginning of something sold."""
    body = [*EN[:3], notice] if notice.isascii() else [*RU[:3], notice]
    assert extract(page(paragraphs=body), URL).reason == PAYWALL


@pytest.mark.parametrize(
    "head",
    [
        "",
        linked_data({"@type": "NewsArticle", "isAccessibleForFree": True}),
        linked_data({"@type": "ItemList", "itemListElement": [{"item": LOCKED}]}),
        linked_data("[" * 100_000),
        linked_data("null", '"text"', "[1, null]", '{"@graph": 5, "@type": null}'),
        "<script type='application/ld+json'>{</script>",
        "<meta property='article:content_tier' content='free'>",
    ],
)
def test_a_free_page_is_used_whatever_else_it_links_to(head: str) -> None:
    """Another article's lock, and data of any shape, lock nothing."""
    assert extract(page(head=head), URL).reason == ""


def test_a_long_article_may_speak_of_subscriptions() -> None:
    """Only where the text is short does such a notice mean that the rest is withheld."""
    body = [*EN, *(f"Witness {n} told the court what the pilot had said on that evening." for n in range(30))]
    assert extract(page(paragraphs=[*body, "Subscribe to continue reading our letters."]), URL).reason == ""


@pytest.mark.parametrize(
    ("body", "kind", "reason"),
    [
        (b"", "text/html", NO_TEXT),
        (b"\x00\xff" * 50, "text/html", NO_TEXT),
        (b"<html><body></body></html>", None, NO_TEXT),
        (b"just words", "text/html", NO_TEXT),
        (page(paragraphs=["Short."]), "text/html", TOO_SHORT),
        (b"%PDF-1.7", "application/pdf", NO_PAGE),
        (b"{}", "application/json; charset=utf-8", NO_PAGE),
        (b"<p>" + b"a " * 2_100_000, "text/html", TOO_LONG),
        (gzip.compress(b"<p>" + b"\0" * 40_000_000), "text/html", TOO_LONG),
    ],
    ids=["empty", "bytes", "no text", "no markup", "short", "pdf", "json", "long", "packed"],
)
def test_what_is_no_article_is_refused(body: bytes, kind: str | None, reason: str) -> None:
    """A word says why; nothing is raised and nothing grows."""
    assert extract(body, URL, kind).reason == reason


@pytest.mark.parametrize(
    ("title", "text", "entry_title", "entry_text", "reason"),
    [
        (TITLE_EN, EN, TITLE_EN, "", ""),
        (TITLE_EN, EN, "Arrest of pilot Velsky extended by court", "Two more months.", ""),
        (TITLE_RU, RU, "Арест лоцмана Вельского продлили", "", ""),
        (TITLE_EN, EN, "", " ".join(EN[:1]), ""),
        (TITLE_EN, EN, TITLE_RU, "", OTHER_LANGUAGE),
        (TITLE_RU, RU, TITLE_EN, "", OTHER_LANGUAGE),
        ("Page not found", SOFT_ERROR, TITLE_EN, "", OTHER_PAGE),
        ("Ваш выбор важен для нас", CONSENT, TITLE_RU, "", OTHER_PAGE),
    ],
)
def test_only_the_article_that_was_asked_for_is_used(
    title: str, text: list[str], entry_title: str, entry_text: str, reason: str
) -> None:
    """Soft errors, consent pages and other languages do not speak for the entry."""
    article = extract(page(title, text), URL)
    assert refusal(article, entry_title, entry_text) == reason


def test_an_entry_without_words_fits_no_page() -> None:
    """Where nothing can be compared, nothing is believed."""
    assert not is_about(extract(page(), URL), "", "?")


@pytest.mark.parametrize(
    ("markup", "target"),
    [
        (
            "<meta http-equiv='refresh' content=\"0;URL='https://b.example/x?a=1&amp;b=2'\">",
            "https://b.example/x?a=1&b=2",
        ),
        (
            "<noscript><META content='0; url=/next' HTTP-EQUIV=refresh></noscript>",
            "https://post.example/next",
        ),
        ("<meta http-equiv=refresh content='300; url=/again'>", None),
        ("<meta http-equiv=refresh content='0'>", None),
        ("<meta http-equiv=refresh content='0; url=javascript:alert(1)'>", None),
        ("<meta name=refresh content='0; url=/x'>", None),
        ("<p>plain</p>", None),
        ("<meta " * 5000, None),
    ],
)
def test_a_page_that_moves_on_at_once_names_its_target(markup: str, target: str | None) -> None:
    """As browsers read it; a page that waits is meant to be read."""
    assert refresh_target(markup.encode(), URL) == target


def test_any_damage_gives_an_article_or_a_reason() -> None:
    """Pages cut anywhere are read as far as they go."""
    whole: Any = page(TITLE_RU, RU, head=linked_data(LOCKED))
    for end in range(0, len(whole), 97):
        article = extract(whole[:end], URL, "text/html")
        assert article.reason or len(article.text) >= 250
