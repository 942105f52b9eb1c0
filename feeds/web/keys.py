"""What may identify an entry within its feed: keys from its id, address, headline, text and date.

A document shows which of these are worth nothing in it: an id or link that several stories share, the date
that is only the time of the fetch, the text that stands under every headline.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b
from itertools import pairwise

from feeds.types import EntryData, FeedData
from feeds.web.urls import canonical, is_web

MAX_KEYS = 24
"""An address that changes at every poll must not fill the table: an entry owns at most so many keys."""

_MAX_NAME = 1000
_INVISIBLE = re.compile("[\u00ad\u0300\u0301\u200b-\u200d\u2060\ufeff]")
_WORDS = re.compile(r"\w+")
_COUNTER = re.compile(r"#\d{1,3}$")
_VERSION = re.compile(r"\?(?:v|ver|version|rev|upd|updated|modified|ts|_)=\d{1,14}$")
_LAST_NUMBER = re.compile(r"(?<!\d)(\d{1,3})(\D{0,20})$")
_DATED = re.compile(r"/20\d\d/\d")
_ARTICLE = re.compile(
    r"\d{3}|[^/]{20}|[^_-]+[_-][^_-]+[_-].|(?=[^.]*\d)(?=[^.]*[a-z])[^.]{8}", re.IGNORECASE | re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Identity:
    """One entry of a document with everything that may identify it there."""

    entry: EntryData
    keys: tuple[str, ...]
    """Strongest first: ``g:`` id, ``l:`` address, ``c:`` headline with text, ``d:`` headline with date,
    ``t:`` headline, ``f:`` all of them together. Look all of them up; insert only those of a verdict."""
    content_hash: str
    """``<headline>.<text>``: unchanged means nothing to update. The text half is empty when the text says
    no more than the headline, or the same under several headlines."""
    published: datetime | None = None
    """The claimed date, unless most of the document shares it: then it is only the time of the fetch."""
    telling: bool = True
    """The headline is long enough that two stories will hardly share it."""


@dataclass(frozen=True, slots=True)
class _Draft:
    """An entry with its possible keys, before it is known which of them the document shares."""

    entry: EntryData
    title: str
    text: str
    guids: tuple[str, ...]
    links: tuple[str, ...]
    raw: str
    """The key of the id as it stands, for ids that were taken for a mere copy of the link."""
    telling: bool
    published: datetime | None


def identify(feed: FeedData) -> tuple[Identity, ...]:
    """Return the distinct entries of a document with their keys, in document order.

    Copies of an entry are collapsed into the first place, keeping the longest text. Entries with neither
    id, link, title nor text are dropped: nothing could tell them apart.
    """
    home = canonical(feed.link) if feed.link else ""
    dull = _shared_dates([entry.published for entry in feed.entries])
    drafts = [_draft(entry, home, dull) for entry in feed.entries]
    titles = Counter(text for _, text in {(draft.title, draft.text) for draft in drafts})
    drafts = _collapse(replace(draft, text="") if titles[draft.text] > 1 else draft for draft in drafts)
    numbered = are_places([draft.entry.uid or "" for draft in drafts])
    counts = Counter(key for draft in drafts for key in {*draft.guids, *draft.links})
    raws = Counter(draft.raw for draft in drafts)
    identities = []
    for draft in drafts:
        guids = [] if numbered else [key for key in draft.guids if counts[key] == 1]
        links = [key for key in draft.links if counts[key] == 1]
        if draft.raw and raws[draft.raw] == 1 and not (guids or links or numbered):
            guids = [draft.raw]
        identities.append(_finish(draft, [*guids, *links]))
    return tuple(identities)


def are_places(values: Sequence[str]) -> bool:
    """Say whether at least three values count up by one from 0 or 1, and differ in nothing else."""
    if len(values) < 3:
        return False
    spots = [(value, _LAST_NUMBER.search(value[-40:])) for value in values]
    frames = {(value[: -len(found[0])], found[2]) for value, found in spots if found}
    numbers = [int(found[1]) for _, found in spots if found]
    counts_up = all(after == before + 1 for before, after in pairwise(numbers))
    return len(numbers) == len(values) and len(frames) == 1 and numbers[0] in (0, 1) and counts_up


def names_article(url: str) -> bool:
    """Say whether an address looks like one article's, rather than a section's or a place in a list."""
    path = path_of(canonical(url))
    return bool(_ARTICLE.search(path.rpartition("/")[2]) or _DATED.search(f"/{path}"))


def path_of(address: str) -> str:
    """Return what follows the host, without the first slash."""
    return address.partition("://")[2].partition("/")[2]


def fold(title: str) -> str:
    """Fold a headline for comparison: words only, no case, stress marks, soft hyphens or ё."""
    folded = unicodedata.normalize("NFKC", title[:_MAX_NAME])
    folded = _INVISIBLE.sub("", folded).casefold().replace("ё", "е")
    return " ".join(_WORDS.findall(folded)) or folded.strip()


def near(one: str, other: str) -> bool:
    """Say whether two headlines share half of their word beginnings; an absent one contradicts nothing."""
    mine, theirs = _stems(one), _stems(other)
    return not mine or not theirs or 4 * len(mine & theirs) >= len(mine) + len(theirs)


def _stems(title: str) -> set[str]:
    return {word[:5] for word in fold(title).split(" ") if len(word) > 2}


def _draft(entry: EntryData, home: str, dull: Container[datetime | None]) -> _Draft:
    name = fold(entry.title) or fold(entry.text)
    text = " ".join(entry.text.split())
    if len(text) <= _MAX_NAME and fold(text) == name:
        text = ""
    link = _address(entry.link, home)
    guid = (entry.uid or "").strip()
    if guid.isdecimal() and len(guid) <= 3:
        guid = ""  # a place in the list rather than an id
    web = is_web(guid)
    address = _address(_COUNTER.sub("", guid), home) if web else guid
    links = dict.fromkeys([link, address if web else link])
    return _Draft(
        entry,
        _digest(name),
        _digest(text),
        ("g:" + _digest(address),) if address and address != link else (),
        tuple("l:" + _digest(value) for value in links if value),
        "g:" + _digest(guid) if address else "",
        len(name) >= 24 or name.count(" ") >= 3,
        None if entry.published in dull else entry.published,
    )


def _finish(draft: _Draft, keys: list[str]) -> Identity:
    text, published = draft.text, draft.published
    if draft.title:
        if text:
            keys.append("c:" + _digest(draft.title + text))
        if published:
            keys.append("d:" + _digest(f"{draft.title} {published.timestamp() // 60:.0f}"))
        keys.append("t:" + draft.title)
    keys.append("f:" + _digest(f"{draft.guids} {draft.links} {draft.title} {text} {published}"))
    return Identity(draft.entry, tuple(keys), f"{draft.title}.{text}", published, draft.telling)


def _address(url: str | None, home: str) -> str:
    """Return the comparable address of an article, or nothing for the front page and the feed's own."""
    if not url:
        return ""
    address = canonical(url)
    if address == home or (address.count("/") == 2 and "?" not in address and "#" not in address):
        return ""
    bare = _VERSION.sub("", address)
    return bare if bare != address and names_article(bare) else address


