"""How moderators change whom Vigil watches: /watch with buttons, replies and short commands.

Every change is worked out on the list in force or on the moderator's draft, and goes to its rehearsal
(`bot.handlers.rehearsal`); nothing is changed here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.handlers.edits import WORDS, add_surname, add_words, add_written, change, create, drop_words, rename
from bot.handlers.names import meant
from bot.handlers.rehearsal import propose, show_again
from bot.handlers.versions import desk_of, in_force, number
from bot.handlers.visit import Run, Tap, Visit
from bot.messages.questions import (
    proposal_id,
    render_ask_kind,
    render_ask_name,
    render_ask_new,
    render_ask_words,
    render_choose_use,
    render_remove_question,
    render_suggestions,
    render_usage,
)
from bot.messages.rehearsal import render_draft_gone
from bot.messages.watchlist import (
    WATCH,
    Desk,
    Precision,
    keyword_id,
    render_entity,
    render_gone,
    render_keyword,
    render_keywords,
    render_no_such_entity,
    render_watch,
    short,
)
from bot.watch import refresh
from feeds.types import Entity, EntityKind, Keyword
from feeds.watch.edit import (
    Use,
    drop,
    with_keyword_changed,
    without_keyword,
)
from feeds.watch.propose import Proposal, accept
from feeds.watch.propose import propose as suggest
from storage.feedback import count_complaints, judged_texts, judgements, scores
from storage.subscriber import Role, Subscriber

Act = Callable[[Visit, Subscriber, Desk, Entity, str], Awaitable[None]]
_USE_WORDS = {
    **{str(use): use for use in Use},
    "alias": Use.NAME,
    "not_inside": Use.INSIDE,
    "имя": Use.NAME,
    "производное": Use.DERIVED,
    "запрос": Use.QUERY,
    "контекст": Use.CONTEXT,
    "исключить": Use.EXCLUDE,
    "внутри": Use.INSIDE,
}
_KIND_WORDS = {
    **{str(kind): kind for kind in EntityKind},
    "организация": EntityKind.ORGANISATION,
    "organization": EntityKind.ORGANISATION,
    "человек": EntityKind.PERSON,
    "место": EntityKind.PLACE,
    "тема": EntityKind.TOPIC,
}


async def watch(visit: Visit, subscriber: Subscriber) -> None:
    """Answer /watch: the list, one entity, or a change written as a command."""
    desk = Desk(await in_force(visit))
    verb, rest = (*visit.words.split(maxsplit=1), "", "")[:2]
    if not visit.words:
        await _show_list(visit, desk, 0)
    elif verb in ("new", "новый") and rest:
        kind, name = (*rest.split(maxsplit=1), "")[:2]
        await create(visit, subscriber, desk, _KIND_WORDS.get(kind.lower()), name)
    elif verb in ("new", "новый"):
        await visit.answer(render_ask_kind(desk, visit.texts))
    elif verb in _VERBS and rest:
        await _command(visit, subscriber, desk, verb, rest.strip())
    elif verb in (*_VERBS, "help"):
        await visit.answer(render_usage(visit.texts))
    else:
        await _look_up(visit, desk)


async def tap_watch(visit: Visit, subscriber: Subscriber) -> None:
    """Obey a button of the list, of an entity or of a keyword: ``<draft>:<verb>:<entity>:<more>``."""
    draft, verb, first, second = (*visit.data, "", "", "", "")[:4]
    desk = await desk_of(visit, subscriber, draft)
    if desk is None:
        await visit.show(render_draft_gone(visit.texts))
    elif verb == "n" and first in list(EntityKind):
        await visit.answer(render_ask_new(desk, EntityKind(first), visit.texts))
    elif verb == "n":
        await visit.show(render_ask_kind(desk, visit.texts))
    elif verb == "h":
        await show_again(visit, subscriber, desk)
    elif verb in _ACTS and (entity := _by_id(desk, first)) is not None:
        await _ACTS[verb](visit, subscriber, desk, entity, second)
    elif verb in ("l", "c"):
        await _show_list(visit, desk, number(first))
    else:
        await visit.show(render_gone(visit.texts))


async def answer_question(visit: Visit, subscriber: Subscriber) -> None:
    """Take a reply to a question as its answer; what was asked stands in `visit.data`, as in the button."""
    draft, _, first, second = (*visit.data, "", "", "", "")[:4]
    desk = await desk_of(visit, subscriber, draft)
    if desk is None:
        await visit.answer(render_draft_gone(visit.texts))
        return
    entity = _by_id(desk, first)
    if first == "new" and second in list(EntityKind):
        await create(visit, subscriber, desk, EntityKind(second), visit.words)
    elif entity is None:
        await visit.answer(render_gone(visit.texts))
    elif second == "rename":
        await rename(visit, subscriber, desk, entity, visit.words)
    elif second in list(Use):
        lines = [visit.words] if second == Use.QUERY else visit.words.splitlines()
        await add_words(visit, subscriber, desk, entity, Use(second), lines)


async def read_precision(visit: Visit, entity: Entity | None = None) -> Precision:
    """Return what moderators said of the matches; its feeds are those of one entity."""
    judged = await visit.services.database.read(judgements, entity.key if entity else None)
    feeds = scores(judged, "feed") if entity else {}
    return Precision(scores(judged, "entity"), scores(judged, "keyword"), feeds)


async def _show_list(visit: Visit, desk: Desk, page: int) -> None:
    inbox = await visit.services.database.read(count_complaints)
    await visit.show(render_watch(desk, await read_precision(visit), visit.texts, page=page, inbox=inbox))


async def _look_up(visit: Visit, desk: Desk) -> None:
    entity = await _named(visit, desk, visit.words)
    if entity is None:
        await visit.answer(render_no_such_entity(visit.words, visit.texts))
    else:
        await visit.answer(render_entity(desk, entity, await read_precision(visit, entity), visit.texts))


async def _open(visit: Visit, subscriber: Subscriber, desk: Desk, entity: Entity, more: str) -> None:
    del subscriber, more
    await visit.show(render_entity(desk, entity, await read_precision(visit, entity), visit.texts))


async def _words(visit: Visit, subscriber: Subscriber, desk: Desk, entity: Entity, more: str) -> None:
    del subscriber
    await visit.show(render_keywords(desk, entity, visit.texts, number(more)))


async def _word(visit: Visit, subscriber: Subscriber, desk: Desk, entity: Entity, more: str) -> None:
    del subscriber
    keyword = _keyword(entity, more)
    if keyword is None:
        await visit.show(render_gone(visit.texts))
        return
    precision = await read_precision(visit, entity)
    await visit.show(render_keyword(desk, entity, keyword, precision, visit.texts))


def _on_word(edit: Callable[[Entity, Keyword], Entity]) -> Act:
    async def act(visit: Visit, subscriber: Subscriber, desk: Desk, entity: Entity, more: str) -> None:
        keyword = _keyword(entity, more)
        if keyword is None:
            await visit.show(render_gone(visit.texts))
        else:
            await change(visit, subscriber, desk, edit(entity, keyword))

    return act


def _set(name: str) -> Act:
    async def act(visit: Visit, subscriber: Subscriber, desk: Desk, entity: Entity, more: str) -> None:
        active, derived = entity.active, entity.derived
        if name == "active":
            active = more == "1"
        else:
            derived = more == "1"
        await change(visit, subscriber, desk, replace(entity, active=active, derived=derived))

    return act


async def _ask_words(visit: Visit, subscriber: Subscriber, desk: Desk, entity: Entity, more: str) -> None:
    del subscriber
    if more in list(Use):
        await visit.answer(render_ask_words(desk, entity, Use(more), visit.texts))
    else:
        await visit.show(render_choose_use(desk, entity, visit.texts))


async def _surname(visit: Visit, subscriber: Subscriber, desk: Desk, entity: Entity, more: str) -> None:
    del more
    await add_surname(visit, subscriber, desk, entity)


async def _ask_name(visit: Visit, subscriber: Subscriber, desk: Desk, entity: Entity, more: str) -> None:
    del subscriber, more
    await visit.answer(render_ask_name(desk, entity, visit.texts))


async def _ask_removal(visit: Visit, subscriber: Subscriber, desk: Desk, entity: Entity, more: str) -> None:
    del subscriber, more
    await visit.show(render_remove_question(desk, entity, visit.texts))


async def _remove(visit: Visit, subscriber: Subscriber, desk: Desk, entity: Entity, more: str) -> None:
    del more
    await propose(visit, subscriber, desk, drop(desk.watchlist, entity.key))


async def _suggest(visit: Visit, subscriber: Subscriber, desk: Desk, entity: Entity, more: str) -> None:
    """Show the suggestions for an entity, or rehearse the one that was chosen."""
    await visit.toast()
    judged = await visit.services.database.read(judged_texts, entity.key)
    proposals: list[Proposal] = await asyncio.to_thread(suggest, entity, judged)
    chosen = next((one for one in proposals if proposal_id(one) == more), None)
    if chosen is not None:
        await change(visit, subscriber, desk, accept(entity, chosen))
    else:
        await visit.show(render_suggestions(desk, entity, proposals, visit.texts))


_ACTS: dict[str, Act] = {
    "o": _open,
    "c": _open,
    "w": _words,
    "k": _word,
    "kx": _on_word(without_keyword),
    "ks": _on_word(
        lambda entity, old: with_keyword_changed(entity, old, replace(old, active=not old.active))
    ),
    "kc": _on_word(
        lambda entity, old: with_keyword_changed(
            entity, old, replace(old, needs_context=not old.needs_context)
        )
    ),
    "p": _set("active"),
    "d": _set("derived"),
    "a": _ask_words,
    "s": _surname,
    "r": _ask_name,
    "x": _ask_removal,
    "X": _remove,
    "t": _suggest,
}


async def _command(visit: Visit, subscriber: Subscriber, desk: Desk, verb: str, rest: str) -> None:
    """Obey ``/watch VERB NAME ...``."""
    tokens = [("".join(found.groups(default="")), found.end()) for found in WORDS.finditer(rest)]
    name, end = tokens[0]
    entity = await _named(visit, desk, name)
    after = rest[end:].strip()
    if entity is None:
        await visit.answer(render_no_such_entity(name, visit.texts))
    elif _VERBS[verb] in ("pause", "resume"):
        active = _VERBS[verb] == "resume"
        await change(visit, subscriber, desk, replace(entity, active=active))
    elif _VERBS[verb] == "rename" and after:
        await rename(visit, subscriber, desk, entity, after)
    elif _VERBS[verb] == "delete":
        await visit.answer(render_remove_question(desk, entity, visit.texts))
    elif _VERBS[verb] == "drop" and after:
        await drop_words(visit, subscriber, desk, entity, after)
    elif _VERBS[verb] == "add" and after:
        use, words = (*after.split(maxsplit=1), "")[:2]
        if use.lower() in _USE_WORDS and words:
            await add_written(visit, subscriber, desk, entity, _USE_WORDS[use.lower()], words)
        else:
            await visit.answer(render_choose_use(desk, entity, visit.texts))
    else:
        await visit.answer(render_usage(visit.texts))


_VERBS = {
    **{name: name for name in ("add", "drop", "rename", "pause", "resume", "delete")},
    "remove": "drop",
    "добавить": "add",
    "убрать": "drop",
    "переименовать": "rename",
    "пауза": "pause",
    "включить": "resume",
    "удалить": "delete",
}


async def _named(visit: Visit, desk: Desk, words: str) -> Entity | None:
    """Return the entity that words name, a paused one too; None when there is none, or several."""
    by_key = desk.watchlist.get(words.strip().lower())
    if by_key is not None:
        return by_key
    running = visit.services.watch
    if running.watchlist.version != desk.watchlist.version:
        await refresh(visit.services.database, running)
    awake = await asyncio.to_thread(running.awake)
    found = await asyncio.to_thread(meant, words.strip(), awake)
    return desk.watchlist.get(found[0].key) if len(found) == 1 else None


def _by_id(desk: Desk, name: str) -> Entity | None:
    return next((one for one in desk.watchlist.entities if short(one.key) == name), None)


def _keyword(entity: Entity, name: str) -> Keyword | None:
    return next((one for one in entity.keywords if keyword_id(one) == name), None)


COMMANDS: dict[str, Run] = {"watch": watch}
TAPS = {WATCH: Tap(tap_watch, Role.MODERATOR, slow=True)}
SLOW = frozenset(COMMANDS)
