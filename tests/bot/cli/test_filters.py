"""The filters answer line by line, whatever the lines are."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.process import VIGIL


def run(
    *arguments: str, lines: list[Any] | bytes, env: dict[str, str] | None = None
) -> tuple[int, list[dict[str, Any]], str]:
    """Run a filter on lines and return (exit code, output rows, stderr)."""
    stdin = lines if isinstance(lines, bytes) else b"".join(json.dumps(x).encode() + b"\n" for x in lines)
    done = subprocess.run(
        [str(VIGIL), *arguments],
        input=stdin,
        capture_output=True,
        timeout=60,
        check=False,
        env={**os.environ, **(env or {})},
    )
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr.decode()


def test_match_points_into_the_original_text() -> None:
    """Offsets are code points, half-open; title comes first; no hit gives an empty list."""
    rows: list[dict[str, Any]] = [
        {"id": "a", "title": "🔥 В Аргуне", "text": "Юристы Оюба Титиева едут в Чечню."},
        {"id": 7, "title": "Погода на завтра"},
        {"id": "n", "title": None, "text": "Russian LGBT Network", "lang": None, "extra": [1]},
    ]
    code, out, err = run("match", lines=rows)
    assert (code, err) == (0, "")
    assert [row["id"] for row in out] == ["a", 7, "n"]
    found = [(m["entity"], m["field"], m["surface"]) for m in out[0]["matches"]]
    assert found == [
        ("argun", "title", "Аргуне"),
        ("titiev", "text", "Оюба Титиева"),
        ("chechnya", "text", "Чечню"),
    ]
    for match in out[0]["matches"]:
        assert rows[0][match["field"]][match["start"] : match["end"]] == match["surface"]
        assert set(match) == {"entity", "keyword", "field", "start", "end", "surface", "rule"}
    assert out[1]["matches"] == []
    assert [m["entity"] for m in out[2]["matches"]] == ["lgbtnet"]


BAD = [
    (b"not json", "JSON"),
    (b'["a"]', "object"),
    (b"{}", "'id'"),
    (b'{"id": 1.5, "title": "x"}', "'id'"),
    (b'{"id": true, "title": "x"}', "'id'"),
    (b'{"id": 1}', "'title' or 'text'"),
    (b'{"id": 1, "title": 5}', "'title'"),
    (b'{"id": 1, "title": "x", "lang": 3}', "'lang'"),
    (b"\xff\xfe{}", "UTF-8"),
    (b"[" * 100_000, "nested too deeply"),
    (b'{"id": ' + b"9" * 5000 + b', "title": "x"}', "more than 4300 digits"),
]


@pytest.mark.parametrize("command", ["match", "cluster"])
def test_a_bad_line_is_named_and_costs_only_itself(command: str) -> None:
    """Good lines around bad ones are answered, in order; every bad one is named; the exit code is 1."""
    good = b'{"id": "good", "title": "Kadyrov"}'
    lines = b"\n".join([good, b"", b"   ", *[line for line, _ in BAD], good]) + b"\n"
    code, out, err = run(command, lines=lines)
    assert code == 1
    assert [row["id"] for row in out] == ["good", "good"]
    said = err.splitlines()
    assert len(said) == len(BAD)
    for number, ((_, word), line) in enumerate(zip(BAD, said, strict=True), 4):
        assert line.startswith(f"line {number}: ")
        assert word in line


def test_compare_is_symmetric_and_says_so_at_a_half() -> None:
    """The score does not depend on the order of the two reports."""
    a = {"title": "Two detained in Argun", "text": "Police detained two brothers in Argun on Monday."}
    b = {"title": "Police detain two brothers in Argun", "text": "Two brothers were detained on Monday."}
    other = {"title": "Football club wins the cup", "text": "The final ended three to one."}
    rows = [{"id": 1, "a": a, "b": b}, {"id": 2, "a": b, "b": a}, {"id": 3, "a": a, "b": other}]
    code, out, _ = run("compare", lines=rows)
    assert code == 0
    assert out[0]["score"] == out[1]["score"]
    assert [row["same"] for row in out] == [True, True, False]
    assert all(0 <= row["score"] <= 1 and row["same"] == (row["score"] >= 0.5) for row in out)


@pytest.mark.parametrize("side", [None, 5, [], {}, {"title": ""}])
def test_compare_needs_two_reports(side: object) -> None:
    """A side that is no report makes a bad line."""
    code, out, err = run("compare", lines=[{"id": 1, "a": {"title": "x"}, "b": side}])
    assert (code, out) == (1, [])
    assert "line 1" in err


def test_cluster_keeps_stories_apart_and_ages_them_by_the_window() -> None:
    """One event is one story; after the window it is another; without ts nothing ages."""
    title = "Relatives of activist Ruslan Demo detained in Argun by police"
    rows = [
        {"id": 1, "title": title, "ts": 1_000_000},
        {"id": 2, "title": title, "ts": 1_003_000},
        {"id": 3, "title": "Harvest festival opens in Stavropol", "ts": 1_003_600},
        {"id": 4, "title": title, "ts": 9_000_000.5},
    ]
    code, out, _ = run("cluster", "--window", "2h", lines=rows)
    assert code == 0
    assert out[0]["story"] == out[1]["story"]
    assert len({row["story"] for row in out}) == 3
    assert all(isinstance(row["story"], str) for row in out)


@pytest.mark.parametrize("ts", ["soon", True, 1e30, [1]])
def test_a_time_that_is_none_makes_a_bad_line(ts: object) -> None:
    """`ts` is a number of Unix seconds within the calendar."""
    code, out, _ = run("cluster", lines=[{"id": 1, "title": "x", "ts": ts}])
    assert (code, out) == (1, [])


def test_summaries_are_slices_of_the_text() -> None:
    """Sentences index the text; at most N and 900 UTF-16 units; empty text gives an empty summary."""
    text = "It was fine. Police in Argun detained two men. A lawyer came. Nobody else was there. It rained."
    rows = [
        {"id": 1, "title": "T", "text": text, "entities": ["argun"]},
        {"id": 2, "title": "Only a title", "text": ""},
        {"id": 3, "title": "Only a title", "text": None, "entities": []},
        {"id": 4, "text": "word " * 2000},
    ]
    code, out, _ = run("summarize", "--sentences", "2", lines=rows)
    assert code == 0
    spans = [(s["start"], s["end"]) for s in out[0]["sentences"]]
    assert 1 <= len(spans) <= 2
    assert spans == sorted(spans)
    assert out[0]["summary"] == " ".join(text[a:b] for a, b in spans)
    assert "Argun" in out[0]["summary"]
    assert [(row["summary"], row["sentences"]) for row in out[1:3]] == [("", []), ("", [])]
    assert len(out[3]["summary"].encode("utf-16-le")) // 2 <= 900
    assert out[3]["summary"].endswith("…")


def test_output_is_utf8_in_any_locale() -> None:
    """A C locale changes nothing; half a surrogate pair goes out as it came in."""
    rows = b'{"id": "\\ud800", "title": "\xd0\x9a\xd0\xb0\xd0\xb4\xd1\x8b\xd1\x80\xd0\xbe\xd0\xb2"}\n'
    code, out, err = run(
        "match", lines=rows, env={"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
    )
    assert (code, err) == (0, "")
    assert out[0]["id"] == "\ud800"
    assert out[0]["matches"][0]["surface"] == "Кадыров"


def test_another_watch_list_can_be_used(tmp_path: Path) -> None:
    """--watchlist replaces the bundled one; a broken one is explained with exit 1, a missing one is usage."""
    path = tmp_path / "watch.toml"
    path.write_text(
        '[[entity]]\nkey = "volkova"\nkind = "person"\nnames = {en = "Anna Volkova", ru = "Анна Волкова"}\n'
        'aliases = ["Волкова", "Volkova"]\n',
        encoding="utf-8",
    )
    code, out, err = run(
        "match", "--watchlist", str(path), lines=[{"id": 1, "title": "Суд над Анной Волковой, Кадыров"}]
    )
    assert code == 0, err
    assert [m["entity"] for m in out[0]["matches"]] == ["volkova"]
    path.write_text("[[entity]]\nkey = 5\n", encoding="utf-8")
    code, out, err = run("match", "--watchlist", str(path), lines=[])
    assert (code, out) == (1, [])
    assert "Traceback" not in err
    assert run("match", "--watchlist", str(tmp_path / "none.toml"), lines=[])[0] == 2
    for empty in ("", "version = 1\n"):
        path.write_text(empty, encoding="utf-8")
        code, _, err = run("match", "--watchlist", str(path), lines=[{"id": 1, "title": "Kadyrov"}])
        assert code == 1
        assert "[[entity]]" in err


def test_the_filters_read_no_settings(tmp_path: Path) -> None:
    """A broken configuration does not matter to a filter."""
    env = {"VIGIL_NONSENSE": "1", "VIGIL_DATA_DIR": str(tmp_path / "data")}
    assert run("match", lines=[{"id": 1, "title": "x"}], env=env)[0] == 0
    assert not (tmp_path / "data").exists()
