"""A headline and a line: different news of one watched name stays apart, one event told twice meets."""

from __future__ import annotations

from functools import cache
from itertools import count

import pytest

from feeds.story.cluster import StoryIndex, assign
from feeds.story.signature import sign
from feeds.types import Report
from feeds.watch import watchlist
from feeds.watch.match import Matcher
from tests.feeds.story.news_apart import APART
from tests.feeds.story.news_together import TOGETHER


@cache
def matcher() -> Matcher:
    return Matcher(watchlist.default())


def report(line: str) -> Report:
    """Read a line as a title and, after its first full stop, a text."""
    title, _, text = line.partition(". ")
    mentions = tuple(hit.surface for hit in matcher().find(title, text))
    return Report(id=line, title=title, text=text, mentions=mentions)


def told(lines: tuple[str, ...], index: StoryIndex | None = None) -> list[str]:
    labels = (f"s{n}" for n in count(1))
    index = index or StoryIndex()
    return [assign(index, report(line), lambda: next(labels)) for line in lines]


@pytest.mark.parametrize("lines", APART, ids=lambda lines: lines[0][:40])
def test_different_news_of_the_watched_is_never_one_story(lines: tuple[str, ...]) -> None:
    """What is swallowed by another story is never told: in either order, each event is its own."""
    assert len(set(told(lines))) == len(lines)
    assert len(set(told(lines[::-1]))) == len(lines)


@pytest.mark.parametrize("lines", TOGETHER, ids=lambda lines: lines[0][:40])
def test_one_event_told_twice_is_one_story(lines: tuple[str, str]) -> None:
    """Reworded, in the passive voice or translated, the event is met again, in either order."""
    assert len(set(told(lines))) == 1
    assert len(set(told(lines[::-1]))) == 1


def test_a_busy_day_swallows_nothing() -> None:
    """Among a hundred other reports of the same few names the groups keep apart, but for a handful."""
    everything = tuple(dict.fromkeys(line for lines in APART for line in lines))
    label = dict(zip(everything, told(everything), strict=True))
    swallowed = sum(len(lines) - len({label[line] for line in lines}) for lines in APART)
    assert len(everything) > 150
    assert swallowed <= 0.03 * len(everything)


def test_a_watched_name_is_no_evidence_by_itself() -> None:
    """The same reports without their mentions known would share the one rare word that all of them have."""
    title = "Кадыров поехал на охоту"
    signature = sign(Report(id="1", title=title, mentions=("Кадыров",)))
    assert signature.watched.keys() == sign(Report(id="2", title="Кадыров")).words.keys() | {"&kadir"}
    assert signature.words == sign(Report(id="3", title=title)).words
