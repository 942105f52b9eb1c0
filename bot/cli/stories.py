"""`vigil stories`: which reports are told as one story, and putting that right by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.session import JsonOption, database, note, say, settings, show

if TYPE_CHECKING:
    from storage.placing import StoryInfo
    from storage.story import StoryReport

ReasonOption = Annotated[str, typer.Option(help="Why, for the record of changes.")]
_REPORTS = 500


def add_to(app: typer.Typer) -> None:
    """Add this family to the command line."""
    family = typer.Typer(help="Show stories, merge and split them.", no_args_is_help=True)
    family.command("list")(list_)
    family.command("show")(show_)
    family.command()(merge)
    family.command()(split)
    family.command()(unmerge)
    app.add_typer(family, name="stories")


def list_(
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many.")] = 20,
    as_json: JsonOption = False,
) -> None:
    """List the stories, the one told last first."""
    from storage.placing import list_stories

    with database(settings(level="warning")) as opened:
        rows = [_story_row(story) for story in opened.read_now(list_stories, limit)]
    if rows or as_json:
        show(rows, as_json=as_json, columns=("id", "reports", "feeds", "last_seen", "title"))
    else:
        note("There are no stories yet.")


def show_(
    number: Annotated[int, typer.Argument(min=1, help="The story's number.")],
    as_json: JsonOption = False,
) -> None:
    """Show the reports of a story."""
    from feeds.story.independence import Source, independence
    from storage.errors import Refused
    from storage.placing import story_info
    from storage.story import first_reports

    with database(settings(level="warning")) as opened:
        story = opened.read_now(story_info, number)
        if story is None:
            raise Refused(f"There is no story number {number}.")
        reports = opened.read_now(first_reports, number, _REPORTS)
    standing = independence(
        [Source(r.title, r.text, r.lang, r.owner, r.view, r.link or r.feed_url) for r in reports]
    )
    rows = [_report_row(report) for report in reports]
    if as_json:
        counts = {name: getattr(standing, name) for name in ("copies", "owners", "states", "langs")}
        told = {"distinct": standing.reports, **counts}
        show({**_story_row(story), "standing": told, "entries": rows}, as_json=True)
        return
    say(f"Story {story.id}: {story.title}")
    if story.merged_into is not None:
        say(f"It is told as a part of story {story.merged_into}.")
    show(rows, as_json=False, columns=("report", "seen", "lang", "source", "view", "title"))
    say(
        f"{standing.reports} different reports, {standing.copies} copies, {standing.owners} owners,"
        f" {standing.states} of them states; {' + '.join(standing.langs)}"
    )


def merge(
    source: Annotated[int, typer.Argument(min=1, help="The story that goes.")],
    target: Annotated[int, typer.Argument(min=1, help="The story that it becomes a part of.")],
    reason: ReasonOption = "",
    as_json: JsonOption = False,
) -> None:
    """Tell two stories as one from now on."""
    from bot.installation import utc_now
    from storage.placing import merge as merge_stories

    with database(settings(level="warning")) as opened:
        done = opened.run_now(merge_stories, source, target, now=utc_now(), reason=reason)
    said = f"{done.entries} reports of story {source} are in story {done.story_id} now."
    _told(done.story_id, done.entries, said, as_json=as_json)


def unmerge(
    story: Annotated[int, typer.Argument(min=1, help="The story that was merged into another.")],
    reason: ReasonOption = "",
    as_json: JsonOption = False,
) -> None:
    """Take a merge back."""
    from bot.installation import utc_now
    from storage.placing import unmerge as unmerge_story

    with database(settings(level="warning")) as opened:
        done = opened.run_now(unmerge_story, story, now=utc_now(), reason=reason)
    said = f"Story {story} is told for itself again, with {done.entries} reports."
    _told(done.story_id, done.entries, said, as_json=as_json)


def split(
    report: Annotated[int, typer.Argument(min=1, help="The number of the report (vigil stories show).")],
    reason: ReasonOption = "",
    as_json: JsonOption = False,
) -> None:
    """Take one report out of its story; while it is fresh it is told as news."""
    from bot.installation import utc_now
    from storage.placing import split as split_story

    with database(settings(level="warning")) as opened:
        done = opened.run_now(split_story, report, now=utc_now(), reason=reason)
    _told(done.story_id, 1, f"Report {report} is story {done.story_id} now.", as_json=as_json)


def _told(story: int, entries: int, said: str, *, as_json: bool) -> None:
    if as_json:
        show({"story": story, "reports": entries}, as_json=True)
    else:
        say(said)


def _story_row(story: StoryInfo) -> dict[str, Any]:
    return {
        "id": story.id,
        "title": story.title,
        "reports": story.reports,
        "feeds": story.feeds,
        "first_seen": story.first_seen.isoformat(timespec="seconds"),
        "last_seen": story.last_seen.isoformat(timespec="seconds"),
        "merged_into": story.merged_into,
    }


def _report_row(report: StoryReport) -> dict[str, Any]:
    return {
        "report": report.entry_id,
        "title": report.title,
        "source": report.owner or report.feed_title,
        "view": report.view,
        "lang": report.lang,
        "seen": report.first_seen.isoformat(timespec="seconds"),
        "link": report.link,
        "taken_down": report.removed_at.isoformat(timespec="seconds") if report.removed_at else None,
    }
