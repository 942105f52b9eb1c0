"""What a digest is made of is read the same from both databases, and all of it at one moment."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, col, delete, func, select

from bot.digest.codec import to_json
from bot.digest.snapshot import Snapshot
from storage.database import Database
from storage.entry import Entry
from storage.evidence import Evidence
from storage.opening import Instance
from storage.outage import begin_outage, end_outage, note_standstill
from storage.period import first_read, hold_still
from storage.placing import merge
from tests.bot.digest.newsweek import CLOSED, MONDAY, NewsWeek, at, plain_week

WEEK = timedelta(days=7)


def full_week(database: Database) -> Snapshot:
    """Return the digest of a week with everything that a database can know of one."""
    database.run_now(_name_it)
    week = plain_week(database)
    for back in (1, 2, 3, 4, 5):
        week.news("herald", at(back) - back * WEEK, f"Argun long ago {back}")
    old = week.news("lookout", at(-2), "Argun before")
    week.edit("lookout", old, at(1), "Argun after all", text="One. Two.")
    week.news("herald", at(1), "Argun: what came after", story=old)
    week.news("herald", at(-1), "Argun: what came late", told=at(2))
    moved = week.news("lookout", at(2), "Argun in the morning")
    week.edit("lookout", moved, at(2, 15), "Argun in the evening")
    first = week.news("lookout", at(4), "Ёлка в Аргуне 🎄", entity="chechnya")
    second = week.news("courier", at(4, 13), "Ёлку в Аргуне зажгли", entity="chechnya")
    database.run_now(merge, second, first, now=at(4, 14))
    database.run_now(_troubles, week)
    return week.digest(CLOSED + timedelta(hours=1)).snapshot


def _name_it(session: Session) -> None:
    session.execute(delete(Instance))
    session.add(Instance(id="one and the same", key_check=b""))


def _troubles(session: Session, week: NewsWeek) -> None:
    begin_outage(session, week.feeds["herald"], at(1), "down", "The server answers with an error (503).")
    begin_outage(
        session, week.feeds["herald"], at(1, 13), "blocked", "The server refuses to answer us (403)."
    )
    end_outage(session, week.feeds["herald"], at(2))
    note_standstill(session, at(5), at(5, 20))
    entry = session.exec(select(Entry).order_by(col(Entry.id))).first()
    assert entry is not None
    entry.removed_at = at(3)
    for hour in (1, 2):
        session.add(
            Evidence(
                entry_id=entry.id or 0,
                url="https://herald.example/1",
                fetched_at=at(1, hour),
                status=200,
                sha256=f"{hour:064x}",
                file="evidence.warc.gz",
                offset=hour,
            )
        )


def test_both_databases_give_the_same_digest(sqlite: Database, postgres: Database) -> None:
    """To the last byte: order, times, emptiness and letters are those of the rows, not of the engine."""
    made = full_week(sqlite)
    assert to_json(full_week(postgres)) == to_json(made)
    assert len(made.coverage.gaps) == 2
    assert any(story.continues for story in made.stories)
    assert made.late
    assert len(made.corrections) == 1
    assert {update.kind for story in made.stories for update in story.updates} == {"removal", "merge", "edit"}
    assert made.overview.history
    assert any(report.archive.startswith("evidence.warc.gz#2,") for s in made.stories for report in s.reports)


def test_what_is_read_is_of_one_moment(database: Database) -> None:
    """News that comes while a digest is made is not in one half of it."""
    week = plain_week(database)

    def reading(session: Session) -> tuple[int, int]:
        hold_still(session)
        before = session.exec(select(func.count()).select_from(Entry)).one()
        week.news("herald", at(5), "Argun in the middle")
        return before, session.exec(select(func.count()).select_from(Entry)).one()

    assert database.read_now(reading) == (4, 4)


@pytest.mark.parametrize(("monday", "kept"), [(MONDAY, True), (MONDAY - 8 * WEEK, False)])
def test_a_week_before_the_first_news_is_not_kept(database: Database, monday: datetime, kept: bool) -> None:
    """Anybody may ask for it; a database full of empty digests helps nobody."""
    week = plain_week(database)
    assert database.read_now(first_read) == at(0, 9)
    assert (week.digest(CLOSED, monday).frozen is not None) is kept
