"""The language of short texts is told without a model."""

from __future__ import annotations

import pytest

from feeds.text.language import detect


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("В селе прошёл сход жителей", "ru"),
        ("Суд в Гааге", "ru"),
        ("У місті пройшла зустріч, що тривала годину", "uk"),
        ("Villagers met the mayor on Monday", "en"),
        ("Rain stops play", "en"),
        ("v sele proshel skhod zhitelej", "ru-Latn"),
        ("sud otlozhil delo do marta", "ru-Latn"),
        ("Blast kills 11 people in Makhachkala", "en"),
        ("Makhachkala blast kills 11", "en"),
        ("Kharkiv mayor visits Khasavyurt", "en"),
        ("Zhukov fires sports minister", "en"),
        ("Rostov court acquits Yusup Khazhiyev", "en"),
        ("Police arrest Zhdanovskaya supporters", "en"),
        ("Vzryv v Makhachkale: 11 pogibshikh", "ru-Latn"),
        ("Zaderzhan v Shali advokat Khazhiev", "ru-Latn"),
        ("Sud prodlil arest Zhukova", "ru-Latn"),
        ("khasavyurt-zaderzhali-advokata", "ru-Latn"),
        ("القمة تنعقد اليوم", "other"),
        ("2026 - 18+", ""),
        ("", ""),
    ],
)
def test_language_by_script_letters_and_small_words(text: str, language: str) -> None:
    """Headlines of a few words are enough."""
    assert detect(text) == language
