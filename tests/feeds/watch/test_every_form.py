"""Every form that a watched name can take is found where it stands, whatever is put on or round it.

The forms are those that the search itself makes from the keywords, and phrases and people declined here.
Each is written in every letter case, in some of the dresses, wounds and places below in turn, so that every
form meets several of them and each of them many forms.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import count

import pytest

from feeds.text import translit
from feeds.types import Entity, EntityKind, Keyword, KeywordRole, KeywordScope, WatchList
from feeds.watch.keywords import Pattern, Slot, patterns
from feeds.watch.match import Matcher
from feeds.watch.watchlist import default

CONTEXT = KeywordRole.CONTEXT
INVENTED = WatchList(
    (
        Entity(
            "olkhovskaya",
            EntityKind.PERSON,
            {"en": "Darya Olkhovskaya", "ru": "Дарья Ольховская"},
            (Keyword("Ольховская"), Keyword("Olkhovskaya"), Keyword("Дарья Кузьминична Ольховская")),
        ),
        Entity(
            "pletnev",
            EntityKind.PERSON,
            {"en": "Yefim Pletnyov", "ru": "Ефим Плетнёв"},
            (
                Keyword("Плетнёв"),
                Keyword("Pletnev"),
                Keyword("плетнёвец", derived=True),
                Keyword("плетнёвский", derived=True),
                Keyword("Pletnevite", derived=True),
            ),
        ),
        Entity(
            "yelna",
            EntityKind.PLACE,
            {"en": "Lower Yelna", "ru": "Нижняя Ельня"},
            (
                Keyword("Нижнеельнинск"),
                Keyword("нижнеельнинский", derived=True),
                Keyword("Ельня", case=True, needs_context=True),
                Keyword("НЕ", case=True, needs_context=True, translit=False),
                Keyword("Вологда", role=CONTEXT),
                Keyword("Горки", case=True),
                Keyword("нижнеельн*", derived=True),
            ),
        ),
        Entity(
            "bakers",
            EntityKind.ORGANISATION,
            {"en": "Union of Free Bakers", "ru": "Союз вольных пекарей"},
            (
                Keyword("Северный/Южный союз пекарей"),
                Keyword("Free Bakers' Union"),
                Keyword("СВП", case=True, needs_context=True, translit=False),
                Keyword("хлеб", role=CONTEXT, scope=KeywordScope.NEAR, distance=6),
                Keyword("Заря", case=True, ownerless=True),
            ),
        ),
        Entity(
            "ferry",
            EntityKind.TOPIC,
            {"en": "night ferry", "ru": "ночная паромная переправа"},
            (Keyword("паромщик"), Keyword("ночной паром"), Keyword("переправа AND баржа", query=True)),
        ),
    )
)
"""Nobody's list: people, a place, an organisation and a topic of every sort of keyword."""

