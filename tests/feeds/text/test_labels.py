"""Compulsory labels are set apart, and news about labelling is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.text.labels import label_spans, strip_labels

BLOCK = """НАСТОЯЩИЙ МАТЕРИАЛ (ИНФОРМАЦИЯ) \
ПРОИЗВЕДЕН, РАСПРОСТРАНЕН И (ИЛИ) НАПРАВЛЕН \
ИНОСТРАННЫМ АГЕНТОМ «ГОРОДСКОЙ ВЕСТНИК» \
ЛИБО КАСАЕТСЯ ДЕЯТЕЛЬНОСТИ ИНОСТРАННОГО АГЕНТА «ГОРОДСКОЙ ВЕСТНИК». 18+"""

OLD_BLOCK = """ДАННОЕ СООБЩЕНИЕ (МАТЕРИАЛ) СОЗДАНО И (ИЛИ) РАСПРОСТРАНЕНО ИНОСТРАННЫМ СРЕДСТВОМ МАССОВОЙ \
ИНФОРМАЦИИ, ВЫПОЛНЯЮЩИМ ФУНКЦИИ ИНОСТРАННОГО АГЕНТА."""

LABELLED = [
    (f"Суд отложил дело. {BLOCK}", "Суд отложил дело. "),
    (f"{OLD_BLOCK} Жители вышли на сход.", " Жители вышли на сход."),
    ("Фонд (признан в РФ иностранным агентом) закрылся.", "Фонд  закрылся."),
    ("Проект «Сход», признанный в России иноагентом, пишет о деле.", "Проект «Сход» пишет о деле."),
    ("Об этом пишет «Волна» (организация признана нежелательной в РФ).", "Об этом пишет «Волна» ."),
    ("Боевик ИГ (запрещённая в России террористическая организация) пойман.", "Боевик ИГ  пойман."),
    ("Ролик вышел. * Сеть принадлежит компании, признанной экстремистской в РФ.", "Ролик вышел. "),
    ("Ролик вышел. *Признан иностранным агентом.", "Ролик вышел. "),
    ("Дело закрыто. Движение ЛГБТ признано экстремистским и запрещено в России.", "Дело закрыто. "),
    ("Wave, designated an “undesirable organization” by Russia, reported it.", "Wave reported it."),
    ("The fund (recognised as a foreign agent in Russia) closed.", "The fund  closed."),
    ("This material was created and distributed by a foreign agent. Rain fell.", " Rain fell."),
    ("Cells of IS (banned in Russia) were found.", "Cells of IS  were found."),
    ("18+ Сход в селе разогнали.", " Сход в селе разогнали."),
    ("«Волна»* провела сход.\n* Минюст считает её иноагентом.", "«Волна»* провела сход.\n"),
    ("Wave* met on Friday. * The ministry named Wave an undesirable organisation.", "Wave* met on Friday. "),
    ("Сход прошёл. * Фонд «Волна» внесён Минюстом в реестр иностранных агентов.", "Сход прошёл. "),
    ("Сход прошёл. Примечание: «Волна» внесена в реестр иноагентов.", "Сход прошёл. "),
    ("* Признана в РФ нежелательной организацией.\nСход прошёл.", "\nСход прошёл."),
    ("The fund closed. * Wave was designated a foreign agent in Russia.", "The fund closed. "),
    ("Сход прошёл.\nИностранные агенты: «Волна», Пётр Котов, Фонд рек.", "Сход прошёл.\n"),
    ("Организации, запрещённые на территории РФ: «Волна», «Сход».\nНовости.", "\nНовости."),
    ("Террористические и экстремистские организации, запрещенные в РФ: Волна, Сход.", ""),
    ("Список иноагентов: Волна, Сход.", ""),
    ("* В селе нашли участника запрещенной в РФ группы.", "* В селе нашли участника  группы."),
    ("It rained. Organisations banned in Russia: Wave, Shore.", "It rained. "),
]

NEWS = [
    "Городской вестник признали иностранным агентом",
    "Основатель сети Пётр Котов признан иноагентом.",
    "Верховный суд признал движение ЛГБТ экстремистским. Решение вступит в силу сразу.",
    "Движение ЛГБТ признано экстремистским",
    "Минюст внёс в реестр иностранных агентов трёх журналистов.",
    "Госдума обсуждает закон об иностранных агентах (второе чтение).",
    "Дело об экстремизме прекращено (статья 280).",
    "Russia declared the fund a foreign agent on Friday.",
    "The court named the group extremist, lawyers said.",
    "Extremist attacks rose in the region (police data).",
    "На вечеринку 18+ никого не пустили.",
    "* Минюст объявил Котова иноагентом.",
    "* В селе иноагент задержан на границе.",
    "Главное за день:\n* Котов внесён в реестр иностранных агентов.\n* В селе выпал снег.",
    "Дождь кончился.\n* Котов признан иноагентом.\n* Суд запретил экстремистскую книгу.",
    "** Глава района запретил экстремистскую символику.",
    "* Mayor calls foreign agents traitors.",
    "* Today in the village: an extremist cell was found.",
    "Иностранные агенты: кто они и что о них говорят в селе",
    "Иноагенты: мэр призвал лишить их наград, жители против",
    "Foreign agents: mayor wants a new law, a court does not",
]


@pytest.mark.parametrize(("text", "rest"), LABELLED)
def test_a_label_is_set_apart_with_its_punctuation(text: str, rest: str) -> None:
    """What is left after the label is the news."""
    assert strip_labels(text) == rest


@pytest.mark.parametrize("text", NEWS)
def test_news_about_labelling_is_no_label(text: str) -> None:
    """A plain sentence that reports a decision keeps every word."""
    assert label_spans(text) == []


@given(
    st.text(
        alphabet=st.sampled_from("(*)[] ,.\n18+иностранный агент запрещён в РФ foreign agent"), max_size=200
    )
)
def test_spans_are_sorted_and_apart(text: str) -> None:
    """Spans come in order, inside the text, none empty, none overlapping."""
    spans = label_spans(text)
    edges = [edge for span in spans for edge in span]
    assert edges == sorted(set(edges))
    assert all(0 <= edge <= len(text) for edge in edges)
