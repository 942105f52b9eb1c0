"""What stories and feeds are called, for lists that name them by number."""

from collections.abc import Collection

from sqlalchemy import select
from sqlmodel import Session, col

from storage.feed import Feed
from storage.story import Story


def story_titles(session: Session, numbers: Collection[int]) -> dict[int, str]:
    """Return the titles of those stories that are still kept."""
    rows = session.execute(select(col(Story.id), col(Story.title)).where(col(Story.id).in_(numbers)))
    return {int(number): title for number, title in rows if number is not None}


def feed_titles(session: Session, numbers: Collection[int]) -> dict[int, str]:
    """Return what those feeds are called: their title, or their address."""
    columns = col(Feed.id), col(Feed.title), col(Feed.url)
    rows = session.execute(select(*columns).where(col(Feed.id).in_(numbers)))
    return {int(number): title or url for number, title, url in rows if number is not None}
