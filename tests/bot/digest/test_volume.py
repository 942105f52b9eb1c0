"""What is called unusual hardly ever is chance, however news comes: evenly, in bursts, or not on Sundays."""

from __future__ import annotations

import math
import random
from collections.abc import Callable

import pytest

from bot.digest.overview import FALSE_ALARMS, overview
from bot.digest.snapshot import Watched, Week
from bot.digest.timeline import LEARNT, standing_out
from bot.digest.volume import chance_of_fewer, chance_of_more, dispersion
from tests.bot.digest.test_overview import told

ARGUN = Watched("argun", "place", {"en": "Argun"})
SERIES = 1200
LONG, SHORT = 26, 8


def count_of(chance: random.Random, rate: float, spread: float) -> int:
    """Draw a number with this mean, and a variance of `spread` times it: Poisson, or negative binomial."""
    if spread > 1:
        rate = chance.gammavariate(rate / (spread - 1), spread - 1)
    limit, count, product = math.exp(-rate), 0, chance.random()  # Knuth 1969
    while product > limit:
        count += 1
        product *= chance.random()
    return count


def is_alarm(now: int, before: list[int]) -> bool:
    """Say whether a digest calls this number unusual."""
    weeks = [Week(f"w{n}", {"argun": count}) for n, count in enumerate(before)]
    found = overview(told(now, "lookout", "agency"), [ARGUN], weeks, {}).unusual
    return any(one.kind in {"many", "few"} for one in found)


def bound(runs: int) -> float:
    """Return the promised number of alarms in so many series, and three standard deviations more."""
    return runs * FALSE_ALARMS + 3 * math.sqrt(runs * FALSE_ALARMS)


@pytest.mark.parametrize("weeks", [SHORT, LONG])
@pytest.mark.parametrize("spread", [1.0, 2.0, 3.0])
@pytest.mark.parametrize("rate", [0.5, 3.0, 12.0, 30.0])
def test_weeks_in_which_nothing_changes_raise_few_alarms(rate: float, spread: float, weeks: int) -> None:
    """At most one of a hundred, whatever the rate, though counts may vary three times as much as chance."""
    chance = random.Random(f"{rate} {spread} {weeks}")
    alarms = sum(
        is_alarm(count_of(chance, rate, spread), [count_of(chance, rate, spread) for _ in range(weeks)])
        for _ in range(SERIES)
    )
    assert alarms <= bound(SERIES)


def even(day: int) -> float:
    del day
    return 1.0


def quiet_weekends(day: int) -> float:
    return 0.2 if day % 7 >= 5 else 1.32


@pytest.mark.parametrize(
    ("spread", "rhythm"),
    [(1.0, even), (2.0, even), (3.0, even), (1.0, quiet_weekends), (2.0, quiet_weekends)],
)
@pytest.mark.parametrize("rate", [0.3, 3.0, 9.0])
def test_months_in_which_nothing_changes_hardly_have_a_day_that_stands_out(
    rate: float, spread: float, rhythm: Callable[[int], float]
) -> None:
    """Of series of thirty days, at most one of a hundred has any."""
    chance, runs = random.Random(f"{rate} {spread} {rhythm.__name__}"), 300
    alarms = 0
    for _ in range(runs):
        counts = [count_of(chance, rate * rhythm(day), spread) for day in range(LEARNT + 30)]
        alarms += bool(standing_out(counts, shown_from=LEARNT))
    assert alarms <= bound(runs)


@pytest.mark.parametrize(
    ("before", "now", "odd"),
    [
        ((2, 1, 3, 2) * 6, 8, True),
        ((0, 2, 4, 2) * 6, 8, False),
        ((2, 1, 3, 2) * 6, 5, False),
        ((0, 0, 1, 0) * 6, 6, True),
        ((8, 9, 7, 8) * 6, 24, True),
        ((8, 9, 7, 8) * 6, 0, True),
        ((0, 9, 1, 12) * 6, 14, False),
        ((8, 9, 7, 8), 12, False),
    ],
)
def test_real_changes_are_noticed(before: tuple[int, ...], now: int, odd: bool) -> None:
    """The sooner the more weeks are known and the less they differ: a mute alarm bounds nothing."""
    assert is_alarm(now, list(before)) is odd


def test_a_tripled_rate_is_noticed_after_half_a_year_of_weeks() -> None:
    """Four times of five."""
    chance = random.Random(7)
    noticed = sum(
        is_alarm(count_of(chance, 24, 1), [count_of(chance, 8, 1) for _ in range(LONG)]) for _ in range(200)
    )
    assert noticed >= 160


def test_the_chances_of_all_numbers_are_one() -> None:
    """More than n and fewer or as many share nothing and leave nothing out; two weeks worked out by hand."""
    before = [3, 0, 5, 2]
    for n in range(1, 12):
        rest = [chance_of_more(n, before), chance_of_fewer(n - 1, before)]
        assert all(0 <= part <= 1 for part in rest)
    # One story, this week or the one before: as likely the one as the other.
    assert chance_of_more(1, [0]) == pytest.approx(0.5)
    assert chance_of_more(3, []) == chance_of_fewer(3, []) == 1.0
    assert chance_of_fewer(0, [0, 0]) == 1.0


def test_what_varies_more_is_more_dispersed() -> None:
    """A long memory counts for more than what is supposed."""
    assert dispersion([5] * 26) <= dispersion([4, 6] * 13) < dispersion([0, 10] * 13)
    assert dispersion([5] * 4) > dispersion([5] * 26)
    assert dispersion([]) == pytest.approx(6.0)
