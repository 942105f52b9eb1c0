"""How soon people want to know of a report: by what happened, to whom, and who says so."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from enum import IntEnum

from feeds.story.facts import Fact
from feeds.text.sentences import split
from feeds.types import EntityKind, Match

_GRAVE = frozenset(
    {
        *("detained", "arrested", "abducted", "missing", "tortured", "beaten", "wounded", "killed", "died"),
        *("released", "extradited", "deported", "searched"),
    }
)
"""Somebody's life or liberty changed hands: those who can act must act within hours."""
_WEIGHTY = frozenset({"charged", "case", "sentenced", "verdict", "acquitted", "fined", "fled", "evacuated"})
_LEAD_SENTENCES = 2


class Urgency(IntEnum):
    """How soon people want to know; kept with the alert."""

    ORDINARY = 0
    NOTABLE = 1
    URGENT = 2


def urgency(
    facts: Sequence[Fact],
    matches: Sequence[Match],
    text: str,
    kinds: Collection[EntityKind],
    view: str = "",
) -> Urgency:
    """Return the urgency of a report with these facts and matches.

    `kinds` are those of the entities it names. Event words count in the title or the first two sentences, and
    only where a watched name stands there too: an archive note at the end of a text is no news. Where only a
    place is named, or only a state medium reports it, a grave event is notable: many things happen in a
    place, and state media tell of detentions as of a day's work.
    """
    lead = _lead_end(text)
    if not any(match.field == "title" or match.start < lead for match in matches):
        return Urgency.ORDINARY
    events = {
        fact.value for fact in facts if fact.kind == "event" and (fact.field == "title" or fact.start < lead)
    }
    if events & _GRAVE:
        about_people = any(kind is not EntityKind.PLACE for kind in kinds)
        return Urgency.URGENT if about_people or view not in ("state", "") else Urgency.NOTABLE
    return Urgency.NOTABLE if events & _WEIGHTY else Urgency.ORDINARY


def _lead_end(text: str) -> int:
    spans = split(text[:2000])[:_LEAD_SENTENCES]
    return spans[-1][1] if spans else 0