DECLINED = {
    "olkhovskaya": "Дарья Ольховская|Дарьи Ольховской|Дарье Ольховской|Дарью Ольховскую|Дарьей Ольховской|"
    "Дарьею Ольховскою|Дарья Кузьминична Ольховская|Дарьи Кузьминичны Ольховской|Д. Ольховская|"
    "Д. К. Ольховской|Ольховская Дарья|Ольховской Дарье",
    "pletnev": "Ефим Плетнёв|Ефима Плетнёва|Ефиму Плетнёву|Ефимом Плетнёвым|Ефиме Плетнёве|Плетнёвы|"
    "Плетнёвых|Плетнёвым|Плетнёвыми|Плетнёву Ефиму|Е. Плетнёва|плетнёвцы|плетнёвцами|плетнёвских",
    "yelna": "Нижняя Ельня|Нижней Ельни|Нижней Ельне|Нижнюю Ельню|Нижней Ельней",
    "bakers": "Союз вольных пекарей|Союза вольных пекарей|Союзу вольных пекарей|Союзом вольных пекарей|"
    "Союзе вольных пекарей|Северного союза пекарей|Южному союзу пекарей|Северным союзом пекарей",
    "ferry": "ночная паромная переправа|ночной паромной переправы|ночной паромной переправе|"
    "ночную паромную переправу|ночной паромной переправой|ночною паромною переправою|ночного парома|"
    "ночному парому|ночным паромом|ночном пароме",
    "chechnya": "Чеченская Республика|Чеченской Республики|Чеченской Республике|Чеченскую Республику|"
    "Чеченской Республикой|Чеченскою Республикою",
    "kadyrov": "Рамзан Кадыров|Рамзана Кадырова|Рамзану Кадырову|Рамзаном Кадыровым|Рамзане Кадырове|"
    "Рамзана Ахматовича Кадырова|Рамзану Ахматовичу Кадырову|Рамзаном Ахматовичем Кадыровым|"
    "Рамзан Ахматович|Рамзана Ахматовича|Рамзану Ахматовичу|Рамзаном Ахматовичем|Рамзане Ахматовиче|"
    "Рамзан Кадиров|Рамзана Кадирова|Рамзану Кадирову|Рамзаном Кадировым|Рамзане Кадирове|Р. А. Кадырова",
    "titiev": "Оюб Титиев|Оюба Титиева|Оюбу Титиеву|Оюбом Титиевым|Оюбе Титиеве|Оюба Салмановича|"
    "Оюбу Салмановичу|Оюбом Салмановичем|Айюба Титиева|Айюбу Титиеву|Аюбом Титиевым|О. С. Титиеву",
    "lgbtnet": "Российская ЛГБТ-сеть|Российской ЛГБТ-сети|Российскую ЛГБТ-сеть|Российской ЛГБТ-сетью|"
    "Российскою ЛГБТ-сетью|Всероссийской ЛГБТ-сети|Всероссийскую ЛГБТ-сеть|Российская сеть ЛГБТ|"
    "Российской сети ЛГБТ|Российскую сеть ЛГБТ|Российской сетью ЛГБТ|Российской ЛГБТК сети|"
    "Российскую ЛГБТИ-сеть|ЛГБТ-сетью России|ЛГБТ-сети России",
}  # fmt: skip
"""Phrases and people in their case forms, declined by hand: what the forms of single words must add up to."""

APART = ("ЛГБТ", "Дарья", "Дарье", "Ефиму")
"""Ends to which nothing is tied here: "сеть ЛГБТ-клубов" is about clubs, and a first name that comes last is
not known again in "Плетнёву Ефиму-секретарю" where the hyphen is a no-break one."""

DRESSES = {
    "ru": (
        "{}", "«{}»", "„{}“", "“{}”", '"{}"', "'{}'", "({})", "экс-{}", "{}-центр", "{}\u2011онлайн", "[{}],",
        "\u2014{}\u2014", "‹{}›", "{}…",
    ),
    "en": (
        "{}", "«{}»", "“{}”", '"{}"', "'{}'", "({})", "ex-{}", "{}-backed", "{}\u2011linked", "‘{}’", "{}…",
    ),
    "ru-Latn": (
        "{}", "«{}»", "„{}“", '"{}"', "'{}'", "({})", "eks-{}", "{}-centr", "{}\u2011onlajn", "/{}/", "{}…",
    ),
}  # fmt: skip
PLACES = {
    "ru": ("{}", "{} снова упомянули", "вчера {} снова упомянули", "вчера снова упомянули {}."),
    "en": ("{}", "{} again", "they wrote about {} again", "they wrote about {}."),
    "ru-Latn": (
        "{} snova upomyanuli v gorode, soobshchil sud",
        "v gorode vchera {} snova upomyanuli, soobshchil sud",
        "v gorode vchera snova upomyanuli ob etom {}",
    ),
}
_VOWEL = re.compile("[аеиоуыэюяaeiou]", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:/[^\W_]+)*\*?")


