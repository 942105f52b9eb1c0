"""The settings of one installation: `vigil.toml`, `.env` and the environment, checked as a whole.

The environment wins over `.env`, which wins over the file. A name nobody knows is an error that suggests
the nearest one: a misspelt setting that is silently ignored costs an alert.
"""

from __future__ import annotations

import difflib
import io
import os
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Self

from dotenv import dotenv_values
from dotenv.parser import parse_stream
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    model_validator,
)
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

PREFIX = "VIGIL_"
CONFIG_VARIABLE = "VIGIL_CONFIG"
DEFAULT_FILE = "vigil.toml"
_FROM_BOTFATHER = r"[0-9]+:[A-Za-z0-9_-]+"
_TOKEN_BYTES = 4096
"""A token file is one short line; a larger file is no token file."""
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


_ALIKE = 0.75
"""How like a setting's name must be to be offered for a misspelt one, from 0 to 1."""
_Key = tuple[str, str | None]
"""A setting as (group, name), or (name, None) outside the groups."""


class SettingsError(Exception):
    """The settings cannot be used; the text is one sentence that says which and what to write."""


def parse_duration(value: object) -> timedelta:
    """Read ``<n>s|m|h|d`` (such as ``90s`` or ``10m``) into a duration; ValueError says how to write it."""
    if isinstance(value, timedelta):
        return value
    found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([smhd])\s*", str(value))
    if not found:
        raise ValueError(f"{value!r} is not a duration: write a number and s, m, h or d, such as 10m")
    try:
        return timedelta(**{_UNITS[found[2]]: float(found[1])})
    except OverflowError:
        raise ValueError(f"{value!r} is longer than any duration Vigil can count") from None


Duration = Annotated[timedelta, BeforeValidator(parse_duration)]
PositiveDuration = Annotated[Duration, Field(gt=timedelta(0))]


