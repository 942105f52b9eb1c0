"""Makes stories of a digest from stored reports: headlines, summaries, facts, what became of them.

Every report is cited as it was worded at the cut-off, with the time and the checksum of that wording.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from bot.digest.amended import changed_words, corrects
from bot.digest.facts import event_of, numbers_of
from bot.digest.snapshot import Fact, Quote, ReportItem, StoryItem, Update, Wording
from bot.i18n import SOURCE_LANGUAGE, texts_for
from bot.messages.update import change_words
from feeds.story.facts import news_year
from feeds.story.independence import Source, independence
from feeds.story.summarize import summarize
from feeds.types import WatchList
from storage.feed import FeedInfo, list_feeds
from storage.period import (
    Copy,
    Happening,
    PeriodReport,
    copies,
    entities_of,
    happenings,
    translations,
    urgencies,
)
from storage.wording import Wording as Said

_RUBRIC = 12
"""Letters that a feed may put round the headline that it repeats, such as ``[История]``."""
_COUNTED = 12
"""Reports of one story that are asked how many people it concerns."""
_CHANGED = 600
"""Characters of changed text that are quoted, before and after each."""


@dataclass(frozen=True, slots=True)
class Around:
    """What is known of the reports of a period besides themselves."""

    feeds: Mapping[int, FeedInfo]
    entities: Mapping[int, set[str]]
    copies: Mapping[int, Copy]
    translations: Mapping[int, Mapping[str, str]]
    urgencies: Mapping[int, int]
    happened: Mapping[int, Sequence[Happening]]
    order: Mapping[str, int]
    """The place of each entity in the watch-list."""


def around_of(
    session: Session, reports: Sequence[PeriodReport], watchlist: WatchList, known: datetime
) -> Around:
    """Read what else is known at `known` of these reports and their stories."""
    ids = [report.entry_id for report in reports]
    stories = list(dict.fromkeys(report.story_id for report in reports))
    happened: dict[int, list[Happening]] = {}
    for one in happenings(session, stories, known):
        happened.setdefault(one.story_id, []).append(one)
    return Around(
        {feed.id: feed for feed in list_feeds(session)},
        entities_of(session, ids),
        copies(session, ids, known),
        translations(session, ids, known),
        urgencies(session, stories, known),
        happened,
        {entity.key: place for place, entity in enumerate(watchlist.entities)},
    )


def story_of(story_id: int, reports: list[PeriodReport], around: Around) -> StoryItem:
    """Tell a story by these of its reports, the first seen first."""
    named = {key for report in reports for key in around.entities.get(report.entry_id, ())}
    weight = independence([_source(report, around) for report in reports])
    kind, facts = _event(reports)
    return StoryItem(
        f"s{story_id}",
        min(report.seen for report in reports),
        in_order(named, around),
        tuple(_report(report, around) for report in reports),
        kind=kind,
        urgency=around.urgencies.get(story_id, 0),
        headlines=_headlines(reports, around),
        summaries=_summaries(reports, around),
        facts=facts,
        updates=_updates(around.happened.get(story_id, ()), reports),
        owners=weight.owners,
        states=weight.states,
    )


def amended_story(
    story_id: int, reports: list[PeriodReport], named: set[str], after: datetime, around: Around
) -> StoryItem:
    """Tell what sources changed or took away since `after` in reports that were told before."""
    changes = [one for report in reports for one in _amendments(report) if one.at > after]
    return StoryItem(
        f"s{story_id}",
        min(report.seen for report in reports),
        in_order(named, around),
        tuple(_report(report, around) for report in reports),
        headlines=_headlines(reports, around),
        updates=tuple(sorted(changes, key=lambda update: update.at)),
    )


def amends(report: PeriodReport, after: datetime) -> bool:
    """Say whether a report says something else now than at `after`, or was taken away since."""
    then = next((said for said in reversed(report.wordings) if said.since <= after), report.wordings[0])
    return then.sha256 != report.now.sha256 or (report.removed is not None and report.removed > after)


def in_order(named: set[str], around: Around) -> tuple[str, ...]:
    """Return entities of the watch-list as it orders them."""
    return tuple(sorted(named & around.order.keys(), key=lambda key: around.order[key]))


def _event(reports: Sequence[PeriodReport]) -> tuple[str, tuple[Fact, ...]]:
    kind, facts = _event_of(reports[0])
    others = numbers_of(kind, map(_event_of, reports[1:_COUNTED])) if kind else ()
    return kind, (*facts, *others)


def _event_of(report: PeriodReport) -> tuple[str, tuple[Fact, ...]]:
    year = news_year(report.seen)
    return event_of(report.title, report.text, report.lang, year, f"r{report.entry_id}")


def _source(report: PeriodReport, around: Around) -> Source:
    feed = around.feeds[report.feed_id]
    return Source(report.title, report.text, report.lang, feed.owner, feed.view, report.link or feed.url)


def _report(report: PeriodReport, around: Around) -> ReportItem:
    feed, copy = around.feeds[report.feed_id], around.copies.get(report.entry_id)
    earlier = tuple(_wording(said) for said in report.wordings[:-1])
    return ReportItem(
        id=f"r{report.entry_id}",
        seen=report.seen,
        outlet=feed.name,
        owner=feed.owner,
        view=feed.view,
        legal_label=feed.legal_label,
        title=report.title,
        lang=report.lang,
        link=report.link,
        published=report.published,
        archive=f"{copy.file}#{copy.offset}, SHA-256 {copy.sha256}" if copy else "",
        text=report.text,
        sha256=report.now.sha256,
        document_sha256=report.now.document_sha256,
        edited=report.now.since if earlier else None,
        earlier=earlier,
        removed=report.removed,
    )


def _wording(said: Said) -> Wording:
    return Wording(said.since, said.title, said.text, said.link, said.sha256, said.document_sha256)


def _headlines(reports: Sequence[PeriodReport], around: Around) -> tuple[Quote, ...]:
    found: dict[str, Quote] = {}
    for report in reports:
        if title := report.title or report.text[:200]:
            found.setdefault(report.lang, Quote(report.lang, title, f"r{report.entry_id}"))
    for lang, headline, _, report in _translated(reports, around):
        if lang not in found and headline:
            found[lang] = Quote(lang, headline, f"r{report.entry_id}", machine=True)
    return tuple(found.values())


def _summaries(reports: Sequence[PeriodReport], around: Around) -> tuple[Quote, ...]:
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
    reports: Sequence[PeriodReport], around: Around
) -> Iterable[tuple[str, str, str, PeriodReport]]:
    for report in reports:
        for lang, text in sorted(around.translations.get(report.entry_id, {}).items()):
            headline, _, summary = text.partition("\n")
            yield lang, headline, summary, report


def _updates(happened: Sequence[Happening], reports: Sequence[PeriodReport]) -> tuple[Update, ...]:
    titles = {report.entry_id: report for report in reports}
    found = [_happened(one, titles.get(one.entry_id), reports[0]) for one in happened]
    found += [change for report in reports for change in _amendments(report)]
    return tuple(sorted(found, key=lambda update: update.at))


def _amendments(report: PeriodReport) -> Iterable[Update]:
    """Return each change that a source made to a report, in its words, and that it took it away."""
    source = f"r{report.entry_id}"
    for old, new in zip(report.wordings, report.wordings[1:], strict=False):
        kind = "correction" if corrects(f"{old.title}\n{old.text}", f"{new.title}\n{new.text}") else "edit"
        retitled = old.title, new.title
        before, after = retitled if old.title != new.title else changed_words(old.text, new.text, _CHANGED)
        yield Update(new.since, kind, before, report.lang, source, after)
    if report.removed is not None:
        yield Update(report.removed, "removal", "", report.lang, source)


def _happened(one: Happening, about: PeriodReport | None, lead: PeriodReport) -> Update:
    """Tell an update by the headline of its report; by what it changed where that is no other report."""
    if one.kind != "update":
        return Update(one.at, one.kind)
    if about is None:
        texts = texts_for(SOURCE_LANGUAGE)
        said = "; ".join(filter(None, (change_words(change, texts) for change in one.changes)))
        return Update(one.at, one.kind, said, SOURCE_LANGUAGE if said else "")
    text = about.title if about.title != lead.title else ""
    return Update(one.at, one.kind, text, about.lang, f"r{one.entry_id}")
