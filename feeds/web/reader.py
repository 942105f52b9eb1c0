"""feedparser, driven directly: its understanding of every dialect, without its second guesses.

The document comes as clean text, so feedparser's own decoding, sanitising and address resolving stay out;
elements that Vigil never reads are skipped before they cost anything; reading stops at the entry limit;
and what was complete before a cut counts. What is not well-formed goes to feedparser's loose parser.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from typing import Any
from xml.parsers import expat

from feedparser.api import LooseFeedParser, StrictFeedParser

from feeds.web.markup import Document, with_prefixes_declared

# Subtrees of entries without anything for us; some of them (gml) make feedparser raise KeyError.
_SKIPPED = frozenset((
    "category", "comments", "enclosure", "docs", "cloud", "ttl", "skiphours", "skipdays", "textinput",
    "image", "keywords", "generator", "contributor", "rights", "copyright", "logo", "icon",
    "media:content", "media:thumbnail", "media:description", "media:community", "media:keywords",
    "media:credit", "media:title", "media:rating", "rdf:items", "rdf:seq", "itunes:image", "itunes:owner",
    "itunes:category", "itunes:keywords",
))  # fmt: skip
_SKIPPED_PREFIXES = ("slash:", "georss:", "gml:", "geo:", "psc:", "wfw:", "sy:", "admin:", "thr:")
_MAX_NAMES = 2000
_MAX_ATTRIBUTES = 64

_CODES = expat.errors.codes
_CUT = frozenset(
    _CODES[text]
    for text in (
        expat.errors.XML_ERROR_NO_ELEMENTS,
        expat.errors.XML_ERROR_UNCLOSED_TOKEN,
        expat.errors.XML_ERROR_PARTIAL_CHAR,
        expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
    )
)
_PADDED = _CODES[expat.errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT]
_UNBOUND = _CODES[expat.errors.XML_ERROR_UNBOUND_PREFIX]


@dataclass(frozen=True, slots=True)
class Reading:
    """What feedparser understood: its dictionaries for the feed and the entries, and its version word."""

    feed: dict[str, Any]
    entries: list[dict[str, Any]]
    version: str
    warnings: tuple[str, ...]


def read(document: Document, max_entries: int) -> Reading:
    """Read a prepared document; raises whatever feedparser raises on hostile ones."""
    text, warnings = document.text, list(document.warnings)
    for _ in range(2):
        strict = _Strict(max_entries)
        try:
            strict.read(text)
        except _EnoughError:
            warnings.append(f"Only the first {max_entries} entries were read.")
        except expat.ExpatError as error:
            if error.code == _UNBOUND:
                text = with_prefixes_declared(text)
                continue
            if not strict.recovers(error.code, warnings):
                break
        return strict.reading(warnings)
    warnings.append("The feed is not well-formed XML and was read leniently.")
    loose = _Loose(max_entries)
    try:
        loose.feed(text)
    except _EnoughError:
        warnings.append(f"Only the first {max_entries} entries were read.")
    return loose.reading(warnings)


class _EnoughError(Exception):
    """The way out of a parser's callbacks once the limit of entries is reached."""


class _Params(dict[str, Any]):
    """Parameters of a content element; feedparser copies them deeply, though all values are strings."""

    def __deepcopy__(self, memo: dict[int, object]) -> _Params:
        return _Params(self)


class _Entry(dict[str, Any]):
    """An entry under feedparser's own names, without the aliases that make its dictionary slow."""

    def __hash__(self) -> int:  # type: ignore[override]
        return id(self)


class _Lean:
    """What both parsers do less than feedparser: no dates, no addresses in authors, no end of entries."""

    # feedparser's state and methods as far as they are touched here
    entries: list[dict[str, Any]]
    feeddata: dict[str, Any]
    version: str
    baseuri: str
    lang: str | None
    incontent: int
    contentparams: dict[str, Any]
    max_entries: int

    def reading(self, warnings: list[str]) -> Reading:
        return Reading(self.feeddata, self.entries, self.version, tuple(warnings))

    def push_content(self, tag: str, attrs: dict[str, str], default: str, expecting_text: int) -> None:
        self.incontent += 1
        kind = self.map_content_type(attrs.get("type", default))  # type: ignore[attr-defined]
        lang = self.lang.replace("_", "-") if self.lang else self.lang
        self.contentparams = _Params(type=kind, language=lang, base=self.baseuri)
        self.contentparams["base64"] = self._is_base64(attrs, self.contentparams)  # type: ignore[attr-defined]
        self.push(tag, expecting_text)  # type: ignore[attr-defined]

    def _start_item(self, attrs: dict[str, str]) -> None:
        if len(self.entries) >= self.max_entries:
            raise _EnoughError
        super()._start_item(attrs)  # type: ignore[misc]
        self.entries[-1] = _Entry(self.entries[-1])

    _start_entry = _start_item

    def _end_published(self) -> None:
        self.pop("published")  # type: ignore[attr-defined]

    _end_issued = _end_pubdate = _end_published

    def _end_updated(self) -> None:
        self.pop("updated")  # type: ignore[attr-defined]

    _end_modified = _end_lastbuilddate = _end_updated

    def _end_created(self) -> None:
        self.pop("created")  # type: ignore[attr-defined]

    def _end_expirationdate(self) -> None:
        self.pop("expired")  # type: ignore[attr-defined]

    def _sync_author_detail(self, key: str = "author") -> None:
        """Take the name where it is an element of its own; feedparser's search for addresses is quadratic."""
        context = self._get_context()  # type: ignore[attr-defined]
        detail = (dict.get(context, f"{key}s") or [{}])[-1]
        if detail.get("name") or detail.get("email"):
            context[key] = detail.get("name") or detail["email"]


