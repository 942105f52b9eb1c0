"""The words of the domain as frozen values: what is published, watched, found and told.

Everything that crosses from one room to another is one of these. All times are aware and in UTC;
all offsets are code points, half-open, into the original text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

FIELDS = ("title", "text")
"""The parts of an entry that are searched, in the order in which their matches are listed."""


@dataclass(frozen=True, slots=True)
class EntryData:
    """One item as its feed published it, cleaned: plain text, absolute http(s) link, aware UTC dates."""

    title: str = ""
    text: str = ""
    link: str | None = None
    uid: str | None = None
    """The feed's own id for the item (guid, atom:id, JSON Feed id), stripped; None when there is none."""
    author: str | None = None
    published: datetime | None = None
    """The date the feed claims. Never used to decide what is new: feeds lie about it."""
    lang: str | None = None


@dataclass(frozen=True, slots=True)
class FeedData:
    """One parsed feed document."""

    title: str = ""
    link: str | None = None
    """The site the feed belongs to."""
    lang: str | None = None
    version: str = ""
    """What it was recognised as, such as ``rss20``, ``atom10``, ``rss10``, ``json11``; never empty."""
    entries: tuple[EntryData, ...] = ()
    warnings: tuple[str, ...] = ()
    """What had to be repaired or cut, one short English sentence each."""


class EntityKind(StrEnum):
    """What sort of thing an entity is."""

    PERSON = "person"
    PLACE = "place"
    ORGANISATION = "organisation"
    TOPIC = "topic"


class KeywordRole(StrEnum):
    """What a keyword does: find the entity, be required beside it, or forbid it."""

    ALIAS = "alias"
    CONTEXT = "context"
    EXCLUDE = "exclude"


class KeywordScope(StrEnum):
    """How near to a hit a context or exclude keyword must stand to work on it."""

    ITEM = "item"
    SENTENCE = "sentence"
    NEAR = "near"
    """Within `Keyword.distance` words, in the same sentence or not."""
    PHRASE = "phrase"
    """Exclude only: the hit lies inside these words (мост Кадырова)."""


@dataclass(frozen=True, slots=True)
class Keyword:
    """Words that find an entity (alias), must also occur (context) or must not (exclude).

    ``a/b`` stands for either word, a last ``*`` for any ending.
    """

    text: str
    lang: str = ""
    """``en``, ``ru``; empty: judged by its letters."""
    role: KeywordRole = KeywordRole.ALIAS
    inflect: bool = True
    """Russian words also in all their case forms; English ones with 's."""
    derived: bool = False
    """An adjective or other derived word (Chechen, чеченский), switched per entity."""
    case: bool = False
    """Capitals must agree (ЧР, Argun)."""
    needs_context: bool = False
    """Counts only where one of the entity's context keywords occurs, each within its own scope."""
    scope: KeywordScope = KeywordScope.ITEM
    """Where a context or exclude keyword works. An exclude wider than a phrase gives way to a context
    keyword whose own scope reaches the hit."""
    distance: int = 0
    """Words between, for the scope ``near``."""
    translit: bool = True
    """A Russian alias also in Latin letters (kadyrovu, v-argune)."""
    ownerless: bool = False
    """Does not count where another owner stands beside it (украинская ЛГБТ-сеть, the bank's LGBT Network)."""
    active: bool = True
    """A moderator's switch: False keeps the keyword in the file and out of the search."""
    query: bool = False
    """`text` is a query (`feeds.watch.queryparse`): it finds where the whole of it holds. Aliases only."""


@dataclass(frozen=True, slots=True)
class Entity:
    """Who or what is watched. Its names are aliases too."""

    key: str
    """Stable ASCII name used in files, commands and the database."""
    kind: EntityKind
    names: dict[str, str]
    """Display name per language; ``en`` is always there."""
    keywords: tuple[Keyword, ...]
    derived: bool = True
    """Whether derived words (adjectives, inhabitants, followers) count as a mention."""
    active: bool = True

    def name(self, lang: str) -> str:
        """Return the display name in `lang`, or the English one."""
        return self.names.get(lang) or self.names["en"]


@dataclass(frozen=True, slots=True)
class WatchList:
    """A frozen, versioned snapshot of everything that is watched."""

    entities: tuple[Entity, ...]
    version: int = 0

    def get(self, key: str) -> Entity | None:
        """Return the entity with this key, or None."""
        return next((entity for entity in self.entities if entity.key == key), None)


@dataclass(frozen=True, slots=True)
class Match:
    """Evidence that a text mentions an entity: ``surface == field[start:end]``."""

    entity: str
    keyword: str
    field: str
    start: int
    end: int
    surface: str
    rule: str
    """Which rule found it, such as ``exact``, ``inflected``, ``derived``, ``translit``."""


@dataclass(frozen=True, slots=True)
class Summary:
    """Whole sentences of the source, in order."""

    text: str
    sentences: tuple[tuple[int, int], ...] = ()
    """Where each sentence lies in the entry's text."""


@dataclass(frozen=True, slots=True)
class Report:
    """What the story finder needs to know of one entry."""

    id: str
    title: str
    text: str = ""
    lang: str = ""
    seen: datetime | None = None
    """When Vigil first saw it; None: it never ages."""
    link: str = ""
    """Canonical address; equal addresses are one report."""
    entities: frozenset[str] = field(default_factory=frozenset)
    mentions: tuple[str, ...] = ()
    """How the watched are named in it. Every report that is told names somebody watched, so these words
    say little of which event it tells."""
