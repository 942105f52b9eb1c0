"""A digest frozen: everything that its exports show, and nothing that they would have to look up.

A snapshot is written once, when a period is closed. Later merges, edits and retention do not change it, and
an export only renders it. `bot.digest.codec` writes it as JSON and reads it back.
All times are aware and in UTC; `until` is exclusive.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime

SCHEMA = 2
"""Goes up when the meaning or the shape of a snapshot changes; a reader refuses what is newer."""

_NAMESPACE = uuid.UUID("7d3f0d4e-2f4b-5c1e-9a54-2f6a8c1b9e60")


@dataclass(frozen=True, slots=True)
class Period:
    """The time that a digest tells of."""

    name: str
    """``2026-W47``, or ``2026-11-01--2026-11-10`` for any other range."""
    since: datetime
    until: datetime
    zone: str = "UTC"
    """IANA name of the zone that local times are given in."""


@dataclass(frozen=True, slots=True)
class Watched:
    """One entity of the watch-list, as it was called then."""

    key: str
    kind: str
    names: dict[str, str]
    """Display name per language; ``en`` is always there."""

    def name(self, lang: str) -> str:
        """Return the display name in `lang`, or the English one."""
        return self.names.get(lang) or self.names.get("en") or self.key


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a source, in its language; `machine` says that a model translated them."""

    lang: str
    text: str
    report: str = ""
    """Id of the report that they were taken from."""
    machine: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """Something the text says of the event: ``who``, ``where``, ``what``, ``when``, ``count``."""

    role: str
    text: str
    """As the source writes it."""
    said: dict[str, str] = field(default_factory=dict)
    """The same in our languages, from the glossary, where it is known."""
    report: str = ""
    """Id of the report that says it."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What a report said from `since` on, as its feed sent it, until its source changed it."""

    since: datetime
    title: str
    text: str = ""
    link: str = ""
    sha256: str = ""
    """Of headline, address and text in UTF-8, parted by line feeds, nothing cleaned; hexadecimal digits."""
    document_sha256: str = ""
    """Of the feed document in which it was first read; empty: not known."""


@dataclass(frozen=True, slots=True)
class ReportItem:
    """One report of a story: who published what, when it was first seen, and how to check it."""

    id: str
    """Stable within an installation, such as ``r456``."""
    seen: datetime
    outlet: str
    owner: str = ""
    view: str = ""
    legal_label: str = ""
    """As in the list of sources; several are joined by ``+``."""
    title: str = ""
    lang: str = ""
    link: str = ""
    published: datetime | None = None
    archive: str = ""
    """Where a copy of the page is kept; empty where none was made."""
    text: str = ""
    """As its feed sent it, so that the checksum can be worked out; only the snapshot carries it."""
    sha256: str = ""
    """Of this wording, as in `Wording`."""
    document_sha256: str = ""
    """Of the feed document in which this wording was first read; empty: not known."""
    edited: datetime | None = None
    """Since when it is worded so; None: since it was first seen."""
    earlier: tuple[Wording, ...] = ()
    """What it said before, oldest first."""
    removed: datetime | None = None
    """When its source took it away."""

    @property
    def voice(self) -> str:
        """Whoever speaks: two editions of one owner are one voice."""
        return self.owner or self.outlet


@dataclass(frozen=True, slots=True)
class Update:
    """What became of a story after its first report."""

    at: datetime
    kind: str
    """``update``, ``edit``, ``correction`` (it says it is one), ``removal``, ``merge`` or ``split``."""
    text: str = ""
    """Of an edit: the words before, as far as they changed."""
    lang: str = ""
    report: str = ""
    after: str = ""
    """Of an edit: the words after, as far as they changed."""


@dataclass(frozen=True, slots=True)
class Note:
    """What moderators want readers to know. Who wrote it is not kept."""

    at: datetime
    text: str
    lang: str = ""


