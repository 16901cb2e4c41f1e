"""A whole conversation with a known name, phone, code and words: none of it in any log or readable column."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text

from app.database import database_url
from drills.botapi import Person, Telegram
from drills.people import refs, tap
from drills.stack import Stack
from settings import load
from tests.story.conftest import Joined
from vietnamese import fold

pytestmark = [pytest.mark.rasa, pytest.mark.slow, pytest.mark.timeout(300)]

NAME, PHONE, CODE = "Trương Thị Mộng Điệp", "0907654321", "H19.38-260921-0417"
WORDS = "chờ ròng rã từ mùa mưa"
STORY = f"hồ sơ đất đai nộp ở phường Trấn Biên 21/9 hẹn 12/10 chưa có kết quả, {WORDS}, mã {CODE}"
AWAITED = 20


@pytest.fixture(scope="module")
def citizen(telegram: Telegram, stack: Stack, joined: Joined) -> Person:
    """Files, leaves name and phone, is asked and answers, looks at what is kept."""
    registrar = joined("VPDKDD", "head")
    person = telegram.person(NAME)
    person.says(STORY)
    shown = person.hears(lambda m: "Tôi hiểu như sau" in m.text or "gần nhất" in m.text, within=AWAITED)
    if "gần nhất" in shown.text:
        tap(person, "trễ hẹn", within=AWAITED)
    tap(person, "giữ kín tên", within=AWAITED)
    person.hears("Đã ghi nhận", within=AWAITED)
    tap(person, "Để lại", within=AWAITED)
    person.hears(lambda m: bool(m.text), within=AWAITED)
    person.says(f"{NAME} {PHONE}")
    person.hears(refs(person)[-1], within=AWAITED)
    registrar.hears(refs(person)[-1], within=AWAITED)
    assert NAME not in registrar.transcript()
    assert PHONE not in registrar.transcript()
    return person


@pytest.fixture(scope="module")
def engine_of_stack(stack: Stack) -> Iterator[Engine]:
    made = create_engine(database_url(load(LANGNGHE_DATA=str(stack.folder))))
    yield made
    made.dispose()


def logs(stack: Stack) -> list[Path]:
    """What every process wrote: the program's own output, Rasa's, PostgreSQL's."""
    found = [path for path in stack.folder.rglob("*") if path.is_file() and "log" in path.name]
    return [path for path in found if path.suffix in {".log", ""} and "base" not in path.parts]


def secrets(person: Person) -> list[str]:
    plain = [NAME, PHONE, CODE, WORDS, str(person.id)]
    return [*plain, *(fold(each) for each in plain)]


def test_what_is_kept_is_told_with_two_files(citizen: Person) -> None:
    citizen.says("/dulieu")
    told = citizen.hears("đang được giữ", within=AWAITED)
    assert "ở 1 phản ánh" in told.text
    page = citizen.hears(lambda m: any(f.name.endswith(".html") for f in m.files), within=AWAITED)
    data = citizen.hears(lambda m: any(f.name.endswith(".json") for f in m.files), within=AWAITED)
    assert WORDS in page.files[0].read().decode()
    assert json.loads(data.files[0].read())["cases"][0]["contact"] == f"{NAME} {PHONE}"


def test_the_key_changes_under_a_running_program(citizen: Person, stack: Stack) -> None:
    before = (stack.folder / "keys" / "identity_key").read_text()
    stack.langnghe("keys", "rotate")
    assert before not in (stack.folder / "keys" / "identity_key").read_text()
    citizen.says("/tracuu")
    citizen.hears(refs(citizen)[0], within=AWAITED)


def test_no_column_of_the_database_can_be_read(citizen: Person, engine_of_stack: Engine) -> None:
    tables = text(
        "SELECT format('%I.%I', table_schema, table_name) FROM information_schema.tables "
        "WHERE table_schema IN ('public', 'rasa') AND table_type = 'BASE TABLE'"
    )
    with engine_of_stack.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM rasa.events"))
        for table in connection.scalars(tables).all():
            rows = "\n".join(connection.scalars(text(f"SELECT t::text FROM {table} t")).all())
            assert [each for each in secrets(citizen) if each in rows] == [], table


def test_erased_nothing_of_the_conversation_is_remembered(
    citizen: Person, engine_of_stack: Engine, stack: Stack
) -> None:
    citizen.says("/xoadulieu")
    citizen.hears("Xóa dữ liệu", within=AWAITED)
    tap(citizen, "Rút", within=AWAITED)
    tap(citizen, "Không", within=AWAITED)
    citizen.hears("Đã xóa", within=AWAITED)
    case = json.loads(stack.langnghe("case", refs(citizen)[0], "--json"))
    assert (case["state"], case["events"][-1]["kind"]) == ("withdrawn", "anonymised")
    with engine_of_stack.connect() as connection:
        remembered = text(
            "SELECT count(*) FROM rasa.events e JOIN conversations c ON c.pseudonym = e.sender_id "
            "WHERE NOT EXISTS (SELECT FROM staff s WHERE s.pseudonym = c.pseudonym)"
        )
        assert connection.scalar(remembered) == 0
        assert connection.scalar(text("SELECT count(*) FROM case_texts")) == 0
    citizen.says("/tracuu")
    citizen.hears(lambda m: refs(citizen)[0] not in m.text, within=AWAITED)


def test_no_log_of_any_process_tells_who_or_what(citizen: Person, stack: Stack, telegram: Telegram) -> None:
    written = {path: path.read_text(errors="replace") for path in logs(stack)}
    assert {"run.log", "rasa.log", "log"} <= {path.name for path in written}
    found = [
        (path.name, each)
        for path, lines in written.items()
        for each in [*secrets(citizen), telegram.token, PHONE.removeprefix("0")]
        if each in lines
    ]
    assert found == []
