"""The methods about the bot itself and about chats: commands, webhook, files, members."""

from __future__ import annotations

import json
import re

from tests.telegram.sending import Handler
from tests.telegram.values import Json, Params, Uploads, bad
from tests.telegram.world import Chat, World

_DOWNLOAD_LIMIT = 20_000_000  # bytes, https://core.telegram.org/bots/api#getfile
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_ACTIONS = {"typing", "upload_photo", "upload_document", "record_video", "upload_video", "find_location"}
RIGHTS = [
    "can_be_edited",
    "is_anonymous",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
]
_GIFTS = ["unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"]


def get_me(world: World, params: Params, uploads: Uploads) -> Json:
    """Return the bot's user."""
    return world.me


def log_out(world: World, params: Params, uploads: Uploads) -> bool:
    """Leave this server: every later call is refused."""
    world.logged_out = True
    return True


def close(world: World, params: Params, uploads: Uploads) -> bool:
    """Close the bot instance; nothing here holds one."""
    return True


def get_file(world: World, params: Params, uploads: Uploads) -> Json:
    """Return where a file can be downloaded."""
    file_id = params.text("file_id")
    kept = world.files.get(file_id)
    if kept is None:
        raise bad("invalid file_id")
    if len(kept.data) > _DOWNLOAD_LIMIT:
        raise bad("file is too big")
    size = len(kept.data)
    return {
        "file_id": file_id,
        "file_unique_id": "u" + file_id,
        "file_size": size,
        "file_path": f"documents/{file_id}",
    }


def send_chat_action(world: World, params: Params, uploads: Uploads) -> bool:
    """Show that the bot is busy."""
    world.target(params)
    if params.text("action") not in _ACTIONS:
        raise bad("wrong parameter action in request")
    return True


def set_my_commands(world: World, params: Params, uploads: Uploads) -> bool:
    """Set the menu of commands for a scope and language."""
    commands = params.value("commands") or []
    if len(commands) > 100:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not _COMMAND.fullmatch(command["command"].removeprefix("/")):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"]) <= 256:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    world.commands[_scope(params)] = commands
    return True


def get_my_commands(world: World, params: Params, uploads: Uploads) -> list[Json]:
    """Return the menu set for exactly this scope and language."""
    return world.commands.get(_scope(params), [])


def delete_my_commands(world: World, params: Params, uploads: Uploads) -> bool:
    """Remove the menu of a scope and language."""
    world.commands.pop(_scope(params), None)
    return True


def get_chat(world: World, params: Params, uploads: Uploads) -> Json:
    """Return what is known about a chat."""
    gifts = dict.fromkeys(_GIFTS, True)
    full = {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": gifts}
    return world.target(params).public() | full


def get_chat_member(world: World, params: Params, uploads: Uploads) -> Json:
    """Return one person's standing in a chat."""
    chat = world.target(params)
    user_id = params.number("user_id")
    if chat.type == "channel" and world.me["id"] not in chat.admins | {user_id}:
        raise bad("member list is inaccessible")
    return _member(world, chat, user_id)


def get_chat_administrators(world: World, params: Params, uploads: Uploads) -> list[Json]:
    """Return who runs a group or channel."""
    chat = world.target(params)
    if chat.type == "private":
        raise bad("there are no administrators in the private chat")
    return [_member(world, chat, user_id) for user_id in sorted(chat.admins)]


def set_webhook(world: World, params: Params, uploads: Uploads) -> bool:
    """Deliver updates by HTTP from now on; an empty address stops that. Loopback may be plain HTTP."""
    secret = params.text("secret_token")
    if secret and not _SECRET.fullmatch(secret):
        raise bad("secret token contains unallowed characters")
    _drop_if_asked(world, params)
    world.updates.allow(params.value("allowed_updates"))
    url = params.text("url")
    if url and not url.startswith(("https://", "http://127.0.0.1", "http://localhost")):
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    world.webhook = {"url": url, "secret": secret} if url else None
    world.updates.end_polling(because_of_webhook=True)
    return True


def delete_webhook(world: World, params: Params, uploads: Uploads) -> bool:
    """Go back to polling."""
    _drop_if_asked(world, params)
    world.webhook = None
    world.updates.wake()
    return True


def get_webhook_info(world: World, params: Params, uploads: Uploads) -> Json:
    """Return the webhook, how much waits for it, and its last failure."""
    hook = world.webhook or {}
    info = {"url": hook.get("url", ""), "has_custom_certificate": False}
    trouble = {name: hook[name] for name in ("last_error_date", "last_error_message") if name in hook}
    return info | {"pending_update_count": len(world.updates.queue)} | trouble


def _drop_if_asked(world: World, params: Params) -> None:
    if params.flag("drop_pending_updates"):
        world.updates.queue.clear()


def _scope(params: Params) -> str:
    scope = params.value("scope") or {"type": "default"}
    return json.dumps([scope, params.text("language_code")], sort_keys=True)


def rights(chat: Chat) -> Json:
    """Return what an administrator may do; of a channel's only the right to post is ever missing."""
    posting: Json = {"can_post_messages": chat.posts} if chat.type == "channel" else {}
    return dict.fromkeys(RIGHTS, True) | posting


def _member(world: World, chat: Chat, user_id: int) -> Json:
    person = world.me if user_id == world.me["id"] else world.user(user_id)
    if user_id and user_id == chat.owner:
        return {"user": person, "status": "creator", "is_anonymous": False}
    if user_id in chat.admins:
        return {"user": person, "status": "administrator"} | rights(chat)
    inside = chat.id == user_id or user_id in chat.members or user_id == world.me["id"]
    return {"user": person, "status": "member" if inside else "left"}


METHODS: dict[str, Handler] = {
    "getme": get_me,
    "logout": log_out,
    "close": close,
    "getfile": get_file,
    "sendchataction": send_chat_action,
    "setmycommands": set_my_commands,
    "getmycommands": get_my_commands,
    "deletemycommands": delete_my_commands,
    "getchat": get_chat,
    "getchatmember": get_chat_member,
    "getchatadministrators": get_chat_administrators,
    "setwebhook": set_webhook,
    "deletewebhook": delete_webhook,
    "getwebhookinfo": get_webhook_info,
}
