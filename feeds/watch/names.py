"""Owns what the words beside a name say: whose first name stands there, and who owns an organisation.

A surname alone is the person we watch; "Тимур Кадыров" or "Т. Кадыров" is somebody else.
"""

from __future__ import annotations

import re
from enum import Enum
from functools import cache
from typing import NamedTuple

from feeds.text.translit import cyrillic_guesses
from feeds.text.words import (
    given_name_cases,
    is_genitive_noun,
    is_known,
    is_patronymic,
    is_person_noun,
    relation_of,
)
from feeds.watch.field import Field
from feeds.watch.given import in_cyrillic as is_cyrillic_name
from feeds.watch.given import in_latin as is_latin_name
from feeds.watch.given import is_role, latin_cases, lexicon
from feeds.watch.keywords import Pattern, Slot

_REACH = 48
"""Characters looked at on either side of a name."""

_FUNCTION_WORDS = """
    the this that and or but of from by to with for at in on as said says told while when if after
    before against about than because how s is was were are called named support supports group groups
    ngo organisation organization also which where activists campaigners via per meanwhile although
    words
"""
"""English words before an organisation's name that name no owner."""


_AFTER_RIVERS = """
    and or but in on at to from by with near between where which that as after before into through when
    while is was are were has had have will would could can may flows flow runs ran rises rose falls fell
    bursts burst froze freezes swells meets met begins began joins winds remains overflows floods divides
    separates marks forms
"""
"""English words after a river's name with "the" that show no noun to follow."""


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
    if start and (text[start - 1].isalpha() or text[start - 1] in "-‑"):
        return _tied_before(pattern, field, start, cases)
    low = text[max(0, start - _REACH) : start]
    initials = _patterns().initials_before.search(low)
    if initials:
        return _initials_before(pattern, field, start, start - len(low) + initials.start(1), cases)
    return _words_before(pattern, field, start, _before_nickname(field, start), cases)


def _before_nickname(field: Field, start: int) -> int:
    """Return where a nickname before the surname begins (Тимур «Танк» Кадыров), or `start`."""
    nickname = _patterns().nickname_before.search(field.text, max(0, start - _REACH), start)
    return nickname.start() if nickname else start


def _tied_before(pattern: Pattern, field: Field, start: int, cases: frozenset[str]) -> Beside:
    """Read what is joined to the surname: a name in a hashtag or a slug, half of a double name."""
    text = field.text
    if text[start - 1].isalpha():
        part = field.hashtag_part_before(start)
        own = [form for form in pattern.given.forms if part.endswith(form)] if pattern.given else []
        if own and len(max(own, key=len)) > 2:
            return Beside(Bearer.OWN, start - len(max(own, key=len)))
        other = (
            len(part) > 2 and not field.called_for(start) and _bearer(None, part, True, cases) is Bearer.OTHER
        )
        return Beside(Bearer.OTHER if other else Bearer.NOBODY, start)
    half = _patterns().half_before.search(text, max(0, start - _REACH), start)
    if (
        half
        and field.written(start, start + 1).isupper()
        and field.written(half.start(), half.end())[:1].isupper()
    ):
        beside = _words_before(pattern, field, start, half.start(), cases)  # "Виктор Петров-Кадыров"
        if beside.bearer is Bearer.OTHER:
            return beside
    return _words_before(pattern, field, start, start, cases)


def _initials_before(pattern: Pattern, field: Field, start: int, at: int, cases: frozenset[str]) -> Beside:
    middle = _words_before(pattern, field, start, at, cases)  # "Ramzan A. Kadyrov"
    if middle.bearer is not Bearer.NOBODY:
        return middle
    if not field.written(at, at + 1).isupper():
        return Beside(Bearer.NOBODY, start)
    own = _own_initials(pattern, field.text[at:start])
    return Beside(Bearer.OWN, at) if own else Beside(Bearer.OTHER, start)


def _own_initials(pattern: Pattern, written: str) -> bool:
    """Tell whether one or two folded initials may be the person's; the second only where it is known."""
    first, second = ([letter for letter in written if letter.isalpha()] + [""])[:2]
    if pattern.initials and first not in pattern.initials:
        return False
    alike = {letter for letter in pattern.middles if letter.isascii() == second.isascii()}
    return not second or not alike or second in alike


def _words_before(pattern: Pattern, field: Field, start: int, edge: int, cases: frozenset[str]) -> Beside:
    """Walk back from `edge` over a first name and what may stand between it and the surname at `start`."""
    text = field.text
    slug = _in_slug(field, start)
    for _ in range(3):  # a patronymic, or a second first name, may stand between
        low = max(0, edge - _REACH)
        word = _patterns().word_before.search(text, low, edge)
        if word is None and slug:
            word = _patterns().slug_before.search(text, low, edge)
        if word is None:
            return Beside(Bearer.NOBODY, start)
        edge = word.start(1)
        capital = slug or field.plain or field.written(edge, edge + 1).isupper()
        bearer = _bearer(pattern.given, word.group(1), capital, cases, _word_at(text, edge))
        if bearer is Bearer.OWN:
            return Beside(bearer, edge)
        if bearer is Bearer.OTHER:
            return _shared(pattern, field, start, edge) or Beside(bearer, start)
        if not is_patronymic(word.group(1)):
            return Beside(Bearer.NOBODY, start)
    return Beside(Bearer.NOBODY, start)


