"""What a digest is made of: the stories of a period by entity, and which sources could not be read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlmodel import Session

from feeds.types import WatchList
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
class Digest:
    """A period's stories; times are UTC, `until` is exclusive."""

    name: str
    since: datetime
    until: datetime
    watchlist: WatchList
    stories: tuple[DigestStory, ...]
    feeds: int
    troubled: tuple[FeedInfo, ...]

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
    active = list_feeds(session, state=FeedState.ACTIVE)
    troubled = tuple(feed for feed in active if feed.reason)
    return Digest(name, since, until, watchlist, tuple(stories), len(active), troubled)


def _story(story_id: int, reports: list[StoryReport], watchlist: WatchList) -> DigestStory:
    found = {match.entity for report in reports for match in report.matches}
    known = tuple(entity.key for entity in watchlist.entities if entity.key in found)
    return DigestStory(story_id, known, tuple(reports))
