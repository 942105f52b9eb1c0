"""What people say of alerts is noted once, worked through by moderators, and turned into suggestions."""

from __future__ import annotations

import pytest

from bot.delivery import Deliverer
from storage.feedback import count_complaints, judgements, scores
from storage.outbox import expand
from storage.subscriber import Role
from tests.bot.conversation import MODERATOR, OTHER, READER, TARNSK, Conversation
from tests.bot.handlers.tuning import alert_of, in_force, moderating


async def told(talk: Conversation, title: str, text: str = "") -> int:
    """Publish an entry and deliver its alert; returns the entry's id."""
    entry_id = talk.publish(title, text)
    while talk.database.run_now(expand, talk.now, chunk=100):
        pass
    deliverer = Deliverer(talk.database, talk.services.watch, talk.services.gateway, lambda: talk.now)
    await deliverer.deliver_due()
    return entry_id


async def test_each_role_gets_its_buttons(talk: Conversation) -> None:
    """A reader can say one thing, a moderator four."""
    await talk.joined(READER)
    await moderating(talk)
    await told(talk, "Вельский в суде")
    assert talk.buttons(READER) == ["Why?", "Mute", "Not relevant"]
    assert talk.buttons(MODERATOR) == [
        "Why?",
        "Mute",
        "Relevant",
        "Not relevant",
        "Wrong entity",
        "Duplicate",
    ]


async def test_a_readers_word_goes_to_the_inbox_once(talk: Conversation) -> None:
    """Double taps count once; two readers are two."""
    await talk.joined(READER)
    await talk.joined(OTHER)
    await moderating(talk)
    await told(talk, "Вельский в суде")
    assert await talk.tap(READER, "Not relevant") == "Thank you. A moderator will look at it."
    assert await talk.tap(READER, "Not relevant") == "You have said so already."
    assert talk.database.read_now(judgements) == []
    await talk.say(MODERATOR, "/queue")
    assert talk.last(MODERATOR).startswith("Inbox: 1 item\n1 reader says: not relevant.")
    await talk.tap(OTHER, "Not relevant")
    await talk.say(MODERATOR, "/queue")
    assert "2 readers say: not relevant." in talk.last(MODERATOR)


async def test_what_a_moderator_has_judged_does_not_come_back(talk: Conversation) -> None:
    """A reader who disagrees afterwards is thanked; the inbox stays empty."""
    await talk.joined(READER)
    await moderating(talk)
    await told(talk, "Вельский в суде")
    await talk.tap(MODERATOR, "Relevant")
    assert await talk.tap(READER, "Not relevant") == "Thank you. A moderator has judged it already."
    await talk.say(MODERATOR, "/queue")
    assert talk.last(MODERATOR).startswith("The inbox is empty.")


async def test_a_reader_cannot_forge_a_moderators_verdict(talk: Conversation) -> None:
    """Only "not relevant" is theirs to say."""
    await talk.joined(READER)
    alert = alert_of(talk, await told(talk, "Вельский в суде"))
    assert await talk.tap_data(READER, f"v1:r:{alert}") == "Only moderators can do that."
    assert talk.database.read_now(judgements) == []


@pytest.mark.parametrize(
    ("button", "accepted"),
    [("Relevant", [True]), ("Not relevant", [False]), ("Wrong entity", [False]), ("Duplicate", [])],
)
async def test_a_moderators_word_counts_at_once(
    talk: Conversation, button: str, accepted: list[bool]
) -> None:
    """It needs no inbox; a duplicate says nothing about the match."""
    await moderating(talk)
    await told(talk, "Вельский в суде")
    assert (await talk.tap(MODERATOR, button)).startswith("Noted: ")
    assert await talk.tap(MODERATOR, button) == "You have said so already."
    assert [one.accepted for one in talk.database.read_now(judgements)] == accepted
    assert talk.database.read_now(count_complaints) == 0


async def test_a_changed_mind_replaces_the_first_word(talk: Conversation) -> None:
    """One person has one word on one alert."""
    await moderating(talk)
    await told(talk, "Вельский в суде")
    await talk.tap(MODERATOR, "Not relevant")
    await talk.tap(MODERATOR, "Relevant")
    assert [one.accepted for one in talk.database.read_now(judgements)] == [True]


async def test_the_inbox_is_worked_through(talk: Conversation) -> None:
    """One after the other, later ones when asked for; what is judged does not come back."""
    await talk.joined(READER)
    await moderating(talk)
    for title in ("Вельский раз", "Вельский два", "Вельский три"):
        await told(talk, title)
        talk.now = talk.now.replace(minute=talk.now.minute + 1)
        await talk.tap(READER, "Not relevant")
    await talk.say(MODERATOR, "/queue")
    assert "Вельский раз" in talk.last(MODERATOR)
    await talk.tap(MODERATOR, "Later")
    assert "Вельский два" in talk.last(MODERATOR)
    assert await talk.tap(MODERATOR, "Not relevant") == "Noted: not relevant."
    assert talk.last(MODERATOR).startswith("Inbox: 2 items")
    await talk.tap(MODERATOR, "Relevant")
    await talk.tap(MODERATOR, "Relevant")
    assert talk.last(MODERATOR).startswith("The inbox is empty.")
    score = scores(talk.database.read_now(judgements), "entity")["velsky"]
    assert (score.accepted, score.rejected) == (2, 1)


