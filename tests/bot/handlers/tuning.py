"""Moderators at work on the watch-list: the steps that several tests take."""

from __future__ import annotations

from datetime import timedelta

from feeds.types import WatchList
from feeds.watch.watchlist import dump, parse
from storage.story import Alert
from storage.subscriber import Role
from storage.watchlist import add_watchlist, current_watchlist
from tests.bot.conversation import MODERATOR, WATCHLIST, Conversation

SECOND = 702
"""Another moderator."""


async def moderating(talk: Conversation, lang: str = "en", person: int = MODERATOR) -> None:
    """Let a moderator in, with the conversation's watch-list stored as the first version."""
    if talk.database.read_now(current_watchlist) is None:
        talk.database.run_now(add_watchlist, dump(WATCHLIST), talk.now)
    await talk.joined(person, Role.MODERATOR, lang)


async def reply(talk: Conversation, person: int, text: str) -> list[str]:
    """Answer the bot's newest message by replying to it."""
    asked = talk.telegram.messages(person, by_bot=True)[-1].body
    return await talk.say(person, text, reply_to_message=asked)


async def at_desk(talk: Conversation, name: str, person: int = MODERATOR) -> None:
    """Open the page of an entity."""
    await talk.say(person, f"/watch {name}")


def in_force(talk: Conversation) -> WatchList:
    """Return the watch-list as the database has it."""
    stored = talk.database.read_now(current_watchlist)
    assert stored is not None
    return parse(stored[1])


def version(talk: Conversation) -> int:
    """Return the number of the version in force."""
    stored = talk.database.read_now(current_watchlist)
    return stored[0] if stored else 0


def words_of(talk: Conversation, key: str) -> list[str]:
    """Return the keywords of an entity in force."""
    entity = in_force(talk).get(key)
    return [keyword.text for keyword in entity.keywords] if entity else []


def archive(talk: Conversation, *titles: str, days: int = 3) -> list[int]:
    """Store entries of the past days, one story each, all about Velsky as far as Vigil knew."""
    before, ids = talk.now, []
    for at, title in enumerate(titles):
        talk.now = before - timedelta(days=days) + timedelta(hours=at)
        ids.append(talk.publish(title))
    talk.now = before
    return ids


def alert_of(talk: Conversation, entry_id: int) -> int:
    """Return the alert that shows an entry."""
    from sqlmodel import select

    query = select(Alert.id).where(Alert.entry_id == entry_id)
    return talk.database.read_now(lambda session: session.exec(query).one() or 0)
