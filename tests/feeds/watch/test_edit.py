"""Watch-lists are edited as values, compared in steps a person can read, and merged where that is safe."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from feeds.types import Entity, EntityKind, Keyword, WatchList
from feeds.watch.edit import (
    Act,
    Use,
    changes,
    drop,
    keyword_for,
    merge,
    new_entity,
    put,
    use_of,
    with_keyword_changed,
    with_keywords,
    without_keyword,
)
from feeds.watch.watchlist import dump, parse

RIVER = Entity("orva", EntityKind.PLACE, {"en": "Orva", "ru": "Орва"}, (Keyword("Орва"), Keyword("Orva")))
MAYOR = Entity("lund", EntityKind.PERSON, {"en": "Ida Lund"}, (Keyword("Lund"),))
BASE = WatchList((RIVER, MAYOR), 4)
Edit = Callable[[WatchList], WatchList]


def edited(key: str, change: Callable[[Entity], Entity]) -> Edit:
    """Return an edit of one entity."""

    def edit(watchlist: WatchList) -> WatchList:
        entity = watchlist.get(key)
        assert entity is not None
        return put(watchlist, change(entity))

    return edit


def adds(key: str, text: str, use: Use = Use.NAME) -> Edit:
    """Return an edit that adds a keyword."""
    return edited(key, lambda entity: with_keywords(entity, [keyword_for(use, text)]))


def renames(key: str, name: str) -> Edit:
    """Return an edit of the English name."""
    return edited(key, lambda entity: replace(entity, names={**entity.names, "en": name}))


PAUSE = edited("orva", lambda entity: replace(entity, active=False))
NO_LUND = edited("lund", lambda entity: without_keyword(entity, Keyword("Lund")))
LUND_OFF = edited(
    "lund", lambda one: with_keyword_changed(one, Keyword("Lund"), Keyword("Lund", active=False))
)


@pytest.mark.parametrize("use", list(Use))
def test_a_keyword_keeps_its_use_in_the_file(use: Use) -> None:
    """What a moderator adds is read back as what it was meant to be."""
    keyword = keyword_for(use, "Orva AND Lund" if use is Use.QUERY else "рыбалка")
    back = parse(dump(put(BASE, with_keywords(RIVER, [keyword])))).get("orva")
    assert back is not None
    assert keyword in back.keywords
    assert use_of(keyword) is use


def test_keywords_stand_with_their_group_and_only_once() -> None:
    """The file stays readable whatever the order of the edits."""
    entity = with_keywords(RIVER, [keyword_for(Use.INSIDE, "мост Орва"), keyword_for(Use.NAME, "Orwa")])
    entity = with_keywords(entity, [keyword_for(Use.NAME, "ORVA"), keyword_for(Use.CONTEXT, "река")])
    assert [one.text for one in entity.keywords] == ["Орва", "Orva", "Orwa", "река", "мост Орва"]


@pytest.mark.parametrize(
    ("edit", "acts"),
    [
        (adds("orva", "Orwa"), [Act.ADD_WORD]),
        (NO_LUND, [Act.REMOVE_WORD]),
        (LUND_OFF, [Act.WORD_OFF]),
        (PAUSE, [Act.PAUSE]),
        (renames("lund", "Ida B. Lund"), [Act.RENAME]),
        (edited("orva", lambda one: replace(one, derived=False)), [Act.DERIVED_OFF]),
        (edited("orva", lambda one: replace(one, kind=EntityKind.TOPIC)), [Act.KIND]),
        (lambda watchlist: drop(watchlist, "lund"), [Act.REMOVE_ENTITY]),
        (lambda watchlist: put(watchlist, new_entity(EntityKind.TOPIC, "Ice", "", [])), [Act.ADD_ENTITY]),
        (lambda watchlist: watchlist, []),
        (lambda watchlist: replace(watchlist, version=9), []),
    ],
)
def test_every_change_is_named(edit: Edit, acts: list[Act]) -> None:
    """One step for each thing that differs, and none for what does not count."""
    assert [step.act for step in changes(BASE, edit(BASE))] == acts


@pytest.mark.parametrize(
    ("mine", "theirs", "together"),
    [
        (adds("orva", "Orwa"), adds("orva", "Ohrwa"), True),
        (adds("orva", "Orwa"), PAUSE, True),
        (adds("orva", "Orwa"), lambda watchlist: drop(watchlist, "lund"), True),
        (PAUSE, PAUSE, True),
        (NO_LUND, renames("lund", "Ida B. Lund"), True),
        (renames("lund", "A"), renames("lund", "B"), False),
        (NO_LUND, LUND_OFF, False),
        (adds("lund", "Ida"), lambda watchlist: drop(watchlist, "lund"), False),
        (lambda watchlist: drop(watchlist, "lund"), adds("lund", "Ida"), False),
    ],
)
def test_two_changes_go_together_unless_they_touch_the_same_thing(
    mine: Edit, theirs: Edit, together: bool
) -> None:
    """A merge has both, in whichever order they came; a conflict is nobody's to decide but a person's."""
    merged = merge(BASE, mine(BASE), theirs(BASE))
    assert (merged is not None) is together
    if merged is not None:
        other = merge(BASE, theirs(BASE), mine(BASE))
        assert other is not None
        assert {e.key: (e.names, set(e.keywords)) for e in merged.entities} == {
            e.key: (e.names, set(e.keywords)) for e in other.entities
        }
        # Said again on top, neither adds anything.
        assert not changes(merged, merge(BASE, mine(BASE), merged) or BASE)


@pytest.mark.parametrize(
    ("name", "taken", "key"),
    [
        ("Ida Lund", (), "ida-lund"),
        ("Ida Lund", ("ida-lund", "ida-lund-2"), "ida-lund-3"),
        ("Рынок!", (), "person"),
        ("x" * 300, (), "x" * 48),
        ("-- a --", (), "a"),
    ],
)
def test_a_new_entity_gets_a_key_the_file_allows(name: str, taken: tuple[str, ...], key: str) -> None:
    """ASCII, short, and nobody else's."""
    entity = new_entity(EntityKind.PERSON, name, "", taken)
    assert entity.key == key
    assert parse(dump(WatchList((replace(entity, names={"en": "A"}),)))).entities[0].key == entity.key
