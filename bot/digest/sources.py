"""The reports of a digest for reference managers: BibTeX (BibLaTeX's ``online``) and CSL-JSON."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from bot.digest.codec import canonical, instant
from bot.digest.shown import shown, web_link
from bot.digest.snapshot import ReportItem, Snapshot

EXTENSION = "bib"
MEDIA_TYPE = "application/x-bibtex; charset=utf-8"

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "#": r"\#",
    "$": r"\$",
    "%": r"\%",
    "&": r"\&",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
_TO_ESCAPE = re.compile(r"[\\{}#$%&_~^]")
_LANGUAGES = {"en": "english", "ru": "russian", "uk": "ukrainian", "de": "german", "fr": "french"}


def render(snapshot: Snapshot, lang: str = "") -> bytes:
    """Write every report as a BibTeX entry; `lang` changes nothing."""
    del lang
    return "\n".join(_entry(snapshot, report) for report in _reports(snapshot)).encode("utf-8", "replace")


def render_csl(snapshot: Snapshot, lang: str = "") -> bytes:
    """Write every report as CSL-JSON; `lang` changes nothing."""
    del lang
    return canonical([_csl(snapshot, report) for report in _reports(snapshot)])


def escape(text: str) -> str:
    """Return `text` such that TeX prints it and a BibTeX parser finds the end of its field."""
    return _TO_ESCAPE.sub(lambda found: _SPECIAL[found[0]], shown(text))


def _reports(snapshot: Snapshot) -> list[ReportItem]:
    """Return each report once, by its id."""
    stories = (*snapshot.stories, *snapshot.late, *snapshot.corrections)
    found = {report.id: report for story in stories for report in story.reports}
    return list(found.values())


def _entry(snapshot: Snapshot, report: ReportItem) -> str:
    dated = report.published or report.seen
    fields = {
        "author": f"{{{escape(report.owner or report.outlet)}}}",
        "title": f"{{{escape(report.title or report.text[:200] or report.outlet)}}}",
        "organization": f"{{{escape(report.outlet)}}}" if report.owner else "",
        "date": _day(dated),
        "year": f"{dated.year:04d}",
        "url": web_link(report.link),  # verbatim by definition
        "urldate": _day(report.seen),
        "langid": _LANGUAGES.get(report.lang, ""),
        "note": escape(", ".join(_proof(snapshot, report))),
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@online{{{_key(snapshot, report)},\n{lines}}}\n"


def _csl(snapshot: Snapshot, report: ReportItem) -> dict[str, Any]:
    item = {
        "id": _key(snapshot, report),
        "type": "webpage",
        "title": shown(report.title or report.text[:200]),
        "author": [{"literal": shown(report.owner or report.outlet)}],
        "container-title": shown(report.outlet),
        "issued": _csl_date(report.published or report.seen),
        "accessed": _csl_date(report.seen),
        "URL": web_link(report.link),
        "language": shown(report.lang),
        "note": ", ".join(_proof(snapshot, report)),
    }
    return {name: value for name, value in item.items() if value}


def _proof(snapshot: Snapshot, report: ReportItem) -> list[str]:
    proof = [f"Vigil {shown(snapshot.period.name)}, {shown(report.id)}"]
    if report.edited:
        proof.append(f"as edited {instant(report.edited)}")
    if report.sha256:
        proof.append(f"SHA-256 {shown(report.sha256)}")
    if report.archive:
        proof.append(f"archived as {shown(report.archive)}")
    return proof


def _key(snapshot: Snapshot, report: ReportItem) -> str:
    return re.sub(r"[^0-9A-Za-z-]", "-", f"vigil-{snapshot.period.name}-{report.id}")


def _day(moment: datetime) -> str:
    return moment.date().isoformat()


def _csl_date(moment: datetime) -> dict[str, list[list[int]]]:
    return {"date-parts": [[moment.year, moment.month, moment.day]]}
