"""The figures of the register of deviations: live, for any period, for those who ask."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlmodel import Session, col, select

from app.deviations.as_it_stood import Stood, as_they_stood
from app.deviations.counting import Group, Row, Whole, groups, whole
from app.deviations.expected import Expected, expected_of
from app.deviations.models import (
    Deficiency,
    DeficiencyState,
    Deviation,
    DeviationState,
    Objection,
    ReportingDuty,
)
from app.organisation.models import Unit
from app.rounds.models import Round
from app.routines.models import Routine
from app.summary.models import Summary
from app.summary.queries import material_of
from app.web.language import ZONE


@dataclass(frozen=True, slots=True)
class Objections:
    """How often a unit was right about a deficiency that it objected to."""

    decided: int
    upheld: int
    waiting: int

    @property
    def overturned_rate(self) -> float | None:
        return self.upheld / self.decided if self.decided else None


@dataclass(frozen=True, slots=True)
class Duties:
    """How many duties to report further were decided in the period, done, and overdue."""

    decided: int
    done: int
    overdue: int


@dataclass(frozen=True, slots=True)
class ExpectedInRound:
    """What the sample of a closed round says of its whole frame."""

    round_id: str
    round_name: str
    form_name: str
    form_version: str
    faults: Sequence[Expected]


@dataclass(frozen=True, slots=True)
class DeviationFigures:
    """Everything that is told of deviations in a period, small groups of people left out."""

    period_from: date
    period_to: date
    today: date
    whole: Whole
    rule_of_law: Whole
    by_kind: tuple[Group, ...]
    by_unit: tuple[Group, ...]
    by_cause: tuple[Group, ...]
    by_severity: tuple[Group, ...]
    by_routine: tuple[Group, ...]
    names: dict[str, str]
    """Of units and routines, by key."""
    duties: Duties
    objections: Objections
    by_hand: int
    """Reported in the period without any review having asked."""
    expected: tuple[ExpectedInRound, ...]
    rows: tuple[Row, ...] = field(repr=False)
    """What was counted, and what was reported before and after."""


def deviation_figures(
    session: Session,
    *,
    units: frozenset[str] | None,
    period_from: date,
    period_to: date,
    today: date,
    smallest: int,
) -> DeviationFigures:
    """Count the deviations of a period, in these units or in all, as they stand on a day.

    What the sample says there should be is told of the whole only: the sample was drawn for it.
    """
    period = (period_from, period_to)
    found = _deviations(session, units, today)
    rows = [row for row, _ in found]
    legal = [row for row in rows if row.rule_of_law]
    return DeviationFigures(
        period_from=period_from,
        period_to=period_to,
        today=today,
        whole=whole(rows, period, today),
        rule_of_law=whole(legal, period, today),
        by_kind=groups(rows, lambda row: row.kind, period, today, smallest),
        by_unit=groups(rows, lambda row: row.unit_id, period, today, smallest),
        by_cause=groups(rows, lambda row: row.cause, period, today, smallest),
        by_severity=groups(rows, lambda row: row.severity, period, today, smallest),
        # A routine is no group of people; its own page counts what names it, for the same readers.
        by_routine=groups(rows, lambda row: row.routine_id, period, today, smallest=1),
        names=_names(session),
        duties=_duties(session, units, period, today),
        objections=_objections(session, units, period, today),
        by_hand=sum(
            not of_round and period_from <= row.reported_on <= period_to for row, of_round in found
        ),
        expected=() if units is not None else _expected(session, period, today, smallest),
        rows=tuple(rows),
    )


def _deviations(
    session: Session, units: frozenset[str] | None, today: date
) -> list[tuple[Row, bool]]:
    """List them as they stood on the day; what was withdrawn later was a mistake, and is none."""
    stood = as_they_stood(session, today)
    wanted = select(Deviation).where(Deviation.state != DeviationState.withdrawn)
    if units is not None:
        wanted = wanted.where(col(Deviation.unit_id).in_(units))
    rows = [
        (one, stood.get(one.id) or Stood(one.closed_at, one.due_on))
        for one in session.exec(wanted.order_by(col(Deviation.number)))
    ]
    return [
        (
            Row(
                kind=one.kind,
                cause=one.cause,
                severity=one.severity,
                unit_id=one.unit_id,
                routine_id=one.routine_id,
                rule_of_law=one.rule_of_law,
                reported_on=_day(one.reported_at),
                closed_on=_day(then.closed_at) if then.closed_at else None,
                due_on=then.due_on,
            ),
            one.round_id is not None,
        )
        for one, then in rows
    ]


def _names(session: Session) -> dict[str, str]:
    names = dict(session.exec(select(Unit.id, Unit.name)).all())
    return names | dict(session.exec(select(Routine.id, Routine.name)).all())


def _duties(
    session: Session, units: frozenset[str] | None, period: tuple[date, date], today: date
) -> Duties:
    wanted = (
        select(ReportingDuty)
        .join(Deviation, col(Deviation.id) == ReportingDuty.deviation_id)
        .where(Deviation.state != DeviationState.withdrawn)
    )
    if units is not None:
        wanted = wanted.where(col(Deviation.unit_id).in_(units))
    duties = session.exec(wanted).all()
    decided = [duty for duty in duties if period[0] <= _day(duty.decided_at) <= period[1]]
    return Duties(
        decided=len(decided),
        done=sum(_done_by(duty, today) for duty in decided),
        overdue=sum(not _done_by(duty, today) and duty.due_on < today for duty in duties),
    )


def _done_by(duty: ReportingDuty, day: date) -> bool:
    return duty.done_on is not None and duty.done_on <= day


def _objections(
    session: Session, units: frozenset[str] | None, period: tuple[date, date], today: date
) -> Objections:
    wanted = select(Objection).join(Deficiency, col(Deficiency.id) == Objection.deficiency_id)
    if units is not None:
        wanted = wanted.where(col(Deficiency.unit_id).in_(units))
    made = [one for one in session.exec(wanted) if period[0] <= _day(one.at) <= period[1]]
    decided = [one for one in made if one.decided_at is not None and _day(one.decided_at) <= today]
    return Objections(
        decided=len(decided),
        upheld=sum(one.upheld is True for one in decided),
        waiting=len(made) - len(decided),
    )


def _expected(
    session: Session, period: tuple[date, date], today: date, smallest: int
) -> tuple[ExpectedInRound, ...]:
    """Take the rounds that were closed in the period; if none was, the last one before it."""
    closed = [
        (round_, _day(closed_at))
        for round_, closed_at in session.exec(
            select(Round, Summary.closed_at)
            .join(Summary, col(Summary.round_id) == Round.id)
            .order_by(col(Summary.closed_at).desc())
        )
        if _day(closed_at) <= period[1]
    ]
    chosen = [round_ for round_, day in closed if day >= period[0]]
    chosen = chosen or [round_ for round_, _ in closed[:1]]
    return tuple(
        ExpectedInRound(
            round_id=round_.id,
            round_name=round_.name,
            form_name=round_.form_name,
            form_version=round_.form_version,
            faults=expected_of(
                material_of(session, round_), _in_register(session, round_, today), smallest
            ),
        )
        for round_ in chosen
    )


def _in_register(session: Session, round_: Round, today: date) -> Counter[str]:
    """Count the cases of a round that a deviation was about by a day, by question."""
    rows = session.exec(
        select(Deficiency.question_id, Deviation.reported_at)
        .join(Deviation, col(Deviation.id) == Deficiency.deviation_id)
        .where(
            Deficiency.round_id == round_.id,
            Deficiency.state == DeficiencyState.deviation,
            col(Deficiency.stands),
            Deviation.state != DeviationState.withdrawn,
        )
    )
    return Counter(question for question, reported_at in rows if _day(reported_at) <= today)


def _day(moment: datetime) -> date:
    return moment.astimezone(ZONE).date()
