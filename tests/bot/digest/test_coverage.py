"""What could not be read is told, however its troubles follow one another; what could is not accused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.digest.arrange import arrange
from bot.digest.snapshot import Gap, Snapshot
from storage.database import Database
from storage.opening import open_database
from tests.bot.digest.newsweek import NewsWeek, at, plain_week

HERALD = "The Foothill Herald"


@pytest.fixture
def week(tmp_path: Path) -> Iterator[NewsWeek]:
    database: Database = open_database(f"sqlite:///{tmp_path}/vigil.db", tmp_path / "keys")
    yield plain_week(database)
    database.close()


def gaps(week: NewsWeek, *polls: tuple[float, str]) -> tuple[Gap, ...]:
    """Return the gaps that these polls of Tuesday (hour, health) leave."""
    for hour, health in polls:
        week.poll("herald", at(1, hour), health)
    return made(week).coverage.gaps


def made(week: NewsWeek) -> Snapshot:
    return week.digest().snapshot


@pytest.mark.parametrize(
    ("polls", "hours"),
    [
        pytest.param([(1, "down"), (3, "ok")], [(1, 3)], id="once"),
        pytest.param([(1, "down"), (1.4, "blocked"), (1.8, "down"), (2.2, "ok")], [(1, 2.2)], id="reasons"),
        pytest.param([(1, "down"), (1.5, "ok")], [], id="short"),
        pytest.param(
            [(1, "down"), (1.6, "ok"), (4, "down"), (4.6, "ok")], [(1, 1.6), (4, 4.6)], id="short ones"
        ),
        pytest.param(
            [(hour + part, health) for hour in range(1, 9) for part, health in ((0, "down"), (0.5, "ok"))],
            [(1, 8.5)],
            id="often",
        ),
    ],
)
def test_gaps_are_told_once_they_are_an_hour_in_all(
    week: NewsWeek, polls: list[tuple[float, str]], hours: list[tuple[float, float]]
) -> None:
    """A change of the reason ends none; many short ones are one line."""
    found = gaps(week, *polls)
    assert [(gap.outlet, gap.since, gap.until) for gap in found] == [
        (HERALD, at(1, since), at(1, until)) for since, until in hours
    ]


def test_many_gaps_say_how_many_and_how_long(week: NewsWeek) -> None:
    """In each language, with every reason once."""
    polls = [(hour + part, health) for hour in range(1, 9) for part, health in ((0, "down"), (0.5, "ok"))]
    [gap] = gaps(week, *polls)
    assert gap.reason["en"].startswith("8 times, 4 h in all: ")
    assert gap.reason["ru"].startswith("8 раз, всего 4 ч: ")
    assert gap.reason["en"].count("no answer in time") == 1


def test_a_gap_keeps_its_true_beginning(week: NewsWeek) -> None:
    """Also where that is before the week; a source that was never read in it is not called silent."""
    week.poll("herald", at(-3), "down")
    week.poll("herald", at(8))
    found = made(week).coverage
    assert [(gap.outlet, gap.since, gap.until) for gap in found.gaps] == [(HERALD, at(-3), None)]
    assert HERALD not in [one.outlet for one in found.silent]


def test_a_source_that_was_not_polled_is_named(week: NewsWeek) -> None:
    """With since when."""
    week.poll("lookout", at(-2))
    found = made(week).coverage
    assert (found.watched, found.unpolled) == (2, 1)
    assert [(gap.outlet, gap.since, gap.reason["en"]) for gap in found.gaps] == [
        ("Mountain Lookout", at(-2), "not polled")
    ]


def test_the_head_of_a_digest_says_that_it_may_have_missed_something(week: NewsWeek) -> None:
    """Nobody has to read to the end to learn of it."""
    week.poll("herald", at(1, 22), "down")
    week.poll("herald", at(2, 23))
    view = arrange(made(week), "en")
    assert view.scope == ("1 source could not be read for some of the time: see “Coverage”.",)
    [row] = view.coverage.gaps
    assert row.value == "17 Nov 2026, 22:00 – 18 Nov 2026, 23:00 UTC"
