"""What a replay would have told: alerts with and without stories, and the stories themselves for reading."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from feeds.types import Entity, EntityKind, Keyword, WatchList
from storage.entry import Entry, EntryMatch
from storage.feed import Feed
from storage.story import Alert, AlertKind

_WIDE = {
    "russia": "Россия Russia российский* Russian",
    "ukraine": "Украина Ukraine украинский* Ukrainian Киев Kyiv",
    "america": "США Трамп US U.S. American Trump Biden Washington",
    "europe": "Европа ЕС Европейский EU European France Germany German Italy Spain Poland",
    "britain": "Великобритания UK Britain British England Scotland London Covid",
    "asia": "Китай Иран Израиль Сирия China Chinese Iran Israel Gaza India Japan Syria Venezuela Венесуэла",
    "power": "Путин Кремль Госдума Минюст Putin Kremlin президент president минобороны губернатор",
    "justice": "суд полиция ФСБ приговор арест задержан колония court police arrested jailed murder убийство",
    "places": "Москва Петербург Красноярск Екатеринбург Казань Новосибирск Сибирь Дагестан Чечня",
    "harm": "пожар авария взрыв дрон беспилотник погибли killed dead died crash fire attack drone",
}
"""What nearly all news mentions: with it a replay shows how stories of many outlets come together."""


def wide() -> WatchList:
    """Return a watch-list under which most entries are told."""
    return WatchList(
        tuple(
            Entity(
                key,
                EntityKind.PLACE,
                {"en": key},
                tuple(Keyword(word, inflect="*" not in word) for word in words.split()),
            )
            for key, words in _WIDE.items()
        )
    )


@dataclass(frozen=True, slots=True)
class Told:
    """How often a subscriber to everything would have heard something."""

    mentions: int
    """New entries that mention somebody watched: alerts if there were no stories."""
    alerts: int
    stories: int
    joined: int
    """Stories with more than one of these entries."""
    updates: int


def told(session: Session) -> Told:
    """Count the alerts with stories and without them."""
    mentions = session.execute(
        select(Entry.id, Entry.story_id)
        .join(EntryMatch, col(EntryMatch.entry_id) == Entry.id)
        .where(~col(Entry.baseline))
        .distinct()
    ).all()
    kinds = Counter(session.exec(select(Alert.kind)))
    reports = Counter(story for _, story in mentions)
    joined = sum(count > 1 for count in reports.values())
    return Told(len(mentions), kinds[AlertKind.NEW], len(reports), joined, kinds[AlertKind.UPDATE])


def renewed(session: Session) -> set[tuple[int | None, datetime]]:
    """Return which alerts' messages were last renewed, and when."""
    rows = session.execute(select(Alert.id, Alert.edited_at).where(col(Alert.edited_at).is_not(None)))
    return {(alert, at) for alert, at in rows}


def stories_to_read(session: Session, names: dict[int, str], number: int) -> str:
    """Return `number` stories with all their reports, those of several first, chosen with a fixed seed.

    `names` are the feeds' by their numbers.
    """
    reports: dict[int, list[Entry]] = {}
    for entry in session.exec(
        select(Entry)
        .join(Feed, col(Feed.id) == Entry.feed_id)
        .where(col(Entry.story_id).is_not(None))
        .order_by(col(Entry.first_seen), col(Entry.id))
    ):
        reports.setdefault(entry.story_id or 0, []).append(entry)
    several = [story for story in sorted(reports) if len(reports[story]) > 1]
    single = [story for story in sorted(reports) if len(reports[story]) == 1]
    chance = random.Random(7)
    chance.shuffle(several)
    chance.shuffle(single)
    parts = [f"{len(several)} stories of several reports, {len(single)} of one."]
    for story in (several + single)[:number]:
        parts.append(f"\nStory {story}, {len(reports[story])} reports")
        for entry in reports[story]:
            kind = " (there before)" if entry.baseline else ""
            first = " ".join(entry.text.split())[:160]
            at = f"{entry.first_seen:%Y-%m-%d %H:%M}"
            parts.append(f"  {at}  {names.get(entry.feed_id, '')}{kind}\n    {entry.title}\n      {first}")
    return "\n".join(parts)
