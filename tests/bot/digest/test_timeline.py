"""Days that stand out are marked, and hardly ever where nothing changes."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from bot.digest.overview import FALSE_ALARMS
from bot.digest.timeline import LEARNT, chart, standing_out, timeline
from bot.i18n import texts_for
from bot.messages.timeline import render_timeline
from storage.period import Told

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def test_steady_series_have_at_most_one_false_alarm_in_a_hundred() -> None:
    """Whatever their rate: counts of independent events, thirty days looked at."""
    chance, runs = random.Random(7), 400
    for rate in (0.3, 2, 9):
        alarms = 0
        for _ in range(runs):
            counts = [sum(chance.random() < rate / 40 for _ in range(40)) for _ in range(LEARNT + 30)]
            alarms += bool(standing_out(counts, shown_from=LEARNT))
        # Two standard deviations above the promised rate.
        assert alarms <= runs * FALSE_ALARMS + 2 * (runs * FALSE_ALARMS) ** 0.5


def test_a_burst_stands_out_and_its_day_alone() -> None:
    """Sixteen on one day where one is usual."""
    counts = [1, 0, 2, 1, 0, 1, 1] * 8
    counts[50] = 16
    assert standing_out(counts, shown_from=LEARNT) == {50}
    assert standing_out(counts, shown_from=LEARNT, known_from=45) == frozenset()


def test_a_timeline_counts_days_and_shows_the_newest_first() -> None:
    """In text and as a picture that says the same in words."""
    told = [
        Told(n, NOW - timedelta(days=day, hours=1), frozenset({"argun"}), f"Story {n} <b>", "", "en")
        for n, day in enumerate((9, 4, 4, 0))
    ]
    made = timeline("Argun", told, entity="argun", days=7, now=NOW, begun=NOW - timedelta(days=60), zone=UTC)
    assert [day.stories for day in made.days] == [0, 0, 2, 0, 0, 0, 1]
    said = render_timeline(made, texts_for("en")).html
    assert "3 stories" in said
    assert said.index("Story 3") < said.index("Story 1")
    assert "<b>" not in said.split("</pre>")[1]
    assert "Mon 16 Nov: 2" in chart(made, texts_for("en")).words


def test_a_long_time_is_shown_by_weeks() -> None:
    """A year has 53 bars at most."""
    made = timeline("Argun", [], entity="argun", days=365, now=NOW, begun=None, zone=UTC)
    assert made.weekly
    assert len(made.days) == 53
