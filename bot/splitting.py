"""A text longer than Telegram takes, cut where a reader would pause; markup is closed and opened again."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

LONGEST = 4096  # UTF-16 code units after the markup is parsed (Bot API, sendMessage)

_ATOM = re.compile(r"</?\w+(?:\s[^<>]*)?>|&[#\w]+;|\n+|[^\S\n]+|[^<&\s]{1,64}|[<&]")
_PAUSES = ("\n\n", "\n", " ")


def split(text: str, longest: int = LONGEST) -> list[str]:
    """The text in pieces of at most `longest`, cut at a paragraph, else a line, else a word."""
    if _width(text) <= longest:
        return [text]
    pieces: list[str] = []
    opened: list[str] = []
    atoms = _ATOM.findall(text)
    while atoms:
        count = _fitting(atoms, longest)
        piece = "".join([*opened, *atoms[:count]])
        opened = _still_open([*opened, *atoms[:count]])
        closing = "".join(f"</{_name(tag)}>" for tag in reversed(opened))
        pieces.append(piece.strip() + closing)
        atoms = _without_leading_gap(atoms[count:])
    return [piece for piece in pieces if _width(piece)]


def _fitting(atoms: list[str], longest: int) -> int:
    """How many atoms go into the next piece."""
    total, most = 0, 0
    for atom in atoms:
        total += _width(atom)
        if total > longest:
            break
        most += 1
    if most == len(atoms):
        return most
    return next((at for pause in _PAUSES if (at := _last(atoms, most, pause)) > most // 4), most) or 1


def _last(atoms: list[str], most: int, pause: str) -> int:
    """Where the last such pause before the end lies, 0 when there is none."""
    places = (at for at in range(most, 0, -1) if atoms[at - 1].startswith(pause))
    return next(places, 0)


def _still_open(atoms: list[str]) -> list[str]:
    opened: list[str] = []
    for tag in _tags(atoms):
        if tag.startswith("</"):
            opened.pop()
        else:
            opened.append(tag)
    return opened


def _tags(atoms: list[str]) -> Iterator[str]:
    return (atom for atom in atoms if len(atom) > 1 and atom.startswith("<"))


def _name(tag: str) -> str:
    found = re.match(r"</?(\w+)", tag)
    return found[1] if found else ""


def _without_leading_gap(atoms: list[str]) -> list[str]:
    start = next((at for at, atom in enumerate(atoms) if not atom.isspace()), len(atoms))
    return atoms[start:]


def _width(text: str) -> int:
    plain = html.unescape(re.sub(r"</?\w+(?:\s[^<>]*)?>", "", text))
    return len(plain.encode("utf-16-le")) // 2
