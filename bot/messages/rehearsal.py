"""What a change of the watch-list would do, before it is applied; and which changes there have been.

Buttons: ``r1:a:<draft>:<undoes>`` applies, ``r1:x:<draft>`` cancels, ``r1:all:<draft>:<undoes>`` rehearses
over everything stored, ``r1:m:<draft>:<undoes>`` puts a draft on top of what somebody else applied meanwhile,
``r1:b:<version>`` goes back to a version, ``r1:h:<page>`` turns the history's pages,
``r1:w:<draft>:<undoes>`` asks for a reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from babel.numbers import format_decimal

from bot.i18n import Texts, mark
from bot.messages.markup import bold, code, cut, cut_start, escape, link
from bot.messages.message import Button, Message
from bot.messages.watchlist import USES, WATCH, short
from feeds.types import WatchList
from feeds.watch.edit import Act, Step, surnames, use_of
from feeds.watch.problem import Problem
from feeds.watch.queryparse import QueryError
from feeds.watch.rehearse import Example, Rehearsal
from storage.subscriber import Role

REHEARSAL = "r1"
VERSIONS_SHOWN = 5
_NAME_UNITS = 40
_REASON_UNITS = 120
_TITLE_UNITS = 120
_CONTEXT_UNITS = 140
_STEPS_SHOWN = 6
_EXAMPLES_SHOWN = 2
_PROBLEMS_SHOWN = 5

_STEPS = {
    Act.ADD_ENTITY: mark("New: {entity}"),
    Act.REMOVE_ENTITY: mark("{entity} removed"),
    Act.PAUSE: mark("{entity} paused"),
    Act.RESUME: mark("{entity} resumed"),
    Act.RENAME: mark("{before} renamed {entity}"),
    Act.KIND: mark("{entity}: another kind"),
    Act.DERIVED_ON: mark("{entity}: derived words on"),
    Act.DERIVED_OFF: mark("{entity}: derived words off"),
    Act.ADD_WORD: mark("{entity}: {use} “{word}” added"),
    Act.REMOVE_WORD: mark("{entity}: {use} “{word}” removed"),
    Act.WORD_ON: mark("{entity}: {use} “{word}” switched on"),
    Act.WORD_OFF: mark("{entity}: {use} “{word}” switched off"),
    Act.CHANGE_WORD: mark("{entity}: {use} “{word}” changed"),
}
_ROLES = {
    Role.READER: mark("by a subscriber"),
    Role.MODERATOR: mark("by a moderator"),
    Role.ADMIN: mark("by an admin"),
}


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version as the history shows it."""

    version: int
    created: datetime
    role: Role | None
    """The author's; None for the command line and for people who left."""
    reason: str
    undoes: int | None
    steps: Sequence[Step]


def step_text(step: Step, texts: Texts) -> str:
    """Say one step in plain text."""
    entity, before = step.entity, step.before or step.entity
    keyword = step.keyword
    name = cut(entity.name(texts.lang), _NAME_UNITS)
    if step.act is Act.ADD_ENTITY:
        name = cut(" / ".join(dict.fromkeys(entity.names.values())), 2 * _NAME_UNITS)
        if entity.keywords:
            name += f" ({cut(', '.join(one.text for one in entity.keywords), 2 * _NAME_UNITS)})"
    return texts(
        _STEPS[step.act],
        entity=name,
        before=cut(before.name(texts.lang), _NAME_UNITS),
        word=cut(keyword.text, _NAME_UNITS) if keyword else "",
        use=texts(USES[use_of(keyword)]) if keyword else "",
    )


def render_rehearsing(
    steps: Sequence[Step],
    done: int,
    total: int,
    texts: Texts,
    *,
    draft: int,
    so_far: tuple[int, int] = (0, 0),
) -> Message:
    """Say how far a rehearsal is, and how many alerts would have been gained and lost `so_far`."""
    said = texts("Rehearsing …")
    if total:
        said = texts(
            "Rehearsing: {done} of {total} stored items …",
            done=_number(done, texts),
            total=_number(total, texts),
        )
    lines = [*_steps(steps, texts), "", f"<i>{escape(said)}</i>"]
    if any(so_far):
        gained, lost = (_number(one, texts) for one in so_far)
        changed = texts("So far: +{gained} alerts, −{lost}.", gained=gained, lost=lost)
        lines.append(bold(changed))
    return Message("\n".join(lines), ((_cancel(draft, texts),),))


