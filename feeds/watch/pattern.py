"""Owns the check of one pattern at one place of a text: words, gaps, capitals, first names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from feeds.types import EntityKind
from feeds.watch.field import Field, Word
from feeds.watch.index import Spot
from feeds.watch.keywords import Pattern, Slot
from feeds.watch.names import Bearer, after, before, cases_of, is_forename, is_river, misspelt

HITS_MAX = 2000
"""Candidates read per field: no honest item has more, and weighing them takes all pairs."""
_NAMESAKES_MAX = 4 * HITS_MAX
"""With those that are somebody else, which are weighed at once."""

_HONEST = 300
"""Places in one field above which it is worth remembering what was found at each."""
_WINDOW = 160
"""Letters on either side of a place that decide what is found there: more than any name or check reaches."""

_RULES = ("exact", "inflected", "translit-form", "translit", "misspelt")


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A place where a pattern's words stand, before context is weighed. Offsets are folded."""

    pattern: Pattern
    field: Field
    start: int
    end: int
    rule: str
    bearer: Bearer = Bearer.NOBODY


class _Read(NamedTuple):
    word: Word
    rule: str


def read_spots(field: Field, spots: list[Spot], *, labels: bool = False) -> list[Candidate]:
    """Return the candidates at these places of a field.

    What lies in a compulsory label is none, unless `labels`.
    """
    found: list[Candidate] = []
    seen: set[tuple[int, int]] = set()
    barren: set[tuple[int, int, str, str]] = set()  # hostile texts repeat themselves
    kept = 0
    for start, patterns in spots:
        if kept >= HITS_MAX or len(found) >= _NAMESAKES_MAX:
            break
        alike = (id(patterns), *_surroundings(field, start)) if len(spots) > _HONEST else None
        if alike in barren:
            continue
        begin = field.word_start(start)
        fruitless = True
        for pattern in patterns if begin >= 0 else ():
            if (start, id(pattern)) in seen:
                continue
            seen.add((start, id(pattern)))
            candidate = read(pattern, field, start, begin)
            if candidate is None:
                continue
            fruitless = False
            if labels or not field.in_label(candidate.start, candidate.end):
                found.append(candidate)
                kept += candidate.bearer is not Bearer.OTHER  # namesakes do not crowd out the name
        if fruitless and alike is not None:
            barren.add(alike)
    return found


def _surroundings(field: Field, start: int) -> tuple[int, str, str]:
    """Return all that decides what is found at a place, equal for places that look alike."""
    low, high = max(0, start - _WINDOW), min(len(field.text), start + _WINDOW)
    first, last = field.folded.original(low, high)
    return start - low, field.text[low:high], field.source[first:last]


def read(pattern: Pattern, field: Field, start: int, begin: int) -> Candidate | None:
    """Return the candidate whose anchor word has its stem at `start` and begins at `begin`, or None."""
    anchor = _read_slot(pattern, pattern.slots[pattern.anchor], field, start)
    if anchor is None:
        return None
    if begin < start and not pattern.keyword.derived:
        if not field.in_hashtag(start):
            return None
        begin = start  # #антикадыров
    if pattern.surname is not None:
        return _read_misspelt(pattern, field, anchor)
    if pattern.given is not None or not pattern.bare:
        found = _read_person(pattern, field, anchor)
    else:
        found = _read_phrase(pattern, field, anchor, begin)
    return found if found is not None and _stands_free(field, found) else None


def _stands_free(field: Field, found: Candidate) -> bool:
    """Tell whether no letters are glued to the hit, but for hashtags: #ЧечняНаша, #freetitiev."""
    if not field.parts_at(found.start) and not field.called_for(found.start):
        return False
    return field.parts_at(found.end)


def _read_phrase(pattern: Pattern, field: Field, anchor: _Read, begin: int) -> Candidate | None:
    rules = [anchor.rule]
    at = anchor.word.start
    for slot in reversed(pattern.slots[: pattern.anchor]):
        left = _left(pattern, slot, field, at)
        if left is None:
            return None
        at = left.word.start
        rules.append(left.rule)
    end = anchor.word.end
    for previous, slot in pairwise(pattern.slots[pattern.anchor :]):
        right = _right(pattern, previous, slot, field, end)
        if right is None:
            return None
        end = right.word.end
        rules.append(right.rule)
    if pattern.slots[-1].dotted and len(rules) > 1 and field.joined_after(end):
        return None  # "сеть ЛГБТ-клубов": the abbreviation belongs to the next word
    first = min(at, begin)
    bearer = Bearer.NOBODY
    if pattern.kind is EntityKind.PLACE and len(pattern.slots) == 1 and not pattern.keyword.derived:
        bearer = before(pattern, field, at, cases_of(anchor.word.text, anchor.rule)).bearer
        forename = anchor.rule in {"exact", "translit"} and is_forename(field, at, end)
        if forename or (pattern.river and is_river(field, at, end)):
            bearer = Bearer.OTHER
    return Candidate(pattern, field, first, end, _rule(pattern, rules), bearer)


