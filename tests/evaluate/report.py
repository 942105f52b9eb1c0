"""What a section of the evaluation says: tables for reading in a log, and promises kept or broken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

_NAMED = 5
"""Faults that are named before the rest is left out."""


@dataclass(slots=True)
class Report:
    """The promises of one section; its tables are printed as they are made."""

    name: str
    kept: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    def promise(self, kept: bool, sentence: str, faults: Sequence[str] = ()) -> None:
        """Note whether a promise is kept; the sentence carries the figure, `faults` are what breaks it."""
        named = [*faults[:_NAMED], *(["..."] if len(faults) > _NAMED else [])]
        (self.kept if kept else self.broken).append(
            ": ".join([sentence, "; ".join(named)] if named else [sentence])
        )

    def show_table(self, headers: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        """Print a table."""
        print(table(headers, rows), flush=True)

    def show_promises(self) -> None:
        """Print what was promised and how it came out."""
        for sentence in self.kept:
            print(f"  kept    {sentence}")
        for sentence in self.broken:
            print(f"  BROKEN  {sentence}")


def table(headers: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return an aligned table; numbers stand on the right."""
    cells = [[_cell(value) for value in row] for row in rows]
    right = [all(not isinstance(row[place], str) for row in rows) for place in range(len(headers))]
    widths = [max(len(line[place]) for line in [list(headers), *cells]) for place in range(len(headers))]
    lines = [list(headers), ["-" * width for width in widths], *cells]
    return "\n".join(
        "  ".join(
            value.rjust(width) if number else value.ljust(width)
            for value, width, number in zip(line, widths, right, strict=True)
        ).rstrip()
        for line in lines
    )


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.3f}"
    return "" if value is None else str(value)
