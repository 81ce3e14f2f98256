"""Everything in the house that is open and has a day, and the people who answer for it."""

from collections.abc import Iterator
from datetime import date
from itertools import chain
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from app.actions.models import Action, ActionState, ReReview
from app.deviations.models import Deviation, DeviationState, ReportingDuty
from app.external_findings.models import ExternalFinding
from app.organisation.models import Person, Role, RoleGrant
from app.reminders.matters import Colleague, Kind, Matter
from app.reviews.models import CAN_BE_FILLED, Review
from app.rounds.models import FrameCase, Round, RoundState
from app.routines.models import Routine

ROLES = frozenset(role.value for role in Role)


def all_matters(session: Session) -> list[Matter]:
    """List what is open and has a day, soonest first."""
    found = chain(
        _duties(session),
        _deviations(session),
        _actions(session),
        _re_reviews(session),
        _external_findings(session),
        _reviews(session),
        _routines(session),
    )
    return sorted(found, key=lambda matter: (matter.due_on, matter.kind, matter.name, matter.id))


def colleagues(session: Session) -> list[Colleague]:
    """List everybody who works or has worked here, with the roles they have."""
    grants: dict[str, set[tuple[Role, str | None]]] = {}
    for person_id, role, unit_id in session.execute(
        select(col(RoleGrant.person_id), col(RoleGrant.role), col(RoleGrant.unit_id))
    ):
        grants.setdefault(person_id, set()).add((Role(role), unit_id))
    people = session.execute(select(col(Person.id), col(Person.name), col(Person.active)))
    return [
        Colleague(id_, name, active, frozenset(grants.get(id_, ()))) for id_, name, active in people
    ]


def _duties(session: Session) -> Iterator[Matter]:
    rows = session.execute(
        select(ReportingDuty, Deviation)
        .join(Deviation, col(Deviation.id) == col(ReportingDuty.deviation_id))
        .where(col(ReportingDuty.done_on).is_(None))
    )
    for duty, deviation in rows:
        yield Matter(
            Kind.duty,
            duty.id,
            deviation.number,
            duty.due_on,
            f"/deviations/{deviation.id}",
            deviation.owner_id,
            _role(deviation.owner_role),
            deviation.unit_id,
            deviation.title,
        )


def _deviations(session: Session) -> Iterator[Matter]:
    rows = session.scalars(
        select(Deviation).where(
            col(Deviation.state) == DeviationState.open, col(Deviation.due_on).is_not(None)
        )
    )
    for deviation in rows:
        yield Matter(
            Kind.deviation,
            deviation.id,
            deviation.number,
            _day(deviation.due_on),
            f"/deviations/{deviation.id}",
            deviation.owner_id,
            _role(deviation.owner_role),
            deviation.unit_id,
            deviation.title,
        )


def _actions(session: Session) -> Iterator[Matter]:
    rows = session.scalars(
        select(Action).where(
            col(Action.state).in_((ActionState.planned, ActionState.ongoing)),
            col(Action.due_on).is_not(None),
        )
    )
    for action in rows:
        yield Matter(
            Kind.action,
            action.id,
            action.number,
            _day(action.due_on),
            f"/actions/{action.id}",
            action.owner_id,
            _role(action.owner_role),
            action.unit_id,
            action.title,
        )


def _re_reviews(session: Session) -> Iterator[Matter]:
    rows = session.execute(
        select(ReReview, col(Action.number), col(FrameCase.unit_id))
        .join(Action, col(Action.id) == col(ReReview.action_id))
        .join(FrameCase, col(FrameCase.id) == col(ReReview.frame_case_id))
        .where(col(ReReview.done_at).is_(None), col(ReReview.withdrawn_at).is_(None))
    )
    for again, number, unit_id in rows:
        yield Matter(
            Kind.re_review,
            again.id,
            number,
            again.due_on,
            f"/re-reviews/{again.id}",
            again.reviewer_id,
            None,
            unit_id,
        )


def _external_findings(session: Session) -> Iterator[Matter]:
    rows = session.scalars(
        select(ExternalFinding).where(
            col(ExternalFinding.replied_on).is_(None), col(ExternalFinding.reply_by).is_not(None)
        )
    )
    for finding in rows:
        yield Matter(
            Kind.external_finding,
            finding.id,
            finding.diary_number,
            _day(finding.reply_by),
            f"/external-findings/{finding.id}",
            finding.owner_id,
            _role(finding.owner_role),
            title=finding.title,
        )


def _reviews(session: Session) -> Iterator[Matter]:
    rows = session.execute(
        select(  # type: ignore[call-overload]
            col(Round.id), col(Round.name), col(Round.due_on), Review.reviewer_id, func.count()
        )
        .join(Review, col(Review.round_id) == col(Round.id))
        .where(col(Round.state) == RoundState.reviewing, col(Review.state).in_(CAN_BE_FILLED))
        .group_by(col(Round.id), col(Round.name), col(Round.due_on), col(Review.reviewer_id))
    )
    units = _only_unit_of(session)
    for round_id, name, due_on, reviewer_id, left in rows:
        yield Matter(
            Kind.reviews,
            f"{round_id}-{reviewer_id}",
            name,
            due_on,
            "/reviews",
            reviewer_id,
            None,
            units.get(round_id),
            left=left,
        )


def _routines(session: Session) -> Iterator[Matter]:
    rows = session.scalars(
        select(Routine).where(col(Routine.active), col(Routine.revise_by).is_not(None))
    )
    for routine in rows:
        yield Matter(
            Kind.routine,
            routine.id,
            routine.name,
            _day(routine.revise_by),
            f"/routines/{routine.id}",
            role=_role(routine.owner_role) or Role.quality,
        )


def _only_unit_of(session: Session) -> dict[str, str]:
    """Give the unit of each round that is about one alone: its manager is the nearest."""
    rows = session.execute(
        select(col(Round.id), col(Round.unit_ids)).where(col(Round.state) == RoundState.reviewing)
    )
    return {round_id: units[0] for round_id, units in rows if len(units) == 1}


def _role(text: str) -> Role | None:
    return Role(text) if text in ROLES else None


def _day(day: Any) -> date:
    """Say to the type checker what the query has seen to: there is a day."""
    found: date = day
    return found
