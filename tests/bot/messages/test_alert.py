"""The alert says who, where, what and when; the answer to "Why?" shows the evidence."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.i18n import LANGUAGES, texts_for
from bot.messages.alert import render_alert, render_why
from bot.messages.markup import cut
from feeds.types import Match
from tests.bot.conversation import TARNSK, VELSKY, WATCHLIST
from tests.bot.messages.reports import SEEN, report, shown
from tests.telegram.transcript import marked

EN, RU = texts_for("en"), texts_for("ru")

HOSTILE = st.one_of(
    st.text(max_size=400),
    st.text(alphabet="<>&\"'/= abi", max_size=400),
    st.sampled_from(
        ["<b>", "</a>", "<a href='x'>", "&amp;", "&#0;", "<br>", "<!--", "]]>", "\u202e", "\u2067x", "\x00",
         "A" * 9000, "😀" * 5000, "я " * 5000, "@admin", "/stop", "#tag", "tg://resolve", "\ud800", "\n\n\n"]
    ),
)  # fmt: skip


def test_an_alert_in_english() -> None:
    """Names and source, linked title, the source's own sentences, the time."""
    text, entities = shown(render_alert(report(), [VELSKY, TARNSK], texts=EN, alert_id=1, others=2))
    assert marked(text, entities).splitlines() == [
        "**Anton Velsky, Tarnsk** · Sample Post (independent)",
        "Court in Tarnsk hears Velsky <https://news.example/court?a=1&b=2>",
        "",
        "> The court in Tarnsk heard Anton Velsky on Thursday. A verdict is due next week.",
        "",
        "_Seen 5 Mar 2026, 09:30 UTC · 2 more reports_",
    ]


def test_an_alert_in_russian() -> None:
    """Everything of ours is in the reader's language, everything of the source's as it was."""
    text, _ = shown(render_alert(report(view="state"), [VELSKY], texts=RU, alert_id=1, others=5, repeat=True))
    assert text.splitlines() == [
        "Антон Вельский · Sample Post (государственное издание)",
        "Court in Tarnsk hears Velsky",
        "",
        "The court in Tarnsk heard Anton Velsky on Thursday. A verdict is due next week.",
        "",
        "Замечено 5 мар. 2026, 09:30 UTC · ещё 5 публикаций",
        "Возможно, вы это уже получали: при отправке оборвалась связь.",
    ]


def test_the_button_names_the_entry_and_nothing_else() -> None:
    """It works after a restart and in every chat."""
    ((why, mute),) = render_alert(report(entry_id=41), [VELSKY], texts=EN, alert_id=9).buttons
    assert (why.label, why.data) == ("Why?", "w1:41")
    assert (mute.label, mute.data) == ("Mute", "x1:41")
    assert len(render_alert(report(entry_id=41), [VELSKY], texts=EN, alert_id=0).buttons[0]) == 1


@pytest.mark.parametrize(
    ("published", "mentioned"),
    [
        (SEEN - timedelta(hours=23), False),
        (SEEN - timedelta(days=3), True),
        (SEEN + timedelta(days=400), False),
        (datetime(1970, 1, 1, tzinfo=UTC), False),
        (None, False),
    ],
)
def test_the_sources_own_date_is_told_when_it_differs(published: datetime | None, mentioned: bool) -> None:
    """An older date is worth knowing; the dates of 1970 and of the future are mistakes."""
    message = render_alert(report(published=published), [VELSKY], texts=EN, alert_id=1)
    assert ("dated 2 Mar 2026 by the source" in message.html) is mentioned
    assert ("by the source" in message.html) is mentioned


@pytest.mark.parametrize(
    ("summary", "left"),
    [
        ("Court in Tarnsk hears Velsky", ""),
        ("Court in Tarnsk hears Velsky.", ""),
        ("«COURT in Tarnsk: hears Velsky»", ""),
        ("Court in Tarnsk hears Velsky. A verdict is due.", "A verdict is due."),
        ("Another sentence.", "Another sentence."),
        ("", ""),
    ],
)
def test_a_summary_does_not_repeat_the_title(summary: str, left: str) -> None:
    """What the title has said is not said again."""
    text, entities = shown(render_alert(report(summary=summary), [VELSKY], texts=EN, alert_id=1))
    quotes = [e for e in entities if e["type"] == "blockquote"]
    assert bool(quotes) is bool(left)
    assert left in text


@pytest.mark.parametrize(
    ("title", "text", "shown_as"),
    [
        ("", "First words of it.", "First words of it."),
        ("", "", "(no title)"),
        ("\u202e \x00", "", "(no title)"),
    ],
)
def test_a_story_without_a_title_is_still_called_something(title: str, text: str, shown_as: str) -> None:
    """Its first words, or a note that there is none, carry the link."""
    made, _ = shown(render_alert(report(title=title, text=text, summary=""), [VELSKY], texts=EN, alert_id=1))
    assert made.splitlines()[1] == shown_as


def test_the_state_is_named_and_its_verdict_on_the_source_is_not() -> None:
    """A reader learns whose view a source is; a label of the law is not an accusation to repeat."""
    message = render_alert(report(view="state", legal_label="extremist"), [VELSKY], texts=EN, alert_id=1)
    assert "state media" in message.html
    assert "extremist" not in message.html


