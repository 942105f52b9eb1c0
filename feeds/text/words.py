"""Owns Russian word forms: the pymorphy3 dictionary united with our own rules for names and endings.

The dictionary misses many names (Титиев, Оюб) and mixes masculine and feminine surnames; the rules write
whole paradigms by the ending. Forms are folded (lower case, е for ё).
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from feeds.text.normalize import fold_word

if TYPE_CHECKING:
    import pymorphy3

_HARD_TO_I = "гкхжшчщ"
"""After these letters the ending ы is written и."""

_ADJECTIVE_ENDINGS = ("й", "ая", "яя", "ое", "ее", "ые", "ие")
_ADJECTIVE = "ый ая ое ого ому ой ую ою ым ом ые ых ыми"
_ADJECTIVE_K = "ий ая ое ого ому ой ую ою им ом ие их ими"
_PATRONYMICS = ("ович", "евич", "ьич", "овн", "евн", "ичн", "ovich", "evich", "ovn", "evn")
_ADJECTIVE_SOFT = "ий яя ее его ему ей юю ею им ем ие их ими"
_SURNAME_ADJECTIVE = "ий ый ой ого ому ым им ом ые ие ых их ыми ими"


class WordClass(StrEnum):
    """What a word names; decides which of its forms can mean the same thing."""

    SURNAME = "surname"
    GIVEN = "given"
    PLACE = "place"
    COMMON = "common"


@lru_cache(maxsize=50_000)
def forms(word: str, kind: WordClass = WordClass.COMMON, *, both_numbers: bool = False) -> frozenset[str]:
    """Return the folded inflected forms of one Cyrillic word, itself included.

    Names keep to what can mean them: places and given names stay singular, a man's surname drops the woman's
    forms and the other way round. Common words keep their number unless `both_numbers`. A word that is no
    nominative (пыток, Чечни) or cannot be inflected stays as it is.
    """
    low = word.lower()
    found = {low}
    if kind is WordClass.SURNAME:
        found |= _surname(low)
    elif kind is WordClass.GIVEN:
        found |= _noun(low, plural=False) | _dictionary(low, kind, both_numbers=False)
    elif kind is WordClass.PLACE:
        found |= _place(low) | _dictionary(low, kind, both_numbers=False)
    else:
        found |= _dictionary(low, kind, both_numbers=both_numbers) | _common(low, both_numbers=both_numbers)
    if fold_word(low) == low.replace("ё", "е"):  # nothing else to fold: many times cheaper
        return frozenset(form.replace("ё", "е") for form in found)
    return frozenset(fold_word(form) for form in found)


@lru_cache(maxsize=2_000)
def family(word: str) -> frozenset[str]:
    """Return the folded forms of every word that one Cyrillic word, in whatever form, may belong to.

    For searching: пыток leads to пытка, задержали to the whole verb, the unknown Титиеву to Титиев and
    Титиева. Readings of a form that hardly ever occur are left out.
    """
    low = word.lower()
    found = {fold_word(low)}
    for parse in _parses(low):
        if parse.score < _RARE:
            continue
        if parse.is_known:
            proper = any(mark in parse.tag for mark in ("Geox", "Name"))
            found |= {fold_word(f.word) for f in parse.lexeme if not proper or f.tag.number != "plur"}
        for kind in _CLASSES if not parse.is_known else [WordClass.SURNAME] if "Surn" in parse.tag else []:
            made = forms(parse.normal_form, kind, both_numbers=True)
            found |= made if fold_word(low) in made else set()
    if not any(parse.is_known for parse in _parses(low)):
        for base in _surnames(low):
            found |= forms(base, WordClass.SURNAME)
    return frozenset(found)


def is_name(word: str) -> bool:
    """Tell whether a Cyrillic word, in any form, may well be a proper name: in a dictionary, or in none."""
    parses = _parses(word.lower())
    proper = ("Name", "Surn", "Geox", "Patr")
    return not any(parse.is_known for parse in parses) or any(
        parse.score > _RARE and any(mark in parse.tag for mark in proper) for parse in parses
    )


def is_particle(word: str) -> bool:
    """Tell whether a Cyrillic word is first of all a preposition, a conjunction or the like."""
    first = next(iter(_parses(word.lower())), None)
    return first is not None and first.is_known and first.tag.POS in {"PREP", "CONJ", "PRCL"}


def _surnames(word: str) -> set[str]:
    """Return the man's and the woman's surname of which an unknown word may be a form."""
    stems = {word.removesuffix(ending) for ending in ("", "а", "у", "ым", "е", "ой", "ою", "ы", "ых", "ыми")}
    return {
        stem + end
        for stem in stems
        if len(stem) > 3 and stem.endswith(("ов", "ев", "ин", "ын"))
        for end in ("", "а")
    }


_RARE = 0.02
_CLASSES = (WordClass.SURNAME, WordClass.GIVEN, WordClass.PLACE, WordClass.COMMON)


@lru_cache(maxsize=20_000)
def given_name_cases(word: str) -> frozenset[str]:
    """Return the cases (``nomn`` ...) in which a Cyrillic word is a first name; none: it is no name.

    ``nomn femn`` stands for the nominative of a woman's name, beside ``nomn``: Анна agrees with Петрова, and
    Иван does not.
    """
    found: set[str] = set()
    for parse in _parses(word) if is_known(word) else ():
        if not parse.is_known or "Name" not in parse.tag or "plur" in parse.tag:
            continue
        found |= _ALL_CASES if "Fixd" in parse.tag else {str(parse.tag.case)}
        # Айшат, Патимат: the dictionary takes some women's names for men's.
        woman = parse.tag.gender != "masc" or word.endswith(("ат", "ят", "ет"))
        if woman and parse.tag.case == "nomn" and parse.score > _SELDOM:
            found.add("nomn femn")
    return frozenset(found)


def is_known(word: str) -> bool:
    """Tell whether the dictionary has a folded Cyrillic word, in any form."""
    try:
        return bool(_analyzer().word_is_known(word))
    except ValueError:  # a lone surrogate
        return False


@lru_cache(maxsize=20_000)
def unknown_name(word: str, cases: frozenset[str]) -> bool:
    """Tell whether a Cyrillic word that no dictionary knows may be a first name in one of `cases`.

    Only for words written with a capital directly before a surname (Елжас Кадыров). What is built like a
    surname (Ямадаевым) or an adjective is none. In the genitive, where a brand may own something of the man's
    (из Телеграма Кадырова), the word must decline as living beings do.
    """
    if len(word) < 4 or any(parse.is_known for parse in _parses(word)):
        return False
    if word.endswith(_ADJECTIVAL):
        return False
    for case, endings in _NAME_ENDINGS.items():
        for ending in endings if case in cases else ():
            stem = word.removesuffix(ending)
            if stem + ending == word and stem[-1:] in _CONSONANTS and not _is_surname_stem(stem):
                return not ending.endswith("а") or _may_live(word)
    return False


def _is_surname_stem(stem: str) -> bool:
    return stem.endswith(("ов", "ев", "ын")) or (stem.endswith("ин") and not stem.endswith("дин"))


def _may_live(word: str) -> bool:
    alive = any("anim" in parse.tag and parse.score > _SELDOM for parse in _parses(word))
    return alive and not word.startswith(_NETWORKS)


_ALL_CASES = frozenset({"nomn", "gent", "datv", "accs", "ablt", "loct"})
_CONSONANTS = "бвгджзйклмнпрстфхцчшщ"
_ADJECTIVAL = (
    "ский",
    "цкий",
    "ской",
    "цкой",
    "ским",
    "цким",
    "ная",
    "ской",
    "ый",
    "ой",
    "ого",
    "ому",
    "овым",
    "евым",
    "иным",
)
_NAME_ENDINGS = {
    "nomn": ("",),
    "nomn femn": ("а",),
    "gent": ("а",),
    "accs": ("а",),
    "datv": ("у",),
    "ablt": ("ом", "ем"),
    "loct": ("е",),
}
_NETWORKS = ("телеграм", "фейсбук", "ютуб", "тикток", "вотсап", "ватсап", "твиттер", "инст")
_SELDOM = 0.1


def is_patronymic(word: str) -> bool:
    """Tell whether a folded Cyrillic or Latin word has the shape of a patronymic in any case."""
    stem = word.rstrip("аеиоуыюяймьaeiouy")
    return len(word) > 5 and stem.endswith(
        ("ович", "евич", "ьич", "овн", "евн", "ичн", "ovich", "evich", "ovn", "evn")
    )


def relation_of(word: str) -> bool:
    """Tell whether a Cyrillic adjective names an owner or sort (украинская), not a quality (крупнейшая)."""
    first = next(iter(_parses(word)), None)
    if first is None or "ADJF" not in first.tag:
        return False
    return not any(mark in first.tag for mark in ("Qual", "Supr", "Apro", "Anum")) and not any(
        "PRTF" in parse.tag for parse in _parses(word)
    )


def is_person_noun(word: str) -> bool:
    """Tell whether a folded Cyrillic word says what somebody is, in the nominative: журналист, министр."""
    first = next(iter(_parses(word)), None)
    if first is None or not first.is_known or is_name(word):
        return False
    return all(mark in first.tag for mark in ("NOUN", "anim", "sing", "nomn"))


def is_genitive_noun(word: str) -> bool:
    """Tell whether a Cyrillic word is first of all a noun in the genitive, and no name of a person."""
    first = next(iter(_parses(word)), None)
    if first is None or "NOUN" not in first.tag or "gent" not in first.tag:
        return False
    return not any(mark in parse.tag for parse in _parses(word) for mark in ("Name", "Surn", "Patr"))


def is_thing(word: str) -> bool:
    """Tell whether a Cyrillic word is first of all a noun for a thing, in the nominative: мост, фонд."""
    first = next(iter(_parses(word)), None)
    return first is not None and all(mark in first.tag for mark in ("NOUN", "inan", "nomn"))


def is_owner(word: str) -> bool:
    """Tell whether a Cyrillic word may be a man's surname in the genitive: Кадырова."""
    return word.endswith(("ова", "ева", "ина", "ына", "ского", "цкого")) and any(
        "gent" in parse.tag and ("Surn" in parse.tag or "ADJF" in parse.tag) for parse in _parses(word)
    )


