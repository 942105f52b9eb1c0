"""Owns the judgement of queries: their words join the one pass, their logic is weighed over the hits.

Words that must occur are patterns of the search like any alias; words after NOT are looked for only in items
where the others stand. A query without a hit costs nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial
from typing import NamedTuple

from feeds.text.language import detect
from feeds.types import Entity
from feeds.watch.field import Field
from feeds.watch.index import Index
from feeds.watch.keywords import Pattern
from feeds.watch.names import Bearer
from feeds.watch.pattern import HITS_MAX, Candidate, read_spots
from feeds.watch.queryparse import (
    All,
    Either,
    FromSource,
    InLanguage,
    Near,
    Node,
    Query,
    QueryError,
    Term,
    Without,
    Words,
    parse_query,
)
from feeds.watch.queryterms import Compiled, People, compiled

__all__ = ["Compiled", "Item", "Queries", "Query", "QueryError", "feed_name", "parse_query", "shortfall"]

RULE = "query"


def feed_name(title: str, url: str) -> str:
    """Return the text in which ``source:`` looks, from a feed's title and address."""
    return f"{title} {url}".strip()


class Queries:
    """The queries of a watch-list; false when there are none."""

    def __init__(self, entities: Iterable[Entity]) -> None:
        watched = tuple(entities)
        people = People(watched)
        self.compiled = [
            compiled(entity, keyword, people)
            for entity in watched
            for keyword in entity.keywords
            if keyword.query and keyword.active and (entity.derived or not keyword.derived)
        ]
        self._owners = {pattern: (one, term) for one in self.compiled for term, pattern in one.wanted.items()}
        self._unwanted = Index([pattern for one in self.compiled for pattern in one.unwanted.values()])

    def __bool__(self) -> bool:
        return bool(self.compiled)

    @property
    def patterns(self) -> list[Pattern]:
        """What the search must look for."""
        return list(self._owners)

    def split(self, found: list[Candidate]) -> tuple[list[Candidate], list[Candidate]]:
        """Part the hits of aliases from those of queries' words."""
        aliases = [one for one in found if one.pattern not in self._owners]
        return aliases, [one for one in found if one.pattern in self._owners]

    def judge(self, item: Item, hits: Iterable[Candidate]) -> list[Candidate]:
        """Return, for every query that holds, the hits that made it hold."""
        kept: list[Candidate] = []
        for one, terms in self.grouped(hits):
            spans = _spans(one.query.root, item, terms, partial(self.forbidden, item, one))
            distinct = dict.fromkeys(part for span in spans or () for part in span.parts)
            kept += [replace(part, rule=RULE) for part in distinct]
        return kept

    def grouped(self, hits: Iterable[Candidate]) -> Iterator[tuple[Compiled, dict[Term, list[Candidate]]]]:
        """Yield each query that has a hit, with its hits by term; namesakes are none."""
        by_pattern: dict[Pattern, list[Candidate]] = defaultdict(list)
        for hit in hits:
            by_pattern[hit.pattern].append(hit)
        by_query: dict[Compiled, dict[Term, list[Candidate]]] = defaultdict(dict)
        for pattern, found in by_pattern.items():
            one, term = self._owners[pattern]
            if kept := _without_namesakes(found) if pattern.given else found:
                by_query[one][term] = kept
        yield from by_query.items()

    def forbidden(self, item: Item, one: Compiled) -> Mapping[Term, list[Candidate]]:
        """Return where the words after NOT stand in an item."""
        if not one.unwanted:
            return {}
        found = item.unwanted(self._unwanted)
        return {term: found[pattern] for term, pattern in one.unwanted.items() if pattern in found}


class Item:
    """What is judged: the fields, the language and the source of one entry; looked up when first asked."""

    def __init__(self, fields: Sequence[Field], lang: str = "", source: str = "") -> None:
        self.fields = fields
        self._lang = lang
        self._source = source
        self._unwanted: dict[Pattern, list[Candidate]] | None = None
        self._starts: dict[Field, list[int]] = {}

    @property
    def language(self) -> str:
        """Two letters: the hint's, or what the words say."""
        if not self._lang:
            self._lang = detect("\n".join(field.source for field in self.fields)) or "?"
        return self._lang[:2].lower()

    @property
    def source(self) -> str:
        """The name and address of the feed, folded as `FromSource.name` is."""
        return " ".join(self._source.split()).casefold()

    def unwanted(self, index: Index) -> Mapping[Pattern, list[Candidate]]:
        """Return the hits of the index's patterns."""
        if self._unwanted is None:
            self._unwanted = defaultdict(list)
            for field in self.fields:
                for hit in read_spots(field, index.spots(field.text)):
                    self._unwanted[hit.pattern].append(hit)
        return self._unwanted

    def words_between(self, field: Field | None, end: int, start: int) -> int:
        """Return how many words begin in the folded span."""
        if field is None:
            return 0
        if field not in self._starts:
            self._starts[field] = [found.start() for found in _word().finditer(field.text)]
        starts = self._starts[field]
        return bisect_left(starts, start) - bisect_left(starts, end)


class _Span(NamedTuple):
    field: Field | None
    """None: nothing stands anywhere, the language or the source decided."""
    start: int
    end: int
    parts: tuple[Candidate, ...]


_Hits = Mapping[Term, Sequence[Candidate]]
_Later = Callable[[], _Hits]
"""The words after NOT: they cost a search of their own, so they are asked for last."""


