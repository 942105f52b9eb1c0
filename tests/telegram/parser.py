"""Formatted text as Telegram reads it, by the parser that the real Bot API server calls.

`tdjson` is Telegram's own client library; `parseTextEntities` and `getTextEntities` work
offline and without an account.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable
from typing import Any

from tests.telegram.values import Json, bad

# Code points after parsing, https://core.telegram.org/bots/api#sendmessage and #sendphoto
TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
ENTITY_LIMIT = 100
RAW_BYTES_LIMIT = 1 << 15

_MODES: dict[str, Json] = {
    "html": {"@type": "textParseModeHTML"},
    "markdown": {"@type": "textParseModeMarkdown", "version": 1},
    "markdownv2": {"@type": "textParseModeMarkdown", "version": 2},
}
# TDLib's class names whose Bot API name is more than their snake case.
_RENAMED = {
    "PreCode": "pre",
    "TextUrl": "text_link",
    "MentionName": "text_mention",
    "BlockQuote": "blockquote",
    "ExpandableBlockQuote": "expandable_blockquote",
    "EmailAddress": "email",
    "BankCardNumber": "bank_card",
}
# Inside these, an address or a hashtag stays plain text.
_OPAQUE = {"code", "pre", "text_link"}
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")


@functools.cache
def _library() -> Callable[[Json], Json]:
    import tdjson

    tdjson.td_execute(b'{"@type": "setLogVerbosityLevel", "new_verbosity_level": 0}')

    def execute(request: Json) -> Json:
        result: Json = json.loads(tdjson.td_execute(json.dumps(request).encode()) or b"{}")
        return result

    return execute


def read(text: str, mode: str, entities: Any, limit: int, what: str) -> tuple[str, list[Json]]:
    """Return the text a person sees and its entities (offsets in UTF-16 units).

    `what` names the field in errors ("message", "message caption"). Raises ApiError exactly
    where Telegram would refuse: broken markup, nothing to show, more than `limit` code points.
    """
    if len(text.encode()) > RAW_BYTES_LIMIT:
        raise bad(f"{what} is too long")
    if not text:
        raise bad(f"{what} text is empty")
    marked: list[Json] = []
    if mode and mode.lower() != "none":
        text, marked = _parse(text, mode)
    elif entities:
        marked = [dict(entity) for entity in entities]
    text, marked = _clean(text, marked)
    if not text:
        raise bad("text must be non-empty")
    if len(text) > limit:
        raise bad(f"{what} is too long")
    return text, _joined(marked, found(text))


def found(text: str) -> list[Json]:
    """Return the entities Telegram recognises by itself: addresses, commands, hashtags."""
    answer = _library()({"@type": "getTextEntities", "text": text})
    return [_entity(entity) for entity in answer["entities"]]


def _parse(text: str, mode: str) -> tuple[str, list[Json]]:
    wanted = _MODES.get(mode.lower())
    if wanted is None:
        raise bad("unsupported parse_mode")
    answer = _library()({"@type": "parseTextEntities", "text": text, "parse_mode": wanted})
    if answer["@type"] == "error":
        reason = answer["message"]
        raise bad(reason[:1].lower() + reason[1:])
    return answer["text"], [_entity(entity) for entity in answer["entities"]]


def _entity(found_entity: Json) -> Json:
    kind = found_entity["type"]
    name = kind["@type"].removeprefix("textEntityType")
    out: Json = {
        "type": _RENAMED.get(name) or re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower(),
        "offset": found_entity["offset"],
        "length": found_entity["length"],
    }
    if "url" in kind:
        out["url"] = kind["url"]
    if "language" in kind:
        out["language"] = kind["language"]
    if "user_id" in kind:
        out["user"] = {"id": kind["user_id"], "is_bot": False, "first_name": f"U{kind['user_id']}"}
    if "custom_emoji_id" in kind:
        out["custom_emoji_id"] = str(kind["custom_emoji_id"])
    return out


def _clean(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Blank control characters and trim the ends, as a message is trimmed before it is stored."""
    text = _CONTROL.sub(" ", text).rstrip()
    lead = len(text) - len(text.lstrip())
    lead = min([lead, *(entity["offset"] for entity in entities)])  # a marked space stays
    text = text[lead:]
    end = len(text.encode("utf-16-le")) // 2
    kept = []
    for entity in entities:
        start = entity["offset"] - lead
        length = min(entity["length"], end - start)
        if length > 0:
            kept.append(entity | {"offset": start, "length": length})
    return text, kept


def _joined(marked: list[Json], automatic: list[Json]) -> list[Json]:
    opaque = [entity for entity in marked if entity["type"] in _OPAQUE]
    free = [entity for entity in automatic if not any(_overlap(entity, other) for other in opaque)]
    every = sorted(marked + free, key=lambda entity: (entity["offset"], -entity["length"]))
    return every[:ENTITY_LIMIT]  # the server drops the rest without a word


def _overlap(one: Json, other: Json) -> bool:
    return bool(
        one["offset"] < other["offset"] + other["length"] and other["offset"] < one["offset"] + one["length"]
    )
