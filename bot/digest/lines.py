"""A digest as JSON Lines: one story a line, in no language of ours; `schema.json` describes it."""

from __future__ import annotations

from typing import Any

from bot.digest.codec import canonical, plain
from bot.digest.shown import shown, web_link
from bot.digest.snapshot import SCHEMA, Snapshot, StoryItem

EXTENSION = "jsonl"
MEDIA_TYPE = "application/jsonl; charset=utf-8"

_ADDRESSES = {"link"}


def render(snapshot: Snapshot, lang: str = "") -> bytes:
    """Write the stories of a digest, late additions last; `lang` changes nothing."""
    del lang
    return b"".join(canonical(_line(snapshot, story)) for story in (*snapshot.stories, *snapshot.late))


def _line(snapshot: Snapshot, story: StoryItem) -> dict[str, Any]:
    line = _harmless(plain(story))
    assert isinstance(line, dict)  # noqa: S101  # a story is one
    for name in ("owners", "states"):
        del line[name]  # `voices` says it, counted or not
    line |= {
        "schema": SCHEMA,
        "type": "story",
        "digest": shown(snapshot.period.name),
        "urn": snapshot.urn("story", story.id),
        "voices": story.voices,
        "names": {
            shown(key): {shown(lang): shown(name) for lang, name in snapshot.watched(key).names.items()}
            for key in story.entities
        },
    }
    for report in line["reports"]:
        report["urn"] = snapshot.urn("report", report["id"])
    return line


def _harmless(value: object, name: str = "") -> object:
    if isinstance(value, str):
        return web_link(value) if name in _ADDRESSES else shown(value)
    if isinstance(value, dict):
        return {shown(key): _harmless(part, key) for key, part in value.items()}
    if isinstance(value, list):
        return [_harmless(part) for part in value]
    return value
