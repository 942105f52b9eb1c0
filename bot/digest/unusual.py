"""What is unusual in a period, said in sentences: what holds for several entities is said once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.digest.shown import shown
from bot.digest.snapshot import Unusual
from bot.digest.telling import Teller
from bot.i18n import Texts, mark

_TOGETHER = {
    "no-state": mark("Not told by any state media: {names}"),
    "only-state": mark("Told by state media alone: {names}"),
    "one-owner": mark("All told by one owner alone: {names}"),
}
_NAMED = 40
"""Names in one sentence; more are counted."""


def unusual(found: Sequence[Unusual], teller: Teller) -> tuple[str, ...]:
    """Return one sentence for each thing to notice: unusual numbers first, then who told of them."""
    return (*_numbers(found, teller), *_tellers(found, teller))


def figure(number: float, texts: Texts) -> str:
    """Write a number of stories, which a median may make a broken one."""
    plain = f"{number:.10g}"
    return plain.replace(".", ",") if texts.lang == "ru" else plain


def _numbers(found: Sequence[Unusual], teller: Teller) -> Iterator[str]:
    texts = teller.texts
    for one in found:
        name, stories = teller.name(one.entity), texts.plural("{n} story", "{n} stories", one.stories)
        if one.kind == "many":
            yield texts(
                "{name}: {stories}, usually {usual}",
                name=name,
                stories=stories,
                usual=figure(one.usual, texts),
            )
        elif one.kind == "few":
            yield texts(
                "{name}: only {stories}, usually {usual}",
                name=name,
                stories=stories,
                usual=figure(one.usual, texts),
            )
        elif one.kind not in _TOGETHER:
            yield f"{name}: {stories}, {shown(one.kind, 120)}"


def _tellers(found: Sequence[Unusual], teller: Teller) -> Iterator[str]:
    texts = teller.texts
    for kind, together in _TOGETHER.items():
        own = [one for one in found if one.kind == kind]
        if len(own) == 1:
            yield _alone(own[0], teller)
        elif own:
            names = [f"{teller.name(one.entity)} ({one.stories})" for one in own[:_NAMED]]
            if (more := len(own) - _NAMED) > 0:
                names.append(texts.plural("and {n} more", "and {n} more", more))
            yield texts(together, names=", ".join(names))


def _alone(one: Unusual, teller: Teller) -> str:
    texts = teller.texts
    name, stories = teller.name(one.entity), texts.plural("{n} story", "{n} stories", one.stories)
    if one.kind == "no-state":
        return texts("{name}: {stories}, none of them told by state media", name=name, stories=stories)
    if one.kind == "only-state":
        return texts("{name}: {stories}, told by state media alone", name=name, stories=stories)
    return texts("{name}: {stories}, all told by one owner alone", name=name, stories=stories)
