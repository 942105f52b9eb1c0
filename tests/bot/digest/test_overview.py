"""What a week looks like in figures, and what is called unusual."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.digest.overview import overview, top_stories, usual
from bot.digest.snapshot import Count, StoryItem, Unusual, Watched, Week
from tests.bot.digest.invented import at, report, stories
from tests.bot.digest.material import HISTORY, WATCHED

ARGUN = Watched("argun", "place", {"en": "Argun"})


def told(count: int, *outlets: str) -> list[StoryItem]:
    """Return stories about Argun, each with one report of each of these outlets."""
    return [
        StoryItem(
            f"s{n}",
            at(0, n % 24),
            ("argun",),
            tuple(
                report(100 * n + k, outlet, at(0, n % 24), f"Story {n}") for k, outlet in enumerate(outlets)
            ),
        )
        for n in range(count)
    ]


def weeks(*counts: int) -> tuple[Week, ...]:
    return tuple(Week(f"2026-W{40 + n}", {"argun": count}) for n, count in enumerate(counts))


def test_stories_are_counted_for_each_of_their_entities() -> None:
    """A story about two entities counts for both, beside the four weeks before."""
    found = overview(stories(), WATCHED, HISTORY, {})
    assert found.entities[0] == Count("chechnya", 5, (6, 4, 6, 5))
    assert found.entities[2] == Count("argun", 6, (1, 0, 0, 1))
    assert found.history == HISTORY


def test_kinds_of_events_come_most_frequent_first() -> None:
    """Those of earlier weeks are listed even when there was none in this one."""
    found = overview(stories(), WATCHED, (), {"fire": (1, 2), "trial": (0, 0, 0, 0, 5)})
    assert found.kinds[0] == Count("statement", 6)
    assert Count("fire", 0, (1, 2)) in found.kinds
    assert Count("trial", 1, (0, 0, 0, 5)) in found.kinds


@pytest.mark.parametrize(("earlier", "median"), [((), 0.0), ((3,), 3.0), ((1, 4), 2.5), ((9, 0, 1, 2), 1.5)])
def test_usual_is_the_median(earlier: tuple[int, ...], median: float) -> None:
    """One wild week does not make the next one look quiet."""
    assert usual(earlier) == median


@pytest.mark.parametrize(
    ("made", "before", "unusual"),
    [
        (told(6, "lookout", "agency"), weeks(*(0, 1, 0, 1) * 6), [Unusual("many", "argun", 6, 0.5)]),
        (told(6, "lookout", "agency"), weeks(5, 6, 7, 6), []),
        (told(6, "lookout", "agency"), weeks(0, 0), []),
        (told(2, "lookout"), weeks(0, 0, 0, 0), []),
        (told(0), weeks(*(9, 8, 9, 8) * 6), [Unusual("few", "argun", 0, 8.5)]),
        (told(3, "agency", "courier"), (), [Unusual("only-state", "argun", 3)]),
        (told(3, "valley", "watch"), (), [Unusual("no-state", "argun", 3)]),
        (
            told(3, "lookout", "dozor"),
            (),
            [Unusual("no-state", "argun", 3), Unusual("one-owner", "argun", 3)],
        ),
    ],
)
def test_what_is_unusual_is_said(
    made: list[StoryItem], before: tuple[Week, ...], unusual: list[Unusual]
) -> None:
    """Too many, too few, or told from one side; never on a short memory."""
    assert list(overview(made, [ARGUN], before, {}).unusual) == unusual


def test_absent_state_media_mean_nothing_where_none_is_watched() -> None:
    """Nobody is said to be silent whom nobody listens to."""
    found = overview(told(3, "valley", "watch"), [ARGUN], (), {}, state_watched=False)
    assert not found.unusual


def test_top_stories_are_those_that_independent_owners_tell() -> None:
    """Two editions are one owner, and the state's reports alone lift nothing."""
    one = told(1, "lookout", "dozor")[0]
    two = replace(told(1, "lookout", "valley")[0], id="two")
    urgent = replace(told(1, "lookout")[0], id="urgent", urgency=2)
    state = replace(told(1, "agency", "courier")[0], id="state", urgency=2)
    assert top_stories([state, one, urgent, two]) == ("two", "urgent", "s0", "state")
    assert top_stories([state, one, urgent, two], limit=1) == ("two",)
