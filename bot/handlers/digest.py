"""/digest: the digest of a week, a range or one name, as text or as a file; and the desk of its reviewers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlmodel import Session

from bot.choices import read_length, split_length
from bot.digest.apart import NotRendered
from bot.digest.build import limited
from bot.digest.codec import from_json
from bot.digest.desk import TEXT, TooLarge, send_file
from bot.digest.issue import Issue, drafted, issue, keep, rhythm_of, stored
from bot.digest.release import held_until, spared
from bot.digest.review import REASONS, add_note, everything, hide, listed, moved
from bot.digest.schedule import before, is_week, last_closed, last_days, read_days, read_period, week_of
from bot.digest.snapshot import Period, Snapshot
from bot.digest.telegram import messages
from bot.handlers.names import meant, watched
from bot.handlers.visit import Run, Tap, Visit, number
from bot.i18n import LANGUAGES
from bot.limits import Priority
from bot.messages.digest import (
    DESK,
    DIGEST,
    FORMATS,
    PAGE,
    names_entity,
    render_ask_note,
    render_choice,
    render_digest_usage,
    render_draft,
    render_draft_story,
    render_no_draft,
    render_not_begun,
    render_not_watched,
    render_not_written,
    render_noted,
    render_released,
    render_too_large,
    render_under_review,
)
from bot.messages.help import render_unknown_name
from bot.messages.message import Message
from bot.wishes import zone_of
from storage.audit import record
from storage.digest import NOUN, Draft, edit_draft, find_draft, leave_out, take_in
from storage.story import story_reports
from storage.subscriber import Role, Subscriber

_NOW = frozenset(("now", "week", "this", "сейчас", "эта", "неделя"))
_LAST = frozenset(("", "last", "прошлая", "последняя"))


async def digest(visit: Visit, subscriber: Subscriber) -> None:
    """Answer /digest with what there is and how it can be had."""
    found = _asked(visit)
    if found is None:
        await visit.answer(render_digest_usage(visit.texts))
        return
    period, name = found
    key = ""
    if name:
        named = meant(name, visit.services.watch)
        if not named:
            entities = watched(visit.services.watch.watchlist)
            await visit.answer(render_unknown_name(name, entities, visit.texts))
            return
        key = named[0].key
    await visit.busy()
    await _choice(visit, subscriber, period, visit.texts.lang, key)


async def tap_digest(visit: Visit, subscriber: Subscriber) -> None:
    """Obey a button: ``<period>:<language>:<format>:<entity>``; without a format, show the choice."""
    name, lang, form, key = (*visit.data, "", "", "", "")[:4]
    period = read_period(name, visit.services.settings.digest.zone)
    if period is None or lang not in LANGUAGES or form not in {"", *FORMATS}:
        await visit.toast(visit.texts("This button is out of date. Send the command again."))
        return
    key = next(
        (one.key for one in visit.services.watch.watchlist.entities if names_entity(key, one.key)), key
    )
    await visit.toast()
    if not form:
        await _choice(visit, subscriber, period, lang, key)
        return
    await visit.busy()
    found = await _digest(visit, subscriber, period, key)
    if found is None:
        return
    if form == TEXT:
        await _say(visit, _part(found.snapshot, key), lang)
    else:
        await _hand_over(visit, found, form, lang, key)


def _asked(visit: Visit) -> tuple[Period, str] | None:
    """Return the period and the name that the words ask for; None where they cannot be read."""
    settings, now = visit.services.settings, visit.services.now()
    zone = settings.digest.zone
    period: Period | None = None
    rest: list[str] = []
    days: list[str] = []
    words, length = split_length(f"/digest {visit.words}")
    for word in words.split()[1:]:
        found = read_period(word, zone)
        if found is not None:
            period = found
        elif read_days(word, word, zone) is not None:
            days.append(word)
        elif word.lower() in _NOW:
            period = week_of(now, zone)
        elif length is None and (span := read_length(word)) is not None:
            length = span
        elif word.lower() not in _LAST:
            rest.append(word)
    if days:
        period = read_days(days[0], days[-1], zone)
        if period is None:
            return None
    if length is not None:
        if period is not None or length < timedelta(days=1):
            return None
        period = last_days(now, length.days, zone)
    return period or last_closed(now, rhythm_of(settings)), " ".join(rest)


async def _digest(visit: Visit, subscriber: Subscriber, period: Period, key: str) -> Issue | None:
    """Return a digest; None, and an answer, where there is none, or none yet, or none of this entity."""
    services, now = visit.services, visit.services.now()
    if period.since > now:
        await visit.answer(render_not_begun(period.name, visit.texts))
        return None
    if not subscriber.role.may(Role.MODERATOR):
        held = await services.database.read(held_until, period, now, rhythm_of(services.settings))
        if held is not None:
            await visit.answer(render_under_review(held, zone_of(subscriber.preferences.zone), visit.texts))
            return None
    # Weeks are for everybody; a range that somebody made up is not worth a place in the database.
    found = await services.database.read(stored, period.name)
    if found is None:
        async with services.rendering:  # many who ask at once must not take every reader of the database
            found = await issue(services.database, services.settings, period, now, may_keep=is_week(period))
    if found.frozen is not None and not is_week(period):  # nobody reviewed it
        found = Issue(await services.database.read(spared, found.snapshot))
    if key and not any(one.key == key for one in found.snapshot.entities):
        entity = services.watch.watchlist.get(key)
        await visit.answer(render_not_watched(entity.name(visit.texts.lang) if entity else key, visit.texts))
        return None
    return found


async def _choice(visit: Visit, subscriber: Subscriber, period: Period, lang: str, key: str) -> None:
    found = await _digest(visit, subscriber, period, key)
    if found is None:
        return
    part = _part(found.snapshot, key)
    others = [(one.name, label) for one, label in _neighbours(visit, period)]
    shown = render_choice(part, visit.texts, lang=lang, periods=others, key=key, name=period.name)
    await visit.show(shown)


def _neighbours(visit: Visit, period: Period) -> list[tuple[Period, str]]:
    if not is_week(period):
        return []
    services, texts = visit.services, visit.texts
    this = week_of(services.now(), period.zone)
    earlier = before(period)
    found = [(earlier, texts("Earlier: {name}", name=earlier.name))]
    if period.name != this.name:
        found.append((this, texts("This week so far")))
    return found


def _part(snapshot: Snapshot, key: str) -> Snapshot:
    return limited(snapshot, [key]) if key else snapshot


async def _say(visit: Visit, snapshot: Snapshot, lang: str) -> None:
    for html in await asyncio.to_thread(messages, snapshot, lang):
        await asyncio.sleep(visit.services.gateway.limiter.ready_in(visit.chat))
        await visit.answer(Message(html))


async def _hand_over(visit: Visit, found: Issue, form: str, lang: str, key: str) -> None:
    services = visit.services
    whole = found.frozen.id if found.frozen is not None and not key else None
    try:
        async with services.rendering:
            await send_file(
                services.database,
                services.gateway,
                visit.chat,
                _part(found.snapshot, key),
                form,
                lang,
                digest_id=whole,
                message=Message("", topic=visit.topic),
                priority=Priority.ANSWER,
            )
    except TooLarge:
        await visit.answer(render_too_large(visit.texts))
    except NotRendered:
        await visit.answer(render_not_written(visit.texts))


async def tap_desk(visit: Visit, subscriber: Subscriber) -> None:
    """Obey a reviewer: ``<what>:<draft>:<story>:<more>``."""
    what, written, story, more = (*visit.data, "", "", "", "")[:4]
    draft = await visit.services.database.read(find_draft, draft_id=number(written) or 0)
    if draft is None:
        await visit.show(render_no_draft(visit.texts))
        return
    match what:
        case "p":
            await _show_draft(visit, subscriber, draft, number(story) or 0)
        case "o":
            await _show_story(visit, draft, story)
        case "n":
            await visit.answer(render_ask_note(draft.id, story, visit.texts))
        case "u" | "t":
            change = lambda old, whole: moved(whole, old, story, top=what == "t")  # noqa: E731
            changed = await _change(visit, subscriber, draft, "reorder", story, change)
            await _show_draft(visit, subscriber, changed or draft, 0)
        case "h" | "s":
            place = number(more) if what == "h" else None
            reason = REASONS[place] if place is not None and place < len(REASONS) else None
            if what == "h" and reason is None:
                return
            changed = await _leave_out(visit, subscriber, draft, story, reason)
            await _show_story(visit, changed or draft, story)
        case "R":
            await _release(visit, subscriber, draft)


async def note_draft(visit: Visit, subscriber: Subscriber) -> None:
    """Take a reply as a note: ``c:<draft>:<story>``."""
    _, written, story = (*visit.data, "", "", "")[:3]
    draft = await visit.services.database.read(find_draft, draft_id=number(written) or 0)
    if draft is None or not visit.words.strip():
        await visit.answer(render_no_draft(visit.texts))
        return
    now = visit.services.now()
    edit = lambda old, _: add_note(old, story, visit.words, now)  # noqa: E731
    await _change(visit, subscriber, draft, "note", story, edit, visit.words[:500])
    await visit.answer(render_noted(visit.texts))


Edit = Callable[[dict[str, Any], Snapshot], dict[str, Any]]


async def _change(
    visit: Visit,
    subscriber: Subscriber,
    draft: Draft,
    verb: str,
    story: str,
    edit: Edit,
    reason: str = "",
) -> Draft | None:
    """Change a draft and write down who did; None when it was released meanwhile."""
    now = visit.services.now()

    def note(session: Session) -> None:
        subject = f"{draft.period} {story}".strip()
        record(session, at=now, noun=NOUN, subject=subject, verb=verb, actor=subscriber.id, reason=reason)

    return await _write(visit, draft, story, edit, note)


async def _leave_out(
    visit: Visit, subscriber: Subscriber, draft: Draft, story: str, reason: str | None
) -> Draft | None:
    """Leave a story out, of this digest and all later ones, or (None) show it again."""
    now, actor = visit.services.now(), subscriber.id

    def note(session: Session) -> None:
        key = int(story.removeprefix("s"))
        if reason is None:
            take_in(session, draft.period, key, now=now, actor=actor)
            return
        # What endangers somebody must not come back with a merge or a split.
        entries = [one.entry_id for one in story_reports(session, [key])] if reason == "unsafe" else []
        leave_out(session, draft.period, key, reason=reason, now=now, entries=entries, actor=actor)

    return await _write(visit, draft, story, lambda old, _: hide(old, story, reason), note)


async def _write(
    visit: Visit, draft: Draft, story: str, edit: Edit, note: Callable[[Session], None]
) -> Draft | None:
    """Write an edit and the note of it; None where the draft is released or has no such story."""
    snapshot = from_json(draft.snapshot.encode())
    if story and story not in {one.id for one in everything(snapshot)}:
        return None

    def work(session: Session) -> Draft | None:
        current = find_draft(session, draft_id=draft.id)
        if current is None:
            return None
        edit_draft(session, draft.id, edit(current.edits, snapshot))
        note(session)
        session.flush()
        return find_draft(session, draft_id=draft.id)

    return await visit.services.database.run(work)


async def _release(visit: Visit, subscriber: Subscriber, draft: Draft) -> None:
    now = visit.services.now()

    def work(session: Session) -> bool:
        current = find_draft(session, draft_id=draft.id)
        if current is None:
            return False
        keep(session, drafted(current), now)
        record(session, at=now, noun=NOUN, subject=draft.period, verb="release", actor=subscriber.id)
        return True

    released = await visit.services.database.run(work)
    await visit.show(render_released(draft.period, visit.texts) if released else render_no_draft(visit.texts))
    visit.services.wake()


async def _show_draft(visit: Visit, subscriber: Subscriber, draft: Draft, page: int) -> None:
    goes_out = visit.texts.time(draft.goes_out, zone_of(subscriber.preferences.zone))
    snapshot = from_json(draft.snapshot.encode())
    await visit.show(render_draft(draft.id, snapshot, draft.edits, page, goes_out, visit.texts))


async def _show_story(visit: Visit, draft: Draft, story: str) -> None:
    snapshot = from_json(draft.snapshot.encode())
    shown = listed(snapshot, draft.edits)
    found = next(((n, one) for n, one in enumerate(shown) if one.id == story), None)
    if found is None:
        return
    place, item = found
    can_move = place < len(snapshot.stories)
    page = place // PAGE
    await visit.show(render_draft_story(draft.id, item, draft.edits, page, visit.texts, can_move=can_move))


COMMANDS: dict[str, Run] = {"digest": digest}
TAPS = {DIGEST: Tap(tap_digest, slow=True), DESK: Tap(tap_desk, Role.MODERATOR)}
SLOW = frozenset({"digest"})
