"""What a reader could do today with the same names: substring, Snowball stems, pymorphy3 lemmas."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable
from functools import cache

import pymorphy3
import snowballstemmer

from feeds.types import Entity, KeywordRole, WatchList

Find = Callable[[str], set[str]]
"""Returns the keys of the entities that a text mentions."""

_WORD = re.compile(r"\w+")


def baselines(watched: WatchList) -> dict[str, Find]:
    """Return the ways to find the names of a watch-list, by name."""
    names = {entity.key: sorted(_names(entity)) for entity in watched.entities}
    return {
        "substring": _substring(names),
        "Snowball": _by_words(names, _stemmer()),
        "pymorphy3 lemma": _by_words(names, _lemmatizer()),
    }


def _names(entity: Entity) -> set[str]:
    """Return the plain names of an entity: what anybody would type into a list of keywords."""
    found = set(entity.names.values())
    for keyword in entity.keywords:
        plain = keyword.role is KeywordRole.ALIAS and keyword.active and not keyword.needs_context
        if plain and "*" not in keyword.text:
            found.update(_spelled_out(keyword.text))
    return found


def _spelled_out(text: str) -> Iterable[str]:
    """Write a/b out as two names."""
    return (" ".join(words) for words in itertools.product(*(part.split("/") for part in text.split())))


def _substring(names: dict[str, list[str]]) -> Find:
    folded = {key: [name.casefold() for name in those] for key, those in names.items()}

    def find(text: str) -> set[str]:
        searched = text.casefold()
        return {key for key, those in folded.items() if any(name in searched for name in those)}

    return find


def _by_words(names: dict[str, list[str]], root: Callable[[str], str]) -> Find:
    def roots(text: str) -> str:
        return f" {' '.join(root(word) for word in _WORD.findall(text.casefold()))} "

    rooted = {key: [roots(name) for name in those] for key, those in names.items()}

    def find(text: str) -> set[str]:
        searched = roots(text)
        return {key for key, those in rooted.items() if any(name in searched for name in those)}

    return find


def _stemmer() -> Callable[[str], str]:
    stemmers = {True: snowballstemmer.stemmer("english"), False: snowballstemmer.stemmer("russian")}

    @cache
    def stem(word: str) -> str:
        return str(stemmers[word.isascii()].stemWord(word))

    return stem


def _lemmatizer() -> Callable[[str], str]:
    morphology = pymorphy3.MorphAnalyzer()

    @cache
    def lemma(word: str) -> str:
        return str(morphology.parse(word)[0].normal_form)

    return lemma
