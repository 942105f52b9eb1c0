"""A summary that can be quoted: whole sentences of the source, in their order."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence

from feeds.story.boilerplate import dateline, is_boilerplate
from feeds.story.signature import keys
from feeds.text.labels import label_spans
from feeds.text.sentences import split
from feeds.types import Summary

_READ = 20_000
"""Code points of an article that are read; what matters stands before."""
_CENTRAL = 0.25
_QUOTATION = 0.1
_HISTORY = 0.3
_ATTRIBUTION = 0.2
"""How much less than the sentence before it a mere attribution ("Об этом сообщили ...") weighs."""

_QUOTED = re.compile(
    r"""^[«"“„'–—-]|[»”"][\s,.]*[—–-]\s*(?:сказал|заявил|отмет|добав|поясн|подчерк|расска)
    |[,”"]\s*(?:he|she|they)\s+(?:said|added|told)""",
    re.VERBOSE,
)
_LOOKS_BACK = re.compile(
    r"(?:Ранее|Напомним|До этого|Накануне|Прежде|В (?:прошлом|\d{4})|Earlier|Previously"
    r"|Last (?:year|month|week))\b"
)
_ATTRIBUTES = re.compile(
    r"(?:Об этом|Такие данные|Соответствующее (?:заявление|сообщение)|Это следует из|That is according to"
    r"|This was (?:reported|announced|stated))\b"
)

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
    sizes = [_units(sentence) for sentence in plain]
    scores = _scores(plain)
    order = sorted(range(len(spans)), key=lambda i: (-scores[i], i))
    order = _mention_first(order, spans, mentions, {i for i in order if sizes[i] <= limit})
    if sizes[order[0]] > limit:
        return _cut(head, spans[order[0]], labels, limit)
    chosen = sorted(_fill(order, sizes, sentences, limit))
    return Summary(" ".join(plain[i] for i in chosen), tuple(spans[i] for i in chosen))


def _body(text: str, lang: str, labels: Sequence[Span]) -> list[Span]:
    """Return the spans of the sentences that belong to the report, without a dateline before the first."""
    spans: list[Span] = []
    for start, end in split(text, lang):
        begin = start if spans else start + dateline(text[start:end])
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
    parts = []
    for left, right in labels:
        if left < end and right > start:
            parts.append(text[start : max(start, left)])
            start = min(end, right)
    parts.append(text[start:end])
    return " ".join(" ".join(parts).split())


def _scores(plain: Sequence[str]) -> list[float]:
    """Weigh each sentence: early, of words that the others repeat, neither a quotation nor a look back."""
    bags = [keys(sentence) for sentence in plain]
    often = Counter(key for bag in bags for key in bag)
    scores: list[float] = []
    for place, (bag, sentence) in enumerate(zip(bags, plain, strict=True)):
        central = sum(math.log(often[key]) for key in bag) / len(bag) if bag else 0.0
        score = 1.0 / (1.0 + place) + _CENTRAL * central
        score -= _QUOTATION if _QUOTED.search(sentence) else 0.0
        score -= _HISTORY if _LOOKS_BACK.match(sentence) else 0.0
        if place and _ATTRIBUTES.match(sentence):
            score = max(score, scores[-1] - _ATTRIBUTION)
        scores.append(score)
    return scores


def _mention_first(
    order: list[int], spans: list[Span], mentions: Sequence[Span], fits: set[int]
) -> list[int]:
    """Move the best sentence with a mention to the front, one that fits if any does."""
    held = [i for i in order if _holds(spans[i], mentions)]
    if not held:
        return order
    first = next((i for i in held if i in fits), held[0])
    return [first, *(i for i in order if i != first)]


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
