"""Bringing in a plan that exists already: what was understood, and nothing that was refused."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from app.actions.doing import Evidence, abandon_action, finish_action, start_action
from app.actions.events import PlanImported
from app.actions.handing_over import who_do
from app.actions.importing.reading import Known, PlanRow, ReadPlan, title_key
from app.actions.models import OPEN, Action, ActionState
from app.actions.service import ActionPlan, plan_action
from app.audit.log import record
from app.auth.actor import Actor
from app.auth.permissions import Permission
from app.errors import N_, DomainError, Forbidden
from app.external_findings.queries import recommendations_of
from app.external_findings.service import RecommendationDetails, add_recommendation, may_keep
from app.web.language import ZONE, gettext

ABANDONED = N_("Abandoned in the imported plan.")


class NothingToBringIn(DomainError):
    """An import that brings in nothing would only look as if something had been done."""

    status = 422
    message = N_("There is no action to bring in. Choose the columns, or correct the file.")


def known_here(session: Session, *, now: datetime) -> Known:
    """Give what an imported plan is matched with: people by name and user name, titles at hand."""
    people: dict[str, str] = {}
    for person in who_do(session):
        people |= {title_key(name): person.id for name in (person.name, person.username)}
    titles = session.exec(select(Action.title).where(col(Action.state).in_(OPEN)))
    return Known(people, {title_key(title) for title in titles}, now.astimezone(ZONE).date())


def may_import(actor: Actor) -> bool:
    """Tell whether somebody plans for the whole organisation, as a whole plan does."""
    permission = Permission.plan_action
    return actor.may(permission) and actor.units_for(permission) is None


def demand_planner(actor: Actor) -> None:
    if not may_import(actor):
        raise Forbidden


def import_plan(
    session: Session,
    actor: Actor,
    plan: ReadPlan,
    *,
    finding_id: str | None = None,
    file_sha256: str,
    now: datetime,
) -> list[Action]:
    """Make an action of every row that was understood, each with its own history and number."""
    demand_planner(actor)
    if not plan.rows:
        raise NothingToBringIn
    recommendations = _recommendations(session, actor, plan.rows, finding_id, now=now)
    actions = []
    for row in plan.rows:
        action = plan_action(session, actor, _plan(row, recommendations), now=now)
        _as_far_as(session, actor, action, row, now=now)
        actions.append(action)
    record(
        session,
        PlanImported(
            at=now,
            actor_id=actor.id,
            actions=len(actions),
            refused=len(plan.refusals),
            file_sha256=file_sha256,
        ),
    )
    return actions


def _plan(row: PlanRow, recommendations: dict[str, str]) -> ActionPlan:
    linked = recommendations.get(title_key(row.recommendation))
    return ActionPlan(
        title=row.action,
        why="" if linked else row.recommendation,
        how=row.how,
        recommendation_id=linked,
        due_on=row.when.due_on,
        recurrence=row.when.recurrence,
        when_said=row.when_said,
        owner_id=row.owner_id,
        owner_role=row.who,
    )


def _as_far_as(
    session: Session, actor: Actor, action: Action, row: PlanRow, *, now: datetime
) -> None:
    """Take an action through the steps that its row says it has come."""
    session.flush()
    match row.state:
        case ActionState.ongoing:
            start_action(session, actor, action.id, version=action.version, now=now)
        case ActionState.done:
            shown = Evidence(text=row.follow_up)
            finish_action(session, actor, action.id, shown, version=action.version, now=now)
        case ActionState.abandoned:
            because = row.follow_up or gettext(ABANDONED)
            abandon_action(session, actor, action.id, because, version=action.version, now=now)


def _recommendations(
    session: Session,
    actor: Actor,
    rows: Sequence[PlanRow],
    finding_id: str | None,
    *,
    now: datetime,
) -> dict[str, str]:
    """Find the recommendations of a finding by their words; add those it does not have yet."""
    if finding_id is None or not may_keep(actor):
        return {}
    known = {title_key(one.text): one.id for one in recommendations_of(session, finding_id)}
    for text in dict.fromkeys(row.recommendation for row in rows if row.recommendation):
        if title_key(text) not in known:
            added = add_recommendation(
                session, actor, finding_id, RecommendationDetails(text=text), now=now
            )
            session.flush()
            known[title_key(text)] = added.id
    return known
