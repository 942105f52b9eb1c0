"""What a subscriber chooses, as the chat shows it: one screen, one tap, the default first."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storage.preferences import Length, Pace, Preferences, Sources
from storage.subscriber import find_subscriber
from tests.bot.conversation import READER, Conversation, many_entities


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
        "Your settings\n\nAlerts: as it happens\nUrgent alerts: like all others\nQuiet hours: none\n"
        "Time zone: not chosen, so UTC; 09:30 now\nSound: on\nLength: headline and summary\n"
        "Sources: one report is enough\nStories in: the source's language\nWeekly digest: as text\n"
        "You follow: everything on the watch-list\nI speak: English"
    )
    assert talk.buttons(READER) == [
        *("How often", "Urgent alerts", "Quiet hours", "Time zone", "Length", "Sources", "Stories in"),
        *("Language", "Weekly digest", "Sound off", "Whom I follow", "Muted", "Pause", "Send a sample"),
    ]


@pytest.mark.parametrize(
    ("command", "line"),
    [
        ("/unfollow all", "You follow: nobody, so no alerts come"),
        ("/unfollow Tarnsk", "You follow: 2 names of 3"),
        ("/zone Tbilisi", "Time zone: Tbilisi (UTC+4), 13:30 now"),
        ("/zone UTC", "Time zone: UTC, 09:30 now"),
        ("/zone UTC+3", "Time zone: UTC+3, 12:30 now"),
        ("/stop", "Alerts are stopped. /start resumes them."),
        ("/pause 1d", "Alerts are paused until 6 Mar 2026, 09:30 UTC. /pause off ends the pause."),
    ],
)
async def test_the_screen_tells_what_was_chosen_elsewhere(
    talk: Conversation, command: str, line: str
) -> None:
    """Whoever wonders why nothing comes, or comes at the wrong hour, sees it here."""
    await talk.joined(READER)
    await talk.say(READER, command)
    assert line in (await talk.say(READER, "/settings"))[0].splitlines()


async def test_each_word_of_the_screen_agrees_in_russian(talk: Conversation) -> None:
    """Sound is masculine there, and a pace of one name is called what it is."""
    await talk.joined(READER, lang="ru")
    await talk.say(READER, "/settings")
    await talk.tap(READER, "Выключить звук")
    assert "Звук: выключен" in talk.last(READER).splitlines()
    for label in ("Как часто", "Другая частота для одного имени", "Тарнск", "раз в неделю"):
        await talk.tap(READER, label)
    assert "сразу; 1 имя с другой частотой" in (await talk.say(READER, "/settings"))[0]


@pytest.mark.parametrize(
    ("taps", "changed"),
    [
        (["How often", "once a day"], {"pace": Pace.DAILY}),
        (["How often", "Time: 09:00", "18:00"], {"at": 18 * 60}),
        (["How often", "Day: Mon", "Friday"], {"weekday": 4}),
        (["Quiet hours", "22:00–07:00"], {"quiet": (22 * 60, 7 * 60)}),
        (["Urgent alerts", "at once"], {"urgent_passes": True}),
        (["Time zone", "Tbilisi (UTC+4)"], {"zone": "Asia/Tbilisi"}),
        (["Time zone", "More zones", "Toronto (UTC-5)"], {"zone": "America/Toronto"}),
        (["Sound off"], {"silent": True}),
        (["Length", "everything known"], {"length": Length.FULL}),
        (["Sources", "reports of two different publishers"], {"sources": Sources.TWO}),
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
    ("opens", "default", "value"),
    [
        ("How often", "Use the default: as it happens", "once a day"),
        ("Urgent alerts", "✓ Use the default: like all others", "at once"),
        ("Length", "Use the default: headline and summary", "headline only"),
        ("Sources", "Use the default: one report is enough", "reports of two different publishers"),
        ("Quiet hours", "✓ Use the default: no quiet hours", "23:00–08:00"),
        ("Stories in", "✓ Use the default: the source's language", "English"),
        ("Weekly digest", "✓ Use the default: as text", "PDF"),
        ("Time zone", "✓ Use the default: UTC", "Berlin (UTC+1)"),
    ],
)
async def test_every_picker_begins_with_the_default(
    talk: Conversation, opens: str, default: str, value: str
) -> None:
    """The picker marks what is chosen now, and one tap on its first row takes the choice back."""
    await talk.joined(READER)
    await talk.say(READER, "/settings")
    await talk.tap(READER, opens)
    buttons = talk.buttons(READER)
    assert buttons[0] == default
    assert sum(label.startswith("✓") for label in buttons) == 1
    await talk.tap(READER, value)
    assert await chosen(talk) != Preferences()
    await talk.say(READER, "/settings")
    await talk.tap(READER, opens)
    assert [label for label in talk.buttons(READER) if label.startswith("✓")] == [f"✓ {value}"]
    await talk.tap(READER, talk.buttons(READER)[0])
    assert await chosen(talk) == Preferences()


async def test_every_page_leads_back(talk: Conversation) -> None:
    """No tap on the screen, nor on a value of a picker, ends in a message without a way on."""
    await talk.joined(READER)
    await talk.say(READER, "/settings")
    for opens in talk.buttons(READER):
        if opens in ("Sound off", "Send a sample"):
            continue
        await talk.say(READER, "/settings")
        await talk.tap(READER, opens)
        assert talk.buttons(READER)[-1] == "« Back", opens
        await talk.tap(READER, "« Back")
        assert talk.last(READER).startswith("Your settings"), opens
        talk.now += timedelta(minutes=1)
    for label in ("1 hour", "✓ no pause"):
        await talk.say(READER, "/pause off")
        await talk.say(READER, "/pause")
        await talk.tap(READER, label)
        assert talk.buttons(READER) == ["« Back"]


async def test_a_pause_is_offered_with_its_end_first(talk: Conversation) -> None:
    """The first row is marked while there is no pause, and ends one."""
    await talk.joined(READER)
    await talk.say(READER, "/pause")
    assert talk.buttons(READER)[:2] == ["✓ no pause", "1 hour"]
    await talk.tap(READER, "1 hour")
    await talk.say(READER, "/pause")
    await talk.tap(READER, "no pause")
    assert (await chosen(talk)).paused_until == 0


async def test_the_zone_picker_opens_where_the_present_zone_is(talk: Conversation) -> None:
    """One of a later page, or one that was written, is seen with its mark at once."""
    await talk.joined(READER)
    for city, label in (("Toronto", "✓ Toronto (UTC-5)"), ("Omsk", "✓ Omsk (UTC+6)")):
        await talk.say(READER, f"/zone {city}")
        await talk.tap(READER, "Time zone")
        assert label in talk.buttons(READER)


async def test_urgent_alerts_say_what_they_pass(talk: Conversation) -> None:
    """They are no part of the quiet hours: they wait for no round-up either."""
    await talk.joined(READER)
    await talk.say(READER, "/settings")
    await talk.tap(READER, "Urgent alerts")
    assert "passes your quiet hours and waits for no round-up" in talk.last(READER)
    await talk.tap(READER, "at once")
    assert "Urgent alerts: at once" in talk.last(READER)
    await talk.tap(READER, "Quiet hours")
    assert not [label for label in talk.buttons(READER) if "rgent" in label]


@pytest.mark.parametrize("taps", [True, False])
async def test_the_first_quiet_hours_ask_for_the_zone(talk: Conversation, taps: bool) -> None:
    """Nobody is woken at four in the morning because their hours were taken for UTC."""
    await talk.joined(READER)
    if taps:
        await talk.say(READER, "/quiet")
        assert "your time is taken for UTC: 09:30 now" in talk.last(READER)
        assert "Time zone: UTC" in talk.buttons(READER)
        await talk.tap(READER, "22:00–07:00")
    else:
        await talk.say(READER, "/quiet 22-7")
    assert talk.last(READER).startswith("Quiet hours: 22:00–07:00\nWhich time zone are you in?")
    await talk.tap(READER, "Tbilisi (UTC+4)")
    assert "Time zone: Tbilisi (UTC+4), 13:30 now" in talk.last(READER)
    assert (await talk.say(READER, "/quiet 23-7"))[0].startswith("Your settings")
    await talk.say(READER, "/quiet")
    assert "Your time now: 13:30, Tbilisi (UTC+4)." in talk.last(READER)


async def test_a_pause_ends_with_what_is_true(talk: Conversation) -> None:
    """Whoever stopped alerts, or paused them, is not told that they are on."""
    await talk.joined(READER)
    await talk.say(READER, "/pause 3d")
    until = "Alerts are paused until 8 Mar 2026, 09:30 UTC. /pause off ends the pause."
    assert await talk.say(READER, "/start") == [until]
    assert until in (await talk.say(READER, "/list"))[0]
    await talk.say(READER, "/stop")
    stopped = "There is no pause. Alerts are stopped. /start resumes them."
    assert await talk.say(READER, "/pause off") == [stopped]
    assert "They are stopped besides" in (await talk.say(READER, "/pause 1h"))[0]
    assert await talk.say(READER, "/start") == [
        "Alerts are paused until 5 Mar 2026, 10:30 UTC. /pause off ends the pause."
    ]
    assert await talk.say(READER, "/pause off") == ["Alerts are on."]


async def test_a_sample_looks_as_alerts_do(talk: Conversation) -> None:
    """With the length, the zone and the sound that were chosen."""
    talk.publish("Velsky detained", "Police took Velsky away at noon.", surface="Velsky")
    await talk.joined(READER)
    for command in ("/zone Tbilisi", "/settings"):
        await talk.say(READER, command)
    for label in ("Sound off", "Length", "headline only"):
        await talk.tap(READER, label)
    (_, sample) = await talk.say(READER, "/test")
    assert "Police took" not in sample
    assert "13:30 UTC+4" in sample
    assert talk.telegram.messages(READER, by_bot=True)[-1].silent


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("/quiet 22:30-6:15", "Quiet hours: 22:30–06:15"),
        ("/quiet 22-7", "Quiet hours: 22:00–07:00"),
        ("/quiet off", "Quiet hours: none"),
        ("/zone Тбилиси", "Time zone: Tbilisi (UTC+4)"),
        ("/zone Киев", "Time zone: Kyiv (UTC+2)"),
        ("/zone Грозный", "Time zone: Moscow (UTC+3)"),
        ("/zone new york", "Time zone: New York (UTC-5)"),
        ("/quiet 25-99", "Write the hours like this"),
        ("/quiet <b>", "Write the hours like this"),
        ("/quiet 24:30-7", "Write the hours like this"),
        ("/quiet с 22 до 7", "Quiet hours: 22:00–07:00"),
        ("/pause 3 months", "Alerts are paused until 3 Jun 2026"),
        ("/pause 3 месяца", "Alerts are paused until 3 Jun 2026"),
        ("/pause 1 мес", "Alerts are paused until 4 Apr 2026"),
        ("/pause 3 minibuses", "Write how long"),
        ("/zone Atlantis", "I know no such city"),
        ("/pause 9999d", "Write how long"),
        ("/pause soon", "Write how long"),
        ("/pause 3d", "Alerts are paused until"),
        ("/pause off", "Alerts are on."),
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
    await talk.say(READER, "/quiet")
    assert talk.buttons(READER)[1:3] == ["✓ 23:30–06:15", "22:00–07:00"]
    await talk.tap(READER, "✓ 23:30–06:15")
    assert (await chosen(talk)).quiet == (23 * 60 + 30, 6 * 60 + 15)


async def test_names_with_a_pace_of_their_own_have_pages(talk: Conversation) -> None:
    """The last of many names is within reach, and a choice stays on its page."""
    talk.services.watch.replace(many_entities(45))
    await talk.joined(READER)
    await talk.say(READER, "/settings")
    for label in ("How often", "Another pace for one name", "<", "Place 44", "once a week"):
        await talk.tap(READER, label)
    assert (await chosen(talk)).paces == {"place-44": Pace.WEEKLY}
    assert "Place 44: once a week" in talk.buttons(READER)


@pytest.mark.parametrize(
    "data",
    [
        "p1:pace:yearly",
        "p1:at:9999",
        "p1:at:-5",
        "p1:at:\u0663",
        "p1:at:1_0",
        "p1:at: 5",
        "p1:day:-0",
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
