"""The methods that put new messages into a chat: text, documents, photos, albums."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any

from tests.telegram import parser
from tests.telegram.keyboards import checked_markup
from tests.telegram.values import ApiError, Json, Params, Upload, Uploads, bad
from tests.telegram.world import Chat, Message, World

Handler = Callable[[World, Params, Uploads], Any]

# Bytes, https://core.telegram.org/bots/api#sending-files
_UPLOAD_LIMIT = {"document": 50_000_000, "photo": 10_000_000}
_PHOTO_SIDES_LIMIT = 10_000
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"RIFF")


def send_message(world: World, params: Params, uploads: Uploads) -> Json:
    """Send text."""
    chat = world.target(params)
    body = _draft(world, chat, params) | text_fields(params)
    return _deliver(world, chat, params, [body])[0].body


def send_document(world: World, params: Params, uploads: Uploads) -> Json:
    """Send a file of any kind with an optional caption."""
    return _send_file(world, params, uploads, "document")


def send_photo(world: World, params: Params, uploads: Uploads) -> Json:
    """Send a picture with an optional caption."""
    return _send_file(world, params, uploads, "photo")


def send_media_group(world: World, params: Params, uploads: Uploads) -> list[Json]:
    """Send two to ten pictures, or as many documents, as one album."""
    chat = world.target(params)
    items = params.value("media")
    if not isinstance(items, list) or not 2 <= len(items) <= 10:
        raise bad("wrong number of items in the album, expected 2-10")
    kinds = {str(item.get("type")) for item in items}
    if kinds - {"photo", "document"}:
        raise bad(f"unsupported media type in the album: {', '.join(sorted(kinds))}")
    if len(kinds) > 1:
        raise bad("documents can't be mixed with other media types")
    draft = _draft(world, chat, params) | {"media_group_id": world.next_album_id()}
    bodies = []
    for item in items:
        kind, told = str(item["type"]), Params(item)
        file_fields = _file_fields(world, kind, _upload(told.text("media"), "", uploads), told.text("media"))
        bodies.append(draft | file_fields | caption_fields(told))
    return [message.body for message in _deliver(world, chat, params, bodies)]


def text_fields(params: Params) -> Json:
    """Return the parsed text of a call with its entities."""
    text, entities = parser.read(
        params.text("text"), params.text("parse_mode"), params.value("entities"), parser.TEXT_LIMIT, "message"
    )
    return {"text": text} | ({"entities": entities} if entities else {})


def caption_fields(params: Params) -> Json:
    """Return the parsed caption of a call with its entities, nothing when there is none."""
    if not params.text("caption"):
        return {}
    written, mode, told = params.text("caption"), params.text("parse_mode"), params.value("caption_entities")
    text, entities = parser.read(written, mode, told, parser.CAPTION_LIMIT, "message caption")
    return {"caption": text} | ({"caption_entities": entities} if entities else {})


def _draft(world: World, chat: Chat, params: Params) -> Json:
    sender = {"sender_chat": chat.public()} if chat.type == "channel" else {"from": world.me}
    body: Json = sender | {"chat": chat.public(), "date": int(world.wall())}
    body |= _reply(chat, params)
    if params.flag("protect_content"):
        body["has_protected_content"] = True
    if params.text("message_thread_id"):
        body |= {"message_thread_id": params.number("message_thread_id"), "is_topic_message": True}
    if params.text("link_preview_options"):
        body["link_preview_options"] = params.value("link_preview_options")
    markup = checked_markup(params.value("reply_markup"))
    if markup and "inline_keyboard" in markup:
        body["reply_markup"] = markup
    return body


def _reply(chat: Chat, params: Params) -> Json:
    told = params.value("reply_parameters") or {}
    wanted = told.get("message_id") or params.number("reply_to_message_id")
    if not wanted:
        return {}
    original = chat.messages.get(int(wanted))
    if original is not None and not original.deleted:
        shown = {name: value for name, value in original.body.items() if name != "reply_to_message"}
        return {"reply_to_message": shown}
    if told.get("allow_sending_without_reply") or params.flag("allow_sending_without_reply"):
        return {}
    raise bad("message to be replied not found")


def _deliver(world: World, chat: Chat, params: Params, bodies: list[Json]) -> list[Message]:
    """Put finished messages into a chat, all or none; only what would be accepted counts as sent."""
    if chat.type == "channel" and not (chat.posts and world.me["id"] in chat.admins):
        raise bad("need administrator rights in the channel chat")
    world.limits.take(chat.id, world.now(), len(bodies), params.flag("allow_paid_broadcast"))
    silent = params.flag("disable_notification")
    return [chat.add(body, by_bot=True, silent=silent, at=world.now()) for body in bodies]


def _send_file(world: World, params: Params, uploads: Uploads, kind: str) -> Json:
    chat = world.target(params)
    draft = _draft(world, chat, params) | caption_fields(params)
    written = params.text(kind)
    body = draft | _file_fields(world, kind, _upload(written, kind, uploads), written)
    return _deliver(world, chat, params, [body])[0].body


def _upload(written: str, field_name: str, uploads: Uploads) -> Upload | None:
    """Return the file that a parameter brings along, None when it names one by file_id."""
    if written.startswith("attach://"):
        return uploads.get(written.removeprefix("attach://"))
    return uploads.get(field_name)


def _file_fields(world: World, kind: str, upload: Upload | None, file_id: str) -> Json:
    if upload is None:
        upload = world.files.get(file_id)
        if upload is None:
            raise bad("wrong file identifier/HTTP URL specified")
    else:
        _check_upload(kind, upload)
        file_id = world.keep_file(upload)
    shown: Json = {"file_id": file_id, "file_unique_id": "u" + file_id, "file_size": len(upload.data)}
    if kind == "document":
        return {"document": shown | {"file_name": upload.name, "mime_type": upload.mime}}
    width, height = _sides(upload.data)
    return {"photo": [shown | {"width": width, "height": height}]}


def _check_upload(kind: str, upload: Upload) -> None:
    if not upload.data:
        raise bad("file must be non-empty")
    if len(upload.data) > _UPLOAD_LIMIT[kind]:
        raise ApiError(413, "Request Entity Too Large")
    if kind == "photo":
        if not upload.data.startswith(_PICTURES):
            raise bad("IMAGE_PROCESS_FAILED")
        if sum(_sides(upload.data)) > _PHOTO_SIDES_LIMIT:
            raise bad("PHOTO_INVALID_DIMENSIONS")


def _sides(data: bytes) -> tuple[int, int]:
    """Return width and height of a PNG in pixels; other pictures are taken as small squares."""
    if data.startswith(_PICTURES[0]) and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return int(width), int(height)
    return 320, 320


METHODS: dict[str, Handler] = {
    "sendmessage": send_message,
    "senddocument": send_document,
    "sendphoto": send_photo,
    "sendmediagroup": send_media_group,
}
