"""Which sentences of a report cannot stand without their neighbours.

"He denied it" needs the sentence that names him, "the news agency reported this" what it reported, a claim
the attribution that follows it, and a sentence out of a speech the one that says whose speech it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_POINTS_BACK = re.compile(
    r"""\W*(?:
    (?:[Hh]e|[Ss]he|[Tt]hey|[Hh]is|[Hh]er|[Tt]heir|[Hh]im|[Tt]hem)\b
    |(?:[Tt]his|[Tt]hat|[Tt]hese|[Tt]hose)\s(?:is|was|are|were|has|have|had|will|would|means|meant|includes?|comes|came)\b
    |[Tt]he\s(?:latter|former|two|pair|couple|trio)\b|[Bb]oth\s(?:of|were|are|have|had|men|women)\b
    |(?:But|And|Yet)\s(?:he|she|they|his|her|their)\b
    |(?:Он|Она|Они|Оно|Его|Её|Ее|Их|Ему|Ей|Им|Ими|Нём|Нем)\b
    |(?:(?:По|В|На|У|С|К|О|От|Для|При|За|После|Со|Об?)\s)(?:его|её|ее|их|него|неё|нее|них|ним|ней|ними|нём|нем|нему)\b
    |(?:А|И|Но|Однако|Также|Кроме\sтого,?|При\sэтом|Позже|Ранее|Тогда)\s(?:он|она|они|оно|его|её|ее|их|ему|ей|им)\b
    |(?:Это|Этот|Эта|Эти|Этого|Этой|Этих|Этому|Тот|Та|Те|Оба|Обе|Обоих|Последний|Последняя|Последние|Такой|Такая|Такое|Такие)\b
    |(?:В|На|С|Со|По|К|За|До|После|Из|Из-за|От|При|Для|Об?)\s(?:том|этом|этой|этого|этим|этому|тот|той|того|тех|этих|этими|тем|той\sже)\b
    |(?:В\s(?:связи\sс\sэтим|ответ)|Поэтому|Из-за\sчего|Взамен|Там)\b
    |(?:In\s(?:response|turn|that\scase)|At\s(?:that|the\ssame)\stime|As\sa\sresult|For\s(?:this|that)\sreason)\b
    |(?:Сам|Сама|Сами)\s(?:он|она|они)\b
    )""",
    re.VERBOSE,
)
_ATTRIBUTES = re.compile(
    r"""\W*(?:
    (?:Об\sэтом|О\sслучившемся|О\sпроизошедшем)\s(?!не\b).{0,40}?(?:сообщ|рассказ|заяв|пиш|писал|говор|стало\sизвестно|узнал|свидетельств|передал|переда[её]т)
    |Об\sэтом\b
    |(?:Такие|Эти|Соответствующие)\s(?:данные|цифры|сведения|выводы)\b
    |(?:Соответствующ|Такое|Такой)\w*\s(?:заявлени|сообщени|информаци|решени|вывод|прогноз|мнени)\w*
    |Это\sследует\sиз\b|(?:Так|Это)\s(?:сказал|заявил|сообщил|отметил|рассказал)
    |(?:That|This)\s(?:is\saccording\sto|comes\sfrom|was\s(?:reported|announced|stated|confirmed))\b
    |(?:The\s(?:news|information)\swas\s(?:reported|confirmed|announced))\b|According\sto\s(?:him|her|them)\b
    )""",
    re.VERBOSE,
)
_SPEECH_ENDS = re.compile(r"[,!?…»”\"]\s*[—–-]\s*[а-яё]")
_DASHED = re.compile(r"[—–-]\s+\S")
_OPENING, _CLOSING, _EITHER = "«“„", "»”", '"'
_RUN = 8
"""Sentences of one quotation; one that is open for longer has lost its closing mark."""


def company(sentences: Sequence[str], breaks: Sequence[bool], most: int) -> list[frozenset[int]]:
    """Return for each sentence the places of those that have to be quoted with it, itself among them.

    `breaks` tells before which sentence a new paragraph begins. A sentence that needs more than `most`
    has no company: an empty set.
    """
    needs = [_needs(sentences, place, alone=most < 2) for place in range(len(sentences))]
    for run in _speeches(sentences, breaks):
        for place in run:
            needs[place].update(run)
    found = []
    for place in range(len(sentences)):
        together = {place}
        fresh = {place}
        while fresh and len(together) <= most:
            fresh = {other for one in fresh for other in needs[one]} - together
            together |= fresh
        found.append(frozenset(together) if len(together) <= most else frozenset())
    return found


def _needs(sentences: Sequence[str], place: int, *, alone: bool) -> set[int]:
    sentence = sentences[place]
    found = set()
    attributes = _ATTRIBUTES.match(sentence)
    if place and (attributes or _POINTS_BACK.match(sentence) or _is_bare_speech(sentence)):
        found.add(place - 1)
    if (
        not alone
        and not attributes
        and place + 1 < len(sentences)
        and _ATTRIBUTES.match(sentences[place + 1])
    ):
        found.add(place + 1)
    return found


def _is_bare_speech(sentence: str) -> bool:
    """Tell whether all of a sentence is a quotation, so that another names the speaker."""
    end = sentence.rstrip(" .!?…")
    if len(sentence) < 3 or sentence[0] not in _OPENING + _EITHER or end[-1:] not in (*_CLOSING, _EITHER):
        return False
    inner = end[1:-1]
    return not any(mark in inner for mark in _CLOSING + _EITHER) or _balanced(inner)


def _balanced(text: str) -> bool:
    depth = 0
    for char in text:
        depth += (char in _OPENING) - (char in _CLOSING)
        if depth < 0 or char == _EITHER:
            return False
    return depth == 0


def _speeches(sentences: Sequence[str], breaks: Sequence[bool]) -> Iterator[range]:
    """Yield the runs of sentences over which one quotation, or one speech after a dash, goes on."""
    place = 0
    while place < len(sentences):
        end = _speech_end(sentences, breaks, place)
        if end > place:
            yield range(place, end + 1)
        place = end + 1


def _speech_end(sentences: Sequence[str], breaks: Sequence[bool], place: int) -> int:
    """Return where the speech that is begun in this sentence ends; this very place if none goes on."""
    dashed = _DASHED.match(sentences[place]) is not None and not _SPEECH_ENDS.search(sentences[place])
    depth = _depth(sentences[place], 0)
    if not dashed and not depth:
        return place
    for other in range(place + 1, min(len(sentences), place + 1 + _RUN)):
        if breaks[other]:
            break
        depth = _depth(sentences[other], depth)
        if not depth if not dashed else _SPEECH_ENDS.search(sentences[other]):
            return other
    return place


def _depth(sentence: str, depth: int) -> int:
    """Return how many quotations are open after a sentence before which `depth` were."""
    for char in sentence:
        if char in _OPENING:
            depth += 1
        elif char in _CLOSING:
            depth = max(0, depth - 1)
        elif char == _EITHER:
            depth = depth - 1 if depth else 1
    return depth
