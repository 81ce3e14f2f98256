"""The right of reply: a unit holds that a deficiency is wrong, and somebody else decides."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from app.audit.log import record
from app.auth.actor import Actor
from app.auth.permissions import Permission
from app.deviations.access import deficiencies_for
from app.deviations.events import ObjectionDecided, ObjectionMade
from app.deviations.models import Deficiency, DeficiencyState, Objection
from app.errors import N_, DomainError, NotFound
from app.reviews.models import Review, ReviewState


class TooLate(DomainError):
    """What has been decided must be able to stand at last."""

    message = N_(
        "The time to object was over after %(days)s days. Talk with quality staff instead."
    )


class AlreadyObjected(DomainError):
    """An objection is decided once, and then the matter rests."""

    message = N_("An objection to this deficiency has been made already.")


class NothingDecidedYet(DomainError):
    """An objection is to a decision; before it there is still time to talk."""

    message = N_("Nobody has decided about this deficiency yet. Object when it has been decided.")


class ReviewedItYourself(DomainError):
    """Whoever read the file has already said what she thinks."""

    status = 403
    message = N_("You have reviewed this file yourself. Somebody else decides on the objection.")


class ObjectedYourself(DomainError):
    """Nobody decides on what she has written herself."""

    status = 403
    message = N_("You made this objection yourself. Somebody else decides on it.")


class ObjectionDecidedAlready(DomainError):
    """A decision on an objection is taken once."""

    message = N_("This objection has been decided already.")


def object_to_deficiency(
    session: Session, actor: Actor, deficiency_id: str, text: str, *, days: int, now: datetime
) -> Objection:
    """Say why a deficiency of one's own unit is no deficiency, within ``days`` of the decision."""
    deficiency = _deficiency(session, actor, deficiency_id, Permission.object_to_deficiency)
    if deficiency.decided_at is None or deficiency.state != DeficiencyState.deviation:
        raise NothingDecidedYet
    if _objection_to(session, deficiency) is not None:
        raise AlreadyObjected
    if now > last_moment(deficiency.decided_at, days):
        raise TooLate(days=days)
    objection = Objection(deficiency_id=deficiency.id, text=text, at=now, by=actor.id)
    session.add(objection)
    record(
        session,
        ObjectionMade(
            at=now, actor_id=actor.id, deficiency_id=deficiency.id, objection_id=objection.id
        ),
    )
    return objection


def decide_objection(
    session: Session,
    actor: Actor,
    deficiency_id: str,
    reason: str,
    *,
    upheld: bool,
    now: datetime,
) -> Objection:
    """Say whether the unit was right, and why. If it was, the deficiency is overturned."""
    deficiency = _deficiency(session, actor, deficiency_id, Permission.decide_objection)
    objection = _objection_to(session, deficiency)
    if objection is None:
        raise NotFound
    if objection.upheld is not None:
        raise ObjectionDecidedAlready
    if objection.by == actor.id:
        raise ObjectedYourself
    if has_reviewed(session, actor, deficiency):
        raise ReviewedItYourself
    objection.upheld, objection.reason = upheld, reason
    objection.decided_at, objection.decided_by = now, actor.id
    session.add(objection)
    if upheld:
        deficiency.state, deficiency.why = DeficiencyState.overturned, reason
        session.add(deficiency)
    record(
        session,
        ObjectionDecided(
            at=now,
            actor_id=actor.id,
            deficiency_id=deficiency.id,
            objection_id=objection.id,
            upheld=upheld,
        ),
    )
    return objection


def last_moment(decided_at: datetime, days: int) -> datetime:
    """Give the moment until which an objection can be made."""
    return decided_at + timedelta(days=days)


def has_reviewed(session: Session, actor: Actor, deficiency: Deficiency) -> bool:
    """Tell whether somebody has reviewed the file that a deficiency is about."""
    own = session.exec(
        select(Review.id).where(
            Review.frame_case_id == deficiency.frame_case_id,
            Review.reviewer_id == actor.id,
            Review.state != ReviewState.withdrawn,
        )
    ).first()
    return own is not None


def _deficiency(
    session: Session, actor: Actor, deficiency_id: str, permission: Permission
) -> Deficiency:
    if not deficiency_id.isprintable():
        raise NotFound
    found = session.exec(
        select(Deficiency)
        .where(Deficiency.id == deficiency_id, *deficiencies_for(actor, permission))
        .with_for_update(of=Deficiency)
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def _objection_to(session: Session, deficiency: Deficiency) -> Objection | None:
    return session.exec(
        select(Objection)
        .where(Objection.deficiency_id == deficiency.id)
        .order_by(col(Objection.at).desc())
        .limit(1)
    ).one_or_none()
