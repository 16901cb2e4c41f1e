"""The bot's methods about itself, its webhook, chats, files and button presses."""

import re

from drills.loopback.files import LARGEST_DOWNLOAD
from drills.loopback.params import Params
from drills.loopback.records import ChatKind, Json, Webhook
from drills.loopback.refusals import TOO_OLD, bad
from drills.loopback.sending import addressee
from drills.loopback.world import World

SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")
LONGEST = {"description": 512, "short_description": 120, "name": 64}
LONGEST_TOAST = 200
NO_GIFTS = {
    "unlimited_gifts": False, "limited_gifts": False, "unique_gifts": False, "premium_subscription": False,
    "gifts_from_channels": False,
}  # fmt: skip


def get_me(world: World, _: Params) -> Json:
    """The bot's own User."""
    return world.bot | {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def _language(params: Params) -> str:
    return params.text("language_code")


def set_commands(world: World, params: Params) -> bool:
    """The commands of a scope and language, checked as Telegram does."""
    commands = params.data("commands") or []
    for command in commands:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", command.get("command", "")):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= len(command.get("description", "")) <= 256:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    world.settings.setdefault("commands", {})[_scope(params)] = commands
    return True


def _scope(params: Params) -> str:
    scope = params.data("scope") or {"type": "default"}
    parts = (scope["type"], scope.get("chat_id"), scope.get("user_id"), _language(params))
    return ":".join(str(part) for part in parts if part)


def get_commands(world: World, params: Params) -> list[Json]:
    """The commands of a scope and language."""
    found: list[Json] = world.settings.get("commands", {}).get(_scope(params), [])
    return found


def delete_commands(world: World, params: Params) -> bool:
    """Take the commands of a scope and language away."""
    world.settings.get("commands", {}).pop(_scope(params), None)
    return True


def set_words(field: str, world: World, params: Params) -> bool:
    """setMyName, setMyDescription, setMyShortDescription."""
    if len(params.text(field)) > LONGEST[field]:
        raise bad(f"bot {field.replace('_', ' ')} is too long")
    world.settings.setdefault(field, {})[_language(params)] = params.text(field)
    return True


def get_words(field: str, world: World, params: Params) -> Json:
    """getMyName and its kin; without the language, the words for everybody."""
    said = world.settings.get(field, {})
    return {field: said.get(_language(params), said.get("", ""))}


def set_menu_button(world: World, params: Params) -> bool:
    """The menu button of one chat, or of all without chat_id."""
    button = params.data("menu_button") or {"type": "default"}
    world.settings.setdefault("menu_button", {})[params.text("chat_id")] = button
    return True


def get_menu_button(world: World, params: Params) -> Json:
    """The menu button of one chat, else the one of all."""
    buttons = world.settings.get("menu_button", {})
    found: Json = buttons.get(params.text("chat_id")) or buttons.get("") or {"type": "default"}
    return found


def get_chat(world: World, params: Params) -> Json:
    """The chat with the fields that are always there."""
    chat = addressee(world, params)
    fixed = {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": NO_GIFTS}
    group = {"permissions": {"can_send_messages": True}} if chat.kind is not ChatKind.PRIVATE else {}
    return world.chat_card(chat) | fixed | group


def get_file(world: World, params: Params) -> Json:
    """A file's path for the download, up to 20 MB."""
    file = world.files.get(params.text("file_id"))
    if len(file.content) > LARGEST_DOWNLOAD:
        raise bad("file is too big")
    return {
        "file_id": file.id,
        "file_unique_id": file.unique_id,
        "file_size": len(file.content),
        "file_path": file.path,
    }


def answer_press(world: World, params: Params) -> bool:
    """answerCallbackQuery: once for each press, while it is fresh."""
    press = world.answerable(params.text("callback_query_id"))
    if press is None:
        raise bad(TOO_OLD)
    if len(params.text("text")) > LONGEST_TOAST:
        raise bad("MESSAGE_TOO_LONG")
    with world.lock:
        press.reply = {
            "text": params.text("text"),
            "alert": params.flag("show_alert"),
            "url": params.text("url"),
        }
        world.ring()
    return True


def set_webhook(world: World, params: Params) -> bool:
    """Both plain and TLS addresses are taken, as a local Bot API server does."""
    url, secret = params.text("url"), params.text("secret_token")
    if url and not url.startswith(("http://", "https://")):
        raise bad("invalid webhook URL specified")
    if not SECRET.fullmatch(secret):
        raise bad("secret token contains unallowed characters")
    most = params.number("max_connections", 40)
    with world.lock:
        world.webhook = Webhook(url, secret, most, world.webhook.generation + 1)
        world.updates.allow(params.data("allowed_updates"))
        if params.flag("drop_pending_updates"):
            world.updates.drop_all()
        world.ring()
    return True


def delete_webhook(world: World, params: Params) -> bool:
    """Back to polling."""
    dropping = {"drop_pending_updates": params.flag("drop_pending_updates")}
    return set_webhook(world, Params(dropping))


def webhook_info(world: World, _: Params) -> Json:
    """Where updates go, how many wait and what went wrong last."""
    hook = world.webhook
    info: Json = {
        "url": hook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates),
    }
    if hook.url:
        info |= {"max_connections": hook.max_connections, "ip_address": "127.0.0.1"}
    if hook.last_error_date:
        info |= {"last_error_date": hook.last_error_date, "last_error_message": hook.last_error_message}
    if world.updates.allowed:
        info["allowed_updates"] = sorted(world.updates.allowed)
    return info
