"""What to send next: a claimed delivery with all that is needed to write it, or with others in one message.

    claim | is it still wanted? | what do the subscriber's preferences say? | alone, or with what else waits

Which report is shown is decided in `bot.showing`, what comes in one message in `bot.gathering`. One
transaction, and a short one: people who ask something wait for it. What waits, is left out or is folded costs
no slot: the next is looked at at once, and others like it many at a time.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from time import monotonic

from sqlmodel import Session

from bot.gathering import MESSAGES, companions, list_with_room, occasion_of
from bot.messages.roundup import SHOWN, Line, Occasion
from bot.showing import news_of, shown_alert, shown_together, shown_update, urgency_of
from bot.wishes import Send, Skip, Wait, decide, passes, rests, waits
from config.groups import DeliverySettings
from storage.outbox import (
    DeliveryClaim,
    DeliveryKind,
    DeliveryState,
    claim_delivery,
    drop_waiting,
    settle_delivery,
    told_otherwise,
)
from storage.renewal import message_of, story_mark
from storage.roundup import (
    SINGLY,
    carried_by,
    last_reason,
    postpone,
    roll,
    round_ups_since,
    sent_since,
    share_out,
    unfold,
)
from storage.story import AlertKind, StoryReport, reports
from storage.subscriber import Subscriber, SubscriberState, get_subscriber, get_subscribers
from storage.translation import Translated
from storage.waiting import POSTPONED, Due, first_due, postpone_all, story_comes_first, untried

LOOKED_AT = 200
"""Deliveries looked at in one transaction at most."""
PATIENCE = 0.02
"""Seconds after which a transaction looks at nothing more, so that others get to write."""
SIFTED = 100
"""Deliveries looked at together once one was put off."""
_NOT_YET = timedelta(seconds=10)
_STOPPED = "alerts were stopped"
_TOLD = "its story was told already"
"""Why an alert is left out whose story was merged into another's."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What the installation sets for everybody (`config.groups.DeliverySettings`)."""

    oldest: timedelta = timedelta(hours=24)
    flood_alerts: int = 20
    flood_window: timedelta = timedelta(minutes=10)

    @classmethod
    def of(cls, settings: DeliverySettings) -> Rules:
        """Return the rules that an installation has set."""
        return cls(settings.oldest, settings.flood_alerts, settings.flood_window)


@dataclass(frozen=True, slots=True)
class Letter:
    """A claimed delivery with all that is needed to write it."""

    claim: DeliveryClaim
    subscriber: Subscriber
    report: StoryReport
    message: int | None = None
    """The message that it renews or answers."""
    mark: tuple[object, ...] = ()
    """Changes with what stands behind the story."""
    silent: bool = False
    together: tuple[Line, ...] = ()
    """What a round-up tells, its own first; empty: it tells one story."""
    occasion: Occasion | None = None
    translation: Translated | None = None
    again: bool = False
    """The message that it renews was a possible repeat, and goes on saying so."""

    @property
    def repeat(self) -> bool:
        """Whether it says that it may be a repeat."""
        return self.claim.repeat or self.again


@dataclass(frozen=True, slots=True)
class Taken:
    """What a look at the outbox brought. Without a `letter`, `more` says whether to look again at once."""

    letter: Letter | None
    more: bool
    due: Due | None
    """What waits first now."""


def take_letter(session: Session, now: datetime, waiting: Collection[int], rules: Rules) -> Taken:
    """Claim what is to be sent next."""
    letter, more = _take(session, now, waiting, rules)
    return Taken(letter, more, first_due(session, now))


def _take(
    session: Session, now: datetime, waiting: Collection[int], rules: Rules
) -> tuple[Letter | None, bool]:
    until = monotonic() + PATIENCE
    for _ in range(LOOKED_AT):
        claim = claim_delivery(session, now, waiting=waiting)
        if claim is None:
            return None, False
        letter = _letter(session, claim, now, rules)
        if letter is not None:
            return letter, True
        if last_reason(session, claim.id) in POSTPONED:
            _sift(session, claim.urgency, now)
        if monotonic() > until:
            break
    return None, True


