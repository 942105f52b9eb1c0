"""Lists keep Telegram's limits whatever the feeds are called, and their pages lead everywhere."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.i18n import LANGUAGES, texts_for
from bot.messages.help import COMMANDS, commands_for, render_help, render_unknown_name, render_welcome
from bot.messages.lists import Status, render_feeds, render_following, render_recent, render_status
from bot.messages.pickers import pages, render_follow_picker, turn
from bot.messages.sources import render_offer, render_unreadable
from feeds.errors import BadStatus, FetchError, NotAFeed, ParseFailed, TooLarge, TooSlow
from feeds.web.cadence import Health
from storage.feed import FeedInfo
from storage.subscriber import Role
from tests.bot.conversation import VELSKY, WATCHLIST, many_entities
from tests.bot.messages.reports import report, shown

NOW = datetime(2026, 3, 5, 9, 30, tzinfo=UTC)
TEXTS = [texts_for(lang) for lang in LANGUAGES]
WORST = ["<b>&\"'" * 400, "'" * 3000, "😀" * 3000, "\u202e" * 50, "", "word " * 900]


def feed(title: str = "Harbour News", url: str = "https://x.example/rss", **changes: object) -> FeedInfo:
    """Return a feed as people see it."""
    values = dict.fromkeys(FeedInfo.__dataclass_fields__, "")
    times = dict.fromkeys(("last_poll", "last_ok", "last_new"), NOW)
    return FeedInfo(**{**values, **times, "id": 1, "url": url, "title": title, "state": "active", **changes})  # type: ignore[arg-type]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(WORST), st.text(max_size=50)), max_size=40), st.integers(-3, 9))
def test_a_list_of_feeds_fits_whatever_they_are_called(titles: list[str], page: int) -> None:
    """Any titles and addresses, any page."""
    feeds = [feed(title, f"https://x.example/{title}", reason=title, health=title[:9]) for title in titles]
    for texts in TEXTS:
        shown(render_feeds(feeds, texts, page))
        status = Status(NOW, len(feeds), feeds, 5, 7, {Role.READER: 3})
        shown(render_status(status, Role.ADMIN, texts))


@pytest.mark.parametrize("words", WORST)
def test_recent_stories_fit_whatever_they_are_called(words: str) -> None:
    """Five of the longest titles and addresses are one message."""
    stories = [report(title=words, owner=words, link=f"https://x.example/{words}") for _ in range(5)]
    for texts in TEXTS:
        shown(render_recent(stories, WATCHLIST, texts, VELSKY))


@pytest.mark.parametrize("count", [0, 1, 12, 13, 500])
def test_long_watch_lists_fit(count: int) -> None:
    """Greeting, lists and pickers stay within the limits with hundreds of entities."""
    entities = many_entities(count).entities
    for texts in TEXTS:
        shown(render_welcome(entities, Role.ADMIN, texts))
        shown(render_unknown_name("x" * 4000, entities, texts))
        shown(render_following(entities, entities, texts, silent="x" * 200))
        shown(render_follow_picker(entities, {"place-1"}, texts, page=99))


@pytest.mark.parametrize("health", list(Health))
def test_every_health_is_told_in_words(health: Health) -> None:
    """What the polls can find has a name in every language."""
    for texts in TEXTS:
        line = shown(render_feeds([feed(health=health)], texts))[0].splitlines()[2]
        assert line.startswith("1. Harbour News – ")
        assert not line.endswith(f"– {health}") or (health, texts.lang) == (Health.OK, "never")


@pytest.mark.parametrize("state", ["active", "paused"])
def test_a_feed_that_is_off_is_called_off(state: str) -> None:
    """Its last health would mislead."""
    line = shown(render_feeds([feed(health="ok", state=state)], TEXTS[0]))[0].splitlines()[2]
    assert line.endswith("off") is (state == "paused")


@pytest.mark.parametrize(("count", "expected"), [(0, 1), (1, 1), (12, 1), (13, 2), (24, 2), (25, 3)])
def test_pages_hold_twelve(count: int, expected: int) -> None:
    """Never a page without a row."""
    assert pages(count) == expected


def test_pages_lead_round() -> None:
    """Before the first comes the last."""
    assert [button.data for button in turn("f1", 0, 30)] == ["f1:p:2", "f1:p:0", "f1:p:1"]
    assert [button.data for button in turn("f1", 2, 30)] == ["f1:p:1", "f1:p:2", "f1:p:0"]
    assert turn("f1", 0, 12) == ()


@pytest.mark.parametrize("texts", TEXTS)
@pytest.mark.parametrize("role", list(Role))
def test_help_and_menu_name_the_same_commands(role: Role, texts: object) -> None:
    """A role reads exactly about what it may use; a description fits Telegram's menu."""
    chosen = texts_for(getattr(texts, "lang", "en"))
    listed = [line.split()[0] for line in shown(render_help(role, chosen))[0].splitlines() if line[:1] == "/"]
    assert listed == [f"/{command.name}" for command in commands_for(role)]
    assert all(1 <= len(chosen(command.about)) <= 256 for command in COMMANDS)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (BadStatus("u", 404), "error 404"),
        (TooSlow("u", "x"), "in time"),
        (TooLarge("u", "x"), "too large"),
        (FetchError("u", "x"), "cannot be reached"),
        (ParseFailed("crash", "x"), "too damaged"),
        (NotAFeed("html", "x"), "web page"),
        (NotAFeed("a-new-kind", "x"), "not a feed"),
    ],
)
def test_every_way_to_fail_has_a_sentence(error: FetchError | NotAFeed, said: str) -> None:
    """A moderator learns what is wrong with an address, not what an exception is called."""
    text, _ = shown(render_unreadable(error, TEXTS[0]))
    assert said in text
    for texts in TEXTS:
        assert shown(render_unreadable(error, texts))[0]


def test_an_offer_shows_the_whole_address() -> None:
    """The address is read back from this message, so not a letter may be missing."""
    url = "https://x.example/?q=" + "%D1%8F" * 300 + "&a=<b>&c='d'"
    assert shown(render_offer(url, TEXTS[1]))[0].endswith("\n" + url)
