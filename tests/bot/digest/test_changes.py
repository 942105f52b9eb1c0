"""What sources change after they were cited, and what goes on after it was told."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.digest.amended import changed_words, corrects
from bot.digest.arrange import arrange
from bot.digest.build import limited
from bot.digest.codec import to_json
from storage.opening import open_database
from tests.bot.digest.newsweek import CLOSED, MONDAY, NAME, NewsWeek, at

WEEK = timedelta(days=7)


@pytest.fixture
def week(tmp_path: Path) -> Iterator[NewsWeek]:
    opened = open_database(f"sqlite:///{tmp_path}/vigil.db", tmp_path / "keys")
    yield NewsWeek(opened)
    opened.close()


def test_an_edited_report_is_cited_as_it_is_worded(week: NewsWeek) -> None:
    """With the time of that wording, its checksum and its document; the first wording keeps its own."""
    story = week.news("herald", at(1, 9), "Man killed in Argun", text="A man was killed.")
    week.edit("herald", story, at(3, 9), "Man wounded in Argun", text="A man was wounded.")
    [made] = week.digest().snapshot.stories
    [report] = made.reports
    [first] = report.earlier
    assert (report.title, report.edited, report.document_sha256) == (
        "Man wounded in Argun",
        at(3, 9),
        "cd" * 32,
    )
    assert (first.title, first.since, first.document_sha256) == ("Man killed in Argun", at(1, 9), "ab" * 32)
    for said in (report, first):
        plain = f"{said.title}\n{said.link}\n{said.text}"
        assert said.sha256 == hashlib.sha256(plain.encode()).hexdigest()
    [update] = made.updates
    assert (update.at, update.kind, update.text, update.after) == (
        at(3, 9),
        "edit",
        "Man killed in Argun",
        "Man wounded in Argun",
    )


def test_what_is_edited_after_closing_is_cited_as_it_was(week: NewsWeek) -> None:
    """Made late, a digest still says what was known when it was closed."""
    story = week.news("herald", at(1, 9), "Man killed in Argun")
    week.edit("herald", story, CLOSED + timedelta(hours=1), "Man wounded in Argun")
    [made] = week.digest(CLOSED + WEEK).snapshot.stories
    [report] = made.reports
    assert (report.title, report.edited, report.document_sha256) == ("Man killed in Argun", None, "ab" * 32)
    assert made.updates == ()


def test_a_correction_of_the_text_alone_says_before_and_after(week: NewsWeek) -> None:
    """Only the sentences that changed."""
    story = week.news("herald", at(1), "Shots in Argun", text="Two men were hurt. A witness said so.")
    week.edit(
        "herald", story, at(2), "Shots in Argun", text="A witness said so. Correction: one man was hurt."
    )
    [update] = week.digest().snapshot.stories[0].updates
    assert (update.kind, update.text, update.after) == (
        "correction",
        "Two men were hurt.",
        "Correction: one man was hurt.",
    )


def test_retractions_after_closing_are_told_in_the_next_digest(week: NewsWeek) -> None:
    """Both what was retitled, even to words without a watched name, and what was taken away; each once."""
    retitled = week.news("herald", at(1), "Man killed in Argun")
    removed = week.news("courier", at(2), "Bridge of Argun fell")
    kept = week.news("lookout", at(2), "Argun market opens")
    old = week.digest()
    week.edit("herald", retitled, at(8), "RETRACTED: report of a death")
    week.remove("courier", removed, at(9))
    week.edit("lookout", kept, at(6), "Argun market opens at noon")
    made = week.digest(CLOSED + WEEK, MONDAY + WEEK).snapshot
    assert [(one.id, one.missed, one.entities) for one in made.corrections] == [
        (f"s{retitled}", NAME, ("argun",)),
        (f"s{removed}", NAME, ("argun",)),
    ]
    [correction] = made.corrections[0].updates
    assert (correction.kind, correction.text, correction.after) == (
        "correction",
        "Man killed in Argun",
        "RETRACTED: report of a death",
    )
    assert [update.kind for update in made.corrections[1].updates] == ["removal"]
    assert (made.stories, made.late) == ((), ())
    assert week.digest(CLOSED + 2 * WEEK, MONDAY + 2 * WEEK).snapshot.corrections == ()
    assert to_json(week.digest(CLOSED + WEEK).snapshot) == to_json(old.snapshot)


def test_a_correction_is_part_of_every_digest_of_its_entities(week: NewsWeek) -> None:
    """Whoever follows another entity does not get it."""
    story = week.news("herald", at(1), "Man killed in Argun")
    week.digest()
    week.edit("herald", story, at(8), "Man wounded in Argun")
    made = week.digest(CLOSED + WEEK, MONDAY + WEEK).snapshot
    assert [one.id for one in limited(made, ["argun"]).corrections] == [f"s{story}"]
    assert limited(made, ["chechnya"]).corrections == ()


def test_words_that_come_back_are_no_correction(week: NewsWeek) -> None:
    """A headline changed and changed back says what it said."""
    story = week.news("herald", at(1), "Man killed in Argun")
    week.edit("herald", story, at(8), "Man wounded in Argun")
    week.edit("herald", story, at(9), "Man killed in Argun")
    assert week.digest(CLOSED + WEEK, MONDAY + WEEK).snapshot.corrections == ()


def test_an_old_story_told_on_counts_in_the_new_week(week: NewsWeek) -> None:
    """It has only its new reports, says when it began, is among the top, and is no late addition."""
    story = week.news("herald", at(1), "Four men detained in Argun")
    week.digest()
    week.news("herald", at(9), "Four men freed in Argun", story=story)
    made = week.digest(CLOSED + WEEK, MONDAY + WEEK).snapshot
    [told] = made.stories
    assert (told.id, told.continues, told.first_seen) == (f"s{story}", NAME, at(9))
    assert [report.title for report in told.reports] == ["Four men freed in Argun"]
    assert (made.top, made.late) == ((told.id,), ())
    assert {one.key: one.stories for one in made.overview.entities}["argun"] == 1
    assert NAME in arrange(made, "en").stories[0].continues
    later = week.digest(CLOSED + 2 * WEEK, MONDAY + 2 * WEEK).snapshot
    assert [one.counts.get("argun", 0) for one in later.overview.history] == [1]


@pytest.mark.parametrize(
    ("edited", "numbers"),
    [(None, ["3 people", "4 people"]), ("Two people killed in Argun", ["2 people", "4 people"])],
)
def test_numbers_that_differ_are_told_with_their_outlets(
    week: NewsWeek, edited: str | None, numbers: list[str]
) -> None:
    """Each report's own, as it is worded at last."""
    story = week.news("herald", at(1), "Three people killed in Argun")
    week.news("lookout", at(1, 13), "Argun: four people killed", story=story)
    if edited:
        week.edit("herald", story, at(2), edited)
    [made] = week.digest().snapshot.stories
    told = [(fact.said["en"], fact.report) for fact in made.facts if fact.role == "count"]
    assert told == [(said, report.id) for said, report in zip(numbers, made.reports, strict=True)]
    assert all(fact.report for fact in made.facts)


