"""Owns the query language: how a moderator's query is read, and what is said of one that cannot be.

    ("Kadyrov" OR Кадыров) AND (detained OR пытки) NOT "football club" lang:ru title:суд

NEAR binds closest, then NOT, then AND (also between neighbours), then OR. Reading is linear.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from feeds.watch.querytokens import QueryError, Token, tokens

LENGTH_MAX = 1000
"""Characters of a query."""
TERMS_MAX = 50
"""Words and phrases of a query."""
WORDS_MAX = 10
"""Words of one phrase."""
DEPTH_MAX = 12
"""Brackets within brackets."""


__all__ = [
    "All",
    "Either",
    "FromSource",
    "InLanguage",
    "Near",
    "Node",
    "Query",
    "QueryError",
    "Term",
    "Without",
    "Words",
    "parse_query",
]


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase to look for; the last letters of a word may be ``*``."""

    words: tuple[str, ...]
    exact: bool = False
    """As it is written: no other forms, and capitals agree where it has some."""

    @property
    def text(self) -> str:
        """How it is written in a query."""
        phrase = f'"{" ".join(self.words)}"' if len(self.words) > 1 else self.words[0]
        return f"={phrase}" if self.exact else phrase


@dataclass(frozen=True, slots=True)
class Words:
    """The term occurs, in one field or (empty) in any."""

    term: Term
    field: str = ""


@dataclass(frozen=True, slots=True)
class Near:
    """Both sides occur in one field with at most `distance` words between them, in either order."""

    left: Node
    right: Node
    distance: int


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """At least one part holds."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Without:
    """The part does not hold."""

    part: Node


@dataclass(frozen=True, slots=True)
class InLanguage:
    """The item is in this language (two letters)."""

    code: str


@dataclass(frozen=True, slots=True)
class FromSource:
    """The name or address of the feed contains these words."""

    name: str


Node = Words | Near | All | Either | Without | InLanguage | FromSource


@dataclass(frozen=True, slots=True)
class Query:
    """A query that can be used."""

    text: str
    root: Node


def parse_query(text: str) -> Query:
    """Return the query that a text describes; raises QueryError, which points at the place."""
    if len(text) > LENGTH_MAX:
        raise QueryError(
            LENGTH_MAX, f"the query is longer than {LENGTH_MAX} characters", "make two queries of it"
        )
    return Query(text, _Parser(tokens(text)).query())


class _Parser:
    """Reads tokens from left to right, one function a level of precedence."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._next = 0
        self._terms = 0
        self._depth = 0
        self._field = ""

    def query(self) -> Node:
        if self._peek().kind == "":
            raise QueryError(0, "the query is empty", "write at least one word, such as Кадыров")
        root = self._either()
        token = self._peek()
        if token.kind == ")":
            raise QueryError(token.at, "this bracket closes nothing", "leave it out, or open one before it")
        if not _needs_words(root):
            raise QueryError(
                0,
                "items in which none of its words occur would be found too",
                "name a word that must occur, such as Кадыров NOT футбол",
            )
        return root

    def _either(self) -> Node:
        parts = [self._all()]
        while self._peek().kind == "OR":
            self._take()
            parts.append(self._all())
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def _all(self) -> Node:
        parts = [self._not()]
        while self._peek().kind not in {"", ")", "OR"}:
            if self._peek().kind == "AND":
                self._take()
            parts.append(self._not())
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def _not(self) -> Node:
        if self._peek().kind != "NOT":
            return self._near()
        self._take()
        token = self._peek()
        if token.kind == "NOT":
            raise QueryError(token.at, "NOT stands twice", "leave both out, or write one")
        return Without(self._near())

    def _near(self) -> Node:
        at = self._peek().at
        left = self._single()
        while self._peek().kind == "NEAR":
            near = self._take()
            right_at = self._peek().at
            right = self._single()
            for side, place in ((left, at), (right, right_at)):
                if not _is_place(side):
                    raise QueryError(
                        place,
                        f"NEAR/{near.distance} cannot measure from this",
                        'put words on both sides of it: суд NEAR/5 (Кадыров OR "глава Чечни")',
                    )
            left = Near(left, right, near.distance)
        return left

    def _single(self) -> Node:
        token = self._take()
        if token.kind == "term":
            return self._words(token)
        if token.kind == "field":
            return self._in_field(token)
        if token.kind == "(":
            return self._group(token)
        raise self._misplaced(token)

    def _words(self, token: Token) -> Node:
        self._terms += 1
        if self._terms > TERMS_MAX:
            raise QueryError(
                token.at, f"there are more than {TERMS_MAX} words and phrases", "make two queries of it"
            )
        return Words(_term(token), self._field)

    def _in_field(self, token: Token) -> Node:
        if token.text in {"lang", "source"}:
            value = self._take()
            if self._field:
                hint = f"write it outside: {self._field}:(...) {token.text}:{value.text or '...'}"
                raise QueryError(
                    token.at, f"{token.text}: is about the whole item, not its {self._field}", hint
                )
            return _language(value) if token.text == "lang" else _source(value)
        if self._field:
            raise QueryError(
                token.at, f"{token.text}: stands inside {self._field}:", "write the two side by side"
            )
        if self._peek().kind not in {"term", "("}:
            hint = f"write a word or brackets after the colon: {token.text}:Аргун"
            raise QueryError(token.at, f"{token.text}: is followed by no word", hint)
        self._field = token.text
        inner = self._single()
        self._field = ""
        return inner

    def _group(self, opening: Token) -> Node:
        self._depth += 1
        if self._depth > DEPTH_MAX:
            raise QueryError(opening.at, f"brackets are nested more than {DEPTH_MAX} deep", "make it flatter")
        if self._peek().kind == ")":
            raise QueryError(opening.at, "nothing stands in these brackets", "write a word into them")
        inner = self._either()
        if self._take().kind != ")":
            raise QueryError(opening.at, "this bracket is never closed", "write ) where its group ends")
        self._depth -= 1
        return inner

    def _misplaced(self, token: Token) -> QueryError:
        at = self._next - 1 - bool(token.kind)  # the end is looked at, not taken
        before = self._tokens[at] if at >= 0 else None
        name = f"NEAR/{token.distance}" if token.kind == "NEAR" else token.kind
        if token.kind in {"AND", "OR", "NEAR"}:
            hint = f"put a word there, as in суд {name} приговор"
            return QueryError(token.at, f"{name} has no word before it", hint)
        if before is None:
            return QueryError(token.at, "this bracket closes nothing", "leave it out, or open one before it")
        if before.kind == "(":
            return QueryError(before.at, "this bracket is never closed", "write ) where its group ends")
        if token.kind == "NOT":  # after NEAR
            return QueryError(token.at, "NEAR cannot measure to what is absent", "write NOT before the words")
        name = f"NEAR/{before.distance}" if before.kind == "NEAR" else before.kind
        return QueryError(
            before.at, f"{name} has no word after it", f"write a word after it, or leave {name} out"
        )

    def _peek(self) -> Token:
        return self._tokens[self._next]

    def _take(self) -> Token:
        token = self._tokens[self._next]
        self._next = min(self._next + 1, len(self._tokens) - 1) if token.kind else self._next
        return token


