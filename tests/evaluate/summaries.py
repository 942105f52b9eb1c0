"""Section `summaries`: `vigil summarize` on articles with human summaries, and who is named in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from feeds.text.sentences import split
from feeds.watch import watchlist
from feeds.watch.match import Matcher
from tests.evaluate.corpus import Row, corpus, rows, scorer
from tests.evaluate.filters import Answers, run_filter
from tests.evaluate.report import Report

_SENTENCES = 3
_UNITS = 900
_NAMED = 0.98


def run() -> Report:
    """Score `vigil summarize` beside the first three sentences, and look for the watched in it."""
    report = Report("summaries")
    articles = rows(corpus() / "text" / "summary.jsonl")
    answers = _summarize(articles)
    score = scorer("score_summary").score
    ours = score(articles, answers.rows)
    lead = score(articles, [{"id": row["id"], "summary": _lead(row)} for row in articles])
    report.show_table(
        ["set", "articles", "ROUGE-1", "lead-3", "ROUGE-2", "lead-3", "ROUGE-L", "lead-3", "words", "lead-3"],
        [[name, cell["n"], *_beside(cell, lead[name])] for name, cell in sorted(ours.items())],
    )
    print(f"\n{len(articles)} articles in {answers.seconds:.1f} s.")
    _check_form(report, articles, answers.rows)
    _check_names(report)
    return report


def _beside(ours: Row, theirs: Row) -> list[object]:
    keys = ("rouge1_f", "rouge2_f", "rougeL_f")
    pairs = [value for key in keys for value in (ours[key], theirs[key])]
    return [*pairs, round(ours["words"]), round(theirs["words"])]


def _summarize(articles: Iterable[Row]) -> Answers:
    return run_filter(
        "summarize", [{key: row.get(key) for key in ("id", "title", "text", "lang")} for row in articles]
    )


def _lead(row: Row) -> str:
    return " ".join(row["text"][start:end] for start, end in split(row["text"], row["lang"])[:_SENTENCES])


def _check_form(report: Report, articles: Sequence[Row], answers: Sequence[Row]) -> None:
    """Whole sentences of the source, in order, few and short enough."""
    wrong = 0
    for article, answer in zip(articles, answers, strict=True):
        spans = [(sentence["start"], sentence["end"]) for sentence in answer["sentences"]]
        ordered = spans == sorted(spans) and len(spans) <= _SENTENCES
        inside = all(0 <= start < end <= len(article["text"]) for start, end in spans)
        short = len(answer["summary"].encode("utf-16-le")) // 2 <= _UNITS
        wrong += not (ordered and inside and short and bool(spans) == bool(answer["summary"]))
    report.promise(
        not wrong,
        f"{wrong} of {len(articles)} summaries are not whole sentences in order, at most {_SENTENCES} and "
        f"{_UNITS} units.",
    )


def _check_names(report: Report) -> None:
    """Ask for one sentence of every text that has more and mentions somebody watched: it must name them."""
    matcher = Matcher(watchlist.default())
    chosen: dict[str, str] = {}
    for text, lang in _texts():
        if text not in chosen and len(split(text, lang)) > 1 and matcher.find("", text, lang):
            chosen[text] = lang
    asked = [{"id": place, "text": text, "lang": lang} for place, (text, lang) in enumerate(chosen.items())]
    answers = run_filter("summarize", asked, "--sentences", "1").rows
    named = sum(
        any(text[match.start : match.end] in answer["summary"] for match in matcher.find("", text, lang))
        for (text, lang), answer in zip(chosen.items(), answers, strict=True)
    )
    share = named / len(chosen) if chosen else 0.0
    report.promise(
        share >= _NAMED,
        f"{named} of {len(chosen)} one-sentence summaries of texts that mention somebody watched name them, "
        f"at least {_NAMED}.",
    )


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