def test_a_report_of_the_week_closed_is_in_one_digest_alone(week: NewsWeek) -> None:
    """One that is told between the end of a week and its closing is the old week's."""
    story = week.news("herald", at(6), "Four men detained in Argun")
    week.news("lookout", at(7, 3), "Argun: four men are held", story=story)
    assert len(week.digest().snapshot.stories[0].reports) == 2
    made = week.digest(CLOSED + WEEK, MONDAY + WEEK).snapshot
    assert (made.stories, made.late, made.corrections) == ((), (), ())


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("Man killed", "RETRACTED: Man killed", True),
        ("Man killed", "Correction: man wounded", True),
        ("Man killed", "Man killed. An earlier version named the wrong street.", True),
        ("Погиб человек", "Исправлено: ранен человек", True),
        ("Погиб человек", "Ранен человек. В первоначальной версии говорилось о гибели.", True),
        ("Погиб человек", "Опровержение: никто не погиб", True),
        ("Man killed", "Man wounded", False),
        ("Correction: a", "Correction: b", False),
        ("Погиб человек", "Ранен человек в исправительной колонии", False),
        ("A", "He was moved to a correctional colony", False),
    ],
)
def test_a_correction_calls_itself_one(before: str, after: str, said: bool) -> None:
    """Another wording alone is an edit."""
    assert corrects(before, after) is said


def test_changed_words_are_whole_sentences_and_no_more() -> None:
    """What moved is not changed; long changes are cut at a word."""
    assert changed_words("One. Two. Three.", "Three. One. Four.", 100) == ("Two.", "Four.")
    assert changed_words("One.  Two.", "Two. One.", 100) == ("", "")
    assert changed_words("", "Very long words here.", 12) == ("", "Very long…")
