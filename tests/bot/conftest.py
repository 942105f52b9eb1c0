"""A conversation ready to begin, on a fresh database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.opening import open_database
from tests.bot.conversation import Conversation, conversation
from tests.telegram import FakeTelegram


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a migrated, empty database and its key: copying it is quicker than migrating."""
    folder = tmp_path_factory.mktemp("empty") / "data"
    folder.mkdir()
    open_database(f"sqlite:///{folder}/vigil.db", folder / "keys").close()
    return folder


@pytest.fixture
async def talk(
    telegram: FakeTelegram, tmp_path: Path, empty_database: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Conversation]:
    """Nobody has joined yet; messages to one chat need no pause."""
    monkeypatch.setattr("bot.limits.CHAT_SPACING", 0.0)
    monkeypatch.setattr("bot.limits.GROUP_SPACING", 0.0)
    async with conversation(telegram, tmp_path, empty_database) as opened:
        yield opened
