"""What a person sees on the phone: messages with buttons and files, as values that don't change."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from drills.loopback.records import Json

FILE_KINDS = ("photo", "document", "voice", "audio", "video", "sticker")


@dataclass(frozen=True, slots=True)
class Button:
    """An inline button (`data` or `url`) or a key of a reply keyboard (neither)."""

    label: str
    data: str | None = None
    url: str | None = None
    wants: str | None = None


@dataclass(frozen=True, slots=True)
class File:
    """A file of a message; `read()` brings the bytes."""

    kind: str
    name: str
    mime: str
    size: int
    file_id: str
    _fetch: Callable[[str], bytes] = field(repr=False, compare=False)

    def read(self) -> bytes:
        """The bytes."""
        return self._fetch(self.file_id)


@dataclass(frozen=True, slots=True)
class Received:
    """A message as it stands now.

    `text` is the text or caption; `rows` the inline buttons; `keyboard` the reply keyboard that came with it
    (None: none came; empty: it took the keyboard away); `past` the texts before each edit; `arrived`
    monotonic seconds; `change` grows with every change in the world; `body` is the Bot API form.
    """

    chat_id: int
    message_id: int
    text: str
    rows: tuple[tuple[Button, ...], ...]
    keyboard: tuple[tuple[Button, ...], ...] | None
    files: tuple[File, ...]
    past: tuple[str, ...]
    protected: bool
    deleted: bool
    from_bot: bool
    album: str | None
    arrived: float
    change: int
    body: Json = field(repr=False, compare=False)

    @property
    def buttons(self) -> list[Button]:
        """All inline buttons in reading order."""
        return [button for row in self.rows for button in row]

    @property
    def labels(self) -> list[str]:
        """What the inline buttons say."""
        return [button.label for button in self.buttons]

    @property
    def edited(self) -> bool:
        """Whether the bot changed it since."""
        return bool(self.past)

    @property
    def bold(self) -> list[str]:
        """The parts shown in bold, to see what a text stresses."""
        return [self.marked(entity) for entity in self._entities() if entity["type"] == "bold"]

    def marked(self, entity: Json) -> str:
        """The text an entity covers."""
        units = self.text.encode("utf-16-le")
        start = entity["offset"] * 2
        return units[start : start + entity["length"] * 2].decode("utf-16-le")

    def _entities(self) -> list[Json]:
        found: list[Json] = self.body.get("entities") or self.body.get("caption_entities") or []
        return found

    def as_line(self) -> str:
        """One line for a transcript."""
        who = "bot" if self.from_bot else self.body["from"]["first_name"]
        marks = [mark for mark, on in (("edited", self.edited), ("deleted", self.deleted)) if on]
        things = [f"<{file.kind} {file.name}>".replace(" >", ">") for file in self.files]
        labels = [f"[{label}]" for label in self.labels]
        return " ".join([f"{self.message_id:>4} {who}{marks or ''}>", self.text, *things, *labels])


def _words(body: Json) -> str:
    return str(body.get("text", body.get("caption", "")))


def _button(button: Json | str) -> Button:
    if isinstance(button, str):
        return Button(button)
    wants = next((name for name in ("request_contact", "request_location") if button.get(name)), None)
    return Button(button["text"], button.get("callback_data"), button.get("url"), wants)


def _rows(rows: list[Any]) -> tuple[tuple[Button, ...], ...]:
    return tuple(tuple(map(_button, row)) for row in rows)


def _keyboard(markup: Json | None) -> tuple[tuple[Button, ...], ...] | None:
    if markup is None or "force_reply" in markup:
        return None
    return _rows(markup.get("keyboard", []))


def _files(body: Json, fetch: Callable[[str], bytes]) -> tuple[File, ...]:
    found = []
    for kind in FILE_KINDS:
        if kind in body:
            part = body[kind][-1] if kind == "photo" else body[kind]
            name, mime = part.get("file_name", ""), part.get("mime_type", "")
            found.append(File(kind, name, mime, part["file_size"], part["file_id"], fetch))
    return tuple(found)


def received(row: Json, fetch: Callable[[str], bytes]) -> Received:
    """A row of the control desk as a person sees it."""
    body = row["body"]
    return Received(
        chat_id=row["chat_id"],
        message_id=row["number"],
        text=_words(body),
        rows=_rows(body.get("reply_markup", {}).get("inline_keyboard", [])),
        keyboard=_keyboard(row["keyboard"]),
        files=_files(body, fetch),
        past=tuple(_words(former) for former in row["past"]),
        protected=bool(body.get("has_protected_content")),
        deleted=row["deleted"],
        from_bot=row["from_bot"],
        album=body.get("media_group_id"),
        arrived=row["arrived"],
        change=row["change"],
        body=body,
    )
