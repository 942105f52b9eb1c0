"""From the outbox to the chats: slot -> claim -> render -> send -> settle, one delivery at a time each.

A slot is taken before a row is claimed, so that a kill finds as few rows as possible half sent. When Telegram
is out of reach, alerts wait in the outbox and everything else goes on: it is asked a harmless question now
and then, for a real message whose answer is lost may be repeated only once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

import structlog
from sqlmodel import Session

from bot.breaker import Breaker
from bot.i18n import texts_for
from bot.letters import Letter, Rules, Taken, take_letter
from bot.limits import Limiter, Priority
from bot.messages.alert import render_alert
from bot.messages.message import Message
from bot.messages.review import feedback_rows
from bot.messages.roundup import render_round_up
from bot.messages.story import StoryView, view_of
from bot.messages.update import render_update
from bot.outcome import FLOOD_CONTROL, Failed, Migrated, NotFound, Outcome, Retry, Sent, Unknown
from bot.settling import NOT_FOUND_FOR, Ending, write_ending
from bot.watch import Watch
from bot.wishes import zone_of
from feeds.story.independence import MOST_SOURCES
from storage.database import Database
from storage.errors import DatabaseProblem
from storage.outbox import DeliveryClaim, DeliveryKind, recover
from storage.renewal import last_revision
from storage.story import AlertKind, count_reports, first_reports
from storage.subscriber import Kind, Subscriber
from storage.waiting import Due, first_due, held_back, stuck

log = structlog.get_logger(__name__)

IN_FLIGHT = 8
REPEAT_DELAY = timedelta(seconds=30)
LONGEST_PAUSE = 60.0
"""Seconds between two tries while Telegram is out of reach."""
FIRST_PAUSE = 5.0
STUCK = timedelta(minutes=5)
"""A delivery claimed so long ago and not settled has lost its sender."""
REAP_EVERY = timedelta(minutes=2)
_MOST_VIEWS = 64
_PRIORITIES = {2: Priority.URGENT, -1: Priority.EDIT}
"""By the urgency of what is due (`storage.outbox.URGENCIES`); the rest are alerts."""
FIRST_SEARCH = timedelta(minutes=10)
"""A chat that was not found gets nothing for so long."""
PATIENCE = timedelta(seconds=5)
"""How long a chat cools down at most for `is_waiting` to speak of waiting; flood control lasts longer."""


class Sender(Protocol):
    """Speaks to chats (`bot.gateway.Gateway`, or the preview's terminal)."""

    limiter: Limiter

    async def send_now(self, chat: int, message: Message) -> Outcome:
        """Send without waiting for a slot."""

    async def edit_now(self, chat: int, message_id: int, message: Message) -> Outcome:
        """Replace a message without waiting for a slot."""

    async def reachable(self) -> bool:
        """Say whether a message would arrive, without sending one."""


@dataclass(slots=True)
class Deliverer:
    """Sends what the outbox holds."""

    database: Database
    watch: Watch
    sender: Sender
    now: Callable[[], datetime]
    rules: Rules = field(default_factory=Rules)
    breaker: Breaker = field(default_factory=Breaker)
    _in_flight: dict[int, int] = field(default_factory=dict)
    """Deliveries that are on their way, and whose they are: nobody gets two at a time."""
    _reap_at: datetime | None = None
    _cooling: dict[int, datetime] = field(default_factory=dict)
    """Subscribers by row id, and when they may get their next message."""
    _paused_until: datetime | None = None
    _outages: int = 0
    """How often in a row Telegram could not be reached, or left us without an answer."""
    _unwritten: list[Ending] = field(default_factory=list)
    _stopping: bool = False
    _alone: bool = True
    """Nobody else sends from the same database."""
    _views: dict[int, tuple[tuple[object, ...], StoryView]] = field(default_factory=dict)
    """By alert: what stands behind it, and the mark it had then; everybody is told the same."""

    async def start(self) -> int:
        """Take over what a dead process left half sent; returns how many deliveries that were.

        DatabaseProblem while another process sends from the same database.
        """
        if not await self.database.hold_sending():
            raise DatabaseProblem(
                "Another Vigil sends from this database: stop it first, or set another VIGIL_DATABASE__URL."
            )
        # What a chat was told to wait for holds for messages, too, that nobody had thought of then.
        held = await self.database.read(held_back, self.now(), FLOOD_CONTROL)
        for subscriber_id, until in held.items():
            self._rest(subscriber_id, until)
        return await self.database.run(recover, self.now(), REPEAT_DELAY)

    def stop(self) -> None:
        """Begin no further delivery; those under way are settled."""
        self._stopping = True

    async def deliver_due(self) -> int:
        """Send every delivery that is due; returns how many arrived."""
        sending: set[asyncio.Task[bool]] = set()
        try:
            return await self._send_all(sending)
        except Exception:  # what is on its way is settled all the same
            await asyncio.gather(*sending, return_exceptions=True)
            raise

    async def is_waiting(self) -> bool:
        """Say whether something is due that only has to wait a few seconds; sleeps a moment when so."""
        self._waiting()
        if await self._due_now() is None:
            return False
        if self._cooling and min(self._cooling.values()) > self.now() + PATIENCE:
            return False
        await asyncio.sleep(0.1)
        return True

    async def _send_all(self, sending: set[asyncio.Task[bool]]) -> int:
        """Do the work of `deliver_due`; `sending` holds what is under way."""
        arrived = 0
        await self._catch_up()
        await self._reap()
        due = await self._due_now()
        while due is not None:
            await self.sender.limiter.slot(_PRIORITIES.get(due.urgency or 0, Priority.ALERT))
            letter, due = await self._take()
            if letter is None and not sending:
                break
            if letter is not None:
                self._cool(letter.subscriber)
                self._in_flight[letter.claim.id] = letter.subscriber.id
                sending.add(asyncio.create_task(self._deliver(letter)))
            if letter is None or self._outages or self.breaker.is_careful or len(sending) >= IN_FLIGHT:
                done, _ = await asyncio.wait(sending, return_when=asyncio.FIRST_COMPLETED)
                sending -= done
                arrived += sum(task.result() for task in done)
            due = await self._due_now(due)
        for task in sending:
            arrived += await task
        return arrived

    async def _take(self) -> tuple[Letter | None, Due | None]:
        """Claim what is to be sent with the slot at hand; what is put off or left out costs none.

        Returns what waits first after that, too.
        """
        taken = Taken(None, more=True, due=None)
        while taken.letter is None and taken.more and not self._stopping:
            taken = await self.database.run(take_letter, self.now(), self._waiting(), self.rules)
        return taken.letter, taken.due

    async def _deliver(self, letter: Letter) -> bool:
        """Send one letter and settle it; says whether a message came of it."""
        try:
            outcome = await self._send(letter)
            await self._settle(letter.claim, outcome)
        finally:
            self._in_flight.pop(letter.claim.id, None)
        return isinstance(outcome, Sent) and letter.claim.kind != DeliveryKind.EDIT

    async def _send(self, letter: Letter) -> Outcome:
        """Write and send; whatever goes wrong, the delivery has an outcome."""
        chat = letter.subscriber.chat
        try:
            message = self._write(letter, await self._view(letter))
        except Exception:
            log.exception("an alert could not be written", alert=letter.claim.alert_id)
            return Failed("Vigil could not write the message")
        try:
            if letter.claim.kind == DeliveryKind.EDIT:
                return await self.sender.edit_now(chat, letter.message or 0, message)
            return await self.sender.send_now(chat, message)
        except Exception:
            log.exception("an alert could not be sent", alert=letter.claim.alert_id)
            return Unknown("Vigil itself failed while sending")

    async def _view(self, letter: Letter) -> StoryView:
        """Return what stands behind an alert, looked up again only when that has changed."""
        alert_id = letter.claim.alert_id
        known = self._views.get(alert_id)
        if known is not None and known[0] == letter.mark:
            return known[1]
        view = await self.database.read(_view_of, letter)
        self._views[alert_id] = letter.mark, view
        for old in list(self._views)[:-_MOST_VIEWS]:
            del self._views[old]
        return view

    def _write(self, letter: Letter, view: StoryView) -> Message:
        claim, wishes = letter.claim, letter.subscriber.preferences
        entities = [entity for key in claim.entities if (entity := self.watch.watchlist.get(key))]
        texts = texts_for(wishes.lang)
        if letter.occasion is not None:
            message = render_round_up(
                letter.together, letter.occasion, self.watch.watchlist, texts, repeat=letter.repeat
            )
        elif claim.alert_kind == AlertKind.UPDATE:
            message = render_update(
                letter.report,
                entities,
                claim.changes,
                texts=texts,
                repeat=letter.repeat,
                zone=zone_of(wishes.zone),
                translation=letter.translation,
            ).answering(letter.message)
        else:
            message = render_alert(
                letter.report,
                entities,
                texts=texts,
                alert_id=claim.alert_id,
                view=view,
                repeat=letter.repeat,
                feedback=feedback_rows(claim.alert_id, letter.subscriber.role, texts),
                length=wishes.length,
                zone=zone_of(wishes.zone),
                translation=letter.translation,
            )
        message = message.in_topic(wishes.topic)
        if letter.subscriber.kind is Kind.CHANNEL:
            message = message.without_taps()  # nobody could answer them there
        return message.quietly() if claim.repeat or letter.silent else message

    async def _settle(self, claim: DeliveryClaim, outcome: Outcome) -> None:
        now = self.now()
        until = self._next_try(claim, outcome, now)
        if not isinstance(outcome, Sent):
            log.warning(
                "a delivery did not arrive",
                delivery=claim.id,
                outcome=type(outcome).__name__,
                again_in=round((until - now).total_seconds(), 1) if until else None,
            )
        await self._write_down(self._ending(claim, outcome, now, until))

    def _ending(
        self, claim: DeliveryClaim, outcome: Outcome, now: datetime, until: datetime | None
    ) -> Ending:
        """Say what is to be written down, and whether it says anything about this chat."""
        everywhere, missing = isinstance(outcome, Retry) and outcome.everywhere, frozenset[int]()
        if isinstance(outcome, Sent) and self.breaker.arrived(now):
            log.info("chats are found again")
        if isinstance(outcome, NotFound):
            was_open = self.breaker.is_careful
            missing = self.breaker.not_found(claim.subscriber_id, now)
            if missing and not was_open:
                log.error("many chats in a row are not found: the token may be another bot's; sending pauses")
            everywhere = self.breaker.is_open(now)
        reached = self.breaker.reached
        others = reached is not None and reached >= now - NOT_FOUND_FOR
        return Ending(claim, outcome, now, until, everywhere, missing, others)

    def _next_try(self, claim: DeliveryClaim, outcome: Outcome, now: datetime) -> datetime | None:
        """Learn from an outcome how Telegram is; return when the delivery may be tried again, if ever."""
        match outcome:
            case Retry(everywhere=True):
                until = self._pause(outcome.after, now)
                self._rest(claim.subscriber_id, until)
                return until
            case Retry():
                until = now + timedelta(seconds=outcome.after)
                self._rest(claim.subscriber_id, until)
                return until
            case Unknown() if self._outages:
                return max(now + REPEAT_DELAY, self._pause(FIRST_PAUSE, now))
            case Unknown():  # one lost answer is an accident, a second in a row is an outage
                self._outages = 1
                return now + REPEAT_DELAY
            case NotFound():
                self._rest(claim.subscriber_id, now + FIRST_SEARCH)
        self._outages = 0
        return now if isinstance(outcome, Migrated) else None

    def _pause(self, seconds: float, now: datetime) -> datetime:
        """Send nothing for a while, longer each time; of several failures at once the first decides."""
        if self._paused_until is None or now >= self._paused_until:
            wait = min(LONGEST_PAUSE, seconds * 2 ** min(self._outages, 8))
            self._outages += 1
            self._paused_until = now + timedelta(seconds=wait)
        return self._paused_until

    async def _write_down(self, ending: Ending) -> None:
        """Settle in the database; where it refuses, keep what is to be written for the next time."""
        try:
            await self.database.run(write_ending, self.database.keyring, ending)
        except DatabaseProblem:
            log.warning("how a delivery ended cannot be written down yet", delivery=ending.claim.id)
            self._unwritten.append(ending)

    async def _catch_up(self) -> None:
        endings, self._unwritten = self._unwritten, []
        for ending in endings:
            await self._write_down(ending)

    async def _reap(self) -> None:
        """Take over what a sender that is no more, on another machine perhaps, left half sent long ago."""
        now = self.now()
        if self._reap_at is not None and now < self._reap_at:
            return
        self._reap_at = now + REAP_EVERY
        mine = {*self._in_flight, *(ending.claim.id for ending in self._unwritten)}
        lost = [one for one in await self.database.read(stuck, now - STUCK) if one not in mine]
        if lost:
            log.warning("deliveries were never settled; they go out once more", deliveries=len(lost))
            await self.database.run(recover, now, REPEAT_DELAY, only=lost, reason="its sender was lost")

    async def _due_now(self, known: Due | None = None) -> Due | None:
        """Return what is due now if Telegram can be reached; `known` was what waited a moment ago."""
        now = self.now()
        if self._stopping or self.breaker.is_open(now):
            return None
        if self._paused_until is not None and now < self._paused_until:
            return None
        if not await self._may_send():
            return None
        due = known if known is not None and known.at <= now else await self.database.read(first_due, now)
        if due is None or due.at > now:
            return None
        if self._outages and not await self.sender.reachable():
            self._pause(FIRST_PAUSE, now)
            return None
        return due

    async def _may_send(self) -> bool:
        """Say whether we are still the one who sends; a lock lost with its connection is asked for again."""
        held = await self.database.hold_sending()
        if self._alone and not held:
            log.error("another Vigil sends from this database now; this one waits until it stops")
        elif held and not self._alone:
            log.info("no other Vigil sends from this database any more")
        self._alone = held
        return held

    def _cool(self, subscriber: Subscriber) -> None:
        until = self.now() + timedelta(seconds=self.sender.limiter.spacing(subscriber.chat))
        self._rest(subscriber.id, until)

    def _rest(self, subscriber_id: int, until: datetime) -> None:
        """Send nothing to a subscriber before `until`, or before what was set already."""
        self._cooling[subscriber_id] = max(until, self._cooling.get(subscriber_id, until))

    def _waiting(self) -> list[int]:
        now = self.now()
        self._cooling = {key: until for key, until in self._cooling.items() if until > now}
        return sorted({*self._cooling, *self._in_flight.values()})


def _view_of(session: Session, letter: Letter) -> StoryView:
    """Read and weigh what stands behind a story, in a reader's thread."""
    claim = letter.claim
    old = last_revision(session, claim.entry_id)
    return view_of(
        letter.report,
        first_reports(session, claim.story_id, MOST_SOURCES),
        count=count_reports(session, claim.story_id),
        before=(old.replaced_at, old.title) if old else None,
        alerted=claim.alerted,
    )
