"""How much a report's words speak for a story, against the news at large."""

from __future__ import annotations

import heapq
import math
import re
from collections.abc import Mapping

from feeds.story.common import common
from feeds.story.glossary import DEEDS
from feeds.story.marks import GIVEN, SMALL, SURNAME, TOWN
from feeds.story.signature import CONCEPTS, EVENT, NAME, NUMBER, PLACE, RUSSIAN, Signature

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
_EVERYDAY = 2.0
"""In how many stories an everyday word is taken to have been before any is read."""
_MEMORY = 2_000_000.0
_BAG = 200
_CORE = 0.3
"""The share of a story's reports that a word is in from which the story is about it."""
_WATCHED = 0.1
"""What a watched name is worth: every report that is told has one."""
_DEEDS = frozenset(EVENT + word for word in DEEDS.split())
_POINTS = {EVENT: 4, PLACE: 3}
"""What a shared deed, and a place or other setting, are worth."""
_WATCHED_POINTS = {NAME: 2, PLACE: 1}
"""What it is worth that both name one of the watched."""
_SPELLED = {"": 6, SMALL: 4, SURNAME: 3, GIVEN: 0}
"""What a word is worth by its spelling: who is in the news twice is a setting, and one name is not two."""
_ENOUGH = 9
"""Points for one event: one deed in one town, on one day, may have been done to two people."""
_COUNTED = re.compile(NUMBER + r"(?!(?:19|20)\d\d$)\d*[1-9]\d*[1-9]")
"""A figure that is hardly shared by chance: neither one digit, nor round, nor a year."""
_YEAR = re.compile(NUMBER + r"(?:19|20)\d\d")
_COVERED = 0.75
"""The share of both that one shared word must make up to stand alone."""
_HEAD = 0.6
"""The weight from which a word stands in a title, or in most titles of a story."""


def view(signature: Signature, *, across: bool) -> dict[str, float]:
    """Return the weighted keys to compare; `across` languages only names and concepts."""
    words = {
        key: weight * _WORTH.get(key[0], 1.0)
        for key, weight in signature.words.items()
        if not across or key[0] in CONCEPTS
    }
    if across:
        words.update(signature.names)
    for key in words.keys() & signature.watched.keys():
        words[key] *= _WATCHED
    return words


