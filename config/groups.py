"""The groups of settings, each with its names, defaults and meanings, and how durations are written."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Self
from zoneinfo import ZoneInfo

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    field_validator,
    model_validator,
)

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


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


class Group(BaseModel):
    """Settings that are written under one name."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class DatabaseSettings(Group):
    """Where rows are kept."""

    url: str | None = Field(None, description="sqlite:///path or postgresql://...; unset: <data>/vigil.db")


class TelegramSettings(Group):
    """How Vigil speaks to Telegram."""

    token: SecretStr | None = Field(None, description="the bot's token from @BotFather; unset: preview only")
    token_file: Path | None = Field(None, description="a file that holds the token, instead of the token")
    api_url: str = Field(
        "https://api.telegram.org",
        description="root of the Bot API, without /bot",
        pattern=r"^https?://[^/\s]+.*$",
    )
    per_second: float = Field(29.0, gt=0, le=30, description="messages a second over all chats")
    webhook_url: str | None = Field(
        None,
        description="public https address at which Telegram brings updates; unset: they are fetched",
        pattern=r"^https?://[^/\s@]+(/\S*)?$",
    )
    webhook_listen: str = Field(
        "127.0.0.1:8443",
        description="host and port at which Vigil itself listens for them, behind your TLS proxy",
        pattern=r"^\S+:\d{1,5}$",
    )

    @model_validator(mode="after")
    def _blank_token_is_none(self) -> Self:
        if self.token is not None and not self.token.get_secret_value().strip():
            object.__setattr__(self, "token", None)
        return self


class PollingSettings(Group):
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


class PrivacySettings(Group):
    """How readers' secrets are kept."""

    key_file: Path = Field(
        Path("~/.config/vigil/keys"),
        description="the key of the encrypted columns (0600), outside the data folder",
    )


class StorySettings(Group):
    """When two reports are one story."""

    window: PositiveDuration = Field(timedelta(hours=72), description="how long a story takes in new reports")


class DeliverySettings(Group):
    """When alerts come together, and which come too late."""

    flood_alerts: int = Field(
        20,
        gt=0,
        le=1000,
        description="so many alerts to one subscriber within flood_window; more are gathered",
    )
    flood_window: PositiveDuration = Field(timedelta(minutes=10), description="see flood_alerts")
    oldest: PositiveDuration = Field(
        timedelta(hours=24), description="what could not be told for longer is left to the digest"
    )


class DigestSettings(Group):
    """When the weekly digest is closed and sent."""

    day: str = Field(
        "monday",
        description="day on which a week's digest is closed and sent, in English",
        pattern="^(monday|tuesday|wednesday|thursday|friday|saturday|sunday)$",
    )
    hour: int = Field(8, ge=0, le=23, description="hour of that day")
    zone: str = Field("UTC", description="time zone of weeks, days and that hour, such as Europe/Berlin")
    review: bool = Field(
        False,
        description="moderators look at a digest first; 12 hours after they were told it goes out as it is",
    )

    @field_validator("zone")
    @classmethod
    def _zone_is_known(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError):
            raise ValueError(f"{value!r} is not a time zone: write one such as Europe/Berlin") from None
        return value


class LlmSettings(Group):
    """An optional model that translates summaries; it sees published text and nothing else."""

    url: str | None = Field(
        None, description="root of an OpenAI-compatible API", pattern=r"^https?://[^/\s@]\S+$"
    )
    api_key: SecretStr | None = Field(None, description="the key of the API, where it wants one")
    api_key_file: Path | None = Field(None, description="a file that holds the key, instead of the key")
    model: str = Field("", description="the model's name as the API knows it", max_length=200)
    daily_requests: int = Field(200, ge=0, description="requests a day (UTC) at most, failures included")
    daily_tokens: int = Field(400_000, ge=0, description="tokens a day (UTC), as the API counts them")
    timeout: PositiveDuration = Field(timedelta(seconds=60), description="for one request")
    languages: str = Field(
        "en,ru", description="languages to translate into", pattern="^(en|ru)(, *(en|ru))*$"
    )

    @model_validator(mode="after")
    def _can_be_asked(self) -> Self:
        if self.url is not None and not self.model.strip():
            raise ValueError("url is set and model is not: name the model to ask")
        return self


class ArticlesSettings(Group):
    """How article pages are read, for feeds that are set to it."""

    timeout: PositiveDuration = Field(timedelta(seconds=10), description="for one page, redirects included")
    deadline: PositiveDuration = Field(
        timedelta(seconds=20), description="how long an alert waits for its article's page"
    )
    max_bytes: int = Field(4 * 2**20, gt=1024, description="largest article page, in bytes")
    per_host_delay: PositiveDuration = Field(
        timedelta(seconds=2), description="pause between two pages of one site; a site may ask for more"
    )
    looks_per_hour: int = Field(
        20, ge=0, le=1000, description="alerted pages looked at again each hour; 0: removals go unnoticed"
    )


class LogSettings(Group):
    """What Vigil says of itself, on stderr."""

    level: str = Field(
        "info", pattern="^(debug|info|warning|error)$", description="debug, info, warning or error"
    )
    json_lines: bool = Field(False, description="one JSON object a line instead of text")