def _read_person(pattern: Pattern, field: Field, anchor: _Read) -> Candidate | None:
    """Read a surname with what stands beside it; a namesake is a candidate too, as evidence against."""
    word = anchor.word
    cases = cases_of(word.text, anchor.rule)
    left = before(pattern, field, word.start, cases)
    start, end, bearer = left.edge, word.end, left.bearer
    if bearer is not Bearer.OWN:
        right = after(pattern, field, word.end, cases)
        if right.bearer is Bearer.OWN and bearer is Bearer.NOBODY:
            start, end, bearer = word.start, right.edge, right.bearer
        elif right.bearer is Bearer.OTHER:
            bearer = Bearer.OTHER
    if bearer is Bearer.NOBODY and not pattern.bare:
        return None
    if bearer is not Bearer.OWN:
        start = word.start
    return Candidate(pattern, field, start, end, _rule(pattern, [anchor.rule]), bearer)


def _read_misspelt(pattern: Pattern, field: Field, anchor: _Read) -> Candidate | None:
    gap = _patterns().gap.match(field.text, anchor.word.end, anchor.word.end + 2)
    if gap is None or pattern.surname is None:
        return None
    word = field.word(gap.end())
    if field.written(word.start, word.start + 1).isupper() and misspelt(pattern.surname, word.text):
        return Candidate(pattern, field, anchor.word.start, word.end, "misspelt", Bearer.OWN)
    return None


def _read_slot(pattern: Pattern, slot: Slot, field: Field, start: int) -> _Read | None:
    for dotted in slot.dotted:
        end = start + len(dotted)
        if field.text.startswith(dotted, start) and not field.text[end : end + 1].isalpha():
            end += field.text.startswith(".", end)
            return _Read(Word(field.text[start:end], start, end), "exact")
    word = field.word(start)
    rule = slot.rule(word.text)
    if rule is None:
        part = field.hashtag_word(start) or field.numbered_word(start) or _glued_word(slot, field, start)
        if part is None or (rule := slot.rule(part.text)) is None:
            return None
        word = part
    return _admitted(pattern, field, word, rule)


def _glued_word(slot: Slot, field: Field, start: int) -> Word | None:
    """Return the longest form of the slot at `start` of a hashtag: #ЛГБТсеть."""
    if not field.in_hashtag(start):
        return None
    ends = [start + len(form) for form in slot.forms if field.text.startswith(form, start)]
    return Word(field.text[start : max(ends)], start, max(ends)) if ends else None


def _admitted(pattern: Pattern, field: Field, word: Word, rule: str) -> _Read | None:
    """Return the word unless its capitals or its language speak against it."""
    if rule in {"translit", "translit-form"} and not _translit_fits(pattern, field, word, rule):
        return None
    return _cased(pattern, field, word, rule)


def _translit_fits(pattern: Pattern, field: Field, word: Word, rule: str) -> bool:
    """Tell whether Russian in Latin letters is likely: "kadyrovu" is, "Titieva" in English is not."""
    lower = field.written(word.start, word.start + 1).islower()
    if pattern.kind in {EntityKind.ORGANISATION, EntityKind.TOPIC} and not pattern.keyword.derived:
        return field.language != "en" or (lower and _in_slug(field, word))
    return rule == "translit" or lower or not word.text.endswith("a") or field.language != "en"


def _in_slug(field: Field, word: Word) -> bool:
    around = field.text[word.start - 1 : word.start] + field.text[word.end : word.end + 1]
    return "-" in around or "_" in around or "/" in around


def _capitals_agree(pattern: Pattern, field: Field, word: Word, rule: str) -> bool:
    if field.plain and (rule.startswith("translit") or len(pattern.slots) > 1):
        return True
    model = next((part for part in pattern.words if part.lower() == word.text), pattern.words[0])
    written = field.written(word.start, word.end)
    if model.isupper() and len(model) > 1:
        return written.isupper()
    return written[:1].isupper() if model[:1].isupper() else written[:1].islower()


