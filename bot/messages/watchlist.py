"""The watch-list as moderators see it: the list, one entity, one keyword; every change is a button away.

A button's data is ``e1:<draft>:<verb>:<entity>:<more>``: the draft it works on (0: the list in force), what
to do, and names made short enough for Telegram.
"""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.i18n import Texts, mark
from bot.messages.markup import bold, code, cut, escape
from bot.messages.message import Button, Message
from bot.messages.pickers import ROWS, pages
from feeds.types import Entity, EntityKind, Keyword, WatchList
from feeds.watch.edit import Use, use_of
from storage.feedback import Score

WATCH = "e1"
NAME_UNITS = 60
_LABEL_UNITS = 28
_WORDS_UNITS = 700
_WEAK_SHOWN = 3

USES = {
    Use.NAME: mark("name"),
    Use.DERIVED: mark("derived word"),
    Use.QUERY: mark("query"),
    Use.CONTEXT: mark("context word"),
    Use.EXCLUDE: mark("word that speaks against it"),
    Use.INSIDE: mark("phrase it must not stand in"),
}
_GROUPS = {
    Use.NAME: mark("Names"),
    Use.DERIVED: mark("Derived words"),
    Use.QUERY: mark("Queries"),
    Use.CONTEXT: mark("Context"),
    Use.EXCLUDE: mark("Against it, in the same sentence"),
    Use.INSIDE: mark("Not inside"),
}
KINDS = {
    EntityKind.PERSON: mark("person"),
    EntityKind.PLACE: mark("place"),
    EntityKind.ORGANISATION: mark("organisation"),
    EntityKind.TOPIC: mark("topic"),
}


@dataclass(frozen=True, slots=True)
class Desk:
    """The watch-list somebody works on: the one in force, or their `draft`."""

    watchlist: WatchList
    draft: int = 0

    def data(self, verb: str, entity: Entity | None = None, *more: object) -> str:
        """Return the data of a button."""
        named = [short(entity.key)] if entity else []
        return ":".join((WATCH, str(self.draft), verb, *named, *map(str, more)))


@dataclass(frozen=True, slots=True)
class Precision:
    """What moderators said of the matches: by entity, by (entity, keyword), by feed."""

    entities: Mapping[Hashable, Score] = field(default_factory=dict)
    keywords: Mapping[Hashable, Score] = field(default_factory=dict)
    feeds: Mapping[Hashable, Score] = field(default_factory=dict)


def short(name: str) -> str:
    """Return a name in twelve letters, always the same ones."""
    return hashlib.blake2s(name.encode("utf-8", "replace"), digest_size=6).hexdigest()


def keyword_id(keyword: Keyword) -> str:
    """Return a keyword's short name within its entity."""
    return short(repr(keyword))


def render_watch(desk: Desk, precision: Precision, texts: Texts, *, page: int = 0, inbox: int = 0) -> Message:
    """List the entities, a page at a time, with their state and precision."""
    entities = desk.watchlist.entities
    page = min(max(page, 0), pages(len(entities)) - 1)
    shown = entities[page * ROWS : (page + 1) * ROWS]
    lines = [bold(texts("Watch-list, version {version}", version=desk.watchlist.version))]
    if desk.draft:
        lines = [bold(texts("Watch-list, draft: not in force yet"))]
    for number, entity in enumerate(shown, page * ROWS + 1):
        said = escape(", ".join(_state(entity, precision, texts)))
        lines.append(f"{number}. {escape(cut(entity.name(texts.lang), NAME_UNITS))} – {said}")
    if not entities:
        lines.append(escape(texts("Nobody is watched yet.")))
    if inbox:
        waiting = texts.plural(
            "{n} item that readers reported waits in /queue.",
            "{n} items that readers reported wait in /queue.",
            inbox,
        )
        lines.append("\n" + escape(waiting))
    buttons = [
        Button(_label(entity.name(texts.lang), entity.key), data=desk.data("o", entity)) for entity in shown
    ]
    rows = [tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2)]
    rows.append(_turn(desk, "l", page, len(entities)))
    rows.append((Button(texts("New entity"), data=desk.data("n")), *_to_rehearsal(desk, texts)))
    return Message("\n".join(lines), tuple(row for row in rows if row))


