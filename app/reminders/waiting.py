"""What waits for somebody of a role without having a day: others cannot go on until it is done."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlmodel import Session, col

from app.actions.models import Action, ActionState
from app.auth.actor import Actor
from app.auth.permissions import Permission
from app.deviations.models import (
    Deficiency,
    DeficiencyState,
    Objection,
    ProtectionAlarm,
)
from app.errors import N_
from app.reports.models import ReportState
from app.reports.queries import reports_of
from app.reviews.models import Replacement, Review, ReviewState
from app.rounds.access import sees
from app.rounds.models import FrameCase, Round, RoundState
from app.web.language import said


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many of a sort wait, where, and what they are called (one, many)."""

    count: int
    one: str
    many: str
    where: str
    href: str
    urgent: bool = False


def waiting_for(session: Session, actor: Actor) -> list[Waiting]:
    """List what waits for somebody with her roles, within the units she answers for."""
    rounds = [
        round_
        for round_ in session.scalars(
            select(Round).where(col(Round.state) == RoundState.reviewing).order_by(col(Round.name))
        )
        if sees(actor, round_, Permission.follow_round)
    ]
    return [found for part in PARTS for found in part(session, actor, rounds)]


def _to_approve(session: Session, actor: Actor, rounds: list[Round]) -> Iterator[Waiting]:
    if not actor.may(Permission.approve_review):
        return
    counts = _by_round(session, Review.round_id, col(Review.state) == ReviewState.submitted)
    for round_ in rounds:
        if counts.get(round_.id):
            yield Waiting(
                counts[round_.id],
                N_("%(num)s review to read and approve"),
                N_("%(num)s reviews to read and approve"),
                round_.name,
                f"/rounds/{round_.id}/progress",
            )


def _replacements(session: Session, actor: Actor, rounds: list[Round]) -> Iterator[Waiting]:
    if not actor.may(Permission.decide_replacement):
        return
    counts = _by_round(
        session,
        Replacement.round_id,
        col(Replacement.approved).is_(None),
        col(Replacement.proposed_by) != actor.id,
    )
    for round_ in rounds:
        if counts.get(round_.id):
            yield Waiting(
                counts[round_.id],
                N_("%(num)s replacement to decide on"),
                N_("%(num)s replacements to decide on"),
                round_.name,
                f"/rounds/{round_.id}/replacements",
            )


def _alarms(session: Session, actor: Actor, _rounds: list[Round]) -> Iterator[Waiting]:
    if not actor.may(Permission.take_over_alarm):
        return
    count = _count(
        session,
        select(func.count(col(ProtectionAlarm.id)))
        .join(FrameCase, col(FrameCase.id) == col(ProtectionAlarm.frame_case_id))
        .where(
            col(ProtectionAlarm.taken_over_at).is_(None),
            *_of_units(actor, Permission.take_over_alarm, col(FrameCase.unit_id)),
        ),
    )
    if count:
        yield Waiting(
            count,
            N_("%(num)s alarm that a child may be at risk"),
            N_("%(num)s alarms that a child may be at risk"),
            said(N_("Nobody has taken it over yet.")),
            "/alarms",
            urgent=True,
        )


def _deficiencies(session: Session, actor: Actor, rounds: list[Round]) -> Iterator[Waiting]:
    if not actor.may(Permission.decide_deficiency):
        return
    counts = _by_round(
        session,
        Deficiency.round_id,
        col(Deficiency.state) == DeficiencyState.waiting,
        col(Deficiency.stands),
        *_of_units(actor, Permission.decide_deficiency, col(Deficiency.unit_id)),
    )
    for round_ in rounds:
        if counts.get(round_.id):
            yield Waiting(
                counts[round_.id],
                N_("%(num)s deficiency to decide on"),
                N_("%(num)s deficiencies to decide on"),
                round_.name,
                f"/rounds/{round_.id}/deficiencies",
            )


def _objections(session: Session, actor: Actor, _rounds: list[Round]) -> Iterator[Waiting]:
    if not actor.may(Permission.decide_objection):
        return
    count = _count(
        session,
        select(func.count(col(Objection.id)))
        .join(Deficiency, col(Deficiency.id) == col(Objection.deficiency_id))
        .where(
            col(Objection.upheld).is_(None),
            col(Objection.by) != actor.id,
            *_of_units(actor, Permission.decide_objection, col(Deficiency.unit_id)),
        ),
    )
    if count:
        yield Waiting(
            count,
            N_("%(num)s objection to decide on"),
            N_("%(num)s objections to decide on"),
            said(N_("A unit holds that a deficiency is none.")),
            "/deviations/objections",
        )


def _effects(session: Session, actor: Actor, _rounds: list[Round]) -> Iterator[Waiting]:
    if not actor.may(Permission.verify_effect):
        return
    count = _count(
        session,
        select(func.count(col(Action.id))).where(
            col(Action.state) == ActionState.done,
            col(Action.done_by) != actor.id,
            *_of_units(actor, Permission.verify_effect, col(Action.unit_id)),
        ),
    )
    if count:
        yield Waiting(
            count,
            N_("%(num)s action whose effect is to be verified"),
            N_("%(num)s actions whose effect is to be verified"),
            said(N_("Done, but not closed until somebody has seen whether it helped.")),
            "/actions?state=done",
        )


def _reports(session: Session, actor: Actor, _rounds: list[Round]) -> Iterator[Waiting]:
    if not actor.may(Permission.sign_report):
        return
    drafts = [row for row in reports_of(session, actor) if row.state == ReportState.draft]
    if drafts:
        yield Waiting(
            len(drafts),
            N_("%(num)s report that is not signed"),
            N_("%(num)s reports that are not signed"),
            said(N_("The board is told nothing of a draft.")),
            "/reports",
        )


Part = Callable[[Session, Actor, list[Round]], Iterator[Waiting]]
PARTS: tuple[Part, ...] = (
    _alarms,
    _to_approve,
    _replacements,
    _deficiencies,
    _objections,
    _effects,
    _reports,
)


def _of_units(actor: Actor, permission: Permission, unit: Any) -> list[ColumnElement[bool]]:
    """Narrow down to the units in which somebody may do a thing."""
    units = actor.units_for(permission)
    return [] if units is None else [unit.in_(units)]


def _count(session: Session, asked: Select[Any]) -> int:
    found: int = session.execute(asked).scalar_one()
    return found


def _by_round(session: Session, of: object, *where: object) -> dict[str, int]:
    rows = session.execute(select(of, func.count()).where(*where).group_by(of))  # type: ignore[call-overload]
    return {row[0]: row[1] for row in rows}
