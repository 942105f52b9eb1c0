"""A digest is made of what was known when its week was closed, and stays as it is."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from bot.digest.build import limited
from bot.digest.codec import to_json
from storage.database import Database
from storage.digest import list_digests
from storage.entry import Entry
from storage.opening import open_database
from storage.placing import merge
from tests.bot.digest.newsweek import CLOSED, MONDAY, NAME, NewsWeek, at, plain_week

WEEK = timedelta(days=7)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(f"sqlite:///{tmp_path}/vigil.db", tmp_path / "keys")
    yield opened
    opened.close()


def test_a_week_tells_its_stories_with_their_sources(database: Database) -> None:
    """Most owners first, headline in both languages, event, place and number, checksum; counts by entity."""
    made = plain_week(database).digest().snapshot
    lead = made.stories[0]
    assert (len(made.stories), len(lead.reports), lead.voices, lead.state_voices) == (3, 2, 2, 1)
    assert {quote.lang for quote in lead.headlines} == {"en", "ru"}
    assert lead.kind == "detained"
    assert {fact.role for fact in lead.facts} >= {"where", "count"}
    assert lead.reports[0].document_sha256 == "ab" * 32
    assert {count.key: count.stories for count in made.overview.entities}["argun"] == 2
    assert made.top[0] == lead.id
    assert made.watchlist_version == 1


def test_what_a_new_feed_had_from_long_ago_is_no_news(database: Database) -> None:
    """Its first poll counts as far as it is of the week, or says nothing of its age."""
    week = NewsWeek(database)
    for title, age in (("Old story of Argun", 40), ("Fresh story of Argun", 0)):
        week.news("herald", at(1), title, baseline=True, published=at(1) - timedelta(days=age))
    assert [story.headlines[0].text for story in week.digest().snapshot.stories] == ["Fresh story of Argun"]


def test_a_frozen_digest_never_changes(database: Database) -> None:
    """Not by a merge, an edit at the source, or what is deleted."""
    week = plain_week(database)
    before = week.digest()
    assert before.frozen is not None
    ids = [int(story.id[1:]) for story in before.snapshot.stories]
    database.run_now(merge, ids[2], ids[0], now=CLOSED)

    def retain(session: Session) -> None:
        for entry in session.exec(select(Entry).where(col(Entry.story_id) == ids[0])):
            session.delete(entry)

    database.run_now(retain)
    after = week.digest(CLOSED + WEEK)
    assert to_json(after.snapshot) == to_json(before.snapshot)
    assert [one.period for one in database.read_now(list_digests)] == [NAME]


def test_what_is_not_over_is_shown_and_not_kept(database: Database) -> None:
    """Under a name that no closed week has."""
    made = plain_week(database).digest(at(4))
    assert made.frozen is None
    assert made.snapshot.period.name == f"{NAME}--2026-11-20"
    assert database.read_now(list_digests) == []


def test_what_comes_late_is_in_the_next_digest(database: Database) -> None:
    """A story told after the cut-off, once; the old digest stays."""
    week = plain_week(database)
    old = week.digest()
    week.news("herald", at(6, 23), "Argun bridge closed", told=CLOSED + timedelta(minutes=1))
    assert to_json(week.digest(CLOSED + WEEK).snapshot) == to_json(old.snapshot)
    late = week.digest(CLOSED + WEEK, MONDAY + WEEK).snapshot.late
    assert [story.missed for story in late] == [NAME]
    assert [report.title for story in late for report in story.reports] == ["Argun bridge closed"]
    assert week.digest(CLOSED + 2 * WEEK, MONDAY + 2 * WEEK).snapshot.late == ()


def test_gaps_and_silence_are_told_with_their_reasons(database: Database) -> None:
    """A feed added later does not count; one that could not be read is not called silent."""
    week = plain_week(database)
    week.poll("herald", at(4), "down")
    week.poll("herald", at(4, 20))
    found = week.digest().snapshot.coverage
    assert found.watched == 3
    [gap] = found.gaps
    assert (gap.outlet, gap.since, gap.until) == ("The Foothill Herald", at(4), at(4, 20))
    assert "no answer in time" in gap.reason["en"]
    assert gap.reason["ru"] != gap.reason["en"]
    assert [one.outlet for one in found.silent] == ["Mountain Lookout"]


def test_earlier_weeks_say_what_is_usual(database: Database) -> None:
    """Only weeks in which feeds were read count."""
    week = NewsWeek(database)
    for back in range(1, 6):
        for day in range(back):
            week.news("herald", at(day) - back * WEEK, f"Argun {back} {day}")
    figures = week.digest().snapshot.overview
    assert [one.counts["argun"] for one in figures.history] == [4, 3, 2, 1]
    assert next(one for one in figures.entities if one.key == "argun").earlier == (4, 3, 2, 1)


def test_a_digest_can_be_limited_to_entities(database: Database) -> None:
    """Stories, counts and top are theirs."""
    made = limited(plain_week(database).digest().snapshot, ["chechnya"])
    assert made.only == ("chechnya",)
    assert [story.entities for story in made.stories] == [("chechnya",)]
    assert made.top == (made.stories[0].id,)


def test_two_processes_make_the_same_bytes(database: Database, tmp_path: Path) -> None:
    """Whatever their hash seed, language and time zone."""
    week = plain_week(database)
    database.close()
    del week
    sums = set()
    for place, (seed, lang, zone) in enumerate(
        (("1", "C", "Asia/Tokyo"), ("77", "ru_RU.UTF-8", "America/Lima"))
    ):
        folder = tmp_path / f"copy{place}"
        folder.mkdir()
        for name in ("vigil.db", "instance"):
            (folder / name).write_bytes((tmp_path / name).read_bytes())
        environment = {
            **os.environ,
            "PYTHONHASHSEED": seed,
            "LANG": lang,
            "TZ": zone,
            "VIGIL_DATA_DIR": str(folder),
            "VIGIL_PRIVACY__KEY_FILE": str(tmp_path / "keys"),
        }
        formats = "html,md,docx,csv,jsonl,json,atom,bib,csl,telegram,pdf"
        call = [sys.executable, "-m", "bot.cli.main", "digest", "--week", NAME, "--format", formats]
        out = folder / "out"
        subprocess.run(
            [*call, "--lang", "en,ru", "--output", str(out)], env=environment, check=True, timeout=120
        )
        sums.add((out / "SHA256SUMS").read_bytes())
    assert len(sums) == 1
    assert len(next(iter(sums)).splitlines()) == 18 + 4 + 1
