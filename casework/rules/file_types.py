"""Which files a report may carry, told by their content: a name or a header can say anything. Pure."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class FileType:
    """What a file is. `kind`: image, audio, video or document; `extension` without its dot."""

    kind: str
    media_type: str
    extension: str


PNG = FileType("image", "image/png", "png")
JPEG = FileType("image", "image/jpeg", "jpg")
WEBP = FileType("image", "image/webp", "webp")
PDF = FileType("document", "application/pdf", "pdf")
DOCX = FileType("document", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx")
OGG = FileType("audio", "audio/ogg", "ogg")
MP3 = FileType("audio", "audio/mpeg", "mp3")
M4A = FileType("audio", "audio/mp4", "m4a")
MP4 = FileType("video", "video/mp4", "mp4")
MOV = FileType("video", "video/quicktime", "mov")
THREE_GP = FileType("video", "video/3gpp", "3gp")

TYPES = (PNG, JPEG, WEBP, PDF, DOCX, OGG, MP3, M4A, MP4, MOV, THREE_GP)

# The brand of an ISO media file by its first letters; pictures of the same family (HEIC) are not among them.
_BRANDS = {
    **dict.fromkeys((b"M4A", b"M4B"), M4A),
    **dict.fromkeys((b"iso", b"mp4", b"avc", b"M4V", b"MSN", b"das", b"f4v"), MP4),
    b"qt ": MOV,
    b"3gp": THREE_GP,
}


def type_of(content: bytes) -> FileType | None:
    """The type of this content, None for anything a report may not carry."""
    return next((kind for kind, fits in _SIGNS.items() if fits(content)), None)


def extension_of(media_type: str) -> str:
    """The usual ending for a stored media type; `bin` for an unknown one."""
    return next((known.extension for known in TYPES if known.media_type == media_type), "bin")


def _begins(*signs: bytes) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(signs)


def _is_ogg(content: bytes) -> bool:
    """Ogg with sound in it; its first page names the codec."""
    return content.startswith(b"OggS") and any(codec in content[:128] for codec in (b"OpusHead", b"vorbis"))


def _is_mp3(content: bytes) -> bool:
    """An ID3 tag, or a frame of MPEG audio layer III."""
    frame = (
        len(content) > 4 and content[0] == 0xFF and content[1] & 0xE6 == 0xE2 and content[2] & 0xF0 != 0xF0
    )
    return content.startswith(b"ID3") or frame


def _brand(content: bytes) -> FileType | None:
    return _BRANDS.get(content[8:11]) if content[4:8] == b"ftyp" else None


def _is_docx(content: bytes) -> bool:
    """A Word document without macros."""
    if not content.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False
    return "word/document.xml" in names and not any(name.endswith("vbaProject.bin") for name in names)


def _of_brand(kind: FileType) -> Callable[[bytes], bool]:
    return lambda content: _brand(content) is kind


_SIGNS: dict[FileType, Callable[[bytes], bool]] = {
    PNG: _begins(b"\x89PNG\r\n\x1a\n"),
    JPEG: _begins(b"\xff\xd8\xff"),
    WEBP: lambda content: content[:4] == b"RIFF" and content[8:12] == b"WEBP",
    PDF: _begins(b"%PDF-"),
    OGG: _is_ogg,
    **{kind: _of_brand(kind) for kind in (M4A, MP4, MOV, THREE_GP)},
    DOCX: _is_docx,
    MP3: _is_mp3,
}
