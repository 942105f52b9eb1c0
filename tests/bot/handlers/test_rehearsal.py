"""A change is rehearsed before it is in force, applied by one, taken back by anyone, and always on record."""

from __future__ import annotations

import pytest
from sqlmodel import select

from bot.messages.message import Message
from storage.audit import Change
from storage.watchlist import WatchListDraft, drop_draft, list_versions
from tests.bot.conversation import MODERATOR, Conversation
from tests.bot.handlers.tuning import SECOND, archive, in_force, moderating, reply, version, words_of

TITLES = ("Морошкина выступила в порту", "Суд над Морошкиной отложен", "Дождь весь день", "Дети и Морошкина")


async def test_a_rehearsal_tells_exactly_what_would_have_come(talk: Conversation) -> None:
    """Counts, two examples with links, alerts a day, time; nothing is in force yet."""
    await moderating(talk)
    archive(talk, *TITLES)
    await talk.say(MODERATOR, "/watch new person Moroshkina / Морошкина")
    shown = talk.last(MODERATOR)
    assert shown.startswith("• New: Moroshkina / Морошкина\n\n+3 alerts, −0 in the last 30 days.\n")
    assert "Alerts a day: " in shown
    assert "4 items read in " in shown
    assert shown.count("Moroshkina, 2 Mar 2026: “") == 2
    assert talk.buttons(MODERATOR) == ["Apply", "Edit", "Cancel", "Over everything stored", "Give a reason"]
    assert version(talk) == 1


async def test_what_would_not_have_come_is_shown_too(talk: Conversation) -> None:
    """Pausing an entity loses its alerts."""
    await moderating(talk)
    archive(talk, "Вельский дома", "Вельскому дали слово")
    await talk.say(MODERATOR, "/watch pause velsky")
    assert "+0 alerts, −2 in the last 30 days." in talk.last(MODERATOR)
    assert "− Would not have come" in talk.last(MODERATOR)


async def test_older_items_count_when_everything_is_asked_for(talk: Conversation) -> None:
    """One button rehearses over the whole archive."""
    await moderating(talk)
    archive(talk, *TITLES, days=90)
    await talk.say(MODERATOR, "/watch new person Морошкина")
    assert "Nothing was stored in the last 30 days" in talk.last(MODERATOR)
    await talk.tap(MODERATOR, "Over everything stored")
    assert "+3 alerts, −0 in everything stored." in talk.last(MODERATOR)
    await talk.tap(MODERATOR, "Apply")
    assert version(talk) == 2


async def test_applying_is_recorded_and_takes_effect_at_once(talk: Conversation) -> None:
    """The matcher in use finds the new name; the change names author, reason and both versions."""
    await moderating(talk)
    await talk.say(MODERATOR, "/watch new person Морошкина")
    await reply(talk, MODERATOR, "She is on trial")
    assert talk.last(MODERATOR) == "Noted as the reason: She is on trial"
    await talk.tap(MODERATOR, "Apply")
    assert talk.last(MODERATOR).endswith("In force now, as version 2. /undo takes it back.")
    assert [match.entity for match in talk.services.watch.matcher.find("О Морошкиной", "")] == ["moroshkina"]
    (change,) = talk.database.read_now(
        lambda session: [row.model_dump() for row in session.exec(select(Change))]
    )
    me = talk.subscriber(MODERATOR)
    assert me is not None
    assert (change["actor"], change["reason"], change["before"], change["after"]) == (
        me.id,
        "She is on trial",
        1,
        2,
    )


async def test_a_reason_is_asked_for_and_the_rehearsal_stays_good(talk: Conversation) -> None:
    """The button opens the field for it; the first Apply still works afterwards."""
    await moderating(talk)
    await talk.say(MODERATOR, "/watch pause velsky")
    await talk.tap(MODERATOR, "Give a reason")
    await reply(talk, MODERATOR, "asked for it")
    await talk.tap_data(MODERATOR, "r1:a:1:0")
    assert version(talk) == 2
    assert talk.database.read_now(list_versions)[0].reason == "asked for it"