class _Group(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class DatabaseSettings(_Group):
    """Where rows are kept."""

    url: str | None = Field(None, description="sqlite:///path or postgresql://...; unset: <data>/vigil.db")


class TelegramSettings(_Group):
    """How Vigil speaks to Telegram."""

    token: SecretStr | None = Field(None, description="the bot's token from @BotFather; unset: preview only")
    token_file: Path | None = Field(None, description="a file that holds the token, instead of the token")
    api_url: str = Field(
        "https://api.telegram.org",
        description="root of the Bot API, without /bot",
        pattern=r"^https?://[^/\s]+.*$",
    )
    per_second: float = Field(29.0, gt=0, le=30, description="messages a second over all chats")

    @model_validator(mode="after")
    def _blank_token_is_none(self) -> Self:
        if self.token is not None and not self.token.get_secret_value().strip():
            object.__setattr__(self, "token", None)
        return self


class PollingSettings(_Group):
    """How feeds are read."""

    interval: PositiveDuration = Field(timedelta(minutes=10), description="how often a feed is polled")
    min_interval: PositiveDuration = Field(timedelta(minutes=5), description="never more often than this")
    starter_feeds: bool = Field(True, description="import the bundled list into an empty database")
    allow_private_hosts: bool = Field(
        False, description="let feeds point at private addresses and any port; for tests and intranets"
    )
    timeout: PositiveDuration = Field(
        timedelta(seconds=30), description="for one request, all redirects included"
    )
    max_bytes: int = Field(8 * 2**20, gt=1024, description="largest feed document, in bytes")
    concurrency: int = Field(16, gt=0, le=256, description="requests under way at once")

    @model_validator(mode="after")
    def _interval_can_be_kept(self) -> Self:
        if self.interval < self.min_interval:
            raise ValueError(
                f"interval ({show(self.interval)}) is shorter than min_interval ({show(self.min_interval)}): "
                "lengthen the one or shorten the other"
            )
        return self


class PrivacySettings(_Group):
    """How readers' secrets are kept."""

    key_file: Path = Field(
        Path("~/.config/vigil/keys"),
        description="the key of the encrypted columns (0600), outside the data folder",
    )


class StorySettings(_Group):
    """When two reports are one story."""

    window: PositiveDuration = Field(timedelta(hours=72), description="how long a story takes in new reports")


class LogSettings(_Group):
    """What Vigil says of itself, on stderr."""

    level: str = Field(
        "info", pattern="^(debug|info|warning|error)$", description="debug, info, warning or error"
    )
    json_lines: bool = Field(False, description="one JSON object a line instead of text")


class Settings(BaseSettings):
    """Everything an operator can set; frozen."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_nested_delimiter="__", extra="ignore", frozen=True, env_ignore_empty=True
    )

    data_dir: Path = Field(Path("data"), description="where the database, exports and evidence lie")
    database: DatabaseSettings = Field(default_factory=DatabaseSettings)
    telegram: TelegramSettings = Field(default_factory=TelegramSettings)
    polling: PollingSettings = Field(default_factory=PollingSettings)
    privacy: PrivacySettings = Field(default_factory=PrivacySettings)
    stories: StorySettings = Field(default_factory=StorySettings)
    log: LogSettings = Field(default_factory=LogSettings)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Put the environment before `.env`, and both before the file, which arrives as init values."""
        del settings_cls, file_secret_settings
        return env_settings, dotenv_settings, init_settings

    @property
    def database_url(self) -> str:
        """The URL in use, with the default filled in."""
        return self.database.url or f"sqlite:///{self.data_dir / 'vigil.db'}"

    @property
    def key_path(self) -> Path:
        """The key file with ``~`` expanded."""
        return self.privacy.key_file.expanduser()

    def token(self) -> str | None:
        """Return the bot token, from the setting or its file; None when neither is set.

        Raises SettingsError, without repeating it, when what is set has not the shape of a token.
        """
        if self.telegram.token is not None:
            return _token(self.telegram.token.get_secret_value(), "The setting telegram.token")
        if self.telegram.token_file is None:
            return None
        path = self.telegram.token_file.expanduser()
        try:
            with path.open("rb") as file:
                text = file.read(_TOKEN_BYTES).decode("utf-8-sig", "replace")
        except OSError as error:
            raise SettingsError(f"The token file {path} cannot be read: {error.strerror}.") from None
        return _token(text, f"The token file {path}")


def load(folder: Path | None = None) -> Settings:
    """Read the settings of `folder` (default: the working folder) and of the environment.

    Raises SettingsError, whose text names the setting and what is wrong; it never repeats a secret.
    """
    folder = folder or Path.cwd()
    values = _read_file(os.environ, folder)
    dotenv = folder / ".env"
    _refuse_unknown(_variables(os.environ), "environment")
    if dotenv.is_file():
        _refuse_unknown(_variables(_read_dotenv(dotenv)), str(dotenv.name))
    try:
        return Settings(_env_file=dotenv, _env_file_encoding="utf-8-sig", **values)
    except ValidationError as error:
        raise SettingsError("\n".join(_explain(error))) from None


def describe() -> Iterator[tuple[str, str, str]]:
    """Yield every setting as (dotted name, default, meaning), in the order of the groups."""
    for name, info in Settings.model_fields.items():
        group = info.annotation
        if isinstance(group, type) and issubclass(group, _Group):
            for inner, detail in group.model_fields.items():
                yield f"{name}.{inner}", show(detail.default), detail.description or ""
        else:
            yield name, show(info.default), info.description or ""


def show(value: object) -> str:
    """Write a value the way a person would type it; secrets as ``(set)``."""
    if isinstance(value, SecretStr):
        return "(set)"
    if isinstance(value, timedelta):
        seconds = value.total_seconds()
        for unit, size in (("d", 86400), ("h", 3600), ("m", 60)):
            if seconds >= size and seconds % size == 0:
                return f"{seconds / size:g}{unit}"
        return f"{seconds:g}s"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:g}"
    return "" if value is None else re.sub(r"(://[^:/@\s]+):[^@\s]+@", r"\1:(set)@", str(value))


