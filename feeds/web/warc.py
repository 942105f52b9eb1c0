"""The archive of article pages: WARC files (ISO 28500), one a month, each record packed by itself.

    note where the file ends | append | flush to the disk | drop the note

A kill or a full disk in between leaves the note, and the next one to write cuts the file back to it.
Nobody's cookies are kept, nor anything about subscribers.
"""

from __future__ import annotations

import base64
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import quote

from feeds.errors import FeedsError
from feeds.web.fetch import Exchange, Fetched

SOFTWARE = "Vigil"
_CHUNK = 64 * 1024
_MAX_LENGTH = 256 * 2**20
_PACKING = ("content-encoding", "transfer-encoding", "content-length")
"""Headers that speak of the body as it travelled; the body is kept unpacked, so they get another name."""
_PRINTABLE = "".join(map(chr, range(0x20, 0x7F)))
_ORIGINAL = "X-Archive-Orig-"


class EvidenceError(FeedsError):
    """A record could not be kept; the text is one sentence for whoever asked for it."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Where a page lies in the archive."""

    file: str
    """The file's name in the archive's folder."""
    offset: int
    length: int
    """Bytes of the record with the answer; those with the question and the circumstances follow it."""
    sha256: str
    """Of the page's body, unpacked, in hexadecimal digits."""


class Archive:
    """A folder of WARC files. Several programs may write to it: each waits for the others."""

    def __init__(self, folder: Path) -> None:
        """Take the folder; it is made when the first page is kept."""
        self.folder = folder

    def keep(self, fetched: Fetched, now: datetime, purpose: str = "") -> Kept:
        """Append a fetched page with its request and circumstances; blocking, on the disk when it returns.

        EvidenceError when it cannot be written: then nothing of it stays. `purpose` says in the record why
        the page was kept.
        """
        if fetched.exchange is None:
            raise EvidenceError("What was said on the way to this page was not recorded.")
        name = f"{now.astimezone(UTC):%Y-%m}.warc.gz"
        records = _records(fetched, fetched.exchange, purpose)
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with self._locked():
                offset = self._append(self.folder / name, records)
        except OSError as error:
            raise EvidenceError(f"The page could not be kept in {self.folder}: {error.strerror}.") from error
        return Kept(name, offset, len(records[0]), sha256(fetched.body).hexdigest())

    def problem(self, kept: Kept, url: str) -> str:
        """Read a record again; returns what is wrong with it in a few words, empty when it is as it was."""
        path = self.folder / kept.file
        if not kept.file or path.name != kept.file:
            return "its file has no proper name"
        try:
            with path.open("rb") as file:
                file.seek(kept.offset)
                packed = file.read(min(kept.length, _MAX_LENGTH))
        except OSError as error:
            return f"its file cannot be read ({error.strerror})"
        return _problem(packed, kept, url)

    def _append(self, path: Path, records: list[bytes]) -> int:
        """Write records at the end of a file and return where the first begins."""
        note = path.with_name(f"{path.name}.end")
        with _opened(path) as file:
            end = self._mended(file, note)
            _write_note(note, end)
            try:
                opening = [_opening(path.name)] if end == 0 else []
                file.seek(end)
                for record in (*opening, *records):
                    file.write(record)
                file.flush()
                os.fsync(file.fileno())
            except OSError:
                with suppress(OSError):
                    self._mended(file, note)
                raise
            note.unlink()
            _flush_folder(self.folder)
        return end + sum(map(len, opening))

    def _mended(self, file: BinaryIO, note: Path) -> int:
        """Cut off what somebody began to write and did not finish; returns where the file ends."""
        end = os.fstat(file.fileno()).st_size
        with suppress(OSError, ValueError):
            noted = int(note.read_bytes())
            if noted < end:
                os.ftruncate(file.fileno(), noted)
                os.fsync(file.fileno())
                end = noted
            note.unlink()
        return end

    @contextmanager
    def _locked(self) -> Iterator[None]:
        descriptor = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "r+b", buffering=0) as file:
        yield _Whole(file)  # type: ignore[misc]


