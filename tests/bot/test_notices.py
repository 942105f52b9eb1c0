"""Who relies on a feed hears once, and with the reason, that it has stopped."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.notices import tell_of_stopped_feeds
from storage.feed import FeedInfo, PollResult, add_feed, settle_poll
from storage.subscriber import Role
from tests.bot.conversation import MODERATOR, READER, Conversation

BOSS = 702
DAY = timedelta(days=1)


async def told(talk: Conversation, *people: int) -> list[list[str]]:
    """Look for stopped feeds; returns what each of these people is told."""
    before = [len(talk.telegram.texts(person)) for person in people]
    await tell_of_stopped_feeds(talk.services)
    return [talk.telegram.texts(person)[n:] for person, n in zip(people, before, strict=True)]


async def people(talk: Conversation) -> None:
    """Let in a reader, a moderator and an admin who speaks Russian."""
    await talk.joined(READER)
    await talk.joined(MODERATOR, Role.MODERATOR)
    await talk.joined(BOSS, Role.ADMIN, lang="ru")


async def test_a_closed_feed_is_told_to_who_subscribed_to_it(talk: Conversation) -> None:
    """The one person who chose it, in their language, with the reason and the day."""
    await people(talk)
    chosen = talk.subscriber(BOSS)
    assert chosen is not None
    _polled(talk, _feed(talk, "Harbour News", added_by=chosen.id), "gone")
    reader, moderator, [notice] = await told(talk, READER, MODERATOR, BOSS)
    assert (reader, moderator) == ([], [])
    assert notice.splitlines()[0] == "1 лента больше ничего не приносит"
    assert "Harbour News – закрыта насовсем, 5 мар. 2026" in notice


async def test_a_feed_nobody_chose_is_told_to_every_moderator(talk: Conversation) -> None:
    """Feeds of the starter list and of the command line are everybody's; readers are left in peace."""
    await people(talk)
    _polled(talk, _feed(talk, "Harbour News"), "gone")
    reader, moderator, boss = await told(talk, READER, MODERATOR, BOSS)
    assert [len(reader), len(moderator), len(boss)] == [0, 1, 1]


async def test_a_feed_whose_chooser_has_left_is_told_to_the_others(talk: Conversation) -> None:
    """Nobody is bound to remember what somebody else subscribed to."""
    await people(talk)
    chosen = talk.subscriber(MODERATOR)
    assert chosen is not None
    _polled(talk, _feed(talk, "Harbour News", added_by=chosen.id), "gone")
    await talk.say(MODERATOR, "/stop")
    moderator, boss = await told(talk, MODERATOR, BOSS)
    assert [len(moderator), len(boss)] == [0, 1]


async def test_a_failing_feed_is_told_after_a_day_and_once(talk: Conversation) -> None:
    """An hour is no news; a day is, once, until the feed was well again."""
    await people(talk)
    feed = _feed(talk, "Harbour News")
    _polled(talk, feed, "ok")
    talk.now += timedelta(hours=1)
    _polled(talk, feed, "down")
    assert await told(talk, MODERATOR) == [[]]
    talk.now += DAY
    _polled(talk, feed, "down")
    [[notice]] = await told(talk, MODERATOR)
    assert "1. Harbour News – does not answer (no such page, error 404)" in notice
    talk.now += DAY
    assert await told(talk, MODERATOR) == [[]]
    _polled(talk, feed, "ok")
    talk.now += DAY
    _polled(talk, feed, "down")
    [[_]] = await told(talk, MODERATOR)


async def test_a_feed_that_failed_and_is_closed_then_is_told_of_again(talk: Conversation) -> None:
    """That it will not come back is something else."""
    await people(talk)
    feed = _feed(talk, "Harbour News")
    talk.now += DAY
    _polled(talk, feed, "down")
    assert len((await told(talk, MODERATOR))[0]) == 1
    _polled(talk, feed, "gone")
    [[notice]] = await told(talk, MODERATOR)
    assert "gone for good" in notice
    assert await told(talk, MODERATOR) == [[]]


async def test_several_feeds_are_one_message(talk: Conversation) -> None:
    """A bad day of the network does not ring forty times."""
    await people(talk)
    feeds = [_feed(talk, f"Feed {number}") for number in range(40)]
    talk.now += DAY
    for feed in feeds:
        _polled(talk, feed, "down")
    [[notice]] = await told(talk, MODERATOR)
    assert notice.startswith("40 feeds bring nothing any more")


async def test_what_nobody_can_be_told_waits(talk: Conversation) -> None:
    """Without a moderator, or with Telegram out of reach, the notice is kept for later."""
    _polled(talk, _feed(talk, "Harbour News"), "gone")
    assert await tell_of_stopped_feeds(talk.services) == 0
    await talk.joined(MODERATOR, Role.MODERATOR)
    talk.telegram.lose_connection("getMe", connected=False)
    assert await told(talk, MODERATOR) == [[]]
    [[_]] = await told(talk, MODERATOR)


@pytest.mark.parametrize("remove", [True, False])
async def test_a_closed_feed_stays_on_the_list_until_it_is_taken_off(
    talk: Conversation, remove: bool
) -> None:
    """/feeds and /status show it with reason and day; /unsub, or a month, takes it away."""
    await people(talk)
    feed = _feed(talk, "Harbour News")
    _polled(talk, feed, "gone")
    (listed,) = await talk.say(MODERATOR, "/feeds")
    row = "1. Harbour News – gone for good, 5 Mar 2026 (closed by its publisher, error 410)"
    assert row in listed
    (status,) = await talk.say(MODERATOR, "/status")
    assert "1 feed was closed by its publisher." in status
    assert row in status
    if remove:
        await talk.say(MODERATOR, f"/unsub {feed.id}")
        await talk.tap(MODERATOR, "Stop reading it")
    else:
        talk.now += timedelta(days=31)
    assert "Harbour News" not in (await talk.say(MODERATOR, "/feeds"))[0]
    assert "Harbour News" not in (await talk.say(MODERATOR, "/status"))[0]


def _feed(talk: Conversation, title: str, added_by: int | None = None) -> FeedInfo:
    url = f"https://x.example/{title}"
    return talk.database.run_now(add_feed, url=url, url_key=url, now=talk.now, title=title, added_by=added_by)


def _polled(talk: Conversation, feed: FeedInfo, health: str, now: datetime | None = None) -> None:
    reasons = {
        "down": "The server has no such page (404).",
        "gone": "The publisher has removed the feed for good (410).",
    }
    result = PollResult(
        health=health,
        reason=reasons.get(health, ""),
        next_poll=talk.now,
        failures=0.0 if health == "ok" else 1.0,
        ok=health == "ok",
        retired=health == "gone",
    )
    talk.database.run_now(settle_poll, feed.id, result, now or talk.now)
