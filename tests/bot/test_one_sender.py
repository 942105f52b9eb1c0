"""Of those who share a database one sends."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage.database import Database
from storage.errors import DatabaseProblem
from tests.bot.newsroom import newsroom
from tests.telegram.core import FakeTelegram

READER = 501


async def test_two_never_send_from_one_database(
    tmp_path: Path, telegram: FakeTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second does not begin; one whose right to send was lost waits, and goes on when it has it again."""
    ours = False

    async def hold(_: Database) -> bool:
        return ours

    async with newsroom(tmp_path, telegram) as room:
        room.reader(READER)
        await room.feed("river", "River Post", "independent", "en")
        monkeypatch.setattr(Database, "hold_sending", hold)
        with pytest.raises(DatabaseProblem, match="Another Vigil sends from this database: stop it first"):
            await room.post.start()
        room.publish("river", "1", "Bakery fire injures two in Argun", "A bakery burned down before dawn.")
        await room.work()
        assert room.shown(READER) == []
        ours = True
        await room.send()
        assert len(room.shown(READER)) == 1
