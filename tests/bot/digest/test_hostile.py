"""Words and links that attack each format are shown as words, and lead nowhere."""

from __future__ import annotations

import csv
import io
import re
from xml.etree import ElementTree as ET

import docx as python_docx
import feedparser
import pytest

from bot.digest import atom, docx, html, lines, pdf, plaintext, sources, table, telegram
from bot.digest.charts import charts
from bot.digest.codec import from_json, to_json
from bot.digest.table import cell
from tests.bot.digest.hostile import ATTACKS, hostile
from tests.bot.digest.readers import Page, bibtex, not_as_the_schema_says, read_pdf, squeezed
from tests.telegram.parser import read

ACTING = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe]"
)


def test_the_page_holds_nothing_that_runs() -> None:
    """One script, ours; no element, attribute or link that the attacks asked for."""
    data = html.render(hostile(), "en")
    page = Page(data.decode())
    assert len(page.css("script")) == 1
    assert not page.css("img, iframe, svg[onload], article svg, link, base")
    assert not [node.tag for node in page.css("*") if any(name.startswith("on") for name in node.attributes)]
    outer = [node.attributes["href"] or "" for node in page.css("a:not([href^='#'])")]
    assert outer
    assert not [link for link in outer if not link.startswith("https://example.org/")]
    assert not ACTING.search(data.decode())
    assert "⟨U+202E⟩" in data.decode()


def test_the_template_language_is_not_spoken_by_words() -> None:
    """What looks like a placeholder is printed as it is."""
    for data in (html.render(hostile(), "ru"), plaintext.render(hostile(), "ru")):
        assert "{0}" in data.decode().replace("\\", "")
        assert "7*7" in data.decode().replace("\\", "")


def test_pdf_prints_markup_as_words() -> None:
    """Typst runs none of it, and no link leads anywhere but to the web."""
    data = pdf.render(hostile(), "en")
    text = read_pdf(data).text
    assert squeezed('#panic("typst")') in squeezed(text)
    assert "U+202E" in text
    links = re.findall(rb"/URI ?\((.{0,24})", data)
    assert links
    assert not [link for link in links if not link.startswith(b"https://example.org/")]
    assert not ACTING.search(text)


def test_the_word_document_stays_whole() -> None:
    """Markup is text in it, and its links are web links."""
    document = python_docx.Document(io.BytesIO(docx.render(hostile(), "en")))
    assert "<script>" in "".join(paragraph.text for paragraph in document.paragraphs)
    links = [link.url for paragraph in document.paragraphs for link in paragraph.hyperlinks if link.address]
    assert links
    assert not [link for link in links if not link.startswith("https://example.org/")]


def test_markdown_has_no_link_image_or_markup_of_others() -> None:
    """Every bracket, star and angle of a source is escaped; only our own links are left."""
    text = plaintext.render(hostile(), "en").decode()
    assert not ACTING.search(text)
    bare = re.sub(r"\\.", "", text)
    assert set(re.findall(r"\]\(<([a-z]+:)", bare)) == {"https:"}
    assert "](javascript" not in bare
    assert "<script" not in bare
    assert "![" not in bare


def test_no_cell_is_a_formula() -> None:
    """Neither as it stands nor where a semicolon parts the cells."""
    rows = list(csv.reader(io.StringIO(table.render(hostile(), "en").decode("utf-8-sig"))))
    assert len({len(row) for row in rows}) == 1
    parts = [part.strip() for row in rows for value in row for part in value.split(";")]
    assert not [part for part in parts if part[:1] in set("=+-@\t\r＝＋－＠")]


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("+7 495", "'+7 495"),
        ("-5", "'-5"),
        ("@all", "'@all"),
        ("＝1", "'＝1"),
        ("－1", "'－1"),
        ("＋1", "'＋1"),
        ("＠a", "'＠a"),
        ("  =1", "'  =1"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ('"=1', "'\"=1"),
        ("a;=1", "a;'=1"),
        ("a; -b", "a;' -b"),
        ("1+1=2", "1+1=2"),
        ("Argun - a town", "Argun - a town"),
        ("", ""),
    ],
)
def test_formulas_are_made_words(text: str, safe: str) -> None:
    """An apostrophe goes before; nothing else changes."""
    assert cell(text) == safe


def test_the_feed_stays_well_formed() -> None:
    """No attack ends an element, and the content of an entry runs nothing."""
    data = atom.render(hostile(), "en")
    parsed = feedparser.parse(data, sanitize_html=False)
    assert not parsed.bozo
    assert len({entry.id for entry in parsed.entries}) == len(parsed.entries) == 3 * len(ATTACKS)
    for entry in parsed.entries:
        content = Page(entry.content[0].value)
        assert not content.css("script, img, svg, iframe")
        links = [node.attributes["href"] or "" for node in content.css("a")]
        assert not [link for link in links if not link.startswith("https://example.org/")]


def test_bibtex_fields_end_where_they_should() -> None:
    """A brace or an entry in a title stays a title."""
    entries, unread = bibtex(sources.render(hostile()))
    assert not unread
    assert {entry["type"] for entry in entries.values()} == {"online"}
    assert len(entries) == 2 * len(ATTACKS)


def test_json_lines_hold_harmless_words_of_the_right_shape() -> None:
    """The schema holds, and nothing in the texts acts."""
    data = lines.render(hostile())
    assert not not_as_the_schema_says(data)
    assert not ACTING.search(data.decode())


def test_telegram_reads_only_our_markup() -> None:
    """Its own parser finds no link but to the web, and nothing to refuse."""
    for lang in ("en", "ru"):
        for message in telegram.messages(hostile(), lang):
            _, entities = read(message, "HTML", None, 4096, "text")
            links = [entity["url"] for entity in entities if entity["type"] == "text_link"]
            assert not [link for link in links if not link.startswith("https://example.org/")]


def test_pictures_stay_well_formed() -> None:
    """A name cannot end the element it stands in."""
    for chart in charts(hostile(), "en"):
        tags = {node.tag.partition("}")[2] for node in ET.fromstring(chart.svg).iter()}
        assert tags <= {"svg", "title", "desc", "text", "rect", "line"}


def test_the_snapshot_itself_keeps_every_word() -> None:
    """It is what the exports are made from; only what UTF-8 cannot hold is replaced."""
    once = from_json(to_json(hostile()))
    assert from_json(to_json(once)) == once
    assert once.stories[0].headlines[0].text == hostile().stories[0].headlines[0].text
