"""What a digest shows in one language: a snapshot made into harmless words, ready to be laid out.

Every text has passed `shown`, every link `web_link`; a format only escapes and arranges.
"""

from __future__ import annotations

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
    removed: str
    dated: str
    citation: str


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
    citation: str
    urn: str
    find: str
    """What a reader may look it up by besides what is seen in a list."""


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