def render_rehearsal(
    steps: Sequence[Step],
    rehearsal: Rehearsal,
    watchlist: WatchList,
    texts: Texts,
    *,
    draft: int,
    days: int | None,
    undoes: int = 0,
    reason: str = "",
) -> Message:
    """Show what a draft would have changed: counts, examples, alerts a day, time; then Apply, Edit, Cancel.

    `days` is how far back was looked, None for everything; `watchlist` names the entities, old and new.
    """
    blocks = ["\n".join(_steps(steps, texts))]
    if reason:
        blocks[0] += "\n" + escape(texts("Reason: {reason}", reason=cut(reason, _REASON_UNITS)))
    blocks.append("\n".join(_counts(rehearsal, days, texts)))
    for sign, heading, examples in (
        ("+", texts("Would have come"), rehearsal.examples_gained),
        ("−", texts("Would not have come"), rehearsal.examples_lost),
    ):
        if examples:
            shown = [_example(one, watchlist, texts) for one in examples[:_EXAMPLES_SHOWN]]
            blocks.append("\n".join([f"{sign} {bold(heading)}", *shown]))
    blocks.append(escape(texts("Nothing is sent for the past.")))
    return Message("\n\n".join(blocks), _choices(steps, texts, draft, undoes, all_of_it=days is not None))


def render_reason_noted(
    reason: str, texts: Texts, *, draft: int, undoes: int, steps: Sequence[Step]
) -> Message:
    """Confirm the reason, and offer to apply."""
    said = texts("Noted as the reason: {reason}", reason=cut(reason, _REASON_UNITS))
    return Message(escape(said), _choices(steps, texts, draft, undoes, all_of_it=False))


def render_applied(steps: Sequence[Step], version: int, texts: Texts, *, undoes: int = 0) -> Message:
    """Confirm that a change is in force; `undoes` is the version that it took back."""
    said = texts("In force now, as version {version}. /undo takes it back.", version=version)
    if undoes:
        said = texts(
            "Version {undoes} is taken back; version {version} is in force. /history leads to any other.",
            undoes=undoes,
            version=version,
        )
    return Message("\n".join([*_steps(steps, texts), "", bold(said)]))


def render_cancelled(texts: Texts) -> Message:
    """Confirm that a draft was dropped."""
    return Message(escape(texts("Cancelled. The watch-list is as it was.")))


def render_no_change(texts: Texts) -> Message:
    """Say that a change changes nothing."""
    return Message(escape(texts("That is so already: nothing would change.")))


def render_draft_gone(texts: Texts) -> Message:
    """Say that a draft does not wait any more."""
    said = texts("This change no longer waits: it was applied, cancelled, or another one came after it.")
    return Message(escape(said))


def render_problems(problems: Sequence[str], texts: Texts) -> Message:
    """Say why a watch-list cannot be used, without the lines of a text that was never shown."""
    lines = [escape(texts("This cannot be used:"))]
    for problem in problems[:_PROBLEMS_SHOWN]:
        said = problem.said(texts) if isinstance(problem, Problem) else problem
        lines.append(escape("– " + cut(said, 300)))
    return Message("\n".join(lines))


def render_query_error(error: QueryError, query: str, texts: Texts) -> Message:
    """Say what is wrong with a query, point at the place, and say what to write."""
    heading = texts("This query cannot be used:")
    said = f"{cut(error.problem.said(texts), 200)}: {cut(error.hint.said(texts), 200)}."
    before, rest = query[: error.position], query[error.position :]
    place = f"{escape(cut_start(before, _CONTEXT_UNITS))} {bold('▸' + cut(rest, _CONTEXT_UNITS))}"
    return Message(f"{escape(heading)}\n{place.strip()}\n{escape(said)}")


