"""Letting people in and out: /invite, /people and /revoke. People are counted, never named.

The data of a button under /revoke: ``v1:i:<invite>`` removes who came by it, ``v1:r:<role>`` and
``v1:k:<kind>`` remove all of a sort, anything else keeps them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.i18n import Texts
from bot.messages.markup import bold, code, escape, link
from bot.messages.message import Button, Message
from storage.invite import InviteInfo, Those
from storage.subscriber import Kind, Role, SubscriberState

REVOKE = "i1"
_ANSWER = "https://t.me/{username}?start={code}"


@dataclass(frozen=True, slots=True)
class People:
    """How many there are, by role, kind and state, and the invites that matter."""

    counts: Sequence[tuple[Role, Kind, SubscriberState, int]]
    invites: Sequence[InviteInfo]
    now: datetime


def role_name(role: Role, texts: Texts) -> str:
    """Return what a role is called."""
    names = {
        Role.READER: texts("reader"),
        Role.MODERATOR: texts("moderator"),
        Role.ADMIN: texts("admin"),
    }
    return names[role]


def render_invite(invite: InviteInfo, written: str, username: str, texts: Texts) -> Message:
    """Show a new invite with its code, the only time; `username` is the bot's, empty where unknown."""
    about = texts.plural(
        "Invite {number}: {role}, for {n} person, until {time}.",
        "Invite {number}: {role}, for {n} people, until {time}.",
        invite.uses_left,
        number=invite.number,
        role=role_name(invite.role, texts),
        time=texts.time(invite.expires),
    )
    lines = [bold(about), ""]
    if username:
        address = _ANSWER.format(username=username, code=written)
        lines += [link(address, address), escape(texts("or, in a chat with me:"))]
    lines += [code(f"/start {written}"), ""]
    if invite.role is Role.READER:
        lines.append(
            escape(texts("A group joins when one of its administrators sends that line in the group."))
        )
    lines.append(
        escape(
            texts(
                "The code is shown only here: pass it on, then delete this message. Note the number: /revoke"
                " {number} closes the invite and can remove who came by it.",
                number=invite.number,
            )
        )
    )
    return Message("\n".join(lines))


def render_invite_usage(texts: Texts, *, readers_only: bool = False) -> Message:
    """Say how /invite is written, or whom a moderator may invite."""
    if readers_only:
        return Message(escape(texts("Moderators invite readers; for another role ask an admin.")))
    lines = [
        texts("Write the role, how many people, and for how many days, or leave out what you like:"),
        "/invite",
        "/invite reader 5 7",
        "/invite moderator 1 2",
        texts("At most 1000 people and 365 days. Without them: one reader, one day."),
    ]
    return Message("\n".join(map(escape, lines)))


def render_people(people: People, texts: Texts) -> Message:
    """Show how many are in, and the invites that are open or that somebody came by."""
    lines = [bold(texts("Who is in"))]
    counts = [_count_line(people, role, Kind.PERSON, texts) for role in Role]
    counts += [_count_line(people, None, kind, texts) for kind in (Kind.GROUP, Kind.CHANNEL)]
    lines += [escape(line) for line in counts if line]
    lines.append(escape(texts("I count people and keep no names.")))
    lines += ["", bold(texts("Invites"))]
    lines += [escape(_invite_line(invite, people.now, texts)) for invite in people.invites]
    if not people.invites:
        lines.append(escape(texts("None is open.")))
    lines.append(escape(texts("/invite makes one, /revoke NUMBER closes one.")))
    return Message("\n".join(lines))


def render_revoke_usage(texts: Texts, *, admin: bool) -> Message:
    """Say what /revoke takes."""
    lines = [
        texts(
            "/revoke NUMBER closes an invite and offers to remove who came by it; /people has the numbers."
        ),
        texts("/revoke all closes every open invite; who is in stays."),
    ]
    if admin:
        lines.append(
            texts(
                "/revoke readers, moderators, groups or channels removes all of them: they need a new invite."
            )
        )
    return Message("\n".join(map(escape, lines)))


def render_admins_kept(texts: Texts) -> Message:
    """Say where admins are removed, since one could shut out the others from the chat."""
    return Message(
        escape(texts("Admins are removed on the command line only: vigil invite revoke NUMBER --people."))
    )


def render_no_invite(texts: Texts) -> Message:
    """Say that there is no such invite, or none that whoever asks may close."""
    return Message(escape(texts("There is no such invite that you may close: /people lists them.")))