@lru_cache(maxsize=20_000)
def _parses(word: str) -> tuple[Any, ...]:
    try:
        return tuple(_analyzer().parse(word))
    except ValueError:  # it asks Unicode for the name of every letter, and Tangut ones have none
        return ()


@cache
def _analyzer() -> pymorphy3.MorphAnalyzer:
    import pymorphy3

    return pymorphy3.MorphAnalyzer()


def _dictionary(word: str, kind: WordClass, *, both_numbers: bool) -> set[str]:
    """Return the dictionary's forms of a word that is a nominative of this class."""
    found: set[str] = set()
    if not is_known(word) and (kind is not WordClass.COMMON or not word.endswith(_ADJECTIVE_ENDINGS)):
        return found  # guesses are taken for adjectives only, and cost most of the time
    for parse in _parses(word):
        tag = parse.tag
        if tag.case != "nomn" or tag.POS not in {"NOUN", "ADJF", "PRTF", "NPRO", "NUMR"}:
            continue
        if not parse.is_known and tag.POS != "ADJF":
            continue
        if (kind is WordClass.PLACE and (tag.POS != "NOUN" or "Geox" not in tag)) or (
            kind is WordClass.GIVEN and "Name" not in tag
        ):
            continue
        for form in parse.lexeme:
            same_number = both_numbers or tag.POS != "NOUN" or form.tag.number == tag.number
            if same_number and form.tag.POS == tag.POS:
                found.add(form.word)
    return found


