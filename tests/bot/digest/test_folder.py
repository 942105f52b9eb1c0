"""A folder of digests is as it was, or as it should be: nothing in between."""

from __future__ import annotations

import json
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import feedparser
import pytest

from bot.digest.export import MANIFEST, Mismatch, verify
from bot.digest.folder import SCHEMA, Writing, periods_in, write_files, write_index, writing
from bot.digest.snapshot import Snapshot
from tests.bot.digest.material import empty, week


def publish(folder: Path, snapshot: Snapshot, *formats: str) -> None:
    """Write a digest as the command line does."""
    with writing(folder) as into:
        write_files(snapshot, formats, ("en",), into)
        known = {one.period.name: one for one in (week(), empty())}
        write_index([known[name] for name in periods_in(into, known)], into, ("en", "ru"))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_weeks_gather_in_a_folder(tmp_path: Path) -> None:
    """With an index of all of them, and nothing left over."""
    publish(tmp_path, week(), "html", "md")
    publish(tmp_path, empty(), "html")
    assert verify(tmp_path) == []
    assert sorted(contents(tmp_path)) == [
        "SHA256SUMS", "digest-2026-W47-en.html", "digest-2026-W47-en.md", "digest-2026-W53-en.html",
        "index-ru.html", "index.html", "weeks-en.atom", "weeks-ru.atom",
    ]  # fmt: skip
    index = (tmp_path / "index.html").read_text()
    assert "2026-W47" in index
    assert "2026-W53" in index


def test_every_week_of_the_feed_can_be_read(tmp_path: Path) -> None:
    """Also one without a page: as RFC 4287 wants, it has a content instead, which leads to its files."""
    publish(tmp_path, week(), "md", "csv")
    publish(tmp_path, empty(), "html")
    text = (tmp_path / "weeks-en.atom").read_text()
    entries = feedparser.parse(text)["entries"]
    assert {entry["title"]: [link["href"] for link in entry.get("links", ())] for entry in entries} == {
        "Weekly digest 2026-W47": [],
        "Weekly digest 2026-W53": ["digest-2026-W53-en.html"],
    }
    contents = {entry["title"]: entry["content"][0]["value"] for entry in entries}
    assert 'href="digest-2026-W47-en.csv"' in contents["Weekly digest 2026-W47"]
    assert "12 stories" in contents["Weekly digest 2026-W47"]


def test_items_come_with_what_describes_them(tmp_path: Path) -> None:
    """The schema lies beside the JSON Lines and is in the manifest."""
    publish(tmp_path, week(), "jsonl")
    assert json.loads((tmp_path / SCHEMA).read_bytes())["$id"].startswith("urn:vigil:digest:story:")
    assert verify(tmp_path) == []
    publish(tmp_path, empty(), "html")
    assert verify(tmp_path) == []


def test_a_full_disk_leaves_the_folder_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not half a page under the name of a whole one."""
    publish(tmp_path, week(), "html")
    before = contents(tmp_path)
    write, left = Writing.write, [3]

    def full(self: Writing, name: str, data: bytes) -> None:
        left[0] -= 1
        if not left[0]:
            raise OSError(28, "No space left on device")
        write(self, name, data)

    monkeypatch.setattr(Writing, "write", full)
    with pytest.raises(OSError, match="No space"):
        publish(tmp_path, empty(), "html", "md", "csv")
    assert contents(tmp_path) == before


def test_what_a_killed_writer_left_is_cleared(tmp_path: Path) -> None:
    """The next one begins anew."""
    (tmp_path / ".writing").mkdir()
    (tmp_path / ".writing" / "digest-2026-W47-en.html").write_text("half")
    publish(tmp_path, week(), "md")
    assert verify(tmp_path) == []


def test_two_writers_take_turns(tmp_path: Path) -> None:
    """Both digests are there afterwards, and in the manifest."""
    with ThreadPoolExecutor(2) as pool:
        for _ in range(3):
            done = [pool.submit(publish, tmp_path, one, "html", "md") for one in (week(), empty())]
            for one in done:
                one.result()
    assert verify(tmp_path) == []
    assert len(contents(tmp_path)) == 4 + 4 + 1


def test_a_change_made_by_others_is_not_covered_up(tmp_path: Path) -> None:
    """A later export lists its own files; the changed one stays found."""
    publish(tmp_path, week(), "html", "md")
    (tmp_path / "digest-2026-W47-en.md").write_text("Nothing happened.")
    publish(tmp_path, empty(), "html")
    assert verify(tmp_path) == [Mismatch("digest-2026-W47-en.md", "changed")]


def test_a_link_in_the_place_of_a_file_is_replaced_not_followed(tmp_path: Path) -> None:
    """What it led to stays as it is."""
    folder = tmp_path / "out"
    folder.mkdir()
    (tmp_path / "precious").write_text("precious")
    (folder / "digest-2026-W47-en.md").symlink_to(tmp_path / "precious")
    publish(folder, week(), "md")
    assert (tmp_path / "precious").read_text() == "precious"
    assert verify(folder) == []


@pytest.mark.parametrize("name", ["digest-2026-W47-en.md", "index.html", MANIFEST])
def test_a_folder_in_the_place_of_a_file_is_refused(tmp_path: Path, name: str) -> None:
    """Before anything is moved."""
    (tmp_path / name).mkdir()
    with pytest.raises(OSError, match="directory"):
        publish(tmp_path, week(), "md")
    assert os.listdir(tmp_path) == [name]  # noqa: PTH208


def test_an_entity_called_like_a_language_does_not_pass_for_the_whole(tmp_path: Path) -> None:
    """Its files have names of their own."""
    with writing(tmp_path) as into:
        write_files(replace(week(), only=("ru",)), ("jsonl", "md"), ("en",), into)
        assert periods_in(into, ["2026-W47"]) == []
