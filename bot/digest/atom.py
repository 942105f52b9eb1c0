"""A digest as an Atom feed (RFC 4287): one entry per story, with its reports as a list."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from xml.etree import ElementTree as ET

from bot.digest.arrange import arrange
from bot.digest.snapshot import Snapshot
from bot.digest.view import ReportView, Row, StoryView, View

EXTENSION = "atom"
MEDIA_TYPE = "application/atom+xml; charset=utf-8"

_SPACE = "http://www.w3.org/2005/Atom"


def render(snapshot: Snapshot, lang: str) -> bytes:
    """Write the feed of a digest."""
    return render_view(arrange(snapshot, lang))


def render_view(view: View) -> bytes:
    """Write the feed of a digest that is arranged already."""
    root = feed(view.feed_urn, f"Vigil · {view.title} {view.name}", view.cut_off, view.lang)
    _add(root, "subtitle", f"{view.period}. {view.tally}")
    for story in (*view.stories, *view.late):
        root.append(_entry(story, view, ""))
    for story in view.corrections:
        root.append(_entry(story, view, view.words["corrections"]))
    return document(root)


def feed(urn: str, title: str, updated: str, lang: str) -> ET.Element:
    """Return the head of a feed."""
    root = ET.Element("feed", {"xmlns": _SPACE, "xml:lang": lang})
    _add(root, "id", urn)
    _add(root, "title", title)
    _add(root, "updated", updated)
    _add(_add(root, "author"), "name", "Vigil")
    _add(root, "generator", "Vigil")
    return root


def document(root: ET.Element) -> bytes:
    """Write a feed as a file."""
    text: str = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode("utf-8", "replace")


def _entry(story: StoryView, view: View, part: str) -> ET.Element:
    entry = ET.Element("entry")
    _add(entry, "id", story.urn)
    _add(entry, "title", f"{part}: {story.headline.text}" if part else story.headline.text)
    _add(entry, "updated", story.updated)
    _add(entry, "published", story.instant)
    for name in dict.fromkeys(report.owner or report.source for report in story.reports):
        _add(_add(entry, "author"), "name", name or "–")
    link = next((report.link for report in story.reports if report.link), "")
    if link:
        _add(entry, "link", rel="alternate", href=link)
    for name in story.entities:
        _add(entry, "category", term=name)
    if story.summaries:
        _add(entry, "summary", story.summaries[0].text)
    _add(entry, "content", _content(story, view), type="html")
    return entry


def _content(story: StoryView, view: View) -> str:
    """Return the story as HTML; escaped once more when it is written into the feed."""
    parts = [f"<p>{escape(quote.text)}</p>" for quote in story.others]
    parts.append(f"<p>{escape(' · '.join(story.about))}</p>")
    parts.extend(f"<p>{escape(_fact(fact))}</p>" for fact in story.facts)
    for quote in story.summaries:
        source = f"<footer>{escape(quote.source)}</footer>" if quote.source else ""
        machine = f" ({escape(view.words['machine'])})" if quote.machine else ""
        parts.append(f"<blockquote><p>{escape(quote.text)}{machine}</p>{source}</blockquote>")
    parts.append(f"<ul>{''.join(_item(report, view.words) for report in story.reports)}</ul>")
    told = [
        ": ".join(filter(None, (update.more, update.extra, update.name, update.value)))
        for update in story.updates
    ]
    parts.extend(f"<p>{escape(line)}</p>" for line in told)
    parts.extend(f"<p>{escape(view.words['note'])}: {escape(note.value)}</p>" for note in story.notes)
    return "".join(parts)


def _fact(fact: Row) -> str:
    return f"{fact.name}: {fact.value}" + (f" ({fact.more})" if fact.more else "")


def _item(report: ReportView, words: Mapping[str, str]) -> str:
    title = escape(report.title)
    linked = f'<a href="{escape(report.link)}">{title}</a>' if report.link else title
    about = ", ".join(filter(None, (report.source, report.owner, report.view, report.label)))
    times = f"{report.time} ({report.local})" if report.local else report.time
    proof = f"<br><small>{escape('; '.join(report.proof(words)))}</small>"
    return f"<li>{escape(times)}, {escape(about)}: {linked}{proof}</li>"


def _add(parent: ET.Element, tag: str, text: str = "", /, **attributes: str) -> ET.Element:
    child = ET.SubElement(parent, tag, attributes)
    if text:
        child.text = text
    return child
