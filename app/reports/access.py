"""Which reports a person may read, and which she may write and sign."""

from sqlmodel import Session, select

from app.auth.actor import Actor
from app.auth.permissions import Permission
from app.errors import N_, DomainError, NotFound
from app.reports.models import Report, ReportState
from app.rounds.access import sees
from app.rounds.models import Round


class AlreadySigned(DomainError):
    """What the board has been told does not change. A new edition says what is different."""

    message = N_("This report is signed and stands. Begin a new edition if it has to change.")


def get_report(session: Session, actor: Actor, report_id: str) -> Report:
    """Load a report that the actor may read. Any other does not exist.

    What has been signed is what the board was told, and open to all who read reports; a draft is
    open to those who answer for all that it is about.
    """
    report = session.get(Report, report_id)
    if report is None or not reads(actor, report, round_of(session, report)):
        raise NotFound
    return report


def round_of(session: Session, report: Report) -> Round | None:
    """Give the round a report is about, if it is about one."""
    return session.get(Round, report.round_id) if report.round_id else None


def reads(actor: Actor, report: Report, round_: Round | None) -> bool:
    """Tell whether the actor may read a report about this round, or about a period."""
    if report.state == ReportState.signed and (
        round_ is None or sees(actor, round_, Permission.read_reports)
    ):
        return actor.may(Permission.read_reports)
    return covers(actor, Permission.read_reports, round_)


def draft_to_change(
    session: Session, actor: Actor, report_id: str, permission: Permission
) -> Report:
    """Load a draft for the actor to change, and let nobody else change it meanwhile."""
    report = session.exec(
        select(Report)
        .where(Report.id == report_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if report is None:
        raise NotFound
    round_ = round_of(session, report)
    if not reads(actor, report, round_) or not covers(actor, permission, round_):
        raise NotFound
    if report.state == ReportState.signed:
        raise AlreadySigned(where=f"/reports/{report.id}")
    return report


def covers(actor: Actor, permission: Permission, round_: Round | None) -> bool:
    """Tell whether the actor answers for everything that a report is about."""
    if not actor.may(permission):
        return False
    units = actor.units_for(permission)
    if units is None:
        return True
    return round_ is not None and bool(round_.unit_ids) and set(round_.unit_ids) <= units
