"""What a digest says can be checked: which wording is cited, by whom, when, with what sum; on paper too."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import replace

import feedparser
import pytest

from bot.digest import plaintext
from bot.digest.arrange import arrange
from bot.digest.codec import to_json
from bot.digest.snapshot import Update
from tests.bot.digest.material import week
from tests.bot.digest.readers import squeezed, table_of
from tests.bot.digest.test_formats import LANGS, READERS, all_reports, made


def test_an_edit_says_what_the_words_were_and_are() -> None:
    """Only one that says so itself is called a correction."""
    first = week().stories[0]
    edits = (
        Update(first.first_seen, "edit", "Two brothers held", "en", "r1003", "Three brothers held"),
        Update(first.first_seen, "edit", "", "en", "r1003", "A lawyer was let in."),
        Update(first.first_seen, "edit", "Nobody was hurt.", "en", "r1003"),
    )
    edited = replace(first, updates=edits)
    text = plaintext.render(replace(week(), stories=(edited,), top=(), corrections=()), "en").decode()
    assert "Changed by its source: before – “Two brothers held”; after – “Three brothers held”" in text
    assert "Changed by its source: added – “A lawyer was let in.”" in text
    assert "Changed by its source: taken out or reworded – “Nobody was hurt.”" in text


@pytest.mark.parametrize("form", ["html", "md", "docx", "pdf", "atom"])
def test_facts_name_who_says_so_and_where_reports_differ(form: str) -> None:
    """A number stands beside its outlets, every other number beside theirs."""
    text = (READERS.get(form) or bytes.decode)(made(form, "en"))
    tight = squeezed(text.replace("**", ""))
    assert tight.count(squeezed("How many (reports differ)")) >= 2
    for said, by in (("3 people", "Голос долины, Mountain Lookout"), ("4 people", "Rights Desk")):
        assert re.search(re.escape(squeezed(said)) + r"[ (—]*" + re.escape(squeezed(by)), tight)


def test_a_citation_is_of_one_wording() -> None:
    """An edited report is cited with its words, their time and their checksum, not those of the first."""
    [story] = [one for one in week().corrections if one.id == "s95"]
    [report] = story.reports
    [cited] = [one.citation for one in arrange(week(), "en").corrections[0].reports]
    assert "“Correction: man wounded in Argun”, as edited 17 Nov 2026, 08:00 UTC" in cited
    assert "first seen 11 Nov 2026, 09:00 UTC" in cited
    assert report.sha256 in cited
    assert report.earlier[0].sha256 not in cited


def test_anybody_can_work_out_a_checksum_from_the_snapshot() -> None:
    """Of every wording: headline, address and text as they stand there, parted by line feeds."""
    kept = json.loads(to_json(week()))
    reports = [
        report
        for part in ("stories", "late", "corrections")
        for story in kept[part]
        for report in story["reports"]
    ]
    wordings = [*reports, *(said for report in reports for said in report["earlier"])]
    assert len(wordings) > len(reports)
    for said in wordings:
        plain = "\n".join((said["title"], said["link"], said["text"]))
        assert hashlib.sha256(plain.encode()).hexdigest() == said["sha256"]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_addresses_are_printed(form: str, lang: str) -> None:
    """A reader of paper can type them."""
    tight = squeezed(READERS[form](made(form, lang)))
    assert not [report.link for report in all_reports(week()) if report.link not in tight]


@pytest.mark.parametrize("lang", LANGS)
def test_the_table_tells_dates_updates_and_facts(lang: str) -> None:
    """The time that a source gives, what it changed, and who says how many."""
    _, rows = table_of(made("csv", lang))
    by_id = {row[0]: row for row in rows}
    assert "2026-11-22T20:45:00Z" in by_id["r1025"]
    assert "2026-11-17T08:00:00Z" in by_id["r985"]
    assert any("Man killed in Argun" in cell and "man wounded in Argun" in cell for cell in by_id["r985"])
    assert any("Rights Desk" in cell and "4" in cell for cell in by_id["r1001"])
    assert any("2026-W46" in cell for cell in by_id["r1023"])


def test_an_entry_of_the_feed_can_be_checked() -> None:
    """Owner, both times, checksum and copy of each report."""
    content = "".join(entry.content[0].value for entry in feedparser.parse(made("atom", "en")).entries)
    for part in ("Lookout Trust", "16 Nov 2026, 07:12 UTC (10:12 MSK)", "evidence-2026-W47.warc.gz#"):
        assert part in content
    assert not [report.id for report in all_reports(week()) if report.sha256 not in content]
