"""What is new, what is known and what is an edit, in the shapes that publishers really use."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from feeds.types import EntryData, FeedData
from feeds.web.identity import Edited, New, identify
from feeds.web.keys import MAX_KEYS
from tests.feeds.web.memory import COLUMN, HOME, Memory, at, item

ROAD = "Road to the mountain pass reopened after the avalanche"
SCHOOL = "Village school gets a new roof before the winter"
BRIDGE = "Inspectors close the old bridge over the river"
COURT = "Court in the regional capital postpones the hearing again"

FIVE = [
    f"{name} reports for the region, number {name}" for name in ("Alfa", "Bravo", "Delta", "Golf", "Kilo")
]


# Each case: the documents of the polls in order, and the verdicts on the last of them.
CASES: dict[str, tuple[list[list[EntryData]], list[str]]] = {
    "an unchanged entry": ([[item(ROAD, "a/road-1001", "u-1")]] * 2, ["Same"]),
    "a headline reworded under the same id": (
        [[item(ROAD, "a/road-1001", "urn:1", published=at(0))], [item(SCHOOL, "a/road-1001", "urn:1")]],
        ["Edited"],
    ),
    "a headline reworded under the same link, no id": (
        [[item(ROAD, "a/road-1001", published=at(0))], [item(SCHOOL, "a/road-1001", published=at(0))]],
        ["Edited"],
    ),
    "headline and slug changed, id stable": (
        [
            [item(ROAD, "a/road-pass-open", "urn:1001", text="Crews worked all night.", published=at(0))],
            [item(SCHOOL, "a/school-new-roof", "urn:1001", text="Crews worked all night.", published=at(0))],
        ],
        ["Edited"],
    ),
    "the id given to a wholly other story": (
        [
            [item(ROAD, "a/road-pass-open", "urn:1001", text="Crews worked all night.", published=at(0))],
            [item(SCHOOL, "a/school-new-roof", "urn:1001", text="Parents had asked.", published=at(3))],
        ],
        ["New"],
    ),
    "ids that count places": (
        [
            [
                item(ROAD, "a/road-1001", "1"),
                item(SCHOOL, "a/school-1002", "2"),
                item(BRIDGE, "a/b-1003", "3"),
            ],
            [
                item(COURT, "a/court-1004", "1"),
                item(ROAD, "a/road-1001", "2"),
                item(SCHOOL, "a/school-1002", "3"),
            ],
        ],
        ["New", "Same", "Same"],
    ),
    "ids that count places, no links": (
        [
            [item(ROAD, uid="story-1"), item(SCHOOL, uid="story-2"), item(BRIDGE, uid="story-3")],
            [item(COURT, uid="story-1"), item(ROAD, uid="story-2"), item(SCHOOL, uid="story-3")],
        ],
        ["New", "Same", "Same"],
    ),
    "every link the front page, no dates": (
        [[item(ROAD, ""), item(SCHOOL, "")], [item(BRIDGE, ""), item(ROAD, "")]],
        ["New", "Same"],
    ),
    "no id, no link": ([[item(ROAD), item(SCHOOL)], [item(BRIDGE), item(SCHOOL)]], ["New", "Same"]),
    "no title, only text": (
        [[item("", text=ROAD)], [item("", text=SCHOOL), item("", text=ROAD)]],
        ["New", "Same"],
    ),
    "dates that are the time of the fetch": (
        [
            [item(ROAD, "", published=at(0)), item(SCHOOL, "", published=at(0))],
            [item(ROAD, "", published=at(1)), item(SCHOOL, "", published=at(1))],
        ],
        ["Same", "Same"],
    ),
    "a date in another time zone": (
        [[item(ROAD, "", published=at(0))], [item(ROAD, "", published=at(0) + timedelta(hours=3))]],
        ["Same"],
    ),
    "empty documents in between": (
        [[item(ROAD, "a/road-1001")], [], [], [item(ROAD, "a/road-1001")]],
        ["Same"],
    ),
    "http instead of https and tracking": (
        [
            [item(ROAD, "http://www.news.example/a/road-1001/")],
            [item(ROAD, "https://news.example/a/road-1001?utm_source=rss")],
        ],
        ["Same"],
    ),
    "ids that change from http to https": (
        [
            [item(ROAD, "a/road-1001", "http://news.example/?p=1001")],
            [item(ROAD, "b/road-1001", "https://news.example/?p=1001")],
        ],
        ["Same"],
    ),
    "the id turns from the link into a number": (
        [
            [item(ROAD, "a/road-1001", "https://news.example/a/road-1001")],
            [item(ROAD, "a/road-1001", "778123")],
        ],
        ["Same"],
    ),
    "the id turns from a number into the link": (
        [
            [item(ROAD, "a/road-1001", "778123")],
            [item(ROAD, "a/road-1001", "https://news.example/a/road-1001")],
        ],
        ["Same"],
    ),
    "the link moves and the id remains the old link": (
        [
            [item(ROAD, "a/road-1001", "https://news.example/a/road-1001")],
            [item(SCHOOL, "school-new-roof", "https://news.example/a/road-1001")],
        ],
        ["Edited"],
    ),
    "a counter behind the id": (
        [
            [item(ROAD, "a/road-1001", "https://news.example/a/road-1001#0", published=at(0))],
            [item(SCHOOL, "a/road-1001", "https://news.example/a/road-1001#1", published=at(1))],
        ],
        ["Edited"],
    ),
    "a version behind the link": (
        [[item(ROAD, "a/road-1001")], [item(SCHOOL, "a/road-1001?v=2")]],
        ["Edited"],
    ),
    "a new redirect and id for the same headline and date": (
        [
            [item(ROAD, "https://agg.example/r/CBMiXx1001", "CBMiXx1001", published=at(0))],
            [item(ROAD, "https://agg.example/r/CBMiYy2002", "CBMiYy2002", published=at(0))],
        ],
        ["Same"],
    ),
    "a site that changes all addresses": (
        [
            [item(title, f"old/{place}1234") for place, title in enumerate(FIVE)],
            [item(title, f"articles/{place}9876") for place, title in enumerate(FIVE)],
        ],
        ["Same"] * 5,
    ),
    "a column with one headline for every issue": (
        [
            [item(COLUMN, "c/obzor-1001", "urn:1001", published=at(0))],
            [
                item(COLUMN, "c/obzor-1002", "urn:1002", published=at(1)),
                item(COLUMN, "c/obzor-1001", "urn:1001", published=at(0)),
            ],
        ],
        ["New", "Same"],
    ),
    "a column without ids, dates or a text of its own": (
        [[item(COLUMN, "c/obzor-1001")], [item(COLUMN, "c/obzor-1002")]],
        ["New"],
    ),
    "a column without id and link, told apart by its date": (
        [
            [item(COLUMN, "", published=at(0))],
            [item(COLUMN, "", published=at(1))],
            [item(COLUMN, "", published=at(2)), item(COLUMN, "", published=at(1))],
        ],
        ["New", "Same"],
    ),
    "a long headline for every issue": (
        [
            [item("What happened in the mountains this week", "w/week-1001", published=at(0))],
            [item("What happened in the mountains this week", "w/week-1002", published=at(7))],
        ],
        ["New"],
    ),
    "one id for different stories": (
        [
            [item(ROAD, "a/road-1001", "same"), item(SCHOOL, "a/school-1002", "same")],
            [item(BRIDGE, "a/bridge-1003", "same"), item(ROAD, "a/road-1001", "same")],
        ],
        ["New", "Same"],
    ),
    "a section page as the link of one story after the other": (
        [[item(ROAD, "live", published=at(0))], [item(SCHOOL, "live", published=at(0.1))]],
        ["New"],
    ),
    "one link, other ids, other stories": (
        [[item(ROAD, "a/live-1001", "p-7001")], [item(SCHOOL, "a/live-1001", "p-7002")]],
        ["New"],
    ),
    "a known headline beside a new story that took its link": (
        [
            [item(ROAD, "html/news_1.html"), item(SCHOOL, "html/news_2.html")],
            [item(BRIDGE, "html/news_1.html"), item(ROAD, "html/news_2.html")],
        ],
        ["New", "Same"],
    ),
    "punctuation, case, stress and ё in a headline": (
        [[item("Ещё один ма́стер: «Вернусь» домой")], [item("Еще один мастер, “вернусь” Домой")]],
        ["Same"],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_each_shape_gets_the_right_verdicts(name: str) -> None:
    """The last document of each case is judged as a careful reader would judge it."""
    polls, expected = CASES[name]
    memory = Memory()
    for entries in polls[:-1]:
        memory.poll(*entries)
    assert memory.verdicts(*polls[-1]) == expected


@pytest.mark.parametrize("name", CASES)
def test_polling_everything_again_brings_nothing_new(name: str) -> None:
    """Old documents that return, from a cache or a restored server, are all known."""
    polls, _ = CASES[name]
    memory = Memory()
    for entries in polls:
        memory.poll(*entries)
    assert "New" not in [kind for entries in polls for kind in memory.verdicts(*entries)]


@pytest.mark.parametrize(
    ("entries", "titles"),
    [
        ([item(ROAD, "a/road-1001", "u-1001")] * 3, [ROAD]),
        ([item(ROAD), item(SCHOOL), item(ROAD)], [ROAD, SCHOOL]),
        (
            [
                item(ROAD, "http://www.news.example/a/road-1001", "http://www.news.example/a/road-1001"),
                item(ROAD, "a/road-1001", "https://news.example/a/road-1001"),
            ],
            [ROAD],
        ),
        ([item(ROAD, "a/road-1001", "u-1001"), item(ROAD + " today", "a/road-1001", "u-1001")], [ROAD]),
        ([item(ROAD, "a/road-1001", "same"), item(SCHOOL, "a/school-1002", "same")], [ROAD, SCHOOL]),
        ([item(ROAD, ""), item(SCHOOL, "")], [ROAD, SCHOOL]),
        (
            [item(COLUMN, "c/1001", published=at(0)), item(COLUMN, "c/1002", published=at(1))],
            [COLUMN, COLUMN],
        ),
        (
            [
                item(ROAD, "p/news_1.html", published=at(0)),
                item(ROAD, "p/news_2.html", published=at(0)),
                item(SCHOOL, "p/news_3.html", published=at(1)),
                item(BRIDGE, "p/news_4.html", published=at(2)),
            ],
            [ROAD, SCHOOL, BRIDGE],
        ),
        ([EntryData(), item("", "", "7"), item(ROAD)], [ROAD]),
    ],
)
def test_copies_in_one_document_collapse_and_different_entries_do_not(
    entries: list[EntryData], titles: list[str]
) -> None:
    """Document order is kept; what cannot be told apart is one entry, what can is several."""
    found = identify(FeedData(link=HOME, version="rss20", entries=tuple(entries)))
    assert [identity.entry.title for identity in found] == titles


def test_the_fullest_copy_is_kept() -> None:
    """Of several copies the one with the longest text stays, with the keys of all."""
    short = item(ROAD, "a/road-1001", "u-1001", text="Crews worked.")
    full = item(ROAD, "a/road-1001", "u-2002", text="Crews worked all night and opened one lane.")
    (identity,) = identify(FeedData(link=HOME, version="rss20", entries=(short, replace(full, uid="u-1001"))))
    assert identity.entry.text == full.text


def test_links_that_are_places_are_learned_and_kept() -> None:
    """After stories have walked along the links, a link alone never makes a story known."""
    memory = Memory()
    titles = [ROAD, SCHOOL, BRIDGE, COURT]
    memory.poll(*(item(title, f"top/news_{place}.html") for place, title in enumerate(titles, 1)))
    fresh = ["Ferry service to the island starts early", *titles[:3]]
    memory.poll(*(item(title, f"top/news_{place}.html") for place, title in enumerate(fresh, 1)))
    assert memory.links_reused
    assert memory.verdicts(item("Library in the valley lends tools now", "top/news_1.html")) == ["New"]
    assert memory.links_reused


def test_ordinary_edits_never_teach_that_links_are_reused() -> None:
    """Three reworded headlines among ten leave the links trusted."""
    memory = Memory()
    before = [
        item(f"{word} case comes before the judges", f"a/case-{place}000")
        for place, word in enumerate("abcdefghij")
    ]
    memory.poll(*before)
    after = [
        replace(entry, title=f"Verdict reached {place}") if place < 3 else entry
        for place, entry in enumerate(before)
    ]
    assert memory.verdicts(*after) == ["Edited"] * 3 + ["Same"] * 7
    assert not memory.links_reused


def test_a_new_column_can_take_only_keys_that_nobody_owns() -> None:
    """The headline's key stays with the first issue; the second is known by its date."""
    memory = Memory()
    memory.poll(item(COLUMN, "", published=at(0)))
    ((_, verdict, _),) = memory.poll(item(COLUMN, "", published=at(1)))
    assert isinstance(verdict, New)
    assert [key[:2] for key in verdict.keys] == ["d:"]


