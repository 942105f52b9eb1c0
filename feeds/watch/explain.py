"""Owns the explanation of a search: for each entity the evidence, or the first gate that stopped it.

A miss is explained by what the search itself would do: its own candidates are asked which rule refused them,
and a watch-list with every switch on is searched for what is only switched off.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from feeds.text.normalize import fold
from feeds.types import Entity, Keyword, KeywordRole, Match, WatchList
from feeds.watch.context import Evidence, Refusal, refusal, without_namesakes
from feeds.watch.field import Field
from feeds.watch.match import Matcher
from feeds.watch.names import Bearer
from feeds.watch.pattern import Candidate, read_spots
from feeds.watch.problem import Say
from feeds.watch.query import (
    FORBIDDEN,
    MISSING,
    NOT_NEAR,
    OTHER_LANGUAGE,
    OTHER_SOURCE,
    Item,
    Queries,
    shortfall,
)

_AROUND = 40
_WORDS_SHOWN = 8
_SWITCHES_TRIED = 40


class Gate(StrEnum):
    """What stopped an entity from being found, in the order in which a hit passes; `FOUND`: nothing."""

    FOUND = "found"
    PAUSED = "paused"
    ABSENT = "absent"
    QUERY = "query"
    KEYWORD_OFF = "keyword-off"
    DERIVED_OFF = "derived-off"
    LABEL = "label"
    NAMESAKE = "namesake"
    OWNER = "owner"
    EXCLUDED = "excluded"
    CONTEXT = "context"


@dataclass(frozen=True, slots=True)
class Place:
    """Words in an item: ``surface == field[start:end]``, and what stands `around` them on one line."""

    field: str
    start: int
    end: int
    surface: str
    around: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What the search says of one entity in one item."""

    entity: str
    gate: Gate
    matches: tuple[Match, ...] = ()
    """The evidence, where it was found."""
    keyword: str = ""
    """The keyword whose hit was stopped; with `EXCLUDED` the one that stopped it."""
    place: Place | None = None
    """The hit that got furthest."""
    by: Place | None = None
    """The words that stopped it: those of the exclude keyword, or a word that a query forbids."""
    words: tuple[str, ...] = ()
    """With `CONTEXT`: the words one of which must also occur."""
    why: tuple[str, str] = ("", "")
    """With `QUERY`: the part that failed, as one of `SHORTFALLS` and its value."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """What the search says of every entity in one item, in the order of the watch-list."""

    findings: tuple[Finding, ...]

    @property
    def found(self) -> tuple[Finding, ...]:
        """The entities that the item mentions."""
        return tuple(one for one in self.findings if one.gate is Gate.FOUND)

    @property
    def stopped(self) -> tuple[Finding, ...]:
        """The entities that were nearly found, those that got furthest first."""
        gates = list(Gate)
        near = [one for one in self.findings if one.gate not in {Gate.FOUND, Gate.ABSENT}]
        return tuple(sorted(near, key=lambda one: -gates.index(one.gate)))


TEMPLATES: Mapping[Gate, str] = {
    Gate.FOUND: "found: {surfaces}",
    Gate.PAUSED: "the entity is paused; “{surface}” would count otherwise",
    Gate.ABSENT: "no form of it occurs",
    Gate.QUERY: "the query “{keyword}” does not hold: {why}",
    Gate.KEYWORD_OFF: "the keyword “{keyword}” is switched off; it would find “{surface}”",
    Gate.DERIVED_OFF: "“{surface}” is a derived word, and those are switched off",
    Gate.LABEL: "“{surface}” stands only inside a compulsory label",
    Gate.NAMESAKE: "“{surface}” is another person or place here: “{around}”",
    Gate.OWNER: "“{surface}” belongs to another owner here: “{around}”",
    Gate.EXCLUDED: "“{surface}” is excluded by “{keyword}”, found at character {at} of the {field}: “{by}”",
    Gate.CONTEXT: "“{surface}” counts only with a context word, and none is near: one of {words}",
}
"""What is said of each gate; the values are put in by `sentence`."""
SHORTFALLS = (MISSING, NOT_NEAR, FORBIDDEN, OTHER_LANGUAGE, OTHER_SOURCE)
"""What is said of the part of a query that failed."""


def sentence(finding: Finding, say: Say = lambda template, /, **values: template.format(**values)) -> str:
    """Return what is to be told of a finding, without the entity's name."""
    place, by = finding.place, finding.by
    surfaces = dict.fromkeys(match.surface for match in finding.matches)
    more = ["…"] if len(finding.words) > _WORDS_SHOWN else []
    template, value = finding.why
    return say(
        TEMPLATES[finding.gate],
        surfaces=", ".join(f"“{one}”" for one in surfaces),
        surface=place.surface if place else "",
        around=place.around if place else "",
        keyword=finding.keyword,
        at=by.start + 1 if by else 0,
        field=say(by.field) if by else "",
        by=by.surface if by else "",
        words=", ".join([*finding.words[:_WORDS_SHOWN], *more]),
        why=say(template, value=value) if template else "",
    )


