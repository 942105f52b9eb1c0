"""Which report of a story a reader is shown: whose words, in which language, and never another's."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, col, select

from bot.showing import choose
from feeds.types import Match
from storage.entry import Entry
from storage.preferences import Pace, Preferences, Sources
from storage.story import StoryReport
from storage.translation import ToTranslate, remember
from storage.waiting import rouse
from tests.bot.messages.reports import SEEN, report
from tests.bot.newsroom import NOON, Newsroom, newsroom, states, wants
from tests.telegram.core import FakeTelegram

READER = 501
HEARD = ("Two men detained in Argun, Chechnya", "Police in Argun detained two men on Sunday evening.")
COPIED = (
    "В чеченском Аргуне задержаны двое мужчин",
    "Полиция в Аргуне задержала двоих мужчин в воскресенье вечером.",
)
FREED = (
    "Задержанных в Аргуне мужчин отпустили",
    "Двоих мужчин, задержанных в Аргуне в воскресенье вечером, отпустили.",
)
TOMORROW = int((NOON + timedelta(days=1)).timestamp())


@pytest.fixture
async def room(tmp_path: Path, telegram: FakeTelegram) -> AsyncIterator[Newsroom]:
    """Three feeds: an English one, a Russian one, and a Russian one of the state."""
    async with newsroom(tmp_path, telegram) as opened:
        await opened.feed("river", "River Post", "independent", "en")
        await opened.feed("stolitsa", "Столица", "independent", "ru")
        await opened.feed("vestnik", "Вестник", "state", "ru")
        yield opened


def named(number: int, *entities: str, **changes: Any) -> StoryReport:
    """Return a report of this number and feed that names these."""
    matches = tuple(Match(one, one, "title", 0, 1, one, "exact") for one in entities)
    other = {"title": f"Report number {number}", "text": f"What number {number} found out.", "owner": ""}
    site = f"https://n{number}.example/rss"
    return report(
        entry_id=number, feed_id=number, feed_url=site, matches=matches, **{**other, "lang": "en", **changes}
    )


OWN = named(1, "argun", "titiev", view="state")
FREE = named(2, "argun", "titiev", view="independent")
IN_RUSSIAN = named(3, "argun", "titiev", view="state", lang="ru")
OF_ONE = named(4, "argun", view="independent", lang="ru")
FREE_IN_RUSSIAN = named(5, "argun", "titiev", view="ngo", lang="ru")
ALL = [OWN, FREE, IN_RUSSIAN, OF_ONE, FREE_IN_RUSSIAN]
LATER = int((SEEN + timedelta(hours=1)).timestamp())


@pytest.mark.parametrize(
    ("wishes", "told", "shown"),
    [
        (Preferences(), ALL, 1),
        (Preferences(told_in="en"), ALL, 1),
        (Preferences(told_in="ru"), ALL, 3),
        (Preferences(told_in="ru"), [OWN, FREE, OF_ONE], 1),
        (Preferences(told_in="uk"), ALL, 1),
        (Preferences(sources=Sources.INDEPENDENT), ALL, 2),
        (Preferences(sources=Sources.INDEPENDENT, told_in="ru"), ALL, 5),
        (Preferences(sources=Sources.INDEPENDENT, told_in="ru"), [OWN, FREE, IN_RUSSIAN], 2),
        (Preferences(sources=Sources.TWO), ALL, 1),
        (Preferences(muted={"feed:1": LATER}), ALL, 2),
        (Preferences(muted={"feed:1": LATER}), [OWN, OF_ONE], 4),
        (Preferences(muted={"feed:1": LATER - 7200}), ALL, 1),
        (Preferences(muted={"feed:1": LATER, "feed:2": LATER}, sources=Sources.INDEPENDENT), ALL, 5),
        (Preferences(muted={"feed:1": LATER}, told_in="ru"), ALL, 3),
        (Preferences(muted={"feed:1": LATER}), [OWN], 1),
    ],
)
def test_the_best_report_for_a_reader_is_shown(
    wishes: Preferences, told: list[StoryReport], shown: int
) -> None:
    """No muted source, then an independent one, then one that names the same, then the reader's language."""
    assert choose(OWN, told, ["argun", "titiev"], wishes, SEEN).entry_id == shown


def test_an_outlet_that_only_repeats_the_state_does_not_lead() -> None:
    """Who asks for somebody independent is shown whoever found it out."""
    words = "The men were taken to the district police station, the ministry said, and gave evidence there."
    original = named(1, "argun", view="state", text=words * 3)
    copied = named(2, "argun", view="independent", text=words * 3)
    found_out = named(3, "argun", view="independent", text="Neighbours saw how the men were beaten." * 3)
    wishes = Preferences(sources=Sources.INDEPENDENT)
    assert choose(original, [original, copied, found_out], ["argun"], wishes, SEEN).entry_id == 3


