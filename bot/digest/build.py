"""Makes a snapshot of a period from what is stored: one reading, in one transaction.

    reports known at the cut-off | grouped by story | told | counted against earlier weeks | coverage

The same rows, period, cut-off and settings give the same snapshot, whenever and wherever it is made.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby

from sqlmodel import Session

from bot.digest.coverage import cover
from bot.digest.history import earlier_weeks
from bot.digest.overview import overview, top_stories
from bot.digest.review import without_hidden
from bot.digest.schedule import Rhythm, before, closes_at, week_of
from bot.digest.snapshot import Period, Snapshot, StoryItem, Watched
from bot.digest.stories import amended_story, amends, around_of, story_of
from feeds.types import WatchList
from feeds.watch import watchlist as toml
from storage.digest import find_digest, left_out
from storage.period import (
    OLD,
    PeriodReport,
    Span,
    amended_reports,
    content_known_at,
    entities_told,
    instance_id,
    reports_of,
)

_ORIGIN = 16


def build(
    session: Session,
    period: Period,
    *,
    known: datetime,
    rhythm: Rhythm,
    settings: Mapping[str, str],
    with_hidden: bool = False,
) -> Snapshot:
    """Return the digest of a period as it is known at `known`, for everybody and of all entities.

    What moderators left out of an earlier digest is only counted, unless `with_hidden`.
    """
    watchlist = _watchlist(session, known)
    span = Span(period.since, period.until, known, _late_since(session, period, rhythm))
    reports, hidden = without_hidden(reports_of(session, span), left_out(session), draft=with_hidden)
    around = around_of(session, reports, watchlist, known)
    own: list[StoryItem] = []
    late: list[StoryItem] = []
    for story_id, those in _by_story(reports):
        told = _told_on(story_of(story_id, those, around), those[0].story_seen, period, rhythm)
        if told.entities:
            (late if told.missed else own).append(told)
    stories = _ranked(own)
    watched = tuple(Watched(one.key, one.kind, dict(one.names)) for one in watchlist.entities)
    history, kinds = earlier_weeks(session, period, known=known, rhythm=rhythm, entities=around.order.keys())
    return Snapshot(
        origin=hashlib.sha256(instance_id(session).encode()).hexdigest()[:_ORIGIN],
        period=period,
        cut_off=known,
        watchlist_version=watchlist.version,
        entities=watched,
        settings=dict(settings),
        overview=overview(
            stories,
            watched,
            history,
            kinds,
            state_watched=any(feed.view == "state" for feed in around.feeds.values()),
        ),
        top=top_stories(stories),
        stories=stories,
        late=tuple(late),
        corrections=_corrections(session, span, watchlist, rhythm, draft=with_hidden),
        coverage=cover(session, span, list(around.feeds.values())),
        hidden=hidden,
    )


def limited(snapshot: Snapshot, keys: Sequence[str]) -> Snapshot:
    """Return the part of a digest that is about these entities; the order is that of the digest."""
    entities = tuple(watched for watched in snapshot.entities if watched.key in keys)
    wanted = {watched.key for watched in entities}
    stories = tuple(story for story in snapshot.stories if wanted & set(story.entities))
    told = {story.id for story in stories}
    kept = (story_id for story_id in snapshot.top if story_id in told)  # as moderators ordered them
    top = top_stories(stories)
    figures = snapshot.overview
    kinds = Counter(story.kind for story in stories if story.kind)
    return replace(
        snapshot,
        entities=entities,
        only=tuple(watched.key for watched in entities),
        overview=replace(
            figures,
            entities=tuple(count for count in figures.entities if count.key in wanted),
            kinds=tuple(
                replace(count, stories=kinds[count.key], earlier=())
                for count in figures.kinds
                if kinds[count.key]
            ),
            unusual=tuple(one for one in figures.unusual if one.entity in wanted),
        ),
        top=tuple(dict.fromkeys((*kept, *top)))[: len(top)],
        stories=stories,
        late=tuple(story for story in snapshot.late if wanted & set(story.entities)),
        corrections=tuple(story for story in snapshot.corrections if wanted & set(story.entities)),
    )


def _watchlist(session: Session, known: datetime) -> WatchList:
    stored = content_known_at(session, known)
    return replace(toml.parse(stored[1]), version=stored[0]) if stored else toml.default()


def _late_since(session: Session, period: Period, rhythm: Rhythm) -> datetime | None:
    """Return when the week before was closed: what was told since of older stories is in no digest yet."""
    if "-W" not in period.name:
        return None
    earlier = before(period)
    closed = find_digest(session, earlier.name)
    return closed.cut_off if closed else closes_at(earlier, rhythm)


def _ranked(stories: Iterable[StoryItem]) -> tuple[StoryItem, ...]:
    """Return stories with most owners first, then the earliest."""
    return tuple(sorted(stories, key=lambda story: (-story.voices, story.first_seen, int(story.id[1:]))))


def _by_story(reports: Iterable[PeriodReport]) -> Iterator[tuple[int, list[PeriodReport]]]:
    for story_id, group in groupby(reports, key=lambda report: report.story_id):
        yield story_id, list(group)


def _told_on(story: StoryItem, begun: datetime, period: Period, rhythm: Rhythm) -> StoryItem:
    """Mark a story that began before the period: told on in it, or only told too late for its own digest."""
    if begun >= period.since:
        return story
    earlier = week_of(begun, rhythm.zone).name
    if any(report.seen >= period.since for report in story.reports):
        return replace(story, continues=earlier)
    return replace(story, missed=earlier)


def _corrections(
    session: Session, span: Span, watchlist: WatchList, rhythm: Rhythm, *, draft: bool
) -> tuple[StoryItem, ...]:
    """Return what was changed or taken away in earlier digests' reports since the last one was closed."""
    if span.after is None:
        return ()
    amended = amended_reports(session, span.since, span.after, span.known)
    reports, _ = without_hidden(amended, left_out(session), draft=draft)
    around = around_of(session, reports, watchlist, span.known)
    told_of = entities_told(session, [report.story_id for report in reports], span.known)
    found = []
    for story_id, those in _by_story(reports):
        kept = [report for report in those if _was_told(report, rhythm) and amends(report, span.after)]
        if not kept:
            continue
        named = {key for report in kept for key in around.entities.get(report.entry_id, ())}
        story = amended_story(story_id, kept, named | told_of.get(story_id, set()), span.after, around)
        if story.entities:
            found.append(replace(story, missed=week_of(kept[0].story_seen, rhythm.zone).name))
    return tuple(sorted(found, key=lambda story: (not _weighs(story), story.first_seen, int(story.id[1:]))))


def _was_told(report: PeriodReport, rhythm: Rhythm) -> bool:
    """Say whether an earlier digest held a report: what a feed had of old at its first poll was in none."""
    week = week_of(report.story_seen, rhythm.zone)
    return not report.baseline or report.published is None or report.published >= week.since - OLD


def _weighs(story: StoryItem) -> bool:
    """Say whether something was taken back rather than reworded."""
    return any(update.kind in {"correction", "removal"} for update in story.updates)
