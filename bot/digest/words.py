"""The frame of a digest in words: headings, labels, and what codes such as ``foreign-agent`` are called."""

from __future__ import annotations

from bot.i18n import Texts, mark

_FRAME = {
    "contents": mark("Contents"),
    "overview": mark("Overview"),
    "unusual": mark("What is unusual"),
    "top": mark("Top stories"),
    "all_stories": mark("All stories"),
    "late": mark("Late additions"),
    "late_note": mark("These stories belong to earlier digests. Those digests stay as they were."),
    "notes": mark("Notes of the moderators"),
    "note": mark("Note of the moderators"),
    "updates": mark("Updates and corrections"),
    "elsewhere": mark("Told in another chapter"),
    "nothing": mark("Nothing was reported."),
    "coverage": mark("Coverage"),
    "gaps": mark("Could not be read"),
    "silent": mark("Read, but silent in this time"),
    "method": mark("How this was selected"),
    "method_note": mark(
        "A story counts in the period in which Vigil first saw it. Summaries are sentences of the source, "
        "unchanged. Several editions of one owner count as one voice."
    ),
    "label_note": mark(
        "Legal labels say what Russian law calls an owner. They are no judgement of its work; in Russia, "
        "sharing what such owners publish may be punished."
    ),
    "check_note": mark(
        "Each report carries the SHA-256 of what its feed sent, so that anybody can check it against a copy."
    ),
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
    "removal": mark("Removed by its source"),
    "merge": mark("Joined with another story"),
    "split": mark("Split from another story"),
}

_HIDDEN = {
    "duplicate": mark("told elsewhere"),
    "not-relevant": mark("not about the watched"),
    "wrong-entity": mark("about somebody else"),
    "unsafe": mark("would endanger somebody"),
}


def frame(texts: Texts) -> dict[str, str]:
    """Return the headings and labels by the names that templates use."""
    return {name: texts(msgid) for name, msgid in _FRAME.items() if "{" not in msgid}


def view_words(view: str, texts: Texts) -> str:
    """Say whose view a source gives; empty for one that is not known."""
    return texts(VIEWS[view]) if view in VIEWS and view else view


def label_words(labels: str, texts: Texts) -> str:
    """Say what the law calls an owner; ``none`` and ``unknown`` say nothing."""
    found = ", ".join(_coded(part, _LABELS, texts) for part in labels.split("+") if _is_label(part))
    return texts("in Russian law: {labels}", labels=found) if found else ""


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
