"""Owns the search: all watched entities in one pass over a text, each hit with the evidence for it.

    fold the text -> one automaton finds stems -> the words round each stem are checked against its pattern
    -> first names, owners, context, excluded words and labels are weighed -> overlaps merge

Only items in which a stem was found pay for what comes after the second arrow.
"""

from __future__ import annotations

from feeds.text.normalize import fold
from feeds.types import KeywordRole, Match, WatchList
from feeds.watch.context import Conditions
from feeds.watch.field import Field
from feeds.watch.index import Index
from feeds.watch.keywords import Pattern, patterns
from feeds.watch.pattern import Candidate, read_spots
from feeds.watch.query import Item, Queries


class Matcher:
    """Finds the entities of one watch-list; immutable, shareable between threads."""

    def __init__(self, watchlist: WatchList) -> None:
        """Prepare the search; raises QueryError for a query that cannot be read."""
        aliases: list[Pattern] = []
        conditions: list[Pattern] = []
        active = [entity for entity in watchlist.entities if entity.active]
        for entity in active:
            for pattern in patterns(entity):
                is_alias = pattern.keyword.role is KeywordRole.ALIAS
                (aliases if is_alias else conditions).append(pattern)
        self.queries = Queries(active)
        self.aliases = Index([*aliases, *self.queries.patterns])
        self.conditions = Conditions(aliases, conditions)

    def find(self, title: str, text: str, lang: str = "", source: str = "") -> tuple[Match, ...]:
        """Return the mentions in an item, sorted by field (title first), start and entity.

        `lang` (``en``, ``ru``, ``ru-Latn`` or empty) is a hint; `source` is the feed's `query.feed_name`, for
        queries that ask for it. Never raises on any string; past `pattern.HITS_MAX` hits in one field the
        rest is not read.
        """
        if not self.aliases.spots(fold(f"{title}\n{text}").text):  # as in most items: one pass for both
            return ()
        fields = [Field("title", title, fold(title), lang), Field("text", text, fold(text), lang)]
        found = [one for field in fields for one in read_spots(field, self.aliases.spots(field.text))]
        if not found:
            return ()
        if not self.queries:
            return tuple(merged(self.conditions.allowed(fields, found)))
        plain, words = self.queries.split(found)
        kept = self.conditions.allowed(fields, plain)
        hits = self.conditions.supported(fields, words)
        return tuple(merged(kept + self.queries.judge(Item(fields, lang, source), hits)))


def merged(found: list[Candidate]) -> list[Match]:
    """Return matches in order; of overlapping hits of one entity the longest stays."""
    found.sort(
        key=lambda hit: (hit.field.name != "title", hit.start, hit.pattern.entity, hit.start - hit.end)
    )
    last: dict[tuple[str, str], int] = {}
    kept: list[Candidate] = []
    for hit in found:
        key = hit.pattern.entity, hit.field.name
        at = last.get(key)
        if at is not None and hit.start < kept[at].end:
            if hit.end - hit.start > kept[at].end - kept[at].start:
                kept[at] = hit
            continue
        last[key] = len(kept)
        kept.append(hit)
    matches = [_match(hit) for hit in kept]
    return sorted(matches, key=lambda match: (match.field != "title", match.start, match.entity))


def _match(hit: Candidate) -> Match:
    start, end = hit.field.folded.original(hit.start, hit.end)
    return Match(
        entity=hit.pattern.entity,
        keyword=hit.pattern.keyword.text,
        field=hit.field.name,
        start=start,
        end=end,
        surface=hit.field.source[start:end],
        rule=hit.rule,
    )