def _sift(session: Session, urgency: int, now: datetime) -> None:
    """Put off the next deliveries that have to wait whatever they say: at night they are thousands."""
    rows = untried(session, now, urgency, SIFTED)
    people = get_subscribers(session, [row.subscriber_id for row in rows])
    later = []
    for row in rows:
        person = people.get(row.subscriber_id)
        if person is None or person.state is not SubscriberState.ACTIVE:
            continue
        wait = waits(person.preferences, urgency_of(row.urgency), row.created, now)
        if wait is not None:
            later.append((row.id, wait.until, wait.reason))
    postpone_all(session, later)


def _letter(session: Session, claim: DeliveryClaim, now: datetime, rules: Rules) -> Letter | None:
    subscriber = get_subscriber(session, claim.subscriber_id)
    found = reports(session, [claim.entry_id])
    if subscriber is None or not found:
        settle_delivery(session, claim.id, DeliveryState.FAILED, now, reason="what it was about is gone")
        unfold(session, claim.id, now)
        return None
    if subscriber.state is not SubscriberState.ACTIVE:
        settle_delivery(session, claim.id, DeliveryState.GONE, now, reason=_STOPPED)
        drop_waiting(session, subscriber.id, now, _STOPPED)
        return None
    if claim.kind == DeliveryKind.EDIT:
        return _renewal(session, claim, subscriber, found[0], now)
    if claim.alert_kind == AlertKind.NEW and told_otherwise(session, claim):
        _leave_out(session, claim, now, _TOLD)
        return None
    send = _wanted(session, claim, subscriber, found[0], now, rules)
    if send is None:
        return None
    if claim.occasion not in ("", SINGLY):  # planned, or tried before: the same message
        # Of several round-ups at once only the first makes a sound: the others were planned with it.
        silent = send.silent or claim.tries == 1
        return _round_up(session, claim, subscriber, found[0], now, Occasion(claim.occasion), silent=silent)
    if claim.alert_kind == AlertKind.UPDATE:
        return _update(session, claim, subscriber, found[0], now, send, rules)
    return _alert(session, claim, subscriber, found[0], now, send, rules)


def _renewal(
    session: Session, claim: DeliveryClaim, subscriber: Subscriber, report: StoryReport, now: datetime
) -> Letter | None:
    carrier = carried_by(session, claim)
    target = message_of(session, claim)
    if target.message_id is None:
        settle_delivery(session, claim.id, DeliveryState.SKIPPED, now, reason="no message to renew")
        return None
    again = carrier is not None and carrier.repeats > 0
    if carrier is not None and carrier.occasion not in ("", SINGLY):
        if not carrier.id or carrier.alert_id != claim.alert_id:
            settle_delivery(session, claim.id, DeliveryState.SKIPPED, now, reason="told in a round-up")
            return None
        lines = shown_together(session, carrier.id, claim, subscriber.preferences, now)
        occasion = Occasion(carrier.occasion)
        return Letter(
            claim, subscriber, report, target.message_id, together=lines, occasion=occasion, again=again
        )
    letter = _single(session, claim, subscriber, report, now, message=target.message_id)
    return replace(letter, again=again)


def _update(
    session: Session,
    claim: DeliveryClaim,
    subscriber: Subscriber,
    report: StoryReport,
    now: datetime,
    send: Send,
    rules: Rules,
) -> Letter | None:
    target = message_of(session, claim)
    if target.wait and story_comes_first(session, claim, now):
        postpone(session, claim, now + _NOT_YET, "its story is on its way")
        return None
    if not _comes_alone(claim, subscriber) and _is_flood(session, subscriber, now, rules):
        return _in_flood(session, claim, subscriber, report, now, send, rules)
    asked, shown = shown_update(session, claim, subscriber.preferences, report, now)
    mark = _mark(session, claim, shown.report)
    return Letter(
        asked, subscriber, shown.report, target.message_id, mark, send.silent, translation=shown.translation
    )


def _alert(
    session: Session,
    claim: DeliveryClaim,
    subscriber: Subscriber,
    report: StoryReport,
    now: datetime,
    send: Send,
    rules: Rules,
) -> Letter | None:
    """Return an alert alone, or with what else is due; None where it went into a message already sent."""
    if _comes_alone(claim, subscriber):
        return _single(session, claim, subscriber, report, now, silent=send.silent)
    if _is_flood(session, subscriber, now, rules):
        return _in_flood(session, claim, subscriber, report, now, send, rules)
    others = companions(session, claim, subscriber, now, rules.oldest)
    occasion = occasion_of(claim, others, subscriber.preferences, send, now)
    if occasion is None:
        return _single(session, claim, subscriber, report, now, silent=send.silent)
    return _gathered(session, claim, subscriber, report, others, occasion, now, send, rules)


