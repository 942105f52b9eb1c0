"""Greetings, help and the answers to commands that went wrong, and what each command is for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.i18n import LANGUAGE_NAMES, LANGUAGES, Texts, mark
from bot.messages.markup import bold, cut, escape
from bot.messages.message import Button, Message
from bot.messages.pickers import back
from feeds.types import Entity
from storage.subscriber import Role, SubscriberState

LANGUAGE = "l1"
FORGET = "z1"
_WORDS_UNITS = 80
_NAMES_SHOWN = 30


@dataclass(frozen=True, slots=True)
class CommandText:
    """A command as people meet it in the menu and in /help."""

    name: str
    about: str
    role: Role = Role.READER


SECTIONS: tuple[tuple[str, tuple[CommandText, ...]], ...] = (
    (
        mark("What happened"),
        (
            CommandText("recent", mark("the latest stories; /recent NAME for one name")),
            CommandText("find", mark("search everything I keep: /find WORDS")),
            CommandText("digest", mark("the weekly digest, as text or as a file")),
            CommandText("timeline", mark("a name day by day: /timeline NAME 30d")),
            CommandText("whynot", mark("why an article did not come: /whynot ADDRESS")),
        ),
    ),
    (
        mark("What comes to you, and when"),
        (
            CommandText("settings", mark("everything you can choose, on one screen")),
            CommandText("follow", mark("choose what to follow")),
            CommandText("unfollow", mark("choose what to leave out")),
            CommandText("list", mark("what you follow")),
            CommandText("quiet", mark("quiet hours: /quiet 22:30-6:15")),
            CommandText("zone", mark("your time zone: /zone CITY")),
            CommandText("pause", mark("pause alerts for a time: /pause 3d")),
            CommandText("mute", mark("what is muted; /mute NAME 7d mutes a name")),
        ),
    ),
    (
        mark("You and me"),
        (
            CommandText("test", mark("see how an alert looks here")),
            CommandText("lang", mark("English or Russian")),
            CommandText("status", mark("whether everything runs")),
            CommandText("stop", mark("stop alerts; /start resumes them")),
            CommandText("forget", mark("delete everything I know about you")),
            CommandText("help", mark("this list")),
        ),
    ),
    (
        mark("Moderators: feeds and channels"),
        (
            CommandText("feeds", mark("the feeds I read, and how they are"), Role.MODERATOR),
            CommandText(
                "sub", mark("read a feed: /sub ADDRESS; /sub @CHANNEL posts alerts there"), Role.MODERATOR
            ),
            CommandText("unsub", mark("stop reading a feed: /unsub NUMBER; or a channel"), Role.MODERATOR),
            CommandText("evidence", mark("keep a copy of an article: /evidence ADDRESS"), Role.MODERATOR),
        ),
    ),
    (
        mark("Moderators: the watch-list"),
        (
            CommandText("watch", mark("whom I watch for, and changing it"), Role.MODERATOR),
            CommandText("undo", mark("take back the last change of the watch-list"), Role.MODERATOR),
            CommandText("history", mark("the versions of the watch-list"), Role.MODERATOR),
            CommandText("queue", mark("judge what readers found not relevant"), Role.MODERATOR),
        ),
    ),
    (
        mark("Moderators: stories"),
        (
            CommandText("stories", mark("which reports are told as one story"), Role.MODERATOR),
            CommandText("merge", mark("tell two stories as one: /merge A B"), Role.MODERATOR),
            CommandText("split", mark("take a report out of its story: /split NUMBER"), Role.MODERATOR),
        ),
    ),
    (
        mark("Moderators: people"),
        (
            CommandText("invite", mark("let somebody in; /invite ROLE USES DAYS"), Role.MODERATOR),
            CommandText("people", mark("how many are in, and the open invites"), Role.MODERATOR),
            CommandText(
                "revoke", mark("close an invite, or remove who came by it: /revoke NUMBER"), Role.MODERATOR
            ),
        ),
    ),
)
"""What each part of /help is called, and its commands, in the order of the menu too."""
COMMANDS = tuple(command for _, commands in SECTIONS for command in commands)


def commands_for(role: Role) -> list[CommandText]:
    """Return the commands that a role may use, in the order of the menu."""
    return [command for command in COMMANDS if role.may(command.role)]


def render_private(texts: Texts, *, wrong_code: bool = False) -> Message:
    """Answer a stranger, telling nothing of what this bot does."""
    said = texts("This bot is private. If you have an invite, open its link or send /start with the code.")
    return _said(texts("This invite is not valid."), said) if wrong_code else _said(said)


def render_too_many_tries(texts: Texts) -> Message:
    """Answer somebody who has tried too many codes."""
    return _said(texts("Too many attempts. Try again in an hour."))


def render_welcome(
    entities: Sequence[Entity], role: Role, texts: Texts, *, in_topic: bool = False
) -> Message:
    """Greet who has just joined."""
    paragraphs = [
        bold(texts("Welcome. I am Vigil.")),
        escape(
            texts(
                "I read the news in English and Russian around the clock and write to you when somebody or"
                " something on the watch-list is in it: one message per story, however many sites report it."
            )
        ),
        texts("On the list: {names}. You follow all of it.", names=bold(_names(entities, texts))),
    ]
    if role is not Role.READER:
        paragraphs.append(_role_line(role, texts))
    paragraphs.append(
        escape(
            texts(
                "/settings holds all you can choose: whom you follow, how often, quiet hours, the language."
                " /stop stops alerts, /forget deletes you from my memory, /help has the rest."
            )
        )
    )
    if in_topic:
        paragraphs.append(escape(texts("Alerts come to this topic. /start inside another one moves them.")))
    return Message("\n\n".join(paragraphs))


def render_joined_again(role: Role, texts: Texts) -> Message:
    """Greet a known subscriber who came with another invite."""
    said = texts("You were in already; alerts are on.")
    return _said(said) if role is Role.READER else Message(f"{escape(said)}\n{_role_line(role, texts)}")


def render_no_group_roles(texts: Texts) -> Message:
    """Refuse a moderator's invite in a group, where everybody would share it."""
    return _said(texts("This invite makes a moderator of one person: use it in a private chat with me."))


