"""JSON Feed: both versions and the liberties that publishers take."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feeds.errors import NotAFeed, ParseFailed
from feeds.web.parse import parse

FEEDS = Path(__file__).parents[2] / "data" / "feeds"
URL = "https://gory.example/feed.json"
VERSION = "https://jsonfeed.org/version/1"


def test_numbers_as_ids_and_a_missing_version_are_taken() -> None:
    """Items keep their ids as written; what holds nothing is dropped and counted."""
    feed = parse((FEEDS / "numeric_ids.json").read_bytes(), URL)
    first, second = feed.entries
    assert (first.uid, first.link, first.title) == ("17", "https://gory.example/17", "Snow closes the pass")
    assert (first.text, first.author) == ("Since Monday.", "Mila Daudova")
    assert first.published == datetime(2019, 1, 14, 7, 0, tzinfo=UTC)
    assert (second.uid, second.title, second.text) == ("18.5", "", "Сообщение без заголовка")
    assert len(feed.warnings) == 2
    assert "3 items" in feed.warnings[1]


@pytest.mark.parametrize(("version", "word"), [(VERSION, "json10"), (VERSION + ".1", "json11")])
def test_the_version_is_recognised(version: str, word: str) -> None:
    """1.0 and 1.1 are told apart; authors of 1.1 and languages of items are read."""
    item = {
        "id": "a",
        "title": "Мост",
        "authors": [{"name": "Зарема"}],
        "language": "ru-RU",
        "content_text": "x",
    }
    body = json.dumps({"version": version, "title": "t", "items": [item], "language": "en"}).encode()
    feed = parse(body, URL)
    assert (feed.version, feed.lang) == (word, "en")
    assert (feed.entries[0].author, feed.entries[0].lang) == ("Зарема", "ru")


@pytest.mark.parametrize(
    "item",
    [
        {"id": None, "title": "x", "url": 5},
        {"id": True, "title": ["x"], "content_text": "y"},
        {"id": {"a": 1}, "title": "x", "author": "Зарема", "date_published": 20190114},
        {"id": 1e300, "authors": [], "content_html": None},
        {"id": "\ud800", "title": "\udfff"},
    ],
)
def test_wrong_types_are_ignored(item: dict[str, object]) -> None:
    """A field of the wrong type counts as missing; the item stays."""
    feed = parse(json.dumps({"version": VERSION, "items": [item]}).encode(), URL)
    assert len(feed.entries) == 1


@pytest.mark.parametrize(
    "body", [b'{"version": "x", "items": [', b'{"items":' + b"[" * 100_000, b"{" + b"\xff" * 9]
)
def test_damaged_json_is_a_failed_parse(body: bytes) -> None:
    """Cut, bottomless or garbled JSON is named as such."""
    with pytest.raises(ParseFailed):
        parse(body, URL)


def test_json_of_other_kinds_is_no_feed() -> None:
    """A list of goods with `items` is not a feed."""
    with pytest.raises(NotAFeed) as caught:
        parse(b'{"items": [{"price": 5, "id": 1}], "total": 1}', URL)
    assert caught.value.kind == "unknown"


def test_items_beyond_the_limit_are_not_read() -> None:
    """The limit of entries holds for JSON too."""
    body = json.dumps({"version": VERSION, "items": [{"id": number, "title": "x"} for number in range(30)]})
    feed = parse(body.encode(), URL, max_entries=7)
    assert len(feed.entries) == 7
