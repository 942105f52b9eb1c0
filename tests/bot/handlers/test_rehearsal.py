"""A change is rehearsed before it is in force, applied by one, taken back by anyone, and always on record."""

from __future__ import annotations

from sqlmodel import select

from storage.audit import Change
from storage.watchlist import WatchListDraft, list_versions
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
    assert talk.buttons(MODERATOR) == ["Apply", "Edit", "Cancel", "Over everything stored"]
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
    assert "Nothing is stored yet" in talk.last(MODERATOR)
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