def render_first_stories(count: int, texts: Texts) -> Message:
    """Announce the stories shown to who has just joined."""
    if not count:
        return _said(texts("Nothing to show yet. The first story comes to you the moment it is found."))
    return _said(texts.plural("The latest story, as an example:", "The latest stories, as examples:", count))


def render_resumed(
    texts: Texts,
    *,
    was: SubscriberState,
    paused: str = "",
    follows: bool = True,
    wrong_code: bool = False,
    moved: str = "",
) -> Message:
    """Answer /start of a known subscriber, perhaps with a code that is no longer good.

    `was`: the state until now; `paused`: what is said of a pause; `moved`: alerts come to another thread of a
    forum now, ``topic`` or ``general``.
    """
    said = [texts("This invite is not valid.")] if wrong_code else []
    if was is SubscriberState.GONE:
        said.append(
            texts(
                "I could not write here for a while; nothing of that time is kept. /recent shows the latest."
            )
        )
    if paused:
        said.append(paused)
    elif was is SubscriberState.ACTIVE:
        said.append(texts("Alerts are on. /help shows what I can do."))
    else:
        said.append(texts("Welcome back. Alerts are on again."))
    if not follows:
        said.append(texts("You follow nothing, so no alerts come. /follow changes that."))
    if moved:
        said.append(
            texts("Alerts come to this topic. /start inside another one moves them.")
            if moved == "topic"
            else texts("Alerts come to the general topic now.")
        )
    return _said(*said)


def render_topic_lost(texts: Texts) -> Message:
    """Tell a group why alerts are in its general topic all at once."""
    return _said(
        texts(
            "The topic that alerts went to is closed or deleted, so they come here now. An administrator can"
            " send /start inside another topic to move them."
        )
    )


def render_stopped(texts: Texts) -> Message:
    """Answer /stop."""
    return _said(
        texts(
            "Alerts are stopped, and nothing is kept for later. /start resumes them. What you follow stays."
        )
    )


def render_stop_usage(texts: Texts) -> Message:
    """Answer /stop with a name, which would stop more than was meant."""
    return _said(
        texts("Nothing was stopped. /stop alone stops all alerts."),
        texts("/unfollow NAME ends those about one name, /mute NAME 7d for a time."),
    )


def render_forget_usage(texts: Texts) -> Message:
    """Answer /forget with a name, which would forget more than was meant."""
    return _said(texts("Nothing was deleted. /forget alone deletes everything I know about you."))


def render_back_again(texts: Texts) -> Message:
    """Tell a group that took the right to write away, and gave it back, what that meant."""
    return _said(
        texts("I can write here again, and alerts are on."),
        texts("What came meanwhile is not kept. /recent shows the latest."),
    )


def render_forget_question(texts: Texts, *, last_admin: bool) -> Message:
    """Ask before everything about a person is deleted."""
    lines = [
        bold(texts("Delete everything I know about you?")),
        escape(
            texts(
                "This chat, your language, what you follow and every alert I keep for you are erased at once"
                " and for good. The messages already here stay with you. To come back you will need a new"
                " invite."
            )
        ),
    ]
    if last_admin:
        lines.append(
            escape(texts("You are the only admin: after this, invites come from the command line only."))
        )
    buttons = (
        (Button(texts("Delete everything"), data=f"{FORGET}:yes"),),
        (Button(texts("Keep me"), data=f"{FORGET}:no"),),
    )
    return Message("\n\n".join(lines), buttons)


