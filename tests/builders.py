"""The boring parts of a test: people, staff and cases in any state, made through the real use cases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import text

from casework import conversations, crypto, handling, intake, staff
from casework.records import Case, Conversation, StaffMember
from casework.rulebook import Rulebook, load_rulebook
from casework.terms import (
    CITIZEN,
    SYSTEM,
    Actor,
    Finding,
    IdentityMode,
    Move,
    Role,
    State,
)
from casework.work import Work

BIEN_HOA = "26068"
KEYS = ["_buB8-t1baZG_QRpFlwdxsv5FqTlk3g9oIpXDQXWG0E="]
SECRET = "a secret of the tests, 32 characters and more"

_numbers = count(1)


@cache
def rulebook() -> Rulebook:
    """The tables of data/, read once for all tests."""
    return load_rulebook(Path(__file__).resolve().parent.parent / "data")


def use_test_vault() -> None:
    """The vault of tests: fixed keys, so that pseudonyms are the same in every run."""
    crypto.use_vault(crypto.Vault(KEYS, SECRET))


def a_citizen(work: Work, chat: int | None = None) -> Conversation:
    """Somebody who talks with the bot on Telegram, in a chat that no other test person has."""
    return conversations.meet_on_telegram(work.session, chat or 7_500_000_000 + next(_numbers), work.now)


def a_member(
    work: Work, unit: str = BIEN_HOA, role: Role = Role.HEAD, *, chat: int | None = None
) -> StaffMember:
    """A member of staff who joined by a one-time code and can be told on Telegram."""
    conversation = a_citizen(work, chat)
    code = staff.invite(work, unit, role)
    return staff.join(work.session, code, conversation.pseudonym, work.now)


def a_case(
    work: Work,
    category: str = "delay",
    lodged: str | None = BIEN_HOA,
    *,
    state: State | None = None,
    **filing: Any,
) -> Case:
    """A case filed through intake and moved on to `state` (default: where filing leaves it).

    `filing` overrides fields of casework.intake.Filing; without `reporter` a new citizen files it.
    """
    number = next(_numbers)
    given: dict[str, Any] = {
        "turn": f"tg:{9_000_000 + number}",
        "reporter": None,
        "story": "Hồ sơ nộp đã lâu mà chưa có kết quả, gọi 0912345678 không ai trả lời.",
        "category": category,
        "identity": IdentityMode.SEALED,
        "lodged": lodged,
        **filing,
    }
    given["reporter"] = given["reporter"] or a_citizen(work).pseudonym
    case = intake.open_case(work, intake.Filing(**given))
    for step in WAYS[state] if state and state is not case.state else ():
        step(work, case)
    assert state is None or case.state is state
    return case


def accepted(work: Work, case: Case) -> None:
    """By silence, which needs nobody."""
    handling.move(work, case.ref, Move.ACCEPT, SYSTEM, by="silence")


def asked(work: Work, case: Case) -> None:
    """The unit asks the citizen."""
    question = "Anh/chị nộp hồ sơ ở quầy số mấy?"
    handling.move(work, case.ref, Move.ASK, Actor(Role.OFFICER, case.accountable), question=question)


def answered(work: Work, case: Case, **given: Any) -> None:
    """The head answers; `given` overrides parts of the answer."""
    answer: dict[str, Any] = {
        "finding": Finding.RIGHT,
        "cause": "signing",
        "remedy": "Đã chuyển bước, đã trả kết quả cho người dân.",
        **({} if given.get("promised_on") else {"done": True}),
        **given,
    }
    handling.move(work, case.ref, Move.ANSWER, Actor(Role.HEAD, case.accountable), **answer)


def settled(work: Work, case: Case) -> None:
    """The citizen confirms."""
    handling.move(work, case.ref, Move.SETTLE, CITIZEN)


def withdrawn(work: Work, case: Case) -> None:
    """The citizen takes the report back."""
    handling.move(work, case.ref, Move.WITHDRAW, CITIZEN)


WAYS: dict[State, tuple[Callable[[Work, Case], None], ...]] = {
    State.RECEIVED: (),
    State.ROUTED: (),
    State.ACCEPTED: (accepted,),
    State.WAITING: (accepted, asked),
    State.ANSWERED: (accepted, answered),
    State.CLOSED: (accepted, answered, settled),
    State.WITHDRAWN: (withdrawn,),
}


def remembered(work: Work, *said: tuple[str, datetime]) -> None:
    """What Rasa remembers: a word of somebody at a moment each; its table is made as Rasa makes it."""
    work.session.execute(text("CREATE SCHEMA IF NOT EXISTS rasa"))
    work.session.execute(
        text(
            "CREATE TABLE IF NOT EXISTS rasa.events (id serial PRIMARY KEY, sender_id text, "
            "type_name text, timestamp double precision, intent_name text, action_name text, data text)"
        )
    )
    row = text("INSERT INTO rasa.events (sender_id, type_name, timestamp) VALUES (:s, 'user', :t)")
    for sender, at in said:
        work.session.execute(row, {"s": sender, "t": at.timestamp()})


def who_is_remembered(work: Work) -> list[str]:
    """The pseudonym of each word that Rasa still remembers."""
    return list(work.session.scalars(text("SELECT sender_id FROM rasa.events ORDER BY id")))
