"""A signature says the same of one event however it is inflected, spelled or translated."""

from __future__ import annotations

import json
import pickle
from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.story.signature import Signature, keys, sign
from feeds.story.terms import cyrillic, skeleton
from feeds.types import Report


def signed(title: str, text: str = "", lang: str = "", link: str = "") -> Signature:
    return sign(Report(id="1", title=title, text=text, lang=lang, link=link))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("кадырова", "kadyrov"),
        ("чеченских", "chechenskih"),
        ("чеченских", "chechenskikh"),
        ("появится", "poyavitsya"),
        ("появится", "poiavitsia"),
        ("новый", "novyi"),
        ("районе", "rajone"),
        ("россии", "rossija"),
        ("титиева", "titiev"),
        ("оюб", "oyub"),
        ("задержанного", "задержанному"),
    ],
)
def test_a_russian_word_and_its_slug_have_one_skeleton(one: str, other: str) -> None:
    """Case endings and schemes of transliteration do not part a word from itself."""
    assert skeleton(one) == skeleton(other)


@pytest.mark.parametrize(
    ("one", "other"), [("чечня", "чехия"), ("аргун", "арсен"), ("суд", "сад"), ("семь", "восемь")]
)
def test_different_words_keep_different_skeletons(one: str, other: str) -> None:
    """The skeleton is not so coarse that neighbours meet."""
    assert skeleton(one) != skeleton(other)


def test_a_transliteration_is_spelled_back() -> None:
    """Two-letter spellings are read before single letters."""
    assert cyrillic("zhurnalist") == "журналист"


@pytest.mark.parametrize(
    ("english", "russian"),
    [
        ("Police detained three men in Chechnya", "В Чечне полиция задержала троих мужчин"),
        ("Court in Moscow hears appeal on June 5", "5 июня суд в Москве рассмотрит апелляцию"),
        ("Seven killed by blast in Syria", "При взрыве в Сирии погибли семь человек"),
    ],
)
def test_places_numbers_dates_and_kinds_of_event_are_one_in_both_languages(
    english: str, russian: str
) -> None:
    """The concepts of a report do not depend on its language."""

    def concepts(title: str) -> set[str]:
        return {key for key in signed(title).words if key[0] in "@#%="}

    assert concepts(english) == concepts(russian) != set()


def test_names_meet_across_scripts() -> None:
    """A person has one name in both alphabets."""
    shared = signed("Beslan Lorsanov vanished").names.keys() & signed("Пропал Беслан Лорсанов").names.keys()
    assert len(shared) == 2


def test_the_title_weighs_more_than_the_text() -> None:
    """A word of the headline is worth more than one far down."""
    words = signed("Avalanche", "Something else. " * 40 + "Helicopter").words
    assert words[next(iter(keys("Avalanche")))] > words[next(iter(keys("Helicopter")))]


def test_a_compulsory_label_leaves_no_trace() -> None:
    """Two reports are not alike because the law makes both print one formula."""
    label = " НАСТОЯЩИЙ МАТЕРИАЛ ПРОИЗВЕДЁН ИНОСТРАННЫМ АГЕНТОМ «ПРИМЕР»."
    bare = signed("В Грозном выпал снег", "Дороги расчищают.")
    assert signed("В Грозном выпал снег", "Дороги расчищают." + label).words == bare.words


def test_a_syndicated_copy_has_the_same_digest_whatever_its_title() -> None:
    """Punctuation, case and line breaks do not hide a copy."""
    text = "Двое спасателей пострадали при разборе завалов, сообщили в городской больнице. " * 3
    copy = text.upper().replace(", ", "\n— ")
    assert signed("Одно", text).digest == signed("Другое", copy).digest != ""


def test_one_line_below_two_titles_is_no_copy() -> None:
    """An invitation that a feed puts below every title does not make its items one report."""
    line = "Смотрите главные события дня в нашем выпуске, каждый вечер в девять часов."
    assert signed("Пожар в Туле", line).digest != signed("Снег в Перми", line).digest


@pytest.mark.parametrize("link", ["https://example.org", "https://example.org/", ""])
def test_a_home_page_is_no_address_of_a_report(link: str) -> None:
    """Some feeds link every item to their front page."""
    assert signed("Снег", link=link).link == ""
    assert signed("Снег", link=link + "news?id=1").link != ""


def test_a_text_too_short_to_tell_has_no_digest() -> None:
    """A bare 'Video' is not a copy of every other 'Video'."""
    assert signed("Видео").digest == ""


def test_a_signature_travels() -> None:
    """It comes back whole from a worker process and from JSON."""
    signature = signed("Court frees teacher", "He went home.", link="https://example.org/1")
    assert pickle.loads(pickle.dumps(signature)) == signature
    assert Signature(**json.loads(json.dumps(asdict(signature)))) == signature


@given(st.text(max_size=300), st.text(max_size=300), st.sampled_from(["", "en", "ru", "ru-Latn", "xx"]))
def test_any_text_can_be_signed(title: str, text: str, lang: str) -> None:
    """No input breaks it, and no weight leaves its bounds."""
    signature = signed(title, text, lang)
    assert all(0.0 < weight <= 1.0 for weight in [*signature.words.values(), *signature.names.values()])


def test_only_the_beginning_of_an_endless_text_is_read() -> None:
    """A megabyte of text costs no more than its first paragraphs."""
    words = signed("", " ".join(f"word{n}" for n in range(200_000))).words
    assert len(words) < 500


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Rain at 14:35", set()),
        ("Rain at 2:31 PM ET", set()),
        ("Дождь в 9:05 МСК", set()),
        ("Match ends 85:78", {"#85", "#78"}),
        ("Match ends 2:1", {"#2", "#1"}),
        ("Rain, 35 mm", {"#35"}),
    ],
)
def test_the_hour_is_no_number_of_the_story(title: str, expected: set[str]) -> None:
    """Every report is printed at another hour; a score is not an hour."""
    found = sign(Report(id="1", title=title)).words
    assert {key for key in found if key[0] == "#"} == expected
