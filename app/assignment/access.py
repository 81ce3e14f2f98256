"""Whose rounds are hers to share out, and how far that has come."""

from sqlmodel import Session

from app.auth.actor import Actor
from app.auth.permissions import Permission
from app.errors import N_, DomainError
from app.rounds.access import demand_all_units, get_round, lock_round
from app.rounds.models import Round, RoundState


class RoundNotDrawn(DomainError):
    """Cases are shared out once it is known, by chance, which they are."""

    message = N_("Draw the sample of %(round)s before you share out its cases.")


def round_to_assign(session: Session, actor: Actor, round_id: str, *, lock: bool = False) -> Round:
    """Load a drawn round whose cases the actor may share out, and lock it if she is about to."""
    permission = Permission.assign_reviewers
    load = lock_round if lock else get_round
    round_ = load(session, actor, round_id, permission)
    demand_all_units(actor, permission, round_.unit_ids)
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
