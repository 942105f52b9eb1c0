"""Digests in a folder: their files, an index and a feed of the weeks for a web server, and the manifest.

    lock | all files into a hidden folder beside | moved into place, the manifest last

A full disk or a kill in the middle leaves the folder as it was; a second writer waits for the first.
"""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path

from bot.digest import publish
from bot.digest.apart import render_apart
from bot.digest.export import FORMATS, MANIFEST, file_name, files, manifest, read_manifest, sha256
from bot.digest.snapshot import Snapshot
from bot.i18n import LANGUAGES

_APART = frozenset({"pdf", "png"})
_BEGINNING = "digest-"
SCHEMA = "digest-items.schema.json"
"""What the items of JSON Lines are described by."""
_STAGE = ".writing"


@dataclass(slots=True)
class Writing:
    """A folder that is written to: what is new lies aside until all of it is there."""

    folder: Path
    sums: dict[str, str] = field(default_factory=dict)
    """Checksums of the new files by name."""

    def write(self, name: str, data: bytes) -> None:
        """Put a new file aside."""
        (self.folder / _STAGE / name).write_bytes(data)
        self.sums[name] = sha256(data)

    def digests(self) -> list[str]:
        """Return the names of all files of digests, old and new."""
        here = (path.name for path in self.folder.iterdir() if path.is_file())
        return sorted(set(_ours(here)) | set(_ours(self.sums)))


@contextmanager
def writing(folder: Path) -> Iterator[Writing]:
    """Let a folder be written to, made where there is none; OSError where it cannot be: nothing is new."""
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        stage = folder / _STAGE
        shutil.rmtree(stage, ignore_errors=True)  # of one that was killed
        stage.mkdir()
        try:
            new = Writing(folder)
            yield new
            _write_manifest(new)
            _move(new)
        finally:
            shutil.rmtree(stage, ignore_errors=True)
    finally:
        os.close(handle)


def write_files(snapshot: Snapshot, formats: Sequence[str], langs: Sequence[str], into: Writing) -> list[str]:
    """Write a digest's files, and beside its items their schema; returns the names of the digest's own.

    OSError, and NotRendered as `render_apart`.
    """
    here = [form for form in formats if form not in _APART]
    names = []
    for name, data in files(snapshot, here, langs):
        into.write(name, data)
        names.append(name)
    for lang in langs:
        for form in (one for one in formats if one in _APART):
            if data := render_apart(snapshot, form, lang):
                names.append(file_name(snapshot, form, lang))
                into.write(names[-1], data)
    if "jsonl" in formats:
        into.write(SCHEMA, resources.files("bot.digest").joinpath("schema.json").read_bytes())
    return names


def periods_in(into: Writing, periods: Iterable[str]) -> list[str]:
    """Return those of `periods` of which the folder has whole digests, in the order given."""
    names = into.digests()
    return [period for period in periods if any(_is_of(name, period) for name in names)]


def write_index(
    snapshots: Iterable[Snapshot], into: Writing, langs: Sequence[str], address: str = ""
) -> None:
    """Write the index of the folder's digests and the feed of them, in each language, newest first."""
    names = into.digests()
    made: dict[str, list[publish.Issue]] = {lang: [] for lang in LANGUAGES}
    urn = ""
    for snapshot in snapshots:
        own = [name for name in names if _is_of(name, snapshot.period.name)]
        urn = urn or snapshot.urn("weeks")
        for lang in LANGUAGES:
            made[lang].append(publish.issue(snapshot, own, lang))
    for lang in langs:
        into.write(publish.index_name(lang), publish.index(made[lang], lang))
        into.write(publish.feed_name(lang), publish.weeks(made[lang], urn, lang, address))


def _write_manifest(new: Writing) -> None:
    """List the checksums of all that Vigil wrote into the folder.

    A file that is not new keeps the checksum it was listed with: one that was changed meanwhile stays found.
    """
    listed = read_manifest(new.folder) or {}
    ours = {*new.digests()}
    for lang in LANGUAGES:
        ours |= {publish.index_name(lang), publish.feed_name(lang)}
    sums = dict(new.sums)
    for name in ours - sums.keys():
        path = new.folder / name
        if path.is_file():
            sums[name] = listed.get(name) or sha256(path.read_bytes())
    new.write(MANIFEST, manifest(sums))


def _move(new: Writing) -> None:
    names = sorted(new.sums, key=lambda name: (name == MANIFEST, name))
    for name in names:
        if (new.folder / name).is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), name)
    for name in names:
        (new.folder / _STAGE / name).replace(new.folder / name)


def _ours(names: Iterable[str]) -> Iterator[str]:
    endings = (*(f".{form}" for form in FORMATS), ".json")
    return (name for name in names if name.startswith(_BEGINNING) and name.endswith(endings))


def _is_of(name: str, period: str) -> bool:
    """Say whether a file is a whole digest's of a period: an entity's has its key after it."""
    rest = name.removeprefix(f"{_BEGINNING}{period.replace('--', '-')}")
    return rest != name and (
        rest.startswith(".") or rest.partition(".")[0] in {f"-{one}" for one in LANGUAGES}
    )
