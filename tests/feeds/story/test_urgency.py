"""How urgent a report is: a table that a moderator can read."""

from __future__ import annotations

import pytest

from feeds.story.facts import find_facts
from feeds.story.urgency import Urgency, urgency
from feeds.types import Entity, EntityKind, Keyword, WatchList
from feeds.watch.match import Matcher

PERSON = Entity(
    "velsky", EntityKind.PERSON, {"en": "Anton Velsky", "ru": "Антон Вельский"}, (Keyword("Вельский"),)
)
PLACE = Entity("tarnsk", EntityKind.PLACE, {"en": "Tarnsk", "ru": "Тарнск"}, (Keyword("Тарнск"),))
ENTITIES = {entity.key: entity for entity in (PERSON, PLACE)}
MATCHER = Matcher(WatchList((PERSON, PLACE)))


@pytest.mark.parametrize(
    ("title", "text", "view", "level"),
    [
        ("Anton Velsky detained at home", "", "independent", Urgency.URGENT),
        ("Антона Вельского задержали дома", "", "state", Urgency.URGENT),
        ("Anton Velsky was sentenced to three years", "", "", Urgency.NOTABLE),
        ("Anton Velsky opens an exhibition", "", "independent", Urgency.ORDINARY),
        ("Anton Velsky was not detained", "", "independent", Urgency.ORDINARY),
        ("Three men were abducted in Tarnsk", "", "independent", Urgency.URGENT),
        ("В Тарнске задержали троих мужчин", "", "state", Urgency.NOTABLE),
        ("В Тарнске открыли мост", "", "independent", Urgency.ORDINARY),
        (
            "Mayor opens a bridge",
            "The bridge is new. It cost much. Years ago a man was killed on the old bridge of Tarnsk.",
            "independent",
            Urgency.ORDINARY,
        ),
    ],
)
def test_event_name_and_source_decide(title: str, text: str, view: str, level: Urgency) -> None:
    """A grave event beside a watched name is urgent; an aside, a denial or a bridge is not."""
    matches = MATCHER.find(title, text)
    kinds = {ENTITIES[match.entity].kind for match in matches}
    assert urgency(find_facts(title, text), matches, text, kinds, view) is level
