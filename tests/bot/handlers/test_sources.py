"""Moderators choose what is read; an address is tried before it is kept."""

from __future__ import annotations

import pytest

from bot.handlers.sources import address_of, first_address
from storage.audit import recent_changes
from storage.feed import FeedInfo, FeedState, add_feed, list_feeds
from storage.subscriber import Role
from tests.bot.conversation import MODERATOR, READER, Conversation
from tests.feedserver import Answer, FeedServer

RSS = b"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"><channel><title>Morning Letter &amp; Sons</title><link>http://x.example/</link>
<item><title>Rain over the harbour</title><guid>1</guid></item>
<item><title>The ferry is late</title><guid>2</guid></item></channel></rss>"""
ONLY_MODERATORS = "Only moderators can do that."


@pytest.mark.parametrize("command", ["/feeds", "/sub", "/sub https://x.example/rss", "/unsub 1", "/unsub"])
async def test_readers_may_not(talk: Conversation, command: str) -> None:
    """A reader is told so in one sentence."""
    await talk.joined(READER)
    assert await talk.say(READER, command) == [ONLY_MODERATORS]


async def test_a_reader_cannot_forge_a_moderators_button(talk: Conversation) -> None:
    """What a tap may do is looked up when it comes, not when the button was made."""
    feed = _feed(talk, "Harbour News")
    await talk.joined(READER)
    assert await talk.tap_data(READER, f"u1:{feed.id}") == ONLY_MODERATORS
    assert _feeds(talk)[0].state == FeedState.ACTIVE


async def test_sub_adds_what_it_could_read(talk: Conversation, feed_server: FeedServer) -> None:
    """The feed is read once, kept with its title, recorded as a change, and polled at once."""
    feed_server.publish("/rss", RSS)
    await talk.joined(MODERATOR, Role.MODERATOR)
    (answer,) = await talk.say(MODERATOR, f"/sub {feed_server.url('/rss')}")
    assert answer == (
        "Added: Morning Letter & Sons (number 1).\n2 items are there already; alerts begin with the next one."
    )
    assert [(feed.url, feed.state) for feed in _feeds(talk)] == [(feed_server.url("/rss"), "active")]
    assert [(c.noun, c.verb) for c in talk.database.read_now(recent_changes)] == [("feed", "add")]
    assert talk.woken == 1


async def test_a_feed_is_added_once(talk: Conversation, feed_server: FeedServer) -> None:
    """The same address, written otherwise, is recognised."""
    feed_server.publish("/rss", RSS)
    await talk.joined(MODERATOR, Role.MODERATOR)
    await talk.say(MODERATOR, f"/sub {feed_server.url('/rss')}")
    (answer,) = await talk.say(MODERATOR, f"/sub {feed_server.url('/rss/?utm_source=x')}")
    assert answer == "This feed is on the list already: Morning Letter & Sons (number 1)."
    assert len(_feeds(talk)) == 1


@pytest.mark.parametrize(
    ("body", "status", "reason"),
    [
        (b"<!DOCTYPE html><html><head><title>x</title></head><body>hi</body></html>", 200, "a web page"),
        (b"", 200, "nothing in it"),
        (b'{"hello": "world"}', 200, "not a feed"),
        (b"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'></urlset>", 200, "a sitemap"),
        (RSS, 404, "error 404"),
        (RSS, 503, "error 503"),
        (b"\x00\xff\xfe garbage", 200, "not a feed"),
    ],
)
async def test_what_is_no_feed_is_refused_with_a_reason(
    talk: Conversation, feed_server: FeedServer, body: bytes, status: int, reason: str
) -> None:
    """One sentence says why, and nothing is kept."""
    feed_server.script("/x", [Answer(body=body, status=status)])
    await talk.joined(MODERATOR, Role.MODERATOR)
    (answer,) = await talk.say(MODERATOR, f"/sub {feed_server.url('/x')}")
    assert reason in answer
    assert answer.endswith("Nothing was added.")
    assert _feeds(talk) == []


async def test_a_site_out_of_reach_is_named_as_that(talk: Conversation) -> None:
    """A host that does not exist is no mistake of the program's."""
    await talk.joined(MODERATOR, Role.MODERATOR)
    assert await talk.say(MODERATOR, "/sub https://nothing-here.invalid/rss") == [
        "The site cannot be reached. Nothing was added."
    ]


