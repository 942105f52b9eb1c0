"""The archive of pages: readable by others, provable, and whole after every kill and full disk."""

from __future__ import annotations

import os
import stat
import threading
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from feeds.web import warc
from feeds.web.fetch import Exchange, Fetched, Validators
from feeds.web.warc import Archive, EvidenceError, Kept
from tests.feeds.web.pagemaker import RU, TITLE_RU, page

NOW = datetime(2026, 3, 5, 9, 30, tzinfo=UTC)
URL = "https://post.example/новости/17?x=1"
BODY = page(TITLE_RU, RU)
EXCHANGE = Exchange(
    began=NOW,
    target="/%D0%BD?x=1",
    asked=(("Host", "post.example"), ("User-Agent", "Vigil")),
    status_line="200 OK",
    answered=(
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Encoding", "gzip"),
        ("content-length", "77"),
        ("X-Title", "\xd1\x81\xd1\x83\xd0\xb4\r\nX-Forged: yes"),
    ),
    peer="192.0.2.7",
    via=("https://t.co/abc",),
)
FETCHED = Fetched(URL, 200, BODY, "text/html", Validators(), not_modified=False, exchange=EXCHANGE)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "evidence")


def records(archive: Archive, name: str = "2026-03.warc.gz") -> list[tuple[str, dict[str, str], bytes]]:
    """Read a file as any other program would: type, headers and content of each record."""
    found = []
    with (archive.folder / name).open("rb") as file:
        for record in ArchiveIterator(file, check_digests=True):
            content = record.content_stream().read()
            assert record.digest_checker.passed, record.digest_checker.problems
            found.append((record.rec_type, dict(record.rec_headers.headers), content))
    return found


def test_a_page_is_kept_as_others_can_read_it(archive: Archive) -> None:
    """Answer, question and circumstances, after one record about the file; every digest holds."""
    kept = archive.keep(FETCHED, NOW, "asked for by a person")
    found = records(archive)
    assert [kind for kind, _, _ in found] == ["warcinfo", "response", "request", "metadata"]
    _, headers, body = found[1]
    assert body == BODY
    assert (
        headers["WARC-Target-URI"] == "https://post.example/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8/17?x=1"
    )
    assert headers["WARC-IP-Address"] == "192.0.2.7"
    assert headers["WARC-Date"].startswith("2026-03-05T09:30:00")
    assert kept.sha256 == sha256(BODY).hexdigest()
    assert b"via: https://t.co/abc" in found[3][2]
    assert b"purpose: asked for by a person" in found[3][2]
    assert archive.problem(kept, URL) == ""


def test_headers_stay_headers(archive: Archive) -> None:
    """The body is kept unpacked, so what spoke of packing has another name; no line is smuggled in."""
    archive.keep(FETCHED, NOW)
    with (archive.folder / "2026-03.warc.gz").open("rb") as file:
        answer = next(record for record in ArchiveIterator(file) if record.rec_type == "response")
        names = [name for name, _ in answer.http_headers.headers]
        assert answer.http_headers.get_header("Content-Length") == str(len(BODY))
    assert names == [
        "Content-Type",
        "X-Archive-Orig-Content-Encoding",
        "X-Archive-Orig-content-length",
        "X-Title",
        "Content-Length",
    ]


def test_files_are_closed_to_others_and_go_by_month(archive: Archive) -> None:
    """0600 in a folder of 0700; a new month is a new file."""
    archive.keep(FETCHED, NOW)
    archive.keep(FETCHED, datetime(2026, 4, 1, tzinfo=UTC))
    files = sorted(path.name for path in archive.folder.iterdir())
    assert files == ["2026-03.warc.gz", "2026-04.warc.gz", "lock"]
    for path in archive.folder.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(archive.folder.stat().st_mode) == 0o700


