"""Channels: a moderator who runs one subscribes it and sets it from the private chat; nobody else can."""

from __future__ import annotations

import pytest

from storage.preferences import Pace
from storage.subscriber import Kind, Role, Subscriber, SubscriberState, set_subscriber_state
from tests.bot.conversation import MODERATOR, READER, WATCHLIST, Conversation
from tests.bot.handlers.tuning import SECOND

CHANNEL = -1_001_000_000_099
NAME = "@HarbourNews"
OTHERS = "Only administrators of that channel can do this."
UNSEEN = "I cannot post there."
KEYS = [entity.key for entity in WATCHLIST.entities]


async def opened(talk: Conversation, *, runs: bool = True, posts: bool = True, lang: str = "en") -> None:
    """Let a moderator in, and the bot into their channel."""
    await talk.joined(MODERATOR, Role.MODERATOR, lang)
    talk.telegram.chat(CHANNEL, type="channel", username=NAME[1:], posts=posts)
    talk.telegram.chat(CHANNEL, owner=MODERATOR if runs else 0)
    talk.telegram.join(CHANNEL, MODERATOR, title="Harbour News")
    await talk.settle()


async def joined(talk: Conversation) -> int:
    """Subscribe the channel; returns its number."""
    await opened(talk)
    await talk.say(MODERATOR, f"/sub {NAME}")
    return channel(talk).id


def channel(talk: Conversation) -> Subscriber:
    """Return the channel as it is stored."""
    found = talk.subscriber(CHANNEL)
    assert found is not None
    return found


@pytest.mark.parametrize("named", [NAME, NAME.lower(), str(CHANNEL)])
async def test_a_channel_is_subscribed_from_the_private_chat(talk: Conversation, named: str) -> None:
    """It is a reader that follows everything, and nothing is posted to it for that."""
    await opened(talk)
    (answer,) = await talk.say(MODERATOR, f"/sub {named}")
    assert answer.startswith("Alerts are posted to Harbour News from now on.")
    found = channel(talk)
    assert (found.role, found.kind, found.state) == (Role.READER, Kind.CHANNEL, SubscriberState.ACTIVE)
    assert talk.telegram.texts(CHANNEL) == []
    assert "follow everything" in (await talk.say(MODERATOR, f"/list {NAME}"))[0]


async def test_a_feed_is_still_subscribed_by_its_address(talk: Conversation) -> None:
    """An address is no channel, even where it names one of Telegram's."""
    await opened(talk)
    (answer,) = await talk.say(MODERATOR, "/sub http://127.0.0.1:9/rss")
    assert "posted" not in answer
    assert talk.subscriber(CHANNEL) is None


@pytest.mark.parametrize(
    "words", ["/sub {}", "/unsub {}", "/settings {}", "/follow {} Tarnsk", "/list {}", "/quiet {} 22-7"]
)
async def test_only_who_runs_a_channel_has_a_say(talk: Conversation, words: str) -> None:
    """A moderator of Vigil who does not run it learns nothing of it, and changes nothing."""
    await joined(talk)
    before = channel(talk)
    await talk.joined(SECOND, Role.MODERATOR)
    assert await talk.say(SECOND, words.format(NAME)) == [OTHERS]
    assert channel(talk) == before


@pytest.mark.parametrize("words", ["/sub {}", "/settings {}", "/follow {} Tarnsk", "/mute {} Tarnsk"])
async def test_readers_set_no_channels(talk: Conversation, words: str) -> None:
    """Even who runs one asks a moderator."""
    await opened(talk)
    await talk.joined(READER)
    talk.telegram.chat(CHANNEL).admins.add(READER)
    assert await talk.say(READER, words.format(NAME)) == ["Only moderators can do that."]
    assert talk.subscriber(CHANNEL) is None