@pytest.mark.parametrize(
    "words",
    ["hello", "ftp://x.example/rss", "javascript:alert(1)", "two words", "http://", "://", "h" * 3000],
)
async def test_what_is_no_address_is_refused(talk: Conversation, words: str) -> None:
    """An example shows how one looks."""
    await talk.joined(MODERATOR, Role.MODERATOR)
    (answer,) = await talk.say(MODERATOR, f"/sub {words}")
    assert answer.endswith("such as https://example.org/rss")


async def test_sub_and_unsub_alone_say_how_to_use_them(talk: Conversation) -> None:
    """A command without its word teaches it."""
    await talk.joined(MODERATOR, Role.MODERATOR)
    assert "/sub ADDRESS" in (await talk.say(MODERATOR, "/sub"))[0]
    assert "/feeds" in (await talk.say(MODERATOR, "/unsub"))[0]


async def test_a_pasted_address_is_offered(talk: Conversation, feed_server: FeedServer) -> None:
    """A tap on the offer is as good as /sub, however long the address is."""
    path = "/rss/" + "long-" * 40
    feed_server.publish(path, RSS)
    await talk.joined(MODERATOR, Role.MODERATOR)
    url = feed_server.url(path) + "?a=1&b=2"
    feed_server.publish(path + "?a=1&b=2", RSS)
    assert await talk.say(MODERATOR, url) == [f"Shall I read this as a feed?\n{url}"]
    await talk.tap(MODERATOR, "Subscribe to this feed")
    assert talk.last(MODERATOR).startswith("Added: Morning Letter & Sons")
    assert [feed.url for feed in _feeds(talk)] == [url]


async def test_an_address_among_other_words_is_offered(talk: Conversation) -> None:
    """A moderator may write to it what they like; a picture's caption will do as well."""
    await talk.joined(MODERATOR, Role.MODERATOR)
    offered = ["Shall I read this as a feed?\nhttps://x.example/rss"]
    assert await talk.say(MODERATOR, "Look at this one: https://x.example/rss, please.") == offered
    said = "Вот лента (https://x.example/rss) и ещё https://y.example/rss"
    assert await talk.say(MODERATOR, said) == offered
    assert await talk.say(MODERATOR, "", caption="One more: https://x.example/rss") == offered
    assert "did not understand" in (await talk.say(MODERATOR, "Nothing to see here."))[0]


async def test_unsub_asks_first(talk: Conversation) -> None:
    """The feed is named before anything happens; both buttons do what they say."""
    feed = _feed(talk, "Harbour News")
    await talk.joined(MODERATOR, Role.MODERATOR)
    (question,) = await talk.say(MODERATOR, f"/unsub {feed.id}")
    assert question.startswith("Stop reading Harbour News?")
    await talk.tap(MODERATOR, "Keep it")
    assert _feeds(talk)[0].state == FeedState.ACTIVE
    await talk.say(MODERATOR, f"/unsub {feed.url}")
    await talk.tap(MODERATOR, "Stop reading it")
    assert talk.last(MODERATOR).startswith("No longer read: Harbour News.")
    assert _feeds(talk)[0].state == FeedState.RETIRED
    assert [(c.noun, c.verb) for c in talk.database.read_now(recent_changes)] == [("feed", "remove")]


async def test_two_moderators_remove_a_feed_once(talk: Conversation) -> None:
    """The second one is told that it is gone."""
    feed = _feed(talk, "Harbour News")
    await talk.joined(MODERATOR, Role.MODERATOR)
    await talk.say(MODERATOR, f"/unsub {feed.id}")
    await talk.tap_data(MODERATOR, f"u1:{feed.id}")
    await talk.say(MODERATOR, "/help")
    await talk.tap_data(MODERATOR, f"u1:{feed.id}")
    assert "There is no feed" in talk.last(MODERATOR)
    assert len(talk.database.read_now(recent_changes)) == 1


