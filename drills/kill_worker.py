"""A worker of the drill drills.kill_moves: makes moves at random and lets time act, until it is told to stop.

Before each move and after its commit it writes a line to its own log, which outlives kill -9. Started again,
it asks the history whether the move it was at came to be, and makes it only if not.
"""

from __future__ import annotations

import json
import os
import sys
import time
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from random import Random
from typing import Any, Self

from sqlalchemy import create_engine, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, sessionmaker

from casework import crypto, handling, history
from casework.records import Case, CaseEvent
from casework.rulebook import load_rulebook
from casework.rules.workflow import moves_open_to
from casework.terms import CITIZEN, Actor, CaseworkError, Finding, Move, Role
from casework.work import House, Work
from jobs.clock import Looked, run_due
from settings import ROOT

UNITS = ("26041", "26068", "26311", "VPDKDD-THONGNHAT", "VPDKDD", "SNNMT")
POSTS = dict.fromkeys(UNITS, Role.HEAD) | {
    "SNV": Role.SUPERVISOR,
    "VPUB": Role.SUPERVISOR,
    "UBND": Role.LEADER,
    "TTR": Role.INSPECTOR,
}
SWEEPS = 0.08  # after how many of its moves a worker lets time act
WORDS = "As it was said in the drill."
PLAIN: dict[Move, dict[str, Any]] = {
    Move.WRONG_ADDRESS: {"reason": WORDS},
    Move.ASK: {"question": WORDS},
    Move.SUPPLY: {"text": WORDS},
    Move.ADD: {"text": WORDS},
    Move.ANSWER: {"finding": Finding.RIGHT, "cause": "signing", "remedy": WORDS, "done": True},
    Move.DECLINE: {"reason": WORDS},
    Move.ASK_RULING: {"reason": WORDS},
    Move.ASK_CHAIRMAN: {"reason": WORDS},
    Move.ASK_EXTENSION: {"days": 2, "reason": WORDS},
    Move.DENY_EXTENSION: {"reason": WORDS},
    Move.PROPOSE_REFUSAL: {"rule": "unclear", "reason": WORDS},
    Move.DENY_REFUSAL: {"reason": WORDS},
    Move.CHECK: {"finding": Finding.PARTLY},
    Move.RECORD_MEASURE: {"measure": "review", "text": WORDS, "on": date(2026, 11, 23)},
    Move.RATE: {"rating": 3},
}
NAMES_A_UNIT = {
    Move.TRIAGE: {},
    Move.OFFER: {"reason": WORDS, "basis": WORDS},
    Move.RULE: {"reason": WORDS},
    Move.NAME_LEAD: {"reason": WORDS},
}
LEFT_OUT = frozenset(
    {
        Move.WITHDRAW,
        Move.MERGE,
        Move.SPLIT,
        Move.RELABEL,
        Move.RESTRICT,
        Move.INFORM_HEAD,
        Move.HAND_TO_POLICE,
    }
)
RARE = frozenset({Move.ADD, Move.CHECK, Move.RECORD_MEASURE, Move.RATE, Move.ANSWER, Move.PROPOSE_REFUSAL})


@dataclass(frozen=True)
class Orders:
    """What all workers of a drill share: one folder with orders, clock, stop sign and logs."""

    folder: Path
    url: str
    keys: list[str]
    secret: str
    seed: int
    moves_each: int
    staff: dict[str, int]

    @classmethod
    def read(cls, folder: Path) -> Self:
        """As `write` left them."""
        return cls(folder=folder, **json.loads((folder / "orders.json").read_text()))

    def write(self) -> None:
        """For workers to come."""
        told = {name: getattr(self, name) for name in self.__dataclass_fields__ if name != "folder"}
        (self.folder / "orders.json").write_text(json.dumps(told))

    def house(self) -> House:
        """Database, rules and the moved clock, for one process."""
        crypto.use_vault(crypto.Vault(self.keys, self.secret))
        engine = create_engine(self.url, pool_size=2)
        return House(sessionmaker(engine, expire_on_commit=False), load_rulebook(ROOT / "data"), self.now)

    def now(self) -> datetime:
        """The moment that the drill has come to."""
        return datetime.fromisoformat((self.folder / "clock").read_text())

    def set_clock(self, now: datetime) -> None:
        """Whole or not at all."""
        draft = self.folder / "clock.next"
        draft.write_text(now.isoformat())
        draft.replace(self.folder / "clock")

    @property
    def stopped(self) -> bool:
        """Whether the workers are to go home."""
        return (self.folder / "stop").exists()

    def log(self, worker: int) -> Path:
        """What a worker has begun and done."""
        return self.folder / f"{worker}.log"


