"""The frame of a digest in words: headings, labels, and what codes such as ``foreign-agent`` are called."""

from __future__ import annotations

import re

from babel import Locale

from bot.digest.view import Row
from bot.i18n import Texts, mark

_FRAME = {
    "contents": mark("Contents"),
    "overview": mark("Overview"),
    "unusual": mark("What is unusual"),
    "top": mark("Top stories"),
    "all_stories": mark("All stories"),
    "late": mark("Late additions"),
    "late_note": mark("These stories belong to earlier digests. Those digests stay as they were."),
    "corrections": mark("Corrections to earlier digests"),
    "corrections_note": mark(
        "What sources changed or took away after those digests were closed. Those digests stay as they were."
    ),
    "worded_before": mark("Worded before"),
    "document": mark("Feed document"),
    "notes": mark("Notes of the moderators"),
    "note": mark("Note of the moderators"),
    "updates": mark("Updates and corrections"),
    "elsewhere": mark("Told in another chapter"),
    "nothing": mark("Nothing was reported."),
    "coverage": mark("Coverage"),
    "gaps": mark("Could not be read"),
    "silent": mark("Read, but silent in this time"),
    "method": mark("How this was selected"),
    "time": mark("Time"),
    "source": mark("Source"),
    "report": mark("Report"),
    "reports": mark("Reports"),
    "stories": mark("Stories"),
    "story": mark("Story"),
    "entity": mark("Entity"),
    "kind": mark("Event"),
    "per_entity": mark("By entity"),
    "per_kind": mark("By kind of event"),
    "median": mark("Usually"),
    "change": mark("Change"),
    "why": mark("Why"),
    "last": mark("Last published"),
    "filter": mark("Show only stories that contain"),
    "no_match": mark("No story contains this."),
    "cite": mark("Copy citation"),
    "copied": mark("Copied"),
    "copy_failed": mark("It could not be copied"),
    "details": mark("How to check it"),
    "archive": mark("Archived copy"),
    "skip": mark("Skip to the stories"),
    "machine": mark("machine translation"),
    "median_note": mark("“Usually”: the median of the four weeks before."),
    "per_day": mark("Stories per day"),
    "by_view": mark("Reports by kind of source"),
    "per_week": mark("Stories per week"),
    "days_note": mark("Days in {zone}."),
    "closed_at": mark("Closed:"),
    "weeks": mark("Digests"),
    "issue": mark("Digest"),
    "no_issue": mark("Nothing has been published yet."),
    "feed": mark("Atom feed"),
    "files": mark("Files"),
}

_METHOD = (
    mark(
        "A story counts in the period in which Vigil first saw it, and in each later one in which it saw "
        "new reports of it. Summaries are sentences of the source, unchanged. Several editions of one owner "
        "count as one voice."
    ),
    mark(
        "A number is called unusual where chance alone would make it so for at most one of a hundred "
        "names: up to 26 weeks before say how much a name's numbers differ by themselves. “Usually” is the "
        "median of the four weeks before."
    ),
    mark(
        "Legal labels say what Russian law calls an owner. They are no judgement of its work; in Russia, "
        "sharing what such owners publish may be punished."
    ),
    mark(
        "A report is cited as it was worded when the digest was closed. Its SHA-256 is of three things, "
        "in UTF-8, parted by line feeds: headline, address, text. The digest's JSON file holds them "
        "unchanged (title, link, text), so that anybody can work it out. “Feed document” is the SHA-256 of "
        "the feed document as served, in which that wording was first read; a copy is kept only where "
        "evidence is on."
    ),
    mark(
        "Marks such as s12 (a story) and r34 (a report) stay the same: cite them with the name of the digest."
    ),
)

VIEWS = {
    "independent": mark("independent"),
    "state": mark("state media"),
    "ngo": mark("NGO"),
    "intergovernmental": mark("intergovernmental organisation"),
    "": mark("unknown"),
}

_LABELS = {
    "foreign-agent": mark("“foreign agent”"),
    "undesirable": mark("“undesirable organisation”"),
    "extremist": mark("“extremist”"),
}

_KINDS = {
    "killed": mark("Killing"),
    "died": mark("Death"),
    "abducted": mark("Abduction"),
    "missing": mark("Disappearance"),
    "tortured": mark("Torture"),
    "beaten": mark("Beating"),
    "wounded": mark("Injury"),
    "detained": mark("Detention"),
    "arrested": mark("Arrest"),
    "sentenced": mark("Sentence"),
    "verdict": mark("Verdict"),
    "charged": mark("Charge"),
    "case": mark("Criminal case"),
    "searched": mark("Search of premises"),
    "extradited": mark("Extradition"),
    "deported": mark("Deportation"),
    "acquitted": mark("Acquittal"),
    "released": mark("Release"),
    "fined": mark("Fine"),
    "fled": mark("Flight abroad or into hiding"),
    "evacuated": mark("Evacuation"),
    "sanctions": mark("Sanctions"),
    "protest": mark("Protest"),
    "appeal": mark("Appeal"),
    "denied": mark("Denial"),
    "statement": mark("Statement"),
}
"""The events of `feeds.story.facts`."""