class Bag:
    """All the words of one story."""

    __slots__ = ("_russian", "forms", "marks", "reports", "total", "watched", "weights")

    def __init__(self) -> None:
        self.weights: dict[str, float] = {}
        self.marks: dict[str, float] = {}
        self.forms: dict[str, str] = {}
        self.watched: set[str] = set()
        self.total = 0.0
        self.reports = 0
        self._russian = 0

    def speaks(self, russian: bool) -> bool:
        """Tell whether a report of the story is in Russian, or in English."""
        return self._russian > 0 if russian else self._russian < self.reports

    def meets(self, signature: Signature, words: dict[str, float], *, across: bool) -> bool:
        """Tell whether the report touches what the story is about, beyond a name that is watched."""
        apart = self.watched.union(signature.watched)
        shared = [key for key in words if key in self.weights and key not in apart]
        watched = {key[0] for key in signature.watched if key in self.weights}
        if across:
            return self._meets_across(shared, watched)
        if not any(self.weights[key] >= _CORE * self.reports * words[key] for key in shared):
            return False
        points = {key: self._points(key, signature) for key in shared if self._heads(key, words)}
        people = (SURNAME in (self.forms.get(key), signature.forms.get(key)) for key in points)
        if not _DEEDS.isdisjoint(points) and any(people):
            return True  # one deed to one person
        agreed = sum(points.values())
        if agreed + max((_WATCHED_POINTS.get(kind, 0) for kind in watched), default=0) >= _ENOUGH:
            return True
        both = math.fsum(words[key] for key in shared)
        ours = math.fsum(weight for key, weight in words.items() if key not in apart)
        theirs = math.fsum(w for key, w in self.weights.items() if key[0] != NAME and key not in apart)
        return both >= _COVERED * max(ours, theirs / self.reports)

    def _points(self, key: str, signature: Signature) -> int:
        if _YEAR.fullmatch(key):
            return 0  # of a budget, an election, a cup: whichever it is, the words say so
        town = TOWN + key.lstrip(RUSSIAN)
        if town in signature.marks or town in self.marks or (key[0] == NUMBER and not _counted(key)):
            return _POINTS[PLACE]
        if key[0] == EVENT and key not in _DEEDS:
            return _POINTS[PLACE]
        if key[0] in _POINTS:
            return _POINTS[key[0]]
        return min(_SPELLED[forms.get(key, "")] for forms in (self.forms, signature.forms))

    def _heads(self, key: str, words: dict[str, float]) -> bool:
        """Tell whether a shared word stands in a title, the report's or most of the story's.

        Below their titles, reports of all events say who told it and who looks into it.
        """
        return max(words[key], self.weights[key] / self.reports) >= _HEAD * _WORTH.get(key[0], 1.0)

    def _meets_across(self, shared: list[str], watched: set[str]) -> bool:
        """Tell whether words shared across languages are enough.

        Two with a name or a telling number, or three with a place or any number: half of the countries have
        a court, a school and a fire in the news on any day. Who is watched in both stands for one of the
        three, and for the other of two beside the number.
        """
        kinds = {key[0] for key in shared}
        counted = any(map(_counted, shared))
        if counted or NAME in kinds:
            return len(shared) > 1 or (counted and bool(watched))
        return len(shared) + (NAME in watched) > 2 and bool(kinds & {PLACE, NUMBER})

    def add(self, signature: Signature) -> dict[str, bool]:
        """Add a report; return its keys and whether each is new to the story."""
        words = view(signature, across=False)
        self.total += math.fsum(words.values())
        words.update(signature.names)
        self.forms.update(signature.forms)
        self.watched.update(signature.watched)
        for key, weight in signature.marks.items():
            self.marks[key] = self.marks.get(key, 0.0) + weight
        new = {key: key not in self.weights for key in words}
        for key, weight in words.items():
            self.weights[key] = self.weights.get(key, 0.0) + weight
        self.reports += 1
        self._russian += signature.russian
        if len(self.weights) > 2 * _BAG:
            kept = heapq.nlargest(_BAG, self.weights.items(), key=lambda item: item[1])
            self.weights = dict(kept)
            self.forms = {key: form for key, form in self.forms.items() if key in self.weights}
        if len(self.marks) > _BAG:
            self.marks = dict(heapq.nlargest(_BAG // 2, self.marks.items(), key=lambda item: item[1]))
        return new


def _counted(key: str) -> bool:
    return bool(_COUNTED.fullmatch(key))


class Background:
    """In how many stories each word has occurred lately."""

    def __init__(self) -> None:
        self._count = dict.fromkeys(common(False) | common(True), _EVERYDAY)
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
        known, everything = self._count, math.log(self._total + _PRIOR)
        told = [
            (weight * (everything - math.log(known.get(key, 0.0) + _UNSEEN)), key)
            for key, weight in words.items()
        ]
        if len(told) > most:
            told = heapq.nlargest(most, told)
        return {key: worth for worth, key in told}

    def gain(self, words: dict[str, float], total: float, bag: Bag) -> float:
        """Return the log-likelihood ratio of `words` between the story and the news at large, in nats.

        `total` is the weight of all the words together.
        """
        known, seen = bag.weights, self._count
        scale = _FROM_STORY * (self._total + _PRIOR) / (bag.total + 1.0)
        gain = shared = 0.0
        for key in filter(known.__contains__, words):  # in order: sums of floats depend on it
            weight = words[key]
            shared += weight
            gain += weight * math.log(1.0 - _FROM_STORY + scale * known[key] / (seen.get(key, 0.0) + _UNSEEN))
        return gain + (total - shared) * math.log(1.0 - _FROM_STORY)
