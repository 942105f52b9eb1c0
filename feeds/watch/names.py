"""Owns what the words beside a name say: whose first name stands there, and who owns an organisation.

A surname alone is the person we watch; "Тимур Кадыров" or "Т. Кадыров" is somebody else.
"""

from __future__ import annotations

import re
from enum import Enum
from functools import cache
from typing import NamedTuple

from feeds.text import translit
from feeds.text.words import given_name_cases, is_genitive_noun, is_patronymic, relation_of, unknown_name
from feeds.watch.field import Field
from feeds.watch.keywords import Pattern, Slot

_REACH = 48
"""Characters looked at on either side of a name."""

_NOT_GIVEN = {
    *(
        "will",
        "mark",
        "may",
        "grant",
        "art",
        "don",
        "sue",
        "frank",
        "rob",
        "bill",
        "drew",
        "pat",
        "guy",
        "van",
    ),
    *(
        "roman",
        "april",
        "june",
        "august",
        "faith",
        "hope",
        "rose",
        "rich",
        "bob",
        "chase",
        "max",
        "war",
        "major",
    ),
}
"""English words that are also, or look like, first names."""

_FUNCTION_WORDS = {
    *(
        "the",
        "this",
        "that",
        "and",
        "or",
        "but",
        "of",
        "from",
        "by",
        "to",
        "with",
        "for",
        "at",
        "in",
        "on",
        "as",
    ),
    *(
        "said",
        "says",
        "told",
        "while",
        "when",
        "if",
        "after",
        "before",
        "against",
        "about",
        "than",
        "because",
    ),
    *(
        "how",
        "s",
        "is",
        "was",
        "were",
        "are",
        "called",
        "named",
        "support",
        "supports",
        "group",
        "groups",
        "ngo",
    ),
    *("organisation", "organization", "also", "which", "where", "activists", "campaigners", "via", "per"),
    *("meanwhile", "although"),
}
"""English words before an organisation's name that name no owner."""


class Bearer(Enum):
    """Whose first name stands beside a surname."""

    OWN = "own"
    OTHER = "other"
    NOBODY = "nobody"


class Beside(NamedTuple):
    """What stands on one side of a name; `edge` is where the whole name then begins or ends."""

    bearer: Bearer
    edge: int


def before(pattern: Pattern, field: Field, start: int, cases: frozenset[str]) -> Beside:
    """Say whose first name stands directly before the surname at `start`, which has one of the `cases`."""
    text = field.text
    low = text[max(0, start - _REACH) : start]
    initials = _patterns().initials_before.search(low)
    if initials:
        return _initials_before(pattern, field, start, start - len(low) + initials.start(1), cases)
    return _words_before(pattern, field, start, start, cases)


def _initials_before(pattern: Pattern, field: Field, start: int, at: int, cases: frozenset[str]) -> Beside:
    middle = _words_before(pattern, field, start, at, cases)  # "Ramzan A. Kadyrov"
    if middle.bearer is not Bearer.NOBODY:
        return middle
    if not field.written(at, at + 1).isupper():
        return Beside(Bearer.NOBODY, start)
    own = not pattern.initials or field.text[at] in pattern.initials
    return Beside(Bearer.OWN, at) if own else Beside(Bearer.OTHER, start)


def _words_before(pattern: Pattern, field: Field, start: int, edge: int, cases: frozenset[str]) -> Beside:
    """Walk back from `edge` over a first name and what may stand between it and the surname at `start`."""
    text = field.text
    for _ in range(3):  # a patronymic, or a second first name, may stand between
        low = max(0, edge - _REACH)
        word = _patterns().word_before.search(text, low, edge)
        slug = field.written(start, start + 1).islower() and text[start].isascii()
        if word is None and slug:
            word = _patterns().slug_before.search(text, low, edge)
        if word is None:
            return Beside(Bearer.NOBODY, start)
        edge = word.start(1)
        capital = slug or field.plain or field.written(edge, edge + 1).isupper()
        bearer = _bearer(pattern.given, word.group(1), capital, cases)
        if bearer is Bearer.OWN:
            return Beside(bearer, edge)
        if bearer is Bearer.OTHER:
            return Beside(bearer, start)
        if not is_patronymic(word.group(1)):
            return Beside(Bearer.NOBODY, start)
    return Beside(Bearer.NOBODY, start)


def after(pattern: Pattern, field: Field, end: int, cases: frozenset[str]) -> Beside:
    """Say whose first name stands directly after the surname: "Кадыров Рамзан", "Кадырову Т. И."."""
    text = field.text
    initials = _patterns().initials_after.match(text, end, end + _REACH)
    if initials:
        own = not pattern.initials or initials.group(1)[0] in pattern.initials
        capital = field.written(initials.start(1), initials.start(1) + 1).isupper()
        edge = initials.end() if own else end
        return Beside((Bearer.OWN if own else Bearer.OTHER) if capital else Bearer.NOBODY, edge)
    word = _patterns().word_after.match(text, end, end + _REACH)
    if word is None:
        return Beside(Bearer.NOBODY, end)
    capital = field.written(word.start(1), word.start(1) + 1).isupper()
    bearer = _bearer(pattern.given, word.group(1), capital, cases)
    if bearer is Bearer.OTHER:
        # "Кадыров Адама наградил" has a name in another case; "Кадыров Адам приехал" is his name.
        following = _patterns().word_after.match(text, word.end(1), word.end(1) + _REACH)
        formal = following is not None and is_patronymic(following.group(1))
        female = word.group(1).endswith(("а", "я", "a"))
        agrees = bool((cases if female or "gent" not in cases else cases - {"nomn"}) & _cases(word.group(1)))
        another = (
            following is not None and field.written(following.start(1), following.start(1) + 1).isupper()
        )
        bearer = Bearer.OTHER if formal or (agrees and not another) else Bearer.NOBODY
    return Beside(bearer, word.end(1) if bearer is Bearer.OWN else end)