def render_entity(desk: Desk, entity: Entity, precision: Precision, texts: Texts) -> Message:
    """Show everything about one entity, and what can be done with it."""
    names = " / ".join(cut(name, NAME_UNITS) for name in dict.fromkeys(entity.names.values()))
    lines = [f"{bold(names)} · {escape(texts(KINDS[entity.kind]))} · {code(entity.key)}"]
    if desk.draft:
        lines.append(escape(texts("Draft: not in force yet.")))
    lines.append(escape(_switches(entity, texts)))
    lines += _quality(entity, precision, texts)
    for use, heading in _GROUPS.items():
        words = _listed(
            [one for one in entity.keywords if use_of(one) is use and one.active], _WORDS_UNITS // 2
        )
        if words:
            lines.append(f"{bold(texts(heading))}: {escape(words)}")
    off = _listed([one for one in entity.keywords if not one.active], _WORDS_UNITS // 2)
    if off:
        lines.append(f"{bold(texts('Switched off'))}: {escape(off)}")
    on, derived = not entity.active, not entity.derived
    rows = (
        (
            Button(texts("Add words"), data=desk.data("a", entity)),
            Button(texts("Change words"), data=desk.data("w", entity, 0)),
        ),
        (
            Button(texts("Resume") if on else texts("Pause"), data=desk.data("p", entity, int(on))),
            Button(
                texts("Derived words on") if derived else texts("Derived words off"),
                data=desk.data("d", entity, int(derived)),
            ),
        ),
        (
            Button(texts("Rename"), data=desk.data("r", entity)),
            Button(texts("Remove"), data=desk.data("x", entity)),
        ),
        (Button(texts("Suggestions"), data=desk.data("t", entity)), list_button(desk, texts)),
        _to_rehearsal(desk, texts),
    )
    return Message("\n".join(lines), tuple(row for row in rows if row))


def render_keywords(desk: Desk, entity: Entity, texts: Texts, page: int = 0) -> Message:
    """Let a moderator choose one of an entity's keywords, a page at a time."""
    count = len(entity.keywords)
    page = min(max(page, 0), pages(count) - 1)
    buttons = [
        Button(
            ("" if keyword.active else "– ") + _label(keyword.text, "…"),
            data=desk.data("k", entity, keyword_id(keyword)),
        )
        for keyword in entity.keywords[page * ROWS : (page + 1) * ROWS]
    ]
    rows = [tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2)]
    rows += [_turn(desk, "w", page, count, entity), (open_button(desk, entity, texts),)]
    said = texts("Which words? – marks those that are switched off.") if count else texts("No words yet.")
    heading = bold(cut(entity.name(texts.lang), NAME_UNITS))
    return Message(f"{heading}\n{escape(said)}", tuple(row for row in rows if row))


def render_keyword(
    desk: Desk, entity: Entity, keyword: Keyword, precision: Precision, texts: Texts
) -> Message:
    """Show one keyword and what can be done with it."""
    use = use_of(keyword)
    lines = [
        f"{bold(cut(keyword.text, NAME_UNITS * 3))} – {escape(texts(USES[use]))}",
        escape(cut(entity.name(texts.lang), NAME_UNITS)),
    ]
    options = _options(keyword, texts)
    if options:
        lines.append(escape("; ".join(options).capitalize() + "."))
    score = precision.keywords.get((entity.key, keyword.text))
    if score:
        lines.append(escape(_right(score, texts)))
    mine = keyword_id(keyword)
    switch = texts("Switch off") if keyword.active else texts("Switch on")
    rows: list[tuple[Button, ...]] = [
        (
            Button(switch, data=desk.data("ks", entity, mine)),
            Button(texts("Remove"), data=desk.data("kx", entity, mine)),
        )
    ]
    if use in (Use.NAME, Use.DERIVED):
        label = texts("Without context") if keyword.needs_context else texts("Only with context")
        rows.append((Button(label, data=desk.data("kc", entity, mine)),))
    rows.append((Button(texts("Back"), data=desk.data("w", entity, 0)),))
    return Message("\n".join(lines), tuple(rows))