def _inside(mark: str) -> Callable[[str], str]:
    """Return what puts a mark between two letters near the middle of a form."""

    def put(form: str) -> str:
        middle = [at for at in range(1, len(form)) if form[at - 1 : at + 1].isalpha()]
        at = middle[len(middle) // 2] if middle else 0
        return form[:at] + mark + form[at:] if at else form

    return put


def _latin_letter(form: str) -> str:
    """Return a Cyrillic form with one letter of the other script in a word long enough to tell."""
    return re.sub(r"([а-яё]{2})([аоес])(?=[а-яё]{2})", _look_alike, form, count=1)


def _look_alike(found: re.Match[str]) -> str:
    return found[1] + found[2].translate(str.maketrans("аоес", "aoec"))


WOUNDS: tuple[Callable[[str], str], ...] = (
    str,
    lambda form: _VOWEL.sub(lambda vowel: f"{vowel[0]}\u0301", form, count=1),
    _inside("\u00ad"),
    _inside("\u200b"),
    lambda form: form.replace("е", "ё", 1),
    _inside("\u2060"),
    lambda form: form.replace("-", "\u2011").replace(" ", "\xa0"),
    _inside("&shy;"),
    _latin_letter,
    _inside("\u200d"),
)
"""As it is, stress mark, soft hyphen, zero width, ё, word joiner, no-break marks, reference, Latin letter."""


TURNS = 5
"""Texts for each form in each letter case."""
_PLAIN = Keyword("")


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write a name, and what its keyword asks for."""

    text: str
    language: str
    """The language of the words round it: a key of `PLACES`."""
    keyword: Keyword = _PLAIN
    apart: bool = False
    """Whether nothing may be tied to its end by a hyphen."""
    alone: bool = False
    """Whether no word may stand before it."""

    @property
    def cased(self) -> tuple[str, ...]:
        """The form in every letter case that may stand for it."""
        if self.keyword.case:
            return (self.text,)
        if ". " in self.text:  # initials are capitals
            return (self.text, self.text.upper())
        return tuple(dict.fromkeys((self.text, self.text.lower(), self.text.upper(), self.text.title())))


def forms_of(entity: Entity) -> Iterator[Form]:
    """Yield every form of every alias of an entity that the search makes."""
    for pattern in patterns(entity):
        if pattern.keyword.role is not KeywordRole.ALIAS or pattern.surname is not None:
            continue
        if pattern.given is not None and not pattern.bare:
            first = pattern.keyword.text.rpartition(" ")[0]
            yield from (_form(pattern, f"{first} {last}") for last in _written(pattern, 0))
        else:
            yield from _phrases(pattern)
            yield from _spellings(pattern, entity)


def _phrases(pattern: Pattern) -> Iterator[Form]:
    """Yield a keyword once for each form of each of its words, the other words going along."""
    choices = [list(_written(pattern, at)) for at in range(len(pattern.slots))]
    longest = max(map(len, choices))
    for at in range(longest):
        words = iter([choice[at % len(choice)] for choice in choices])
        yield _form(pattern, _WORD.sub(lambda _, words=words: next(words), pattern.keyword.text))  # type: ignore[misc]


def _spellings(pattern: Pattern, entity: Entity) -> Iterator[Form]:
    """Yield a Russian keyword in Latin letters, in small ones unless it asks for capitals."""
    if not pattern.keyword.translit or pattern.keyword.text.isascii():
        return
    # An alias that is written so itself says how: "Argun" keeps "argun" in any language to its own capitals.
    own = {keyword.text.lower() for keyword in entity.keywords if keyword.case}
    latin = [list(_latin(slot)) for slot in pattern.slots]
    for at in range(max(map(len, latin)) if all(latin) else 0):
        words = iter([choice[at % len(choice)] for choice in latin])
        text = _WORD.sub(lambda _, words=words: next(words), pattern.keyword.text)  # type: ignore[misc]
        if text not in own:
            written = text.capitalize() if pattern.keyword.case else text
            # In Latin letters any word before an ownerless name counts as its owner, as in English.
            alone, apart = pattern.keyword.ownerless, _ends_in_abbreviation(pattern)
            yield Form(written, "ru-Latn", replace(pattern.keyword, case=True), apart=apart, alone=alone)


def _form(pattern: Pattern, text: str) -> Form:
    language = "en" if text.isascii() else "ru"
    return Form(text, language, pattern.keyword, apart=_ends_in_abbreviation(pattern))


def _ends_in_abbreviation(pattern: Pattern) -> bool:
    """Tell of "сеть ЛГБТ", which is not meant in "сеть ЛГБТ-клубов"."""
    return len(pattern.slots) > 1 and bool(pattern.slots[-1].dotted)


def _written(pattern: Pattern, at: int) -> Iterator[str]:
    """Yield the forms of one word with the capitals that the keyword has."""
    slot, model = pattern.slots[at], pattern.words[at]
    for form in slot.forms:
        yield form.upper() if model.isupper() else form.capitalize() if model[0].isupper() else form
    for stem in slot.stems:
        yield from (stem + ending for ending in ("ами", "завод", ""))
    for dotted in slot.dotted:
        # Where a keyword allows ЛГБТ and ЛГБТК, the search stops reading "Л.Г.Б.Т.К." at the shorter one.
        if any(dotted.startswith(other) for other in slot.dotted if other != dotted):
            continue
        yield from (dotted.upper(), dotted.upper() + ".")


def _latin(slot: Slot) -> Iterator[str]:
    """Yield the Latin spellings of the Cyrillic forms of one word; Latin words stay."""
    for form in slot.forms:
        yield from sorted(translit.spellings(form)) if not form.isascii() else (form,)


@cache
def matcher(name: str) -> Matcher:
    return Matcher(WATCHED[name])


WATCHED = {"bundled": default(), "invented": INVENTED}
ENTITIES = [(name, one.key) for name, watchlist in WATCHED.items() for one in watchlist.entities]


def missed(name: str, entity: Entity, forms: list[Form]) -> list[str]:
    """Return the texts in which a form was not found, or not where it stands."""
    failures, turn = [], count()
    for form in forms:
        for cased in form.cased:
            for _ in range(TURNS):
                text, core = _dressed(form, entity, cased, next(turn))
                if not _found(matcher(name), entity.key, text, core):
                    failures.append(f"{text!r} ({form.keyword.text})")
    return failures


def _dressed(form: Form, entity: Entity, cased: str, turn: int) -> tuple[str, str]:
    """Return a text with a form in it, and the form as it was written there."""
    dresses = DRESSES[form.language]
    if form.apart:
        dresses = tuple(dress for dress in dresses if not re.match(r"\{\}[-\u2011]", dress))
    places = PLACES[form.language][: 1 if form.alone else None]
    core = WOUNDS[turn % len(WOUNDS)](cased)
    text = places[turn // 3 % len(places)].format(
        dresses[(turn + turn // len(WOUNDS)) % len(dresses)].format(core)
    )
    if form.keyword.needs_context:
        word = next(one.text for one in entity.keywords if one.role is CONTEXT)
        text = f"{text} {word}"
    return text, core


def _found(search: Matcher, entity: str, text: str, core: str) -> bool:
    start = text.index(core)
    end = start + len(core.rstrip("."))
    for title, body in ((text, ""), ("", text)):
        hits = [hit for hit in search.find(title, body) if hit.entity == entity]
        if not any(hit.start <= start and hit.end >= end for hit in hits):
            return False
        if not all(hit.surface == text[hit.start : hit.end] for hit in hits):
            return False
    return True


@pytest.mark.parametrize(("name", "key"), ENTITIES)
def test_every_form_that_the_search_makes_is_found_in_any_dress(name: str, key: str) -> None:
    """All forms, spellings and abbreviations of all aliases, in every letter case, covered by a hit."""
    entity = WATCHED[name].get(key)
    assert entity is not None
    forms = list(dict.fromkeys(forms_of(entity)))
    assert len(forms) > 20
    assert missed(name, entity, forms) == []


@pytest.mark.parametrize("key", DECLINED)
def test_every_case_form_of_a_whole_name_is_found_in_every_dress(key: str) -> None:
    """Phrases and people agree in case, and are found in all dresses, wounds and places."""
    name = "invented" if INVENTED.get(key) else "bundled"
    entity = WATCHED[name].get(key)
    assert entity is not None
    forms = [Form(text, "ru", apart=text.endswith(APART)) for text in DECLINED[key].split("|")]
    assert missed(name, entity, forms * 4) == []
