"""A week of stored news for digests to be made of: told with the hours at which things happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlmodel import Session, select

from bot.digest.issue import Issue, issue_now
from bot.digest.schedule import week_of
from bot.watch import stored_watchlist
from config.settings import Settings
from feeds.types import EntryData, Match
from feeds.watch import toml
from storage.database import Database
from storage.entry import Edit, Entry, Prepared, ingest
from storage.feed import PollResult, add_feed, settle_poll
from storage.story import tell, untold_entries
from storage.watchlist import add_watchlist, current_watchlist
from tests.bot.conversation import MORNING, WATCHLIST, Conversation

MONDAY = datetime(2026, 11, 16, tzinfo=UTC)
CLOSED = MONDAY + timedelta(days=7, hours=8)
NAME = "2026-W47"
OUTLETS = {
    "herald": ("The Foothill Herald", "Herald Group", "independent"),
    "courier": ("Республиканский курьер", "Правительство области", "state"),
    "lookout": ("Mountain Lookout", "Lookout Trust", "independent"),
}


def at(day: int, hour: float = 12) -> datetime:
    """Return a moment of the week; day 0 is Monday."""
    return MONDAY + timedelta(days=day, hours=hour)


@dataclass
class NewsWeek:
    """A database to which news comes."""

    database: Database

    def __post_init__(self) -> None:
        self.database.run_now(stored_watchlist, MONDAY - timedelta(days=90))
        self.feeds = {
            name: self.database.run_now(
                add_feed,
                url=f"https://{name}.example/rss",
                url_key=name,
                now=MONDAY - timedelta(days=90),
                title=title,
                owner=owner,
                view=view,
            ).id
            for name, (title, owner, view) in OUTLETS.items()
        }

    def poll(self, name: str, when: datetime, health: str = "ok") -> None:
        """Note a poll."""
        bad = health != "ok"
        result = PollResult(
            health, "The server did not answer in time." if bad else "", when, float(bad), ok=not bad
        )
        self.database.run_now(settle_poll, self.feeds[name], result, when)

    def news(
        self,
        name: str,
        when: datetime,
        title: str,
        *,
        text: str = "",
        entity: str = "argun",
        story: int | None = None,
        told: datetime | None = None,
        baseline: bool = False,
        published: datetime | None = None,
    ) -> int:
        """Store a report about `entity` and tell it; returns its story."""
        match = Match(entity, "x", "title", 0, 1, title[:1], "exact")
        data = EntryData(
            title, text, link=f"https://{name}.example/{abs(hash(title)) % 9999}", published=published
        )
        lang = "en" if title.isascii() else "ru"
        ready = Prepared(data, (title,), title, lang=lang, summary=text, matches=(match,))

        def work(session: Session) -> int:
            ingest(
                session, self.feeds[name], new=[ready], edits=[], seen=[], baseline=baseline, now=when,
                raw_sha256="ab" * 32,
            )  # fmt: skip
            [entry] = untold_entries(session, 10)
            return tell(session, entry, story, told or when)[0]

        return self.database.run_now(work)

    def edit(self, name: str, story: int, when: datetime, title: str, *, text: str = "") -> None:
        """Change the words of a feed's report in a story; the document is another one then."""
        match = Match("argun", "x", "title", 0, 1, title[:1], "exact")
        named = (match,) if "Argun" in title else ()

        def work(session: Session) -> None:
            row = session.exec(
                select(Entry).where(Entry.feed_id == self.feeds[name], Entry.story_id == story)
            ).one()
            ready = Prepared(
                EntryData(title, text, link=row.link),
                (title,),
                f"{title}.{text}",
                lang=row.lang,
                matches=named,
            )
            ingest(
                session, self.feeds[name], new=[], edits=[Edit(row.id or 0, ready)], seen=[], baseline=False,
                now=when, raw_sha256="cd" * 32,
            )  # fmt: skip

        self.database.run_now(work)

    def remove(self, name: str, story: int, when: datetime) -> None:
        """Let a feed take its report in a story away."""

        def work(session: Session) -> None:
            entry = select(Entry).where(Entry.feed_id == self.feeds[name], Entry.story_id == story)
            session.exec(entry).one().removed_at = when

        self.database.run_now(work)

    def digest(self, now: datetime = CLOSED, week: datetime = MONDAY, *, review: bool = False) -> Issue:
        """Return the digest of a week as it is made at `now`."""
        settings = Settings()
        chosen = settings.digest.model_copy(update={"review": review})
        return issue_now(self.database, settings.model_copy(update={"digest": chosen}), week_of(week), now)


def plain_week(database: Database) -> NewsWeek:
    """Return a week with three stories, two of them about Argun."""
    week = NewsWeek(database)
    for name in OUTLETS:
        week.poll(name, at(0, 1))
        week.poll(name, at(6))
    first = week.news(
        "herald", at(0, 9), "Police detain three men in Argun", text="Three were taken at night."
    )
    week.news("courier", at(0, 10), "В Аргуне задержали трёх мужчин", text="Их увезли ночью.", story=first)
    week.news("courier", at(2), "В Аргуне открыли рынок", text="Рынок открыл мэр города.")
    week.news("herald", at(3), "Activist released in Grozny", entity="chechnya")
    return week


def keep_watchlist(talk: Conversation) -> None:
    """Store the watch-list of a conversation: a digest is of the stored one."""
    if talk.database.read_now(current_watchlist) is None:
        talk.database.run_now(add_watchlist, toml.dump(WATCHLIST), MORNING)