def _left(pattern: Pattern, slot: Slot, field: Field, at: int) -> _Read | None:
    text = field.text
    space = _gap_before(pattern, slot).search(text, max(0, at - 5), at)
    if space is None and not (at and text[at - 1].isalpha() and field.in_hashtag(at)):
        return None
    end = space.start() if space else at
    for dotted in slot.dotted:
        for tail in (dotted + ".", dotted):
            start = end - len(tail)
            if text.startswith(tail, max(start, 0)) and start >= 0 and not text[start - 1 : start].isalpha():
                return _Read(Word(tail, start, end), "exact")
    for run in (_patterns().letters_back, _patterns().letters_and_digits_back):
        word = run.search(text, max(0, end - 40), end)
        rule = slot.rule(word.group()) if word else None
        if word is not None and rule is not None:
            return _cased(pattern, field, Word(word.group(), word.start(), end), rule)
    glued = [form for form in slot.forms if text.endswith(form, 0, end)] if field.in_hashtag(end) else []
    if not glued:
        return None
    form = max(glued, key=len)
    return _Read(Word(form, end - len(form), end), "exact" if slot.forms[form] else "inflected")


def _right(pattern: Pattern, previous: Slot, slot: Slot, field: Field, end: int) -> _Read | None:
    space = _gap_after(pattern, previous).match(field.text, end, end + 5)
    if space is None and not (field.text[end : end + 1].isalpha() and field.in_hashtag(end)):
        return None
    start = space.end() if space else end
    for dotted in slot.dotted:
        if field.text.startswith(dotted, start):
            return _Read(Word(dotted, start, start + len(dotted)), "exact")
    for word in (field.word(start), field.numbered_word(start), _glued_word(slot, field, start)):
        rule = None if word is None else slot.rule(word.text)
        if word is not None and rule is not None:
            return _cased(pattern, field, word, rule)
    return None


def _cased(pattern: Pattern, field: Field, word: Word, rule: str) -> _Read | None:
    if pattern.keyword.case and not _capitals_agree(pattern, field, word, rule):
        return None  # "an LGBT network" is not the LGBT Network
    return _Read(word, rule)


def _gap_before(pattern: Pattern, slot: Slot) -> re.Pattern[str]:
    """Return what may stand after the word of a slot; Russian abbreviations need their full stop."""
    if slot.full_stop:
        return _patterns().stop_back if _is_latin(slot) else _patterns().full_stop_back
    return _patterns().comma_gap_back if pattern.commas else _patterns().gap_back


def _gap_after(pattern: Pattern, slot: Slot) -> re.Pattern[str]:
    if slot.full_stop:
        return _patterns().stop if _is_latin(slot) else _patterns().full_stop
    return _patterns().comma_gap if pattern.commas else _patterns().gap


def _is_latin(slot: Slot) -> bool:
    return all(form.isascii() for form in slot.forms)


def _rule(pattern: Pattern, rules: list[str]) -> str:
    if pattern.keyword.derived:
        return "derived"
    worst = max(rules, key=_RULES.index)
    return "translit" if worst == "translit-form" else worst


class _Patterns(NamedTuple):
    gap: re.Pattern[str]
    comma_gap: re.Pattern[str]
    gap_back: re.Pattern[str]
    comma_gap_back: re.Pattern[str]
    stop: re.Pattern[str]
    full_stop: re.Pattern[str]
    stop_back: re.Pattern[str]
    full_stop_back: re.Pattern[str]
    letters_back: re.Pattern[str]
    letters_and_digits_back: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    inside = r"\s\-‐‑–—\"'«»“”„‟‘’‹›+/&"
    return _Patterns(
        gap=re.compile(rf"[{inside}]{{1,4}}"),
        comma_gap=re.compile(rf"[{inside},]{{1,4}}"),
        gap_back=re.compile(rf"[{inside}]{{1,4}}\Z"),
        comma_gap_back=re.compile(rf"[{inside},]{{1,4}}\Z"),
        stop=re.compile(rf"\.?[{inside}]{{1,4}}|\."),
        full_stop=re.compile(rf"\.[{inside}]{{0,4}}"),
        stop_back=re.compile(rf"(?:\.?[{inside}]{{1,4}}|\.)\Z"),
        full_stop_back=re.compile(rf"\.[{inside}]{{0,4}}\Z"),
        letters_back=re.compile(r"[^\W\d_]+\Z"),
        letters_and_digits_back=re.compile(r"[^\W_]+\Z"),
    )
