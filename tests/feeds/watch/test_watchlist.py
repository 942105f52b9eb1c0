"""The watch-list file: read as a whole, refused with reasons, written so that it reads back equal."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.errors import WatchListError
from feeds.types import Entity, EntityKind, Keyword, KeywordRole, KeywordScope, WatchList
from feeds.watch.problem import Problem
from feeds.watch.watchlist import default, dump, parse

GOOD = """version = 3

[[entity]]
key = "town"
kind = "place"
names = { en = "Town", ru = "Город" }
aliases = ["Town", { text = "ГД", case = true, needs_context = true }]
derived_words = ["городской"]
context = ["мэр"]
exclude = [{ text = "река", scope = "near", distance = 4 }]
not_inside = ["Новый Город"]
"""


def test_groups_say_what_a_keyword_does() -> None:
    """A list's name sets role, scope and class of its keywords; a table in it overrides."""
    town = parse(GOOD).entities[0]
    assert [(one.text, one.role, one.scope, one.derived) for one in town.keywords] == [
        ("Town", KeywordRole.ALIAS, KeywordScope.ITEM, False),
        ("ГД", KeywordRole.ALIAS, KeywordScope.ITEM, False),
        ("городской", KeywordRole.ALIAS, KeywordScope.ITEM, True),
        ("мэр", KeywordRole.CONTEXT, KeywordScope.ITEM, False),
        ("река", KeywordRole.EXCLUDE, KeywordScope.NEAR, False),
        ("Новый Город", KeywordRole.EXCLUDE, KeywordScope.PHRASE, False),
    ]


def test_the_bundled_list_has_the_promised_keys_and_reads_back() -> None:
    """The five default entities are there, and dump keeps all of them."""
    watchlist = default()
    assert [one.key for one in watchlist.entities] == ["chechnya", "kadyrov", "argun", "titiev", "lgbtnet"]
    assert parse(dump(watchlist)) == watchlist


BAD = [
    ('key = "town"', 'key = "Big Town"', "line 4", "key must be"),
    ('kind = "place"', 'kind = "city"', "line 5", '"place"'),
    ("names = { en", "names = { de", "line 6", "English name"),
    ("aliases =", "alias =", "line 7", 'did you mean "aliases"'),
    ("case = true", "caps = true", "line 7", '"caps" is not known'),
    ("case = true", 'case = "yes"', "line 7", "true or false"),
    ('scope = "near"', 'scope = "close"', "line 10", "item, sentence, near, phrase"),
    ("distance = 4", "distance = 400", "line 10", "1 to 50"),
    ('"Новый Город"', '"--"', "line 11", "at least one letter"),
    ('"Новый Город"', '"*"', "line 11", "at least one letter"),
    ("version = 3", 'version = "3"', "line 1", "whole number"),
    ("[[entity]]", "[entity]", "", "[[entity]]"),
    ('kind = "place"', "kind = place", "line 5", "no valid TOML"),
]


@pytest.mark.parametrize(("good", "bad", "line", "hint"), BAD)
def test_a_bad_file_is_refused_with_line_and_hint(good: str, bad: str, line: str, hint: str) -> None:
    """The problem names where it is and what to write instead."""
    with pytest.raises(WatchListError) as caught:
        parse(GOOD.replace(good, bad, 1))
    assert any(line in problem and hint in problem for problem in caught.value.problems)


def test_all_problems_are_told_at_once_and_twins_are_refused() -> None:
    """One look shows everything that has to be mended."""
    with pytest.raises(WatchListError) as caught:
        parse(GOOD.replace("place", "city").replace("case", "caps"))
    assert len(caught.value.problems) == 2


def test_a_key_used_twice_is_told_with_its_line_beside_other_problems() -> None:
    """The second block is named, and a mistake elsewhere in it does not hide that."""
    twice = GOOD + GOOD.split("\n", 2)[2].replace('kind = "place"', 'kind = "city"')
    with pytest.raises(WatchListError) as caught:
        parse(twice)
    line = len(GOOD.split("\n")) + GOOD.split("\n", 2)[2].split("\n").index('key = "town"')
    assert f'line {line}: the key "town" is used twice' in str(caught.value)
    assert "kind must be" in str(caught.value)


def test_a_problem_can_be_said_in_another_language_without_its_line() -> None:
    """Template and values go through whatever says them, down to the inner sentences."""
    with pytest.raises(WatchListError) as caught:
        parse(GOOD.replace('"Новый Город"', '{ text = "суд и", query = true }'))
    said: list[str] = []

    def say(template: str, /, **values: object) -> str:
        said.append(template)
        return template.format(**values).upper()

    (problem,) = [one for one in caught.value.problems if isinstance(one, Problem)][-1:]
    assert problem.startswith(f"line {problem.line}: ")
    assert not problem.said(say).startswith("LINE")
    assert "{word} is not an operator" in said
    copied = pickle.loads(pickle.dumps(problem))  # our own bytes
    assert (copied, copied.said(say)) == (problem, problem.said(say))


texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20).map(
    lambda text: "ж" + text
)
keywords = st.builds(
    Keyword,
    text=texts.map(lambda text: text.replace("*", "")),
    lang=st.sampled_from(["", "en", "ru"]),
    role=st.sampled_from(KeywordRole),
    inflect=st.booleans(),
    derived=st.booleans(),
    case=st.booleans(),
    needs_context=st.booleans(),
    translit=st.booleans(),
    ownerless=st.booleans(),
    active=st.booleans(),
    scope=st.sampled_from([KeywordScope.ITEM, KeywordScope.SENTENCE]),
    distance=st.integers(0, 50),
)
entities = st.builds(
    Entity,
    key=st.from_regex(r"[a-z0-9][a-z0-9_-]{0,8}", fullmatch=True),
    kind=st.sampled_from(EntityKind),
    names=st.fixed_dictionaries({"en": texts}, optional={"ru": texts}),
    keywords=st.lists(keywords, max_size=5).map(tuple),
    derived=st.booleans(),
    active=st.booleans(),
)


@settings(max_examples=100, deadline=None)
@given(st.lists(entities, max_size=3, unique_by=lambda entity: entity.key), st.integers(0, 99))
def test_what_is_dumped_reads_back_equal(found: list[Entity], version: int) -> None:
    """Any order, any options, any characters survive."""
    watchlist = WatchList(tuple(found), version)
    assert parse(dump(watchlist)) == watchlist


@pytest.mark.parametrize("text", ["", "\n \n", "# nothing yet\n"])
def test_a_text_that_says_nothing_is_no_watch_list(text: str) -> None:
    """What to write is said; a list that a moderator emptied still says its version and can be read."""
    with pytest.raises(WatchListError, match=r"\[\[entity\]\]"):
        parse(text)
    emptied = dump(WatchList((), version=3))
    assert parse(emptied) == WatchList((), version=3)
    with pytest.raises(WatchListError, match="empty"):
        parse(emptied, may_be_empty=False)