def _digest(value: str) -> str:
    """Shorten `value` to 96 bits: among a million keys two agree by chance once in 1e17 feeds."""
    return blake2b(value.encode("utf-8", "replace"), digest_size=12).hexdigest() if value else ""


def _shared_dates(dates: Sequence[datetime | None]) -> set[datetime | None]:
    """Return the date that most entries share, if there is one."""
    return {date for date, count in Counter(dates).items() if count > 1 and count * 2 > len(dates)}


def _collapse(drafts: Iterable[_Draft]) -> list[_Draft]:
    """Merge copies within one document; linear, as each entry is compared with few others."""
    kept: list[_Draft] = []
    first: dict[str, int] = {}
    for draft in drafts:
        if not (draft.title or draft.text or draft.guids or draft.links):
            continue
        keys = [*draft.guids, *draft.links]
        if not draft.guids and draft.telling and draft.published:
            keys.append(f"{draft.title} {draft.published}")
        elif not keys:
            keys = [f"{draft.title} {draft.text} {draft.published}"]
        place = next((first[key] for key in keys if key in first and _copies(kept[first[key]], draft)), None)
        if place is None:
            place = len(kept)
            kept.append(draft)
        else:
            kept[place] = _merge(kept[place], draft)
        for key in keys:
            first.setdefault(key, place)
    return kept


def _copies(one: _Draft, other: _Draft) -> bool:
    """Judge two entries that share an id, an address or the headline with its date."""
    same_links = one.links == other.links
    if one.title != other.title:
        same_place = bool(one.raw and one.links) and one.raw == other.raw and same_links
        return same_place and near(one.entry.title, other.entry.title)
    pairs = ((one.guids, other.guids), (one.text, other.text), (one.published, other.published))
    differ = sum(bool(mine and theirs and mine != theirs) for mine, theirs in pairs)
    if same_links or not (one.links and other.links):
        return differ <= 1
    return differ == 0 and any(mine and mine == theirs for mine, theirs in pairs[1:])


def _merge(one: _Draft, other: _Draft) -> _Draft:
    fuller = other if len(other.entry.text) > len(one.entry.text) else one
    guids = tuple(dict.fromkeys([*one.guids, *other.guids]))[:MAX_KEYS]
    links = tuple(dict.fromkeys([*one.links, *other.links]))[:MAX_KEYS]
    return replace(fuller, guids=guids, links=links)
