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
from pathlib import Path
from typing import Any

from dotenv import dotenv_values
from dotenv.parser import parse_stream
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from config.groups import (
    ArticlesSettings,
    DatabaseSettings,
    DeliverySettings,
    DigestSettings,
    Group,
    LlmSettings,
    LogSettings,
    PollingSettings,
    PrivacySettings,
    StorySettings,
    TelegramSettings,
    show,
)

PREFIX = "VIGIL_"
CONFIG_VARIABLE = "VIGIL_CONFIG"
DEFAULT_FILE = "vigil.toml"
_FROM_BOTFATHER = r"[0-9]+:[A-Za-z0-9_-]+"
_TOKEN_BYTES = 4096
"""A token file is one short line; a larger file is no token file."""
_ALIKE = 0.75
"""How like a setting's name must be to be offered for a misspelt one, from 0 to 1."""
_Key = tuple[str, str | None]
"""A setting as (group, name), or (name, None) outside the groups."""


class SettingsError(Exception):
    """The settings cannot be used; the text is one sentence that says which and what to write."""


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
    delivery: DeliverySettings = Field(default_factory=DeliverySettings)
    digest: DigestSettings = Field(default_factory=DigestSettings)
    llm: LlmSettings = Field(default_factory=LlmSettings)
    articles: ArticlesSettings = Field(default_factory=ArticlesSettings)
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
        return _token(*_secret(self.telegram.token, self.telegram.token_file, "telegram.token"))

    def llm_key(self) -> str | None:
        """Return the model's API key likewise; SettingsError when it cannot be sent in a header."""
        text, where = _secret(self.llm.api_key, self.llm.api_key_file, "llm.api_key")
        if not re.fullmatch(r"[!-~]*", text.strip()):
            raise SettingsError(f"{where} does not hold an API key: it is one word of ASCII.")
        return text.strip() or None


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
        if isinstance(group, type) and issubclass(group, Group):
            for inner, detail in group.model_fields.items():
                yield f"{name}.{inner}", show(detail.default), detail.description or ""
        else:
            yield name, show(info.default), info.description or ""


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


def _secret(given: SecretStr | None, file: Path | None, name: str) -> tuple[str, str]:
    """Return a secret (empty: none is set) and where it is from; SettingsError for an unreadable file."""
    if given is not None or file is None:
        return given.get_secret_value() if given else "", f"The setting {name}"
    where = f"The {name.rpartition('_')[2].rpartition('.')[2]} file {file.expanduser()}"
    try:
        with file.expanduser().open("rb") as opened:
            return opened.read(_TOKEN_BYTES).decode("utf-8-sig", "replace"), where
    except OSError as error:
        raise SettingsError(f"{where} cannot be read: {error.strerror}.") from None


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
