"""Digests in a folder: their files, an index and a feed of the weeks for a web server, and the manifest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from bot.digest import publish
from bot.digest.apart import render_apart
from bot.digest.export import FORMATS, MANIFEST, files, manifest, sha256
from bot.digest.snapshot import Snapshot
from bot.i18n import LANGUAGES

_APART = frozenset({"pdf", "png"})
_BEGINNING = "digest-"


def write_files(snapshot: Snapshot, formats: Sequence[str], langs: Sequence[str], folder: Path) -> list[str]:
    """Write a digest's files into `folder`; returns their names. OSError where it cannot be written."""
    from bot.digest.export import file_name

    folder.mkdir(parents=True, exist_ok=True)
    here = [form for form in formats if form not in _APART]
    names = []
    for name, data in files(snapshot, here, langs):
        (folder / name).write_bytes(data)
        names.append(name)
    for lang in langs:
        for form in (one for one in formats if one in _APART):
            if data := render_apart(snapshot, form, lang):
                names.append(file_name(snapshot, form, lang))
                (folder / names[-1]).write_bytes(data)
    return names


def periods_in(folder: Path, periods: Iterable[str]) -> list[str]:
    """Return those of `periods` of which the folder has whole digests, in the order given."""
    names = _digests(folder)
    return [period for period in periods if any(_is_of(name, period) for name in names)]


def write_index(snapshots: Iterable[Snapshot], folder: Path, langs: Sequence[str], address: str = "") -> None:
    """Write the index of the folder's digests and the feed of them, in each language, newest first."""
    names = _digests(folder)
    made: dict[str, list[publish.Issue]] = {lang: [] for lang in LANGUAGES}
    urn = ""
    for snapshot in snapshots:
        own = [name for name in names if _is_of(name, snapshot.period.name)]
        urn = urn or snapshot.urn("weeks")
        for lang in LANGUAGES:
            made[lang].append(publish.issue(snapshot, own, lang))
    for lang in langs:
        (folder / publish.index_name(lang)).write_bytes(publish.index(made[lang], lang))
        (folder / publish.feed_name(lang)).write_bytes(publish.weeks(made[lang], urn, lang, address))


def write_manifest(folder: Path) -> None:
    """List the checksums of all that Vigil wrote into the folder."""
    ours = {*_digests(folder)}
    for lang in LANGUAGES:
        ours |= {publish.index_name(lang), publish.feed_name(lang)}
    sums = {name: sha256((folder / name).read_bytes()) for name in ours if (folder / name).is_file()}
    (folder / MANIFEST).write_bytes(manifest(sums))


def _digests(folder: Path) -> list[str]:
    if not folder.is_dir():
        return []
    return sorted(_ours(path.name for path in folder.iterdir() if path.is_file()))


def _ours(names: Iterable[str]) -> Iterator[str]:
    endings = (*(f".{form}" for form in FORMATS), ".json")
    return (name for name in names if name.startswith(_BEGINNING) and name.endswith(endings))


def _is_of(name: str, period: str) -> bool:
    """Say whether a file is a whole digest's of a period: an entity's has its key after it."""
    rest = name.removeprefix(f"{_BEGINNING}{period.replace('--', '-')}")
    return rest != name and (
        rest.startswith(".") or rest.partition(".")[0] in {f"-{one}" for one in LANGUAGES}
    )
