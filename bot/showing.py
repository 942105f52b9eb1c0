"""Which report of a story a subscriber is shown, and what their preferences look at in the story.

An alert is shown as the report it was made of, unless the subscriber muted its source, wants somebody
independent to say so, or reads another language in which the story is told. An update is shown as the report
that brought the change: no other said it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from bot.messages.roundup import Line
from bot.wishes import News
from feeds.story.independence import MOST_SOURCES, Independence, Source, independence
from feeds.story.urgency import Urgency
from storage.outbox import DeliveryClaim
from storage.preferences import Preferences, Sources
from storage.roundup import Folded, folded_alerts
from storage.story import AlertKind, StoryReport, entities_told, first_reports, reports
from storage.subscriber import Subscriber, followed
from storage.translation import Translated, translations_for
from storage.waiting import wanted_at

LINES = 100
"""Of a round-up, chosen for its reader; what is only counted needs no choice."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The report that stands for a story, and its translation where there is one to show."""

    report: StoryReport
    translation: Translated | None = None


def news_of(session: Session, claim: DeliveryClaim, subscriber: Subscriber, report: StoryReport) -> News:
    """Return what a subscriber's preferences look at; `report` is the alert's own."""
    wishes = subscriber.preferences
    is_update = claim.alert_kind == AlertKind.UPDATE
    feeds, owners, independent = [report.feed_id], 1, 1
    if wishes.sources is not Sources.ANY or any(what.startswith("feed:") for what in wishes.muted):
        told = first_reports(session, claim.story_id, MOST_SOURCES) or [report]
        feeds = sorted({one.feed_id for one in (_since(told, report) if is_update else told)})
        standing = _standing(told)
        owners, independent = standing.owners, standing.owners - standing.states
    alerted = claim.alerted or report.first_seen
    entities: Sequence[str] = claim.entities
    if not is_update and any(what.startswith("entity:") for what in wishes.muted):
        # One name is muted: the story may have come to be about another that is not.
        entities = entities_told(session, claim.story_id) or entities
    return News(
        story=claim.story_id,
        entities=followed(session, subscriber.id, entities),
        feeds=feeds,
        owners=owners,
        independent=independent,
        urgency=urgency_of(claim.urgency),
        created=alerted,
        first_seen=alerted if is_update else min(report.first_seen, alerted),
        reason=claim.reason,
        wanted=wanted_at(session, claim.id),
    )


def urgency_of(stored: int) -> Urgency:
    """Return the urgency that was stored with an alert."""
    return Urgency(max(0, min(stored, Urgency.URGENT)))


def shown_alert(
    session: Session, claim: DeliveryClaim, wishes: Preferences, report: StoryReport, now: datetime
) -> Shown:
    """Return what an alert shows to a subscriber with these wishes; `report` is the alert's own."""
    return _with_translation(session, _chosen(session, claim, report, wishes, now), wishes)


def shown_update(
    session: Session, claim: DeliveryClaim, wishes: Preferences, report: StoryReport, now: datetime
) -> tuple[DeliveryClaim, Shown]:
    """Return what an update shows, with its claim.

    Where its source is muted, a later report tells how things stand; what is new it may never have said.
    """
    if _is_muted(report, wishes, now):
        told = first_reports(session, claim.story_id, MOST_SOURCES)
        later = [one for one in _since(told, report) if not _is_muted(one, wishes, now)]
        if later:
            claim, report = replace(claim, changes=()), later[0]
    return claim, _with_translation(session, report, wishes)


def shown_together(
    session: Session,
    carrier: int,
    claim: DeliveryClaim,
    wishes: Preferences,
    now: datetime,
) -> tuple[Line, ...]:
    """Return the lines of a round-up, the carrier's own first; `claim` is of the carrier's alert."""
    is_update = claim.alert_kind == AlertKind.UPDATE
    own = Folded(claim.story_id, claim.entry_id, claim.entities, is_update)
    told = [own, *folded_alerts(session, carrier)]
    known = {one.entry_id: one for one in reports(session, [one.entry_id for one in told])}
    lines = []
    for number, one in enumerate(told):
        report = known.get(one.entry_id)
        if report is None:
            continue
        if not one.is_update and number < LINES:
            report = _chosen(session, one, report, wishes, now)
        lines.append(Line(report, one.is_update))
    return tuple(lines)


def choose(
    report: StoryReport,
    told: Sequence[StoryReport],
    entities: Collection[str],
    wishes: Preferences,
    now: datetime,
) -> StoryReport:
    """Return the report that an alert for `entities` shows: its own, `report`, or a better one of `told`.

    Better is: not muted; independent, where that is asked for; naming whom it is news for; and in the
    language of the reader. `told` are the story's first reports, oldest first.
    """
    named = _named(report) & set(entities)
    voices = set(_standing(told).voices) if wishes.sources is Sources.INDEPENDENT else set(range(len(told)))

    def faults(one: StoryReport) -> tuple[bool, bool, bool, bool]:
        return (
            _is_muted(one, wishes, now),
            wishes.sources is Sources.INDEPENDENT and _is_of_a_state(one),
            not named <= _named(one),
            bool(wishes.told_in) and one.lang[:2] != wishes.told_in,
        )

    return min([report, *(one for place, one in enumerate(told) if place in voices)], key=faults)


def _chosen(
    session: Session,
    alert: DeliveryClaim | Folded,
    report: StoryReport,
    wishes: Preferences,
    now: datetime,
) -> StoryReport:
    foreign = bool(wishes.told_in) and report.lang[:2] != wishes.told_in
    doubtful = wishes.sources is Sources.INDEPENDENT and _is_of_a_state(report)
    if not foreign and not doubtful and not _is_muted(report, wishes, now):
        return report
    told = first_reports(session, alert.story_id, MOST_SOURCES)
    return choose(report, told, alert.entities, wishes, now)


def _with_translation(session: Session, report: StoryReport, wishes: Preferences) -> Shown:
    if not wishes.told_in or report.lang[:2] == wishes.told_in:
        return Shown(report)
    return Shown(report, translations_for(session, [report.entry_id], wishes.told_in).get(report.entry_id))


def _since(told: Sequence[StoryReport], report: StoryReport) -> list[StoryReport]:
    return [report, *(one for one in told if one.entry_id > report.entry_id)]


def _is_muted(report: StoryReport, wishes: Preferences, now: datetime) -> bool:
    return wishes.muted.get(f"feed:{report.feed_id}", 0) > now.timestamp()


def _named(report: StoryReport) -> set[str]:
    return {match.entity for match in report.matches}


def _is_of_a_state(report: StoryReport) -> bool:
    """Tell whether a report is a state medium's, or only repeats one."""
    return _standing([report]).states > 0


def _standing(told: Sequence[StoryReport]) -> Independence:
    return independence(
        [Source(one.title, one.text, one.lang, one.owner, one.view, one.feed_url) for one in told]
    )
