"""The public number of a case: `DN-YYMMDD-N…-C`.

Date of filing, number of the day (four digits or more), check digit after ISO 7064 mod 11,10 over all digits
before it. The check digit catches every single wrong digit and nearly all swaps of neighbours, so a slip of
the finger ends in "no such number", never at another person's case.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

_DASHES = "\\-\u2010-\u2015\u2212"
_GAP = rf"[\s._/{_DASHES}]"
_PREFIX = f"[d{chr(0x111)}]n"  # people type the letter with the bar: the city's name begins with it
_DAY = "(?P<day>[0-9]{6})"
_NUMBER = "(?P<number>[0-9]{4,9})"
_CHECK = "(?P<check>[0-9])"
_START = r"(?<![^\W_])"
_END = rf"(?!\w)(?![.{_DASHES}][0-9])"
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_GAPS = re.compile(f"{_GAP}+")
_WHOLE = re.compile(f"{_PREFIX}{_DAY}{_NUMBER}{_CHECK}", re.IGNORECASE)
_HEAD = f"{_PREFIX}{_GAP}{{0,3}}{_DAY}{_GAP}{{0,3}}{_NUMBER}"
_PLACES = re.compile(_START + _PREFIX, re.IGNORECASE)
_READINGS = (
    re.compile(f"{_HEAD}{_CHECK}{_END}", re.IGNORECASE),
    re.compile(f"{_HEAD}{_GAP}{{1,3}}{_CHECK}{_END}", re.IGNORECASE),
)


def make_ref(day: date, number: int) -> str:
    """The ref of the `number`-th case (from 1) filed on `day` of the years 2000 to 2099."""
    if number < 1 or not 2000 <= day.year <= 2099:
        raise ValueError(f"no ref for case {number} of {day}")
    digits = f"{day:%y%m%d}{number:04d}"
    return f"DN-{digits[:6]}-{digits[6:]}-{check_digit(digits)}"


def check_digit(digits: str) -> str:
    """The ISO 7064 mod 11,10 check digit of a string of digits."""
    product = 10
    for digit in digits:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return str((11 - product) % 10)


def parse_ref(typed: str) -> str | None:
    """The canonical ref that was typed, in any case and with any dashes, spaces or dots; else None."""
    found = _WHOLE.fullmatch(_GAPS.sub("", _plain(typed)))
    return _canonical(found) if found else None


def ref_meant(typed: str) -> str | None:
    """The one ref that somebody looks for: typed alone, also without its letters, or inside a sentence."""
    whole = parse_ref(typed) or parse_ref(f"DN{typed}")
    return whole or next(iter(find_refs(typed)), None)


def find_refs(text: str) -> list[str]:
    """The canonical refs inside a sentence, in order, each once.

    A place that can be read as two numbers is left out: better none than another person's case.
    """
    plain = _plain(text)
    found = (_read(plain, place.start()) for place in _PLACES.finditer(plain))
    return list(dict.fromkeys(ref for ref in found if ref))


def _read(plain: str, start: int) -> str | None:
    matches = (reading.match(plain, start) for reading in _READINGS)
    refs = {ref for match in matches if match and (ref := _canonical(match))}
    return refs.pop() if len(refs) == 1 else None


def _canonical(match: re.Match[str]) -> str | None:
    day, number = match["day"], match["number"]
    padded = len(number) > 4 and number.startswith("0")
    if padded or int(number) == 0 or not _is_day(day) or check_digit(day + number) != match["check"]:
        return None
    return f"DN-{day}-{number}-{match['check']}"


def _is_day(digits: str) -> bool:
    try:
        date.fromisoformat(f"20{digits}")
    except ValueError:
        return False
    return True


def _plain(typed: str) -> str:
    """Full-width letters and digits made plain, invisible characters dropped."""
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", typed))
