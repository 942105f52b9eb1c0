"""One feed's storage in memory, with the unique key of the real one, and short ways to write entries."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from feeds.types import EntryData, FeedData
from feeds.web.identity import KnownEntry, New, Same, Verdict, decide, identify

HOME = "https://news.example/"
DAY1 = datetime(2026, 3, 1, 9, 17, tzinfo=UTC)
COLUMN = "Обзор дня"


@dataclass
class Memory:
    """A storage of one feed that enforces the unique key."""

    entries: dict[int, KnownEntry] = field(default_factory=dict)
    owner: dict[str, int] = field(default_factory=dict)
    links_reused: bool = False

    def poll(self, *entries: EntryData) -> list[tuple[EntryData, Verdict, int]]:
        """Take one document in; return entry, verdict and the number of the stored entry."""
        identities = identify(FeedData(link=HOME, version="rss20", entries=entries))
        known = {
            key: self.entries[self.owner[key]]
            for identity in identities
            for key in identity.keys
            if key in self.owner
        }
        decision = decide(identities, known, links_reused=self.links_reused)
        self.links_reused = decision.links_reused
        result = []
        for identity, verdict in zip(identities, decision.verdicts, strict=True):
            entry = identity.entry
            if isinstance(verdict, New):
                number, keys, owned = len(self.entries) + 1, verdict.keys, frozenset[str]()
                assert keys, "a new entry without a key would be new at every poll"
            else:
                number, keys = verdict.entry_id, verdict.new_keys
                owned = self.entries[number].keys
            for key in keys:
                assert key not in self.owner, "a key belongs to one entry"
                self.owner[key] = number
            stored = KnownEntry(
                number,
                entry.title or entry.text[:200],
                identity.content_hash,
                owned | set(keys),
                entry.link,
                entry.published,
            )
            kept = stored if not isinstance(verdict, Same) else self.entries[number]
            self.entries[number] = replace(kept, keys=stored.keys)
            result.append((entry, verdict, number))
        return result

    def verdicts(self, *entries: EntryData) -> list[str]:
        """Return the kinds of verdict in document order."""
        return [type(verdict).__name__ for _, verdict, _ in self.poll(*entries)]


def at(days: float) -> datetime:
    """Return a moment so many days after the first."""
    return DAY1 + timedelta(days=days)


def item(title: str, link: str | None = None, uid: str | None = None, **more: object) -> EntryData:
    """Write an entry; links are given without their host."""
    address = f"https://news.example/{link}" if link is not None and "//" not in link else link
    return EntryData(title=title, link=address, uid=uid, **more)  # type: ignore[arg-type]
