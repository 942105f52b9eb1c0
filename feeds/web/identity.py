"""Which entries of a polled document are new, which are known, which are edits: pure decisions.

No single field can be trusted: ids are reused or renumbered, links are home pages, positions or redirects,
dates move, headlines are reworded. So every entry carries several keys, storage says who owns them, and a
known entry is recognised by the best agreement of id, address, headline, text and date.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from feeds.web.keys import MAX_KEYS, Identity, are_places, identify, names_article, near, path_of
from feeds.web.urls import canonical

__all__ = ["Decision", "Edited", "Identity", "KnownEntry", "New", "Same", "Verdict", "decide", "identify"]

FAR = 18 * 3600
"""Seconds. Wrong time zones move a date by 14 hours at most, the next issue of a column by 20 at least."""

_MOVES = ((False, None), (False, False), (None, False))
_PLACE = re.compile(r"\D*\d{1,3}\D*")


@dataclass(frozen=True, slots=True)
class KnownEntry:
    """What storage remembers of an entry that owns one of the keys."""

    entry_id: int
    title: str
    """As stored; for an entry without one, the beginning of its text."""
    content_hash: str
    keys: frozenset[str]
    """All keys the entry owns, not only those asked for."""
    link: str | None = None
    published: datetime | None = None


@dataclass(frozen=True, slots=True)
class New:
    """Never seen: store the entry with these keys, of which no other entry owns any."""

    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Same:
    """Seen before and unchanged; `new_keys` are to be added to it."""

    entry_id: int
    new_keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Edited:
    """Seen before, with another headline or text now; `new_keys` are to be added to it."""

    entry_id: int
    new_keys: tuple[str, ...] = ()


Verdict = New | Same | Edited


@dataclass(frozen=True, slots=True)
class Decision:
    """One verdict per identity, in order, and what was learned about the feed."""

    verdicts: tuple[Verdict, ...]
    links_reused: bool
    """The feed's links are places in a list, used by one story after the other: keep it with the feed."""


@dataclass(frozen=True, slots=True)
class _Agreement:
    """How an entry of the document compares with a known one; None: one of them does not say."""

    owner: KnownEntry
    guid: bool | None
    link: bool | None
    title: bool
    near: bool
    text: bool | None
    gap: float | None
    """Seconds between the two dates; 0 for the same minute; None also for a mere change of time zone."""
    hour: bool
    """Both dates are the same full hour: perhaps only a day, so they agree for telling headlines alone."""
    telling: bool
    exact: bool

    @property
    def backed(self) -> bool:
        """Something other than id and address agrees."""
        return self.near or self.text is True or self.gap == 0

    @property
    def far(self) -> bool:
        """The dates are too far apart for one publication."""
        return self.gap is not None and self.gap >= FAR


def decide(
    identities: Sequence[Identity], known: Mapping[str, KnownEntry], *, links_reused: bool
) -> Decision:
    """Judge each identity against the entries that own its keys; an entry is recognised at most once.

    `known` maps each stored key of these identities to its owner. `links_reused` is what earlier decisions
    learned about the feed.
    """
    compared = [_compare_all(identity, known) for identity in identities]
    if _ids_are_reissued(compared):
        compared = [[replace(it, guid=it.guid or None) for it in those] for those in compared]
    reused = links_reused or _links_are_places(identities, compared)
    if reused:
        compared = [
            [_without_places(it, identity) for it in those]
            for identity, those in zip(identities, compared, strict=True)
        ]
    moved = _has_moved(compared)
    ranked = sorted(
        (-strength, place, number)
        for place, those in enumerate(compared)
        for number, it in enumerate(those)
        if (strength := _strength(it, identities[place].entry.link, moved))
    )
    found: dict[int, KnownEntry] = {}
    taken: set[int] = set()
    for _, place, number in ranked:
        owner = compared[place][number].owner
        if place not in found and owner.entry_id not in taken:
            found[place] = owner
            taken.add(owner.entry_id)
    claimed = set(known)
    verdicts: list[Verdict] = []
    for place, identity in enumerate(identities):
        verdict = _verdict(identity, found.get(place), claimed, reused)
        if verdict == New(()):  # nothing would tell it from an entry that owns all it has
            verdict = Same(compared[place][0].owner.entry_id)
        verdicts.append(verdict)
    return Decision(tuple(verdicts), reused)


