"""How a story is told in one language: its headline, figures, facts, timeline and citations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, time, tzinfo
from zoneinfo import ZoneInfo

from bot.digest.codec import instant
from bot.digest.shown import shown, web_link
from bot.digest.snapshot import Fact, Note, Quote, ReportItem, Snapshot, StoryItem, Update, Wording
from bot.digest.view import QuoteView, ReportView, Row, StoryView
from bot.digest.words import kind_words, label_words, language_words, role_words, update_words, view_words
from bot.i18n import Texts

_TITLE = 400
_NAME = 120
_SUMMARY = 2000
_WORD = 60
_SOURCES = 3
"""Outlets named beside one fact."""
CORRECTED = "correction-"
"""The part of a digest that tells what became of earlier ones."""


class Teller:
    """Tells the stories of one snapshot in one language; remembers times that it has written before."""

    def __init__(self, snapshot: Snapshot, texts: Texts) -> None:
        """An unknown zone is read as UTC."""
        self.texts = texts
        self._snapshot = snapshot
        self._names = {watched.key: shown(watched.name(texts.lang), _NAME) for watched in snapshot.entities}
        self._digest = shown(snapshot.period.name, _NAME)
        self.zone = zone_of(snapshot.period.zone)
        self._times: dict[datetime, tuple[str, str]] = {}
        self._codes: dict[tuple[str, str], tuple[str, str]] = {}

    def name(self, entity: str) -> str:
        """Return what an entity is called."""
        return self._names.get(entity) or shown(entity, _NAME) or "–"

    def time(self, moment: datetime) -> tuple[str, str]:
        """Write a time in UTC, and in the zone of the digest (empty where that is UTC too)."""
        known = self._times.get(moment)
        if known is None:
            known = self._times[moment] = self.texts.time(moment), self._local(moment)
        return known

    def both(self, moment: datetime) -> str:
        """Write a time in UTC with the local one in brackets."""
        utc, local = self.time(moment)
        return f"{utc} ({local})" if local else utc

    def span(self, since: datetime, until: datetime, zone: tzinfo) -> str:
        """Write a time from `since` to `until`; day and zone once where they are the same."""
        first, last = self.texts.time(since, zone), self.texts.time(until, zone)
        name = f" {until.astimezone(zone).tzname()}"
        if until.astimezone(zone).date() == since.astimezone(zone).date():
            last = f"{until.astimezone(zone):%H:%M}{name}"
        return f"{first.removesuffix(name)} – {last}"

    def story(self, story: StoryItem, number: int, part: str = "") -> StoryView:
        """Tell one story; `part` sets it apart where another part of the digest tells of it, too."""
        sources = {shown(report.id, _WORD): shown(report.outlet, _NAME) for report in story.reports}
        updates = tuple((shown(one.report, _WORD), self._update(one, sources)) for one in story.updates)
        reports = tuple(
            self._report(report, tuple(row for of, row in updates if of == shown(report.id, _WORD)))
            for report in story.reports
        )
        headline, *others = self._headlines(story, sources)
        latest = max([story.first_seen, *(r.seen for r in story.reports), *(u.at for u in story.updates)])
        return StoryView(
            id=shown(story.id, _WORD),
            anchor=anchor_of(f"{part}{story.id}"),
            number=number,
            headline=headline,
            others=tuple(others),
            kind=shown(kind_words(story.kind, self.texts), _WORD),
            entities=tuple(self.name(key) for key in story.entities),
            tally=self.tally(story),
            time=self.both(story.first_seen),
            instant=instant(story.first_seen),
            updated=instant(latest),
            facts=self._facts(story.facts, sources),
            summaries=self._summaries(story, sources),
            reports=reports,
            updates=tuple(row for _, row in updates),
            notes=self.notes(story.notes),
            missed=shown(story.missed, _WORD),
            continues=self.texts("begun in {digest}", digest=shown(story.continues, _WORD))
            if story.continues
            else "",
            citation=f"Vigil {self._digest}, {shown(story.id, _WORD)}",
            urn=story_urn(self._snapshot, story.id, part),
            find=" ".join(dict.fromkeys(f"{report.source} {report.owner}".strip() for report in reports)),
        )

    def tally(self, story: StoryItem) -> str:
        """Say how many reports and owners there are, how many of them are the state, in which languages."""
        texts = self.texts
        parts = [
            texts.plural("{n} report", "{n} reports", len(story.reports)),
            texts.plural("{n} owner", "{n} owners", story.voices),
        ]
        if state := story.state_voices:
            parts.append(texts.plural("{n} of the state", "{n} of the state", state))
        langs = sorted({_lang(report.lang) for report in story.reports} - {""})
        named = ", ".join(language_words(lang, texts) for lang in langs)
        return ", ".join(parts) + (f"; {shown(named, _WORD)}" if langs else "")

    def notes(self, notes: Sequence[Note]) -> tuple[Row, ...]:
        """Return the notes that a reader of this language is meant to see: all, where none is in it."""
        own = [note for note in notes if note.lang in {"", self.texts.lang}]
        return tuple(Row(self.both(note.at), shown(note.text, _SUMMARY)) for note in own or notes)

    def quote(self, quote: Quote, limit: int, source: str = "") -> QuoteView:
        """Make words of a source fit to be shown."""
        return QuoteView(_lang(quote.lang), shown(quote.text, limit), source, quote.machine)

    def _update(self, update: Update, sources: Mapping[str, str]) -> Row:
        return Row(
            shown(update_words(update.kind, self.texts), _WORD),
            self._changed(update),
            self.both(update.at),
            sources.get(shown(update.report, _WORD), ""),
        )

    def _changed(self, update: Update) -> str:
        before, after = shown(update.text, _SUMMARY), shown(update.after, _SUMMARY)
        if before and after:
            return self.texts("before – “{before}”; after – “{after}”", before=before, after=after)
        if after:
            return self.texts("added – “{words}”", words=after)
        if before and update.kind == "edit":
            return self.texts("taken out or reworded – “{words}”", words=before)
        return before

    def _headlines(self, story: StoryItem, sources: Mapping[str, str]) -> list[QuoteView]:
        found = [
            self.quote(quote, _TITLE, sources.get(shown(quote.report, _WORD), ""))
            for quote in story.headlines
            if shown(quote.text)
        ]
        if not found and story.reports:
            lead = story.reports[0]
            found = [QuoteView(_lang(lead.lang), self._title(lead), shown(lead.outlet, _NAME))]
        found.sort(key=lambda quote: quote.lang != self.texts.lang)  # stable: the first report's stays first
        if not found or not found[0].text:
            return [QuoteView(self.texts.lang, self.texts("(no title)")), *found[1:]]
        return found

    def _summaries(self, story: StoryItem, sources: Mapping[str, str]) -> tuple[QuoteView, ...]:
        found = [
            self.quote(quote, _SUMMARY, sources.get(shown(quote.report, _WORD), ""))
            for quote in story.summaries
            if shown(quote.text)
        ]
        return tuple(sorted(found, key=lambda quote: quote.lang != self.texts.lang))

    def _facts(self, facts: Sequence[Fact], sources: Mapping[str, str]) -> tuple[Row, ...]:
        """Return each fact with those who say so; that they say different numbers is said first."""
        found: dict[tuple[str, str], dict[str, None]] = {}
        for fact in facts:
            said = shown(fact.said.get(self.texts.lang) or fact.text, _NAME)
            by = sources.get(shown(fact.report, _WORD), "")
            found.setdefault((fact.role, said), {}).update({by: None} if by else {})
        numbers = sum(role == "count" for role, _ in found)
        return tuple(
            Row(self._role(role, numbers), said, _some(list(by))) for (role, said), by in found.items()
        )

    def _role(self, role: str, numbers: int) -> str:
        said = shown(role_words(role, self.texts), _WORD)
        return self.texts("{role} (reports differ)", role=said) if role == "count" and numbers > 1 else said

    def _title(self, report: ReportItem) -> str:
        return shown(report.title, _TITLE) or shown(report.text[:_TITLE], 200) or self.texts("(no title)")

    def _report(self, report: ReportItem, changes: tuple[Row, ...]) -> ReportView:
        source, owner = shown(report.outlet, _NAME), shown(report.owner, _NAME)
        title, link = self._title(report), web_link(report.link)
        utc, local = self.time(report.seen)
        gone = report.removed and self.both(report.removed)
        view, label = self._view_and_label(report)
        return ReportView(
            id=shown(report.id, _WORD),
            instant=instant(report.seen),
            time=utc,
            local=local,
            source=source,
            owner="" if owner == source else owner,
            view_key=report.view if report.view.isalnum() and report.view.isascii() else "",
            view=view,
            label=label,
            title=title,
            lang=_lang(report.lang),
            link=link,
            archive=web_link(report.archive),
            archive_text=shown(report.archive, 300),
            sha256=shown(report.sha256, 64),
            document=shown(report.document_sha256, 64),
            edited=self.texts("Worded so since {time}", time=self.both(report.edited))
            if report.edited
            else "",
            worded=instant(report.edited or report.seen),
            earlier=tuple(self._earlier(report)),
            removed=self.texts("Removed by its source, {time}", time=gone) if gone else "",
            dated=self.texts("dated {date} by the source", date=self.texts.time(report.published))
            if report.published
            else "",
            published=instant(report.published) if report.published else "",
            changes=changes,
            citation=self._citation(report, title, link),
        )

    def _earlier(self, report: ReportItem) -> Iterator[Row]:
        """Return each former wording: until when, the headline, the checksum."""
        ends = [said.since for said in report.earlier[1:]] + [report.edited or report.seen]
        for said, end in zip(report.earlier, ends, strict=False):  # none, where it was never changed
            yield Row(self._until(said, end), shown(said.title, _TITLE), shown(said.sha256, 64))

    def _until(self, said: Wording, end: datetime) -> str:
        since, until = self.texts.time(said.since), self.texts.time(end)
        return self.texts("from {since} until {until}", since=since, until=until)

    def _citation(self, report: ReportItem, title: str, link: str) -> str:
        """Cite a report as it is worded, with the time and the checksum of that wording."""
        source, owner = shown(report.outlet, _NAME), shown(report.owner, _NAME)
        whose = source if not owner or owner == source else f"{source} ({owner})"
        seen = self.texts.time(report.seen)
        if report.edited:
            cited = self.texts(
                "{source}: “{title}”, as edited {time} (first seen {seen})",
                source=whose, title=title, time=self.texts.time(report.edited), seen=seen,
            )  # fmt: skip
        else:
            cited = self.texts("{source}: “{title}”, seen {time}", source=whose, title=title, time=seen)
        sha256 = shown(report.sha256, 64)
        proof = [cited + ".", link, f"SHA-256: {sha256}." if sha256 else ""]
        proof.append(f"Vigil {self._digest}, {shown(report.id, _WORD)}.")
        return " ".join(filter(None, proof))

    def _view_and_label(self, report: ReportItem) -> tuple[str, str]:
        codes = report.view, report.legal_label
        known = self._codes.get(codes)
        if known is None:
            words = view_words(report.view, self.texts), label_words(report.legal_label, self.texts)
            known = self._codes[codes] = shown(words[0], _WORD), shown(words[1], 200)
        return known

    def _local(self, moment: datetime) -> str:
        local = moment.astimezone(self.zone)
        if local.utcoffset() == moment.astimezone(UTC).utcoffset():
            return ""
        if local.date() == moment.astimezone(UTC).date():
            return f"{local:%H:%M} {local.tzname()}"
        return self.texts.time(moment, self.zone)


def story_urn(snapshot: Snapshot, story_id: str, part: str = "") -> str:
    """Return a story's name for machines; a correction of it is another thing, of this digest alone."""
    return snapshot.urn(part, snapshot.period.name, story_id) if part else snapshot.urn("story", story_id)


def zone_of(name: str) -> tzinfo:
    """Return the zone of an IANA name, or UTC where there is no such zone."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return UTC


def day_zone(snapshot: Snapshot) -> tzinfo:
    """Return the zone whose days the period is made of: UTC, unless it begins at midnight elsewhere."""
    zone = zone_of(snapshot.period.zone)
    return zone if snapshot.period.since.astimezone(zone).time() == time.min else UTC


def anchor_of(name: str) -> str:
    """Return a place in the document: ASCII letters, digits, hyphens and underscores."""
    return re.sub(r"[^0-9A-Za-z_]", "-", name) or "-"


def _some(names: list[str]) -> str:
    """Name a few."""
    return ", ".join(names[:_SOURCES]) + (" …" if len(names) > _SOURCES else "")


def _lang(code: str) -> str:
    """Return a language code fit for an attribute; empty for anything that is none."""
    plain = code.replace("_", "-").replace("-", "")
    return code.replace("_", "-") if plain.isascii() and plain.isalnum() and len(code) <= 20 else ""
