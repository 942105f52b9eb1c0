"""Model publishers with a known truth: every story is new exactly once, whatever else changes."""

from __future__ import annotations

import random
import re
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.types import EntryData
from feeds.web.identity import New
from tests.feeds.web.memory import COLUMN, DAY1, HOME, Memory, at

LONG = "Road to the mountain pass reopened after the avalanche"
OTHER = "Inspectors close the old bridge over the river"


@dataclass(frozen=True)
class Shape:
    """Which fields a publisher gives, and how they behave."""

    uid: str
    link: str
    date: str
    text: str
    titles: str

    @property
    def tells(self) -> bool:
        """Whether stories can be told apart, and followed, from what the publisher gives."""
        addressed = self.uid in ("stable", "permalink") or self.link in ("stable", "tracking", "secure")
        fickle = self.uid in ("renumbered", "reissued"), self.link in ("none", "home", "place", "reissued")
        if self.text == "edited" and any(fickle) and (all(fickle) or self.titles == "reworded"):
            return False  # a reworded headline, another text and another id: nothing is left to follow
        if self.uid == "reissued" and self.titles == "reworded":
            return False
        if self.titles == "reworded":
            return addressed or (self.uid == "renumbered" and self.link in ("stable", "tracking", "secure"))
        if self.titles == "column":
            return addressed or (self.date == "stable" and self.link != "mirror")
        return self.link != "reissued" or addressed or self.date == "stable"


SHAPES = st.builds(
    Shape,
    uid=st.sampled_from(["none", "stable", "permalink", "place", "constant", "renumbered", "reissued"]),
    link=st.sampled_from(["none", "stable", "tracking", "secure", "home", "place", "mirror", "reissued"]),
    date=st.sampled_from(["none", "stable", "fetch", "zone"]),
    text=st.sampled_from(["none", "title", "own", "phrase", "edited"]),
    titles=st.sampled_from(["plain", "reworded", "column"]),
).filter(lambda shape: shape.tells)

WORDS = re.findall(
    r"\w+",
    """river school bridge judge market winter doctor harbour engine garden letter museum teacher village
    forest railway painter mayor orchard clinic stadium glacier tunnel chapel""",
)


def publish(shape: Shape, story: int, place: int, poll: int, chance: random.Random) -> EntryData:
    """Write story number `story` as this publisher shows it at this place of this poll."""
    words = random.Random(story).sample(WORDS, 5)
    title = f"{' '.join(words).capitalize()} {story}"
    if shape.titles == "reworded" and chance.random() < 0.2:
        title = f"Updated entirely: {words[0]} {chance.choice(WORDS)} {poll}"
    if shape.titles == "column" and story % 4 == 0:
        title = COLUMN
    address = f"https://news.example/articles/story-{story:05}"
    links = {
        "none": None,
        "stable": address,
        "tracking": f"{address}?utm_campaign={poll}",
        "secure": address if poll > 4 else address.replace("https", "http"),
        "home": HOME,
        "place": f"https://news.example/top/news_{place}.html",
        "mirror": f"https://mirror{poll % 3}.example/news.example/articles/story-{story:05}",
        "reissued": f"https://aggregator.example/read/CBM{story:04}x{poll:04}",
    }
    uids = {
        "none": None,
        "stable": f"urn:n:{story + 5000}",
        "permalink": address,
        "place": str(place),
        "constant": "feed",
        "renumbered": address if poll < 5 else f"{story + 700000}",
        "reissued": f"CBM{story:04}x{poll:04}",
    }
    then = DAY1 + timedelta(minutes=37 * story)
    dates = {
        "none": None,
        "stable": then,
        "fetch": DAY1 + timedelta(hours=poll),
        "zone": then + timedelta(hours=chance.choice((0, 3))),
    }
    own = f"Correspondents describe what came of the {words[1]} and the {words[2]} in place {story}."
    texts = {"none": "", "title": title, "own": own, "phrase": "Read on.", "edited": f"{own} Part {poll}."}
    return EntryData(
        title, texts[shape.text], links[shape.link], uids[shape.uid], published=dates[shape.date]
    )


@settings(max_examples=300, deadline=None, derandomize=True)
@given(shape=SHAPES, seed=st.integers(0, 10**6), size=st.integers(4, 9))
def test_every_story_is_new_exactly_once_whatever_the_publisher_does(
    shape: Shape, seed: int, size: int
) -> None:
    """Stories enter, move, vanish for some polls and return; each is told once, none is lost."""
    chance = random.Random(seed)
    memory, told, newest = Memory(), Counter[int](), size
    numbers: dict[int, set[int]] = {}
    for poll in range(10):
        newest += chance.randrange(3)
        shown = sorted(range(newest - size, newest), reverse=chance.random() < 0.8)
        if chance.random() < 0.15:
            shown = []
        elif chance.random() < 0.3:
            shown.remove(chance.choice(shown))
        document = [publish(shape, story, place, poll, chance) for place, story in enumerate(shown, 1)]
        by_entry = dict(zip(document, shown, strict=True))
        for entry, verdict, number in memory.poll(*document):
            told[by_entry[entry]] += isinstance(verdict, New)
            numbers.setdefault(by_entry[entry], set()).add(number)
    assert set(told.values()) <= {1}
    assert all(len(those) == 1 for those in numbers.values())
    assert len(memory.entries) == len(told)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    polls=st.lists(
        st.lists(
            st.builds(
                EntryData,
                title=st.sampled_from(["", "A", COLUMN, LONG, OTHER]) | st.text(max_size=5),
                text=st.sampled_from(["", "Read on.", LONG, OTHER]),
                link=st.none()
                | st.sampled_from([HOME, "https://news.example/a/1001", "https://news.example/n_1"]),
                uid=st.none() | st.sampled_from(["1", "2", "urn:1", "https://news.example/a/1001#1"]),
                published=st.none() | st.sampled_from([at(0), at(1), at(0) + timedelta(hours=3)]),
            ),
            max_size=6,
        ),
        max_size=5,
    )
)
def test_any_document_polled_twice_in_a_row_brings_nothing_new(polls: list[list[EntryData]]) -> None:
    """Keys stay unique, each new entry gets one, and the same document again is known throughout."""
    memory = Memory()
    for entries in polls:
        kinds = memory.verdicts(*entries)
        assert len(kinds) <= len(entries)
        assert "New" not in memory.verdicts(*entries)
