"""The queue of turns: a job begins to exist with its turn; patience has an end."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from sqlalchemy import text

from casework import conversations
from casework.terms import Channel
from casework.work import House
from dialogue.rasa import DialogueDown
from jobs.queue import HANDLE_TURN, Patience, conninfo, defer_turn

PERSON = "p" * 32


def jobs(house: House) -> list[tuple[str, str, dict[str, str]]]:
    with house.work() as work:
        rows = work.session.execute(text("SELECT task_name, lock, args FROM procrastinate_jobs"))
        return [(row.task_name, row.lock, row.args) for row in rows]


def take_in(house: House, *, fail: bool = False) -> None:
    with house.work() as work:
        conversations.meet(work.session, PERSON, Channel.WEB, work.now)
        conversations.take_turn(work.session, "web:p:1", PERSON, said={"text": "x"}, now=work.now)
        defer_turn(work.session, "web:p:1", PERSON)
        if fail:
            raise RuntimeError


def test_a_turn_and_its_job_are_written_together_and_the_job_holds_the_key_only(house: House) -> None:
    take_in(house)
    assert jobs(house) == [(HANDLE_TURN, PERSON, {"key": "web:p:1"})]


def test_a_turn_that_was_not_written_has_no_job(house: House) -> None:
    with pytest.raises(RuntimeError):
        take_in(house, fail=True)
    assert jobs(house) == []


@pytest.mark.parametrize(
    ("error", "tries"),
    [
        pytest.param(DialogueDown("away"), Patience.AWAY, id="Rasa is away: as long as a restart takes"),
        pytest.param(ValueError(), Patience.BROKEN, id="broken: a few tries"),
    ],
)
def test_patience_has_an_end(error: Exception, tries: int) -> None:
    for attempts in range(tries):
        decision = Patience().get_retry_decision(exception=error, job=_job(attempts))
        assert decision is not None
        assert decision.retry_at is not None
    assert Patience().get_retry_decision(exception=error, job=_job(tries)) is None
    assert Patience.is_last(error, tries)
    assert not Patience.is_last(error, tries - 1)


def _job(attempts: int):
    return SimpleNamespace(attempts=attempts)


def test_the_address_of_the_database_is_put_in_the_form_of_its_library() -> None:
    assert conninfo("postgresql+psycopg://me:a%40b@h/db") == "postgresql://me:a%40b@h/db"
