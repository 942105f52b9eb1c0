"""The straight line from a feed to an alert, each step written down before the next begins.

    poll_due    claim_due | fetch | parse | decide | prepare | ingest      one task a feed, ONE transaction
    tell_due    untold | sign | choose_story | tell                        one consumer, in order
    weigh_due   stories_to_weigh | changes | settle_weighing               what later reports add to a story
    expand_due  alert | expand, expand ...   alert | renew, renew ...      restartable chunks
    (deliver_due: bot/delivery.py)

    tell -> new story: alert            -> a message, with sound
         -> told story: weigh -> changes -> alert of kind update -> a reply, once in half an hour
                              -> always -> edit_due -> the message edited, without sound

No network and no thinking inside a transaction; no SQL, parsing or morphology on the event loop. A kill
anywhere loses nothing: what was not written is polled again, what was written is told later.
"""

from __future__ import annotations

import asyncio
import gc
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import blake2b, sha256
from typing import TypeVar
from urllib.parse import urlsplit

import structlog
from sqlmodel import Session

from bot.articles import Articles
from bot.prepare import Prepared, prepare
from bot.readers import Identifier, Reader
from bot.telling import index_of, number_of, sign_all, tell_all, urgencies_of
from bot.updating import additions_of
from bot.watch import Watch
from feeds.errors import FeedsError
from feeds.story.cluster import StoryIndex
from feeds.story.signature import sign
from feeds.types import FeedData, Report
from feeds.watch.query import feed_name
from feeds.web.cadence import ORDINARY, Health, PollOutcome, answered, failed, next_poll
from feeds.web.fetch import Fetched, Validators
from feeds.web.identity import Decision, Identity, KnownEntry, decide
from feeds.web.urls import canonical
from storage.database import Database
from storage.entry import StoredEntry, ingest, known_entries
from storage.errors import DatabaseProblem
from storage.feed import FeedClaim, PollResult, claim_due, settle_poll
from storage.outbox import expand
from storage.placing import last_placing
from storage.renewal import renew
from storage.story import Untold, stir, told_entries, untold_entries
from storage.update import settle_weighing, stories_to_weigh

log = structlog.get_logger(__name__)
T = TypeVar("T")

CHUNK = 1000
"""Deliveries written in one transaction: about 20 ms of the writer's time."""
_UNTOLD = 200
_WEIGHED = 20
_AHEAD = 8
_PER_HOST = 12
"""Of 16 at once: the feeds of one slow host never hold every place."""
_FRESH = 50_000
"""Labels remembered: as many stories as the index holds."""
_MAX_AGE = timedelta(hours=1)
"""A server may call its answer fresh for longer; an alert cannot wait that long."""
_VALIDATORS_FOR = timedelta(hours=12)
"""Some servers answer 304 for ever: after so long without a body, ask without validators."""


def _host_gate() -> asyncio.Semaphore:
    return asyncio.Semaphore(_PER_HOST)


@dataclass(frozen=True, slots=True)
class PollReport:
    """What one poll of one feed brought."""

    feed_id: int
    name: str
    health: str
    reason: str = ""
    entries: int = 0
    new: int = 0
    edited: int = 0
    matched: int = 0
    baseline: bool = False
    """Whether it was the feed's first; its entries are made searchable afterwards (`bot.indexing`)."""


