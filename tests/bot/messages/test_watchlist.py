"""Whatever names and words a watch-list holds, what moderators see fits into Telegram and can be parsed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.i18n import LANGUAGES, texts_for
from bot.messages.questions import (
    render_ask_name,
    render_ask_new,
    render_ask_reason,
    render_ask_words,
    render_remove_question,
    render_suggestions,
    render_words_needed,
)
from bot.messages.rehearsal import (
    VersionLine,
    render_history,
    render_lost_race,
    render_query_error,
    render_rehearsal,
)
from bot.messages.watchlist import (
    Desk,
    Precision,
    render_entity,
    render_keyword,
    render_keywords,
    render_watch,
)
from bot.messages.whynot import REASONS
from feeds.types import Entity, EntityKind, Keyword, WatchList
from feeds.watch.edit import Use, changes
from feeds.watch.explain import SHORTFALLS, TEMPLATES
from feeds.watch.propose import Proposal
from feeds.watch.queryparse import QueryError, parse_query
from feeds.watch.rehearse import Example, Rehearsal
from storage.feedback import Score
from storage.subscriber import Role
from tests.bot.messages.reports import shown

NOW = datetime(2026, 3, 5, 9, 30, tzinfo=UTC)
WORDS = st.text(min_size=1, max_size=200)
ENTITIES = st.builds(
    Entity,
    key=st.from_regex(r"[a-z0-9][a-z0-9_-]{0,63}", fullmatch=True),
    kind=st.sampled_from(EntityKind),
    names=st.fixed_dictionaries({"en": WORDS, "ru": WORDS}),
    keywords=st.lists(st.builds(Keyword, WORDS, active=st.booleans()), max_size=30).map(tuple),
)
SCORES = Score(3, 4)


@settings(max_examples=25, deadline=None)
@given(
    entities=st.lists(ENTITIES, min_size=1, max_size=15, unique_by=lambda e: e.key),
    lang=st.sampled_from(LANGUAGES),
)
def test_every_page_fits_and_parses(entities: list[Entity], lang: str) -> None:
    """Hostile names neither break the markup nor pass a limit; every button's data fits."""
    texts, desk = texts_for(lang), Desk(WatchList(tuple(entities), 3), 999_999_999)
    entity = entities[0]
    precision = Precision(
        {one.key: SCORES for one in entities},
        {(one.key, word.text): SCORES for one in entities for word in one.keywords},
        {one.names["en"]: SCORES for one in entities},
    )
    pages = [
        render_watch(desk, precision, texts, inbox=7),
        render_entity(desk, entity, precision, texts),
        render_keywords(desk, entity, texts, 1),
        render_ask_words(desk, entity, Use.INSIDE, texts),
        render_ask_words(desk, entity, Use.QUERY, texts),
        render_ask_name(desk, entity, texts),
        render_ask_new(desk, entity.kind, texts),
        render_ask_reason(999_999_999, 999_999_999, texts),
        render_words_needed([entity.names["en"]] * 5, texts),
        render_remove_question(desk, entity, texts),
        render_suggestions(desk, entity, [Proposal(Keyword("слово" * 40), Use.EXCLUDE, 2, 5)] * 3, texts),
        *(render_keyword(desk, entity, word, precision, texts) for word in entity.keywords[:1]),
    ]
    for page in pages:
        shown(page)


@settings(max_examples=25, deadline=None)
@given(entities=st.lists(ENTITIES, min_size=1, max_size=9, unique_by=lambda e: e.key), words=WORDS)
def test_every_rehearsal_fits_and_parses(entities: list[Entity], words: str) -> None:
    """However much changes and whatever the examples say."""
    texts, watchlist = texts_for("ru"), WatchList(tuple(entities))
    example = Example(
        1, entities[0].key, words * 9, "https://x.example/a?b=1&c=2", "ru", NOW, words, words, words * 9
    )
    rehearsal = Rehearsal(
        10**6, 10**6, (example,) * 6, (example,) * 6, 10**6, 10**6, 30.0, 1234.5, 0.04, 12.3, 10**6, 9.9, ()
    )
    steps = changes(WatchList(()), watchlist) + changes(watchlist, WatchList(()))
    line = VersionLine(10**9, NOW, Role.MODERATOR, words * 20, 10**8, steps)
    shown(
        render_rehearsal(
            steps, rehearsal, watchlist, texts, draft=10**9, days=30, undoes=10**9, reason=words * 20
        )
    )
    shown(render_history([line] * 5, texts, page=3, more=True))
    shown(render_lost_race(steps, line, texts, draft=10**9, undoes=10**9, both=True))


@settings(max_examples=50, deadline=None)
@given(query=st.text(max_size=1200), lang=st.sampled_from(LANGUAGES))
def test_every_complaint_about_a_query_fits_and_parses(query: str, lang: str) -> None:
    """Whatever somebody writes, the answer can be sent."""
    for written in (query, f"{query} OR"):
        try:
            parse_query(written)
        except QueryError as error:
            shown(render_query_error(error, written, texts_for(lang)))


@pytest.mark.parametrize("said", [*TEMPLATES.values(), *SHORTFALLS])
def test_every_reason_of_the_search_is_known_to_translators(said: str) -> None:
    """What the search says of a miss is said in the reader's language."""
    assert said in REASONS
