"""What a period looks like in figures: counts, what is unusual among them, and which stories come first.

Pure: stories and the counts of earlier periods go in, parts of a snapshot come out.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from statistics import median

from bot.digest.snapshot import Count, Overview, StoryItem, Unusual, Watched, Week

FALSE_ALARMS = 0.01
"""At most this share of the entities whose rate has not changed is called unusual: half above, half below."""
MEDIAN_OF = 4
_FEWEST = 3
"""Fewer stories than this are never remarkable."""


def overview(
    stories: Sequence[StoryItem],
    entities: Sequence[Watched],
    history: Sequence[Week],
    kinds: Mapping[str, Sequence[int]],
    *,
    state_watched: bool = True,
) -> Overview:
    """Count `stories` per entity and event kind, and say what is unusual.

    `history` and `kinds` hold the counts of earlier periods, oldest first; `state_watched` says that state
    media are among the sources, without which their absence means nothing.
    """
    named = Counter(key for story in stories for key in story.entities)
    seen = Counter(story.kind for story in stories if story.kind)
    recent = history[-MEDIAN_OF:]
    counts = [
        Count(entity.key, named[entity.key], tuple(week.counts.get(entity.key, 0) for week in recent))
        for entity in entities
    ]
    happened = sorted(seen.keys() | kinds.keys(), key=lambda kind: (-seen[kind], kind))
    return Overview(
        tuple(counts),
        tuple(Count(kind, seen[kind], tuple(kinds.get(kind, ())[-MEDIAN_OF:])) for kind in happened),
        tuple(_unusual(counts, stories, state_watched=state_watched)),
        tuple(history),
    )


def usual(earlier: Sequence[int]) -> float:
    """Return the median of earlier counts; 0 where there are none."""
    return float(median(earlier)) if earlier else 0.0


def chance_of(stories: int, earlier: Sequence[int]) -> float:
    """Return how likely so many stories or more are, were this period like the earlier ones.

    Given all the stories together, each falls into any of the periods alike, so those of this one follow a
    binomial law whatever their rate (Przyborowski and Wilenski 1940): the test holds its level exactly.
    """
    if not earlier:
        return 1.0
    total, share = stories + sum(earlier), 1 / (len(earlier) + 1)
    return min(1.0, math.fsum(_binomial(total, share, n) for n in range(stories, total + 1)))


def top_stories(stories: Iterable[StoryItem], limit: int = 5) -> tuple[str, ...]:
    """Return the ids of the best stories: most owners that are not the state, urgency, entities, reports."""

    def worth(story: StoryItem) -> tuple[object, ...]:
        free = story.voices - story.state_voices
        figures = free, story.urgency, len(story.entities), len(story.reports)
        return (*(-figure for figure in figures), story.first_seen, story.id)

    return tuple(story.id for story in sorted(stories, key=worth)[:limit])


def _unusual(
    counts: Sequence[Count], stories: Sequence[StoryItem], *, state_watched: bool
) -> Iterable[Unusual]:
    for count in counts:
        normal = usual(count.earlier)
        if len(count.earlier) < MEDIAN_OF:
            pass  # too short a memory to call anything unusual
        elif count.stories >= _FEWEST and chance_of(count.stories, count.earlier) < FALSE_ALARMS / 2:
            yield Unusual("many", count.key, count.stories, normal)
        elif _chance_of_fewer(count.stories, count.earlier) < FALSE_ALARMS / 2:
            yield Unusual("few", count.key, count.stories, normal)
        if count.stories >= _FEWEST:
            yield from _voices(count, stories, state_watched=state_watched)


def _voices(count: Count, stories: Sequence[StoryItem], *, state_watched: bool) -> Iterable[Unusual]:
    reports = [report for story in stories if count.key in story.entities for report in story.reports]
    views = {report.view for report in reports}
    if views == {"state"}:
        yield Unusual("only-state", count.key, count.stories)
    elif state_watched and "state" not in views:
        yield Unusual("no-state", count.key, count.stories)
    if len({report.voice for report in reports}) == 1:
        yield Unusual("one-owner", count.key, count.stories)


def _chance_of_fewer(stories: int, earlier: Sequence[int]) -> float:
    total, share = stories + sum(earlier), 1 / (len(earlier) + 1)
    return min(1.0, math.fsum(_binomial(total, share, n) for n in range(stories + 1)))


def _binomial(total: int, share: float, n: int) -> float:
    ways = math.lgamma(total + 1) - math.lgamma(n + 1) - math.lgamma(total - n + 1)
    return math.exp(ways + n * math.log(share) + (total - n) * math.log1p(-share))
