"""A digest as Markdown: every line of a story names its source and links to it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.digest.build import Digest, DigestStory
from bot.i18n import Texts
from bot.messages.markup import clean
from feeds.web.urls import is_web
from storage.story import StoryReport

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|~&])")
_OPENING = re.compile(r"^(?:([#+\-=])|(\d+)([.)]))")


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
    yield texts.plural("{n} source was watched.", "{n} sources were watched.", digest.feeds)
    for feed in digest.troubled:
        yield f"- {escape(feed.name)}: {escape(feed.reason)}"


def escape(text: str) -> str:
    """Make text show as it is in Markdown, on one line, without control characters that reorder it."""
    line = _SPECIAL.sub(r"\\\1", " ".join(clean(text).split()))
    return _OPENING.sub(lambda m: f"\\{m[1]}" if m[1] else f"{m[2]}\\{m[3]}", line)


def _is_safe(link: str) -> bool:
    return is_web(link) and not set(link) & set("<>\r\n ")
