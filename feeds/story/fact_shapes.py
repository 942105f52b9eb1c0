"""Whether an event word means its event where it stands: by its shape and the company it keeps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from feeds.story.fact_context import BE
from feeds.story.fact_idioms import BARS, NEEDS, company, nouns_after
from feeds.story.fact_tokens import Token, word_set
from feeds.story.fact_words import Word, is_people, numerals

_NEAR = 5
"""Words looked at on either side for idioms and the like."""

_DETERMINERS = word_set("the a an his her their its my our your this that these those")
_QUANTIFIERS = word_set("at more over about some dozens hundreds several around nearly almost least scores")
_PRONOUNS = word_set(
    "he she they him them who all both everyone his her their он она они его ее их всех им ему ей"
)
_PREPOSITIONS_RU = word_set("в во на по за у из после накануне вчера ранее при под")
_SUFFERED = word_set("subjected suffered endured survived underwent used using describe described")
_WHEREABOUTS = word_set("in at on near aboard during inside outside в во на из при у под возле около после")
_YEARS = word_set("year years life")
_VANISHED = word_set("disappeared пропал пропала пропали исчез исчезла исчезли")


class Spot(NamedTuple):
    """A token with its neighbours' small letters; "" where there is none."""

    tokens: Sequence[Token]
    at: int
    before: str
    after: str

    def seen(self, back: int) -> frozenset[str]:
        """Return the words of the last `back` tokens."""
        return frozenset(token.low for token in self.tokens[max(0, self.at - back) : self.at])

    def named_next(self) -> bool:
        """Tell whether a word with a capital follows."""
        return self.at + 1 < len(self.tokens) and self.tokens[self.at + 1].capital


def suits(tokens: Sequence[Token], at: int, word: Word, *, titled: bool) -> bool:
    """Tell whether the word at `at` means its event; in a `titled` headline capitals name nobody."""
    russian = tokens[at].russian
    lang = "ru" if russian else "en"
    near = _near(tokens, at)
    acting = _near(tokens, at, placed=False)
    if any(_any(lang, words, acting) for words in _listed(BARS, lang, word)):
        return False
    needed = _listed(NEEDS, lang, word)
    if needed and not _any(lang, needed[-1], near):
        return False
    if _needs_people(word, tokens[at].low) and not (
        _human_near(tokens, at, titled=titled) or _counts_bare(tokens, at)
    ):
        return False
    before = tokens[at - 1].low if at else ""
    spot = Spot(tokens, at, before, tokens[at + 1].low if at + 1 < len(tokens) else "")
    if russian:
        return _shaped_ru(spot, word)
    check = _SHAPES_EN.get(f"{word.event} {word.shape}", _SHAPES_EN.get(word.shape))
    return check is None or check(spot)


def _needs_people(word: Word, low: str) -> bool:
    """Tell whether the word is believed only of people: prices are released, interest disappears."""
    return low in _VANISHED or (word.event in {"released", "wounded"} and not low.startswith(("отпу", "выш")))


