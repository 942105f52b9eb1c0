"""From the outbox to the chats: slot -> claim -> render -> send -> settle, one delivery at a time each.

A slot is taken before a row is claimed, so that a kill finds as few rows as possible half sent. When Telegram
is out of reach, alerts wait in the outbox and everything else goes on.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

import structlog
from sqlmodel import Session

from bot.i18n import texts_for
from bot.limits import Limiter, Priority
from bot.messages.alert import render_alert
from bot.messages.message import Message
from bot.outcome import Failed, Gone, Migrated, Outcome, Retry, Sent, Unknown
from bot.watch import Watch
from storage.crypto import Keyring
from storage.database import Database
from storage.outbox import (
    DeliveryClaim,
    DeliveryState,
    claim_delivery,
    drop_waiting,
    next_due,
    recover,
    settle_delivery,
)
from storage.story import StoryReport, count_reports, reports
from storage.subscriber import (
    Subscriber,
    SubscriberState,
    get_subscriber,
    move_chat,
    set_subscriber_state,
)

log = structlog.get_logger(__name__)

IN_FLIGHT = 8
REPEAT_DELAY = timedelta(seconds=30)
LONGEST_PAUSE = 60.0
"""Seconds between two tries while Telegram is out of reach."""


class Sender(Protocol):
    """Speaks to chats (`bot.gateway.Gateway`, or the preview's terminal)."""

    limiter: Limiter

    async def send_now(self, chat: int, message: Message) -> Outcome:
        """Send without waiting for a slot."""


@dataclass(frozen=True, slots=True)
class _Letter:
    """A claimed delivery with all that is needed to write it."""

    claim: DeliveryClaim
    subscriber: Subscriber
    report: StoryReport
    others: int


@dataclass(slots=True)
class Deliverer:
    """Sends what the outbox holds."""

    database: Database
    watch: Watch
    sender: Sender
    now: Callable[[], datetime]
    _cooling: dict[int, datetime] = field(default_factory=dict)
    """Subscribers by row id, and when they may get their next message."""
    _paused_until: datetime | None = None
    _outages: int = 0
    _stopping: bool = False

    async def start(self) -> int:
        """Take over what a dead process left half sent; returns how many deliveries that were."""
        return await self.database.run(recover, self.now(), REPEAT_DELAY)

    def stop(self) -> None:
        """Begin no further delivery; those under way are settled."""
        self._stopping = True

    async def deliver_due(self) -> int:
        """Send every delivery that is due; returns how many arrived."""
        sending: set[asyncio.Task[bool]] = set()
        arrived = 0
        while await self._something_is_due():
            await self.sender.limiter.slot(Priority.ALERT)
            letter = await self.database.run(_claim_letter, self.now(), self._waiting())
            if letter is None and not sending:
                break
            if letter is not None:
                self._cool(letter.subscriber)
                sending.add(asyncio.create_task(self._deliver(letter)))
            if letter is None or len(sending) >= IN_FLIGHT:
                done, sending = await asyncio.wait(sending, return_when=asyncio.FIRST_COMPLETED)
                arrived += sum(task.result() for task in done)
        for task in sending:
            arrived += await task
        return arrived

    async def is_waiting(self) -> bool:
        """Say whether a delivery is due whose chat only has to cool down; sleeps a moment when so."""
        if not await self._something_is_due():
            return False
        await asyncio.sleep(0.1)
        return True

    async def _deliver(self, letter: _Letter) -> bool:
        try:
            message = self._write(letter)
        except Exception:
            log.exception("an alert could not be written", alert=letter.claim.alert_id)
            outcome: Outcome = Failed("Vigil could not write the message")
        else:
            outcome = await self.sender.send_now(letter.subscriber.chat, message)
        await self._settle(letter.claim, outcome)
        return isinstance(outcome, Sent)

    def _write(self, letter: _Letter) -> Message:
        claim = letter.claim
        entities = [entity for key in claim.entities if (entity := self.watch.watchlist.get(key))]
        message = render_alert(
            letter.report,
            entities,
            texts=texts_for(letter.subscriber.preferences.lang),
            alert_id=claim.alert_id,
            others=letter.others,
            repeat=claim.repeat,
        )
        return message.quietly() if claim.repeat else message

    async def _settle(self, claim: DeliveryClaim, outcome: Outcome) -> None:
        now = self.now()
        if isinstance(outcome, Retry):
            await self._postpone(claim, outcome, now)
            return
        self._outages = 0
        if not isinstance(outcome, Sent):
            log.warning("a delivery did not arrive", delivery=claim.id, outcome=type(outcome).__name__)
        await self.database.run(_write_outcome, self.database.keyring, claim, outcome, now)

    async def _postpone(self, claim: DeliveryClaim, outcome: Retry, now: datetime) -> None:
        """Put a delivery that surely did not arrive back, for its chat's sake or for Telegram's."""
        wait = outcome.after
        if outcome.everywhere:
            wait = min(LONGEST_PAUSE, outcome.after * 2 ** min(self._outages, 8))
            self._outages += 1
            self._paused_until = now + timedelta(seconds=wait)
        log.warning("a delivery waits", delivery=claim.id, seconds=round(wait, 1), reason=outcome.reason)
        until = now + timedelta(seconds=wait)
        self._cooling[claim.subscriber_id] = until
        await self.database.run(
            settle_delivery, claim.id, DeliveryState.PENDING, now, not_before=until, reason=outcome.reason
        )

    async def _something_is_due(self) -> bool:
        """Say whether a delivery is due now and Telegram can be reached, as far as is known."""
        now = self.now()
        if self._stopping:
            return False
        if self._paused_until is not None and now < self._paused_until:
            return False
        due = await self.database.read(next_due)
        return due is not None and due <= now

    def _cool(self, subscriber: Subscriber) -> None:
        spacing = 1.0 if subscriber.chat > 0 else 3.0
        until = self.now() + timedelta(seconds=spacing)
        self._cooling[subscriber.id] = max(until, self._cooling.get(subscriber.id, until))

    def _waiting(self) -> list[int]:
        now = self.now()
        self._cooling = {key: until for key, until in self._cooling.items() if until > now}
        return sorted(self._cooling)


def _claim_letter(session: Session, now: datetime, waiting: list[int]) -> _Letter | None:
    claim = claim_delivery(session, now, waiting=waiting)
    if claim is None:
        return None
    subscriber = get_subscriber(session, claim.subscriber_id)
    found = reports(session, [claim.entry_id])
    if subscriber is None or not found:
        settle_delivery(session, claim.id, DeliveryState.FAILED, now, reason="what it was about is gone")
        return None
    if subscriber.state is not SubscriberState.ACTIVE:
        settle_delivery(session, claim.id, DeliveryState.GONE, now, reason="alerts were stopped")
        return None
    others = count_reports(session, found[0].story_id) - 1
    return _Letter(claim, subscriber, found[0], others)


def _write_outcome(
    session: Session, keyring: Keyring, claim: DeliveryClaim, outcome: Outcome, now: datetime
) -> None:
    """Settle a delivery, and its subscriber with it where the chat is gone or moved."""
    match outcome:
        case Sent():
            settle_delivery(session, claim.id, DeliveryState.SENT, now, message_id=outcome.message_id)
        case Unknown():
            settle_delivery(
                session,
                claim.id,
                DeliveryState.UNKNOWN,
                now,
                not_before=now + REPEAT_DELAY,
                reason=outcome.reason,
            )
        case Gone():
            settle_delivery(session, claim.id, DeliveryState.GONE, now, reason=outcome.reason)
            set_subscriber_state(session, claim.subscriber_id, SubscriberState.GONE)
            drop_waiting(session, claim.subscriber_id, now, outcome.reason)
        case Failed():
            settle_delivery(session, claim.id, DeliveryState.FAILED, now, reason=outcome.reason)
        case Migrated():
            settle_delivery(
                session, claim.id, DeliveryState.PENDING, now, not_before=now, reason="the group moved"
            )
            move_chat(session, keyring, claim.subscriber_id, outcome.chat)
        case Retry():
            raise ValueError("a retry is postponed, not settled")
