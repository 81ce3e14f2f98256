"""Whose rounds are hers to share out, and how far that has come."""

from sqlmodel import Session, select

from app.auth.actor import Actor
from app.auth.permissions import Permission
from app.errors import N_, DomainError, NotFound
from app.rounds.models import Round, RoundState


class CoversMoreUnits(DomainError):
    """Who reads the cases of a unit is not decided from another one."""

    status = 403
    message = N_(
        "%(round)s covers more units than you answer for. A manager of all its units has to "
        "share out the cases."
    )


class RoundNotDrawn(DomainError):
    """Cases are shared out once it is known, by chance, which they are."""

    message = N_("Draw the sample of %(round)s before you share out its cases.")


def round_to_assign(session: Session, actor: Actor, round_id: str, *, lock: bool = False) -> Round:
    """Load a drawn round whose cases the actor may share out, and lock it if she is about to."""
    wanted = select(Round).where(Round.id == round_id)
    round_ = session.exec(wanted.with_for_update() if lock else wanted).one_or_none()
    if round_ is None or not actor.may(Permission.assign_reviewers):
        raise NotFound
    units = actor.units_for(Permission.assign_reviewers)
    covered = set(round_.unit_ids)
    if units is not None and covered and not covered & units:
        raise NotFound
    if units is not None and not (covered and covered <= units):
        raise CoversMoreUnits(round=round_.name)
    if round_.state in {RoundState.planned, RoundState.frozen}:
        raise RoundNotDrawn(round=round_.name)
    return round_


class RoundIsClosed(DomainError):
    """A closed round says what was done; nothing in it changes."""

    message = N_("%(round)s is closed. Its cases stay with those who read them.")


def round_to_change(session: Session, actor: Actor, round_id: str) -> Round:
    """Load a round whose assignment can still change, for nobody else to change meanwhile."""
    round_ = round_to_assign(session, actor, round_id, lock=True)
    if round_.state == RoundState.closed:
        raise RoundIsClosed(round=round_.name)
    return round_


class AlreadyPublished(DomainError):
    """Reviewers have begun to read: from then on cases change hands one at a time, on record."""

    message = N_("The assignment of %(round)s is published. Change one case at a time instead.")


def draft_to_change(session: Session, actor: Actor, round_id: str) -> Round:
    """Load a round whose assignment is a draft."""
    round_ = round_to_change(session, actor, round_id)
    if round_.state != RoundState.drawn:
        raise AlreadyPublished(round=round_.name)
    return round_


class NotYetPublished(DomainError):
    """Before publishing, nobody has been given anything that could be taken back."""

    message = N_("Publish the assignment of %(round)s first.")


def published_to_change(session: Session, actor: Actor, round_id: str) -> Round:
    """Load a round that is being reviewed."""
    round_ = round_to_change(session, actor, round_id)
    if round_.state != RoundState.reviewing:
        raise NotYetPublished(round=round_.name)
    return round_
