"""Section `stories`: `vigil cluster` and `vigil compare` on the labelled stories and pairs.

The order of the recorded documents, and their times, give the stories away: they are shuffled, and no times
are sent.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

from tests.evaluate.corpus import Row, corpus, rows, scorer
from tests.evaluate.filters import run_filter
from tests.evaluate.report import Report

_SEED = 7
_PRECISION = 0.85
_AIMS = {"uci": 0.85, "ecbplus": 0.88}
_PAIR_AIMS = {"ru_slug": 0.83, "sts_headlines": 0.88, "tg_ru": 0.80, "rss_ru": 0.93, "rss_en": 0.88}


def run() -> Report:
    """Score both filters; only a lack of precision breaks a promise, for a false merge hides news."""
    report = Report("stories")
    score = scorer("score_clustering")
    _clusters(report, score)
    print()
    _pairs(report, score)
    return report


def _clusters(report: Report, score: Any) -> None:
    documents = rows(corpus() / "text" / "clustering_docs.jsonl")
    lines = []
    for name in sorted({str(row["set"]) for row in documents}):
        chosen = shuffled([row for row in documents if row["set"] == name])
        answers = run_filter("cluster", [{key: row.get(key) for key in _SENT} for row in chosen])
        gold = {row["id"]: row["cluster"] for row in chosen}
        found = score.score_docs(gold, {row["id"]: row["story"] for row in answers.rows})
        lines.append(
            [
                name,
                *(found[key] for key in _FIGURES),
                _AIMS.get(name),
                found["pair_f1"],
                round(len(chosen) / answers.seconds),
            ]
        )
        precise = found["b3_p"] >= _PRECISION
        report.promise(precise, f"{name}: B-cubed precision {found['b3_p']:.3f}, at least {_PRECISION}.")
    report.show_table(
        ["set", "reports", "stories", "found", "B3 P", "B3 R", "B3 F1", "aim", "pair F1", "reports/s"], lines
    )


_SENT = ("id", "title", "text", "lang")
_FIGURES = ("n", "gold_clusters", "pred_clusters", "b3_p", "b3_r", "b3_f1")


def shuffled(documents: Sequence[Row]) -> list[Row]:
    """Return documents in an order that says nothing, the same at every run."""
    ordered = sorted(documents, key=lambda row: str(row["id"]))
    random.Random(_SEED).shuffle(ordered)
    return ordered


def _pairs(report: Report, score: Any) -> None:
    pairs = rows(corpus() / "text" / "clustering_pairs.jsonl")
    answers = run_filter("compare", [_sides(row, ("title", "text", "lang")) for row in pairs])
    found = score.score_pairs(pairs, {row["id"]: row["same"] for row in answers.rows})
    unsaid = run_filter("compare", [_sides(row, ("title", "text")) for row in pairs])
    guessed = score.score_pairs(pairs, {row["id"]: row["same"] for row in unsaid.rows})
    always = score.score_pairs(pairs, {row["id"]: True for row in pairs})
    report.show_table(
        ["pairs", "P", "R", "F1", "aim", "F1, language unsaid", "F1, always same"],
        [
            [name, *(cell[key] for key in ("p", "r", "f1")), _PAIR_AIMS.get(name)]
            + [other[name]["f1"] for other in (guessed, always)]
            for name, cell in found.items()
        ],
    )
    print(f"\n{len(pairs)} pairs in {answers.seconds:.1f} s. Aims are those for a set kept apart.")


def _sides(row: Row, keys: Sequence[str]) -> Row:
    """Return a pair as the filter takes it; the recorded rows name the language once for both sides."""
    sides = {side: {"lang": row["lang"], **row[side]} for side in ("a", "b")}
    return {"id": row["id"]} | {side: {key: said.get(key) for key in keys} for side, said in sides.items()}
