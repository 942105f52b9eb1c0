"""What the doctor makes of what it found: each fact that is wrong is said, with what to do about it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.doctor import (
    Check,
    CopiesFacts,
    DatabaseFacts,
    FolderFacts,
    KeyFacts,
    Reached,
    TelegramFacts,
    Verdict,
    WorkFacts,
    judge_clock,
    judge_copies,
    judge_database,
    judge_feeds,
    judge_folder,
    judge_index,
    judge_key,
    judge_model,
    judge_outbox,
    judge_telegram,
    judge_webhook,
    size_words,
    span_words,
)

OK, WARNING, FAILED = Verdict
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
GIB = 2**30
MODEL = {"requests left": 5, "tokens left": 100, "failed today": 0, "accepted": 3}

ONE: list[tuple[Check, Verdict, str]] = [
    (judge_folder(FolderFacts("d", True, True, 0o700, GIB)), OK, "1.0 GiB free"),
    (judge_folder(FolderFacts("d", False, True, 0, GIB)), OK, "first start"),
    (judge_folder(FolderFacts("d", True, True, 0o755, GIB)), WARNING, "chmod 700"),
    (judge_folder(FolderFacts("d", True, False, 0o700, GIB)), FAILED, "cannot be written"),
    (judge_folder(FolderFacts("d", False, False)), FAILED, "cannot be made"),
    (judge_folder(FolderFacts("d", True, True, 0o700, 2**20)), FAILED, "make room"),
    (judge_folder(FolderFacts("d", True, True, 0o700, 100 * 2**20)), WARNING, "make room"),
    (judge_database(DatabaseFacts(True, revision="0002", newest="0002", size=2048)), OK, "2.0 KiB"),
    (judge_database(DatabaseFacts(False)), OK, "not there yet"),
    (judge_database(DatabaseFacts(False, lost=True)), FAILED, "restore it"),
    (judge_database(DatabaseFacts(True, revision="0001", newest="0002")), WARNING, "up to date"),
    (judge_database(DatabaseFacts(True, revision="0003", newest="0002")), FAILED, "newer"),
    (judge_database(DatabaseFacts(True, error="It is locked.")), FAILED, "locked"),
    (
        judge_database(DatabaseFacts(True, revision="0002", newest="0002", damage="page 3")),
        FAILED,
        "page 3",
    ),
    (judge_key(KeyFacts("k", False)), OK, "not there yet"),
    (judge_key(KeyFacts("k", False, "There is none.", needed=True)), FAILED, "restore it"),
    (judge_key(KeyFacts("k", True, "It is open to others.", needed=True)), FAILED, "open to others"),
    (judge_key(KeyFacts("k", True, needed=True, keys=1, opened=3, unreadable=2)), FAILED, "2 sealed"),
    (judge_key(KeyFacts("k", True, in_data_folder=True, keys=1)), WARNING, "move it"),
    (judge_key(KeyFacts("k", True, keys=2, unfinished=True)), WARNING, "vigil keys rotate"),
    (judge_key(KeyFacts("k", True, keys=2, opened=4)), OK, "with 1 old"),
    (judge_telegram(TelegramFacts(Reached.NO_TOKEN)), WARNING, "preview only"),
    (judge_telegram(TelegramFacts(Reached.REFUSED)), FAILED, "@BotFather"),
    (judge_telegram(TelegramFacts(Reached.NO, "TimedOut")), FAILED, "TimedOut"),
    (judge_telegram(TelegramFacts(Reached.YES, username="b")), OK, "@b"),
    (judge_feeds(WorkFacts()), WARNING, "vigil feeds add"),
    (judge_feeds(WorkFacts(feeds=2)), WARNING, "never polled"),
    (judge_feeds(WorkFacts(feeds=2, poll_age=5 * MINUTE)), OK, "5 min ago"),
    (judge_feeds(WorkFacts(feeds=2, poll_age=31 * MINUTE)), WARNING, "vigil run"),
    (judge_feeds(WorkFacts(feeds=2, poll_age=31 * MINUTE, interval=HOUR)), OK, "31 min ago"),
    (judge_feeds(WorkFacts(feeds=2, troubled=1, poll_age=MINUTE)), WARNING, "vigil feeds list"),
    (judge_feeds(WorkFacts(feeds=2, troubled=2, poll_age=MINUTE)), FAILED, "network"),
    (judge_outbox(WorkFacts(waiting=3, settled={"folded": 2, "skipped": 1})), OK, "2 folded, 1 skipped"),
    (judge_outbox(WorkFacts(waiting=3, overdue=9 * MINUTE)), OK, "3 wait"),
    (judge_outbox(WorkFacts(waiting=3, overdue=HOUR)), WARNING, "1 h late"),
    (judge_outbox(WorkFacts(settled={"unknown": 1})), WARNING, "1 unknown"),
    (judge_outbox(WorkFacts(settled={"failed": 4})), WARNING, "4 failed"),
    (judge_index(WorkFacts(reports=9, stories=4)), OK, "9 reports of 4 stories in 3 d"),
    (judge_copies(CopiesFacts("e", False, True)), OK, "no copies"),
    (judge_copies(CopiesFacts("e", True, True, 2)), OK, "2 copies"),
    (judge_copies(CopiesFacts("e", True, False, 2)), FAILED, "cannot be written"),
    (judge_copies(CopiesFacts("e", True, True, 2, ["2026-03.warc.gz"])), FAILED, "2026-03.warc.gz"),
]


@pytest.mark.parametrize(("check", "verdict", "said"), ONE, ids=lambda value: str(value)[:60])
def test_each_fact_has_its_verdict(check: Check, verdict: Verdict, said: str) -> None:
    """What is in order is ok, what can wait a warning, what stops the work a failure."""
    assert check.verdict is verdict
    assert said in f"{check.found} – {check.advice}"


def yes(**facts: object) -> TelegramFacts:
    return TelegramFacts(Reached.YES, **facts)  # type: ignore[arg-type]  # each case names its own


@pytest.mark.parametrize(
    ("facts", "verdict", "said"),
    [
        (yes(), OK, "fetched"),
        (yes(webhook="h", wanted="h"), OK, "brought to h"),
        (yes(webhook="other", same_webhook=False), WARNING, "another program"),
        (yes(webhook="other", wanted="h", same_webhook=False), WARNING, "do not name"),
        (yes(wanted="h", same_webhook=False), WARNING, "start vigil run"),
        (yes(webhook="h", wanted="h", pending=3, last_error="Bad Gateway"), WARNING, "Bad Gateway"),
    ],
)
def test_updates_come_the_way_that_is_set(facts: TelegramFacts, verdict: Verdict, said: str) -> None:
    """A webhook that is set elsewhere, not yet or in vain is a warning."""
    (check,) = judge_webhook(facts)
    assert check.verdict is verdict
    assert said in f"{check.found} – {check.advice}"


def test_nothing_is_said_of_what_could_not_be_asked() -> None:
    """Without an answer of Telegram's there is no line about its updates and clock; without a model none."""
    assert list(judge_webhook(TelegramFacts(Reached.NO))) == []
    assert list(judge_clock(TelegramFacts(Reached.NO), MINUTE)) == []
    assert list(judge_model(WorkFacts())) == []


