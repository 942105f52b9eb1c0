"""How Vigil fares, for whoever asks; and what is said when something of its own goes wrong."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlmodel import Session
from telegram import Update
from telegram.error import TelegramError
from telegram.ext import ContextTypes

from bot.breaker import REASON
from bot.handlers.visit import Run, Visit, chosen_texts
from bot.i18n import Texts, texts_for
from bot.messages.help import render_busy, render_trouble
from bot.messages.lists import Status, render_status
from bot.services import Services
from bot.translations import translation_health
from bot.wishes import zone_of
from config.groups import LlmSettings
from storage.errors import DatabaseProblem
from storage.feed import GONE_SHOWN, FeedState, gone_feeds, list_feeds, troubled_feeds
from storage.health import settled_since
from storage.outbox import DeliveryState, count_deliveries
from storage.story import stories_between
from storage.subscriber import Role, Subscriber, SubscriberState, count_subscribers
from storage.waiting import count_waiting_for

log = structlog.get_logger(__name__)

ErrorCallback = Callable[[object, ContextTypes.DEFAULT_TYPE], Coroutine[Any, Any, None]]
_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
_MANY = 10_000


async def status(visit: Visit, subscriber: Subscriber) -> None:
    """Answer /status."""
    found = await visit.services.database.read(read_status, visit.services.now(), visit.services.settings.llm)
    zone = zone_of(subscriber.preferences.zone)
    await visit.answer(render_status(found, subscriber.role, visit.texts, zone))


def read_status(session: Session, now: datetime, llm: LlmSettings) -> Status:
    """Gather how Vigil fares."""
    feeds = list_feeds(session, state=FeedState.ACTIVE)
    people: dict[Role, int] = {}
    for role, state, count in count_subscribers(session):
        if state != SubscriberState.GONE:
            people[Role(role)] = people.get(Role(role), 0) + count
    return Status(
        last_poll=max((feed.last_poll for feed in feeds if feed.last_poll), default=None),
        feeds=len(feeds),
        troubled=troubled_feeds(session, limit=_MANY),
        gone=gone_feeds(session, now - GONE_SHOWN),
        stories=len(stories_between(session, now - _WEEK, now + _DAY)),
        waiting=count_deliveries(session).get(DeliveryState.PENDING, 0),
        people=people,
        settled=settled_since(session, now - _DAY),
        held=count_waiting_for(session, REASON),
        model=translation_health(session, llm, now),
    )


def on_error(services: Services) -> ErrorCallback:
    """Return the callback that answers for every handler that failed; no chat and no text is logged."""

    async def callback(update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        error = context.error
        log.error("a handler failed", error=type(error).__name__, where=_where(error))
        if (
            not isinstance(update, Update)
            or update.effective_chat is None
            or isinstance(error, TelegramError)
        ):
            return
        texts = await _language(services, update)
        busy = isinstance(error, DatabaseProblem)
        await services.gateway.answer(
            update.effective_chat.id, render_busy(texts) if busy else render_trouble(texts)
        )

    return callback


async def _language(services: Services, update: Update) -> Texts:
    """Return the texts a chat chose, or those of the person's Telegram where the database cannot be asked."""
    user, chat = update.effective_user, update.effective_chat
    try:
        return await chosen_texts(services, chat.id if chat else 0, user.language_code if user else None)
    except DatabaseProblem:
        return texts_for(user.language_code if user else None)


def _where(error: BaseException | None) -> str:
    """Return the place of our own code that failed. An error's text is left out: it may quote a person."""
    frames = traceback.extract_tb(error.__traceback__) if error is not None else []
    ours = [frame for frame in frames if "site-packages" not in frame.filename]
    return f"{ours[-1].name}:{ours[-1].lineno}" if ours else ""


COMMANDS: dict[str, Run] = {"status": status}
