"""What moderators look at, or left out, is shown nowhere else meanwhile, and nowhere else afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.digest.codec import to_json
from bot.digest.issue import Issue, drafted, issue_now, keep
from bot.digest.release import begin, held_until, is_final, spared
from bot.digest.review import everything
from bot.digest.schedule import Rhythm, read_period, week_of
from bot.digest.snapshot import Period, Snapshot
from bot.digest.timelines import read_timeline
from config.settings import Settings
from storage.database import Database
from storage.digest import find_draft, keep_draft, leave_out, take_in
from storage.opening import open_database
from storage.placing import merge, split
from tests.bot.digest.newsweek import CLOSED, MONDAY, NAME, NewsWeek, at, plain_week

REVIEWED = Rhythm(review=True)
WEEK, HOUR = timedelta(days=7), timedelta(hours=1)
RANGE = Period("2026-11-16--2026-11-22", MONDAY, MONDAY + WEEK)
MARKET = "В Аргуне открыли рынок"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(f"sqlite:///{tmp_path}/vigil.db", tmp_path / "keys")
    yield opened
    opened.close()


def draft(database: Database) -> Snapshot:
    """Write the draft of the week, to go out twelve hours after it was closed."""
    made, edits = database.read_now(begin, week_of(MONDAY), REVIEWED, {})
    database.run_now(keep_draft, NAME, to_json(made), now=CLOSED, goes_out=CLOSED + 12 * HOUR, edits=edits)
    return made


def told(snapshot: Snapshot) -> list[str]:
    """Return every headline that a digest tells."""
    return [report.title for story in everything(snapshot) for report in story.reports]


def market(snapshot: Snapshot) -> int:
    """Return the number of the story of the market."""
    [found] = [one for one in everything(snapshot) if one.reports[0].title == MARKET]
    return int(found.id[1:])


def asked(week: NewsWeek, name: str, now: datetime) -> Issue:
    """Return a digest as the command line makes it."""
    settings = Settings()
    chosen = settings.digest.model_copy(update={"review": True})
    period = read_period(name)
    assert period is not None
    return issue_now(week.database, settings.model_copy(update={"digest": chosen}), period, now)


@pytest.mark.parametrize(
    ("name", "held", "final"),
    [
        (NAME, True, False),
        ("2026-11-16--2026-11-22", True, False),
        ("2026-11-15--2026-11-16", True, False),
        ("2026-11-22--2026-11-22", True, False),
        ("2026-11-01--2026-11-30", True, False),
        ("2026-11-09--2026-11-15", False, True),
        ("2026-W46", False, True),
        ("2026-11-23--2026-11-23", False, False),
    ],
)
def test_every_period_of_a_week_under_review_waits(
    database: Database, name: str, *, held: bool, final: bool
) -> None:
    """Until moderators are done; then the same periods are shown. Whatever has no day of it does not wait."""
    week = plain_week(database)
    week.news("herald", at(-12), "Argun before all that")
    draft(database)
    now, period = CLOSED + HOUR, read_period(name)
    assert period is not None
    assert (database.read_now(held_until, period, now, REVIEWED) == CLOSED + 12 * HOUR) is held
    assert database.read_now(is_final, period, now, REVIEWED) is final
    assert (asked(week, name, now).frozen is not None) is final
    for done, rhythm in ((CLOSED + 12 * HOUR, REVIEWED), (now, Rhythm())):
        assert database.read_now(held_until, period, done, rhythm) is None


def test_a_closed_week_waits_for_its_draft(database: Database) -> None:
    """For three days and a review's time: then nobody will look at it any more. One of no news does not."""
    plain_week(database)
    week, quiet = week_of(MONDAY), week_of(MONDAY - WEEK)
    stale = CLOSED + timedelta(days=3, hours=12)
    assert database.read_now(held_until, week, CLOSED, REVIEWED) == stale
    assert database.read_now(held_until, week, stale, REVIEWED) is None
    assert database.read_now(is_final, week, stale, REVIEWED)
    assert database.read_now(held_until, quiet, CLOSED - WEEK, REVIEWED) is None


def test_a_range_is_not_frozen_before_its_weeks(database: Database) -> None:
    """Else what is left out of a week that is not closed yet would stay in it for good."""
    week = plain_week(database)
    friday = at(4, 9)
    assert asked(week, "2026-11-16--2026-11-18", friday).frozen is None


