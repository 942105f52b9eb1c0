"""The whole of a digest in one language: which chapters it has, what they begin with, how it was selected."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, timedelta

from bot.digest.codec import instant
from bot.digest.overview import usual
from bot.digest.shown import shown
from bot.digest.snapshot import EVERY_SOURCE, Count, Gap, Snapshot, StoryItem
from bot.digest.telling import CORRECTED, Teller, anchor_of, day_zone
from bot.digest.unusual import figure, unusual
from bot.digest.view import Chapter, CoverageView, Reference, Row, StoryView, View
from bot.digest.words import frame, hidden_words, kind_words, method_notes, setting_row
from bot.i18n import Texts, texts_for

_NAME = 120
_SENTENCE = 2000
_ALL_UP_TO = 30

_Told = tuple[str, StoryItem, StoryView]
"""The entity in whose chapter a story is told, the story, and how it is told."""


def arrange(snapshot: Snapshot, lang: str) -> View:
    """Make a snapshot into what is shown in `lang`."""
    texts = texts_for(lang)
    teller = Teller(snapshot, texts)
    told = list(_tell(snapshot, teller))
    late = tuple(teller.story(story, len(told) + n) for n, story in enumerate(snapshot.late, 1))
    begun = len(told) + len(late)
    corrections = tuple(
        teller.story(story, begun + n, CORRECTED) for n, story in enumerate(snapshot.corrections, 1)
    )
    places = {item.id: story for _, item, story in told}
    return View(
        lang=texts.lang,
        name=shown(snapshot.period.name, _NAME),
        title=texts("Weekly digest") if "-W" in snapshot.period.name else texts("Digest"),
        period=_period(snapshot, texts),
        scope=(*_scope(snapshot, teller), *_missed(snapshot, texts)),
        tally=_tally(snapshot, texts),
        closed=teller.both(snapshot.cut_off),
        cut_off=instant(snapshot.cut_off),
        words={**frame(texts), "days_note": texts("Days in {zone}.", zone=str(day_zone(snapshot)))},
        entities=tuple(_entities(snapshot.overview.entities, teller)),
        kinds=tuple(
            _counted(count, texts, shown(kind_words(count.key, texts), _NAME))
            for count in snapshot.overview.kinds
            if count.stories or usual(count.earlier)
        ),
        unusual=unusual(snapshot.overview.unusual, teller),
        notes=teller.notes(snapshot.notes),
        top=tuple(_refer(places[story_id]) for story_id in snapshot.top if story_id in places),
        chapters=tuple(_chapters(snapshot, teller, told)),
        quiet=_quiet(snapshot, teller),
        late=late,
        late_tally=texts.plural("{n} story", "{n} stories", len(late)),
        corrections=corrections,
        corrections_tally=texts.plural("{n} story", "{n} stories", len(corrections)),
        coverage=_coverage(snapshot, teller),
        hidden=tuple(
            Row(shown(hidden_words(hidden.reason, texts), _SENTENCE), str(hidden.stories))
            for hidden in snapshot.hidden
        ),
        hidden_tally=texts.plural(
            "{n} story was left out by moderators.",
            "{n} stories were left out by moderators.",
            sum(hidden.stories for hidden in snapshot.hidden),
        ),
        method_notes=method_notes(texts),
        method=tuple(_method(snapshot, teller)),
        urn=snapshot.urn("digest", snapshot.period.name, snapshot.audience, *snapshot.only),
        feed_urn=snapshot.urn("feed", snapshot.audience, *snapshot.only),
    )


def _tell(snapshot: Snapshot, teller: Teller) -> Iterator[_Told]:
    """Tell each story once, in the chapter of its first entity, and number it as it is met."""
    order = {watched.key: place for place, watched in enumerate(snapshot.entities)}
    placed = [(_home(story, order), story) for story in snapshot.stories]
    placed.sort(key=lambda pair: order.get(pair[0], len(order)))  # stable: stories keep their order
    for number, (home, story) in enumerate(placed, 1):
        yield home, story, teller.story(story, number)


def _home(story: StoryItem, order: dict[str, int]) -> str:
    return next((key for key in story.entities if key in order), "")


def _chapters(
    snapshot: Snapshot, teller: Teller, told: Sequence[tuple[str, StoryItem, StoryView]]
) -> Iterator[Chapter]:
    texts = teller.texts
    homes: dict[str, list[StoryView]] = {}
    for home, _, story in told:
        homes.setdefault(home, []).append(story)
    views = {item.id: (home, story) for home, item, story in told}
    for watched in snapshot.entities:
        own = homes.get(watched.key, [])
        others = [
            _refer(views[story.id][1])
            for story in snapshot.stories
            if watched.key in story.entities and views[story.id][0] != watched.key
        ]
        count = len(own) + len(others)
        if not count:
            continue
        tally = texts.plural("{n} story", "{n} stories", count)
        name = teller.name(watched.key)
        anchor = f"entity-{anchor_of(watched.key)}"
        yield Chapter(shown(watched.key, _NAME), anchor, name, count, tally, tuple(own), tuple(others))
    if rest := homes.get(""):
        tally = texts.plural("{n} story", "{n} stories", len(rest))
        yield Chapter("", "other", texts("Others"), len(rest), tally, tuple(rest), ())


def _refer(story: StoryView) -> Reference:
    return Reference(story.anchor, story.number, story.headline, story.tally)


def _missed(snapshot: Snapshot, texts: Texts) -> Iterator[str]:
    """Say at the head of a digest that its sources could not all be read."""
    unread = {(gap.outlet, gap.owner) for gap in snapshot.coverage.gaps if gap.outlet != EVERY_SOURCE}
    if unread:
        yield texts.plural(
            "{n} source could not be read for some of the time: see “Coverage”.",
            "{n} sources could not be read for some of the time: see “Coverage”.",
            len(unread),
        )
    if any(gap.outlet == EVERY_SOURCE for gap in snapshot.coverage.gaps):
        yield texts("For some of the time nothing was read at all: see “Coverage”.")


def _period(snapshot: Snapshot, texts: Texts) -> str:
    zone = day_zone(snapshot)
    last = snapshot.period.until - timedelta(microseconds=1)
    first_day, last_day = texts.date(snapshot.period.since, zone), texts.date(last, zone)
    return first_day if first_day == last_day else f"{first_day} – {last_day}"


def _zone_name(snapshot: Snapshot) -> str:
    return shown(snapshot.period.zone, 40) or "UTC"


def _scope(snapshot: Snapshot, teller: Teller) -> Iterator[str]:
    if snapshot.only:
        yield teller.texts("Limited to: {names}", names=", ".join(teller.name(key) for key in snapshot.only))
    if snapshot.audience:
        yield teller.texts("Made for: {audience}", audience=shown(snapshot.audience, _NAME))


def _tally(snapshot: Snapshot, texts: Texts) -> str:
    reports = [report for story in snapshot.stories for report in story.reports]
    return ", ".join(
        (
            texts.plural("{n} story", "{n} stories", len(snapshot.stories)),
            texts.plural("{n} report", "{n} reports", len(reports)),
            texts.plural("{n} owner", "{n} owners", len({report.voice for report in reports})),
        )
    )


def _quiet(snapshot: Snapshot, teller: Teller) -> str:
    """Say of whom nothing was reported, in one sentence: a chapter for each would bury the others."""
    told = {key for story in snapshot.stories for key in story.entities}
    names = [teller.name(watched.key) for watched in snapshot.entities if watched.key not in told]
    if not snapshot.stories or not names:
        return ""
    return teller.texts("Nothing was reported of: {names}.", names=shown(", ".join(names), _SENTENCE))


def _entities(counts: Sequence[Count], teller: Teller) -> Iterator[Row]:
    """Return the rows of a table; of a long watch-list only those with something to tell."""
    for count in counts:
        if count.stories or usual(count.earlier) or len(counts) <= _ALL_UP_TO:
            row = _counted(count, teller.texts, teller.name(count.key))
            yield row if count.stories else replace(row, anchor="")


def _counted(count: Count, texts: Texts, name: str) -> Row:
    """Return name, stories, what is usual, and the difference; the last two empty without earlier counts."""
    anchor = f"entity-{anchor_of(count.key)}"
    if not count.earlier:
        return Row(name, str(count.stories), anchor=anchor)
    normal = usual(count.earlier)
    difference = count.stories - normal
    sign = "+" if difference > 0 else "−" if difference < 0 else "±"
    return Row(name, str(count.stories), figure(normal, texts), sign + figure(abs(difference), texts), anchor)


def _coverage(snapshot: Snapshot, teller: Teller) -> CoverageView:
    texts, found = teller.texts, snapshot.coverage
    said = [texts.plural("{n} source was watched.", "{n} sources were watched.", found.watched)]
    if found.unpolled:
        said.append(
            texts.plural(
                "{n} source has not been polled in this time.",
                "{n} sources have not been polled in this time.",
                found.unpolled,
            )
        )
    if found.watched and not found.gaps:
        said.append(texts("All of them could be read."))
    if found.watched:
        said.append(texts("A source that could not be read for less than an hour in all is not listed."))
    silent = tuple(
        Row(_source(one.outlet, one.owner), teller.both(one.last) if one.last else texts("nothing so far"))
        for one in found.silent
    )
    return CoverageView(" ".join(said), tuple(_gap(gap, teller) for gap in found.gaps), silent)


def _gap(gap: Gap, teller: Teller) -> Row:
    reason = gap.reason.get(teller.texts.lang) or gap.reason.get("en", "")
    name = teller.texts("All sources") if gap.outlet == EVERY_SOURCE else _source(gap.outlet, gap.owner)
    if gap.until is None:
        said = teller.texts("since {time}, still when this was closed", time=teller.both(gap.since))
        return Row(name, said, shown(reason, 300))
    there = teller.span(gap.since, gap.until, teller.zone) if teller.time(gap.since)[1] else ""
    return Row(name, teller.span(gap.since, gap.until, UTC), shown(reason, 300), there)


def _source(outlet: str, owner: str) -> str:
    return shown(f"{outlet} ({owner})" if owner and owner != outlet else outlet, _NAME)


def _method(snapshot: Snapshot, teller: Teller) -> Iterator[Row]:
    texts = teller.texts
    yield Row(texts("Watch-list"), texts("version {n}", n=snapshot.watchlist_version))
    names = ", ".join(teller.name(watched.key) for watched in snapshot.entities)
    yield Row(texts("Watched"), names or "–")
    since, until = texts.time(snapshot.period.since), texts.time(snapshot.period.until)
    yield Row(texts("Period"), texts("from {since}, before {until}", since=since, until=until))
    yield Row(
        texts("Closed"), texts("{time}; what came later is not in it", time=teller.both(snapshot.cut_off))
    )
    yield Row(texts("Local times"), _zone_name(snapshot))
    for name, value in sorted(snapshot.settings.items()):
        yield setting_row(shown(name, _NAME), shown(value, 300), texts)
