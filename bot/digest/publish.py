"""A folder of digests that any static web server can publish: an index of weeks, and an Atom feed of them.

FOLDER/index.html  index-ru.html  weeks-en.atom  weeks-ru.atom  digest-2026-W47-en.html ...
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape
from urllib.parse import quote
from xml.etree import ElementTree as ET

from bot.digest.arrange import arrange
from bot.digest.atom import document, feed
from bot.digest.html import page
from bot.digest.shown import web_link
from bot.digest.snapshot import Snapshot
from bot.digest.view import Row
from bot.digest.words import frame
from bot.i18n import LANGUAGE_NAMES, LANGUAGES, SOURCE_LANGUAGE, texts_for


@dataclass(frozen=True, slots=True)
class Issue:
    """One published digest: its folder, its page in a language, and its files."""

    title: str
    period: str
    tally: str
    urn: str
    updated: str
    page: str
    files: tuple[Row, ...]


def issue(snapshot: Snapshot, names: Sequence[str], lang: str, folder: str = "") -> Issue:
    """Describe a digest whose files are called `names` and lie beside the index, or in `folder`."""
    view = arrange(replace(snapshot, late=(), notes=()), lang)
    folder = f"{quote(folder)}/" if folder else ""
    other = [f"-{code}." for code in LANGUAGES if code != lang]
    own = [name for name in names if not any(part in name for part in other)]
    files = tuple(Row(name.partition(".")[2] or name, f"{folder}{quote(name)}") for name in own)
    first = next((row.value for row in files if row.value.endswith(".html")), "")
    return Issue(f"{view.title} {view.name}", view.period, view.tally, view.urn, view.cut_off, first, files)


def index(issues: Sequence[Issue], lang: str) -> bytes:
    """Write the page that lists all digests, in the order given (newest first is best)."""
    words = frame(texts_for(lang))
    others = [Row(LANGUAGE_NAMES[code], index_name(code), extra=code) for code in LANGUAGES if code != lang]
    return page("index.html", words, lang=lang, issues=issues, others=others, feed=feed_name(lang))


def weeks(issues: Sequence[Issue], urn: str, lang: str, address: str = "") -> bytes:
    """Write the feed of all digests; `address` is where the folder is published, for absolute links."""
    base = web_link(address).rstrip("/")
    updated = max((one.updated for one in issues), default="1970-01-01T00:00:00Z")
    root = feed(urn, f"Vigil: {frame(texts_for(lang))['weeks']}", updated, lang)
    if base:
        ET.SubElement(root, "link", {"rel": "self", "href": f"{base}/{feed_name(lang)}"})
    for one in issues:
        entry = ET.SubElement(root, "entry")
        for tag, text in (("id", one.urn), ("title", one.title), ("updated", one.updated)):
            ET.SubElement(entry, tag).text = text
        ET.SubElement(entry, "summary").text = f"{one.period}. {one.tally}"
        if one.page:
            ET.SubElement(
                entry, "link", {"rel": "alternate", "type": "text/html", "href": _beside(base, one.page)}
            )
        # RFC 4287 4.1.2: an entry has such a link or a content; a week need not have a page.
        ET.SubElement(entry, "content", {"type": "html"}).text = _contents(one, base)
    return document(root)


def _contents(one: Issue, base: str) -> str:
    """Return a digest's files as HTML; escaped once more when it is written into the feed."""
    files = "".join(
        f'<li><a href="{escape(_beside(base, row.value))}">{escape(row.name)}</a></li>' for row in one.files
    )
    return f"<p>{escape(one.period)}. {escape(one.tally)}</p><ul>{files}</ul>"


def _beside(base: str, name: str) -> str:
    return f"{base}/{name}" if base else name


def index_name(lang: str) -> str:
    """Return what the index in a language is called."""
    return "index.html" if lang == SOURCE_LANGUAGE else f"index-{lang}.html"


def feed_name(lang: str) -> str:
    """Return what the feed in a language is called."""
    return f"weeks-{lang}.atom"
