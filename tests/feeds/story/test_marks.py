"""People and towns that are named tell one event from another of its kind."""

from __future__ import annotations

import pytest

from feeds.story.signature import sign
from feeds.types import Report


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("В Гудермесе задержан врач Муса Дадаев", {"^gudermes", "!dada"}),
        ("Doctor Musa Dadayev detained in Gudermes", {"!dada", "^gudermes"}),
        ("Суд отпустил Руслана К. из Урус-Мартана", {"!rusla", "^marta"}),
        ("Кадыров встретился с Мусой Дадаевым", {"!dada", "*"}),
        ("Пожар уничтожил рынок", set()),
        ("Doctor Opens Clinic With Friends", set()),
        ("ПОЖАР УНИЧТОЖИЛ РЫНОК В ГУДЕРМЕСЕ", set()),
        ("", set()),
    ],
)
def test_capitals_inside_a_sentence_name_people_and_towns(title: str, expected: set[str]) -> None:
    """A first word says nothing, nor do capitals throughout, nor a person who is watched."""
    assert sign(Report(id="1", title=title, mentions=("Кадыров",))).marks.keys() == expected


def test_a_watched_town_still_is_no_other_town() -> None:
    """Two towns are two places, whichever of them is on the watch-list."""
    found = sign(Report(id="1", title="В Аргуне сгорел рынок", mentions=("Аргуне",))).marks
    assert "^argun" in found


@pytest.mark.parametrize(
    ("title", "surface", "expected"),
    [
        ("Санкции против Кадырова", "Кадырова", {"*"}),
        ("Санкции против футбольного клуба Кадырова", "Кадырова", {"*~klub"}),
        ("Сын главы Чечни Рамзана Кадырова женился", "Рамзана Кадырова", {"*=son"}),
        ("Ограблен фонд имени Кадырова", "Кадырова", {"*~fond"}),
        ("Sanctions on Kadyrov", "Kadyrov", {"*"}),
        ("Sanctions on Kadyrov's football club", "Kadyrov", {"*club"}),
        ("Sanctions on Kadyrov’s football club", "Kadyrov’s", {"*club"}),
        ("Kadyrov aide wounded", "Kadyrov", {"*aid"}),
        ("Kadyrov visits a football club", "Kadyrov", {"*"}),
        ("Nephew of the leader Ramzan Kadyrov promoted", "Ramzan Kadyrov", {"*nephew"}),
        ("A club in Tula burned", "Kadyrov", set()),
    ],
)
def test_what_belongs_to_the_watched_is_not_the_watched(title: str, surface: str, expected: set[str]) -> None:
    """A title is about them, or about whom and what they have; without them it is about neither."""
    found = sign(Report(id="1", title=title, mentions=(surface,))).marks
    assert {mark for mark in found if mark[0] == "*"} == expected


def test_months_and_offices_are_nobodys_names() -> None:
    """Datelines and abbreviations have capitals, too."""
    title = "Жители села ждут ФСБ и в Июле помнят 5 Nov PM"
    assert not sign(Report(id="1", title=title)).marks


def test_the_marks_of_a_long_list_are_bounded() -> None:
    """A text that names everybody is held against nobody for ever."""
    names = ", ".join(f"Имя Фамилия{chr(1072 + n // 32)}{chr(1072 + n % 32)}" for n in range(300))
    assert len(sign(Report(id="1", title="Список: " + names, text=names)).marks) <= 24


@pytest.mark.parametrize(
    "title",
    [
        "Новые данные о ценах",
        "Они уехали ночью",
        "Рост цен на сырьё",
        "Ранее в селе жили мельники",
        "Пара сыграла самый тихий вальс",
        "Туристы пытаются спуститься в горах",
        "Дело передали в архив",
    ],
)
def test_a_common_word_is_no_place_and_no_deed(title: str) -> None:
    """Short stems that meet by chance (данные and Дания, ранее and раненый) are no concept."""
    concepts = {key for key in sign(Report(id="1", title=title)).words if key[0] in "@="}
    assert concepts <= {"=rise"}
