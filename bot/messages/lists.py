"""Lists: the latest stories, what somebody follows, the feeds with their health, and the state of Vigil."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo

from bot.i18n import Texts, mark
from bot.messages.health import health_words, reason_words
from bot.messages.markup import bold, clean, cut, escape, link
from bot.messages.message import Message
from bot.messages.pickers import ROWS, pages, turn
from bot.messages.story import source_name
from feeds.types import Entity, WatchList
from storage.feed import FeedInfo
from storage.outbox import DeliveryState
from storage.story import StoryReport
from storage.subscriber import Role

FEEDS = "f1"
_TITLE_UNITS = 200
_NAME_UNITS = 60
_TROUBLES_SHOWN = 10
_LOST_CHATS = mark(
    "Telegram does not know many of the chats: the token may be another bot's. I try again and again; nothing"
    " is lost, and nobody is removed."
)


@dataclass(frozen=True, slots=True)
class Status:
    """How Vigil fares; the second half is for moderators."""

    last_poll: datetime | None
    feeds: int
    troubled: Sequence[FeedInfo]
    stories: int
    waiting: int
    people: Mapping[Role, int]
    gone: Sequence[FeedInfo] = ()
    """Feeds that their publishers have closed lately."""
    settled: Mapping[str, int] = field(default_factory=dict)
    """How messages of the last 24 hours ended, by state."""
    held: int = 0
    """Messages held back because many chats are not found (`bot.breaker`)."""
    model: Mapping[str, int | str] = field(default_factory=dict)
    """How the optional model fares (`bot.translations.translation_health`); empty: it is off."""


def render_recent(
    stories: Sequence[StoryReport],
    watchlist: WatchList,
    texts: Texts,
    entity: Entity | None = None,
    *,
    zone: tzinfo = UTC,
) -> Message:
    """List stories with links, newest first; `entity` is the one they were asked for, `zone` the reader's."""
    heading = texts("Latest stories")
    if entity is not None:
        heading = texts("Latest stories: {name}", name=cut(entity.name(texts.lang), _NAME_UNITS))
    if not stories:
        return Message(f"{bold(heading)}\n\n{escape(texts('None yet.'))}")
    blocks = [_story(number, story, watchlist, texts, zone) for number, story in enumerate(stories, 1)]
    return Message("\n\n".join([bold(heading), *blocks]))


def render_following(
    followed: Sequence[Entity], others: Sequence[Entity], texts: Texts, *, silent: str = ""
) -> Message:
    """List what a subscriber follows and what not. `silent`: why no alerts come, where none do."""
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
    if silent:
        parts.append(escape(silent))
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


def render_stopped_feeds(feeds: Sequence[FeedInfo], texts: Texts) -> Message:
    """Tell whoever chose feeds that these bring nothing any more, and why."""
    heading = texts.plural("{n} feed brings nothing any more", "{n} feeds bring nothing any more", len(feeds))
    hint = texts("I keep trying those that may come back. /unsub NUMBER takes one off the list.")
    return Message("\n".join([bold(heading), "", *_rows(feeds, texts), "", escape(hint)]))


def render_lost_chats(texts: Texts) -> Message:
    """Tell an admin that alerts were held back, and what to look at."""
    return Message(f"{bold(texts('Alerts are held back'))}\n{escape(texts(_LOST_CHATS))}")


