"""Neither a secret nor a subscriber ever reaches a log line."""

import json
import logging
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest
import structlog
from telegram.error import BadRequest, NetworkError, TimedOut

from bot.translations import Translator
from config.log import configure, printable, redact
from config.settings import describe, load
from feeds.story.llm import Model
from storage.database import Database

TOKEN = "123456789:" + "AbCdEf-_" * 4


@pytest.fixture(autouse=True)
def _restore() -> object:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = before, level
    structlog.reset_defaults()


def test_a_token_is_redacted_wherever_it_stands(capsys: pytest.CaptureFixture[str]) -> None:
    """In our lines, in other libraries' lines and in tracebacks the token is replaced."""
    configure("debug", secrets=["short:secret"])
    structlog.get_logger("x").info("hello", url=f"https://api/bot{TOKEN}/getMe")
    logging.getLogger("other").warning("calling %s", TOKEN)
    try:
        raise ValueError(f"bad {TOKEN} and short:secret")
    except ValueError:
        structlog.get_logger("x").exception("failed")
        logging.getLogger("other").exception("failed")
    lines = capsys.readouterr().err
    assert "hello" in lines
    assert "ValueError" in lines
    assert TOKEN not in lines
    assert "short:secret" not in lines


KEYS = ["sk-model/0123+=", "quo\"ted\\and'so", "<key>&co"]


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("json_lines", [True, False])
def test_the_models_key_is_redacted_however_it_was_quoted(
    key: str, json_lines: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    """As it is, within a header's repr, in an address, in a traceback, in lines of text and of JSON."""
    configure("debug", json_lines=json_lines, secrets=[TOKEN, key])
    said = structlog.get_logger("x")
    said.info("asked", header=f"Bearer {key}", headers={"Authorization": f"Bearer {key}"}, parts=[key])
    said.info("asked", url=f"https://api.example/?key={quote(key)}&again={quote(key, safe='')}")
    logging.getLogger("other").warning("%r %s", {"key": key, "token": TOKEN}, key)
    try:
        raise ValueError({"key": key})
    except ValueError:
        said.exception("failed")
    lines = capsys.readouterr().err
    assert lines.count("asked") == 2
    assert "<secret>" in lines
    for spelled in (key, json.dumps(key)[1:-1], repr(key)[1:-1], quote(key), quote(key, safe=""), TOKEN):
        assert spelled not in lines
    if json_lines:
        assert all(json.loads(line)["event"] for line in lines.splitlines())


def test_what_is_redacted_without_naming_it_is_what_the_log_knows() -> None:
    """A traceback on the terminal hides the same secrets as the log; a word too short is no secret."""
    configure("info", secrets=["sk-model-key", "no"])
    assert redact("nothing but sk-model-key") == "nothing but <secret>"


def test_no_secret_is_in_the_text_of_an_object_that_holds_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Settings, the translator and the client of the model are printed without the token and the key."""
    monkeypatch.setenv("VIGIL_TELEGRAM__TOKEN", TOKEN)
    monkeypatch.setenv("VIGIL_LLM__API_KEY", "sk-model-key")
    found = load(tmp_path)
    key = found.llm_key()
    model = Model("http://127.0.0.1:9/v1", "m", key=key, timeout=1, reserve=_yes)
    translator = Translator(Database(f"sqlite:///{tmp_path}/vigil.db"), found.llm, key, _now)
    shown = f"{found!r} {found} {found.llm!r} {found.telegram!r} {model!r} {translator!r} {describe_all()}"
    assert (found.token(), key) == (TOKEN, "sk-model-key")
    assert TOKEN not in shown
    assert "sk-model-key" not in shown


async def _yes() -> bool:
    return True


def _now() -> datetime:
    return datetime(2026, 11, 2, tzinfo=UTC)


def describe_all() -> str:
    return str(list(describe()))


def test_subscribers_are_dropped_from_lines(capsys: pytest.CaptureFixture[str]) -> None:
    """Fields that would name a person do not appear, whoever passes them."""
    configure("info", json_lines=True)
    structlog.get_logger("x").info("sent", chat_id=424242, username="somebody", delivery=7)
    line = json.loads(capsys.readouterr().err)
    assert line["delivery"] == 7
    assert "424242" not in json.dumps(line)
    assert "somebody" not in json.dumps(line)


@pytest.mark.parametrize("name", ["httpx", "httpcore", "telegram", "telegram.ext"])
def test_libraries_that_log_addresses_are_quiet(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What httpx says of every request (the address holds the token) is not said at all."""
    configure("debug")
    logging.getLogger(name).info("HTTP Request: POST ...")
    assert capsys.readouterr().err == ""


def test_redact_leaves_ordinary_text_alone() -> None:
    """Times, ids and addresses are not tokens."""
    text = "12:30 feed 17: https://example.org/a:b 2026-11-23T10:00:00"
    assert redact(text) == text


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("a\x1b[31mred\x1b]0;title\x07", "a[31mred]0;title"),
        ("one\ttwo\nthree", "one\ttwo\nthree"),
        ("csi \x9b2J, bell \x07, return \r", "csi 2J, bell , return "),
        ("gpj.\u202eexe\u2066 \ud800", "gpj.exe "),
        ("Чечня — ёлка 🔥", "Чечня — ёлка 🔥"),
    ],
)
def test_nothing_that_commands_a_terminal_is_printable(text: str, left: str) -> None:
    """Control characters, direction marks and half characters go; letters, lines and tabs stay."""
    assert printable(text) == left


def test_a_title_cannot_command_the_terminal_through_the_log(capsys: pytest.CaptureFixture[str]) -> None:
    """Neither as a value nor in the text of an error."""
    configure("debug")
    structlog.get_logger("x").info("read", title="a\x1b[2Jb\x9bc")
    try:
        raise ValueError("bad \x1b]0;x\x07")
    except ValueError:
        structlog.get_logger("x").exception("failed")
    shown = capsys.readouterr().err
    assert "read" in shown
    assert "bad" in shown
    assert not set(shown) & set("\x1b\x9b\x07")


@pytest.mark.parametrize(("level", "said"), [("debug", True), ("warning", True), ("error", False)])
def test_libraries_are_never_louder_than_the_level(
    level: str, said: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    """Loading dictionaries is not said at all; a warning is, where warnings are asked for."""
    configure(level)
    logging.getLogger("pymorphy3.opencorpora_dict.wrapper").info("Loading dictionaries from somewhere")
    logging.getLogger("aiohttp.client").warning("Unclosed session")
    shown = capsys.readouterr().err
    assert "Loading" not in shown
    assert ("Unclosed" in shown) is said


def log_of(error: Exception, text: str, name: str = "telegram.ext.Updater") -> None:
    """Log an error the way python-telegram-bot does."""
    try:
        raise error
    except Exception:
        logging.getLogger(name).exception(text)


def test_a_network_that_is_down_is_no_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    """Stopping while Telegram is away is quiet, another such failure is a line, a mistake is told in full."""
    configure("info")
    log_of(
        TimedOut(), "Error while calling `get_updates` one more time to mark all fetched updates. Suppress"
    )
    assert capsys.readouterr().err == ""
    log_of(NetworkError("no route"), "Exception happened while polling")
    shown = capsys.readouterr().err
    assert "Exception happened" in shown
    assert "Traceback" not in shown
    for error, name in (
        (BadRequest("wrong"), "telegram.ext.Updater"),
        (NetworkError("gone"), "bot.delivery"),
    ):
        log_of(error, "failed", name)
        assert "Traceback" in capsys.readouterr().err
