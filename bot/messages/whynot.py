"""The answer to /whynot: how far an address came, and the gate that stopped it."""

from __future__ import annotations

from bot.explaining import Stop, UrlVerdict
from bot.i18n import Texts, mark
from bot.messages.health import health_words, reason_words
from bot.messages.markup import bold, code, cut, escape, link
from bot.messages.message import Message
from feeds.types import WatchList
from feeds.watch.explain import Finding, sentence
from storage.feed import FeedInfo

_NAME_UNITS = 60
_TITLE_UNITS = 200
_URL_UNITS = 300
_SENTENCE_UNITS = 300
_FINDINGS_SHOWN = 5
_FEEDS_SHOWN = 4

_STOPS = {
    Stop.NO_FEED: mark("I read no feed of this site, and none has ever led there."),
    Stop.FEED_DOWN: mark("I never saw it: no feed of this site can be read now."),
    Stop.NEVER_SEEN: mark("I never saw it: I read this site's feeds, and this address was not in them."),
    Stop.BASELINE: mark(
        "It was there already when its feed was read for the first time. That brings no alerts."
    ),
    Stop.NO_MATCH: mark("It mentions nobody on the watch-list."),
    Stop.MATCHES_NOW: mark(
        "It did not count as a mention when it came. Under the watch-list of today it would, but alerts are"
        " not sent for the past."
    ),
    Stop.UNTOLD: mark("It mentions somebody watched, and its turn comes in a moment."),
    Stop.DUPLICATE: mark("Its story was told already; I tell a story once."),
    Stop.NO_ALERT: mark("Its story is known, and no alert was made of it."),
    Stop.ALERTED: mark("It was made an alert."),
    Stop.JOINED_LATER: mark("Its alert went out before you joined."),
    Stop.NOT_FOLLOWED: mark(
        "Its alert went out, but you do not follow whom it is about. /follow changes that."
    ),
    Stop.STOPPED: mark("Its alert went out while yours were paused. /start resumes them."),
    Stop.HEARD: mark("You had the same story from another source."),
    Stop.MUTED: mark("It was left out: you muted its story, its source or its name. See /mute."),
    Stop.TOO_FEW: mark("It was left out: fewer sources told of it than you ask for in /settings."),
    Stop.TOO_OLD: mark("It was left out as too old by the time I knew of it; the digest has it."),
    Stop.PAUSED: mark("It waits until your pause is over."),
    Stop.QUIET: mark("It waits until your quiet hours are over."),
    Stop.PACED: mark("It waits for your next round-up."),
    Stop.AWAITING: mark("It waits until as many sources tell of it as you ask for."),
    Stop.AWAITING_OTHER: mark("You muted its source. It waits for another one to tell of it."),
    Stop.ROUND_UP: mark("You got it, in a round-up of several stories."),
    Stop.WAITING: mark("Its alert is on its way to you."),
    Stop.DELIVERED: mark("You got it."),
    Stop.UNSURE: mark("It was sent to you, but the connection broke: it may not have arrived."),
    Stop.FAILED: mark("It could not be delivered to you."),
}
_TIMED = {
    *(Stop.DELIVERED, Stop.ROUND_UP, Stop.HEARD, Stop.FAILED, Stop.UNSURE),
    *(Stop.MUTED, Stop.TOO_FEW, Stop.TOO_OLD, Stop.PAUSED, Stop.QUIET, Stop.PACED),
}
REASONS = (
    mark("found: {surfaces}"),
    mark("the entity is paused; “{surface}” would count otherwise"),
    mark("no form of it occurs"),
    mark("the query “{keyword}” does not hold: {why}"),
    mark("the keyword “{keyword}” is switched off; it would find “{surface}”"),
    mark("“{surface}” is a derived word, and those are switched off"),
    mark("“{surface}” stands only inside a compulsory label"),
    mark("“{surface}” is another person or place here: “{around}”"),
    mark("“{surface}” belongs to another owner here: “{around}”"),
    mark("“{surface}” is excluded by “{keyword}”, found at character {at} of the {field}: “{by}”"),
    mark("“{surface}” counts only with a context word, and none is near: one of {words}"),
    mark("not there: {value}"),
    mark("not within {value} words of each other"),
    mark("the query forbids {value}"),
    mark("the language is {value}"),
    mark("the source is not {value}"),
    mark("title"),
    mark("text"),
)
"""What `feeds.watch.explain` says of a finding, named here to be translated."""