class _Strict(_Lean, StrictFeedParser):  # type: ignore[misc]
    """feedparser's handlers under expat itself, without the SAX layers between."""

    def __init__(self, max_entries: int) -> None:
        super().__init__("", None, "utf-8")
        self.resolve_relative_uris = self.sanitize_html = False
        self.max_entries = max_entries
        self.contentparams = _Params()
        self._names: dict[str, str] = {}
        self._openers: dict[str, Callable[[dict[str, str]], object] | None] = {}
        self._skipping = 0
        self._in_group = False
        self._expat = parser = expat.ParserCreate("utf-8", " ")
        parser.buffer_text = True
        parser.buffer_size = 64 * 1024
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self.handle_data
        parser.StartNamespaceDeclHandler = self.startPrefixMapping

    def read(self, text: str) -> None:
        try:
            self._expat.Parse(text, True)
        finally:
            # expat and this object hold each other: let go at once instead of waiting for the collector.
            self._expat.StartElementHandler = self._expat.EndElementHandler = None
            self._expat.CharacterDataHandler = self._expat.StartNamespaceDeclHandler = None
            self._openers.clear()

    def recovers(self, code: int, warnings: list[str]) -> bool:
        """Say whether what was read before an error at the end of the document can stand."""
        if code == _PADDED:
            warnings.append("Something stood after the feed and was dropped.")
            return True
        if code not in _CUT or not self.version:
            return False
        if self.inentry and self.entries:
            self.entries.pop()
        warnings.append("The feed is cut off; only its complete entries were read.")
        return True

    def _start(self, name: str, attrs: dict[str, str]) -> None:
        if self._skipping:
            self._skipping += 1
            return
        tag = self._names.get(name) or self._name(name)
        if not self.incontent and (
            (self.inentry and tag in _SKIPPED and not (self._in_group and tag == "media:description"))
            or tag.startswith(_SKIPPED_PREFIXES)
        ):
            self._skipping = 1
            self._expat.CharacterDataHandler = None
            return
        opener = None
        if not self.incontent and not attrs:
            opener = self._openers[tag] if tag in self._openers else self._opener(tag)
        if opener is not None:
            # feedparser's own way in joins addresses and merges languages for every single element.
            self.depth += 1
            self.basestack.append(self.baseuri)
            self.langstack.append(self.lang)
            opener({})
            return
        pairs = islice(attrs.items(), _MAX_ATTRIBUTES)
        self.unknown_starttag(tag, [(self._names.get(key) or self._name(key), value) for key, value in pairs])

    def _start_media_group(self, _attrs: dict[str, str]) -> None:
        # Here a description is the entry's own, as on video sites; elsewhere it is the caption of a picture.
        self._in_group = True

    def _end_media_group(self) -> None:
        self._in_group = False

    def _opener(self, tag: str) -> Callable[[dict[str, str]], object] | None:
        """Return feedparser's handler of an element, or None when it has none."""
        prefix, _, local = tag.rpartition(":")
        prefix = self.namespacemap.get(prefix, prefix)
        found: Callable[[dict[str, str]], object] | None = getattr(
            self, f"_start_{prefix}_{local}" if prefix else f"_start_{local}", None
        )
        if len(self._openers) < _MAX_NAMES:
            self._openers[tag] = found
        return found

    def _end(self, name: str) -> None:
        if not self._skipping:
            self.unknown_endtag(self._names.get(name) or self._name(name))
            return
        self._skipping -= 1
        if not self._skipping:
            self._expat.CharacterDataHandler = self.handle_data

    def _name(self, name: str) -> str:
        """Give an element or attribute the prefix under which feedparser knows its namespace."""
        uri, _, local = name.rpartition(" ")
        prefix = self._matchnamespaces.get(uri.lower()) if uri else ""
        if prefix is None:
            used = self.namespaces_in_use.items()
            prefix = next((short for short, long in used if short and long == uri), "")
        tag = f"{prefix}:{local}".lower() if prefix else local.lower()
        if len(self._names) < _MAX_NAMES:
            self._names[name] = tag
        return tag


class _Loose(_Lean, LooseFeedParser):  # type: ignore[misc]
    """feedparser's parser for markup that is not well-formed."""

    def __init__(self, max_entries: int) -> None:
        super().__init__("", None, "utf-8", {})
        self.resolve_relative_uris = self.sanitize_html = False
        self.max_entries = max_entries

    def unknown_starttag(self, tag: str, attrs: list[tuple[str, str]]) -> None:
        if not tag.startswith(_SKIPPED_PREFIXES):
            super().unknown_starttag(tag, attrs[:_MAX_ATTRIBUTES])

    def unknown_endtag(self, tag: str) -> None:
        if not tag.startswith(_SKIPPED_PREFIXES):
            super().unknown_endtag(tag)
