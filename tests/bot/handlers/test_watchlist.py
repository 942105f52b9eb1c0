"""Moderators change whom Vigil watches with buttons, replies and commands; nothing counts until applied."""

from __future__ import annotations

import json
import re

import pytest

from bot.handlers.edits import Names, names_in
from feeds.types import Entity, EntityKind
from tests.bot.conversation import MODERATOR, READER, Conversation
from tests.bot.handlers.tuning import SECOND, archive, at_desk, in_force, moderating, reply, version, words_of


def entity(talk: Conversation, key: str) -> Entity:
    """Return an entity in force."""
    found = in_force(talk).get(key)
    assert found is not None
    return found


@pytest.mark.parametrize("command", ["/watch", "/watch new", "/undo", "/history", "/queue"])
async def test_readers_may_not(talk: Conversation, command: str) -> None:
    """A reader is told so in one sentence."""
    await talk.joined(READER)
    assert await talk.say(READER, command) == ["Only moderators can do that."]


@pytest.mark.parametrize("data", ["e1:0:l:0", "e1:0:n", "r1:a:1:0", "q1:r:1"])
async def test_a_reader_cannot_forge_a_button(talk: Conversation, data: str) -> None:
    """What a tap may do is looked up when it comes."""
    await talk.joined(READER)
    assert await talk.tap_data(READER, data) == "Only moderators can do that."


async def test_the_list_shows_state_and_leads_to_each_entity(talk: Conversation) -> None:
    """From the list to an entity, its words, one word, and back."""
    await moderating(talk)
    (listed,) = await talk.say(MODERATOR, "/watch")
    assert listed.splitlines()[:2] == ["Watch-list, version 1", "1. Anton Velsky – 2 keywords"]
    await talk.tap(MODERATOR, "Anton Velsky")
    assert "Names: Вельский, Velsky" in talk.last(MODERATOR)
    await talk.tap(MODERATOR, "Change words")
    await talk.tap(MODERATOR, "Вельский")
    assert talk.last(MODERATOR).startswith("Вельский – name")
    await talk.tap(MODERATOR, "Back")
    await talk.tap(MODERATOR, "Back")
    await talk.tap(MODERATOR, "All entities")
    assert talk.last(MODERATOR) == listed


@pytest.mark.parametrize("name", ["velsky", "Anton Velsky", "Вельского", "открытой двери"])
async def test_an_entity_is_found_by_any_of_its_names(talk: Conversation, name: str) -> None:
    """Key, display name and case forms lead to the same page."""
    await moderating(talk)
    (page,) = await talk.say(MODERATOR, f"/watch {name}")
    assert page.splitlines()[0].endswith(("· velsky", "· open-door"))


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("/watch add velsky name Велски", ["Вельский", "Velsky", "Велски"]),
        (
            '/watch add velsky alias "Антон В." «А. Вельский»',
            ["Вельский", "Velsky", "Антон В.", "А. Вельский"],
        ),
        ("/watch add velsky context суд, приговор", ["Вельский", "Velsky", "суд", "приговор"]),
        ("/watch add velsky inside улица Вельского", ["Вельский", "Velsky", "улица Вельского"]),
        ("/watch добавить вельский исключить хоккей", ["Вельский", "Velsky", "хоккей"]),
        ('/watch add velsky query (Velsky OR "A. V.") NOT hockey', None),
        ("/watch drop velsky Вельский", ["Velsky"]),
    ],
)
async def test_words_are_added_and_dropped_by_command(
    talk: Conversation, command: str, words: list[str] | None
) -> None:
    """Words in quotes stand alone, others are parted by commas; a query is taken as it is."""
    await moderating(talk)
    await talk.say(MODERATOR, command)
    assert version(talk) == 1
    await talk.tap(MODERATOR, "Apply")
    expected = words or [*words_of(talk, "velsky")[:2], '(Velsky OR "A. V.") NOT hockey']
    assert sorted(words_of(talk, "velsky")) == sorted(expected)


