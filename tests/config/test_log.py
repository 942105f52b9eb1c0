"""Neither a secret nor a subscriber ever reaches a log line."""

import json
import logging

import pytest
import structlog

from config.log import configure, redact

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
    configure("debug", secret="short:secret")
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
