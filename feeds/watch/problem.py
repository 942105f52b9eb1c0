"""Owns sentences about what is wrong with a watch-list: English text that can be said in another language."""

from __future__ import annotations

from typing import Any, Protocol


class Say(Protocol):
    """Says a template in some language, its ``{places}`` filled."""

    def __call__(self, template: str, /, **values: object) -> str: ...


class Problem(str):
    """A sentence, made of a template and values; as a string it is English and names its line, if known."""

    template: str
    values: dict[str, Any]
    line: int
    """Line of the file from 1; 0: none."""

    __slots__ = ("line", "template", "values")

    def __new__(cls, template: str, /, *, line: int = 0, **values: Any) -> Problem:
        """Fill the template's ``{places}``; values may be problems themselves."""
        said = template.format(**values)
        made = super().__new__(cls, f"line {line}: {said}" if line else said)
        made.template, made.values, made.line = template, values, line
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        return _remade, (self.template, self.line, self.values)

    def said(self, say: Say) -> str:
        """Return the sentence in another language, without the line."""
        values = {
            name: one.said(say) if isinstance(one, Problem) else one for name, one in self.values.items()
        }
        return say(self.template, **values)


def _remade(template: str, line: int, values: dict[str, Any]) -> Problem:
    return Problem(template, line=line, **values)
