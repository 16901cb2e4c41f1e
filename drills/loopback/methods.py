"""The Bot API's methods by lower-case name; getUpdates, which waits, is served in `serving`."""

from collections.abc import Callable
from functools import partial

from drills.loopback import account, editing, sending
from drills.loopback.params import Params
from drills.loopback.records import Json
from drills.loopback.world import World

type Method = Callable[[World, Params], bool | Json | list[Json]]

METHODS: dict[str, Method] = {
    "getme": account.get_me,
    "setmycommands": account.set_commands,
    "getmycommands": account.get_commands,
    "deletemycommands": account.delete_commands,
    "setmyname": partial(account.set_words, "name"),
    "getmyname": partial(account.get_words, "name"),
    "setmydescription": partial(account.set_words, "description"),
    "getmydescription": partial(account.get_words, "description"),
    "setmyshortdescription": partial(account.set_words, "short_description"),
    "getmyshortdescription": partial(account.get_words, "short_description"),
    "setchatmenubutton": account.set_menu_button,
    "getchatmenubutton": account.get_menu_button,
    "getchat": account.get_chat,
    "getfile": account.get_file,
    "answercallbackquery": account.answer_press,
    "setwebhook": account.set_webhook,
    "deletewebhook": account.delete_webhook,
    "getwebhookinfo": account.webhook_info,
    "sendmessage": sending.send_message,
    "sendphoto": partial(sending.send_media, "photo"),
    "senddocument": partial(sending.send_media, "document"),
    "sendvoice": partial(sending.send_media, "voice"),
    "sendaudio": partial(sending.send_media, "audio"),
    "sendvideo": partial(sending.send_media, "video"),
    "sendmediagroup": sending.send_media_group,
    "sendchataction": sending.send_chat_action,
    "editmessagetext": editing.edit_text,
    "editmessagecaption": editing.edit_caption,
    "editmessagereplymarkup": editing.edit_markup,
    "deletemessage": editing.delete_message,
    "deletemessages": editing.delete_messages,
}
