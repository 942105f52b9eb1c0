"""An article's page: its own text without what stands round it, and the pages that are not to be used.

Never used: what is behind a paywall, what is no article, and what is not the article that was asked for.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from html import unescape
from typing import Any, NamedTuple

from feeds.text.language import detect
from feeds.text.normalize import fold_word
from feeds.web.decode import decode
from feeds.web.html import plain_line
from feeds.web.urls import absolute

MAX_CHARS = 4_000_000
"""Code points of a page that is looked at; a longer one is refused."""
_KEPT = 60_000
"""Code points of an article that are kept: three times what a summary reads."""
_LEAST = 250
"""Code points; less is a teaser, a notice or a picture with its caption."""
_TEASER = 1500
"""Code points; only in so short a text does the talk of subscriptions mean that the rest is withheld."""
_ENDINGS = tuple(".!?…:;»”\"')")
_NO_HEADLINE = 250
"""Code points; a longer line is prose, however it ends."""
_HEAD = 200_000
_SCRIPTS = 40
_PAGE_KINDS = ("text/html", "application/xhtml+xml", "text/plain", "")
_ARTICLES = ("article", "posting", "report", "webpage", "creativework")
_REFRESH_SECONDS = 5.0
"""A page that waits longer before it moves on is meant to be read."""

NO_PAGE = "this is no web page"
TOO_LONG = "the page is too large"
NO_TEXT = "there is no article text on the page"
TOO_SHORT = "the page shows too little text"
PAYWALL = "the article is for subscribers of the site"
OTHER_LANGUAGE = "the page is in another language"
OTHER_PAGE = "the page is not about what the feed says"


@dataclass(frozen=True, slots=True)
class Article:
    """What a page says; it may be used when `reason` is empty."""

    title: str = ""
    text: str = ""
    """Plain, a paragraph a line."""
    author: str | None = None
    published: date | None = None
    lang: str = ""
    """Judged from the text: ``en``, ``ru``, another code, or empty."""
    canonical_url: str | None = None
    """What the page calls its own address; it may be wrong."""
    paywalled: bool = False
    reason: str = ""
    """Why the page is not used, a short English phrase."""


def extract(html: bytes | str, url: str, content_type: str | None = None) -> Article:
    """Read the article on a page; never raises on bad input, but may take long: call it in a worker.

    Main text by trafilatura (Barbaresi, ACL 2021). Paywalls by schema.org's `isAccessibleForFree`, the
    `article:content_tier` of Facebook's Open Graph, and what short texts say of subscriptions.
    """
    kind = (content_type or "").partition(";")[0].strip().lower()
    if kind not in _PAGE_KINDS:
        return Article(reason=NO_PAGE)
    markup = html if isinstance(html, str) else decode(html, content_type)
    if len(markup) > MAX_CHARS:
        return Article(reason=TOO_LONG)
    if "<" not in markup:
        return Article(reason=NO_TEXT)
    return _judged(_read(markup, url), markup)


def refusal(article: Article, title: str, text: str) -> str:
    """Return why an article must not speak for the entry of this title and text; empty when it may."""
    if article.reason:
        return article.reason
    said = _language(f"{title}\n{text[:2000]}")
    if said and article.lang and said != article.lang:
        return OTHER_LANGUAGE
    return "" if is_about(article, title, text) else OTHER_PAGE


def is_about(article: Article, title: str, text: str) -> bool:
    """Say whether a page has half of the words of an entry's title (or else of its beginning).

    Pages that say "not found", ask for consent or list the day's news have not.
    """
    wanted = _stems(title)
    if len(wanted) < 3:
        wanted |= _stems(text[:300])
    found = _stems(f"{article.title}\n{article.text[:20_000]}")
    return bool(wanted) and len(wanted & found) * 2 >= len(wanted)


def refresh_target(body: bytes, url: str, content_type: str | None = None) -> str | None:
    """Return the address to which a page moves its readers on at once (meta refresh), or None."""
    head = decode(body[:65_536], content_type)
    for tag in _patterns().meta.findall(head[:65_536]):
        content = _attribute(tag, "content")
        if _attribute(tag, "http-equiv").lower() != "refresh" or not content:
            continue
        moved = _patterns().refresh.match(content)
        target = absolute(moved[2], url) if moved and float(moved[1]) <= _REFRESH_SECONDS else None
        if target is not None:
            return target
    return None


class _Patterns(NamedTuple):
    meta: re.Pattern[str]
    word: re.Pattern[str]
    locked: re.Pattern[str]
    refresh: re.Pattern[str]
    microdata: re.Pattern[str]
    broken: re.Pattern[str]
    script: re.Pattern[str]
    script_end: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    return _Patterns(
        meta=re.compile(r"<meta\s[^>]{0,2000}>", re.IGNORECASE),
        word=re.compile(r"[^\W\d_]{4,40}|\d{2,12}"),
        locked=re.compile(
            r"subscribe (?:now )?to (?:continue|read|keep reading|unlock|access)|to (?:continue|keep) reading"
            r"|(?:reserved|only|exclusive(?:ly)?) (?:for|to) (?:our |paid |paying )?(?:subscribers|members)"
            r"|limit of (?:\w+ )?free (?:articles|stories)|unlock this (?:article|story)"
            r"|(?:article|story|content) is (?:only |exclusively )?(?:for|available (?:only )?to) "
            r"(?:\w+ )?(?:subscribers|members)"
            r"|already (?:a )?(?:subscriber|subscribed|a member)\?|subscribers? only"
            r"|log in to (?:read|continue)"
            r"|(?:только|доступ\w*) (?:для )?(?:\w+ )?подписчик|оформи(?:те|ть) подписку"
            r"|(?:чтобы|чтоб) (?:читать|дочитать|продолжить)"
            r"|(?:доступ\w*|чита\w*|открыт\w*) (?:\w+ )?(?:только )?(?:по|после оформления) подписк"
            r"|(?:исчерпа|закончил)\w* (?:\w+ )?(?:лимит|бесплатн)\w*"
            r"|продолжение (?:доступно|по подписке|для подписчиков)"
            r"|материал доступен (?:по подписке|подписчикам)|войдите,? чтобы (?:читать|прочитать)",
            re.IGNORECASE,
        ),
        refresh=re.compile(
            r"\s{0,9}(\d{1,4}(?:\.\d{0,3})?)\s{0,9}[;,]\s{0,9}url\s{0,9}=\s{0,9}['\"]?\s{0,9}([^'\"\s]+)",
            re.IGNORECASE,
        ),
        microdata=re.compile(
            r"itemprop\s?=\s?[\"']?isAccessibleForFree[\"']?[^>]{0,200}?(?:content|href)\s?=\s?[\"']?"
            r"(?:https?://schema\.org/)?false",
            re.IGNORECASE,
        ),
        script=re.compile(r"<script\b[^>]{0,500}application/ld\+json[^>]{0,200}>", re.IGNORECASE),
        script_end=re.compile(r"</script", re.IGNORECASE),
        broken=re.compile(r"[\"']isAccessibleForFree[\"']\s{0,9}:\s{0,9}[\"']?false", re.IGNORECASE),
    )


def _read(markup: str, url: str) -> Article:
    """Let trafilatura find the article, its title, author and date."""
    import trafilatura

    try:
        found: Any = trafilatura.bare_extraction(
            markup,
            url=url,
            fast=True,
            include_comments=False,
            include_tables=False,
            with_metadata=True,
            date_extraction_params={"extensive_search": False, "original_date": True},
        )
    except (ValueError, TypeError, AttributeError, LookupError, RecursionError):
        found = None  # some markup makes it, or the parser below it, raise these
    if found is None:
        return Article(reason=NO_TEXT)
    text = _prose(found.text or "")[:_KEPT]
    return Article(
        title=plain_line(found.title or ""),
        text=text,
        author=plain_line(found.author or "") or None,
        published=_date(found.date),
        lang=_language(text[:4000]),
        canonical_url=absolute(found.url, url) if found.url else None,
    )


def _prose(text: str) -> str:
    """Return the lines that are sentences: headlines, captions and links run into what follows them."""
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line.endswith(_ENDINGS) or len(line) > _NO_HEADLINE)


def _judged(article: Article, markup: str) -> Article:
    """Say why the article must not be used, if so."""
    paywalled = _is_locked(markup) or _asks_for_money(article.text)
    reason = article.reason
    if paywalled:
        reason = PAYWALL
    elif not article.text:
        reason = NO_TEXT
    elif len(article.text) < _LEAST:
        reason = TOO_SHORT
    return replace(article, paywalled=paywalled, reason=reason)


def _is_locked(markup: str) -> bool:
    """Say whether the page declares itself to be for subscribers."""
    patterns = _patterns()
    for tag in patterns.meta.findall(markup[:_HEAD]):
        name = _attribute(tag, "property") or _attribute(tag, "name")
        if name.lower() == "article:content_tier" and _attribute(tag, "content").lower() == "locked":
            return True
    if patterns.microdata.search(markup):
        return True
    return any(_declares_locked(script) for script in _scripts(markup))


def _scripts(markup: str) -> Iterator[str]:
    """Yield the JSON-LD of a page."""
    at = 0
    for _ in range(_SCRIPTS):
        start = _patterns().script.search(markup, at)
        end = _patterns().script_end.search(markup, start.end()) if start else None
        if start is None or end is None:
            return
        yield markup[start.end() : end.start()]
        at = end.end()


def _declares_locked(script: str) -> bool:
    try:
        data = json.loads(script, strict=False)
    except (ValueError, RecursionError):
        return _patterns().broken.search(script) is not None
    # Lists of other articles stand deeper: only the page's own things and their parts count.
    tops = data if isinstance(data, list) else [data]
    for top in tops[:50]:
        if not isinstance(top, dict):
            continue
        graph = top.get("@graph")
        for node in [top, *(graph[:50] if isinstance(graph, list) else ())]:
            if isinstance(node, dict) and _is_article(node) and _says_locked(node):
                return True
    return False


def _is_article(node: dict[str, Any]) -> bool:
    kinds = node.get("@type")
    names = kinds if isinstance(kinds, list) else [kinds]
    return any(str(name).lower().endswith(_ARTICLES) for name in names)


def _says_locked(node: dict[str, Any]) -> bool:
    parts = node.get("hasPart")
    whole = [node, node.get("mainEntity"), *(parts[:50] if isinstance(parts, list) else [parts])]
    said = (part.get("isAccessibleForFree") for part in whole if isinstance(part, dict))
    return any(str(one).lower().rpartition("/")[2] in ("false", "no") for one in said)


def _asks_for_money(text: str) -> bool:
    return len(text) < _TEASER and _patterns().locked.search(text) is not None


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf"\b{name}\s?=\s?(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", tag, re.IGNORECASE)
    return unescape(next((value for value in found.groups() if value is not None), "")) if found else ""


def _stems(text: str) -> set[str]:
    """Return the beginnings of the longer words: endings differ between a title and a text."""
    return {fold_word(word)[:5] for word in _patterns().word.findall(text)}


def _language(text: str) -> str:
    found = detect(text)
    return "" if found == "other" else found[:2]


def _date(written: str | None) -> date | None:
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        return None
