"""Signing freezes a report; what has to change after that is a new edition."""

from dataclasses import replace
from datetime import datetime

from sqlmodel import Session, col, select

from app.audit.log import record
from app.auth.actor import Actor
from app.auth.permissions import Permission
from app.errors import N_, DomainError
from app.organisation.models import Person
from app.reports.access import covers, draft_to_change, get_report, round_of
from app.reports.areas import what_is_missing
from app.reports.content import Signature
from app.reports.events import ReportSigned, ReportStarted
from app.reports.frozen import freeze
from app.reports.gathering import Rules, content_of
from app.reports.models import (
    AreaWords,
    AreaWordsVersion,
    RedDecision,
    Report,
    ReportKind,
    ReportState,
)
from app.reports.service import NotForPart
from app.rounds.models import Round
from app.web.language import ZONE, day


class RedWithoutDecision(DomainError):
    """What is red is followed by a decision and by words; otherwise the report changes nothing."""

    message = N_(
        "%(undecided)s red questions lack a decision and %(wordless)s red areas lack words. "
        "Decide and write about these before you sign."
    )


class RoundStillOpen(DomainError):
    """What is signed rests on figures that can no longer change."""

    message = N_("The round is not closed, so its figures can change. Close it before you sign.")


class CutOffAhead(DomainError):
    """A report tells how things stood on its last day, so that day must have passed."""

    message = N_("The period ends on %(day)s. It can be signed the day after.")


class NothingSigned(DomainError):
    """A new edition takes the place of what the board has been told."""

    message = N_("This report is a draft. Change it instead of beginning a new edition.")


class NotTheNewest(DomainError):
    """There is one edition that counts: the newest."""

    message = N_("There is a newer edition of this report. Begin the new one from that.")


def sign_report(
    session: Session, actor: Actor, report_id: str, *, rules: Rules, now: datetime
) -> Report:
    """Sign a report: freeze every figure and every word of it, with the name of who answers."""
    report = draft_to_change(session, actor, report_id, Permission.sign_report)
    _demand_period_over(session, report, now)
    content = content_of(session, report, rules, now=now)
    missing = what_is_missing(content)
    if missing["preliminary"]:
        raise RoundStillOpen
    if missing["undecided"] or missing["wordless"]:
        raise RedWithoutDecision(**missing)
    signer = session.get_one(Person, actor.id)
    signature = Signature(signer.name, signer.title or "", now)
    report.content, report.sha256 = freeze(replace(content, signature=signature))
    report.signed_at, report.signed_by = now, actor.id
    report.state = ReportState.signed
    session.add(report)
    record(
        session,
        ReportSigned(at=now, actor_id=actor.id, report_id=report.id, sha256=report.sha256),
    )
    return report


def _demand_period_over(session: Session, report: Report, now: datetime) -> None:
    today = now.astimezone(ZONE).date()
    if report.kind == ReportKind.round:
        round_ = session.get_one(Round, report.round_id)
        if round_.closed_at is not None:
            report.cut_off = round_.closed_at.astimezone(ZONE).date()
        return
    if today <= report.cut_off:
        raise CutOffAhead(day=day(report.cut_off))


def begin_edition(
    session: Session, actor: Actor, report_id: str, *, what: str, why: str, now: datetime
) -> Report:
    """Begin a new edition in the place of a signed one, which stays readable as it was."""
    old = get_report(session, actor, report_id)
    if not covers(actor, Permission.write_report, round_of(session, old)):
        raise NotForPart
    if old.state != ReportState.signed:
        raise NothingSigned
    newest = session.exec(
        select(col(Report.edition))
        .where(col(Report.subject) == old.subject)
        .order_by(col(Report.edition).desc())
        .limit(1)
    ).one()
    if newest != old.edition:
        raise NotTheNewest
    new = Report(
        **old.model_dump(include={"kind", "year", "round_id", "subject", "period_from", "cut_off"}),
        edition=old.edition + 1,
        supersedes=old.id,
        what_changed=what,
        why_changed=why,
        created_at=now,
        created_by=actor.id,
    )
    session.add(new)
    session.flush()
    _copy_words(session, old, new)
    record(
        session,
        ReportStarted(
            at=now,
            actor_id=actor.id,
            report_id=new.id,
            subject=new.subject,
            edition=new.edition,
            supersedes=old.id,
        ),
    )
    return new


def _copy_words(session: Session, old: Report, new: Report) -> None:
    """Let the new edition begin with the words and decisions of the old one."""
    for words in session.exec(select(AreaWords).where(AreaWords.report_id == old.id)).all():
        copied = words.model_dump(exclude={"report_id", "version"}) | {"report_id": new.id}
        session.add(AreaWords(**copied, version=1))
        session.add(AreaWordsVersion(**copied, version=1))
    for red in session.exec(select(RedDecision).where(RedDecision.report_id == old.id)).all():
        session.add(RedDecision(**(red.model_dump() | {"report_id": new.id})))
