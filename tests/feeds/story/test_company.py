"""A sentence that cannot stand alone is quoted with what it needs, or not at all."""

from __future__ import annotations

import pytest

from feeds.story.company import company
from feeds.story.summarize import summarize
from feeds.text.sentences import split

FACTS = ["Суд в Назрани оправдал врача.", "Его отпустили из зала.", "Прокурор обжалует решение."]


def needed(sentences: list[str], most: int = 3) -> list[set[int]]:
    return [set(group) for group in company(sentences, [False] * len(sentences), most)]


@pytest.mark.parametrize(
    "leaning",
    [
        "Он не признал вину.",
        "По его словам, наркотики подбросили.",
        "Это решение вступит в силу через 10 дней.",
        "В ответ власти закрыли рынок.",
        "He denied the charge.",
        "Their lawyer was not let in.",
        "This was the third trial.",
        "«Мы ждали этого два года».",
        "Об этом сообщает издание «Пример».",
    ],
)
def test_a_sentence_that_points_back_needs_the_one_before(leaning: str) -> None:
    """Whoever "he" is, and whatever was reported, stands there."""
    assert needed(["The court of Nazran met on Monday.", leaning])[1] == {0, 1}
    assert needed([leaning])[0] == {0}


@pytest.mark.parametrize(
    "alone",
    [
        "По словам адвоката, наркотики подбросили.",
        "«Мы ждали», — сказала Анна Орлова.",
        "This week the court met twice.",
        "Иван Орлов не признал вину.",
        "«Пример» сообщил о суде.",
        "The court, he said, was empty.",
    ],
)
def test_a_sentence_that_names_its_speaker_stands_alone(alone: str) -> None:
    """Attribution inside a sentence is enough."""
    assert needed(["The court of Nazran met on Monday.", alone, "The end."])[1] == {1}


def test_a_claim_takes_the_attribution_after_it_along() -> None:
    """Without it the report would be told as a fact."""
    assert needed(["В Аргуне задержан врач.", "Об этом сообщили его коллеги."])[0] == {0, 1}


@pytest.mark.parametrize(
    "sentences",
    [
        ["«Мы ждали.", "Работа шла долго.", "Теперь всё позади», — сказал Орлов."],
        ["– Выявили восемь человек.", "Их отправили домой.", "Анализы готовы, – рассказал врач."],
        ['"We waited.', "The work was long.", 'Now it is over," Orlov said.'],
    ],
)
def test_a_speech_of_several_sentences_is_quoted_whole_or_not_at_all(sentences: list[str]) -> None:
    """A sentence from its middle would read as the reporter's own."""
    assert needed(sentences) == [{0, 1, 2}] * 3
    assert needed(sentences, most=2) == [set(), set(), set()]


def test_a_lost_closing_mark_does_not_swallow_the_report() -> None:
    """A quotation that never ends is a misprint."""
    sentences = ["Общество «Пример закрыли.", *["Суд собрался в понедельник."] * 12]
    assert needed(sentences)[5] == {5}


def test_what_a_summary_quotes_has_its_antecedent() -> None:
    """The summary never begins with a pronoun when something else fits."""
    text = " ".join([*FACTS, "Он пообещал это в понедельник.", "Врач вернулся в больницу города Назрани."])
    found = summarize("", text, "ru", [(text.index("Он "), text.index("Он ") + 2)])
    spans = split(text)
    places = [spans.index(span) for span in found.sentences]
    assert all(place - 1 in places for place in places if text[spans[place][0] :].startswith(("Он ", "Его ")))


def test_without_a_closer_one_the_mention_itself_is_quoted() -> None:
    """One sentence is asked for, and the only one with the name leans: the name is worth more."""
    text = "Суд собрался утром. Он допросил Анну Орлову о деле. Потом объявили перерыв."
    assert "Орлову" in summarize("", text, "ru", [(32, 38)], sentences=1).text