def _comes_alone(claim: DeliveryClaim, subscriber: Subscriber) -> bool:
    urgent = passes(subscriber.preferences, urgency_of(claim.urgency))
    return urgent or claim.repeat or claim.occasion == SINGLY


def _is_flood(session: Session, subscriber: Subscriber, now: datetime, rules: Rules) -> bool:
    return sent_since(session, subscriber.id, now - rules.flood_window) >= rules.flood_alerts


def _in_flood(
    session: Session,
    claim: DeliveryClaim,
    subscriber: Subscriber,
    report: StoryReport,
    now: datetime,
    send: Send,
    rules: Rules,
) -> Letter | None:
    """Add an alert to the list of a flood, or begin one with whatever else is due."""
    carrier = list_with_room(session, subscriber.id, now - rules.flood_window)
    if carrier is not None:
        roll(session, carrier, claim.id, now)
        return None
    others = companions(session, claim, subscriber, now, rules.oldest)
    return _gathered(session, claim, subscriber, report, others, Occasion.FLOOD, now, send, rules)


def _gathered(
    session: Session,
    claim: DeliveryClaim,
    subscriber: Subscriber,
    report: StoryReport,
    others: list[DeliveryClaim],
    occasion: Occasion,
    now: datetime,
    send: Send,
    rules: Rules,
) -> Letter:
    """Share alerts out among as many round-ups as they need, and return the first; only it makes a sound."""
    before = round_ups_since(session, subscriber.id, occasion, now - rules.flood_window)
    due = [claim.id, *(one.id for one in others)]
    share_out(session, due, occasion, now, size=SHOWN, most=MESSAGES - before)
    silent = send.silent or before > 0
    return _round_up(session, claim, subscriber, report, now, occasion, silent=silent)


def _wanted(
    session: Session,
    claim: DeliveryClaim,
    subscriber: Subscriber,
    report: StoryReport,
    now: datetime,
    rules: Rules,
) -> Send | None:
    """Return how the subscriber wants it now; None where it was put off or left out."""
    wishes = subscriber.preferences
    if claim.repeat or claim.alerted is None:  # it may have arrived, so it was wanted; but not at night
        rest = rests(wishes, urgency_of(claim.urgency), now)
        if rest is not None:
            postpone(session, claim, rest.until, rest.reason)
        return Send(silent=True) if rest is None else None
    news = news_of(session, claim, subscriber, report)
    wish = decide(wishes, news, now, oldest=rules.oldest)
    match wish:
        case Wait(until, reason):
            postpone(session, claim, until, reason)
            return None
        case Skip(reason):
            _leave_out(session, claim, now, reason)
            return None
    return wish


def _leave_out(session: Session, claim: DeliveryClaim, now: datetime, reason: str) -> None:
    settle_delivery(session, claim.id, DeliveryState.SKIPPED, now, reason=reason)
    unfold(session, claim.id, now)  # a round-up's other stories go on without it


def _round_up(
    session: Session,
    claim: DeliveryClaim,
    subscriber: Subscriber,
    report: StoryReport,
    now: datetime,
    occasion: Occasion,
    *,
    silent: bool,
) -> Letter:
    lines = shown_together(session, claim.id, claim, subscriber.preferences, now)
    return Letter(claim, subscriber, report, silent=silent, together=lines, occasion=occasion)


def _single(
    session: Session,
    claim: DeliveryClaim,
    subscriber: Subscriber,
    report: StoryReport,
    now: datetime,
    *,
    message: int | None = None,
    silent: bool = False,
) -> Letter:
    shown = shown_alert(session, claim, subscriber.preferences, report, now)
    mark = _mark(session, claim, shown.report)
    return Letter(claim, subscriber, shown.report, message, mark, silent, translation=shown.translation)


def _mark(session: Session, claim: DeliveryClaim, report: StoryReport) -> tuple[object, ...]:
    return (*story_mark(session, claim.story_id, report.entry_id), report.entry_id)
