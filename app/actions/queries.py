"""The plan as it is listed: narrowed down, with what each row needs to be understood."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Select
from sqlmodel import Session, col, func, or_, select

from app.actions.access import seen_by
from app.actions.models import OPEN, Action, ActionForDeviation, ActionKind, ActionState, Scope
from app.auth.actor import Actor
from app.deviations.access import visible
from app.deviations.models import Deviation, DeviationState
from app.external_findings.models import ExternalFinding, Recommendation
from app.organisation.models import Person, Unit

PER_PAGE = 50
TO_DO = (ActionState.planned, ActionState.ongoing)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionsWanted:
    """What the plan is narrowed down to; what is left out narrows nothing."""

    text: str = ""
    state: ActionState | None = None
    owner_id: str | None = None
    unit_id: str | None = None
    kind: ActionKind | None = None
    scope: Scope | None = None
    round_id: str | None = None
    recommendation_id: str | None = None
    finding_id: str | None = None
    deviation_id: str | None = None
    overdue: bool = False
    orphan: bool = False
    mine: bool = False
    page: int = 1


@dataclass(frozen=True, slots=True)
class ListedAction:
    """An action in the plan, with the names that its keys stand for."""

    action: Action
    owner: str
    owner_active: bool
    unit: str
    recommendation: Recommendation | None
    finding: ExternalFinding | None
    deviations: int

    @property
    def orphan(self) -> bool:
        """Say that nobody who works here answers for it, though it is not closed."""
        return self.action.state in OPEN and not self.owner_active

    def overdue(self, today: date) -> bool:
        return is_overdue(self.action, today)


def is_overdue(action: Action, today: date) -> bool:
    """Tell whether something that is to be done has passed its day."""
    return action.state in TO_DO and action.due_on is not None and action.due_on < today


def orphaned() -> ColumnElement[bool]:
    """Say which actions nobody who works here answers for. Needs the owner joined."""
    return col(Action.state).in_(OPEN) & func.coalesce(col(Person.active), sa.false()).is_not(True)


def actions_matching(
    session: Session, actor: Actor, wanted: ActionsWanted, *, today: date
) -> tuple[list[ListedAction], int]:
    """Give a page of the plan and how much there is in all; what is most urgent comes first."""
    matching = _narrowed(actor, wanted, today)
    total = session.exec(select(func.count()).select_from(matching.subquery())).one()
    page = _listed(matching).limit(PER_PAGE).offset((wanted.page - 1) * PER_PAGE)
    return _rows(session, page), total


def all_matching(
    session: Session, actor: Actor, wanted: ActionsWanted, *, today: date
) -> list[ListedAction]:
    """Give the whole plan, for files and paper."""
    return _rows(session, _listed(_narrowed(actor, wanted, today)))


def _narrowed(actor: Actor, wanted: ActionsWanted, today: date) -> Select[str]:
    matching = (
        sa.select(col(Action.id))
        .outerjoin(Person, col(Person.id) == col(Action.owner_id))
        .where(seen_by(actor))
    )
    for name in ("state", "owner_id", "unit_id", "kind", "scope", "recommendation_id"):
        value = getattr(wanted, name)
        if value is not None:
            matching = matching.where(getattr(Action, name) == value)
    for word in wanted.text.split():
        found = [
            col(getattr(Action, name)).icontains(word, autoescape=True)
            for name in ("number", "title", "how", "why", "owner_role")
        ]
        matching = matching.where(or_(*found))
    if wanted.overdue:
        matching = matching.where(col(Action.due_on) < today, col(Action.state).in_(TO_DO))
    if wanted.orphan:
        matching = matching.where(orphaned())
    if wanted.mine:
        matching = matching.where(col(Action.owner_id) == actor.id)
    return _linked(matching, wanted)


def _linked(matching: Select[str], wanted: ActionsWanted) -> Select[str]:
    if wanted.finding_id is not None:
        asked = select(Recommendation.id).where(
            Recommendation.external_finding_id == wanted.finding_id
        )
        matching = matching.where(col(Action.recommendation_id).in_(asked))
    if wanted.deviation_id is not None:
        linked = select(ActionForDeviation.action_id).where(
            ActionForDeviation.deviation_id == wanted.deviation_id
        )
        matching = matching.where(col(Action.id).in_(linked))
    if wanted.round_id is not None:
        of_round = (
            select(ActionForDeviation.action_id)
            .join(Deviation, col(Deviation.id) == ActionForDeviation.deviation_id)
            .where(Deviation.round_id == wanted.round_id)
        )
        matching = matching.where(
            or_(
                col(Action.id).in_(of_round),
                col(Action.baseline_round_id) == wanted.round_id,
                col(Action.later_round_id) == wanted.round_id,
            )
        )
    return matching


def _listed(matching: Select[str]) -> Select[Any]:
    deviations = (
        sa.select(
            col(ActionForDeviation.action_id).label("action_id"), func.count().label("number")
        )
        .group_by(col(ActionForDeviation.action_id))
        .subquery()
    )
    closed = sa.case((col(Action.state).in_(OPEN), 0), else_=1)
    return (
        sa.select(
            Action,
            col(Person.name),
            col(Person.active),
            col(Unit.name),
            Recommendation,
            ExternalFinding,
            deviations.c.number,
        )
        .outerjoin(Person, col(Person.id) == col(Action.owner_id))
        .outerjoin(Unit, col(Unit.id) == col(Action.unit_id))
        .outerjoin(Recommendation, col(Recommendation.id) == col(Action.recommendation_id))
        .outerjoin(
            ExternalFinding, col(ExternalFinding.id) == col(Recommendation.external_finding_id)
        )
        .outerjoin(deviations, deviations.c.action_id == col(Action.id))
        .where(col(Action.id).in_(matching))
        .order_by(closed, func.coalesce(col(Action.due_on), date.max), col(Action.number).desc())
    )


def _rows(session: Session, wanted: Select[Any]) -> list[ListedAction]:
    return [
        ListedAction(action, owner or "", bool(active), unit or "", asked, finding, number or 0)
        for action, owner, active, unit, asked, finding, number in session.execute(wanted)
    ]


def orphaned_deviations(session: Session, actor: Actor) -> Sequence[Deviation]:
    """List the open deviations that somebody who has left answered for."""
    wanted = (
        select(Deviation)
        .join(Person, col(Person.id) == Deviation.owner_id)
        .where(Deviation.state == DeviationState.open, ~col(Person.active), visible(actor))
        .order_by(col(Deviation.due_on), col(Deviation.number))
    )
    return session.exec(wanted).all()
