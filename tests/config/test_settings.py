"""Settings come from three places in order, and a wrong one is a sentence, never a silence."""

from datetime import timedelta
from pathlib import Path

import pytest

from config.groups import parse_duration, show
from config.settings import SettingsError, describe, load


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    for name in list(os.environ):
        if name.startswith("VIGIL_"):
            monkeypatch.delenv(name)


def test_the_environment_wins_over_dotenv_and_dotenv_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each place overrides the one before, name by name."""
    (tmp_path / "vigil.toml").write_text('[polling]\ninterval = "7m"\nmin_interval = "3m"\ntimeout = "9s"\n')
    (tmp_path / ".env").write_text("VIGIL_POLLING__MIN_INTERVAL=2m\nVIGIL_POLLING__TIMEOUT=8s\nOTHER=x\n")
    monkeypatch.setenv("VIGIL_POLLING__TIMEOUT", "5s")
    polling = load(tmp_path).polling
    assert (polling.interval, polling.min_interval, polling.timeout) == (
        timedelta(minutes=7),
        timedelta(minutes=2),
        timedelta(seconds=5),
    )


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("VIGIL_POLING__INTERVAL", "VIGIL_POLLING__INTERVAL"),
        ("VIGIL_POLLING__INTERVL", "VIGIL_POLLING__INTERVAL"),
        ("VIGIL_DATADIR", "VIGIL_DATA_DIR"),
        ("VIGIL_TELEGRAM_TOKEN", "VIGIL_TELEGRAM__TOKEN"),
        ("vigil_polling__intervall", "VIGIL_POLLING__INTERVAL"),
    ],
)
def test_an_unknown_variable_is_refused_with_the_nearest_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, hint: str
) -> None:
    """A misspelt variable is named, with what was probably meant."""
    monkeypatch.setenv(name, "1")
    with pytest.raises(SettingsError, match=name) as caught:
        load(tmp_path)
    assert f"Did you mean {hint}?" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[polling]\nintervall = "7m"', ("polling.intervall", "polling.interval")),
        ('[poling]\ninterval = "7m"', ("poling.interval", "polling.interval")),
        ("[polling", ("not valid TOML",)),
        ('[polling]\ninterval = "soon"', ("polling.interval", "such as 10m")),
        ('[polling]\ninterval = "0s"', ("polling.interval",)),
        ('[telegram]\napi_url = "ftp://x"', ("telegram.api_url",)),
    ],
)
def test_a_wrong_file_is_explained(tmp_path: Path, text: str, words: tuple[str, ...]) -> None:
    """What is wrong in the file is said by name, with what to write."""
    (tmp_path / "vigil.toml").write_text(text)
    with pytest.raises(SettingsError) as caught:
        load(tmp_path)
    assert all(word in str(caught.value) for word in words)


def test_a_named_file_must_exist(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """VIGIL_CONFIG that points nowhere is an error, not an empty file."""
    monkeypatch.setenv("VIGIL_CONFIG", str(tmp_path / "none.toml"))
    with pytest.raises(SettingsError, match="cannot be read"):
        load(tmp_path)


def test_the_token_may_lie_in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A token file is read without its line end; an absent one is an error."""
    monkeypatch.setenv("VIGIL_TELEGRAM__TOKEN_FILE", str(tmp_path / "token"))
    with pytest.raises(SettingsError, match="token file"):
        load(tmp_path).token()
    (tmp_path / "token").write_text("1:abc\n")
    assert load(tmp_path).token() == "1:abc"


def test_a_blank_token_is_no_token(tmp_path: Path) -> None:
    """An empty line in .env means the preview, not an error."""
    (tmp_path / ".env").write_text("VIGIL_TELEGRAM__TOKEN=\n")
    assert load(tmp_path).token() is None


