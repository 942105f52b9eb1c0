"""What a digest is made of: the stories of a period by entity, and how its sources were watched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlmodel import Session

from feeds.types import WatchList
from feeds.web.cadence import Health
from storage.feed import FeedInfo, FeedState, list_feeds
from storage.story import StoryReport, stories_between, story_reports


@dataclass(frozen=True, slots=True)
class DigestStory:
    """One story with its reports, oldest first."""

    story_id: int
    entities: tuple[str, ...]
    reports: tuple[StoryReport, ...]

    @property
    def lead(self) -> StoryReport:
        """The report that came first."""
        return self.reports[0]

    @property
    def owners(self) -> int:
        """How many owners report it: two editions of one outlet are one."""
        return len({report.owner or report.feed_url for report in self.reports})


@dataclass(frozen=True, slots=True)
class Coverage:
    """How the sources were watched, as far as the last look at each tells."""

    watched: int
    """Sources that were polled since the period began."""
    unread: int
    """Those of them that could not be read the last time."""
    unpolled: int
    """Active sources that were not polled since then."""
    remarks: tuple[FeedInfo, ...]
    """Watched sources with a reason to look at them."""


@dataclass(frozen=True, slots=True)
class Digest:
    """A period's stories; times are UTC, `until` is exclusive."""

    name: str
    since: datetime
    until: datetime
    watchlist: WatchList
    stories: tuple[DigestStory, ...]
    coverage: Coverage

    def of(self, entity: str) -> tuple[DigestStory, ...]:
        """Return the stories of one entity."""
        return tuple(story for story in self.stories if entity in story.entities)


def week_of(moment: datetime) -> tuple[datetime, datetime, str]:
    """Return (Monday 00:00 UTC, the next one, name such as ``2026-W48``) of the ISO week of `moment`."""
    year, week, _ = moment.astimezone(UTC).isocalendar()
    since = datetime.fromisocalendar(year, week, 1).replace(tzinfo=UTC)
    return since, since + timedelta(days=7), f"{year}-W{week:02d}"


def build_digest(
    session: Session, watchlist: WatchList, since: datetime, until: datetime, name: str
) -> Digest:
    """Collect the stories first seen in [since, until): most owners first, then the earliest."""
    grouped: dict[int, list[StoryReport]] = {}
    for report in story_reports(session, stories_between(session, since, until)):
        grouped.setdefault(report.story_id, []).append(report)
    stories = [_story(story_id, reports, watchlist) for story_id, reports in grouped.items()]
    stories.sort(key=lambda story: (-story.owners, story.lead.first_seen, story.story_id))
    return Digest(name, since, until, watchlist, tuple(stories), cover(list_feeds(session), since))


def cover(feeds: Sequence[FeedInfo], since: datetime) -> Coverage:
    """Tell how `feeds` were watched from `since` on; one that vanished in that time counts."""
    watched = [
        feed
        for feed in feeds
        if (
            feed.state == FeedState.ACTIVE or (feed.state == FeedState.RETIRED and feed.health == Health.GONE)
        )
        and feed.last_poll is not None
        and feed.last_poll >= since
    ]
    unread = [feed for feed in watched if feed.last_ok is None or feed.last_ok != feed.last_poll]
    known = {feed.id for feed in watched}
    unpolled = [feed for feed in feeds if feed.state == FeedState.ACTIVE and feed.id not in known]
    return Coverage(len(watched), len(unread), len(unpolled), tuple(feed for feed in watched if feed.reason))


def _story(story_id: int, reports: list[StoryReport], watchlist: WatchList) -> DigestStory:
    found = {match.entity for report in reports for match in report.matches}
    known = tuple(entity.key for entity in watchlist.entities if entity.key in found)
    return DigestStory(story_id, known, tuple(reports))