_ROLES = {
    "who": mark("Who"),
    "where": mark("Where"),
    "what": mark("What"),
    "when": mark("When"),
    "count": mark("How many"),
}

_UPDATES = {
    "update": mark("Update"),
    "correction": mark("Correction"),
    "edit": mark("Changed by its source"),
    "removal": mark("Removed by its source"),
    "merge": mark("Joined with another story"),
    "split": mark("Split from another story"),
}

_SETTINGS = {
    "digest.day": mark("Closed on"),
    "digest.hour": mark("Closed at"),
    "digest.review": mark("Moderators look at it first"),
    "digest.zone": mark("Zone of weeks and days"),
    "polling.interval": mark("Sources are read every"),
    "stories.window": mark("Reports of one event can join for"),
}
_VALUES = {
    "monday": mark("Monday"),
    "tuesday": mark("Tuesday"),
    "wednesday": mark("Wednesday"),
    "thursday": mark("Thursday"),
    "friday": mark("Friday"),
    "saturday": mark("Saturday"),
    "sunday": mark("Sunday"),
    "true": mark("yes"),
    "false": mark("no"),
}
_TIME = re.compile(r"([1-9][0-9]{0,5})([mhd])")

_HIDDEN = {
    "duplicate": mark("told elsewhere"),
    "not-relevant": mark("not about the watched"),
    "wrong-entity": mark("about somebody else"),
    "unsafe": mark("would endanger somebody"),
}


def frame(texts: Texts) -> dict[str, str]:
    """Return the headings and labels by the names that templates use."""
    return {name: texts(msgid) for name, msgid in _FRAME.items() if "{" not in msgid}


def method_notes(texts: Texts) -> tuple[str, ...]:
    """Return what a reader must know to judge how a digest was made."""
    return tuple(texts(said) for said in _METHOD)


def setting_row(name: str, value: str, texts: Texts) -> Row:
    """Say what a setting means, with its name behind; one that is not known here stays as it is written."""
    if name not in _SETTINGS:
        return Row(name, value)
    if name == "digest.hour" and value.isdecimal():
        value = f"{int(value):02d}:00"
    elif found := _TIME.fullmatch(value):
        value = _time_words(int(found[1]), found[2], texts)
    return Row(f"{texts(_SETTINGS[name])} ({name})", _coded(value, _VALUES, texts))


def _time_words(number: int, unit: str, texts: Texts) -> str:
    if unit == "d":
        return texts.plural("{n} day", "{n} days", number)
    if unit == "h":
        return texts.plural("{n} hour", "{n} hours", number)
    return texts.plural("{n} minute", "{n} minutes", number)


def view_words(view: str, texts: Texts) -> str:
    """Say whose view a source gives; empty for one that is not known."""
    return texts(VIEWS[view]) if view in VIEWS and view else view


def label_words(labels: str, texts: Texts) -> str:
    """Say what the law calls an owner; ``none`` and ``unknown`` say nothing."""
    found = ", ".join(_coded(part, _LABELS, texts) for part in labels.split("+") if _is_label(part))
    return texts("in Russian law: {labels}", labels=found) if found else ""


def language_words(code: str, texts: Texts) -> str:
    """Name a language; a code that nobody knows stays one."""
    names = Locale.parse(texts.lang).languages
    return str(names.get(code) or names.get(code.partition("-")[0]) or code)


def kind_words(kind: str, texts: Texts) -> str:
    """Name a kind of event."""
    return _coded(kind, _KINDS, texts)


def role_words(role: str, texts: Texts) -> str:
    """Name the part that a fact plays."""
    return _coded(role, _ROLES, texts)


def update_words(kind: str, texts: Texts) -> str:
    """Name what became of a story."""
    return _coded(kind, _UPDATES, texts)


def hidden_words(reason: str, texts: Texts) -> str:
    """Say why a story was left out; a moderator's own words stay as they are."""
    return _coded(reason, _HIDDEN, texts)


def _coded(code: str, known: dict[str, str], texts: Texts) -> str:
    return texts(known[code]) if code in known else code


def _is_label(part: str) -> bool:
    return part not in {"", "none", "unknown"}