@pytest.mark.parametrize("told_in", ["", "en", "ru"])
async def test_an_update_is_shown_as_the_report_that_brought_it(room: Newsroom, told_in: str) -> None:
    """Its words, its link and its source, whatever language the reader prefers; the time is the reader's."""
    wants(room, room.reader(READER), told_in=told_in, zone="Europe/Moscow")
    room.publish("river", "a", *HEARD)
    await room.work()
    room.publish("vestnik", "c", *FREED)
    await room.later(minutes=1)
    update = room.shown(READER)[1]
    assert update.startswith("Update · Argun, Chechnya · Вестник (state media)\nNew: released\n")
    assert FREED[0] in update
    assert HEARD[0] not in update
    assert "Seen 23 Nov 2026, 15:01 MSK" in update


async def test_an_update_is_shown_in_its_own_translation(room: Newsroom) -> None:
    """The headline and the summary of the same report, said to be translated; another's never."""
    wants(room, room.reader(READER), told_in="en")
    room.publish("river", "a", *HEARD)
    await room.work()
    room.publish("vestnik", "c", *FREED)
    await room.poll()

    def translate(session: Session) -> None:
        entry = session.exec(select(Entry).where(col(Entry.title) == FREED[0])).one()
        asked = ToTranslate(entry.id or 0, "en", entry.content_hash, entry.title, entry.summary, "Вестник")
        remember(session, asked, model="m", now=room.now, told="Men of Argun let go\nBoth are at home.")

    room.database.run_now(translate)
    await room.later(minutes=1)
    update = room.shown(READER)[1]
    assert "Вестник (state media)\nNew: released\nMen of Argun let go\n" in update
    assert "Both are at home." in update
    assert "Machine translation, checked against the source." in update
    assert FREED[0] not in update


async def test_a_round_up_is_in_the_readers_language_where_the_story_is(room: Newsroom) -> None:
    """Each line shows a report that the reader can read, if the story has one."""
    wants(room, room.reader(READER), told_in="ru", pace=Pace.HOURLY)
    room.publish("river", "a", *HEARD)
    room.publish("river", "b", "Teachers in Chechnya strike over wages", "Forty schools stayed closed.")
    await room.work()
    room.publish("stolitsa", "c", *COPIED)
    await room.later(minutes=5)
    await room.later(hours=1)
    [message] = room.shown(READER)
    assert f"• {COPIED[0]} – Столица" in message
    assert "• Teachers in Chechnya strike over wages – River Post" in message
    assert HEARD[0] not in message


async def test_a_story_of_a_muted_source_is_told_from_another(room: Newsroom) -> None:
    """It waits until somebody else reports it, and shows what they say."""
    wants(room, room.reader(READER), muted={"feed:3": TOMORROW})
    room.publish("vestnik", "a", *COPIED)
    await room.work()
    assert room.shown(READER) == []
    assert states(room) == [("pending", "the source is muted")]
    room.publish("river", "b", *HEARD)
    await room.later(minutes=16)
    [message] = room.shown(READER)
    assert message.startswith(f"Argun, Chechnya · River Post (independent)\n{HEARD[0]}\n")


async def test_a_story_that_only_muted_sources_tell_is_left_out_in_the_end(room: Newsroom) -> None:
    """Also where the mute runs out before: it was no pause, and what it kept away is not made up for."""
    wants(room, room.reader(READER), muted={"feed:3": TOMORROW})
    room.publish("vestnik", "a", *COPIED)
    await room.work()
    for _ in range(7):
        await room.later(hours=11)
    assert room.shown(READER) == []
    assert states(room) == [("skipped", "the source is muted")]


async def test_a_mute_taken_back_brings_what_waited(room: Newsroom) -> None:
    """Whoever muted a source by mistake loses nothing."""
    person = room.reader(READER)
    wants(room, person, muted={"feed:3": TOMORROW})
    room.publish("vestnik", "a", *COPIED)
    await room.work()
    wants(room, person, muted={})
    room.database.run_now(rouse, person, room.now)
    await room.work()
    assert len(room.shown(READER)) == 1


async def test_an_update_of_a_muted_source_is_told_by_who_comes_next(room: Newsroom) -> None:
    """It shows what the other source says, and claims nothing of it that the muted one said."""
    wants(room, room.reader(READER), muted={"feed:3": TOMORROW})
    room.publish("river", "a", *HEARD)
    await room.work()
    room.publish("vestnik", "c", *FREED)
    await room.later(minutes=1)
    assert len(room.shown(READER)) == 1
    title = "Мужчин, задержанных в Аргуне в воскресенье вечером, отпустили домой"
    room.publish("stolitsa", "d", title, FREED[1])
    await room.later(minutes=16)
    first, update = room.telegram.messages(READER, by_bot=True)
    assert update.text.startswith(f"Update · Argun, Chechnya · Столица (independent)\n{title}\n")
    assert "New:" not in update.text
    assert update.body["reply_to_message"]["message_id"] == first.id


async def test_whoever_wants_independent_reports_is_shown_one(room: Newsroom) -> None:
    """The state medium was first; the independent source leads, and the other is listed."""
    wants(room, room.reader(READER), sources=Sources.INDEPENDENT)
    room.publish("vestnik", "a", *COPIED)
    await room.work()
    assert room.shown(READER) == []
    room.publish("river", "b", *HEARD)
    await room.later(minutes=16)
    [message] = room.shown(READER)
    assert message.startswith("Argun, Chechnya · River Post (independent)\n")
    assert "Also: Вестник (state media)" in message