def render_forgotten(texts: Texts) -> Message:
    """Confirm that a person was deleted."""
    return _said(texts("Done. Nothing about you is left here. Take care."))


def render_kept(texts: Texts) -> Message:
    """Confirm that nothing was deleted."""
    return _said(texts("Nothing was deleted."))


def render_help(role: Role, texts: Texts) -> Message:
    """List what a role can do, in parts with headings."""
    sections = []
    for heading, commands in SECTIONS:
        lines = [f"/{c.name} – {escape(texts(c.about))}" for c in commands if role.may(c.role)]
        if lines:
            sections.append("\n".join([bold(texts(heading)), *lines]))
    sections.append(escape(texts("“Why?” under an alert shows the words that brought it to you.")))
    return Message("\n\n".join(sections))


def render_languages(present: str, usual: str, texts: Texts) -> Message:
    """Offer the languages, each in its own words. `usual`: that of the person's Telegram."""
    default = texts("Use the default: {value}", value=LANGUAGE_NAMES[usual])
    rows = [(Button(default, data=f"{LANGUAGE}:"),)]
    rows += [
        (Button(f"{'✓ ' if lang == present else ''}{LANGUAGE_NAMES[lang]}", data=f"{LANGUAGE}:{lang}"),)
        for lang in LANGUAGES
    ]
    return Message(escape(texts("Which language shall I speak?")), (*rows, back(texts)))


def render_channel_language_set(code: str, told_in: str, texts: Texts) -> Message:
    """Confirm the language of a channel, in that of whoever chose it."""
    said = texts("I write in {language} there.", language=LANGUAGE_NAMES[code])
    return Message(escape(f"{said} {_stories_in(told_in, texts)}"), (back(texts),))


def render_language_set(told_in: str, texts: Texts) -> Message:
    """Confirm a language, in that language."""
    said = texts("I speak English with you now.")
    return Message(escape(f"{said} {_stories_in(told_in, texts)}"), (back(texts),))


def _stories_in(told_in: str, texts: Texts) -> str:
    if told_in not in LANGUAGE_NAMES:
        return texts("Stories stay in the language of their source.")
    return texts("Stories come in {language} where I have it.", language=LANGUAGE_NAMES[told_in])


def render_unknown_language(texts: Texts) -> Message:
    """Answer /lang with a language Vigil does not speak."""
    return _said(texts("I speak English and Russian: /lang en or /lang ru."))


def render_unknown_name(words: str, entities: Sequence[Entity], texts: Texts) -> Message:
    """Say that a name is not watched, and which are."""
    said = texts("“{words}” is not on the watch-list.", words=cut(words, _WORDS_UNITS))
    return _said(said, texts("On the list: {names}.", names=_names(entities, texts)))


def render_hint(texts: Texts) -> Message:
    """Answer what is no command."""
    return _said(texts("I did not understand that. /help shows what I can do."))


def administrators_only(texts: Texts) -> str:
    """Refuse a tap in a group to somebody who does not run it."""
    return texts("Only administrators of this group can do that.")


def render_moderators_only(texts: Texts) -> Message:
    """Refuse a moderator's command to a reader."""
    return _said(texts("Only moderators can do that."))


def too_fast(texts: Texts) -> str:
    """Ask somebody who sends more than anybody reads to wait."""
    return texts("That was a lot at once. I listen again in a minute.")


def render_busy(texts: Texts) -> Message:
    """Say that the database could not be used."""
    return _said(texts("My memory is busy. Try again in a moment."))


def render_trouble(texts: Texts) -> Message:
    """Say that something broke which is nobody's fault here."""
    return _said(texts("That went wrong on my side. It has been noted; please try again."))


def _role_line(role: Role, texts: Texts) -> str:
    names = ", ".join(f"/{command.name}" for command in COMMANDS if command.role is Role.MODERATOR)
    if role is Role.ADMIN:
        return escape(texts("You are an admin, so you can also use {commands}.", commands=names))
    return escape(texts("You are a moderator, so you can also use {commands}.", commands=names))


def _names(entities: Sequence[Entity], texts: Texts) -> str:
    names = ", ".join(cut(entity.name(texts.lang), 60) for entity in entities[:_NAMES_SHOWN])
    return f"{names} …" if len(entities) > _NAMES_SHOWN else names


def _said(*sentences: str) -> Message:
    return Message(escape("\n".join(sentences)) if len(sentences) == 1 else "\n".join(map(escape, sentences)))
