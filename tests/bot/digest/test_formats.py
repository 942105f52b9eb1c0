"""Each format is read by software that we did not write, and tells the whole digest in both languages."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from xml.etree import ElementTree as ET

import docx as python_docx
import feedparser
import pytest

from bot.digest import atom, docx, html, lines, pdf, plaintext, sources, table, telegram
from bot.digest.arrange import arrange
from bot.digest.charts import charts
from bot.digest.snapshot import Count, Note, ReportItem, Snapshot, StoryItem, Unusual, Watched
from tests.bot.digest.material import empty, long_week, week
from tests.bot.digest.readers import (
    Page,
    attribute,
    bibtex,
    not_as_the_schema_says,
    read_pdf,
    squeezed,
    table_of,
    word_text,
)
from tests.telegram.parser import read

LANGS = ("en", "ru")
PROTEST = "Аргун: мать третьего брата вышла с плакатом"


@cache
def made(form: str, lang: str) -> bytes:
    """Return our week in one format, rendered once."""
    return {
        "html": html.render,
        "pdf": pdf.render,
        "docx": docx.render,
        "md": plaintext.render,
        "csv": table.render,
        "jsonl": lines.render,
        "atom": atom.render,
        "bib": sources.render,
    }[form](week(), lang)


READERS: dict[str, Callable[[bytes], str]] = {
    "pdf": lambda data: read_pdf(data).text,
    "docx": word_text,
    "html": lambda data: Page(data.decode()).text(),
    "md": lambda data: data.decode().replace("\\", ""),
}


def all_stories(snapshot: Snapshot) -> list[StoryItem]:
    return [*snapshot.stories, *snapshot.late, *snapshot.corrections]


def all_reports(snapshot: Snapshot) -> list[ReportItem]:
    return [report for story in all_stories(snapshot) for report in story.reports]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("form", ["html", "pdf", "docx", "md"])
def test_documents_tell_everything(form: str, lang: str) -> None:
    """Every title, checksum, correction, note, gap, hidden count and late addition is in every document."""
    text = READERS[form](made(form, lang))
    snapshot = week()
    wanted = [
        part
        for report in all_reports(snapshot)
        for part in (report.title, report.sha256, report.document_sha256)
    ]
    wanted += [
        quote.text for story in all_stories(snapshot) for quote in (*story.headlines, *story.summaries)
    ]
    updates = [update for story in all_stories(snapshot) for update in story.updates]
    wanted += [part for update in updates for part in (update.text, update.after)]
    wanted += [said.sha256 for report in all_reports(snapshot) for said in report.earlier]
    wanted += ["The family asks not to publish", "2026-W46", "2026-W47", "Valley Radio", "stories.window"]
    wanted += {
        "en": [
            "no answer in time",
            "16 Nov 2026, 07:12 UTC",
            "10:12 MSK",
            "undesirable organisation",
            "state media",
        ],
        "ru": [
            "не ответил вовремя",
            "16 нояб. 2026, 07:12 UTC",
            "Что необычно",
            "обычно 0,5",
        ],
    }[lang]
    tight = squeezed(text)
    assert not [part for part in wanted if squeezed(part) not in tight]


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_stands_alone(lang: str) -> None:
    """Nothing is loaded, nothing may be, links within lead somewhere, the language of quotes is told."""
    page = Page(made("html", lang).decode())
    assert attribute(page, "html", "lang") == lang
    policy = attribute(page, "meta[http-equiv]", "content")
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert not page.css("img, link, iframe, object, embed, form, base, [style], [onclick]")
    assert not page.css("script[src]")
    places = {node.attributes["id"] for node in page.css("[id]")}
    assert len(places) == len(page.css("[id]"))
    inner = [node.attributes["href"] or "" for node in page.css('a[href^="#"]')]
    assert len(inner) > 20
    assert not [link for link in inner if link[1:] not in places]
    outer = [node.attributes["href"] or "" for node in page.css("article a[rel]")]
    assert outer == [report.link for report in sorted_reports(page)]
    assert page.css_first(f'article [lang="{"ru" if lang == "en" else "en"}"]')
    assert all(node.attributes.get("hidden", "") is None for node in page.css("button, .find"))


def sorted_reports(page: Page) -> list[ReportItem]:
    """Return our reports in the order in which the page's stories stand."""
    stories = {story.id: story for story in all_stories(week())}
    stories |= {f"correction-{story.id}": story for story in week().corrections}
    order = [node.attributes["id"] or "" for node in page.css("article")]
    return [report for name in order for report in stories[name].reports]


