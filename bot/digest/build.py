"""Makes a snapshot of a period from what is stored: one reading, in one transaction.

    reports known at the cut-off | grouped by story | told | counted against earlier weeks | coverage

The same rows, period, cut-off and settings give the same snapshot, whenever and wherever it is made.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from sqlmodel import Session

from bot.digest.coverage import cover
from bot.digest.facts import event_of
from bot.digest.overview import MEDIAN_OF, overview, top_stories
from bot.digest.schedule import Rhythm, before, closes_at, week_of
from bot.digest.snapshot import Period, Quote, ReportItem, Snapshot, StoryItem, Update, Watched, Week
from bot.i18n import SOURCE_LANGUAGE, texts_for
from bot.messages.update import change_words
from feeds.story.facts import news_year
from feeds.story.independence import Source, independence
from feeds.story.summarize import summarize
from feeds.types import WatchList
from feeds.watch import watchlist as toml
from storage.digest import find_digest
from storage.feed import FeedInfo, list_feeds
from storage.period import (
    Copy,
    Happening,
    PeriodReport,
    Span,
    Told,
    content_known_at,
    copies,
    entities_of,
    happenings,
    instance_id,
    reading_since,
    reports_of,
    told_between,
    translations,
    urgencies,
)

HEAT_WEEKS = 12
_ORIGIN = 16
_RUBRIC = 12
"""Letters that a feed may put round the headline that it repeats, such as ``[История]``."""
_EVENTS_AT_MOST = 3000
"""Stories of earlier weeks whose events are counted; where there are more, kinds have no usual number."""


@dataclass(frozen=True, slots=True)
class _Around:
    """What is known of the reports of a period besides themselves."""

    feeds: Mapping[int, FeedInfo]
    entities: Mapping[int, set[str]]
    copies: Mapping[int, Copy]
    translations: Mapping[int, Mapping[str, str]]
    urgencies: Mapping[int, int]
    happened: Mapping[int, Sequence[Happening]]
    order: Mapping[str, int]
    """The place of each entity in the watch-list."""


def build(
    session: Session, period: Period, *, known: datetime, rhythm: Rhythm, settings: Mapping[str, str]
) -> Snapshot:
    """Return the digest of a period as it is known at `known`, for everybody and of all entities."""
    watchlist = _watchlist(session, known)
    span = Span(period.since, period.until, known, _late_since(session, period, rhythm))
    reports = reports_of(session, span)
    around = _around(session, reports, watchlist, known)
    own: list[StoryItem] = []
    late: list[StoryItem] = []
    for story_id, group in groupby(reports, key=lambda report: report.story_id):
        told = _story(story_id, list(group), around)
        if told.entities:
            (own if told.first_seen >= period.since else late).append(told)
    stories = _ranked(own)
    watched = tuple(Watched(one.key, one.kind, dict(one.names)) for one in watchlist.entities)
    history, kinds = _earlier(session, period, known, around.order)
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
        late=tuple(_missed(story, rhythm) for story in late),
        coverage=cover(session, span, list(around.feeds.values())),
    )


def limited(snapshot: Snapshot, keys: Sequence[str]) -> Snapshot:
    """Return the part of a digest that is about these entities; the order is that of the digest."""
    entities = tuple(watched for watched in snapshot.entities if watched.key in keys)
    wanted = {watched.key for watched in entities}
    stories = tuple(story for story in snapshot.stories if wanted & set(story.entities))
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
        top=top_stories(stories),
        stories=stories,
        late=tuple(story for story in snapshot.late if wanted & set(story.entities)),
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


def _around(
    session: Session, reports: Sequence[PeriodReport], watchlist: WatchList, known: datetime
) -> _Around:
    ids = [report.entry_id for report in reports]
    stories = list(dict.fromkeys(report.story_id for report in reports))
    happened: dict[int, list[Happening]] = {}
    for one in happenings(session, {r.entry_id: r.story_id for r in reports}, stories, known):
        happened.setdefault(one.story_id, []).append(one)
    return _Around(
        {feed.id: feed for feed in list_feeds(session)},
        entities_of(session, ids),
        copies(session, ids, known),
        translations(session, ids, known),
        urgencies(session, stories, known),
        happened,
        {entity.key: place for place, entity in enumerate(watchlist.entities)},
    )


def _story(story_id: int, reports: list[PeriodReport], around: _Around) -> StoryItem:
    lead = reports[0]
    named = {key for report in reports for key in around.entities.get(report.entry_id, ())}
    weight = independence([_source(report, around) for report in reports])
    kind, facts = event_of(lead.title, lead.text, lead.lang, news_year(lead.seen))
    return StoryItem(
        f"s{story_id}",
        lead.story_seen,
        tuple(sorted(named & around.order.keys(), key=lambda key: around.order[key])),
        tuple(_report(report, around) for report in reports),
        kind=kind,
        urgency=around.urgencies.get(story_id, 0),
        headlines=_headlines(reports, around),
        summaries=_summaries(reports, around),
        facts=facts,
        updates=_updates(around.happened.get(story_id, ()), reports, lead.lang),
        owners=weight.owners,
        states=weight.states,
    )


def _source(report: PeriodReport, around: _Around) -> Source:
    feed = around.feeds[report.feed_id]
    return Source(report.title, report.text, report.lang, feed.owner, feed.view, report.link or feed.url)


def _report(report: PeriodReport, around: _Around) -> ReportItem:
    feed, copy = around.feeds[report.feed_id], around.copies.get(report.entry_id)
    return ReportItem(
        id=f"r{report.entry_id}",
        seen=report.seen,
        outlet=feed.name,
        owner=feed.owner,
        view=feed.view,
        legal_label=feed.legal_label,
        title=report.title or report.text[:200],
        lang=report.lang,
        link=report.link,
        published=report.published,
        archive=f"{copy.file}#{copy.offset}, SHA-256 {copy.sha256}" if copy else "",
        content_sha256=report.raw_sha256,
        removed=report.removed,
    )


def _headlines(reports: Sequence[PeriodReport], around: _Around) -> tuple[Quote, ...]:
    found: dict[str, Quote] = {}
    for report in reports:
        if title := report.title or report.text[:200]:
            found.setdefault(report.lang, Quote(report.lang, title, f"r{report.entry_id}"))
    for lang, headline, _, report in _translated(reports, around):
        if lang not in found and headline:
            found[lang] = Quote(lang, headline, f"r{report.entry_id}", machine=True)
    return tuple(found.values())


def _summaries(reports: Sequence[PeriodReport], around: _Around) -> tuple[Quote, ...]:
    found: dict[str, Quote] = {}
    for report in reports:
        if report.lang in found:
            continue
        summary = report.summary or summarize(report.title, report.text, report.lang, ()).text
        if summary and not _repeats(summary, report.title):
            found[report.lang] = Quote(report.lang, summary, f"r{report.entry_id}")
    for lang, _, summary, report in _translated(reports, around):
        if lang not in found and summary:
            found[lang] = Quote(lang, summary, f"r{report.entry_id}", machine=True)
    return tuple(found.values())


def _repeats(summary: str, title: str) -> bool:
    """Say whether a summary says no more than its headline, but for a word such as a rubric's name."""
    said, known = _letters(summary), _letters(title)
    return said in known or (known in said and len(said) - len(known) <= _RUBRIC)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _translated(
    reports: Sequence[PeriodReport], around: _Around
) -> Iterable[tuple[str, str, str, PeriodReport]]:
    for report in reports:
        for lang, text in sorted(around.translations.get(report.entry_id, {}).items()):
            headline, _, summary = text.partition("\n")
            yield lang, headline, summary, report