@pytest.mark.parametrize("released", [False, True])
def test_what_was_left_out_is_in_no_other_digest(database: Database, *, released: bool) -> None:
    """Of a range, before and after release; it is counted there with its reason."""
    week = plain_week(database)
    made = draft(database)
    database.run_now(leave_out, NAME, market(made), reason="unsafe", now=CLOSED)
    if released:
        written = database.read_now(find_draft, period=NAME)
        assert written is not None
        database.run_now(keep, drafted(written), CLOSED)
    for name in ("2026-11-16--2026-11-22", "2026-11-15--2026-11-22"):
        found = asked(week, name, CLOSED + HOUR).snapshot
        assert MARKET not in told(found)
        assert len(found.stories) == 2
        assert [(one.reason, one.stories) for one in found.hidden] == [("unsafe", 1)]


def test_a_range_frozen_before_the_review_is_spared_what_was_left_out(database: Database) -> None:
    """The frozen one stays; what is shown of it is without the story, and counts it."""
    week = plain_week(database)
    frozen = issue_now(database, Settings(), RANGE, CLOSED)
    assert frozen.frozen is not None
    assert database.read_now(spared, frozen.snapshot) == frozen.snapshot
    database.run_now(leave_out, NAME, market(frozen.snapshot), reason="unsafe", now=CLOSED)
    shown = database.read_now(spared, frozen.snapshot)
    assert (MARKET in told(frozen.snapshot), MARKET in told(shown)) == (True, False)
    assert [(one.reason, one.stories) for one in shown.hidden] == [("unsafe", 1)]
    assert asked(week, RANGE.name, CLOSED).snapshot == frozen.snapshot


def test_a_new_report_does_not_bring_back_what_was_left_out(database: Database) -> None:
    """The next draft shows it to moderators as left out; they can show it again."""
    week = plain_week(database)
    number = market(draft(database))
    database.run_now(leave_out, NAME, number, reason="unsafe", now=CLOSED)
    week.news("herald", at(9), "Argun: the market again", story=number)
    after, later = CLOSED + WEEK, MONDAY + WEEK
    assert "Argun: the market again" not in told(week.digest(after + HOUR, later).snapshot)
    made, edits = database.read_now(begin, week_of(later), REVIEWED, {})
    assert edits == {"hidden": {f"s{number}": "unsafe"}}
    assert "Argun: the market again" in told(made)
    database.run_now(take_in, "2026-W48", number, now=after)
    assert database.read_now(begin, week_of(later), REVIEWED, {})[1] == {}
    assert MARKET in told(asked(week, "2026-11-15--2026-11-22", after).snapshot)


@pytest.mark.parametrize("way", ["merge", "split"])
def test_what_would_endanger_somebody_stays_out_wherever_it_is_moved(database: Database, way: str) -> None:
    """Its reports are left out of a story that they were put into, or that they became."""
    week = plain_week(database)
    made = draft(database)
    number, other = market(made), int(made.stories[0].id[1:])
    second = week.news("herald", at(5), "Argun: a market opens", story=number)
    assert second == number
    story = next(
        one
        for one in everything(asked(week, "2026-11-15--2026-11-22", CLOSED).snapshot)
        if one.id == f"s{number}"
    )
    entries = [int(report.id[1:]) for report in story.reports]
    database.run_now(leave_out, NAME, number, reason="unsafe", now=CLOSED, entries=entries)
    if way == "merge":
        database.run_now(merge, number, other, now=CLOSED)
    else:
        database.run_now(split, entries[1], now=CLOSED + WEEK)  # too old to be told again
    found = asked(week, "2026-11-15--2026-11-22", CLOSED + HOUR).snapshot
    assert not {MARKET, "Argun: a market opens"} & set(told(found))
    assert [(one.reason, one.stories) for one in found.hidden] == [("unsafe", 1)]


def test_a_timeline_does_not_name_what_was_left_out(database: Database) -> None:
    """Nor count it; what it names it names with its day, its outlet and its address."""
    week = plain_week(database)
    number = market(week.digest().snapshot)
    made = database.read_now(read_timeline, "argun", "Argun", days=14, now=CLOSED, zone=UTC)
    assert [(str(one.day), one.outlet) for one in made.leads] == [
        ("2026-11-18", "Республиканский курьер"),
        ("2026-11-16", "The Foothill Herald"),
    ]
    assert all(one.link.startswith("https://") for one in made.leads)
    database.run_now(leave_out, NAME, number, reason="unsafe", now=CLOSED)
    made = database.read_now(read_timeline, "argun", "Argun", days=14, now=CLOSED, zone=UTC)
    assert [str(one.day) for one in made.leads] == ["2026-11-16"]
    assert sum(day.stories for day in made.days) == 1
