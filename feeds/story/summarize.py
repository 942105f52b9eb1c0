"""A summary that can be quoted: whole sentences of the source, in their order."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from feeds.story.boilerplate import dateline, is_boilerplate, stray
from feeds.story.company import company
from feeds.story.signature import keys
from feeds.text.labels import label_spans
from feeds.text.sentences import split
from feeds.types import Summary

_READ = 20_000
"""Code points of an article that are read; what matters stands before."""
_CENTRAL = 0.3
_TITLED = 0.3
_QUOTATION = 0.15
_HISTORY = 0.3
_FRAGMENT = 0.2
_SHORT = 5
"""Spaces; fewer make a fragment."""
_HEADING = 0.5
"""What has no full stop is more often a heading or an item of a list than a sentence."""
_DANGLES = 1.0
"""A first sentence that speaks of "him" has nobody before it who he could be, if the title names nobody."""
_REPEATS = 0.35
"""How much less a sentence weighs all of whose words stand in one that is chosen already."""
_WEAK = 0.38
"""What a sentence beyond the second must weigh, once there is enough to read."""
_ENOUGH = 25
"""Words; fewer are no summary yet."""

_QUOTED = re.compile(
    r"""^[«"“„'–—-]|[»”"][\s,.]*[—–-]\s*(?:сказал|заявил|отмет|добав|поясн|подчерк|расска)
    |[,”"]\s*(?:he|she|they)\s+(?:said|added|told)""",
    re.VERBOSE,
)
_LOOKS_BACK = re.compile(
    r"(?:Ранее|Напомним|До этого|Накануне|Прежде|Как сообщалось|В (?:прошлом|\d{4})|Earlier|Previously"
    r"|Last (?:year|month|week)|As (?:previously )?reported)\b"
)
_NAMED = re.compile(r"\s[A-ZА-ЯЁ][^\W\d_]{2}")
_MARK = re.compile(r"\s*([,.;:!?…])")
_WORD = re.compile(r"\w+")

Span = tuple[int, int]


def summarize(
    title: str,
    text: str,
    lang: str,
    mentions: Sequence[Span],
    *,
    sentences: int = 3,
    limit: int = 900,
) -> Summary:
    """Choose at most `sentences` sentences of `text` that together take at most `limit` UTF-16 units.

    A sentence that only repeats `title` is left out when others do as well; `lang` is a hint. `mentions` are
    the spans of the watched entities in `text`: when a sentence holds one, one such sentence is chosen.
    Only a single sentence that is longer than `limit` is cut, at a word, with an ellipsis.
    """
    head = text[:_READ]
    labels = label_spans(head)
    spans = _body(head, lang, labels) or [span for span in split(head, lang) if _plain(head, span, labels)]
    if not spans or sentences < 1 or limit < 1:
        return Summary("")
    spans = [s for s in spans if _holds(s, mentions) or not _same(head[slice(*s)], title)] or spans
    plain = [_plain(head, span, labels) for span in spans]
    held = [place for place, span in enumerate(spans) if _holds(span, mentions)]
    together = company(plain, _breaks(head, spans), sentences)
    picked = _pick(_Choice(_Sentences.of(plain, title), sentences, limit), together, held)
    if not picked:
        return _cut(head, spans[held[0] if held else 0], labels, limit)
    chosen = sorted(picked)
    return Summary(" ".join(plain[i] for i in chosen), tuple(spans[i] for i in chosen))


def _breaks(text: str, spans: Sequence[Span]) -> list[bool]:
    """Tell before which sentence a new paragraph begins."""
    ends = [0, *(end for _, end in spans)]
    return ["\n" in text[end:start] for end, (start, _) in zip(ends, spans, strict=False)]


def _body(text: str, lang: str, labels: Sequence[Span]) -> list[Span]:
    """Return the spans of the sentences that belong to the report, without a dateline before the first."""
    spans: list[Span] = []
    for start, end in split(text, lang):
        begin = start + stray(text[start:end])
        begin = begin if spans else begin + dateline(text[begin:end])
        plain = _plain(text, (begin, end), labels)
        if plain and not is_boilerplate(plain):
            spans.append((begin, end))
    return spans


def _same(sentence: str, title: str) -> bool:
    return len(sentence) <= len(title) + 9 and _WORD.findall(sentence.casefold()) == _WORD.findall(
        title.casefold()
    )


def _plain(text: str, span: Span, labels: Sequence[Span]) -> str:
    """Return the slice with labels removed and white space collapsed."""
    start, end = span
    kept = ""
    for left, right in [*labels, (end, end)]:
        if left <= end and right >= start:
            part = text[start : max(start, left)]
            mark = _MARK.match(part)
            kept = kept.rstrip() + part[mark.start(1) :] if kept and mark else f"{kept} {part}"
            start = min(end, max(start, right))
    return " ".join(kept.split())


