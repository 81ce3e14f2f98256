"""What auditors, IVO or JO found: registered, answered point by point, and replied to."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, func, select

from app.audit.log import record
from app.auth.actor import Actor
from app.auth.permissions import Permission
from app.errors import N_, DomainError, Forbidden, NotFound
from app.external_findings.events import (
    FindingChanged,
    FindingRegistered,
    FindingReplied,
    RecommendationAdded,
    RecommendationChanged,
)
from app.external_findings.models import ExternalFinding, FindingSource, Recommendation
from app.organisation.models import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingDetails:
    """What is written down about an external finding, as it came in."""

    source: FindingSource
    diary_number: str
    title: str
    received_on: date
    summary: str = ""
    reply_by: date | None = None
    owner_id: str | None = None
    owner_role: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecommendationDetails:
    """What an external finding asks for, the answer, and the question that measures it."""

    text: str
    answer: str = ""
    question_id: str = ""


class AlreadyRegistered(DomainError):
    """One letter has one diary number: two entries for it would be answered twice, or never."""

    message = N_("%(number)s from the same source is registered already. Open that one instead.")


class ReplyBeforeReceived(DomainError):
    """Nobody asks for, or gives, an answer before the letter has come."""

    status = 422
    message = N_("The day of the reply is before the day it was received. Correct one of them.")


def get_finding(
    session: Session,
    actor: Actor,
    finding_id: str,
    permission: Permission = Permission.read_external_findings,
) -> ExternalFinding:
    """Load a finding for somebody who may read such; it is about the whole organisation."""
    finding = session.get(ExternalFinding, finding_id) if actor.may(permission) else None
    if finding is None:
        raise NotFound
    return finding


def may_keep(actor: Actor) -> bool:
    """Tell whether somebody answers for the whole organisation, as the reply does."""
    permission = Permission.keep_external_findings
    return actor.may(permission) and actor.units_for(permission) is None


def demand_keeper(actor: Actor) -> None:
    if not may_keep(actor):
        raise Forbidden


def finding_to_keep(session: Session, actor: Actor, finding_id: str) -> ExternalFinding:
    finding = get_finding(session, actor, finding_id)
    demand_keeper(actor)
    return finding


def register_finding(
    session: Session, actor: Actor, details: FindingDetails, *, now: datetime
) -> ExternalFinding:
    """Enter what came from outside, under its diary number."""
    demand_keeper(actor)
    _demand_sound(session, details)
    finding = ExternalFinding(
        source=details.source,
        diary_number=details.diary_number,
        title=details.title,
        received_on=details.received_on,
        created_at=now,
        created_by=actor.id,
    )
    _write(finding, details)
    session.add(finding)
    record(
        session,
        FindingRegistered(
            at=now,
            actor_id=actor.id,
            finding_id=finding.id,
            source=finding.source,
            diary_number=finding.diary_number,
        ),
    )
    return finding


def change_finding(
    session: Session, actor: Actor, finding_id: str, details: FindingDetails, *, now: datetime
) -> ExternalFinding:
    """Correct what is written down about a finding."""
    finding = finding_to_keep(session, actor, finding_id)
    _demand_sound(session, details, finding)
    changed = _write(finding, details)
    if changed:
        session.add(finding)
        record(
            session,
            FindingChanged(at=now, actor_id=actor.id, finding_id=finding_id, fields=changed),
        )
    return finding


def add_recommendation(
    session: Session,
    actor: Actor,
    finding_id: str,
    details: RecommendationDetails,
    *,
    now: datetime,
) -> Recommendation:
    """Add the next thing that a finding asks for; they keep the order of the letter."""
    finding = finding_to_keep(session, actor, finding_id)
    last = session.exec(
        select(func.max(col(Recommendation.place))).where(
            Recommendation.external_finding_id == finding.id
        )
    ).one()
    recommendation = Recommendation(
        external_finding_id=finding.id,
        place=(last or 0) + 1,
        text=details.text,
        answer=details.answer,
        question_id=details.question_id,
    )
    session.add(recommendation)
    record(
        session,
        RecommendationAdded(
            at=now,
            actor_id=actor.id,
            finding_id=finding.id,
            recommendation_id=recommendation.id,
        ),
    )
    return recommendation


def recommendation_to_change(
    session: Session, finding: ExternalFinding, recommendation_id: str
) -> Recommendation:
    """Load what a finding asks for, and let nobody else change it meanwhile."""
    found = session.get(Recommendation, recommendation_id, with_for_update=True)
    if found is None or found.external_finding_id != finding.id:
        raise NotFound
    return found


def change_recommendation(
    session: Session,
    actor: Actor,
    finding_id: str,
    recommendation_id: str,
    details: RecommendationDetails,
    *,
    now: datetime,
) -> Recommendation:
    """Answer a recommendation, or correct its words or what measures it."""
    finding = finding_to_keep(session, actor, finding_id)
    recommendation = recommendation_to_change(session, finding, recommendation_id)
    names = ("text", "answer", "question_id")
    changed = [n for n in names if getattr(recommendation, n) != getattr(details, n)]
    for name in changed:
        setattr(recommendation, name, getattr(details, name))
    if changed:
        session.add(recommendation)
        record(
            session,
            RecommendationChanged(
                at=now,
                actor_id=actor.id,
                finding_id=finding_id,
                recommendation_id=recommendation_id,
                fields=changed,
            ),
        )
    return recommendation


def mark_replied(
    session: Session, actor: Actor, finding_id: str, on: date, *, now: datetime
) -> ExternalFinding:
    """Note the day on which the reply was sent."""
    finding = finding_to_keep(session, actor, finding_id)
    if on < finding.received_on:
        raise ReplyBeforeReceived
    finding.replied_on = on
    session.add(finding)
    record(
        session,
        FindingReplied(at=now, actor_id=actor.id, finding_id=finding_id, replied_on=on.isoformat()),
    )
    return finding


def _demand_sound(
    session: Session, details: FindingDetails, own: ExternalFinding | None = None
) -> None:
    if details.reply_by is not None and details.reply_by < details.received_on:
        raise ReplyBeforeReceived
    if details.owner_id is not None and session.get(Person, details.owner_id) is None:
        raise NotFound
    same = session.exec(
        select(ExternalFinding.id).where(
            ExternalFinding.source == details.source,
            ExternalFinding.diary_number == details.diary_number,
        )
    ).first()
    if same is not None and (own is None or same != own.id):
        raise AlreadyRegistered(number=details.diary_number)


def _write(finding: ExternalFinding, details: FindingDetails) -> list[str]:
    changed = []
    for name in FindingDetails.__dataclass_fields__:
        value = getattr(details, name)
        if getattr(finding, name) != value:
            setattr(finding, name, value)
            changed.append(name)
    return changed
