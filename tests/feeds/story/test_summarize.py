"""A summary is whole sentences of the source, in order, about the watched, within its limit."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.story.boilerplate import dateline, is_boilerplate, stray
from feeds.story.summarize import summarize

TEXT = (
    "Шалинский городской суд начал рассматривать дело правозащитницы Марет Гайсумовой. "
    "По словам её адвоката, наркотики подбросили во время обыска. "
    "Прокурор зачитал обвинительное заключение и попросил продлить арест на 2 месяца. "
    "В зале были дипломаты из Норвегии и Швеции. "
    "Читайте также: как прошёл обыск. "
    "Ранее в городе ремонтировали дороги. "
    "Следующее заседание назначено на 12 марта. "
    "Жители Аргуна собрались у здания суда, чтобы поддержать подсудимую."
)


def spans(text: str, word: str) -> list[tuple[int, int]]:
    return [found.span() for found in re.finditer(word, text)]


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def test_the_summary_is_its_slices_in_order() -> None:
    """Joined by one space, they are the summary; nothing is added and nothing reordered."""
    found = summarize("Суд в Шали", TEXT, "ru", [])
    assert len(found.sentences) == 3
    assert list(found.sentences) == sorted(found.sentences)
    assert found.text == " ".join(TEXT[start:end] for start, end in found.sentences)
    assert all(TEXT[end - 1] == "." for _, end in found.sentences)


@pytest.mark.parametrize("sentences", [1, 2, 3, 5])
@pytest.mark.parametrize("word", ["Норвегии", "Аргуна", "Гайсумовой", "12 марта"])
def test_a_watched_entity_is_in_the_summary_wherever_it_stands(word: str, sentences: int) -> None:
    """Even one sentence is the sentence with the mention."""
    found = summarize("Суд в Шали", TEXT, "ru", spans(TEXT, word), sentences=sentences)
    assert word in found.text
    assert 0 < len(found.sentences) <= sentences


def test_an_attribution_stays_with_its_sentence() -> None:
    """What an advocate says is not told as a fact."""
    found = summarize("", TEXT, "ru", spans(TEXT, "подбросили"))
    assert "По словам её адвоката, наркотики подбросили" in found.text


def test_an_attribution_on_its_own_follows_what_it_attributes() -> None:
    """'Об этом сообщили ...' keeps the first sentence company before anything further down."""
    text = (
        "В Назрани задержан врач. Об этом сообщили его коллеги. "
        "Врачу 40 лет и он работает в больнице. Клиника открылась в прошлом веке. Рядом растёт сад."
    )
    assert "Об этом сообщили его коллеги." in summarize("", text, "ru", [], sentences=2).text


def test_the_title_is_not_repeated() -> None:
    """The title stands above the summary already."""
    text = "Court frees teacher\nThe judge found no evidence. He went home with his family on Monday."
    assert "Court frees teacher" not in summarize("Court frees teacher!", text, "en", []).text


def test_a_title_is_repeated_when_only_it_names_the_watched() -> None:
    """A mention is worth more than a repetition."""
    text = "Argun court frees teacher\nThe judge found no evidence. He went home with his family."
    assert "Argun" in summarize("Argun court frees teacher", text, "en", [(0, 5)]).text


LABEL = "(включён в реестр иностранных агентов)"


def test_a_compulsory_label_is_left_out_of_the_sentence() -> None:
    """The sentence stays whole, the label goes, one space remains."""
    text = f"Проект «Пример» {LABEL} рассказал о суде над учителем. Заседание длилось два часа."
    found = summarize("", text, "ru", [])
    assert found.text.startswith("Проект «Пример» рассказал о суде")
    assert text[slice(*found.sentences[0])].startswith(f"Проект «Пример» {LABEL}")


@pytest.mark.parametrize(
    "line",
    [
        "Читайте также: что известно о деле",
        "Ссылка на источник",
        "Ссылка на публикацию: пример",
        "Link to the original article",
        "Подписывайтесь на наш канал",
        "Фото: Иван Образцов",
        "Автор: Анна Примерова",
        "Если вы заметили опечатку, напишите нам",
        "Read also: what is known so far",
        "Subscribe to our newsletter for more",
        "By John Example and Anna Sample",
        "Reporting by Anna Sample; editing by John Example",
        "Photo credit: John Example",
        "The post Court opens appeared first on Example",
        "Грозный, 18 мая.",
        "https://example.org/2026/05/18/a-long-address",
    ],
)
def test_what_is_not_the_report_is_set_apart(line: str) -> None:
    """Credits, links, invitations and datelines are no sentences of the report."""
    assert is_boilerplate(line)
    text = f"{line}\nThe court opened its first hearing.\nСуд начал первое заседание."
    assert line not in summarize("", text, "en", []).text


@pytest.mark.parametrize(
    "sentence",
    [
        "Фото с места событий опубликовал местный канал.",
        "Share prices fell on Monday.",
        "Ссылка на источник в полиции из текста пропала.",
        "Link to the original article was removed after a call.",
        "By Monday the court had decided.",
        "Text messages were sent to the family.",
        "Авторы доклада опросили сорок человек.",
        "Via a lawyer he denied the charge.",
    ],
)
def test_a_sentence_that_begins_alike_is_kept(sentence: str) -> None:
    """News about photographs, shares and authors is news."""
    assert not is_boilerplate(sentence)


@pytest.mark.parametrize(
    ("sentence", "rest"),
    [
        ("ГРОЗНЫЙ, 5 июня — ТАСС. Суд признал учителя невиновным.", "Суд признал учителя невиновным."),
        ("GROZNY, Russia (AP) — A court has cleared a teacher.", "A court has cleared a teacher."),
        ("(CNN) A court has cleared a teacher of fraud.", "A court has cleared a teacher of fraud."),
        ("МОСКВА, 5 июн — РИА Новости. Суд признал учителя невиновным.", "Суд признал учителя невиновным."),
        ("LONDON, June 5 (Reuters) - A court has cleared a teacher.", "A court has cleared a teacher."),
        ("КАВКАЗ.РЕАЛИИ — Суд признал учителя невиновным.", "Суд признал учителя невиновным."),
        ("Вторник, 5 июня, стал днём памяти о погибших.", "Вторник, 5 июня, стал днём памяти о погибших."),
        (
            "ТАСС — государственное агентство, основанное давно.",
            "ТАСС — государственное агентство, основанное давно.",
        ),
        ("РБК — Российская компания, она издаёт газету.", "РБК — Российская компания, она издаёт газету."),
        ("NATO — the alliance — said it would not act.", "NATO — the alliance — said it would not act."),
        ("Глава МВД им. Иванова сделал заявление утром.", "Глава МВД им. Иванова сделал заявление утром."),
    ],
)
def test_a_dateline_is_set_apart_and_a_subject_is_not(sentence: str, rest: str) -> None:
    """Agency and place before the first sentence go; a name in capitals stays."""
    assert sentence[dateline(sentence) :] == rest


@pytest.mark.parametrize(
    ("sentence", "rest"),
    [
        ("(Фото: Иван Образцов) Суд признал учителя невиновным.", "Суд признал учителя невиновным."),
        ("example.org Суд признал учителя невиновным.", "Суд признал учителя невиновным."),
        (
            "(по словам соседей) Суд признал учителя невиновным.",
            "(по словам соседей) Суд признал учителя невиновным.",
        ),
        (
            "Example.org сообщил о суде над учителем сегодня.",
            "Example.org сообщил о суде над учителем сегодня.",
        ),
    ],
)
def test_marks_of_the_page_before_a_sentence_go_and_its_words_stay(sentence: str, rest: str) -> None:
    """A credit in brackets or the site's name ran into the sentence; a subject is none of them."""
    assert sentence[stray(sentence) :] == rest