# How two entries compare --------------------------------------------------------------------------------


def _compare_all(identity: Identity, known: Mapping[str, KnownEntry]) -> list[_Agreement]:
    owners = {known[key].entry_id: known[key] for key in identity.keys if key in known}
    return [_compare(identity, owner) for owner in owners.values()]


def _compare(identity: Identity, owner: KnownEntry) -> _Agreement:
    shared = {key[:2] for key in identity.keys if key in owner.keys}
    title, _, text = identity.content_hash.partition(".")
    old_title, _, old_text = owner.content_hash.partition(".")
    same_title = title == old_title or not shared.isdisjoint(("t:", "c:", "d:"))
    name = identity.entry.title or identity.entry.text
    link = _agree(identity.keys, owner.keys, "l:")
    gap = _gap(identity.published, owner.published)
    hour = gap == 0 and _is_full_hour(identity.published)
    if hour:
        gap = None
    if "d:" in shared and link is not False:
        gap = 0.0
    return _Agreement(
        owner=owner,
        guid=_agree(identity.keys, owner.keys, "g:"),
        link=link,
        title=same_title,
        near=same_title or near(name, owner.title),
        text="c:" in shared or text == old_text if text and old_text else None,
        gap=gap,
        hour=hour,
        telling=identity.telling,
        exact="f:" in shared,
    )


def _agree(mine: Iterable[str], theirs: frozenset[str], kind: str) -> bool | None:
    ours = [key for key in mine if key.startswith(kind)]
    if not ours:
        return None
    if not theirs.isdisjoint(ours):
        return True
    return False if any(key.startswith(kind) for key in theirs) else None


def _gap(one: datetime | None, other: datetime | None) -> float | None:
    if one is None or other is None:
        return None
    gap = abs((one - other).total_seconds())
    if gap < 60:
        return 0.0
    return None if gap < FAR and gap % 1800 == 0 else gap


def _is_full_hour(date: datetime | None) -> bool:
    return date is not None and date.minute == date.second == 0


def _without_places(it: _Agreement, identity: Identity) -> _Agreement:
    """Forget what the link says, and an id that looks like a place too."""
    place = _PLACE.fullmatch(identity.entry.uid or "")
    return replace(it, link=None, guid=None if place else it.guid)


# How surely they are one --------------------------------------------------------------------------------


def _strength(it: _Agreement, link: str | None, moved: bool) -> int:
    """Say how surely both are one entry: 0 is not at all, and of two claims the higher wins."""
    if it.exact:
        return 9
    if it.guid:
        return _by_guid(it, link)
    if it.link:
        return _by_link(it, link)
    if not it.title:
        return 0
    if it.gap == 0 or (it.hour and it.telling):
        return 6
    if moved and it.telling and it.gap is None:
        return 4
    return _by_title_elsewhere(it, link) if it.link is False else _by_title_alone(it)


def _by_guid(it: _Agreement, link: str | None) -> int:
    """An id counts unless everything that can be compared says that it was given to another story."""
    if it.link or it.backed:
        return 8 if it.title else 7
    if it.link is False and not _mirrored(link, it.owner.link):
        return 0 if it.text is False or it.far else 3
    return 0 if it.text is False and it.far else 3


def _by_link(it: _Agreement, link: str | None) -> int:
    """A link counts alone when it names an article; another id, or a mere section, needs support."""
    article = link is not None and names_article(link)
    if it.guid is None and it.title:
        return 8
    if it.guid is None and it.near:
        return 7 if article else 1
    if it.backed:
        return 6
    return 3 if it.guid is None and article else 0