async def test_a_long_rehearsal_tells_what_it_found_and_can_be_cancelled(
    talk: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A change that brings far too much shows so at once; after Cancel nothing more is read or said."""
    monkeypatch.setattr("bot.rehearsal.CHUNK", 1)
    monkeypatch.setattr("bot.rehearsal.TELL_SECONDS", 0.0)
    await moderating(talk)
    archive(talk, *(f"Морошкина дома, {n}" for n in range(9)))
    shown: list[tuple[str, list[str]]] = []
    edit = talk.services.gateway.edit

    async def watching(chat: int, message_id: int, message: Message) -> None:
        await edit(chat, message_id, message)
        shown.append((talk.last(MODERATOR), talk.buttons(MODERATOR)))
        if len(shown) == 3:
            (draft,) = talk.database.read_now(lambda session: session.exec(select(WatchListDraft.id)).all())
            await talk.database.run(drop_draft, draft or 0)

    monkeypatch.setattr(talk.services.gateway, "edit", watching)
    await talk.say(MODERATOR, "/watch new person Морошкина")
    assert len(shown) == 3
    text, buttons = shown[-1]
    assert "Rehearsing: 3 of 9 stored items …\nSo far: +3 alerts, −0." in text
    assert buttons == ["Cancel"]


async def test_a_newer_change_ends_the_rehearsal_of_the_one_before(
    talk: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its message says that it waits no more, without a button that leads nowhere."""
    monkeypatch.setattr("bot.rehearsal.CHUNK", 1)
    monkeypatch.setattr("bot.rehearsal.TELL_SECONDS", 0.0)
    await moderating(talk)
    archive(talk, *TITLES)
    for command in ("/watch new person Морошкина", "/watch pause velsky"):
        talk.telegram.say(MODERATOR, command)
    await talk.settle()
    texts = talk.telegram.texts(MODERATOR)
    assert sum("no longer waits" in text for text in texts) == 1
    assert sum("Alerts a day" in text for text in texts) == 1


async def test_undo_leaves_what_was_undone_before_undone(talk: Conversation) -> None:
    """Another moderator's change came and went between; only the last change is taken back."""
    await moderating(talk)
    for command in (
        "/watch add tarnsk name Одно",
        "/undo",
        "/watch add tarnsk name Другое",
        "/watch add tarnsk name Третье",
        "/undo",
    ):
        await talk.say(MODERATOR, command)
        await talk.tap(MODERATOR, "Apply")
    assert words_of(talk, "tarnsk") == ["Тарнск", "Tarnsk", "Другое"]


async def test_an_undo_put_on_top_of_another_change_keeps_it_in_the_next_undo(talk: Conversation) -> None:
    """Of two moderators one takes a change back while the other adds; a further undo brings nothing back."""
    await moderating(talk)
    await moderating(talk, person=SECOND)
    await talk.say(MODERATOR, "/watch add velsky name Одно")
    await talk.tap(MODERATOR, "Apply")
    await talk.say(MODERATOR, "/undo")
    await talk.say(SECOND, "/watch add velsky name Другое")
    await talk.tap(SECOND, "Apply")
    await talk.tap(MODERATOR, "Apply")
    await talk.tap(MODERATOR, "Rehearse mine on top of it")
    await talk.tap(MODERATOR, "Apply")
    assert words_of(talk, "velsky") == ["Вельский", "Velsky", "Другое"]
    await talk.say(SECOND, "/watch add velsky name Третье")
    await talk.tap(SECOND, "Apply")
    await talk.say(SECOND, "/undo")
    await talk.tap(SECOND, "Apply")
    assert words_of(talk, "velsky") == ["Вельский", "Velsky", "Другое"]


async def test_a_double_tap_on_apply_makes_one_version(talk: Conversation) -> None:
    """The draft is used up by the first tap."""
    await moderating(talk)
    await talk.say(MODERATOR, "/watch pause velsky")
    await talk.tap_data(MODERATOR, "r1:a:1:0")
    await talk.tap_data(MODERATOR, "r1:a:1:0")
    assert version(talk) == 2
    assert "no longer waits" in talk.last(MODERATOR)


async def test_cancel_forgets_the_draft(talk: Conversation) -> None:
    """Nothing is kept of it."""
    await moderating(talk)
    await talk.say(MODERATOR, "/watch pause velsky")
    await talk.tap(MODERATOR, "Cancel")
    assert talk.last(MODERATOR) == "Cancelled. The watch-list is as it was."
    assert talk.database.read_now(lambda session: session.exec(select(WatchListDraft)).first()) is None


async def test_a_change_that_changes_nothing_is_not_drafted(talk: Conversation) -> None:
    """Resuming what is on is answered in one sentence."""
    await moderating(talk)
    assert await talk.say(MODERATOR, "/watch resume velsky") == ["That is so already: nothing would change."]


async def test_of_two_moderators_one_wins_and_the_other_is_shown_the_change(talk: Conversation) -> None:
    """The second sees what the first changed, and may put their own on top of it."""
    await moderating(talk)
    await moderating(talk, person=SECOND)
    await talk.say(MODERATOR, "/watch add velsky name Велски")
    await talk.say(SECOND, "/watch add velsky name Вельскій")
    await talk.tap(MODERATOR, "Apply")
    await talk.tap(SECOND, "Apply")
    told = talk.last(SECOND)
    assert told.startswith("The watch-list was changed while you looked.")
    assert "by a moderator" in told
    assert "• Anton Velsky: name “Велски” added" in told
    assert version(talk) == 2
    await talk.tap(SECOND, "Rehearse mine on top of it")
    assert talk.last(SECOND).startswith("• Anton Velsky: name “Вельскій” added\n\n")
    await talk.tap(SECOND, "Apply")
    assert words_of(talk, "velsky") == ["Вельский", "Velsky", "Велски", "Вельскій"]


async def test_changes_of_the_same_thing_are_not_merged(talk: Conversation) -> None:
    """Two new names for one entity: the second moderator decides anew."""
    await moderating(talk)
    await moderating(talk, person=SECOND)
    await talk.say(MODERATOR, "/watch rename tarnsk Tarnsk-on-Ves")
    await talk.say(SECOND, "/watch rename tarnsk Great Tarnsk")
    await talk.tap(MODERATOR, "Apply")
    await talk.tap(SECOND, "Apply")
    assert "make it anew" in talk.last(SECOND)
    assert talk.buttons(SECOND) == ["Look at it", "Cancel"]


async def test_undo_shows_the_last_change_and_rehearses_the_way_back(talk: Conversation) -> None:
    """Author's role and reason, never a name; the way back is applied like any change."""
    await moderating(talk)
    archive(talk, *TITLES)
    await talk.say(MODERATOR, "/watch new person Морошкина")
    await reply(talk, MODERATOR, "on trial")
    await talk.tap(MODERATOR, "Apply")
    shown, rehearsed = await talk.say(MODERATOR, "/undo")
    assert shown.splitlines()[:2] == [
        "Last change: version 2",
        "5 Mar 2026, 09:30 UTC · by a moderator · “on trial”",
    ]
    assert "+0 alerts, −3" in rehearsed
    await talk.tap(MODERATOR, "Apply")
    assert in_force(talk).get("moroshkina") is None
    assert [(info.id, info.undoes) for info in talk.database.read_now(list_versions)] == [
        (3, 2),
        (2, None),
        (1, None),
    ]
    assert await talk.say(MODERATOR, "/undo") == ["There is nothing to take back: this is the first version."]


async def test_undo_twice_goes_two_changes_back(talk: Conversation) -> None:
    """It does not merely swap the last two versions."""
    await moderating(talk)
    for command in ("/watch pause velsky", "/watch pause tarnsk", "/undo", "/undo"):
        await talk.say(MODERATOR, command)
        await talk.tap(MODERATOR, "Apply")
    assert all(entity.active for entity in in_force(talk).entities)


async def test_history_leads_back_to_any_version(talk: Conversation) -> None:
    """Five a page, each with what it changed; going back is rehearsed like any change."""
    await moderating(talk)
    for number in range(6):
        await talk.say(MODERATOR, f"/watch {'resume' if number % 2 else 'pause'} velsky")
        await talk.tap(MODERATOR, "Apply")
    await talk.say(MODERATOR, "/history")
    assert "• Anton Velsky resumed" in talk.last(MODERATOR)
    assert talk.buttons(MODERATOR) == ["Back to 6", "Back to 5", "Back to 4", "Back to 3", "Older"]
    await talk.tap(MODERATOR, "Older")
    assert talk.last(MODERATOR).endswith("The beginning.")
    await talk.say(MODERATOR, "/history 2")
    await talk.tap(MODERATOR, "Apply")
    assert version(talk) == 8
    assert [entity.active for entity in in_force(talk).entities] == [False, True, True]


async def test_a_version_that_never_was_is_said_to_be_none(talk: Conversation) -> None:
    """Words and large numbers too."""
    await moderating(talk)
    for words in ("99", "0", "-1", "x", "9" * 40):
        assert (await talk.say(MODERATOR, f"/history {words}"))[0].startswith("There is no such version.")


async def test_it_all_works_in_russian(talk: Conversation) -> None:
    """A moderator who speaks Russian is answered in Russian, down to the plural forms."""
    await moderating(talk, "ru")
    archive(talk, *TITLES)
    await talk.say(MODERATOR, "/watch новый человек Морошкина")
    assert "+3 оповещения, −0 за последние 30 дней." in talk.last(MODERATOR)
    await talk.tap(MODERATOR, "Применить")
    assert talk.last(MODERATOR).endswith("Действует: версия 2. Отменить: /undo.")
