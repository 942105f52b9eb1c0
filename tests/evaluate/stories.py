"""Section `stories`: `vigil cluster` and `vigil compare` on the labelled stories and pairs, beside rivals.

The order of the recorded documents, and their times, give the stories away: they are shuffled, and no times
are sent.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from operator import itemgetter
from time import perf_counter
from typing import Any

from tests.evaluate.corpus import Row, corpus, rows, scorer
from tests.evaluate.filters import run_filter
from tests.evaluate.report import Report
from tests.evaluate.rivals import Pairs, Rival, rivals

_SEED = 7
_PRECISION = 0.85
_AIMS = {"uci": 0.85, "ecbplus": 0.88}
_PAIR_AIMS = {"ru_slug": 0.83, "sts_headlines": 0.88, "tg_ru": 0.80, "rss_ru": 0.93, "rss_en": 0.88}
_SENT = ("id", "title", "text", "lang")
_FIGURES = ("b3_p", "b3_r", "b3_f1")
_F1 = 5
"""Where a line of the table has the B-cubed F1."""


def run() -> Report:
    """Score both filters; a lack of precision breaks a promise, for a false merge hides news."""
    report = Report("stories")
    score = scorer("score_clustering")
    others = rivals()
    _clusters(report, score, others)
    print()
    _pairs(report, score, others)
    return report


def _clusters(report: Report, score: Any, others: Sequence[Rival]) -> None:
    documents = rows(corpus() / "text" / "clustering_docs.jsonl")
    lines: list[list[Any]] = []
    for name in sorted({str(row["set"]) for row in documents}):
        chosen = shuffled([row for row in documents if row["set"] == name])
        sent = [{key: row.get(key) for key in _SENT} for row in chosen]
        answers = run_filter("cluster", sent)
        rate = len(sent) / max(answers.seconds - run_filter("cluster", sent[:1]).seconds, 0.001)
        gold = {row["id"]: row["cluster"] for row in chosen}
        found = score.score_docs(gold, {row["id"]: row["story"] for row in answers.rows})
        lines.append(_line(name, "Vigil", None, found, rate, _AIMS.get(name)))
        theirs = [_best(name, rival, chosen, score) for rival in others]
        lines += theirs
        precise = found["b3_p"] >= _PRECISION
        report.promise(precise, f"{name}: B-cubed precision {found['b3_p']:.3f}, at least {_PRECISION}.")
        highest = max(line[_F1] for line in theirs)
        report.promise(
            found["b3_f1"] > highest,
            f"{name}: B-cubed F1 {found['b3_f1']:.3f}, the others at most {highest:.3f}.",
        )
    headers = "set,method,threshold,B3 P,B3 R,B3 F1,pair F1,stories,aim,reports/s"
    report.show_table(headers.split(","), lines)
    print(
        "\nOne pass in one order for all, no times. The others have the threshold that is best for them on "
        "this very set, whatever their precision. Reports per second without the start of the process."
    )


def _best(name: str, rival: Rival, chosen: Sequence[Row], score: Any) -> list[Any]:
    """Return the line of a rival with the threshold that gives it the highest B-cubed F1."""
    texts = [_text(row) for row in chosen]
    gold = {row["id"]: row["cluster"] for row in chosen}
    began = perf_counter()
    group = rival.group(texts)
    reading = perf_counter() - began
    lines = []
    for threshold in rival.thresholds:
        began = perf_counter()
        labels = group(threshold)
        seconds = reading + perf_counter() - began
        found = score.score_docs(gold, {row["id"]: str(n) for row, n in zip(chosen, labels, strict=True)})
        lines.append(_line(name, rival.name, threshold, found, len(chosen) / seconds, None))
    return max(lines, key=itemgetter(_F1))


def _line(
    name: str, method: str, threshold: float | None, found: Row, rate: float, aim: float | None
) -> list[Any]:
    figures = [found[key] for key in _FIGURES]
    return [name, method, threshold, *figures, found["pair_f1"], found["pred_clusters"], aim, round(rate)]


def _text(row: Row) -> str:
    return f"{row.get('title') or ''} {row.get('text') or ''}".strip()


def shuffled(documents: Sequence[Row]) -> list[Row]:
    """Return documents in an order that says nothing, the same at every run."""
    ordered = sorted(documents, key=lambda row: str(row["id"]))
    random.Random(_SEED).shuffle(ordered)
    return ordered


def _pairs(report: Report, score: Any, others: Sequence[Rival]) -> None:
    pairs = rows(corpus() / "text" / "clustering_pairs.jsonl")
    answers = run_filter("compare", [_sides(row, ("title", "text", "lang")) for row in pairs])
    found = score.score_pairs(pairs, {row["id"]: row["same"] for row in answers.rows})
    unsaid = run_filter("compare", [_sides(row, ("title", "text")) for row in pairs])
    guessed = score.score_pairs(pairs, {row["id"]: row["same"] for row in unsaid.rows})
    always = score.score_pairs(pairs, {row["id"]: True for row in pairs})
    names = [name for name in found if name != "ALL"]
    theirs = {
        rival.name.removesuffix(" centroid"): _best_pairs(rival.alike, pairs, names, score)
        for rival in others
        if rival.alike
    }
    report.show_table(
        ["pairs", "P", "R", "F1", "aim", "F1, language unsaid", *theirs, "always same"],
        [
            [name, *(found[name][key] for key in ("p", "r", "f1")), _PAIR_AIMS.get(name), guessed[name]["f1"]]
            + [those[name] for those in theirs.values()]
            + [always[name]["f1"]]
            for name in names
        ],
    )
    print(
        f"\n{len(pairs)} pairs in {answers.seconds:.1f} s. The others, F1, have the threshold best for "
        "them on each set; TF-IDF is of runs of letters. Aims are those for a set kept apart."
    )


def _best_pairs(
    alike: Callable[[Pairs], list[float]], pairs: Sequence[Row], names: Sequence[str], score: Any
) -> dict[str, float]:
    """Return the highest F1 of a rival in each set, whatever the threshold."""
    best = {}
    for name in names:
        chosen = [row for row in pairs if row["set"] == name]
        scores = alike([(_text(row["a"]), _text(row["b"])) for row in chosen])
        tried = sorted(set(scores))[:: max(1, len(scores) // 100)]
        best[name] = max(
            score.score_pairs(chosen, {row["id"]: a >= t for row, a in zip(chosen, scores, strict=True)})[
                name
            ]["f1"]
            for t in tried
        )
    return best


def _sides(row: Row, keys: Sequence[str]) -> Row:
    """Return a pair as the filter takes it; the recorded rows name the language once for both sides."""
    sides = {side: {"lang": row["lang"], **row[side]} for side in ("a", "b")}
    return {"id": row["id"]} | {side: {key: said.get(key) for key in keys} for side, said in sides.items()}