@pytest.mark.parametrize("lang", LANGS)
def test_the_pdf_is_tagged_and_its_links_work(lang: str) -> None:
    """It names its language and title, is marked PDF/UA-1, has an outline and a link for each report."""
    data = made("pdf", lang)
    assert f"/Lang({lang})".encode() in data.replace(b" ", b"")
    assert b"pdfuaid:part" in data
    found = read_pdf(data)
    assert found.title.endswith("2026-W47")
    assert ("Chechnya5stories" if lang == "en" else "Чечня5сюжетов") in map(squeezed, found.outline)
    assert data.count(b"/URI") >= len(all_reports(week()))
    assert f"2/{len(found.pages)}" in squeezed(found.pages[1])


def test_a_very_long_pdf_leaves_nothing_out() -> None:
    """It has no tables then, but every checksum and every title."""
    snapshot = long_week(800)
    text = squeezed(read_pdf(pdf.render(snapshot, "en")).text)
    reports = all_reports(snapshot)
    assert len(reports) > 1500
    assert not [report.id for report in reports if report.sha256 not in text]
    assert not [report.id for report in reports if squeezed(report.title) not in text]


def test_letters_that_no_font_has_do_not_stop_the_pdf() -> None:
    """Ornaments are left out, other scripts are boxes, and the rest stays readable."""
    odd = replace(week(), notes=(Note(week().cut_off, "🔥 警察 ⚡️ Argun"),))
    assert "Argun" in read_pdf(pdf.render(odd, "en")).text


@pytest.mark.parametrize("lang", LANGS)
def test_the_word_document_has_headings_and_links(lang: str) -> None:
    """Headings of the right level, a hyperlink for each report, links within that lead somewhere."""
    document = python_docx.Document(io.BytesIO(made("docx", lang)))
    heads = [p.text for p in document.paragraphs if p.style and p.style.name == "Heading 1"]
    assert len(heads) == 2 + 5 + 1 + 1 + 2
    assert sum(p.style is not None and p.style.name == "Heading 2" for p in document.paragraphs) == 13 + 2 + 2
    links = [link for p in document.paragraphs for link in p.hyperlinks]
    assert {link.url for link in links if link.address} == {report.link for report in all_reports(week())}
    xml = document.element.xml
    marks = set(re.findall(r'bookmarkStart [^>]*w:name="([^"]+)"', xml))
    assert {link.fragment for link in links if not link.address} <= marks
    styles = {style.style_id for style in document.styles}
    assert set(re.findall(r'w:(?:pStyle|tblStyle) w:val="([^"]+)"', xml)) <= styles
    properties = document.core_properties
    assert (properties.author, properties.created) == ("Vigil", week().cut_off)
    assert properties.language == {"en": "en-GB", "ru": "ru-RU"}[lang]


@pytest.mark.parametrize("lang", LANGS)
def test_the_table_opens_in_a_spreadsheet(lang: str) -> None:
    """With a byte order mark, a line per report, a name over each column, and Cyrillic intact."""
    data = made("csv", lang)
    assert data.startswith(b"\xef\xbb\xbf")
    names, rows = table_of(data)
    assert len(rows) == len(all_reports(week()))
    assert len(set(names)) == len(names) == 26
    found = dict(zip(names, next(row for row in rows if row[0] == "r1025"), strict=True))
    assert PROTEST in found.values()
    assert "2026-11-22T20:59:00Z" in found.values()


def test_json_lines_are_as_the_schema_says() -> None:
    """Every line is valid, its names are those of the feed, and nothing is left out."""
    found = [json.loads(line) for line in made("jsonl", "en").splitlines()]
    assert not not_as_the_schema_says(made("jsonl", "en"))
    assert [line["id"] for line in found] == [story.id for story in all_stories(week())]
    parsed = feedparser.parse(made("atom", "en"))
    assert {line["urn"] for line in found} == {entry.id for entry in parsed.entries}
    assert made("jsonl", "en") == made("jsonl", "ru")


