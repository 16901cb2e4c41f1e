"""A drill: a case is passed round by two communes and a land branch, until silence brings it home.

The story stands in `data/drill_passing_round.yml`. It is played through the real use cases on a real database
with a moved clock; drills.passing_round_page writes down what happened.
"""

from __future__ import annotations

import dataclasses
import secrets
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from cryptography.fernet import Fernet
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session, sessionmaker

from app import migrate, postgres
from casework import conversations, crypto, escalation, handling, intake, pattern_clock
from casework.records import Case, Notice
from casework.rulebook import load_rulebook
from casework.rules import deadlines
from casework.terms import CITIZEN, Actor, CaseworkError, Channel, IdentityMode, Move, Role
from casework.work import House
from dialogue.render import render
from drills.demo_offices import ROLE_OF_HEAD, join
from jobs.clock import run_due
from settings import ROOT

STORY = ROOT / "data" / "drill_passing_round.yml"


class NotRefused(Exception):
    """The rules let a move pass that the story says they refuse."""


@dataclass(frozen=True)
class Step:
    """What somebody does in the story. `refused`: name of the error with which the rules answer."""

    at: datetime
    unit: str
    tells: str
    move: Move
    given: dict[str, Any]
    refused: str | None


@dataclass(frozen=True)
class Story:
    """The file, read: `places` tells what each unit has to do with it, in order."""

    language: str
    places: dict[str, str]
    filed: dict[str, Any]
    steps: tuple[Step, ...]
    until: datetime

    @property
    def begins(self) -> datetime:
        """When the report comes in."""
        return moment(self.filed["at"])


@dataclass
class Round:
    """The drill after it was played.

    `refusals`: what the rules answered, by the moment of the step; `made`: the step behind an event, by its
    number; `read`: what the citizen read of an event, by its id, in the words of the moment when it was sent.
    """

    house: House
    story: Story
    ref: str = ""
    refusals: dict[datetime, CaseworkError] = field(default_factory=dict)
    made: dict[int, Step] = field(default_factory=dict)
    read: dict[int, str] = field(default_factory=dict)


def read_story(file: Path = STORY) -> Story:
    """The story as it is to be played; KeyError or ValueError for a file that lacks something."""
    told = yaml.safe_load(file.read_text("utf-8"))
    steps = (
        Step(moment(s["at"]), s["unit"], s["tells"], Move(s["move"]), s.get("given", {}), s.get("refused"))
        for s in told["steps"]
    )
    return Story(told["language"], told["places"], told["filed"], tuple(steps), moment(told["until"]))


def moment(written: str) -> datetime:
    """A moment in Đồng Nai."""
    return datetime.fromisoformat(written).replace(tzinfo=deadlines.HERE)


def play(house: House, story: Story) -> Round:
    """Let it happen on an empty database; raises NotRefused, and what the rules refuse unexpectedly."""
    played = Round(house, story)
    heads = _join(played)
    case_id = _file(played)
    now = story.begins
    for step in story.steps:
        _let_time_act(played, case_id, now, step.at)
        _do(played, step, heads)
        _send(played, step.at)
        now = step.at
    _let_time_act(played, case_id, now, story.until)
    _look_for_patterns(played)
    return played


def _look_for_patterns(played: Round) -> None:
    """As the clock does, early on each day; it looks back, so that it may look when all is over."""
    now = played.story.begins.replace(hour=0, minute=10)
    while now < played.story.until:
        with at(played.house, now).work() as work:
            pattern_clock.find_new(work)
        now += timedelta(days=1)


def at(house: House, now: datetime) -> House:
    """The same house at another moment."""
    return dataclasses.replace(house, clock=lambda: now)


def _join(played: Round) -> dict[str, Actor]:
    heads = {}
    with at(played.house, played.story.begins).work() as work:
        for unit in played.story.places:
            role = ROLE_OF_HEAD.get(unit, Role.HEAD)
            heads[unit] = Actor(role, unit, join(work, unit, role))
    return heads


def _file(played: Round) -> int:
    told = {name: value for name, value in played.story.filed.items() if name not in {"at", "tells"}}
    reporter = crypto.vault().pseudonym("drill", "passing round")
    with at(played.house, played.story.begins).work() as work:
        conversations.meet(work.session, reporter, Channel.WEB, work.now).language = played.story.language
        filing = intake.Filing(f"web:{reporter}:1", reporter, identity=IdentityMode.SEALED, **told)
        case = intake.open_case(work, filing)
        played.ref = case.ref
        return case.id


def _do(played: Round, step: Step, heads: dict[str, Actor]) -> None:
    actor = heads.get(step.unit, CITIZEN)
    try:
        with at(played.house, step.at).work() as work:
            case = handling.move(work, played.ref, step.move, actor, **step.given)
            played.made[case.events[-1].seq] = step
    except CaseworkError as error:
        if type(error).__name__ != step.refused:
            raise
        played.refusals[step.at] = error
        return
    if step.refused:
        raise NotRefused(step.tells)


def _let_time_act(played: Round, case_id: int, now: datetime, until: datetime) -> None:
    """Every knock of the clock that finds something to do, at its own moment."""
    while True:
        with at(played.house, now).work() as work:
            due = escalation.next_moment(work, case_id)
        if due is None or due > until:
            return
        now = due
        run_due(at(played.house, now))
        _send(played, now)


def _send(played: Round, now: datetime) -> None:
    """The citizen reads at once what is new: words are made when a notice is sent."""
    with at(played.house, now).work() as work:
        query = select(Notice).where(
            Notice.case_id == found(played, work.session).id, Notice.staff_id.is_(None)
        )
        for notice in work.session.scalars(query.order_by(Notice.id)):
            if notice.body["event"] not in played.read:
                shown = render(work, notice)
                played.read[notice.body["event"]] = shown.plain if shown else ""


def found(played: Round, session: Session) -> Case:
    """The case of the drill."""
    case: Case = session.scalars(select(Case).where(Case.ref == played.ref)).one()
    return case


def in_a_house_of_its_own(use: Callable[[House], None]) -> None:
    """A server, a database and keys that are gone afterwards."""
    crypto.use_vault(crypto.Vault([Fernet.generate_key().decode()], secrets.token_hex(32)))
    rules = load_rulebook(ROOT / "data")
    with tempfile.TemporaryDirectory() as folder:
        cluster = postgres.Cluster(Path(folder) / "postgres")
        with postgres.running(cluster, lambda _: None, durable=False):
            migrate.upgrade(cluster.url())
            engine = create_engine(cluster.url())
            use(House(sessionmaker(engine, expire_on_commit=False), rules, lambda: read_story().until))
            engine.dispose()