async def test_a_group_sets_no_channels(talk: Conversation) -> None:
    """What is said in a group says nothing about who runs a channel."""
    await joined(talk)
    group = -1_000_000_000_071
    talk.telegram.chat(group, type="supergroup", title="Room", admins={MODERATOR})
    await talk.say(MODERATOR, f"/start {talk.invite()}", chat_id=group)
    said = await talk.say(MODERATOR, f"/quiet {NAME} 22-7", chat_id=group)
    assert said == ["Only moderators can do that."]
    assert channel(talk).preferences.quiet is None


async def test_the_bot_must_be_allowed_to_post(talk: Conversation) -> None:
    """Otherwise the moderator is told what to do, and nobody waits for alerts that cannot come."""
    await opened(talk, posts=False)
    assert (await talk.say(MODERATOR, f"/sub {NAME}"))[0].startswith(UNSEEN)
    talk.telegram.kick(CHANNEL, MODERATOR)
    await talk.settle()
    assert (await talk.say(MODERATOR, f"/sub {NAME}"))[0].startswith(UNSEEN)
    assert (await talk.say(MODERATOR, "/sub @nobody_knows_it"))[0].startswith(UNSEEN)
    assert talk.subscriber(CHANNEL) is None


async def test_a_group_is_told_from_a_channel(talk: Conversation) -> None:
    """A group joins from inside, by an administrator of its own."""
    await opened(talk)
    talk.telegram.chat(-1_000_000_000_070, type="supergroup", username="harbour_room", owner=MODERATOR)
    assert (await talk.say(MODERATOR, "/sub @harbour_room"))[0].startswith("That is no channel.")
    assert (await talk.say(MODERATOR, f"/sub {NAME} https://x.example"))[0].startswith("Write the channel")


async def test_when_telegram_is_away_nothing_is_decided(talk: Conversation) -> None:
    """Who runs a channel is not guessed."""
    await opened(talk)
    talk.telegram.fail("getChatMember", 500)
    assert "Try again" in (await talk.say(MODERATOR, f"/sub {NAME}"))[0]
    assert talk.subscriber(CHANNEL) is None


@pytest.mark.parametrize(
    ("words", "name", "value"),
    [
        ("/quiet {} 22-7", "quiet", (22 * 60, 7 * 60)),
        ("/zone {} Berlin", "zone", "Europe/Berlin"),
        ("/lang {} ru", "lang", "ru"),
    ],
)
async def test_choices_are_written_for_a_channel(
    talk: Conversation, words: str, name: str, value: object
) -> None:
    """The channel's change, the moderator's own stay as they are."""
    await joined(talk)
    (answer,) = await talk.say(MODERATOR, words.format(NAME))
    assert answer.startswith("Harbour News\n")
    assert getattr(channel(talk).preferences, name) == value
    mine = talk.subscriber(MODERATOR)
    assert mine is not None
    assert getattr(mine.preferences, name) != value
    assert CHANNEL not in {
        call.params.get("chat_id") for call in talk.telegram.calls if "send" in call.method
    }


async def test_a_channel_is_set_by_taps(talk: Conversation) -> None:
    """The screen names the channel on every page, and each button is the channel's."""
    await joined(talk)
    await talk.tap(MODERATOR, "Settings of the channel")
    for label in ("How often", "once a day"):
        await talk.tap(MODERATOR, label)
        assert talk.last(MODERATOR).startswith("Harbour News\n")
    assert channel(talk).preferences.pace is Pace.DAILY
    for label in ("Whom I follow", "✓ Tarnsk"):
        await talk.tap(MODERATOR, label)
    assert "Left out: Tarnsk." in (await talk.say(MODERATOR, f"/list {NAME}"))[0]
    assert "Left out" not in (await talk.say(MODERATOR, "/list"))[0]
    await talk.say(MODERATOR, f"/lang {NAME}")
    await talk.tap(MODERATOR, "Русский")
    assert channel(talk).preferences.lang == "ru"
    assert talk.last(MODERATOR) == (
        "Harbour News\nI write in Русский there. Stories stay in the language of their source."
    )
    mine = talk.subscriber(MODERATOR)
    assert mine is not None
    assert (mine.preferences.pace, mine.preferences.lang) == (Pace.NOW, "en")