def _updates(happened: Sequence[Happening], reports: Sequence[PeriodReport], lang: str) -> tuple[Update, ...]:
    titles = {report.entry_id: report for report in reports}
    found = [_happened(one, titles.get(one.entry_id), reports[0], lang) for one in happened]
    found += [
        Update(report.removed, "removal", "", report.lang, f"r{report.entry_id}")
        for report in reports
        if report.removed is not None
    ]
    return tuple(sorted(found, key=lambda update: update.at))


def _happened(one: Happening, about: PeriodReport | None, lead: PeriodReport, lang: str) -> Update:
    source = f"r{one.entry_id}" if about else ""
    if one.kind == "edit":
        changed = about is not None and one.text != about.title
        return Update(one.at, "edit", one.text if changed else "", about.lang if about else lang, source)
    return _update(one, about, lead, source) if one.kind == "update" else Update(one.at, one.kind)


def _update(one: Happening, about: PeriodReport | None, lead: PeriodReport, source: str) -> Update:
    """Tell an update by the headline of its report; by what it changed where that is no other report."""
    if about is None:
        texts = texts_for(SOURCE_LANGUAGE)
        said = "; ".join(filter(None, (change_words(change, texts) for change in one.changes)))
        return Update(one.at, one.kind, said, SOURCE_LANGUAGE if said else "", source)
    return Update(one.at, one.kind, about.title if about.title != lead.title else "", about.lang, source)


def _ranked(stories: Iterable[StoryItem]) -> tuple[StoryItem, ...]:
    """Return stories with most owners first, then the earliest."""
    return tuple(sorted(stories, key=lambda story: (-story.voices, story.first_seen, int(story.id[1:]))))


def _missed(story: StoryItem, rhythm: Rhythm) -> StoryItem:
    return replace(story, missed=week_of(story.first_seen, rhythm.zone).name)


def _earlier(
    session: Session, period: Period, known: datetime, order: Mapping[str, int]
) -> tuple[tuple[Week, ...], dict[str, tuple[int, ...]]]:
    """Count the stories of up to twelve earlier weeks, none from before the first full week of reading."""
    begun = reading_since(session)
    if begun is None or "-W" not in period.name:
        return (), {}
    weeks = [before(period, back) for back in range(HEAT_WEEKS, 0, -1)]
    weeks = [week for week in weeks if week.since >= begun]
    if not weeks:
        return (), {}
    told = told_between(session, weeks[0].since, period.since, known)
    inside = [[one for one in told if week.since <= one.seen < week.until] for week in weeks]
    history = [
        Week(
            week.name,
            dict(sorted(Counter(key for one in those for key in one.entities if key in order).items())),
        )
        for week, those in zip(weeks, inside, strict=True)
    ]
    return tuple(history), _kinds(inside[-MEDIAN_OF:], order)


def _kinds(weeks: Sequence[Sequence[Told]], order: Mapping[str, int]) -> dict[str, tuple[int, ...]]:
    if sum(map(len, weeks)) > _EVENTS_AT_MOST:
        return {}
    counts = [
        Counter(
            event_of(one.title, one.text, one.lang, news_year(one.seen))[0]
            for one in week
            if one.entities & order.keys()
        )
        for week in weeks
    ]
    kinds = sorted({kind for count in counts for kind in count if kind})
    return {kind: tuple(count[kind] for count in counts) for kind in kinds}
