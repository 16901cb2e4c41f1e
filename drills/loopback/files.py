"""Files by id: what people and the bot upload, with the fields the Bot API gives for each kind."""

import hashlib
import io
import mimetypes
from collections.abc import Callable

from PIL import Image, UnidentifiedImageError

from drills.loopback.records import Json, StoredFile
from drills.loopback.refusals import bad

LARGEST_DOWNLOAD = 20 * 1024 * 1024
LARGEST_PHOTO = 10 * 1024 * 1024
THUMBNAIL = (320, 320)
FOLDERS = {
    "photo": ("photos", ".jpg", "image/jpeg"),
    "document": ("documents", "", "application/octet-stream"),
    "voice": ("voice", ".oga", "audio/ogg"),
    "audio": ("music", ".mp3", "audio/mpeg"),
    "video": ("videos", ".mp4", "video/mp4"),
    "sticker": ("stickers", ".webp", "image/webp"),
}


class FileStore:
    """All files of the server. Bytes stay as they came: photos are not re-encoded, unlike at Telegram."""

    def __init__(self) -> None:
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}

    def put(self, kind: str, content: bytes, name: str = "", mime: str = "", **traits: object) -> StoredFile:
        """Keep `content`; `name` and `mime` are what the sender says of it."""
        folder, suffix, usual = FOLDERS[kind]
        number = len(self._by_id)
        digest = hashlib.sha256(content).hexdigest()
        ending = suffix or ("." + name.rpartition(".")[2] if "." in name else "")
        file = StoredFile(
            id=f"BQACAgUAAxk{number:06d}{digest[:32]}",
            unique_id=f"AgAD{digest[:12]}",
            kind=kind,
            path=f"{folder}/file_{number}{ending}",
            content=content,
            name=name,
            mime=mime or mimetypes.guess_type(name)[0] or usual,
            traits=dict(traits),
        )
        self._by_id[file.id] = self._by_path[file.path] = file
        return file

    def get(self, file_id: str) -> StoredFile:
        """The file, or the refusal of an unknown id."""
        if file_id not in self._by_id:
            raise bad("wrong file_id or the file is temporarily unavailable")
        return self._by_id[file_id]

    def at(self, path: str) -> StoredFile | None:
        """The file at a download path."""
        return self._by_path.get(path)

    def describe(self, file: StoredFile) -> Json:
        """The part of a message that shows the file, keyed by its kind."""
        return {file.kind: DESCRIPTIONS.get(file.kind, _named)(self, file)}


def _sizes(file: StoredFile) -> Json:
    common = {"file_id": file.id, "file_unique_id": file.unique_id, "file_size": len(file.content)}
    return common | file.traits


def _named(_: FileStore, file: StoredFile) -> Json:
    return _sizes(file) | {"mime_type": file.mime} | ({"file_name": file.name} if file.name else {})


def _voice(_: FileStore, file: StoredFile) -> Json:
    return {"duration": 1} | _sizes(file) | {"mime_type": file.mime}


def _video(store: FileStore, file: StoredFile) -> Json:
    return {"duration": 1, "width": 640, "height": 360} | _named(store, file)


def _sticker(_: FileStore, file: StoredFile) -> Json:
    fixed = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
    return fixed | _sizes(file)


def _photo(store: FileStore, file: StoredFile) -> list[Json]:
    """Two sizes, smallest first, as in Telegram: a bot that takes the first gets the thumbnail."""
    small, size = _thumbnail(file.content)
    thumb = store.put("photo", small, width=size[0], height=size[1])
    return [_sizes(thumb), _sizes(file)]


DESCRIPTIONS: dict[str, Callable[[FileStore, StoredFile], Json | list[Json]]] = {
    "photo": _photo,
    "voice": _voice,
    "audio": lambda store, file: {"duration": 1} | _named(store, file),
    "video": _video,
    "sticker": _sticker,
}


def _thumbnail(content: bytes) -> tuple[bytes, tuple[int, int]]:
    picture = Image.open(io.BytesIO(content)).convert("RGB")
    picture.thumbnail(THUMBNAIL)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=60)
    return out.getvalue(), picture.size


def photo_size(content: bytes) -> tuple[int, int]:
    """Width and height, or the refusal of what is no picture or too large for one."""
    if len(content) > LARGEST_PHOTO:
        size = f"file of size {len(content)} bytes is too big for a photo"
        raise bad(f"{size}; the maximum size is {LARGEST_PHOTO} bytes")
    try:
        return Image.open(io.BytesIO(content)).size
    except UnidentifiedImageError as refused:
        raise bad("IMAGE_PROCESS_FAILED") from refused


def sample_photo(width: int = 640, height: int = 480, shade: int = 120) -> bytes:
    """A small grey JPEG for people who send a picture."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), (shade, shade, shade)).save(out, "JPEG")
    return out.getvalue()
