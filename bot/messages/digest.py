"""What is said around digests in a chat: which period, language and format, and the desk of their reviewers.

Data of the buttons: ``d1:<period>:<lang>:<format>:<entity>`` (an empty format: the choice itself);
``h1:<what>:<draft>:<story>:<more>`` for a draft.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any

from bot.digest.review import REASONS, TOP, listed
from bot.digest.snapshot import Snapshot, StoryItem
from bot.digest.words import hidden_words
from bot.i18n import LANGUAGE_NAMES, LANGUAGES, Texts
from bot.messages.markup import bold, clean, cut, escape
from bot.messages.message import Button, Message
from bot.messages.questions import question
from bot.messages.watchlist import short

DIGEST = "d1"
DESK = "h1"
FORMATS = ("telegram", "png", "html", "pdf", "docx", "md", "csv", "jsonl", "atom", "bib", "csl")
"""Offered in a chat, the text first."""
PAGE = 8
_DATA_BYTES = 64
_TITLE_UNITS = 110
_LABEL_UNITS = 40


def format_name(form: str, texts: Texts) -> str:
    """Return what a format is called on a button."""
    names = {
        "telegram": texts("Text"),
        "png": texts("Pictures"),
        "md": "Markdown",
        "jsonl": "JSON Lines",
        "bib": "BibTeX",
        "csl": "CSL JSON",
    }
    return names.get(form, form.capitalize() if form == "atom" else form.upper())


def render_choice(
    snapshot: Snapshot,
    texts: Texts,
    *,
    lang: str,
    periods: Sequence[tuple[str, str]],
    key: str = "",
    name: str,
) -> Message:
    """Show what a digest holds, with a button for each format, language and neighbouring period.

    `periods` are (name, label) of what else can be had; `name` is the period's own.
    """
    counted = len(snapshot.stories)
    reports = sum(len(story.reports) for story in snapshot.stories)
    lines = [bold(texts("Digest {name}", name=snapshot.period.name))]
    if key:
        lines.append(escape(texts("Limited to: {names}", names=snapshot.watched(key).name(texts.lang))))
    stories = texts.plural("{n} story", "{n} stories", counted)
    lines.append(escape(f"{stories}, {texts.plural('{n} report', '{n} reports', reports)}"))
    buttons = [Button(format_name(form, texts), data=_data(name, lang, form, key)) for form in FORMATS]
    rows = [tuple(buttons[at : at + 3]) for at in range(0, len(buttons), 3)]
    rows.append(
        tuple(
            Button(("✓ " if code == lang else "") + LANGUAGE_NAMES[code], data=_data(name, code, "", key))
            for code in LANGUAGES
        )
    )
    rows += [(Button(label, data=_data(other, lang, "", key)),) for other, label in periods]
    lines.append(escape(texts("Choose how you want it:")))
    return Message("\n".join(lines), tuple(rows))


def render_digest_usage(texts: Texts) -> Message:
    """Say how a digest is asked for."""
    return Message(
        "\n".join(
            escape(line)
            for line in (
                texts("/digest – the last week, /digest now – this week so far"),
                texts("/digest 2026-W46 – a week; /digest 2026-11-01 2026-11-10 – a range of days"),
                texts("/digest NAME – only what is about one name; a week, a range or 30d may follow"),
            )
        )
    )


def render_not_begun(name: str, texts: Texts) -> Message:
    """Say that a period lies ahead."""
    return Message(escape(texts("{name} has not begun yet.", name=name)))


def render_not_watched(name: str, texts: Texts) -> Message:
    """Say that a digest cannot tell of somebody."""
    return Message(escape(texts("{name} was not on the watch-list of this digest.", name=name)))


def render_too_large(texts: Texts) -> Message:
    """Say that a file is too large to be sent."""
    return Message(escape(texts("This file is too large for Telegram: choose another format.")))


def render_not_written(texts: Texts) -> Message:
    """Say that a format could not be written."""
    return Message(escape(texts("It could not be written in this format: choose another one.")))


def render_under_review(goes_out: datetime, zone: tzinfo, texts: Texts) -> Message:
    """Say that moderators look at a digest first."""
    said = texts(
        "Moderators look at this digest first. It comes at the latest on {time}.",
        time=texts.time(goes_out, zone),
    )
    return Message(escape(said))


def render_caption(name: str, form: str, texts: Texts) -> Message:
    """Return the caption of a file."""
    return Message(escape(f"{texts('Digest {name}', name=name)} · {format_name(form, texts)}"))


def render_draft(
    draft: int, snapshot: Snapshot, edits: Mapping[str, Any], page: int, goes_out: str, texts: Texts
) -> Message:
    """Show a draft to moderators: its stories in their order, the top ones first, each behind a number."""
    stories = listed(snapshot, edits)
    own = len(snapshot.stories)
    hidden: Mapping[str, str] = edits.get("hidden", {})
    last = max(0, -(-len(stories) // PAGE) - 1)
    page = min(page, last)
    shown = stories[page * PAGE : (page + 1) * PAGE]
    lines = [
        bold(texts("Draft of the digest {name}", name=snapshot.period.name)),
        escape(texts("It goes out on {time} as it is then, or when you release it.", time=goes_out)),
    ]
    if hidden:
        lines.append(escape(texts.plural("{n} story is left out.", "{n} stories are left out.", len(hidden))))
    first = page * PAGE + 1
    if first == 1 and own > TOP:
        lines.append(escape(texts("The first {n} that are not left out are the top stories.", n=TOP)))
    late = own + sum(story in snapshot.late for story in stories[own:])
    for place, story in enumerate(shown, first):
        if place == own + 1 <= late:
            lines.append(bold(texts("Late additions")))
        elif place == late + 1:
            lines.append(bold(texts("Corrections to earlier digests")))
        lines.append(_line(place, story, hidden.get(story.id), texts))
    numbers = [
        Button(str(place), data=f"{DESK}:o:{draft}:{story.id}") for place, story in enumerate(shown, first)
    ]
    rows = [tuple(numbers[at : at + 4]) for at in range(0, len(numbers), 4)]
    turning = [Button("<", data=f"{DESK}:p:{draft}:{page - 1}")] if page else []
    turning += [Button(">", data=f"{DESK}:p:{draft}:{page + 1}")] if page < last else []
    rows += [tuple(turning)] if turning else []
    rows.append((Button(texts("Note to the digest"), data=f"{DESK}:n:{draft}:"),))
    rows.append((Button(texts("Release it"), data=f"{DESK}:R:{draft}"),))
    return Message("\n\n".join(lines), tuple(rows))


def render_draft_story(
    draft: int, story: StoryItem, edits: Mapping[str, Any], page: int, texts: Texts, *, can_move: bool
) -> Message:
    """Show one story of a draft with what can be done to it; only those of the period have an order."""
    hidden: Mapping[str, str] = edits.get("hidden", {})
    notes = edits.get("notes", {}).get(story.id, [])
    lines = [bold(_title(story, texts))]
    lines += [escape(cut(quote.text, 600)) for quote in story.summaries[:1]]
    if story.id in hidden:
        why = hidden_words(hidden[story.id], texts)
        lines.append(escape(texts("Left out: {reason}", reason=why)))
    lines += [escape(texts("Note: {text}", text=cut(note["text"], 300))) for note in notes[-3:]]
    data = f"{draft}:{story.id}"
    rows: list[tuple[Button, ...]] = []
    if can_move:
        up, top = f"{DESK}:u:{data}", f"{DESK}:t:{data}"
        rows.append((Button(texts("Up"), data=up), Button(texts("To the top"), data=top)))
    rows.append((Button(texts("Add a note"), data=f"{DESK}:n:{data}"),))
    if story.id in hidden:
        rows.append((Button(texts("Show it again"), data=f"{DESK}:s:{data}"),))
    else:
        rows += [
            (
                Button(
                    texts("Leave out: {reason}", reason=hidden_words(reason, texts)),
                    data=f"{DESK}:h:{data}:{place}",
                ),
            )
            for place, reason in enumerate(REASONS)
        ]
    rows.append((Button(texts("« Back"), data=f"{DESK}:p:{draft}:{page}"),))
    return Message("\n\n".join(lines), tuple(rows))


def render_ask_note(draft: int, story: str, texts: Texts) -> Message:
    """Ask for a note; the answer is a reply."""
    asked = texts(
        "Reply to this message with the note; readers see it, not who wrote it. A dash takes notes away."
    )
    return question(escape(asked), f"{DESK}:c:{draft}:{story}", texts("The note"))


def render_noted(texts: Texts) -> Message:
    """Confirm a note."""
    return Message(escape(texts("Noted.")))


def render_released(name: str, texts: Texts) -> Message:
    """Confirm that a digest goes out."""
    return Message(escape(texts("The digest {name} is released and goes out now.", name=name)))


def render_no_draft(texts: Texts) -> Message:
    """Say that a draft was released already."""
    return Message(escape(texts("This digest was released already.")))


def _line(number: int, story: StoryItem, hidden: str | None, texts: Texts) -> str:
    title = escape(_title(story, texts))
    count = texts.plural("{n} report", "{n} reports", len(story.reports))
    if hidden is not None:
        return f"{number}. <s>{title}</s> ({escape(hidden_words(hidden, texts))})"
    return f"{number}. {title} ({escape(count)})"


def _title(story: StoryItem, texts: Texts) -> str:
    own = [quote.text for quote in story.headlines if quote.lang == texts.lang]
    any_ = [quote.text for quote in story.headlines]
    return cut(clean((own or any_ or [""])[0]) or texts("(no title)"), _TITLE_UNITS)


def names_entity(written: str, key: str) -> bool:
    """Say whether a button means the entity with this key."""
    return written in {key, _brief(key)}


def _data(period: str, lang: str, form: str, key: str) -> str:
    data = f"{DIGEST}:{period}:{lang}:{form}:{key}"
    # A button has no room for a range and a long key.
    return data if len(data.encode()) <= _DATA_BYTES else f"{DIGEST}:{period}:{lang}:{form}:{_brief(key)}"


def _brief(key: str) -> str:
    """Return a key in so few letters that any button has room for it; `!` begins no key."""
    return f"!{short(key)}"
