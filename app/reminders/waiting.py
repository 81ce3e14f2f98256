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


@dataclass(frozen=True, slots=True)
class Sort:
    """What it is called (one, many), who does it, and on which page; of a round, or of all."""

    permission: Permission
    one: str
    many: str
    href: str
    why: str = ""
    """Said instead of the name of a round, of what belongs to none."""
    urgent: bool = False


# How many wait in each round, or under no round at all.
Counts = dict[str, int]
Count = Callable[[Session, Actor], Counts]
NO_ROUND = ""


def waiting_for(session: Session, actor: Actor) -> list[Waiting]:
    """List what waits for somebody with her roles, within the units she answers for."""
    rounds = [
        round_
        for round_ in session.scalars(
            select(Round).where(col(Round.state) == RoundState.reviewing).order_by(col(Round.name))
        )
        if sees(actor, round_, Permission.follow_round)
    ]
    return [
        waiting
        for sort, count in SORTS
        if actor.may(sort.permission)
        for waiting in _told(sort, count(session, actor), rounds)
    ]


def _told(sort: Sort, counts: Counts, rounds: list[Round]) -> Iterator[Waiting]:
    places = [(round_.id, round_.name) for round_ in rounds]
    for key, where in [(NO_ROUND, said(sort.why))] if sort.why else places:
        if counts.get(key):
            href = sort.href.format(round_id=key)
            yield Waiting(counts[key], sort.one, sort.many, where, href, sort.urgent)


def _to_approve(session: Session, _actor: Actor) -> Counts:
    return _by_round(session, Review.round_id, col(Review.state) == ReviewState.submitted)


def _replacements(session: Session, actor: Actor) -> Counts:
    undecided = col(Replacement.approved).is_(None)
    by_others = col(Replacement.proposed_by) != actor.id
    return _by_round(session, Replacement.round_id, undecided, by_others)


def _alarms(session: Session, actor: Actor) -> Counts:
    return _in_all(
        session,
        select(func.count(col(ProtectionAlarm.id)))
        .join(FrameCase, col(FrameCase.id) == col(ProtectionAlarm.frame_case_id))
        .where(
            col(ProtectionAlarm.taken_over_at).is_(None),
            *_of_units(actor, Permission.take_over_alarm, col(FrameCase.unit_id)),
        ),
    )


def _deficiencies(session: Session, actor: Actor) -> Counts:
    return _by_round(
        session,
        Deficiency.round_id,
        col(Deficiency.state) == DeficiencyState.waiting,
        col(Deficiency.stands),
        *_of_units(actor, Permission.decide_deficiency, col(Deficiency.unit_id)),
    )


def _objections(session: Session, actor: Actor) -> Counts:
    return _in_all(
        session,
        select(func.count(col(Objection.id)))
        .join(Deficiency, col(Deficiency.id) == col(Objection.deficiency_id))
        .where(
            col(Objection.upheld).is_(None),
            col(Objection.by) != actor.id,
            *_of_units(actor, Permission.decide_objection, col(Deficiency.unit_id)),
        ),
    )


def _effects(session: Session, actor: Actor) -> Counts:
    return _in_all(
        session,
        select(func.count(col(Action.id))).where(
            col(Action.state) == ActionState.done,
            col(Action.done_by) != actor.id,
            *_of_units(actor, Permission.verify_effect, col(Action.unit_id)),
        ),
    )


def _reports(session: Session, actor: Actor) -> Counts:
    drafts = [row for row in reports_of(session, actor) if row.state == ReportState.draft]
    return {NO_ROUND: len(drafts)}


SORTS: tuple[tuple[Sort, Count], ...] = (
    (
        Sort(
            Permission.take_over_alarm,
            N_("%(num)s alarm that a child may be at risk"),
            N_("%(num)s alarms that a child may be at risk"),
            "/alarms",
            N_("Nobody has taken it over yet."),
            urgent=True,
        ),
        _alarms,
    ),
    (
        Sort(
            Permission.approve_review,
            N_("%(num)s review to read and approve"),
            N_("%(num)s reviews to read and approve"),
            "/rounds/{round_id}/progress",
        ),
        _to_approve,
    ),
    (
        Sort(
            Permission.decide_replacement,
            N_("%(num)s replacement to decide on"),
            N_("%(num)s replacements to decide on"),
            "/rounds/{round_id}/replacements",
        ),
        _replacements,
    ),
    (
        Sort(
            Permission.decide_deficiency,
            N_("%(num)s deficiency to decide on"),
            N_("%(num)s deficiencies to decide on"),
            "/rounds/{round_id}/deficiencies",
        ),
        _deficiencies,
    ),
    (
        Sort(
            Permission.decide_objection,
            N_("%(num)s objection to decide on"),
            N_("%(num)s objections to decide on"),
            "/deviations/objections",
            N_("A unit holds that a deficiency is none."),
        ),
        _objections,
    ),
    (
        Sort(
            Permission.verify_effect,
            N_("%(num)s action whose effect is to be verified"),
            N_("%(num)s actions whose effect is to be verified"),
            "/actions?state=done",
            N_("Done, but not closed until somebody has seen whether it helped."),
        ),
        _effects,
    ),
    (
        Sort(
            Permission.sign_report,
            N_("%(num)s report that is not signed"),
            N_("%(num)s reports that are not signed"),
            "/reports",
            N_("The board is told nothing of a draft."),
        ),
        _reports,
    ),
)


def _of_units(actor: Actor, permission: Permission, unit: Any) -> list[ColumnElement[bool]]:
    """Narrow down to the units in which somebody may do a thing."""
    units = actor.units_for(permission)
    return [] if units is None else [unit.in_(units)]


def _in_all(session: Session, asked: Select[Any]) -> Counts:
    return {NO_ROUND: session.execute(asked).scalar_one()}


def _by_round(session: Session, of: object, *where: object) -> Counts:
    rows = session.execute(select(of, func.count()).where(*where).group_by(of))  # type: ignore[call-overload]
    return {row[0]: row[1] for row in rows}