def _spans(node: Node, item: Item, wanted: _Hits, unwanted: _Later) -> list[_Span] | None:
    """Return what makes the node hold (perhaps no words at all), or None where it does not."""
    if isinstance(node, Words):
        hits = [one for one in wanted.get(node.term, ()) if node.field in {"", one.field.name}]
        return [_Span(one.field, one.start, one.end, (one,)) for one in hits] or None
    if isinstance(node, Near):
        left = _spans(node.left, item, wanted, unwanted)
        right = _spans(node.right, item, wanted, unwanted) if left else None
        return _near(item, left, right, node.distance) if left and right else None
    if isinstance(node, Without):
        return [] if _spans(node.part, item, unwanted(), unwanted) is None else None
    if isinstance(node, InLanguage):
        return [] if item.language == node.code else None
    if isinstance(node, FromSource):
        return [] if _names(item.source, node.name) else None
    if isinstance(node, All):
        return _all(node, item, wanted, unwanted)
    parts = [_spans(part, item, wanted, unwanted) for part in node.parts]
    held = [part for part in parts if part is not None]
    return [span for part in held for span in part] if held else None


def _all(node: All, item: Item, wanted: _Hits, unwanted: _Later) -> list[_Span] | None:
    spans: list[_Span] = []
    for last in (False, True):
        for part in node.parts:
            if isinstance(part, Without) is last:
                found = _spans(part, item, wanted, unwanted)
                if found is None:
                    return None
                spans += found
    return spans


def _near(item: Item, left: list[_Span], right: list[_Span], distance: int) -> list[_Span] | None:
    """Pair each left span with the closest right spans on either side of it, where they are close enough.

    Pairs that cover the same words count once, and not more than a field may have hits: chains stay cheap.
    """
    found: dict[tuple[Field | None, int, int], _Span] = {}
    by_field: dict[Field | None, list[_Span]] = defaultdict(list)
    for span in sorted(right, key=lambda one: one.start):
        by_field[span.field].append(span)
    for one in left:
        others = by_field[one.field]
        at = bisect_left(others, one.start, key=lambda other: other.start)
        for other in others[max(0, at - 1) : at + 2]:
            first, last = sorted((one, other), key=lambda span: span.start)
            if first.end <= last.start and item.words_between(one.field, first.end, last.start) <= distance:
                parts = (*one.parts, *other.parts)
                found.setdefault(
                    (one.field, first.start, last.end), _Span(one.field, first.start, last.end, parts)
                )
        if len(found) >= HITS_MAX:
            break
    return list(found.values()) or None


def _names(source: str, name: str) -> bool:
    """Tell whether `name` stands in `source` as whole words; both are folded."""
    at = source.find(name)
    while at >= 0:
        end = at + len(name)
        if not source[max(0, at - 1) : at].isalnum() and not source[end : end + 1].isalnum():
            return True
        at = source.find(name, at + 1)
    return False


class Shortfall(NamedTuple):
    """Why a query does not hold: a sentence of a table with its value, and the word that forbids it."""

    template: str
    value: str
    forbidden: Candidate | None = None


def shortfall(queries: Queries, one: Compiled, item: Item, hits: _Hits) -> Shortfall:
    """Return the first part of a query that fails in an item in which some of its words occur."""
    return _shortfall(one.query.root, item, hits, partial(queries.forbidden, item, one))


MISSING = "not there: {value}"
NOT_NEAR = "not within {value} words of each other"
FORBIDDEN = "the query forbids {value}"
OTHER_LANGUAGE = "the language is {value}"
OTHER_SOURCE = "the source is not {value}"


def _shortfall(node: Node, item: Item, wanted: _Hits, unwanted: _Later) -> Shortfall:
    if isinstance(node, All):
        failing = next(part for part in node.parts if _spans(part, item, wanted, unwanted) is None)
        return _shortfall(failing, item, wanted, unwanted)
    if isinstance(node, Without):
        spans = _spans(node.part, item, unwanted(), unwanted) or []
        hit = next((part for span in spans for part in span.parts), None)
        return Shortfall(FORBIDDEN, hit.pattern.keyword.text if hit else "", hit)
    if isinstance(node, InLanguage):
        return Shortfall(OTHER_LANGUAGE, item.language)
    if isinstance(node, FromSource):
        return Shortfall(OTHER_SOURCE, node.name)
    if isinstance(node, Near) and all(
        _spans(side, item, wanted, unwanted) is not None for side in (node.left, node.right)
    ):
        return Shortfall(NOT_NEAR, str(node.distance))
    return Shortfall(MISSING, ", ".join(dict.fromkeys(_missing(node, item, wanted))))


def _missing(node: Node, item: Item, wanted: _Hits) -> Iterator[str]:
    """Yield the words of a node that do not occur where they must."""
    if isinstance(node, Words):
        if _spans(node, item, wanted, dict) is None:
            yield f"{node.field}:{node.term.text}" if node.field else node.term.text
    elif isinstance(node, All | Either):
        for part in node.parts:
            yield from _missing(part, item, wanted)
    elif isinstance(node, Near):
        yield from _missing(node.left, item, wanted)
        yield from _missing(node.right, item, wanted)


def _without_namesakes(hits: list[Candidate]) -> list[Candidate]:
    """Drop namesakes, and bare surnames after one in an item that never names the person in full."""
    others = [(one.field.name != "title", one.start) for one in hits if one.bearer is Bearer.OTHER]
    rest = [one for one in hits if one.bearer is not Bearer.OTHER]
    if not others or any(one.bearer is Bearer.OWN for one in rest):
        return rest
    return [one for one in rest if (one.field.name != "title", one.start) < min(others)]


@cache
def _word() -> re.Pattern[str]:
    return re.compile(r"[^\W_]+")
