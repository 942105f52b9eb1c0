"""When: which deeds a text tells of the past only, by years, by "years ago" and by "earlier"; which of them
happened again, and which numbers sum up a long time.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache

from feeds.story.fact_tokens import Token, sentences, word_set
from feeds.text.sentences import split

_OPENERS = word_set(
    """
    who whom whose which when that where что когда где который которая которое которые которого которой
    которому которых которую которым которыми чей чья чье чьи
    """
)
"""A year in the clause that one of these opens is that clause's alone."""
_EARLIER = word_set("earlier previously formerly ранее прежде")
_FILLS = word_set("been was were already also уже также был была было были")
_LISTED = ("рожд", "born", "родил", "родивш", "г.р")
_PARTICIPLE = re.compile(r"(?:нн|вш)(?:ый|ого|ому|ым|ая|ой|ую|ые|ых|ыми|ий|его|ему|им|ие|их|ими)(?:ся)?$")
_BEFORE_ACT = 3
_BESIDE = 25
"""Code points around a deed in which "again" is said of it."""
_TO_ACT = 4
"""Tokens between a deed and the "years ago" that dates it."""


def past_deeds(text: str, deeds: Collection[int], year: int, counted: Collection[int]) -> set[int]:
    """Return those of `deeds`, places of event words in `text`, that its sentences put into the past.

    `year` is the one in which the report was published, 0 where nobody knows; `counted` are places that
    numbers of people cover, which are no years.
    """
    found: set[int] = set()
    if _trigger().search(text):
        for sentence in sentences(text):
            found |= _past(text, sentence.tokens, deeds, year, counted)
    return found


def is_again(text: str, start: int, end: int) -> bool:
    """Tell whether a text says of the deed at ``text[start:end]`` that it was done once more."""
    return _again().search(text, max(0, start - _BESIDE), end + _BESIDE) is not None


def sums_up(text: str, place: int) -> bool:
    """Tell whether the sentence at a place of a text counts over months or years: 300 since January."""
    spans = (span for span in split(text) if span[0] <= place < span[1])
    return any(_period().search(text, *span) for span in spans)


def _past(
    text: str, tokens: Sequence[Token], deeds: Collection[int], year: int, counted: Collection[int]
) -> set[int]:
    acts = [at for at, token in enumerate(tokens) if token.start in deeds]
    said = text[tokens[0].start : tokens[-1].end]
    if not acts or not _trigger().search(said):
        return set()
    if _looks_back().match(said):
        return {tokens[at].start for at in acts}
    past = {at for at in acts if _is_earlier(tokens, at)}
    past |= _of_years(tokens, acts, year, counted)
    for found in _ago().finditer(said):
        past |= _of_phrase(tokens, acts, tokens[0].start + found.start())
    if since := _anniversary().match(said):
        clause = _clause_at(tokens, tokens[0].start + since.end() - 1)
        past |= {at for at in acts if tokens[at].clause == clause}
    return {tokens[at].start for at in past}


def _of_years(tokens: Sequence[Token], acts: Sequence[int], year: int, counted: Collection[int]) -> set[int]:
    """Return the acts that the years of the sentence put into the past."""
    years: dict[int, list[int]] = {}
    past: set[int] = set()
    for at, told in _years(tokens, counted):
        if _dates_participle(tokens, at) and any(act > at for act in acts):
            continue
        if (bound := _bound(tokens, acts, at)) is None:
            years.setdefault(tokens[at].clause, []).append(told)
        elif told < year:
            past.add(bound)
    apart = {clause for clause in years if _is_apart(tokens, clause, acts)}
    past |= {at for at in acts if tokens[at].clause in apart and max(years[tokens[at].clause]) < year}
    common = [told for clause, all_told in years.items() if clause not in apart for told in all_told]
    if common and max(common) < year:
        past |= {at for at in acts if tokens[at].clause not in apart}
    return past


def _bound(tokens: Sequence[Token], acts: Sequence[int], year: int) -> int | None:
    """Return the act that a year dates alone: who was detained in 2018 was released, in one clause."""
    inside = [at for at in acts if tokens[at].clause == tokens[year].clause]
    before = [at for at in inside if 0 < year - at <= _TO_ACT]
    return before[-1] if before and inside[-1] > year else None


def _years(tokens: Sequence[Token], counted: Collection[int]) -> Iterator[tuple[int, int]]:
    for at, token in enumerate(tokens):
        found = _year().fullmatch(token.low)
        if found is None or token.start in counted:
            continue
        near = [other.low for other in tokens[max(0, at - 5) : at + 4]]
        percent = at + 1 < len(tokens) and tokens[at + 1].text == "%"
        if not percent and not any(low.startswith(_LISTED) for low in near):
            yield at, int(found.group(1) or found.group(2))


