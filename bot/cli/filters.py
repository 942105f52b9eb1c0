"""The filters: `match`, `cluster`, `compare`, `summarize`. JSON Lines in, JSON Lines out, nothing else read.

One output line for each good input line, in order, flushed. A bad line is named on stderr and makes the exit
code 1; the others are not touched by it.
"""

from __future__ import annotations

import itertools
import json
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from config.groups import parse_duration

Row = Mapping[str, Any]
WatchListOption = Annotated[
    Path | None,
    typer.Option("--watchlist", help="A watch-list file instead of the bundled one.", metavar="FILE"),
]


class BadLine(Exception):
    """An input line cannot be used; the text says why."""


def add_to(app: typer.Typer) -> None:
    """Add the filters to the command line."""
    for command in (match, cluster, compare, summarize):
        app.command()(command)


def match(watchlist: WatchListOption = None) -> None:
    """Find watched entities: {id, title, text, lang} -> {id, matches}."""
    from feeds.watch.match import Matcher

    matcher = Matcher(_watchlist(watchlist))

    def work(row: Row) -> dict[str, Any]:
        title, text = _texts(row)
        found = matcher.find(title, text, _string(row, "lang"))
        return {
            "matches": [
                {
                    "entity": hit.entity,
                    "keyword": hit.keyword,
                    "field": hit.field,
                    "start": hit.start,
                    "end": hit.end,
                    "surface": hit.surface,
                    "rule": hit.rule,
                }
                for hit in found
            ]
        }

    _run(work)


def cluster(
    window: Annotated[str, typer.Option(help="How long a story takes in new reports: <n>s|m|h|d.")] = "72h",
    watchlist: WatchListOption = None,
) -> None:
    """Tell stories apart: {id, title, text, ts, lang} in order of arrival -> {id, story}."""
    from feeds.story.cluster import StoryIndex, assign
    from feeds.types import Report
    from feeds.watch.match import Matcher

    matcher = Matcher(_watchlist(watchlist))
    index = StoryIndex(window=_duration(window))
    numbers = itertools.count(1)

    def work(row: Row) -> dict[str, Any]:
        title, text = _texts(row)
        lang, seen = _language(row), _moment(row)
        mentions = tuple(hit.surface for hit in matcher.find(title, text, _string(row, "lang")))
        report = Report(str(row["id"]), title, text, lang, seen=seen, mentions=mentions)
        return {"story": assign(index, report, lambda: f"s{next(numbers)}")}

    _run(work)


def compare(watchlist: WatchListOption = None) -> None:
    """Say whether two reports are one story: {id, a, b} -> {id, score, same}."""
    from feeds.story.compare import score
    from feeds.types import Report

    _watchlist(watchlist, read=watchlist is not None)

    def side(row: Row, name: str) -> Report:
        inner = row.get(name)
        if not isinstance(inner, dict):
            raise BadLine(f"'{name}' must be an object with title or text")
        title, text = _texts(inner)
        return Report(name, title, text, _language(inner))

    def work(row: Row) -> dict[str, Any]:
        value = round(score(side(row, "a"), side(row, "b")), 6)
        return {"score": value, "same": value >= 0.5}

    _run(work)


def summarize(
    sentences: Annotated[int, typer.Option(min=1, max=50, help="Sentences at most.")] = 3,
    watchlist: WatchListOption = None,
) -> None:
    """Choose the sentences that tell it: {id, title, text, lang, entities} -> {id, summary, sentences}."""
    from feeds.story.summarize import summarize as choose
    from feeds.watch.match import Matcher

    matcher = Matcher(_watchlist(watchlist))

    def work(row: Row) -> dict[str, Any]:
        title, text, lang = _string(row, "title"), _string(row, "text"), _language(row)
        wanted = _entities(row)
        mentions = [
            (hit.start, hit.end) for hit in matcher.find("", text, lang) if not wanted or hit.entity in wanted
        ]
        summary = choose(title, text, lang, mentions, sentences=sentences)
        return {
            "summary": summary.text,
            "sentences": [{"start": start, "end": end} for start, end in summary.sentences],
        }

    _run(work)


def _run(work: Callable[[Row], dict[str, Any]]) -> None:
    bad = False
    for number, line in enumerate(sys.stdin.buffer, 1):
        if not line.strip():
            continue
        try:
            row = _row(line)
            answer = {"id": row["id"], **work(row)}
        except BadLine as error:
            bad = True
            sys.stderr.write(f"line {number}: {error}\n")
            continue
        sys.stdout.buffer.write(_encode(answer) + b"\n")
        sys.stdout.buffer.flush()
    if bad:
        raise typer.Exit(1)


def _row(line: bytes) -> Row:
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise BadLine("it is not UTF-8") from None
    except RecursionError:
        raise BadLine("it is nested too deeply") from None
    except json.JSONDecodeError:
        raise BadLine("it is not JSON") from None
    except ValueError:  # Python reads no whole number of thousands of digits
        raise BadLine(f"it holds a number of more than {sys.get_int_max_str_digits()} digits") from None
    if not isinstance(row, dict):
        raise BadLine("it is not a JSON object")
    if not isinstance(row.get("id"), str | int) or isinstance(row.get("id"), bool):
        raise BadLine("'id' must be a string or an integer")
    return row


def _string(row: Row, name: str) -> str:
    value = row.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadLine(f"'{name}' must be a string")
    return value


def _texts(row: Row) -> tuple[str, str]:
    title, text = _string(row, "title"), _string(row, "text")
    if not title and not text:
        raise BadLine("'title' or 'text' must hold something")
    return title, text


def _language(row: Row) -> str:
    """Return the language that the row names, or the one its letters show."""
    from feeds.text.language import detect

    return _string(row, "lang") or detect(f"{_string(row, 'title')}\n{_string(row, 'text')}")


def _moment(row: Row) -> datetime | None:
    value = row.get("ts")
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadLine("'ts' must be a number of Unix seconds")
    try:
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=value)
    except (OverflowError, ValueError):
        raise BadLine("'ts' is beyond the years that can be told") from None


def _entities(row: Row) -> frozenset[str]:
    value = row.get("entities")
    if not value:
        return frozenset()
    if not isinstance(value, list) or not all(isinstance(key, str) for key in value):
        raise BadLine("'entities' must be a list of watch-list keys")
    return frozenset(value)


def _duration(text: str) -> timedelta:
    try:
        value = parse_duration(text)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--window") from None
    if value <= timedelta(0):
        raise typer.BadParameter("must be longer than nothing", param_hint="--window")
    return value


def _watchlist(path: Path | None, *, read: bool = True) -> Any:
    from feeds.watch import watchlist as files

    if not read:
        return None
    return files.parse(read_text(path), may_be_empty=False) if path else files.default()


def read_text(path: Path) -> str:
    """Read a text file; a wrong path is wrong usage."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise typer.BadParameter(f"{path} is not UTF-8 text") from None
    except OSError as error:
        raise typer.BadParameter(f"{path}: {error.strerror}") from None


def _encode(answer: dict[str, Any]) -> bytes:
    try:
        return json.dumps(answer, ensure_ascii=False, allow_nan=False).encode()
    except UnicodeEncodeError:  # half a surrogate pair came in as an escape and goes out as one
        return json.dumps(answer, allow_nan=False).encode()
