"""How each attempt to deliver is written down: on the delivery, and on its subscriber where that matters."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from bot.breaker import REASON
from bot.outcome import Failed, Gone, Migrated, NotFound, Outcome, Retry, Sent, Unknown
from storage.crypto import Keyring
from storage.outbox import DeliveryClaim, DeliveryKind, DeliveryState, drop_waiting, settle_delivery
from storage.roundup import break_up, give_up_message, last_reason, postpone
from storage.subscriber import SubscriberState, move_chat, set_subscriber_state
from storage.waiting import hold_back, set_free, waits_for

MOST_TRIES = 5
"""Of a renewal whose answer is lost: the next report renews the message anyway."""
NOT_FOUND = ("the chat was not found", "the chat was not found again")
"""Why a delivery waits after one failure to find its chat, and after more."""
_NOT_FOUND_WAITS = (timedelta(minutes=10), timedelta(hours=1))
NOT_FOUND_FOR = sum(_NOT_FOUND_WAITS, timedelta())
"""How long a chat is looked for."""


@dataclass(frozen=True, slots=True)
class Ending:
    """How a sending ended, until it is written down. `until`: the earliest next try, where there is one."""

    claim: DeliveryClaim
    outcome: Outcome
    at: datetime
    until: datetime | None
    everywhere: bool = False
    """Nobody can be reached, as far as is known: it says nothing about this chat."""
    missing: Collection[int] = ()
    """Subscribers whose chats were not found either; nor does that."""
    others_reached: bool = False
    """Other chats were, while this one was looked for."""


def write_ending(session: Session, keyring: Keyring, ending: Ending) -> None:
    """Settle a delivery, and its subscriber with it where the chat is gone or moved."""
    claim, at, until = ending.claim, ending.at, ending.until
    if isinstance(ending.outcome, NotFound):
        _write_not_found(session, ending)
        return
    if claim.kind == DeliveryKind.EDIT and not isinstance(ending.outcome, Gone | Retry):
        _write_edit(session, keyring, ending)
        return
    match ending.outcome:
        case Sent(message_id):
            settle_delivery(session, claim.id, DeliveryState.SENT, at, message_id=message_id)
        case Retry(reason=reason):
            settle_delivery(session, claim.id, DeliveryState.PENDING, at, not_before=until, reason=reason)
            if until is not None and not ending.everywhere:  # whoever starts next must keep to it, too
                hold_back(session, claim.subscriber_id, until, reason)
        case Unknown(reason):
            settle_delivery(session, claim.id, DeliveryState.UNKNOWN, at, not_before=until, reason=reason)
        case Gone(reason):
            _write_gone(session, claim, at, reason)
        case Failed(reason=reason):
            if not break_up(session, claim.id, at):
                settle_delivery(session, claim.id, DeliveryState.FAILED, at, reason=reason)
        case Migrated(chat):
            settle_delivery(
                session, claim.id, DeliveryState.PENDING, at, not_before=until, reason="the group moved"
            )
            move_chat(session, keyring, claim.subscriber_id, chat)


def _write_gone(session: Session, claim: DeliveryClaim, at: datetime, reason: str) -> None:
    settle_delivery(session, claim.id, DeliveryState.GONE, at, reason=reason)
    set_subscriber_state(session, claim.subscriber_id, SubscriberState.GONE)
    drop_waiting(session, claim.subscriber_id, at, reason)


def _write_not_found(session: Session, ending: Ending) -> None:
    """Look for the chat again later, twice; what many chats have in common counts for none of them."""
    claim, at = ending.claim, ending.at
    if ending.everywhere:
        # Due at once: the breaker holds it back, which ends with a process that had the wrong token.
        postpone(session, claim, at, REASON)
        set_free(session, [claim.subscriber_id, *ending.missing], NOT_FOUND, at, REASON)
        return
    looked_for = waits_for(session, claim.subscriber_id, NOT_FOUND)
    if looked_for and max(looked_for.values()) > at:  # another alert's attempt said so a while ago
        before = max(looked_for, key=NOT_FOUND.index)
        postpone(session, claim, max(looked_for.values()), before)
        return
    known = [
        NOT_FOUND.index(one) + 1 for one in (last_reason(session, claim.id), *looked_for) if one in NOT_FOUND
    ]
    tried = max(known, default=0)
    if tried == len(NOT_FOUND) and ending.others_reached:
        _write_gone(session, claim, at, NOT_FOUND[-1])
        return
    step = min(tried, len(NOT_FOUND) - 1)
    until = at + _NOT_FOUND_WAITS[step]
    postpone(session, claim, until, NOT_FOUND[step])
    hold_back(session, claim.subscriber_id, until, NOT_FOUND[step])


def _write_edit(session: Session, keyring: Keyring, ending: Ending) -> None:
    """Settle a renewal: it may be made again, and a message that is not there any more needs none."""
    claim, at, until = ending.claim, ending.at, ending.until
    match ending.outcome:
        case Sent():
            settle_delivery(session, claim.id, DeliveryState.SENT, at)
            return
        case Unknown(reason) if claim.tries < MOST_TRIES:
            settle_delivery(session, claim.id, DeliveryState.PENDING, at, not_before=until, reason=reason)
            return
        case Migrated(chat):  # the messages of before stay in the old chat
            give_up_message(session, claim, at)
            settle_delivery(session, claim.id, DeliveryState.SKIPPED, at, reason="the group moved")
            move_chat(session, keyring, claim.subscriber_id, chat)
        case Unknown(reason=reason) | Failed(reason=reason):
            give_up_message(session, claim, at)
            settle_delivery(session, claim.id, DeliveryState.SKIPPED, at, reason=reason)