def render_lost_race(
    theirs: Sequence[Step], last: VersionLine | None, texts: Texts, *, draft: int, undoes: int, both: bool
) -> Message:
    """Tell the one who came second what the other changed; `both`: the two changes can go together."""
    lines = [bold(texts("The watch-list was changed while you looked."))]
    if last is not None:
        lines.append(escape(_byline(last, texts)))
    lines += _steps(theirs, texts)
    said = texts("Your change was not applied; it touches the same words, so please make it anew.")
    rows: list[tuple[Button, ...]] = [(_look(texts), _cancel(draft, texts))]
    if both:
        said = texts("Your change was not applied. It goes together with theirs.")
        data = f"{REHEARSAL}:m:{draft}:{undoes}"
        rows.insert(0, (Button(texts("Rehearse mine on top of it"), data=data),))
    return Message("\n".join([*lines, "", escape(said)]), tuple(rows))


def render_undo_intro(line: VersionLine, texts: Texts, *, possible: bool = True) -> Message:
    """Show the change that is about to be taken back, or (not `possible`) that cannot be by itself."""
    heading = bold(texts("Last change: version {version}", version=line.version))
    lines = [heading, escape(_byline(line, texts)), *_steps(line.steps, texts)]
    if not possible:
        said = texts(
            "It cannot be taken back by itself: later changes touch the same words."
            " /history leads to any version."
        )
        lines += ["", escape(said)]
    return Message("\n".join(lines))


def render_nothing_to_undo(texts: Texts) -> Message:
    """Say that the watch-list is as it was at the beginning."""
    return Message(escape(texts("There is nothing to take back: this is the first version.")))


def render_history(lines: Sequence[VersionLine], texts: Texts, *, page: int, more: bool) -> Message:
    """List versions, newest first, each with what it changed; all but the newest can be gone back to."""
    if not lines:
        return Message(escape(texts("The watch-list has not been changed yet.")))
    blocks = [bold(texts("Versions of the watch-list"))]
    rows: list[tuple[Button, ...]] = []
    back = []
    for at, line in enumerate(lines):
        told = _steps(line.steps, texts, 3) or [escape(texts("The beginning."))]
        blocks.append("\n".join([f"{bold(str(line.version))} · {escape(_byline(line, texts))}", *told]))
        if at or page:
            label = texts("Back to {version}", version=line.version)
            back.append(Button(label, data=f"{REHEARSAL}:b:{line.version}"))
    rows += [tuple(back[at : at + 3]) for at in range(0, len(back), 3)]
    turning = [Button(texts("Newer"), data=f"{REHEARSAL}:h:{page - 1}")] if page else []
    if more:
        turning.append(Button(texts("Older"), data=f"{REHEARSAL}:h:{page + 1}"))
    if turning:
        rows.append(tuple(turning))
    return Message("\n\n".join(blocks), tuple(rows))


def render_history_usage(texts: Texts) -> Message:
    """Say that a version does not exist."""
    return Message(f"{escape(texts('There is no such version. All of them:'))} {code('/history')}")


def _choices(
    steps: Sequence[Step], texts: Texts, draft: int, undoes: int, *, all_of_it: bool
) -> tuple[tuple[Button, ...], ...]:
    touched = dict.fromkeys(step.entity.key for step in steps if step.act is not Act.REMOVE_ENTITY)
    # One entity is opened at once; several, or none that is left, from the list.
    edit = f"{WATCH}:{draft}:l:0"
    if len(touched) == 1:
        edit = f"{WATCH}:{draft}:o:{short(next(iter(touched)))}"
    first = (
        Button(texts("Apply"), data=f"{REHEARSAL}:a:{draft}:{undoes}"),
        Button(texts("Edit"), data=edit),
        _cancel(draft, texts),
    )
    rows: list[tuple[Button, ...]] = [first]
    new = [step.entity for step in steps if step.act is Act.ADD_ENTITY]
    if len(touched) == len(new) == 1 and (alone := surnames(new[0])):
        # The full name misses most of what is written; only a moderator knows if the surname says enough.
        label = texts("Also “{surname}” alone", surname=cut(alone[-1], _NAME_UNITS))
        rows.append((Button(label, data=f"{WATCH}:{draft}:s:{short(new[0].key)}"),))
    reason = Button(texts("Give a reason"), data=f"{REHEARSAL}:w:{draft}:{undoes}")
    if all_of_it:
        whole = Button(texts("Over everything stored"), data=f"{REHEARSAL}:all:{draft}:{undoes}")
        rows.append((whole, reason))
    return tuple(rows)


