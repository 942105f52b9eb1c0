"""What moderators are asked when they change the watch-list: which words, which name, are you sure.

The reader's field for the reply opens by itself, and Telegram shows no buttons then. What a reply is awaited
for stands in an unseen link of the question (``e1:<draft>:c:...``), so that it outlives a restart.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import unquote

from bot.i18n import Texts, mark
from bot.messages.markup import bold, code, cut, escape
from bot.messages.message import Button, Message
from bot.messages.rehearsal import REHEARSAL
from bot.messages.watchlist import KINDS, NAME_UNITS, USES, Desk, list_button, open_button, short
from feeds.types import Entity, EntityKind
from feeds.watch.edit import Use
from feeds.watch.propose import Proposal

_ADDRESS = "https://vigil.invalid/"
"""Where the unseen link leads: nowhere, by RFC 2606."""
_UNSEEN = "\u200b"
WORD_MAX = 200
"""Letters of a name or a keyword."""
WORDS_MAX = 50
"""Words that are added at a time."""

_QUESTIONS = {
    Use.NAME: mark(
        "Reply to this message with the names, one a line. Case forms and Latin spellings follow."
    ),
    Use.DERIVED: mark("Reply to this message with adjectives and other derived words, one a line."),
    Use.QUERY: mark('Reply to this message with one query, such as: (a OR b) AND c NOT "d e"'),
    Use.CONTEXT: mark("Reply to this message with words that speak for a hit, one a line."),
    Use.EXCLUDE: mark(
        "Reply to this message with words that speak against a hit in their sentence, one a line."
    ),
    Use.INSIDE: mark("Reply to this message with phrases in which a hit does not count, one a line."),
}


def render_choose_use(desk: Desk, entity: Entity, texts: Texts) -> Message:
    """Ask what the new words are to do."""
    rows = [(Button(texts(about), data=desk.data("a", entity, use)),) for use, about in USES.items()]
    said = texts("What shall the new words be for {name}?", name=cut(entity.name(texts.lang), NAME_UNITS))
    return Message(escape(said), (*rows, (open_button(desk, entity, texts),)))


def render_ask_words(desk: Desk, entity: Entity, use: Use, texts: Texts) -> Message:
    """Ask for the new words; the answer is a reply."""
    heading = texts("{name}: {use}", name=cut(entity.name(texts.lang), NAME_UNITS), use=texts(USES[use]))
    shortcut = texts("Or write it as one command:")
    example = code(f"/watch add {entity.key} {use} …")
    asked = escape(texts(_QUESTIONS[use]))
    if use is Use.QUERY:
        # The rule of `feeds.watch.query`: what a surname alone means.
        asked += "\n" + escape(
            texts("A surname on the watch-list means that person and no namesake; =surname means the word.")
        )
    return question(
        f"{bold(heading)}\n{asked}\n\n{escape(shortcut)} {example}",
        desk.data("c", entity, use),
        texts("The query") if use is Use.QUERY else texts("Words, one a line"),
    )


def render_ask_name(desk: Desk, entity: Entity, texts: Texts) -> Message:
    """Ask for another display name."""
    asked = texts("Reply to this message with the new name: English / Russian. One of them is enough.")
    known = texts("Now: {names}", names=cut(" / ".join(entity.names.values()), NAME_UNITS * 3))
    data = desk.data("c", entity, "rename")
    return question(f"{escape(asked)}\n{escape(known)}", data, texts("English / Russian"))


def render_ask_reason(draft: int, undoes: int, texts: Texts) -> Message:
    """Ask for the reason of a change."""
    asked = texts("Reply to this message with the reason; the history shows it.")
    return question(escape(asked), f"{REHEARSAL}:a:{draft}:{undoes}", texts("The reason"))


def question(html: str, data: str, asks: str) -> Message:
    """Return a message that asks for a reply, which will be taken as the answer to `data`."""
    return Message(f'{html}<a href="{_ADDRESS}{data}">{_UNSEEN}</a>', asks=asks)


def asked_by(address: str) -> str:
    """Return the data of the question with this unseen link; empty for any other link."""
    return unquote(address.removeprefix(_ADDRESS)) if address.startswith(_ADDRESS) else ""


def render_ask_kind(desk: Desk, texts: Texts) -> Message:
    """Ask what a new entity is."""
    buttons = [Button(texts(about), data=desk.data("n", None, kind)) for kind, about in KINDS.items()]
    rows = (tuple(buttons[:2]), tuple(buttons[2:]), (list_button(desk, texts),))
    return Message(escape(texts("Whom or what shall I watch for?")), rows)


def render_ask_new(desk: Desk, kind: EntityKind, texts: Texts) -> Message:
    """Ask for the name of a new entity."""
    asked = texts("Reply to this message with the name: English / Russian. One of them is enough.")
    extra = (
        texts(
            "I look for the full name in all its forms. A surname that says enough alone can be added next."
        )
        if kind is EntityKind.PERSON
        else texts("I look for the name in all its forms. Other names can be added next.")
    )
    heading = bold(texts("New: {kind}", kind=texts(KINDS[kind])))
    return question(
        f"{heading}\n{escape(asked)}\n{escape(extra)}",
        desk.data("c", None, "new", kind),
        texts("English / Russian"),
    )


def render_remove_question(desk: Desk, entity: Entity, texts: Texts) -> Message:
    """Ask before an entity is removed."""
    asked = texts("Remove {name} and all its words?", name=cut(entity.name(texts.lang), NAME_UNITS))
    said = texts("You see first what that would change. To stop it for a while, pause it instead.")
    rows = ((Button(texts("Remove"), data=desk.data("X", entity)), open_button(desk, entity, texts)),)
    return Message(f"{bold(asked)}\n{escape(said)}", rows)


def render_suggestions(desk: Desk, entity: Entity, proposals: Sequence[Proposal], texts: Texts) -> Message:
    """Offer the keywords that would keep out what moderators rejected."""
    heading = bold(texts("Suggestions for {name}", name=cut(entity.name(texts.lang), NAME_UNITS)))
    if not proposals:
        said = texts(
            "None. I need at least two rejected items that have words in common which no accepted one has."
        )
        return Message(f"{heading}\n{escape(said)}", ((open_button(desk, entity, texts),),))
    lines, rows = [heading], []
    for number, one in enumerate(proposals, 1):
        gone = texts(
            "keeps out {removes} of {rejected} rejected items and none that was accepted",
            removes=one.removes,
            rejected=one.rejected,
        )
        words = escape(cut(one.keyword.text, NAME_UNITS))
        lines.append(f"{number}. {bold(words)} – {escape(texts(USES[one.use]))}: {escape(gone)}")
        rows.append(
            (Button(texts("Try {number}", number=number), data=desk.data("t", entity, proposal_id(one))),)
        )
    return Message("\n".join(lines), (*rows, (open_button(desk, entity, texts),)))


def proposal_id(proposal: Proposal) -> str:
    """Return a proposal's short name."""
    return short(f"{proposal.use} {proposal.keyword.text}")


