"""A story is told once, its message kept up to date, and only what is new makes another sound."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from storage.entry import Entry
from storage.outbox import Delivery, DeliveryKind, count_deliveries
from storage.placing import list_stories, merge
from storage.renewal import plan_renewal
from storage.story import Alert, AlertKind, stir
from tests.bot.newsroom import Newsroom, newsroom
from tests.telegram.core import FakeTelegram

READER, OTHER = 501, 502
ALERT = "Two men detained in Argun, Chechnya"
ALERT_TEXT = (
    "Police in Argun detained two men on Sunday evening, residents told River Post. "
    "Where they were taken is not known."
)
COPY = "В чеченском Аргуне задержаны двое мужчин"
COPY_TEXT = (
    "Полиция в Аргуне задержала двоих мужчин в воскресенье вечером, рассказали местные жители. "
    "Куда их увезли, неизвестно."
)
FREED = "Задержанных в Аргуне мужчин отпустили"
FREED_TEXT = (
    "Двоих мужчин, задержанных в Аргуне в воскресенье вечером, отпустили. Об этом сообщила полиция Чечни."
)


@pytest.fixture
async def room(tmp_path: Path, telegram: FakeTelegram) -> AsyncIterator[Newsroom]:
    """One reader, three feeds, and one story that was told."""
    async with newsroom(tmp_path, telegram) as opened:
        opened.reader(READER)
        await opened.feed("river", "River Post", "independent", "en")
        await opened.feed("stolitsa", "Столица", "independent", "ru")
        await opened.feed("vestnik", "Вестник", "state", "ru")
        opened.publish("river", "a", ALERT, ALERT_TEXT)
        await opened.work()
        yield opened


def renewals(room: Newsroom) -> list[str]:
    """The states of the renewals there are."""
    query = select(Delivery.state).where(Delivery.kind == DeliveryKind.EDIT)
    return list(room.database.read_now(lambda session: session.exec(query).all()))


def updates(room: Newsroom) -> list[Alert]:
    """The updates there are."""
    query = select(Alert).where(Alert.kind == AlertKind.UPDATE).order_by(col(Alert.id))
    return list(room.database.read_now(lambda session: session.exec(query).all()))


async def test_a_further_report_is_added_to_the_message_without_a_sound(room: Newsroom) -> None:
    """The one message gets the new line of sources two minutes later; nothing else is sent."""
    assert "1 report, 1 owner; en" in room.shown(READER)[0]
    room.publish("stolitsa", "b", COPY, COPY_TEXT)
    await room.later(minutes=1)
    assert "1 report, 1 owner; en" in room.shown(READER)[0]
    await room.later(minutes=2)
    [text] = room.shown(READER)
    assert "2 reports, 2 owners; en + ru" in text
    assert "Also: Столица (independent)" in text
    [message] = room.telegram.messages(READER, by_bot=True)
    assert message.buttons == ["Why?", "Mute", "Not relevant"]


async def test_renewals_keep_their_distance(room: Newsroom) -> None:
    """Reports that come one by one renew a message at most once in fifteen minutes."""
    for number in range(5):
        room.publish("stolitsa" if number % 2 else "vestnik", f"n{number}", COPY, f"{COPY_TEXT} {number}")
        await room.later(minutes=3)
    [message] = room.telegram.messages(READER, by_bot=True)
    assert len(message.history) == 1
    await room.later(minutes=15)
    assert len(message.history) == 2


async def test_an_old_message_is_left_alone(room: Newsroom) -> None:
    """Two days after its alert a message is not changed any more."""
    room.now += timedelta(hours=48)
    room.publish("stolitsa", "b", COPY, COPY_TEXT)
    await room.later(minutes=1)
    await room.later(minutes=30)
    assert "Столица" not in room.shown(READER)[0]


async def test_something_new_is_an_answer_to_the_first_message(room: Newsroom) -> None:
    """A release is told as a short reply, with a sound; who joined meanwhile and heard nothing gets none."""
    room.reader(OTHER)
    room.publish("vestnik", "c", FREED, FREED_TEXT)
    await room.later(minutes=1)
    first, second = room.telegram.messages(READER, by_bot=True)
    assert second.text.startswith("Update · Argun")
    assert "New: released" in second.text
    assert second.body["reply_to_message"]["message_id"] == first.id
    assert not second.silent
    assert room.shown(OTHER) == []


async def test_an_update_whose_first_message_is_gone_stands_alone(room: Newsroom) -> None:
    """A reader who deleted the alert gets the update all the same."""
    room.telegram.messages(READER, by_bot=True)[0].deleted = True
    room.publish("vestnik", "c", FREED, FREED_TEXT)
    await room.later(minutes=1)
    await room.later(minutes=3)
    [update] = room.telegram.messages(READER, by_bot=True)
    assert "reply_to_message" not in update.body
    assert renewals(room) == ["skipped"]


async def test_what_is_new_within_half_an_hour_is_told_together(room: Newsroom) -> None:
    """The second and third news wait for each other, and make one message."""
    room.publish("vestnik", "c", FREED, FREED_TEXT)
    await room.later(minutes=1)
    room.publish("stolitsa", "d", "Задержанным в Аргуне мужчинам предъявили обвинение", COPY_TEXT)
    await room.later(minutes=5)
    room.publish("river", "e", "Two men detained in Argun, Chechnya, were tortured", ALERT_TEXT)
    await room.later(minutes=5)
    assert len(updates(room)) == 2
    assert len(room.shown(READER)) == 2
    await room.later(minutes=30)
    assert len(room.shown(READER)) == 3
    assert "tortured" in room.shown(READER)[2]
    assert "charged" in room.shown(READER)[2]


async def test_an_edit_of_the_source_is_noted_and_news_only_when_it_brings_some(room: Newsroom) -> None:
    """Another wording changes the message; a release in the same article makes an update."""
    room.publish("river", "a", "Two men were detained in Argun in Chechnya", ALERT_TEXT)
    await room.later(minutes=1)
    await room.later(minutes=3)
    assert "The source changed its headline on 23 Nov 2026." in room.shown(READER)[0]
    assert updates(room) == []
    freed = "Two men detained in Argun in Chechnya released"
    room.publish("river", "a", freed, f"The two men were released. {ALERT_TEXT}")
    await room.later(minutes=1)
    assert [update.changes for update in updates(room)] == [["count:released:2"]]


async def test_what_the_source_took_down_is_marked(room: Newsroom) -> None:
    """A removed article stays told, and says that it was removed."""

    def remove(session: Session) -> None:
        entry = session.exec(select(Entry).where(Entry.title == ALERT)).one()
        entry.removed_at = room.now
        session.add(entry)
        stir(session, [entry.id or 0], room.now)

    room.database.run_now(remove)
    await room.later(minutes=1)
    await room.later(minutes=3)
    assert "Taken down at the source, seen on 23 Nov 2026." in room.shown(READER)[0]


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (COPY, COPY_TEXT),
        ("В Аргуне задержали двоих мужчин", "Двоих мужчин задержали в Аргуне вечером в воскресенье."),
        (ALERT, ALERT_TEXT + " The weather was cold. A long background follows. Others died there in 2017."),
    ],
)
async def test_other_words_for_the_same_are_silent(room: Newsroom, title: str, text: str) -> None:
    """A translation, another wording and old background make no update."""
    room.publish("stolitsa", "b", title, text)
    await room.later(minutes=1)
    assert updates(room) == []


async def test_a_kill_between_any_two_steps_loses_no_update(room: Newsroom) -> None:
    """Whatever step a process dies after, the next one goes on from the database."""
    room.publish("vestnik", "c", FREED, FREED_TEXT)
    for step in ("poll", "tell_due", "weigh_due", "expand_due"):
        await (room.poll() if step == "poll" else getattr(room.line, step)())
        room.line.close()
        room.restart()
        await room.line.start()
        await room.post.start()
    await room.post.deliver_due()
    assert len(room.shown(READER)) == 2
    await room.later(minutes=3)
    assert "2 reports, 2 owners, 1 state; en + ru" in room.shown(READER)[0]
    assert len(room.shown(READER)) == 2


async def test_a_renewal_under_way_at_a_kill_is_made_again(room: Newsroom) -> None:
    """An edit may be repeated: it is no possible repeat, and nobody is told so."""
    room.publish("stolitsa", "b", COPY, COPY_TEXT)
    await room.later(minutes=1)
    room.now += timedelta(minutes=3)
    room.telegram.lose_answer("editMessageText", times=1)
    await room.line.expand_due()
    await room.post.deliver_due()
    assert renewals(room) == ["pending"]
    await room.later(minutes=1)
    assert renewals(room) == ["sent"]
    [text] = room.shown(READER)
    assert "2 reports, 2 owners" in text
    assert "may have had this one" not in text
    assert room.database.read_now(count_deliveries) == {"sent": 1, "repeats": 0}


async def test_new_alerts_go_before_renewals(room: Newsroom) -> None:
    """A renewal that waits longer gives way to a story that nobody has heard."""
    room.publish("stolitsa", "b", COPY, COPY_TEXT)
    await room.later(minutes=1)
    room.now += timedelta(minutes=3)
    await room.line.expand_due()
    room.now += timedelta(seconds=30)
    room.publish("river", "z", "Library in Argun opens a reading room", "Readers in Argun get a room.")
    await room.poll()
    await room.line.tell_due()
    await room.line.expand_due()
    await room.post.deliver_due()
    assert len(room.shown(READER)) == 2
    assert renewals(room) == ["pending"]


async def test_stories_merged_by_hand_stay_merged_for_a_running_line(room: Newsroom) -> None:
    """The index learns of it: what it would put into the merged story is told in the other."""
    room.publish("vestnik", "x", "Library in Argun opens a reading room", "Readers in Argun get a room.")
    await room.work()
    assert [story.id for story in room.database.read_now(list_stories, 10)] == [2, 1]
    room.database.run_now(merge, 2, 1, now=room.now)
    room.publish("river", "y", "Library in Argun opens reading room for readers", "Argun readers get a room.")
    await room.later(minutes=1)
    assert [(story.id, story.reports) for story in room.database.read_now(list_stories, 10)] == [(1, 3)]
    assert len(room.shown(READER)) == 2


async def test_a_blocked_chat_ends_its_renewals_too(room: Newsroom) -> None:
    """A reader who is gone is gone for edits as for alerts."""
    room.telegram.chat(READER, state="blocked")
    room.publish("stolitsa", "b", COPY, COPY_TEXT)
    room.telegram.fail("editMessageText", 403, times=1)
    await room.later(minutes=1)
    await room.later(minutes=3)
    assert renewals(room) == ["gone"]


async def test_an_unchanged_message_is_as_good_as_renewed(room: Newsroom) -> None:
    """Telegram refuses an edit that changes nothing; that is a fine end."""
    room.database.run_now(stir, [2], room.now)
    room.database.run_now(plan_renewal, 1, room.now)
    await room.later(minutes=3)
    assert renewals(room) == ["sent"]
    assert room.telegram.messages(READER, by_bot=True)[0].history == []


async def test_an_update_may_be_less_urgent_than_its_story(room: Newsroom) -> None:
    """A charge is notable, also where the story began with a detention."""
    room.publish("river", "a", "Two men charged in Argun, Chechnya", "The two men were charged by a court.")
    await room.later(minutes=1)
    assert urgencies(room) == [("new", 2), ("update", 1)]


async def test_a_grave_turn_in_a_quiet_story_is_urgent(room: Newsroom) -> None:
    """Nobody was in a hurry to hear that men were questioned; that one was killed cannot wait."""
    words = "in Argun about the fire at the market, a spokesman said on Monday."
    room.publish(
        "river", "q", "Two witnesses questioned in Argun", f"Police questioned two witnesses {words}"
    )
    await room.later(minutes=1)
    room.publish(
        "stolitsa",
        "k",
        "Two witnesses questioned in Argun, one killed",
        f"One of the two witnesses whom police questioned {words[:-1]} was killed.",
    )
    await room.later(minutes=1)
    assert urgencies(room)[1:] == [("new", 0), ("update", 2)]


def urgencies(room: Newsroom) -> list[tuple[str, int]]:
    """How urgent each alert is, by its kind."""
    query = select(Alert).order_by(col(Alert.id))
    return room.database.read_now(lambda session: [(one.kind, one.urgency) for one in session.exec(query)])
