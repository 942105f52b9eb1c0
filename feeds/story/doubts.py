"""What speaks against two reports being of one event, however alike their words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from feeds.story.evidence import Bag
from feeds.story.glossary import DEEDS, OPPOSITES, TOLL
from feeds.story.marks import OWNED, PERSON, TOWN
from feeds.story.signature import DATE, EVENT, NAME, NUMBER, PLACE, RUSSIAN, Signature

OTHERWISE = {EVENT + a: EVENT + b for pair in OPPOSITES for a, b in (pair, pair[::-1])}
_OFTEN = 0.3
"""The share of a story's reports that must tell something for it to be the story's."""
_DEEDS = tuple(
    frozenset(EVENT + word for word in line.split())
    for line in DEEDS.strip().replace("\n  ", " ").splitlines()
)
_SIGNS = NAME + RUSSIAN + PLACE
_TOLL = frozenset(EVENT + word for word in TOLL.split())


def excludes(signature: Signature, bag: Bag, *, across: bool) -> bool:
    """Tell whether report and story name different places, people or towns, or tell of different deeds.

    Across languages only titles are held against each other: leads differ in what they add.
    """
    apart = bag.watched.union(signature.watched)
    titled = [key for key, weight in signature.words.items() if weight == 1.0 and key not in apart]
    return (
        _other_deed(signature, bag)
        or _other_name(signature, bag, PERSON, across)
        or _other_name(signature, bag, TOWN, across)
        or _other_owned(signature, bag, across)
        or _elsewhere(titled, PLACE, bag)
    )


def doubts(signature: Signature, bag: Bag) -> int:
    """Count what speaks against the story and yet may change from report to report of one event."""
    strong = [key for key, weight in signature.words.items() if weight >= 0.5]
    titled = [key for key in strong if signature.words[key] == 1.0]
    return (
        _elsewhere(titled, DATE, bag)
        + _elsewhere(titled, NUMBER, bag)
        + any(_reversed(key, signature, bag, _OFTEN * bag.reports) for key in strong)
    )


def _elsewhere(keys: list[str], kind: str, bag: Bag) -> bool:
    """Tell whether the report names things of a kind, the story does too, and they have none in common."""
    ours = [key for key in keys if key[0] == kind]
    if not ours or any(key in bag.weights for key in ours):
        return False
    often = 2 * _OFTEN * bag.reports
    return any(key[0] == kind and weight >= often for key, weight in bag.weights.items())


def _reversed(key: str, signature: Signature, bag: Bag, often: float) -> bool:
    other = OTHERWISE.get(key)
    told = bag.weights.get(other, 0.0) if other else 0.0
    return other not in signature.words and told >= often and bag.weights.get(key, 0.0) < 0.2 * told


def _other_deed(signature: Signature, bag: Bag) -> bool:
    """Tell whether report and story each have a deed of one group that the other knows nothing of."""
    told = [key for key, weight in signature.words.items() if weight >= 0.5 and key[0] == EVENT]
    for group in _DEEDS:
        ours = _foremost(key for key in told if key in group)
        if ours and not any(key in bag.weights for key in ours):
            # A title's event is worth 0.6 in the bag.
            theirs = _foremost(key for key in group if bag.weights.get(key, 0.0) >= _OFTEN * bag.reports)
            if theirs and not any(key in signature.words for key in theirs):
                return True
    return False


def _other_name(signature: Signature, bag: Bag, kind: str, titled: bool) -> bool:
    """Tell whether both name people (or towns), and neither names one of the other's."""
    least = 1.0 if titled else 0.5
    often = 2 * _OFTEN * bag.reports * least
    ours = {key[1:] for key, weight in signature.marks.items() if key[0] == kind and weight >= least}
    theirs = {key[1:] for key, weight in bag.marks.items() if key[0] == kind and weight >= often}
    if not ours or not theirs:
        return False
    return not _told(ours, bag.weights) and not _told(theirs, signature.words | signature.names)


def _other_owned(signature: Signature, bag: Bag, across: bool) -> bool:
    """Tell whether one is about the watched, the other about what is theirs and unknown to the first."""
    if any(mark[0] == PERSON and mark in bag.marks for mark in signature.marks):
        return False  # both name whom it happened to, whosever critic or brother that is
    often = 2 * _OFTEN * bag.reports
    ours = {mark[1:] for mark in signature.marks if mark[0] == OWNED}
    theirs = {mark[1:] for mark, weight in bag.marks.items() if mark[0] == OWNED and weight >= often}
    both = all(noun for noun in ours | theirs)
    if not ours or not theirs or ours & theirs or (across and both):
        return False  # what both name may be one thing in two languages
    return not (ours - {""}) & bag.weights.keys() and not (theirs - {""}) & signature.words.keys()


def _told(names: set[str], words: Mapping[str, float]) -> bool:
    """Tell whether one of the names is among the words, with a capital or without, or nearly so.

    A headline of capitals makes names of all its words; the last letter of a name may be an ending that the
    stemmer left or took.
    """
    if any(sign + name in words for name in names for sign in ("", *_SIGNS)):
        return True
    return any(_alike(name, key.lstrip(_SIGNS)) for key in words for name in names)


def _alike(name: str, other: str) -> bool:
    size = max(4, min(len(name), len(other)) - 1)
    return name[:size] == other[:size]


def _foremost(keys: Iterable[str]) -> set[str]:
    found = set(keys)
    return found - _TOLL or found