def test_several_writers_wait_for_each_other(archive: Archive) -> None:
    """Records of threads (or programs) never mix."""
    kept: list[Kept] = []
    bodies = [page(f"Title {n}", [f"Sentence {n} " * (n + 1)]) for n in range(12)]

    def write(body: bytes) -> None:
        kept.append(Archive(archive.folder).keep(replace(FETCHED, body=body), NOW))

    threads = [threading.Thread(target=write, args=(body,)) for body in bodies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {archive.problem(one, URL) for one in kept} == {""}
    assert sum(kind == "response" for kind, _, _ in records(archive)) == len(bodies)


@pytest.mark.parametrize("share", [0.0, 0.01, 0.5, 0.99])
def test_what_a_kill_left_half_written_is_cut_off(archive: Archive, share: float) -> None:
    """The note of where the file ended outlives the writer; earlier records stay as they are."""
    before = archive.keep(FETCHED, NOW)
    path = archive.folder / "2026-03.warc.gz"
    end = path.stat().st_size
    (archive.folder / "2026-03.warc.gz.end").write_bytes(b"%d" % end)
    with path.open("ab") as file:
        file.write(os.urandom(int(3000 * share)))
    after = archive.keep(FETCHED, NOW)
    assert (after.offset, archive.problem(before, URL), archive.problem(after, URL)) == (end, "", "")
    assert len(records(archive)) == 7


def test_a_kill_after_the_record_and_before_the_row_harms_nothing(archive: Archive) -> None:
    """A whole record that no row speaks of stays readable, and the next one follows it."""
    archive.keep(FETCHED, NOW)  # whoever asked was killed before writing its row
    again = Archive(archive.folder).keep(FETCHED, NOW)
    assert archive.problem(again, URL) == ""
    assert len(records(archive)) == 7


@pytest.mark.parametrize("note", [b"", b"x", b"99999999", b"-1"])
def test_a_damaged_note_cuts_nothing_that_is_whole(archive: Archive, note: bytes) -> None:
    """A note that says nothing sensible is dropped."""
    before = archive.keep(FETCHED, NOW)
    (archive.folder / "2026-03.warc.gz.end").write_bytes(note)
    after = archive.keep(FETCHED, NOW)
    assert (archive.problem(before, URL), archive.problem(after, URL)) == ("", "")


def test_a_full_disk_is_one_sentence_and_leaves_nothing(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was begun is cut back; once there is room again, the next page is kept."""
    before = archive.keep(FETCHED, NOW)
    size = (archive.folder / before.file).stat().st_size
    real = warc._Whole.write

    def full(self: Any, data: bytes) -> None:
        real(self, data[: len(data) // 2])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(warc._Whole, "write", full)
    with pytest.raises(EvidenceError, match="No space left"):
        archive.keep(FETCHED, NOW)
    monkeypatch.undo()
    assert (archive.folder / before.file).stat().st_size == size
    after = archive.keep(FETCHED, NOW)
    assert {archive.problem(before, URL), archive.problem(after, URL)} == {""}


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    """Such as a file in its place."""
    (tmp_path / "evidence").write_text("here first")
    with pytest.raises(EvidenceError, match="could not be kept"):
        Archive(tmp_path / "evidence").keep(FETCHED, NOW)


def test_a_page_fetched_without_record_is_refused(archive: Archive) -> None:
    """A record without what was said would prove nothing."""
    with pytest.raises(EvidenceError, match="not recorded"):
        archive.keep(replace(FETCHED, exchange=None), NOW)


def _damage(path: Path, how: str, kept: Kept) -> None:
    whole = bytearray(path.read_bytes())
    if how == "gone":
        path.unlink()
        return
    if how == "cut":
        del whole[kept.offset + kept.length - 5 :]
    if how == "flipped":
        whole[kept.offset + kept.length // 2] ^= 0x55
    path.write_bytes(whole)


@pytest.mark.parametrize(
    ("how", "said"), [("gone", "cannot be read"), ("cut", "ends before"), ("flipped", "damaged")]
)
def test_damage_is_found(archive: Archive, how: str, said: str) -> None:
    """Reading the record again tells a copy that is no longer what was kept."""
    kept = archive.keep(FETCHED, NOW)
    _damage(archive.folder / kept.file, how, kept)
    assert said in archive.problem(kept, URL)


def test_another_record_in_its_place_is_found(archive: Archive) -> None:
    """A place, an address and a digest must go together."""
    kept = archive.keep(FETCHED, NOW)
    other = archive.keep(replace(FETCHED, body=b"<p>Other</p>"), NOW)
    assert "digest" in archive.problem(replace(other, sha256=kept.sha256), URL)
    assert "another record" in archive.problem(kept, "https://post.example/18")
    assert archive.problem(replace(kept, file="../secret"), URL) == "its file has no proper name"
    assert archive.problem(replace(kept, offset=kept.offset + kept.length, length=50), URL)