async def test_words_are_added_by_replying_to_a_question(talk: Conversation) -> None:
    """What the reply answers stands in the question itself, so that a restart in between does not matter."""
    await moderating(talk)
    await at_desk(talk, "tarnsk")
    await talk.tap(MODERATOR, "Add words")
    await talk.tap(MODERATOR, "derived word")
    await reply(talk, MODERATOR, "тарнский\n тарнчанин \n")
    await talk.tap(MODERATOR, "Apply")
    added = [(one.text, one.derived) for one in entity(talk, "tarnsk").keywords if one.derived]
    assert added == [("тарнский", True), ("тарнчанин", True)]
    assert talk.services.watch.matcher.find("Тарнские власти", "")


async def test_a_bad_query_is_refused_with_the_place(talk: Conversation) -> None:
    """Nothing is drafted, and the error says what to write."""
    await moderating(talk)
    (answer,) = await talk.say(MODERATOR, "/watch add velsky query (Velsky OR")
    assert answer.splitlines() == [
        "This query cannot be used:",
        "(Velsky ▸OR",
        "OR has no word after it: write a word after it, or leave OR out.",
    ]
    assert talk.buttons(MODERATOR) == []


async def test_errors_are_told_in_the_moderators_language(talk: Conversation) -> None:
    """A Russian moderator is not met with English in the middle of a Russian sentence."""
    await moderating(talk, "ru")
    (answer,) = await talk.say(MODERATOR, "/watch add velsky query суд и приговор")
    assert answer.splitlines() == [
        "Такой запрос не подойдёт:",
        "суд ▸и приговор",
        'и – не оператор: напишите AND, а для самого слова – "и".',
    ]
    (answer,) = await talk.say(MODERATOR, "/watch add velsky name ве*льский")
    assert not re.search("[a-z]", answer.replace("velsky", ""))
    assert answer.endswith("* стоит в конце слова от трёх букв, например: чеченофоб*")


@pytest.mark.parametrize("words", ["!!!", "…\n—", "я" * 300])
async def test_what_is_no_word_is_refused(talk: Conversation, words: str) -> None:
    """A reply without a usable word gets one sentence."""
    await moderating(talk)
    await at_desk(talk, "velsky")
    await talk.tap(MODERATOR, "Add words")
    await talk.tap(MODERATOR, "name")
    assert (await reply(talk, MODERATOR, words))[0].startswith("I need words with a letter or digit")


async def test_no_word_is_lost_silently(talk: Conversation) -> None:
    """Fifty words are taken, all of them; more are refused as a whole, and so is a list with a bad one."""
    await moderating(talk)
    await talk.say(MODERATOR, "/watch add velsky name " + ", ".join(f"Имя{n}" for n in range(51)))
    assert (
        talk.last(MODERATOR) == "Those are 51 words. I take at most 50 at a time: please send them in parts."
    )
    await talk.say(MODERATOR, "/watch add velsky name Имя, —, Фамилия")
    assert "Not usable: “—”" in talk.last(MODERATOR)
    await talk.say(MODERATOR, "/watch add velsky name " + ", ".join(f"Имя{n}" for n in range(50)))
    await talk.tap(MODERATOR, "Apply")
    assert len(words_of(talk, "velsky")) == 52


async def test_the_field_for_a_reply_opens_by_itself(talk: Conversation) -> None:
    """Nobody has to swipe; what was asked stands in the question, unseen."""
    await moderating(talk)
    for taps in (["New entity", "place"], ["Anton Velsky", "Rename"]):
        await talk.say(MODERATOR, "/watch")
        for label in taps:
            await talk.tap(MODERATOR, label)
        call = [one for one in talk.telegram.calls if one.method == "sendMessage"][-1]
        assert json.loads(call.params["reply_markup"]) == {
            "force_reply": True,
            "input_field_placeholder": "English / Russian",
        }
        assert "vigil" not in talk.last(MODERATOR)
        await reply(talk, MODERATOR, "Northport")
        assert "Northport" in talk.last(MODERATOR)


