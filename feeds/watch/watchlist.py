"""Owns the watch-list file: TOML that a person reads, comments and keeps in git, checked as a whole.

parse   text -> WatchList, or every problem at once, each with its line
dump    WatchList -> text that parses to the same
default the bundled list
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from dataclasses import fields as fields_of
from difflib import get_close_matches
from functools import cache
from importlib import resources
from typing import Any

from feeds.errors import WatchListError
from feeds.types import Entity, EntityKind, Keyword, KeywordRole, KeywordScope, WatchList
from feeds.watch.problem import Problem
from feeds.watch.queryparse import QueryError, parse_query
from feeds.watch.toml import dump

__all__ = ["default", "dump", "parse"]

_GROUPS: dict[str, dict[str, Any]] = {
    "aliases": {},
    "derived_words": {"derived": True},
    "queries": {"query": True},
    "context": {"role": KeywordRole.CONTEXT, "scope": KeywordScope.ITEM},
    "exclude": {"role": KeywordRole.EXCLUDE, "scope": KeywordScope.SENTENCE},
    "not_inside": {"role": KeywordRole.EXCLUDE, "scope": KeywordScope.PHRASE},
    "keywords": {},
}
"""The lists of an entity and what membership in each says about its keywords."""

_ENTITY_NAMES = ("key", "kind", "names", "derived", "active", *_GROUPS)
_KEYWORD_NAMES = tuple(one.name for one in fields_of(Keyword))
_KEYWORD_DEFAULTS = Keyword(text="")
_LONGEST = 200
"""Characters of a name or a keyword."""
_SHOWN = 60
"""Characters of a keyword that a problem repeats."""


def default() -> WatchList:
    """Return the bundled watch-list."""
    return parse(resources.files("config.defaults").joinpath("watchlist.toml").read_text(encoding="utf-8"))


def parse(text: str, *, may_be_empty: bool = True) -> WatchList:
    """Return the watch-list that a TOML text describes; a text that says nothing at all describes none.

    Raises WatchListError with every problem found: what is wrong, on which line, and what to write.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise WatchListError([Problem("This is no valid TOML: {error}", error=error)]) from error
    except RecursionError as error:
        raise WatchListError([Problem("This is no valid TOML: it is nested too deeply")]) from error
    reader = _Reader(text)
    found = reader.watchlist(data)
    if reader.problems:
        raise WatchListError([*reader.problems])
    if not found.entities and (not data or not may_be_empty):
        problem = Problem(
            "This watch-list is empty: write at least one block, such as "
            '[[entity]], key = "titiev", kind = "person", names = {{ en = "Oyub Titiev" }}'
        )
        raise WatchListError([problem])
    return found