async def test_rights_are_checked_at_every_tap(talk: Conversation) -> None:
    """Who was dismissed an hour ago has buttons that change nothing."""
    await joined(talk)
    await talk.say(MODERATOR, f"/settings {NAME}")
    talk.telegram.chat(CHANNEL, owner=0)
    await talk.tap(MODERATOR, "Sound off")
    assert talk.last(MODERATOR) == OTHERS
    assert not channel(talk).preferences.silent


async def test_buttons_for_other_numbers_are_refused(talk: Conversation) -> None:
    """A forged number opens neither a person, nor a channel of others, nor anything else."""
    number = await joined(talk)
    await talk.joined(SECOND, Role.MODERATOR)
    second = talk.subscriber(SECOND)
    assert second is not None
    await talk.say(SECOND, "/settings")
    before = channel(talk)
    for data in (f"c1:{number}:p1:silent:1", f"c1:{number}:k1:-:0:*", f"c1:{number}:l1:ru"):
        await talk.tap_data(SECOND, data)
        assert talk.last(SECOND) == OTHERS
    for data in ("c1", "c1:", "c1:x", f"c1:{number}", f"c1:{number}:", f"c1:{number}:z1:yes", "c1:999:p1"):
        assert "out of date" in await talk.tap_data(SECOND, data)
    mine = talk.subscriber(MODERATOR)
    assert mine is not None
    for data in (f"c1:{mine.id}:p1:silent:1", f"c1:{second.id}:p1:silent:1"):
        assert "out of date" in await talk.tap_data(SECOND, data)
    assert channel(talk) == before
    assert not any(one and one.preferences.silent for one in map(talk.subscriber, (MODERATOR, SECOND)))


@pytest.mark.parametrize(
    ("command", "hint"),
    [
        ("/pause {} 3d", f"/pause {NAME} off ends it."),
        ("/pause {} 3 minibuses", f"/pause {NAME} 3 days"),
        ("/quiet {} soon", f"/quiet {NAME} off."),
        ("/quiet {}", f"Other hours: /quiet {NAME} 22:30-6:15"),
        ("/zone {}", f"Another one: /zone {NAME} CITY"),
        ("/mute {} Velsky 3d", f"/mute {NAME} lists what is muted"),
        ("/unfollow {} all", f"/follow {NAME} changes that."),
        ("/stop {}", f"/sub {NAME} resumes them."),
    ],
)
async def test_what_is_hinted_at_names_the_channel(talk: Conversation, command: str, hint: str) -> None:
    """A command copied from an answer is about the channel, too, and not about who copies it."""
    await joined(talk)
    assert hint in (await talk.say(MODERATOR, command.format(NAME)))[0]


async def test_stop_stops_the_channel_alone(talk: Conversation) -> None:
    """The moderator's own alerts go on; looking at the channel's settings does not start it again."""
    await joined(talk)
    assert (await talk.say(MODERATOR, f"/stop {NAME}"))[0].startswith("Harbour News\nAlerts are stopped")
    await talk.say(MODERATOR, f"/settings {NAME}")
    await talk.tap(MODERATOR, "Sound off")
    assert f"Alerts are stopped. /sub {NAME} resumes them." in talk.last(MODERATOR)
    assert channel(talk).state is SubscriberState.STOPPED
    mine = talk.subscriber(MODERATOR)
    assert mine is not None
    assert mine.state is SubscriberState.ACTIVE
    assert "Nothing was stopped." in (await talk.say(MODERATOR, f"/stop {NAME} Velsky"))[0]
    await talk.say(MODERATOR, f"/sub {NAME}")
    assert channel(talk).state is SubscriberState.ACTIVE


