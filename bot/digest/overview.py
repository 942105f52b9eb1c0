"""What a period looks like in figures: counts, what is unusual among them, and which stories come first.

Pure: stories and the counts of earlier periods go in, parts of a snapshot come out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from statistics import median

from bot.digest.snapshot import Count, Overview, StoryItem, Unusual, Watched, Week
from bot.digest.volume import chance_of_fewer, chance_of_more

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
        tuple(_unusual(counts, history, stories, state_watched=state_watched)),
        tuple(history),
    )


def usual(earlier: Sequence[int]) -> float:
    """Return the median of earlier counts; 0 where there are none."""
    return float(median(earlier)) if earlier else 0.0


def top_stories(stories: Iterable[StoryItem], limit: int = 5) -> tuple[str, ...]:
    """Return the ids of the best stories: most owners that are not the state, urgency, entities, reports."""

    def worth(story: StoryItem) -> tuple[object, ...]:
        free = story.voices - story.state_voices
        figures = free, story.urgency, len(story.entities), len(story.reports)
        return (*(-figure for figure in figures), story.first_seen, story.id)

    return tuple(story.id for story in sorted(stories, key=worth)[:limit])


def _unusual(
    counts: Sequence[Count], history: Sequence[Week], stories: Sequence[StoryItem], *, state_watched: bool
) -> Iterable[Unusual]:
    for count in counts:
        normal = usual(count.earlier)
        before = [week.counts.get(count.key, 0) for week in history]
        if len(before) < MEDIAN_OF:
            pass  # too short a memory to call anything unusual
        elif count.stories >= _FEWEST and chance_of_more(count.stories, before) < FALSE_ALARMS / 2:
            yield Unusual("many", count.key, count.stories, normal)
        elif chance_of_fewer(count.stories, before) < FALSE_ALARMS / 2:
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
