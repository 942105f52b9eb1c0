"""The words of header facts in English and Russian: events by shape, people, numerals.

An event line is ``event shape: words``. Shapes: ``active`` (somebody did it to somebody), ``passive`` (it
was done to the subject), ``alone`` (no object), ``either`` (English -ed), ``base`` (a headline's present),
``noun``, ``person`` (a participle that stands for a person). Russian stems take endings: ``+л`` past,
``+н``, ``+т`` short participles, ``+ный`` full ones, the others nouns.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

ENGLISH = """
detained either: detained
detained active: detains
detained base: detain
detained noun: detention detentions
arrested either: arrested
arrested active: arrests
arrested base: arrest
abducted either: abducted kidnapped
abducted active: abducts kidnaps
abducted base: abduct kidnap
abducted noun: abduction abductions kidnapping kidnappings
tortured either: tortured
tortured active: tortures
tortured noun: torture
beaten passive: beaten
killed either: killed murdered slain assassinated
killed active: kills murders
killed base: kill murder
killed ing: killing
killed noun: killings murder assassination
died alone: died dies
died person: dead
died noun: toll body bodies
wounded either: wounded injured
wounded active: injures wounds
wounded ing: injuring wounding
released either: released freed
released active: releases frees
released base: free
charged either: charged indicted
sentenced either: sentenced jailed imprisoned
sentenced active: sentences jails
verdict either: convicted
verdict noun: verdict
acquitted either: acquitted
acquitted active: acquits
fined either: fined
missing alone: disappeared missing
searched either: searched raided
extradited either: extradited
extradited active: extradites
deported either: deported
deported active: deports
fled alone: fled flees
evacuated either: evacuated
denied active: denied denies
appeal active: appealed appeals
sanctions noun: sanctions
protest noun: protests protesters demonstrators
protest alone: protested
statement noun: statement
arrested noun: arrest arrests
"""

RUSSIAN = """
detained active: задержа+л задерживают задерживает задерживали
detained passive: задержа+н
detained person: задержа+ный
detained noun: задержани+ие
arrested active: арестова+л арестовывают
arrested passive: арестова+н
arrested person: арестова+ный
arrested noun: арест+а
abducted active: похити+л похищают
abducted passive: похище+н
abducted person: похище+ный
abducted noun: похищени+ие
tortured active: пыта+л пытают истяза+л
tortured noun: пытки пыток пыткам пытках пытками
beaten active: изби+л избива+л избивают
beaten passive: изби+т
beaten person: избитого избитому избитым избитых
beaten noun: избиени+ие
killed active: уби+л застрели+л расстреля+л зареза+л убивают казни+л
killed passive: уби+т застреле+н расстреля+н зареза+н казне+н
killed person: убитых убитого убитой
killed noun: убийств+о
died alone: умер умерла умерли погиб погибла погибли погибло погибают скончался скончалась скончались
died passive: мертвым мертвой мертвыми
died noun: тело тела
died person: погибший погибшая погибшие погибших погибшего погибшей погибшим
wounded alone: пострада+л
wounded active: рани+л
wounded passive: ране+н
wounded person: раненых раненые пострадавших пострадавшие
released active: отпусти+л отпускают освободи+л
released passive: отпуще+н освобожде+н
released noun: освобождени+ие
released alone: вышел вышла вышли
charged noun: обвинение обвинения
case passive: возбужде+н
case active: возбуди+л завели завел завела
sentenced active: приговори+л
sentenced passive: приговоре+н осужде+н
sentenced person: осужденного осужденный осужденных
verdict noun: приговор приговора приговоре
verdict passive: призна+н
verdict active: призна+л
acquitted active: оправда+л
acquitted passive: оправда+н
fined active: оштрафова+л
fined passive: оштрафова+н
missing alone: пропа+л исчез исчезла исчезли
missing person: пропавший пропавшего пропавшая пропавшие пропавших пропавшей
searched noun: обыск+к
searched active: обыска+л
extradited active: экстрадирова+л
extradited passive: экстрадирова+н
deported active: депортирова+л высла+л
deported passive: депортирова+н высла+н
fled alone: сбежа+л бежа+л
evacuated active: эвакуирова+л эвакуируют
evacuated passive: эвакуирова+н
denied active: отрица+л отрицает отрицают опроверг опровергла опровергли опровергло опровергает опровергают
appeal active: обжалова+л обжалуют
appeal noun: апелляцию кассацию
sanctions noun: санкции санкций санкциям санкциями санкциях
protest noun: протесты протестов протеста протестах протестующие протестующих митинг митинги митинга митинге
protest alone: протестуют
statement active: заяви+л
"""

_ENDINGS = {
    "л": "л ла ло ли",
    "н": "н на но ны",
    "т": "т та то ты",
    "ный": "нный нного нному нным нном нная нной нную нные нных нными",
    "ие": "е я ю ем и й ям ями ях",
    "а": "- а у ом е ы ов ам ами ах",
    "к": "- а у ом е и ов ам ами ах",
    "о": "о а у ом е ам ами ах",
}

_PEOPLE_EN = """
people persons person men man women woman children child boys boy girls girl teenagers teenager teens
youths activists activist protesters protester demonstrators demonstrator journalists journalist
reporters reporter bloggers blogger officers officer policemen policeman police soldiers soldier
servicemen troops guards
suspects suspect residents resident villagers locals students student pupils civilians civilian migrants
migrant refugees prisoners prisoner inmates inmate detainees detainee hostages hostage relatives
relative brothers brother sisters sister sons son daughters daughter lawyers lawyer workers worker passengers
passenger victims victim citizens citizen nationals militants militant gunmen insurgents terrorists
rebels fighters others defendants defendant critics critic opponents opponent members supporters doctors
medics teachers miners sailors crew gays homosexuals lesbians chechens russians ukrainians ingush
dagestanis muslims believers witnesses adults minors deputies officials infants babies
"""

_PEOPLE_RU = """
человек+человека людей люди людьми людям мужчин+ы женщин+ы дет+ей дети детьми ребенк+а ребенок
подростк+ов подросток мальчик девоч девуш парн+ей активист протестующ журналист блогер корреспондент
полицейск силовик военнослужащ солдат боец бойц жител студент школьник граждан мигрант беженц заключенн
осужденн подозреваем обвиняем родственник брат сестер сестр сыновей сына адвокат юрист правозащитник
рабоч пассажир пострадавш боевик террорист сторонник верующ мусульман чечен ингуш дагестан россиян
украинц гомосексуал гее задержанн погибш участник участниц сотрудник депутат врач учител шахтер моряк
иностранц уроженц пенсионер оппозиционер туристов туриста водител фигурант похищенн пленн заложник местн
"""

_NUMBERS_EN = """
one 1 two 2 three 3 four 4 five 5 six 6 seven 7 eight 8 nine 9 ten 10 eleven 11 twelve 12 thirteen 13
fourteen 14 fifteen 15 sixteen 16 seventeen 17 eighteen 18 nineteen 19 twenty 20 thirty 30 forty 40 fifty
50 sixty 60 seventy 70 eighty 80 ninety 90
"""

_NUMBERS_RU = """
1: один одна одного одной одну одному
2: два две двух двум двумя | двое двоих двоим
3: три трех трем | трое троих троим
4: четыре четырех четырем | четверо четверых
5: пять пяти | пятеро пятерых
6: шесть шести | шестеро шестерых
7: семь семи | семеро семерых
8: восемь восьми | восьмеро
9: девять девяти | девятеро
10: десять десяти | десятеро
11: одиннадцать одиннадцати
12: двенадцать двенадцати
13: тринадцать тринадцати
14: четырнадцать четырнадцати
15: пятнадцать пятнадцати
16: шестнадцать шестнадцати
17: семнадцать семнадцати
18: восемнадцать восемнадцати
19: девятнадцать девятнадцати
20: двадцать двадцати
30: тридцать тридцати
40: сорок сорока
50: пятьдесят пятидесяти
"""


class Word(NamedTuple):
    """Which event a word names, and in which shape."""

    event: str
    shape: str


class Numeral(NamedTuple):
    """What a numeral is worth; `people`: it counts only people (трое); `oblique`: it is no nominative."""

    value: int
    people: bool = False
    oblique: bool = False


@cache
def event_words(russian: bool) -> dict[str, tuple[Word, ...]]:
    """Return the event words of a language; a word may have two shapes (murder)."""
    found: dict[str, tuple[Word, ...]] = {}
    for line in (RUSSIAN if russian else ENGLISH).strip().splitlines():
        name, _, words = line.partition(": ")
        word = Word(*name.split())
        for form in _expanded(words):
            found[form] = (*found.get(form, ()), word)
    return found


def _expanded(words: str) -> Iterator[str]:
    for word in words.split():
        stem, plus, ending = word.partition("+")
        if not plus:
            yield word
            continue
        for end in _ENDINGS[ending].split():
            yield stem + end.strip("-")


@cache
def numerals() -> dict[str, Numeral]:
    """Return the numerals that are words, of both languages."""
    found = {
        word: Numeral(int(value))
        for word, value in zip(_NUMBERS_EN.split()[::2], _NUMBERS_EN.split()[1::2], strict=True)
    }
    for line in _NUMBERS_RU.strip().splitlines():
        value, _, words = line.partition(": ")
        plain, _, people = words.partition("|")
        for form in (*plain.split(), *people.split()):
            oblique = form.endswith(("х", "м", "и", "ю", "ого", "ой", "ому", "а")) and form not in (
                "одна",
                "три",
            )
            found[form] = Numeral(int(value), form in people.split(), oblique)
    return found


@cache
def _people() -> tuple[frozenset[str], frozenset[str], tuple[str, ...]]:
    whole = {form for word in _PEOPLE_RU.split() if "+" in word for form in _noun_forms(word)}
    stems = tuple(word for word in _PEOPLE_RU.split() if "+" not in word)
    return frozenset(_PEOPLE_EN.split()), frozenset(whole), stems


def _noun_forms(word: str) -> Iterator[str]:
    stem, _, ending = word.partition("+")
    yield stem
    yield stem + ending if not ending.startswith(stem) else ending


def is_people(low: str) -> bool:
    """Tell whether a word in small letters names people."""
    english, russian, stems = _people()
    return low in english or low in russian or (low[0] > "\u0400" and low.startswith(stems))
