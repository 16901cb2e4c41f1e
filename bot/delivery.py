"""One message on its way to Telegram: its parts, how each is sent, and how to find out that it arrived."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from telegram import (
    Bot,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    LinkPreviewOptions,
    ReplyKeyboardMarkup,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.splitting import split
from dialogue.outgoing import Button, File, Outgoing

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
PAYLOAD_BYTES = 64
PICTURES = frozenset({"image/jpeg", "image/png"})

Rows = tuple[tuple[Button, ...], ...]
Markup = InlineKeyboardMarkup | ReplyKeyboardMarkup | ForceReply | None


@dataclass(frozen=True)
class Part:
    """What one call sends: a text with its buttons, or a file."""

    text: str = ""
    rows: Rows = ()
    file: File | None = None
    prompt: bool = False
    fixed: bool = False

    @property
    def can_be_probed(self) -> bool:
        """A message with another keyboard than buttons cannot be edited: its arrival cannot be found out."""
        return not (self.prompt or self.fixed)


def parts_of(outgoing: Outgoing) -> list[Part]:
    """The text in as many pieces as it takes, the buttons under the last one, then the files."""
    pieces = split(outgoing.text)
    prompt = outgoing.prompt and not outgoing.rows
    texts = [Part(text=piece) for piece in pieces[:-1]]
    texts.append(Part(text=pieces[-1], rows=outgoing.rows, prompt=prompt, fixed=outgoing.fixed))
    return [*texts, *(Part(file=file) for file in outgoing.files)]


class Post:
    """Sends parts. Buttons whose payload begins with a slash open that page of `public_url`."""

    def __init__(self, bot: Bot, public_url: str) -> None:
        self._bot = bot
        self._public_url = public_url.rstrip("/")

    async def send(self, chat: int, part: Part, *, protect: bool) -> int:
        """Send one part and return its message id; raises TelegramError."""
        if part.file is not None:
            return await self._send_file(chat, part.file, protect)
        sent = await self._bot.send_message(
            chat,
            self._text(part),
            parse_mode=ParseMode.HTML,
            reply_markup=self._markup(part),
            protect_content=protect,
            link_preview_options=NO_PREVIEW,
        )
        return sent.message_id

    def _markup(self, part: Part) -> Markup:
        if part.prompt:
            return ForceReply()
        if part.fixed:
            keys = [[button.title for button in row] for row in part.rows]
            return ReplyKeyboardMarkup(keys, resize_keyboard=True, is_persistent=True)
        return self._keyboard(part.rows)

    async def _send_file(self, chat: int, file: File, protect: bool) -> int:
        content = InputFile(file.content, filename=file.name)
        if file.media_type in PICTURES:
            return (await self._bot.send_photo(chat, content, protect_content=protect)).message_id
        sent = await self._bot.send_document(
            chat, content, protect_content=protect, disable_content_type_detection=True
        )
        return sent.message_id

    async def lies_at(self, chat: int, message_id: int, part: Part) -> bool:
        """Whether this part is the message of that id: then editing it to itself changes nothing.

        Also true when it could be edited: only our own message between the ids looked at can be, and its
        words may have changed since ("3 days left").
        """
        try:
            await self._edit(chat, message_id, part)
        except BadRequest as refusal:
            return "not modified" in str(refusal).lower()
        return True

    async def _edit(self, chat: int, message_id: int, part: Part) -> None:
        if part.file is not None:
            await self._bot.edit_message_caption(chat, message_id)
            return
        await self._bot.edit_message_text(
            self._text(part),
            chat,
            message_id,
            parse_mode=ParseMode.HTML,
            reply_markup=self._keyboard(part.rows),
            link_preview_options=NO_PREVIEW,
        )

    def _text(self, part: Part) -> str:
        """Telegram refuses link buttons to hosts without a dot: such a link is written out."""
        links = [self._link(button) for row in part.rows for button in row]
        bare = [link for link in links if link and not _is_pressable(link)]
        return "\n".join([part.text, *bare])

    def _keyboard(self, rows: Rows) -> InlineKeyboardMarkup | None:
        shown = [[key for button in row if (key := self._key(button))] for row in rows]
        return InlineKeyboardMarkup([row for row in shown if row]) if any(shown) else None

    def _key(self, button: Button) -> InlineKeyboardButton | None:
        link = self._link(button)
        if link:
            return InlineKeyboardButton(button.title, url=link) if _is_pressable(link) else None
        if len(button.payload.encode()) > PAYLOAD_BYTES:
            raise ValueError(f"payload too long: {button.payload[:20]}")
        return InlineKeyboardButton(button.title, callback_data=button.payload)

    def _link(self, button: Button) -> str | None:
        if button.payload.startswith("/"):
            return self._public_url + button.payload
        return button.payload if button.payload.startswith(("http://", "https://")) else None


def _is_pressable(link: str) -> bool:
    return "." in (urlsplit(link).hostname or "")
