"""What a digest shows in one language: a snapshot made into harmless words, ready to be laid out.

Every text has passed `shown`, every link `web_link`; a format only escapes and arranges.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class QuoteView:
    """Words of a source: in which language, and whose."""

    lang: str
    text: str
    source: str = ""
    machine: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A name, a value and whatever else stands in a line of a table."""

    name: str
    value: str
    more: str = ""
    extra: str = ""
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class ReportView:
    """One report: when, who, what, and how to check it."""

    id: str
    instant: str
    time: str
    local: str
    source: str
    owner: str
    """Empty where it is called like the source."""
    view_key: str
    view: str
    label: str
    title: str
    lang: str
    link: str
    archive: str
    archive_text: str
    sha256: str
    """Of its wording."""
    document: str
    """The SHA-256 of the feed document."""
    edited: str
    """Says since when it is worded so, where its source changed it."""
    worded: str
    """The time from which it is worded so, for machines."""
    earlier: tuple[Row, ...]
    """Former wordings: until when, the headline, the checksum."""
    removed: str
    dated: str
    published: str
    """The date that its source gives it, for machines; empty where it gives none."""
    changes: tuple[Row, ...]
    """What became of it."""
    citation: str

    def proof(self, words: Mapping[str, str]) -> list[str]:
        """Return, in words, all that a reader needs to check it, address and headline aside."""
        found = [self.edited, self.removed, self.dated]
        if self.archive_text:
            found.append(f"{words['archive']}: {self.archive_text}")
        if self.sha256:
            found.append(f"SHA-256: {self.sha256}")
        if self.document:
            found.append(f"{words['document']}, SHA-256: {self.document}")
        found += [
            f"{words['worded_before']} ({row.name}): “{row.value}”, SHA-256: {row.more}"
            for row in self.earlier
        ]
        return [*filter(None, found), self.id]


@dataclass(frozen=True, slots=True)
class StoryView:
    """One story, as it is told."""

    id: str
    anchor: str
    number: int
    headline: QuoteView
    others: tuple[QuoteView, ...]
    kind: str
    entities: tuple[str, ...]
    tally: str
    time: str
    instant: str
    updated: str
    facts: tuple[Row, ...]
    summaries: tuple[QuoteView, ...]
    reports: tuple[ReportView, ...]
    updates: tuple[Row, ...]
    notes: tuple[Row, ...]
    missed: str
    """Of which digest it is a late addition, or a correction."""
    continues: str
    """Says in which digest it began, where that is an earlier one."""
    citation: str
    urn: str
    find: str
    """What a reader may look it up by besides what is seen in a list."""

    @property
    def about(self) -> tuple[str, ...]:
        """Return what it is, of whom, how often told, and its mark."""
        found = self.kind, ", ".join(self.entities), self.tally, self.continues, self.missed, self.id
        return tuple(filter(None, found))


@dataclass(frozen=True, slots=True)
class Reference:
    """A pointer to a story that is told in another place."""

    anchor: str
    number: int
    headline: QuoteView
    tally: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """The stories of one entity; those it shares with an earlier one are only pointed to."""

    key: str
    anchor: str
    name: str
    count: int
    tally: str
    stories: tuple[StoryView, ...]
    elsewhere: tuple[Reference, ...]


@dataclass(frozen=True, slots=True)
class CoverageView:
    """How well the sources were watched."""

    said: str
    gaps: tuple[Row, ...]
    silent: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class View:
    """One digest in one language."""

    lang: str
    name: str
    title: str
    period: str
    scope: tuple[str, ...]
    """What it is limited to, and that it may have missed something."""
    tally: str
    closed: str
    cut_off: str
    words: dict[str, str]
    entities: tuple[Row, ...]
    kinds: tuple[Row, ...]
    unusual: tuple[str, ...]
    notes: tuple[Row, ...]
    top: tuple[Reference, ...]
    chapters: tuple[Chapter, ...]
    quiet: str
    """Of whom nothing was reported; empty where each has a chapter."""
    late: tuple[StoryView, ...]
    late_tally: str
    corrections: tuple[StoryView, ...]
    corrections_tally: str
    coverage: CoverageView
    hidden: tuple[Row, ...]
    hidden_tally: str
    method_notes: tuple[str, ...]
    method: tuple[Row, ...]
    urn: str
    feed_urn: str

    @property
    def stories(self) -> tuple[StoryView, ...]:
        """Every story of the period, in the order in which they are told."""
        return tuple(story for chapter in self.chapters for story in chapter.stories)
