"""Every text exists in every language, with the same places and the right number of plural forms."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

import bot
from bot.i18n import LANGUAGES, SOURCE_LANGUAGE, Texts, language_of, read_catalog, texts_for
from feeds import watch

TRANSLATIONS = [lang for lang in LANGUAGES if lang != SOURCE_LANGUAGE]
FORMS = {"ru": 3}
_PLACE = re.compile(r"\{(\w+)\}")


def said_in_code() -> dict[str, tuple[str, str]]:
    """Return every message the code says as {msgid: (plural msgid or "", where)}."""
    folder = Path(bot.__path__[0])
    found: dict[str, tuple[str, str]] = {}
    # What is wrong with a watch-list is worded where it is found out.
    for path in (*sorted(folder.rglob("*.py")), *sorted(Path(watch.__path__[0]).glob("*.py"))):
        for msgid, plural, line in _messages(ast.parse(path.read_text(encoding="utf-8"))):
            found[msgid] = plural, f"{path.name}:{line}"
    return found


def _messages(tree: ast.AST) -> Iterator[tuple[str, str, int]]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        words = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        if name == "plural" and words:
            assert len(words) == 2, f"line {node.lineno}: a plural needs both forms written out"
            yield words[0], words[1], node.lineno
        elif name in {"texts", "mark", "Problem"} and words:
            yield words[0], "", node.lineno


@pytest.fixture(params=TRANSLATIONS)
def lang(request: pytest.FixtureRequest) -> str:
    """Each language besides the one the code is written in."""
    return str(request.param)


def test_every_message_of_the_code_is_translated(lang: str) -> None:
    """Nothing is said in English to somebody who chose another language."""
    catalog = read_catalog(lang)
    missing = {
        msgid: where
        for msgid, (_, where) in said_in_code().items()
        if (message := catalog.get(msgid)) is None or not all(_strings(message.string))
    }
    assert not missing


def test_no_translation_is_left_over_or_doubtful(lang: str) -> None:
    """A translation nobody says any more, or one marked as a guess, breaks the build."""
    messages = [message for message in read_catalog(lang) if message.id]
    known = said_in_code()
    assert not [message.id for message in messages if _msgid(message.id) not in known or message.fuzzy]
    assert not read_catalog(lang).obsolete


def test_translations_have_the_places_of_their_message(lang: str) -> None:
    """A value that the English text shows is shown in every form of every language, and no other."""
    wrong = []
    for message in read_catalog(lang):
        if message.id:
            ids = [message.id] if isinstance(message.id, str) else list(message.id)
            wanted = set(_PLACE.findall(ids[-1]))
            wrong += [said for said in _strings(message.string) if set(_PLACE.findall(said)) != wanted]
    assert not wrong


def test_plurals_have_every_form_of_the_language(lang: str) -> None:
    """A counted message has as many forms as the language needs, in code and catalogue alike."""
    known = said_in_code()
    for message in read_catalog(lang):
        if message.id:
            plural = known[_msgid(message.id)][0]
            assert (message.id[1] if isinstance(message.id, tuple) else "") == plural
            assert len(_strings(message.string)) == (FORMS[lang] if plural else 1)


def test_messages_contain_no_markup() -> None:
    """A text is words only, so that escaping is decided in one place."""
    texts = list(said_in_code()) + [plural for plural, _ in said_in_code().values()]
    texts += [
        said for lang in TRANSLATIONS for m in read_catalog(lang) if m.id for said in _strings(m.string)
    ]
    assert not [text for text in texts if re.search("[<>&]", text)]


@pytest.mark.parametrize(
    ("n", "english", "russian"),
    [
        (0, "0 stories", "0 сюжетов"),
        (1, "1 story", "1 сюжет"),
        (2, "2 stories", "2 сюжета"),
        (4, "4 stories", "4 сюжета"),
        (5, "5 stories", "5 сюжетов"),
        (11, "11 stories", "11 сюжетов"),
        (12, "12 stories", "12 сюжетов"),
        (21, "21 stories", "21 сюжет"),
        (22, "22 stories", "22 сюжета"),
        (111, "111 stories", "111 сюжетов"),
        (1001, "1,001 stories", "1\xa0001 сюжет"),
    ],
)
def test_counts_take_the_right_form(n: int, english: str, russian: str) -> None:
    """One, few and many are told apart as people do."""
    assert texts_for("en").plural("{n} story", "{n} stories", n) == english
    assert texts_for("ru").plural("{n} story", "{n} stories", n) == russian


@pytest.mark.parametrize(
    ("code", "lang"),
    [("ru", "ru"), ("ru-RU", "ru"), ("RU_ru", "ru"), ("en-GB", "en"), ("uk", "en"), ("", "en"), (None, "en")],
)
def test_language_codes_lead_to_a_language_vigil_speaks(code: str | None, lang: str) -> None:
    """Russian is met in Russian, everybody else in English."""
    assert language_of(code) == lang
    assert texts_for(code) is texts_for(lang)


def test_values_are_never_read_as_places() -> None:
    """A title with braces is shown as it is."""
    assert texts_for("ru")("Feed: {feed}", feed="{0} {secret}") == "Лента: {0} {secret}"


def test_times_name_their_zone_and_are_in_the_language() -> None:
    """A reader never has to guess which clock is meant."""
    moment = datetime(2026, 3, 5, 9, 30, tzinfo=UTC)
    plus3 = timezone(timedelta(hours=3), "MSK")
    assert Texts("en").time(moment) == "5 Mar 2026, 09:30 UTC"
    assert Texts("ru").time(moment, plus3) == "5 мар. 2026, 12:30 MSK"
    assert Texts("ru").date(moment) == "5 мар. 2026"


def _strings(said: object) -> list[str]:
    return [said] if isinstance(said, str) else list(said) if isinstance(said, tuple | list) else []


def _msgid(found: object) -> str:
    return found if isinstance(found, str) else str(found[0]) if isinstance(found, tuple) else ""