def test_boilerplate_alone_is_better_than_nothing() -> None:
    """A text that is all credits still has a summary."""
    assert summarize("", "Фото: Иван Образцов", "ru", []).text == "Фото: Иван Образцов"


@pytest.mark.parametrize("text", ["", " \n\t ", "\u00a0"])
def test_no_text_gives_an_empty_summary(text: str) -> None:
    """Nothing is invented."""
    assert summarize("Title", text, "en", []) == summarize("", "", "", [])
    assert summarize("Title", text, "en", []).text == ""


@pytest.mark.parametrize("limit", [20, 60, 200, 900])
def test_the_limit_counts_utf16_units_and_whole_sentences(limit: int) -> None:
    """Signs outside the basic plane count twice; a sentence that does not fit is left out."""
    text = "Пожар потушен 🔥🔥🔥. " * 3 + "Пострадавших нет, сообщили спасатели 🚒. " * 30
    found = summarize("", text, "ru", [], sentences=20, limit=limit)
    assert 0 < units(found.text) <= limit


def test_one_sentence_that_is_too_long_is_cut_at_a_word() -> None:
    """The cut is visible and the slice still lies in the text."""
    text = "Комиссия " + "проверила школы города " * 100 + "и ушла."
    found = summarize("", text, "ru", [], limit=100)
    (start, end), cut = found.sentences[0], found.text
    assert cut == text[start:end] + "…"
    assert units(cut) <= 100
    assert text[end] == " "


