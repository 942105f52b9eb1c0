"""Owns changes to a watch-list: edits as pure functions, what differs between two lists, and their merging.

WatchList | put, drop | WatchList          changes(before, after) -> steps that a person can read
                                           merge(base, mine, theirs) -> both changes, or None
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from feeds.types import Entity, EntityKind, Keyword, KeywordRole, KeywordScope, WatchList

_KEY_LENGTH = 48


class Use(StrEnum):
    """What a moderator wants a keyword for: the groups of the watch-list file."""

    NAME = "name"
    DERIVED = "derived"
    QUERY = "query"
    CONTEXT = "context"
    EXCLUDE = "exclude"
    INSIDE = "inside"
    """Not inside these words."""


class Act(StrEnum):
    """One kind of difference between two watch-lists."""

    ADD_ENTITY = "add_entity"
    REMOVE_ENTITY = "remove_entity"
    PAUSE = "pause"
    RESUME = "resume"
    RENAME = "rename"
    KIND = "kind"
    DERIVED_ON = "derived_on"
    DERIVED_OFF = "derived_off"
    ADD_WORD = "add_word"
    REMOVE_WORD = "remove_word"
    WORD_ON = "word_on"
    WORD_OFF = "word_off"
    CHANGE_WORD = "change_word"


@dataclass(frozen=True, slots=True)
class Step:
    """One difference, about `entity` as it is afterwards (or was, when it is removed)."""

    act: Act
    entity: Entity
    keyword: Keyword | None = None
    before: Entity | None = None


def use_of(keyword: Keyword) -> Use:
    """Return the group that a keyword belongs to."""
    if keyword.query:
        return Use.QUERY
    if keyword.role is KeywordRole.CONTEXT:
        return Use.CONTEXT
    if keyword.role is KeywordRole.EXCLUDE:
        return Use.INSIDE if keyword.scope is KeywordScope.PHRASE else Use.EXCLUDE
    return Use.DERIVED if keyword.derived else Use.NAME


def keyword_for(use: Use, text: str) -> Keyword:
    """Return a keyword with the defaults of its group."""
    match use:
        case Use.DERIVED:
            return Keyword(text, derived=True)
        case Use.CONTEXT:
            return Keyword(text, role=KeywordRole.CONTEXT, scope=KeywordScope.ITEM)
        case Use.EXCLUDE:
            return Keyword(text, role=KeywordRole.EXCLUDE, scope=KeywordScope.SENTENCE)
        case Use.INSIDE:
            return Keyword(text, role=KeywordRole.EXCLUDE, scope=KeywordScope.PHRASE)
        case Use.QUERY:
            return Keyword(text, query=True)
    return Keyword(text)


def put(watchlist: WatchList, entity: Entity) -> WatchList:
    """Return the list with `entity` in the place of the one with its key, or at the end."""
    if watchlist.get(entity.key) is None:
        return replace(watchlist, entities=(*watchlist.entities, entity))
    kept = tuple(entity if one.key == entity.key else one for one in watchlist.entities)
    return replace(watchlist, entities=kept)


def drop(watchlist: WatchList, key: str) -> WatchList:
    """Return the list without the entity of this key."""
    return replace(watchlist, entities=tuple(one for one in watchlist.entities if one.key != key))


def with_keywords(entity: Entity, added: Iterable[Keyword]) -> Entity:
    """Return the entity with more keywords, each behind the others of its group; known ones are left out."""
    keywords = list(entity.keywords)
    for keyword in added:
        if any(_same(keyword, one) for one in keywords):
            continue
        places = [at for at, one in enumerate(keywords) if _rank(one) <= _rank(keyword)]
        keywords.insert(places[-1] + 1 if places else 0, keyword)
    return replace(entity, keywords=tuple(keywords))


def without_keyword(entity: Entity, keyword: Keyword) -> Entity:
    """Return the entity without a keyword."""
    return replace(entity, keywords=tuple(one for one in entity.keywords if one != keyword))


def with_keyword_changed(entity: Entity, old: Keyword, new: Keyword) -> Entity:
    """Return the entity with `new` where `old` stood."""
    return replace(entity, keywords=tuple(new if one == old else one for one in entity.keywords))


def new_entity(kind: EntityKind, en: str, ru: str, taken: Collection[str]) -> Entity:
    """Return a new entity with a key of its own, made from the English name; `ru` may be empty."""
    stem = re.sub(r"[^a-z0-9]+", "-", en.lower()).strip("-")[:_KEY_LENGTH].strip("-") or str(kind)
    key, number = stem, 2
    while key in taken:
        key, number = f"{stem}-{number}", number + 1
    return Entity(key, kind, {"en": en, **({"ru": ru} if ru else {})}, ())


def surnames(entity: Entity) -> list[str]:
    """Return the last words of a person's names that no keyword of theirs finds alone; none for others."""
    if entity.kind is not EntityKind.PERSON:
        return []
    known = {one.text.casefold() for one in entity.keywords}
    names = [name.split() for name in dict.fromkeys(entity.names.values())]
    found = [words[-1] for words in names if len(words) > 1 and words[-1][:1].isupper()]
    return [one for one in dict.fromkeys(found) if one.casefold() not in known]