@pytest.mark.parametrize("lang", LANGS)
def test_the_feed_is_read_by_a_feed_reader(lang: str) -> None:
    """Well formed, with ids, times, authors and content for each story."""
    parsed = feedparser.parse(made("atom", lang))
    assert not parsed.bozo
    assert parsed.version == "atom10"
    assert parsed.feed.id.startswith("urn:uuid:")
    assert len(parsed.entries) == 15
    assert len({entry.id for entry in parsed.entries}) == 15
    for entry in parsed.entries:
        assert entry.title
        assert entry.updated_parsed >= entry.published_parsed
        assert entry.authors
        assert entry.link.startswith("https://")
        assert "<ul><li>" in entry.content[0].value
    root = ET.fromstring(made("atom", lang))
    assert root.attrib["{http://www.w3.org/XML/1998/namespace}lang"] == lang


def test_bibtex_is_read_by_a_parser() -> None:
    """An entry per report, under a key of its own, with title, date and address."""
    entries, unread = bibtex(made("bib", "en"))
    assert not unread
    assert len(entries) == len(all_reports(week()))
    entry = entries["vigil-2026-W47-r1025"]
    assert (entry["type"], entry["title"]) == ("online", f"{{{PROTEST}}}")
    assert entry["url"] == "https://valley.example.org/2026/11/1025?lang=ru"
    assert (entry["date"], entry["langid"]) == ("2026-11-22", "russian")


def test_csl_names_every_report() -> None:
    """With parts that a reference manager asks for."""
    items = json.loads(sources.render_csl(week()))
    assert len({item["id"] for item in items}) == len(all_reports(week()))
    assert {"id", "type", "title", "author", "issued", "accessed", "URL"} <= items[0].keys()
    assert items[0]["issued"] == {"date-parts": [[2026, 11, 16]]}


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("snapshot", [week(), empty(), long_week(300)], ids=["week", "empty", "long"])
def test_telegram_accepts_its_messages(snapshot: Snapshot, lang: str) -> None:
    """Telegram's own parser reads each; they are few, and a long week says that there is more."""
    made = telegram.messages(snapshot, lang)
    assert 1 <= len(made) <= telegram.MESSAGES
    for message in made:
        text, _ = read(message, "HTML", None, 4096, "text")
        assert "<b>" not in text
    if not snapshot.stories:
        assert ("Nothing was reported." if lang == "en" else "Публикаций не было.") in made[0]
    assert json.loads(telegram.render(snapshot, lang)) == made


@pytest.mark.parametrize("lang", LANGS)
def test_pictures_say_in_words_what_they_show(lang: str) -> None:
    """Each is well-formed XML with a title and a description that holds its figures."""
    drawn = charts(week(), lang)
    assert [chart.name for chart in drawn] == ["per-day", "per-week", "by-view"]
    for chart in drawn:
        root = ET.fromstring(chart.svg)
        space = "{http://www.w3.org/2000/svg}"
        assert root.findtext(f"{space}title") == chart.title
        assert root.findtext(f"{space}desc") == chart.words
        assert (root.attrib["aria-labelledby"] or "").split() == [f"{chart.name}-t", f"{chart.name}-d"]
    assert ("Argun: 1, 0, 2, 0, 1, 1, 1" if lang == "en" else "Аргун: 1, 0, 2, 0, 1, 1, 1") in drawn[0].words
    assert ("Argun: 0, 1, 0, 0, 1, 0, 0, 1, 6" if lang == "en" else "0, 1, 0, 0, 1, 0, 0, 1, 6") in drawn[
        1
    ].words


def test_the_pictures_for_telegram_are_one_png() -> None:
    """Large enough to read, and none where there is nothing to draw."""
    data = pdf.picture(week(), "ru")
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    assert int.from_bytes(data[16:20], "big") == 1120
    assert pdf.picture(empty(), "ru") == b""


