"""Bytes to FeedData, pure and in-process: decode, prepare, read, clean.

Run it in `feeds.web.worker` for anything that comes from outside: it may take long or much memory.
"""

from __future__ import annotations

from typing import Any

from feeds.errors import NotAFeed, ParseFailed
from feeds.types import EntryData, FeedData
from feeds.web.dates import parse_date
from feeds.web.decode import decode
from feeds.web.fields import MAX_ID, author_name, fullest, language
from feeds.web.html import plain_line
from feeds.web.jsonfeed import parse_json
from feeds.web.markup import prepare
from feeds.web.reader import Reading, read
from feeds.web.urls import absolute

MAX_ENTRIES = 2000
_ROOT_VERSIONS = {"rss": "rss", "feed": "atom", "rdf": "rss10", "channel": "cdf", "entry": "atom"}
_DATES = ("published", "updated", "created", "date")


def parse(
    body: bytes, url: str, content_type: str | None = None, *, max_entries: int = MAX_ENTRIES
) -> FeedData:
    """Read the feed that was found at `url`.

    Raises NotAFeed with the kind ``empty``, ``html``, ``challenge``, ``blocked``, ``sitemap``, ``opml``,
    ``error`` or ``unknown``, and ParseFailed when the parser gives up.
    """
    text = decode(body, content_type)
    if text[:1024].lstrip("\ufeff \t\r\n\0").startswith(("{", "[")):
        return parse_json(text.lstrip("\ufeff \t\r\n\0"), url, max_entries)
    document = prepare(text)
    try:
        reading = read(document, max_entries)
        feed = _feed(reading, url, _ROOT_VERSIONS[document.root])
    except NotAFeed:
        raise
    except MemoryError as error:
        raise ParseFailed("memory", "parsing took too much memory") from error
    except Exception as error:
        # feedparser raises nearly anything on hostile input.
        raise ParseFailed("crash", f"the parser gave up ({type(error).__name__})") from error
    if not feed.entries and not any(reading.feed.values()):
        raise NotAFeed("empty", "the feed document has nothing in it")
    return feed


def _feed(reading: Reading, url: str, default_version: str) -> FeedData:
    about = reading.feed
    link = absolute(_string(about, "link"), url)
    lang = language(_string(about, "language"))
    base = link or url
    return FeedData(
        title=plain_line(_string(about, "title")),
        link=link,
        lang=lang,
        version=reading.version or default_version,
        entries=tuple(_entry(entry, base, lang) for entry in reading.entries),
        warnings=reading.warnings,
    )


def _entry(entry: dict[str, Any], base: str, feed_lang: str | None) -> EntryData:
    detail = dict.get(entry, "title_detail")
    lang = language(detail.get("language")) if detail else None
    return EntryData(
        title=plain_line(_string(entry, "title")),
        text=fullest(_texts(entry)),
        link=_link(entry, base),
        uid=_string(entry, "id").strip()[:MAX_ID] or None,
        author=author_name(_string(entry, "author")),
        published=next((date for key in _DATES if (date := parse_date(_string(entry, key)))), None),
        lang=lang or feed_lang,
    )


def _texts(entry: dict[str, Any]) -> list[str]:
    """Collect every version of the entry's text; Russian outlets give the full one to Yandex."""
    texts = [_string(entry, key) for key in ("summary", "yandex_full-text", "turbo_content", "fulltext")]
    texts += [_string(content, "value") for content in dict.get(entry, "content") or ()]
    return [text for text in texts if text]


def _link(entry: dict[str, Any], base: str) -> str | None:
    """Return the entry's page: the original address before a counting one, then any alternate link."""
    first = absolute(_string(entry, "feedburner_origlink"), base) or absolute(_string(entry, "link"), base)
    if first:
        return first
    links = dict.get(entry, "links") or ()
    wanted = (link.get("href") for link in links if link.get("rel") in ("alternate", "related", "via"))
    return next((found for href in wanted if isinstance(href, str) and (found := absolute(href, base))), None)


def _string(holder: dict[str, Any], key: str) -> str:
    """Read a value past feedparser's aliases; elements with attributes of their own come as dictionaries."""
    value = dict.get(holder, key)
    return value if isinstance(value, str) else ""
