"""Words for people live in the catalogues: complete in both languages, all used, none in the code.

A key counts as used when it stands in the code, a template or a data file as a whole, without its area, or as
the beginning of a key that is put together there (`f"citizen.state.{state}"`, `"web.kind." ~ kind`).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from settings import ROOT
from texts import LANGUAGES

FOLDERS = (
    *("vietnamese", "casework", "texts", "reports", "dialogue", "bot", "actions", "console", "jobs"),
    *("app", "cli", "drills", "migrations", "nlu"),
)
MAY_SPEAK_VIETNAMESE = ("vietnamese",)
AREAS = sorted(path.stem for path in (ROOT / "texts" / "vi").glob("*.po"))
KEY = re.compile(rf"""["'`](({"|".join(AREAS)})\.[a-z0-9_]+(?:[._][a-z0-9_]+)*\.?)""")
WHOLE = re.compile(rf"({'|'.join(AREAS)})(\.[a-z0-9_]+)+")
START = re.compile(
    rf"({'|'.join(AREAS)})(\.[a-z0-9_]+)+\.?"
)  # an area alone would be the start of all its keys
FILE_ENDINGS = {"csv", "docx", "json", "pdf", "png", "po", "txt", "typ", "xlsx"}
TELEGRAM_TAGS = {"b", "i", "u", "s", "a", "code", "pre", "blockquote", "tg-spoiler"}


@cache
def catalogue(lang: str, area: str) -> dict[str, Message]:
    with (ROOT / "texts" / lang / f"{area}.po").open("rb") as file:
        messages = list(read_po(file, locale=lang))
    return {_id(message): message for message in messages if message.id}


def _id(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def forms(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string or [""])


def keys() -> list[str]:
    return [f"{area}.{msgid}" for area in AREAS for msgid in catalogue("vi", area)]


@cache
def python_files() -> list[tuple[Path, ast.Module]]:
    paths = [ROOT / "settings.py", *(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))]
    ours = [path for path in paths if ".venv" not in path.parts]
    return [(path, ast.parse(path.read_text(encoding="utf-8"))) for path in ours]


@cache
def other_files() -> list[tuple[Path, str]]:
    kinds = ("*.html", "*.jinja", "*.j2", "*.js", "*.yml", "*.typ", "*.txt", "*.xml")
    paths = [path for folder in (*FOLDERS, "data") for kind in kinds for path in (ROOT / folder).rglob(kind)]
    paths += ROOT.glob("*.yml")
    return [(path, path.read_text(encoding="utf-8")) for path in paths if ".venv" not in path.parts]


def literals(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Text in the code, docstrings left out."""
    docs = {id(_docstring(node)) for node in ast.walk(tree)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.lineno, node.value


def _docstring(node: ast.AST) -> ast.AST | None:
    if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and node.body:
        first = node.body[0]
        return first.value if isinstance(first, ast.Expr) else None
    return None


@cache
def mentioned() -> tuple[frozenset[str], frozenset[str]]:
    """Whole texts of the code, and beginnings of keys that are put together."""
    whole: set[str] = set()
    starts: set[str] = set()
    for _, tree in python_files():
        whole.update(text for _, text in literals(tree))
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                starts.add(str(node.values[0].value))
    for _, text in other_files():
        whole.update(found[1] for found in KEY.finditer(text))
        whole.update(found[0] for found in WHOLE.finditer(text))
    starts.update(text for text in whole if text.endswith("."))
    return frozenset(whole), frozenset(start for start in starts if START.fullmatch(start))


def casework_names() -> set[str]:
    """Kinds of notices and columns look like keys; casework says nothing, only its errors name keys."""
    inside = [tree for path, tree in python_files() if path.is_relative_to(ROOT / "casework")]
    keys_of_errors = {
        node.value.value
        for tree in inside
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        if [target.id for target in node.targets if isinstance(target, ast.Name)] == ["key"]
    }
    return {text for tree in inside for _, text in literals(tree)} - keys_of_errors


def is_used(key: str) -> bool:
    whole, starts = mentioned()
    return key in whole or key.partition(".")[2] in whole or key.startswith(tuple(starts))


def expect_none(found: Iterable[str]) -> None:
    lines = sorted(found)
    assert not lines, "\n" + "\n".join(lines)


@pytest.mark.parametrize("area", AREAS)
def test_both_languages_say_the_same_things(area: str) -> None:
    vi, en = (catalogue(lang, area) for lang in LANGUAGES)
    expect_none(vi.keys() ^ en.keys())
    for msgid, message in vi.items():
        assert bool(message.pluralizable) == bool(en[msgid].pluralizable), msgid


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_sentence_is_there_and_sure(lang: str, area: str) -> None:
    messages = catalogue(lang, area).items()
    expect_none(msgid for msgid, message in messages if message.fuzzy or not all(forms(message)))


@pytest.mark.parametrize("area", AREAS)
def test_both_languages_take_the_same_values(area: str) -> None:
    vi, en = (catalogue(lang, area) for lang in LANGUAGES)
    differ = {key: (_values(vi[key]), _values(en[key])) for key in vi.keys() & en.keys()}
    expect_none(f"{key}: {here} {there}" for key, (here, there) in differ.items() if here != there)


def _values(message: Message) -> set[str]:
    names = {name for form in forms(message) for name in re.findall(r"\{([a-z_]+)", form)}
    return names - {"n"} if message.pluralizable else names


@pytest.mark.parametrize("area", ["citizen", "staff"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_markup_is_what_telegram_takes_and_is_closed(lang: str, area: str) -> None:
    wrong = []
    for msgid, message in catalogue(lang, area).items():
        for form in forms(message):
            tags = re.findall(r"<(/?)([a-z-]+)", form)
            opened, closed = (sorted(name for slash, name in tags if slash == kind) for kind in ("", "/"))
            if opened != closed or not set(opened) <= TELEGRAM_TAGS:
                wrong.append(f"{msgid}: {form}")
    expect_none(wrong)


def test_every_key_in_the_code_is_in_the_catalogues() -> None:
    whole, _ = mentioned()
    known = set(keys())
    modules = {".".join(path.relative_to(ROOT).with_suffix("").parts) for path, _ in python_files()}
    unknown = {text for text in whole if WHOLE.fullmatch(text)} - known - modules
    files = {text for text in unknown if text.rpartition(".")[2] in FILE_ENDINGS}
    expect_none(unknown - files - casework_names())


def test_every_key_in_the_catalogues_is_used() -> None:
    expect_none(key for key in keys() if not is_used(key))


def test_no_vietnamese_letter_stands_in_the_code() -> None:
    expect_none(
        f"{path.relative_to(ROOT)}:{line}: {text[:40]!r}"
        for path, tree in python_files()
        if path.relative_to(ROOT).parts[0] not in MAY_SPEAK_VIETNAMESE
        for line, text in literals(tree)
        if any(letter.isalpha() and "\u00c0" <= letter <= "\u1ef9" for letter in text)
    )
