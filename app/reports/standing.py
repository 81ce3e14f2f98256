"""The board's standing quality page: how things stand right now in a period, reported or not."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from app.auth.actor import Actor
from app.auth.permissions import Permission
from app.errors import NotFound
from app.reports.access import covers
from app.reports.blocks import Document
from app.reports.calendar import Term, calendar_of
from app.reports.document import board_pages_of
from app.reports.gathering import Rules, content_of
from app.reports.models import Report, ReportKind
from app.reports.periods import cut_off_of, subject_of
from app.reports.queries import reports_of
from app.reports.service import first_day_of
from app.web.language import ZONE


@dataclass(frozen=True, slots=True)
class Standing:
    """How a period stands, and the periods beside it."""

    term: Term
    terms: list[Term]
    document: Document


def standing_page(
    session: Session, actor: Actor, kind: ReportKind, year: int, rules: Rules, *, now: datetime
) -> Standing:
    """Give the pages for the board as they would be today."""
    if kind is ReportKind.round or not covers(actor, Permission.read_reports, None):
        raise NotFound
    newest = session.exec(
        select(Report)
        .where(Report.subject == subject_of(kind, year, None))
        .order_by(col(Report.edition).desc())
        .limit(1)
    ).first()
    report = newest or Report(
        kind=kind,
        year=year,
        subject=subject_of(kind, year, None),
        period_from=first_day_of(session, kind, year),
        cut_off=cut_off_of(kind, year),
        created_at=now,
        created_by=actor.id,
    )
    terms = calendar_of(reports_of(session, actor), year, now.astimezone(ZONE).date())
    return Standing(
        term=next(term for term in terms if term.kind is kind),
        terms=terms,
        document=board_pages_of(content_of(session, report, rules, now=now)),
    )
