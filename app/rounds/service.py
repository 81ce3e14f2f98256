from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from app.audit.log import record
from app.auth.actor import Actor
from app.auth.permissions import Permission
from app.errors import N_, DomainError
from app.register.comparison import case_key
from app.register.models import RegisterCase
from app.rounds.access import answers_for, demand_all_units, round_to_plan
from app.rounds.events import RoundChanged, RoundDeleted, RoundPlanned
from app.rounds.models import Attempt, Round, RoundState
from app.rounds.plan import RoundPlan, settings_of
from app.rounds.preview import units_of
from app.web.language import said
from review_forms import versions

NAME_TAKEN = N_("There is already a round with this name. Two of one name cannot be told apart.")
OWN_UNITS = N_("Choose units that you answer for. A manager of the others plans for them.")
NO_SUCH_FORM = N_("Choose one of the review forms.")
NOT_IN_REGISTER = N_("These case numbers are not in the register: %(numbers)s. Check the spelling.")


class PlanDoesNotHold(DomainError):
    """A plan that does not fit with the register or the other rounds could not be carried out."""

    status = 422
    message = N_("The plan cannot be kept: %(why)s")


def plan_round(session: Session, actor: Actor, plan: RoundPlan, *, now: datetime) -> Round:
    """Plan a round; nothing is fixed until its frame is frozen."""
    settings = _settled(session, actor, plan)
    round_ = Round(**settings, created_by=actor.id, created_at=now)
    session.add(round_)
    record(
        session,
        RoundPlanned(
            at=now,
            actor_id=actor.id,
            round_id=round_.id,
            form_name=round_.form_name,
            form_version=round_.form_version,
        ),
    )
    return round_


def change_plan(
    session: Session, actor: Actor, round_id: str, plan: RoundPlan, *, now: datetime
) -> Round:
    """Change the plan of a round, while its frame is not frozen."""
    round_ = round_to_plan(session, actor, round_id)
    settings = _settled(session, actor, plan, round_id=round_id)
    changed = [name for name, value in settings.items() if getattr(round_, name) != value]
    for name in changed:
        setattr(round_, name, settings[name])
    session.add(round_)
    if changed:
        record(
            session,
            RoundChanged(at=now, actor_id=actor.id, round_id=round_.id, fields=sorted(changed)),
        )
    return round_


def _settled(
    session: Session, actor: Actor, plan: RoundPlan, round_id: str | None = None
) -> dict[str, Any]:
    settings = settings_of(plan) | {
        "name": plan.name,
        "due_on": plan.due_on,
        "form_name": plan.form_name,
        "form_version": plan.form_version,
        "people_to_roll": plan.people_to_roll,
        "notes": plan.notes,
    }
    settings["unit_ids"] = units_of(actor, settings["unit_ids"])
    demand_all_units(actor, Permission.plan_round, settings["unit_ids"])
    if wrong := faults_in(session, actor, plan, round_id):
        raise PlanDoesNotHold(why=" ".join(wrong.values()))
    return settings


def faults_in(
    session: Session, actor: Actor, plan: RoundPlan, round_id: str | None = None
) -> dict[str, str]:
    """Tell what in a plan does not fit with who plans and what is there, by the field."""
    wrong: dict[str, str] = {}
    if not answers_for(actor, Permission.plan_round, units_of(actor, list(plan.unit_ids))):
        wrong["unit_ids"] = said(OWN_UNITS)
    if session.exec(select(Round.id).where(Round.name == plan.name, Round.id != round_id)).first():
        wrong["name"] = said(NAME_TAKEN)
    if plan.form_version not in versions().get(plan.form_name, ()):
        wrong["review_form"] = said(NO_SUCH_FORM)
    if unknown := _unknown(session, list(plan.excluded)):
        wrong["excluded_numbers"] = said(NOT_IN_REGISTER, {"numbers": ", ".join(unknown)})
    return wrong


def _unknown(session: Session, numbers: Sequence[str]) -> list[str]:
    keys = {case_key(number): number for number in numbers}
    known = session.exec(
        select(RegisterCase.case_key).where(
            col(RegisterCase.case_key).in_(keys), ~col(RegisterCase.gone)
        )
    )
    return sorted(keys[key] for key in keys.keys() - set(known))


class OnceCommitted(DomainError):
    """An attempt at a draw is never erased, or one could try until the sample pleases."""

    message = N_("%(round)s has had its frame frozen and stays, with every attempt to draw it.")


def delete_round(session: Session, actor: Actor, round_id: str, *, now: datetime) -> None:
    """Delete a round that was only ever planned."""
    round_ = round_to_plan(session, actor, round_id)
    if session.exec(select(Attempt.id).where(Attempt.round_id == round_id)).first():
        raise OnceCommitted(round=round_.name)
    session.delete(round_)
    record(session, RoundDeleted(at=now, actor_id=actor.id, round_id=round_id))


class WrongStop(DomainError):
    """The stops of a round follow each other; none is skipped and none is taken twice."""

    message = N_("%(round)s is not where this can be done. Open it and see where it stands.")


def start_reviewing(session: Session, round_: Round, *, now: datetime) -> None:
    """Let a drawn round be reviewed: its cases have been shared out."""
    if round_.state != RoundState.drawn:
        raise WrongStop(round=round_.name)
    round_.state, round_.published_at = RoundState.reviewing, now
    session.add(round_)


def close(session: Session, round_: Round, *, now: datetime) -> None:
    """Close a round: what it found is final."""
    if round_.state != RoundState.reviewing:
        raise WrongStop(round=round_.name)
    round_.state, round_.closed_at = RoundState.closed, now
    session.add(round_)