def test_a_short_sentence_with_a_mention_is_preferred_to_cutting_a_long_one() -> None:
    """A whole sentence serves when one names the watched."""
    text = "Аргун " + "и другие города " * 80 + "ждут. В Аргуне открыли школу."
    assert summarize("", text, "ru", spans(text, "Аргун"), limit=100).text == "В Аргуне открыли школу."


@given(
    st.lists(
        st.sampled_from(
            [
                "Суд оштрафовал Марию Орлову на 500 рублей.",
                "«Мы ждали», — сказала она.",
                "Three men left Oslo on June 5.",
                "Read also: more.",
                "🔥 Пожар!",
                LABEL,
                "\n",
                "А. Б. В.",
                "x" * 70,
            ]
        ),
        max_size=25,
    ),
    st.integers(1, 4),
    st.integers(5, 300),
)
def test_every_word_number_and_quotation_of_a_summary_is_in_the_source(
    parts: list[str], sentences: int, limit: int
) -> None:
    """Whatever the text, the summary is made of its slices and keeps to its limits."""
    text = " ".join(parts)
    found = summarize("", text, "ru", [], sentences=sentences, limit=limit)
    assert len(found.sentences) <= sentences
    assert units(found.text) <= limit
    slices = " ".join(text[start:end] for start, end in found.sentences)
    words = iter(re.findall(r"\w+", slices))
    assert all(word in words for word in re.findall(r"\w+", found.text))


@pytest.mark.parametrize("unit", ["слово ", "a. B", "Аб вг. ", '"', "x", "(иноагент) ", "By Aa ", "\n"])
def test_a_hostile_text_is_summarized_to_its_limit(unit: str) -> None:
    """Half a million signs of anything give a short answer."""
    assert units(summarize("t", unit * (500_000 // len(unit)), "ru", []).text) <= 900


def test_a_summary_does_not_begin_with_him_where_another_sentence_can() -> None:
    """Who "he" is nobody has said before the first sentence."""
    text = (
        "He said that his client had been beaten. The lawyer Islam Gadaev spoke to reporters in Grozny on "
        "Monday about the case of Ruslan Bekov. He said the police had used batons. The court meets soon."
    )
    found = summarize("Lawyer speaks", text, "en", [])
    assert found.text.startswith("The lawyer Islam Gadaev")
    assert summarize("Lawyer speaks", "He said that his client had been beaten.", "en", []).text
