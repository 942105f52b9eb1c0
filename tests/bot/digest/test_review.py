"""What moderators do to a draft is done to the digest, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.digest.build import limited
from bot.digest.review import add_note, hide, listed, moved, ordered, revise
from bot.digest.snapshot import Snapshot
from bot.digest.telegram import messages
from bot.i18n import texts_for
from bot.messages.digest import render_draft
from tests.bot.digest.invented import at
from tests.bot.digest.material import week

LATE = "s98"
Step = tuple[str, int]
"""``up`` or ``top``, and the place that a story has until then."""


def moves(*steps: Step) -> tuple[Snapshot, dict[str, Any]]:
    """Return our week, and its edits after stories at these places (from 1) were moved."""
    snapshot, edits = week(), dict[str, Any]()
    for step, place in steps:
        story = ordered(snapshot, edits)[place - 1].id
        edits = moved(snapshot, edits, story, top=step == "top")
    return snapshot, edits


@pytest.mark.parametrize(
    ("steps", "places"),
    [
        ((), (1, 2, 3, 4, 5, 6, 7, 8, 9)),
        ((("up", 9),), (1, 2, 3, 4, 5, 6, 7, 9, 8)),
        ((("up", 1),), (1, 2, 3, 4, 5, 6, 7, 8, 9)),
        ((("up", 6),), (1, 2, 3, 4, 6, 5, 7, 8, 9)),
        ((("top", 9),), (9, 1, 2, 3, 4, 5, 6, 7, 8)),
        ((("top", 9), ("top", 4)), (3, 9, 1, 2, 4, 5, 6, 7, 8)),
        ((("top", 9), ("up", 2)), (1, 9, 2, 3, 4, 5, 6, 7, 8)),
        ((("up", 9), ("up", 8), ("up", 9)), (1, 2, 3, 4, 5, 6, 9, 8, 7)),
    ],
)
def test_a_story_passes_those_above_it_and_no_other_moves(
    steps: tuple[Step, ...], places: tuple[int, ...]
) -> None:
    """The first five of what moderators see are the top stories."""
    snapshot, edits = moves(*steps)
    before = [story.id for story in ordered(snapshot, {})]
    after = [story.id for story in ordered(snapshot, edits)]
    assert [before.index(story) + 1 for story in after[:9]] == list(places)
    assert after[9:] == before[9:]
    assert revise(snapshot, edits).top == tuple(after[:5])
    assert before[:5] == list(snapshot.top)


def test_only_what_was_moved_is_elsewhere_in_its_chapter() -> None:
    """It goes up there, and never down."""
    snapshot, edits = moves(("up", 9), ("top", 7))
    own = [story.id for story in snapshot.stories]
    told = [story.id for story in revise(snapshot, edits).stories]
    rest = [story for story in own if story not in edits["places"]]
    assert [story for story in told if story in rest] == rest
    assert all(told.index(story) <= own.index(story) for story in edits["places"])


def test_a_top_story_that_is_left_out_makes_room_for_the_next() -> None:
    """Counted by its reason beside those left out already."""
    snapshot = week()
    edits = hide({}, snapshot.top[0], "unsafe")
    made = revise(snapshot, edits)
    assert made.top[:4] == snapshot.top[1:]
    assert len(made.top) == 5
    assert {one.reason: one.stories for one in made.hidden} == {"not-relevant": 2, "unsafe": 2}


def test_a_late_addition_can_be_left_out_and_noted() -> None:
    """It is among what moderators see, after the stories of the week."""
    snapshot = week()
    assert listed(snapshot, {})[len(snapshot.stories)].id == LATE
    assert revise(snapshot, hide({}, LATE, "duplicate")).late == ()
    [late] = revise(snapshot, add_note({}, LATE, "We spoke to the shelter.", at(7, 9))).late
    assert late.notes[-1].text == "We spoke to the shelter."


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        (
            "en",
            "3 stories were left out by moderators (not about the watched: 2; would endanger somebody: 1).",
        ),
        ("ru", "Модераторы скрыли 3 сюжета (не о тех, кто под наблюдением: 2; "),
    ],
)
def test_a_text_says_how_many_were_left_out(lang: str, said: str) -> None:
    """And why, in the first message; nothing where none was."""
    assert said in messages(week(), lang)[0]
    assert said[3:18] not in "\n".join(messages(replace(week(), hidden=()), lang))


def test_who_follows_some_names_gets_the_moderators_order() -> None:
    """The top stories that are left stay first."""
    snapshot, edits = moves(("top", 9))
    made = revise(snapshot, edits)
    first = made.top[0]
    keys = [key for story in made.stories if story.id in made.top for key in story.entities]
    mine = limited(made, list(dict.fromkeys(keys))[:3])
    kept = [story for story in made.top if story in {one.id for one in mine.stories}]
    assert list(mine.top[: len(kept)]) == kept
    home = next(story for story in made.stories if story.id == first).entities
    assert limited(made, home).top[0] == first


def test_moderators_see_what_belongs_to_earlier_digests_apart() -> None:
    """Late additions, then corrections; a story of the week that was corrected, too, stands once."""
    snapshot = week()
    late, own = snapshot.late[0], snapshot.stories[0]
    taken_back = replace(late, id="s97")
    drafted = replace(snapshot, corrections=(own, taken_back))
    shown = [story.id for story in listed(drafted, {})]
    assert shown[12:] == [LATE, "s97"]
    assert len(shown) == len(set(shown))
    said = render_draft(1, drafted, {}, 1, "then", texts_for("en")).html
    assert (
        said.index("Late additions") < said.index("13. ") < said.index("Corrections to") < said.index("14. ")
    )
    hidden = revise(drafted, hide(hide({}, own.id, "unsafe"), "s97", "duplicate"))
    assert hidden.corrections == ()
    assert own.id not in [story.id for story in hidden.stories]


@pytest.mark.parametrize(("late", "corrected"), [(False, True), (True, False), (False, False)])
def test_a_draft_has_a_heading_for_what_there_is(*, late: bool, corrected: bool) -> None:
    """And none for what there is not."""
    snapshot = week()
    items = snapshot.late
    drafted = replace(
        snapshot, late=items if late else (), corrections=(replace(items[0], id="s97"),) if corrected else ()
    )
    said = render_draft(1, drafted, {}, 9, "then", texts_for("en")).html
    assert ("Late additions" in said, "Corrections to" in said) == (late, corrected)