@dataclass(frozen=True, slots=True)
class _Sentences:
    """What is weighed when sentences are chosen; one value per sentence."""

    bags: list[frozenset[str]]
    scores: list[float]
    sizes: list[int]
    words: list[int]

    @classmethod
    def of(cls, plain: Sequence[str], title: str) -> _Sentences:
        bags = [frozenset(keys(sentence)) for sentence in plain]
        scores = _scores(plain, bags, frozenset(keys(title)))
        if len(plain) > 1 and _points_back(plain[0]) and not _NAMED.search(title):
            scores[0] -= _DANGLES
        return cls(bags, scores, [_units(one) for one in plain], [one.count(" ") + 1 for one in plain])


def _scores(plain: Sequence[str], bags: Sequence[frozenset[str]], title: frozenset[str]) -> list[float]:
    """Weigh each sentence: early, of words that the others and the title have, no quotation, no look back."""
    often = Counter(key for bag in bags for key in bag)
    scores: list[float] = []
    for place, (bag, sentence) in enumerate(zip(bags, plain, strict=True)):
        score = 1.0 / (1.0 + place)
        if bag:
            score += _CENTRAL * sum(math.log(often[key]) for key in bag) / len(bag)
            score += _TITLED * len(bag & title) / max(3, len(title))
        score -= _QUOTATION if _QUOTED.search(sentence) else 0.0
        score -= _FRAGMENT if sentence.count(" ") < _SHORT else 0.0
        score -= _HEADING if sentence[-1].isalnum() or sentence[-1] == ":" else 0.0
        score -= _HISTORY if _LOOKS_BACK.match(sentence) else 0.0
        scores.append(score)
    return scores


def _points_back(sentence: str) -> bool:
    """Tell whether a sentence would need another before it."""
    return 0 in company(("", sentence), (False, False), 2)[1]


class _Choice:
    """Sentences taken one group after the other.

    Maximal marginal relevance (Carbonell and Goldstein 1998): what is taken makes its like weigh less.
    """

    def __init__(self, given: _Sentences, sentences: int, limit: int) -> None:
        self.taken: set[int] = set()
        self.words = 0
        self._given = given
        self._repeated = [0.0] * len(given.scores)
        self._places = sentences
        self._units = limit + 1

    def best(self, groups: Iterable[frozenset[int]]) -> tuple[float, frozenset[int]]:
        """Return the group worth most a sentence of those that still fit, and its worth; else no sentence."""
        found: tuple[float, frozenset[int]] = (-math.inf, frozenset())
        for group in groups:
            fresh = group - self.taken
            if fresh and self._fits(fresh):
                worth = math.fsum(self._worth(place) for place in fresh) / len(fresh)
                if worth > found[0]:
                    found = (worth, fresh)
        return found

    def take(self, group: frozenset[int]) -> None:
        """Add sentences, which must fit."""
        for taken in group:
            self.taken.add(taken)
            self.words += self._given.words[taken]
            self._places -= 1
            self._units -= self._given.sizes[taken] + 1
            words = self._given.bags[taken]
            for place, bag in enumerate(self._given.bags):
                shared = len(bag & words) / (min(len(bag), len(words)) or 1)
                self._repeated[place] = max(self._repeated[place], shared)

    def _fits(self, group: frozenset[int]) -> bool:
        size = sum(self._given.sizes[place] + 1 for place in group)
        return len(group) <= self._places and size <= self._units

    def _worth(self, place: int) -> float:
        return self._given.scores[place] - _REPEATS * self._repeated[place]


def _pick(choice: _Choice, together: Sequence[frozenset[int]], held: Sequence[int]) -> set[int]:
    """Take the best sentences with their company, one of `held` first; none when none fits."""
    alone = [frozenset((place,)) for place in range(len(together))]
    first = held or range(len(together))
    for groups in (together, alone):
        if not choice.taken:
            choice.take(choice.best(groups[place] for place in first)[1])
    while choice.taken:
        worth, group = choice.best(together)
        enough = choice.words >= _ENOUGH
        if not group and not enough:
            worth, group = choice.best(alone)
        if not group or (worth < _WEAK and enough and len(choice.taken) > 1):
            break
        choice.take(group)
    return choice.taken


def _holds(span: Span, mentions: Sequence[Span]) -> bool:
    return any(left < span[1] and right > span[0] for left, right in mentions)


def _fill(order: list[int], sizes: list[int], sentences: int, limit: int) -> list[int]:
    """Take sentences in order while their number and joined length allow."""
    chosen: list[int] = []
    left = limit + 1
    for i in order:
        if sizes[i] + 1 <= left:
            chosen.append(i)
            left -= sizes[i] + 1
            if len(chosen) == sentences:
                break
    return chosen


def _units(text: str) -> int:
    return len(text) + sum(1 for char in text if char > "\uffff")


def _cut(text: str, span: Span, labels: Sequence[Span], limit: int) -> Summary:
    """Shorten one sentence to `limit` units, ellipsis included, at the end of a word."""
    start, end = span
    stops = [found.end() for found in _WORD.finditer(text, start, end)]
    fitting = bisect_right(stops, limit - 1, key=lambda stop: _units(_plain(text, (start, stop), labels)))
    # A word longer than the limit is cut inside: half of the limit always fits.
    kept = (start, stops[fitting - 1] if fitting else min(end, start + max(1, (limit - 1) // 2)))
    return Summary(_plain(text, kept, labels) + "…", (kept,))