def _shared(pattern: Pattern, field: Field, start: int, edge: int) -> Beside | None:
    """Return the person's own name before another's where both share the surname: "Иван и Пётр Котовы"."""
    first = _patterns().joined_before.search(field.text, max(0, edge - _REACH), edge)
    if first is None or pattern.given is None or pattern.given.rule(first.group(1)) is None:
        return None
    if not field.word(start).text.endswith(("ы", "ых", "ыми", "ие", "их", "s")):
        return None
    return Beside(Bearer.OWN, first.start(1))


def _in_slug(field: Field, start: int) -> bool:
    return field.text[start].isascii() and field.written(start, start + 1).islower()


def _word_at(text: str, edge: int) -> str:
    """Return the word before `edge`, or nothing."""
    found = _patterns().word_before.search(text, max(0, edge - _REACH), edge)
    return found.group(1) if found else ""


def is_river(field: Field, start: int, end: int) -> bool:
    """Tell whether an article makes a place name a river's: "on the Argun", not "the Argun police"."""
    text = field.text
    if not text[start].isascii() or not _patterns().article_before.search(text, max(0, start - 5), start):
        return False
    following = _patterns().word_after.match(text, end, end + _REACH)
    if following is None:
        return text[end : end + 1] not in {"-", "'", "’"}
    word = following.group(1)
    return word in lexicon(_AFTER_RIVERS) or (word.endswith("ed") and len(word) > 4)


def is_forename(field: Field, start: int, end: int) -> bool:
    """Tell whether a place's name is somebody's first name: "Dr. Argun Yilmaz", "журналист Аргун Кёсе"."""
    text = field.text
    if text[start].isascii():
        role = _patterns().role_before.search(text, max(0, start - _REACH), start)
        return role is not None and is_role(role.group(1))
    role = _patterns().word_before.search(text, max(0, start - _REACH), start)
    surname = _patterns().word_after.match(text, end, end + _REACH)
    if role is None or surname is None or not field.written(surname.start(1), surname.start(1) + 1).isupper():
        return False
    return not field.written(start, end).isupper() and is_person_noun(role.group(1))


def is_kin(pattern: Pattern, field: Field, start: int) -> bool:
    """Tell whether the first name before a surname is that of a relative, whom the watch-list names too."""
    return pattern.kin is not None and any(
        pattern.kin.rule(part) for part in _word_at(field.text, start).split("-")
    )


def after(pattern: Pattern, field: Field, end: int, cases: frozenset[str]) -> Beside:
    """Say whose first name stands directly after the surname: "Кадыров Рамзан", "Кадырову Т. И."."""
    text = field.text
    initials = _patterns().initials_after.match(text, end, end + _REACH)
    if initials:
        own = _own_initials(pattern, initials.group())
        capital = field.written(initials.start(1), initials.start(1) + 1).isupper()
        edge = initials.end() if own else end
        return Beside((Bearer.OWN if own else Bearer.OTHER) if capital else Bearer.NOBODY, edge)
    word = _patterns().word_after.match(text, end, end + _REACH)
    if word is None:
        return Beside(_slug_after(pattern, field, end, cases), end)
    capital = field.written(word.start(1), word.start(1) + 1).isupper()
    bearer = _bearer(pattern.given, word.group(1), capital, cases)
    if bearer is Bearer.OTHER:
        # "Кадыров Адама наградил" has a name in another case; "Кадыров Адам приехал" is his name.
        following = _patterns().word_after.match(text, word.end(1), word.end(1) + _REACH)
        formal = following is not None and is_patronymic(following.group(1))
        # "Дочь Кадырова Айшат" is not she herself.
        own_cases = cases if word.group(1).endswith(("а", "я", "a")) else cases - {"nomn femn"}
        agrees = bool(own_cases & _cases(word.group(1)))
        another = (
            following is not None and field.written(following.start(1), following.start(1) + 1).isupper()
        )
        bearer = Bearer.OTHER if formal or (agrees and not another) else Bearer.NOBODY
    return Beside(bearer, word.end(1) if bearer is Bearer.OWN else end)


def _slug_after(pattern: Pattern, field: Field, end: int, cases: frozenset[str]) -> Bearer:
    """Read "kadyrov-timur": a namesake where the slug ends so or goes on with a patronymic."""
    word = _patterns().slug_after.match(field.text, end, end + _REACH)
    if word is None or not field.written(end - 1, end + 2).islower():
        return Bearer.NOBODY
    following = _patterns().slug_after.match(field.text, word.end(), word.end() + _REACH)
    if following is not None and not is_patronymic(following.group(1)):
        return Bearer.NOBODY
    return (
        Bearer.OTHER if _bearer(pattern.given, word.group(1), True, cases) is Bearer.OTHER else Bearer.NOBODY
    )


