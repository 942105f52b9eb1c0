"""Owns what a search agrees on: the words of an entry as stored, and the forms of what is looked for.

Entries keep their folded words as written; a search carries the morphology, so that storing costs little and
a better morphology needs no new index. Both databases get the same words and the same terms.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import product

from feeds.errors import FeedsError
from feeds.text import translit
from feeds.text.normalize import fold, fold_word
from feeds.text.words import family, is_name, is_particle

LONGEST_TITLE = 2_000
LONGEST_TEXT = 100_000
"""Characters of an entry that can be searched."""
LONGEST_WORD = 40
"""Longer runs of letters are cut: nobody writes them, and an index must not hold them."""
MOST_WORDS = 15_000
"""PostgreSQL counts the places of words up to 16,383."""
LONGEST_SEARCH = 200
MOST_TERMS = 10
_MOST_FORMS = 400

Terms = tuple[tuple[str, ...], ...]
"""All terms must occur, each in any of its alternatives: words with one space between stand side by side,
a ``*`` at the end stands for any ending."""

_SMALL_ENGLISH = frozenset(
    (
        "a",
        "an",
        "the",
        "of",
        "in",
        "on",
        "at",
        "to",
        "for",
        "and",
        "or",
        "by",
        "with",
        "from",
        "as",
        "is",
        "are",
    )
)
_ENDINGS = (
    ("ied", "y"),
    ("ies", "y"),
    ("ed", ""),
    ("ed", "e"),
    ("ing", ""),
    ("ing", "e"),
    ("es", ""),
    ("s", ""),
)


class SearchError(FeedsError):
    """A search cannot be understood; `problem` is ``empty`` or ``long``."""

    def __init__(self, problem: str) -> None:
        super().__init__(
            "Nothing to look for: write a name or some words."
            if problem == "empty"
            else f"Too much at once: at most {MOST_TERMS} words and {LONGEST_SEARCH} characters."
        )
        self.problem = problem


@dataclass(frozen=True, slots=True)
class _Token:
    parts: list[str]
    quoted: bool
    starred: bool


def searchable(title: str, text: str) -> str:
    """Return the folded words of an entry in order, one space between."""
    words = _word().findall(fold_word(title[:LONGEST_TITLE]))
    words += _word().findall(fold_word(text[:LONGEST_TEXT]))
    if len(words) > MOST_WORDS:
        del words[MOST_WORDS:]
    return " ".join(words) if max(map(len, words), default=0) <= LONGEST_WORD else _shortened(words)


def read_search(written: str) -> Terms:
    """Return the terms of what somebody wrote; SearchError when there is nothing in it, or too much.

    A word is found in all its forms and in the other script's letters, ``"words in quotes"`` only as written,
    ``word*`` with any ending. Small words count only where there are no others.
    """
    if len(written) > LONGEST_SEARCH:
        raise SearchError("long")
    tokens = [token for token in _tokens(fold_word(written)) if token.parts]
    telling = [token for token in tokens if token.quoted or not _is_small(token)]
    terms = tuple(dict.fromkeys(_alternatives(token) for token in telling or tokens))
    if not terms or len(terms) > MOST_TERMS:
        raise SearchError("long" if terms else "empty")
    return terms


def places(terms: Terms, text: str, limit: int = 20) -> list[tuple[int, int]]:
    """Return where the first words that a search looks for stand in `text`, as spans of the original."""
    exact, stems = _by_first_word(terms)
    folded = fold(text[:LONGEST_TEXT])
    words = [
        (match.group()[:LONGEST_WORD], match.start(), match.end()) for match in _word().finditer(folded.text)
    ]
    found: list[tuple[int, int]] = []
    for at, (word, start, end) in enumerate(words):
        if len(found) == limit:
            break
        if word.startswith(stems):
            found.append(folded.original(start, end))
            continue
        for phrase in exact.get(word, ()):
            if [near[0] for near in words[at : at + len(phrase)]] == phrase:
                found.append(folded.original(start, words[at + len(phrase) - 1][2]))
                break
    return found


def _by_first_word(terms: Terms) -> tuple[dict[str, list[list[str]]], tuple[str, ...]]:
    exact: dict[str, list[list[str]]] = {}
    stems: list[str] = []
    for alternative in (choice for term in terms for choice in term):
        phrase = alternative.split()
        if alternative.endswith("*") and len(phrase) == 1:
            stems.append(alternative[:-1])
        else:
            exact.setdefault(phrase[0], []).append(phrase)
    for phrases in exact.values():
        phrases.sort(key=len, reverse=True)
    return exact, tuple(stems)


def _tokens(folded: str) -> list[_Token]:
    found = []
    for match in _written().finditer(folded):
        quoted, bare = match.group(1), match.group(2) or ""
        written = quoted if quoted is not None else _possessive().sub("", bare)
        parts = [part[:LONGEST_WORD] for part in _word().findall(written)]
        starred = quoted is None and bare.endswith("*") and len(parts) == 1 and len(parts[0]) > 2
        found.append(_Token(parts, quoted is not None, starred))
    return found


def _is_small(token: _Token) -> bool:
    (word, *more) = token.parts
    if more or token.starred:
        return False
    return word in _SMALL_ENGLISH if word.isascii() else is_particle(word)


def _alternatives(token: _Token) -> tuple[str, ...]:
    """Return every way to write a token, itself first."""
    itself = " ".join(token.parts)
    if token.starred:
        return (f"{itself}*",)
    if token.quoted:
        return (itself,)
    if len(token.parts) == 1:
        return tuple(dict.fromkeys((itself, *sorted(_forms(itself)))))[:_MOST_FORMS]
    # Of a word with a hyphen both ends may change: Ростове-на-Дону, ЛГБТ-сетью.
    first, last = _own_forms(token.parts[0]), _own_forms(token.parts[-1])
    if len(first) * len(last) > _MOST_FORMS:
        first = frozenset(token.parts[:1])
    between = [(part,) for part in token.parts[1:-1]]
    made = product(sorted(first), *between, sorted(last))
    return tuple(dict.fromkeys((itself, *map(" ".join, made))))[:_MOST_FORMS]


def _forms(word: str) -> frozenset[str]:
    """Return the forms of one folded word, also in the other script's letters where they may be the same."""
    own = _own_forms(word)
    if word.isascii():
        russian = [guess for guess in _in_cyrillic(word) if _crosses(guess, 6)]
        return own.union(*map(family, russian), *map(_in_latin, russian))
    if not _crosses(word, 5):
        return own
    latin = own if len(own) <= 24 else {word}  # a verb has a hundred forms, a hundred spellings each
    return own.union(*map(_in_latin, sorted(latin)))