def test_no_secret_shows_in_any_form(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the settings' text form nor what `show` prints holds the token or a database password."""
    monkeypatch.setenv("VIGIL_TELEGRAM__TOKEN", "123456:" + "s" * 30)
    monkeypatch.setenv("VIGIL_DATABASE__URL", "postgresql://vigil:hunter2@db/vigil")
    settings = load(tmp_path)
    shown = f"{settings!r} {settings} {show(settings.telegram.token)} {show(settings.database.url)}"
    assert "s" * 30 not in shown
    assert "hunter2" not in show(settings.database.url)


@pytest.mark.parametrize(
    ("text", "seconds"), [("90s", 90), ("10m", 600), ("72h", 259200), ("7d", 604800), (" 1.5h ", 5400)]
)
def test_a_duration_is_a_number_and_a_unit(text: str, seconds: int) -> None:
    """Durations read as people write them, and are shown as they would be typed."""
    assert parse_duration(text).total_seconds() == seconds
    assert parse_duration(show(parse_duration(text))) == parse_duration(text)


@pytest.mark.parametrize("text", ["", "10", "m", "10 minutes", "-5m", "1e3s", "9" * 400 + "d", "10w"])
def test_what_is_no_duration_says_how_to_write_one(text: str) -> None:
    """Anything else is a ValueError, however long."""
    with pytest.raises(ValueError, match=r"10m|longer than"):
        parse_duration(text)


def test_every_setting_has_a_meaning() -> None:
    """Nothing can be set that is not described."""
    assert all(meaning for _, _, meaning in describe())


def test_the_readme_lists_every_setting_with_its_default() -> None:
    """The table of settings in the README is complete and true."""
    readme = (Path(__file__).parent.parent.parent / "README.md").read_text(encoding="utf-8")
    rows = {
        line.split("|")[1].strip(" `"): line.split("|")[2].strip(" `")
        for line in readme.splitlines()
        if "| `VIGIL_" in line
    }
    for name, default, _ in describe():
        variable = "VIGIL_" + name.replace(".", "__").upper()
        assert variable in rows, variable
        if default:
            assert rows[variable] == default, variable


@pytest.mark.parametrize(
    "written",
    ["has space", "x", ":abc", "123:", "123:abc\nsecond line", "https://t.me/bot", "12З:abc", "1:а"],
)
def test_what_is_no_token_is_refused_and_not_repeated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: str
) -> None:
    """A token that cannot be one is an error, from the setting and from a file; its text is told nobody."""
    (tmp_path / "token").write_text(written, encoding="utf-8")
    for name, value in (("TOKEN", written), ("TOKEN_FILE", str(tmp_path / "token"))):
        with monkeypatch.context() as patch:
            patch.setenv(f"VIGIL_TELEGRAM__{name}", value)
            with pytest.raises(SettingsError, match="does not hold a bot token") as caught:
                load(tmp_path).token()
            assert written not in str(caught.value).replace(str(tmp_path), "").replace("123456:ABC", "")


def test_a_whole_file_is_no_token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a file without an end only the beginning is read."""
    monkeypatch.setenv("VIGIL_TELEGRAM__TOKEN_FILE", "/dev/zero")
    with pytest.raises(SettingsError, match="does not hold a bot token"):
        load(tmp_path).token()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'A=1\nVIGIL_TELEGRAM__TOKEN="1:abc\n', "Line 2"),
        (b"VIGIL_TELEGRAM__TOKEN='1:abc\nA=1\n", "Line 1"),
        (b"\n\n# token\nmy token is 1:abc\n", "Line 4"),
        (b"VIGIL_TELEGRAM__TOKEN\n", "has no value"),
        (b"VIGIL_TELEGRAM__TOKEN=\xff\xfe\n", "not UTF-8"),
    ],
)
def test_a_broken_dotenv_is_an_error(tmp_path: Path, content: bytes, words: str) -> None:
    """A line that cannot be read is named and not skipped; what it holds is not repeated."""
    (tmp_path / ".env").write_bytes(content)
    with pytest.raises(SettingsError, match=words) as caught:
        load(tmp_path)
    assert "1:abc" not in str(caught.value)


def test_a_dotenv_saved_with_a_mark_is_read(tmp_path: Path) -> None:
    """Some editors begin a file with a byte order mark."""
    (tmp_path / ".env").write_bytes(b"\xef\xbb\xbfVIGIL_TELEGRAM__TOKEN=1:abc\n")
    assert load(tmp_path).token() == "1:abc"


def test_an_interval_that_would_not_be_kept_is_an_error(tmp_path: Path) -> None:
    """Polling more often than is allowed is said, with both values, instead of silently slowed down."""
    (tmp_path / "vigil.toml").write_text('[polling]\ninterval = "2m"\n')
    with pytest.raises(SettingsError, match=r"interval \(2m\) is shorter than min_interval \(5m\)"):
        load(tmp_path)
    (tmp_path / "vigil.toml").write_text('[polling]\ninterval = "2m"\nmin_interval = "2m"\n')
    assert load(tmp_path).polling.interval == timedelta(minutes=2)


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("VIGIL_TOKEN", " Did you mean VIGIL_TELEGRAM__TOKEN?"),
        ("VIGIL_KEY_FILE", " Did you mean VIGIL_PRIVACY__KEY_FILE?"),
        ("VIGIL_NONSENSE", ""),
        ("VIGIL_TELEGRAM__CHAT", ""),
        ("VIGIL_LOG__COLOUR", ""),
    ],
)
def test_only_a_near_name_is_suggested(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, hint: str
) -> None:
    """A name that is like none gets no suggestion."""
    monkeypatch.setenv(name, "1")
    with pytest.raises(SettingsError) as caught:
        load(tmp_path)
    assert str(caught.value) == f"There is no setting {name} (environment).{hint}"