def render_no_such_entity(words: str, texts: Texts) -> Message:
    """Say that a name is not on the watch-list."""
    said = texts("“{words}” is not on the watch-list. /watch shows it.", words=cut(words, NAME_UNITS))
    return Message(escape(said))


def render_gone(texts: Texts) -> Message:
    """Say that what a button named is no longer there."""
    return Message(escape(texts("This is no longer on the watch-list. /watch shows what is.")))


def percent(score: Score) -> str:
    """Return a precision as whole per cent, rounded down so that 100 means every one."""
    return str(int(100 * score.precision))


def _state(entity: Entity, precision: Precision, texts: Texts) -> list[str]:
    said = [] if entity.active else [texts("paused")]
    count = len(entity.keywords)
    said.append(texts.plural("{n} keyword", "{n} keywords", count))
    score = precision.entities.get(entity.key)
    if score:
        said.append(_right(score, texts))
    return said


def _right(score: Score, texts: Texts) -> str:
    return texts(
        "right {accepted} of {judged} ({percent}%)",
        accepted=score.accepted,
        judged=score.judged,
        percent=percent(score),
    )


def _quality(entity: Entity, precision: Precision, texts: Texts) -> list[str]:
    score = precision.entities.get(entity.key)
    if score is None:
        return []
    lines = [escape(_right(score, texts).capitalize() + ".")]
    keywords = {
        str(key[1]): one
        for key, one in precision.keywords.items()
        if isinstance(key, tuple) and key[0] == entity.key
    }
    for heading, found in (
        (texts("Weakest words"), keywords),
        (texts("Weakest feeds"), {str(key): one for key, one in precision.feeds.items()}),
    ):
        weak = sorted((one for one in found.items() if one[1].rejected), key=lambda one: one[1].precision)
        if weak:
            words = [f"{cut(name, 40)} {one.accepted}/{one.judged}" for name, one in weak[:_WEAK_SHOWN]]
            lines.append(escape(f"{heading}: {', '.join(words)}"))
    return lines


def _switches(entity: Entity, texts: Texts) -> str:
    state = texts("On.") if entity.active else texts("Paused: nothing is found.")
    derived = texts("Derived words count.") if entity.derived else texts("Derived words do not count.")
    return f"{state} {derived}"


def _options(keyword: Keyword, texts: Texts) -> list[str]:
    told = (
        (not keyword.active, texts("switched off")),
        (keyword.needs_context, texts("counts only with a context word")),
        (keyword.case, texts("capitals must agree")),
        (not keyword.inflect, texts("in this form only")),
        (keyword.ownerless, texts("not beside another owner")),
    )
    return [said for is_so, said in told if is_so]


def _label(name: str, otherwise: str) -> str:
    """Return a name for a button, which must not be empty: some names have nothing that can be shown."""
    return cut(name, _LABEL_UNITS) or otherwise


def _listed(keywords: Sequence[Keyword], room: int) -> str:
    return cut(", ".join(keyword.text for keyword in keywords), room)


def _turn(desk: Desk, verb: str, page: int, count: int, entity: Entity | None = None) -> tuple[Button, ...]:
    last = pages(count)
    if last == 1:
        return ()
    return (
        Button("<", data=desk.data(verb, entity, (page - 1) % last)),
        Button(f"{page + 1}/{last}", data=desk.data(verb, entity, page)),
        Button(">", data=desk.data(verb, entity, (page + 1) % last)),
    )


def open_button(desk: Desk, entity: Entity, texts: Texts) -> Button:
    """Return the button that leads to an entity's page."""
    return Button(texts("Back"), data=desk.data("o", entity))


def list_button(desk: Desk, texts: Texts) -> Button:
    """Return the button that leads to the list."""
    return Button(texts("All entities"), data=desk.data("l", None, 0))


def _to_rehearsal(desk: Desk, texts: Texts) -> tuple[Button, ...]:
    return (Button(texts("What it would change"), data=desk.data("h")),) if desk.draft else ()
