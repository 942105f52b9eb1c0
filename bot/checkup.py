"""Gathers what `vigil doctor` judges, changing nothing: no database, key or folder is made, nothing migrated.

Whatever cannot be had becomes a fact too; nothing here raises for the state of an installation.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlmodel import Session

from bot import doctor
from bot.copies import FOLDER
from bot.doctor import (
    Check,
    CopiesFacts,
    DatabaseFacts,
    FolderFacts,
    KeyFacts,
    Reached,
    TelegramFacts,
    WorkFacts,
)
from bot.installation import utc_now
from bot.translations import translation_health
from config.settings import Settings
from storage import health
from storage.crypto import read_keys
from storage.database import Database
from storage.errors import DatabaseProblem, KeyProblem
from storage.opening import MARKER, status
from storage.rekey import check_sealed, instance_check

SECONDS = 5.0
"""Telegram's patience and ours, for each request."""
_DAY = timedelta(days=1)


def examine(settings: Settings, now: datetime) -> Iterator[Check]:
    """Yield a check of everything on this machine, in an order in which one explains the next."""
    yield doctor.judge_folder(look_at_folder(settings.data_dir))
    found, database = look_at_database(settings)
    try:
        yield doctor.judge_database(found)
        key = look_at_key(settings, database, needed=found.exists and not found.error)
        yield doctor.judge_key(key)
        if database is None:
            return
        try:
            work = look_at_work(database, settings, now)
            copies = look_at_copies(settings, database)
        except DatabaseProblem as problem:
            yield Check("work", doctor.Verdict.FAILED, str(problem))
            return
        yield doctor.judge_feeds(work)
        yield doctor.judge_outbox(work)
        yield doctor.judge_index(work)
        yield from doctor.judge_model(work)
        yield doctor.judge_copies(copies)
        if work.poll_age is not None and work.poll_age < timedelta(0):
            yield from doctor.judge_clock(TelegramFacts(Reached.NO), work.poll_age)
    finally:
        if database is not None:
            database.close()


def look_at_folder(path: Path) -> FolderFacts:
    """Look at the data folder and its disk."""
    exists = path.exists()
    usable = _usable(path) and (not exists or path.is_dir())
    try:
        free = shutil.disk_usage(_nearest(path)).free
        mode = path.stat().st_mode & 0o777 if exists else 0
    except OSError:
        return FolderFacts(str(path), exists, False)
    return FolderFacts(str(path), exists, usable, mode, free)


def look_at_database(settings: Settings) -> tuple[DatabaseFacts, Database | None]:
    """Look at the database; returns it open, too, where it is of this program's form."""
    database = None
    try:
        database = Database(settings.database_url)
        if database.is_sqlite:
            file = Path(str(database.url.database))
            if not file.exists() or (file.is_file() and not file.stat().st_size):  # connecting would make it
                lost = (file.parent / MARKER).exists()
                database.close()
                return DatabaseFacts(exists=False, lost=lost), None
        facts = _read_form(database)
    except (DatabaseProblem, OSError) as problem:
        said = f"The database cannot be used: {problem.strerror}." if isinstance(problem, OSError) else ""
        facts = DatabaseFacts(exists=True, error=said or str(problem))
    good = facts.exists and not facts.error and not facts.damage and facts.revision == facts.newest
    if good:
        return facts, database
    if database is not None:
        database.close()
    return facts, None


def _read_form(database: Database) -> DatabaseFacts:
    revision, newest = status(database)
    if revision is None and not database.is_sqlite:
        return DatabaseFacts(exists=False)
    damage = health.find_damage(database)
    if not damage:
        health.try_writing(database)
    return DatabaseFacts(
        exists=True, revision=revision, newest=newest, damage=damage, size=health.size_of(database)
    )


def look_at_key(settings: Settings, database: Database | None, *, needed: bool) -> KeyFacts:
    """Look at the key file; with a database, open some of what is sealed in it."""
    path = settings.key_path
    exists = os.path.lexists(path)
    inside = path.resolve().is_relative_to(settings.data_dir.resolve())
    try:
        stored = read_keys(path)
        if database is None:
            return KeyFacts(str(path), exists, "", needed, inside, len(stored.seals))
        keyring = stored.matching(*database.read_now(instance_check))
        database.use_keys(keyring)
        census = check_sealed(database, sample=True)
        instance, check = database.read_now(instance_check)
    except (KeyProblem, DatabaseProblem) as problem:
        return KeyFacts(str(path), exists, str(problem), needed)
    if keyring.blind(instance, "instance") != check:
        return KeyFacts(str(path), exists, f"{path} belongs to another database: restore its own.", needed)
    unfinished = keyring.index_key != stored.index_key or not set(census.by_key) <= {stored.current}
    return KeyFacts(
        str(path),
        exists,
        "",
        needed,
        inside,
        len(stored.seals),
        census.sealed - census.unreadable,
        census.unreadable,
        unfinished,
    )


