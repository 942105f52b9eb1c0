"""Two reports are the same when they tell of one event, and the order does not matter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.story.compare import score
from feeds.types import Report


def report(title: str, lang: str = "", text: str = "", link: str = "") -> Report:
    return Report(id=title, title=title, text=text, lang=lang, link=link)


SAME = [
    ("Bus overturns near Oslo, nine hurt", "Nine injured as bus overturns near Oslo", "en"),
    ("Lithuania backs bailout of airline", "Lithuanian parliament backs airline bail-out", "en"),
    ("Суд арестовал бывшего мэра Шали", "Бывший мэр Шали арестован судом", "ru"),
    ("В Дербенте подтоплены 180 домов", "Паводок в Дербенте: под водой 180 домов", "ru"),
    ("sud arestoval byvshego mera shali", "byvshij mer shali arestovan", "ru-Latn"),
]
OTHER = [
    ("Bus overturns near Oslo, nine hurt", "Bus overturns near Lima, forty hurt", "en"),
    ("Shares in Tokyo close higher on Monday", "Shares in Tokyo close lower on Monday", "en"),
    ("Evening bulletin, July 9", "Evening bulletin, August 15", "en"),
    ("Два человека погибли при пожаре в Киеве", "Девять человек погибли при пожаре в Минске", "ru"),
    ("Новости за 5 июня", "Новости за 12 июня", "ru"),
    ("v groznom otkryli novuyu shkolu", "v permi zagorelsya sklad s kraskoj", "ru-Latn"),
]


@pytest.mark.parametrize(("a", "b", "lang"), SAME)
def test_one_event_in_other_words_is_the_same(a: str, b: str, lang: str) -> None:
    """Word order, inflection and spelling do not part two reports."""
    assert score(report(a, lang), report(b, lang)) >= 0.5


@pytest.mark.parametrize(("a", "b", "lang"), OTHER)
def test_like_words_of_another_event_are_not_the_same(a: str, b: str, lang: str) -> None:
    """Another place, number, date or direction is another event."""
    assert score(report(a, lang), report(b, lang)) < 0.5


@pytest.mark.parametrize(
    ("everyday", "rare"),
    [
        (
            ("Доктор помог девочке найти щенка", "Девочка спросила, где живет доктор"),
            ("Паромщик помог выдре найти щенка", "Выдра спросила, где живет паромщик"),
        ),
        (
            ("Хозяин завода открыл музей паровозов", "Хозяин завода продал яхту арабам"),
            ("Бондарь маяка открыл музей паровозов", "Бондарь маяка продал яхту арабам"),
        ),
    ],
)
def test_everyday_words_say_less_than_rare_ones(everyday: tuple[str, str], rare: tuple[str, str]) -> None:
    """Many headlines have a doctor and a girl; few have a ferryman and an otter."""
    assert score(*map(report, everyday)) < 0.5 <= score(*map(report, rare))


def test_below_their_titles_reports_of_all_events_are_alike() -> None:
    """Who told it and who looks into it is shared; what the titles share counts twice."""
    line = "The police said on Monday that an investigation was under way and that nobody had been charged."
    stolen = report("Barge with onions stolen in Delft", text=line)
    assert score(stolen, report("Piano found on the roof of a bank", text=line + " Readers may write.")) < 0.5
    assert (
        score(stolen, report("Onion barge stolen from quay in Delft", text="Delft police look for it."))
        >= 0.5
    )


def test_an_english_and_a_russian_report_of_one_event_are_the_same() -> None:
    """Names, places, numbers and kinds of event carry over."""
    a = report("Teacher Beslan Lorsanov, 34, detained in Argun, Chechnya", "en")
    b = report("В Аргуне (Чечня) задержан 34-летний учитель Беслан Лорсанов", "ru")
    c = report("В Нальчике открылась выставка Марии Орловой", "ru")
    assert score(a, b) >= 0.5 > score(a, c)


def test_equal_addresses_are_one_report() -> None:
    """Whatever the titles, one address is one report."""
    link = "https://example.org/news/1"
    assert score(report("Rain", link=link), report("Снег", link=link)) == 1.0


def test_a_report_without_words_is_like_nothing() -> None:
    """Empty reports are not all one story."""
    assert score(report(""), report("")) < 0.5


@given(st.text(max_size=80), st.text(max_size=80), st.sampled_from(["en", "ru", "ru-Latn", ""]))
def test_the_score_is_symmetric_and_within_bounds(a: str, b: str, lang: str) -> None:
    """score(a, b) == score(b, a), from 0 to 1."""
    left, right = report(a, lang), report(b)
    assert score(left, right) == score(right, left)
    assert 0.0 <= score(left, right) <= 1.0