def _cancel(draft: int, texts: Texts) -> Button:
    return Button(texts("Cancel"), data=f"{REHEARSAL}:x:{draft}")


def _look(texts: Texts) -> Button:
    return Button(texts("Look at it"), data=f"{WATCH}:0:l:0")


def _steps(steps: Sequence[Step], texts: Texts, limit: int = _STEPS_SHOWN) -> list[str]:
    lines = [f"• {escape(step_text(step, texts))}" for step in steps[:limit]]
    if len(steps) > limit:
        left = len(steps) - limit
        lines.append("• " + escape(texts.plural("and {n} more change", "and {n} more changes", left)))
    return lines


def _counts(rehearsal: Rehearsal, days: int | None, texts: Texts) -> list[str]:
    if not rehearsal.entries and days is not None:
        none = texts.plural(
            "Nothing was stored in the last {n} day, so there is nothing to compare.",
            "Nothing was stored in the last {n} days, so there is nothing to compare.",
            days,
        )
        return [escape(none)]
    if not rehearsal.entries:
        return [escape(texts("Nothing is stored yet, so there is nothing to compare."))]
    changed = texts.plural("+{n} alert", "+{n} alerts", rehearsal.gained)
    changed += f", −{_number(rehearsal.lost, texts)}"
    if not rehearsal.gained and not rehearsal.lost:
        changed = texts("No alert would be gained or lost")
    period = texts("in everything stored")
    if days is not None:
        period = texts.plural("in the last {n} day", "in the last {n} days", days)
    per_day = texts(
        "Alerts a day: {before} → {after}.",
        before=_number(rehearsal.per_day_before, texts),
        after=_number(rehearsal.per_day_after, texts),
    )
    read = texts.plural(
        "{n} item read in {seconds} s; the slowest took {slowest} ms.",
        "{n} items read in {seconds} s; the slowest took {slowest} ms.",
        rehearsal.entries,
        seconds=_number(rehearsal.seconds, texts),
        slowest=_number(rehearsal.slowest_ms, texts),
    )
    return [f"{bold(changed)} {escape(period)}.", escape(per_day), f"<i>{escape(read)}</i>"]


def _example(example: Example, watchlist: WatchList, texts: Texts) -> str:
    entity = watchlist.get(example.entity)
    name = cut(entity.name(texts.lang) if entity else example.entity, _NAME_UNITS)
    title = cut(example.title, _TITLE_UNITS) or texts("(no title)")
    said = texts(
        "{name}, {date}: “{surface}”",
        name=name,
        date=texts.date(example.seen),
        surface=cut(example.surface, _NAME_UNITS),
    )
    lines = [f"{link(example.link, title)}", f"<i>{escape(said)}</i>"]
    if cut(example.context, _TITLE_UNITS) != title:
        lines.append(f"<blockquote>{escape(cut(example.context, _CONTEXT_UNITS))}</blockquote>")
    return "\n".join(lines)


def _byline(line: VersionLine, texts: Texts) -> str:
    who = texts(_ROLES[line.role]) if line.role else texts("from the command line")
    parts = [texts.time(line.created), who]
    if line.undoes:
        parts.append(texts("takes back {version}", version=line.undoes))
    if line.reason:
        parts.append(texts("“{reason}”", reason=cut(line.reason, _REASON_UNITS)))
    return " · ".join(parts)


def _number(value: float, texts: Texts) -> str:
    """Write a number as is usual: whole from ten on, one decimal from one on, else two."""
    rounded = round(value) if value >= 10 else round(value, 1 if value >= 1 else 2)
    return str(format_decimal(rounded, locale=texts.lang))
