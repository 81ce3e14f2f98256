"""Gathering what a report says: figures of rounds, what follows from them, and the words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlmodel import Session, col

from app.actions.models import Action
from app.audit.models import AuditEntry
from app.organisation.models import Person, RoleGrant
from app.reports.change import change_of
from app.reports.content import (
    Content,
    Decided,
    Red,
    RoundPart,
    Words,
    area_of_section,
)
from app.reports.document import LANGUAGE
from app.reports.editions import changed_figures
from app.reports.frozen import frozen_content
from app.reports.hours import hours_told
from app.reports.mending import mending_of
from app.reports.models import AreaWords, Decision, RedDecision, Report, ReportKind
from app.reports.periods import beginning_of
from app.reports.red import is_red, target_of
from app.rounds.models import Round, RoundState
from app.settings import Settings
from app.summary.figures import Line
from app.summary.service import report_of_round
from app.web.language import ZONE, speaking
from review_forms import load


@dataclass(frozen=True, slots=True)
class Rules:
    """What the municipality has decided about its reports."""

    organisation: str
    smallest: int
    target: float

    @classmethod
    def of(cls, settings: Settings) -> "Rules":
        return cls(settings.organisation, settings.smallest_cell, settings.target)


def content_of(session: Session, report: Report, rules: Rules, *, now: datetime) -> Content:
    """Gather what a report says right now; of a signed one, ``frozen.py`` gives what it said."""
    with speaking(LANGUAGE):
        content = _with_red(_gathered(session, report, rules, now))
        if report.supersedes is None:
            return content
        told = frozen_content(session.get_one(Report, report.supersedes))
        return replace(content, changed_figures=changed_figures(told, content))


def _gathered(session: Session, report: Report, rules: Rules, now: datetime) -> Content:
    parts = tuple(
        _part(session, round_, rules.smallest) for round_ in rounds_covered(session, report)
    )
    last = min(report.cut_off, now.astimezone(ZONE).date())
    deviations, actions, key_figures = mending_of(
        session, report, last=last, smallest=rules.smallest
    )
    return Content(
        organisation=rules.organisation,
        kind=ReportKind(report.kind),
        year=report.year,
        period_from=report.period_from,
        cut_off=report.cut_off,
        edition=report.edition,
        smallest=rules.smallest,
        target=rules.target,
        rounds=parts,
        red=(),
        decisions=_decisions(session, report.id),
        words=_words(session, report.id),
        deviations=deviations,
        actions=actions,
        key_figures=key_figures,
        access=_access(session),
        readings=_readings(session, report.period_from, last),
        what_changed=report.what_changed,
        why_changed=report.why_changed,
    )


def rounds_covered(session: Session, report: Report) -> Sequence[Round]:
    """List the rounds a report is about, newest first: its own, or those closed in its period."""
    if report.round_id:
        return [session.get_one(Round, report.round_id)]
    rows = session.execute(
        select(Round)
        .where(
            col(Round.state) == RoundState.closed,
            col(Round.closed_at) >= beginning_of(report.period_from),
            col(Round.closed_at) < beginning_of(report.cut_off + timedelta(days=1)),
        )
        .order_by(col(Round.closed_at).desc(), col(Round.id))
    )
    return rows.scalars().all()


def _part(session: Session, round_: Round, smallest: int) -> RoundPart:
    told = report_of_round(session, round_, smallest=smallest)
    return RoundPart(
        id=round_.id,
        name=round_.name,
        period_from=round_.period_from,
        period_to=round_.period_to,
        closed_at=told.closed_at,
        sha256=told.sha256,
        figures=told.figures,
        annex=told.annex,
        change=change_of(session, round_, smallest=smallest) if told.closed_at else None,
        hours=hours_told(session, round_, told.annex.reviewers),
    )


def _with_red(content: Content) -> Content:
    red = tuple(each for part in content.newest for each in _red_in(part, content.target))
    return replace(content, red=red)


def _red_in(part: RoundPart, target: float) -> list[Red]:
    form = load(part.annex.form_name, part.annex.form_version)
    section = {question.id: one.id for one in form.sections for question in one.questions}

    def red(line: Line) -> Red | None:
        critical = form.question(line.id).critical
        if not is_red(line.whole, critical=critical, target=target):
            return None
        return Red(
            id=f"{form.name}.{line.id}",
            area=area_of_section(form.name, section[line.id]),
            round_id=part.id,
            line=line,
            target=target_of(critical=critical, target=target),
            critical=critical,
        )

    return [found for line in part.figures.questions if (found := red(line))]


def _decisions(session: Session, report_id: str) -> tuple[Decided, ...]:
    rows = session.execute(
        select(RedDecision, col(Action.number), col(Action.title))
        .outerjoin(Action, col(Action.id) == col(RedDecision.action_id))
        .where(col(RedDecision.report_id) == report_id)
        .order_by(col(RedDecision.red_id))
    )
    return tuple(
        Decided(
            red_id=row[0].red_id,
            decision=Decision(row[0].decision),
            words=row[0].words,
            action_id=row[0].action_id or "",
            action=f"{row[1]} {row[2]}" if row[1] else "",
            watch_until=row[0].watch_until,
        )
        for row in rows
    )


def _words(session: Session, report_id: str) -> tuple[Words, ...]:
    rows = session.execute(
        select(AreaWords).where(col(AreaWords.report_id) == report_id).order_by(col(AreaWords.area))
    ).scalars()
    return tuple(Words(row.area, row.seen, row.why, row.doing, row.version) for row in rows)


def _access(session: Session) -> tuple[tuple[str, int], ...]:
    rows = session.execute(
        select(col(RoleGrant.role), func.count(func.distinct(col(RoleGrant.person_id))))
        .join(Person, col(Person.id) == col(RoleGrant.person_id))
        .where(col(Person.active))
        .group_by(col(RoleGrant.role))
        .order_by(col(RoleGrant.role))
    )
    return tuple((row[0], row[1]) for row in rows)


def _readings(session: Session, first: date, last: date) -> int:
    found: int = session.execute(
        select(func.count())
        .select_from(AuditEntry)
        .where(
            col(AuditEntry.event) == "ReviewViewed",
            col(AuditEntry.at) >= beginning_of(first),
            col(AuditEntry.at) < beginning_of(last + timedelta(days=1)),
        )
    ).scalar_one()
    return found
