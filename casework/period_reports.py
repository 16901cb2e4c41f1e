"""The figures of a period: counted once after its end, for all units in one go, and frozen with a hash.

Figures are those of the cut-off, the midnight that ends the period. What was frozen is never counted again:
a reprint shows the same numbers, and refuses to show them when somebody changed them in the database.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert

from casework.records import PeriodReport, StaffMember
from casework.rules.figures_frame import Reader
from casework.rules.figures_life import CaseFacts
from casework.rules.period import FuturePeriod, Period
from casework.rules.period_counts import PeriodCounts
from casework.rules.period_figures import PeriodFrame, period_figures
from casework.rules.period_summary import PeriodFigures, digest, from_json, to_json
from casework.summary_facts import facts
from casework.terms import CaseworkError, EventKind, Role
from casework.work import Work

K = EventKind
CHAIRMAN = "UBND"

# Of no figure of a period.
LEFT_OUT = frozenset({K.REMINDED, K.DELEGATED, K.IDENTITY_VIEWED, K.ANONYMISED, K.HEAD_INFORMED, K.PROMISED})

_FREEZING = 7_060_300  # an advisory lock: two at once would both count


class Tampered(CaseworkError):
    """Frozen figures that are not those of their hash: `unit`, `period`."""

    key = "reports.error.tampered"


@dataclass(frozen=True)
class Counted:
    """Figures with their hash; `frozen_at`: since when they are kept, None while the period lasts."""

    figures: PeriodFigures
    digest: str
    frozen_at: datetime | None = None


def ensure(work: Work, period: Period, units: Collection[str] | None = None) -> dict[str, Counted]:
    """The figures of a period by unit; None: of every unit with cases or staff, and of the whole city.

    Raises FuturePeriod for a period that has not begun, Tampered.
    """
    if work.now < period.start:
        raise FuturePeriod(year=period.name, starts=period.first)
    if work.now < period.end:
        return _as_of_now(work, period, units)
    if not is_frozen(work, period):
        freeze(work, period)
    kept = _kept(work, period, units)
    for unit in sorted(set(units or ()) - kept.keys()):
        _keep(work, _nothing(work, period, unit))
        kept |= _kept(work, period, [unit])
    return kept


def is_frozen(work: Work, period: Period) -> bool:
    """Whether the figures of a period are kept."""
    query = select(PeriodReport.id).where(PeriodReport.period == period.name).limit(1)
    return work.session.scalar(query) is not None


def frozen(work: Work) -> list[Period]:
    """The periods whose figures are kept, the newest first."""
    names = work.session.scalars(select(PeriodReport.period).distinct())
    periods = [work.rules.reporting.named(name) for name in names]
    return sorted(periods, key=lambda period: (period.end, period.half is None), reverse=True)


def readable_by(work: Work, member: StaffMember) -> list[str]:
    """Whose reports a member may have: those of the own unit; the chairman's office draws up his."""
    if member.role is Role.ADMIN:
        return []
    office = member.unit == work.rules.routing.deputy_arbiter and member.role is Role.SUPERVISOR
    return [member.unit, CHAIRMAN] if office else [member.unit]


def freeze(work: Work, period: Period) -> int:
    """Count a period that is over and keep the figures of all units; returns how many. Once."""
    work.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _FREEZING})
    if is_frozen(work, period):
        return 0
    made = _counted(work, period)
    for figures in made.values():
        _keep(work, figures)
    return len(made)


def city_readers(work: Work) -> tuple[Reader, Reader]:
    """Who reads about the whole city: Sở Nội vụ, which merges, and the chairman, for whom his office does."""
    arbiter = Reader(work.rules.routing.arbiter, Role.SUPERVISOR, city=True)
    return arbiter, Reader(CHAIRMAN, Role.LEADER, city=True)


def _as_of_now(work: Work, period: Period, units: Collection[str] | None) -> dict[str, Counted]:
    made = _counted(work, period)
    chosen = made.keys() if units is None else set(units)
    figures = {unit: made.get(unit) or _nothing(work, period, unit) for unit in sorted(chosen)}
    return {unit: Counted(each, digest(to_json(each))) for unit, each in figures.items()}


def _counted(work: Work, period: Period) -> dict[str, PeriodFigures]:
    frame = _frame(work, period)
    readers = {reader.unit: reader for reader in city_readers(work)}
    staffed = select(StaffMember.unit).where(StaffMember.revoked_at.is_(None), StaffMember.role != Role.ADMIN)
    for unit in work.session.scalars(staffed.distinct()):
        readers.setdefault(unit, Reader(unit))
    made = period_figures(_cases(work, frame), frame, readers.values())
    return {unit: _compared(work, figures) for unit, figures in sorted(made.items())}


def _cases(work: Work, frame: PeriodFrame) -> Iterator[CaseFacts]:
    return facts(work.session, work.rules, frame.since, frame.cut_off, left_out=LEFT_OUT)


def _compared(work: Work, figures: PeriodFigures) -> PeriodFigures:
    """What was frozen of the periods before is what they are compared with, whatever was learned since."""
    reporting = work.rules.reporting
    before = _frozen_counts(work, reporting.before(figures.period), figures.unit)
    year_ago = _frozen_counts(work, reporting.year_ago(figures.period), figures.unit)
    return replace(figures, before=before or figures.before, year_ago=year_ago or figures.year_ago)


def _frozen_counts(work: Work, period: Period, unit: str) -> PeriodCounts | None:
    query = select(PeriodReport.figures["counts"]).where(
        PeriodReport.period == period.name, PeriodReport.unit == unit
    )
    numbers = work.session.scalar(query)
    return None if numbers is None else PeriodCounts(numbers)


def _frame(work: Work, period: Period) -> PeriodFrame:
    answers = work.rules.clocks.answers
    return PeriodFrame(
        period=period,
        cut_off=min(work.now, period.end),
        calendar=work.rules.calendar,
        praise=frozenset(category for category, days in answers.items() if days is None),
        reporting=work.rules.reporting,
    )


def _nothing(work: Work, period: Period, unit: str) -> PeriodFigures:
    """An honest empty report of a unit that had no case and no staff."""
    cut_off = min(work.now, period.end)
    none = PeriodCounts()
    return PeriodFigures(period, unit, False, cut_off, work.now >= period.end, none, none, none)


def _keep(work: Work, figures: PeriodFigures) -> None:
    written = to_json(figures)
    row = {
        "unit": figures.unit,
        "period": figures.period.name,
        "figures": written,
        "digest": digest(written),
        "created_at": work.now,
    }
    work.session.execute(insert(PeriodReport).values(row).on_conflict_do_nothing())


def _kept(work: Work, period: Period, units: Collection[str] | None) -> dict[str, Counted]:
    query = select(PeriodReport).where(PeriodReport.period == period.name).order_by(PeriodReport.unit)
    if units is not None:
        query = query.where(PeriodReport.unit.in_(units))
    return {row.unit: _read(row, period) for row in work.session.scalars(query)}


def _read(row: PeriodReport, period: Period) -> Counted:
    written: Mapping[str, object] = row.figures
    if digest(written) != row.digest:
        raise Tampered(unit=row.unit, period=row.period)
    return Counted(from_json(written, period), row.digest, row.created_at)
