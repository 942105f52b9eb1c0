"""Who and where: names in a text that tell one event from another of its kind, and how its words are spelled.

For a mark, only capitals that orthography does not force are read: inside a sentence, or two in a row. A
headline in capitals throughout marks nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

PERSON, TOWN, OWNED = "!^*"
"""The first letter of a mark says what it is; the rest is a name's skeleton, or the key of what is owned."""

SMALL, SURNAME, GIVEN = "sng"
"""How a word is spelled: small, or as a person's surname or given name."""

_TOKEN = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*|[.!?…:;,()«»\"“”\n]|[—–]")
_ENDS = frozenset('.!?…:\n«"“')
_NEAR = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*|[^\w\s«»\"“”-]")
_HERS = re.compile(r"['’]s?\b")
_OF = frozenset(("of", "to", "for"))
_BETWEEN = frozenset(
    ("имени", "им", "главы", "главе", "главой", "лидера", "лидеру", "бывшего", "the", "leader", "head")
)
_BEFORE, _AFTER = 5, 3
"""Words that are looked at on either side of a name."""
_LOCATIVE = frozenset(("в", "во", "из", "под", "около", "близ", "in", "at", "near", "from"))
_SMALL = frozenset(
    ("about", "after", "against", "amid", "from", "into", "over", "than", "that", "their", "under", "with")
)
"""Words of four letters and more that stay small in a headline of capitals."""

_LETTERS = 5
"""As many capitals in a row, and fewer, are an office or an hour (ФСБ, GMT), and nobody's name."""

Key = Callable[[str], str]
"""Return a lower-case word's skeleton, or nothing for a word that is no name."""


def tokens_of(text: str) -> list[str]:
    """Return the words and the marks of punctuation of `text`, which `marks` and `forms` read."""
    return _TOKEN.findall(text)


def marks(tokens: list[str], key: Key) -> Iterator[str]:
    """Yield the marks of a text: the last word of each run of capitals, as a town after in, at, из, под."""
    for run, before, start in _runs(tokens, key) if _has_small(tokens) else ():
        yield from _named(run, before, start, key)


def forms(tokens: list[str], is_given: Callable[[str], bool]) -> Iterator[tuple[str, str]]:
    """Yield each word of a text whose spelling tells what it is, and what: SMALL, GIVEN or SURNAME."""
    if _has_small(tokens):
        yield from ((token, SMALL) for token in tokens if token.islower())
    for first, second in pairwise(tokens):
        if first[0].isupper() and second[0].isupper() and is_given(first.casefold()):
            yield first, GIVEN
            yield second, SURNAME


def _has_small(tokens: list[str]) -> bool:
    return any(len(token) > 3 and token.islower() and token not in _SMALL for token in tokens)


def _runs(tokens: list[str], key: Key) -> Iterator[tuple[list[str], str, bool]]:
    """Yield the runs of capitals, the word before each, and whether the first had to have its capital."""
    small = {token for token in tokens if token.islower()}
    run: list[str] = []
    before, forced, start = "", True, True
    for token in [*tokens, "."]:
        # В Гудермесе, Суд Аргуна: the first word has its capital from the sentence.
        begins = forced and not run and token[0].isalpha() and not key(token.casefold())
        if token[0].isupper() and not begins:
            if not run:
                start = forced
            run.append(token)
        else:
            if run:
                yield [word for word in run if word.casefold() not in small], before, start
            run, before = [], token.casefold()
        forced = token in _ENDS


def _named(run: list[str], before: str, start: bool, key: Key) -> Iterator[str]:
    if not run or len(run) > 3 or (start and len(run) == 1):
        return
    run = [word for word in run if not (word.isupper() and len(word) <= _LETTERS)]
    # An initial is no name: Руслан К., John F.
    name = next(filter(None, (key(word.rpartition("-")[2].casefold()) for word in reversed(run))), "")
    if name:
        yield (TOWN if before in _LOCATIVE and len(run) == 1 else PERSON) + name


def owned(title: str, surfaces: Iterable[str], key: Key) -> set[str] | None:
    """Return the keys of what in `title` belongs to one of the names; None when no name is in it.

    `key` returns the key of a noun that may belong to somebody, and nothing for any other word. Found are
    сын главы Чечни Кадырова, a nephew of Kadyrov, Kadyrov's football club, Kadyrov aide.
    """
    found: set[str] = set()
    named = False
    for surface in surfaces:
        place = title.find(surface) if surface else -1
        if place < 0:
            continue
        named = True
        end = place + len(surface)
        before = _NEAR.findall(title[max(0, place - 80) : place])[-_BEFORE:]
        found.update(
            filter(None, (_owned_before(before, surface, key), _owned_after(title, end, surface, key)))
        )
    return found if named else None


def _owned_before(words: list[str], surface: str, key: Key) -> str:
    english, of = surface[0].isascii(), False
    for word in reversed(words):
        low = word.casefold()
        if noun := key(low):
            return noun if of or not english else ""
        if low in _OF:
            of = True
        elif not (low in _BETWEEN or word[0].isupper()):
            return ""
    return ""


def _owned_after(title: str, end: int, surface: str, key: Key) -> str:
    hers = _HERS.match(title, end)
    words = _NEAR.findall(title[hers.end() if hers else end :][:80])
    possessive = hers is not None or surface.endswith(("'s", "’s"))
    nouns = map(key, map(str.casefold, words[: _AFTER if possessive else 1]))
    return next(filter(None, nouns), "") if surface[0].isascii() else ""
