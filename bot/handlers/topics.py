"""What happens when the topic of a forum group that alerts go to is closed or deleted."""

from __future__ import annotations

import structlog

from bot.gateway import TopicLost
from bot.i18n import texts_for
from bot.messages.help import render_topic_lost
from bot.services import Services
from storage.errors import DatabaseProblem
from storage.subscriber import forget_topic

log = structlog.get_logger(__name__)


def on_topic_lost(services: Services) -> TopicLost:
    """Return what forgets a lost topic and tells the group once; other topics of it concern nobody."""

    async def callback(chat: int, topic: int) -> None:
        database = services.database
        try:
            group = await database.run(forget_topic, database.keyring, chat, topic)
        except DatabaseProblem:
            log.warning("a lost topic could not be forgotten yet")
            return
        if group is not None:
            await services.gateway.answer(chat, render_topic_lost(texts_for(group.preferences.lang)))

    return callback
