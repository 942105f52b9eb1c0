"""From a proposed watch-list to one in force: draft, rehearsal, Apply; and the way back: /undo, /history.

proposed -> draft -> rehearsed over what is stored -> shown -> applied, if nobody else was faster
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlmodel import Session

from bot import rehearsal
from bot.handlers.versions import in_force, number, parsed, version_lines
from bot.handlers.visit import Run, Tap, Visit
from bot.limits import Priority
from bot.messages.message import Message
from bot.messages.questions import render_ask_reason
from bot.messages.rehearsal import (
    REHEARSAL,
    VERSIONS_SHOWN,
    render_applied,
    render_cancelled,
    render_draft_gone,
    render_history,
    render_history_usage,
    render_lost_race,
    render_no_change,
    render_nothing_to_undo,
    render_problems,
    render_reason_noted,
    render_rehearsal,
    render_rehearsing,
    render_undo_intro,
)
from bot.messages.watchlist import Desk
from bot.outcome import Sent
from bot.watch import put_in_force, refresh, undoable
from feeds.errors import WatchListError
from feeds.types import WatchList
from feeds.watch.edit import changes, merge
from feeds.watch.watchlist import dump
from storage.errors import Refused
from storage.subscriber import Role, Subscriber
from storage.watchlist import (
    Draft,
    draft_of,
    drop_draft,
    get_draft,
    get_version,
    give_reason,
    list_versions,
    save_draft,
)

DAYS = 30
"""How far back a change is rehearsed at first."""


class _Dropped(Exception):
    """The draft that is rehearsed waits no more."""


@dataclass(slots=True)
class _Board:
    """One message that is written anew while something is under way."""

    visit: Visit
    message_id: int | None = None

    async def show(self, message: Message) -> None:
        gateway = self.visit.services.gateway
        if self.message_id is None:
            outcome = await gateway.send(self.visit.chat, message, priority=Priority.ANSWER)
            self.message_id = outcome.message_id if isinstance(outcome, Sent) else None
        else:
            await gateway.edit(self.visit.chat, self.message_id, message)


async def propose(
    visit: Visit, subscriber: Subscriber, desk: Desk, proposed: WatchList, *, undoes: int = 0
) -> None:
    """Make a draft of `proposed`, which was made from what is on `desk`, rehearse it and show the outcome."""
    current = await in_force(visit)
    former = None
    if desk.draft:
        former = await visit.services.database.read(get_draft, desk.draft, subscriber.id)
        if former is not None and former.base != current.version:
            merged = await _on_top(visit, former.base, proposed, current)
            if merged is None:
                await _tell_lost_race(visit, replace_content(former, proposed), undoes)
                return
            proposed = merged
    content = dump(replace(proposed, version=current.version + 1))
    try:
        proposed = await asyncio.to_thread(parsed, content)
    except WatchListError as error:
        await visit.answer(render_problems(error.problems, visit.texts))
        return
    if not changes(current, proposed):
        await visit.show(render_no_change(visit.texts))
        return
    draft_id = await visit.services.database.run(
        save_draft,
        subscriber.id,
        base=current.version,
        content=content,
        reason=former.reason if former else "",
        now=visit.services.now(),
    )
    draft = Draft(draft_id, subscriber.id, current.version, content, former.reason if former else "")
    await _rehearse(visit, current, proposed, draft, undoes, DAYS)


async def undo(visit: Visit, subscriber: Subscriber) -> None:
    """Answer /undo: show the last change that still stands, and rehearse the way back."""
    target = await visit.services.database.read(undoable)
    if target is None:
        await visit.answer(render_nothing_to_undo(visit.texts))
        return
    (line,) = await version_lines(visit, [target.change])
    await visit.answer(render_undo_intro(line, visit.texts, possible=target.content is not None))
    if target.content is None:
        return
    former = await asyncio.to_thread(parsed, target.content)
    await propose(visit, subscriber, Desk(await in_force(visit)), former, undoes=target.change.id)


async def history(visit: Visit, subscriber: Subscriber) -> None:
    """Answer /history; with a number, rehearse going back to that version."""
    if visit.words:
        await _go_back(visit, subscriber, visit.words)
    else:
        await _show_history(visit, 0)


async def tap_rehearsal(visit: Visit, subscriber: Subscriber) -> None:
    """Obey a button under a rehearsal or under the history."""
    verb, first, second = (*visit.data, "", "", "")[:3]
    if verb == "h":
        await _show_history(visit, number(first))
        return
    if verb == "b":
        await _go_back(visit, subscriber, first)
        return
    draft = await visit.services.database.read(get_draft, number(first), subscriber.id)
    if draft is None:
        await visit.show(render_draft_gone(visit.texts))
    elif verb == "a":
        await _apply(visit, draft, number(second))
    elif verb == "all":
        current, proposed = await in_force(visit), await asyncio.to_thread(parsed, draft.content)
        await _rehearse(visit, current, proposed, draft, number(second), None)
    elif verb == "m":
        proposed = await asyncio.to_thread(parsed, draft.content)
        await propose(visit, subscriber, Desk(proposed, draft.id), proposed, undoes=number(second))
    elif verb == "w":
        await visit.answer(render_ask_reason(draft.id, number(second), visit.texts))
    elif verb == "x":
        await visit.services.database.run(drop_draft, draft.id)
        await visit.show(render_cancelled(visit.texts))


async def show_again(visit: Visit, subscriber: Subscriber, desk: Desk) -> None:
    """Rehearse the draft on `desk` once more."""
    await propose(visit, subscriber, desk, desk.watchlist)


async def note_reason(visit: Visit, subscriber: Subscriber, draft_id: int, undoes: int) -> None:
    """Keep the words of the visit as the reason of a draft, and offer to apply it."""
    database = visit.services.database
    reason = " ".join(visit.words.split())[:500]
    draft = await database.read(get_draft, draft_id, subscriber.id)
    if draft is None or not reason:
        await visit.answer(render_draft_gone(visit.texts))
        return
    await database.run(give_reason, draft.id, reason)
    steps = changes(await in_force(visit), await asyncio.to_thread(parsed, draft.content))
    await visit.answer(render_reason_noted(reason, visit.texts, draft=draft.id, undoes=undoes, steps=steps))


def replace_content(draft: Draft, proposed: WatchList) -> Draft:
    """Return a draft with another watch-list in it."""
    return replace(draft, content=dump(proposed))


async def _rehearse(
    visit: Visit, current: WatchList, proposed: WatchList, draft: Draft, undoes: int, days: int | None
) -> None:
    """Rehearse a draft and show the outcome; stops when the draft was cancelled or replaced meanwhile."""
    steps, board, now = changes(current, proposed), _Board(visit, visit.tapped), visit.services.now()
    await visit.toast()
    await board.show(render_rehearsing(steps, 0, 0, visit.texts, draft=draft.id))

    async def progress(done: int, total: int, so_far: tuple[int, int]) -> None:
        if not await _waits(visit, draft):
            raise _Dropped
        if done < total:
            message = render_rehearsing(steps, done, total, visit.texts, draft=draft.id, so_far=so_far)
            await board.show(message)

    since = now - timedelta(days=days) if days is not None else None
    try:
        found = await rehearsal.rehearse(
            visit.services.database, current, proposed, since=since, now=now, progress=progress
        )
    except _Dropped:
        if await visit.services.database.read(draft_of, draft.subscriber_id) is not None:
            await board.show(render_draft_gone(visit.texts))
        return
    kept = await visit.services.database.read(get_draft, draft.id, draft.subscriber_id) or draft
    both = WatchList((*proposed.entities, *current.entities))
    message = render_rehearsal(
        steps, found, both, visit.texts, draft=draft.id, days=days, undoes=undoes, reason=kept.reason
    )
    await board.show(message)


async def _waits(visit: Visit, draft: Draft) -> bool:
    return await visit.services.database.read(get_draft, draft.id, draft.subscriber_id) is not None


async def _apply(visit: Visit, draft: Draft, undoes: int) -> None:
    services = visit.services
    before, wanted = await in_force(visit), await asyncio.to_thread(parsed, draft.content)
    steps = changes(before, wanted)
    try:
        version = await services.database.run(_put_in_force, draft, undoes, services.now())
    except Refused:
        await _tell_lost_race(visit, draft, undoes)
        return
    if version is None:
        await visit.show(render_draft_gone(visit.texts))
        return
    await refresh(services.database, services.watch)
    await visit.show(render_applied(steps, version, visit.texts, undoes=undoes))


def _put_in_force(session: Session, draft: Draft, undoes: int, now: datetime) -> int | None:
    """Make a draft the version in force; None when it is gone, Refused when another version came first."""
    if get_draft(session, draft.id, draft.subscriber_id) is None:
        return None
    version = put_in_force(
        session,
        draft.content,
        now,
        base=draft.base,
        verb="undo" if undoes else "change",
        author=draft.subscriber_id,
        reason=draft.reason,
        undoes=undoes or None,
    )
    drop_draft(session, draft.id)
    return version


async def _tell_lost_race(visit: Visit, draft: Draft, undoes: int) -> None:
    current = await in_force(visit)
    mine = await asyncio.to_thread(parsed, draft.content)
    base_text = await visit.services.database.read(get_version, draft.base)
    base = await asyncio.to_thread(parsed, base_text) if base_text else mine
    infos = await visit.services.database.read(list_versions, 1)
    lines = await version_lines(visit, infos)
    merged = merge(base, mine, current)
    message = render_lost_race(
        changes(base, current),
        lines[0] if lines else None,
        visit.texts,
        draft=draft.id,
        undoes=undoes,
        both=merged is not None and bool(changes(current, merged)),
    )
    await visit.show(message)


async def _on_top(visit: Visit, base: int, proposed: WatchList, current: WatchList) -> WatchList | None:
    text = await visit.services.database.read(get_version, base)
    former = await asyncio.to_thread(parsed, text) if text else current
    return merge(former, proposed, current)


async def _go_back(visit: Visit, subscriber: Subscriber, written: str) -> None:
    content = await visit.services.database.read(get_version, number(written))
    if content is None:
        await visit.answer(render_history_usage(visit.texts))
        return
    former = await asyncio.to_thread(parsed, content)
    await propose(visit, subscriber, Desk(await in_force(visit)), former)


async def _show_history(visit: Visit, page: int) -> None:
    page = min(page, 1000)
    wanted = (page + 1) * VERSIONS_SHOWN + 1
    infos = (await visit.services.database.read(list_versions, wanted))[page * VERSIONS_SHOWN :]
    lines = await version_lines(visit, infos[:VERSIONS_SHOWN])
    more = len(infos) > VERSIONS_SHOWN
    await visit.show(render_history(lines, visit.texts, page=page, more=more))


COMMANDS: dict[str, Run] = {"undo": undo, "history": history}
TAPS = {REHEARSAL: Tap(tap_rehearsal, Role.MODERATOR, slow=True)}
SLOW = frozenset(COMMANDS)
