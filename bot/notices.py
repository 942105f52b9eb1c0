"""Telling people that a feed they rely on has stopped: its publisher closed it, or it has failed for a day.

    note_stopped (recorded) | who chose it? | one message each

Who subscribed to a feed is told; where nobody did (the starter list, the command line), every moderator is.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from bot.i18n import texts_for
from bot.messages.lists import render_stopped_feeds
from bot.services import Services
from storage.feed import StoppedFeed, note_stopped, stopped_feeds
from storage.subscriber import Subscriber, moderators


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