def render_whynot(verdict: UrlVerdict, watchlist: WatchList, texts: Texts) -> Message:
    """Say what became of an address."""
    lines = [bold(texts(_STOPS[verdict.stop]))]
    entry, alert = verdict.entry, verdict.alert
    if entry is None:
        lines.append(code(cut(verdict.url, _URL_UNITS)))
    else:
        lines.append(link(entry.link, cut(entry.title, _TITLE_UNITS) or texts("(no title)")))
        feed = cut(entry.feed_title or entry.feed_url, _NAME_UNITS)
        said = texts("Seen {time} in {feed}.", time=texts.time(entry.first_seen), feed=feed)
        lines.append(escape(said))
    lines += [_feed(feed, texts) for feed in verdict.feeds[:_FEEDS_SHOWN]]
    if alert is not None and entry is not None:
        names = ", ".join(_name(key, watchlist, texts) for key in alert.entities[:_FINDINGS_SHOWN])
        lines.append(
            escape(texts("Alert: {time}, for {names}.", time=texts.time(alert.created), names=names))
        )
        if alert.entry_id != entry.id:
            title = link(alert.link, cut(alert.title, _TITLE_UNITS) or texts("(no title)"))
            source = escape(cut(alert.feed_title or alert.feed_url, _NAME_UNITS))
            lines.append(texts("First told by {source}: {title}", source=source, title=title))
    if verdict.at is not None and verdict.stop in _TIMED:
        lines.append(escape(texts("When: {time}.", time=texts.time(verdict.at))))
    return Message("\n".join([*lines, *_findings(verdict, watchlist, texts)]))


def render_whynot_usage(texts: Texts) -> Message:
    """Say how to write /whynot."""
    return Message(escape(texts("Write the address of an article after the command: /whynot ADDRESS")))


def render_whynot_rest(url: str, texts: Texts) -> Message:
    """Say from which address on nothing was looked up."""
    said = texts("That was a lot at once. Please send the rest again, from this one on:")
    return Message(f"{escape(said)} {code(cut(url, _URL_UNITS))}")


def _findings(verdict: UrlVerdict, watchlist: WatchList, texts: Texts) -> list[str]:
    if verdict.explanation is None:
        return []
    near: tuple[Finding, ...] = (*verdict.explanation.found, *verdict.explanation.stopped)
    lines = [
        f"• {bold(_name(one.entity, watchlist, texts))}: {escape(cut(sentence(one, texts), _SENTENCE_UNITS))}"
        for one in near[:_FINDINGS_SHOWN]
    ]
    others = len(verdict.explanation.findings) - len(near)
    if near and others:
        said = texts.plural(
            "{n} other: no form of the name occurs.", "{n} others: no form of the name occurs.", others
        )
        lines.append(escape(said))
    return ["", *lines] if lines else []


def _feed(feed: FeedInfo, texts: Texts) -> str:
    why = reason_words(feed, texts)
    reason = f" ({cut(why, 120)})" if why else ""
    said = f"{cut(feed.name, _NAME_UNITS)} – {health_words(feed, texts)}{reason}"
    return f"• {escape(said)}"


def _name(key: str, watchlist: WatchList, texts: Texts) -> str:
    entity = watchlist.get(key)
    return cut(entity.name(texts.lang) if entity else key, _NAME_UNITS)
