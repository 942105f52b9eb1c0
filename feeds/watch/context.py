"""Owns the weighing of candidates: namesakes, owners, required and forbidden words, each within its scope."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from feeds.types import EntityKind, KeywordRole, KeywordScope
from feeds.watch.field import Field
from feeds.watch.index import Index
from feeds.watch.keywords import Pattern, Slot
from feeds.watch.names import Bearer, is_kin, other_owner
from feeds.watch.pattern import Candidate, read_spots


class Conditions:
    """What the entities of a watch-list require and forbid round their hits."""

    def __init__(self, aliases: list[Pattern], conditions: list[Pattern]) -> None:
        self.own: dict[str, list[Slot]] = defaultdict(list)
        for pattern in aliases:
            if len(pattern.slots) > 1:
                self.own[pattern.entity] += pattern.slots
        for pattern in conditions:
            if pattern.keyword.role is KeywordRole.CONTEXT and len(pattern.slots) == 1:
                self.own[pattern.entity] += pattern.slots
        self.entities = frozenset(pattern.entity for pattern in conditions)
        self.index = Index(conditions)

    def allowed(self, fields: list[Field], found: list[Candidate]) -> list[Candidate]:
        """Return the candidates that count as mentions."""
        evidence = Evidence(fields, self.index)
        by_entity: dict[str, list[Candidate]] = defaultdict(list)
        for candidate in found:
            by_entity[candidate.pattern.entity].append(candidate)
        kept: list[Candidate] = []
        for entity, candidates in by_entity.items():
            others = [one for one in candidates if one.bearer is Bearer.OTHER]
            rest = without_namesakes(evidence, entity, candidates, others) if others else candidates
            kept += [one for one in rest if _counts(self, evidence, one)]
        return kept

    def supported(self, fields: list[Field], found: list[Candidate]) -> list[Candidate]:
        """Return the candidates that context and exclude keywords let count, whoever's name they are."""
        evidence = Evidence(fields, self.index)
        return [one for one in found if _counts(self, evidence, one)]


class Refusal(NamedTuple):
    """Why a candidate does not count: another owner, an exclude keyword (`by`), or no context keyword."""

    kind: str
    """``owner``, ``excluded`` or ``context``."""
    by: Candidate | None = None


def refusal(conditions: Conditions, evidence: Evidence, candidate: Candidate) -> Refusal | None:
    """Say why a candidate that is no namesake does not count, or None when it does; for explanations."""
    if _counts(conditions, evidence, candidate):
        return None
    if candidate.pattern.keyword.ownerless and _owned(conditions, candidate):
        return Refusal("owner")
    sentence = candidate.field.sentence(candidate.start, candidate.end)
    excludes = [
        one
        for one in evidence.of(candidate.pattern.entity, KeywordRole.EXCLUDE)
        if _reaches(one, candidate, sentence)
    ]
    # A phrase decides by itself; the others only where no context keyword speaks for the hit.
    excludes.sort(key=lambda one: one.pattern.keyword.scope is not KeywordScope.PHRASE)
    return Refusal("excluded", excludes[0]) if excludes else Refusal("context")


class Evidence:
    """The context and exclude keywords that occur in one item; searched for only when first asked."""

    def __init__(self, fields: list[Field], index: Index) -> None:
        self._fields = fields
        self._index = index
        self._found: dict[str, list[Candidate]] | None = None
        self._by_role: dict[tuple[str, KeywordRole], list[Candidate]] = {}

    def of(self, entity: str, role: KeywordRole) -> list[Candidate]:
        """Return where the keywords of one role of an entity stand in the item."""
        if self._found is None:
            self._found = defaultdict(list)
            for field in self._fields:
                for candidate in read_spots(field, self._index.spots(field.text)):
                    self._found[candidate.pattern.entity].append(candidate)
        key = entity, role
        if key not in self._by_role:
            found = self._found.get(entity, ())
            self._by_role[key] = [one for one in found if one.pattern.keyword.role is role]
        return self._by_role[key]


def _counts(conditions: Conditions, evidence: Evidence, candidate: Candidate) -> bool:
    keyword, entity = candidate.pattern.keyword, candidate.pattern.entity
    if keyword.ownerless and _owned(conditions, candidate):
        return False
    judged = keyword.needs_context or entity in conditions.entities
    return not judged or _fits(evidence, entity, candidate)


def without_namesakes(
    evidence: Evidence, entity: str, found: list[Candidate], others: list[Candidate]
) -> list[Candidate]:
    """Drop namesakes, and the bare surnames that follow one in an item about somebody else."""
    spans = {(one.field.name, one.end) for one in others}
    rest = [one for one in found if one.bearer is not Bearer.OTHER and (one.field.name, one.end) not in spans]
    person = any(one.pattern.kind is EntityKind.PERSON for one in found)
    if (
        not person
        or any(one.bearer is Bearer.OWN for one in found)
        or evidence.of(entity, KeywordRole.CONTEXT)
    ):
        return rest
    namesake = min(others, key=_place)
    # "Kadyrov wins gold // The boxer Timur Kadyrov ...": a headline may be short for the name that follows.
    short = namesake.field.name != "title" and not is_kin(namesake.pattern, namesake.field, namesake.start)
    return [
        one
        for one in rest
        if _place(one) < _place(namesake)
        and not (short and one.field.name == "title" and not one.pattern.keyword.derived)
    ]


def _place(one: Candidate) -> tuple[bool, int]:
    return one.field.name != "title", one.start


def _owned(conditions: Conditions, candidate: Candidate) -> bool:
    own = conditions.own.get(candidate.pattern.entity, [])
    return other_owner(own, candidate.field, candidate.start, candidate.end)


def _fits(evidence: Evidence, entity: str, candidate: Candidate) -> bool:
    """Tell whether no exclude keyword forbids the candidate, and a context keyword supports it if it must."""
    wider = False
    sentence = candidate.field.sentence(candidate.start, candidate.end)
    for exclude in evidence.of(entity, KeywordRole.EXCLUDE):
        if _reaches(exclude, candidate, sentence):
            if exclude.pattern.keyword.scope is KeywordScope.PHRASE:
                return False
            wider = True
    if not wider and not candidate.pattern.keyword.needs_context:
        return True
    return any(_reaches(context, candidate, sentence) for context in evidence.of(entity, KeywordRole.CONTEXT))


def _reaches(condition: Candidate, hit: Candidate, sentence: tuple[int, int]) -> bool:
    """Tell whether a context or exclude keyword stands near enough to a hit, whose sentence is given."""
    keyword = condition.pattern.keyword
    if keyword.scope is KeywordScope.ITEM:
        return True
    if condition.field is not hit.field:
        return False
    if keyword.scope is KeywordScope.PHRASE:
        return condition.start <= hit.start and hit.end <= condition.end
    first, last = sorted((condition, hit), key=lambda one: one.start)
    if keyword.scope is KeywordScope.NEAR:
        between = hit.field.text[first.end : last.start]
        return len(between) <= 30 * (keyword.distance + 1) and len(between.split()) <= keyword.distance
    start, end = sentence
    return start <= condition.start and condition.end <= end