@dataclass(slots=True)
class Pipeline:
    """The line with everything it runs on. One per process; `tell_due` must not run twice at once."""

    database: Database
    watch: Watch
    reader: Reader
    parser: Identifier
    now: Callable[[], datetime]
    interval: timedelta
    min_interval: timedelta
    window: timedelta
    concurrency: int = 16
    lease: timedelta = timedelta(minutes=2)
    silent_baseline: bool = True
    articles: Articles | None = None
    """Reads the article pages that summaries are made of; None: the feeds' own texts."""
    index: StoryIndex = field(init=False)
    _fresh: dict[str, int] = field(init=False)
    """The stories this process began, by the label the index gave them before the database numbered them."""
    _in_step: bool = field(init=False, default=True)
    _placed: int = field(init=False, default=0)
    """The last change that moderators made of the stories, as far as the index knows."""
    _thinker: ThreadPoolExecutor = field(init=False)

    def __post_init__(self) -> None:
        self.index, self._fresh = StoryIndex(window=self.window), {}
        self._thinker = ThreadPoolExecutor(1, thread_name_prefix="vigil-think")

    async def start(self) -> None:
        """Rebuild the story index from the database."""
        await self._think(sign, Report("", "Words are loaded", "so that the first alert does not wait."))
        self._placed = await self.database.read(last_placing)
        entries = await self.database.read(told_entries, self.now() - self.window)
        # A cold poll makes millions of short-lived values and hardly a cycle: looking for cycles at every
        # 700 of them, through all modules and dictionaries, cost it a twentieth of its time.
        gc.collect()
        gc.freeze()
        gc.set_threshold(50_000, 20, 50)
        self.index, self._fresh = await self._think(index_of, entries, self.window, self.watch), {}
        self._in_step = True

    def close(self) -> None:
        """Let go of the thinking thread."""
        self._thinker.shutdown(cancel_futures=True)

    async def poll_due(self, on_poll: Callable[[PollReport], None] = lambda _: None) -> int:
        """Poll feeds until none is due, `concurrency` at a time; returns how many entries were new."""
        running: set[asyncio.Task[PollReport]] = set()
        new = 0
        gate, hosts = asyncio.Semaphore(self.concurrency), defaultdict[str, asyncio.Semaphore](_host_gate)
        try:
            while True:
                # Claimed by the batch, ahead of their turn: a claim for every feed would cost half its poll,
                # and feeds of one slow host must not keep the others out.
                free = _AHEAD * self.concurrency - len(running)
                if free >= self.concurrency:
                    claims = await self.database.run(
                        claim_due, self.now(), limit=free, interval=self.interval, lease=2 * self.lease
                    )
                    running |= {
                        asyncio.create_task(self._in_turn(hosts[urlsplit(claim.url).netloc], gate, claim))
                        for claim in claims
                    }
                if not running:
                    return new
                done, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    report = task.result()
                    new += report.new
                    on_poll(report)
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)

    async def _in_turn(
        self, host: asyncio.Semaphore, gate: asyncio.Semaphore, claim: FeedClaim
    ) -> PollReport:
        async with host, gate:
            try:
                return await self.poll(claim)
            except DatabaseProblem as error:  # its lease runs out by itself; the other feeds go on
                log.warning("a poll could not be settled", feed=claim.id, reason=str(error))
                return PollReport(claim.id, claim.title or claim.url, Health.DOWN, str(error))
            except Exception as error:
                log.exception("a poll could not be settled", feed=claim.id)
                reason = f"How the poll went could not be written down ({type(error).__name__})."
                return PollReport(claim.id, claim.title or claim.url, Health.DOWN, reason)

    async def poll(self, claim: FeedClaim) -> PollReport:
        """Poll one claimed feed and settle it, whatever happens to it."""
        try:
            fetched = await self.reader.fetch(claim.url, self._validators(claim))
            digest = None if fetched.not_modified else blake2b(fetched.body, digest_size=16).digest()
            if digest is None or digest == claim.body_hash:
                return await self._settle(claim, self._answered(claim, fetched, None), fetched, digest)
            feed, identities = await self.parser.read(fetched.body, fetched.url, fetched.content_type)
            outcome = self._answered(claim, fetched, feed)
            if not feed.entries:  # no baseline either: what comes after an empty first poll may be old
                return await self._settle(claim, outcome, fetched)
            return await self._ingest(claim, outcome, fetched, feed, identities, digest)
        except FeedsError as error:
            return await self._settle(claim, failed(error))
        except Exception as error:
            log.exception("a poll failed", feed=claim.id)
            reason = f"Vigil itself failed on this feed ({type(error).__name__}): please report it."
            return await self._settle(claim, PollOutcome(Health.DOWN, reason, ORDINARY))

    async def tell_due(self) -> int:
        """Tell every untold entry, in the order of arrival; returns how many alerts that made."""
        alerts = 0
        while entries := await self.database.read(untold_entries, _UNTOLD):
            if self.articles is not None:
                entries = await self.articles.read(entries)
            if not self._in_step or self._placed != await self.database.read(last_placing):
                await self.start()  # what a person decided is in the database, and nowhere else
            self._in_step = False  # the index runs ahead of the database until both know the same
            labels = await self._think(self._choose_all, entries)
            urgencies = await self._think(urgencies_of, entries, self.watch)
            known = {label: self._fresh.get(label) or number_of(label) for label in labels}
            stories, made = await self.database.run(tell_all, entries, labels, known, urgencies, self.now())
            self._fresh |= {label: story for label, story in stories.items() if number_of(label) is None}
            alerts += made
            self._in_step = True
            for label in list(self._fresh)[:-_FRESH]:
                del self._fresh[label]
        return alerts

    def _choose_all(self, entries: Sequence[Untold]) -> list[str]:
        """Find each entry's story, one after the other; a story nobody knows yet is named for its first."""
        labels = []
        for entry, signature in zip(entries, sign_all(entries, self.watch), strict=True):
            chosen = self.index.choose(signature, entry.first_seen)
            if entry.story_id is not None:
                fresh = (label for label, story in self._fresh.items() if story == entry.story_id)
                chosen = next(fresh, str(entry.story_id))
            label = chosen or f"new-{entry.id}"
            self.index.add(signature, label, entry.first_seen)
            labels.append(label)
        return labels

    async def weigh_due(self) -> int:
        """Look at what later reports and edits add to their stories; returns how many updates that made."""
        updates: set[int] = set()
        while stories := await self.database.read(stories_to_weigh, _WEIGHED):
            for story in stories:
                found = await self._think(additions_of, story, self.watch)
                made = await self.database.run(settle_weighing, story, found, self.now())
                updates |= {made} if made else set()
        return len(updates)

    async def expand_due(self) -> None:
        """Write the deliveries of every alert that has none yet, and the renewals that are due."""
        while await self.database.run(expand, self.now(), chunk=CHUNK):
            pass
        while await self.database.run(renew, self.now(), chunk=CHUNK):
            pass

    async def _ingest(
        self,
        claim: FeedClaim,
        outcome: PollOutcome,
        fetched: Fetched,
        feed: FeedData,
        identities: Sequence[Identity],
        digest: bytes,
    ) -> PollReport:
        keys = [key for identity in identities for key in identity.keys]
        stored = await self.database.read(known_entries, claim.id, keys)
        decision, ready = await self._think(self._decide_and_prepare, claim, feed, identities, stored)
        result = replace(
            self._result(claim, outcome, fetched, digest),
            title=feed.title,
            links_reused=decision.links_reused,
        )
        silent = claim.baseline and self.silent_baseline
        new_ids = await self.database.run(
            _write, claim.id, result, ready, silent, sha256(fetched.body).hexdigest(), self.now()
        )
        return PollReport(
            claim.id,
            claim.title or feed.title or claim.url,
            result.health,
            result.reason,
            len(feed.entries),
            len(new_ids),
            len(ready.edits),
            sum(1 for entry in ready.new if entry.matches),
            claim.baseline,
        )

    def _decide_and_prepare(
        self, claim: FeedClaim, feed: FeedData, identities: Sequence[Identity], stored: dict[str, StoredEntry]
    ) -> tuple[Decision, Prepared]:
        known = {key: _known(entry) for key, entry in stored.items()}
        decision = decide(identities, known, links_reused=claim.links_reused)
        lang = feed.lang or claim.lang
        source = feed_name(claim.title or feed.title, claim.url)
        ready = prepare(
            identities,
            decision,
            self.watch,
            lang=lang,
            source=source,
            now=self.now(),
            searchable_later=claim.baseline,
        )
        return decision, ready

    async def _settle(
        self,
        claim: FeedClaim,
        outcome: PollOutcome,
        fetched: Fetched | None = None,
        digest: bytes | None = None,
    ) -> PollReport:
        result = self._result(claim, outcome, fetched, digest)
        await self.database.run(settle_poll, claim.id, result, self.now())
        return PollReport(claim.id, claim.title or claim.url, result.health, result.reason)

    def _answered(self, claim: FeedClaim, fetched: Fetched, feed: FeedData | None) -> PollOutcome:
        max_age = min(fetched.max_age, _MAX_AGE.total_seconds()) if fetched.max_age else None
        return answered(
            feed,
            moved=fetched.moved_to is not None,
            quiet=self.now() - claim.last_new if claim.last_new else None,
            retry_after=fetched.retry_after,
            max_age=max_age,
        )

    def _result(
        self, claim: FeedClaim, outcome: PollOutcome, fetched: Fetched | None, digest: bytes | None = None
    ) -> PollResult:
        plan = next_poll(
            outcome,
            feed_id=claim.id,
            now=self.now(),
            interval=self.interval,
            min_interval=self.min_interval,
            failures=claim.failures,
        )
        moved = fetched.moved_to if fetched and digest else None  # only once a feed was found there
        return PollResult(
            health=outcome.health,
            reason=outcome.reason,
            next_poll=plan.next_poll,
            failures=plan.failures,
            ok=outcome.weight == 0,
            retired=plan.retired,
            etag=fetched.validators.etag if fetched else None,
            last_modified=fetched.validators.last_modified if fetched else None,
            body_hash=digest,
            moved_to=moved,
            moved_key=canonical(moved) if moved else None,
        )

    def _validators(self, claim: FeedClaim) -> Validators | None:
        if claim.last_read is None or self.now() - claim.last_read > _VALIDATORS_FOR:
            return None
        return Validators(claim.etag, claim.last_modified)

    async def _think(self, work: Callable[..., T], *args: object) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thinker, work, *args)


def _write(
    session: Session,
    feed_id: int,
    result: PollResult,
    ready: Prepared,
    silent: bool,
    sha256_: str,
    now: datetime,
) -> list[int]:
    """Store a poll's entries and settle its feed, in one transaction."""
    ids = ingest(
        session,
        feed_id,
        new=ready.new,
        edits=ready.edits,
        seen=ready.seen,
        baseline=silent,
        now=now,
        raw_sha256=sha256_,
    )
    stir(session, [edit.entry_id for edit in ready.edits], now)
    settle_poll(session, feed_id, result, now)
    return ids


def _known(entry: StoredEntry) -> KnownEntry:
    name = entry.title or entry.text[:200]
    return KnownEntry(entry.id, name, entry.content_hash, entry.keys, entry.link, entry.published)
