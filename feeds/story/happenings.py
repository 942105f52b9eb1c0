"""What a report's title says happened to whom of the watched: the key under which outlets tell one event.

"Titiev detained" and "the arrest of Titiev" of one day are one event whatever else two reports say. The names
of the watched are no evidence to the story finder otherwise, for every report has them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from functools import cache

from feeds.story.fact_roles import happened_to
from feeds.story.facts import Fact, deed, find_facts
from feeds.story.signature import Signature, sign
from feeds.types import EntityKind, Match, Report, WatchList

_TELLING = frozenset(
    {
        *(
            "detained",
            "arrested",
            "abducted",
            "killed",
            "died",
            "released",
            "sentenced",
            "verdict",
            "charged",
            "case",
        ),
        *("acquitted", "missing", "wounded", "extradited", "deported", "searched", "fined"),
    }
)
_NOUNS = {
    "detained": r"задержани\w+|похищени\w+|arrest|detention|abduction",
    "arrested": r"арест(?:а|у|ом|е|ы)?",
    "killed": r"убийств\w+|гибел\w+|смерт\w+|killing|murder|death",
    "released": r"освобождени\w+|release",
}
_GENITIVE = re.compile(r"(?:ова|ева|ёва|ина|ына|ого|его|ской|ой|ы|и|а|я)$")
_PARTED = re.compile(r"\b(?:в|на|по|с|у|и|за|брат|сын|люд|сторонник|критик|соратник)", re.IGNORECASE)
_SPOKEN = re.compile(r"\b(?:не|нет|опроверг\w*|not|no|denie[sd]|deny)\b", re.IGNORECASE)


def people_of(watchlist: WatchList) -> frozenset[str]:
    """Return the keys of the persons on a watch-list."""
    return frozenset(entity.key for entity in watchlist.entities if entity.kind is EntityKind.PERSON)


def sign_watched(report: Report, matches: Sequence[Match], people: Collection[str]) -> Signature:
    """Sign a report with what `matches`, those of its title and text, say of the watched.

    `people` are the keys of watched persons. Whoever tells entries, or counts how they would be told, signs
    them here.
    """
    signed = sign(replace(report, mentions=tuple(match.surface for match in matches)))
    return replace(signed, happened=happenings(report.title, report.lang, matches, people))


def happenings(title: str, lang: str, matches: Iterable[Match], people: Collection[str]) -> list[str]:
    """Return ``entity:deed`` for what the title says happened to `people`, the keys of watched persons.

    A title that denies something, or puts two watched persons beside one deed, tells nothing for certain.
    """
    named = [match for match in matches if match.field == "title" and match.entity in people]
    if not named or _SPOKEN.search(title):
        return []
    events = [fact for fact in find_facts(title, "", lang) if fact.kind == "event" and fact.value in _TELLING]
    found = {(match.entity, told) for match in named for told in _deeds(title, match, events)}
    deeds = {told for _, told in found}
    return sorted(f"{who}:{told}" for who, told in found) if len(deeds) == len(found) else []


def _deeds(title: str, match: Match, events: Iterable[Fact]) -> set[str]:
    here = (event for event in events if happened_to(title, event, match.start, match.end))
    found = {deed(event.value, title[event.start : event.end]) for event in here}
    owned = (name for name, noun in _nouns().items() if _is_owned(title, match, noun))
    return found | {deed(name, match.surface) for name in owned}


def _is_owned(title: str, match: Match, noun: re.Pattern[str]) -> bool:
    """Tell whether a title speaks of somebody's arrest: арест Титиева, the arrest of Titiev, Titiev's."""
    before, after = title[max(0, match.start - 60) : match.start], title[match.end : match.end + 30]
    if not match.surface.isascii():
        of = rf"(?:{noun.pattern})((?:\s+[а-яё]+){{0,2}})\s+$"
        found = re.search(of, before, re.IGNORECASE)
        return bool(found and _GENITIVE.search(match.surface) and not _PARTED.search(found.group(1)))
    of = rf"\b(?:{noun.pattern})\s+of(?:\s+[a-z]+){{0,3}}\s+$"
    theirs = rf"['’]s?\s+(?:{noun.pattern})\b"
    return bool(re.search(of, before, re.IGNORECASE) or re.match(theirs, after, re.IGNORECASE))


@cache
def _nouns() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(words, re.IGNORECASE) for name, words in _NOUNS.items()}
