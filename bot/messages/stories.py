"""How moderators see the stories: which reports are told as one, and the buttons that part or join them.

Data of the buttons: ``m1:p:<page>`` turns the list, ``m1:o:<story>`` opens a story, ``m1:x:<report>`` takes a
report out, ``m1:c:<story>:<page>`` asks what it is to be joined with, ``m1:j:<story>:<other>`` joins, and
``m1:u:<story>`` takes that back.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.i18n import Texts
from bot.messages.markup import bold, clean, cut, escape, link
from bot.messages.message import Button, Message
from bot.messages.story import source_name, standing_line, view_of
from storage.placing import Placed, StoryInfo
from storage.story import StoryReport

STORIES = "m1"
PAGE = 8
"""Stories on one page."""
REPORTS_SHOWN = 12
_TITLE_UNITS = 120
_LABEL_UNITS = 40


def render_stories(stories: Sequence[StoryInfo], page: int, *, more: bool, texts: Texts) -> Message:
    """List one page of stories, the one told last first."""
    if not stories:
        return Message(escape(texts("There are no stories here.")))
    lines = [bold(texts("Stories, the latest first"))]
    lines += [_row(story, texts) for story in stories]
    lines.append(escape(texts("Tap a number to see its reports. /merge A B tells two stories as one.")))
    buttons = [Button(str(story.id), data=f"{STORIES}:o:{story.id}") for story in stories]
    rows = [tuple(buttons[start : start + 4]) for start in range(0, len(buttons), 4)]
    return Message("\n\n".join(lines), (*rows, *_turning(f"{STORIES}:p", page, more=more)))


def render_story(story: StoryInfo, reports: Sequence[StoryReport], texts: Texts) -> Message:
    """Show the reports of one story, each with the button that takes it out."""
    lines = [bold(texts("Story {number}", number=story.id))]
    if story.merged_into is not None:
        lines.append(escape(texts("It is told as a part of story {number}.", number=story.merged_into)))
    if reports:
        lines[0] += f"\n<i>{standing_line(view_of(reports[0], reports).standing, texts)}</i>"
    shown = reports[:REPORTS_SHOWN]
    lines += [_report(report, texts) for report in shown]
    if story.reports > len(shown):
        lines.append(
            escape(texts.plural("and {n} more report", "and {n} more reports", story.reports - len(shown)))
        )
    rows: list[tuple[Button, ...]] = []
    if story.reports > 1:
        out = [
            Button(texts("Take out {number}", number=report.entry_id), data=f"{STORIES}:x:{report.entry_id}")
            for report in shown
        ]
        rows += [tuple(out[start : start + 2]) for start in range(0, len(out), 2)]
    if story.merged_into is not None:
        rows.append((Button(texts("Part them again"), data=f"{STORIES}:u:{story.id}"),))
    else:
        rows.append((Button(texts("Merge with another story"), data=f"{STORIES}:c:{story.id}:0"),))
    rows.append((Button(texts("All stories"), data=f"{STORIES}:p:0"),))
    return Message("\n\n".join(lines), tuple(rows))


def render_choose_other(
    story: StoryInfo, others: Sequence[StoryInfo], page: int, *, more: bool, texts: Texts
) -> Message:
    """Ask which story another is to be told with."""
    asked = texts("Which story shall story {number} be told with?", number=story.id)
    rows = [
        (
            Button(
                f"{other.id}. {cut(other.title or texts('(no title)'), _LABEL_UNITS)}",
                data=f"{STORIES}:j:{story.id}:{other.id}",
            ),
        )
        for other in others
    ]
    back = (Button(texts("Back"), data=f"{STORIES}:o:{story.id}"),)
    turning = _turning(f"{STORIES}:c:{story.id}", page, more=more)
    return Message(f"{bold(asked)}\n{_row(story, texts)}", (*rows, *turning, back))


def render_merged(source: int, placed: Placed, texts: Texts) -> Message:
    """Say that two stories are one now, and how to undo it."""
    said = texts(
        "Story {source} is told as a part of story {target} from now on, whatever I think of it.",
        source=source,
        target=placed.story_id,
    )
    undo = Button(texts("Part them again"), data=f"{STORIES}:u:{source}")
    return Message(escape(said), ((_open(placed.story_id, texts), undo),))


def render_split(entry_id: int, old: int, placed: Placed, texts: Texts) -> Message:
    """Say that a report has a story of its own now, and how to undo it."""
    said = texts(
        "Report {report} is story {story} now. Who follows it hears of it if that is news.",
        report=entry_id,
        story=placed.story_id,
    )
    undo = Button(texts("Put it back"), data=f"{STORIES}:j:{placed.story_id}:{old}")
    return Message(escape(said), ((_open(placed.story_id, texts), undo),))


def render_unmerged(placed: Placed, texts: Texts) -> Message:
    """Say that a merge was taken back."""
    said = texts.plural(
        "Story {story} is told for itself again, with {n} report.",
        "Story {story} is told for itself again, with {n} reports.",
        placed.entries,
        story=placed.story_id,
    )
    return Message(escape(said), ((_open(placed.story_id, texts),),))


def render_cannot_place(texts: Texts) -> Message:
    """Refuse a merge or a split that makes no sense."""
    return Message(escape(texts("That cannot be done: /stories shows which stories and reports there are.")))


def render_placing_usage(texts: Texts) -> Message:
    """Say how to merge and split by command."""
    return Message(
        "\n".join(
            escape(line)
            for line in (
                texts("/stories lists the stories, /stories NUMBER shows the reports of one."),
                texts("/merge A B tells story A as a part of story B."),
                texts("/split NUMBER makes a story of its own of one report."),
            )
        )
    )


def _row(story: StoryInfo, texts: Texts) -> str:
    count = texts.plural("{n} report", "{n} reports", story.reports)
    title = cut(clean(story.title) or texts("(no title)"), _TITLE_UNITS)
    said = f"{count} · {texts.time(story.last_seen)}"
    return f"<b>{story.id}</b>. {escape(title)}\n<i>{escape(said)}</i>"


def _report(report: StoryReport, texts: Texts) -> str:
    title = clean(report.title) or clean(report.text) or texts("(no title)")
    said = f"{source_name(report, texts)} · {texts.time(report.first_seen)}"
    return f"{report.entry_id}. {link(report.link, cut(title, _TITLE_UNITS))}\n<i>{escape(said)}</i>"


def _open(story_id: int, texts: Texts) -> Button:
    return Button(texts("Show story {number}", number=story_id), data=f"{STORIES}:o:{story_id}")


def _turning(data: str, page: int, *, more: bool) -> tuple[tuple[Button, ...], ...]:
    newer = [Button("<", data=f"{data}:{page - 1}")] if page > 0 else []
    older = [Button(">", data=f"{data}:{page + 1}")] if more else []
    return ((*newer, *older),) if newer or older else ()
