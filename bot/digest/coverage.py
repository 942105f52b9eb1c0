"""How well the sources of a period were watched: which could not be read, when, why; which were silent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from bot.digest.snapshot import EVERY_SOURCE, Coverage, Gap, Silent
from bot.i18n import LANGUAGES, mark, texts_for
from bot.messages.health import health_words, reason_words
from feeds.web.cadence import Health
from storage.feed import FeedInfo, FeedState
from storage.outage import STOOD_STILL, Outage, outages_between
from storage.period import Span, silent_feeds

SHORT = timedelta(hours=1)
"""A source that could not be read for less in all is not told: a feed keeps what it published for longer."""
_APART = 3
"""A source with more gaps is told in one line, with how many they were and how long in all."""
_NOBODY = mark("Vigil did not run")
_UNPOLLED = mark("not polled")


@dataclass(frozen=True, slots=True)
class _Spell:
    """A time in which a source could not be read, whatever the reasons that followed one another."""

    since: datetime
    until: datetime | None
    told: tuple[Outage, ...]

    def within(self, since: datetime, end: datetime) -> timedelta:
        """Return how much of [since, end) it took."""
        return max(min(self.until or end, end) - max(self.since, since), timedelta())


def cover(session: Session, span: Span, feeds: Sequence[FeedInfo]) -> Coverage:
    """Tell how `feeds` were watched; those that were added after the period do not count."""
    end = min(span.until, span.known)
    wanted = [feed for feed in feeds if _is_wanted(feed, end)]
    watched = [feed for feed in wanted if feed.last_poll is not None and feed.last_poll >= span.since]
    spells = _spells(outages_between(session, span.since, end), span.known)
    known: dict[int | None, FeedInfo | None] = {None: None, **{feed.id: feed for feed in watched}}
    gaps = [_unpolled(feed, span) for feed in wanted if feed not in watched]
    for feed_id, those in spells.items():
        if feed_id in known:
            gaps += _gaps(those, known[feed_id], span.since, end)
    unread = {
        number for number, those in spells.items() if any(_covers(spell, span.since, end) for spell in those)
    }
    silent = silent_feeds(session, span)
    return Coverage(
        len(watched),
        len(wanted) - len(watched),
        tuple(sorted(gaps, key=lambda gap: (gap.outlet != EVERY_SOURCE, gap.since, gap.outlet))),
        tuple(
            Silent(feed.name, feed.owner, silent[feed.id])
            for feed in watched
            if feed.id in silent and feed.id not in unread  # what was never read is no silence
        ),
    )


def _is_wanted(feed: FeedInfo, end: datetime) -> bool:
    kept = feed.state == FeedState.ACTIVE or (feed.state == FeedState.RETIRED and feed.health == Health.GONE)
    return kept and (feed.created is None or feed.created < end)


def _spells(outages: Sequence[Outage], known: datetime) -> dict[int | None, list[_Spell]]:
    """Join what followed one another without a good poll between: only the reason was new. By feed."""
    found: dict[int | None, list[_Spell]] = {}
    for one in outages:
        until = one.until if one.until is not None and one.until <= known else None
        spells = found.setdefault(one.feed_id, [])
        last = spells[-1] if spells else None
        if last is None or (last.until is not None and last.until < one.since):
            spells.append(_Spell(one.since, until, (one,)))
        else:
            later = None if last.until is None or until is None else max(last.until, until)
            spells[-1] = _Spell(last.since, later, (*last.told, one))
    return found


def _covers(spell: _Spell, since: datetime, end: datetime) -> bool:
    return spell.since <= since and (spell.until is None or spell.until >= end)


def _gaps(spells: Sequence[_Spell], feed: FeedInfo | None, since: datetime, end: datetime) -> Sequence[Gap]:
    whole = sum((spell.within(since, end) for spell in spells), timedelta())
    if whole < SHORT:
        return ()
    return [_often(spells, whole, feed)] if len(spells) > _APART else [_gap(spell, feed) for spell in spells]


def _gap(spell: _Spell, feed: FeedInfo | None) -> Gap:
    name, owner = _source(feed)
    return Gap(name, spell.since, spell.until, owner, _reasons(spell.told, feed))


def _often(spells: Sequence[_Spell], whole: timedelta, feed: FeedInfo | None) -> Gap:
    said = _reasons([one for spell in spells for one in spell.told], feed)
    for lang, reasons in said.items():
        texts = texts_for(lang)
        times = texts.plural("{n} time", "{n} times", len(spells))
        hours = texts("{times}, {hours} h in all", times=times, hours=round(whole / timedelta(hours=1)))
        said[lang] = f"{hours}: {reasons}"
    name, owner = _source(feed)
    return Gap(name, spells[0].since, spells[-1].until, owner, said)


def _unpolled(feed: FeedInfo, span: Span) -> Gap:
    since = feed.created if feed.created is not None and feed.created > span.since else span.since
    said = {lang: texts_for(lang)(_UNPOLLED) for lang in LANGUAGES}
    return Gap(feed.name, feed.last_poll or since, None, feed.owner, said)


def _source(feed: FeedInfo | None) -> tuple[str, str]:
    """Return name and owner."""
    return (feed.name, feed.owner) if feed else (EVERY_SOURCE, "")


def _reasons(outages: Sequence[Outage], feed: FeedInfo | None) -> dict[str, str]:
    """Say in each language why a feed was not read, each reason once, as it was then."""
    said = [_reason(one, feed) for one in outages]
    return {lang: "; ".join(dict.fromkeys(one[lang] for one in said)) for lang in LANGUAGES}


def _reason(one: Outage, feed: FeedInfo | None) -> dict[str, str]:
    said = {}
    for lang in LANGUAGES:
        texts = texts_for(lang)
        if feed is None or one.health == STOOD_STILL:
            said[lang] = texts(_NOBODY)
            continue
        then = FeedInfo(
            **{name: getattr(feed, name) for name in FeedInfo.__dataclass_fields__}
            | {"health": one.health, "reason": one.reason, "state": FeedState.ACTIVE}
        )
        said[lang] = ", ".join(filter(None, (health_words(then, texts), reason_words(then, texts))))
    return said