def _is_apart(tokens: Sequence[Token], clause: int, acts: Iterable[int]) -> bool:
    """Tell whether a clause only says more of somebody: "who left in 2018", ", detained in 2018,"."""
    inside = [token for token in tokens if token.clause == clause]
    if inside[0].low in _OPENERS:
        return True
    enclosed = inside[0].text == "," and tokens[-1].clause > clause
    after = next((token for token in tokens if token.clause == clause + 1), None)
    closed = enclosed and after is not None and after.text == ","
    return closed and any(tokens[at].clause == clause for at in acts)


def _of_phrase(tokens: Sequence[Token], acts: Sequence[int], start: int) -> set[int]:
    """Return what "two years ago" dates: the act right before it, else its clause's, else all."""
    place = next((at for at, token in enumerate(tokens) if token.start >= start), len(tokens) - 1)
    clause = tokens[place].clause
    inside = [at for at in acts if tokens[at].clause == clause]
    before = [at for at in inside if 0 < place - at <= _TO_ACT]
    if not before and inside and _dates_participle(tokens, place):
        return set()
    return set(before[-1:] or inside or acts)


def _dates_participle(tokens: Sequence[Token], place: int) -> bool:
    """Tell whether a Russian participle that is no act is what is dated: призванного в 2018 году убили."""
    before = [token.low for token in tokens[max(0, place - 2) : place]]
    if before[-1:] == ["в"]:
        before.pop()
    return bool(before and _PARTICIPLE.search(before[-1]))


def _is_earlier(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether "earlier" stands right before the act: a man earlier detained was released."""
    for back in range(at - 1, max(-1, at - 1 - _BEFORE_ACT), -1):
        low = tokens[back].low
        if low in _EARLIER:
            return True
        if low not in _FILLS:
            return False
    return False


def _clause_at(tokens: Sequence[Token], place: int) -> int:
    return next((token.clause for token in tokens if token.end > place), 0)


@cache
def _trigger() -> re.Pattern[str]:
    return re.compile(
        r"(?:19|20)\d\d|\bago\b|earlier|previously|formerly|years?\s+(?:before|after|on)\b|last\s+year"
        r"|назад|ранее|прежде|прошлом\s+году|спустя|после|напомним|до\s+этого|как\s+сообщалось",
        re.IGNORECASE,
    )


@cache
def _year() -> re.Pattern[str]:
    return re.compile(r"\d{1,2}[./]\d{1,2}[./]((?:19|20)\d\d)|((?:19|20)\d\d)(?:[-‐‑–/]\D.*|[-–/]\d+)?")


@cache
def _looks_back() -> re.Pattern[str]:
    """A sentence that only reminds of what was told before; "earlier today" is of the day's news."""
    return re.compile(
        r"\W*(?:(?:previously|as\s+(?:previously\s+)?reported)\b"
        r"|earlier\b(?!,?\s+(?:today|on\b|in\s+the\s+day))"
        r"|(?:напомним|как\s+сообщалось|до\s+этого)\b"
        r"|ранее\b(?!\s+(?:сегодня|утром|днем|днём|вечером|в\s+(?:этот|тот\s+же|понедельник|вторник|среду"
        r"|четверг|пятницу|субботу|воскресенье)|[а-яё]+(?:ый|ий|ая|ое|ые|ие|ого|его|ому|ых|их|ым|ую|ой)\b)))",
        re.IGNORECASE,
    )


@cache
def _ago() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:\w+\s+)?(?:years?|decades?)\s+(?:ago|earlier|before)\b|\blast\s+year\b"
        r"|\b(?:\w+\s+)?(?:год|года|лет|десятилети[ея])\s+назад\b|\bв\s+прошлом\s+году\b|\bгодом\s+ранее\b",
        re.IGNORECASE,
    )


@cache
def _anniversary() -> re.Pattern[str]:
    """A year after, ten years on: what stands with it happened then."""
    return re.compile(
        r"\W*(?:\w+\s+){0,3}years?\s+(?:after|since|on)\b"
        r"|\W*(?:(?:через|спустя)\s+)?(?:[\w-]+\s+)?(?:год|года|лет)\s+(?:после|спустя|со\s+дня)\b",
        re.IGNORECASE,
    )


@cache
def _again() -> re.Pattern[str]:
    return re.compile(r"\b(?:again|once\s+more|снова|вновь|опять|повторно)\b", re.IGNORECASE)


@cache
def _period() -> re.Pattern[str]:
    return re.compile(
        r"\bsince\s+(?:the\s+(?:beginning|start)|(?:19|20)\d\d|january|last)|\bthis\s+year\b"
        r"|\b(?:in|over|during)\s+the\s+(?:past|last)\s|\b(?:each|every|per|a)\s+year\b|\bin\s+(?:19|20)\d\d\b"
        r"|\bс\s+(?:начала|(?:19|20)\d\d)|\bза\s+(?:(?:весь|этот|прошлый|минувший)\s+)?(?:год|полгода|месяц"
        r"|квартал|неделю|(?:19|20)\d\d)\b|\bза\s+последн|\bв\s+(?:этом\s+году|(?:19|20)\d\d)\b|\bежегодно\b",
        re.IGNORECASE,
    )
