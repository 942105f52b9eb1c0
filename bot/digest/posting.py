"""The weekly job: closes the week, shows it to moderators where that is set, and sends it to everybody once.

    closed? | draft | moderators told | released or 12 h later: frozen | deliveries | claim, send, settle

Each step is written down before the next begins, so that a kill anywhere resumes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import structlog
from sqlmodel import Session

from bot.digest.codec import from_json, to_json
from bot.digest.desk import Delivered, Sending, deliver
from bot.digest.issue import Issue, keep, make, rhythm_of, selection_of, stored, was_watched
from bot.digest.release import begin
from bot.digest.schedule import REVIEW_TIME, TOO_LATE, Rhythm, closes_at, last_closed, stale_at
from bot.digest.snapshot import Period
from bot.gateway import Gateway
from bot.i18n import texts_for
from bot.limits import Priority
from bot.messages.digest import render_draft
from bot.outcome import Gone, Migrated, Retry, Sent, Unknown
from bot.wishes import quiet_until, zone_of
from config.settings import Settings
from storage.crypto import Keyring
from storage.database import Database
from storage.digest import Draft, find_draft, keep_draft, note_told
from storage.digestpost import DigestClaim, claim_digest, post, recover_digests, settle_digest
from storage.outbox import DeliveryState
from storage.subscriber import (
    Subscriber,
    SubscriberState,
    moderators,
    move_chat,
    set_subscriber_state,
)

log = structlog.get_logger(__name__)

SECONDS = 60
"""Between two looks at the clock."""
OFF = "off"
_CHUNK = 500
_REPEAT_DELAY = timedelta(seconds=30)
_AT_ONCE = 200
"""Digests sent in one run, so that the next look at the clock is not far."""


@dataclass(slots=True)
class Poster:
    """Sends digests."""

    database: Database
    gateway: Gateway
    settings: Settings
    now: Callable[[], datetime]
    _sending: Sending = field(default_factory=Sending)
    _begun: bool = False

    async def post_due(self) -> int:
        """Do what is due: close a week, tell moderators, send; returns how many got their digest."""
        if not self._begun:
            self._begun = True
            if repeated := await self.database.run(recover_digests, self.now(), _REPEAT_DELAY):
                log.warning("the last run ended while sending digests", deliveries=repeated)
        issue = await self._issue()
        if issue is not None and issue.frozen is not None and issue.frozen.expanded_at is None:
            while await self.database.run(post, issue.frozen.id, self.now(), self._due, chunk=_CHUNK):
                pass
        return await self._send_due()

    async def _issue(self) -> Issue | None:
        """Return the digest of the last closed week once it is final; None while it is not, or too old."""
        now, rhythm = self.now(), rhythm_of(self.settings)
        week = last_closed(now, rhythm)
        if now > stale_at(week, rhythm):
            return None
        found = await self.database.read(stored, week.name)
        if found is not None:
            return found
        if not await self.database.read(was_watched, week):
            return None
        if rhythm.review and not await self._reviewed(week, rhythm):
            return None
        made = await self.database.read(make, week, now, rhythm, selection_of(self.settings))
        return await self.database.run(keep, made, now)

    async def _reviewed(self, week: Period, rhythm: Rhythm) -> bool:
        """Say whether the time of review is over, which begins when moderators are told."""
        now = self.now()
        draft = await self.database.read(find_draft, period=week.name)
        if now <= closes_at(week, rhythm) + TOO_LATE:
            draft = draft or await self._drafted(week, rhythm)
            if draft.told_at is None and await self._tell_moderators(draft):
                return False
        return draft is not None and now >= draft.goes_out

    async def _drafted(self, week: Period, rhythm: Rhythm) -> Draft:
        """Write a draft; it waits for as long as may be until moderators are told, where there are any."""
        now = self.now()
        snapshot, edits = await self.database.read(begin, week, rhythm, selection_of(self.settings))
        goes_out = stale_at(week, rhythm) if await self.database.read(moderators) else now + REVIEW_TIME
        return await self.database.run(
            keep_draft, week.name, to_json(snapshot), now=now, goes_out=goes_out, edits=edits
        )

    async def _tell_moderators(self, draft: Draft) -> bool:
        """Show a new draft to those who can change it, and say whether it reached one of them."""
        people = await self.database.read(moderators)
        if not people or not await self.gateway.reachable():
            return False
        snapshot = from_json(draft.snapshot.encode())
        goes_out = self.now() + REVIEW_TIME
        arrived = False
        for person in people:
            texts = texts_for(person.preferences.lang)
            said = texts.time(goes_out, zone_of(person.preferences.zone))
            message = render_draft(draft.id, snapshot, draft.edits, 0, said, texts)
            outcome = await self.gateway.send(person.chat, message, priority=Priority.ANSWER)
            if isinstance(outcome, Gone):
                await self.database.run(set_subscriber_state, person.id, SubscriberState.GONE)
            arrived = arrived or isinstance(outcome, (Sent, Unknown))
        return arrived and await self.database.run(note_told, draft.id, self.now(), goes_out)

    def _due(self, subscriber: Subscriber) -> datetime | None:
        """Say when somebody gets the digest: never where it is off, later in quiet hours or a pause."""
        chosen, now = subscriber.preferences, self.now()
        if chosen.digest == OFF:
            return None
        moment = max(now, datetime.fromtimestamp(chosen.paused_until, UTC))
        return quiet_until(chosen.quiet, moment, zone_of(chosen.zone)) or moment

    async def _send_due(self) -> int:
        """Send what is due, one after the other; stops where Telegram cannot be reached."""
        arrived = 0
        for _ in range(_AT_ONCE):
            claim = await self.database.run(claim_digest, self.now())
            if claim is None:
                break
            done = await self._send(claim)
            arrived += isinstance(done.outcome, Sent)
            if isinstance(done.outcome, Retry) and done.outcome.everywhere:
                break
        return arrived

    async def _send(self, claim: DigestClaim) -> Delivered:
        try:
            done = await deliver(self.database, self.gateway, self._sending, claim)
        except Exception:
            log.exception("a digest could not be sent", delivery=claim.id)
            done = Delivered(Unknown("Vigil itself failed while sending"))
        await self.database.run(_write_outcome, self.database.keyring, claim, done, self.now())
        return done


def _write_outcome(
    session: Session, keyring: Keyring, claim: DigestClaim, done: Delivered, now: datetime
) -> None:
    """Settle a delivery, and its subscriber with it where the chat is gone or moved."""
    person = claim.subscriber.id
    match done.outcome:
        case Sent():
            settle_digest(session, claim.id, DeliveryState.SENT, now)
        case Retry(after=after, reason=reason):
            later = now + timedelta(seconds=after)
            settle_digest(session, claim.id, DeliveryState.PENDING, now, not_before=later, reason=reason)
        case Unknown(reason):
            settle_digest(
                session, claim.id, DeliveryState.UNKNOWN, now, not_before=now + _REPEAT_DELAY, reason=reason
            )
        case Gone(reason):
            settle_digest(session, claim.id, DeliveryState.GONE, now, reason=reason)
            set_subscriber_state(session, person, SubscriberState.GONE)
        case Migrated(chat):
            settle_digest(session, claim.id, DeliveryState.PENDING, now, not_before=now, reason="moved")
            move_chat(session, keyring, person, chat)
        case failed:
            settle_digest(session, claim.id, DeliveryState.FAILED, now, reason=failed.reason)
