"""What a subscriber chooses, as the chat shows it: one screen, one tap, the default first."""

from __future__ import annotations

import pytest

from storage.preferences import Length, Pace, Preferences, Sources
from storage.subscriber import find_subscriber
from tests.bot.conversation import READER, Conversation


async def chosen(talk: Conversation) -> Preferences:
    """Return the reader's preferences as they are stored."""
    database = talk.services.database
    found = await database.read(find_subscriber, database.keyring, READER)
    assert found is not None
    return found.preferences


async def test_settings_show_everything_with_one_tap_to_change(talk: Conversation) -> None:
    """The screen names every choice, and each has a button."""
    await talk.joined(READER)
    (screen,) = await talk.say(READER, "/settings")
    assert screen == (
        "Your settings\n\nAlerts: as it happens\nQuiet hours: none\nTime zone: UTC\nSound: on\n"
        "Length: headline and summary\nSources: one report is enough\nStories in: the source's language\n"
        "Weekly digest: as text\nI speak: English"
    )
    assert talk.buttons(READER) == [
        *("How often", "Quiet hours", "Time zone", "Sound off", "Length", "Sources"),
        *("Stories in", "Language", "Weekly digest", "Whom I follow", "Muted", "Pause", "Send a sample"),
    ]


@pytest.mark.parametrize(
    ("taps", "changed"),
    [
        (["How often", "once a day"], {"pace": Pace.DAILY}),
        (["How often", "Time: 09:00", "18:00"], {"at": 18 * 60}),
        (["How often", "Day: Mon", "Friday"], {"weekday": 4}),
        (["Quiet hours", "22:00–07:00"], {"quiet": (22 * 60, 7 * 60)}),
        (["Quiet hours", "Urgent alerts pass: no"], {"urgent_passes": True}),
        (["Time zone", "Tbilisi (UTC+4)"], {"zone": "Asia/Tbilisi"}),
        (["Time zone", "More zones", "Toronto (UTC-5)"], {"zone": "America/Toronto"}),
        (["Sound off"], {"silent": True}),
        (["Length", "everything known"], {"length": Length.FULL}),
        (["Sources", "two owners must report it"], {"sources": Sources.TWO}),
        (["Stories in", "Русский"], {"told_in": "ru"}),
        (["Weekly digest", "PDF"], {"digest": "pdf"}),
        (["Weekly digest", "not at all"], {"digest": "off"}),
        (
            ["How often", "Another pace for one name", "Tarnsk", "once a week"],
            {"paces": {"tarnsk": Pace.WEEKLY}},
        ),
    ],
)
async def test_taps_change_one_thing(talk: Conversation, taps: list[str], changed: dict[str, object]) -> None:
    """Each path of buttons changes what it says and nothing else."""
    await talk.joined(READER)
    before = await chosen(talk)
    await talk.say(READER, "/settings")
    for label in taps:
        await talk.tap(READER, label)
    after = await chosen(talk)
    assert {name: getattr(after, name) for name in changed} == changed
    rest = (name for name in Preferences.__dataclass_fields__ if name not in changed)
    assert all(getattr(after, name) == getattr(before, name) for name in rest)


@pytest.mark.parametrize(
    ("opens", "value"),
    [
        ("How often", "once a day"),
        ("Length", "headline only"),
        ("Sources", "two owners must report it"),
        ("Quiet hours", "23:00–08:00"),
        ("Stories in", "English"),
        ("Time zone", "Berlin (UTC+1)"),
    ],
)
async def test_every_picker_begins_with_the_default(talk: Conversation, opens: str, value: str) -> None:
    """The picker marks what is chosen now, and one tap on its first row takes the choice back."""
    await talk.joined(READER)
    await talk.say(READER, "/settings")
    await talk.tap(READER, opens)
    assert talk.buttons(READER)[0].startswith("Use the default: ")
    await talk.tap(READER, value)
    assert await chosen(talk) != Preferences()
    await talk.tap(READER, opens)
    assert f"✓ {value}" in talk.buttons(READER)
    await talk.tap(READER, talk.buttons(READER)[0])
    assert await chosen(talk) == Preferences()


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("/quiet 22:30-6:15", "Quiet hours: 22:30–06:15"),
        ("/quiet 22-7", "Quiet hours: 22:00–07:00"),
        ("/quiet off", "Quiet hours: none"),
        ("/zone Тбилиси", "Time zone: Tbilisi (UTC+4)"),
        ("/zone Киев", "Time zone: Kyiv (UTC+2)"),
        ("/zone new york", "Time zone: New York (UTC-5)"),
        ("/quiet 25-99", "Write the hours like this"),
        ("/quiet <b>", "Write the hours like this"),
        ("/zone Atlantis", "I know no such city"),
        ("/pause 9999d", "Write how long"),
        ("/pause soon", "Write how long"),
        ("/pause 3d", "Alerts are paused until"),
        ("/pause off", "Alerts are on."),
        ("/mute Tarnsk 3d", "Muted until"),
        ("/mute Nobody", "is not on the watch-list"),
        ("/mute", "Nothing is muted."),
        ("/test", "Alerts reach you here."),
    ],
)
async def test_choices_can_be_written(talk: Conversation, words: str, shown: str) -> None:
    """Hours, cities and lengths of time are understood, or answered with how to write them."""
    await talk.joined(READER)
    (answer,) = await talk.say(READER, words)
    assert shown in answer


async def test_hours_of_ones_own_are_offered_and_marked(talk: Conversation) -> None:
    """What was written is one tap away, too."""
    await talk.joined(READER)
    await talk.say(READER, "/quiet 23:30-6:15")
    await talk.tap(READER, "Quiet hours")
    assert talk.buttons(READER)[1:3] == ["✓ 23:30–06:15", "22:00–07:00"]
    await talk.tap(READER, "✓ 23:30–06:15")
    assert (await chosen(talk)).quiet == (23 * 60 + 30, 6 * 60 + 15)


async def test_what_is_muted_is_listed_and_heard_again_with_a_tap(talk: Conversation) -> None:
    """/mute shows the name and its day; a tap takes it from the list."""
    await talk.joined(READER)
    await talk.say(READER, "/mute Тарнск 3d")
    assert list((await chosen(talk)).muted) == ["entity:tarnsk"]
    await talk.say(READER, "/mute")
    (label, _) = talk.buttons(READER)
    assert label.startswith("Tarnsk · ")
    await talk.tap(READER, label)
    assert (await chosen(talk)).muted == {}


@pytest.mark.parametrize(
    "data",
    [
        "p1:pace:yearly",
        "p1:at:9999",
        "p1:at:-5",
        "p1:zone:../x",
        "p1:quiet:x",
        "p1:un:",
        "p1:of:nobody:now",
        "p1:x:y",
    ],
)
async def test_a_forged_button_changes_nothing(talk: Conversation, data: str) -> None:
    """Values that were never offered are not stored."""
    await talk.joined(READER)
    before = await chosen(talk)
    await talk.say(READER, "/settings")
    await talk.tap_data(READER, data)
    assert await chosen(talk) == before


async def test_what_waited_is_looked_at_again_after_a_change(talk: Conversation) -> None:
    """Quiet hours taken back in the morning of a holiday: the alerts of the night come now."""
    await talk.joined(READER)
    woken = []
    talk.services.wake = lambda: woken.append("deliver")
    await talk.say(READER, "/quiet off")
    assert woken == []
    await talk.say(READER, "/quiet 22-7")
    assert woken == ["deliver"]
