"""Has the summaries of fresh alerts translated by the optional model, beside everything else that runs.

    who reads what? (languages, counted) -> not asked yet -> same text known? -> ask -> check -> remember

Alerts never wait for it. Off without a URL: nothing is imported, read or sent then. One entry and language is
asked once; what is refused stays refused.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

import structlog
from sqlmodel import Session

from config.groups import LlmSettings
from storage.database import Database
from storage.translation import (
    ModelHealth,
    ToTranslate,
    known_answer,
    model_health,
    remember,
    reserve,
    spend,
    to_translate,
    wanted_languages,
)

if TYPE_CHECKING:
    from feeds.story.llm import Model

log = structlog.get_logger(__name__)

FRESH = timedelta(days=1)
"""Alerts older than this are read already."""
BATCH = 20
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=1)
TRIES = 3
"""How often one entry may fail before it is given up."""


@dataclass(slots=True)
class Translator:
    """Translates what is due; `translate_due` is the tick."""

    database: Database
    settings: LlmSettings
    key: str | None = field(repr=False)
    now: Callable[[], datetime]
    stopped: str = ""
    """Why nothing is asked any more, until the settings change."""
    _paused_until: datetime | None = None
    _failures: int = 0
    _tries: dict[tuple[int, str], int] = field(default_factory=dict)
    _day: date = date.min
    """Whose budget the last request was taken from; its answer may come after midnight."""

    async def translate_due(self) -> int:
        """Translate what fresh alerts and their readers ask for; returns how many texts were accepted."""
        if not self._may_ask():
            return 0
        todo = await self._todo()
        if not todo:
            return 0
        from feeds.story.llm import Model, ModelFailed, ModelRefuses, OutOfBudget

        accepted = 0
        async with Model(
            self.settings.url or "",
            self.settings.model,
            key=self.key,
            timeout=self.settings.timeout.total_seconds(),
            reserve=self._reserve,
        ) as model:
            for asked in todo:
                try:
                    accepted += await self._translate(model, asked)
                    self._failures = 0
                except OutOfBudget:
                    self._say_spent()
                    break
                except ModelRefuses as error:
                    self.stopped = error.reason
                    log.error("no translations until the settings change", reason=error.reason)
                    break
                except ModelFailed as error:
                    await self._failed(asked, error.reason, error.wait)
                    break
                except Exception as error:  # one report that trips us up must not keep the others waiting
                    log.exception("a translation went wrong", entry=asked.entry_id)
                    await self._failed(asked, f"an error of ours ({type(error).__name__})", None)
                    break
        return accepted

    def _may_ask(self) -> bool:
        if self.settings.url is None or self.stopped:
            return False
        return self._paused_until is None or self.now() >= self._paused_until

    async def _todo(self) -> list[ToTranslate]:
        chosen = {part.strip() for part in self.settings.languages.split(",")}
        languages = chosen & set(await self.database.read(wanted_languages))
        since = self.now() - FRESH
        return await self.database.read(
            to_translate, languages, model=self.settings.model, since=since, limit=BATCH
        )

    async def _translate(self, model: Model, asked: ToTranslate) -> bool:
        """Settle one entry and language; says whether there is a text to show."""
        text, reason = await self._answer(model, asked)
        await self.database.run(
            remember, asked, model=self.settings.model, now=self.now(), told=text, reason=reason
        )
        self._tries.pop((asked.entry_id, asked.lang), None)
        if not text:
            log.info("a translation was refused", entry=asked.entry_id, lang=asked.lang, reason=reason)
        return bool(text)

    async def _answer(self, model: Model, asked: ToTranslate) -> tuple[str, str]:
        """Return (text, reason): an accepted text, or nothing and why."""
        from feeds.story.faithful import check, instructs
        from feeds.story.llm import Asked, Misanswered, Task

        known = await self.database.read(known_answer, asked.source_hash, asked.lang, self.settings.model)
        if known is not None:
            return known
        if instructs(f"{asked.title}\n{asked.summary}"):
            return "", "instructs: the report speaks to a model"
        try:
            report = Asked(asked.title, asked.summary, asked.source_name)
            answer = await model.ask(Task.TRANSLATE, report, asked.lang)
        except Misanswered as error:
            await self.database.run(spend, self._day, tokens=error.tokens, failed=1)
            return "", error.reason
        await self.database.run(spend, self._day, tokens=answer.tokens)
        if bool(answer.headline) != bool(asked.title.strip()) or bool(answer.summary) != bool(
            asked.summary.strip()
        ):
            return "", "form: the headline or the summary is missing"
        if "\n" in answer.headline:
            return "", "form: the headline has several lines"
        text = f"{answer.headline}\n{answer.summary}".rstrip("\n")
        verdict = await asyncio.to_thread(check, asked.title, asked.summary, text, asked.lang)
        return (text, "") if verdict.ok else ("", "; ".join(verdict.reasons))

    async def _reserve(self) -> bool:
        limits = self.settings
        self._day = self.now().date()
        return await self.database.run(
            reserve, self._day, requests=limits.daily_requests, tokens=limits.daily_tokens
        )

    async def _failed(self, asked: ToTranslate, reason: str, wait: float | None) -> None:
        """Pause, longer each time; give an entry up that fails again and again."""
        now = self.now()
        await self.database.run(spend, self._day, failed=1)
        pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(self._failures, 8))
        self._paused_until = now + max(pause, timedelta(seconds=wait or 0))
        if not self._failures:
            log.warning("the model gave no answer; alerts go out without translations", reason=reason)
        self._failures += 1
        key = (asked.entry_id, asked.lang)
        self._tries[key] = self._tries.get(key, 0) + 1
        if self._tries[key] >= TRIES:
            del self._tries[key]
            await self.database.run(
                remember, asked, model=self.settings.model, now=now, reason=f"failed: {reason}"
            )

    def _say_spent(self) -> None:
        """Rest until the day ends, and say so once."""
        self._paused_until = datetime.combine(self._day + timedelta(days=1), time(), UTC)
        log.warning("the model's budget for today is spent", until=self._paused_until.isoformat())


def translation_health(session: Session, settings: LlmSettings, now: datetime) -> dict[str, int | str]:
    """Return how the model fares for a status page or `vigil doctor`, counts only; empty when it is off."""
    if settings.url is None:
        return {}
    found: ModelHealth = model_health(session, now.date(), now - FRESH)
    return {
        "requests today": found.spent.requests,
        "requests left": max(0, settings.daily_requests - found.spent.requests),
        "tokens left": max(0, settings.daily_tokens - found.spent.tokens),
        "failed today": found.spent.failed,
        "accepted": found.accepted,
        "refused": sum(found.refused.values()),
        **{f"refused for {kind}": count for kind, count in sorted(found.refused.items())},
    }
