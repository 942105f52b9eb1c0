"""Nothing stands in a summary that does not stand in the source: checked on articles made at random."""

from __future__ import annotations

import random
import re

import pytest

from feeds.story.summarize import summarize
from feeds.text.labels import label_spans, strip_labels

PEOPLE = ["Анна Орлова", "Марет Гайсумова", "Ivan Example", "Karen Sample", "И. П. Смирнов"]
PLACES = ["в Аргуне", "в Назрани", "in Oslo", "на ул. Ленина", "in the U.S."]
LABELS = [
    "",
    "",
    " (признан в РФ иноагентом)",
    " (включена в реестр иностранных агентов)",
    ", признанный иностранным агентом,",
]
PATTERNS = [
    "{who}{label} задержан {where} {n} мая.",
    "По словам адвоката, {who} провела {n},5 часа {where}.",
    "«Нас было {n}, — сказал свидетель, — и всех отпустили {where}».",
    "{who}, who is {n}, was fined {where}.",
    '"It took {n} hours," {who} said.',
    "Об этом сообщила {who}{label}.",
    "Он вернулся {where} через {n} дня.",
    "Фото: Пётр Репин\n",
    "«Мы ждали {n} года. Теперь {who} дома», — рассказали {where}.",
    "Читайте также: Пётр Репин {where}\n",
    "МОСКВА, {n} мая — ТАСС. {who} выступит {where}.",
    "(Фото: Пётр Репин) Заседание прошло {where} в {n}:30.",
]
FACT = re.compile(r"\d+(?:[.,:]\d+)*|«[^«»]+»|\"[^\"]+\"|\b[A-ZА-ЯЁ][\w-]*")


def article(seed: int) -> tuple[str, list[tuple[int, int]]]:
    """Return an article and where it names the watched."""
    chance = random.Random(seed)
    parts = [
        chance.choice(PATTERNS).format(
            who=chance.choice(PEOPLE),
            where=chance.choice(PLACES),
            n=chance.randint(2, 28),
            label=chance.choice(LABELS),
        )
        + chance.choice([" ", " ", "\n", "\n\n", "  "])
        for _ in range(chance.randint(1, 14))
    ]
    text = "".join(parts)
    return text, [found.span() for found in re.finditer("Гайсумов|Example", text)]


@pytest.mark.parametrize("seed", range(400))
def test_every_number_name_and_quotation_of_a_summary_is_in_the_source(seed: int) -> None:
    """And its sentences are slices, in order, and one names the watched."""
    text, mentions = article(seed)
    found = summarize("Суд", text, "ru", mentions, sentences=1 + seed % 4)
    sources = [" ".join(kept.split()) for kept in (text, strip_labels(text))]
    assert all(any(fact in source for source in sources) for fact in FACT.findall(found.text))
    assert list(found.sentences) == sorted(found.sentences)
    ends = [0, *(end for _, end in found.sentences)]
    assert all(end <= start for end, (start, _) in zip(ends, found.sentences, strict=False))
    assert not mentions or any(text[slice(*mention)] in found.text for mention in mentions)
    slices = " ".join(_unlabelled(text, span) for span in found.sentences)
    assert re.sub(r"\s", "", slices) == re.sub(r"\s", "", found.text)


def _unlabelled(text: str, span: tuple[int, int]) -> str:
    labelled = {at for start, end in label_spans(text) for at in range(start, end)}
    return "".join(text[at] for at in range(*span) if at not in labelled)


@pytest.mark.parametrize("label", [label for label in LABELS if label])
@pytest.mark.parametrize("before", ["", " "])
@pytest.mark.parametrize("after", ["", " ", ", ", ": "])
def test_removing_a_label_never_joins_two_words(label: str, before: str, after: str) -> None:
    """Whatever stands around it, and no space is left before a comma."""
    text = f"Проект «Пример» Орлова{before}{label.strip()}{after}рассказал о суде над учителем."
    found = summarize("", text, "ru", []).text
    assert {"Орлова", "рассказал"} <= set(re.findall(r"\w+", found)), found
    assert not re.search(r"\s[,:]", found)
