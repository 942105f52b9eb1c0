"""Numbers, units, currencies, months and weekdays by their words, English and Russian, folded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

UNITS = """
year: year years yr yrs | год года году годом годы годам лет летие летия летию
month: month months | месяц месяца месяцев месяцу месяцем месяцы месяцам
week: week weeks | неделя недели недель неделю неделе неделям
day: day days | день дня дней дню днем дни дням сутки суток суткам
hour: hour hours hr hrs clock | час часа часов часу часам часы
minute: minute minutes min | минута минуты минут минуту минутам
percent: percent percentage pct per-cent | процент процента процентов процентам процентный процентных
km: km kilometre kilometres kilometer kilometers | км километр километра километров километрах
"""
COMPOUND_UNITS = {"летн": "year", "годичн": "year", "годовал": "year", "месячн": "month", "недельн": "week",
                   "дневн": "day", "суточн": "day", "часов": "hour", "минутн": "minute",
                   "процентн": "percent", "километров": "km"}  # fmt: skip
CURRENCIES = """
usd: dollar dollars usd $ | доллар доллара долларов долларам долларах долл
eur: euro euros eur € | евро
rub: ruble rubles rouble roubles rub ₽ | рубль рубля рублей рублям рублях руб
gbp: pound pounds gbp £ | фунт фунта фунтов
uah: hryvnia hryvnias | гривна гривны гривен
gel: lari | лари
kzt: tenge | тенге
"""
SCALES = """
1000: thousand k | тысяча тысячи тысяч тысячу тысячам тысячами тысячах тысячей тыс
1000000: million m mln | миллион миллиона миллионов миллионам миллионами миллионах миллионом млн
1000000000: billion bn b | миллиард миллиарда миллиардов миллиардам миллиардами миллиардом млрд
1000000000000: trillion | триллион триллиона триллионов трлн
"""
MANY = """
10: dozens tens | десятки десятков десяткам десятками десятках
100: hundreds | сотни сотен сотням сотнями сотнях
1000: thousands | тысячи тысячам тысячами тысячах
1000000: millions | миллионы миллионам миллионами
"""
WORDS = """
0: zero | ноль ноля нуль
0.5: half | половина половины половину половине половиной
1: one | один одна одно одного одной одному одним одну одном
1.5: | полтора полторы полутора
2: two both twice | два две двух двум двумя двое двоих двоим двоими оба обе обоих обеих обоими дважды
3: three third thirds thrice | три трех трем тремя трое троих троим троими трижды треть трети третью
4: four fourth | четыре четырех четырем четырьмя четверо четверых четверым
5: five fifth | пять пяти пятью пятеро пятерых пятерым
6: six sixth | шесть шести шестью шестеро шестерых шестерым
7: seven seventh | семь семи семеро семерых семерым
8: eight eighth | восемь восьми восемью восьмеро восьмерых
9: nine ninth | девять девяти девятью девятеро
10: ten tenth | десять десяти десятью десяток десятка десятеро
11: eleven eleventh | одиннадцать одиннадцати
12: twelve twelfth dozen | двенадцать двенадцати дюжина дюжины
13: thirteen thirteenth | тринадцать тринадцати
14: fourteen fourteenth | четырнадцать четырнадцати
15: fifteen fifteenth | пятнадцать пятнадцати
16: sixteen sixteenth | шестнадцать шестнадцати
17: seventeen seventeenth | семнадцать семнадцати
18: eighteen eighteenth | восемнадцать восемнадцати
19: nineteen nineteenth | девятнадцать девятнадцати
20: twenty twentieth | двадцать двадцати двадцатью
30: thirty thirtieth | тридцать тридцати тридцатью
40: forty fortieth | сорок сорока
50: fifty fiftieth | пятьдесят пятидесяти
60: sixty sixtieth | шестьдесят шестидесяти
70: seventy seventieth | семьдесят семидесяти
80: eighty eightieth | восемьдесят восьмидесяти
90: ninety ninetieth | девяносто девяноста
100: hundred | сто ста сотня сотню
200: | двести двухсот двумстам
300: | триста трехсот тремстам
400: | четыреста четырехсот
500: | пятьсот пятисот
600: | шестьсот шестисот
700: | семьсот семисот
800: | восемьсот восьмисот
900: | девятьсот девятисот
"""
ORDINAL = {"трет": 3, "четверт": 4, "пят": 5, "шест": 6, "седьм": 7, "восьм": 8, "девят": 9, "десят": 10,
            "одиннадцат": 11, "двенадцат": 12, "тринадцат": 13, "четырнадцат": 14, "пятнадцат": 15,
            "шестнадцат": 16, "семнадцат": 17, "восемнадцат": 18, "девятнадцат": 19, "двадцат": 20,
            "тридцат": 30, "сороков": 40, "пятидесят": 50, "сот": 100}  # fmt: skip
ADJECTIVE = r"(?:ый|ий|ой|ая|ое|ые|ого|ому|ую|ым|ыми|ом|ых|ья|ье|ьи|ьего|ьему|ьей|ью|ьим|ьем|ьих)"
_FORM = "(?:ь|я|ю|е|ем)"
MONTHS = (
    f"january|jan|январ{_FORM}", f"february|feb|феврал{_FORM}", "march|mar|март[ауе]?|мартом",
    f"april|apr|апрел{_FORM}", "may|ма(?:й|я|е|ю|ем)", f"june|jun|июн{_FORM}", f"july|jul|июл{_FORM}",
    "august|aug|август[ауе]?|августом", f"september|sept?|сентябр{_FORM}", f"october|oct|октябр{_FORM}",
    f"november|nov|ноябр{_FORM}", f"december|dec|декабр{_FORM}",
)  # fmt: skip
WEEKDAYS = (
    "mondays?|понедельник\\w{0,2}", "tuesdays?|вторник\\w{0,2}", "wednesdays?|сред(?:у|а|ы|е|ой|ам)",
    "thursdays?|четверг\\w{0,2}", "fridays?|пятниц\\w{1,2}", "saturdays?|суббот\\w{1,2}",
    "sundays?|воскресень\\w{1,2}",
)  # fmt: skip
RELATIVE = {
    "yesterday": r"yesterday|вчера|накануне", "today": r"today|tonight|сегодня(?:шн\w+)?",
    "tomorrow": r"tomorrow|завтра(?:шн\w+)?",
}  # fmt: skip
MODAL = """
may march mar jan sep dec
"""
"""Months that are words or names too: they count with a capital, beside a figure or a word of time."""
BEFORE_MONTH = """
in of on since until till by early late mid last next this from through
"""
SUFFIXES = """
st nd rd th s й я е го му м х ого ым ой ом ю ти ми г гг летие
"""
VAGUE = """
several few many some несколько нескольких нескольким многие многих
"""
PRONOUN = """
of another из other by day
"""


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables by word."""

    values: dict[str, Decimal]
    scales: dict[str, Decimal]
    many: dict[str, str]
    units: dict[str, str]
    named: dict[str, str]
    modal: frozenset[str]
    before_month: frozenset[str]
    suffixes: frozenset[str]
    vague: frozenset[str]
    pronoun: frozenset[str]


