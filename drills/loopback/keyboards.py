"""Reply markup as Telegram checks it: inline buttons with data or a link, keyboards under the text box."""

from urllib.parse import urlsplit

from drills.loopback.records import Json
from drills.loopback.refusals import bad

DATA_BYTES = 64
MOST_BUTTONS = 100
ACTIONS = ("callback_data", "url", "web_app", "login_url", "switch_inline_query", "copy_text", "pay")


def _check_link(url: str) -> None:
    """Telegram refuses links whose host has no dot, `localhost` among them."""
    parts = urlsplit(url)
    if parts.scheme == "tg" or (parts.scheme in ("http", "https") and "." in (parts.hostname or "")):
        return
    raise bad(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")


def _check_button(button: Json) -> None:
    if not button.get("text"):
        raise bad('can\'t parse inline keyboard button: Field "text" must be non-empty')
    if not any(action in button for action in ACTIONS):
        raise bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if len(str(button.get("callback_data", "")).encode()) > DATA_BYTES or button.get("callback_data") == "":
        raise bad("BUTTON_DATA_INVALID")
    if "url" in button:
        _check_link(button["url"])


def inline_markup(markup: Json | None) -> Json | None:
    """The inline keyboard of a `reply_markup`, checked; None when there is none or it is empty."""
    rows = [row for row in (markup or {}).get("inline_keyboard", []) if row]
    for row in rows:
        for button in row:
            _check_button(button)
    if sum(map(len, rows)) > MOST_BUTTONS:
        raise bad("reply markup is too long")
    return {"inline_keyboard": rows} if rows else None


def reply_keyboard(markup: Json | None) -> Json | None:
    """A keyboard, its removal or a forced reply; a message sent with one can't be edited later."""
    return markup if markup and "inline_keyboard" not in markup else None