def _surname(word: str) -> set[str]:
    stem, last = word[:-1], word[-1:]
    if word.endswith(("ов", "ев", "ёв", "ин", "ын")):
        return _with(word, ["", "а", "у", "ым", "е", "ы", "ых", "ыми"])
    if word.endswith(("ова", "ева", "ёва", "ина", "ына")):
        return _with(stem, ["а", "ой", "ою", "у", "е"])
    if word.endswith(("ский", "цкий", "ый", "ой", "ий")) and len(word) > 4:
        return _with(word[:-2], _SURNAME_ADJECTIVE.split())
    if word.endswith(("ая", "яя")):
        return _with(word[:-2], ["ая", "ой", "ую", "ою", "яя", "ей", "юю"])
    if word.endswith(("ых", "их")) or last in "оеиуюэё":
        return {word}
    return _noun(word, plural=True)


def _place(word: str) -> set[str]:
    if word.endswith(("ый", "ий", "ой")):
        return {
            form
            for form in _adjective(word)
            if not form.endswith(("ая", "ое", "ую", "ою", "ые", "ых", "ыми"))
        }
    if word.endswith(("ая", "яя")):
        return _with(word[:-2], ["ая", "ой", "ую", "ою"] if word.endswith("ая") else ["яя", "ей", "юю", "ею"])
    if word.endswith(("ово", "ево", "ёво", "ино", "ыно")):
        return _with(word[:-1], ["о", "а", "у", "ом", "е"])
    if word.endswith(("ов", "ев", "ин")):
        return _with(word, ["", "а", "у", "ом", "ым", "е"])
    return _noun(word, plural=False)


