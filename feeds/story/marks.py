"""Who and where: names in a text that tell one event from another of its kind.

Only capitals that orthography does not force are read: inside a sentence, or two in a row. A headline
in capitals throughout says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

PERSON, TOWN = "!^"
"""The first letter of a mark says what it is; the rest is the name's skeleton."""

_TOKEN = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*|[.!?…:;,()«»\"“”\n]|[—–]")
_ENDS = frozenset('.!?…:\n«"“')
_LOCATIVE = frozenset(("в", "во", "из", "под", "около", "близ", "in", "at", "near", "from"))
_SMALL = frozenset(
    ("about", "after", "against", "amid", "from", "into", "over", "than", "that", "their", "under", "with")
)
"""Words of four letters and more that stay small in a headline of capitals."""

Key = Callable[[str], str]
"""Return a lower-case word's skeleton, or nothing for a word that is no name."""


def marks(text: str, key: Key) -> Iterator[str]:
    """Yield the marks of `text`: the last word of each run of capitals, as a town after in, at, из, под."""
    tokens = _TOKEN.findall(text)
    if not any(len(token) > 3 and token.islower() and token not in _SMALL for token in tokens):
        return
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
            yield from _named(run, before, start, key)
            run, before = [], token.casefold()
        forced = token in _ENDS


def _named(run: list[str], before: str, start: bool, key: Key) -> Iterator[str]:
    if not run or len(run) > 3 or (start and len(run) == 1):
        return
    # An initial is no name: Руслан К., John F.
    name = next(filter(None, (key(word.rpartition("-")[2].casefold()) for word in reversed(run))), "")
    if name:
        yield (TOWN if before in _LOCATIVE and len(run) == 1 else PERSON) + name
