"""Phrases, hashtags, rivers and owners: a hit counts by what stands round it."""

from __future__ import annotations

from functools import cache

import pytest

from feeds.types import Entity, EntityKind, Keyword, KeywordRole, KeywordScope, WatchList
from feeds.watch.match import Matcher
from feeds.watch.watchlist import default


@cache
def bundled() -> Matcher:
    return Matcher(default())


FOUND = {
    "kadyrov": (
        # A place named after him is one thing, he in that place another
        "В мечети Кадыров прочёл молитву.",
        "На площади Кадыров поздравил жителей.",
        "По улице Кадыров проехал без охраны.",
        "Мост Кадыров открыл лично.",
        "Музей Кадырову понравился.",
        "В фонде Кадыровым довольны.",
        "Им Кадыров доволен.",
        "Помощник выступил от имени Кадырова.",
        "Указ подписан именем Кадырова.",
        "Кадирівці відступили.",
        "Глава Чечні Кадиров приїхав.",
        "Рамзан Кадыраў прыехаў.",
    ),
    "chechnya": (
        "Чеченско-ингушский спор решат в суде.",
        "Северочеченские станицы остались без газа.",
        "У Чечні зник адвокат.",
        "Чеченські бійці приїхали.",
        "Чеченців депортували.",
        "Ічкерію визнали окупованою.",
        "Жителя Чеч. Республики отпустили.",
        "Правительство ЧРИ переехало.",
        "У Чачні затрымалі дваіх.",
        "Чачэнскі батальён прыехаў.",
        "#ЧеченскаяРеспублика",
        "#чеченскаяреспублика",
        "#helpchechnya",
    ),
    "argun": (
        "Argun police detained a Chinese tourist.",
        "В Аргуне задержали бизнесмена из Монголии.",
        "The Argun police chief resigned.",
        "The Argun prison was closed.",
        "A river runs through Argun.",
        "Автобус идёт через Аргун.",
        "Мэр Аргуна уволен.",
        "В городе Аргун на реке Аргун нет света.",
    ),
    "titiev": (
        "#freetitiev",
        "#СвободуТитиеву",
        "#свободутитиеву",
        "#свободуоюбутитиеву",
        "Титиевское дело вернули в суд.",
        "Ойуб Титиев молчал.",
        "Оюба Тітієва засудили.",
    ),
    "lgbtnet": (
        "#RussianLGBTNetwork",
        "#РоссийскаяЛГБТсеть",
        "#российскаялгбтсеть",
        "#ЛГБТсеть",
        "ЛГБТ-сеть вывезла людей через Беларусь.",
        "ЛГБТ-сеть помогла им уехать в Казахстан.",
        "Крупнейшая ЛГБТ-сеть страны закрылась.",
        "Russia-based LGBT Network closed.",
        "Igor Kochetkov's LGBT Network closed.",
        "The LGBT Network said the men had crossed the Belarusian border.",
        "По словам LGBT Network, людей держат взаперти.",
        "Російську ЛГБТ-мережу закрили.",
    ),
}

NOT_FOUND = (
    "An LGBT network for lawyers opens today.",
    "gruzinskaya-lgbt-set-poprosila-pomoshchi",
    "norvezhskoj-lgbt-seti-desyat-let",
    "На проспекте Кадырова потоп.",
    "Проспекту Кадырова дали второе имя.",
    "Мечетью Кадырова гордятся.",
    "Мостом Кадырова недовольны.",
    "Школа им. Кадырова закрыта.",
    "Дом на ул. Кадырова снесли.",
    "Школа имени Кадырова закрыта.",
    "Рауль Кадиров снял клип.",
    "Кадиров назначен тренером юношей.",
    "Писатель Салчак Чечен-оол издал книгу.",
    "Певицу Чечен-оола поздравили.",
    "Salchak Chechen-ool sang.",
    "Аргун впадает в Сунжу.",
    "Сплав по Аргуну отменили.",
    "По Аргуну сплавлялись байдарки.",
    "Уровень воды в Аргуне поднялся.",
    "Аргун вышел из берегов.",
    "Аргун — правый приток Сунжи.",
    "Мост через Аргун закрыли.",
    "Rafting on the Argun is popular.",
    "The Argun overflowed its banks.",
    "The Argun flows north.",
    "They camped by the Argun.",
    "Певец Пётр Титиевский приехал.",
    "LGBT networks in Russia keep silent.",
    "ЛГБТ-сеть Украины провела встречу.",
    "ЛГБТ-сеть в Казахстане провела встречу.",
    "The Kyiv-based LGBT Network met.",
    "Українська ЛГБТ-мережа провела зустріч.",
    "#speargun",
    "#аргументы",
    "#antikadyrbayev",
)


@pytest.mark.parametrize(("entity", "text"), [(key, text) for key, texts in FOUND.items() for text in texts])
def test_mentions_are_found(entity: str, text: str) -> None:
    """And the evidence points at them."""
    found = [match for match in bundled().find("", text) if match.entity == entity]
    assert found
    assert all(text[match.start : match.end] == match.surface for match in found)


@pytest.mark.parametrize("text", NOT_FOUND)
def test_look_alikes_are_not(text: str) -> None:
    """Places named after a person, rivers, owners, other words glued in a hashtag."""
    assert bundled().find("", text) == ()


@pytest.mark.parametrize(
    ("excluded", "text", "counts"),
    [
        ("гора Шлягина", "На горе Шлягина снег.", False),
        ("гора Шлягина", "Горою Шлягина любуются.", False),
        ("гора Шлягина", "На горе Шлягин встретил рассвет.", True),
        ("ул. Шлягина", "Дом на ул. Шлягина снесли.", False),
        ("ул. Шлягина", "Дом на ул Шлягина снесли.", True),
        ("Mt. Shlyagin", "Snow fell on Mt. Shlyagin.", False),
        ("Mt. Shlyagin", "Snow fell on Mt Shlyagin.", False),
    ],
)
def test_whose_a_thing_is_stays_in_the_genitive(excluded: str, text: str, counts: bool) -> None:
    """The thing is inflected and its owner is not; a full stop in a Russian abbreviation is meant."""
    words = (
        Keyword("Шлягин"),
        Keyword("Shlyagin"),
        Keyword(excluded, role=KeywordRole.EXCLUDE, scope=KeywordScope.PHRASE),
    )
    person = Entity("shlyagin", EntityKind.PERSON, {"en": "Grigory Shlyagin", "ru": "Григорий Шлягин"}, words)
    assert bool(Matcher(WatchList((person,))).find("", text)) is counts


@pytest.mark.parametrize(
    ("text", "counts"),
    [("In the Vyatka, boats sank.", False), ("The Vyatka court met.", True), ("In Vyatka.", True)],
)
def test_an_article_makes_a_river_of_a_town_that_shares_its_name(text: str, counts: bool) -> None:
    """Only where the list says that there is a river: the Caucasus stays a place."""
    river = Keyword("river", role=KeywordRole.EXCLUDE)
    town = Entity("vyatka", EntityKind.PLACE, {"en": "Vyatka"}, (river,))
    land = Entity("vyatka", EntityKind.PLACE, {"en": "Vyatka"}, ())
    assert bool(Matcher(WatchList((town,))).find("", text)) is counts
    assert Matcher(WatchList((land,))).find("", text)
