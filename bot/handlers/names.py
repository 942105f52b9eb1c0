"""Which entities a person means: by key, display name, alias, any case form, or the beginning of a name."""

from __future__ import annotations

from bot.watch import Watch
from feeds.types import Entity, KeywordRole, WatchList

ALL = frozenset(("all", "everything", "*", "все", "всё", "всех"))
_SHORTEST_BEGINNING = 3


def watched(watchlist: WatchList) -> list[Entity]:
    """Return the entities that can be followed, in the order of the watch-list."""
    return [entity for entity in watchlist.entities if entity.active]


def means_all(words: str) -> bool:
    """Say whether `words` mean every entity."""
    return words.casefold() in ALL


def meant(words: str, watch: Watch) -> list[Entity]:
    """Return the entities that `words` name, none when there is none.

    A whole name wins over case forms and longer sentences, these over the beginning of a name; a beginning
    that several names share names nobody.
    """
    entities, wanted = watched(watch.watchlist), _fold(words)
    exact = [entity for entity in entities if wanted in _names(entity)]
    if exact or not wanted:
        return exact
    found = {match.entity for match in watch.matcher.find(words, "")}
    if found:
        return [entity for entity in entities if entity.key in found]
    if len(wanted) < _SHORTEST_BEGINNING:
        return []
    begun = [e for e in entities if any(f" {name}".find(f" {wanted}") >= 0 for name in _names(e))]
    return begun if len(begun) == 1 else []


def is_name(words: str, watch: Watch) -> bool:
    """Say whether `words` are a whole name of an entity, and not only hold one."""
    wanted = _fold(words)
    return any(wanted in _names(entity) for entity in watched(watch.watchlist))


def _names(entity: Entity) -> set[str]:
    aliases = (keyword.text for keyword in entity.keywords if keyword.role is KeywordRole.ALIAS)
    return {_fold(name) for name in (entity.key, *entity.names.values(), *aliases)}


def _fold(name: str) -> str:
    return " ".join(name.casefold().replace("ё", "е").strip("«»\"“”'").split())
