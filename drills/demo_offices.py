"""The staff of a drill: who works where, how quick an office is, and what a sign-in for the curious needs."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from casework import conversations, crypto, staff
from casework.records import Case
from casework.rulebook import Rulebook
from casework.rules.directory import Unit
from casework.terms import Actor, Channel, Role
from casework.work import Work

ROLE_OF_HEAD = {
    "SNV": Role.SUPERVISOR,
    "VPUB": Role.SUPERVISOR,
    "UBND": Role.LEADER,
    "TTR": Role.INSPECTOR,
}
EMPTY_COMMUNES = 2  # where nobody has joined yet, so that steps with nobody to tell are seen


@dataclass(frozen=True)
class Temper:
    """How an office works.

    `accepts`: minutes of working time until a new case is taken, None leaves it to silence. `answers`: share
    of the working time until the deadline after which it answers; above 1 is late, None is never. The others
    are shares of cases.
    """

    accepts: tuple[int, int] | None
    answers: tuple[float, float] | None
    asks: float = 0.0
    sends_back: float = 0.0
    acknowledges: float = 0.0
    passes_on: float = 0.0
    takes: float = 0.5
    asks_for_time: float = 0.0
    refuses: float = 0.0


QUICK = Temper(
    (15, 180),
    (0.1, 0.7),
    asks=0.06,
    sends_back=0.02,
    acknowledges=0.9,
    passes_on=0.03,
    asks_for_time=0.02,
    refuses=0.01,
)
STEADY = Temper(
    (60, 440),
    (0.45, 1.0),
    asks=0.1,
    sends_back=0.03,
    acknowledges=0.7,
    passes_on=0.06,
    asks_for_time=0.08,
    refuses=0.02,
)
SLOW = Temper(
    None,
    (0.8, 2.2),
    asks=0.05,
    sends_back=0.05,
    acknowledges=0.3,
    passes_on=0.15,
    takes=0.25,
    asks_for_time=0.2,
    refuses=0.04,
)
SILENT = Temper(None, None)
TEMPERS = {QUICK: 42, STEADY: 38, SLOW: 16, SILENT: 4}
RELIABLE = {"SNV", "VPUB", "UBND", "TTR"}  # else nothing would be ruled on


@dataclass
class Offices:
    """Every office of the directory by its code. `hire` fills it."""

    rules: Rulebook
    chance: Random
    tempers: dict[str, Temper] = field(default_factory=dict)
    heads: dict[str, int] = field(default_factory=dict)
    officers: dict[str, int] = field(default_factory=dict)

    def hire(self, work: Work) -> int:
        """A head and an officer for each office, invited and joined as people are; returns how many."""
        units = [unit for unit in self.rules.directory.units() if unit.kind != "ward_police"]
        communes = [unit.code for unit in units if unit.is_commune]
        empty = set(self.chance.sample(communes, EMPTY_COMMUNES))
        for unit in units:
            self.tempers[unit.code] = self._temper(unit)
            if unit.code not in empty:
                role = ROLE_OF_HEAD.get(unit.code, Role.HEAD)
                self.heads[unit.code] = join(work, unit.code, role)
                self.officers[unit.code] = join(work, unit.code, Role.OFFICER)
        return len(self.heads) + len(self.officers)

    def temper(self, code: str) -> Temper:
        """How the office of this code works; one that nobody has joined does nothing."""
        return self.tempers.get(code, SILENT) if code in self.heads else SILENT

    def head(self, code: str) -> Actor:
        """The one who signs for this office; KeyError where nobody has joined."""
        return Actor(ROLE_OF_HEAD.get(code, Role.HEAD), code, self.heads[code])

    def signer(self, case: Case) -> Actor:
        """Who signs the answer: the head in person where no other may."""
        in_person = self.rules.signing.by_head(case.category, reopened=case.reopened > 0)
        return self.head(case.accountable if in_person else desk_of(case))

    def officer(self, case: Case) -> Actor:
        """Who works on a case at its desk; what is restricted no officer sees."""
        code = desk_of(case)
        return self.head(code) if case.restricted else Actor(Role.OFFICER, code, self.officers[code])

    def _temper(self, unit: Unit) -> Temper:
        if unit.code in RELIABLE:
            return QUICK
        return self.chance.choices(list(TEMPERS), list(TEMPERS.values()))[0]


def desk_of(case: Case) -> str:
    """The office that works on a case: the one that prepares it, else the one that must answer."""
    return case.prepared_by or case.accountable


def join(work: Work, unit: str, role: Role) -> int:
    """Invite somebody, let them join; the id of the member."""
    code = staff.invite(work, unit, role)
    pseudonym = crypto.vault().pseudonym("demo", unit, role)
    someone = conversations.meet(work.session, pseudonym, Channel.WEB, work.now)
    return staff.join(work.session, code, someone.pseudonym, work.now).id