def look_at_work(database: Database, settings: Settings, now: datetime) -> WorkFacts:
    """Look at how feeds, messages, stories and the optional model fare."""

    def read(session: Session) -> WorkFacts:
        feeds, outbox = health.count_active_feeds(session), health.count_outbox(session, now - _DAY)
        reports, stories = health.count_index(session, now - settings.stories.window)
        return WorkFacts(
            feeds=feeds.active,
            troubled=feeds.troubled,
            poll_age=now - feeds.last_poll if feeds.last_poll else None,
            interval=settings.polling.interval,
            waiting=outbox.waiting,
            overdue=max(now - outbox.next_due, timedelta(0)) if outbox.next_due else None,
            settled=outbox.settled,
            reports=reports,
            stories=stories,
            window=settings.stories.window,
            model=translation_health(session, settings.llm, now),
        )

    return database.read_now(read)


def look_at_copies(settings: Settings, database: Database) -> CopiesFacts:
    """Look whether the files that hold copies of pages are there, as long as they were."""
    folder = settings.data_dir / FOLDER
    files = database.read_now(health.copy_files)
    damaged = []
    for file in files:
        path = folder / file.name
        if not path.is_file() or path.stat().st_size < file.end:
            damaged.append(file.name)
    return CopiesFacts(
        str(folder), folder.exists(), _usable(folder), sum(file.copies for file in files), damaged
    )


async def look_at_telegram(token: str | None, api_url: str, webhook_url: str | None) -> TelegramFacts:
    """Ask Telegram who we are, how it brings updates, and what time it is; changes nothing there."""
    if token is None:
        return TelegramFacts(Reached.NO_TOKEN)
    from telegram import Bot
    from telegram.error import InvalidToken, TelegramError
    from telegram.request import HTTPXRequest

    skews: list[timedelta] = []

    async def compare(response: Any) -> None:
        if skew := _skew(response.headers.get("date"), utc_now()):
            skews.append(skew)

    request = HTTPXRequest(
        connect_timeout=SECONDS,
        read_timeout=SECONDS,
        write_timeout=SECONDS,
        pool_timeout=SECONDS,
        httpx_kwargs={"event_hooks": {"response": [compare]}},
    )
    bot = Bot(token, base_url=f"{api_url.rstrip('/')}/bot", request=request)
    try:
        await bot.initialize()
        info = await bot.get_webhook_info()
        return TelegramFacts(
            Reached.YES,
            username=bot.username,
            webhook=_host(info.url),
            wanted=_host(webhook_url or ""),
            same_webhook=info.url == (webhook_url or ""),
            pending=info.pending_update_count,
            last_error=info.last_error_message or "",
            skew=skews[-1] if skews else None,
        )
    except InvalidToken:
        return TelegramFacts(Reached.REFUSED)
    except TelegramError as error:  # its text may name the address, which holds the token
        return TelegramFacts(Reached.NO, reason=type(error).__name__)
    finally:
        await bot.shutdown()


def _skew(date: str | None, now: datetime) -> timedelta | None:
    """Return our clock less a server's, from its Date header; None when there is none to be read."""
    try:
        theirs = parsedate_to_datetime(date or "")
    except (TypeError, ValueError):
        return None
    return now - (theirs if theirs.tzinfo else theirs.replace(tzinfo=UTC))


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc.rpartition("@")[2]
    except ValueError:
        return "an address"


def _nearest(path: Path) -> Path:
    """Return the folder, or the nearest above it that is there."""
    return next((one for one in (path.absolute(), *path.absolute().parents) if one.exists()), Path("/"))


def _usable(path: Path) -> bool:
    """Say whether a folder can be written, or made."""
    found = _nearest(path)
    effective = os.access in os.supports_effective_ids
    return found.is_dir() and os.access(found, os.W_OK | os.X_OK, effective_ids=effective)
