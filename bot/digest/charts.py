"""The pictures of a digest, drawn as SVG by ourselves: each says in words what it shows.

Colours are attributes, for the PDF, and classes, so that a page in the dark can choose its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape

from babel.dates import format_date

from bot.digest.shown import shown
from bot.digest.snapshot import Snapshot
from bot.digest.telling import Teller, day_zone
from bot.digest.words import view_words
from bot.i18n import Texts, texts_for

WIDTH = 520
LABELS = 172
INK, MUTED, ACCENT, FAINT = "#1b2733", "#5f6b76", "#1d4e79", "#e3e8ec"
_VIEW_COLOURS = {
    "independent": "#1d6f8b",
    "state": "#b0541e",
    "ngo": "#56752f",
    "intergovernmental": "#76528b",
}
_OTHER_VIEW = "#7b8790"
_MOST_DAYS = 31
_DAY_NAMES = 8
_MOST_WEEKS = 12
_WEEK_NAME = 36
"""A narrower column is named only every second time."""
_MOST_ENTITIES = 24


@dataclass(frozen=True, slots=True)
class Chart:
    """One picture: an SVG document that stands alone."""

    name: str
    title: str
    words: str
    """What it shows, for those who do not see it."""
    svg: str


def charts(snapshot: Snapshot, lang: str) -> tuple[Chart, ...]:
    """Draw the pictures of a digest in `lang`; none of a period without stories."""
    if not snapshot.stories:
        return ()
    texts = texts_for(lang)
    teller = Teller(snapshot, texts)
    return (_per_day(snapshot, teller), _per_week(snapshot, teller), _by_view(snapshot, texts))


def _per_day(snapshot: Snapshot, teller: Teller) -> Chart:
    """A row of bars per entity, all to one scale."""
    days, span = _days(snapshot)
    zone = day_zone(snapshot)
    counts: Counter[tuple[str, int]] = Counter()
    for story in snapshot.stories:
        place = (story.first_seen.astimezone(zone).date() - days[0]).days // span
        counts.update((key, min(max(place, 0), len(days) - 1)) for key in set(story.entities))
    whole: Counter[str] = Counter()
    for (key, _), count in counts.items():
        whole[key] += count
    names = _names(snapshot, teller, whole)
    most = max(counts.values(), default=1)
    row, top, step = 40, 26, (WIDTH - LABELS) / len(days)
    parts = list(_day_names(days, step, teller.texts))
    said = []
    for place, (key, name) in enumerate(names):
        floor = top + (place + 1) * row - 8
        values = [counts[key, day] for day in range(len(days))]
        parts.append(draw_text(0, floor - 6, name, size=13, weight=600))
        parts.append(draw_line(LABELS, floor, WIDTH))
        parts.extend(_bars(values, most, floor, step))
        said.append(f"{name}: {', '.join(map(str, values))}")
    return draw_chart("per-day", teller.texts("Stories per day"), said, parts, top + row * len(names) + 4)


def _bars(values: Sequence[int], most: int, floor: float, step: float) -> Iterator[str]:
    for day, value in enumerate(values):
        if not value:
            continue
        height = max(2.0, 24 * value / most)
        left, wide = LABELS + day * step + step * 0.15, step * 0.7
        yield draw_box(left, floor - height, wide, height, ACCENT, "accent")
        if len(values) <= _DAY_NAMES:
            yield draw_text(
                left + wide / 2, floor - height - 3, str(value), size=12, anchor="middle", muted=True
            )


def _day_names(days: Sequence[date], step: float, texts: Texts) -> Iterator[str]:
    every = -(-len(days) // _DAY_NAMES)
    pattern = "EEE d" if len(days) <= _DAY_NAMES else "d MMM"
    for place, day in enumerate(days):
        if place % every == 0:
            name = format_date(day, pattern, locale="ru_RU" if texts.lang == "ru" else "en_GB")
            yield draw_text(LABELS + (place + 0.5) * step, 16, name, size=12, anchor="middle", muted=True)


def _per_week(snapshot: Snapshot, teller: Teller) -> Chart:
    """A cell per entity and week, the darker the more stories."""
    weeks = snapshot.overview.history[-_MOST_WEEKS:]
    current = {count.key: count.stories for count in snapshot.overview.entities}
    columns = [*((week.name, week.counts) for week in weeks), (snapshot.period.name, current)]
    whole = Counter({key: sum(counts.get(key, 0) for _, counts in columns) for key in current})
    names = _names(snapshot, teller, whole)
    most = max([1, *(counts.get(key, 0) for _, counts in columns for key, _ in names)])
    row, top, step = 30, 34, min(60.0, (WIDTH - LABELS) / len(columns))
    parts, said = [], []
    for place, (week, _) in enumerate(columns):
        label = shown(week.rpartition("-")[2], 5)
        last = place == len(columns) - 1
        if (len(columns) - 1 - place) % (1 if step >= _WEEK_NAME else 2):
            continue
        parts.append(
            draw_text(LABELS + (place + 0.5) * step, 20, label, size=12, anchor="middle", muted=not last)
        )
    for line, (key, name) in enumerate(names):
        y = top + line * row
        values = [counts.get(key, 0) for _, counts in columns]
        parts.append(draw_text(0, y + 19, name, size=13, weight=600))
        for place, value in enumerate(values):
            parts.extend(_cell(LABELS + place * step, y, step, value, most))
        said.append(f"{name}: {', '.join(map(str, values))}")
    return draw_chart("per-week", teller.texts("Stories per week"), said, parts, top + row * len(names) + 4)


def _cell(x: float, y: float, step: float, value: int, most: int) -> Iterator[str]:
    yield draw_box(x + 1, y + 1, step - 2, 26, FAINT, "faint")
    if not value:
        return
    share = value / most
    strong = share > 0.5
    # A gap between weak and strong cells keeps the figures in them readable.
    strength = 0.78 + 0.44 * (share - 0.5) if strong else 0.12 + 0.6 * share
    yield draw_box(x + 1, y + 1, step - 2, 26, ACCENT, "accent", opacity=strength)
    yield draw_text(
        x + step / 2,
        y + 19,
        str(value),
        size=13,
        anchor="middle",
        fill="#ffffff" if strong else INK,
        css="on" if strong else "ink",
    )


def _by_view(snapshot: Snapshot, texts: Texts) -> Chart:
    """A bar per kind of source: its reports, and how many owners they have."""
    reports = [report for story in snapshot.stories for report in story.reports]
    counts = Counter(report.view for report in reports)
    owners = {view: len({r.voice for r in reports if r.view == view}) for view in counts}
    rows = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:8]
    most, row, top, left = rows[0][1] if rows else 1, 44, 8, 0
    parts, said = [], []
    for place, (view, count) in enumerate(rows):
        y = top + place * row
        name = shown(view_words(view, texts) or texts("unknown"), 40)
        value = ", ".join(
            (
                texts.plural("{n} report", "{n} reports", count),
                texts.plural("{n} owner", "{n} owners", owners[view]),
            )
        )
        colour = _VIEW_COLOURS.get(view, _OTHER_VIEW)
        parts.append(draw_text(left, y + 13, name, weight=600))
        parts.append(draw_text(WIDTH, y + 13, value, size=13, anchor="end", muted=True))
        parts.append(draw_box(left, y + 20, WIDTH, 12, FAINT, "faint"))
        parts.append(draw_box(left, y + 20, WIDTH * count / most, 12, colour, f"view-{_css(view)}"))
        said.append(f"{name}: {value}")
    return draw_chart("by-view", texts("Reports by kind of source"), said, parts, top + row * len(rows))


def _days(snapshot: Snapshot) -> tuple[list[date], int]:
    """Return the first days of up to 31 equal spans that cover the period, and their length in days."""
    zone = day_zone(snapshot)
    first = snapshot.period.since.astimezone(zone).date()
    last = (snapshot.period.until - timedelta(microseconds=1)).astimezone(zone).date()
    count = max(1, (last - first).days + 1)
    span = -(-count // _MOST_DAYS)
    return [first + timedelta(days=n) for n in range(0, count, span)], span


def _names(snapshot: Snapshot, teller: Teller, whole: Mapping[str, int]) -> list[tuple[str, str]]:
    """Return those with anything to draw, of many those with most, as (key, name) in their usual order."""
    found = [watched.key for watched in snapshot.entities if whole.get(watched.key)]
    kept = set(sorted(found, key=lambda key: -whole[key])[:_MOST_ENTITIES])
    return [(key, shown(teller.name(key), 22)) for key in found if key in kept]


def draw_chart(name: str, title: str, said: Sequence[str], parts: Sequence[str], height: float) -> Chart:
    """Return a picture of `parts` that says in words what it shows."""
    words = "; ".join(said)
    body = "".join(parts)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {_n(height)}" width="{WIDTH}" '
        f'height="{_n(height)}" role="img" aria-labelledby="{name}-t {name}-d" '
        f'font-family="Libertinus Serif, serif" font-size="14">'
        f'<title id="{name}-t">{escape(title)}</title><desc id="{name}-d">{escape(words)}</desc>{body}</svg>'
    )
    return Chart(name, title, words, svg)


def draw_text(
    x: float, y: float, text: str, *, size: int = 14, anchor: str = "start", weight: int = 400,
    muted: bool = False, fill: str = "", css: str = "",
) -> str:  # fmt: skip
    """Return words at a place."""
    colour, name = fill or (MUTED if muted else INK), css or ("muted" if muted else "ink")
    bold = f' font-weight="{weight}"' if weight != 400 else ""
    return (
        f'<text x="{_n(x)}" y="{_n(y)}" class="{name}" fill="{colour}" font-size="{size}" '
        f'text-anchor="{anchor}"{bold}>{escape(text)}</text>'
    )


def draw_box(
    x: float, y: float, wide: float, high: float, fill: str, css: str, *, opacity: float = 1.0
) -> str:
    """Return a rectangle."""
    see = f' fill-opacity="{_n(opacity)}"' if opacity < 1 else ""
    return (
        f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(wide)}" height="{_n(high)}" rx="2" class="{css}" '
        f'fill="{fill}"{see}/>'
    )


def draw_line(x: float, y: float, right: float) -> str:
    """Return a level line."""
    return f'<line x1="{_n(x)}" y1="{_n(y)}" x2="{_n(right)}" y2="{_n(y)}" class="rule" stroke="#c3ccd3"/>'


def _css(view: str) -> str:
    return view if view in _VIEW_COLOURS else "other"


def _n(number: float) -> str:
    """Write a number in the one way that all machines agree on."""
    return f"{number:.2f}".rstrip("0").rstrip(".")
