"""Every story of a round-up is seen, however long its headline is, and the message still fits."""

from __future__ import annotations

import pytest

from bot.i18n import texts_for
from bot.messages.roundup import SHOWN, Line, Occasion, render_round_up
from feeds.types import WatchList
from tests.bot.conversation import VELSKY
from tests.bot.messages.reports import report, shown, units

WATCHLIST = WatchList((VELSKY,), version=1)
LONG = "A headline that goes on & on <and on> to the end of a long day in Tarnsk " * 9


@pytest.mark.parametrize("lang", ["en", "ru"])
@pytest.mark.parametrize("count", [1, 12, 20, 57])
@pytest.mark.parametrize("title", ["Court hears Velsky", LONG, "Суд 🏛 " * 90, ""])
def test_every_story_has_its_line(title: str, count: int, lang: str) -> None:
    """Up to twenty stand there; the rest are counted, and it says how to find them."""
    stories = [
        Line(report(entry_id=number, title=title, text=title, owner=f"{number} {LONG}"), is_update=True)
        for number in range(count)
    ]
    text, _ = shown(render_round_up(stories, Occasion.PACE, WATCHLIST, texts_for(lang), repeat=True))
    lines = [line for line in text.split("\n") if line.startswith("•")]
    assert len(lines) == min(count, SHOWN)
    assert all(f"– {number} " in line for number, line in enumerate(lines))
    assert ("/find" in text) is (count > SHOWN)
    assert units(text) <= 4096


def test_an_update_is_told_from_a_new_story() -> None:
    """It says so before the headline."""
    stories = [Line(report()), Line(report(), is_update=True)]
    text, _ = shown(render_round_up(stories, Occasion.FLOOD, WATCHLIST, texts_for("ru")))
    first, second = (line for line in text.split("\n") if line.startswith("•"))
    assert first.startswith("• Court in Tarnsk hears Velsky – Sample Post")
    assert second == first.replace("• ", "• Обновление: ")
