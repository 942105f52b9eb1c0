"""What is known of words before any text is read: empty words, worn words, event words, places.

Events and places are one concept in both languages (``detain``: detained, задержан), which lets an
English and a Russian report of one event meet. Words are listed by their beginnings or dictionary
forms and keyed by the same stemmers that read the texts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from feeds.story.glossary import EVENTS, MONTHS, NUMBERS, OWNED, PLACES
from feeds.story.terms import english, skeleton

_EMPTY_EN = """
a about above after again against ago all almost along already also although always am among an and
another any anyone anything are aren around as at away back be became because become been before behind
being below between both but by call came can cannot come could couldn d despite did didn do does doesn
doing don done down due during each either else enough even ever every few first for former from further
gave get gets getting give given go goes going gone got had has hasn have haven having he her here hers
herself him himself his how however i if in indeed into is isn it its itself just keep kept last least
less let like likely ll made make makes making many may maybe me might mine more most much must my myself
near nearly need neither never new next no nor not nothing now of off often on once one only onto or other
our ours out over own part per perhaps put quite rather re really s same say saying says see seem seen
set several shall she should shouldn since so some something soon still such t take taken takes than that
the their them themselves then there these they thing this those though through thus to together told too
took toward towards under until up upon us use used ve very via want was wasn way we well went were
weren what whatever when where whether which while who whole whom whose why will with within without won
would wouldn yes yet you your yours
"""
_EMPTY_RU = """
а без более больше бы был была были было быть в вам вас весь во вот все всего всех вы где да даже для до
его ее ей ему если есть еще же за здесь и из или им ими их к как какой какие ко когда кто ли либо между
меня мне много может можно мой мы на над надо нам нас не него нее ней нельзя нет ни них но ну о об
однако он она они оно от очень перед по под после при про с сам сама сами свой своих своей себе себя
со так также такой такие там те тем теперь то тогда того тоже только том тот тут ты у уже хотя чего чей
чем через что чтобы чье санкт нью эта эти это этого этой этом этот я который которая которые которого которой
которых которым которую свою свои своего один одна одно самый самых около из-за также ведь
""".replace("-за", "")

# Words that say that there is news, not which: they count for little in either language.
_WORN_EN = """
accord add agree ahead allow amid announce ask become begin believe big biggest break bring case chief
claim comment company confirm continue countries country day days end expect expected face fact find
follow full get good government great group happen head help high hit hold hours includes including
inform issue key know known late latest launch lead leader leave left live long look lot major man media
member men million minister minutes moment month months morning move national news night number office
official officials old open order people person photo photos picture place plan play point president
press public read receive recent release report reported reportedly reporter reports result return reveal
reveals right run second send sent set share show shows side sign site small source sources speak
special spokesman spokesperson spokeswoman start state statement states stop story take talk team tell
think third thousand three time times today top trial try turn update video visit wait wants warn watch
week weeks win woman women work world year years yesterday young
four five six seven eight nine ten hundred monday tuesday wednesday thursday friday saturday sunday
january february march april june july august september october november december
"""
_WORN_RU = """
агентство власть вице время входить вопрос год город государство данные дать дело день дни должен житель
заявить заявление заявил заявили заместитель идти известно иметь именно информация источник каждый канал
комментарий компания конец край лицо люди человек месяц место мир мнение могут мочь назвать например
населения находиться прошел прошла прошли прошло пройдет состоялся состоялась состоится начать начаться
начало неделя несколько новость новый новые область объявить оказаться округ опубликовать отметить
официальный первый передать передает писать пишет подробности показать получить помощь последний
пояснить правительство представитель президент признать принять причина продолжить произойти пройти
прошлый работа рассказать рассказал рассказали район раз регион республика решение решить россиян
российский россия рф руководитель сделать сегодня сейчас ситуация случай следующий словам слова служба
смочь со сообщение сообщить сообщил сообщили сообщает сообщается сотрудник стать стало станет стали
сторона страна считать тысяч тысячи миллион млн тыс уточнить узнать утверждать федеральный фото видео
хотеть часть число член второй глава гражданин группа другой назвали назвал рассказали стало известно
новости смотреть читать подробнее понедельник вторник среда четверг пятница суббота воскресенье января
февраля марта апреля мая июня июля августа сентября октября ноября декабря утром вечером ночью вчера
завтра
"""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What one language's keys mean: how little they say, and which concept they name."""

    empty: frozenset[str]
    worn: frozenset[str]
    events: dict[str, str]
    places: dict[str, str]
    listed: frozenset[str]
    """The words of the events as they are written: a stem of three letters says nothing by itself."""
    spelled: dict[str, tuple[str, ...]]
    """How the places of a key begin, but for their endings."""
    months: dict[str, str]
    numbers: dict[str, str]
    """Months and numbers by the whole word: a stem cannot tell seven from a family in Russian."""
    owned: frozenset[str]


@cache
def lexicon(russian: bool) -> Lexicon:
    """Return the English or the Russian lexicon; the first call takes some milliseconds."""
    key, side = (skeleton, 1) if russian else (english, 0)
    empty, worn = (_EMPTY_RU, _WORN_RU) if russian else (_EMPTY_EN, _WORN_EN)
    return Lexicon(
        empty=frozenset(key(word) for word in empty.split()) | frozenset(empty.split()),
        worn=frozenset(key(word) for word in worn.split()),
        events=_concepts(EVENTS, side, key),
        places=_concepts(PLACES, side, key),
        listed=frozenset(_concepts(EVENTS, side, str)),
        spelled=_beginnings(_concepts(PLACES, side, str), key),
        months=_concepts(MONTHS, side, str),
        numbers=_concepts(NUMBERS, side, str),
        owned=frozenset(key(word) for word in OWNED.split("|")[side].split()),
    )


def _concepts(table: str, side: int, key: Callable[[str], str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in table.strip().replace("\n  ", " ").splitlines():
        concept, _, words = line.partition(":")
        for word in words.split("|")[side].split():
            found.setdefault(key(word), concept)
    return found


def _beginnings(words: Iterable[str], key: Callable[[str], str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for word in words:
        stem = word[: -1 if len(word) <= 6 else -2]
        found[key(word)] = (*found.get(key(word), ()), stem)
    return found
