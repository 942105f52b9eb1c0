"""A digest as a Word document that people paste from: headings, lists, real links, the language of each part.

The body is written as XML in one go, because thousands of reports built call by call take minutes. The
container is packed anew with fixed dates and without compression, whose bytes differ between zlib versions.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from html import escape
from typing import Any

from bot.digest.arrange import arrange
from bot.digest.snapshot import Snapshot
from bot.digest.view import QuoteView, Reference, ReportView, Row, StoryView, View

EXTENSION = "docx"
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_LOCALES = {"en": "en-GB", "ru": "ru-RU"}
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest that a ZIP file can hold
_GREY = '<w:color w:val="55616C"/>'
_LINK = '<w:color w:val="1D4E79"/><w:u w:val="single"/>'


def render(snapshot: Snapshot, lang: str) -> bytes:
    """Write the document of a digest."""
    return render_view(arrange(snapshot, lang), snapshot.cut_off)


def render_view(view: View, moment: datetime) -> bytes:
    """Write the document of a digest that is arranged already; `moment` is the date it carries."""
    import docx

    document = docx.Document()
    _style(document, view, moment)
    body = _Body(document.part.rels)
    last = document.element.body.sectPr
    for element in body.elements(view):
        last.addprevious(element)
    file = io.BytesIO()
    document.save(file)
    return _repacked(file.getvalue())


class _Body:
    """Writes paragraphs and tables; keeps the links that they lead to."""

    def __init__(self, links: Any) -> None:
        self._links = links
        self._known: dict[str, str] = {}
        self._places = 0

    def elements(self, view: View) -> Iterator[Any]:
        """Return the whole body as XML elements."""
        from docx.oxml import parse_xml

        xml = "".join(self._all(view))
        yield from list(parse_xml(f'<w:body xmlns:w="{_W}" xmlns:r="{_R}">{xml}</w:body>'))

    def _all(self, view: View) -> Iterator[str]:
        w = view.words
        yield _paragraph("Title", _run(f"{view.title} {view.name}"))
        yield _paragraph("Subtitle", _run(view.period))
        for line in (view.tally, *view.scope, f"{w['closed_at']} {view.closed}"):
            yield _paragraph("", _run(line, _GREY))
        yield from self._overview(view)
        if view.top:
            yield _heading(1, w["top"])
            yield from (self._refer(reference, "ListNumber") for reference in view.top)
        for chapter in view.chapters:
            yield self._place(chapter.anchor, _heading(1, f"{chapter.name} ({chapter.count})"))
            for story in chapter.stories:
                yield from self._story(story, w)
            if chapter.elsewhere:
                yield _heading(3, w["elsewhere"])
                yield from (self._refer(reference, "ListBullet") for reference in chapter.elsewhere)
        if not view.chapters or view.quiet:
            yield _paragraph("", _run(view.quiet or w["nothing"]))
        if view.late:
            yield _heading(1, w["late"])
            yield _paragraph("", _run(w["late_note"]))
            for story in view.late:
                yield from self._story(story, w)
        if view.corrections:
            yield _heading(1, w["corrections"])
            yield _paragraph("", _run(w["corrections_note"]))
            for story in view.corrections:
                yield from self._story(story, w)
        yield from self._end(view)

    def _overview(self, view: View) -> Iterator[str]:
        w = view.words
        yield _heading(1, w["overview"])
        if view.unusual:
            yield _paragraph("", _run(w["unusual"], "<w:b/>"))
        yield from (_paragraph("ListBullet", _run(line)) for line in view.unusual)
        for note in view.notes:
            yield _paragraph("IntenseQuote", _run(f"{w['note']}: {note.value}"))
        yield _table((w["entity"], w["stories"], w["median"], w["change"]), view.entities)
        if any(row.more for row in view.entities):
            yield _paragraph("", _run(w["median_note"], _GREY))
        if view.kinds:
            yield _paragraph("", "")
            yield _table((w["kind"], w["stories"], w["median"], w["change"]), view.kinds)

    def _story(self, story: StoryView, w: dict[str, str]) -> Iterator[str]:
        head = _run(f"{story.number}. ") + _sourced(story.headline, w)
        yield self._place(story.anchor, _paragraph("Heading2", head))
        yield from (_paragraph("", _sourced(quote, w, "<w:i/>" + _GREY)) for quote in story.others)
        yield _paragraph("", _run(" · ".join(story.about), _GREY))
        if story.facts:
            yield _paragraph("", _run("; ".join(map(_fact, story.facts))))
        yield from (_paragraph("Quote", _sourced(quote, w)) for quote in story.summaries)
        for note in story.notes:
            yield _paragraph("IntenseQuote", _run(f"{w['note']}: {note.value}"))
        yield from (_paragraph("ListBullet", self._report(report, w)) for report in story.reports)
        if story.updates:
            yield _heading(3, w["updates"])
        for update in story.updates:
            when = _run(" " + ", ".join(filter(None, (update.more, update.extra))), _GREY)
            said = f"{update.name}: {update.value}" if update.value else update.name
            yield _paragraph("ListBullet", _run(said) + when)

    def _report(self, report: ReportView, w: dict[str, str]) -> str:
        about = ", ".join(filter(None, (report.owner, report.view, report.label)))
        times = f"{report.time} ({report.local})" if report.local else report.time
        runs = [_run(f"{times}, "), _run(report.source, "<w:b/>"), _run(f" ({about}): " if about else ": ")]
        runs.append(self._link(report.link, report.title, report.lang))
        small = _GREY + '<w:sz w:val="16"/>'
        lines = filter(None, (report.link, "; ".join(report.proof(w))))
        runs += ["<w:r><w:br/></w:r>" + _run(line, small) for line in lines]
        return "".join(runs)

    def _link(self, url: str, text: str, lang: str) -> str:
        if not url:
            return _run(text, lang=lang)
        name = self._known.get(url)
        if name is None:
            name = self._known[url] = f"web{len(self._known) + 1}"
            kind = f"{_R}/hyperlink"
            self._links.add_relationship(kind, url, name, is_external=True)
        return f'<w:hyperlink r:id="{name}" w:history="1">{_run(text, _LINK, lang)}</w:hyperlink>'

    def _refer(self, reference: Reference, style: str) -> str:
        text = _run(reference.headline.text, _LINK, reference.headline.lang)
        inside = f'<w:hyperlink w:anchor="{_bookmark(reference.anchor)}">{text}</w:hyperlink>'
        return _paragraph(style, inside + _run(f" ({reference.tally})", _GREY))

    def _place(self, anchor: str, paragraph: str) -> str:
        """Put a bookmark round a paragraph, for links from within."""
        self._places += 1
        start = f'<w:bookmarkStart w:id="{self._places}" w:name="{_bookmark(anchor)}"/>'
        return f'{start}{paragraph}<w:bookmarkEnd w:id="{self._places}"/>'

    def _end(self, view: View) -> Iterator[str]:
        w = view.words
        yield _heading(1, w["coverage"])
        yield _paragraph("", _run(view.coverage.said))
        for title, rows in ((w["gaps"], view.coverage.gaps), (w["silent"], view.coverage.silent)):
            if rows:
                yield _heading(2, title)
                for row in rows:
                    said = row.value + (f" ({row.extra})" if row.extra else "")
                    why = f": {row.more}" if row.more else ""
                    yield _paragraph("ListBullet", _run(row.name, "<w:b/>") + _run(f": {said}{why}"))
        yield _heading(1, w["method"])
        yield from (_paragraph("", _run(said)) for said in view.method_notes)
        if view.hidden:
            yield _paragraph("", _run(view.hidden_tally))
            yield from (_paragraph("ListBullet", _run(f"{row.name}: {row.value}")) for row in view.hidden)
        for row in view.method:
            yield _paragraph("", _run(f"{row.name}: ", _GREY) + _run(row.value))


def _style(document: Any, view: View, moment: datetime) -> None:
    """Give the document its language, page, fonts, properties and page numbers."""
    from docx.oxml import parse_xml
    from docx.shared import Cm, Pt, RGBColor

    locale = _LOCALES[view.lang]
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.3)
    section.top_margin = section.bottom_margin = Cm(2.2)
    number = f'<w:fldSimple xmlns:w="{_W}" w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    footer = section.footer.paragraphs[0]
    footer.alignment = 1
    footer._p.append(parse_xml(number))  # python-docx has no word for fields
    for name, size in (("Normal", 10.5), ("Title", 26), ("Heading 1", 17), ("Heading 2", 12.5)):
        style = document.styles[name]
        style.font.size = Pt(size)
        if name != "Normal":
            style.font.color.rgb = RGBColor(0x1D, 0x4E, 0x79)
    for element in document.styles.element.iter(f"{{{_W}}}lang"):
        element.set(f"{{{_W}}}val", locale)
    properties = document.core_properties
    properties.title = f"{view.title} {view.name}"
    properties.author = properties.last_modified_by = "Vigil"
    properties.subject, properties.comments, properties.keywords = view.period, "", ""
    properties.language = locale
    properties.created = properties.modified = moment.replace(tzinfo=None, microsecond=0)
    properties.revision = 1


def _heading(level: int, text: str) -> str:
    return _paragraph(f"Heading{level}", _run(text))


def _paragraph(style: str, runs: str) -> str:
    named = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{named}{runs}</w:p>"


def _run(text: str, properties: str = "", lang: str = "") -> str:
    if lang:
        properties += f'<w:lang w:val="{_LOCALES.get(lang, lang)}"/>'
    kept = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{kept}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _quoted(quote: QuoteView, w: dict[str, str], properties: str = "") -> str:
    machine = _run(f" ({w['machine']})", _GREY) if quote.machine else ""
    return _run(quote.text, properties, quote.lang) + machine


def _sourced(quote: QuoteView, w: dict[str, str], properties: str = "") -> str:
    return _quoted(quote, w, properties) + (_run(f" — {quote.source}", _GREY) if quote.source else "")


def _fact(fact: Row) -> str:
    return f"{fact.name}: {fact.value}" + (f" ({fact.more})" if fact.more else "")


def _table(head: Sequence[str], rows: Sequence[Row]) -> str:
    lines = [_line([_run(name, "<w:b/>") for name in head])]
    lines += [_line([_run(cell or "–") for cell in (r.name, r.value, r.more, r.extra)]) for r in rows]
    look = '<w:tblPr><w:tblStyle w:val="LightList-Accent1"/><w:tblW w:w="5000" w:type="pct"/></w:tblPr>'
    grid = "<w:tblGrid>" + '<w:gridCol w:w="2300"/>' * len(head) + "</w:tblGrid>"
    return f"<w:tbl>{look}{grid}{''.join(lines)}</w:tbl>"


def _line(cells: Sequence[str]) -> str:
    return "<w:tr>" + "".join(f"<w:tc><w:p>{cell}</w:p></w:tc>" for cell in cells) + "</w:tr>"


def _bookmark(anchor: str) -> str:
    # Word knows no names of more than 40 letters.
    return f"_{hashlib.sha256(anchor.encode()).hexdigest()[:20]}"


def _repacked(data: bytes) -> bytes:
    """Return the same container with the same bytes on every machine."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            new.writestr(entry, old.read(name))
    return file.getvalue()
