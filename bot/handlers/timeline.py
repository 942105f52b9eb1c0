"""/timeline: a watched name day by day, as text and as a picture."""

from __future__ import annotations

import structlog

from bot.choices import read_length
from bot.digest.apart import NotRendered, drawn
from bot.digest.telling import zone_of
from bot.digest.timeline import LONGEST, Timeline, chart
from bot.digest.timelines import read_timeline
from bot.gateway import Attachment
from bot.handlers.names import meant, watched
from bot.handlers.visit import Run, Visit
from bot.limits import Priority
from bot.messages.help import render_unknown_name
from bot.messages.markup import bold
from bot.messages.message import Message
from bot.messages.timeline import render_timeline, render_timeline_usage
from storage.subscriber import Subscriber

log = structlog.get_logger(__name__)
USUAL_DAYS = 30


async def timeline(visit: Visit, subscriber: Subscriber) -> None:
    """Answer /timeline NAME [30d]."""
    name, _, last = visit.words.rpartition(" ")
    length = read_length(last)
    days = length.days if length else USUAL_DAYS
    if length is None or not name:
        name = visit.words
    if not name or not 1 <= days <= LONGEST:
        await visit.answer(render_timeline_usage(visit.texts))
        return
    entities = meant(name, visit.services.watch)
    if not entities:
        shown = watched(visit.services.watch.watchlist)
        await visit.answer(render_unknown_name(name, shown, visit.texts))
        return
    await visit.busy()
    entity = entities[0]
    made = await visit.services.database.read(
        read_timeline,
        entity.key,
        entity.name(visit.texts.lang),
        days=days,
        now=visit.services.now(),
        zone=zone_of(subscriber.preferences.zone),
    )
    await _picture(visit, made)
    await visit.answer(render_timeline(made, visit.texts))


async def _picture(visit: Visit, made: Timeline) -> None:
    """Send the picture, where there is anything on it; the text says the same."""
    if not any(day.stories for day in made.days):
        return
    services = visit.services
    picture = chart(made, visit.texts)
    try:
        async with services.rendering:
            data = await drawn(made.name, "", picture)
    except NotRendered:
        log.warning("a timeline could not be drawn")
        return
    caption = Message(bold(made.name), topic=visit.topic)
    await services.gateway.send_file(
        visit.chat, Attachment("timeline.png", data, picture=True), caption, priority=Priority.ANSWER
    )


COMMANDS: dict[str, Run] = {"timeline": timeline}
SLOW = frozenset({"timeline"})
