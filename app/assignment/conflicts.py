"""Conflicts of interest: who must not read a case, and why."""

from datetime import datetime
from enum import StrEnum, auto

from sqlmodel import Session, select

from app.assignment.events import ConflictDeclared, ConflictWithdrawn
from app.assignment.models import Conflict
from app.audit.log import record
from app.auth.actor import Actor
from app.errors import N_, DomainError, NotFound


class ConflictReason(StrEnum):
    """Why somebody is not impartial, after förvaltningslagen (2017:900) 16 §."""

    handled = auto()
    related = auto()
    affected = auto()
    represented = auto()
    other = auto()

    @property
    def label(self) -> str:
        return LABELS[self]


LABELS = {
    ConflictReason.handled: N_("Has handled the case, or led the work with it"),
    ConflictReason.related: N_("Is related or close to somebody in the case"),
    ConflictReason.affected: N_("The case concerns her, or somebody close to her"),
    ConflictReason.represented: N_("Has represented or supported somebody in the case"),
    ConflictReason.other: N_("Something else that puts her impartiality in doubt"),
}


class AlreadyInConflict(DomainError):
    """One declaration is enough; a second would hide when the first was made."""

    message = N_("A conflict of interest is already declared for this reviewer and case.")


def add_conflict(
    session: Session,
    actor: Actor,
    frame_case_id: str,
    person_id: str,
    reason: ConflictReason,
    *,
    now: datetime,
) -> Conflict:
    """Put on record that somebody must not read a case."""
    if _conflict(session, frame_case_id, person_id) is not None:
        raise AlreadyInConflict
    conflict = Conflict(frame_case_id=frame_case_id, person_id=person_id, reason=reason, at=now)
    session.add(conflict)
    record(
        session,
        ConflictDeclared(
            at=now,
            actor_id=actor.id,
            frame_case_id=frame_case_id,
            reviewer_id=person_id,
            reason=reason,
        ),
    )
    return conflict


def remove_conflict(
    session: Session, actor: Actor, frame_case_id: str, person_id: str, *, now: datetime
) -> None:
    """Take back a declaration that was a mistake."""
    conflict = _conflict(session, frame_case_id, person_id)
    if conflict is None:
        raise NotFound
    session.delete(conflict)
    record(
        session,
        ConflictWithdrawn(
            at=now, actor_id=actor.id, frame_case_id=frame_case_id, reviewer_id=person_id
        ),
    )


def _conflict(session: Session, frame_case_id: str, person_id: str) -> Conflict | None:
    return session.exec(
        select(Conflict).where(
            Conflict.frame_case_id == frame_case_id, Conflict.person_id == person_id
        )
    ).one_or_none()
