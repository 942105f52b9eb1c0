"""How a feed is, in the reader's own language: a few plain words, and the reason in a short phrase.

The reason is stored as the English sentence of `feeds.web.cadence`, for logs and the command line. Here it is
recognised and said anew; what is not recognised keeps at least the number of its error.
"""

from __future__ import annotations

import re
from functools import cache

from bot.i18n import SOURCE_LANGUAGE, Texts, mark
from bot.messages.markup import cut
from storage.feed import FeedInfo, FeedState

_REASON_UNITS = 140

_HEALTH = {
    "new": mark("not read yet"),
    "ok": mark("fine"),
    "unchanged": mark("fine, nothing new"),
    "empty": mark("answers with nothing"),
    "stale": mark("silent for long"),
    "down": mark("does not answer"),
    "blocked": mark("refuses us"),
    "challenge": mark("asks for a browser"),
    "not_a_feed": mark("is no feed"),
    "too_large": mark("is too large"),
    "gone": mark("gone for good"),
    "moved": mark("fine, has moved"),
}

_OUR_REFUSAL = "Vigil refuses this address"
# What stored reasons begin with, or contain after a colon; the first that is found counts.
_PHRASES = (
    (r"lists nothing", mark("nothing is listed yet")),
    (r"removed the feed for good", mark("closed by its publisher, error {status}")),
    (r"has no such page", mark("no such page, error {status}")),
    (r"come less often", mark("too many visits, error {status}")),
    (r"refuses to answer", mark("access refused, error {status}")),
    (r"answers with an error \(", mark("error {status}")),
    (r"did not answer in time", mark("no answer in time")),
    (r"too large|larger than", mark("the document is too large")),
    (_OUR_REFUSAL, mark("the address is not on the open web")),
    (r"cannot be parsed", mark("the document is damaged")),
    (r"host name is not known", mark("the site's name is not known")),
    (r"certificate|secure connection", mark("no secure connection")),
    (r"damaged or cut short", mark("the answer was cut short")),
    (r"no connection|closed the connection", mark("no connection")),
    (r"redirect", mark("it leads elsewhere, and not to a feed")),
    (r"not proper HTTP|reading failed", mark("the answer cannot be read")),
    (r"a web page", mark("a web page")),
    (r"sitemap", mark("a sitemap")),
    (r"OPML", mark("a list of feeds")),
    (r"error document", mark("an error message")),
    (r"access is restricted", mark("a notice that access is restricted")),
    (r"neither XML nor JSON", mark("a document of another kind")),
    (r"Vigil itself failed|could not be written down", mark("a mistake of mine; the log has more")),
)
_SAID_BY_HEALTH = ("moved to another address", "nothing in it", "check for robots", "checks for a browser")
_STATUS = re.compile(r"\(([1-5][0-9]{2})\)")
_DAYS = re.compile(r"nothing new for ([0-9]{1,6}) days")


def health_words(feed: FeedInfo, texts: Texts) -> str:
    """Return how a feed is, in a few plain words."""
    if feed.state == FeedState.PAUSED:
        return texts("off")
    if feed.reason.startswith(_OUR_REFUSAL):
        return texts("not allowed")
    known = _HEALTH.get(feed.health)
    return texts(known) if known else cut(feed.health, 40)


def reason_words(feed: FeedInfo, texts: Texts) -> str:
    """Return why a feed is as it is, in a short phrase; empty when `health_words` says it all."""
    if not feed.reason or feed.state == FeedState.PAUSED:
        return ""
    if feed.health == "too_large" or any(words in feed.reason for words in _SAID_BY_HEALTH):
        return ""
    if days := _DAYS.search(feed.reason):
        return texts.plural("nothing new for {n} day", "nothing new for {n} days", int(days[1]))
    status = _STATUS.search(feed.reason)
    number = status[1] if status else ""
    for pattern, phrase in _compiled():
        if pattern.search(feed.reason) and (number or "{status}" not in phrase):
            return texts(phrase, status=number)
    if status:
        return texts("error {status}", status=number)
    return cut(feed.reason.rstrip(". "), _REASON_UNITS) if texts.lang == SOURCE_LANGUAGE else ""


@cache
def _compiled() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern), phrase) for pattern, phrase in _PHRASES)
