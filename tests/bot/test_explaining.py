"""What became of an address: each gate on the way from a feed to a chat, on a real database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session

from bot.explaining import Stop, UrlVerdict, explain_url
from bot.i18n import texts_for
from bot.messages.whynot import render_whynot
from bot.watch import Watch
from feeds.types import Entity, EntityKind, EntryData, Keyword, WatchList
from feeds.watch.explain import Gate
from feeds.web.urls import canonical
from storage.database import Database
from storage.entry import Prepared, ingest
from storage.feed import FeedState, PollResult, add_feed, set_state, settle_poll
from storage.opening import open_database
from storage.outbox import DeliveryState, claim_delivery, expand, settle_delivery
from storage.placing import merge
from storage.roundup import fold
from storage.story import tell, untold_entries
from storage.subscriber import (
    EVERY,
    Role,
    SubscriberState,
    create_invite,
    join,
    set_subscriber_state,
    unfollow,
)

NOW = datetime(2026, 3, 5, 9, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
TARNSK = Entity(
    "tarnsk",
    EntityKind.PLACE,
    {"en": "Tarnsk", "ru": "Тарнск"},
    (Keyword("мост", query=False, derived=True), Keyword("порт source:herald", query=True)),
    derived=False,
)
WATCH = Watch(WatchList((TARNSK,), version=1))


class World:
    """One database in which feeds publish and people follow."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.one = self.feed("herald.example")
        self.other = self.feed("courier.example")

    def feed(self, site: str) -> int:
        url = f"https://{site}/rss"
        return self.database.run_now(
            add_feed, url=url, url_key=canonical(url), title=site.title(), now=NOW
        ).id

    def polled(self, feed_id: int, health: str = "ok", reason: str = "") -> None:
        result = PollResult(health, reason, NOW + HOUR, 0.0, ok=health == "ok")
        self.database.run_now(settle_poll, feed_id, result, NOW)

    def publish(
        self, feed_id: int, url: str, title: str, *, baseline: bool = False, now: datetime = NOW
    ) -> None:
        """Store an entry as a poll does."""
        matches = WATCH.matcher.find(title, "")
        data = EntryData(title=title, link=url)
        entry = Prepared(data, (f"t:{title}{url}",), title, canonical(url), "ru", matches)
        self.database.run_now(ingest, feed_id, new=[entry], edits=[], seen=[], baseline=baseline, now=now)

    def tell(self, story: int | None = None) -> int:
        """Tell what waits, into one story; returns it."""
        for entry in self.database.read_now(untold_entries, 100):
            story, _ = self.database.run_now(tell, entry, story, NOW)
        assert story is not None
        return story

    def subscriber(self, chat: int = 1, now: datetime = NOW - HOUR) -> int:
        code = self.database.run_now(create_invite, role=Role.READER, uses=1, expires=NOW + 9 * HOUR)
        return self.database.run_now(join, self.database.keyring, chat=chat, code=code, lang="en", now=now).id

    def expand(self) -> None:
        while self.database.run_now(expand, NOW, chunk=100):
            pass

    def deliver(self, state: DeliveryState, reason: str = "why") -> None:
        claim = self.database.run_now(claim_delivery, NOW)
        assert claim is not None
        self.database.run_now(
            settle_delivery, claim.id, state, NOW + HOUR, not_before=NOW + HOUR, reason=reason
        )

    def ask(self, url: str, subscriber: int | None = None) -> UrlVerdict:
        return self.database.read_now(explain_url, WATCH, url, subscriber)


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    folder: Path = tmp_path_factory.mktemp("explaining")
    database = open_database(f"sqlite:///{folder}/vigil.db", folder / "keys")
    yield database
    database.close()


@pytest.fixture
def world(opened: Database) -> World:
    """The feeds and people of one test: those of the one before are gone."""
    opened.run_now(_emptied)
    return World(opened)


def _emptied(session: Session) -> None:
    from sqlalchemy import delete

    from storage.tables import metadata

    for table in reversed(metadata.sorted_tables):
        if table.name in {"feed", "entry", "story", "subscriber", "alert", "delivery", "entry_match"}:
            session.execute(delete(table))


URL = "https://herald.example/2026/bridge?utm_source=x"


def test_an_address_of_no_feed_was_never_seen(world: World) -> None:
    """A site nobody polls is said to be one; any string is taken."""
    assert world.ask("https://stranger.example/1").stop is Stop.NO_FEED
    for odd in ("", "not an address", "http://[", "javascript:alert(1)", "\ud800", "a\0b"):
        assert world.ask(odd).stop is Stop.NO_FEED


