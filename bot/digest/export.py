"""A digest as files: which formats there are, what the files are called, and the list of their checksums.

    snapshot -> arrange once per language -> one file per format -> SHA256SUMS -> verify

Equal snapshots give equal files on every machine.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bot.digest.arrange import arrange
from bot.digest.charts import Chart, charts
from bot.digest.codec import to_json
from bot.digest.snapshot import Snapshot
from bot.digest.view import View
from bot.i18n import LANGUAGES

MANIFEST = "SHA256SUMS"
"""As `sha256sum -c` reads it."""

FORMATS = ("html", "pdf", "docx", "md", "csv", "jsonl", "atom", "bib", "csl", "telegram", "png", "json")

ONE_FOR_ALL = frozenset({"jsonl", "bib", "csl", "json"})
"""Formats that are the same in every language."""

_SUFFIXES = {"csl": "csl.json", "telegram": "telegram.json", "json": "snapshot.json"}
_NAMED = 3
"""Entities that a file's name holds; more are told by a checksum of their keys."""
_LINE = re.compile(r"([0-9a-f]{64})  ([^/\\\0]+)")


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A file that is not as its manifest says: ``missing``, ``changed``, ``unlisted``,
    ``unreadable``, or ``no-file``: a link, a folder, a pipe under its name.
    """

    name: str
    kind: str


def file_name(snapshot: Snapshot, form: str, lang: str) -> str:
    """Return what a file is called: ``digest-2026-W47-ru.html``, ``digest-2026-W47.jsonl``."""
    parts = ["digest", snapshot.period.name]
    if len(snapshot.only) > _NAMED:
        parts.append(_mark(snapshot.only))
    else:  # an entity called like a language must not pass for it
        parts += [f"only-{key}" if key in LANGUAGES else key for key in snapshot.only]
    if form not in ONE_FOR_ALL:
        parts.append(lang)
    plain = (re.sub(r"[^0-9A-Za-z_]+", "-", part).strip("-") for part in parts)
    return f"{'-'.join(filter(None, plain))}.{_SUFFIXES.get(form, form)}"


def _mark(keys: Iterable[str]) -> str:
    """Return a short name for many entities: a file's has at most 255 letters."""
    return sha256("\n".join(keys).encode())[:12]


def files(snapshot: Snapshot, formats: Iterable[str], langs: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Return (name, bytes) of each file, one after another, for they are large; KeyError: no such format."""
    wanted = list(dict.fromkeys(formats))
    if unknown := [form for form in wanted if form not in FORMATS]:
        raise KeyError(unknown[0])
    done: set[str] = set()
    for lang in dict.fromkeys(langs):
        writer = _Writer(snapshot, lang)
        for form in wanted:
            name = file_name(snapshot, form, lang)
            if name in done:
                continue
            done.add(name)
            data: bytes = getattr(writer, form)()
            if data or form != "png":  # a week without stories has no picture
                yield name, data


def manifest(digests: Mapping[str, str]) -> bytes:
    """Return the list of checksums from {file name: SHA-256 in hexadecimal digits}."""
    return "".join(f"{digests[name]}  {name}\n" for name in sorted(digests)).encode()


def sha256(data: bytes) -> str:
    """Return the checksum of a file."""
    return hashlib.sha256(data).hexdigest()


def read_manifest(folder: Path) -> dict[str, str] | None:
    """Return {file name: SHA-256} as a folder's manifest lists them; None where it cannot be trusted."""
    path = folder / MANIFEST
    try:
        text = path.read_text(encoding="utf-8") if _is_file(path) else "?"
    except (OSError, UnicodeDecodeError):
        return None
    listed: dict[str, str] = {}
    for line in text.removesuffix("\n").split("\n") if text else ():
        found = _LINE.fullmatch(line)
        if not found or found[2] in {".", "..", *listed}:
            return None
        listed[found[2]] = found[1]
    return listed


def verify(folder: Path) -> list[Mismatch]:
    """Compare the files of a folder with its manifest; nothing is wrong where the list is empty."""
    listed = read_manifest(folder)
    if listed is None:
        return [Mismatch(MANIFEST, "unreadable" if os.path.lexists(folder / MANIFEST) else "missing")]
    problems = [
        Mismatch(name, kind) for name in sorted(listed) if (kind := _state(folder / name, listed[name]))
    ]
    known = {*listed, MANIFEST}
    extra = sorted(path.name for path in folder.iterdir() if path.name not in known)
    return [*problems, *(Mismatch(name, "unlisted") for name in extra)]


def _state(path: Path, checksum: str) -> str:
    if not os.path.lexists(path):
        return "missing"
    if not _is_file(path):
        return "no-file"
    try:
        with path.open("rb") as file:
            actual = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return "unreadable"
    return "" if actual == checksum else "changed"


def _is_file(path: Path) -> bool:
    """Say whether there is a file of its own: a link leads elsewhere, a pipe is waited for in vain."""
    return path.is_file() and not path.is_symlink()


class _Writer:
    """Writes one digest in one language: arranged once; a format is loaded when it is first asked for."""

    def __init__(self, snapshot: Snapshot, lang: str) -> None:
        self._snapshot = snapshot
        self._lang = lang

    @cached_property
    def _view(self) -> View:
        return arrange(self._snapshot, self._lang)

    @cached_property
    def _charts(self) -> tuple[Chart, ...]:
        return charts(self._snapshot, self._lang)

    def html(self) -> bytes:
        from bot.digest.html import render_view

        return render_view(self._view, self._charts)

    def pdf(self) -> bytes:
        from bot.digest.pdf import render_view

        return render_view(self._view, self._charts, self._snapshot.cut_off.timestamp())

    def png(self) -> bytes:
        from bot.digest.pdf import picture

        return picture(self._snapshot, self._lang)

    def docx(self) -> bytes:
        from bot.digest.docx import render_view

        return render_view(self._view, self._snapshot.cut_off)

    def md(self) -> bytes:
        from bot.digest.plaintext import render_view

        return render_view(self._view)

    def csv(self) -> bytes:
        from bot.digest.table import render_view

        return render_view(self._view)

    def atom(self) -> bytes:
        from bot.digest.atom import render_view

        return render_view(self._view)

    def telegram(self) -> bytes:
        from bot.digest.telegram import render_view

        return render_view(self._view)

    def jsonl(self) -> bytes:
        from bot.digest.lines import render

        return render(self._snapshot)

    def bib(self) -> bytes:
        from bot.digest.sources import render

        return render(self._snapshot)

    def csl(self) -> bytes:
        from bot.digest.sources import render_csl

        return render_csl(self._snapshot)

    def json(self) -> bytes:
        return to_json(self._snapshot)