def latin(name: str) -> str:
    """Return a Russian name in Latin letters, as an English text would most likely have it."""
    import iuliia

    return str(iuliia.WIKIPEDIA.translate(name))


def changes(before: WatchList, after: WatchList) -> tuple[Step, ...]:
    """Return what changed from one list to another, entity by entity."""
    old, new = ({one.key: one for one in each.entities} for each in (before, after))
    steps: list[Step] = []
    for key, entity in new.items():
        if key not in old:
            steps.append(Step(Act.ADD_ENTITY, entity))
        elif old[key] != entity:
            steps += _entity_changes(old[key], entity)
    return (*steps, *(Step(Act.REMOVE_ENTITY, one) for key, one in old.items() if key not in new))


def merge(base: WatchList, mine: WatchList, theirs: WatchList) -> WatchList | None:
    """Return `theirs` with what changed from `base` to `mine`; None where both changed the same thing."""
    merged = theirs
    for key in dict.fromkeys(one.key for one in (*base.entities, *mine.entities)):
        old, wanted, found = (each.get(key) for each in (base, mine, theirs))
        if wanted in (old, found):
            continue
        if found == old:
            merged = put(merged, wanted) if wanted is not None else drop(merged, key)
        elif old is None or wanted is None or found is None:
            return None
        else:
            both = _merged_entity(old, wanted, found)
            if both is None:
                return None
            merged = put(merged, both)
    return merged


def _merged_entity(base: Entity, mine: Entity, theirs: Entity) -> Entity | None:
    values: dict[str, Any] = {}
    for name in ("kind", "names", "derived", "active"):
        old, wanted, found = (getattr(one, name) for one in (base, mine, theirs))
        if wanted not in (old, found) and found != old:
            return None
        values[name] = found if wanted == old else wanted
    old_words, my_words, their_words = (set(one.keywords) for one in (base, mine, theirs))
    mine_by_word, theirs_by_word = _by_word(old_words ^ my_words), _by_word(old_words ^ their_words)
    if any(theirs_by_word.get(word, change) != change for word, change in mine_by_word.items()):
        return None
    gone = old_words - my_words
    kept = replace(theirs, **values, keywords=tuple(one for one in theirs.keywords if one not in gone))
    return with_keywords(kept, [one for one in mine.keywords if one not in old_words])


def _entity_changes(old: Entity, new: Entity) -> list[Step]:
    acts = [
        (old.names != new.names, Act.RENAME),
        (old.kind != new.kind, Act.KIND),
        (old.active != new.active, Act.RESUME if new.active else Act.PAUSE),
        (old.derived != new.derived, Act.DERIVED_ON if new.derived else Act.DERIVED_OFF),
    ]
    steps = [Step(act, new, before=old) for differs, act in acts if differs]
    gone = [one for one in old.keywords if one not in new.keywords]
    for keyword in new.keywords:
        if keyword in old.keywords:
            continue
        former = next((one for one in gone if _identity(one) == _identity(keyword)), None)
        if former is None:
            steps.append(Step(Act.ADD_WORD, new, keyword, old))
            continue
        gone.remove(former)
        switched = replace(former, active=keyword.active) == keyword
        act = (Act.WORD_ON if keyword.active else Act.WORD_OFF) if switched else Act.CHANGE_WORD
        steps.append(Step(act, new, keyword, old))
    return steps + [Step(Act.REMOVE_WORD, new, one, old) for one in gone]


def _identity(keyword: Keyword) -> tuple[str, Use]:
    return keyword.text.casefold(), use_of(keyword)


def _by_word(keywords: Iterable[Keyword]) -> dict[tuple[str, Use], set[Keyword]]:
    found: dict[tuple[str, Use], set[Keyword]] = {}
    for keyword in keywords:
        found.setdefault(_identity(keyword), set()).add(keyword)
    return found


def _same(one: Keyword, other: Keyword) -> bool:
    return _identity(one) == _identity(other)


def _rank(keyword: Keyword) -> int:
    return list(Use).index(use_of(keyword))