def explain(
    watchlist: WatchList, matcher: Matcher, title: str, text: str, lang: str = "", source: str = ""
) -> Explanation:
    """Say of every entity whether an item mentions it, and if not, what stopped it.

    `matcher` is the one built from `watchlist`; the other arguments are those of `Matcher.find`. Takes some
    milliseconds, more where much is switched off.
    """
    matches: dict[str, list[Match]] = {}
    for match in matcher.find(title, text, lang, source):
        matches.setdefault(match.entity, []).append(match)
    missed = [entity for entity in watchlist.entities if entity.key not in matches]
    off = _switched_off(missed, title, text, lang, source)
    search = _Search(matcher, title, text, lang, source)
    findings = []
    for entity in watchlist.entities:
        if entity.key in matches:
            findings.append(Finding(entity.key, Gate.FOUND, tuple(matches[entity.key])))
            continue
        stopped = search.stopped(entity)
        switch = off.get(entity.key)
        if switch is not None and (
            stopped is None or stopped.gate in {Gate.NAMESAKE, Gate.LABEL, Gate.QUERY}
        ):
            stopped = switch
        findings.append(stopped or Finding(entity.key, Gate.ABSENT))
    return Explanation(tuple(findings))


class _Search:
    """One search with everything that it threw away."""

    def __init__(self, matcher: Matcher, title: str, text: str, lang: str, source: str) -> None:
        self._matcher = matcher
        self._fields = [Field("title", title, fold(title), lang), Field("text", text, fold(text), lang)]
        self._evidence = Evidence(self._fields, matcher.conditions.index)
        self._item = Item(self._fields, lang, source)
        found = [
            one
            for field in self._fields
            for one in read_spots(field, matcher.aliases.spots(field.text), labels=True)
        ]
        self._aliases, self._words = matcher.queries.split(found)

    def stopped(self, entity: Entity) -> Finding | None:
        """Return what stopped the hit of an entity that got furthest, or None where there is no hit."""
        mine = [one for one in self._aliases if one.pattern.entity == entity.key]
        outside = [one for one in mine if not _in_label(one)]
        others = [one for one in outside if one.bearer is Bearer.OTHER]
        rest = without_namesakes(self._evidence, entity.key, outside, others) if others else outside
        refused = [(one, refusal(self._matcher.conditions, self._evidence, one)) for one in rest]
        found = [self._refused(entity, one, why) for one, why in refused if why is not None]
        if found:
            gates = list(Gate)
            return max(found, key=lambda one: gates.index(one.gate))
        for hits, gate in ((outside, Gate.NAMESAKE), (mine, Gate.LABEL)):
            if hits:
                return Finding(entity.key, gate, keyword=hits[0].pattern.keyword.text, place=_place(hits[0]))
        return self._query(entity)

    def _refused(self, entity: Entity, hit: Candidate, why: Refusal) -> Finding:
        keyword = why.by.pattern.keyword if why.by else hit.pattern.keyword
        return Finding(
            entity.key,
            Gate(why.kind),
            keyword=keyword.text,
            place=_place(hit),
            by=_place(why.by) if why.by else None,
            words=tuple(_context(entity)) if why.kind == Gate.CONTEXT else (),
        )

    def _query(self, entity: Entity) -> Finding | None:
        """Return how the first query that has a hit falls short."""
        mine = [one for one in self._words if one.pattern.entity == entity.key and not _in_label(one)]
        if not mine:
            return None
        queries: Queries = self._matcher.queries
        counted = self._matcher.conditions.supported(self._fields, mine)
        if not counted:
            why = refusal(self._matcher.conditions, self._evidence, mine[0])
            return self._refused(entity, mine[0], why) if why else None
        grouped = next(iter(queries.grouped(counted)), None)
        if grouped is None:
            text = counted[0].pattern.keyword.text
            return Finding(entity.key, Gate.NAMESAKE, keyword=text, place=_place(counted[0]))
        one, hits = grouped
        short = shortfall(queries, one, self._item, hits)
        return Finding(
            entity.key,
            Gate.QUERY,
            keyword=one.keyword.text,
            place=_place(counted[0]),
            by=_place(short.forbidden) if short.forbidden else None,
            why=(short.template, short.value),
        )


