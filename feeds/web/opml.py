"""Lists of sources as OPML: reading anybody's, writing ours so that nothing of a source is lost.

Beside the usual attributes of OPML 2.0 (http://opml.org/spec2.opml) ours live in a namespace of their own:
``vigil:owner``, ``vigil:view``, ``vigil:legalLabel``, ``vigil:enabled``, ``vigil:note``.

    NotAFeed
    └── OpmlError(kind, reason)      the bytes are no list of sources, or a hostile one
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from feeds.errors import NotAFeed
from feeds.web.decode import decode
from feeds.web.urls import MAX_LENGTH, absolute, canonical

NAMESPACE = "urn:vigil:sources:1"
UNKNOWN = "unknown"
VIEWS = frozenset({"independent", "state", "ngo", "intergovernmental"})
LEGAL_LABELS = frozenset({"none", "foreign-agent", "undesirable", "extremist", "terrorist"})
"""What the law of Russia calls an owner; several are joined by ``+``."""

MAX_BYTES = 4 * 1024 * 1024
MAX_SOURCES = 10_000
MAX_DEPTH = 8
"""Folders nested deeper than this count as the deepest one allowed."""
MAX_TEXT = 500
MAX_TAG = 32_768
MAX_WARNINGS = 50

_TAG = re.compile(r"(?=</?(?:outline|tab|moduleprefs)\b)", re.IGNORECASE)
_NAME = re.compile(r"\w+")
# Bounded, so that no text takes more than a fixed number of steps per character.
_ATTRIBUTE = re.compile(r"""(?<![\w:.-])([\w:.-]{1,32})\s{0,4}=\s{0,4}("[^"]{0,8192}"|'[^']{0,8192}')""")
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]+")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?=$|[-_])")
_FEED_SCHEME = re.compile(r"feed:(?=https?:)|feed:(?=//)", re.IGNORECASE)


class OpmlError(NotAFeed):
    """The bytes are no list of sources; `kind` is ``empty``, ``large``, ``hostile`` or ``unknown``."""


@dataclass(frozen=True, slots=True)
class SourceData:
    """One source as a list describes it; texts are clean, on one line."""

    url: str
    title: str = ""
    owner: str = ""
    """The organisation behind it; editions of one owner are spelled alike."""
    view: str = UNKNOWN
    """One of `VIEWS`, or unknown."""
    lang: str = ""
    """Two or three letters, such as ``en``."""
    legal_label: str = UNKNOWN
    """Some of `LEGAL_LABELS` joined by ``+``, or unknown."""
    enabled: bool = True
    note: str = ""
    folder: str = ""
    """Names of the folders from outside in, joined by ``/``."""
    site: str = ""
    """The page that people read."""


@dataclass(frozen=True, slots=True)
class SourceList:
    """What a list holds, in its order, and one sentence for each thing that was dropped or mended."""

    sources: tuple[SourceData, ...]
    warnings: tuple[str, ...] = ()


def read(data: bytes) -> list[SourceData]:
    """Return the sources of an OPML (or iGoogle) document, in its order, each address once.

    Raises OpmlError. `read_list` also says what was dropped.
    """
    return list(read_list(data).sources)


def read_list(data: bytes) -> SourceList:
    """Return the sources of an OPML document with warnings; raises OpmlError."""
    if len(data) > MAX_BYTES:
        raise OpmlError("large", f"the list is larger than {MAX_BYTES // 1024 // 1024} MB")
    text = decode(data, None).lstrip("\ufeff \t\r\n")
    if not text:
        raise OpmlError("empty", "the list is empty")
    reader, error = _walk(text)
    if error:
        reader = _scan(text)
        reader.warn(f"the list is damaged and was read as far as it can be: {error}")
    if not reader.sources and (error or not reader.is_list):
        raise OpmlError("unknown", "this is no list of feeds in OPML")
    return SourceList(tuple(reader.sources.values()), tuple(reader.warnings))


