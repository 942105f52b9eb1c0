"""Owns the pieces of a query (words, quoted phrases, operators), and the error that points at a bad one."""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import cache
from typing import NamedTuple

from feeds.errors import FeedsError
from feeds.watch.problem import Problem

DISTANCE_MAX = 50
"""Words between the sides of a NEAR."""


class QueryError(FeedsError):
    """A query cannot be used: `problem` at character `position` (from 0), and what to write (`hint`)."""

    def __init__(self, position: int, problem: Problem, hint: Problem) -> None:
        super().__init__(f"character {position + 1}: {problem}; {hint}")
        self.position = position
        self.problem = problem
        self.hint = hint

    def __reduce__(self) -> tuple[type[QueryError], tuple[int, Problem, Problem]]:
        return type(self), (self.position, self.problem, self.hint)

    def pointer(self, text: str, reach: int = 30) -> str:
        """Return two lines: the query round the place (at most `reach` characters each side) and a caret."""
        start = max(0, self.position - reach)
        shown = "".join(
            letter if letter.isprintable() else " " for letter in text[start : self.position + reach]
        )
        dots = "…" if start else ""
        end = "…" if self.position + reach < len(text) else ""
        return f"{dots}{shown}{end}\n{' ' * (len(dots) + self.position - start)}^"


class Token(NamedTuple):
    """One piece and the character at which it stands."""

    kind: str
    """``(``, ``)``, ``AND``, ``OR``, ``NOT``, ``NEAR``, ``term``, ``field``, ``value``; empty: the end."""
    at: int
    text: str = ""
    exact: bool = False
    distance: int = 0


_QUOTES = {'"': '"', "«": "»", "“": "”“", "„": '“”"'}
_FIELDS = ("title", "text", "lang", "source")
_OPERATORS = {"and": "AND", "or": "OR", "not": "NOT", "и": "AND", "или": "OR", "не": "NOT"}
_SIGNS = {"&": "AND", "&&": "AND", "+": "AND", "|": "OR", "||": "OR", "-": "NOT", "!": "NOT", "—": "NOT"}


def tokens(text: str) -> list[Token]:
    """Return the pieces of a query with an end after them, in one pass; raises QueryError."""
    found: list[Token] = []
    at = 0
    while at < len(text):
        letter = text[at]
        if letter.isspace():
            at += 1
        elif letter in "()":
            found.append(Token(letter, at))
            at += 1
        elif letter in _QUOTES or (letter == "=" and text[at + 1 : at + 2] in _QUOTES and at + 1 < len(text)):
            token, at = _quoted(text, at, value=_wants_value(found))
            found.append(token)
        else:
            at = _bare(text, at, found)
    return [*found, Token("", len(text))]


def _wants_value(found: list[Token]) -> bool:
    return bool(found) and found[-1].kind == "field" and found[-1].text in {"lang", "source"}


def _quoted(text: str, at: int, *, value: bool) -> tuple[Token, int]:
    exact = text[at] == "="
    opening = at + exact
    closers = _QUOTES[text[opening]]
    end = next((i for i in range(opening + 1, len(text)) if text[i] in closers), -1)
    if end < 0:
        raise QueryError(
            opening,
            Problem("this quotation mark is never closed"),
            Problem("write {mark} after the phrase", mark=closers[0]),
        )
    inner = text[opening + 1 : end]
    return Token("value" if value else "term", opening + 1, inner, exact), end + 1


def _bare(text: str, at: int, found: list[Token]) -> int:
    """Read what stands between spaces, brackets and quotation marks; returns where it ends."""
    end = at + len(_patterns().bare.match(text, at).group())  # type: ignore[union-attr]  # it takes one at least
    word = text[at:end]
    if _wants_value(found):
        found.append(Token("value", at, word))
        return end
    name, colon, rest = word.partition(":")
    if colon:
        field = _field(name, rest, at)
        found.append(Token("field", at, field))
        return at + len(name) + 1
    found.append(_operator(word, at) or _word(word, at))
    return end


def _field(name: str, rest: str, at: int) -> str:
    low = name.lower()
    if low in _FIELDS:
        return low
    if rest.startswith("//"):
        raise QueryError(
            at,
            Problem("an address is no word"),
            Problem("write source: before the name of a site: source:meduza.io"),
        )
    near = get_close_matches(low, _FIELDS, n=1, cutoff=0.5)
    hint = Problem("known are title:, text:, lang: and source: (a colon in a text stands in quotation marks)")
    if near:
        hint = Problem("did you mean {field}:? (a colon in a text stands in quotation marks)", field=near[0])
    raise QueryError(at, Problem("{field}: is not known", field=name[:30]), hint)


def _operator(word: str, at: int) -> Token | None:
    if word in {"AND", "OR", "NOT"}:
        return Token(word, at)
    near = _patterns().near.fullmatch(word)
    if near:
        number = near.group(1) or ""
        if not word.startswith("NEAR") or not number or not 1 <= int(number) <= DISTANCE_MAX:
            hint = Problem("write NEAR/5: at most so many words between, from 1 to {most}", most=DISTANCE_MAX)
            raise QueryError(at, Problem("{word} is not how nearness is written", word=word), hint)
        return Token("NEAR", at, distance=int(number))
    meant = _OPERATORS.get(word.lower()) or _SIGNS.get(word)
    if meant:
        hint = Problem("write {operator}", operator=meant)
        if word.isalpha():
            hint = Problem('write {operator}, or "{word}" for the word itself', operator=meant, word=word)
        raise QueryError(at, Problem("{word} is not an operator", word=word), hint)
    return None


def _word(word: str, at: int) -> Token:
    exact = word.startswith("=")
    body = word[exact:]
    meant = _SIGNS.get(body[:1])
    if meant and len(body) > 1:
        hint = Problem("write {operator}", operator=f"{meant} {body[1:]}")
        raise QueryError(at, Problem("{word} is not an operator", word=body[0]), hint)
    if _patterns().regex.search(body):
        hint = Problem("write the beginning of a word and a star, such as задержан*, or words joined with OR")
        raise QueryError(at, Problem("regular expressions are not used here"), hint)
    if _patterns().joined.search(body):
        raise QueryError(at, Problem("only a space separates words"), Problem("write AND or OR between them"))
    if body[-1:] in {",", ";"}:
        problem = Problem("{word} is not an operator", word=body[-1])
        raise QueryError(at + len(word) - 1, problem, Problem("leave it out, or write OR"))
    return Token("term", at + exact, body, exact)


class _Patterns(NamedTuple):
    bare: re.Pattern[str]
    joined: re.Pattern[str]
    near: re.Pattern[str]
    regex: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    return _Patterns(
        bare=re.compile(r"[^\s()\"«“„]+"),
        joined=re.compile(r"\w[,;/]+\w"),
        near=re.compile(r"near(?:/?(\d{0,9}))", re.IGNORECASE),
        regex=re.compile(r"[\[\]{}\\^$|?]|\.[*+]|^/.*/$"),
    )
