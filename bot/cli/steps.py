"""How differences between two watch-lists are printed: one line each, or JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.cli.session import note, say, show

if TYPE_CHECKING:
    from feeds.types import Keyword
    from feeds.watch.edit import Step

_USES = {"name": "alias", "derived": "derived word", "inside": "not inside"}


def show_steps(steps: tuple[Step, ...], *, as_json: bool, aside: bool = False) -> None:
    """Print what differs; `aside`, on stderr: it explains what another command does."""
    if as_json:
        show([_row(step) for step in steps], as_json=True)
        return
    tell = note if aside else say
    for step in steps:
        tell(_line(step))
    if not steps:
        tell("Nothing differs.")


def _row(step: Step) -> dict[str, Any]:
    from dataclasses import asdict

    keyword = asdict(step.keyword) if step.keyword else None
    return {"entity": step.entity.key, "change": step.act.value, "keyword": keyword}


def _line(step: Step) -> str:
    key, act = step.entity.key, step.act.value
    if step.keyword is not None:
        sign = {"add_word": "+", "remove_word": "-"}.get(act, "~")
        end = {"word_on": ": switched on", "word_off": ": switched off"}.get(act, "")
        return f"{sign} {key}: {_words(step.keyword)}{end}"
    names = " / ".join(step.entity.names.values())
    if act in {"add_entity", "remove_entity"}:
        sign = "+" if act == "add_entity" else "-"
        count = len(step.entity.keywords)
        return f"{sign} {key} ({step.entity.kind}): {names}; {count} keyword{'' if count == 1 else 's'}"
    former = " / ".join(step.before.names.values()) if step.before else ""
    said = {
        "pause": "paused",
        "resume": "watched again",
        "rename": f"{former} -> {names}",
        "kind": f"kind {step.before.kind if step.before else ''} -> {step.entity.kind}",
        "derived_on": "derived words on",
        "derived_off": "derived words off",
    }
    return f"~ {key}: {said[act]}"


def _words(keyword: Keyword) -> str:
    """Return a keyword with its use and what differs from an ordinary one."""
    from dataclasses import fields

    from feeds.types import Keyword as Model
    from feeds.watch.edit import keyword_for, use_of

    use = use_of(keyword)
    model = keyword_for(use, keyword.text)
    values = {one.name: getattr(keyword, one.name) for one in fields(Model)}
    options = [f"{name} = {value}" for name, value in values.items() if value != getattr(model, name)]
    return f'{_USES.get(use, use)} "{keyword.text}"' + (f" ({', '.join(options)})" if options else "")
