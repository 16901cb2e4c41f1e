"""One address book: written where people come in, read by the sender and for a lawful demand alone."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from sqlalchemy import Engine, LargeBinary, String, cast, select, type_coerce
from sqlalchemy.orm import Session

from casework.records import Base
from casework.work import Work
from settings import ROOT
from tests.builders import a_case, a_citizen, rulebook, use_test_vault

PACKAGES = ("actions", "app", "bot", "casework", "cli", "console", "dialogue", "drills", "jobs", "reports")
READERS = {"bot/sender.py", "casework/disclosure.py", "casework/outbox.py"}
CHAT = 7_411_555_666


def modules() -> Iterator[tuple[str, ast.Module]]:
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            yield str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8"))


def imported(tree: ast.Module) -> set[str]:
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    return {f"{node.module}.{name.name}" for node in nodes for name in node.names}


def called(tree: ast.Module) -> set[str]:
    names = (node for node in ast.walk(tree) if isinstance(node, ast.Attribute | ast.Name))
    return {node.attr if isinstance(node, ast.Attribute) else node.id for node in names}


def chats_read(tree: ast.Module) -> list[int]:
    nodes = (node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr == "chat")
    return [node.lineno for node in nodes if isinstance(node.ctx, ast.Load)]


def test_of_those_who_know_the_address_book_the_senders_side_alone_reads_it() -> None:
    knowing = {name: tree for name, tree in modules() if "casework.records.Address" in imported(tree)}
    assert {name for name, tree in knowing.items() if chats_read(tree)} == {"casework/outbox.py"}
    named = {
        name
        for name, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and node.value == "addresses"
    }
    assert named <= {"casework/records/people.py"}


def test_a_chat_is_looked_up_by_the_sender_and_for_a_demand_alone() -> None:
    assert {name for name, tree in modules() if "chat_of" in called(tree)} <= READERS


def test_no_column_of_any_table_shows_a_telegram_id(engine: Engine, session: Session, now) -> None:
    use_test_vault()
    work = Work(session, rulebook(), now)
    a_case(work, reporter=a_citizen(work, CHAT).pseudonym)
    session.flush()
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            raw = type_coerce(column, LargeBinary) if isinstance(column.type, LargeBinary) else column
            shown = session.scalars(select(cast(raw, String)).select_from(table))
            assert all(str(CHAT) not in str(value) for value in shown), column
