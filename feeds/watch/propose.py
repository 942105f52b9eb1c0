"""Owns proposals: one keyword more that would keep out what moderators rejected and nothing they accepted.

Words that stand by the hits of rejected items suggest a keyword; the matcher itself, run over every judged
item, decides whether it does what is wanted. Nothing is applied here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Protocol

from feeds.story.signature import keys
from feeds.text.sentences import split
from feeds.types import Entity, Keyword, KeywordRole, Match, WatchList
from feeds.watch.edit import Use, keyword_for, with_keywords
from feeds.watch.match import Matcher

FEWEST = 2
"""Rejected items that a proposal must keep out: one alone proves nothing."""
_FEWEST_ACCEPTED = 3
"""Accepted items that must agree before a context word is asked for."""
_TRIED = 40
_TEXT = 4000
"""Code points of an item's text whose words are considered."""
_CYRILLIC_ENDING = re.compile("[аеёиоуыэюяйьъ]{1,3}$")


class Item(Protocol):
    """A judged entry."""

    @property
    def title(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def lang(self) -> str: ...
    @property
    def accepted(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Proposal:
    """A keyword to add; `asking` are the aliases that must then stand with a context word."""

    keyword: Keyword
    use: Use
    removes: int
    """Rejected items that it keeps out."""
    rejected: int
    """Rejected items that are found now."""
    asking: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Candidate:
    use: Use
    text: str


def propose(entity: Entity, judged: Sequence[Item], limit: int = 3) -> list[Proposal]:
    """Return keywords that remove at least FEWEST rejected items and no accepted one, the best first.

    Of two that remove as many, the narrower is better: a phrase, then a word beside the hit, then context.
    """
    entity = replace(entity, active=True)
    matcher = Matcher(WatchList((entity,)))
    found = [(item, hits) for item in judged if (hits := matcher.find(item.title, item.text, item.lang))]
    accepted = [one for one in found if one[0].accepted]
    rejected = [one for one in found if not one[0].accepted]
    if len(rejected) < FEWEST:
        return []
    asking = tuple(sorted({hit.keyword for _, hits in rejected for hit in hits}))
    proposals = []
    for candidate in _candidates(accepted, rejected):
        proposal = _tried(entity, candidate, asking, [one[0] for one in accepted], [r[0] for r in rejected])
        if proposal is not None:
            proposals.append(proposal)
    proposals.sort(key=lambda one: (-one.removes, _WIDTH.index(one.use), len(one.keyword.text)))
    return _distinct(proposals)[:limit]


def accept(entity: Entity, proposal: Proposal) -> Entity:
    """Return the entity with a proposal carried out."""
    keywords = tuple(
        replace(one, needs_context=True)
        if one.role is KeywordRole.ALIAS and one.text in proposal.asking
        else one
        for one in entity.keywords
    )
    missing = [
        Keyword(name, needs_context=True)
        for name in entity.names.values()
        if name in proposal.asking and all(one.text != name for one in keywords)
    ]
    return with_keywords(replace(entity, keywords=keywords), [*missing, proposal.keyword])


_WIDTH = (Use.INSIDE, Use.EXCLUDE, Use.CONTEXT)
_Found = tuple[Item, tuple[Match, ...]]


def _tried(
    entity: Entity,
    candidate: _Candidate,
    asking: tuple[str, ...],
    accepted: Sequence[Item],
    rejected: Sequence[Item],
) -> Proposal | None:
    """Return the proposal that a candidate makes, judged by the matcher; None when it does not help."""
    needed = asking if candidate.use is Use.CONTEXT else ()
    keyword = keyword_for(candidate.use, candidate.text)
    proposal = Proposal(keyword, candidate.use, 0, len(rejected), needed)
    changed = accept(entity, proposal)
    matcher = Matcher(WatchList((changed,)))
    if not all(matcher.find(item.title, item.text, item.lang) for item in accepted):
        return None
    removes = sum(not matcher.find(item.title, item.text, item.lang) for item in rejected)
    return replace(proposal, removes=removes) if removes >= FEWEST else None


def _candidates(accepted: Sequence[_Found], rejected: Sequence[_Found]) -> list[_Candidate]:
    bad, good = (_counted(found) for found in (rejected, accepted))
    likely = [(one, count) for one, count in bad.items() if count >= FEWEST and not good[one]]
    likely.sort(key=lambda one: (-one[1], _WIDTH.index(one[0].use), one[0].text))
    chosen = [one for one, _ in likely[:_TRIED]]
    if len(accepted) >= _FEWEST_ACCEPTED:
        bad_words, good_words = (_words_counted(found) for found in (rejected, accepted))
        everywhere = [w for w, n in good_words.items() if n == len(accepted) and not bad_words[w]]
        chosen += [_Candidate(Use.CONTEXT, word) for word in sorted(everywhere, key=len)[: _TRIED // 2]]
    return chosen


def _counted(found: Sequence[_Found]) -> Counter[_Candidate]:
    counts: Counter[_Candidate] = Counter()
    for item, hits in found:
        counts.update(set(_near(item, hits)))
    return counts


def _near(item: Item, hits: Sequence[Match]) -> Iterator[_Candidate]:
    """Yield phrases with the word before or after a hit, and words of its sentence."""
    for hit in hits[:5]:
        field = item.title if hit.field == "title" else item.text
        start, end = _sentence(field, hit)
        before, after = _tokens(field[start : hit.start]), _tokens(field[hit.end : end])
        names = {hit.surface, hit.keyword}
        for name in names if len(hit.surface.split()) < 4 else ():
            if before and _speaks(before[-1]):
                yield _Candidate(Use.INSIDE, f"{_stem(before[-1])} {name}")
            if after and _speaks(after[0]):
                yield _Candidate(Use.INSIDE, f"{name} {_stem(after[0])}")
        for word in (*before, *after):
            if _speaks(word):
                yield _Candidate(Use.EXCLUDE, _stem(word))


def _words_counted(found: Sequence[_Found]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for item, hits in found:
        own = {word for hit in hits for word in _tokens(hit.surface)}
        words = _tokens(f"{item.title} {item.text[:_TEXT]}")
        counts.update({_stem(word) for word in words if word not in own and _speaks(word)})
    return counts


def _sentence(text: str, hit: Match) -> tuple[int, int]:
    window = max(0, hit.start - 400), min(len(text), hit.end + 400)
    around = text[window[0] : window[1]]
    for start, end in split(around):
        if start <= hit.start - window[0] < end:
            return window[0] + start, max(window[0] + end, hit.end)
    return hit.start, hit.end


def _tokens(text: str) -> list[str]:
    return [found.lower() for found in _token().findall(text)]


def _stem(word: str) -> str:
    """Return a word so that its case forms agree: its beginning with a star where that is long enough."""
    short = _CYRILLIC_ENDING.sub("", word)
    return f"{short}*" if len(short) >= 4 and not word.isascii() else word


@lru_cache(4096)
def _speaks(word: str) -> bool:
    """Say whether a word is worth proposing: long enough, and not one of those that stand everywhere."""
    return len(word) >= 4 and bool(keys(word))


def _distinct(proposals: list[Proposal]) -> list[Proposal]:
    """Keep the first of proposals with the same words in another form."""
    kept: dict[tuple[Use, str], Proposal] = {}
    for one in proposals:
        kept.setdefault((one.use, one.keyword.text.casefold()[:6]), one)
    return list(kept.values())


@cache
def _token() -> re.Pattern[str]:
    return re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
