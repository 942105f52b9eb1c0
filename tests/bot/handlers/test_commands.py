"""Whatever is written after a command, the answer is a sentence, and nothing breaks."""

from __future__ import annotations

import pytest

from bot.handlers import _RUNS, commands
from bot.i18n import LANGUAGES, texts_for
from bot.messages.help import COMMANDS
from storage.subscriber import Role
from tests.bot.conversation import MODERATOR, Conversation

MALFORMED = [
    "",
    "   ",
    "\n\n",
    "<b>bold</b> & <script>",
    "{names} {0} %s %(n)d",
    "'; DROP TABLE subscriber; --",
    "\u202egnitset\u202c \u200b\u2066",
    "\x00\x01\x1b[31m",
    "я" * 3000,
    "😀" * 1500,
    "-1 999999999999999999999 0x10 ² ½",
    "* ? [a-z]+ (((((",
    "@everyone #tag /start /help",
    "http:// https://[ ://x file:///etc/passwd",
]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ["start", *(command.name for command in COMMANDS)])
async def test_malformed_commands_are_answered(talk: Conversation, name: str, lang: str) -> None:
    """Every command takes every word without failing; Telegram can read every answer."""
    await talk.joined(MODERATOR, Role.MODERATOR, lang)
    trouble = texts_for(lang)("That went wrong on my side. It has been noted; please try again.")
    for words in MALFORMED:
        talk.now = talk.now.replace(year=talk.now.year + 1)  # wrong codes are counted by the hour
        answers = await talk.say(MODERATOR, f"/{name} {words}")
        assert len(answers) == 1, (words, answers)
        assert answers != [trouble], words
    # "@everyone" may be a channel: Telegram is asked, and says that it knows none.
    refused = [call for call in talk.telegram.calls if call.status != 200 and call.method != "getChat"]
    assert not refused


def test_every_command_has_a_text_and_something_to_do() -> None:
    """The table of commands and the table of texts name the same things."""
    assert {command.name for command in COMMANDS} == set(_RUNS)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_role_has_the_commands_of_the_one_below(lang: str) -> None:
    """A moderator's menu begins with the reader's, an admin's with the moderator's."""
    reader, moderator, admin = (commands(lang, role) for role in Role)
    assert moderator[: len(reader)] == reader
    assert admin[: len(moderator)] == moderator
    added = {name for name, _ in moderator} - {name for name, _ in reader}
    assert added == {"sub", "unsub", "feeds", "evidence", "watch", "undo", "history", "queue"} | {
        "stories",
        "merge",
        "split",
        "invite",
        "people",
        "revoke",
    }