def test_a_site_whose_feed_cannot_be_read_is_named_with_the_reason(world: World) -> None:
    """Down, paused and unread feeds are told apart from one that did not carry the article."""
    world.polled(world.one, "down", "The server answered 500.")
    down = world.ask("https://www.herald.example/1")
    assert (down.stop, [one.reason for one in down.feeds]) == (Stop.FEED_DOWN, ["The server answered 500."])
    world.polled(world.one)
    assert world.ask("https://herald.example/1").stop is Stop.NEVER_SEEN
    world.database.run_now(set_state, world.one, FeedState.PAUSED, NOW)
    assert world.ask("https://news.herald.example/1").stop is Stop.FEED_DOWN


def test_a_feed_that_leads_to_another_site_is_known_by_its_entries(world: World) -> None:
    """The feed of a site need not lie on it."""
    world.polled(world.one)
    world.publish(world.one, "https://elsewhere.example/1", "Тихо")
    found = world.ask("https://elsewhere.example/2")
    assert (found.stop, [one.id for one in found.feeds]) == (Stop.NEVER_SEEN, [world.one])


def test_what_stood_in_the_first_poll_is_silent(world: World) -> None:
    """A baseline entry is named as one, with what it mentions."""
    world.publish(world.one, URL, "Тарнск спит", baseline=True)
    found = world.ask("http://herald.example/2026/bridge")
    assert (found.stop, [one.surface for one in found.matches]) == (Stop.BASELINE, ["Тарнск"])


def test_without_a_match_the_search_explains_itself(world: World) -> None:
    """The gate of each entity is given; what would match now is told apart."""
    world.publish(world.one, URL, "Новый мост открыт")
    found = world.ask("herald.example/2026/bridge")
    assert found.stop is Stop.NO_MATCH
    assert found.explanation is not None
    assert [one.gate for one in found.explanation.findings] == [Gate.DERIVED_OFF]
    world.publish(world.one, "https://herald.example/port", "В порту тихо")
    assert world.ask("https://herald.example/port").stop is Stop.MATCHES_NOW  # the query knows the feed


def test_a_duplicate_names_the_first_report(world: World) -> None:
    """The second report of a story leads to the first, whoever published it."""
    world.publish(world.one, URL, "Тарнск спит")
    story = world.tell()
    copy = "https://courier.example/9"
    world.publish(world.other, copy, "В Тарнске тихо")
    assert world.ask(copy).stop is Stop.UNTOLD
    world.tell(story)
    found = world.ask(copy)
    assert found.stop is Stop.DUPLICATE
    assert found.alert is not None
    assert (found.alert.title, found.alert.feed_title, found.alert.created) == (
        "Тарнск спит",
        "Herald.Example",
        NOW,
    )
    assert world.ask(URL).stop is Stop.ALERTED


def test_of_several_entries_of_one_address_the_one_that_got_furthest_counts(world: World) -> None:
    """A baseline copy in another feed does not hide the alert."""
    world.publish(world.one, URL, "Тарнск спит")
    world.tell()
    world.publish(world.other, URL, "Тарнск спит", baseline=True)
    assert world.ask(URL).stop is Stop.ALERTED


@pytest.mark.parametrize(
    ("state", "stop"),
    [
        (DeliveryState.SENT, Stop.DELIVERED),
        (DeliveryState.UNKNOWN, Stop.UNSURE),
        (DeliveryState.FAILED, Stop.FAILED),
        (DeliveryState.GONE, Stop.FAILED),
        (DeliveryState.PENDING, Stop.WAITING),
    ],
)
def test_the_delivery_to_one_subscriber_is_told(world: World, state: DeliveryState, stop: Stop) -> None:
    """Delivered, waiting, perhaps delivered, failed: with the time and the reason."""
    person = world.subscriber()
    world.publish(world.one, URL, "Тарнск спит")
    world.tell()
    assert world.ask(URL, person).stop is Stop.WAITING
    world.expand()
    world.deliver(state)
    found = world.ask(URL, person)
    assert (found.stop, found.at) == (stop, NOW + HOUR)
    assert world.ask(URL).stop is Stop.ALERTED


