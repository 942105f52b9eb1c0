"""Owns what a query looks for: the pattern of each of its words and phrases.

A surname that is an alias of somebody watched means that person, not a namesake; written as ``=Surname``, or
after NOT, it is a word like any other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from feeds.text.normalize import fold_word
from feeds.text.words import WordClass
from feeds.types import Entity, EntityKind, Keyword
from feeds.watch.keywords import Pattern, Slot, fill, patterns
from feeds.watch.queryparse import All, Either, Near, Node, Query, Term, Without, Words, parse_query

_SURNAMES = (
    *("ов", "ев", "ёв", "ин", "ын", "ова", "ева", "ёва", "ина", "ына"),
    *("ский", "цкий", "ская", "цкая"),
)


@dataclass(frozen=True, slots=True, eq=False)
class Compiled:
    """One query keyword of one entity, ready to be searched."""

    entity: Entity
    keyword: Keyword
    query: Query
    wanted: dict[Term, Pattern]
    """The words outside NOT: they are searched with the aliases."""
    unwanted: dict[Term, Pattern]


class People:
    """The surnames by which watched people are known alone, each with the first names that go with it."""

    def __init__(self, entities: Sequence[Entity]) -> None:
        self._people = [one for one in entities if one.kind is EntityKind.PERSON]
        self._known: dict[str, Pattern | None] = {}

    def named(self, term: Term) -> Pattern | None:
        """Return the pattern of a person's alias that is this term; None where the term is any word."""
        if term.exact or len(term.words) > 1 or not term.words[0][:1].isupper():
            return None
        word = fold_word(term.words[0])
        if word not in self._known:
            self._known[word] = next(self._patterns(word), None)
        return self._known[word]

    def _patterns(self, word: str) -> Iterator[Pattern]:
        for entity in self._people:
            if any(fold_word(one.text) == word for one in entity.keywords if not one.query):
                for pattern in patterns(entity):
                    if pattern.given and pattern.bare and fold_word(pattern.keyword.text) == word:
                        yield pattern


def compiled(entity: Entity, keyword: Keyword, people: People) -> Compiled:
    """Return a query keyword ready to be searched; raises QueryError for one that cannot be read."""
    query = parse_query(keyword.text)
    wanted = dict.fromkeys(_terms(query.root, negative=False))
    unwanted = dict.fromkeys(_terms(query.root, negative=True))
    return Compiled(
        entity,
        keyword,
        query,
        {term: _pattern(entity, keyword, term, people.named(term)) for term in wanted},
        {term: _pattern(entity, replace(keyword, text=term.text), term) for term in unwanted},
    )


def _terms(node: Node, *, negative: bool, inside: bool = False) -> Iterator[Term]:
    """Yield the terms that stand inside a NOT (`negative`), or those outside."""
    if isinstance(node, Words):
        if inside is negative:
            yield node.term
    elif isinstance(node, Without):
        yield from _terms(node.part, negative=negative, inside=True)
    elif isinstance(node, Near):
        yield from _terms(node.left, negative=negative, inside=inside)
        yield from _terms(node.right, negative=negative, inside=inside)
    elif isinstance(node, All | Either):
        for part in node.parts:
            yield from _terms(part, negative=negative, inside=inside)


def _pattern(entity: Entity, keyword: Keyword, term: Term, person: Pattern | None = None) -> Pattern:
    """Return the pattern of one term: its words inflect, and match in Latin letters, as an alias's do.

    `person` is the pattern of the alias that the term is.
    """
    capitals = any(word[:1].isupper() for word in term.words)
    kept = replace(
        keyword,
        inflect=not term.exact,
        translit=keyword.translit and not term.exact,
        case=term.exact and any(word != word.lower() for word in term.words),
        derived=False,
    )
    if person is not None:
        return replace(person, entity=entity.key, keyword=kept)
    slots = tuple(_slot(word, kept) for word in term.words)
    anchor = max(range(len(slots)), key=lambda at: min(map(len, slots[at].forms or slots[at].stems)))
    # A name is known in Latin letters in any text, a common word (суд, он) only where the text is Russian.
    kind = EntityKind.PERSON if capitals else EntityKind.TOPIC
    return Pattern(entity.key, kind, kept, slots, anchor, words=term.words)


def _slot(word: str, keyword: Keyword) -> Slot:
    slot = Slot()
    if word[:1].isupper():
        fill(slot, word, keyword, WordClass.COMMON, inflect=keyword.inflect)
        if word.lower().endswith(_SURNAMES) or word.isascii():
            fill(slot, word, keyword, WordClass.SURNAME, inflect=keyword.inflect)
    else:  # a common word is meant in both numbers
        fill(
            slot, word, replace(keyword, derived=True), WordClass.COMMON, inflect=keyword.inflect, single=True
        )
    return slot
