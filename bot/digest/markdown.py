"""A digest as Markdown: every line of a story names its source and links to it."""

from __future__ import annotations

from collections.abc import Iterator

from bot.digest.build import Digest, DigestStory
from bot.digest.plaintext import escape
from bot.i18n import SOURCE_LANGUAGE, Texts
from bot.messages.health import health_words, reason_words
from feeds.web.urls import is_web
from storage.feed import FeedInfo
from storage.story import StoryReport


def to_markdown(digest: Digest, texts: Texts) -> str:
    """Render a digest in the language of `texts`; ends with a line feed."""
    return "\n".join(_lines(digest, texts)) + "\n"


def _lines(digest: Digest, texts: Texts) -> Iterator[str]:
    yield f"# {texts('Weekly digest')} {digest.name}"
    yield ""
    yield texts(
        "From {since} to {until}, UTC.", since=texts.date(digest.since), until=texts.date(digest.until)
    )
    stories = texts.plural("{n} story", "{n} stories", len(digest.stories))
    reports = sum(len(story.reports) for story in digest.stories)
    yield texts(
        "{stories}, {reports}.", stories=stories, reports=texts.plural("{n} report", "{n} reports", reports)
    )
    for entity in digest.watchlist.entities:
        found = digest.of(entity.key)
        yield ""
        yield f"## {escape(entity.name(texts.lang))} ({len(found)})"
        if not found:
            yield ""
            yield texts("Nothing was reported.")
        for story in found:
            yield ""
            yield from _story(story, texts)
    yield ""
    yield from _coverage(digest, texts)
    yield ""
    yield f"## {texts('How this was selected')}"
    yield ""
    yield texts(
        "Watch-list version {version}. A story counts in the week in which Vigil first saw it. "
        "Summaries are sentences of the source, unchanged.",
        version=digest.watchlist.version,
    )


def _story(story: DigestStory, texts: Texts) -> Iterator[str]:
    lead = story.lead
    yield f"### {escape(lead.title or lead.text[:120])}"
    yield ""
    if lead.summary:
        yield f"> {escape(lead.summary)}"
        yield ""
    for report in story.reports:
        yield f"- {_source(report, texts)}"


def _source(report: StoryReport, texts: Texts) -> str:
    title = escape(report.title or report.text[:120])
    linked = f"[{title}](<{report.link}>)" if report.link and _is_safe(report.link) else title
    name = escape(report.owner or report.feed_title)
    return f"{texts.time(report.first_seen)}, {name}: {linked}"


def _coverage(digest: Digest, texts: Texts) -> Iterator[str]:
    yield f"## {texts('Coverage')}"
    yield ""
    found = digest.coverage
    said = [texts.plural("{n} source was watched.", "{n} sources were watched.", found.watched)]
    if found.unread:
        said.append(
            texts.plural(
                "{n} of them could not be read when last tried.",
                "{n} of them could not be read when last tried.",
                found.unread,
            )
        )
    if found.unpolled:
        said.append(
            texts.plural(
                "{n} source has not been polled in this time.",
                "{n} sources have not been polled in this time.",
                found.unpolled,
            )
        )
    yield " ".join(said)
    if found.remarks:
        yield ""
    for feed in found.remarks:
        yield f"- {escape(feed.name)}: {escape(_remark(feed, texts))}"


def _remark(feed: FeedInfo, texts: Texts) -> str:
    """Say how a source is; what is stored is an English sentence."""
    if texts.lang == SOURCE_LANGUAGE:
        return feed.reason
    return ", ".join(filter(None, (health_words(feed, texts), reason_words(feed, texts))))


def _is_safe(link: str) -> bool:
    return is_web(link) and not set(link) & set("<>\r\n ")
