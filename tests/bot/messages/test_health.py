"""Why a feed does not work is said in the reader's language, whatever the polls have noted."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from bot.i18n import texts_for
from bot.messages.health import health_words, reason_words
from bot.messages.lists import render_feeds, render_stopped_feeds
from feeds.errors import (
    BadStatus,
    BlockedAddress,
    FeedsError,
    FetchError,
    NotAFeed,
    ParseFailed,
    TooLarge,
    TooSlow,
)
from feeds.types import EntryData, FeedData
from feeds.web.cadence import PollOutcome, answered, failed
from storage.feed import FeedInfo
from tests.bot.messages.reports import shown

EN, RU = texts_for("en"), texts_for("ru")
NOW = datetime(2026, 3, 5, 9, 30, tzinfo=UTC)
URL = "https://x.example/rss"
ERRORS: list[tuple[FeedsError, str]] = [
    (BadStatus(URL, 404), "no such page, error 404"),
    (BadStatus(URL, 403), "access refused, error 403"),
    (BadStatus(URL, 451), "access refused, error 451"),
    (BadStatus(URL, 429), "too many visits, error 429"),
    (BadStatus(URL, 500), "error 500"),
    (BadStatus(URL, 410), "closed by its publisher, error 410"),
    (TooSlow(URL, "slow"), "no answer in time"),
    (BlockedAddress(URL, "port 22 is refused, only 80 and 443 are read"), "not on the open web"),
    (FetchError(URL, "the host name is not known"), "the site's name is not known"),
    (FetchError(URL, "its certificate is not valid for this host"), "no secure connection"),
    (FetchError(URL, "no connection (Connection refused)"), "no connection"),
    (FetchError(URL, "the server closed the connection"), "no connection"),
    (FetchError(URL, "the body came damaged or cut short"), "the answer was cut short"),
    (FetchError(URL, "more than 5 redirects"), "it leads elsewhere"),
    (FetchError(URL, "the answer is not proper HTTP"), "the answer cannot be read"),
    (ParseFailed("crash", "the parser gave up (KeyError)"), "the document is damaged"),
    (NotAFeed("html", "this is a web page, not a feed"), "a web page"),
    (NotAFeed("sitemap", "this is a sitemap, not a feed"), "a sitemap"),
    (NotAFeed("opml", "this is an OPML list of feeds, not a feed"), "a list of feeds"),
    (NotAFeed("error", "the server answered with an error document"), "an error message"),
    (NotAFeed("blocked", "the answer is a notice that access is restricted"), "access is restricted"),
    (NotAFeed("unknown", "this is neither XML nor JSON of a kind that feeds use"), "another kind"),
]
SAID_BY_HEALTH: list[FeedsError] = [
    TooLarge(URL, "the document is larger than 8388608 bytes"),
    NotAFeed("empty", "the answer is empty"),
    NotAFeed("challenge", "the site answered with a page that checks for a browser"),
]


def feed(outcome: PollOutcome, **changes: object) -> FeedInfo:
    """Return a feed as a poll left it."""
    values = dict.fromkeys(FeedInfo.__dataclass_fields__, "")
    times = dict.fromkeys(("last_poll", "last_ok", "last_new"), NOW)
    own = {"id": 1, "url": URL, "title": "Harbour News", "state": "active"}
    found = {"health": outcome.health, "reason": outcome.reason}
    return FeedInfo(**{**values, **times, **own, **found, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(("error", "phrase"), ERRORS, ids=lambda value: str(value)[:40])
def test_each_reason_is_a_short_phrase_in_both_languages(error: FeedsError, phrase: str) -> None:
    """A moderator reads what is wrong; in Russian without an English word."""
    found = feed(failed(error))
    assert phrase in reason_words(found, EN)
    russian = f"{health_words(found, RU)}: {reason_words(found, RU)}"
    assert reason_words(found, RU)
    assert not re.search("[A-Za-z]", russian)


@pytest.mark.parametrize("error", SAID_BY_HEALTH, ids=str)
def test_what_the_health_says_already_is_not_said_twice(error: FeedsError) -> None:
    """An empty answer is an empty answer."""
    assert reason_words(feed(failed(error)), EN) == ""


def test_feeds_that_answer_have_their_reasons_too() -> None:
    """Quiet, empty and moved feeds are told apart; one that is fine has nothing to explain."""
    full, empty = FeedData(entries=(EntryData(title="x"),)), FeedData()
    stale = feed(answered(full, quiet=timedelta(days=42)))
    assert reason_words(stale, EN) == "nothing new for 42 days"
    assert reason_words(stale, RU) == "нового нет 42 дня"
    assert reason_words(feed(answered(empty)), RU) == "в ней пока ничего нет"
    assert reason_words(feed(answered(full, moved=True)), EN) == ""
    assert reason_words(feed(answered(full)), EN) == ""


@pytest.mark.parametrize(
    ("reason", "english", "russian"),
    [
        ("A sentence of a later version.", "A sentence of a later version", ""),
        ("Something else went wrong (503).", "error 503", "ошибка 503"),
        ("The answer is too large for a feed.", "the document is too large", "документ слишком велик"),
        ("Vigil itself failed on this feed (KeyError): please report it.", "a mistake of mine", "моя ошибка"),
    ],
)
def test_a_reason_that_is_not_known_is_not_shown_in_the_wrong_language(
    reason: str, english: str, russian: str
) -> None:
    """In English it is shown as it was noted; elsewhere its number must do."""
    found = feed(PollOutcome(failed(TooSlow(URL, "x")).health, reason))
    assert reason_words(found, EN).startswith(english)
    assert reason_words(found, RU).startswith(russian)
    assert russian or reason_words(found, RU) == ""


def test_an_address_that_we_refuse_is_not_blamed_on_the_site() -> None:
    """Who says no is told apart."""
    ours = feed(failed(BlockedAddress(URL, "port 22 is refused, only 80 and 443 are read")))
    theirs = feed(failed(BadStatus(URL, 403)))
    assert (health_words(ours, EN), health_words(theirs, EN)) == ("not allowed", "refuses us")


def test_a_list_of_feeds_gives_each_reason_in_its_row() -> None:
    """One line a feed: number, name, how it is, why."""
    missing = feed(failed(BadStatus(URL, 404)))
    gone = feed(failed(BadStatus(URL, 410)), state="retired")
    rows = shown(render_feeds([missing, gone], RU))[0].splitlines()[2:4]
    assert rows == [
        "1. Harbour News – не отвечает (нет такой страницы, ошибка 404)",
        "1. Harbour News – закрыта насовсем, 5 мар. 2026 (так решил издатель, ошибка 410)",
    ]


def test_a_notice_of_many_feeds_is_one_message() -> None:
    """When the network was down for a day, the list is cut and points at the whole."""
    found = [feed(failed(TooSlow(URL, "x")), id=number) for number in range(100)]
    text, _ = shown(render_stopped_feeds(found, EN))
    assert text.startswith("100 feeds bring nothing any more")
    assert "All of them: /feeds" in text