def _common(word: str, *, both_numbers: bool) -> set[str]:
    """Return forms of words the dictionary does not know; known words need no rules."""
    if is_known(word):
        return set()
    if word.endswith(("ский", "цкий", "ный", "вый", "ской", "ная", "ская", "ное", "ское")):
        return _adjective(word)
    return _noun(word, plural=both_numbers)


def _adjective(word: str) -> set[str]:
    stem, last = word[:-2], word[-3:-2]
    endings = (
        _ADJECTIVE_K if last in "гкх" else _ADJECTIVE_SOFT if word.endswith(("ний", "няя")) else _ADJECTIVE
    )
    return _with(stem, endings.split()) | {word}


def _noun(word: str, *, plural: bool) -> set[str]:
    """Return a noun's case forms by its ending; words in -о -е -и -у -ю -э do not change."""
    stem, last = word[:-1], word[-1:]
    if not word or last in "оеиуюэыё":
        return {word}
    if word.endswith("ия"):
        return _with(stem, ["я", "и", "ю", "ей", "ею"])
    if last == "я":
        return _with(
            stem, ["я", "и", "е", "ю", "ей", "ёй", "ею"] + (["ям", "ями", "ях", "ь"] if plural else [])
        )
    if last == "а":
        i = "и" if word[-2:-1] in _HARD_TO_I else "ы"
        many = ["ам", "ами", "ах", ""] if plural else []
        return _with(stem, ["а", i, "е", "у", "ой", "ою", "ей", "ею", *many])
    if last == "ь":
        many = ["ей", "ям", "ями", "ях"] if plural else []
        return _with(stem, ["ь", "и", "ью", "я", "ю", "ем", "е", *many])
    if last == "й":
        many = ["и", "ев", "ям", "ями", "ях"] if plural else ["и"]
        return _with(stem, ["й", "я", "ю", "ем", "е", *many])
    if word.endswith("ец") and len(word) > 4:
        many = ["ы", "ев", "ов", "ам", "ами", "ах"] if plural else []
        before = word[:-2] + ("й" if word[-3] in "аеиоуыэюя" else "")
        return {word} | _with(before + "ц", ["а", "у", "ем", "ом", "е", *many])
    i = "и" if last in _HARD_TO_I else "ы"
    many = [i, "ов", "ей", "ам", "ами", "ах"] if plural else []
    instrumental = ["ем", "ом"] if last in "жшчщц" else ["ом"]
    return {word} | _with(word, ["а", "у", "е", *instrumental, *many])


def _with(stem: str, endings: list[str]) -> set[str]:
    return {stem + ending for ending in endings}
