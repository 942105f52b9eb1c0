"""A digest as JSON Lines: one story a line, in no language of ours; `schema.json` describes it."""

from __future__ import annotations

from typing import Any

from bot.digest.codec import canonical, plain
from bot.digest.shown import shown, web_link
from bot.digest.snapshot import SCHEMA, Snapshot, StoryItem
from bot.digest.telling import CORRECTED, story_urn

EXTENSION = "jsonl"
MEDIA_TYPE = "application/jsonl; charset=utf-8"

_ADDRESSES = {"link"}
_UNTITLED = 200
"""Characters of its text that stand for a headline where there is none."""


def render(snapshot: Snapshot, lang: str = "") -> bytes:
    """Write the stories of a digest, then late additions and corrections; `lang` changes nothing."""
    del lang
    parts = (("story", snapshot.stories), ("late", snapshot.late), ("correction", snapshot.corrections))
    return b"".join(canonical(_line(snapshot, story, part)) for part, stories in parts for story in stories)


def _line(snapshot: Snapshot, story: StoryItem, part: str) -> dict[str, Any]:
    line = _harmless(plain(story))
    assert isinstance(line, dict)  # noqa: S101  # a story is one
    for name in ("owners", "states"):
        del line[name]  # `voices` says it, counted or not
    line |= {
        "schema": SCHEMA,
        "type": part,
        "digest": shown(snapshot.period.name),
        "urn": story_urn(snapshot, story.id, CORRECTED if part == "correction" else ""),
        "voices": story.voices,
        "names": {
            shown(key): {shown(lang): shown(name) for lang, name in snapshot.watched(key).names.items()}
            for key in story.entities
        },
    }
    for report in line["reports"]:
        report["urn"] = snapshot.urn("report", report["id"])
        # The snapshot alone holds whole texts: these lines are passed on, and their words are cleaned.
        for wording in (report, *report["earlier"]):
            text = wording.pop("text")
            wording["title"] = wording["title"] or shown(text, _UNTITLED)
    return line


def _harmless(value: object, name: str = "") -> object:
    if isinstance(value, str):
        return web_link(value) if name in _ADDRESSES else shown(value)
    if isinstance(value, dict):
        return {shown(key): _harmless(part, key) for key, part in value.items()}
    if isinstance(value, list):
        return [_harmless(part) for part in value]
    return value