@cache
def tables() -> Tables:
    """Return every table, read once."""
    return Tables(
        values={word: Decimal(value) for word, value in _listed(WORDS)},
        scales={word: Decimal(value) for word, value in _listed(SCALES)},
        many=dict(_listed(MANY)),
        units=dict(_listed(UNITS)),
        named={word: f"cur:{name}" for word, name in _listed(CURRENCIES)},
        modal=frozenset(MODAL.split()),
        before_month=frozenset(BEFORE_MONTH.split()),
        suffixes=frozenset(SUFFIXES.split()),
        vague=frozenset(VAGUE.split()),
        pronoun=frozenset(PRONOUN.split()),
    )


def _listed(table: str) -> Iterator[tuple[str, str]]:
    for line in table.strip().splitlines():
        name, _, words = line.partition(":")
        yield from ((word, name) for word in words.replace("|", " ").split())


@cache
def _calendar(names: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(name) for name in names)


def month_of(low: str) -> int:
    """Return which month a folded word names, or 0."""
    return _which(low, MONTHS)


def weekday_of(low: str) -> int:
    """Return which day of the week a folded word names, Monday is 1, or 0."""
    return _which(low, WEEKDAYS)


def _which(low: str, names: tuple[str, ...]) -> int:
    return next((n for n, name in enumerate(_calendar(names), 1) if name.fullmatch(low)), 0)


@cache
def relatives() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return the words that name a day by today\'s."""
    return tuple((name, re.compile(pattern)) for name, pattern in RELATIVE.items())


@cache
def compounds() -> re.Pattern[str]:
    """Return what finds двухлетний and its like: the number, the unit."""
    genitives = (word for word in tables().values if re.search("[а-я]", word))
    units = "|".join(COMPOUND_UNITS)
    return re.compile(rf"({'|'.join(sorted(genitives, key=len, reverse=True))})({units})\w{{0,4}}")


@cache
def _ordinals() -> re.Pattern[str]:
    return re.compile(rf"({'|'.join(sorted(ORDINAL, key=len, reverse=True))}){ADJECTIVE}")


def ordinal_of(low: str) -> Decimal | None:
    """Return the number of a Russian ordinal from the third on."""
    found = _ordinals().fullmatch(low)
    return Decimal(ORDINAL[found[1]]) if found else None
