"""A digest as PDF, and its pictures as PNG, by typst: its own fonts, no system's, no network.

Words reach typst as JSON, never as markup. The document is tagged for screen readers (PDF/UA-1).
"""

from __future__ import annotations

import dataclasses
import json
import math
import re
from importlib.resources import files
from typing import Any

from bot.digest.arrange import arrange
from bot.digest.charts import Chart, charts
from bot.digest.snapshot import Snapshot
from bot.digest.view import View

EXTENSION = "pdf"
MEDIA_TYPE = "application/pdf"

_TAGGED_UP_TO = 1500
"""Reports; a longer document has no tags and no tables, which take gigabytes of memory."""
_EMOJI = re.compile("[\U0001f000-\U0001ffff\ufe0e\ufe0f\u200d\u20e3]+")
"""Ornaments of headlines that the fonts inside typst do not have: left out on paper."""
_PICTURE = """
#set page(width: 560pt, height: auto, margin: 20pt, fill: white)
#set text(font: "Libertinus Serif", size: 15pt, fill: rgb("#1b2733"))
#let d = json("data.json")
#text(size: 20pt, weight: "bold", d.title) #h(1fr) #text(fill: rgb("#55616c"), d.period)
#for picture in d.pictures {
  block(above: 20pt, below: 8pt, text(weight: "semibold", picture.title))
  image(picture.file, width: 100%)
}
"""


def render(snapshot: Snapshot, lang: str) -> bytes:
    """Write the document of a digest."""
    return render_view(arrange(snapshot, lang), charts(snapshot, lang), snapshot.cut_off.timestamp())


def render_view(view: View, pictures: tuple[Chart, ...], moment: float) -> bytes:
    """Write the document of a digest that is arranged already; `moment` is the date it carries."""
    data = dataclasses.asdict(view)
    del data["cut_off"], data["urn"], data["feed_urn"]
    source = files("bot.digest").joinpath("templates", "digest.typ").read_bytes()
    whole = (*view.stories, *view.late, *view.corrections)
    data["long"] = sum(len(story.reports) for story in whole) > _TAGGED_UP_TO
    if data["long"]:
        data["proof"] = {
            f"{story.anchor} {report.id}": report.proof(view.words)
            for story in whole
            for report in story.reports
        }
        return _compile(source, data, pictures, moment, format="pdf", pdf_tags=False)
    try:
        return _compile(source, data, pictures, moment, format="pdf", pdf_standards="ua-1")
    except RuntimeError as error:
        if not str(error).startswith("PDF/UA-1 error"):
            raise
        # Letters that our fonts lack are boxes on paper, which the standard forbids. It stays tagged.
        return _compile(source, data, pictures, moment, format="pdf")


def picture(snapshot: Snapshot, lang: str) -> bytes:
    """Draw the pictures of a digest on one PNG; empty where it has none."""
    drawn = charts(snapshot, lang)
    if not drawn:
        return b""
    view = arrange(dataclasses.replace(snapshot, stories=(), late=(), corrections=(), top=()), lang)
    return drawing(f"{view.title} {view.name}", view.period, drawn)


def drawing(title: str, period: str, drawn: tuple[Chart, ...]) -> bytes:
    """Draw pictures under a title on one PNG."""
    data = {"title": title, "period": period}
    return _compile(_PICTURE.encode(), data, drawn, 0, format="png", ppi=144)


def _compile(
    source: bytes, data: dict[str, Any], pictures: tuple[Chart, ...], moment: float, **options: Any
) -> bytes:
    import typst

    named = [{"title": drawn.title, "words": drawn.words, "file": f"{drawn.name}.svg"} for drawn in pictures]
    parts = {
        "main.typ": source,
        "data.json": _EMOJI.sub("", json.dumps({**data, "pictures": named}, ensure_ascii=False)).encode(),
        **{f"{drawn.name}.svg": _EMOJI.sub("", drawn.svg).encode() for drawn in pictures},
    }
    made = typst.compile(parts, ignore_system_fonts=True, timestamp=math.floor(moment), **options)
    return made if isinstance(made, bytes) else b"".join(page for page in made or () if page)