@dataclass
class _Reader:
    """Turns parsed TOML into values and collects what is wrong with it."""

    text: str
    problems: list[Problem] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._lines = self.text.split("\n")
        self._heads = [at for at, line in enumerate(self._lines) if _patterns_head().match(line)]

    def watchlist(self, data: dict[str, Any]) -> WatchList:
        for name in data:
            if name not in {"version", "entity"}:
                self._unknown(name, ("version", "entity"), Problem("the watch-list"), self._line(None, name))
        version = data.get("version", 0)
        if not isinstance(version, int) or isinstance(version, bool) or version < 0:
            wanted = Problem("it must be a whole number, such as version = 1")
            self._say("version", wanted, self._line(None, "version"))
            version = 0
        tables = data.get("entity", [])
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            wanted = Problem("entities are written as [[entity]], one block each")
            self._say("entity", wanted, self._line(None, "entity"))
            tables = []
        entities = [one for at, table in enumerate(tables) if (one := self._entity(table, at)) is not None]
        self._no_twins(tables)
        return WatchList(entities=tuple(entities), version=version)

    def _entity(self, table: dict[str, Any], at: int) -> Entity | None:
        before = len(self.problems)
        key = table.get("key")
        if not isinstance(key, str) or not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,63}", key):
            wanted = Problem('key must be short and ASCII, such as key = "titiev" (a-z, 0-9, - and _)')
            key = Problem("entity {number}", number=at + 1)
            self._say(key, wanted, self._line(at, "key"))
        for name in table:
            if name not in _ENTITY_NAMES:
                self._unknown(name, _ENTITY_NAMES, key, self._line(at, name))
        kind = table.get("kind")
        if kind not in list(EntityKind):
            kinds = ", ".join(f'"{one}"' for one in EntityKind)
            wanted = Problem("{name} must be one of {choices}", name="kind", choices=kinds)
            self._say(key, wanted, self._line(at, "kind"))
        names = self._names(table.get("names"), key, at)
        flags = {name: self._flag(table, name, key, at) for name in ("derived", "active")}
        keywords = [one for group in _GROUPS for one in self._keywords(table.get(group, []), group, key, at)]
        if len(self.problems) > before:
            return None
        return Entity(key=key, kind=EntityKind(str(kind)), names=names, keywords=tuple(keywords), **flags)

    def _names(self, value: object, key: str, at: int) -> dict[str, str]:
        if isinstance(value, str):
            value = {"en": value}
        good = isinstance(value, dict) and all(
            isinstance(name, str) and _has_word(name) and len(name) <= _LONGEST for name in value.values()
        )
        if not isinstance(value, dict) or not good or "en" not in value:
            wanted = Problem(
                "names must give at least the English name, in at most {most} characters, such as "
                'names = {{ en = "Argun", ru = "Аргун" }}',
                most=_LONGEST,
            )
            self._say(key, wanted, self._line(at, "names"))
            return {}
        return dict(value)

    def _flag(self, table: dict[str, Any], name: str, key: str, at: int) -> bool:
        value = table.get(name, True)
        if not isinstance(value, bool):
            self._say(key, Problem("{name} must be true or false", name=name), self._line(at, name))
            return True
        return value

    def _keywords(self, value: object, group: str, key: str, at: int) -> list[Keyword]:
        if not isinstance(value, list):
            wanted = Problem('{group} must be a list, such as {group} = ["Аргун"]', group=group)
            self._say(key, wanted, self._line(at, group))
            return []
        found = [self._keyword(item, group, key, at) for item in value]
        return [keyword for keyword in found if keyword is not None]

    def _keyword(self, item: object, group: str, key: str, at: int) -> Keyword | None:
        if isinstance(item, str):
            item = {"text": item}
        if not isinstance(item, dict) or not isinstance(item.get("text"), str):
            wanted = Problem('{group} holds words in quotes, or {{ text = "ЧР", case = true }}', group=group)
            self._say(key, wanted, self._line(at, group))
            return None
        text = item["text"]
        escaped = text.replace("\\", "\\\\").replace('"', '\\"')
        line = self._line(at, f'"{text}"', f"'{text}'", f'"{escaped}"', text.strip().split("\n")[0])
        shown = " ".join(text.split())
        where = f'{key}: "{shown if len(shown) <= _SHOWN else shown[: _SHOWN - 1] + "…"}"'
        before = len(self.problems)
        for name in item:
            if name not in _KEYWORD_NAMES:
                self._unknown(name, _KEYWORD_NAMES, where, line)
        values = {**_GROUPS[group], **{name: item[name] for name in item if name in _KEYWORD_NAMES}}
        self._check_values(values, where, line)
        return Keyword(**values) if len(self.problems) == before else None

    def _check_values(self, values: dict[str, Any], where: str, line: int) -> None:
        """Check one keyword's values, turning role and scope into their enums."""
        if values.get("query") is True:
            self._check_query(values, where, line)
        elif not _has_word(values["text"]) or len(values["text"]) > _LONGEST:
            wanted = Problem(
                "a keyword needs at least one letter or digit and at most {most} characters", most=_LONGEST
            )
            self._say(where, wanted, line)
        elif re.search(r"\*(?!$|\s)|(?:^|\s)\S{0,2}\*", values["text"]):
            wanted = Problem("* stands at the end of a word of three letters or more, such as чеченофоб*")
            self._say(where, wanted, line)
        for name, value in list(values.items()):
            model = getattr(_KEYWORD_DEFAULTS, name)
            if isinstance(model, KeywordRole | KeywordScope):
                choices = [str(choice) for choice in type(model)]
                if value in choices:
                    values[name] = type(model)(value)
                else:
                    known = ", ".join(choices)
                    self._say(
                        where, Problem("{name} must be one of {choices}", name=name, choices=known), line
                    )
            elif not isinstance(value, type(model)) or (isinstance(value, bool) != isinstance(model, bool)):
                self._say(where, _wanted(name, type(model)), line)
        self._check_sense(values, where, line)

    def _check_query(self, values: dict[str, Any], where: str, line: int) -> None:
        if values.get("role", KeywordRole.ALIAS) != KeywordRole.ALIAS:
            wanted = Problem("a query finds an entity; write context and exclude words as words")
            self._say(where, wanted, line)
        try:
            parse_query(values["text"])
        except QueryError as error:
            place = " ".join(values["text"][error.position : error.position + 20].split())
            said: dict[str, Any] = {"at": error.position + 1, "problem": error.problem, "hint": error.hint}
            problem = Problem("character {at}: {problem}; {hint}", **said)
            if place:
                problem = Problem("character {at}: {problem}; {hint} (here: “{place}”)", **said, place=place)
            self._say(where, problem, line)

    def _check_sense(self, values: dict[str, Any], where: str, line: int) -> None:
        scope, role = values.get("scope"), values.get("role", KeywordRole.ALIAS)
        if values.get("lang", "") not in {"", "en", "ru"}:
            self._say(where, Problem('lang must be "en" or "ru", or left out'), line)
        if scope is KeywordScope.PHRASE and role is not KeywordRole.EXCLUDE:
            wanted = Problem("the scope phrase is for exclude words only; write sentence, near or item")
            self._say(where, wanted, line)
        distance = values.get("distance", 0)
        if scope is KeywordScope.NEAR and isinstance(distance, int) and not 1 <= distance <= 50:
            wanted = Problem("the scope near needs a distance from 1 to 50 words, such as distance = 5")
            self._say(where, wanted, line)

    def _no_twins(self, tables: list[dict[str, Any]]) -> None:
        first: dict[str, int] = {}
        for at, table in enumerate(tables):
            key = table.get("key")
            if not isinstance(key, str):
                continue
            if key in first:
                problem = Problem(
                    'the key "{key}" is used twice, first by entity {number}; each needs its own',
                    key=key,
                    number=first[key] + 1,
                )
                self._say("", problem, self._line(at, "key"))
            first.setdefault(key, at)

    def _unknown(self, name: str, known: tuple[str, ...], where: str, line: int) -> None:
        near = get_close_matches(name, known, n=1, cutoff=0.5)
        problem = Problem('"{name}" is not known; known are {known}', name=name, known=", ".join(known))
        if near:
            problem = Problem('"{name}" is not known; did you mean "{near}"?', name=name, near=near[0])
        self._say(where, problem, line)

    def _say(self, where: str, problem: Problem, line: int) -> None:
        """Note a problem, with the entity or keyword that has it (empty: the problem says so itself)."""
        if where:
            problem = Problem("{where}: {problem}", line=line, where=where, problem=problem)
        else:
            problem = Problem(problem.template, line=line, **problem.values)
        self.problems.append(problem)

    def _line(self, entity: int | None, *needles: str) -> int:
        """Return the line (from 1) of a name or a text inside an entity's block, or of the block.

        The first needle that stands there decides; the last ones are other ways to write the first.
        """
        if entity is None:
            start, end = 0, self._heads[0] if self._heads else len(self._lines)
        elif entity < len(self._heads):
            start = self._heads[entity]
            end = self._heads[entity + 1] if entity + 1 < len(self._heads) else len(self._lines)
        else:
            return 0
        for needle in needles:
            name = re.compile(rf"(?<![\w.]){re.escape(needle)}\s*=") if needle.isidentifier() else None
            for at in range(start, end):
                if name.search(self._lines[at]) if name else needle in self._lines[at]:
                    return at + 1
        return start + 1


def _wanted(name: str, kind: type) -> Problem:
    if kind is bool:
        return Problem("{name} must be true or false", name=name)
    if kind is int:
        return Problem("{name} must be a whole number", name=name)
    return Problem("{name} must be text in quotes", name=name)


def _has_word(text: str) -> bool:
    return any(letter.isalnum() for letter in text)


@cache
def _patterns_head() -> re.Pattern[str]:
    return re.compile(r"\s*\[\[\s*entity\s*\]\]")
