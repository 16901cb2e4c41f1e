"""`langnghe resolve`: which units messages mean, and which lines it refuses (as `classify` does)."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import Langnghe

GOOD = b'{"id": "a", "text": "nop o phuong tran bien"}\n'


def test_units_come_back_in_the_order_of_the_lines(langnghe: Langnghe):
    lines = GOOD + b'\n{"id": 7, "text": "ai cung cau gio"}\n\xef\xbb\xbf' + GOOD.replace(b'"a"', b'"b"')
    ended = langnghe("resolve", stdin=lines)
    assert (ended.code, ended.err) == (0, "")
    rows = [json.loads(line) for line in ended.lines]
    assert [(row["id"], row["unit_status"]) for row in rows] == [
        ("a", "resolved"),
        (7, "none"),
        ("b", "resolved"),
    ]
    assert rows[0]["units"][0]["code"] == "26041"
    assert rows[0]["units"][0]["name"] == "Phường Trấn Biên"
    assert rows[1]["units"] == []


def test_a_file_is_read_as_stdin_is(langnghe: Langnghe, tmp_path):
    path = tmp_path / "in.jsonl"
    path.write_bytes(GOOD)
    assert langnghe("resolve", "--input", path).out == langnghe("resolve", stdin=GOOD).out != ""


@pytest.mark.parametrize(
    ("line", "why"),
    [
        pytest.param(b"xin chao", "not JSON", id="words"),
        pytest.param(b'{"id": 1, "text": "a"', "not JSON", id="cut off"),
        pytest.param(b'{"id": 1, "text": "\xff"}', "not JSON", id="not UTF-8"),
        pytest.param(b"[" * 100_000, "not JSON", id="too deep"),
        pytest.param(b'["id", "text"]', 'not a JSON object {"id","text"}', id="a list"),
        pytest.param(b"null", 'not a JSON object {"id","text"}', id="null"),
        pytest.param(b'{"id": 1}', '"text" is missing or no string', id="no text"),
        pytest.param(b'{"id": 1, "text": null}', '"text" is missing or no string', id="no text in it"),
        pytest.param(b'{"id": 1, "text": ["a"]}', '"text" is missing or no string', id="text in a list"),
        pytest.param(b'{"text": "a"}', '"id" is missing or neither a string nor a whole number', id="no id"),
        pytest.param(
            b'{"id": true, "text": "a"}',
            '"id" is missing or neither a string nor a whole number',
            id="id a bool",
        ),
        pytest.param(
            b'{"id": 1, "text": "a", "at": "hom qua"}',
            '"at" is not a moment; write it like 2026-02-12T16:00+07:00',
            id="at in words",
        ),
        pytest.param(
            b'{"id": 1, "text": "a", "at": 20261123}',
            '"at" is not a moment; write it like 2026-02-12T16:00+07:00',
            id="at a number",
        ),
    ],
)
def test_a_malformed_line_ends_it_after_what_came_before(langnghe: Langnghe, line, why):
    ended = langnghe("resolve", stdin=GOOD + b"\n" + line + b"\n" + GOOD)
    assert (ended.code, ended.err) == (1, f"Line 3: {why}\n")
    assert len(ended.lines) == 1


def test_half_a_character_is_no_reason_to_stop(langnghe: Langnghe):
    ended = langnghe("resolve", stdin=b'{"id": "\\ud83d", "text": "\\ud83d tran bien"}')
    assert ended.code == 0
    assert json.loads(ended.out)["units"][0]["code"] == "26041"


def test_a_file_that_is_not_there_is_told_in_one_line(langnghe: Langnghe, tmp_path):
    ended = langnghe("resolve", "--input", tmp_path / "none.jsonl")
    assert (ended.code, ended.err) == (1, f"{tmp_path}/none.jsonl: No such file or directory\n")
