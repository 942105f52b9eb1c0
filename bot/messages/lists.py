"""Lists: the latest stories, what somebody follows, the feeds with their health, and the state of Vigil."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.i18n import Texts, mark
from bot.messages.alert import source_name
from bot.messages.markup import bold, clean, cut, escape, link
from bot.messages.message import Message
from bot.messages.pickers import ROWS, pages, turn
from feeds.types import Entity, WatchList
from storage.feed import FeedInfo, FeedState
from storage.story import StoryReport
from storage.subscriber import Role

FEEDS = "f1"
_TITLE_UNITS = 200
_NAME_UNITS = 60
_REASON_UNITS = 140
_TROUBLES_SHOWN = 10

_HEALTH = {
    "new": mark("not read yet"),
    "ok": mark("fine"),
    "unchanged": mark("fine, nothing new"),
    "empty": mark("answers with nothing"),
    "stale": mark("silent for long"),
    "down": mark("does not answer"),
    "blocked": mark("refuses us"),
    "challenge": mark("asks for a browser"),
    "not_a_feed": mark("is no feed"),
    "gone": mark("gone for good"),
    "moved": mark("fine, has moved"),
}


@dataclass(frozen=True, slots=True)
class Status:
    """How Vigil fares; the second half is for moderators."""

    last_poll: datetime | None
    feeds: int
    troubled: Sequence[FeedInfo]
    stories: int
    waiting: int
    people: Mapping[Role, int]


def render_recent(
    stories: Sequence[StoryReport], watchlist: WatchList, texts: Texts, entity: Entity | None = None
) -> Message:
    """List stories with links, newest first; `entity` is the one they were asked for."""
    heading = texts("Latest stories")
    if entity is not None:
        heading = texts("Latest stories: {name}", name=cut(entity.name(texts.lang), _NAME_UNITS))
    if not stories:
        return Message(f"{bold(heading)}\n\n{escape(texts('None yet.'))}")
    blocks = [_story(number, story, watchlist, texts) for number, story in enumerate(stories, 1)]
    return Message("\n\n".join([bold(heading), *blocks]))


def render_following(
    followed: Sequence[Entity], others: Sequence[Entity], texts: Texts, *, paused: bool
) -> Message:
    """List what a subscriber follows and what not."""
    parts = []
    if followed and not others:
        parts.append(
            texts("You follow everything on the watch-list: {names}.", names=_bold_names(followed, texts))
        )
    elif followed:
        parts.append(texts("You follow {names}.", names=_bold_names(followed, texts)))
        parts.append(texts("Left out: {names}.", names=escape(_plain_names(others, texts))))
    else:
        parts.append(escape(texts("You follow nothing, so no alerts come. /follow changes that.")))
    if paused:
        parts.append(escape(texts("Alerts are paused; /start resumes them.")))
    return Message("\n".join(parts))


def render_feeds(feeds: Sequence[FeedInfo], texts: Texts, page: int = 0) -> Message:
    """List feeds with their numbers and health, a page at a time; out of range shows the nearest page."""
    if not feeds:
        return Message(escape(texts("There are no feeds yet. Paste an address, and I will try it.")))
    page = min(max(page, 0), pages(len(feeds)) - 1)
    heading = bold(texts.plural("{n} feed", "{n} feeds", len(feeds)))
    rows = [_feed(feed, texts) for feed in feeds[page * ROWS : (page + 1) * ROWS]]
    hint = escape(texts("/unsub NUMBER stops one, /sub ADDRESS adds one."))
    turning = turn(FEEDS, page, len(feeds))
    return Message("\n".join([heading, "", *rows, "", hint]), buttons=(turning,) if turning else ())


def render_status(status: Status, role: Role, texts: Texts) -> Message:
    """Say whether everything runs; moderators also see troubles, waiting deliveries and counts of people."""
    lines = [
        texts("Last look at the feeds: {time}.", time=texts.time(status.last_poll))
        if status.last_poll
        else texts("The feeds have not been read yet."),
    ]
    if status.last_poll:
        fine = status.feeds - len(status.troubled)
        lines.append(
            texts.plural("{n} feed is read without trouble.", "{n} feeds are read without trouble.", fine)
        )
    if status.troubled:
        lines.append(
            texts.plural("{n} feed is in trouble.", "{n} feeds are in trouble.", len(status.troubled))
        )
    lines.append(
        texts.plural(
            "{n} story in the last seven days.", "{n} stories in the last seven days.", status.stories
        )
    )
    blocks = ["\n".join(map(escape, lines))]
    if role.may(Role.MODERATOR):
        blocks += _for_moderators(status, texts)
    return Message("\n\n".join(blocks))


def health_words(feed: FeedInfo, texts: Texts) -> str:
    """Return how a feed is, in a few plain words."""
    if feed.state == FeedState.PAUSED:
        return texts("off")
    known = _HEALTH.get(feed.health)
    return texts(known) if known else cut(feed.health, 40)


def _for_moderators(status: Status, texts: Texts) -> list[str]:
    blocks = []
    if status.troubled:
        rows = [_trouble(feed, texts) for feed in status.troubled[:_TROUBLES_SHOWN]]
        if len(status.troubled) > _TROUBLES_SHOWN:
            rows.append(escape(texts("All of them: /feeds")))
        blocks.append("\n".join([bold(texts("In trouble")), *rows]))
    waiting = texts("No message waits to be sent.")
    if status.waiting:
        waiting = texts.plural(
            "{n} message waits to be sent.", "{n} messages wait to be sent.", status.waiting
        )
    sentences = [waiting]
    if any(status.people.values()):
        sentences.append(texts("Subscribers: {people}.", people=_people(status.people, texts)))
    blocks.append("\n".join(map(escape, sentences)))
    return blocks


def _people(people: Mapping[Role, int], texts: Texts) -> str:
    readers, moderators, admins = (people.get(role, 0) for role in Role)
    counts = (
        texts.plural("{n} reader", "{n} readers", readers) if readers else "",
        texts.plural("{n} moderator", "{n} moderators", moderators) if moderators else "",
        texts.plural("{n} admin", "{n} admins", admins) if admins else "",
    )
    return ", ".join(count for count in counts if count)


def _trouble(feed: FeedInfo, texts: Texts) -> str:
    # The reason is kept as it was noted, in English, for the one who looks into it.
    reason = f" <i>({escape(cut(feed.reason.rstrip('. '), _REASON_UNITS))})</i>" if feed.reason else ""
    return f"{_feed(feed, texts)}{reason}"


def _feed(feed: FeedInfo, texts: Texts) -> str:
    name = link(feed.url, cut(feed.name, _NAME_UNITS))
    return f"{feed.id}. {name} – {escape(health_words(feed, texts))}"


def _story(number: int, story: StoryReport, watchlist: WatchList, texts: Texts) -> str:
    title = clean(story.title) or clean(story.text) or texts("(no title)")
    keys = dict.fromkeys(match.entity for match in story.matches)
    named = [entity for key in keys if (entity := watchlist.get(key))]
    parts = [_plain_names(named, texts)] if named else []
    parts += [source_name(story, texts), texts.time(story.first_seen)]
    return f"{number}. {link(story.link, cut(title, _TITLE_UNITS))}\n<i>{escape(' · '.join(parts))}</i>"


def _plain_names(entities: Sequence[Entity], texts: Texts) -> str:
    shown = ", ".join(cut(entity.name(texts.lang), _NAME_UNITS) for entity in entities[:20])
    return f"{shown} …" if len(entities) > 20 else shown


def _bold_names(entities: Sequence[Entity], texts: Texts) -> str:
    return bold(_plain_names(entities, texts))
