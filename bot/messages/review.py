"""What people say of alerts: the buttons under them, and the inbox of what readers found not relevant.

``v1:<verdict>:<alert>`` says something of an alert (``v1:w:<alert>:<entity>`` which entity is wrong);
``q1:<verdict>:<entry>`` settles an item of the inbox, ``q1:s:<entry>`` passes it over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.i18n import Texts, mark
from bot.messages.alert import render_why
from bot.messages.markup import bold, cut, escape
from bot.messages.message import Button, Message
from bot.messages.watchlist import short
from feeds.types import Entity, WatchList
from storage.feedback import Complaint, Verdict
from storage.story import StoryReport
from storage.subscriber import Role

FEEDBACK = "v1"
QUEUE = "q1"
VERDICTS = {
    "r": Verdict.RELEVANT,
    "n": Verdict.NOT_RELEVANT,
    "w": Verdict.WRONG_ENTITY,
    "d": Verdict.DUPLICATE,
}
_LABELS = {
    "r": mark("Relevant"),
    "n": mark("Not relevant"),
    "w": mark("Wrong entity"),
    "d": mark("Duplicate"),
}
_NOTED = {
    Verdict.RELEVANT: mark("Noted: relevant."),
    Verdict.NOT_RELEVANT: mark("Noted: not relevant."),
    Verdict.WRONG_ENTITY: mark("Noted: wrong entity."),
    Verdict.DUPLICATE: mark("Noted: a duplicate."),
}
_REASONS_SHOWN = 3


def feedback_rows(alert_id: int, role: Role | None, texts: Texts) -> tuple[tuple[Button, ...], ...]:
    """Return the rows of buttons under an alert with which a person of this role says what it was worth."""
    if role is None or not alert_id:
        return ()
    if not role.may(Role.MODERATOR):
        return ((_verdict(FEEDBACK, "n", alert_id, texts),),)
    return _all_verdicts(FEEDBACK, alert_id, texts)


def noted(verdict: Verdict, texts: Texts) -> str:
    """Return the short text that confirms a verdict."""
    return texts(_NOTED[verdict])


def render_which_entity(alert_id: int, entities: Sequence[Entity], texts: Texts) -> Message:
    """Ask a moderator which of several entities is the wrong one."""
    rows = [
        (Button(cut(one.name(texts.lang), 40) or one.key, data=f"{FEEDBACK}:w:{alert_id}:{short(one.key)}"),)
        for one in entities[:8]
    ]
    return Message(escape(texts("Who is it not about?")), tuple(rows))


def render_complaint(
    complaint: Complaint, report: StoryReport, watchlist: WatchList, texts: Texts, *, waiting: int
) -> Message:
    """Show one item of the inbox with the words that brought it, and ask what it is."""
    heading = bold(texts.plural("Inbox: {n} item", "Inbox: {n} items", waiting))
    said = texts.plural("{n} reader says: not relevant.", "{n} readers say: not relevant.", complaint.people)
    matches = tuple(one for one in report.matches if one.entity in complaint.entities) or report.matches
    shown = render_why(replace(report, matches=matches[:_REASONS_SHOWN]), watchlist, texts)
    rows = _all_verdicts(QUEUE, complaint.entry_id, texts)
    if waiting > 1:
        rows = (*rows, (Button(texts("Later"), data=f"{QUEUE}:s:{complaint.entry_id}"),))
    return Message(f"{heading}\n{escape(said)}\n\n{shown.html}", rows)


def render_empty_inbox(texts: Texts) -> Message:
    """Say that there is nothing to judge."""
    return Message(
        escape(texts("The inbox is empty. /watch shows how precise the words are, and suggestions."))
    )


def _all_verdicts(prefix: str, row_id: int, texts: Texts) -> tuple[tuple[Button, ...], ...]:
    r, n, w, d = (_verdict(prefix, letter, row_id, texts) for letter in VERDICTS)
    return (r, n), (w, d)


def _verdict(prefix: str, letter: str, row_id: int, texts: Texts) -> Button:
    return Button(texts(_LABELS[letter]), data=f"{prefix}:{letter}:{row_id}")
