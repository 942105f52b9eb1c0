"""Owns the search: all watched entities in one pass over a text, each hit with the evidence for it.

    fold the text -> one automaton finds stems -> the words round each stem are checked against its pattern
    -> first names, owners, context, excluded words and labels are weighed -> overlaps merge

Only texts in which something was found pay for what comes after the first arrow but one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import ahocorasick

from feeds.types import KeywordRole, Match, WatchList
from feeds.watch.context import Conditions, Evidence, allowed
from feeds.watch.field import Field
from feeds.watch.keywords import Pattern, anchors, patterns
from feeds.watch.pattern import Candidate, read


@dataclass(frozen=True, slots=True, eq=False)
class _Bucket:
    """The patterns that one anchor string may begin."""

    length: int
    patterns: list[Pattern]


class Matcher:
    """Finds the entities of one watch-list; immutable, shareable between threads."""

    def __init__(self, watchlist: WatchList) -> None:
        aliases: list[Pattern] = []
        conditions: list[Pattern] = []
        for entity in watchlist.entities:
            if entity.active:
                for pattern in patterns(entity):
                    is_alias = pattern.keyword.role is KeywordRole.ALIAS
                    (aliases if is_alias else conditions).append(pattern)
        self._automaton = _automaton(aliases)
        self._condition_words = _automaton(conditions)
        self._conditions = Conditions(aliases, conditions)

    def find(self, title: str, text: str, lang: str = "") -> tuple[Match, ...]:
        """Return the mentions in an item, sorted by field (title first), start and entity.

        `lang` (``en``, ``ru``, ``ru-Latn`` or empty) is a hint. Never raises on any string.
        """
        if self._automaton is None:
            return ()
        fields = [field for field in (Field("title", title, lang), Field("text", text, lang)) if field.source]
        found = [candidate for field in fields for candidate in _search(self._automaton, field)]
        if not found:
            return ()
        evidence = Evidence(fields, self._condition_words, _search)
        kept = allowed(self._conditions, evidence, found)
        return tuple(_merged(kept))


def _automaton(found: list[Pattern]) -> Any:
    """Return an automaton over the anchors of these patterns; None when there are none."""
    buckets: dict[str, _Bucket] = {}
    for pattern in found:
        for anchor in anchors(pattern):
            buckets.setdefault(anchor, _Bucket(len(anchor), [])).patterns.append(pattern)
    if not buckets:
        return None
    automaton = ahocorasick.Automaton()
    for anchor, bucket in buckets.items():
        automaton.add_word(anchor, bucket)
    automaton.make_automaton()
    return automaton


def _search(automaton: Any, field: Field) -> list[Candidate]:
    """Return what the patterns of `automaton` find in one field, labels set apart."""
    found = []
    for end, bucket in automaton.iter(field.text):
        start = end + 1 - bucket.length
        begin = field.word_start(start)
        if begin >= 0:
            for pattern in bucket.patterns:
                candidate = read(pattern, field, start, begin)
                if candidate is not None:
                    found.append(candidate)
    return [one for one in found if not field.in_label(one.start, one.end)] if found else found


def _merged(found: list[Candidate]) -> list[Match]:
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
