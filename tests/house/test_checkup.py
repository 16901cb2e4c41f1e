"""`langnghe doctor` tells each finding in one line and never raises."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from app.checkup import Finding, Grade, findings
from settings import load

TOKEN = "123456:AAE-abcdefghijklmnopqrstuvwxyz0123456"


class Answering(BaseHTTPRequestHandler):
    """Stands in for Telegram, Rasa and the action route: answers by path from a table."""

    answers: dict[str, tuple[int, Any]] = {}

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        status, body = self.answers.get(path, (404, {}))
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def there() -> Iterator[HTTPServer]:
    Answering.answers = {}
    with HTTPServer(("127.0.0.1", 0), Answering) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def look(now: datetime, **values: str) -> dict[str, Finding]:
    return {found.subject: found for found in findings(load(**values), now)}


@pytest.fixture
def nothing_runs(tmp_path) -> dict[str, str]:
    ports = {"LANGNGHE_PORT": "9", "RASA_PORT": "10", "ACTIONS_PORT": "11"}
    return ports | {"LANGNGHE_DATA": str(tmp_path)}


def test_where_nothing_runs_each_part_says_so(now, nothing_runs) -> None:
    found = look(now, **nothing_runs)
    grades = {subject: finding.grade for subject, finding in found.items()}
    bad = {"database", "migrations", "model", "rasa", "actions"}
    assert {subject for subject, grade in grades.items() if grade is Grade.BAD} == bad
    assert not [finding for finding in found.values() if "\n" in finding.line]


def test_a_database_with_the_newest_schema_is_good(now, nothing_runs, database_url) -> None:
    found = look(now, **nothing_runs, DATABASE_URL=database_url)
    assert found["database"].grade is Grade.GOOD
    assert found["migrations"].grade is Grade.GOOD


def test_an_empty_database_lacks_its_schema(now, nothing_runs, cluster) -> None:
    found = look(now, **nothing_runs, DATABASE_URL=cluster.url("postgres"))
    assert (found["database"].grade, found["migrations"].grade) == (Grade.GOOD, Grade.BAD)


@pytest.mark.parametrize(
    ("answers", "grade"),
    [
        pytest.param({"/status": (200, {})}, Grade.GOOD, id="takes our token"),
        pytest.param({"/status": (401, {})}, Grade.BAD, id="refuses our token"),
    ],
)
def test_rasa(now, nothing_runs, there, answers, grade: Grade) -> None:
    Answering.answers = answers
    found = look(now, **nothing_runs, RASA_URL=f"http://127.0.0.1:{there.server_port}")
    assert found["rasa"].grade is grade


ME = (200, {"ok": True, "result": {"username": "langnghe_bot"}})
NO_HOOK, HOOK = (200, {"result": {"url": ""}}), (200, {"result": {"url": "https://here.vn"}})
REFUSED = (401, {"ok": False, "description": "Unauthorized"})


@pytest.mark.parametrize(
    ("answers", "grade"),
    [
        pytest.param({"getMe": ME, "getWebhookInfo": NO_HOOK}, Grade.GOOD, id="polling"),
        pytest.param({"getMe": ME, "getWebhookInfo": HOOK}, Grade.BAD, id="webhook"),
        pytest.param({"getMe": REFUSED}, Grade.BAD, id="wrong token"),
        pytest.param({"getMe": (502, "")}, Grade.BAD, id="no JSON of its own"),
    ],
)
def test_telegram(now, nothing_runs, there, answers, grade: Grade) -> None:
    Answering.answers = {f"/bot{TOKEN}/{method}": answer for method, answer in answers.items()}
    address = f"http://127.0.0.1:{there.server_port}"
    found = look(now, **nothing_runs, TELEGRAM_BOT_TOKEN=TOKEN, TELEGRAM_API_URL=address)
    assert found["telegram"].grade is grade
    assert TOKEN not in found["telegram"].line


@pytest.mark.parametrize(
    ("year", "grade"),
    [
        pytest.param(2025, Grade.GOOD, id="both years decided"),
        pytest.param(2026, Grade.NOTE, id="next year still open"),
        pytest.param(2031, Grade.BAD, id="this year unknown"),
    ],
)
def test_holidays_of_this_and_the_next_year(now, nothing_runs, year: int, grade: Grade) -> None:
    assert look(now.replace(year=year), **nothing_runs)["holidays"].grade is grade
