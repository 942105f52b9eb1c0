"""Reports of one event share a story, and nothing else does."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.story.cluster import StoryIndex, assign
from feeds.story.signature import sign
from feeds.types import Report
from feeds.watch import watchlist
from feeds.watch.match import Matcher
from tests.feeds.story.bcubed import bcubed

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
STORIES = Path(__file__).parents[2] / "data" / "stories.jsonl"


class Desk:
    """Reports come in, labels go out."""

    def __init__(self, window: timedelta = timedelta(hours=72)) -> None:
        self.index = StoryIndex(window=window)
        self._labels = (f"s{n}" for n in count(1))

    def read(
        self, title: str, text: str = "", hours: float | None = 0, lang: str = "", link: str = ""
    ) -> str:
        seen = None if hours is None else NOON + timedelta(hours=hours)
        report = Report(id=title, title=title, text=text, lang=lang, seen=seen, link=link)
        return assign(self.index, report, lambda: next(self._labels))


@pytest.fixture
def desk() -> Desk:
    return Desk()


RU = (
    "В Аргуне задержан учитель Беслан Лорсанов",
    "Полиция увезла 34-летнего учителя из школы, сообщила семья.",
)
EN = (
    "Teacher Beslan Lorsanov detained in Argun",
    "Police took the teacher, 34, from his school, relatives said.",
)


@cache
def matcher() -> Matcher:
    return Matcher(watchlist.default())


def reported(row: dict[str, Any]) -> Report:
    mentions = tuple(hit.surface for hit in matcher().find(row["title"], row["text"], row["lang"]))
    return Report(row["id"], row["title"], row["text"], row["lang"], mentions=mentions)


def test_the_hand_written_set_is_told_story_by_story() -> None:
    """Wire copies, two languages, look-alikes and repeated events: few reports end in a wrong story."""
    rows = [json.loads(line) for line in STORIES.read_text("utf-8").splitlines()]
    index, labels = StoryIndex(), (str(n) for n in count(1))
    found = {}
    for row in rows:
        report = replace(reported(row), seen=datetime.fromtimestamp(row["ts"], UTC))
        found[row["id"]] = assign(index, report, lambda: next(labels))
    precision, recall, f1 = bcubed({row["id"]: row["story"] for row in rows}, found)
    assert len({row["story"] for row in rows}) >= 40
    assert precision >= 0.95
    assert recall >= 0.9
    assert f1 >= 0.95


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_order_of_arrival_and_missing_times_do_not_matter_much(seed: int) -> None:
    """Shuffled and without times, when repeated events look alike, the set still holds together."""
    rows = [json.loads(line) for line in STORIES.read_text("utf-8").splitlines()]
    random.Random(seed).shuffle(rows)
    index, labels = StoryIndex(), (str(n) for n in count(1))
    found = {}
    for row in rows:
        found[row["id"]] = assign(index, reported(row), lambda: next(labels))
    assert bcubed({row["id"]: row["story"] for row in rows}, found)[2] >= 0.9


def test_a_translated_report_joins_its_story(desk: Desk) -> None:
    """English joins Russian, and a third report in either language joins both."""
    assert desk.read(*RU) == desk.read(*EN, hours=1)
    assert desk.read("Физик Лорсанов задержан в школе в Аргуне", hours=2) == "s1"


def test_the_same_person_after_the_window_is_another_story(desk: Desk) -> None:
    """Two detentions of one person a week apart are two stories."""
    first = desk.read(*RU)
    assert desk.read(*RU[:1], "Учителя задержали на границе с Грузией.", hours=170) != first


def test_an_old_story_must_be_met_more_closely_than_a_fresh_one() -> None:
    """Evidence that suffices at once no longer does when the window is about to close."""
    loose = ("Учитель Лорсанов выступил на конкурсе", "Физик из Аргуна показал опыт с маятником.")
    fresh, late = Desk(), Desk()
    fresh.read(*RU)
    late.read(*RU)
    near = [hours for hours in (0, 24, 48, 71) if Desk.read(late, *loose, hours=hours) == "s1"]
    assert near == sorted(near)
    assert fresh.read(*EN, hours=1) == "s1"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Earthquake of magnitude 5 in Peru", "Earthquake of magnitude 5 in Japan"),
        ("Central bank of Norway raises key rate", "Central bank of Poland cuts key rate"),
        ("Evening bulletin for June 3", "Evening bulletin for June 9"),
        ("Пожар на складе в Перми", "Пожар в школе в Туле"),
        ("В Киеве прошёл митинг врачей", "В Минске прошёл митинг врачей"),
    ],
)
def test_another_place_date_or_direction_is_another_story(desk: Desk, one: str, other: str) -> None:
    """Like words do not join what the facts keep apart."""
    assert desk.read(one) != desk.read(other)


def test_an_equal_address_is_one_story_whatever_the_title(desk: Desk) -> None:
    """A headline rewritten at the same address is the same report."""
    link = "https://example.org/a"
    assert desk.read("Снег в Туле", link=link) == desk.read("Rain over Lima", link=link, hours=1)


def test_a_wire_copy_joins_even_under_a_headline_of_its_own(desk: Desk) -> None:
    """The text decides, not the title that an editor put above it."""
    text = "Рабочие нашли клад медных монет при ремонте старой мельницы, сообщил музей. " * 4
    assert desk.read("Клад на мельнице", text) == desk.read("Неожиданная находка", text.upper(), hours=3)


def test_a_chain_of_loosely_alike_reports_does_not_run_together(desk: Desk) -> None:
    """Each neighbour shares a little; the ends share nothing and stay apart."""
    words = [f"chain{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(90)]
    labels = [desk.read(" ".join(words[n : n + 6])) for n in range(0, 84, 2)]
    assert labels[0] == labels[1] != labels[-1]


def test_of_two_stories_that_would_do_the_greater_is_told_on(desk: Desk) -> None:
    """An early offshoot of a great story does not live on beside it."""
    for n in range(20):
        desk.read(f"Ferry Aurelia aground off Skagen, day {n}", hours=0)
    desk.index.add(
        sign(Report(id="x", title="Ferry Aurelia aground: tugs wait off Skagen")), "offshoot", NOON
    )
    assert desk.read("Ferry Aurelia still aground off Skagen as tugs wait", hours=1) == "s1"


def test_asking_changes_nothing(desk: Desk) -> None:
    """choose() can be called any number of times before add()."""
    desk.read(*RU)
    signature = sign(Report(id="2", title=EN[0], text=EN[1]))
    answers = {desk.index.choose(signature, NOON) for _ in range(5)}
    assert answers == {"s1"}
    assert len(desk.index) == 1


def test_the_same_reports_in_the_same_order_give_the_same_stories() -> None:
    """Nothing depends on hashing or on chance."""
    rows = [json.loads(line) for line in STORIES.read_text("utf-8").splitlines()]
    one, other = Desk(), Desk()
    for row in rows:
        hours = (row["ts"] - rows[0]["ts"]) / 3600
        assert one.read(row["title"], row["text"], hours) == other.read(row["title"], row["text"], hours)


def test_stories_past_the_window_are_forgotten_with_all_their_words() -> None:
    """Memory holds a window of news, not the history of the world."""
    desk = Desk(window=timedelta(hours=1))
    for n in range(200):
        desk.read(
            f"Word{n} title{n} about{n}",
            f"Some text number {n} here.",
            hours=n * 2,
            link=f"https://a.example/{n}",
        )
    assert len(desk.index) <= 2
    assert len(desk.index._postings) < 50
    assert len(desk.index._exact) <= 4


def test_the_words_looked_up_and_the_stories_weighed_stay_bounded() -> None:
    """However many stories share a word, a word remembers a fixed number of them."""
    desk = Desk()
    for n in range(400):
        desk.read(f"Council meeting about budget item{n} of district{n} by member{n}", hours=None)
    assert max(map(len, desk.index._postings.values())) <= 64


def test_a_report_from_the_past_makes_no_story_old(desk: Desk) -> None:
    """Reports may arrive out of order by any amount; today's stories outlive a wrong clock."""
    desk.read(*RU, hours=500)
    assert desk.read("Rain over Lima", hours=0) != "s1"
    assert desk.read(*EN, hours=501) == "s1"


@given(st.lists(st.tuples(st.text(max_size=60), st.text(max_size=60)), max_size=12))
def test_any_text_finds_a_story(reports: list[tuple[str, str]]) -> None:
    """Empty titles, signs only, mixed scripts: each report gets a label."""
    desk = Desk()
    assert all(desk.read(title, text) for title, text in reports)
