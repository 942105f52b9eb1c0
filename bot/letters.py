"""What to send next: a claimed delivery with all that is needed to write it, or with others in one message.

    claim | is it still wanted? | what do the subscriber's preferences say? | alone, or with what else waits

One transaction, and a short one: people who ask something wait for it. What waits, is left out or is folded
costs no slot: the next is looked at at once, and others like it many at a time.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from time import monotonic

from sqlmodel import Session

from bot.messages.roundup import Occasion
from bot.wishes import News, Send, Skip, Wait, decide, rests, waits
from config.groups import DeliverySettings
from feeds.story.independence import MOST_SOURCES, Source, independence
from feeds.story.urgency import Urgency
from storage.outbox import (
    DeliveryClaim,
    DeliveryKind,
    DeliveryState,
    claim_delivery,
    drop_waiting,
    settle_delivery,
    told_otherwise,
)
from storage.preferences import Preferences, Sources
from storage.renewal import message_of, story_mark
from storage.roundup import (
    SINGLY,
    carried_by,
    fold,
    folded_entries,
    last_reason,
    others_due,
    postpone,
    roll,
    rolling,
    sent_since,
    unfold,
)
from storage.story import AlertKind, StoryReport, first_reports, reports
from storage.subscriber import Subscriber, SubscriberState, followed, get_subscriber, get_subscribers
from storage.translation import Translated, translations_for
from storage.waiting import POSTPONED, Due, first_due, postpone_all, untried

LOOKED_AT = 200
"""Deliveries looked at in one transaction at most."""
PATIENCE = 0.02
"""Seconds after which a transaction looks at nothing more, so that others get to write."""
SIFTED = 100
"""Deliveries looked at together once one was put off."""
TOGETHER = 4
"""So many alerts that waited come in one message."""
WAITED = timedelta(minutes=10)
"""An alert older than this did wait."""
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
    together: tuple[StoryReport, ...] = ()
    """The stories of a round-up, its own first; empty: it tells one story."""
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
        wait = waits(person.preferences, _urgency(row.urgency), row.created, now)
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
    if claim.alert_kind == AlertKind.UPDATE:
        return _update(session, claim, subscriber, found[0], now, send)
    return _alert(session, claim, subscriber, found[0], now, send, rules)


def _renewal(
    session: Session, claim: DeliveryClaim, subscriber: Subscriber, report: StoryReport, now: datetime
) -> Letter | None:
    carrier = carried_by(session, claim)
    target = message_of(session, claim)
    if target.message_id is None:
        settle_delivery(session, claim.id, DeliveryState.SKIPPED, now, reason="no message to renew")
        return None
    if carrier is not None and carrier.occasion not in ("", SINGLY):
        if not carrier.id or carrier.alert_id != claim.alert_id:
            settle_delivery(session, claim.id, DeliveryState.SKIPPED, now, reason="told in a round-up")
            return None
        stories = _carried(session, carrier.id, report)
        return Letter(
            claim,
            subscriber,
            report,
            target.message_id,
            together=stories,
            occasion=Occasion(carrier.occasion),
            again=carrier.repeats > 0,
        )
    letter = _single(session, claim, subscriber, report, message=target.message_id)
    return replace(letter, again=carrier is not None and carrier.repeats > 0)


def _update(
    session: Session,
    claim: DeliveryClaim,
    subscriber: Subscriber,
    report: StoryReport,
    now: datetime,
    send: Send,
) -> Letter | None:
    target = message_of(session, claim)
    if target.wait:
        postpone(session, claim, now + _NOT_YET, "its story is on its way")
        return None
    return _single(session, claim, subscriber, report, message=target.message_id, silent=send.silent)


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
    if claim.occasion not in ("", SINGLY):  # it was tried before: the same message once more
        stories = _carried(session, claim.id, report)
        occasion = Occasion(claim.occasion)
        return Letter(claim, subscriber, report, silent=send.silent, together=stories, occasion=occasion)
    urgent = claim.urgency == Urgency.URGENT and subscriber.preferences.urgent_passes
    if urgent or claim.repeat or claim.occasion == SINGLY:
        return _single(session, claim, subscriber, report, silent=send.silent)
    since = now - rules.flood_window
    flood = sent_since(session, subscriber.id, since) >= rules.flood_alerts
    if flood and (carrier := rolling(session, subscriber.id, Occasion.FLOOD, since)) is not None:
        roll(session, carrier, claim.id, now)
        return None
    others = _companions(session, claim, subscriber, now, rules)
    occasion_now = Occasion.FLOOD if flood else _occasion(claim, others, subscriber.preferences, send, now)
    if occasion_now is None:
        return _single(session, claim, subscriber, report, silent=send.silent)
    fold(session, [one.id for one in others], claim.id, occasion_now, now)
    stories = _carried(session, claim.id, report)
    return Letter(claim, subscriber, report, silent=send.silent, together=stories, occasion=occasion_now)


def _occasion(
    claim: DeliveryClaim, others: list[DeliveryClaim], wishes: Preferences, send: Send, now: datetime
) -> Occasion | None:
    """Say why an alert and the others that are due come in one message, or that each comes for itself."""
    if send.together:
        return Occasion.PACE if others else None
    waited = [one for one in (claim, *others) if one.alerted is not None and now - one.alerted > WAITED]
    if len(waited) < TOGETHER:
        return None
    # What they waited for is known; the preferences may have changed since.
    reasons = {one.reason for one in waited}
    paused = any(one.alerted is not None and one.alerted.timestamp() < wishes.paused_until for one in waited)
    if paused or "paused" in reasons:
        return Occasion.PAUSE
    chosen = wishes.quiet or wishes.sources is not Sources.ANY or not reasons.isdisjoint(POSTPONED)
    return Occasion.PACE if chosen else Occasion.DOWNTIME


def _companions(
    session: Session, claim: DeliveryClaim, subscriber: Subscriber, now: datetime, rules: Rules
) -> list[DeliveryClaim]:
    """Return what else is due and may come in the same message, each story once."""
    stories, found = {claim.story_id}, []
    for one in others_due(session, claim, now):
        told = one.story_id in stories or told_otherwise(session, one)
        if not told and _comes_along(session, one, subscriber, now, rules):
            stories.add(one.story_id)
            found.append(one)
    return found


def _comes_along(
    session: Session, claim: DeliveryClaim, subscriber: Subscriber, now: datetime, rules: Rules
) -> bool:
    """Tell whether an alert that is due as well may come in the same message."""
    if claim.urgency == Urgency.URGENT and subscriber.preferences.urgent_passes:
        return False
    found = reports(session, [claim.entry_id])
    news = _news(session, claim, subscriber, found[0]) if found else None
    wish = decide(subscriber.preferences, news, now, oldest=rules.oldest) if news is not None else None
    return isinstance(wish, Send)


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
        rest = rests(wishes, _urgency(claim.urgency), now)
        if rest is not None:
            postpone(session, claim, rest.until, rest.reason)
        return Send(silent=True) if rest is None else None
    news = _news(session, claim, subscriber, report)
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


def _news(session: Session, claim: DeliveryClaim, subscriber: Subscriber, report: StoryReport) -> News:
    wishes = subscriber.preferences
    feeds, owners, independent = [report.feed_id], 1, 1
    if wishes.sources is not Sources.ANY or any(what.startswith("feed:") for what in wishes.muted):
        told = first_reports(session, claim.story_id, MOST_SOURCES) or [report]
        feeds = sorted({one.feed_id for one in told})
        standing = independence(
            [Source(one.title, one.text, one.lang, one.owner, one.view, one.feed_url) for one in told]
        )
        owners, independent = standing.owners, standing.owners - standing.states
    alerted = claim.alerted or report.first_seen
    return News(
        story=claim.story_id,
        entities=followed(session, subscriber.id, claim.entities),
        feeds=feeds,
        owners=owners,
        independent=independent,
        urgency=_urgency(claim.urgency),
        created=alerted,
        first_seen=min(report.first_seen, alerted) if claim.alert_kind == AlertKind.NEW else alerted,
    )


def _urgency(stored: int) -> Urgency:
    return Urgency(max(0, min(stored, Urgency.URGENT)))


def _single(
    session: Session,
    claim: DeliveryClaim,
    subscriber: Subscriber,
    report: StoryReport,
    *,
    message: int | None = None,
    silent: bool = False,
) -> Letter:
    wanted = subscriber.preferences.told_in
    translation = None
    if wanted and report.lang[:2] != wanted:
        told = first_reports(session, claim.story_id, MOST_SOURCES)
        report = next((one for one in told if one.lang[:2] == wanted), report)
        if report.lang[:2] != wanted:
            translation = translations_for(session, [report.entry_id], wanted).get(report.entry_id)
    mark = (*story_mark(session, claim.story_id, report.entry_id), report.entry_id)
    return Letter(claim, subscriber, report, message, mark, silent, translation=translation)


def _carried(session: Session, carrier: int, report: StoryReport) -> tuple[StoryReport, ...]:
    return (report, *reports(session, folded_entries(session, carrier)))
