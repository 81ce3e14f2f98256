"""What follows from findings, as a report tells it: deviations, actions and key figures."""

from datetime import date, timedelta

from sqlalchemy import select
from sqlmodel import Session, col

from app.actions.as_it_stood import as_it_stood
from app.actions.figures import Period, counts_of
from app.actions.models import Action, ActionChange
from app.errors import N_
from app.key_figures.models import Area, KeyFigureValue, Source
from app.key_figures.models import KeyFigure as KeyFigureRow
from app.organisation.models import Person
from app.reports.content import ActionFacts, DeviationFacts, KeyFigure
from app.reports.deviating import Signed, deviation_facts
from app.reports.frozen import frozen_content
from app.reports.models import Report, ReportState
from app.reports.periods import beginning_of
from app.rounds.models import Round
from app.web.language import said

SOURCES = {
    Source.kolada: N_("Kolada (RKA)"),
    Source.own_calculation: N_("Own calculation"),
}


def mending_of(
    session: Session, report: Report, *, last: date, smallest: int
) -> tuple[DeviationFacts, ActionFacts, tuple[KeyFigure, ...]]:
    """Give the figures of deviations and actions as they stood on the last day."""
    period = (min(report.period_from, last), last)
    units = _units(session, report)
    return (
        deviation_facts(
            session,
            units=units,
            period=period,
            smallest=smallest,
            signed=_signed_beside(session, report) if units is None else (),
        ),
        action_facts(session, units=units, period=period),
        _key_figures(session, report.year),
    )


def _units(session: Session, report: Report) -> frozenset[str] | None:
    """Give the units a report is about; None is all of them."""
    if report.round_id is None:
        return None
    return frozenset(session.get_one(Round, report.round_id).unit_ids) or None


def _signed_beside(session: Session, report: Report) -> list[Signed]:
    """List what has been signed of all units and days that this report is about too."""
    rows = session.execute(
        select(Report)
        .where(
            col(Report.state) == ReportState.signed,
            col(Report.id) != report.id,
            col(Report.period_from) <= report.cut_off,
            col(Report.cut_off) >= report.period_from,
        )
        .order_by(col(Report.cut_off), col(Report.edition))
    ).scalars()
    return [
        Signed(each.period_from, each.cut_off, facts)
        for each in rows
        if _units(session, each) is None and (facts := frozen_content(each).deviations)
    ]


def action_facts(
    session: Session, *, units: frozenset[str] | None, period: tuple[date, date]
) -> ActionFacts:
    """Count the plan as it stood at the end of the period, whatever has been done since."""
    end = beginning_of(period[1] + timedelta(days=1))
    wanted = (
        select(Action, col(Person.active))
        .outerjoin(Person, col(Person.id) == col(Action.owner_id))
        .where(col(Action.created_at) < end)
    )
    if units is not None:
        wanted = wanted.where(col(Action.unit_id).in_(units) | col(Action.unit_id).is_(None))
    later: dict[str, list[ActionChange]] = {}
    for change in session.execute(
        select(ActionChange)
        .where(col(ActionChange.at) >= end)
        .order_by(col(ActionChange.at).desc())
    ).scalars():
        later.setdefault(change.action_id, []).append(change)
    rows = [
        (as_it_stood(action, later.get(action.id, ())), bool(active))
        for action, active in session.execute(wanted)
    ]
    counts = counts_of(rows, Period(*period, period[1]))
    return ActionFacts(
        planned=counts.planned,
        ongoing=counts.ongoing,
        done=counts.awaiting,
        verified=counts.verified,
        overdue=counts.overdue,
        helped=counts.helped,
        not_helped=counts.not_helped,
        cannot_tell=counts.cannot_tell,
    )


def _key_figures(session: Session, year: int) -> tuple[KeyFigure, ...]:
    """Give the newest values of the municipality's own key figures, up to the year reported."""
    rows = session.execute(
        select(KeyFigureRow, KeyFigureValue)
        .join(KeyFigureValue, col(KeyFigureValue.code) == col(KeyFigureRow.code))
        .where(col(KeyFigureValue.year) <= year, col(KeyFigureValue.area) == Area.own)
        .order_by(col(KeyFigureRow.place), col(KeyFigureValue.year))
    )
    newest = {figure.code: (figure, value) for figure, value in rows}
    return tuple(
        KeyFigure(
            name=figure.name or figure.code,
            year=value.year,
            value=value.value,
            unit=figure.measure,
            source=said(SOURCES[Source(value.source)]),
        )
        for figure, value in newest.values()
    )
