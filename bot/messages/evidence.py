"""What is said about copies of article pages, and one feed with what is done with its pages."""

from __future__ import annotations

from bot.i18n import Texts
from bot.messages.health import health_words, reason_words
from bot.messages.markup import bold, code, cut, escape, link
from bot.messages.message import Button, Message
from feeds.errors import BadStatus, BlockedAddress, FeedsError, NotAFeed, TooLarge, TooSlow
from feeds.web.robots import Disallowed
from feeds.web.warc import EvidenceError
from storage.evidence import Fetch
from storage.feed import FeedInfo

EVIDENCE = "g1"
READING = "o1"
_NAME_UNITS = 80


def evidence_button(entry_id: int, texts: Texts) -> Button:
    """Return the button that keeps a copy of an entry's page, for moderators."""
    return Button(texts("Keep a copy of the page"), data=f"{EVIDENCE}:{entry_id}")


def render_evidence_usage(texts: Texts) -> Message:
    """Say how to write /evidence."""
    return Message(
        escape(texts("Write the article's address after the command, and I keep a copy of its page."))
    )


def render_no_such_entry(texts: Texts) -> Message:
    """Say that an article is not stored."""
    return Message(escape(texts("No feed has brought this article, so I keep no copy of it.")))


def render_kept(fetch: Fetch, texts: Texts, *, earlier: int = 0) -> Message:
    """Confirm a copy, with what proves that it was not changed later."""
    lines = [
        bold(texts("A copy is kept")),
        link(fetch.url, cut(fetch.url, _NAME_UNITS)),
        texts("Fetched: {time}", time=escape(texts.time(fetch.fetched_at))),
        f"SHA-256: {code(fetch.sha256)}",
        texts("Where: {file}, byte {offset}", file=code(fetch.file), offset=fetch.offset),
    ]
    if earlier:
        lines.append(
            escape(texts.plural("{n} earlier copy is kept too.", "{n} earlier copies are kept too.", earlier))
        )
    return Message("\n".join(lines))


def render_not_kept(error: FeedsError, texts: Texts) -> Message:
    """Say in one sentence why there is no copy."""
    return Message(f"{escape(_why(error, texts))} {escape(texts('No copy was kept.'))}")


def render_reading(feed: FeedInfo, texts: Texts) -> Message:
    """Show one feed, and switches for what is done with its article pages."""
    reason = reason_words(feed, texts)
    health = escape(health_words(feed, texts)) + (f" <i>({escape(reason)})</i>" if reason else "")
    article = texts("Article pages are read") if feed.article else texts("Article pages are not read")
    evidence = texts("Copies of pages are kept") if feed.evidence else texts("No copies of pages are kept")
    lines = [
        f"{feed.id}. {link(feed.url, cut(feed.name, _NAME_UNITS))}",
        health,
        "",
        f"{escape(article)}.",
        f"{escape(evidence)}.",
        "",
        escape(
            texts(
                "With article pages read, summaries quote the whole article, and an alert waits some seconds"
                " for it. Copies serve as evidence if a page is changed or taken down."
            )
        ),
    ]
    buttons = (
        Button(
            texts("Stop reading articles") if feed.article else texts("Read articles"),
            data=f"{READING}:{feed.id}:article:{0 if feed.article else 1}",
        ),
        Button(
            texts("Stop keeping copies") if feed.evidence else texts("Keep copies"),
            data=f"{READING}:{feed.id}:evidence:{0 if feed.evidence else 1}",
        ),
    )
    return Message("\n".join(lines), tuple((button,) for button in buttons))


def _why(error: FeedsError, texts: Texts) -> str:
    match error:
        case EvidenceError():
            return texts("The page could not be written to the disk.")
        case Disallowed():
            return texts("The site asks readers like me not to read this page.")
        case BlockedAddress():
            return texts("I do not read this address: it is not on the open web.")
        case TooLarge():
            return texts("The page is too large.")
        case TooSlow():
            return texts("The site did not answer in time.")
        case BadStatus():
            return texts("The site answers with error {status}.", status=error.status)
        case NotAFeed():
            return texts("The site wants to see a browser first.")
    return texts("The site cannot be reached.")
