"""Where: places of a small gazetteer, where a text says that something is in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from feeds.story.fact_events import Event
from feeds.story.fact_gazetteer import PLACES
from feeds.story.fact_tokens import Sentence, Token, word_set
from feeds.text.normalize import fold_word
from feeds.text.words import WordClass, forms

_LONGEST = 4
_SHORT = frozenset(("us", "uk", "usa", "uae", "сша", "рф", "оаэ", "юар"))
_IN = word_set(
    """
    in near outside across inside throughout around в во под близ около недалеко возле на
    """
)
_ON_RU = frozenset(("north-caucasus", "ukraine", "cyprus", "stavropol-krai", "west-bank"))
_FROM = word_set("from to into из в во")
_FLIGHT = frozenset(("fled", "extradited", "deported", "evacuated", "abducted"))
_OF_EN = word_set(
    """
    city town village district region republic capital suburb outskirts settlement centre center county
    province
    """
)
_BETWEEN_EN = _OF_EN | word_set(
    """
    the of central northern southern eastern western downtown north south east west russia's russian
    """
)
_BETWEEN_RU = (
    "город", "сел", "посел", "станиц", "район", "столиц", "республик", "област", "кра", "окрестност", "центр",
    "аул", "пригород", "южн", "северн", "восточн", "западн", "центральн", "чеченск", "ингушск", "дагестанск",
    "российск", "подмосковн", "соседн", "некотор",
)  # fmt: skip
_OFFICES_RU = (
    "суд", "прокуратур", "полици", "мвд", "следовател", "следком", "силовик", "полицейск", "спецслужб",
    "гувд", "колони", "сизо", "овд", "росгвард",
)  # fmt: skip
_NOT_AFTER = word_set(
    """
    fc united city town times post university street avenue hotel square airport museum theatre theater
    club prize treaty accords agreement summit declaration river lake university's idaho texas florida
    alabama ohio kentucky tennessee sea gulf border embassy channel ocean
    """
)
_AFTER_SHORT = word_set(
    """
    and or in on at after before during for over to from by with as is was were are has have had who
    that which since amid but said says when while where this last under against of without because the
    a
    """
)
_US = word_set(
    """
    atlanta savannah republican republicans democrat democrats fulton sheriff county gop u.s georgia's
    """
)
_SOFT = {"": "й", "а": "я", "у": "ю", "ом": "ем", "е": "е"}
"""Endings of a noun in -й (край) for those of a hard one."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the gazetteer and its first and last token."""

    key: str
    first: int
    last: int


def find_places(sentence: Sentence, taken: set[int], events: Sequence[Event]) -> list[Place]:
    """Return the places a sentence says something is in; `taken` tokens are people's names."""
    tokens = sentence.tokens
    found: list[Place] = []
    free = 0
    for at, token in enumerate(tokens):
        if at < free or not token.capital or at in taken or token.low not in _beginnings():
            continue
        if len(token.text) < 4 and not token.text.isupper() and token.low in _SHORT:
            continue  # "us" is no country
        place = _longest(tokens, at)
        if place is None or place.last in taken:
            continue
        free = place.last + 1
        if _where(tokens, place, events) and not _other(tokens, place):
            found.append(place)
    return found


def place_name(key: str, lang: str) -> str:
    """Return a place's name in the reader's language, or the English one; the key itself if it is unknown."""
    names = _names().get(key)
    return key if names is None else names[1] if lang == "ru" else names[0]


def _longest(tokens: Sequence[Token], at: int) -> Place | None:
    for size in range(min(_LONGEST, len(tokens) - at), 0, -1):
        key = _gazetteer().get(" ".join(token.low for token in tokens[at : at + size]))
        if key is not None:
            return Place(key, at, at + size - 1)
    return None


def _where(tokens: Sequence[Token], place: Place, events: Sequence[Event]) -> bool:
    index = place.first - 1
    if index < 0:
        return False
    russian = tokens[place.first].russian
    before = tokens[index].low
    if russian and before.startswith(_OFFICES_RU):
        return True
    near = {event.key for event in events if 0 < place.first - event.at <= 5}
    if before in _FROM and near & _FLIGHT:
        return True
    if before in {"в", "во", "на"} and _destination(tokens[place.last].low):
        return False
    for _ in range(3):
        if before in _IN and (before != "на" or place.key in _ON_RU):
            return index == 0 or tokens[index - 1].low not in {"not", "не"}
        between = before.startswith(_BETWEEN_RU) if russian else before in _BETWEEN_EN
        if not between or index == 0 or (russian and before.endswith("у")):  # в столицу Чечни
            return False
        index -= 1
        before = tokens[index].low
    return False