def render_status(status: Status, role: Role, texts: Texts, zone: tzinfo = UTC) -> Message:
    """Say whether everything runs; moderators also see troubles, waiting deliveries and counts of people."""
    lines = [
        texts("Last look at the feeds: {time}.", time=texts.time(status.last_poll, zone))
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
    if status.gone:
        lines.append(
            texts.plural(
                "{n} feed was closed by its publisher.",
                "{n} feeds were closed by their publishers.",
                len(status.gone),
            )
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


def _for_moderators(status: Status, texts: Texts) -> list[str]:
    blocks = []
    if ailing := [*status.gone, *status.troubled]:
        blocks.append("\n".join([bold(texts("In trouble")), *_rows(ailing, texts)]))
    waiting = texts("No message waits to be sent.")
    if status.waiting:
        waiting = texts.plural(
            "{n} message waits to be sent.", "{n} messages wait to be sent.", status.waiting
        )
    if status.held:
        waiting = f"{waiting} {texts(_LOST_CHATS)}"
    sentences = [waiting, *_lost(status.settled, texts), *_translations(status.model, texts)]
    if any(status.people.values()):
        sentences.append(texts("Subscribers: {people}.", people=_people(status.people, texts)))
    blocks.append("\n".join(map(escape, sentences)))
    return blocks


def _lost(settled: Mapping[str, int], texts: Texts) -> list[str]:
    """Say how many messages of the last day did not arrive, or may not have."""
    sentences = []
    if unknown := settled.get(DeliveryState.UNKNOWN, 0):
        sentences.append(
            texts.plural(
                "{n} message of the last 24 hours may not have arrived.",
                "{n} messages of the last 24 hours may not have arrived.",
                unknown,
            )
        )
    if failed := settled.get(DeliveryState.FAILED, 0):
        sentences.append(
            texts.plural(
                "{n} message of the last 24 hours was refused by Telegram.",
                "{n} messages of the last 24 hours were refused by Telegram.",
                failed,
            )
        )
    return sentences


def _translations(model: Mapping[str, int | str], texts: Texts) -> list[str]:
    if not model:
        return []
    return [
        texts(
            "Translations today: {accepted} accepted, {refused} refused, {failed} failed,"
            " {left} more allowed.",
            accepted=model["accepted"],
            refused=model["refused"],
            failed=model["failed today"],
            left=model["requests left"],
        )
    ]


def _people(people: Mapping[Role, int], texts: Texts) -> str:
    readers, moderators, admins = (people.get(role, 0) for role in Role)
    counts = (
        texts.plural("{n} reader", "{n} readers", readers) if readers else "",
        texts.plural("{n} moderator", "{n} moderators", moderators) if moderators else "",
        texts.plural("{n} admin", "{n} admins", admins) if admins else "",
    )
    return ", ".join(count for count in counts if count)


def _rows(feeds: Sequence[FeedInfo], texts: Texts) -> list[str]:
    rows = [_feed(feed, texts) for feed in feeds[:_TROUBLES_SHOWN]]
    if len(feeds) > _TROUBLES_SHOWN:
        rows.append(escape(texts("All of them: /feeds")))
    return rows


def _feed(feed: FeedInfo, texts: Texts) -> str:
    name = link(feed.url, cut(feed.name, _NAME_UNITS))
    said = health_words(feed, texts)
    if feed.is_gone and feed.last_poll is not None:
        said = f"{said}, {texts.date(feed.last_poll)}"
    reason = reason_words(feed, texts)
    return f"{feed.id}. {name} – {escape(said)}" + (f" <i>({escape(reason)})</i>" if reason else "")


def _story(number: int, story: StoryReport, watchlist: WatchList, texts: Texts, zone: tzinfo) -> str:
    title = clean(story.title) or clean(story.text) or texts("(no title)")
    keys = dict.fromkeys(match.entity for match in story.matches)
    named = [entity for key in keys if (entity := watchlist.get(key))]
    parts = [_plain_names(named, texts)] if named else []
    parts += [source_name(story, texts), texts.time(story.first_seen, zone)]
    return f"{number}. {link(story.link, cut(title, _TITLE_UNITS))}\n<i>{escape(' · '.join(parts))}</i>"


def _plain_names(entities: Sequence[Entity], texts: Texts) -> str:
    shown = ", ".join(cut(entity.name(texts.lang), _NAME_UNITS) for entity in entities[:20])
    return f"{shown} …" if len(entities) > 20 else shown


def _bold_names(entities: Sequence[Entity], texts: Texts) -> str:
    return bold(_plain_names(entities, texts))