def _is_place(node: Node) -> bool:
    if isinstance(node, Either):
        return all(_is_place(part) for part in node.parts)
    return isinstance(node, Words | Near)


def _needs_words(node: Node) -> bool:
    """Tell whether the node can hold only where a word of it, outside NOT, occurs."""
    if isinstance(node, All):
        return any(_needs_words(part) for part in node.parts)
    if isinstance(node, Either):
        return all(_needs_words(part) for part in node.parts)
    return isinstance(node, Words | Near)


def _term(token: Token) -> Term:
    for word in _patterns().spaced.finditer(token.text):
        place = token.at + word.start()
        written = word.group()
        if "*" in written and (token.exact or not _patterns().stem.fullmatch(written)):
            raise QueryError(
                place,
                f"* cannot stand here in {written[:30]}",
                "it ends a word of three letters or more, without =, such as чеченофоб*",
            )
    words = tuple(_patterns().words.findall(token.text))
    if not words:
        raise QueryError(token.at, "there is no word here", "write letters, or leave it out")
    if len(words) > WORDS_MAX:
        raise QueryError(
            token.at, f"a phrase has at most {WORDS_MAX} words", "use its rarest words, joined with NEAR/5"
        )
    return Term(words, token.exact)


def _language(value: Token) -> Node:
    code = value.text.strip().lower()
    if value.kind != "value" or not re.fullmatch("[a-z]{2}", code):
        raise QueryError(value.at, "lang: needs a language in two letters", "write lang:ru or lang:en")
    return InLanguage(code)


def _source(value: Token) -> Node:
    name = " ".join(value.text.split()).casefold()
    if value.kind != "value" or not any(letter.isalnum() for letter in name):
        hint = 'write source:meduza.io or source:"BBC Russian"'
        raise QueryError(value.at, "source: needs a part of the feed's name or address", hint)
    return FromSource(name)


class _Patterns(NamedTuple):
    spaced: re.Pattern[str]
    stem: re.Pattern[str]
    words: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    return _Patterns(
        spaced=re.compile(r"\S+"),
        stem=re.compile(r"(?:[^*]*[^\w*])?[^\W\d_]{3,}\*"),
        words=re.compile(r"[^\W_]+\*?"),
    )
