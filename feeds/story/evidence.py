"""How much a report's words speak for a story, against the news at large."""

from __future__ import annotations

import heapq
import math
from collections.abc import Mapping

from feeds.story.glossary import OPPOSITES
from feeds.story.signature import CONCEPTS, DATE, EVENT, NAME, NUMBER, PLACE, Signature

_WORTH = {EVENT: 0.6, PLACE: 0.6}
"""Kinds of event and places are few and shared by many stories."""
_REPEATED = 0.1
"""How much a word that its story has told before adds to the news at large: a theme that many reports
repeat for days is no longer telling."""
_FROM_STORY = 0.15
"""How much of a report repeats its story's words; the rest is said in words of the news at large."""
_UNSEEN = 0.1
_PRIOR = 10_000.0
"""Words imagined to have been read before the first, so that early ones are neither rare nor common."""
_MEMORY = 2_000_000.0
_BAG = 200
_CORE = 0.3
"""The share of a story's reports that a word is in from which the story is about it."""

OTHERWISE = {EVENT + a: EVENT + b for pair in OPPOSITES for a, b in (pair, pair[::-1])}


def view(signature: Signature, *, across: bool) -> dict[str, float]:
    """Return the weighted keys to compare; `across` languages only names and concepts."""
    if not across:
        return {key: weight * _WORTH.get(key[0], 1.0) for key, weight in signature.words.items()}
    words = {
        key: weight * _WORTH.get(key[0], 1.0) for key, weight in signature.words.items() if key[0] in CONCEPTS
    }
    words.update(signature.names)
    return words


class Bag:
    """All the words of one story."""

    __slots__ = ("_russian", "reports", "total", "weights")

    def __init__(self) -> None:
        self.weights: dict[str, float] = {}
        self.total = 0.0
        self.reports = 0
        self._russian = 0

    def speaks(self, russian: bool) -> bool:
        """Tell whether a report of the story is in Russian, or in English."""
        return self._russian > 0 if russian else self._russian < self.reports

    def meets(self, words: dict[str, float], *, across: bool) -> bool:
        """Tell whether the report touches what the story is about, not only what some report of it added.

        Across languages it must share two words with a name or a number, or three with a place:
        half of the countries have a court, a school and a fire in the news on any day.
        """
        shared = [key for key in words if key in self.weights]
        if not across:
            return any(self.weights[key] >= _CORE * self.reports * words[key] for key in shared)
        kinds = {key[0] for key in shared}
        if NAME in kinds or NUMBER in kinds:
            return len(shared) > 1
        return len(shared) > 2 and PLACE in kinds

    def add(self, signature: Signature) -> dict[str, bool]:
        """Add a report; return its keys and whether each is new to the story."""
        words = view(signature, across=False)
        self.total += math.fsum(words.values())
        words.update(signature.names)
        new = {key: key not in self.weights for key in words}
        for key, weight in words.items():
            self.weights[key] = self.weights.get(key, 0.0) + weight
        self.reports += 1
        self._russian += signature.russian
        if len(self.weights) > 2 * _BAG:
            kept = heapq.nlargest(_BAG, self.weights.items(), key=lambda item: item[1])
            self.weights = dict(kept)
        return new


class Background:
    """In how many stories each word has occurred lately."""

    def __init__(self) -> None:
        self._count: dict[str, float] = {}
        self._total = 0.0

    def learn(self, keys: Mapping[str, bool]) -> None:
        """Count the keys of a report, those that are new to its story in full."""
        for key, new in keys.items():
            count = 1.0 if new else _REPEATED
            self._count[key] = self._count.get(key, 0.0) + count
            self._total += count
        if self._total > _MEMORY:
            self._count = {key: count / 2 for key, count in self._count.items() if count > 1.0}
            self._total = sum(self._count.values())

    def rarest(self, words: dict[str, float], most: int) -> dict[str, float]:
        """Return the `most` telling words with what they tell, in nats."""
        told = {key: weight * -math.log(self._share(key)) for key, weight in words.items()}
        if len(told) <= most:
            return told
        return dict(heapq.nlargest(most, told.items(), key=lambda item: (item[1], item[0])))

    def gain(self, words: dict[str, float], bag: Bag) -> float:
        """Return the log-likelihood ratio of `words` between the story and the news at large, in nats."""
        known, total = bag.weights, bag.total + 1.0
        missed = math.log(1.0 - _FROM_STORY)
        gain = 0.0
        for key, weight in words.items():
            count = known.get(key)
            if count is None:
                gain += weight * missed
            else:
                ratio = count / total / self._share(key)
                gain += weight * math.log(1.0 - _FROM_STORY + _FROM_STORY * ratio)
        return gain

    def _share(self, key: str) -> float:
        return (self._count.get(key, 0.0) + _UNSEEN) / (self._total + _PRIOR)


def contradictions(signature: Signature, bag: Bag) -> int:
    """Count what speaks against the story: other places or dates in the title, the opposite told."""
    often = 0.3 * bag.reports
    strong = [key for key, weight in signature.words.items() if weight >= 0.5]
    titled = [key for key in strong if signature.words[key] == 1.0]
    return (
        _elsewhere(titled, PLACE, bag, 2 * often)
        + _elsewhere(titled, DATE, bag, 2 * often)
        + any(_reversed(key, signature, bag, often) for key in strong)
    )


def _elsewhere(keys: list[str], kind: str, bag: Bag, often: float) -> bool:
    """Tell whether the report names places or dates, the story does too, and they have none in common."""
    ours = [key for key in keys if key[0] == kind]
    if not ours or any(key in bag.weights for key in ours):
        return False
    return any(key[0] == kind and weight >= often for key, weight in bag.weights.items())


def _reversed(key: str, signature: Signature, bag: Bag, often: float) -> bool:
    other = OTHERWISE.get(key)
    told = bag.weights.get(other, 0.0) if other else 0.0
    return other not in signature.words and told >= often and bag.weights.get(key, 0.0) < 0.2 * told