def other_owner(own: list[Slot], field: Field, start: int, end: int) -> bool:
    """Tell whether the words beside an organisation's name give it to somebody whom `own` does not name."""
    text = field.text
    if text[start].isascii():
        return _slug_owner(own, field, start) or _english_owner(own, field, start, end)
    word = _patterns().word_before.search(text, max(0, start - _REACH), start)
    if word and not _is_own(own, word.group(1)) and relation_of(word.group(1)):
        return True
    following = _patterns().word_after.match(text, end, end + _REACH)
    if following is None or following.group(1) == "страны" or _is_own(own, following.group(1)):
        return False
    return is_genitive_noun(following.group(1))


_CASES_BY_ENDING = (
    (("ого", "его", "ogo", "ego"), frozenset({"gent", "accs"})),
    (("а", "я", "a"), frozenset({"nomn femn", "gent", "accs"})),
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


def _slug_owner(own: list[Slot], field: Field, start: int) -> bool:
    """Read "gruzinskaya-lgbt-set" as its Russian."""
    word = _patterns().slug_before.search(field.text, max(0, start - _REACH), start)
    if word is None or _is_own(own, word.group(1)):
        return False
    return any(is_known(guess) and relation_of(guess) for guess in cyrillic_guesses(word.group(1)))


def _english_owner(own: list[Slot], field: Field, start: int, end: int) -> bool:
    text = field.text
    word = _patterns().word_before.search(text, max(0, start - _REACH), start)
    possessive = _patterns().possessive_before.search(text, max(0, start - _REACH), start)
    if possessive and not _is_own(own, possessive.group(1)):
        return True
    if word and not word.group(1).isascii():  # "по словам LGBT Network"
        return relation_of(word.group(1)) and not _is_own(own, word.group(1))
    if word and word.group(1) not in lexicon(_FUNCTION_WORDS) and not _is_own(own, word.group(1)):
        return True
    following = _patterns().owner_after.match(text, end, end + _REACH)
    return bool(
        following
        and field.written(following.start(1), following.start(1) + 1).isupper()
        and not _is_own(own, following.group(1))
    )


def _is_own(own: list[Slot], word: str) -> bool:
    """Tell whether a word, or half of one (Russia-based), is in the organisation's own names or context."""
    return any(slot.rule(part) for slot in own for part in {word, *word.split("-")})


def _bearer(given: Slot | None, word: str, capital: bool, cases: frozenset[str], earlier: str = "") -> Bearer:
    """Say whose name one folded word is; without a capital it is at most the watched person's own."""
    parts = word.split("-")
    if given is not None and any(given.rule(part) for part in (word, *parts)):
        return Bearer.OWN
    if not capital:
        return Bearer.NOBODY
    for part in parts:
        if is_latin_name(part, cases, earlier) if part.isascii() else is_cyrillic_name(part, cases):
            return Bearer.OTHER
    return Bearer.NOBODY


def _cases(word: str) -> frozenset[str]:
    return latin_cases(word) | {"nomn"} if word.isascii() else given_name_cases(word)


class _Patterns(NamedTuple):
    initials_before: re.Pattern[str]
    initials_after: re.Pattern[str]
    word_before: re.Pattern[str]
    slug_before: re.Pattern[str]
    slug_after: re.Pattern[str]
    nickname_before: re.Pattern[str]
    half_before: re.Pattern[str]
    article_before: re.Pattern[str]
    role_before: re.Pattern[str]
    joined_before: re.Pattern[str]
    word_after: re.Pattern[str]
    possessive_before: re.Pattern[str]
    owner_after: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    word = r"[^\W\d_]+(?:[-‑][^\W\d_]+)*"
    return _Patterns(
        initials_before=re.compile(r"(?<![^\W\d_])([^\W\d_]\.\s?(?:-?[^\W\d_]\.\s?)?)$"),
        initials_after=re.compile(r",?\s([^\W\d_])\.\s?(?:[^\W\d_]\.)?(?![^\W\d_])"),
        word_before=re.compile(rf"(?<![^\W_])({word})[ \xa0]{{1,3}}$"),
        slug_after=re.compile(r"[-_+]([a-z]{3,})(?![^\W_])"),
        nickname_before=re.compile(r"(?<=[\s])[«\"“”„(]{1,2}[^«»\"“”„()\n.]{2,30}[»\"“”)]{1,2}\s$"),
        joined_before=re.compile(r"(?<![^\W_])([^\W\d_]{2,})\s(?:и|and|&)\s$"),
        role_before=re.compile(r"(?<![^\W_])([a-z]{2,})\.?[ \xa0]$"),
        article_before=re.compile(r"(?<![^\W_])the\s$"),
        half_before=re.compile(r"(?<![^\W_])[^\W\d_]{3,}(?=[-‑]$)"),
        slug_before=re.compile(r"(?<![^\W_])([a-z]{3,})[-_+]$"),
        word_after=re.compile(rf"[ \xa0]({word})(?![^\W_])"),
        possessive_before=re.compile(r"([^\W\d_]+)(?:['’ʼ]s|s['’])\s(?:[^\W\d_]+\s)?$"),
        owner_after=re.compile(r"\s(?:of|in|for|at)\s(?:the\s)?([^\W\d_]+)"),
    )
