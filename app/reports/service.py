"""Beginning a report, and throwing away a draft."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete
from sqlmodel import Session, col, select

from app.audit.log import record
from app.auth.actor import Actor
from app.auth.permissions import Permission
from app.errors import N_, DomainError, NotFound
from app.reports.access import covers, draft_to_change
from app.reports.events import ReportDiscarded, ReportStarted
from app.reports.models import (
    AreaWords,
    AreaWordsVersion,
    RedDecision,
    Report,
    ReportKind,
    ReportState,
)
from app.reports.periods import begins_after, cut_off_of, subject_of
from app.rounds.access import is_drawn, sees
from app.rounds.models import Round
from app.web.language import ZONE


class AlreadyBegun(DomainError):
    """There is one report of a period; what comes after it is a new edition."""

    message = N_("There is already a report for this. Open it, or begin a new edition of it.")


class NothingDrawn(DomainError):
    """Before the draw a round has nothing to report."""

    message = N_("%(round)s is not drawn yet, so there is nothing to report.")


class PeriodRunsBackward(DomainError):
    """A period ends after it begins."""

    status = 422
    message = N_("The period must begin on its last day or before.")


class NotForPart(DomainError):
    """What the board is told about the whole is written by somebody who answers for the whole."""

    status = 403
    message = N_("This report is about more units than you answer for.")


@dataclass(frozen=True, slots=True)
class ReportOrder:
    """Which report to begin. Left out, the first day follows the report before."""

    kind: ReportKind
    year: int
    round_id: str | None = None
    period_from: date | None = None


def start_report(session: Session, actor: Actor, order: ReportOrder, *, now: datetime) -> Report:
    """Begin the first edition of a report."""
    round_ = _round_for(session, actor, order)
    if not covers(actor, Permission.write_report, round_):
        raise NotForPart
    subject = subject_of(order.kind, order.year, order.round_id)
    begun = session.exec(
        select(Report.id).where(Report.subject == subject).order_by(col(Report.edition).desc())
    ).first()
    if begun:
        raise AlreadyBegun(where=f"/reports/{begun}")
    first, last = _period(session, order, round_)
    if first > last:
        raise PeriodRunsBackward
    report = Report(
        kind=order.kind,
        year=order.year,
        round_id=order.round_id,
        subject=subject,
        period_from=first,
        cut_off=last,
        created_at=now,
        created_by=actor.id,
    )
    session.add(report)
    record(
        session,
        ReportStarted(at=now, actor_id=actor.id, report_id=report.id, subject=subject, edition=1),
    )
    return report


def _round_for(session: Session, actor: Actor, order: ReportOrder) -> Round | None:
    if order.kind is not ReportKind.round:
        return None
    round_ = session.get(Round, order.round_id)
    if round_ is None or not sees(actor, round_, Permission.write_report):
        raise NotFound
    if not is_drawn(round_):
        raise NothingDrawn(round=round_.name)
    return round_


def _period(session: Session, order: ReportOrder, round_: Round | None) -> tuple[date, date]:
    if round_ is not None:
        closed = round_.closed_at.astimezone(ZONE).date() if round_.closed_at else round_.due_on
        return order.period_from or round_.created_at.astimezone(ZONE).date(), closed
    first = order.period_from or first_day_of(session, order.kind, order.year)
    return first, cut_off_of(order.kind, order.year)


def first_day_of(session: Session, kind: ReportKind, year: int) -> date:
    """Give the day after what the board was last told; the year's report begins with the year."""
    last = cut_off_of(kind, year)
    previous = session.exec(
        select(col(Report.cut_off))
        .where(
            col(Report.kind) != ReportKind.round,
            col(Report.cut_off) < last,
            col(Report.state) == ReportState.signed,
        )
        .order_by(col(Report.cut_off).desc())
        .limit(1)
    ).first()
    return begins_after(previous, kind, year)


def discard_report(session: Session, actor: Actor, report_id: str, *, now: datetime) -> None:
    """Throw away a draft. What was signed before it stands as it was."""
    report = draft_to_change(session, actor, report_id, Permission.write_report)
    for table in (RedDecision, AreaWordsVersion, AreaWords):
        session.execute(delete(table).where(col(table.report_id) == report.id))
    session.delete(report)
    record(
        session,
        ReportDiscarded(
            at=now,
            actor_id=actor.id,
            report_id=report.id,
            subject=report.subject,
            edition=report.edition,
        ),
    )