def other_owner(own: list[Slot], field: Field, start: int, end: int) -> bool:
    """Tell whether the words beside an organisation's name give it to somebody whom `own` does not name."""
    text = field.text
    if text[start].isascii():
        return _english_owner(own, field, start, end)
    word = _patterns().word_before.search(text, max(0, start - _REACH), start)
    if word and not _is_own(own, word.group(1)) and relation_of(word.group(1)):
        return True
    following = _patterns().word_after.match(text, end, end + _REACH)
    if following is None or _is_own(own, following.group(1)):
        return False
    return is_genitive_noun(following.group(1))


_CASES_BY_ENDING = (
    (("ого", "его", "а", "я", "ogo", "ego", "a"), frozenset({"nomn", "gent", "accs"})),
    (("ому", "ему", "у", "ю", "omu", "emu", "u"), frozenset({"datv", "accs"})),
    (("ым", "им", "ом", "ем", "ой", "ей"), frozenset({"ablt", "loct"})),
    (("ym", "im", "om", "em", "oy", "oi", "oj"), frozenset({"ablt", "loct"})),
    (("е", "e"), frozenset({"loct", "datv"})),
)  # fmt: skip


def cases_of(word: str, rule: str) -> frozenset[str]:
    """Return the cases in which a folded surname or place may stand, by its ending."""
    if rule in {"exact", "translit"}:
        return frozenset({"nomn"})
    for endings, cases in _CASES_BY_ENDING:
        if word.endswith(endings):
            return cases
    return frozenset({"nomn", "gent", "datv", "accs", "ablt", "loct"})


def misspelt(surname: Slot, word: str) -> bool:
    """Tell whether a folded word is one letter away from a form of the surname."""
    if len(word) < 5:
        return False
    known = [form for form in surname.forms if form.isascii() == word.isascii()]
    return any(
        form[:1] == word[:1] and abs(len(form) - len(word)) < 2 and _one_off(form, word) for form in known
    )


def _one_off(left: str, right: str) -> bool:
    if len(left) > len(right):
        left, right = right, left
    at = next((i for i, letter in enumerate(left) if letter != right[i]), len(left))
    return left[at + 1 :] == right[at + 1 :] or left[at:] == right[at + 1 :]


def _english_owner(own: list[Slot], field: Field, start: int, end: int) -> bool:
    text = field.text
    word = _patterns().word_before.search(text, max(0, start - _REACH), start)
    possessive = _patterns().possessive_before.search(text, max(0, start - _REACH), start)
    if possessive and not _is_own(own, possessive.group(1)):
        return True
    if word and word.group(1) not in _FUNCTION_WORDS and not _is_own(own, word.group(1)):
        return True
    following = _patterns().owner_after.match(text, end, end + _REACH)
    return bool(
        following
        and field.written(following.start(1), following.start(1) + 1).isupper()
        and not _is_own(own, following.group(1))
    )


def _is_own(own: list[Slot], word: str) -> bool:
    return any(slot.rule(word) for slot in own)


def _bearer(given: Slot | None, word: str, capital: bool, cases: frozenset[str]) -> Bearer:
    """Say whose name one folded word is; without a capital it is at most the watched person's own."""
    parts = word.split("-")
    if given is not None and any(given.rule(part) for part in (word, *parts)):
        return Bearer.OWN
    if not capital:
        return Bearer.NOBODY
    for part in parts:
        if part.isascii():
            if part not in _NOT_GIVEN and len(part) > 2 and "nomn" in cases and _latin_name(part):
                return Bearer.OTHER
        elif len(part) > 2 and (cases & given_name_cases(part) or unknown_name(part, cases)):
            return Bearer.OTHER
    return Bearer.NOBODY


def _cases(word: str) -> frozenset[str]:
    return frozenset({"nomn"}) if word.isascii() else given_name_cases(word)


@cache
def _latin_name(word: str) -> bool:
    return any("nomn" in given_name_cases(guess) for guess in translit.cyrillic_guesses(word))


class _Patterns(NamedTuple):
    initials_before: re.Pattern[str]
    initials_after: re.Pattern[str]
    word_before: re.Pattern[str]
    slug_before: re.Pattern[str]
    word_after: re.Pattern[str]
    possessive_before: re.Pattern[str]
    owner_after: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    word = r"[^\W\d_]+(?:[-‑][^\W\d_]+)*"
    return _Patterns(
        initials_before=re.compile(r"(?<![^\W\d_])([^\W\d_]\.\s?(?:-?[^\W\d_]\.\s?)?)$"),
        initials_after=re.compile(r",?\s([^\W\d_])\.\s?(?:[^\W\d_]\.)?(?![^\W\d_])"),
        word_before=re.compile(rf"(?<![^\W_])({word})[ \xa0]$"),
        slug_before=re.compile(r"(?<![^\W_])([a-z]{3,})[-_+]$"),
        word_after=re.compile(rf"[ \xa0]({word})(?![^\W_])"),
        possessive_before=re.compile(r"([^\W\d_]+)(?:['’ʼ]s|s['’])\s(?:[^\W\d_]+\s)?$"),
        owner_after=re.compile(r"\s(?:of|in|for|at)\s(?:the\s)?([^\W\d_]+)"),
    )
