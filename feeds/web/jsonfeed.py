"""JSON Feed 1.0 and 1.1 (jsonfeed.org), as written and as met: numbers as ids, no version, odd items."""

from __future__ import annotations

import json
from typing import Any

from feeds.errors import NotAFeed, ParseFailed
from feeds.types import EntryData, FeedData
from feeds.web.dates import parse_date
from feeds.web.fields import MAX_ID, author_name, fullest, language
from feeds.web.html import plain_line
from feeds.web.urls import absolute

_VERSIONS = {"/1": "json10", "/1.0": "json10", "/1.1": "json11"}


def parse_json(text: str, url: str, max_entries: int) -> FeedData:
    """Read a JSON Feed; raises NotAFeed for JSON of other kinds and ParseFailed for damaged JSON.

    Items without an id, a link, a title and a text are dropped with a warning.
    """
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ParseFailed("json", "the JSON is damaged") from error
    if not isinstance(found, dict) or not isinstance(found.get("items"), list):
        raise _other_json(found)
    version = str(found.get("version") or "")
    if "items" in found and not _looks_like_feed(found, version):
        raise NotAFeed("unknown", "this is JSON, but no feed")
    home = absolute(_text(found.get("home_page_url")), url)
    lang = language(_text(found.get("language")))
    warnings = []
    if "jsonfeed.org" not in version:
        warnings.append("The feed does not say which version of JSON Feed it is.")
    if len(found["items"]) > max_entries:
        warnings.append(f"Only the first {max_entries} entries were read.")
    items = found["items"][:max_entries]
    entries = [entry for item in items if (entry := _entry(item, home or url, found, lang)) is not None]
    if len(entries) < len(items):
        warnings.append(f"{len(items) - len(entries)} items had nothing to read and were dropped.")
    return FeedData(
        title=plain_line(_text(found.get("title"))),
        link=home,
        lang=lang,
        version=next((word for end, word in _VERSIONS.items() if version.endswith(end)), "json11"),
        entries=tuple(entries),
        warnings=tuple(warnings),
    )


def _looks_like_feed(found: dict[str, Any], version: str) -> bool:
    if "jsonfeed.org" in version or any(key in found for key in ("feed_url", "home_page_url")):
        return True
    content = ("content_html", "content_text", "url", "date_published")
    return any(isinstance(item, dict) and any(key in item for key in content) for item in found["items"][:10])


def _entry(item: object, base: str, feed: dict[str, Any], lang: str | None) -> EntryData | None:
    if not isinstance(item, dict):
        return None
    uid = _text(item.get("id")).strip()[:MAX_ID] or None
    title = plain_line(_text(item.get("title")))
    text = fullest([_text(item.get(key)) for key in ("content_html", "content_text", "summary")])
    link = absolute(_text(item.get("url")) or _text(item.get("external_url")), base)
    if link is None and uid and uid.lower().startswith(("http://", "https://")):
        link = absolute(uid, base)
    if not (uid or link or title or text):
        return None
    return EntryData(
        title=title,
        text=text,
        link=link,
        uid=uid,
        author=_author(item) or _author(feed),
        published=parse_date(_text(item.get("date_published")))
        or parse_date(_text(item.get("date_modified"))),
        lang=language(_text(item.get("language"))) or lang,
    )


def _author(holder: dict[str, Any]) -> str | None:
    """Read ``authors`` (1.1) or ``author`` (1.0); both also occur as plain strings."""
    authors = holder.get("authors") or holder.get("author")
    first = authors[0] if isinstance(authors, list) else authors
    name = first.get("name") if isinstance(first, dict) else first
    return author_name(_text(name))


def _text(value: object) -> str:
    """Take strings, without NULs and half characters, and numbers as written; the rest says nothing."""
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, int | float) and not isinstance(value, bool):
        return format(value, ".15g") if isinstance(value, float) else str(value)
    return ""


def _other_json(found: object) -> NotAFeed:
    if isinstance(found, dict) and any(str(key).lower().startswith(("error", "fault")) for key in found):
        return NotAFeed("error", "the server answered with an error document")
    return NotAFeed("unknown", "this is JSON, but no feed")
