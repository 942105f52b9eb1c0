"""A rehearsal counts the alerts that would come and go, exactly, over entries already stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from feeds.types import Entity, EntityKind, Keyword, KeywordRole, KeywordScope, WatchList
from feeds.watch.match import Matcher
from feeds.watch.rehearse import EXAMPLES, Rehearsal, Rehearser
from feeds.watch.watchlist import default
from tests.feeds.watch.cases import DECOYS, MENTIONS

NOW = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stored:
    """An entry as the database would give it."""

    id: int
    title: str
    text: str = ""
    lang: str = ""
    link: str = ""
    seen: datetime = NOW
    baseline: bool = False
    story: int | None = None
    feed: int = 1


def place(key: str, *names: str, keywords: Sequence[Keyword] = ()) -> Entity:
    aliases = tuple(Keyword(name) for name in names[1:])
    return Entity(key, EntityKind.PLACE, {"en": names[0]}, (*aliases, *keywords))


ARGUN = place("argun", "Argun", "Аргун")
SHALI = place("shali", "Shali", "Шали")
GROZNY = place("grozny", "Grozny", "Грозный")


def rehearsal(
    before: Sequence[Entity],
    after: Sequence[Entity],
    items: Sequence[Stored],
    *,
    since: datetime | None = None,
    sources: dict[int, str] | None = None,
) -> Rehearsal:
    rehearser = Rehearser(WatchList(tuple(before)), WatchList(tuple(after)), since=since, sources=sources)
    rehearser.feed(items)
    wanted = rehearser.wanted()
    return rehearser.result(NOW, [item for item in items if item.id in wanted])


def test_a_new_entity_gains_one_alert_a_story() -> None:
    """The reports of one story are one alert, as they would have been."""
    items = [
        Stored(1, "Bridge opened in Argun", story=7),
        Stored(2, "New bridge in Argun", story=7),
        Stored(3, "Court in Argun adjourns", story=8),
        Stored(4, "Nothing to see"),
    ]
    result = rehearsal([], [ARGUN], items)
    assert (result.gained, result.lost, result.before, result.after, result.entries) == (2, 0, 0, 2, 4)
    assert [example.entry_id for example in result.examples_gained] == [3, 1]


def test_a_removed_or_paused_entity_loses_its_alerts_and_the_others_stay() -> None:
    """What both lists share counts on both sides and neither comes nor goes."""
    items = [Stored(1, "Fire in Argun and in Shali", story=1), Stored(2, "Snow in Shali", story=2)]
    for after in ([SHALI], [SHALI, replace(ARGUN, active=False)]):
        result = rehearsal([ARGUN, SHALI], after, items)
        assert (result.gained, result.lost, result.before, result.after) == (0, 1, 3, 2)
        assert {one.entity: (one.before, one.after, one.lost) for one in result.by_entity} == {
            "argun": (1, 0, 1),
            "shali": (2, 2, 0),
        }
        assert result.examples_lost[0].surface == "Argun"


def test_a_story_is_lost_only_with_its_last_report() -> None:
    """An exclude word that stops one report loses nothing while another report still tells the story."""
    exclude = Keyword("river", role=KeywordRole.EXCLUDE, scope=KeywordScope.SENTENCE)
    stricter = place("argun", "Argun", "Аргун", keywords=[exclude])
    flood, town = Stored(1, "The river Argun rises", story=1), Stored(2, "Argun is evacuated", story=1)
    assert rehearsal([ARGUN], [stricter], [flood]).lost == 1
    assert rehearsal([ARGUN], [stricter], [flood, town]).lost == 0


def test_what_lay_in_a_feed_before_its_first_poll_makes_no_alert() -> None:
    """Baseline entries are read and silent."""
    result = rehearsal([], [ARGUN], [Stored(1, "Bridge opened in Argun", baseline=True)])
    assert (result.gained, result.entries) == (0, 1)


BRIDGE = (
    "A new bridge over the river was opened in Argun on Friday after two years of works, the mayor Musa "
    "Dadayev said; the old one collapsed during the flood of 2024 and killed three drivers."
)


def test_entries_that_were_never_told_are_told_as_stories_too() -> None:
    """Reports of one event without a stored story are one alert; those that join a told one are none."""
    one = Stored(1, "Bridge opened in Argun", BRIDGE)
    two = Stored(2, "Argun: a bridge was opened", BRIDGE, seen=NOW + timedelta(hours=1))
    other = Stored(3, "School in Argun closed for repairs", "Pupils go to Shali until May.")
    assert rehearsal([], [ARGUN], [one, two, other]).gained == 2
    told = replace(one, title="Bridge opened in Shali and Argun", story=5)
    wider = place("shali", "Shali", "Шали", "Argun")
    assert rehearsal([SHALI], [wider], [told, two]).gained == 0
    assert rehearsal([SHALI], [wider], [two]).gained == 1


def test_only_alerts_of_the_period_count() -> None:
    """A story told before the period is not told in it again; days are counted from its begin."""
    items = [
        Stored(1, "Bridge opened in Argun", story=1, seen=NOW - 11 * DAY),
        Stored(2, "Bridge in Argun closed again", story=1, seen=NOW - 9 * DAY),
        Stored(3, "Court in Argun adjourns", story=2, seen=NOW - 8 * DAY),
    ]
    result = rehearsal([], [ARGUN], items, since=NOW - 10 * DAY)
    assert (result.gained, result.entries) == (1, 2)
    assert result.days == pytest.approx(9)  # of the ten days asked for, entries are there for nine
    assert result.per_day_after == pytest.approx(1 / 9)
    everything = rehearsal([], [ARGUN], items)
    assert everything.gained == 2
    assert everything.days == pytest.approx(11)


def test_examples_are_the_newest_and_of_as_many_entities_as_there_are() -> None:
    """One busy entity does not hide the others, and each example holds its evidence."""
    busy = [Stored(at, f"Argun news {at}", story=at, seen=NOW + timedelta(hours=at)) for at in range(1, 50)]
    rare = Stored(90, "Note", f"{'Much was said. ' * 20}Снег в Шали растаял.", story=90, seen=NOW)
    result = rehearsal([], [ARGUN, SHALI], [*busy, rare])
    assert result.gained == 50
    assert len(result.examples_gained) == EXAMPLES
    assert [example.entry_id for example in result.examples_gained[:3]] == [49, 90, 48]
    example = result.examples_gained[1]
    assert (example.entity, example.surface, example.keyword) == ("shali", "Шали", "Шали")
    assert example.context.startswith("…")
    assert "Снег в Шали растаял." in example.context


def changed() -> WatchList:
    """Return the bundled list with an entity less, one more and two that differ."""
    kept = [one for one in default().entities if one.key != "titiev"]
    exclude = Keyword("газета", role=KeywordRole.EXCLUDE, scope=KeywordScope.ITEM)
    edits = {"chechnya": {"derived": False}, "kadyrov": {"keywords": (exclude,)}}
    return WatchList((*(replace(one, **edits.get(one.key, {})) for one in kept), GROZNY))  # type: ignore[arg-type]


def test_reading_each_text_once_finds_what_two_searches_find() -> None:
    """The count equals a plain recount with both lists apart, on every mention and decoy, long or short."""
    texts = [text for sentences in MENTIONS.values() for text in sentences] + list(DECOYS)
    texts += ["Пусто. " * 1000 + " ".join(MENTIONS["chechnya"]), "Argun " * 3000]
    items = [
        Stored(at, title, body, story=at)
        for at, (text, title_only) in enumerate(product(texts, (True, False)), start=1)
        for title, body in [(text, "") if title_only else ("", text)]
    ]
    sides = [
        {(item.story, match.entity) for item in items for match in matcher.find(item.title, item.text)}
        for matcher in (Matcher(default()), Matcher(changed()))
    ]
    result = rehearsal(default().entities, changed().entities, items)
    assert (result.before, result.after) == (len(sides[0]), len(sides[1]))
    assert (result.gained, result.lost) == (len(sides[1] - sides[0]), len(sides[0] - sides[1]))
    assert min(result.gained, result.lost) > 0


def test_reading_many_entries_as_one_text_finds_what_each_alone_finds() -> None:
    """Neighbours change nothing: a hash sign, an odd capital, more places than are looked at."""
    odd = (
        "#",
        "İ",
        "Καὶ ΤΟΣ",
        "&",
        "и\u0306",
        "\u0301",
        "Argun-",
        "argun" * 9000,
        "Чeчня",
        "&shy;",
        "",
        "\n\n",
        "Ёж",
    )
    hits = [text for sentences in MENTIONS.values() for text in sentences]
    texts = [part for pair in zip(hits, odd * len(hits), strict=False) for part in pair]
    items = [Stored(at, "", text, story=at) for at, text in enumerate(texts, start=1)]
    matcher = Matcher(changed())
    found = {(item.id, match.entity) for item in items for match in matcher.find("", item.text)}
    assert rehearsal(default().entities, changed().entities, items).after == len(found)


def test_a_query_sees_the_source() -> None:
    """An entry counts only where its feed is the one that the query names."""
    query = Keyword("bridge source:observer", query=True)
    topic = Entity("bridges", EntityKind.TOPIC, {"en": "Infrastructure"}, (query,))
    items = [Stored(1, "A bridge fell", story=1, feed=1), Stored(2, "A bridge rose", story=2, feed=2)]
    sources = {1: "Observer https://observer.example/rss", 2: "Gazette https://gazette.example/rss"}
    result = rehearsal([], [topic], items, sources=sources)
    assert [example.entry_id for example in result.examples_gained] == [1]


def test_transliterated_russian_is_known_again() -> None:
    """Storage keeps ru for Russian in Latin letters; its script is told from the words."""
    text = "V Argune otkryli novyj most, a staryj most snesli posle navodneniya, soobshchila meriya goroda"
    found = Matcher(WatchList((ARGUN,))).find(text, "", "ru-Latn")
    assert found
    assert rehearsal([], [ARGUN], [Stored(1, text, lang="ru")]).gained == 1


def test_the_slowest_entry_is_timed_with_the_proposed_list() -> None:
    """The figure is the time of one search, in milliseconds, by the clock that is handed in."""
    ticks = iter(range(1000))
    rehearser = Rehearser(WatchList(()), WatchList((ARGUN,)), clock=lambda: next(ticks) / 1000)
    items = [Stored(at, f"Argun {at}", story=at) for at in range(10)]
    rehearser.feed(items)
    wanted = rehearser.wanted()
    result = rehearser.result(NOW, [item for item in items if item.id in wanted], seconds=2.5)
    assert result.slowest_ms == pytest.approx(1.0)
    assert result.seconds == 2.5


def test_nothing_stored_is_nothing_changed() -> None:
    """An empty database has an outcome too."""
    result = rehearsal([ARGUN], [SHALI], [])
    assert (result.gained, result.lost, result.entries, result.days, result.slowest_ms) == (0, 0, 0, 1.0, 0)


def test_one_deed_is_one_alert_in_a_rehearsal_too() -> None:
    """Two outlets tell of one detention in words that share nothing: told once, so counted once."""
    titiev = Entity("titiev", EntityKind.PERSON, {"en": "Oyub Titiev"}, (Keyword("Титиев"),))
    items = [
        Stored(1, "В Грозном задержан правозащитник Оюб Титиев"),
        Stored(2, "Oyub Titiev detained on his way to work, colleagues say", seen=NOW + timedelta(hours=3)),
    ]
    assert rehearsal([], [titiev], items).gained == 1
    later = replace(items[1], seen=NOW + 7 * DAY)
    assert rehearsal([], [titiev], [items[0], later]).gained == 2
