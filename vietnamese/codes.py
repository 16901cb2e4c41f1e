"""Numbers that name something: dossier codes, phones, ID numbers, tax codes, e-mails, accounts, plates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from vietnamese.folding import Folded
from vietnamese.spans import Span

_DASHES = "-\u2010-\u2015_./"
# The national one-stop form: agency code, day of receipt, number (Thông tư 01/2018/TT-VPCP, Điều 19).
_DOSSIER = re.compile(
    r"(?<![\w.])(?P<agency>(?:\d{3}[.\s]?\d{2}[.\s]?\d{2}[.\s]?)?[a-z]\s?\d{2}(?:[.\s]{0,2}\d{1,3}){0,3})"
    rf"\s{{0,2}}[{_DASHES}\s]\s{{0,2}}(?P<day>\d{{6}})\s{{0,2}}[{_DASHES}\s]\s{{0,2}}(?P<number>\d{{2,6}})(?!\d)"
)
_GAP = r"[\s.\-\u2010-\u2015()]{0,2}"
# Hasty people leave out the blank: "sdt0912345678", "cccd075190001234".
_GLUED_TO_PHONE = r"(?:(?<![\w.])|(?<=\b[sd]dt)|(?<=\bdt)|(?<=\bzalo))"
_GLUED_TO_ID = r"(?:(?<![\w.,/-])|(?<=\bcccd)|(?<=\bcmnd)|(?<=\bcc)|(?<=\bcmt))"
_PHONE = re.compile(
    rf"{_GLUED_TO_PHONE}(?:(?:\+\s?84|\(\+84\)|0084|84){_GAP}(?:0{_GAP})?|\(?0{_GAP})"
    rf"((?:[35789]{_GAP}\d|2{_GAP}[57]{_GAP}1)(?:{_GAP}\d){{7}})(?!{_GAP}?\d|\w)"
)
_LONG_NUMBER = re.compile(_GLUED_TO_ID + r"\d(?:[ .]?\d){8,18}(?![\w]|[/-]\d)")
_TAX_BRANCH = re.compile(r"(?<![\w.,/-])(\d{10})\s?-\s?(\d{3})(?!\w)")
_TAX_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)
_OLD_ID_CUE = re.compile(
    r"(?:cmnd|cmt|chung minh|cccd|can cuoc|giay to tuy than|so cc|cmtnd)(?:\W+(?:\w+\W+){0,4})?$"
)
_ACCOUNT_CUE = re.compile(
    r"(?:stk|tai khoan|so tk|tk|the ngan hang|vietcombank|vcb|agribank|bidv|mbbank|momo)\W+(?:\w+\W+){0,4}$"
)
_TAX_CUE = re.compile(r"(?:mst|ma so thue|ma so doanh nghiep|msdn|msthue)\W+(?:\w+\W+){0,4}$")
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PLATE = re.compile(r"(?<![\w.])(?:6[0]|39|93|\d{2})\s?[a-z][a-z\d]?\s?[-. ]?\s?\d{3}[. ]?\d{2}(?!\w)")


def code_date(code: str) -> date | None:
    """The day of receipt inside a dossier code in the form that `dossier_codes` gives, or None."""
    parts = code.split("-")
    return _day(parts[1]) if len(parts) == 3 else None


def _day(yymmdd: str) -> date | None:
    try:
        return date(2000 + int(yymmdd[:2]), int(yymmdd[2:4]), int(yymmdd[4:]))
    except ValueError:
        return None


def dossier_codes(text: str, folded: Folded) -> Iterator[Span]:
    """Codes of dossiers in any written form; value "H19.38-251003-0012". Day and month must exist."""
    for match in _DOSSIER.finditer(folded.text):
        if _day(match["day"]) and _sounds_like_code(match):
            agency = ".".join(re.findall(r"[a-z]?\d+", re.sub(r"(?<=[a-z])\s", "", match["agency"])))
            value = f"{agency.upper()}-{match['day']}-{match['number']}"
            yield _span("dossier_code", text, folded, match, value=value)


def _sounds_like_code(match: re.Match[str]) -> bool:
    """With blanks alone between its parts only the city's own prefixes are believed."""
    joined = match[0][len(match["agency"]) :]
    return bool(re.search(rf"[{_DASHES}]", joined)) or match["agency"].startswith(("h19", "h10"))


def phones(text: str, folded: Folded) -> Iterator[Span]:
    """Mobile and fixed numbers of the city; value of ten or eleven digits that begins with 0."""
    for match in _PHONE.finditer(folded.text):
        before = folded.text[max(0, match.start() - 40) : match.start()]
        if _TAX_CUE.search(before) or _ACCOUNT_CUE.search(before):
            continue
        yield _span("phone", text, folded, match, value="0" + re.sub(r"\D", "", match[1]))


def long_numbers(text: str, folded: Folded) -> Iterator[Span]:
    """ID numbers (12 digits, old ones 9), tax codes with a right check digit, bank accounts."""
    for match in _TAX_BRANCH.finditer(folded.text):
        if is_tax_code(match[1]):
            yield _span("tax_code", text, folded, match, value=f"{match[1]}-{match[2]}")
    for match in _LONG_NUMBER.finditer(folded.text):
        digits = re.sub(r"\D", "", match[0])
        kind = _kind_of_number(digits, folded.text[max(0, match.start() - 60) : match.start()])
        if kind:
            yield _span(kind, text, folded, match, value=digits)


def _kind_of_number(digits: str, before: str) -> str | None:
    if _ACCOUNT_CUE.search(before):
        return "account"
    if len(digits) == 10 and is_tax_code(digits):
        return "tax_code"
    if len(digits) == 12 and (_is_id_number(digits) or _OLD_ID_CUE.search(before)):
        return "id_number"
    if len(digits) == 9 and _OLD_ID_CUE.search(before):
        return "id_number"
    return "account" if len(digits) > 12 else None


def is_tax_code(digits: str) -> bool:
    """Ten digits whose last one is 10 - (weighted sum mod 11)."""
    weighted = sum(weight * int(digit) for weight, digit in zip(_TAX_WEIGHTS, digits, strict=False))
    return len(digits) == 10 and 10 - weighted % 11 == int(digits[9])


def _is_id_number(digits: str) -> bool:
    """Province 001-096, then a digit for sex and century (Thông tư 59/2021/TT-BCA, phụ lục)."""
    return 1 <= int(digits[:3]) <= 96 and digits[3] in "0123"


def private_marks(text: str, folded: Folded) -> Iterator[Span]:
    """E-mail addresses and number plates."""
    for match in _EMAIL.finditer(folded.text):
        yield _span("email", text, folded, match, value=match[0])
    for match in _PLATE.finditer(folded.text):
        yield _span("plate", text, folded, match, value=re.sub(r"[^\w]", "", match[0]).upper())


def _span(kind: str, text: str, folded: Folded, match: re.Match[str], *, value: str) -> Span:
    start, end = folded.span(match.start(), match.end())
    return Span(kind, start, end, text[start:end], value)