def _by_title_elsewhere(it: _Agreement, link: str | None) -> int:
    """The same headline under another address: a moved or mirrored article, or the next issue of a column."""
    if it.far:
        return 0
    return 5 if (it.text and (it.telling or it.gap is None)) or _mirrored(link, it.owner.link) else 0


def _by_title_alone(it: _Agreement) -> int:
    """The same headline without any address to compare."""
    if it.text and it.guid is None:
        return 5 if it.telling or it.gap is None else 0
    if it.guid is False:
        return 5 if it.gap is None and it.text is not False and (it.text or it.telling) else 0
    if it.telling and not it.far:
        return 3 if it.text is False else 4
    return 2 if it.gap is None and it.text is None else 0


def _mirrored(one: str | None, other: str | None) -> bool:
    """Say whether two addresses end in the same two segments on different hosts or under other prefixes."""
    if not one or not other:
        return False
    mine, theirs = path_of(canonical(one)).split("/"), path_of(canonical(other)).split("/")
    return len(mine) > 1 and mine[-2:] == theirs[-2:]


# What the document as a whole shows ---------------------------------------------------------------------


def _links_are_places(identities: Sequence[Identity], compared: Sequence[list[_Agreement]]) -> bool:
    """Recognise links that are places in a list: headlines change under them, or walk from one to another."""
    matched = changed = articles = crossed = 0
    for identity, those in zip(identities, compared, strict=True):
        holder = next((it for it in those if it.link and not it.guid), None)
        if holder is None:
            continue
        matched += 1
        if not holder.backed:
            article = names_article(identity.entry.link or "")
            changed += 1
            articles += article
            if any(it.title and it.telling and not it.far for it in those):
                crossed += 1 if article else 2
    # An article's address is trusted longer: an editor may well reword three headlines of three.
    most = changed >= 3 and changed * 2 > matched and not articles
    return crossed >= 2 or most or (changed > 0 and are_places([one.entry.link or "" for one in identities]))


def _ids_are_reissued(compared: Sequence[list[_Agreement]]) -> bool:
    """Recognise ids made afresh: most entries have the known link and headline, and another id."""
    ids = [it.guid for those in compared for it in those if it.link and it.title and it.guid is not None]
    return ids.count(False) >= 2 and ids.count(False) * 2 > len(ids)


def _has_moved(compared: Sequence[list[_Agreement]]) -> bool:
    """Recognise a site that changed all its addresses or ids: most headlines are known, none of those."""
    moved = {
        it.owner.entry_id
        for those in compared
        for it in those
        if it.title and it.telling and not it.gap and (it.link, it.guid) in _MOVES
    }
    return len(moved) >= 3 and len(moved) * 2 > len(compared)


def _verdict(identity: Identity, owner: KnownEntry | None, claimed: set[str], reused: bool) -> Verdict:
    own = owner.keys if owner else frozenset[str]()
    keys = _claims(identity.keys, own, claimed, reused)
    claimed.update(keys)
    if owner is None:
        return New(keys)
    if identity.content_hash == owner.content_hash:
        return Same(owner.entry_id, keys)
    return Edited(owner.entry_id, keys)


def _claims(keys: Sequence[str], own: frozenset[str], claimed: set[str], reused: bool) -> tuple[str, ...]:
    """Choose the free keys worth storing: the finer headline keys only where the plain one is another's."""
    kinds = {"g:", "t:"} if reused else {"g:", "l:", "t:"}
    free = [key for key in keys if key not in claimed]
    if not any(key in own or key in free for key in keys if key.startswith("t:")):
        kinds |= {"c:", "d:"} - {key[:2] for key in own}
    # An id that is an address is looked up as a link too, but one row for it is enough.
    wanted = [key for key in free if key[:2] in kinds and not (key[:2] == "l:" and f"g:{key[2:]}" in keys)]
    if not wanted and not own:
        wanted = free[-1:]
    return tuple(wanted[: max(MAX_KEYS - len(own), 0)])
