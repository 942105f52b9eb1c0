"""Russian names in Latin letters: spellings, and one key for all of them."""

from __future__ import annotations

import pytest

from feeds.text.translit import cyrillic_guesses, cyrillic_key, key, spellings


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("щербаков", {"shcherbakov", "scherbakov"}),
        ("юсупов", {"yusupov", "iusupov", "jusupov"}),
        ("титиев", {"titiev", "titiyev", "titiew"}),
    ],
)
def test_stems_are_spelt_by_the_published_schemas(word: str, expected: set[str]) -> None:
    """The union of schemas holds the spellings met in the press."""
    assert expected <= spellings(word)


def test_a_schema_that_drops_letters_does_not_make_another_word() -> None:
    """кадыров must not be spelt like кадров."""
    assert "kadrov" not in spellings("кадыров")


@pytest.mark.parametrize("latin", ["zagorskij", "zagorskiy", "zagorskii", "zagorsky"])
def test_spellings_of_one_form_share_a_key(latin: str) -> None:
    """The key does not depend on the schema."""
    assert key(latin) == cyrillic_key("загорский")


@pytest.mark.parametrize(
    ("latin", "cyrillic"),
    [
        ("Natalia", "наталья"),
        ("Timur", "тимур"),
        ("Yuri", "юрий"),
        ("Ildar", "ильдар"),
        ("Olga", "ольга"),
        ("Bakhtiyar", "бахтияр"),
        ("Daniyar", "данияр"),
        ("Dmitry", "дмитрий"),
        ("Gulnara", "гульнара"),
    ],
)
def test_latin_first_names_are_read_back(latin: str, cyrillic: str) -> None:
    """The Russian name is among the guesses."""
    assert cyrillic in cyrillic_guesses(latin)
