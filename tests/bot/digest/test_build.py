"""What a digest says of the sources behind it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.digest.build import Coverage, Digest, cover, week_of
from bot.digest.markdown import to_markdown
from bot.i18n import texts_for
from feeds.types import WatchList
from storage.feed import FeedInfo

SINCE, UNTIL, NAME = week_of(datetime(2026, 3, 5, tzinfo=UTC))
DURING, BEFORE = SINCE + timedelta(days=1), SINCE - timedelta(days=1)
FEED = FeedInfo(
    id=1,
    url="https://news.example.org/feed",
    title="News",
    owner="",
    view="",
    lang="en",
    legal_label="",
    note="",
    state="active",
    health="ok",
    reason="",
    last_poll=DURING,
    last_ok=DURING,
    last_new=None,
)
READ = FEED
STALE = replace(FEED, id=2, health="stale", reason="The feed has told nothing new for 40 days.")
DOWN = replace(FEED, id=3, health="down", reason="The server did not answer in time.", last_ok=BEFORE)
NEVER = replace(FEED, id=4, health="new", last_poll=None, last_ok=None)
EARLIER = replace(FEED, id=5, last_poll=BEFORE, last_ok=BEFORE, reason="Old trouble.")
PAUSED = replace(FEED, id=6, state="paused")
GONE = replace(FEED, id=7, state="retired", health="gone", reason="Removed.", last_ok=BEFORE)
REMOVED = replace(FEED, id=8, state="retired")


@pytest.mark.parametrize(
    ("feeds", "coverage"),
    [
        ([], Coverage(0, 0, 0, ())),
        ([NEVER, NEVER], Coverage(0, 0, 2, ())),
        ([EARLIER], Coverage(0, 0, 1, ())),
        ([READ, STALE, DOWN, NEVER], Coverage(3, 1, 1, (STALE, DOWN))),
        ([READ, GONE], Coverage(2, 1, 0, (GONE,))),
        ([PAUSED, REMOVED], Coverage(0, 0, 0, ())),
    ],
)
def test_only_what_was_polled_in_the_period_was_watched(feeds: list[FeedInfo], coverage: Coverage) -> None:
    """What failed and what was not polled is counted apart; what people took away is not counted."""
    assert cover(feeds, SINCE) == coverage


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        (
            "en",
            (
                "3 sources were watched. 1 of them could not be read when last tried. "
                "1 source has not been polled in this time."
            ),
        ),
        (
            "ru",
            (
                "Под наблюдением 3 источника. 1 из них в последний раз не удалось прочитать. "
                "1 источник за это время не опрашивался."
            ),
        ),
    ],
)
def test_the_digest_says_how_its_sources_were_watched(lang: str, said: str) -> None:
    """In the reader's language, with the sources that need a look."""
    digest = Digest(NAME, SINCE, UNTIL, WatchList(()), (), cover([READ, STALE, DOWN, NEVER], SINCE))
    lines = to_markdown(digest, texts_for(lang)).splitlines()
    assert said in lines
    remarks = [line for line in lines if line.startswith("- News: ")]
    assert len(remarks) == 2
    assert any("a" <= letter.lower() <= "z" for letter in remarks[0][8:]) is (lang == "en")


def test_a_digest_of_nothing_polled_says_so() -> None:
    """Nobody reads that sources were watched when none was."""
    text = to_markdown(Digest(NAME, SINCE, UNTIL, WatchList(()), (), cover([NEVER], SINCE)), texts_for("en"))
    assert "0 sources were watched. 1 source has not been polled in this time." in text
