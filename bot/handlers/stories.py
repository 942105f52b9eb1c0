"""How moderators put stories right: /stories and its buttons, /merge and /split.

What they decide is a Change with their name on it; the machine never takes it back (`storage.placing`).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session

from bot.handlers.visit import Run, Tap, Visit, number
from bot.messages.message import Message
from bot.messages.stories import (
    PAGE,
    REPORTS_SHOWN,
    STORIES,
    render_cannot_place,
    render_choose_other,
    render_merged,
    render_placing_usage,
    render_split,
    render_stories,
    render_story,
    render_unmerged,
)
from storage.errors import Refused
from storage.placing import Placed, StoryInfo, list_stories, merge, split, story_info, story_of, unmerge
from storage.story import StoryReport, first_reports
from storage.subscriber import Role, Subscriber

_MOST_PAGES = 1000


async def stories(visit: Visit, subscriber: Subscriber) -> None:
    """Answer /stories with the latest, or with the reports of one."""
    del subscriber
    if not visit.words:
        await _show_list(visit, 0)
        return
    await _show_story(visit, number(visit.words.strip("#. ")) or 0)


async def merge_written(visit: Visit, subscriber: Subscriber) -> None:
    """Answer /merge A B."""
    numbers = [number(word.strip("#.,")) for word in visit.words.split()]
    source, target = numbers if len(numbers) == 2 else (None, None)
    if source is None or target is None:
        await visit.answer(render_placing_usage(visit.texts))
        return
    await _merge(visit, subscriber, source, target)


async def split_written(visit: Visit, subscriber: Subscriber) -> None:
    """Answer /split NUMBER."""
    entry_id = number(visit.words.strip("#. "))
    if entry_id is None:
        await visit.answer(render_placing_usage(visit.texts))
        return
    await _split(visit, subscriber, entry_id)


async def tap_stories(visit: Visit, subscriber: Subscriber) -> None:
    """Do what a button under a list or a story says."""
    verb, one, other = (*visit.data, "", "", "")[:3]
    first, second = number(one), number(other)
    if first is None:
        await visit.toast(visit.texts("This button is out of date. Send the command again."))
    elif verb == "p":
        await _show_list(visit, min(first, _MOST_PAGES))
    elif verb == "o":
        await _show_story(visit, first)
    elif verb == "c":
        await _show_others(visit, first, min(second or 0, _MOST_PAGES))
    elif verb == "x":
        await _split(visit, subscriber, first)
    elif verb == "u":
        await _unmerge(visit, subscriber, first)
    elif verb == "j" and second is not None:
        await _merge(visit, subscriber, first, second)
    else:
        await visit.toast(visit.texts("This button is out of date. Send the command again."))


async def _show_list(visit: Visit, page: int) -> None:
    found = await visit.services.database.read(list_stories, PAGE + 1, page * PAGE)
    await visit.show(render_stories(found[:PAGE], page, more=len(found) > PAGE, texts=visit.texts))


async def _show_story(visit: Visit, story_id: int) -> None:
    found = await visit.services.database.read(_story, story_id)
    if found is None:
        await visit.show(render_cannot_place(visit.texts))
        return
    await visit.show(render_story(*found, visit.texts))


async def _show_others(visit: Visit, story_id: int, page: int) -> None:
    found = await visit.services.database.read(_others, story_id, page)
    if found is None:
        await visit.show(render_cannot_place(visit.texts))
        return
    story, others, more = found
    await visit.show(render_choose_other(story, others, page, more=more, texts=visit.texts))


async def _merge(visit: Visit, subscriber: Subscriber, source: int, target: int) -> None:
    await _place(
        visit, _join, source, target, subscriber, lambda done: render_merged(source, done, visit.texts)
    )


async def _unmerge(visit: Visit, subscriber: Subscriber, story_id: int) -> None:
    await _place(visit, _part, story_id, 0, subscriber, lambda done: render_unmerged(done, visit.texts))


async def _split(visit: Visit, subscriber: Subscriber, entry_id: int) -> None:
    old = await visit.services.database.read(story_of, entry_id)
    say = lambda done: render_split(entry_id, old or 0, done, visit.texts)  # noqa: E731  # the answer's words
    await _place(visit, _take_out, entry_id, 0, subscriber, say)


_Work = Callable[[Session, int, int, datetime, int], Placed]


async def _place(
    visit: Visit,
    work: _Work,
    one: int,
    other: int,
    subscriber: Subscriber,
    say: Callable[[Placed], Message],
) -> None:
    """Change the stories in one transaction, and have what is new told at once."""
    try:
        done = await visit.services.database.run(work, one, other, visit.services.now(), subscriber.id)
    except Refused:
        await visit.show(render_cannot_place(visit.texts))
        return
    visit.services.wake()
    await visit.show(say(done))


def _join(session: Session, source: int, target: int, now: datetime, actor: int) -> Placed:
    return merge(session, source, target, now=now, actor=actor)


def _part(session: Session, story_id: int, unused: int, now: datetime, actor: int) -> Placed:
    del unused
    return unmerge(session, story_id, now=now, actor=actor)


def _take_out(session: Session, entry_id: int, unused: int, now: datetime, actor: int) -> Placed:
    del unused
    return split(session, entry_id, now=now, actor=actor)


def _story(session: Session, story_id: int) -> tuple[StoryInfo, list[StoryReport]] | None:
    info = story_info(session, story_id)
    return (info, first_reports(session, story_id, REPORTS_SHOWN)) if info else None


def _others(session: Session, story_id: int, page: int) -> tuple[StoryInfo, list[StoryInfo], bool] | None:
    info = story_info(session, story_id)
    found = list_stories(session, PAGE + 1, page * PAGE)
    others = [story for story in found[:PAGE] if story.id != story_id]
    return (info, others, len(found) > PAGE) if info else None


COMMANDS: dict[str, Run] = {"stories": stories, "merge": merge_written, "split": split_written}
TAPS = {STORIES: Tap(tap_stories, Role.MODERATOR)}
