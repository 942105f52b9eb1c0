"""What is thought about the entries of a polled feed before any of it is stored: pure, no transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.watch import Watch
from feeds.story.summarize import summarize
from feeds.text.language import detect
from feeds.text.search import searchable
from feeds.web.identity import Decision, Edited, Identity, New, Same
from feeds.web.urls import canonical
from storage import entry as stored

_SLACK = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Prepared:
    """Everything one poll will store."""

    new: list[stored.Prepared]
    edits: list[stored.Edit]
    seen: list[tuple[int, tuple[str, ...]]]


def prepare(
    identities: Sequence[Identity],
    decision: Decision,
    watch: Watch,
    *,
    lang: str,
    source: str,
    now: datetime,
    searchable_later: bool = False,
) -> Prepared:
    """Match and summarise what is new or edited; only remember that the rest was there.

    `lang` is the feed's language, for entries that show none; `source` its name, for queries that ask for it.
    `searchable_later` leaves the search to `bot.indexing`: nobody waits for what was there before.

    Feeds list the newest first: new entries are stored oldest first, so that stories are told in order.
    """
    ready = Prepared([], [], [])
    words = _no_words if searchable_later else searchable
    for identity, verdict in zip(identities, decision.verdicts, strict=True):
        if isinstance(verdict, New):
            ready.new.append(_think(identity, verdict.keys, watch, lang, source, now, words))
        elif isinstance(verdict, Edited):
            thought = _think(identity, verdict.new_keys, watch, lang, source, now, words)
            ready.edits.append(stored.Edit(verdict.entry_id, thought))
        elif isinstance(verdict, Same):
            ready.seen.append((verdict.entry_id, verdict.new_keys))
    ready.new.reverse()
    return ready


def _no_words(title: str, text: str) -> None:
    del title, text


def _think(
    identity: Identity,
    keys: tuple[str, ...],
    watch: Watch,
    lang: str,
    source: str,
    now: datetime,
    words: Callable[[str, str], str | None],
) -> stored.Prepared:
    entry = identity.entry
    known = entry.lang or detect(f"{entry.title}\n{entry.text[:2000]}") or lang
    matches = watch.matcher.find(entry.title, entry.text, known, source)
    summary = ""
    if matches:
        mentions = [(match.start, match.end) for match in matches if match.field == "text"]
        summary = summarize(entry.title, entry.text, known, mentions).text
    published = identity.published if identity.published and identity.published <= now + _SLACK else None
    return stored.Prepared(
        data=replace(entry, published=published),
        keys=keys,
        content_hash=identity.content_hash,
        link_key=canonical(entry.link) if entry.link else "",
        lang="" if known == "other" else known[:2].lower(),
        matches=matches,
        summary=summary,
        words=words(entry.title, entry.text),
    )
