"""Which story a report belongs to: one pass, in memory, nothing ever revised.

A story is the bag of all its reports' words, so a chain of loosely alike reports does not run together.
A report joins the story that explains its words best: the sum over its words of how much likelier each is
in the story than in the news at large (a log-likelihood ratio in nats, as in Dirichlet mixtures for streams
of short texts). The cost of a report is bounded: its rarest words are looked up, each word remembers a
fixed number of recent stories, and few candidates are weighed.
"""

from __future__ import annotations

import heapq
import math
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain, islice

from feeds.story.doubts import doubts, excludes
from feeds.story.evidence import Background, Bag, view
from feeds.story.signature import Signature, sign
from feeds.types import Report

_LINE = 3.0
"""Nats that a report must bring for each square root of its weight: chance agreement grows like that."""
_AGE = 3.0
"""Nats more that a report must bring for each window that the story has been told: a theme that rolls on
for days is told in new stories."""
_DOUBT = 4.0
"""Nats more, beside half of the line, for each of date, number and direction that is another."""
_GREATER, _FEW, _MANY = 4.0, 5, 50
"""Nats for each e-fold of reports by which a story is preferred to another that would do, too: the early
offshoots of a great story must not live on beside it. A handful of reports more says nothing yet, and beyond
fifty it is a theme."""
_ONE_DAY = timedelta(hours=30)
"""Outlets tell of one detention within a day and a night; later the same person's is another event."""
_FOREMOST = 48
_LOOKED_UP = 16
"""A report is looked up by its most telling words, of those and the names that it begins with."""
_POSTINGS = 64
_CANDIDATES = 8
_STORIES = 50_000


@dataclass(slots=True)
class _Story:
    bag: Bag = field(default_factory=Bag)
    posted: set[str] = field(default_factory=set)
    exact: list[str] = field(default_factory=list)
    first: datetime | None = None
    seen: datetime | None = None


class _Views:
    """A report's weighted words, within its language and across, and the weight of all together."""

    __slots__ = ("_made", "_signature")

    def __init__(self, signature: Signature) -> None:
        self._signature = signature
        self._made: dict[bool, tuple[dict[str, float], float]] = {}

    def get(self, across: bool) -> tuple[dict[str, float], float]:
        if across not in self._made:
            words = view(self._signature, across=across)
            self._made[across] = words, math.fsum(words.values())
        return self._made[across]


