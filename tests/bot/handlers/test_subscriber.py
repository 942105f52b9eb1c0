"""What a reader chooses and reads, by words and by taps."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.watch import Watch
from tests.bot.conversation import OTHER, READER, TARNSK, WATCHLIST, Conversation, many_entities
from tests.telegram import FakeTelegram

EVERYTHING = "You follow everything on the watch-list: Anton Velsky, Tarnsk, Open Door."


async def test_who_joins_follows_everything(talk: Conversation) -> None:
    """/list says so."""
    await talk.joined(READER)
    assert await talk.say(READER, "/list") == [EVERYTHING]


@pytest.mark.parametrize(
    "words",
    ["velsky", "Velsky", "ANTON VELSKY", "Антон Вельский", "Вельский", "«Вельский»", "вельск", "Anton"],
)
async def test_a_name_is_understood_however_it_is_written(talk: Conversation, words: str) -> None:
    """Key, display name, alias, either language, any capitals, or how a name begins."""
    await talk.joined(READER)
    (answer,) = await talk.say(READER, f"/unfollow {words}")
    assert answer == "You follow Tarnsk, Open Door.\nLeft out: Anton Velsky."


@pytest.mark.parametrize("words", ["Вельского", "Антону Вельскому", "Тарнске"])
async def test_a_name_is_understood_in_any_case_form(talk: Conversation, words: str) -> None:
    """Russians ask for news about somebody in the case that "about" takes."""
    await talk.joined(READER)
    (answer,) = await talk.say(READER, f"/unfollow {words}")
    assert "Left out: " in answer


@pytest.mark.parametrize("words", ["Nobody", "v", "<b>", "{0}", "Ω" * 3000, "a\u202eb", "-", "0"])
async def test_an_unknown_name_is_answered_with_the_known_ones(talk: Conversation, words: str) -> None:
    """A misspelt name changes nothing and shows what there is."""
    await talk.joined(READER)
    for command in ("/follow", "/unfollow", "/recent"):
        (answer,) = await talk.say(READER, f"{command} {words}")
        assert answer.endswith("is not on the watch-list.\nOn the list: Anton Velsky, Tarnsk, Open Door.")
    assert await talk.say(READER, "/list") == [EVERYTHING]


async def test_all_and_nothing_can_be_followed(talk: Conversation) -> None:
    """One word changes everything, and one name can be taken back out of nothing."""
    await talk.joined(READER)
    assert await talk.say(READER, "/unfollow all") == [
        "You follow nothing, so no alerts come. /follow changes that."
    ]
    assert await talk.say(READER, "/follow tarnsk") == [
        "You follow Tarnsk.\nLeft out: Anton Velsky, Open Door."
    ]
    assert await talk.say(READER, "/follow все") == [EVERYTHING]


async def test_the_picker_changes_one_name_a_tap(talk: Conversation) -> None:
    """Labels say what is followed; a tap turns one over in place."""
    await talk.joined(READER)
    await talk.say(READER, "/follow")
    assert talk.buttons(READER) == ["✓ Anton Velsky", "✓ Tarnsk", "✓ Open Door", "Follow none", "« Back"]
    await talk.tap(READER, "✓ Tarnsk")
    assert talk.buttons(READER) == ["Follow all", "✓ Anton Velsky", "– Tarnsk", "✓ Open Door", "« Back"]
    await talk.tap(READER, "Follow all")
    await talk.tap(READER, "Follow none")
    assert talk.buttons(READER) == ["Follow all", "– Anton Velsky", "– Tarnsk", "– Open Door", "« Back"]
    await talk.tap(READER, "– Open Door")
    assert await talk.say(READER, "/list") == ["You follow Open Door.\nLeft out: Anton Velsky, Tarnsk."]


async def test_a_double_tap_does_no_harm(talk: Conversation) -> None:
    """The same button pressed twice before the message changes means the same."""
    await talk.joined(READER)
    await talk.say(READER, "/unfollow")
    talk.telegram.tap(READER, "✓ Tarnsk")
    talk.telegram.tap(READER, "✓ Tarnsk")
    await talk.settle()
    assert await talk.say(READER, "/list") == ["You follow Anton Velsky, Open Door.\nLeft out: Tarnsk."]


async def test_a_long_watch_list_has_pages(talk: Conversation) -> None:
    """Twelve rows a page; a choice keeps the page."""
    talk.services.watch.replace(many_entities(30))
    await talk.joined(READER)
    await talk.say(READER, "/follow")
    assert talk.buttons(READER)[-4:] == ["<", "1/3", ">", "« Back"]
    await talk.tap(READER, "<")
    assert talk.buttons(READER)[:2] == ["✓ Place 24", "✓ Place 25"]
    await talk.tap(READER, "✓ Place 29")
    assert "– Place 29" in talk.buttons(READER)


@pytest.mark.parametrize(
    "data",
    ["k1", "k1:", "k1:+", "k1:+:x:velsky:y", "k1:+:0:nobody", "k1:p:99999999999", "k1:p:-1", "k1:?:0:*"],
)
async def test_a_broken_button_changes_nothing(talk: Conversation, data: str) -> None:
    """Data that no version of ours wrote leads to the picker as it is."""
    await talk.joined(READER)
    await talk.say(READER, "/unfollow tarnsk")
    await talk.say(READER, "/follow")
    await talk.tap_data(READER, data)
    assert await talk.say(READER, "/list") == ["You follow Anton Velsky, Open Door.\nLeft out: Tarnsk."]


async def test_a_button_of_another_version_says_so(talk: Conversation) -> None:
    """Nobody waits for an old button, and what is said of it is in the language that was chosen."""
    await talk.joined(READER)
    assert (await talk.tap_data(READER, "k0:1")).startswith("This button is out of date")
    await talk.say(READER, "/lang ru")
    assert (await talk.tap_data(READER, "k0:1")).startswith("Эта кнопка устарела")


@pytest.mark.parametrize(
    ("told_in", "said"),
    [
        ("", "Теперь я говорю с вами по-русски. Сюжеты остаются на языке источника."),
        ("ru", "Теперь я говорю с вами по-русски. Язык сюжетов, где он есть: Русский."),
    ],
)
async def test_a_new_language_says_what_becomes_of_stories(
    talk: Conversation, told_in: str, said: str
) -> None:
    """Only whoever chose no language for stories is told that they stay as they are."""
    await talk.joined(READER)
    await talk.say(READER, "/settings")
    await talk.tap_data(READER, f"p1:told:{told_in}")
    assert await talk.say(READER, "/lang ru") == [said]


async def test_the_picker_of_languages_marks_the_present_one(talk: Conversation) -> None:
    """The first row takes the language of the person's Telegram, the last leads back to all settings."""
    await talk.joined(READER)
    await talk.say(READER, "/lang")
    assert talk.buttons(READER) == ["Use the default: English", "✓ English", "Русский", "« Back"]
    await talk.tap(READER, "Русский")
    assert talk.buttons(READER) == ["« Назад"]
    await talk.tap(READER, "« Назад")
    await talk.tap(READER, "Язык")
    await talk.tap(READER, "По умолчанию: English")
    assert (await talk.say(READER, "/list"))[0].startswith("You follow")


