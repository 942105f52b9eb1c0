"""Handing a digest to a chat: as text, or as a file that is uploaded once and then sent by its name."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from sqlmodel import Session

from bot.digest.apart import NotRendered, rendered
from bot.digest.build import limited
from bot.digest.codec import from_json
from bot.digest.export import FORMATS, ONE_FOR_ALL, file_name
from bot.digest.snapshot import Snapshot
from bot.digest.telegram import messages
from bot.gateway import Attachment, Gateway
from bot.i18n import texts_for
from bot.limits import Priority
from bot.messages.digest import render_caption
from bot.messages.message import Message
from bot.outcome import Failed, Outcome, Sent
from storage.database import Database
from storage.digest import file_of, keep_file, read_snapshot
from storage.digestpost import DigestClaim, note_part
from storage.subscriber import followed

TEXT = "telegram"
LARGEST = 49_000_000
"""Bytes: Telegram takes 50 MB from a bot (core.telegram.org/bots/api#sending-files)."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """How a sending ended."""

    outcome: Outcome


@dataclass(slots=True)
class Sending:
    """What is at hand between two sendings: the digest, and its texts by language and entities."""

    digest_id: int = 0
    snapshot: Snapshot | None = None
    texts: dict[tuple[str, tuple[str, ...]], list[str]] = field(default_factory=dict)


class TooLarge(Exception):
    """A file is larger than Telegram takes."""


async def deliver(database: Database, gateway: Gateway, sending: Sending, claim: DigestClaim) -> Delivered:
    """Send a digest to a subscriber in the form and language they chose."""
    outcome: Outcome
    snapshot = await _snapshot(database, sending, claim.digest_id)
    chosen = claim.subscriber.preferences
    if chosen.digest and chosen.digest != TEXT and chosen.digest in FORMATS:
        try:
            outcome = await send_file(
                database,
                gateway,
                claim.subscriber.chat,
                snapshot,
                chosen.digest,
                chosen.lang,
                digest_id=claim.digest_id,
                message=_place(Message(""), claim),
            )
        except (NotRendered, TooLarge):
            pass  # the text is better than nothing
        else:
            return Delivered(outcome)
    keys = await database.read(_followed, claim.subscriber.id, [one.key for one in snapshot.entities])
    if keys is None:
        return Delivered(Failed("follows nothing"))
    said = await _texts(sending, snapshot, chosen.lang, keys)
    outcome = Sent(0)
    for part, html in enumerate(said[claim.parts :], claim.parts + 1):
        await asyncio.sleep(gateway.limiter.ready_in(claim.subscriber.chat))
        outcome = await gateway.send(
            claim.subscriber.chat, _place(Message(html), claim), priority=Priority.DIGEST
        )
        if not isinstance(outcome, Sent):
            break
        await database.run(note_part, claim.id, part)
    return Delivered(outcome)


async def send_file(
    database: Database,
    gateway: Gateway,
    chat: int,
    snapshot: Snapshot,
    form: str,
    lang: str,
    *,
    digest_id: int | None,
    message: Message,
    priority: Priority = Priority.FILE,
) -> Outcome:
    """Send one format of a digest, by its name where Telegram has it; NotRendered, TooLarge.

    `digest_id` is None for what is not frozen, or only a part: that is uploaded each time.
    """
    if form in ONE_FOR_ALL:
        lang = "en"
    texts = texts_for(lang)
    caption = render_caption(snapshot.period.name, form, texts)
    told = Message(caption.html, silent=message.silent, topic=message.topic)
    name = file_name(snapshot, form, lang)
    known = await database.read(file_of, digest_id, form, lang) if digest_id is not None else None
    if known is not None and digest_id is not None:
        outcome, _ = await gateway.send_file(chat, Attachment(name, known), told, priority=priority)
        if not (isinstance(outcome, Failed) and "file" in outcome.reason.lower()):
            return outcome
        await database.run(keep_file, digest_id, form, lang, None)  # Telegram has forgotten it
    data = await rendered(snapshot, form, lang)
    if not data:  # no stories, no picture
        raise NotRendered(form)
    if len(data) > LARGEST:
        raise TooLarge(form)
    outcome, file_id = await gateway.send_file(chat, Attachment(name, data), told, priority=priority)
    if file_id and digest_id is not None:
        await database.run(keep_file, digest_id, form, lang, file_id)
    return outcome


async def _snapshot(database: Database, sending: Sending, digest_id: int) -> Snapshot:
    if sending.snapshot is None or sending.digest_id != digest_id:
        data = await database.read(read_snapshot, digest_id)
        sending.snapshot = await asyncio.to_thread(from_json, data)
        sending.digest_id = digest_id
        sending.texts.clear()
    return sending.snapshot


async def _texts(sending: Sending, snapshot: Snapshot, lang: str, keys: tuple[str, ...]) -> list[str]:
    wanted = lang, keys
    if wanted not in sending.texts:
        part = limited(snapshot, keys) if keys else snapshot
        sending.texts[wanted] = await asyncio.to_thread(messages, part, lang)
    return sending.texts[wanted]


def _followed(session: Session, subscriber_id: int, keys: list[str]) -> tuple[str, ...] | None:
    """Return what a subscriber follows, empty where that is all of it; None where it is nothing."""
    chosen = tuple(followed(session, subscriber_id, keys))
    if keys and not chosen:
        return None
    return () if len(chosen) == len(keys) else chosen


def _place(message: Message, claim: DigestClaim) -> Message:
    chosen = claim.subscriber.preferences
    return Message(message.html, silent=chosen.silent or claim.repeat, topic=chosen.topic)