def test_a_crowd_of_names_stays_short() -> None:
    """Six are named, the rest counted."""
    many = [replace(VELSKY, key=str(n), names={"en": f"Name {n}"}) for n in range(40)]
    first = shown(render_alert(report(), many, texts=EN, alert_id=1))[0].splitlines()[0]
    assert first.startswith("Name 0, Name 1, Name 2, Name 3, Name 4, Name 5 +34 · ")


@settings(max_examples=150, deadline=None)
@given(
    title=HOSTILE, summary=HOSTILE, owner=HOSTILE, link=HOSTILE, name=HOSTILE, lang=st.sampled_from(LANGUAGES)
)
def test_no_title_can_break_an_alert(
    title: str, summary: str, owner: str, link: str, name: str, lang: str
) -> None:
    """Telegram reads every alert within its limits, and nothing in it turns the words round."""
    entity = replace(VELSKY, names={"en": name or "x"})
    hostile = report(title=title, summary=summary, owner=owner, link=f"https://x.example/{link}", text="")
    text, _ = shown(
        render_alert(hostile, [entity] * 9, texts=texts_for(lang), alert_id=1, others=3, repeat=True)
    )
    assert "\u202e" not in text


@settings(max_examples=150, deadline=None)
@given(st.text(st.characters(exclude_categories=["C", "M", "Z"]) | st.sampled_from(" <>&'\"/="), min_size=1))
def test_a_title_arrives_letter_by_letter(title: str) -> None:
    """Whatever its words look like to a parser, they are shown as they are, on a line of their own."""
    text, _ = shown(render_alert(report(title=title, text=""), [VELSKY], texts=EN, alert_id=1))
    assert text.splitlines()[1] == (cut(title, 400) or "(no title)")


@settings(max_examples=100, deadline=None)
@given(title=HOSTILE, text=HOSTILE, feed=HOSTILE, start=st.integers(0, 500), length=st.integers(0, 300))
def test_no_text_can_break_its_explanation(title: str, text: str, feed: str, start: int, length: int) -> None:
    """Telegram reads every explanation, even of offsets that an edit has made wrong."""
    surface = text[start : start + length]
    matches = [
        Match(key, "word", field, start, start + length, surface, "inflected")
        for key in ("velsky", "tarnsk", "gone-entity")
        for field in ("title", "text")
    ]
    hostile = report(title=title, text=text, feed_title=feed, feed_url=feed, matches=tuple(matches))
    shown(render_why(hostile, WATCHLIST, RU))


def test_why_quotes_the_sentence_with_the_form_in_bold() -> None:
    """Each entity comes with its evidence, in the reader's words."""
    text = "Nothing here. Вчера Вельского видели в Тарнске! Nothing there."
    found = (
        Match("velsky", "Вельский", "text", 20, 29, "Вельского", "inflected"),
        Match("tarnsk", "Тарнск", "text", 39, 46, "Тарнске", "inflected"),
    )
    made, entities = shown(render_why(report(text=text, matches=found), WATCHLIST, RU))
    assert marked(made, entities).splitlines() == [
        "**Почему это пришло**",
        "Court in Tarnsk hears Velsky <https://news.example/court?a=1&b=2>",
        "",
        "**Антон Вельский** · в тексте",
        "> Вчера **Вельского** видели в Тарнске!",
        "Ключевое слово «Вельский», в другой форме.",
        "",
        "**Тарнск** · в тексте",
        "> Вчера Вельского видели в **Тарнске**!",
        "Ключевое слово «Тарнск», в другой форме.",
        "",
        "Лента: Sample Post: all the news",
        "`https://news.example/rss`",
    ]


def test_why_shows_each_form_once_and_not_too_many() -> None:
    """Twenty mentions of a name are one reason; many names are capped and counted."""
    same = tuple(Match("velsky", "Velsky", "text", 32, 38, "Velsky", "exact") for _ in range(20))
    assert render_why(report(matches=same), WATCHLIST, EN).html.count("Keyword") == 1
    text = " ".join(f"Velsky{n}" for n in range(10))
    many = tuple(
        Match("velsky", "Velsky", "text", 8 * n, 8 * n + 7, text[8 * n : 8 * n + 7], "derived")
        for n in range(10)
    )
    made = render_why(report(text=text, matches=many), WATCHLIST, EN).html
    assert made.count("Keyword") == 6
    assert "and 4 more mentions" in made


def test_why_of_an_entry_that_was_edited_says_so() -> None:
    """Without matches there is nothing to show but the reason for that."""
    assert "its source has edited it" in render_why(report(matches=()), WATCHLIST, EN).html


def test_a_sentence_without_end_is_shown_round_the_form() -> None:
    """Of 100,000 words a few on either side are enough."""
    text = "word " * 50_000 + "Velsky" + " word" * 50_000
    found = Match("velsky", "Velsky", "text", 250_000, 250_006, "Velsky", "exact")
    made, _ = shown(render_why(report(text=text, matches=(found,)), WATCHLIST, EN))
    assert "…word word" in made
    assert "word Velsky word" in made
    assert len(made) < 800


@pytest.mark.parametrize(
    "rule",
    ["exact", "inflected", "derived", "translit", "translit-form", "misspelt", "query", "some-new-rule"],
)
def test_every_rule_is_told_in_words(rule: str) -> None:
    """A rule this module does not know is named as it is."""
    found = Match("velsky", "Velsky", "text", 32, 38, "Velsky", rule)
    html = render_why(report(matches=(found,)), WATCHLIST, EN).html
    line = next(line for line in html.splitlines() if line.startswith("Keyword"))
    assert (line == f"Keyword “Velsky”, {rule}.") is (rule == "some-new-rule")