def render_usage(texts: Texts) -> Message:
    """Say how the watch-list is changed by commands."""
    lines = [
        f"{code(example)} – {escape(about)}"
        for example, about in (
            ("/watch", texts("the list, to tap on")),
            ("/watch argun", texts("one entity")),
            ("/watch new person Name / Имя", texts("a new one: person, place, organisation or topic")),
            ("/watch add argun name Аргун", texts("words: name, derived, query, context, exclude or inside")),
            ("/watch drop argun Аргун", texts("take words away")),
            ("/watch rename argun Name / Имя", texts("another display name")),
            ("/watch pause argun", texts("stop for a while; resume starts again")),
        )
    ]
    lines.append(escape(texts("Every change is rehearsed first; nothing is in force until you apply it.")))
    return Message("\n".join(lines))


def render_words_needed(unusable: Sequence[str], texts: Texts) -> Message:
    """Ask for words that can be used, naming those that cannot."""
    said = texts("I need words with a letter or digit in them, at most {most} letters long.", most=WORD_MAX)
    return _with_unusable(said, unusable, texts)


def render_name_needed(unusable: Sequence[str], texts: Texts) -> Message:
    """Ask for a name that can be used, naming what cannot."""
    said = texts(
        "I need a name as English / Russian, or one of them, at most {most} letters long.", most=WORD_MAX
    )
    return _with_unusable(said, unusable, texts)


def render_too_many_words(count: int, texts: Texts) -> Message:
    """Refuse more words than a person can look over in one rehearsal; nothing of them is taken."""
    said = texts.plural("That is {n} word.", "Those are {n} words.", count)
    rest = texts("I take at most {most} at a time: please send them in parts.", most=WORDS_MAX)
    return Message(escape(f"{said} {rest}"))


def _with_unusable(said: str, unusable: Sequence[str], texts: Texts) -> Message:
    if not unusable:
        return Message(escape(said))
    shown = ", ".join(f"“{cut(one, NAME_UNITS)}”" for one in unusable[:3])
    return Message(escape(f"{said} " + texts("Not usable: {words}", words=shown)))