class StoryIndex:
    """The stories of the last `window`, found by what their reports say.

    Deterministic: the same reports in the same order give the same stories. Not safe for threads.
    At most 50,000 stories are kept, the least recently told are forgotten first.
    """

    def __init__(self, *, window: timedelta = timedelta(hours=72)) -> None:
        self._window = max(window, timedelta(seconds=1))
        self._stories: OrderedDict[str, _Story] = OrderedDict()
        self._postings: dict[str, dict[str, None]] = {}
        self._exact: dict[str, str] = {}
        self._happened: OrderedDict[str, tuple[str, datetime]] = OrderedDict()
        self._background = Background()

    def __len__(self) -> int:
        return len(self._stories)

    def choose(self, signature: Signature, seen: datetime | None = None) -> str | None:
        """Return the label of the story that the report belongs to, or None for a new one; change nothing."""
        for key in _exact_keys(signature):
            label = self._exact.get(key)
            if label is not None and self._age(self._stories[label], seen) <= 1.0:
                return label
        if (told := self._told_of(signature, seen)) is not None:
            return told
        views = _Views(signature)
        best, most = None, 0.0
        for label in self._candidates(signature):
            story = self._stories[label]
            surplus = self._surplus(signature, views, story, seen)
            worth = surplus + _GREATER * math.log(min(story.bag.reports, _MANY) + _FEW)
            if surplus > 0.0 and worth > most:
                best, most = label, worth
        return best

    def add(self, signature: Signature, story: str, seen: datetime | None = None) -> None:
        """Remember that the report belongs to the story labelled `story`, known or new."""
        known = self._stories.setdefault(story, _Story())
        self._background.learn(known.bag.add(signature))
        for key in self._background.rarest(_foremost(signature), _LOOKED_UP):
            self._post(key, story, known)
        if seen is not None:
            known.first = min(known.first or seen, seen)
            known.seen = max(known.seen or seen, seen)
        self._stories.move_to_end(story)
        for key in _exact_keys(signature):
            if key not in self._exact:
                self._exact[key] = story
                known.exact.append(key)
        if seen is not None:
            for key in signature.happened:
                if self._told_of(signature, seen) is None:
                    self._happened[key] = story, seen
                    self._happened.move_to_end(key)
        self._prune(seen)

    def _told_of(self, signature: Signature, seen: datetime | None) -> str | None:
        """Return the story that tells what happened to one of the watched, begun within a day."""
        for key in signature.happened:
            label, begun = self._happened.get(key, ("", None))
            near = seen is not None and begun is not None and abs(seen - begun) <= _ONE_DAY
            if near and label in self._stories:
                return label
        return None

    def _age(self, story: _Story, seen: datetime | None) -> float:
        """Return how much of the window has passed since the story was last told."""
        if seen is None or story.seen is None:
            return 0.0
        return abs((seen - story.seen) / self._window)

    def _told_for(self, story: _Story, seen: datetime | None) -> float:
        """Return for how much of the window the story has been told; more than one when it rolls on."""
        if seen is None or story.first is None:
            return 0.0
        return abs((seen - story.first) / self._window)

    def _surplus(
        self,
        signature: Signature,
        views: _Views,
        story: _Story,
        seen: datetime | None,
    ) -> float:
        """Return by how many nats the report passes the line of this story; negative when it does not."""
        age = self._age(story, seen)
        if age > 1.0:
            return -1.0
        across = not story.bag.speaks(signature.russian)
        words, total = views.get(across)
        line = _LINE * math.sqrt(total) + _AGE * self._told_for(story, seen)
        gain = self._background.gain(words, total, story.bag) + math.log(min(story.bag.reports, _MANY))
        if gain <= line or not story.bag.meets(signature, words, across=across):
            return -1.0
        if excludes(signature, story.bag, across=across):
            return -1.0
        return gain - line - doubts(signature, story.bag) * (_DOUBT + line / 2)

    def _candidates(self, signature: Signature) -> list[str]:
        near: dict[str, float] = {}
        for key, worth in self._background.rarest(_foremost(signature), _LOOKED_UP).items():
            for label in self._postings.get(key, ()):
                near[label] = near.get(label, 0.0) + worth
        best = heapq.nlargest(_CANDIDATES, zip(near.values(), near, strict=True))
        return [label for _, label in best]

    def _post(self, key: str, label: str, story: _Story) -> None:
        labels = self._postings.setdefault(key, {})
        labels.pop(label, None)
        labels[label] = None
        story.posted.add(key)
        if len(labels) > _POSTINGS:
            forgotten = next(iter(labels))
            del labels[forgotten]
            self._stories[forgotten].posted.discard(key)

    def _prune(self, seen: datetime | None) -> None:
        """Forget what is too old or too much; a report from the past makes nothing too old."""
        while len(self._stories) > 1:
            label, oldest = next(iter(self._stories.items()))
            past = seen is not None and oldest.seen is not None and seen - oldest.seen > self._window
            if not past and len(self._stories) <= _STORIES:
                return
            self._forget(label, oldest)

    def _forget(self, label: str, story: _Story) -> None:
        del self._stories[label]
        for key in story.exact:
            self._exact.pop(key, None)
        while self._happened and next(iter(self._happened.values()))[0] not in self._stories:
            self._happened.popitem(last=False)
        for key in story.posted:
            labels = self._postings[key]
            del labels[label]
            if not labels:
                del self._postings[key]


def _foremost(signature: Signature) -> dict[str, float]:
    """Return the words and the names that a report begins with."""
    return dict(chain(islice(signature.words.items(), _FOREMOST), islice(signature.names.items(), _FOREMOST)))


def _exact_keys(signature: Signature) -> Iterable[str]:
    return filter(None, (signature.link, signature.digest))


def assign(index: StoryIndex, report: Report, fresh: Callable[[], str]) -> str:
    """Put `report` into its story, or into a new one labelled by `fresh()`; return the label."""
    signature = sign(report)
    label = index.choose(signature, report.seen) or fresh()
    index.add(signature, label, report.seen)
    return label