def write(sources: Iterable[SourceData]) -> bytes:
    """Write `sources` as OPML 2.0 in UTF-8, in their order; `read` gives clean sources back unchanged."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<opml version="2.0" xmlns:vigil="{NAMESPACE}">',
        "<head><title>Vigil: sources</title></head>",
        "<body>",
    ]
    for folder, members in groupby(sources, key=lambda source: source.folder):
        outlines = [f"  {_outline(source)}" for source in members]
        if folder:
            outlines = [
                f"  <outline text={_quoted(folder)}>",
                *(f"  {line}" for line in outlines),
                "  </outline>",
            ]
        lines += outlines
    lines += ["</body>", "</opml>", ""]
    return "\n".join(lines).encode()


def _outline(source: SourceData) -> str:
    attributes = {
        "type": "rss",
        "text": source.title,
        "xmlUrl": source.url,
        "htmlUrl": source.site,
        "language": source.lang,
        "vigil:owner": source.owner,
        "vigil:view": source.view if source.view != UNKNOWN else "",
        "vigil:legalLabel": source.legal_label if source.legal_label != UNKNOWN else "",
        "vigil:enabled": "" if source.enabled else "false",
        "vigil:note": source.note,
    }
    # `text` is the one attribute that OPML requires.
    said = (f"{name}={_quoted(value)}" for name, value in attributes.items() if value or name == "text")
    return f"<outline {' '.join(said)}/>"


def _quoted(value: str) -> str:
    return quoteattr(_UNSEEN.sub("", value))


class _Reader:
    """Collects sources from the elements of one document."""

    def __init__(self) -> None:
        self.sources: dict[str, SourceData] = {}
        self.warnings: list[str] = []
        self.is_list = False
        self._folders: list[str] = []
        """The path of folders in force inside each open element."""
        self._root = True

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take note of an opening tag."""
        name = name.lower()
        if self._root:
            self._root, self.is_list = False, name in ("opml", "gadgettabml")
        path = self._folders[-1] if self._folders else ""
        if name not in ("outline", "tab", "moduleprefs"):
            self._folders.append(path)
            return
        found = {key.lower(): value for key, value in attributes.items()}
        title = _clean(found.get("text", "")) or _clean(found.get("title", ""))
        url = found.get("xmlurl", "").strip()
        if url or found.get("type", "").lower() in ("rss", "atom", "link", "include"):
            self._take(url, title, found, path)
        elif title and path.count("/") + 1 < MAX_DEPTH:
            path = _clean(f"{path}/{title}" if path else title)
        self._folders.append(path)

    def end(self, _name: str = "") -> None:
        """Take note of a closing tag."""
        if self._folders:
            self._folders.pop()

    def _take(self, url: str, title: str, found: dict[str, str], folder: str) -> None:
        said = title or _clean(url, 100) or "an entry without a name"
        address = _address(url)
        if found.get("type", "").lower() in ("include", "link", "source"):
            self.warn(f"{said}: a list or a page, not a feed")
        elif address is None:
            self.warn(f"{said}: no web address")
        elif (key := canonical(address)) in self.sources:
            self.warn(f"{said}: the same address as {self.sources[key].title or address}")
        elif len(self.sources) >= MAX_SOURCES:
            self.warn(f"only the first {MAX_SOURCES} sources were read")
        else:
            self.sources[key] = _source(address, title, found, folder)

    def warn(self, sentence: str) -> None:
        """Keep a warning, up to a limit and none twice in a row."""
        if len(self.warnings) < MAX_WARNINGS and self.warnings[-1:] != [sentence]:
            self.warnings.append(sentence)


def _address(url: str) -> str | None:
    """Return the absolute web address meant, also behind the old ``feed:`` scheme; None for anything else."""
    return (
        absolute(_FEED_SCHEME.sub(_without_feed_scheme, url, count=1), "") if len(url) <= MAX_LENGTH else None
    )


def _without_feed_scheme(scheme: re.Match[str]) -> str:
    return "http:" if scheme.string.startswith("//", scheme.end()) else ""


def _source(address: str, title: str, found: dict[str, str], folder: str) -> SourceData:
    language = _LANGUAGE.match(found.get("language", "").strip().lower())
    view = _clean(found.get("vigil:view", "")).lower()
    return SourceData(
        url=address,
        title=title,
        owner=_clean(found.get("vigil:owner", "")),
        view=view if view in VIEWS else UNKNOWN,
        lang=language.group() if language else "",
        legal_label=_label(found.get("vigil:legallabel", "")),
        enabled=found.get("vigil:enabled", "").strip().lower() not in ("false", "no", "0"),
        note=_clean(found.get("vigil:note", "")),
        folder=folder,
        site=_address(found.get("htmlurl", "").strip()) or "",
    )


def _label(value: str) -> str:
    parts = value.strip().lower().split("+")
    return "+".join(parts) if LEGAL_LABELS.issuperset(parts) and len(parts) <= len(LEGAL_LABELS) else UNKNOWN


def _clean(value: str, limit: int = MAX_TEXT) -> str:
    """Bring a text onto one line without control characters, at most `limit` characters long."""
    return " ".join(_UNSEEN.sub("", value[: 4 * limit]).split())[:limit].rstrip()


def _walk(text: str) -> tuple[_Reader, str]:
    """Read as far as the XML holds; the second value says what broke it, empty when nothing did."""
    reader = _Reader()
    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    # Entities are how a small file becomes a huge one, and no list of feeds needs its own.
    parser.EntityDeclHandler = partial(_refuse, "it declares entities")
    try:
        parser.Parse(text.encode("utf-8", "replace"), True)
    except expat.ExpatError as error:
        return reader, str(error)
    return reader, ""


def _refuse(reason: str, *_details: object) -> None:
    raise OpmlError("hostile", f"the list is refused: {reason}")


def _name(tag: str) -> str:
    found = _NAME.match(tag, 1)
    return found.group() if found else ""


def _scan(text: str) -> _Reader:
    """Read tags one by one where the XML is broken: bare ampersands, quotes inside quotes, a cut end."""
    reader = _Reader()
    reader.start("", {})
    for tag in _TAG.split(text)[1:]:
        closes = tag.startswith("</")
        if not closes:
            said = _ATTRIBUTE.findall(tag[:MAX_TAG])
            reader.start(_name(tag), {name: html.unescape(value[1:-1]) for name, value in said})
        if closes or "/>" in tag:
            reader.end()
    return reader