class _Whole:
    """A raw file whose `write` writes everything or raises."""

    def __init__(self, file: Any) -> None:
        self._file = file
        self.fileno, self.seek, self.flush = file.fileno, file.seek, file.flush

    def write(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            view = view[self._file.write(view) :]


def _write_note(note: Path, end: int) -> None:
    descriptor = os.open(note, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(b"%d" % end)
        file.flush()
        os.fsync(file.fileno())
    _flush_folder(note.parent)


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _records(fetched: Fetched, exchange: Exchange, purpose: str) -> list[bytes]:
    """Make the packed records of one visit: the answer, the question, the circumstances."""
    from warcio.recordbuilder import RecordBuilder
    from warcio.statusandheaders import StatusAndHeaders

    builder = RecordBuilder(warc_version="1.1")
    told = {"WARC-Date": exchange.began.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")}
    if exchange.peer:
        told["WARC-IP-Address"] = exchange.peer
    headers = [*map(_renamed, exchange.answered), ("Content-Length", str(len(fetched.body)))]
    digest = base64.b32encode(sha256(fetched.body).digest()).decode("ascii")
    where = _ascii(fetched.url)
    answer = builder.create_warc_record(
        where,
        "response",
        payload=BytesIO(fetched.body),
        length=len(fetched.body),
        http_headers=StatusAndHeaders(_ascii(exchange.status_line), _plain(headers), protocol="HTTP/1.1"),
        warc_headers_dict={**told, "WARC-Payload-Digest": f"sha256:{digest}"},
    )
    link = {**told, "WARC-Concurrent-To": answer.rec_headers.get_header("WARC-Record-ID")}
    question = builder.create_warc_record(
        where,
        "request",
        http_headers=StatusAndHeaders(
            f"GET {exchange.target} HTTP/1.1", _plain(exchange.asked), is_http_request=True
        ),
        warc_headers_dict=link,
    )
    lines = [f"software: {SOFTWARE}", *(f"via: {url}" for url in exchange.via)]
    lines += [f"purpose: {purpose}"] if purpose else []
    said = "".join(f"{line}\r\n" for line in lines).encode()
    circumstances = builder.create_warc_record(
        where, "metadata", payload=BytesIO(said), length=len(said), warc_headers_dict=link
    )
    return [_packed(record) for record in (answer, question, circumstances)]


def _opening(name: str) -> bytes:
    from warcio.recordbuilder import RecordBuilder

    told = {"software": SOFTWARE, "format": "WARC File Format 1.1"}
    return _packed(RecordBuilder(warc_version="1.1").create_warcinfo_record(name, told))


def _packed(record: Any) -> bytes:
    from warcio.warcwriter import WARCWriter

    out = BytesIO()
    WARCWriter(out, gzip=True, warc_version="1.1").write_record(record)
    return out.getvalue()


def _renamed(header: tuple[str, str]) -> tuple[str, str]:
    name, value = header
    return (f"{_ORIGINAL}{name}" if name.lower() in _PACKING else name, value)


def _plain(headers: Any) -> list[tuple[str, str]]:
    """Write headers in ASCII, each on one line."""
    return [(_ascii(name), _ascii(value)) for name, value in headers]


def _ascii(text: str) -> str:
    return quote(" ".join(text.split()), safe=_PRINTABLE)


def _problem(packed: bytes, kept: Kept, url: str) -> str:
    """Check one packed answer: whole, of this address, with the digests it was kept with."""
    from warcio.archiveiterator import ArchiveIterator

    if len(packed) != kept.length:
        return "its file ends before it"
    try:
        for record in ArchiveIterator(BytesIO(packed), check_digests=True):
            if record.rec_type != "response" or record.rec_headers.get_header("WARC-Target-URI") != _ascii(
                url
            ):
                return "another record lies in its place"
            digest, stream = sha256(), record.content_stream()
            while part := stream.read(_CHUNK):
                digest.update(part)
            if digest.hexdigest() != kept.sha256 or not record.digest_checker.passed:
                return "it was changed: its digest is another one"
            return ""
    except Exception as error:  # noqa: BLE001  # the library raises many kinds for damaged files
        return f"it is damaged ({type(error).__name__})"
    return "it is empty"
