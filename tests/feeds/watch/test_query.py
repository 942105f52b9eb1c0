"""Queries: read or refused with a pointer, judged over the hits of the one pass, kept in the file."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.errors import WatchListError
from feeds.types import Entity, EntityKind, Keyword, KeywordRole, KeywordScope, Match, WatchList
from feeds.watch.explain import Gate, explain
from feeds.watch.match import Matcher
from feeds.watch.query import QueryError, feed_name, parse_query
from feeds.watch.watchlist import dump, parse

ISSUE = '("Velsky" OR Вельский) AND (detained OR пытки) NOT "football club"'


def watching(query: str, *keywords: Keyword) -> Matcher:
    words = (Keyword(query, query=True), *keywords)
    return Matcher(WatchList((Entity("topic", EntityKind.TOPIC, {"en": "Unnamed"}, words),)))


def holds(query: str, title: str, text: str = "", **about: str) -> bool:
    return bool(watching(query).find(title, text, **about))


def refused(query: str) -> QueryError | None:
    try:
        parse_query(query)
    except QueryError as error:
        return error
    return None


def surfaces(matches: tuple[Match, ...]) -> list[str]:
    return [match.surface for match in matches]


HOLD = [
    (ISSUE, "Вельского держали под пытками"),
    (ISSUE, "Velsky's lawyer detained"),
    ("суд приговор", "О приговоре спорят в суде"),
    ("суд AND приговор", "О приговорах спорят суды"),
    ("суд OR приговор", "Приговора не будет"),
    ("суд приговор OR штраф", "Штраф отменили"),
    ("штраф OR суд приговор", "Штрафов больше нет"),
    ("суд NOT (приговор AND штраф)", "Суд отменил штраф"),
    ('"речной порт"', "в Речном порту"),
    ("«речной порт»", "у речного порта"),
    ("„речной порт“", "речному порту"),
    ("“речной порт”", "РЕЧНОЙ ПОРТ"),
    ("речной-порт", "за речным портом"),
    ('"суд* приговор*"', "судебные приговоры"),
    ("задержан*", "Задержанных отпустили"),
    ("=штраф", "штраф отменён"),
    ("=Argun", "A bridge in Argun"),
    ('="Речной порт"', "закрыт Речной порт"),
    ("суд NEAR/2 штраф", "Штраф назначил районный суд"),
    ("суд NEAR/1 (штраф OR арест)", "Суд отменил арест"),
    ("суд NEAR/1 штраф NEAR/1 арест", "Суд и штраф и арест"),
    ('суд NEAR/3 "речной порт"', "Суд закрыл весь речной порт"),
    ("title:суд", "В суде тихо"),
    ("title:(суд OR штраф) порт", "Штраф порту"),
    ("TITLE: суд", "В суде тихо"),
    ("Шлягин", "адвокат Шлягиным доволен"),
    ("Шлягин", "Lawyer Shlyagin was silent"),
    ("Загорская", "Загорскую отпустили"),
    ("Оюб", "Оюбу отказали"),
    ("ё-мобиль", "Е-мобилем довольны"),
    ("статья", "ста\u0301тьи зако\u00adна"),
    ('"статья 97"', "осуждён по статье 97"),
    ("К12", "завод К12 закрыт"),
    ("суд lang:ru", "Суд отложен"),
    ("court NOT lang:ru", "The court adjourned"),
    ("court lang: en", "The court adjourned"),
]
FAIL = [
    (ISSUE, "Вельского видели в городе"),
    (ISSUE, "Velsky detained a fan of the football club"),
    ("суд AND приговор", "В суде тихо"),
    ("суд NOT приговор", "Суд смягчил приговоры"),
    ("суд приговор OR штраф", "Суд отложен"),
    ("суд NOT (приговор OR штраф)", "Суд отменил штраф"),
    ('"речной порт"', "порт у речной станции"),
    ("суд", "судак и посуда"),
    ("=штраф", "штрафа не будет"),
    ("=Argun", "argun"),
    ("суд NEAR/2 штраф", "Суд давно и твёрдо отменил весь штраф"),
    ("суд NEAR/1 штраф NEAR/1 арест", "Суд и штраф, а потом ещё и арест"),
    ("суд NEAR/5 суд", "Суд отложен"),
    ('"статья 97"', "осуждён по статье 970"),
    ("К12", "заводы К120 и АК12"),
    ("он", "on the road"),
    ("суд lang:en", "Суд отложен"),
    ("court NOT lang:en", "The court adjourned"),
    ("статья", "(материал создан иностранным агентом: статья)"),
]


@pytest.mark.parametrize(("query", "title"), HOLD)
def test_a_query_holds(query: str, title: str) -> None:
    """Words in all their forms, phrases, nearness, fields, languages."""
    assert holds(query, title)


@pytest.mark.parametrize(("query", "title"), FAIL)
def test_a_query_does_not_hold(query: str, title: str) -> None:
    """What is missing, forbidden, too far or only similar."""
    assert not holds(query, title)


def test_the_evidence_is_the_words_that_made_it_hold() -> None:
    """Surfaces with offsets into the original text, the whole query as keyword, the rule named."""
    found = watching("суд (порт OR мост AND lang:en) NOT штраф").find("Суды", "Порта нет, мосту быть.")
    assert [(one.surface, one.field, one.rule) for one in found] == [
        ("Суды", "title", "query"),
        ("Порта", "text", "query"),
    ]
    assert {one.keyword for one in found} == {"суд (порт OR мост AND lang:en) NOT штраф"}
    near = watching("суд NEAR/1 штраф").find(
        "", "Суд отменил штраф. Прошёл месяц, и суд вспомнил про новый штраф."
    )
    assert surfaces(near) == ["Суд", "штраф"]


def test_fields_are_told_apart() -> None:
    """title: and text: look in their part alone, and NEAR never reaches from one into the other."""
    assert holds("title:суд text:штраф", "Суд", "Штраф")
    assert not holds("title:суд text:штраф", "Штраф", "Суд")
    assert not holds("суд NEAR/50 штраф", "Суд", "Штраф")
    assert holds("суд штраф", "Суд", "Штраф")


@pytest.mark.parametrize(
    ("query", "known"),
    [
        ("суд source:northern", True),
        ('суд source:"northern herald"', True),
        ("суд source:herald.example", True),
        ("суд source:north", False),
        ("суд NOT source:herald.example", False),
        ("суд source:https://herald.example/rss", True),
    ],
)
def test_a_source_is_known_by_whole_words_of_its_name_or_address(query: str, known: bool) -> None:
    """Part of a word is not enough, so that a short name does not sit in a longer one."""
    source = feed_name("Northern Herald", "https://herald.example/rss")
    assert holds(query, "Суд отложен", source=source) is known
    assert not holds("суд source:herald", "Суд отложен")


def test_the_hint_of_a_language_decides() -> None:
    """What the feed says of itself goes before what the words look like."""
    assert holds("court lang:en", "court", lang="en-GB")
    assert holds("суд lang:uk", "суд", lang="uk")
    assert holds("sud lang:ru", "sud", lang="ru-Latn")


def test_exclude_words_of_the_entity_work_on_queries_too() -> None:
    """A hit inside an excluded phrase is no hit for a query either; aliases are found beside queries."""
    street = Keyword("улица Вельского", role=KeywordRole.EXCLUDE, scope=KeywordScope.PHRASE)
    matcher = watching("Вельский пытки", street, Keyword("порт"))
    assert not matcher.find("Пытки на улице Вельского", "")
    assert surfaces(matcher.find("Пытки Вельского в порту", "")) == ["Пытки", "Вельского", "порту"]


def test_switches_work_on_queries() -> None:
    """A query that is off, or whose entity is paused, is not searched."""
    off = Keyword("суд", query=True, active=False)
    assert not watching("порт", off).find("Суд", "")
    paused = Entity("x", EntityKind.TOPIC, {"en": "X"}, (Keyword("суд", query=True),), active=False)
    assert not Matcher(WatchList((paused,))).find("Суд", "")


def test_two_entities_judge_their_queries_apart() -> None:
    """What one query forbids does not trouble another."""
    one = Entity("one", EntityKind.TOPIC, {"en": "Firstthing"}, (Keyword("суд NOT порт", query=True),))
    two = Entity("two", EntityKind.TOPIC, {"en": "Secondthing"}, (Keyword("суд порт", query=True),))
    assert {m.entity for m in Matcher(WatchList((one, two))).find("Суд в порту", "")} == {"two"}


BAD = [
    ("", 0, "empty", "at least one word"),
    ("суд and порт", 4, "and is not an operator", "write AND"),
    ("суд ИЛИ порт", 4, "ИЛИ is not an operator", "write OR"),
    ("суд && порт", 4, "&&", "write AND"),
    ("суд -порт", 4, "- is not an operator", "NOT порт"),
    ("(суд OR порт", 0, "never closed", "write )"),
    ("суд (порт OR", 10, "no word after it", "leave OR out"),
    ("суд)", 3, "closes nothing", "leave it out"),
    ("суд ()", 4, "nothing stands", "write a word"),
    ("суд OR", 4, "no word after it", "leave OR out"),
    ("AND суд", 0, "no word before it", "put a word there"),
    ("(AND суд)", 1, "no word before it", "put a word there"),
    ("суд NOT", 4, "no word after it", "leave NOT out"),
    ("суд NOT NOT порт", 8, "NOT stands twice", "write one"),
    ("NOT суд", 0, "none of its words", "must occur"),
    ("суд OR lang:ru", 0, "none of its words", "must occur"),
    ('"речной порт', 0, "never closed", 'write "'),
    ("«речной порт", 0, "never closed", "write »"),
    ('суд ""', 5, "no word here", "write letters"),
    ("суд NEAR порт", 4, "NEAR is not how", "NEAR/5"),
    ("суд near/5 порт", 4, "near/5 is not how", "NEAR/5"),
    ("суд NEAR/0 порт", 4, "NEAR/0 is not how", "from 1 to 50"),
    ("суд NEAR/51 порт", 4, "NEAR/51 is not how", "from 1 to 50"),
    ("суд NEAR/5 NOT порт", 11, "what is absent", "before the words"),
    ("(суд порт) NEAR/5 мост", 0, "cannot measure", "NEAR/5"),
    ("мост NEAR/5 lang:ru", 12, "cannot measure", "NEAR/5"),
    ("titel:суд", 0, "titel: is not known", "did you mean title:"),
    ("https://herald.example/1", 0, "address is no word", "source:"),
    ("суд title:", 4, "followed by no word", "title:Аргун"),
    ("title:(суд lang:ru)", 11, "whole item", "outside"),
    ("title:(text:суд)", 7, "stands inside title:", "side by side"),
    ("суд lang:russian", 9, "two letters", "lang:ru"),
    ("суд lang:xx", 9, "xx is no language", "lang:ru"),
    ("source:herald", 0, "a source alone", "Кадыров source:meduza.io"),
    ("lang: ru", 0, "a language", "a word that must occur"),
    ("title:title:суд", 0, "title: stands twice", "write one"),
    ("суд lang:(ru)", 9, "two letters", "lang:ru"),
    ("суд source:", 11, "name or address", "source:meduza.io"),
    ("суд.*", 0, "regular expressions", "star"),
    ("[сш]уд", 0, "regular expressions", "star"),
    ("суд|порт", 0, "regular expressions", "OR"),
    ("/суд/", 0, "regular expressions", "star"),
    ("су*", 0, "cannot stand here", "three letters"),
    ("су*ды", 0, "cannot stand here", "three letters"),
    ("=судеб*", 1, "cannot stand here", "without ="),
    ('"речной по* мост"', 8, "cannot stand here", "three letters"),
    ("суд,порт", 0, "only a space", "AND or OR"),
    ("суд, порт", 3, ", is not an operator", "write OR"),
    ("=", 1, "no word here", "leave it out"),
    ("(" * 13 + "суд" + ")" * 13, 12, "more than 12 deep", "flatter"),
    ("суд " * 51, 200, "more than 50 words", "two queries"),
    ("с" * 1001, 1000, "longer than 1000", "two queries"),
    ('"' + "суд " * 11 + '"', 1, "at most 10 words", "NEAR/5"),
]


@pytest.mark.parametrize(("query", "position", "problem", "hint"), BAD)
def test_a_bad_query_is_refused_with_place_and_hint(
    query: str, position: int, problem: str, hint: str
) -> None:
    """The error points at the character and says what to write."""
    with pytest.raises(QueryError) as caught:
        parse_query(query)
    assert (caught.value.position, problem in caught.value.problem, hint in caught.value.hint) == (
        position,
        True,
        True,
    )


def test_the_pointer_stands_under_the_place() -> None:
    """Two lines for a terminal or a monospaced message, cut round the place in a long query."""
    with pytest.raises(QueryError) as caught:
        parse_query("суд and порт")
    assert caught.value.pointer("суд and порт") == "суд and порт\n    ^"
    long = "суд " * 40 + "and\n" + "порт " * 9
    with pytest.raises(QueryError) as caught:
        parse_query(long)
    shown, caret = caught.value.pointer(long).split("\n")
    assert shown[caret.index("^") :].startswith("and порт")
    assert len(shown) <= 62
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "суд",
                "порт*",
                "=мост",
                '"речной порт"',
                "AND",
                "OR",
                "NOT",
                "NEAR/3",
                "(",
                ")",
                "title:",
                "lang:ru",
            ]
        )
        | st.text(max_size=4),
        max_size=12,
    )
)
def test_any_string_is_a_query_or_refused(pieces: list[str]) -> None:
    """No string breaks the reading, and what is accepted can be searched for and kept."""
    text = " ".join(pieces)
    error = refused(text)
    if error is not None:
        assert 0 <= error.position <= len(text)
        assert error.pointer(text)
        return
    found = watching(text).find("Суд и мост", "Речной порт у моста")
    assert all(one.rule == "query" for one in found)
    if text.isprintable():
        entity = Entity("t", EntityKind.TOPIC, {"en": "T"}, (Keyword(text, query=True),))
        assert parse(dump(WatchList((entity,)))).entities == (entity,)


def test_nothing_written_by_the_hostile_is_costly() -> None:
    """A chain of fifty NEARs over a text of nothing but its words ends, with bounded evidence."""
    matcher = watching(" NEAR/50 ".join(["(суд OR порт)"] * 25))
    found = matcher.find("", "суд порт и " * 20_000)
    assert 0 < len(found) <= 2000


TOML = """[[entity]]
key = "torture"
kind = "topic"
names = { en = "Torture" }
queries = [
    '(пытки OR "forced confession") AND суд',
    { text = "пытки NEAR/5 полиция", active = false },
]
"""


def test_queries_are_kept_in_the_watch_list_file() -> None:
    """They are read from a list of their own and written back to it."""
    watchlist = parse(TOML)
    assert [(one.text, one.query, one.active) for one in watchlist.entities[0].keywords] == [
        ('(пытки OR "forced confession") AND суд', True, True),
        ("пытки NEAR/5 полиция", True, False),
    ]
    assert "queries = [" in dump(watchlist)
    assert parse(dump(watchlist)) == watchlist


@pytest.mark.parametrize(
    ("good", "bad", "line", "hint"),
    [
        ("NEAR/5", "near 5", "line 7", "character 7: near is not how nearness is written; write NEAR/5"),
        (") AND", "  AND", "line 6", "character 1: this bracket is never closed"),
        ('("forced confession"', "((", "line 6", "line 6"),
        ("active = false", 'role = "exclude"', "line 7", "a query finds an entity"),
    ],
)
def test_a_bad_query_in_a_file_is_refused_with_its_line(good: str, bad: str, line: str, hint: str) -> None:
    """The problem names the line, the query and the character in it."""
    with pytest.raises(WatchListError) as caught:
        parse(
            TOML.replace(good, bad, 1) if good in TOML else TOML.replace('(пытки OR "f', '(пытки OR ("f', 1)
        )
    assert any(problem.startswith(line) and hint in problem for problem in caught.value.problems)


RAVEN = Entity(
    "raven",
    EntityKind.PERSON,
    {"en": "Pavel Voronov", "ru": "Павел Воронов"},
    (Keyword("Воронов"), Keyword("Voronov"), Keyword("Павел Воронов")),
)


@pytest.mark.parametrize(
    ("query", "title", "holds"),
    [
        ("Воронов AND суд", "Суд допросил Воронова", True),
        ("Воронов AND суд", "Суд допросил Павла Воронова", True),
        ("Воронов AND суд", "Суд допросил Тимура Воронова", False),
        ("Воронов AND суд", "Тимур Воронов в суде. Воронов молчит", False),
        ("Воронов AND суд", "Павел Воронов и Тимур Воронов в суде", True),
        ("суд NEAR/3 Voronov", "Суд: Timur Voronov", False),
        ("=Воронов AND суд", "Тимур Воронов в суде", True),
        ("суд NOT Воронов", "Тимур Воронов в суде", False),
        ("Сорокин AND суд", "Тимур Сорокин в суде", True),
    ],
)
def test_a_watched_surname_means_that_person(query: str, title: str, holds: bool) -> None:
    """A namesake does not make a query hold, unless the word itself is asked for."""
    topic = Entity("court", EntityKind.TOPIC, {"en": "Some court case"}, (Keyword(query, query=True),))
    watchlist = WatchList((topic, RAVEN))
    found = Matcher(watchlist).find(title, "", "ru")
    assert any(match.entity == "court" for match in found) is holds


def test_a_namesake_is_named_as_what_stopped_a_query() -> None:
    """Where nothing else of the query stands, the explanation says so."""
    topic = Entity(
        "court", EntityKind.TOPIC, {"en": "Some court case"}, (Keyword("Воронов суд", query=True),)
    )
    watchlist = WatchList((topic, RAVEN))
    said = explain(watchlist, Matcher(watchlist), "Тимур Воронов дома", "", "ru")
    assert [one.gate for one in said.findings if one.entity == "court"] == [Gate.NAMESAKE]
