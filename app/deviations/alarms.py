"""A child may be at risk now: whom to call, who called whom when, and who has taken over.

An alarm is apart from deviations and stands in nobody's way: nothing waits for it, and nothing
but being signed in and knowing the case is asked of whoever raises it.
"""

from datetime import datetime

from sqlalchemy import or_
from sqlmodel import Session, col, select

from app.audit.log import record
from app.auth.actor import Actor
from app.auth.permissions import Permission
from app.deviations.events import (
    AlarmCallMade,
    AlarmEnded,
    AlarmRaised,
    AlarmTakenOver,
)
from app.deviations.models import AlarmCall, ProtectionAlarm
from app.errors import N_, DomainError, Forbidden, NotFound
from app.reviews.models import Review, ReviewState
from app.rounds.models import FrameCase


class TakenOverAlready(DomainError):
    """One manager answers for an alarm, so that nobody thinks that another one does."""

    message = N_("Somebody has taken over this alarm already. Read the page again.")


class NotTakenOver(DomainError):
    """What came of an alarm is said by somebody who has answered for it."""

    message = N_("Take over the alarm first.")


def case_for_alarm(session: Session, actor: Actor, frame_case_id: str) -> FrameCase:
    """Load a case that somebody can raise an alarm about: one she reviews, or of her units."""
    if not frame_case_id.isprintable() or not actor.may(Permission.raise_alarm):
        raise NotFound
    hers = select(Review.frame_case_id).where(
        Review.reviewer_id == actor.id, Review.state != ReviewState.withdrawn
    )
    allowed = [col(FrameCase.id).in_(hers)]
    if actor.may(Permission.read_reviews):
        units = actor.units_for(Permission.read_reviews)
        allowed.append(
            col(FrameCase.drawn).is_(True) if units is None else col(FrameCase.unit_id).in_(units)
        )
    case = session.exec(
        select(FrameCase).where(FrameCase.id == frame_case_id, col(FrameCase.drawn), or_(*allowed))
    ).one_or_none()
    if case is None:
        raise NotFound
    return case


def raise_alarm(
    session: Session, actor: Actor, frame_case_id: str, *, now: datetime
) -> ProtectionAlarm:
    """Say that a child may be at risk now. An alarm of hers that is open is the same alarm."""
    case = case_for_alarm(session, actor, frame_case_id)
    # Two clicks at once stand in line here, or each would raise an alarm of its own.
    session.exec(select(FrameCase.id).where(FrameCase.id == case.id).with_for_update()).one()
    open_ = session.exec(
        select(ProtectionAlarm)
        .where(
            ProtectionAlarm.frame_case_id == case.id,
            ProtectionAlarm.raised_by == actor.id,
            col(ProtectionAlarm.taken_over_at).is_(None),
        )
        .limit(1)
    ).one_or_none()
    if open_ is not None:
        return open_
    alarm = ProtectionAlarm(
        round_id=case.round_id, frame_case_id=case.id, raised_at=now, raised_by=actor.id
    )
    session.add(alarm)
    record(
        session,
        AlarmRaised(at=now, actor_id=actor.id, alarm_id=alarm.id, frame_case_id=case.id),
    )
    return alarm


def note_call(
    session: Session, actor: Actor, alarm_id: str, called: str, *, answered: bool, now: datetime
) -> AlarmCall:
    """Note that somebody was called about an alarm, at once, and whether anybody answered."""
    alarm = get_alarm(session, actor, alarm_id)
    call = AlarmCall(alarm_id=alarm.id, at=now, by=actor.id, called=called, answered=answered)
    session.add(call)
    record(
        session,
        AlarmCallMade(
            at=now,
            actor_id=actor.id,
            alarm_id=alarm.id,
            frame_case_id=alarm.frame_case_id,
            called=called,
            answered=answered,
        ),
    )
    return call


def take_over_alarm(
    session: Session, actor: Actor, alarm_id: str, *, now: datetime
) -> ProtectionAlarm:
    """Answer for an alarm from here on."""
    alarm = get_alarm(session, actor, alarm_id, lock=True)
    if not may_take_over(session, actor, alarm):
        raise Forbidden
    if alarm.taken_over_at is not None:
        raise TakenOverAlready
    alarm.taken_over_at, alarm.taken_over_by = now, actor.id
    session.add(alarm)
    record(
        session,
        AlarmTakenOver(
            at=now, actor_id=actor.id, alarm_id=alarm.id, frame_case_id=alarm.frame_case_id
        ),
    )
    return alarm


def end_alarm(
    session: Session, actor: Actor, alarm_id: str, outcome: str, *, now: datetime
) -> ProtectionAlarm:
    """Say what was done about an alarm, in words without personal data."""
    alarm = get_alarm(session, actor, alarm_id, lock=True)
    if not may_take_over(session, actor, alarm):
        raise Forbidden
    if alarm.taken_over_at is None:
        raise NotTakenOver
    alarm.outcome = outcome
    session.add(alarm)
    record(
        session,
        AlarmEnded(at=now, actor_id=actor.id, alarm_id=alarm.id, frame_case_id=alarm.frame_case_id),
    )
    return alarm


def get_alarm(
    session: Session, actor: Actor, alarm_id: str, *, lock: bool = False
) -> ProtectionAlarm:
    """Load an alarm that the actor raised, or that is about a case of her units."""
    wanted = select(ProtectionAlarm).where(ProtectionAlarm.id == alarm_id)
    alarm = session.exec(wanted.with_for_update() if lock else wanted).one_or_none()
    if alarm is None:
        raise NotFound
    if alarm.raised_by != actor.id and not may_take_over(session, actor, alarm):
        raise NotFound
    return alarm


def may_take_over(session: Session, actor: Actor, alarm: ProtectionAlarm) -> bool:
    unit_id = session.get_one(FrameCase, alarm.frame_case_id).unit_id
    return actor.may_in(Permission.take_over_alarm, unit_id)
