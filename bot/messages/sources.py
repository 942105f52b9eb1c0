"""What is said when feeds are added and removed: offers, questions, results, why an address will not do."""

from __future__ import annotations

from bot.i18n import Texts, mark
from bot.messages.markup import bold, code, cut, escape, link
from bot.messages.message import Button, Message
from feeds.errors import BadStatus, BlockedAddress, FeedsError, NotAFeed, ParseFailed, TooLarge, TooSlow
from storage.feed import FeedInfo

SUBSCRIBE = "s1"
UNSUBSCRIBE = "u1"
ADDRESS_UNITS = 2000
"""Longer addresses are not taken: they would not fit under a button's message."""
_NAME_UNITS = 80

_KINDS = {
    "empty": mark("The address answers with nothing in it."),
    "html": mark("This is a web page, not a feed. Look on it for a link named RSS or Atom."),
    "challenge": mark("The site wants to see a browser first, so its feed cannot be read."),
    "blocked": mark("The site refuses access from here."),
    "sitemap": mark("This is a sitemap, not a feed."),
    "opml": mark("This is a list of feeds, not a feed."),
    "unknown": mark("This is not a feed."),
    "error": mark("The site answers with an error message instead of a feed."),
}


def render_sub_usage(texts: Texts) -> Message:
    """Say how to write /sub."""
    return Message(
        escape(texts("Write the feed's address after the command, or paste it alone: /sub ADDRESS"))
    )


def render_bad_address(texts: Texts) -> Message:
    """Refuse what is no web address."""
    return Message(
        escape(texts("That is not a web address. One begins with https:// or http://, such as"))
        + " "
        + code("https://example.org/rss")
    )


def render_offer(url: str, texts: Texts) -> Message:
    """Ask whether a pasted address shall be read as a feed. The address is read back from this message."""
    return Message(
        f"{escape(texts('Shall I read this as a feed?'))}\n{code(url)}",
        ((Button(texts("Subscribe to this feed"), data=f"{SUBSCRIBE}:add"),),),
    )


def render_added(feed: FeedInfo, entries: int, texts: Texts) -> Message:
    """Confirm a new feed."""
    named = texts("Added: {feed} (number {number}).", feed=bold(cut(feed.name, _NAME_UNITS)), number=feed.id)
    if not entries:
        return Message(named + "\n" + escape(texts("It lists nothing yet; I keep looking.")))
    said = texts.plural(
        "{n} item is there already; alerts begin with the next one.",
        "{n} items are there already; alerts begin with the next one.",
        entries,
    )
    return Message(f"{named}\n{escape(said)}")


def render_known_feed(feed: FeedInfo, texts: Texts) -> Message:
    """Say that a feed is on the list already."""
    name = bold(cut(feed.name, _NAME_UNITS))
    return Message(
        texts("This feed is on the list already: {feed} (number {number}).", feed=name, number=feed.id)
    )


def render_unsub_usage(texts: Texts) -> Message:
    """Say how to write /unsub."""
    return Message(
        escape(texts("Write the feed's number or address after the command; /feeds shows the numbers."))
    )


def render_no_such_feed(words: str, texts: Texts) -> Message:
    """Say that a feed is not on the list."""
    said = texts("There is no feed “{words}” on the list. /feeds shows them.", words=cut(words, 80))
    return Message(escape(said))


def render_unsub_question(feed: FeedInfo, texts: Texts) -> Message:
    """Ask before a feed is removed."""
    question = texts("Stop reading {feed}?", feed=link(feed.url, cut(feed.name, _NAME_UNITS)))
    return Message(
        f"{question}\n{escape(texts('What it has told so far stays.'))}",
        (
            (
                Button(texts("Stop reading it"), data=f"{UNSUBSCRIBE}:{feed.id}"),
                Button(texts("Keep it"), data=f"{UNSUBSCRIBE}:no"),
            ),
        ),
    )


def render_removed(feed: FeedInfo, texts: Texts) -> Message:
    """Confirm that a feed is no longer read."""
    return Message(
        texts(
            "No longer read: {feed}. /sub with its address brings it back.",
            feed=bold(cut(feed.name, _NAME_UNITS)),
        )
    )


def render_feed_kept(texts: Texts) -> Message:
    """Confirm that a feed stays."""
    return Message(escape(texts("It stays on the list.")))


def render_unreadable(error: FeedsError, texts: Texts) -> Message:
    """Say in one sentence why an address cannot be read as a feed."""
    return Message(f"{escape(_why(error, texts))} {escape(texts('Nothing was added.'))}")


def _why(error: FeedsError, texts: Texts) -> str:
    match error:
        case BlockedAddress():
            return texts("I do not read this address: it is not on the open web.")
        case TooLarge():
            return texts("The document is too large for a feed.")
        case TooSlow():
            return texts("The site did not answer in time.")
        case BadStatus():
            return texts("The site answers with error {status}.", status=error.status)
        case ParseFailed():
            return texts("The document is too damaged to be read.")
        case NotAFeed():
            return texts(_KINDS.get(error.kind, _KINDS["unknown"]))
    return texts("The site cannot be reached.")