def _destination(form: str) -> bool:
    """Tell whether a form after в or на is an accusative: в Москву, в Дагестан."""
    declined = _nominatives().get(form)
    if declined is not None:
        return declined and form[-1] not in "аеиоуыэюя"
    return form.endswith(("у", "ю")) and form not in _LOCATIVE_U


_LOCATIVE_U = frozenset(("крыму", "ростове-на-дону"))


@cache
def _nominatives() -> dict[str, bool]:
    """Return the Russian names, and whether each has other forms."""
    names = [fold_word(name) for _, _, russian in _lines() for name in russian]
    return {name: len(_cases(name)) > 1 for name in names}


def _other(tokens: Sequence[Token], place: Place) -> bool:
    """Tell whether the words around say that it is a namesake, or part of another name."""
    after = tokens[place.last + 1 : place.last + 3]
    if tokens[place.first].text.isupper() and not tokens[place.first].russian and after:
        word = after[0].low
        if word.isalpha() and word not in _AFTER_SHORT:
            return True  # a UK yacht, the US pledge
    if after and after[0].capital and after[0].low in _NOT_AFTER:
        return True
    if len(after) > 1 and after[0].low == "," and after[1].capital and after[1].low in _NOT_AFTER:
        return True
    if tokens[place.first - 1].text in '«"“':
        return True
    if place.key == "georgia" and not tokens[place.first].russian:
        return not _US.isdisjoint(token.low for token in tokens)
    return False


@cache
def _names() -> dict[str, tuple[str, str]]:
    return {key: (english[0], russian[0]) for key, english, russian in _lines()}


def _lines() -> Iterator[tuple[str, list[str], list[str]]]:
    for line in PLACES.strip().splitlines():
        key, _, names = line.partition(": ")
        english, _, russian = names.partition(" | ")
        yield key, english.split(", "), russian.split(", ")


@cache
def _gazetteer() -> dict[str, str]:
    """Return the places by every written form in small letters; the first call takes some 50 ms."""
    found: dict[str, str] = {}
    for key, english, russian in _lines():
        for name in english:
            found.setdefault(" ".join(_pieces(name)), key)
        for name in russian:
            for form in _cases(name):
                found.setdefault(form, key)
    return found


def _pieces(name: str) -> list[str]:
    return fold_word(name).replace(".", " . ").split()


def _cases(name: str) -> set[str]:
    """Return the case forms of a Russian name; of several words (Северная Осетия) the forms that agree."""
    words = fold_word(name).split()
    if len(words) == 1 and words[0].endswith("ское"):
        return {words[0][:-1] + end for end in ("е", "го", "му", "м")} | {words[0][:-2] + "им"}
    if len(words) == 1:
        return set(forms(words[0], WordClass.PLACE)) | {words[0]}
    head, tail = words[0], words[-1]
    if head.endswith("ая"):
        return {name.lower()} | {f"{head[:-2]}{end} {form}" for end, form in _agreeing(tail)}
    if head == "нижний":
        ends = (("ий", ""), ("его", "а"), ("ему", "у"), ("им", "ом"), ("ем", "е"))
        return {f"нижн{end} {tail}{last}" for end, last in ends}
    if head.endswith(("ий", "ый")):
        stem, soft = head[:-2], head[-3] in "кгх"
        pairs: tuple[tuple[str, str], ...] = (
            (head[-2:], ""),
            ("ого", "а"),
            ("ому", "у"),
            ("им" if soft else "ым", "ом"),
            ("ом", "е"),
        )
        if tail.endswith("й"):
            tail, pairs = tail[:-1], tuple((end, _SOFT[last]) for end, last in pairs)
        return {f"{stem}{end} {tail}{last}" for end, last in pairs}
    return {" ".join(words)}


def _agreeing(tail: str) -> Iterator[tuple[str, str]]:
    stem = tail[:-1]
    if tail.endswith("я"):
        yield from (
            ("ая", tail),
            ("ой", stem + "и"),
            ("ую", stem + "ю"),
            ("ой", stem + "ей"),
            ("ой", stem + "е"),
        )
    elif tail.endswith("ь"):
        yield from (("ая", tail), ("ой", stem + "и"), ("ую", tail), ("ой", stem + "ью"))
    else:
        soft = "и" if stem[-1:] in "гкх" else "ы"
        yield from (
            ("ая", tail),
            ("ой", stem + soft),
            ("ой", stem + "е"),
            ("ую", stem + "у"),
            ("ой", stem + "ой"),
        )


@cache
def _beginnings() -> frozenset[str]:
    return frozenset(name.split()[0] for name in _gazetteer())
