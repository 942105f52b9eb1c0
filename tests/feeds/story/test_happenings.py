"""What a title says happened to the watched is one event for a day, and nothing unsure is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from feeds.story.cluster import StoryIndex
from feeds.story.happenings import happenings
from feeds.story.signature import Signature, sign
from feeds.types import Report
from feeds.watch.match import Matcher
from feeds.watch.watchlist import default

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
PEOPLE = frozenset({"titiev", "kadyrov"})
MATCHER = Matcher(default())


def told(title: str) -> list[str]:
    """Return what a title says happened."""
    return happenings(title, "", MATCHER.find(title, ""), PEOPLE)


def signed(title: str) -> Signature:
    """Return a report's signature as the line makes it."""
    return replace(sign(Report("1", title, "")), happened=told(title))


@pytest.mark.parametrize(
    ("title", "deeds"),
    [
        ("В Грозном задержан правозащитник Оюб Титиев", {"abducted"}),
        ("Источник: Титиев задержан", {"abducted"}),
        ("Титиева задержали по дороге на работу", {"abducted"}),
        ("МВД Чечни подтвердило задержание Титиева", {"abducted"}),
        ("Кадыров прокомментировал арест Титиева", {"arrested"}),
        ("Rights defender Oyub Titiev detained in Grozny", {"abducted"}),
        ("Lawyers call Titiev's arrest a disgrace", {"abducted"}),
        ("Суд приговорил Титиева к четырём годам", {"sentenced"}),
        ("Суд арестовал Титиева на два месяца", {"arrested"}),
        ("Против Титиева возбудили дело", {"case"}),
        ("Кадыров сообщил о задержании двух мужчин", set()),
        ("Kadyrov says two men were detained in Grozny", set()),
        ("Критика Кадырова задержали в Варшаве", set()),
        ("Задержан брат Титиева", set()),
        ("Власти отрицают задержание", set()),
        ("Полиция опровергла задержание Титиева", set()),
        ("Рамзан Кадыров и Оюб Титиев встретились", set()),
        ("Police deny that Titiev was detained", set()),
    ],
)
def test_a_title_tells_what_happened_to_whom(title: str, deeds: set[str]) -> None:
    """In any case form, by verb or noun; not of speakers, relatives, critics, and not what is denied."""
    assert told(title) == [f"titiev:{name}" for name in sorted(deeds)]


@pytest.mark.parametrize(
    ("later", "hours", "same"),
    [
        ("МВД Чечни подтвердило задержание Титиева", 3, True),
        ("Oyub Titiev detained on his way to work, colleagues say", 20, True),
        ("МВД Чечни подтвердило задержание Титиева", 24 * 7, False),
        ("Титиева отпустили", 3, False),
    ],
)
def test_outlets_tell_one_detention_as_one_story_for_a_day(later: str, hours: int, same: bool) -> None:
    """However little else two titles share; a week later, or another deed, is another event."""
    index = StoryIndex(window=timedelta(days=10))
    index.add(signed("В Грозном задержан правозащитник Оюб Титиев"), "1", NOON)
    assert (index.choose(signed(later), NOON + timedelta(hours=hours)) == "1") is same