async def test_a_surname_alone_is_offered_for_a_new_person(talk: Conversation) -> None:
    """A full name misses what is written without the first name; one button adds the surname to the draft."""
    await moderating(talk)
    archive(talk, "Кораблёву дали слово", "Korablyov speaks", "Семён Кораблёв дома")
    await talk.say(MODERATOR, "/watch new person Семён Кораблёв")
    assert "+1 alert, −0" in talk.last(MODERATOR)
    await talk.tap(MODERATOR, "Also “Кораблёв” alone")
    assert "+3 alerts, −0" in talk.last(MODERATOR)
    await talk.tap(MODERATOR, "Apply")
    (key,) = {one.key for one in in_force(talk).entities} - {"velsky", "tarnsk", "open-door"}
    assert words_of(talk, key) == ["Korablyov", "Кораблёв"]


@pytest.mark.parametrize("name", ["вельский", "Открытой двери"])
async def test_names_are_looked_up_without_building_the_search_again(
    talk: Conversation, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A long list would take seconds with every command."""
    await moderating(talk)
    monkeypatch.setattr("bot.watch.Matcher", None)
    (page,) = await talk.say(MODERATOR, f"/watch {name}")
    assert "Names: " in page


@pytest.mark.parametrize(
    ("button", "changed"),
    [("Pause", ("active", False)), ("Derived words off", ("derived", False))],
)
async def test_switches_are_switched(talk: Conversation, button: str, changed: tuple[str, bool]) -> None:
    """Paused entities and derived words stay on the list and out of the search."""
    await moderating(talk)
    await at_desk(talk, "velsky")
    await talk.tap(MODERATOR, button)
    await talk.tap(MODERATOR, "Apply")
    assert getattr(entity(talk, "velsky"), changed[0]) is changed[1]


async def test_one_word_is_switched_off_made_to_need_context_or_removed(talk: Conversation) -> None:
    """Each keyword has its own page."""
    await moderating(talk)
    for button in ("Only with context", "Switch off", "Remove"):
        await at_desk(talk, "velsky")
        await talk.tap(MODERATOR, "Change words")
        label = next(one for one in talk.buttons(MODERATOR) if one.endswith("Velsky"))
        await talk.tap(MODERATOR, label)
        await talk.tap(MODERATOR, button)
        await talk.tap(MODERATOR, "Apply")
    assert words_of(talk, "velsky") == ["Вельский"]
    assert version(talk) == 4


async def test_an_entity_is_renamed_and_removed(talk: Conversation) -> None:
    """The key stays; removing asks first."""
    await moderating(talk)
    await at_desk(talk, "tarnsk")
    await talk.tap(MODERATOR, "Rename")
    await reply(talk, MODERATOR, "Старый Тарнск")
    await talk.tap(MODERATOR, "Apply")
    assert entity(talk, "tarnsk").names == {"en": "Tarnsk", "ru": "Старый Тарнск"}
    await at_desk(talk, "tarnsk")
    await talk.tap(MODERATOR, "Remove")
    await talk.tap(MODERATOR, "Remove")
    await talk.tap(MODERATOR, "Apply")
    assert in_force(talk).get("tarnsk") is None


@pytest.mark.parametrize(
    ("written", "names", "key"),
    [
        ("Olga Reneva / Ольга Ренева", {"en": "Olga Reneva", "ru": "Ольга Ренева"}, "olga-reneva"),
        ("Ольга Ренева", {"en": "Olga Reneva", "ru": "Ольга Ренева"}, "olga-reneva"),
        ("Olga Reneva", {"en": "Olga Reneva"}, "olga-reneva"),
        ("Anton Velsky", {"en": "Anton Velsky"}, "anton-velsky"),
        ("Tarnsk", {"en": "Tarnsk"}, "tarnsk-2"),
    ],
)
async def test_a_new_entity_needs_one_name(
    talk: Conversation, written: str, names: dict[str, str], key: str
) -> None:
    """A Russian name alone is spelled in Latin letters; the key is made from the English one."""
    await moderating(talk)
    await talk.say(MODERATOR, "/watch new")
    await talk.tap(MODERATOR, "person")
    await reply(talk, MODERATOR, written)
    await talk.tap(MODERATOR, "Apply")
    made = entity(talk, key)
    assert (made.kind, made.names) == (EntityKind.PERSON, names)


async def test_editing_goes_on_from_the_draft(talk: Conversation) -> None:
    """Edit leads back to the entity as it would be; several changes are applied as one version."""
    await moderating(talk)
    await talk.say(MODERATOR, "/watch new place Ozersk / Озёрск")
    await talk.tap(MODERATOR, "Edit")
    assert "Draft: not in force yet." in talk.last(MODERATOR)
    await talk.tap(MODERATOR, "Add words")
    await talk.tap(MODERATOR, "derived word")
    await reply(talk, MODERATOR, "озёрский")
    await talk.tap(MODERATOR, "Apply")
    assert (words_of(talk, "ozersk"), version(talk)) == (["озёрский"], 2)


async def test_buttons_of_another_time_are_answered(talk: Conversation) -> None:
    """An entity, word or draft that is gone is said to be so; nothing breaks, nothing changes."""
    await moderating(talk)
    await talk.say(MODERATOR, "/watch")
    for data in (
        "e1:0:o:000000000000",
        "e1:7:o:x",
        "e1:0:k:x:y",
        "e1",
        "e1:::",
        "e1:0:zz",
        "e1:0:w:x:99999999999",
    ):
        await talk.tap_data(MODERATOR, data)
        assert "no longer" in talk.last(MODERATOR), data
    assert version(talk) == 1


async def test_a_draft_belongs_to_whoever_made_it(talk: Conversation) -> None:
    """A second moderator cannot apply the first one's draft."""
    await moderating(talk)
    await moderating(talk, person=SECOND)
    await talk.say(MODERATOR, "/watch pause velsky")
    await talk.say(SECOND, "/watch")
    await talk.tap_data(SECOND, "r1:a:1:0")
    assert version(talk) == 1
    assert "no longer waits" in talk.last(SECOND)


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("A B / В Г", Names("A B", "В Г")),
        ("В Г / A B", Names("A B", "В Г")),
        ("A B/В Г", Names("A B", "В Г")),
        ("AC/DC", Names("AC/DC", "")),
        ("<b>x</b>", Names("<b>x</b>", "")),
        ("  «В Г»  ", Names("", "В Г")),
        ("A\nВ", Names("A", "В")),
        ("a\nb\nc", Names("a", "", more=("b", "c"))),
        ("/ / -", Names("", "", unusable=("-",))),
        ("", Names("", "")),
    ],
)
def test_names_are_told_apart_by_their_letters(written: str, names: Names) -> None:
    """Order and quotes do not matter, and nothing is dropped."""
    assert names_in(written) == names


async def test_further_names_of_a_new_entity_become_its_words(talk: Conversation) -> None:
    """One a line; the rehearsal shows them, and renaming refuses them."""
    await moderating(talk)
    await talk.say(MODERATOR, "/watch new place Northport\nNorth Port\nПорт")
    assert "New: Northport / Порт (North Port)" in talk.last(MODERATOR)
    await talk.tap(MODERATOR, "Apply")
    assert words_of(talk, "northport") == ["North Port"]
    await talk.say(MODERATOR, "/watch rename tarnsk One\nTwo")
    assert talk.last(MODERATOR).startswith("I need a name as English / Russian")
