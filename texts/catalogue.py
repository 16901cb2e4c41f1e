"""Catalogues of sentences: read once for each language and area, looked up by key, filled in.

A key is `<area>.<msgid>`; `texts/<language>/<area>.po` owns the words. Sentences may carry simple markup
(`<b>`), so what is filled in is escaped, unless it was said by this module itself.
"""

from __future__ import annotations

import os
import re
from datetime import date, datetime
from functools import cache
from html import escape, unescape
from pathlib import Path
from typing import TYPE_CHECKING

from babel import Locale
from babel.messages.pofile import read_po

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog, Message

_FOLDER = Path(__file__).parent
_OTHERS = sorted(path.parent.name for path in _FOLDER.glob("*/citizen.po") if path.parent.name != "vi")
LANGUAGES = ("vi", *_OTHERS)  # a language is a folder of catalogues
_TAG = re.compile(r"</?\w+(?: [^<>]*)?>")


class UnknownText(LookupError):
    """No sentence of this key in this language, or a value it needs was not given."""

    def __init__(self, key: str, lang: str, missing: str = "") -> None:
        super().__init__(f"{key} ({lang})" + (f": no value for {missing}" if missing else ""))


class Said(str):
    """A finished sentence with its markup; templates and other sentences take it as it is."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)


def language_of(code: str | None) -> str:
    """The language of ours that fits a code such as `en-GB`; Vietnamese if none does."""
    short = (code or "").replace("_", "-").split("-")[0].lower()
    return short if short in LANGUAGES else LANGUAGES[0]


def operator_language() -> str:
    """The language of the person at the terminal: Vietnamese unless the locale of the shell is English."""
    set_by = next(
        (os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), ""
    )
    return language_of(set_by)


def say(key: str, lang: str, /, **values: object) -> Said:
    """The sentence of `key` with `values` in its `{braces}`, HTML-escaped.

    Dates and moments are written as the language does; `n` chooses the plural and is grouped by thousands.
    Raises UnknownText for a key or a value that is missing.
    """
    filled = {name: _shown(name, value, lang) for name, value in values.items()}
    text = _sentence(key, lang, values.get("n"))
    try:
        return Said(text.format_map(filled))
    except KeyError as error:
        raise UnknownText(key, lang, str(error)) from error


def plain(key: str, lang: str, /, **values: object) -> str:
    """The same without markup and entities: for terminals, files and chart labels."""
    return unescape(_TAG.sub("", say(key, lang, **values)))


def pattern(key: str, lang: str) -> str:
    """The sentence as it stands in the catalogue, braces and all."""
    return _sentence(key, lang, None)


def _shown(name: str, value: object, lang: str) -> str:
    from texts import figures  # figures reads its patterns here

    if hasattr(value, "__html__"):
        return str(value.__html__())
    if isinstance(value, datetime):
        return figures.say_moment(value, lang)
    if isinstance(value, date):
        return figures.say_date(value, lang)
    if name == "n" and isinstance(value, int | float):
        return figures.say_number(value, lang)
    return escape(str(value), quote=False)


def _sentence(key: str, lang: str, n: object) -> str:
    area, _, msgid = key.partition(".")
    message = _catalogue(lang, area).get(msgid) if lang in LANGUAGES else None
    text = _form(message, lang, n) if message and not message.fuzzy else ""
    if not text:
        raise UnknownText(key, lang)
    return text


def _form(message: Message, lang: str, n: object) -> str:
    if not message.pluralizable:
        return str(message.string)
    if not isinstance(n, int | float):
        raise UnknownText(message.id[0] if message.id else "", lang, "n")
    rule = Locale.parse(lang).plural_form
    forms = [*(tag for tag in ("zero", "one", "two", "few", "many") if tag in rule.tags), "other"]
    return str(list(message.string or ())[forms.index(rule(n))])


@cache
def _catalogue(lang: str, area: str) -> Catalog:
    path = _FOLDER / lang / f"{area}.po"
    if not path.is_file():
        raise UnknownText(f"{area}.*", lang)
    with path.open("rb") as file:
        return read_po(file, locale=lang)
