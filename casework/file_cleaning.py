"""Taking out of a file what its sender did not mean to tell: where a picture was taken, by whose phone."""

from __future__ import annotations

import io
import threading

from PIL import Image, ImageOps

from casework.rules.file_types import JPEG, M4A, MOV, MP4, PNG, THREE_GP, WEBP, FileType

LONGEST_SIDE = 4096  # a page of a dossier photographed stays readable
MOST_PIXELS = 64_000_000  # what fifty-megapixel phones take; beyond it a small file can fill the memory

_IMAGES = {PNG: ("PNG", {}), JPEG: ("JPEG", {"quality": 88}), WEBP: ("WEBP", {"quality": 85})}
_FILMS = frozenset({MP4, M4A, MOV, THREE_GP})
_TELLTALE = frozenset({b"udta", b"meta", b"uuid"})  # place, phone and names lie in these boxes
_CONTAINERS = frozenset({b"moov", b"trak"})
_one_at_a_time = threading.Lock()  # a decoded picture takes up to 250 MB


class Unreadable(Exception):
    """The file is broken, or so large when opened that it looks like an attack."""


def cleaned(content: bytes, kind: FileType) -> bytes:
    """The same picture, sound or film without its metadata; documents stay as they are. Raises Unreadable."""
    if kind in _IMAGES:
        with _one_at_a_time:
            return _redrawn(content, kind)
    return _without_boxes(content) if kind in _FILMS else content


def _redrawn(content: bytes, kind: FileType) -> bytes:
    form, options = _IMAGES[kind]
    out = io.BytesIO()
    try:
        with Image.open(io.BytesIO(content), formats=[form]) as image:
            _shrunk(image).save(out, form, **options)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise Unreadable from error
    return out.getvalue()


def _shrunk(image: Image.Image) -> Image.Image:
    """Upright, at most LONGEST_SIDE, in plain colours, and with nothing in it but the picture."""
    if image.width * image.height > MOST_PIXELS:
        raise Unreadable
    image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    see_through = image.format != "JPEG" and image.has_transparency_data
    drawn = ImageOps.exif_transpose(image).convert("RGBA" if see_through else "RGB")
    drawn.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    drawn.info = {}
    return drawn


def _without_boxes(content: bytes) -> bytes:
    data = bytearray(content)
    _blank(data, 0, len(data), depth=3)
    return bytes(data)


def _blank(data: bytearray, start: int, end: int, *, depth: int) -> None:
    """Empty the telltale boxes between two offsets; nothing moves, so the tables of the film stay right."""
    at = start
    while at + 8 <= end:
        size, header = _box(data, at, end)
        if size < header or at + size > end:
            return
        name = bytes(data[at + 4 : at + 8])
        if name in _TELLTALE:
            data[at + 4 : at + size] = b"free" + bytes(size - 8)
        elif name in _CONTAINERS and depth:
            _blank(data, at + header, at + size, depth=depth - 1)
        at += size


def _box(data: bytearray, at: int, end: int) -> tuple[int, int]:
    """Size of the box at an offset and of its header (ISO 14496-12, 4.2)."""
    size = int.from_bytes(data[at : at + 4])
    if size == 1:
        return int.from_bytes(data[at + 8 : at + 16]), 16
    return (end - at if size == 0 else size), 8
