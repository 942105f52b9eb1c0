"""The methods that change what is already in a chat: edits, deletions, answers to taps."""

from __future__ import annotations

from tests.telegram.keyboards import checked_markup
from tests.telegram.sending import Handler, caption_fields, text_fields
from tests.telegram.values import Json, Params, Uploads, bad
from tests.telegram.world import Chat, Message, World

# Seconds after which Telegram no longer takes an answer to a tap, and no longer deletes for everyone.
TAP_LIFETIME = 15 * 60
DELETE_WITHIN = 48 * 3600
_TAP_TEXT_LIMIT = 200
_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
_UNCHANGED = (
    "message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)


def edit_message_text(world: World, params: Params, uploads: Uploads) -> Json:
    """Replace text and buttons of a text message."""
    message = _editable(world, params)
    if "text" not in message.body:
        raise bad("there is no text in the message to edit")
    return _apply(world, message, params, {"text": None, "entities": None} | text_fields(params))


def edit_message_caption(world: World, params: Params, uploads: Uploads) -> Json:
    """Replace or remove the caption of a file or picture."""
    message = _editable(world, params)
    if not message.body.keys() & {"document", "photo"}:
        raise bad("there is no caption in the message to edit")
    return _apply(
        world, message, params, {"caption": None, "caption_entities": None} | caption_fields(params)
    )


def edit_message_reply_markup(world: World, params: Params, uploads: Uploads) -> Json:
    """Replace or remove the buttons of a message."""
    return _apply(world, _editable(world, params), params, {})


def delete_message(world: World, params: Params, uploads: Uploads) -> bool:
    """Delete one message for everyone."""
    chat = world.target(params)
    message = chat.messages.get(params.number("message_id"))
    if message is None or message.deleted:
        raise bad("message to delete not found")
    if not _deletable(world, chat, message):
        raise bad("message can't be deleted for everyone")
    message.deleted = True
    return True


def delete_messages(world: World, params: Params, uploads: Uploads) -> bool:
    """Delete up to a hundred messages; those that are gone or too old are passed over."""
    chat = world.target(params)
    wanted = params.value("message_ids")
    if not isinstance(wanted, list) or not 1 <= len(wanted) <= 100:
        raise bad("message identifiers are not specified or too many of them")
    for message_id in wanted:
        message = chat.messages.get(int(message_id))
        if message is not None and _deletable(world, chat, message):
            message.deleted = True
    return True


def answer_callback_query(world: World, params: Params, uploads: Uploads) -> bool:
    """Answer a tap, once and in time."""
    tap = world.taps.get(params.text("callback_query_id"))
    if tap is None or tap.answer is not None or world.now() - tap.at > TAP_LIFETIME:
        raise bad(_TOO_OLD)
    if len(params.text("text")) > _TAP_TEXT_LIMIT:
        raise bad("MESSAGE_TOO_LONG")
    tap.answer = {"text": params.text("text"), "alert": params.flag("show_alert"), "url": params.text("url")}
    return True


def _editable(world: World, params: Params) -> Message:
    if params.text("inline_message_id"):
        raise bad("MESSAGE_ID_INVALID")
    message = world.target(params).messages.get(params.number("message_id"))
    if message is None or message.deleted:
        raise bad("message to edit not found")
    if not message.by_bot:
        raise bad("message can't be edited")
    return message


def _apply(world: World, message: Message, params: Params, changes: Json) -> Json:
    """Store an edit, which counts like a message; a changed field of None is removed.

    The markup is always replaced.
    """
    world.limits.take(int(message.body["chat"]["id"]), world.now())
    markup = checked_markup(params.value("reply_markup"))
    if not (markup or {}).get("inline_keyboard"):
        markup = None
    changes = changes | {"reply_markup": markup}
    if all((message.body.get(name) or None) == value for name, value in changes.items()):
        raise bad(_UNCHANGED)
    message.history.append(message.body)
    edited = message.body | changes | {"edit_date": int(world.wall())}
    message.body = {name: value for name, value in edited.items() if value is not None}
    return message.body


def _deletable(world: World, chat: Chat, message: Message) -> bool:
    return bool(world.wall() - message.body["date"] <= DELETE_WITHIN and (message.by_bot or chat.id > 0))


METHODS: dict[str, Handler] = {
    "editmessagetext": edit_message_text,
    "editmessagecaption": edit_message_caption,
    "editmessagereplymarkup": edit_message_reply_markup,
    "deletemessage": delete_message,
    "deletemessages": delete_messages,
    "answercallbackquery": answer_callback_query,
}