def test_an_address_that_changes_at_every_poll_does_not_fill_the_table() -> None:
    """The keys of one entry are limited, and it is still known."""
    memory = Memory()
    for poll in range(60):
        memory.poll(item(ROAD, f"s{poll}x8812/road", published=at(0)))
    assert len(memory.entries) == 1
    assert len(memory.owner) <= MAX_KEYS


def test_texts_under_every_headline_do_not_identify() -> None:
    """Changing a standing phrase edits nothing, and never makes two stories one."""
    memory = Memory()
    memory.poll(item(ROAD, "", text="Read more on our site"), item(SCHOOL, "", text="Read more on our site"))
    again = [item(ROAD, "", text="Open the full story"), item(SCHOOL, "", text="Open the full story")]
    assert memory.verdicts(*again) == ["Same", "Same"]


@pytest.mark.parametrize(
    "odd",
    [
        item("\ud800 broken", "a/x", "\udfff"),
        item("?!", "https://", "#"),
        item("x" * 2_000_000, "a/" + "y" * 20_000, "z" * 2_000_000),
        item("1", "http://[::1", "http://[::1#"),
        item("", "a/only-a-link-1"),
        item("", None, "only-an-id"),
    ],
)
def test_odd_values_are_judged_like_any_other(odd: EntryData) -> None:
    """Broken text, addresses and sizes never raise, and are known the second time."""
    memory = Memory()
    assert memory.verdicts(odd, item(ROAD)) == ["New", "New"]
    assert memory.verdicts(odd, item(ROAD)) == ["Same", "Same"]


def test_edited_and_same_carry_only_keys_to_be_added() -> None:
    """A reworded headline brings its new key and nothing that is stored already."""
    memory = Memory()
    memory.poll(item(ROAD, "a/road-1001"))
    ((_, verdict, _),) = memory.poll(item(SCHOOL, "a/road-1001"))
    assert isinstance(verdict, Edited)
    assert [key[:2] for key in verdict.new_keys] == ["t:"]
