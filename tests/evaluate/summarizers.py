"""What other methods choose of the same sentences: the first ones, and every method of sumy.

sumy's own splitter needs tables that are downloaded; it is given our sentences and a pattern for words, and
stop words for Russian, which it lacks.
"""

from __future__ import annotations

import importlib
import random
import re
import warnings
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from feeds.text.sentences import split
from tests.evaluate.corpus import Row

Choose = Callable[[Row, int], str]
"""Returns a summary of a row's text of at most so many sentences."""

METHODS = {
    "LexRank": "lex_rank.LexRankSummarizer",
    "TextRank": "text_rank.TextRankSummarizer",
    "LSA": "lsa.LsaSummarizer",
    "Luhn": "luhn.LuhnSummarizer",
    "KL": "kl.KLSummarizer",
    "SumBasic": "sum_basic.SumBasicSummarizer",
    "Edmundson": "edmundson.EdmundsonSummarizer",
    "Reduction": "reduction.ReductionSummarizer",
    "Random": "random.RandomSummarizer",
}
_LANGUAGES = {"en": "english", "ru": "russian"}
_STIGMA = frozenset(("previously", "earlier", "meanwhile", "ранее", "прежде", "впрочем"))
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['-])*")
_RUSSIAN = """
а без более бы был была были было быть в вам вас весь во вот все всех вы где да даже для до его ее если
есть еще же за и из или им их к как ко когда кто ли либо между мне может мы на над не него нее нет ни
них но о об однако он она они оно от по под после при с со так также такой там те тем то того тоже той
только том тот ту ты у уже чего чей чем что чтобы эта эти это этот я
"""


def rivals() -> dict[str, Choose]:
    """Return the other methods by name."""
    return {"lead-3": lead, **{name: _method(path) for name, path in METHODS.items()}}


def lead(row: Row, sentences: int) -> str:
    """Return the first sentences."""
    return " ".join(row["text"][start:end] for start, end in split(row["text"], row["lang"])[:sentences])


class _Words:
    """sumy's interface to a tokenizer."""

    def to_words(self, sentence: str) -> tuple[str, ...]:
        return tuple(_WORD.findall(sentence))


def _method(path: str) -> Choose:
    module, name = path.split(".")

    def choose(row: Row, sentences: int) -> str:
        stop = _stop_words(row["lang"])
        summarizer = getattr(importlib.import_module(f"sumy.summarizers.{module}"), name)(
            _stemmer(row["lang"])
        )
        if name == "EdmundsonSummarizer":
            first = (row.get("title") or lead(row, 1)).casefold()
            summarizer.bonus_words = _WORD.findall(first) or ["news"]
            summarizer.stigma_words = _STIGMA
            summarizer.null_words = stop
        elif hasattr(summarizer, "stop_words"):
            summarizer.stop_words = stop
        random.seed(7)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # LexRank divides by nothing where no sentence is like another
            return " ".join(str(sentence) for sentence in summarizer(_document(row), sentences))

    return choose


def _document(row: Row) -> Any:
    made = importlib.import_module("sumy.models.dom")
    words = _Words()
    sentences: Sequence[Any] = [
        made.Sentence(row["text"][start:end], words) for start, end in split(row["text"], row["lang"])
    ]
    return made.ObjectDocumentModel([made.Paragraph(sentences)])


@cache
def _stemmer(lang: str) -> Any:
    return importlib.import_module("sumy.nlp.stemmers").Stemmer(_LANGUAGES[lang])


@cache
def _stop_words(lang: str) -> frozenset[str]:
    if lang == "ru":
        return frozenset(_RUSSIAN.split())
    return frozenset(importlib.import_module("sumy.utils").get_stop_words(_LANGUAGES[lang]))