@dataclass(frozen=True, slots=True)
class StoryItem:
    """One event as its reports, oldest first, tell it."""

    id: str
    """Stable within an installation, such as ``s123``."""
    first_seen: datetime
    """When the first of its reports here was seen."""
    entities: tuple[str, ...]
    """The first is where the story is told in full; the chapters of the others point there."""
    reports: tuple[ReportItem, ...]
    kind: str = ""
    """What happened, such as ``detained``; empty where no rule could tell."""
    urgency: int = 0
    """0 to 2; raises a story among the top ones."""
    headlines: tuple[Quote, ...] = ()
    """At most one per language, the first report's first."""
    summaries: tuple[Quote, ...] = ()
    facts: tuple[Fact, ...] = ()
    updates: tuple[Update, ...] = ()
    notes: tuple[Note, ...] = ()
    missed: str = ""
    """The digest it would have been in, had it arrived in time, or was in, of a correction; else empty."""
    continues: str = ""
    """The digest of the week in which the story began, where that is an earlier one than this."""
    owners: int = 0
    """How many owners found it out for themselves; copies of an agency's text add none. 0: not counted."""
    states: int = 0
    """How many of them are states."""

    @property
    def voices(self) -> int:
        """How many owners report it."""
        return self.owners or len({report.voice for report in self.reports})

    @property
    def state_voices(self) -> int:
        """How many of the owners are states."""
        return self.states if self.owners else len({r.voice for r in self.reports if r.view == "state"})


@dataclass(frozen=True, slots=True)
class Count:
    """Stories of an entity or event kind in this period, and in the periods before, oldest first."""

    key: str
    stories: int
    earlier: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Unusual:
    """Something to notice: ``many``, ``few``, ``no-state``, ``only-state`` or ``one-owner``."""

    kind: str
    entity: str
    stories: int
    usual: float = 0.0
    """The median of the periods before, where it matters."""


@dataclass(frozen=True, slots=True)
class Week:
    """How many stories each entity had in an earlier period."""

    name: str
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class Overview:
    """The period in figures."""

    entities: tuple[Count, ...] = ()
    kinds: tuple[Count, ...] = ()
    unusual: tuple[Unusual, ...] = ()
    history: tuple[Week, ...] = ()
    """Earlier periods, oldest first; this one is not among them."""


EVERY_SOURCE = "*"
"""The outlet of a gap in which nothing was read at all."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A time in which a source could not be read."""

    outlet: str
    since: datetime
    until: datetime | None = None
    """None: it lasted when the digest was closed."""
    owner: str = ""
    reason: dict[str, str] = field(default_factory=dict)
    """Why, in each of our languages."""


@dataclass(frozen=True, slots=True)
class Silent:
    """A source that was read but published nothing in the period."""

    outlet: str
    owner: str = ""
    last: datetime | None = None
    """When it last published something."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How well the sources were watched."""

    watched: int = 0
    unpolled: int = 0
    """Active sources that were never polled in the period."""
    gaps: tuple[Gap, ...] = ()
    silent: tuple[Silent, ...] = ()


@dataclass(frozen=True, slots=True)
class Hidden:
    """How many stories moderators left out for one reason."""

    reason: str
    stories: int


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One digest, complete."""

    origin: str
    """Names the installation, so that ids of two installations never meet; tells nothing about it."""
    period: Period
    cut_off: datetime
    """Nothing that was stored later is in it."""
    watchlist_version: int
    entities: tuple[Watched, ...]
    """What the digest is about, in the order of its chapters."""
    audience: str = ""
    """Who it was selected for, such as ``readers``; empty: everybody."""
    only: tuple[str, ...] = ()
    """Keys of the entities it was limited to; empty: all."""
    settings: dict[str, str] = field(default_factory=dict)
    """The settings that decided what is in it."""
    overview: Overview = field(default_factory=Overview)
    top: tuple[str, ...] = ()
    """Ids of the top stories, best first."""
    stories: tuple[StoryItem, ...] = ()
    """Those of the period, and those that began earlier and were told on in it."""
    late: tuple[StoryItem, ...] = ()
    """Stories of earlier periods that arrived after their digest was closed."""
    corrections: tuple[StoryItem, ...] = ()
    """Stories of earlier digests with those of their reports that were changed or taken away since."""
    coverage: Coverage = field(default_factory=Coverage)
    notes: tuple[Note, ...] = ()
    hidden: tuple[Hidden, ...] = ()
    schema: int = SCHEMA

    def watched(self, key: str) -> Watched:
        """Return the entity with this key; one that is not in the list is called by its key."""
        found = next((entity for entity in self.entities if entity.key == key), None)
        return found or Watched(key, "", {"en": key})

    def urn(self, *parts: str) -> str:
        """Return a name for a part of this digest that is the same everywhere and never given twice."""
        name = "\n".join((self.origin, *parts)).encode("utf-8", "backslashreplace")
        return uuid.uuid5(_NAMESPACE, name.decode()).urn
