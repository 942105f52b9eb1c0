"""What moderators can change of an entity, from the words they wrote to a proposed watch-list."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from typing import NamedTuple

from bot.handlers.rehearsal import propose
from bot.handlers.visit import Visit
from bot.messages.questions import (
    WORD_MAX,
    WORDS_MAX,
    render_ask_kind,
    render_name_needed,
    render_too_many_words,
    render_words_needed,
)
from bot.messages.rehearsal import render_query_error
from bot.messages.watchlist import Desk, render_keywords
from feeds.types import Entity, EntityKind
from feeds.watch.edit import Use, keyword_for, latin, new_entity, put, surnames, with_keywords
from feeds.watch.queryparse import QueryError, parse_query
from storage.subscriber import Subscriber

WORDS = re.compile(r'"([^"]*)"|«([^»]*)»|“([^”]*)”|(\S+)')
"""A word, or several in quotes."""
_RUSSIAN = re.compile("[а-яё]", re.IGNORECASE)
_NAMES = re.compile(r"\s+/\s*|\s*/\s+|[|\n]|(?<=[a-z])/(?=[а-яё])|(?<=[а-яё])/(?=[a-z])", re.IGNORECASE)
"""What stands between names. “AC/DC” is one name."""


async def change(visit: Visit, subscriber: Subscriber, desk: Desk, entity: Entity) -> None:
    """Propose the list with `entity` in the place of what it was."""
    await propose(visit, subscriber, desk, put(desk.watchlist, entity))


async def add_written(
    visit: Visit, subscriber: Subscriber, desk: Desk, entity: Entity, use: Use, words: str
) -> None:
    """Add words written after a command: those in quotes each for itself, else parted by commas."""
    lines = [words] if use is Use.QUERY else re.split(r"[,;\n]", words)
    if use is not Use.QUERY and re.fullmatch(r'(?:\s*(?:"[^"]*"|«[^»]*»|“[^”]*”)\s*,?)+', words):
        lines = ["".join(found.groups(default="")) for found in WORDS.finditer(words)]
    await add_words(visit, subscriber, desk, entity, use, lines)


async def add_words(
    visit: Visit, subscriber: Subscriber, desk: Desk, entity: Entity, use: Use, lines: list[str]
) -> None:
    """Propose more keywords for an entity, one a line."""
    words = [" ".join(line.split()) for line in lines]
    if use is Use.QUERY:
        await _add_query(visit, subscriber, desk, entity, words[0] if words else "")
        return
    words = [word for word in (one.strip('"«»“”„,; ') for one in words) if word]
    unusable = [word for word in words if not _is_word(word)]
    if unusable or not words:
        await visit.answer(render_words_needed(unusable, visit.texts))
    elif len(words) > WORDS_MAX:
        await visit.answer(render_too_many_words(len(words), visit.texts))
    else:
        await change(
            visit, subscriber, desk, with_keywords(entity, [keyword_for(use, word) for word in words])
        )


async def _add_query(visit: Visit, subscriber: Subscriber, desk: Desk, entity: Entity, query: str) -> None:
    try:
        parse_query(query)
    except QueryError as error:
        await visit.answer(render_query_error(error, query, visit.texts))
        return
    await change(visit, subscriber, desk, with_keywords(entity, [keyword_for(Use.QUERY, query)]))


async def add_surname(visit: Visit, subscriber: Subscriber, desk: Desk, entity: Entity) -> None:
    """Propose a person's surname alone as a keyword, in every language there is a name in."""
    words = [keyword_for(Use.NAME, surname) for surname in surnames(entity)]
    await change(visit, subscriber, desk, with_keywords(entity, words))


async def drop_words(visit: Visit, subscriber: Subscriber, desk: Desk, entity: Entity, words: str) -> None:
    """Propose an entity without the keywords of this text; offer what there is when there is none."""
    wanted = {words.casefold(), words.strip('"«»“”„ ').casefold()}
    gone = [one for one in entity.keywords if one.text.casefold() in wanted]
    if not gone:
        await visit.answer(render_keywords(desk, entity, visit.texts))
        return
    changed = replace(entity, keywords=tuple(one for one in entity.keywords if one not in gone))
    await change(visit, subscriber, desk, changed)


async def rename(visit: Visit, subscriber: Subscriber, desk: Desk, entity: Entity, written: str) -> None:
    """Propose another display name, written as ``Name / Имя``."""
    found = names_in(written)
    if found.unusable or found.more or not (found.en or found.ru):
        await visit.answer(render_name_needed(found.unusable, visit.texts))
        return
    given = {"en": found.en, "ru": found.ru}
    names = {**entity.names, **{lang: name for lang, name in given.items() if name}}
    await change(visit, subscriber, desk, replace(entity, names=names))


async def create(
    visit: Visit, subscriber: Subscriber, desk: Desk, kind: EntityKind | None, written: str
) -> None:
    """Propose a new entity, named as ``Name / Имя``; asks for the kind when it is not known.

    Further names, one a line, become its keywords.
    """
    if kind is None:
        await visit.answer(render_ask_kind(desk, visit.texts))
        return
    found = names_in(written)
    if found.unusable or not (found.en or found.ru):
        await visit.answer(render_name_needed(found.unusable, visit.texts))
    elif len(found.more) > WORDS_MAX:
        await visit.answer(render_too_many_words(len(found.more), visit.texts))
    else:
        taken = {one.key for one in desk.watchlist.entities}
        en = found.en or await asyncio.to_thread(latin, found.ru)
        entity = new_entity(kind, en, found.ru, taken)
        words = [keyword_for(Use.NAME, name) for name in found.more]
        await change(visit, subscriber, desk, with_keywords(entity, words))


class Names(NamedTuple):
    """What was written as names: one in each language (either may be empty), and the others."""

    en: str
    ru: str
    more: tuple[str, ...] = ()
    unusable: tuple[str, ...] = ()
    """Without a letter, or too long."""


def names_in(written: str) -> Names:
    """Read names written as ``Name / Имя`` or one a line; a stroke inside a word parts only two scripts."""
    parts = [" ".join(part.split()).strip('"«»“” ') for part in _NAMES.split(written)]
    parts = [part for part in parts if part]
    usable = [part for part in parts if _is_word(part)]
    russian = [part for part in usable if _RUSSIAN.search(part)]
    other = [part for part in usable if part not in russian]
    return Names(
        en=other[0] if other else "",
        ru=russian[0] if russian else "",
        more=tuple(part for part in usable if part not in (*other[:1], *russian[:1])),
        unusable=tuple(part for part in parts if part not in usable),
    )


def _is_word(word: str) -> bool:
    return any(letter.isalnum() for letter in word) and len(word) <= WORD_MAX