@pytest.mark.parametrize("form", ["html", "pdf", "docx", "md", "csv", "atom"])
def test_an_empty_week_is_a_whole_document(form: str) -> None:
    """Nothing happened, and that is said."""
    render = {
        "html": html.render, "pdf": pdf.render, "docx": docx.render,
        "md": plaintext.render, "csv": table.render, "atom": atom.render,
    }[form]  # fmt: skip
    data = render(empty(), "en")
    if form == "csv":
        assert len(list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))) == 1
    elif form == "atom":
        assert feedparser.parse(data).entries == []
    else:
        text = read_pdf(data).text if form == "pdf" else word_text(data) if form == "docx" else data.decode()
        assert squeezed("Nothing was reported.") in squeezed(text)
        assert "2026-W53" in text


def test_the_word_container_has_fixed_dates() -> None:
    """No file in it tells when or where it was packed."""
    with zipfile.ZipFile(io.BytesIO(made("docx", "en"))) as container:
        assert container.testzip() is None
        assert {entry.date_time for entry in container.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("lang", LANGS)
def test_a_long_watch_list_does_not_bury_the_news(lang: str) -> None:
    """Of whom nothing was reported is one sentence; Telegram's messages stay few and short."""
    many = tuple(Watched(f"quiet-{n}", "person", {"en": f"Somebody Quiet {n}"}) for n in range(500))
    snapshot = replace(week(), entities=(*week().entities, *many), only=tuple(one.key for one in many))
    counts = (*week().overview.entities, *(Count(one.key, 0, (0, 0, 0, 0)) for one in many))
    snapshot = replace(snapshot, overview=replace(week().overview, entities=counts))
    page = Page(html.render(snapshot, lang).decode())
    assert len(page.css("main > section")) == len(Page(made("html", lang).decode()).css("main > section"))
    assert "Somebody Quiet 1," in page.css(".quiet")[0].text()
    assert len(page.css(".tiles tbody tr")) < 20
    for message in telegram.messages(snapshot, lang):
        read(message, "HTML", None, 4096, "text")
    assert PROTEST in "".join(telegram.messages(snapshot, lang))


def test_places_in_the_page_are_apart_however_alike_their_keys() -> None:
    """A hyphen is no underscore; the documents can be made, and each place is there once."""
    twins = tuple(Watched(key, "person", {"en": key}) for key in ("a-b", "a_b"))
    both = tuple(
        replace(story, entities=(twin.key,)) for story, twin in zip(week().stories, twins, strict=False)
    )
    snapshot = replace(week(), entities=twins, stories=both, top=(), late=())
    places = [node.attributes["id"] for node in Page(html.render(snapshot, "en").decode()).css("section[id]")]
    assert {"entity-a-b", "entity-a_b"} <= set(places)
    assert len(set(places)) == len(places)
    assert pdf.render(snapshot, "en").startswith(b"%PDF")
    marks = re.findall(
        r'w:name="(_[^"]+)"', python_docx.Document(io.BytesIO(docx.render(snapshot, "en"))).element.xml
    )
    assert len(set(marks)) == len(marks)


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", ["Closed on (digest.day)", "Monday", "08:00", "3 days", "10 minutes", "yes", "Russian"]),
        (
            "ru",
            ["День закрытия (digest.day)", "понедельник", "08:00", "3 дня", "10 минут", "да", "английский"],
        ),
    ],
)
def test_settings_and_languages_are_told_in_words(lang: str, said: list[str]) -> None:
    """A reader need not know what ours are called."""
    chosen = {
        "digest.day": "monday", "digest.hour": "8", "digest.review": "true", "polling.interval": "10m",
        "stories.window": "3d",
    }  # fmt: skip
    text = plaintext.render(replace(week(), settings=chosen), lang).decode().replace("\\", "")
    assert not [part for part in said if part not in text]


def test_who_told_of_nobody_is_said_once() -> None:
    """What holds for several entities is one sentence; an unusual number has its own."""
    odd = (
        Unusual("no-state", "argun", 6), Unusual("many", "argun", 6, 0.5), Unusual("no-state", "titiev", 4)
    )  # fmt: skip
    view = arrange(replace(week(), overview=replace(week().overview, unusual=odd)), "en")
    assert view.unusual == (
        "Argun: 6 stories, usually 0.5",
        "Not told by any state media: Argun (6), Oyub Titiev (4)",
    )