async def test_an_item_that_was_judged_meanwhile_is_judged_once(talk: Conversation) -> None:
    """The second of two moderators is told so."""
    await talk.joined(READER)
    await moderating(talk)
    entry = await told(talk, "Вельский раз")
    await talk.tap(READER, "Not relevant")
    await talk.say(MODERATOR, "/queue")
    await talk.tap_data(MODERATOR, f"q1:n:{entry}")
    assert await talk.tap_data(MODERATOR, f"q1:r:{entry}") == "Somebody has judged this one already."
    assert [one.accepted for one in talk.database.read_now(judgements)] == [False]


async def test_of_several_entities_the_wrong_one_is_asked_for(talk: Conversation) -> None:
    """Only the one named is rejected."""
    await moderating(talk)
    entry = talk.publish("Вельский в Тарнске")
    alert = alert_of(talk, entry)

    def add_entity(session: object) -> None:
        from storage.story import Alert

        row = session.get(Alert, alert)  # type: ignore[attr-defined]
        row.entities = ["velsky", TARNSK.key]
        session.add(row)  # type: ignore[attr-defined]

    talk.database.run_now(add_entity)
    await talk.say(MODERATOR, "/help")
    await talk.tap_data(MODERATOR, f"v1:w:{alert}")
    assert talk.buttons(MODERATOR) == ["Anton Velsky", "Tarnsk"]
    assert await talk.tap(MODERATOR, "Tarnsk") == "Noted: wrong entity."
    assert [(one.entity, one.accepted) for one in talk.database.read_now(judgements)] == [("tarnsk", False)]


async def test_precision_is_shown_and_leads_to_a_suggestion(talk: Conversation) -> None:
    """Rejected items with words of their own suggest a keyword, which is rehearsed before it is applied."""
    await moderating(talk)
    items = (
        ("Проспект Вельского закрыт", "На проспекте Вельского меняют асфальт.", "Not relevant"),
        ("Пробки в городе", "Движение по проспекту Вельского перекрыто.", "Not relevant"),
        ("Суд продлил арест", "Адвокат Вельского подал жалобу.", "Relevant"),
        ("Письмо из колонии", "Антон Вельский ответил читателям.", "Relevant"),
    )
    for at, (title, text, verdict) in enumerate(items):
        talk.now = talk.now.replace(minute=30 + at)
        await told(talk, title, text)
        await talk.tap(MODERATOR, verdict)
    (listed,) = await talk.say(MODERATOR, "/watch")
    assert "1. Anton Velsky – 2 keywords, right 2 of 4 (50%)" in listed
    await talk.tap(MODERATOR, "Anton Velsky")
    assert "Weakest feeds: Sample Post 2/4" in talk.last(MODERATOR)
    await talk.tap(MODERATOR, "Suggestions")
    assert "проспект*" in talk.last(MODERATOR)
    assert "keeps out 2 of 2 rejected items and none that was accepted" in talk.last(MODERATOR)
    await talk.tap(MODERATOR, "Try 1")
    assert "−2 in the last 30 days." in talk.last(MODERATOR)
    await talk.tap(MODERATOR, "Apply")
    entity = in_force(talk).get("velsky")
    assert entity is not None
    assert len(entity.keywords) == 3


async def test_forgetting_a_moderator_leaves_no_word_of_theirs(talk: Conversation) -> None:
    """Feedback goes with whoever gave it."""
    await moderating(talk)
    await told(talk, "Вельский в суде")
    await talk.tap(MODERATOR, "Not relevant")
    await talk.joined(OTHER, Role.ADMIN)
    await talk.say(MODERATOR, "/forget")
    await talk.tap(MODERATOR, "Delete everything")
    assert talk.database.read_now(judgements) == []


async def test_whynot_names_the_first_gate(talk: Conversation) -> None:
    """An address that was told is told apart from one never seen."""
    await talk.joined(READER)
    await told(talk, "Вельский в суде")
    link = "https://news.example/velsky"
    talk.database.run_now(
        lambda session: session.connection().exec_driver_sql(f"UPDATE entry SET link_key = '{link}'")
    )
    (answer,) = await talk.say(READER, f"/whynot {link}?utm_source=x")
    assert answer.startswith("You got it.\nВельский в суде\n")
    assert (await talk.say(READER, "/whynot https://other.example/a"))[0].startswith(
        "I read no feed of this site"
    )
    assert (await talk.say(READER, "/whynot"))[0].endswith("/whynot ADDRESS")
    assert "such as https://example.org/rss" in (await talk.say(READER, "/whynot two words"))[0]
    first, second = await talk.say(READER, f"/whynot {link}, https://other.example/a")
    assert first.startswith("You got it.")
    assert second.startswith("I read no feed of this site")
    many = await talk.say(READER, "/whynot " + " ".join(f"https://other.example/{n}" for n in range(7)))
    assert len(many) == 6
    assert many[-1].endswith("from this one on: https://other.example/5")