@dataclass
class Worker:
    """One process; `number` is the same after a restart."""

    orders: Orders
    number: int
    house: House
    chance: Random
    looked: Looked

    def run(self) -> None:
        """All moves of one's own, then time alone, until stopped; then a last look."""
        for mark in self._left():
            self._make(mark)
            if self.chance.random() < SWEEPS:
                self._let_time_act()
        while not self.orders.stopped:
            self._let_time_act()
            time.sleep(0.05)
        self._let_time_act()

    def _left(self) -> list[str]:
        lines = lines_of(self.orders.log(self.number))
        done = {mark for what, mark in lines if what == "done"}
        marks = [f"{self.number}-{count}" for count in range(self.orders.moves_each)]
        return [mark for mark in marks if mark not in done]

    def _make(self, mark: str) -> None:
        if self._begun_before(mark):
            self._note("done", mark)
            return
        self._note("begun", mark)
        while not self._tried(mark):
            pass
        self._note("done", mark)

    def _begun_before(self, mark: str) -> bool:
        with self.house.work() as work:
            return bool(marked(work.session, mark))

    def _tried(self, mark: str) -> bool:
        """What the rules refuse, and what two transactions fight over, is left for another try."""
        try:
            with self.house.work() as work:
                return self._moved(work, mark)
        except (CaseworkError, OperationalError):
            return False

    def _moved(self, work: Work, mark: str) -> bool:
        refs = work.session.scalars(select(Case.ref).order_by(Case.id)).all()
        case = handling.locked(work.session, self.chance.choice(refs))
        standing = history.standing(case, work.rules)
        open_now = [
            (actor, move)
            for actor in (CITIZEN, *(Actor(POSTS[u], u, i) for u, i in self.orders.staff.items()))
            for move in moves_open_to(standing, actor)
            if move not in LEFT_OUT and (move not in RARE or self.chance.random() < 0.3)
        ]
        if not open_now:
            return False
        actor, move = self.chance.choice(open_now)
        handling.move(work, case.ref, move, actor, mark=mark, **self._given(move))
        return True

    def _given(self, move: Move) -> dict[str, Any]:
        if move in NAMES_A_UNIT:
            return {**NAMES_A_UNIT[move], "unit": self.chance.choice(UNITS)}
        return PLAIN.get(move, {})

    def _let_time_act(self) -> None:
        self._note("sweep", "-")
        run_due(self.house, self.looked)
        self._note("swept", "-")

    def _note(self, what: str, mark: str) -> None:
        with self.orders.log(self.number).open("ab", buffering=0) as log:
            log.write(f"{what} {mark}\n".encode())


def marked(session: Session, mark: str) -> list[int]:
    """The ids of the events that bear the mark of a move."""
    return list(session.scalars(select(CaseEvent.id).where(CaseEvent.data["mark"].astext == mark)))


def lines_of(log: Path) -> list[tuple[str, str]]:
    """What a worker wrote, in order: what, and the mark of the move."""
    if not log.exists():
        return []
    return [(what, mark) for what, _, mark in (line.partition(" ") for line in log.read_text().splitlines())]


def main(folder: Path, number: int) -> None:
    """What the process does."""
    orders = Orders.read(folder)
    chance = Random(f"{orders.seed} {number} {os.getpid()}")  # noqa: S311 - chance, not secrecy
    Worker(orders, number, orders.house(), chance, {}).run()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