def render_closed(number: int, people: int, texts: Texts) -> Message:
    """Confirm that an invite is closed, and offer to remove who came by it."""
    lines = [texts("Invite {number} is closed: nobody comes in by it any more.", number=number)]
    if not people:
        lines.append(texts("Nobody whom you may remove is in by it."))
        return Message("\n".join(map(escape, lines)))
    lines.append(
        texts.plural(
            "{n} subscriber is in by it. Removed, they need a new invite.",
            "{n} subscribers are in by it. Removed, they need a new invite.",
            people,
        )
    )
    return Message("\n".join(map(escape, lines)), _removal(f"i:{number}", people, texts))


def render_all_closed(count: int, texts: Texts) -> Message:
    """Confirm that no invite is open."""
    if not count:
        return Message(escape(texts("No invite was open.")))
    said = texts.plural(
        "{n} invite is closed. Who is in stays in.", "{n} invites are closed. Who is in stays in.", count
    )
    return Message(escape(said))


def render_remove_question(those: Those, people: int, texts: Texts) -> Message:
    """Ask before all of one sort are removed."""
    if not people:
        return Message(escape(texts("There is nobody of that sort.")))
    what = f"r:{those.role}" if those.role is not None else f"k:{those.kind}"
    question = texts.plural(
        "Remove {n} subscriber? Their settings are deleted, and they need a new invite to come back.",
        "Remove {n} subscribers? Their settings are deleted, and they need a new invite to come back.",
        people,
    )
    return Message(escape(question), _removal(what, people, texts))


def render_removed_people(count: int, texts: Texts) -> Message:
    """Confirm a removal."""
    said = texts.plural("{n} subscriber is removed.", "{n} subscribers are removed.", count)
    return Message(escape(said))


def render_nobody_removed(texts: Texts) -> Message:
    """Confirm that everybody stays."""
    return Message(escape(texts("Nobody was removed.")))


def render_farewell(texts: Texts) -> Message:
    """Tell somebody that they are no subscriber any more, without what this bot is."""
    return Message(
        escape(
            texts("Your access has ended, and what I knew about you is deleted. A new invite lets you in.")
        )
    ).quietly()


def _removal(what: str, people: int, texts: Texts) -> tuple[tuple[Button, ...], ...]:
    label = texts.plural("Remove {n} subscriber", "Remove {n} subscribers", people)
    return ((Button(label, data=f"{REVOKE}:{what}"),), (Button(texts("Keep them"), data=f"{REVOKE}:no"),))


def _count_line(people: People, role: Role | None, kind: Kind, texts: Texts) -> str:
    """Return such as ``12 readers (2 stopped, 1 unreachable)``; empty for none."""
    states: dict[SubscriberState, int] = {}
    for its_role, its_kind, state, count in people.counts:
        if its_kind is kind and role in (None, its_role):
            states[state] = states.get(state, 0) + count
    total = sum(states.values())
    if not total:
        return ""
    off = []
    if stopped := states.get(SubscriberState.STOPPED, 0):
        off.append(texts.plural("{n} stopped", "{n} stopped", stopped))
    if gone := states.get(SubscriberState.GONE, 0):
        off.append(texts.plural("{n} out of reach", "{n} out of reach", gone))
    return _counted(role, kind, total, texts) + (f" ({', '.join(off)})" if off else "")


def _counted(role: Role | None, kind: Kind, n: int, texts: Texts) -> str:
    if kind is Kind.GROUP:
        return texts.plural("{n} group", "{n} groups", n)
    if kind is Kind.CHANNEL:
        return texts.plural("{n} channel", "{n} channels", n)
    if role is Role.ADMIN:
        return texts.plural("{n} admin", "{n} admins", n)
    if role is Role.MODERATOR:
        return texts.plural("{n} moderator", "{n} moderators", n)
    return texts.plural("{n} reader", "{n} readers", n)


def _invite_line(invite: InviteInfo, now: datetime, texts: Texts) -> str:
    parts = [f"{invite.number}: {role_name(invite.role, texts)}"]
    if invite.is_open(now):
        left = texts.plural("{n} use left", "{n} uses left", invite.uses_left)
        parts += [left, texts("until {time}", time=texts.time(invite.expires))]
    else:
        parts.append(texts("closed"))
    parts.append(texts.plural("{n} came by it", "{n} came by it", invite.people))
    return ", ".join(parts)
