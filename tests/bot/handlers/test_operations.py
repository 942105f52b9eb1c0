"""Whoever asks learns whether all is well; a failure is answered politely and logged without people."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from bot.handlers import operations
from config.groups import LlmSettings
from config.settings import Settings
from storage.errors import DatabaseProblem
from storage.feed import PollResult, add_feed, settle_poll
from storage.outbox import Delivery, DeliveryState
from storage.story import Alert
from storage.subscriber import Role, SubscriberRow
from tests.bot.conversation import MODERATOR, READER, Conversation


async def test_status_tells_a_reader_that_all_is_well(talk: Conversation) -> None:
    """When the feeds were read, how many are fine, how many stories this week."""
    talk.publish("A story about Velsky")
    _polled(talk, "Harbour News", ok=True)
    _polled(talk, "Broken Post", ok=False)
    await talk.joined(READER)
    (answer,) = await talk.say(READER, "/status")
    assert answer.splitlines() == [
        "Last look at the feeds: 5 Mar 2026, 09:30 UTC.",
        "2 feeds are read without trouble.",
        "1 feed is in trouble.",
        "1 story in the last seven days.",
    ]


async def test_status_tells_a_moderator_what_is_wrong(talk: Conversation) -> None:
    """Troubled feeds with their reasons, waiting messages, and people as numbers."""
    _polled(talk, "Broken Post", ok=False)
    await talk.joined(READER)
    await talk.joined(MODERATOR, Role.MODERATOR, lang="ru")
    (answer,) = await talk.say(MODERATOR, "/status")
    assert "1. Broken Post – не отвечает (нет такой страницы, ошибка 404)" in answer
    assert "Сообщений в очереди нет." in answer
    assert "Подписчики: 1 читатель, 1 модератор." in answer


@pytest.mark.parametrize(
    ("role", "lang", "said"),
    [
        (
            Role.MODERATOR,
            "en",
            [
                "1 message of the last 24 hours may not have arrived.",
                "1 message of the last 24 hours was refused by Telegram.",
                "Translations today: 0 accepted, 0 refused, 0 failed, 7 more allowed.",
            ],
        ),
        (
            Role.MODERATOR,
            "ru",
            [
                "1 сообщение за последние сутки могло не дойти.",
                "1 сообщение за последние сутки Telegram не принял.",
                "Переводы за сегодня: принято 0, отклонено 0, не удалось 0, осталось запросов 7.",
            ],
        ),
        (Role.READER, "en", []),
    ],
)
async def test_status_tells_moderators_what_did_not_arrive_and_of_the_model(
    talk: Conversation, role: Role, lang: str, said: list[str]
) -> None:
    """Only of the last day, only while there is something to tell, and only to those who run it."""
    talk.services.settings = Settings(
        llm=LlmSettings(url="http://127.0.0.1:9/v1", model="m", daily_requests=7)
    )
    await talk.joined(MODERATOR, role, lang=lang)
    for state in (DeliveryState.UNKNOWN, DeliveryState.FAILED, DeliveryState.SENT):
        _ended(talk, state, talk.now)
    for state in (DeliveryState.UNKNOWN, DeliveryState.FAILED):
        _ended(talk, state, talk.now - timedelta(days=2))
    (answer,) = await talk.say(MODERATOR, "/status")
    ours = [line for line in answer.splitlines() if line in said]
    assert ours == said
    assert ("Telegram" in answer) is bool(said)
    talk.now += timedelta(days=1, minutes=1)
    talk.services.settings = Settings()
    (answer,) = await talk.say(MODERATOR, "/status")
    assert not set(said) & set(answer.splitlines())


async def test_why_offers_a_copy_of_the_page_to_moderators(talk: Conversation) -> None:
    """A reader sees the words, a moderator a button under them, too."""
    talk.publish("A story about Velsky")
    await talk.joined(READER)
    await talk.joined(MODERATOR, Role.MODERATOR)
    for person, buttons in ((READER, []), (MODERATOR, ["Keep a copy of the page"])):
        await talk.tap(person, "Why?")
        assert talk.last(person).startswith("Why this came")
        assert talk.buttons(person) == buttons


async def test_stories_of_last_month_are_not_this_weeks(talk: Conversation) -> None:
    """Seven days are counted from now."""
    talk.publish("A story about Velsky")
    talk.now += timedelta(days=8)
    await talk.joined(READER)
    assert "0 stories in the last seven days." in (await talk.say(READER, "/status"))[0]


@pytest.mark.parametrize(
    ("error", "lang", "answer"),
    [
        (DatabaseProblem("locked"), "en", "My memory is busy. Try again in a moment."),
        (DatabaseProblem("locked"), "ru", "Моя память занята. Попробуйте чуть позже."),
        (
            KeyError("secret words"),
            "en",
            "That went wrong on my side. It has been noted; please try again.",
        ),
    ],
)
async def test_a_failure_is_answered_and_logged_without_words(
    talk: Conversation,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    error: Exception,
    lang: str,
    answer: str,
) -> None:
    """The person gets a sentence; the log gets the kind of error and its place, nobody's words or number."""

    def broken(*_: object) -> None:
        raise error

    monkeypatch.setattr(operations, "read_status", broken)
    await talk.joined(READER, lang=lang)
    assert await talk.say(READER, "/status") == [answer]
    logged = "".join(capsys.readouterr())
    assert type(error).__name__ in logged
    assert str(READER) not in logged
    assert "secret words" not in logged


async def test_a_failure_is_answered_in_the_language_that_was_chosen(
    talk: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not in that of the person's Telegram."""

    def broken(*_: object) -> None:
        raise KeyError("x")

    await talk.joined(READER, lang="en")
    await talk.say(READER, "/lang ru")
    monkeypatch.setattr(operations, "read_status", broken)
    assert (await talk.say(READER, "/status"))[0].startswith("Это ошибка с моей стороны.")


async def test_one_failure_does_not_stop_the_next_command(
    talk: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After an error the conversation goes on."""
    with monkeypatch.context() as patch:
        patch.setattr(operations, "read_status", lambda *_: 1 / 0)
        await talk.joined(READER)
        await talk.say(READER, "/status")
    assert "stories" in (await talk.say(READER, "/status"))[0]


def _polled(talk: Conversation, title: str, *, ok: bool) -> None:
    url = f"https://x.example/{title}"
    feed = talk.database.run_now(add_feed, url=url, url_key=url, now=talk.now, title=title)
    result = PollResult(
        health="ok" if ok else "down",
        reason="" if ok else "The server has no such page (404).",
        next_poll=talk.now,
        failures=0.0 if ok else 1.0,
        ok=ok,
    )
    talk.database.run_now(settle_poll, feed.id, result, talk.now)


def _ended(talk: Conversation, state: DeliveryState, at: datetime) -> None:
    """Settle a delivery of a new story."""
    talk.publish(f"A story about Velsky, {state} at {at}")

    def settle(session: Session) -> None:
        person = session.exec(select(SubscriberRow.id)).one()
        alert = session.exec(select(Alert.id).order_by(col(Alert.id).desc()).limit(1)).one()
        assert person is not None
        assert alert is not None
        row = Delivery(
            alert_id=alert, subscriber_id=person, state=state, not_before=at, settled_at=at, repeats=1
        )
        session.add(row)

    talk.database.run_now(settle)
