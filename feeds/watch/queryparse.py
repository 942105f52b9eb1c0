"""Owns the query language: how a moderator's query is read, and what is said of one that cannot be.

    ("Kadyrov" OR Кадыров) AND (detained OR пытки) NOT "football club" lang:ru title:суд

NEAR binds closest, then NOT, then AND (also between neighbours), then OR. Reading is linear.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from feeds.watch.problem import Problem
from feeds.watch.querytokens import QueryError, Token, tokens

LENGTH_MAX = 1000
"""Characters of a query."""
TERMS_MAX = 50
"""Words and phrases of a query."""
WORDS_MAX = 10
"""Words of one phrase."""
DEPTH_MAX = 12
"""Brackets within brackets."""
LANGUAGES = ("en", "ru", "uk")
"""What ``lang:`` can ask for: the languages that are told apart (`feeds.text.language`)."""


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
            LENGTH_MAX,
            Problem("the query is longer than {most} characters", most=LENGTH_MAX),
            Problem("make two queries of it"),
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
            raise QueryError(
                0, Problem("the query is empty"), Problem("write at least one word, such as Кадыров")
            )
        root = self._either()
        token = self._peek()
        if token.kind == ")":
            raise _closes_nothing(token)
        if isinstance(root, InLanguage | FromSource):
            raise QueryError(
                0,
                Problem("a language or a source alone would find every item of it"),
                Problem("add a word that must occur, such as Кадыров source:meduza.io"),
            )
        if not _needs_words(root):
            raise QueryError(
                0,
                Problem("items in which none of its words occur would be found too"),
                Problem("name a word that must occur, such as Кадыров NOT футбол"),
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
            raise QueryError(token.at, Problem("NOT stands twice"), Problem("leave both out, or write one"))
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
                        Problem("NEAR/{distance} cannot measure from this", distance=near.distance),
                        Problem('put words on both sides of it: суд NEAR/5 (Кадыров OR "глава Чечни")'),
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
                token.at,
                Problem("there are more than {most} words and phrases", most=TERMS_MAX),
                Problem("make two queries of it"),
            )
        return Words(_term(token), self._field)

    def _in_field(self, token: Token) -> Node:
        if self._field and self._field != token.text:
            raise self._inside(token)
        if token.text in {"lang", "source"}:
            value = self._take()
            return _language(value) if token.text == "lang" else _source(value)
        if self._field or (self._peek().kind == "field" and self._peek().text == token.text):
            problem = Problem("{field}: stands twice", field=token.text)
            raise QueryError(token.at, problem, Problem("leave both out, or write one"))
        if self._peek().kind not in {"term", "("}:
            problem = Problem("{field}: is followed by no word", field=token.text)
            hint = Problem("write a word or brackets right after the colon: {field}:Аргун", field=token.text)
            raise QueryError(token.at, problem, hint)
        self._field = token.text
        inner = self._single()
        self._field = ""
        return inner

    def _inside(self, token: Token) -> QueryError:
        """Say that a field cannot stand inside another."""
        if token.text in {"lang", "source"}:
            problem = Problem(
                "{field}: is about the whole item, not its {outer}", field=token.text, outer=self._field
            )
            example = f"{self._field}:(...) {token.text}:{self._peek().text or '...'}"
            return QueryError(token.at, problem, Problem("write it outside: {example}", example=example))
        problem = Problem("{field}: stands inside {outer}:", field=token.text, outer=self._field)
        return QueryError(token.at, problem, Problem("write the two side by side"))

    def _group(self, opening: Token) -> Node:
        self._depth += 1
        if self._depth > DEPTH_MAX:
            problem = Problem("brackets are nested more than {most} deep", most=DEPTH_MAX)
            raise QueryError(opening.at, problem, Problem("make it flatter"))
        if self._peek().kind == ")":
            problem = Problem("nothing stands in these brackets")
            raise QueryError(opening.at, problem, Problem("write a word into them"))
        inner = self._either()
        if self._take().kind != ")":
            raise _never_closed(opening)
        self._depth -= 1
        return inner

    def _misplaced(self, token: Token) -> QueryError:
        at = self._next - 1 - bool(token.kind)  # the end is looked at, not taken
        before = self._tokens[at] if at >= 0 else None
        name = f"NEAR/{token.distance}" if token.kind == "NEAR" else token.kind
        if token.kind in {"AND", "OR", "NEAR"}:
            hint = Problem("put a word there, as in суд {operator} приговор", operator=name)
            return QueryError(token.at, Problem("{operator} has no word before it", operator=name), hint)
        if before is None:
            return _closes_nothing(token)
        if before.kind == "(":
            return _never_closed(before)
        if token.kind == "NOT":  # after NEAR
            problem = Problem("NEAR cannot measure to what is absent")
            return QueryError(token.at, problem, Problem("write NOT before the words"))
        name = f"NEAR/{before.distance}" if before.kind == "NEAR" else before.kind
        problem = Problem("{operator} has no word after it", operator=name)
        hint = Problem("write a word after it, or leave {operator} out", operator=name)
        return QueryError(before.at, problem, hint)

    def _peek(self) -> Token:
        return self._tokens[self._next]

    def _take(self) -> Token:
        token = self._tokens[self._next]
        self._next = min(self._next + 1, len(self._tokens) - 1) if token.kind else self._next
        return token


def _closes_nothing(token: Token) -> QueryError:
    hint = Problem("leave it out, or open one before it")
    return QueryError(token.at, Problem("this bracket closes nothing"), hint)


def _never_closed(opening: Token) -> QueryError:
    hint = Problem("write ) where its group ends")
    return QueryError(opening.at, Problem("this bracket is never closed"), hint)


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
                Problem("* cannot stand here in {word}", word=written[:30]),
                Problem("it ends a word of three letters or more, without =, such as чеченофоб*"),
            )
    words = tuple(_patterns().words.findall(token.text))
    if not words:
        raise QueryError(
            token.at, Problem("there is no word here"), Problem("write letters, or leave it out")
        )
    if len(words) > WORDS_MAX:
        raise QueryError(
            token.at,
            Problem("a phrase has at most {most} words", most=WORDS_MAX),
            Problem("use its rarest words, joined with NEAR/5"),
        )
    return Term(words, token.exact)


def _language(value: Token) -> Node:
    code = value.text.strip().lower()
    if value.kind == "value" and code in LANGUAGES:
        return InLanguage(code)
    hint = Problem("write {choices}", choices=", ".join(f"lang:{one}" for one in LANGUAGES))
    problem = Problem("lang: needs a language in two letters")
    if value.kind == "value" and re.fullmatch("[a-z]{2}", code):
        problem = Problem("{code} is no language that is told apart", code=code)
    raise QueryError(value.at, problem, hint)


def _source(value: Token) -> Node:
    name = " ".join(value.text.split()).casefold()
    if value.kind != "value" or not any(letter.isalnum() for letter in name):
        problem = Problem("source: needs a part of the feed's name or address")
        raise QueryError(value.at, problem, Problem('write source:meduza.io or source:"BBC Russian"'))
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
