"""Section `match`: the labelled texts through `vigil match`, beside what plainer methods find."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from feeds.watch import watchlist
from tests.evaluate.baselines import baselines
from tests.evaluate.corpus import Row, corpus, rows, scorer
from tests.evaluate.filters import run_filter
from tests.evaluate.report import Report

_MICRO, _MACRO, _PRECISION = 0.985, 0.96, 0.98


def run() -> Report:
    """Score `vigil match` and the baselines on the shared labels."""
    report = Report("match")
    labels = rows(corpus() / "text" / "matching.jsonl")
    score = scorer("score_matching").score
    sent = [{name: row.get(name) for name in ("id", "title", "text", "lang")} for row in labels]
    answers = run_filter("match", sent)
    predictions = {"Vigil": [_mentioned(answer) for answer in answers.rows]}
    unsaid = run_filter("match", [{key: row[key] for key in ("id", "title", "text")} for row in sent])
    predictions["language unsaid"] = [_mentioned(answer) for answer in unsaid.rows]
    texts = [f"{row.get('title') or ''}\n{row.get('text') or ''}" for row in labels]
    predictions |= {
        name: [find(text) for text in texts] for name, find in baselines(watchlist.default()).items()
    }
    scores = {name: score(labels, _judged(labels, found)) for name, found in predictions.items()}
    ours = scores["Vigil"]
    report.show_table(["entity/language", "texts", *_columns(scores)], _lines(scores))
    print(f"\nF1 each; Vigil also precision and recall. {len(labels)} texts in {answers.seconds:.1f} s.")
    missed = {kind: round(1 - recall, 3) for kind, recall in ours["recall_by_kind"].items() if recall < 1}
    print(
        f"Missed, by kind of mention: {missed or 'none'}. False: {ours['false_positives_by_kind'] or 'none'}."
    )
    every = ours["cells"]["ALL/*"]
    report.promise(ours["micro_f1"] >= _MICRO, f"Micro F1 {ours['micro_f1']:.4f}, at least {_MICRO}.")
    report.promise(
        ours["macro_f1_entities"] >= _MACRO, f"Macro F1 {ours['macro_f1_entities']:.4f}, at least {_MACRO}."
    )
    report.promise(every["p"] >= _PRECISION, f"Precision {every['p']:.4f}, at least {_PRECISION}.")
    return report


def _mentioned(answer: Row) -> set[str]:
    return {str(match["entity"]) for match in answer["matches"]}


def _judged(labels: Sequence[Row], found: Sequence[set[str]]) -> list[Row]:
    return [
        {"id": row["id"], "pred": row["entity"] in those} for row, those in zip(labels, found, strict=True)
    ]


def _columns(scores: dict[str, Any]) -> list[str]:
    return [*scores, "precision", "recall"]


def _lines(scores: dict[str, Any]) -> list[list[object]]:
    cells = scores["Vigil"]["cells"]
    lines: list[list[object]] = []
    for name, cell in cells.items():
        texts = sum(cell.get(kind, 0) for kind in ("tp", "fn", "fp", "tn"))
        lines.append(
            [name, texts, *(score["cells"][name]["f1"] for score in scores.values()), cell["p"], cell["r"]]
        )
    macro = [score["macro_f1_entities"] for score in scores.values()]
    return [*lines, ["macro over entities", None, *macro, None, None]]