@pytest.mark.parametrize(
    "words", ["99", "0", "-1", "9" * 30, "²", "https://x.example/none", "<b>", "Harbour"]
)
async def test_a_feed_that_is_not_there_cannot_be_removed(talk: Conversation, words: str) -> None:
    """The list is pointed at."""
    _feed(talk, "Harbour News")
    await talk.joined(MODERATOR, Role.MODERATOR)
    (answer,) = await talk.say(MODERATOR, f"/unsub {words}")
    assert "/feeds" in answer


async def test_feeds_are_paged_with_numbers_and_health(talk: Conversation) -> None:
    """Twelve a page, round and round."""
    for number in range(30):
        _feed(talk, f"Feed <{number:02}>")
    await talk.joined(MODERATOR, Role.MODERATOR)
    (answer,) = await talk.say(MODERATOR, "/feeds")
    assert answer.splitlines()[2] == "1. Feed <00> – not read yet"
    assert talk.buttons(MODERATOR) == ["<", "1/3", ">"]
    await talk.tap(MODERATOR, ">")
    assert "Feed <12>" in talk.last(MODERATOR)
    await talk.tap(MODERATOR, ">")
    await talk.tap(MODERATOR, ">")
    assert "Feed <00>" in talk.last(MODERATOR)
    await talk.tap_data(MODERATOR, "f1:p:999")
    assert "Feed <29>" in talk.last(MODERATOR)


async def test_no_feeds_yet_is_an_invitation(talk: Conversation) -> None:
    """An empty list says what to do."""
    await talk.joined(MODERATOR, Role.MODERATOR)
    assert await talk.say(MODERATOR, "/feeds") == [
        "There are no feeds yet. Paste an address, and I will try it."
    ]


@pytest.mark.parametrize(
    ("words", "url"),
    [
        ("https://x.example/rss", "https://x.example/rss"),
        ("<https://x.example/rss>", "https://x.example/rss"),
        ("x.example/rss", "https://x.example/rss"),
        ("www.x.example", "https://www.x.example"),
        ("HTTP://X.example/a?b=1&c=2#d", "HTTP://X.example/a?b=1&c=2#d"),
        ("новости.example/лента", "https://новости.example/лента"),
        ("hello", None),
        ("hello.", None),
        ("e.g. this", None),
        ("name@x.example", None),
        ("", None),
        ("https://x.example/rss https://y.example/rss", None),
        ("https://x.example/" + "a" * 3000, None),
    ],
)
def test_addresses_are_told_from_words(words: str, url: str | None) -> None:
    """One address and nothing else, the scheme may be missing."""
    assert address_of(words) == url


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://x.example/rss", "https://x.example/rss"),
        ("x.example/rss", "https://x.example/rss"),
        ("see https://x.example/rss.", "https://x.example/rss"),
        ("(https://x.example/a_(b))", "https://x.example/a_(b)"),
        ("«https://x.example/лента»!", "https://x.example/лента"),
        ("feed:https://x.example/rss?a=1&b=2;", "https://x.example/rss?a=1&b=2"),
        ("https:// and then https://x.example", "https://x.example"),
        ("one\nHTTPS://X.example/rss\ntwo", "HTTPS://X.example/rss"),
        ("e.g. README.md is no address", None),
        ("ftp://x.example/rss is not for us", None),
        ("", None),
        (")" * 4000, None),
    ],
)
def test_the_first_address_of_a_text_is_found(text: str, url: str | None) -> None:
    """Without the punctuation round it; words with dots in them are not taken for addresses."""
    assert first_address(text) == url


def _feed(talk: Conversation, title: str) -> FeedInfo:
    url = f"https://x.example/{len(_feeds(talk))}"
    return talk.database.run_now(add_feed, url=url, url_key=url, now=talk.now, title=title)


def _feeds(talk: Conversation) -> list[FeedInfo]:
    return talk.database.read_now(list_feeds)
