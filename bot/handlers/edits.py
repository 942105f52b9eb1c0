"""What moderators can change of an entity, from the words they wrote to a proposed watch-list."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace

from bot.handlers.rehearsal import propose
from bot.handlers.visit import Visit
from bot.messages.questions import render_ask_kind, render_words_needed
from bot.messages.watchlist import Desk, render_keywords
from feeds.types import Entity, EntityKind
from feeds.watch.edit import Use, keyword_for, latin, new_entity, put, with_keywords
from storage.subscriber import Subscriber

WORDS = re.compile(r'"([^"]*)"|«([^»]*)»|“([^”]*)”|(\S+)')
"""A word, or several in quotes."""
_RUSSIAN = re.compile("[а-яё]", re.IGNORECASE)
_LONGEST = 200
_MOST_WORDS = 20


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
    if use is not Use.QUERY:
        words = [word.strip('"«»“”„,; ') for word in words]
    kept = [word for word in words if word and any(letter.isalnum() for letter in word)][:_MOST_WORDS]
    too_long = any(len(word) > _LONGEST for word in kept) and use is not Use.QUERY
    if not kept or too_long:
        await visit.answer(render_words_needed(visit.texts))
        return
    added = [keyword_for(use, word) for word in kept]
    await change(visit, subscriber, desk, with_keywords(entity, added))


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
    en, ru = names_in(written)
    if not en and not ru:
        await visit.answer(render_words_needed(visit.texts))
        return
    names = {**entity.names, **({"en": en} if en else {}), **({"ru": ru} if ru else {})}
    await change(visit, subscriber, desk, replace(entity, names=names))


async def create(
    visit: Visit, subscriber: Subscriber, desk: Desk, kind: EntityKind | None, written: str
) -> None:
    """Propose a new entity, named as ``Name / Имя``; asks for the kind when it is not known."""
    if kind is None:
        await visit.answer(render_ask_kind(desk, visit.texts))
        return
    en, ru = names_in(written)
    if not en and not ru:
        await visit.answer(render_words_needed(visit.texts))
        return
    taken = {one.key for one in desk.watchlist.entities}
    entity = new_entity(kind, en or await asyncio.to_thread(latin, ru), ru, taken)
    await change(visit, subscriber, desk, entity)


def names_in(written: str) -> tuple[str, str]:
    """Return (English, Russian) of what was written as ``Name / Имя``; each may be missing."""
    parts = [" ".join(part.split()).strip('"«»“” ') for part in re.split(r"[/|\n]", written)]
    parts = [part for part in parts if any(letter.isalnum() for letter in part) and len(part) <= _LONGEST]
    russian = [part for part in parts if _RUSSIAN.search(part)]
    other = [part for part in parts if part not in russian]
    return (other[0] if other else "", russian[0] if russian else "")
