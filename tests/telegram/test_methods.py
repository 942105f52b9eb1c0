"""Each Bot API method once through python-telegram-bot, over HTTP and in process alike."""

from __future__ import annotations

import struct
import zlib
from collections.abc import AsyncIterator

import pytest
from telegram import (
    Bot,
    BotCommand,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
    LinkPreviewOptions,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest

from tests.telegram import ApiServer, FakeTelegram
from tests.telegram.request import bot_of

READER = 42
GROUP = -77


def picture(width: int = 4, height: int = 3) -> bytes:
    """Make a grey PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" + b"\x80" * width)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.fixture(params=["http", "in process"])
async def bot(request: pytest.FixtureRequest, telegram: FakeTelegram) -> AsyncIterator[Bot]:
    """A real Bot on either front of the simulated Telegram."""
    if request.param == "in process":
        async with bot_of(telegram) as bot:
            yield bot
        return
    async with ApiServer(telegram) as server:
        base, files = f"{server.url}/bot", f"{server.url}/file/bot"
        async with Bot(telegram.token, base_url=base, base_file_url=files) as bot:
            yield bot


def buttons(*labels: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(label, callback_data=label.lower())] for label in labels]
    )


async def test_text_is_sent_edited_and_deleted(bot: Bot, telegram: FakeTelegram) -> None:
    """A message lives through text edit, button edit and deletion, and a person sees each step."""
    sent = await bot.send_message(
        READER,
        'The <b>court</b> <a href="https://news.invalid/1">ruled</a>',
        parse_mode=ParseMode.HTML,
        reply_markup=buttons("Why"),
        link_preview_options=LinkPreviewOptions(is_disabled=True),
        disable_notification=True,
    )
    assert telegram.transcript(READER) == (
        "Bot (silent):\nThe **court** ruled <https://news.invalid/1>\n[Why]"
    )
    await bot.edit_message_text("The court ruled again", READER, sent.message_id)
    assert telegram.messages(READER)[0].buttons == []
    await bot.edit_message_reply_markup(READER, sent.message_id, reply_markup=buttons("More", "Less"))
    assert telegram.transcript(READER) == (
        "Bot (silent, edited 2 times):\nThe court ruled again\n[More]\n[Less]"
    )
    assert await bot.delete_message(READER, sent.message_id)
    assert telegram.texts(READER) == []


async def test_several_messages_are_deleted_at_once(bot: Bot, telegram: FakeTelegram) -> None:
    """deleteMessages removes what is there and passes over what is not."""
    ids = [(await bot.send_message(READER, text)).message_id for text in ("one", "two", "three")]
    assert await bot.delete_messages(READER, [ids[0], ids[2], 999])
    assert telegram.texts(READER) == ["two"]


async def test_document_is_uploaded_downloaded_and_reused(bot: Bot, telegram: FakeTelegram) -> None:
    """A file keeps its bytes, can be sent again by file_id, and its caption can be edited."""
    sent = await bot.send_document(
        READER, b"# Week 12", caption="<i>Digest</i>", filename="week.md", parse_mode="HTML"
    )
    assert sent.document is not None
    assert sent.caption == "Digest"
    again = await bot.send_document(READER, sent.document.file_id)
    assert again.document is not None
    assert again.document.file_id == sent.document.file_id
    file = await bot.get_file(sent.document.file_id)
    assert bytes(await file.download_as_bytearray()) == b"# Week 12"
    await bot.edit_message_caption(READER, sent.message_id, caption="Digest, corrected")
    assert telegram.transcript(READER).startswith("Bot (edited):\n(file week.md, 9 bytes)\nDigest, corrected")


async def test_picture_keeps_its_size(bot: Bot, telegram: FakeTelegram) -> None:
    """A photo comes back with its sides; what is no picture is refused."""
    sent = await bot.send_photo(READER, picture(40, 30), caption="Chart")
    assert [(size.width, size.height) for size in sent.photo] == [(40, 30)]
    with pytest.raises(BadRequest, match=r"(?i)IMAGE_PROCESS_FAILED"):
        await bot.send_photo(READER, b"not a picture")


async def test_album_is_one_group(bot: Bot, telegram: FakeTelegram) -> None:
    """Pictures sent together share a media group; kinds cannot be mixed, one alone is no album."""
    sent = await bot.send_media_group(
        READER, [InputMediaPhoto(picture(), caption="a"), InputMediaPhoto(picture())]
    )
    assert len({message.media_group_id for message in sent}) == 1
    assert [message.caption for message in sent] == ["a", None]
    with pytest.raises(BadRequest, match="can't be mixed"):
        await bot.send_media_group(
            READER, [InputMediaPhoto(picture()), InputMediaDocument(b"x", filename="x")]
        )
    with pytest.raises(BadRequest, match="expected 2-10"):
        await bot.send_media_group(READER, [InputMediaPhoto(picture())])


async def test_commands_are_kept_per_language(bot: Bot, telegram: FakeTelegram) -> None:
    """The command menu is set, read and removed for a language; a bad name is refused."""
    russian = [BotCommand("help", "помощь")]
    assert await bot.set_my_commands(russian, language_code="ru")
    assert await bot.get_my_commands(language_code="ru") == tuple(russian)
    assert await bot.get_my_commands() == ()
    assert await bot.delete_my_commands(language_code="ru")
    assert await bot.get_my_commands(language_code="ru") == ()
    with pytest.raises(BadRequest, match=r"(?i)BOT_COMMAND_INVALID"):
        await bot.set_my_commands([BotCommand("Помощь", "help")])


async def test_chats_and_members_are_described(bot: Bot, telegram: FakeTelegram) -> None:
    """A group tells its title, its administrators and who is in it."""
    telegram.join(GROUP, by=READER, title="Newsroom", admins={7})
    assert (await bot.get_chat(GROUP)).title == "Newsroom"
    assert [member.user.id for member in await bot.get_chat_administrators(GROUP)] == [7]
    standings = [(await bot.get_chat_member(GROUP, user)).status for user in (7, READER, 9)]
    assert standings == ["administrator", "member", "left"]
    with pytest.raises(BadRequest, match="no administrators"):
        await bot.get_chat_administrators(READER)


async def test_tap_reaches_the_bot_and_is_answered_once(bot: Bot, telegram: FakeTelegram) -> None:
    """A pressed button arrives as a callback query that can be answered a single time."""
    await bot.send_message(READER, "Story", reply_markup=buttons("Why"))
    telegram.tap(READER, "Why")
    (update,) = await bot.get_updates()
    query = update.callback_query
    assert query is not None
    assert query.data == "why"
    assert await query.answer("Because")
    assert telegram.transcript(READER).endswith("U42 taps [Why]: Because")
    with pytest.raises(BadRequest, match=r"(?i)query is too old"):
        await query.answer()


async def test_webhook_is_set_shown_and_removed(bot: Bot, telegram: FakeTelegram) -> None:
    """The webhook's address is kept until deleted; plain HTTP outside loopback is refused."""
    assert await bot.set_webhook("https://bot.invalid/hook", secret_token="s3cret")
    telegram.say(READER, "hello")
    info = await bot.get_webhook_info()
    assert (info.url, info.pending_update_count) == ("https://bot.invalid/hook", 1)
    assert await bot.delete_webhook(drop_pending_updates=True)
    assert (await bot.get_webhook_info()).pending_update_count == 0
    with pytest.raises(BadRequest, match=r"(?i)HTTPS"):
        await bot.set_webhook("http://bot.invalid/hook")


async def test_bot_knows_itself_acts_busy_and_leaves(bot: Bot, telegram: FakeTelegram) -> None:
    """getMe, sendChatAction and close answer; after logOut nothing does."""
    assert (await bot.get_me()).is_bot
    assert await bot.send_chat_action(READER, "typing")
    assert await bot.close()
    assert await bot.log_out()
    with pytest.raises(BadRequest, match="Logged out"):
        await bot.send_message(READER, "anybody?")


async def test_unknown_method_fails_and_is_remembered() -> None:
    """A method the double does not have answers 404, so no test passes on a guess."""
    fake = FakeTelegram()
    answer = fake.call(fake.token, "sendDice", {"chat_id": "1"}, {})
    assert (answer.status, answer.body["description"]) == (404, "Not Found: method not found")
    assert fake.unknown == ["sendDice"]
