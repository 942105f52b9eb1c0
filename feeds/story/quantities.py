"""What a text counts and dates, as keys that are the same in English and in Russian, in figures and in words.

``n:5``, ``n:5 year``, ``n:12 percent``, ``many:100`` (hundreds), ``d:11-5`` (5 November), ``m:11``, ``w:1``
(Monday), ``t:14:30``, ``cur:usd``, ``rel:yesterday``, ``lit:11/05/2026`` (what has no one reading).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from feeds.story.numerals import (
    COMPOUND_UNITS,
    compounds,
    month_of,
    ordinal_of,
    relatives,
    tables,
    weekday_of,
)
from feeds.text.normalize import fold_word

_LONGEST = 15
"""Digits; a longer figure counts nothing, and has to be repeated as it is."""
_GAP = "[ \u00a0\u202f\u2009'’]"
_TOKEN = re.compile(
    r"(?P<date>\d{4}-\d\d?-\d\d?(?!\d)|\d\d?[./]\d\d?[./]\d{2,4}(?!\d))"
    r"|(?P<time>(?<![\d.,])\d\d?:\d\d(?!\d))"
    rf"|(?P<figure>(?<!\d)\d{{1,3}}(?:{_GAP}\d{{3}})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)*)"
    r"|(?P<word>[^\W\d_]+)|(?P<sign>[%$€£₽])|(?P<stop>[.!?;:,\n])"
)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    low: str


def quantities(text: str, *, generous: bool = False) -> frozenset[str]:
    """Return what `text` counts and dates; linear.

    Strict, each quantity gives its one most telling key. Generous, for a source, it gives all that another
    may truly say of it: a date its day and its month, a number with a unit the bare number.
    """
    tokens = [
        _Token(found.lastgroup or "", found.group(), fold_word(found.group()))
        for found in _TOKEN.finditer(text)
    ]
    reader = _Reader(tokens, comma_decimal=_mostly_cyrillic(text), generous=generous)
    return frozenset(reader.read())


def counts(word: str) -> bool:
    """Tell whether a folded word is read as a number, a month, a day, a unit or a currency."""
    known = tables()
    listed = word in known.values or word in known.units or word in known.named or word in known.scales
    return listed or bool(month_of(word) or weekday_of(word)) or ordinal_of(word) is not None


def _mostly_cyrillic(text: str) -> bool:
    return 2 * len(re.findall("[а-яё]", text, re.IGNORECASE)) > len(re.findall(r"[^\W\d_]", text))


class _Reader:
    """Walks over the tokens once."""

    def __init__(self, tokens: list[_Token], *, comma_decimal: bool, generous: bool) -> None:
        self._tokens = tokens
        self._comma_decimal = comma_decimal
        self._generous = generous

    def read(self) -> Iterator[str]:
        at = 0
        while at < len(self._tokens):
            token = self._tokens[at]
            if token.kind == "date":
                yield from self._date(token.text)
            elif token.kind == "time":
                yield from self._time(token.text, at)
            elif token.kind in {"sign", "word"}:
                yield from self._named(at)
            value, end = self._number(at)
            if value is None:
                if token.kind == "figure":
                    yield f"lit:{token.text}"
                at += 1
            else:
                yield from self._counted(at, end, value)
                at = end

    def _at(self, place: int) -> str:
        return self._tokens[place].low if 0 <= place < len(self._tokens) else ""

    def _kind(self, place: int) -> str:
        return self._tokens[place].kind if 0 <= place < len(self._tokens) else ""

    def _date(self, text: str) -> Iterator[str]:
        parts = [int(part) for part in re.split("[-./]", text)]
        year, month, day = parts if "-" in text else reversed(parts)
        year += 2000 if year < 100 else 0
        if "/" in text or not (1 <= month <= 12 and 1 <= day <= 31):
            yield f"lit:{text}"
            return
        yield f"d:{month}-{day}"
        yield f"n:{year}"
        if self._generous:
            yield from (f"m:{month}", f"n:{day}", f"lit:{text}")

    def _time(self, text: str, at: int) -> Iterator[str]:
        hour, _, minute = text.partition(":")
        yield from self._clock(int(hour), int(minute), at + 1)

    def _clock(self, hour: int, minute: int, after: int) -> Iterator[str]:
        half = self._half(after)
        turned = hour % 12 + 12 * (half == "p") if half else hour
        yield f"t:{turned}:{minute:02}"
        if self._generous:
            for shown in {hour, turned}:
                yield from (f"n:{shown}", f"n:{shown} hour", f"t:{shown}:{minute:02}")
            yield f"n:{minute}"

    def _half(self, at: int) -> str:
        """Return a or p where the tokens at `at` are a.m. or p.m. in any spelling."""
        low = self._at(at)
        if low in ("am", "pm"):
            return low[0]
        spelled = low in ("a", "p") and self._at(at + 1) == "." and self._at(at + 2) == "m"
        return low if spelled else ""

    def _named(self, at: int) -> Iterator[str]:
        low = self._at(at)
        known = tables().named.get(low)
        if known is not None:
            yield known
        elif many := tables().many.get(low):
            yield f"many:{many}"
        elif low in tables().scales and self._at(at - 1) in tables().vague:
            yield f"many:{_plain(tables().scales[low])}"
        elif (month := month_of(low)) and self._is_month(at):
            if not self._beside_day(at):
                yield f"m:{month}"
        elif weekday := weekday_of(low):
            # The bare noun is an environment too, and the accusative with an adjective (окружающую среду).
            day = low == "среду" and not self._at(at - 1).endswith("ую")
            if self._generous or not low.startswith("сред") or day:
                yield f"w:{weekday}"
        elif low == "полгода":
            yield "n:6 month"
        else:
            yield from (f"rel:{name}" for name, pattern in relatives() if pattern.fullmatch(low))
            yield from self._compound(low)

    def _compound(self, low: str) -> Iterator[str]:
        """Yield what двухлетний, пятидневный count."""
        found = compounds().fullmatch(low)
        if found:
            value = tables().values[found[1]]
            yield f"n:{value} {COMPOUND_UNITS[found[2]]}"
            if self._generous:
                yield f"n:{value}"

    def _is_month(self, at: int) -> bool:
        token = self._tokens[at]
        if token.low not in tables().modal:
            return True
        return token.text[0].isupper() and (self._beside_day(at) or self._at(at - 1) in tables().before_month)

    def _beside_day(self, at: int) -> bool:
        return bool(self._day_before(at) or self._day_after(at))

    def _day_before(self, at: int) -> int:
        back = at - 1
        while back >= 0 and at - back < 4 and self._at(back) in tables().suffixes | {"of"}:
            back -= 1
        return self._day(back)

    def _day_after(self, at: int) -> int:
        return self._day(at + 2 if self._at(at + 1) == "." else at + 1)

    def _day(self, place: int) -> int:
        if not 0 <= place < len(self._tokens) or self._tokens[place].kind != "figure":
            return 0
        low = self._at(place)
        return int(low) if len(low) <= 2 and low.isdecimal() and 1 <= int(low) <= 31 else 0

    def _month_beside(self, start: int, end: int) -> int:
        """Return the month that the figure at `start` is a day of, or 0."""
        if not self._day(start) or end != start + 1:
            return 0
        after = end
        while after < len(self._tokens) and after - end < 3 and self._at(after) in tables().suffixes | {"of"}:
            after += 1
        before = start - 2 if self._at(start - 1) == "." else start - 1
        return month_of(self._at(after)) or month_of(self._at(before))

    def _counted(self, start: int, end: int, value: Decimal) -> Iterator[str]:
        plain = f"n:{_plain(value)}"
        if month := self._month_beside(start, end):
            yield f"d:{month}-{int(value)}"
            if self._generous:
                yield from (f"m:{month}", plain)
            return
        if value == 1 and not self._tokens[start].text.isdecimal() and self._is_pronoun(start, end):
            return
        if self._half(end) and value <= 12:
            yield from self._clock(int(value), 0, end)
            return
        unit = self._unit(end)
        year = 1900 <= value <= 2100 and unit == "year"
        yield f"{plain} {unit}" if unit and not year else plain
        if self._generous:
            yield plain
            yield from self._other_readings(start)

    def _is_pronoun(self, start: int, end: int) -> bool:
        """Tell "one of them", "one another", "no one", "один из" from a count."""
        return self._at(end) in tables().pronoun or self._at(start - 1) in {
            "no",
            "any",
            "every",
            "ни",
            "this",
            "that",
        }

    def _other_readings(self, at: int) -> Iterator[str]:
        token = self._tokens[at]
        if token.kind != "figure":
            return
        yield f"lit:{token.text}"
        if found := re.fullmatch(r"(\d\d?)\.(\d\d)", token.text):
            yield f"t:{int(found[1])}:{found[2]}"

    def _unit(self, end: int) -> str:
        place = end
        while place < end + 2 and self._at(place) in tables().suffixes:
            place += 1
        if self._at(place) == "per" and self._at(place + 1) == "cent":
            return "percent"
        low = self._at(place)
        stem = next((unit for start, unit in COMPOUND_UNITS.items() if low.startswith(start)), "")
        return "percent" if low == "%" else tables().units.get(low, stem)

    def _number(self, at: int) -> tuple[Decimal | None, int]:
        """Read the number that begins at `at`, in figures or in words, with its scale; (None, at): none."""
        token = self._tokens[at]
        value: Decimal | None
        if token.kind == "figure":
            value, end = _figure(token.text, comma_decimal=self._comma_decimal), at + 1
        elif token.kind == "word":
            value, end = self._spelled(at)
        else:
            return None, at
        if value is None:
            return None, at
        if self._at(end) in ("с", "and") and self._at(end + 1 + (self._at(end + 1) == "a")) in _HALVES:
            value, end = value + Decimal("0.5"), end + 2 + (self._at(end + 1) == "a")
        scale = tables().scales.get(self._at(end))
        while scale is not None:
            value, end = value * scale, end + 1
            rest, after = self._spelled(end) if token.kind == "word" else (None, end)
            if rest is not None and rest < scale and self._tokens[end - 1].kind == "word":
                value, end = value + rest, after
            if token.kind == "figure":
                value, end = self._with_rest(value, end, scale)
            scale = tables().scales.get(self._at(end))
        return value, end

    def _with_rest(self, value: Decimal, end: int, scale: Decimal) -> tuple[Decimal, int]:
        """Add 300 thousand to 2 million, where it follows."""
        place = end + (self._at(end) == ".")
        if self._kind(place) == "figure" and tables().scales.get(self._at(place + 1), scale) < scale:
            rest = _figure(self._at(place), comma_decimal=self._comma_decimal)
            if rest is not None:
                return value + rest * tables().scales[self._at(place + 1)], place + 2
        return value, end

    def _spelled(self, at: int) -> tuple[Decimal | None, int]:
        """Read number words below a thousand: greater ones first, ``hundred`` multiplies."""
        values, total, end, least = tables().values, Decimal(0), at, Decimal(1000)
        while (value := values.get(self._at(end)) or ordinal_of(self._at(end))) is not None:
            if self._at(end) == "hundred" and 0 < total < 10:
                total, least = total * 100, Decimal(100)
            elif value < least and (end == at or value == int(value)):
                total += value
                least = (
                    Decimal(10) if value >= 20 and value < 100 else Decimal(0) if value < 20 else Decimal(100)
                )
            else:
                break
            end += 1
            if least == 100 and self._at(end) == "and":
                end += self._at(end + 1) in values
        if end > at:
            return total, end
        scale = tables().scales.get(self._at(at))
        singular = scale is not None and len(self._at(at)) > 2 and self._at(at) not in tables().many
        if scale is not None and singular and self._at(at - 1) not in tables().vague:
            return scale, at + 1
        return None, at


_HALVES = frozenset(("половиной", "half"))


def _plain(value: Decimal) -> str:
    return format(value.normalize(), "f")


def _figure(text: str, *, comma_decimal: bool) -> Decimal | None:
    """Return the value of a figure; None for one that is too long or has no one reading."""
    bare = re.sub(_GAP, "", text)
    if len(bare) > _LONGEST:
        return None
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", bare) and not comma_decimal:
        return Decimal(bare.replace(",", ""))
    if re.fullmatch(r"\d{1,3}(\.\d{3})+(,\d+)?", bare) and comma_decimal:
        return Decimal(bare.replace(".", "").replace(",", "."))
    return Decimal(bare.replace(",", ".")) if re.fullmatch(r"\d+([.,]\d+)?", bare) else None