async def test_forget_forgets_the_channel_alone(talk: Conversation) -> None:
    """As /unsub does; whoever asks stays."""
    await joined(talk)
    (answer,) = await talk.say(MODERATOR, f"/forget {NAME}")
    assert answer.startswith("Nothing is posted to Harbour News any more.")
    assert talk.subscriber(CHANNEL) is None
    assert talk.subscriber(MODERATOR) is not None


@pytest.mark.parametrize("command", ["/stop", "/forget"])
async def test_only_who_runs_a_channel_ends_it(talk: Conversation, command: str) -> None:
    """Neither a reader nor a moderator who does not run it; and their own alerts go on."""
    await joined(talk)
    await talk.joined(SECOND, Role.MODERATOR)
    await talk.joined(READER)
    assert await talk.say(SECOND, f"{command} {NAME}") == [OTHERS]
    assert await talk.say(READER, f"{command} {NAME}") == ["Only moderators can do that."]
    for chat in (CHANNEL, SECOND, READER):
        found = talk.subscriber(chat)
        assert found is not None
        assert found.state is SubscriberState.ACTIVE


async def test_a_sample_of_a_channel_is_not_posted(talk: Conversation) -> None:
    """It comes to whoever asks, in the channel's language, and says so."""
    talk.publish("A story about Velsky")
    await joined(talk)
    await talk.say(MODERATOR, f"/lang {NAME} ru")
    await talk.say(MODERATOR, f"/settings {NAME}")
    await talk.tap(MODERATOR, "Send a sample")
    announced, sample = talk.telegram.texts(MODERATOR)[-2:]
    assert "Only you see it, nothing is posted there." in announced
    assert "Антон Вельский" in sample
    assert talk.buttons(MODERATOR) == []
    assert talk.telegram.texts(CHANNEL) == []
    assert len(await talk.say(MODERATOR, f"/test {NAME}")) == 2


async def test_a_channel_out_of_reach_says_so_when_it_is_back(talk: Conversation) -> None:
    """Whoever sets it learns that something is missing there."""
    number = await joined(talk)
    talk.database.run_now(set_subscriber_state, number, SubscriberState.GONE)
    answers = await talk.say(MODERATOR, f"/settings {NAME}")
    assert "I could not post there for a while" in answers[0]
    assert "stopped" not in answers[1]
    assert channel(talk).state is SubscriberState.ACTIVE


async def test_unsub_ends_it(talk: Conversation) -> None:
    """The row is gone with its settings; a second time says so."""
    await joined(talk)
    (answer,) = await talk.say(MODERATOR, f"/unsub {NAME}")
    assert answer.startswith("Nothing is posted to Harbour News any more.")
    assert talk.subscriber(CHANNEL) is None
    for words in ("/unsub", "/settings"):
        assert "gets no alerts yet" in (await talk.say(MODERATOR, f"{words} {NAME}"))[0]


async def test_a_channel_that_removes_the_bot_is_gone_until_it_is_back(talk: Conversation) -> None:
    """So is one that takes the right to post away."""
    await joined(talk)
    talk.telegram.kick(CHANNEL, MODERATOR)
    await talk.settle()
    assert channel(talk).state is SubscriberState.GONE
    talk.telegram.join(CHANNEL, MODERATOR, posts=False)
    await talk.settle()
    assert channel(talk).state is SubscriberState.GONE
    talk.telegram.join(CHANNEL, MODERATOR, posts=True)
    await talk.settle()
    assert channel(talk).state is SubscriberState.ACTIVE


async def test_a_tap_inside_a_channel_ends_without_a_word(talk: Conversation) -> None:
    """Its readers are nobody that could be answered there."""
    await joined(talk)
    markup = {"inline_keyboard": [[{"text": "Why?", "callback_data": "w1:1"}]]}
    talk.telegram.call(
        talk.telegram.token, "sendMessage", {"chat_id": CHANNEL, "text": "x", "reply_markup": markup}, {}
    )
    assert await talk.tap(READER, "Why?", chat_id=CHANNEL) == ""
    assert talk.telegram.texts(CHANNEL) == ["x"]