@pytest.mark.parametrize(
    ("skew", "age", "verdict", "said"),
    [
        (timedelta(seconds=1), None, OK, "within 1 s"),
        (-2 * MINUTE, HOUR, OK, "within 2 min"),
        (3 * MINUTE, None, WARNING, "3 min ahead of"),
        (-HOUR, None, WARNING, "1 h behind"),
        (None, -HOUR, WARNING, "before the last poll, by 1 h"),
    ],
)
def test_a_clock_that_is_more_than_two_minutes_off_is_noticed(
    skew: timedelta | None, age: timedelta | None, verdict: Verdict, said: str
) -> None:
    """By Telegram's clock, or because it is earlier than what happened before."""
    (check,) = judge_clock(yes(skew=skew), age)
    assert check.verdict is verdict
    assert said in check.found


@pytest.mark.parametrize(
    ("changed", "verdict"),
    [
        ({}, OK),
        ({"requests left": 0}, WARNING),
        ({"tokens left": 0}, WARNING),
        ({"failed today": 2}, OK),
        ({"failed today": 2, "accepted": 0}, WARNING),
    ],
)
def test_the_model_is_judged_by_its_budget_and_its_failures(
    changed: dict[str, int], verdict: Verdict
) -> None:
    """A model that only fails, or whose day is spent, is a warning: alerts do without it."""
    (check,) = judge_model(WorkFacts(model={**MODEL, **changed}))
    assert check.verdict is verdict


@pytest.mark.parametrize(
    ("count", "words"), [(0, "0 bytes"), (1023, "1023 bytes"), (1536, "1.5 KiB"), (5 * 2**40, "5.0 TiB")]
)
def test_sizes_are_written_for_people(count: int, words: str) -> None:
    """In the unit that keeps them short."""
    assert size_words(count) == words


@pytest.mark.parametrize(
    ("seconds", "words"), [(0, "0 s"), (61, "1 min 1 s"), (3600, "1 h"), (90061, "1 d 1 h")]
)
def test_spans_are_written_for_people(seconds: int, words: str) -> None:
    """Two units at most."""
    assert span_words(timedelta(seconds=seconds)) == words