def _switched_off(
    missed: Sequence[Entity], title: str, text: str, lang: str, source: str
) -> dict[str, Finding]:
    """Return, by entity, what would be found with every switch on, and which switch is off."""
    asked = {entity.key: entity for entity in missed if _has_switches(entity)}
    if not asked:
        return {}

    def find(entities: Iterable[Entity]) -> tuple[Match, ...]:
        return Matcher(WatchList(tuple(entities))).find(title, text, lang, source)

    found: dict[str, Finding] = {}
    for match in find(map(_all_on, asked.values())):
        entity = asked[match.entity]
        if entity.key in found:
            continue
        gate, keyword = (
            (Gate.PAUSED, match.keyword) if not entity.active else _switch(entity, find, match.keyword)
        )
        around = _around(title if match.field == "title" else text, match.start, match.end)
        place = Place(match.field, match.start, match.end, match.surface, around)
        found[entity.key] = Finding(entity.key, gate, keyword=keyword, place=place)
    return found


def _has_switches(entity: Entity) -> bool:
    return not (entity.active and entity.derived and all(one.active for one in entity.keywords))


def _all_on(entity: Entity) -> Entity:
    on = tuple(replace(one, active=True) if _is_off(one) else one for one in entity.keywords)
    return replace(entity, active=True, derived=True, keywords=on)


def _switch(
    entity: Entity, find: Callable[[Iterable[Entity]], tuple[Match, ...]], keyword: str
) -> tuple[Gate, str]:
    """Return the switch that would let an entity be found, by trying each alone, and its keyword."""
    if not entity.derived and (matches := find([replace(entity, derived=True)])):
        return Gate.DERIVED_OFF, matches[0].keyword
    off = [place for place, one in enumerate(entity.keywords) if _is_off(one)]
    for place in off[:_SWITCHES_TRIED]:
        one = replace(entity.keywords[place], active=True)
        keywords = (*entity.keywords[:place], one, *entity.keywords[place + 1 :])
        if find([replace(entity, keywords=keywords)]):
            return Gate.KEYWORD_OFF, one.text
    return Gate.KEYWORD_OFF, keyword


def _is_off(keyword: Keyword) -> bool:
    return keyword.role is KeywordRole.ALIAS and not keyword.active


def _context(entity: Entity) -> Iterable[str]:
    return (one.text for one in entity.keywords if one.role is KeywordRole.CONTEXT and one.active)


def _in_label(hit: Candidate) -> bool:
    return hit.field.in_label(hit.start, hit.end)


def _place(hit: Candidate) -> Place:
    start, end = hit.field.folded.original(hit.start, hit.end)
    source = hit.field.source
    return Place(hit.field.name, start, end, source[start:end], _around(source, start, end))


def _around(source: str, start: int, end: int) -> str:
    """Return a hit with some words on either side, on one line."""
    low, high = max(0, start - _AROUND), min(len(source), end + _AROUND)
    words = " ".join(source[low:high].split())
    return f"{'…' if low else ''}{words}{'…' if high < len(source) else ''}"