def _read_file(environ: Mapping[str, str], folder: Path) -> dict[str, Any]:
    named = environ.get(CONFIG_VARIABLE)
    path = Path(named).expanduser() if named else folder / DEFAULT_FILE
    if not named and not path.exists():
        return {}
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"The settings file {path} cannot be read: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"The settings file {path} is not valid TOML: {error}.") from None
    names = {
        (group, name)
        for group, inner in values.items()
        for name in (inner if isinstance(inner, dict) else (None,))
    }
    _refuse_unknown({(g, n): f"{g}.{n}" if n else g for g, n in names}, str(path.name))
    return values


def _read_dotenv(path: Path) -> dict[str, str | None]:
    """Read `.env`; SettingsError for a line that the library would skip with a warning."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise SettingsError(f"The file {path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise SettingsError(f"The file {path} is not UTF-8 text.") from None
    for binding in parse_stream(io.StringIO(text)):
        if binding.error:
            written = binding.original.string
            line = binding.original.line + written[: len(written) - len(written.lstrip())].count("\n")
            raise SettingsError(
                f"Line {line} of {path.name} cannot be read: write NAME=value, and close every quote."
            )
    values = dotenv_values(stream=io.StringIO(text))
    for name, value in values.items():
        if value is None and name.upper().startswith(PREFIX):
            raise SettingsError(f"The name {name} in {path.name} has no value: write {name}=value.")
    return values


def _token(text: str, where: str) -> str | None:
    """Return the token in `text`, None when it is blank; SettingsError when it cannot be one."""
    text = text.strip()
    if text and not re.fullmatch(_FROM_BOTFATHER, text):
        raise SettingsError(
            f"{where} does not hold a bot token: it is one line from @BotFather, such as 123456:ABC..."
        )
    return text or None


def _variables(environ: Mapping[str, str | None]) -> dict[_Key, str]:
    found: dict[_Key, str] = {}
    for variable in environ:
        if variable.upper().startswith(PREFIX) and variable.upper() != CONFIG_VARIABLE:
            group, _, name = variable[len(PREFIX) :].lower().partition("__")
            found[group, name or None] = variable
    return found


def _known() -> dict[_Key, str]:
    return {
        (group, name or None): f"{PREFIX}{dotted.replace('.', '__').upper()}"
        for dotted, _, _ in describe()
        for group, _, name in [dotted.partition(".")]
    }


def _refuse_unknown(given: Mapping[_Key, str], where: str) -> None:
    known = _known()
    from_file = where not in {"environment", ".env"}
    for key, written in sorted(given.items(), key=lambda item: item[1]):
        if key in known:
            continue
        near = _nearest(key, list(known))
        hint = f" Did you mean {_dotted(near) if from_file else known[near]}?" if near else ""
        raise SettingsError(f"There is no setting {written} ({where}).{hint}")


def _nearest(key: _Key, known: Sequence[_Key]) -> _Key | None:
    """Return the setting that `key` is probably a slip for: one spelled alike, or named so in a group."""
    group, name = key
    if name and any(group == other for other, _ in known):  # the group is right: it must not count as alike
        names = {other_name: (group, other_name) for other, other_name in known if other == group}
        near = difflib.get_close_matches(name, [one for one in names if one], n=1, cutoff=_ALIKE)
        if near:
            return names[near[0]]
    else:
        spelled = {_dotted(one): one for one in known}
        near = difflib.get_close_matches(_dotted(key), spelled, n=1, cutoff=_ALIKE)
        if near:
            return spelled[near[0]]
    namesakes = [one for one in known if one[1] and one[1] == (name or group)]
    return namesakes[0] if len(namesakes) == 1 else None


def _dotted(key: _Key) -> str:
    group, name = key
    return f"{group}.{name}" if name else group


def _explain(error: ValidationError) -> Iterator[str]:
    for problem in error.errors(include_url=False, include_input=False):
        dotted = ".".join(str(part) for part in problem["loc"])
        yield f"The setting {dotted} is wrong: {problem['msg'].removeprefix('Value error, ')}."
