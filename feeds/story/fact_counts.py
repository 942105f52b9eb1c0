"""How many people an event concerns, and for how many years they were sentenced."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from feeds.story.fact_events import Event
from feeds.story.fact_tokens import Sentence, Token, word_set
from feeds.story.fact_words import Numeral, is_people, numerals

_DIGITS = re.compile(r"\d{1,3}(?:[\u00a0\u202f,]\d{3})+|\d{1,7}")
_QUALIFIERS = word_set(
    """
    at least more than over about around nearly almost another all other as-many более больше свыше не
    менее меньше как минимум около почти порядка примерно еще всех все
    """
)
_DETERMINERS = word_set("the these those all both его ее их эти этих")
_NOT_BEFORE = word_set(
    """
    of from with by for to and's aged age between per among in out on as some up no or number № $ € £ #
    из с со от для к у среди между каждый каждого по за до ст статья статьи статье статьей или
    """
)
"""Before a numeral: it counts something else, or only some of those it counts."""
_MULTIPLES = (
    "thousand",
    "million",
    "billion",
    "hundred",
    "dozen",
    "тысяч",
    "тыс",
    "миллион",
    "млн",
    "млрд",
    "сот",
)
_JOINS = frozenset(("and", "и", "или", "or", ","))
_AND = frozenset(("and", "и", "or", "или", "&"))
_LINKS = word_set(
    "was were been are is have has had being be then also later already уже был были была было ранее также"
)
_BE = _LINKS - {"have", "has", "had"}
_STOPS = word_set(
    "in at near on after during over following outside as when while в во на под по за после из при у около"
)
"""What may follow a number or a verb with which the phrase ends."""
_COUNTED = word_set(
    """
    detained arrested abducted tortured beaten killed died wounded released charged sentenced acquitted
    fined missing extradited deported fled evacuated verdict
    """
)
_TERM = ("колони", "лишени", "тюрь", "тюрем", "строг", "общ", "заключени", "принудит", "поселен")
_YEARS = word_set("years year лет года годам год")
_PARTS = word_set("and half ago с половиной")
_JAILED = frozenset(("jailed", "jails", "imprisoned"))
_TOLLS = word_set("toll number число количество")
_GROWN = (
    "rise", "rose", "risen", "climb", "grow", "grew", "increas", "jump", "revis", "stand", "stood",
    "вырос", "возрос", "увеличил", "поднял", "уточн",
)  # fmt: skip
"""A toll did so before its "to": rises to 35, выросло до 35."""
_REACHED = ("reach", "pass", "exceed", "hit", "surpass", "достиг", "превыс", "состав")
_TO = word_set("to at до")
_TOLLED = word_set("killed died wounded detained arrested missing abducted")
_ADJECTIVES = 3
"""At most so many words stand between a number and the people it counts."""


@dataclass(frozen=True, slots=True)
class Count:
    """A number of people of an event (``detained:3``) or of years (``years:6``), and its tokens."""

    key: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class _Group:
    """A number with its "more than" and its people: where it begins, stands and ends."""

    first: int
    at: int
    last: int
    numeral: Numeral
    named: bool
    """The people are named (three men), or the numeral counts nobody else (трое)."""


def find_counts(sentence: Sentence, events: Sequence[Event]) -> list[Count]:
    """Return the counts that a sentence ties to its events, in order."""
    return list(_counts(sentence.tokens, events)) if events else []


def _counts(tokens: Sequence[Token], events: Sequence[Event]) -> Iterator[Count]:
    for at in range(len(tokens)):
        numeral = _numeral(tokens[at].low)
        if numeral is None or numeral.value == 0:
            continue
        count = (
            _years(tokens, at, numeral, events)
            or _toll(tokens, at, numeral, events)
            or _people(tokens, at, numeral, events)
        )
        if count is not None:
            yield count


def _numeral(low: str) -> Numeral | None:
    if not low[0].isdigit():
        return numerals().get(low)
    return Numeral(int(re.sub(r"\D", "", low))) if _DIGITS.fullmatch(low) else None


def _people(tokens: Sequence[Token], at: int, numeral: Numeral, events: Sequence[Event]) -> Count | None:
    first = _start(tokens, at)
    last = _noun(tokens, at)
    if first is None or last is None:
        return None
    group = _Group(first, at, last, numeral, named=last > at or numeral.people)
    if _partial(tokens, group, events):
        return None
    ties = [
        (distance, event.key)
        for event in events
        if event.key in _COUNTED and (distance := _tie(tokens, group, event)) is not None
    ]
    return Count(f"{min(ties)[1]}:{numeral.value}", first, last) if ties else None


def _start(tokens: Sequence[Token], at: int) -> int | None:
    """Return where the numeral begins with its "more than"; None where it counts something else."""
    first = at
    while first and first > at - 4 and tokens[first - 1].low in _QUALIFIERS:
        first -= 1
    if not first:
        return first
    before = tokens[first - 1]
    if before.low in _DETERMINERS and first > 1:
        before = tokens[first - 2]  # one of the six people
    glued = tokens[at - 1].end == tokens[at].start and not tokens[at - 1].low.isspace()
    if glued and tokens[at - 1].text not in "(«\"“[‘'":
        return None  # COVID-19, $5, №3
    if before.low in _NOT_BEFORE or before.low[0].isdigit() or before.low in numerals():
        return None
    return first


def _noun(tokens: Sequence[Token], at: int) -> int | None:
    """Return the last token of the people counted, or `at`; None where thousands or the like follow."""
    last = at
    for index in range(at + 1, min(len(tokens), at + _ADJECTIVES + 2)):
        low = tokens[index].low
        if low.startswith(_MULTIPLES) or low in {"%", "-"}:
            return None
        if is_people(low):
            last = index
        elif last > at or not low[0].isalpha() or low in _STOPS or low in numerals():
            break
    return last


def _toll(tokens: Sequence[Token], at: int, numeral: Numeral, events: Sequence[Event]) -> Count | None:
    """Return a toll: the number of people killed rises to 35, число погибших достигло 35."""
    first = at
    while first and tokens[first - 1].low in _QUALIFIERS:
        first -= 1
    low = tokens[first - 1].low if first else ""
    grown = _GROWN if low in _TO else _REACHED
    verb = next((back for back in range(first - 1, -1, -1) if tokens[back].low.startswith(grown)), None)
    if verb is None or (low not in _TO and verb != first - 1) or _noun(tokens, at) is None:
        return None
    counted = [event for event in events if event.key in _TOLLED and event.at < verb]
    if not counted or tokens[at].clause != tokens[counted[-1].at].clause:
        return None
    event = counted[-1]
    said = {token.low for token in tokens[max(0, event.at - _ADJECTIVES - 1) : event.at + 1]}
    return None if _TOLLS.isdisjoint(said) else Count(f"{event.key}:{numeral.value}", first, at)


def _partial(tokens: Sequence[Token], group: _Group, events: Sequence[Event]) -> bool:
    """Tell whether others are added to the number: three men and a woman, a woman and three men."""
    before = tokens[group.first - 1].low if group.first else ""
    if before in _AND and not any(event.at < group.first - 1 for event in events):
        return True
    after = [token.low for token in tokens[group.last + 1 : group.last + 3]]
    if len(after) < 2 or (after[0] not in _AND and not (after[0] == "," and _adds(after[1]))):
        return False
    return not any(0 < event.at - group.last <= 4 for event in events)


def _adds(low: str) -> bool:
    return low in {"a", "an", "one"} or _numeral(low) is not None


def _tie(tokens: Sequence[Token], group: _Group, event: Event) -> int | None:
    """Return how many tokens part the group from an event that happened to it; None: to somebody else."""
    if tokens[event.at].clause != tokens[group.at].clause:
        return None
    if event.at > group.last:
        return _before(tokens, group, event)
    if event.at < group.first:
        return _after(tokens, group, event)
    return 0 if event.shape == "person" and event.at == group.last else None


def _before(tokens: Sequence[Token], group: _Group, event: Event) -> int | None:
    """The group first: three men were detained, троих задержали."""
    between = [token.low for token in tokens[group.last + 1 : event.at]]
    if len(between) > 8 or (not group.named and not _LINKS.issuperset(between)):
        return None
    if not _JOINS.isdisjoint(between) or event.shape in {"noun", "base", "ing"}:
        return None
    if _shared(tokens, event):
        return None
    after = tokens[event.at + 1].low if event.at + 1 < len(tokens) else "."
    ends = not after[0].isalnum() or after in _STOPS
    if tokens[event.at].russian:
        doer = event.shape == "active" and not group.numeral.oblique and not ends
        return None if doer else len(between)
    if event.shape == "active":
        return None
    passive = event.shape != "either" or ends or after == "by" or not _LINKS.isdisjoint(between)
    return len(between) if passive else None


def _shared(tokens: Sequence[Token], event: Event) -> bool:
    """Tell whether the number is divided between this event and another: 30 killed or injured."""
    if event.at + 2 >= len(tokens) or tokens[event.at + 1].low not in _JOINS:
        return False
    second = tokens[event.at + 2].low
    return second.endswith(("ed", "ны", "ты", "ли")) and second not in numerals()


def _after(tokens: Sequence[Token], group: _Group, event: Event) -> int | None:
    """The event first: police detained three men, задержаны двое."""
    between = [token.low for token in tokens[event.at + 1 : group.first]]
    if len(between) > 1 or (between and (between[0] in _NOT_BEFORE or between[0] in _JOINS)):
        return None
    if not group.named and not _ends(tokens, group.last):
        return None
    if tokens[event.at].russian:
        doers = event.shape == "active" and group.numeral.people and not group.numeral.oblique
        return None if doers else len(between)
    if event.shape in {"passive", "alone", "person"}:
        return None
    was = any(token.low in _BE for token in tokens[max(0, event.at - 2) : event.at])
    return None if event.shape == "either" and was else len(between)


def _ends(tokens: Sequence[Token], last: int) -> bool:
    """Tell whether nothing follows a bare number that it could count: kills 12 in Grozny."""
    low = tokens[last].low
    after = tokens[last + 1].low if last + 1 < len(tokens) else "."
    year = low[0].isdigit() and len(low) == 4
    return not year and (
        after in _STOPS or after in {"and", "и"} or (not after[0].isalnum() and after != "%")
    )


def _years(tokens: Sequence[Token], at: int, numeral: Numeral, events: Sequence[Event]) -> Count | None:
    """Return the term of a sentence: sentenced to six years, на 6 лет колонии."""
    told = any(event.key in {"sentenced", "verdict"} and event.at < at for event in events)
    if not told or at + 1 >= len(tokens) or tokens[at + 1].low not in _YEARS or numeral.value >= 100:
        return None
    before = tokens[at - 1].low
    ahead = [token.low for token in tokens[at + 2 : at + 7]]
    jailed = before == "for" and any(
        token.low in _JAILED for token in tokens[max(0, at - 2 - _ADJECTIVES) : at]
    )
    if (before not in {"to", "к", "на"} and not jailed) or (at > 1 and tokens[at - 2].low == "up"):
        return None
    if ahead and (ahead[0] in _PARTS or _numeral(ahead[0]) is not None):
        return None
    term = before != "на" or any(low.startswith(_TERM) for low in ahead)
    return Count(f"years:{numeral.value}", at, at + 1) if term else None
