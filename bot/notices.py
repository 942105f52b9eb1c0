"""Telling people what stopped: a feed they rely on, or, to admins, alerts whose chats are suddenly not found.

    note_stopped (recorded) | who chose it? | one message each

A feed stopped when its publisher closed it, or it has failed for a day. Who subscribed to it is told; where
nobody did (the starter list, the command line), every moderator is.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from bot.i18n import texts_for
from bot.limits import Priority
from bot.messages.lists import render_lost_chats, render_stopped_feeds
from bot.outcome import Sent
from bot.services import Services
from storage.feed import StoppedFeed, note_stopped, stopped_feeds
from storage.subscriber import Role, Subscriber, moderators


async def tell_of_stopped_feeds(services: Services) -> int:
    """Tell of every feed that stopped since the last look; returns how many people were told.

    A notice is recorded before it is sent: a crash between loses it, and /feeds still shows the feed.
    """
    database = services.database
    # Nothing to tell is the usual case, and costs no write; with Telegram away, telling waits.
    if not await database.read(_anybody_to_tell, services.now()) or not await services.gateway.reachable():
        return 0
    letters = await database.run(_note, services.now())
    for person, feeds in letters:
        texts = texts_for(person.preferences.lang)
        await services.gateway.answer(person.chat, render_stopped_feeds([one.feed for one in feeds], texts))
    return len(letters)


async def tell_of_lost_chats(services: Services) -> int:
    """Tell the admins that alerts are held back because many chats are not found; returns how many heard.

    With a wrong token nobody hears; it is tried again until somebody does, or the process ends.
    """
    if not services.breaker.untold:
        return 0
    admins = [one for one in await services.database.read(moderators) if one.role is Role.ADMIN]
    heard = 0
    for admin in admins:
        message = render_lost_chats(texts_for(admin.preferences.lang))
        outcome = await services.gateway.send(admin.chat, message, priority=Priority.ALERT)
        heard += isinstance(outcome, Sent)
    services.breaker.untold = not heard
    return heard


def addressed(
    stopped: Sequence[StoppedFeed], people: Sequence[Subscriber]
) -> list[tuple[Subscriber, list[StoppedFeed]]]:
    """Say who of the moderators is told of which feeds; those who are told of none are left out."""
    known = {person.id for person in people}
    letters = [
        (person, [one for one in stopped if one.added_by == person.id or one.added_by not in known])
        for person in people
    ]
    return [(person, feeds) for person, feeds in letters if feeds]


def _anybody_to_tell(session: Session, now: datetime) -> bool:
    return bool(stopped_feeds(session, now) and moderators(session))


def _note(session: Session, now: datetime) -> list[tuple[Subscriber, list[StoppedFeed]]]:
    people = moderators(session)
    return addressed(note_stopped(session, now), people) if people else []
