"""Reading reports: those there are, their editions, and what one can refer to."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlmodel import Session, col

from app.actions.access import seen_by
from app.actions.models import Action, ActionState
from app.auth.actor import Actor
from app.auth.permissions import Permission
from app.organisation.models import Person
from app.reports.access import covers, reads
from app.reports.models import Report, ReportKind, ReportState
from app.reports.periods import name_of
from app.rounds.access import is_drawn
from app.rounds.models import Round


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A report in a list."""

    id: str
    kind: ReportKind
    year: int
    name: str
    period_from: date
    cut_off: date
    edition: int
    state: ReportState
    superseded: bool
    signed_at: datetime | None
    signer: str
    what_changed: str
    why_changed: str


def reports_of(
    session: Session, actor: Actor, *, subject: str | None = None, signed_only: bool = False
) -> list[ReportRow]:
    """List the reports a person may read, newest cut-off day first, all editions."""
    statement = (
        select(Report, Round, col(Person.name))
        .outerjoin(Round, col(Round.id) == col(Report.round_id))
        .outerjoin(Person, col(Person.id) == col(Report.signed_by))
        .order_by(col(Report.cut_off).desc(), col(Report.subject), col(Report.edition).desc())
    )
    if subject is not None:
        statement = statement.where(col(Report.subject) == subject)
    if signed_only:
        statement = statement.where(col(Report.state) == ReportState.signed)
    rows = session.execute(statement).all()
    newest: dict[str, int] = {}
    for report, _, _ in rows:
        if report.state == ReportState.signed:
            newest[report.subject] = max(report.edition, newest.get(report.subject, 0))
    return [
        _row(report, round_, signer, newest)
        for report, round_, signer in rows
        if reads(actor, report, round_)
    ]


def _row(
    report: Report, round_: Round | None, signer: str | None, newest: dict[str, int]
) -> ReportRow:
    signed = report.state == ReportState.signed
    return ReportRow(
        id=report.id,
        kind=ReportKind(report.kind),
        year=report.year,
        name=name_of(ReportKind(report.kind), report.year, round_.name if round_ else ""),
        period_from=report.period_from,
        cut_off=report.cut_off,
        edition=report.edition,
        state=ReportState(report.state),
        superseded=signed and newest[report.subject] > report.edition,
        signed_at=report.signed_at,
        signer=signer or "",
        what_changed=report.what_changed,
        why_changed=report.why_changed,
    )


def rounds_to_report(session: Session, actor: Actor) -> list[tuple[str, str]]:
    """List the drawn rounds that the actor could begin a report about, newest first."""
    if not actor.may(Permission.write_report):
        return []
    reported = set(session.execute(select(col(Report.round_id))).scalars())
    rounds = session.execute(select(Round).order_by(col(Round.created_at).desc())).scalars()
    return [
        (round_.id, round_.name)
        for round_ in rounds
        if round_.id not in reported
        and is_drawn(round_)
        and covers(actor, Permission.write_report, round_)
    ]


@dataclass(frozen=True, slots=True)
class ToPointAt:
    """An action that a decision can point at, and the question its effect is to be seen in."""

    id: str
    name: str
    question_id: str


def actions_to_point_at(session: Session, actor: Actor) -> list[ToPointAt]:
    """List the actions that a person sees and that have not been given up."""
    rows = session.execute(
        select(col(Action.id), col(Action.number), col(Action.title), col(Action.question_id))
        .where(col(Action.state) != ActionState.abandoned, seen_by(actor))
        .order_by(col(Action.number))
    )
    return [ToPointAt(row[0], f"{row[1]} {row[2]}", row[3]) for row in rows]