def _counts_bare(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether a number word stands after the word at `at` with nothing to count: injures two in Tver."""
    after = [token.low for token in tokens[at + 1 : at + 3]]
    if not after or after[0] not in numerals():
        return False
    return len(after) == 1 or after[1] in _ENDS or not after[1][0].isalnum()


def _near(tokens: Sequence[Token], at: int, *, placed: bool = True) -> list[str]:
    """Return the words near the one at `at`; without `placed` not those that say where or when, or who."""
    clause = tokens[at].clause
    around = (*range(max(0, at - _NEAR), at), *range(at + 1, min(len(tokens), at + _NEAR + 1)))
    found = (index for index in around if tokens[index].clause == clause)
    return [tokens[index].low for index in found if placed or not _is_placed(tokens, index)]


def _is_placed(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether a noun stands behind a preposition of place or time or behind people, or names people."""
    own = tokens[index].low
    if len(own) < 3:
        return False  # освобожден от наказания: the preposition itself
    if own[0] > "\u0400" and is_people(own):
        return True
    for back in range(index - 1, max(-1, index - 4), -1):
        low = tokens[back].low
        if low in _WHEREABOUTS:
            return tokens[index].low not in _WHEREABOUTS
        if is_people(low) and low[0] > "\u0400":
            return True
        if tokens[index].clause != tokens[back].clause or (back < index - 1 and not _adjective(low)):
            return False
    return False


def _adjective(low: str) -> bool:
    return low in _DETERMINERS or low.endswith(("ом", "ем", "ой", "ей", "ых", "их", "ого", "его", "ую", "юю"))


def _listed(table: str, lang: str, word: Word) -> list[frozenset[str]]:
    """Return the table's words for an event, and after them those for the event in this shape."""
    lines = company(table)
    names = (word.event, f"{word.event} {word.shape}")
    return [found for name in names if (found := lines.get((lang, name)))]


def _any(lang: str, words: frozenset[str], near: list[str]) -> bool:
    if lang == "en":
        return not words.isdisjoint(near)
    # Russian beginnings of one or two letters are whole words (в, от).
    begins = tuple(word for word in words if len(word) > 2 and word[-1] != "=")
    return any(low in words or f"{low}=" in words or low.startswith(begins) for low in near)


_ENDS = word_set("in at near on after during over when while as and в на под после при у")


def _human_near(tokens: Sequence[Token], at: int, *, titled: bool) -> bool:
    """Tell whether people are spoken of in the clause of the word at `at`, near it."""
    if [token.low for token in tokens[at + 1 : at + 3]] == ["без", "вести"]:
        return True
    for index in range(max(0, at - 7), min(len(tokens), at + 6)):
        token = tokens[index]
        if index == at or token.clause != tokens[at].clause:
            continue
        numeral = numerals().get(token.low)
        if token.low in _PRONOUNS or is_people(token.low) or (numeral and numeral.people):
            return True
        before = tokens[index - 1]
        if not titled and index and token.capital and before.capital and len(before.text) > 1:
            return True  # two capitals in a row: a name
    return False


def _shaped_ru(spot: Spot, word: Word) -> bool:
    if word.shape == "person":
        if spot.before[:1].isdigit() or spot.before in numerals() or spot.before == "число":
            return True
        return spot.after in _PREPOSITIONS_RU and spot.before not in {"для", "помощь", "права"}
    allowed = nouns_after(word.event) if word.shape == "noun" else frozenset()
    if not allowed or spot.before in allowed:
        return True
    return not spot.before and word.event != "arrested"


def _object(after: str) -> bool:
    if not after:
        return False
    counted = after[0].isdigit() or after in numerals() or after in _QUANTIFIERS
    return counted or after in _DETERMINERS or is_people(after)


def _people_before(spot: Spot) -> bool:
    before = spot.before
    return bool(before) and (before[0].isdigit() or before in numerals() or is_people(before))


def _base(spot: Spot) -> bool:
    """A headline's present: Gunmen kill three."""
    before = spot.before
    plural = before.endswith("s") and "'" not in before and before not in _DETERMINERS | BE
    if not plural and not (before and is_people(before)):
        return False
    return _object(spot.after) or spot.named_next()


def _active(spot: Spot) -> bool:
    return _object(spot.after) or spot.named_next() or spot.after in {"that", "it"}


def _ing(spot: Spot) -> bool:
    return _object(spot.after) and spot.after not in _DETERMINERS


def _custody(spot: Spot) -> bool:
    told = {"his", "her", "their", "house", "mass", "in", "pre-trial", "made", "under"}
    return spot.after == "of" or spot.before in told


def _torture(spot: Spot) -> bool:
    return spot.after == "of" or spot.before == "under" or not _SUFFERED.isdisjoint(spot.seen(4))


def _wounded(spot: Spot) -> bool:
    return not BE.isdisjoint(spot.seen(3)) or _people_before(spot) or _ing(spot)


def _missing(spot: Spot) -> bool:
    if spot.tokens[spot.at].low == "disappeared":
        return True
    if spot.before in {"went", "gone", "goes", "reported"}:
        return True
    somewhere = spot.after == "in" and spot.tokens[min(spot.at + 2, len(spot.tokens) - 1)].capital
    held = spot.before in BE | {"still", "remain"} and (somewhere or spot.after not in _DETERMINERS | {"in"})
    return held and _human_near(spot.tokens, spot.at, titled=False)


def _charged(spot: Spot) -> bool:
    ahead = {token.low for token in spot.tokens[spot.at + 1 : spot.at + 5]}
    if spot.tokens[spot.at].low == "indicted" or "with" in ahead or spot.after in {"over", "under", "for"}:
        return True
    return spot.before in BE and (not spot.after[:1].isalnum() or spot.after in {"in", "by"})


def _attributive(spot: Spot) -> bool:
    return spot.before not in _DETERMINERS or is_people(spot.after or " ")


def _sentenced(spot: Spot) -> bool:
    """Jailed for years, not until a trial or as somebody's epithet."""
    low = spot.tokens[spot.at].low
    return low == "sentenced" or (spot.after == "for" and not _YEARS.isdisjoint(_ahead(spot, 5)))


def _ahead(spot: Spot, reach: int) -> list[str]:
    return [token.low for token in spot.tokens[spot.at + 1 : spot.at + 1 + reach]]


def _dead(spot: Spot) -> bool:
    if spot.tokens[spot.at].low == "toll":
        return spot.before == "death"
    return spot.after == "of" or bool(spot.before and is_people(spot.before.removesuffix("'s")))


def _always(spot: Spot) -> bool:
    return bool(spot)


_SHAPES_EN: dict[str, Callable[[Spot], bool]] = {
    "base": _base,
    "active": _active,
    "denied active": lambda spot: spot.before not in BE | {"court", "judge"},
    "appeal active": _always,
    "noun": lambda spot: spot.after == "of",
    "detained noun": _custody,
    "arrested noun": _custody,
    "tortured noun": _torture,
    "tortured either": _attributive,
    "verdict noun": _always,
    "verdict either": lambda spot: spot.before not in _DETERMINERS,
    "sanctions noun": _always,
    "protest noun": _always,
    "statement noun": lambda spot: spot.before in {"a", "the", "joint", "official", "written"},
    "ing": _ing,
    "wounded either": _wounded,
    "sentenced either": _sentenced,
    "died noun": _dead,
    "died person": lambda spot: spot.before in {"found", "shot", "stabbed"} or _people_before(spot),
    "missing alone": _missing,
    "charged either": _charged,
}
"""How the words of an event and shape, or else of a shape, must stand; others may stand anywhere."""