async def test_recent_tells_the_readers_own_time(talk: Conversation) -> None:
    """As alerts do: a reader looks at one clock."""
    talk.publish("A speech")
    await talk.joined(READER)
    await talk.say(READER, "/zone Тбилиси")
    assert "5 Mar 2026, 13:30 UTC+4" in (await talk.say(READER, "/recent"))[0]


async def test_entities_that_were_paused_cannot_be_followed(talk: Conversation) -> None:
    """The lists show what is really watched."""
    paused = replace(WATCHLIST, entities=(replace(TARNSK, active=False), *WATCHLIST.entities[:1]))
    talk.services.watch = Watch(paused)
    await talk.joined(READER)
    assert await talk.say(READER, "/list") == ["You follow everything on the watch-list: Anton Velsky."]


async def test_recent_lists_the_newest_five_with_links(talk: Conversation) -> None:
    """Newest first, each with who, source and time."""
    for number in range(7):
        talk.publish(f"Story {number}", link=f"https://news.example/{number}")
    await talk.joined(READER)
    (answer,) = await talk.say(READER, "/recent")
    assert [line for line in answer.splitlines() if line[:1].isdigit()] == [
        "1. Story 6", "2. Story 5", "3. Story 4", "4. Story 3", "5. Story 2",
    ]  # fmt: skip
    assert "Anton Velsky · Sample Post (independent) · 5 Mar 2026, 09:30 UTC" in answer
    links = [
        e["url"] for e in talk.telegram.messages(READER)[-1].body["entities"] if e["type"] == "text_link"
    ]
    assert links[0] == "https://news.example/6"


