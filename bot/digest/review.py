"""What moderators do to a draft before it goes out: its order, stories left out with a reason, notes. Pure.

Edits are plain JSON: ``places`` (by id, of the stories that were moved and no others), ``hidden`` (reason by
id), ``notes`` (by id; the empty id is the digest's own). Who did what is in the record of changes, never in
the digest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.digest.overview import overview, top_stories
from bot.digest.snapshot import Hidden, Note, Overview, Snapshot, StoryItem
from bot.i18n import LANGUAGES
from feeds.text.language import detect
from storage.digest import LeftOut
from storage.period import PeriodReport

Edits = Mapping[str, Any]
REASONS = ("not-relevant", "duplicate", "wrong-entity", "unsafe")
TOP = 5
NOTE_LENGTH = 1500


def revise(snapshot: Snapshot, edits: Edits) -> Snapshot:
    """Return the digest with what was done to it; counts are those of the stories that stay."""
    hidden: Mapping[str, str] = edits.get("hidden", {})
    notes: Mapping[str, list[dict[str, str]]] = edits.get("notes", {})

    def kept(told: Iterable[StoryItem]) -> tuple[StoryItem, ...]:
        return tuple(
            replace(story, notes=(*story.notes, *_notes(notes.get(story.id, []))))
            for story in told
            if story.id not in hidden
        )

    stories = kept(_chaptered(snapshot, edits))
    reasons = Counter({one.reason: one.stories for one in snapshot.hidden}) + Counter(hidden.values())
    return replace(
        snapshot,
        stories=stories,
        late=kept(snapshot.late),
        corrections=kept(snapshot.corrections),
        top=tuple(story.id for story in ordered(snapshot, edits) if story.id not in hidden)[:TOP],
        overview=_recounted(snapshot, stories) if hidden else snapshot.overview,
        notes=(*snapshot.notes, *_notes(notes.get("", []))),
        hidden=_counted(reasons),
    )


def without_hidden(
    reports: Iterable[PeriodReport], hidden: Iterable[LeftOut], *, draft: bool
) -> tuple[list[PeriodReport], tuple[Hidden, ...]]:
    """Return the reports without those of stories that were left out, and how many of these, by reason.

    A draft keeps such a story, for moderators to look at it again; a report of it that was moved, nobody.
    """
    by_story = {one.story_id: one for one in hidden}
    by_entry = {entry_id: one for one in by_story.values() for entry_id in one.entries}
    kept: list[PeriodReport] = []
    gone: dict[int, str] = {}
    for report in reports:
        whole = by_story.get(report.story_id)
        one = whole or by_entry.get(report.entry_id)
        if one is None or (draft and whole is not None):
            kept.append(report)
        else:
            gone[one.story_id] = one.reason
    return kept, _counted(Counter(gone.values()))


def everything(snapshot: Snapshot) -> tuple[StoryItem, ...]:
    """Return every story that a digest tells, in whichever of its parts; one may be in two of them."""
    return (*snapshot.stories, *snapshot.late, *snapshot.corrections)


def ordered(snapshot: Snapshot, edits: Edits) -> tuple[StoryItem, ...]:
    """Return all stories of the period, the top ones first, as moderators moved them; also those left out."""
    worth = dict.fromkeys((*snapshot.top, *top_stories(snapshot.stories, len(snapshot.stories))))
    by_id = {story.id: story for story in snapshot.stories}
    ids = _moved([story_id for story_id in worth if story_id in by_id], edits.get("places", {}))
    return tuple(by_id[story_id] for story_id in ids)


def listed(snapshot: Snapshot, edits: Edits) -> tuple[StoryItem, ...]:
    """Return every story once, as moderators see them: those of the period in their order, then others."""
    told = {story.id: story for story in ordered(snapshot, edits)}
    for story in everything(snapshot):
        told.setdefault(story.id, story)
    return tuple(told.values())


def moved(snapshot: Snapshot, edits: Edits, story_id: str, *, top: bool = False) -> dict[str, Any]:
    """Return the edits with a story one place higher, or first; the others keep their places."""
    ids = [story.id for story in ordered(snapshot, edits)]
    if story_id not in ids or (at := ids.index(story_id)) == 0:
        return dict(edits)
    to = 0 if top else at - 1
    places = {
        one: place + (to <= place < at)  # those that it passes go down
        for one, place in edits.get("places", {}).items()
        if one != story_id
    }
    return {**edits, "places": {**places, story_id: to}}


def hide(edits: Edits, story_id: str, reason: str | None) -> dict[str, Any]:
    """Return the edits with a story left out for a reason; None: shown again."""
    hidden = {key: why for key, why in edits.get("hidden", {}).items() if key != story_id}
    if reason is not None:
        hidden[story_id] = reason
    return {**edits, "hidden": hidden}


def add_note(edits: Edits, story_id: str, text: str, at: datetime) -> dict[str, Any]:
    """Return the edits with a note to a story, or (the empty id) to the digest; a dash takes all away."""
    notes = dict(edits.get("notes", {}))
    lang = detect(text) or ""
    note = {"text": text[:NOTE_LENGTH], "lang": lang if lang in LANGUAGES else "", "at": at.isoformat()}
    if text.strip() in {"-", "–", "—"}:
        notes.pop(story_id, None)
    else:
        notes[story_id] = [*notes.get(story_id, []), note]
    return {**edits, "notes": notes}


def _notes(stored: list[dict[str, str]]) -> tuple[Note, ...]:
    return tuple(Note(datetime.fromisoformat(one["at"]), one["text"], one.get("lang", "")) for one in stored)


def _counted(reasons: Mapping[str, int]) -> tuple[Hidden, ...]:
    return tuple(Hidden(reason, reasons[reason]) for reason in sorted(reasons))


def _chaptered(snapshot: Snapshot, edits: Edits) -> list[StoryItem]:
    """Return the stories in the order of their chapters: those that were moved higher, no other elsewhere."""
    ids = [story.id for story in snapshot.stories]
    places = {one: min(place, ids.index(one)) for one, place in edits.get("places", {}).items() if one in ids}
    by_id = {story.id: story for story in snapshot.stories}
    return [by_id[story_id] for story_id in _moved(ids, places)]


def _moved(ids: Sequence[str], places: Mapping[str, int]) -> list[str]:
    """Return ids with some of them at given places; the rest follow one another as before."""
    found = [one for one in ids if one not in places]
    for one in sorted((one for one in ids if one in places), key=lambda one: places[one]):
        found.insert(places[one], one)
    return found


def _recounted(snapshot: Snapshot, stories: tuple[StoryItem, ...]) -> Overview:
    figures = snapshot.overview
    state = any(report.view == "state" for story in snapshot.stories for report in story.reports)
    return overview(
        stories,
        snapshot.entities,
        figures.history,
        {count.key: count.earlier for count in figures.kinds},
        state_watched=state or any(one.kind == "no-state" for one in figures.unusual),
    )
