"""Quiet hours while the clocks change: not a sound in them, and nothing lost, as the wall clock says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from storage.outbox import count_deliveries
from storage.preferences import Preferences
from storage.subscriber import change_preferences
from tests.bot.newsroom import newsroom
from tests.telegram.core import FakeTelegram

READER = 501
NIGHTS = [
    ("Europe/Berlin", "2026-10-25"),
    ("Europe/Berlin", "2027-03-28"),
    ("America/New_York", "2026-11-01"),
    ("America/New_York", "2027-03-14"),
    ("Europe/Moscow", "2010-10-31"),
    ("Europe/Moscow", "2011-03-27"),
    ("Europe/Moscow", "2014-10-26"),
    ("Asia/Tbilisi", "2004-10-31"),
    ("Asia/Tbilisi", "2004-03-28"),
    ("Asia/Tbilisi", "2005-03-27"),
    ("Europe/Moscow", "2026-10-25"),
    ("Asia/Tbilisi", "2027-03-28"),
]
"""The nights before these days; in the last two no clock is changed there any more."""
EVENTS = [
    ("Bakery fire injures two in Argun", "A bakery burned down on Mill Street before dawn."),
    ("Teachers in Chechnya strike over wages", "Forty schools stayed closed, the union says."),
    ("Chechnya: dam inspectors warn of cracks", "The reservoir above the valley must be emptied."),
    ("Kadyrov receives a delegation of beekeepers", "Honey exports were the subject."),
    ("Argun library reopens after a decade", "Readers queued round the block for cards."),
    ("Wolves seen near villages in Chechnya", "Shepherds lost thirty sheep in a week."),
]
QUIETS = [((23, 0), (7, 0)), ((1, 30), (2, 30)), ((2, 30), (6, 0)), ((22, 0), (2, 15))]


def test_the_clocks_do_change_in_those_nights() -> None:
    """The table says what it promises."""
    for zone, day in NIGHTS[:-2]:
        noon = datetime.combine(datetime.fromisoformat(day).date(), time(12), ZoneInfo(zone))
        assert (noon - timedelta(days=1)).utcoffset() != noon.utcoffset(), (zone, day)


@pytest.mark.parametrize(("zone", "day"), NIGHTS)
async def test_a_night_is_quiet_and_loses_nothing(
    tmp_path: Path, telegram: FakeTelegram, zone: str, day: str
) -> None:
    """A story every ninety minutes of the night, four readers: each hears all, none in their hours."""
    where = ZoneInfo(zone)
    morning = datetime.combine(datetime.fromisoformat(day).date(), time(8), where)
    async with newsroom(tmp_path, telegram) as room:
        room.now = (morning - timedelta(days=1)).replace(hour=21, minute=50).astimezone(UTC)
        readers = dict(zip(range(READER, READER + 4), QUIETS, strict=True))
        for chat, ((hour, minute), (until, past)) in readers.items():
            quiet = (hour * 60 + minute, until * 60 + past)
            change: Callable[[Preferences], Preferences] = lambda old, q=quiet: replace(  # type: ignore[misc]  # noqa: E731
                old, quiet=q, zone=zone
            )
            room.database.run_now(change_preferences, room.reader(chat), change)
        await room.feed("river", "River Post", "independent", "en")
        seen = dict.fromkeys(readers, 0)
        waiting = list(enumerate(EVENTS))
        step = 0
        while room.now < morning.astimezone(UTC):
            if step % 2 == 0 and waiting:
                number, (title, text) = waiting.pop(0)
                room.publish("river", f"e{number}", title, text)
            began = room.now
            await room.work()
            for chat, hours in readers.items():
                count = len(room.shown(chat))
                loud = not (_inside(began, where, hours) and _inside(room.now, where, hours))
                assert count == seen[chat] or loud, f"{chat} was woken at {began.astimezone(where)}"
                seen[chat] = count
            room.now = began + timedelta(minutes=45)
            step += 1
        await room.work()
        for chat in readers:
            text = "\n".join(room.shown(chat))
            assert [text.count(title) for title, _ in EVENTS] == [1] * len(EVENTS)
        assert room.database.read_now(count_deliveries).get("pending", 0) == 0


def _inside(moment: datetime, where: ZoneInfo, hours: tuple[tuple[int, int], tuple[int, int]]) -> bool:
    """Say whether the wall clock of a place lies in quiet hours."""
    local = moment.astimezone(where)
    (start, end), now = hours, (local.hour, local.minute)
    return start <= now < end if start < end else now >= start or now < end
