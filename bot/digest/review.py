"""What moderators do to a draft before it goes out: its order, stories left out with a reason, notes. Pure.

Edits are plain JSON: ``order`` (ids put first), ``hidden`` (reason by id), ``notes`` (by id; the empty id is
the digest's own). Who did what is in the record of changes, never in the digest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.digest.overview import overview, top_stories
from bot.digest.snapshot import Hidden, Note, Overview, Snapshot, StoryItem
from bot.i18n import LANGUAGES
from feeds.text.language import detect

Edits = Mapping[str, Any]
REASONS = ("not-relevant", "duplicate", "wrong-entity", "unsafe")
TOP = 5
NOTE_LENGTH = 1500


def revise(snapshot: Snapshot, edits: Edits) -> Snapshot:
    """Return the digest with what was done to it; counts are those of the stories that stay."""
    hidden: Mapping[str, str] = edits.get("hidden", {})
    notes: Mapping[str, list[dict[str, str]]] = edits.get("notes", {})
    stories = tuple(
        replace(story, notes=(*story.notes, *_notes(notes.get(story.id, []))))
        for story in ordered(snapshot, edits)
        if story.id not in hidden
    )
    late = tuple(
        replace(story, notes=(*story.notes, *_notes(notes.get(story.id, []))))
        for story in snapshot.late
        if story.id not in hidden
    )
    first = [story.id for story in stories if story.id in edits.get("order", [])]
    top = dict.fromkeys((*first, *top_stories(stories)))
    reasons = Counter(hidden.values())
    return replace(
        snapshot,
        stories=stories,
        late=late,
        top=tuple(top)[:TOP],
        overview=_recounted(snapshot, stories) if hidden else snapshot.overview,
        notes=(*snapshot.notes, *_notes(notes.get("", []))),
        hidden=tuple(Hidden(reason, reasons[reason]) for reason in sorted(reasons)),
    )


def ordered(snapshot: Snapshot, edits: Edits) -> tuple[StoryItem, ...]:
    """Return all stories of the period in the order that moderators chose; those left out are among them."""
    place = {story_id: n for n, story_id in enumerate(edits.get("order", []))}
    return tuple(sorted(snapshot.stories, key=lambda story: place.get(story.id, len(place))))


def moved(snapshot: Snapshot, edits: Edits, story_id: str, *, top: bool = False) -> dict[str, Any]:
    """Return the edits with a story one place higher, or first."""
    ids = [story.id for story in ordered(snapshot, edits)]
    if story_id not in ids:
        return dict(edits)
    at = ids.index(story_id)
    to = 0 if top else max(0, at - 1)
    ids.insert(to, ids.pop(at))
    fixed = max(to + 1, len(edits.get("order", [])))
    return {**edits, "order": ids[:fixed]}


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
