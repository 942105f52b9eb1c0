"""Section `summaries`: `vigil summarize` on articles with human summaries, and who is named in it."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean
from time import process_time

from feeds.story.summarize import summarize
from feeds.text.labels import strip_labels
from feeds.text.sentences import split
from feeds.watch import watchlist
from feeds.watch.match import Matcher
from tests.evaluate.corpus import Row, corpus, rows, scorer
from tests.evaluate.filters import Answers, run_filter
from tests.evaluate.report import Report
from tests.evaluate.summarizers import rivals

_SENTENCES = 3
_UNITS = 900
_NAMED = 0.98
_MILLISECONDS = 10.0
_RESAMPLED = 2000
_FIRST = ("cnndm_realsumm", "rbc_overview")
"""Sets on which every other method has to be beaten; on the others the first sentences."""
_MEASURES = {"R1": "rouge1_f", "R2": "rouge2_f", "RL": "rougeL_f"}
# A straight mark may have lost its fellow: such a quotation is looked for inside one sentence.
_FACT = re.compile(r"\d+(?:[.,]\d+)*|«[^«»]+»|“[^“”]+”|\"(?:(?![.!?…]\s)[^\"])+\"|\b[A-ZА-ЯЁ][\w-]*")


@dataclass(frozen=True, slots=True)
class Tried:
    """What one method made of the articles."""

    scores: dict[str, list[Row]]
    """Measures of each article, by set."""
    milliseconds: float
    """For one article."""
    named: float
    """The share of summaries that name the watched."""

    def mean(self, name: str, measure: str) -> float:
        """Return the mean of a measure over a set."""
        return fmean(row[_MEASURES[measure]] for row in self.scores[name])


def run() -> Report:
    """Score `vigil summarize` beside the first sentences and sumy, and look for the watched in it."""
    report = Report("summaries")
    articles = rows(corpus() / "text" / "summary.jsonl")
    named = _mentioning()
    answers = _summarize(articles)
    tried = {"Vigil": _ours(articles, answers, named)}
    for name, choose in rivals().items():
        began = process_time()
        made = [choose(row, _SENTENCES) for row in articles]
        seconds = process_time() - began
        chosen = [choose({"text": text, "lang": lang}, _SENTENCES) for text, lang in named]
        tried[name] = Tried(_scores(articles, made), 1000 * seconds / len(articles), _naming(named, chosen))
    _show(report, tried)
    _judge(report, tried)
    _check_form(report, articles, answers.rows)
    _check_names(report, named)
    return report


def _ours(articles: Sequence[Row], answers: Answers, named: dict[tuple[str, str], set[str]]) -> Tried:
    matcher = Matcher(watchlist.default())
    began = process_time()
    for row in articles:
        matches = matcher.find("", row["text"], row["lang"])
        summarize(row.get("title") or "", row["text"], row["lang"], [(hit.start, hit.end) for hit in matches])
    seconds = process_time() - began
    return Tried(
        _scores(articles, [answer["summary"] for answer in answers.rows]),
        1000 * seconds / len(articles),
        _naming(named, _of_texts(named, _SENTENCES)),
    )


def _summarize(articles: Iterable[Row]) -> Answers:
    return run_filter(
        "summarize", [{key: row.get(key) for key in ("id", "title", "text", "lang")} for row in articles]
    )


def _scores(articles: Sequence[Row], made: Sequence[str]) -> dict[str, list[Row]]:
    score = scorer("score_summary").score
    found: dict[str, list[Row]] = {}
    for row, summary in zip(articles, made, strict=True):
        scored = score([row], [{"id": row["id"], "summary": summary}])
        found.setdefault(row["set"], []).append(scored[row["set"]])
    return found


def _show(report: Report, tried: dict[str, Tried]) -> None:
    sets = sorted(tried["Vigil"].scores)
    measured = [(name, measure) for name in sets for measure in _MEASURES]
    report.show_table(
        ["method", *(f"{name.partition('_')[0]} {m}" for name, m in measured), "words", "ms", "named"],
        [
            [
                method,
                *(one.mean(*cell) for cell in measured),
                round(fmean(row["words"] for name in sets for row in one.scores[name])),
                round(one.milliseconds, 2),
                one.named,
            ]
            for method, one in tried.items()
        ],
    )
    print(
        "\nms: processor time for one article, Vigil's with the search for the watched; "
        "named: summaries that name the watched."
    )
    print("\nVigil less the first three sentences, and where 95 of 100 resamplings of the articles lie:\n")
    report.show_table(
        ["set", "articles", *(head for m in _MEASURES for head in (m, "from", "to"))],
        [
            [name, len(tried["Vigil"].scores[name]), *(part for m in _MEASURES for part in parts[m])]
            for name in sets
            for parts in [{m: _interval(tried["Vigil"], tried["lead-3"], name, m) for m in _MEASURES}]
        ],
    )


def _interval(ours: Tried, theirs: Tried, name: str, measure: str) -> tuple[float, float, float]:
    """Return the mean difference and its paired bootstrap interval, percentiles 2.5 and 97.5."""
    key = _MEASURES[measure]
    differences = [a[key] - b[key] for a, b in zip(ours.scores[name], theirs.scores[name], strict=True)]
    chance = random.Random(7)
    means = sorted(fmean(chance.choices(differences, k=len(differences))) for _ in range(_RESAMPLED))
    return fmean(differences), means[_RESAMPLED // 40], means[-_RESAMPLED // 40]


def _judge(report: Report, tried: dict[str, Tried]) -> None:
    ours = tried["Vigil"]
    better = [
        f"{method} on {name} {measure}"
        for method, one in tried.items()
        for name in ours.scores
        for measure in ("R1", "R2")
        if method != "Vigil" and name in _FIRST and one.mean(name, measure) >= ours.mean(name, measure)
    ]
    report.promise(
        not better,
        f"Vigil is above the first sentences and {len(tried) - 2} methods of sumy on {' and '.join(_FIRST)}",
        better,
    )
    below = [name for name in ours.scores if ours.mean(name, "R1") < tried["lead-3"].mean(name, "R1")]
    report.promise(not below, f"{len(below)} sets on which the first sentences have more ROUGE-1", below)
    report.promise(
        ours.milliseconds < _MILLISECONDS,
        f"One article takes {ours.milliseconds:.1f} ms, less than {_MILLISECONDS:.0f}.",
    )


def _check_form(report: Report, articles: Sequence[Row], answers: Sequence[Row]) -> None:
    """Whole sentences of the source, in order, few and short enough, and nothing that is not in it."""
    wrong, invented = 0, []
    for article, answer in zip(articles, answers, strict=True):
        spans = [(sentence["start"], sentence["end"]) for sentence in answer["sentences"]]
        ordered = spans == sorted(spans) and len(spans) <= _SENTENCES
        inside = all(0 <= start < end <= len(article["text"]) for start, end in spans)
        short = len(answer["summary"].encode("utf-16-le")) // 2 <= _UNITS
        wrong += not (ordered and inside and short and bool(spans) == bool(answer["summary"]))
        invented += list(_invented(article["text"], answer["summary"]))
    report.promise(
        not wrong,
        f"{wrong} of {len(articles)} summaries are not whole sentences in order, at most {_SENTENCES} and "
        f"{_UNITS} units.",
    )
    report.promise(
        not invented, f"{len(invented)} numbers, names and quotations are not in the source", invented
    )


def _invented(text: str, summary: str) -> Iterator[str]:
    """Yield the numbers, words with a capital and quotations that the source lacks."""
    sources = [" ".join(kept.split()) for kept in (text, strip_labels(text))]
    for found in _FACT.findall(summary):
        if not any(found in source for source in sources):
            yield found


def _check_names(report: Report, named: dict[tuple[str, str], set[str]]) -> None:
    """Ask for one sentence of every text that has more and mentions somebody watched: it must name them."""
    share = _naming(named, _of_texts(named, 1))
    report.promise(
        share >= _NAMED,
        f"{share:.3f} of {len(named)} one-sentence summaries of texts that mention the watched name them, "
        f"at least {_NAMED}.",
    )


def _of_texts(named: Iterable[tuple[str, str]], sentences: int) -> list[str]:
    asked = [{"id": place, "text": text, "lang": lang} for place, (text, lang) in enumerate(named)]
    return [row["summary"] for row in run_filter("summarize", asked, "--sentences", str(sentences)).rows]


def _naming(named: dict[tuple[str, str], set[str]], summaries: Iterable[str]) -> float:
    return fmean(
        any(surface in summary for surface in surfaces)
        for surfaces, summary in zip(named.values(), summaries, strict=True)
    )


def _mentioning() -> dict[tuple[str, str], set[str]]:
    """Return the texts of several sentences that mention somebody watched, with how they name them."""
    matcher = Matcher(watchlist.default())
    found: dict[tuple[str, str], set[str]] = {}
    for text, lang in dict.fromkeys(_texts()):
        hits = matcher.find("", text, lang) if len(split(text, lang)) > 1 else []
        if hits:
            found[text, lang] = {text[hit.start : hit.end] for hit in hits}
    return found


def _texts() -> Iterable[tuple[str, str]]:
    folder = corpus() / "text"
    for name in ("clustering_docs", "summary", "matching"):
        for row in rows(folder / f"{name}.jsonl"):
            yield row.get("text") or "", str(row["lang"])
    for row in rows(folder / "clustering_pairs.jsonl"):
        for side in ("a", "b"):
            yield row[side].get("text") or "", str(row["lang"])
    for path in sorted((corpus() / "seed").glob("*.txt")):
        yield path.read_text(encoding="utf-8"), "en"