def _in_latin(word: str) -> frozenset[str]:
    """Return the Latin spellings of a Cyrillic word; of a surname's ending also those that newspapers use."""
    found = translit.spellings(word)
    if len(word) > 4 and word.endswith(("ий", "ый")):
        found |= {stem + end for stem in translit.spellings(word[:-2]) for end in ("y", "i")}
    return found


def _in_cyrillic(word: str) -> list[str]:
    """Return Cyrillic words that a Latin one may spell: names drop the soft sign and the end of -ский."""
    if len(word) < 3 or not word.isalpha():
        return []
    guesses = list(translit.cyrillic_guesses(word))
    if word.endswith(("sky", "ski", "skiy", "skij", "skii")):
        guesses.append(guesses[0].rstrip("ыий") + "ий")
    softened = [_hard_l().sub("ль", guess) for guess in guesses]
    return list(dict.fromkeys((*guesses, *softened)))


def _own_forms(word: str) -> frozenset[str]:
    if word.isascii():
        return _english_forms(word) if word.isalpha() and len(word) > 2 else frozenset((word,))
    sounds = any(letter in "аеиоуыэюяіїє" for letter in word)
    return family(word) if sounds and _cyrillic().fullmatch(word) else frozenset((word,))


def _crosses(word: str, shortest: int) -> bool:
    """Tell whether a Cyrillic word is one that texts write in Latin letters too: more is not море."""
    if not _cyrillic().fullmatch(word):
        return False
    return len(word) >= shortest or (len(word) > 3 and is_name(word))


def _english_forms(word: str) -> frozenset[str]:
    """Return the regular forms of an English word, and of the word that it may be a form of."""
    bases = {word} | {word[: -len(end)] + put for end, put in _ENDINGS if word.endswith(end)}
    bases |= {base[:-1] for base in bases if len(base) > 4 and base[-1] == base[-2]}
    made = set(bases)
    for base in bases:
        stem = base.removesuffix("e")
        doubled = base + base[-1:] if base[-2:-1] in set("aeiou") else stem  # stop, stopped
        made |= {
            base + "s",
            base + "es",
            base + "ed",
            stem + "ed",
            stem + "ing",
            doubled + "ed",
            doubled + "ing",
        }
        if base.endswith("y"):
            made |= {base[:-1] + "ies", base[:-1] + "ied"}
    wanted = _stem(word)
    # The stemmer forbids what spelling alone would allow: news is no form of new.
    return frozenset(form for form in made if _stem(form) == wanted)


def _stem(word: str) -> str:
    import snowballstemmer

    stem: str = snowballstemmer.stemmer("english").stemWord(word)
    return stem


def _shortened(words: list[str]) -> str:
    return " ".join(word[:LONGEST_WORD] for word in words)


@cache
def _word() -> re.Pattern[str]:
    return re.compile(r"[^\W_]+")


@cache
def _written() -> re.Pattern[str]:
    return re.compile(r"[\"«„“”]([^\"«»„“”]*)[\"»“”]|([^\s\"«»„“”]+)")


@cache
def _possessive() -> re.Pattern[str]:
    return re.compile(r"['’ʼ]s$|s['’ʼ]$")


@cache
def _cyrillic() -> re.Pattern[str]:
    return re.compile("[\u0400-\u04ff]+")


@cache
def _hard_l() -> re.Pattern[str]:
    return re.compile("л(?=[бвгджзкмнпрстфхцчшщ])")
