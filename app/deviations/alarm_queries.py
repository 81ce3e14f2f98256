"""The alarms as their pages list them."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.auth.actor import Actor
from app.auth.permissions import Permission
from app.deviations.models import AlarmCall, ProtectionAlarm
from app.organisation.models import Person, Unit
from app.rounds.models import FrameCase


@dataclass(frozen=True, slots=True)
class AlarmListed:
    """An alarm in a list, with the names a reader needs."""

    alarm: ProtectionAlarm
    case_number: str
    unit: str
    raised_by: str
    taken_over_by: str | None


def alarms_of(session: Session, actor: Actor) -> list[AlarmListed]:
    """List the alarms of her units and her own, those that nobody has taken over first."""
    raiser, taker = aliased(Person), aliased(Person)
    mine = [col(ProtectionAlarm.raised_by) == actor.id]
    if actor.may(Permission.take_over_alarm):
        units = actor.units_for(Permission.take_over_alarm)
        mine.append(sa.true() if units is None else col(FrameCase.unit_id).in_(units))
    rows = session.execute(
        sa.select(
            ProtectionAlarm,
            col(FrameCase.case_number),
            col(Unit.name),
            col(raiser.name),
            col(taker.name),
        )
        .join(FrameCase, col(FrameCase.id) == col(ProtectionAlarm.frame_case_id))
        .join(Unit, col(Unit.id) == col(FrameCase.unit_id))
        .join(raiser, col(raiser.id) == col(ProtectionAlarm.raised_by))
        .outerjoin(taker, col(taker.id) == col(ProtectionAlarm.taken_over_by))
        .where(or_(*mine))
        .order_by(
            col(ProtectionAlarm.taken_over_at).is_not(None), col(ProtectionAlarm.raised_at).desc()
        )
    )
    return [AlarmListed(*row) for row in rows]


def open_alarms(session: Session, actor: Actor) -> list[AlarmListed]:
    """List the alarms that nobody has taken over yet, for those who can."""
    if not actor.may(Permission.take_over_alarm):
        return []
    return [one for one in alarms_of(session, actor) if one.alarm.taken_over_at is None]


def calls_of(session: Session, alarm: ProtectionAlarm) -> Sequence[tuple[AlarmCall, str]]:
    """List who called whom about an alarm, and when."""
    return session.exec(
        select(AlarmCall, Person.name)
        .join(Person, col(Person.id) == AlarmCall.by)
        .where(AlarmCall.alarm_id == alarm.id)
        .order_by(col(AlarmCall.at))
    ).all()