@pytest.mark.parametrize(
    ("state", "reason", "stop"),
    [
        (DeliveryState.SKIPPED, "the story is muted", Stop.MUTED),
        (DeliveryState.SKIPPED, "the source is muted", Stop.MUTED),
        (DeliveryState.SKIPPED, "the name is muted", Stop.MUTED),
        (DeliveryState.SKIPPED, "too few sources", Stop.TOO_FEW),
        (DeliveryState.SKIPPED, "too old", Stop.TOO_OLD),
        (DeliveryState.SKIPPED, "not followed", Stop.NOT_FOLLOWED),
        (DeliveryState.SKIPPED, "its story was told already", Stop.HEARD),
        (DeliveryState.PENDING, "the source is muted", Stop.AWAITING_OTHER),
        (DeliveryState.PENDING, "paused", Stop.PAUSED),
        (DeliveryState.PENDING, "quiet hours", Stop.QUIET),
        (DeliveryState.PENDING, "hourly", Stop.PACED),
        (DeliveryState.PENDING, "weekly", Stop.PACED),
        (DeliveryState.PENDING, "sources", Stop.AWAITING),
        (DeliveryState.PENDING, "flood control", Stop.WAITING),
    ],
)
def test_what_a_subscriber_chose_is_named(
    world: World, state: DeliveryState, reason: str, stop: Stop
) -> None:
    """Muted, quiet hours, paused, too few sources: the gate is theirs, and so is the time it opens."""
    person = world.subscriber()
    world.publish(world.one, URL, "Тарнск спит")
    world.tell()
    world.expand()
    world.deliver(state, reason)
    found = world.ask(URL, person)
    assert (found.stop, found.at, found.reason) == (stop, NOW + HOUR, reason)
    shown = render_whynot(found, WATCH.watchlist, texts_for("en")).html
    assert "<b>" in shown
    assert world.ask(URL).fates == ((state, reason, 1),)


def test_a_story_in_a_round_up_is_found_there(world: World) -> None:
    """It stands as its message does: on its way, then delivered together with others."""
    person = world.subscriber()
    for title, url in (("Тарнск спит", URL), ("В Тарнске потоп", "https://herald.example/flood")):
        world.publish(world.one, url, title)
        world.tell()
    world.expand()
    carrier = world.database.run_now(claim_delivery, NOW)
    assert carrier is not None
    world.database.run_now(fold, [carrier.id + 1], carrier.id, "pace", NOW)
    flood = "https://herald.example/flood"
    assert world.ask(flood, person).stop is Stop.WAITING
    world.database.run_now(settle_delivery, carrier.id, DeliveryState.SENT, NOW + HOUR, message_id=7)
    found = world.ask(flood, person)
    assert (found.stop, found.at) == (Stop.ROUND_UP, NOW + HOUR)
    assert world.ask(URL, person).stop is Stop.ROUND_UP


def test_a_subscriber_who_does_not_follow_or_came_later_is_told_so(world: World) -> None:
    """No delivery was written, and the reason is the subscriber's own."""
    away, stopped = world.subscriber(1), world.subscriber(2)
    world.database.run_now(unfollow, away, EVERY)
    world.database.run_now(set_subscriber_state, stopped, SubscriberState.STOPPED)
    world.publish(world.one, URL, "Тарнск спит")
    world.tell()
    world.expand()
    late = world.subscriber(3, NOW + HOUR)
    assert world.ask(URL, away).stop is Stop.NOT_FOLLOWED
    assert world.ask(URL, stopped).stop is Stop.STOPPED
    assert world.ask(URL, late).stop is Stop.JOINED_LATER
    assert world.ask(URL, 10_000).stop is Stop.NOT_FOLLOWED


def test_a_story_told_as_another_was_heard_when_the_other_came(world: World) -> None:
    """Of two stories that were merged one alert is left out; the time is the other's."""
    person, first = world.subscriber(), "https://herald.example/first"
    stories = []
    for title, url in (("Тарнск спит", first), ("В Тарнске потоп", URL)):
        world.publish(world.one, url, title)
        stories.append(world.tell())
    world.expand()
    world.deliver(DeliveryState.SENT)
    claim = world.database.run_now(claim_delivery, NOW)
    assert claim is not None
    left_out = DeliveryState.SKIPPED, NOW + 5 * HOUR
    world.database.run_now(settle_delivery, claim.id, *left_out, reason="its story was told already")
    world.database.run_now(merge, stories[1], stories[0], now=NOW)
    found = world.ask(URL, person)
    assert (found.stop, found.at) == (Stop.HEARD, NOW + HOUR)
    assert world.ask(first, person).stop is Stop.DELIVERED