async def test_recent_can_be_asked_for_one_name(talk: Conversation) -> None:
    """Only stories about that one are listed."""
    talk.publish("A speech", entity=WATCHLIST.entities[0])
    talk.publish("A flood", entity=TARNSK)
    await talk.joined(READER, lang="ru")
    (answer,) = await talk.say(READER, "/recent Тарнск")
    assert "A flood" in answer
    assert "A speech" not in answer
    assert "Последние сюжеты: Тарнск" in answer
    assert "Пока нет." in (await talk.say(READER, "/recent open-door"))[0]


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("/lang ru", "Теперь я говорю с вами по-русски."),
        ("/lang RU", "Теперь я говорю с вами по-русски."),
        ("/lang русский", "Теперь я говорю с вами по-русски."),
        ("/lang en", "I speak English with you now."),
        ("/lang de", "I speak English and Russian"),
        ("/lang <b>", "I speak English and Russian"),
    ],
)
async def test_the_language_can_be_written(talk: Conversation, said: str, answer: str) -> None:
    """By code or by name; anything else is answered with what there is."""
    await talk.joined(READER)
    assert (await talk.say(READER, said))[0].startswith(answer)


async def test_the_language_can_be_tapped_and_stays(talk: Conversation) -> None:
    """The choice counts for every later answer, and for the menu of this chat alone."""
    await talk.joined(READER)
    await talk.joined(OTHER)
    await talk.say(READER, "/lang")
    await talk.tap(READER, "Русский")
    assert (await talk.say(READER, "/help"))[0].startswith("Что произошло")
    assert (await talk.say(OTHER, "/help"))[0].startswith("What happened")
    menus = {scope: menu[0]["description"] for scope, menu in talk.telegram.commands.items()}
    assert sorted(menus.values()) == [
        "the latest stories; /recent NAME for one name",
        "последние сюжеты; /recent ИМЯ – об одном имени",
    ]


@pytest.mark.parametrize(
    "said",
    [
        "hello",
        "/nonsense",
        "/",
        "//",
        "/ recent",
        "https://news.example/rss",
        "🙂",
        "/recentt",
        "/help_me",
        "/старт",
    ],
)
async def test_what_is_no_command_gets_a_hint(talk: Conversation, said: str) -> None:
    """A reader who is lost is shown the way, in one line."""
    await talk.joined(READER)
    assert await talk.say(READER, said) == ["I did not understand that. /help shows what I can do."]


async def test_things_that_are_no_text_get_the_hint_too(talk: Conversation) -> None:
    """A file breaks nothing."""
    await talk.joined(READER)
    talk.telegram.send_file(READER, "list.opml", b"x")
    await talk.settle()
    assert talk.last(READER).startswith("I did not understand that.")


@pytest.mark.parametrize(
    "said", ["/HELP", "/help@test_bot", "/help  me", "/help\nplease", "/help \u202e{0}<b>"]
)
async def test_commands_are_known_in_every_spelling(talk: Conversation, said: str) -> None:
    """Capitals, the bot's name and words behind do not confuse."""
    await talk.joined(READER)
    assert (await talk.say(READER, said))[0].startswith("What happened")


async def test_help_lists_exactly_what_the_menu_offers(talk: Conversation) -> None:
    """Every command that can be used is explained, and no other."""
    await talk.joined(READER)
    (answer,) = await talk.say(READER, "/help")
    explained = [line.split()[0] for line in answer.splitlines() if line.startswith("/")]
    (menu,) = talk.telegram.commands.values()
    assert explained == [f"/{command['command']}" for command in menu]
    assert "/sub" not in explained


async def test_why_shows_form_sentence_keyword_and_feed(talk: Conversation) -> None:
    """The evidence is all there, the form found in bold."""
    text = "The council met on Monday. Tarnsk heard Velsky's reply! Nothing else happened."
    talk.publish("A meeting", text, surface="Velsky's")
    await talk.joined(READER)
    await talk.tap(READER, "Why?")
    shown = talk.telegram.transcript(READER)
    assert "> Tarnsk heard **Velsky's** reply!" in shown
    assert "Keyword “Anton Velsky”, in another case form." in shown
    assert "Feed: Sample Post\n`https://news.example/rss`" in shown


@pytest.mark.parametrize("data", ["w1:999999", "w1:", "w1", "w1:x", "w1:-1", "w1:" + "9" * 40, "w1:²"])
async def test_why_of_a_story_that_is_no_more_says_so(talk: Conversation, data: str) -> None:
    """An old button answers over the chat."""
    await talk.joined(READER)
    assert await talk.tap_data(READER, data) == "This story is no longer kept."


async def test_every_answer_is_logged_without_person_or_words(
    talk: Conversation, telegram: FakeTelegram, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither the chat nor what was said reaches a log line."""
    await talk.joined(READER)
    await talk.say(READER, "/recent extraordinary-word")
    telegram.fail("sendMessage", 403)
    await talk.say(READER, "/recent extraordinary-word")
    logged = "".join(capsys.readouterr())
    assert str(READER) not in logged
    assert "extraordinary-word" not in logged
