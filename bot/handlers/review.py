"""What people say of alerts, and /queue, where moderators judge what readers found not relevant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from bot.handlers.versions import number
from bot.handlers.visit import Run, Tap, Visit
from bot.messages.review import (
    FEEDBACK,
    QUEUE,
    VERDICTS,
    noted,
    render_complaint,
    render_empty_inbox,
    render_which_entity,
)
from bot.messages.watchlist import short
from storage.feedback import (
    Complaint,
    Verdict,
    alert_subject,
    count_complaints,
    give_feedback,
    next_complaint,
    settle_complaint,
)
from storage.story import StoryReport, reports
from storage.subscriber import Role, Subscriber, followed


@dataclass(frozen=True, slots=True)
class _Inbox:
    complaint: Complaint
    report: StoryReport
    waiting: int


async def tap_feedback(visit: Visit, subscriber: Subscriber) -> None:
    """Note what somebody says of an alert: ``<verdict>:<alert>``, and for a wrong entity which one."""
    letter, written, which = (*visit.data, "", "", "")[:3]
    moderator = subscriber.role.may(Role.MODERATOR)
    verdict = VERDICTS.get(letter)
    if verdict is None or (verdict is not Verdict.NOT_RELEVANT and not moderator):
        await visit.toast(visit.texts("Only moderators can do that."))
        return
    found = await visit.services.database.read(_subject, number(written), subscriber.id)
    if found is None:
        await visit.toast(visit.texts("This story is no longer kept."))
        return
    entry_id, entities = found
    if verdict is Verdict.WRONG_ENTITY and len(entities) > 1:
        chosen = [key for key in entities if short(key) == which]
        if not chosen:
            watchlist = visit.services.watch.watchlist
            named = [entity for key in entities if (entity := watchlist.get(key))]
            await visit.answer(render_which_entity(number(written), named, visit.texts))
            return
        entities = tuple(chosen)
    fresh, waits = await visit.services.database.run(
        _note, entry_id, entities, subscriber.id, verdict, moderator, visit.services.now()
    )
    await visit.toast(_thanks(visit, verdict, moderator=moderator, fresh=fresh, waits=waits))


async def queue(visit: Visit, subscriber: Subscriber) -> None:
    """Answer /queue with the oldest item of the inbox."""
    del subscriber
    await _show_next(visit, 0)


async def tap_queue(visit: Visit, subscriber: Subscriber) -> None:
    """Settle an item of the inbox, ``<verdict>:<entry>``, or pass it over, and show the next."""
    letter, written = (*visit.data, "", "")[:2]
    entry_id, verdict = number(written), VERDICTS.get(letter)
    if verdict is None:
        await _show_next(visit, entry_id)
        return
    done = await visit.services.database.run(_settle, entry_id, subscriber.id, verdict, visit.services.now())
    said = noted(verdict, visit.texts) if done else visit.texts("Somebody has judged this one already.")
    await visit.toast(said)
    await _show_next(visit, entry_id)


async def _show_next(visit: Visit, after: int) -> None:
    found = await visit.services.database.read(_next, after)
    if found is None:
        await visit.show(render_empty_inbox(visit.texts))
        return
    watchlist = visit.services.watch.watchlist
    await visit.show(
        render_complaint(found.complaint, found.report, watchlist, visit.texts, waiting=found.waiting)
    )


def _thanks(visit: Visit, verdict: Verdict, *, moderator: bool, fresh: bool, waits: bool) -> str:
    if not fresh:
        return visit.texts("You have said so already.")
    if moderator:
        return noted(verdict, visit.texts)
    if not waits:
        return visit.texts("Thank you. A moderator has judged it already.")
    return visit.texts("Thank you. A moderator will look at it.")


def _subject(session: Session, alert_id: int, subscriber_id: int) -> tuple[int, tuple[str, ...]] | None:
    """Return the entry of an alert and those of its entities that a subscriber was told about."""
    found = alert_subject(session, alert_id)
    if found is None:
        return None
    entry_id, entities = found
    return entry_id, tuple(followed(session, subscriber_id, entities)) or entities


def _note(
    session: Session,
    entry_id: int,
    entities: tuple[str, ...],
    subscriber_id: int,
    verdict: Verdict,
    moderator: bool,
    now: datetime,
) -> tuple[bool, bool]:
    """Return whether anything is new, and whether the entry waits in the inbox."""
    fresh = give_feedback(
        session,
        entry_id=entry_id,
        entities=entities,
        subscriber_id=subscriber_id,
        verdict=verdict,
        by_moderator=moderator,
        now=now,
    )
    if moderator:
        settle_complaint(session, entry_id, now)
    complaint = next_complaint(session, entry_id - 1)
    return fresh, complaint is not None and complaint.entry_id == entry_id


def _settle(session: Session, entry_id: int, subscriber_id: int, verdict: Verdict, now: datetime) -> bool:
    """Judge an item of the inbox for the entities readers reported; False when another was faster."""
    complaint = next_complaint(session, entry_id - 1)
    if complaint is None or complaint.entry_id != entry_id or not settle_complaint(session, entry_id, now):
        return False
    give_feedback(
        session,
        entry_id=entry_id,
        entities=complaint.entities,
        subscriber_id=subscriber_id,
        verdict=verdict,
        by_moderator=True,
        now=now,
    )
    return True


def _next(session: Session, after: int) -> _Inbox | None:
    complaint = next_complaint(session, after)
    found = reports(session, [complaint.entry_id]) if complaint else []
    if complaint is None or not found:
        return None
    return _Inbox(complaint, found[0], count_complaints(session))


COMMANDS: dict[str, Run] = {"queue": queue}
TAPS = {FEEDBACK: Tap(tap_feedback), QUEUE: Tap(tap_queue, Role.MODERATOR)}
