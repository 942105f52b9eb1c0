"""A snapshot survives being written and read, and nothing else is taken for one."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from bot.digest import plaintext
from bot.digest.codec import BadSnapshot, from_json, to_json
from bot.digest.snapshot import Note, Snapshot
from tests.bot.digest.invented import at
from tests.bot.digest.material import empty, long_week, week

DATA = Path(__file__).parents[2] / "data"
KEPT = DATA / "digest_2026-W47-2.json"
OLDEST = DATA / "digest_2026-W47.json"


@pytest.mark.parametrize("snapshot", [week(), empty(), long_week(30)], ids=["week", "empty", "long"])
def test_a_snapshot_comes_back_as_it_was(snapshot: Snapshot) -> None:
    """What is read equals what was written, and is written the same again."""
    data = to_json(snapshot)
    assert from_json(data) == snapshot
    assert to_json(from_json(data)) == data


def test_a_snapshot_of_long_ago_can_be_read() -> None:
    """The file was written once and stays; a change that cannot read it needs a new schema."""
    assert from_json(KEPT.read_bytes()) == week()
    assert to_json(week()) == KEPT.read_bytes()


def test_a_snapshot_of_the_first_schema_still_tells_everything() -> None:
    """Its only checksum was that of the feed document, and is called so."""
    old, stored = from_json(OLDEST.read_bytes()), json.loads(OLDEST.read_bytes())
    assert stored["schema"] == 1
    assert [story.id for story in old.stories] == [story["id"] for story in stored["stories"]]
    [first, *_] = old.stories[0].reports
    assert first.document_sha256 == stored["stories"][0]["reports"][0]["content_sha256"]
    assert (first.sha256, first.earlier, old.corrections) == ("", (), ())
    assert from_json(to_json(old)) == old
    text = plaintext.render(old, "ru").decode()
    assert first.title in text
    assert first.document_sha256 in text


def test_the_json_is_canonical() -> None:
    """Sorted keys, no spaces, plain UTF-8, one line."""
    data = to_json(week())
    assert data.count(b"\n") == 1
    assert data.endswith(b"}\n")
    assert "Аргуне".encode() in data
    again = json.dumps(json.loads(data), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert again.encode() + b"\n" == data


def test_half_a_surrogate_pair_does_not_stop_the_digest() -> None:
    """A feed can send one; UTF-8 cannot hold it."""
    broken = replace(empty(), notes=(Note(at(0, 1), "a\ud83db"),))
    assert from_json(to_json(broken)).notes[0].text == "a?b"


def changed(**parts: object) -> bytes:
    return json.dumps({**json.loads(to_json(week())), **parts}).encode()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no JSON"),
        (b"\xff\xfe", "no JSON"),
        (b"[" * 100_000, "no JSON"),
        (b"[]", "no schema"),
        (b"{}", "no schema"),
        (changed(schema=3), "newer"),
        (changed(schema=True), "out of place"),
        (changed(origin=7), "snapshot.origin"),
        (changed(stories=[{}]), r"snapshot.stories\[0\]"),
        (changed(stories={}), "snapshot.stories"),
        (changed(late=["s1"]), r"snapshot.late\[0\]: an object"),
        (changed(cut_off="yesterday"), "is no time"),
        (changed(cut_off="2026-11-23T06:00:00"), "has no zone"),
        (changed(settings={"a": 1}), "snapshot.settings.a"),
        (changed(subscribers=[1]), "subscribers is unknown"),
    ],
)
def test_what_is_no_snapshot_is_refused(data: bytes, said: str) -> None:
    """With the place where it goes wrong."""
    with pytest.raises(BadSnapshot, match=said):
        from_json(data)


def test_names_for_machines_never_meet() -> None:
    """Two installations, or two stories, never share a name; the same story keeps its own."""
    snapshot = week()
    other = replace(snapshot, origin="elsewhere")
    names = [s.urn("story", item.id) for s in (snapshot, other) for item in (*s.stories, *s.late)]
    assert len(set(names)) == len(names)
    assert week().urn("story", "s101") == snapshot.urn("story", "s101")
