"""Sentences begin and end where a reader says they do, in either language and on any input."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.text.sentences import split

CASES = [
    # (why, sentences as they should come out)
    ("a year", ["Приговор вынесли в 2018 г.", "Защита обжаловала его."]),
    ("a year inside", ["В 2018 г. суд вынес приговор."]),
    ("a city", ["Он родился в г. Аргун и там же учился."]),
    ("a district", ["Пожар начался в г. о. Шаровск.", "Его потушили."]),
    ("about so many", ["Пришли ок. 300 человек.", "Суд отложили."]),
    ("a word like about", ["Врач говорит, что всё ок.", "Суд отложили."]),
    ("a street", ["Митинг прошёл на ул. Ленина у д. 5."]),
    ("named after", ["Школу им. Толстого закрыли."]),
    ("that is", ["Адвокат, т.е. защитник, ушёл."]),
    ("money before a name", ["Штраф составил 5 тыс. руб.", "Суд не стал его снижать."]),
    ("initials", ["Показания дал А. П. Смирнов.", "Он свидетель."]),
    ("a quotation", ["«Мы не виновны!» — сказал он.", "Зал молчал."]),
    ("a quotation as a sentence", ["«Мы не виновны».", "Так сказал подсудимый."]),
    ("titles", ["Mr. Hill met Dr. Stone.", "They talked for an hour."]),
    ("a country", ["U.S. Senate leaders met.", "No vote was held."]),
    ("a country at the end", ["She left the U.S.", "The court was told later."]),
    ("a month", ["It began on Jan. 5 in Oslo.", "It ended soon."]),
    ("a company", ["He worked for Hill Inc.", "The firm closed."]),
    ("a decimal", ["The quake had magnitude 4.6 at noon.", "No one was hurt."]),
    ("a question and an answer", ["Who knew?", "Nobody did."]),
    ("an ellipsis", ["They waited…", "Nobody came."]),
    ("a site's name", ["Суд закрыл дело.", "example.org сообщает об этом со слов адвоката."]),
    ("a site after a short word", ["Подробнее см. example.org сегодня."]),
    ("a closing quote", ['"Stop," he said.', '"No!"', "They left."]),
]


@pytest.mark.parametrize("sentences", [case[1] for case in CASES], ids=[case[0] for case in CASES])
def test_a_full_stop_ends_a_sentence_only_where_one_ends(sentences: list[str]) -> None:
    """Abbreviations, initials and figures end no sentence; quotations keep their closing marks."""
    text = " ".join(sentences)
    assert [text[start:end] for start, end in split(text)] == sentences


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("The road was closed, he said.The court met on Monday.", 2),
        ("Дорогу закрыли.Суд собрался в понедельник.", 2),
        ("Кто это сделал?Никто не знает.", 2),
        ("It was reported by Lenta.Ru and by Кавказ.Реалии today.", 1),
        ("Он живёт на ул.Ленина в гор.Аргун с детства.", 1),
        ("Version 2.Beta of node.js was sent to a.B for reading.", 1),
    ],
)
def test_a_lost_space_joins_no_sentences_and_a_dotted_name_stays_whole(text: str, number: int) -> None:
    """Feeds drop the space between paragraphs; addresses and names have a full stop inside."""
    assert len(split(text)) == number


@pytest.mark.parametrize("gap", ["\n", "\n\n", " \n\t ", "\r\n", "\u2028"])
def test_a_line_break_ends_a_sentence(gap: str) -> None:
    """A heading without a full stop does not run into the text below it."""
    text = f"  Суд в Шали{gap}Первое заседание прошло "
    assert [text[start:end] for start, end in split(text)] == ["Суд в Шали", "Первое заседание прошло"]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\u00a0"])
def test_blank_text_has_no_sentences(text: str) -> None:
    """Nothing comes of nothing."""
    assert split(text) == []


@given(st.text(alphabet=st.sampled_from("аБ. !?»«\n\"'г5A…)("), max_size=200))
def test_spans_are_in_order_trimmed_and_lose_nothing_but_white_space(text: str) -> None:
    """Whatever the text, the sentences are its slices, and all that lies between them is white space."""
    spans = split(text)
    last = 0
    for start, end in spans:
        assert last <= start < end
        assert not text[last:start].strip()
        assert text[start:end] == text[start:end].strip()
        last = end
    assert not text[last:].strip()


@pytest.mark.parametrize("unit", ["a. ", ".", " ", "\n ", "А. ", '!"', "г. ", "(", "a"])
def test_a_hostile_text_of_half_a_million_signs_is_read_to_its_end(unit: str) -> None:
    """Repetition neither crashes nor stalls the splitter."""
    text = unit * (500_000 // len(unit)) + " Конец."
    start, end = split(text)[-1]
    assert text[start:end].endswith("Конец.")
