"""Cases that cannot be reviewed, and the spares that take their place."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, auto
from typing import ClassVar

from sqlmodel import Session, select

from app.assignment.service import seat_spare, take_out
from app.audit.log import Event, record
from app.auth.actor import Actor
from app.errors import N_, DomainError
from app.reviews.models import Replacement
from app.reviews.replacements import (
    case_to_replace,
    replacement_to_decide,
    spares_left,
    waiting_for,
)
from app.rounds.drawing import call_spare
from app.rounds.models import FrameCase, Round, RoundState


class ReplacementReason(StrEnum):
    """Why a drawn case cannot be reviewed at all. Whatever else is wrong is a finding."""

    wrong_entry = auto()
    not_in_population = auto()
    other_municipality = auto()
    protected_since = auto()
    nobody_may_review = auto()
    file_missing = auto()

    @property
    def label(self) -> str:
        return LABELS[self]


LABELS = {
    ReplacementReason.wrong_entry: N_("The register is wrong: there is no such case"),
    ReplacementReason.not_in_population: N_("The case is not of the kind that the round reviews"),
    ReplacementReason.other_municipality: N_("The case belongs to another municipality"),
    ReplacementReason.protected_since: N_("The identity has been protected since the draw"),
    ReplacementReason.nobody_may_review: N_("Everybody has a conflict of interest"),
    ReplacementReason.file_missing: N_("The file cannot be found"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplacementProposed(Event):
    object_field: ClassVar[str | None] = "frame_case_id"

    replacement_id: str
    frame_case_id: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplacementApproved(Event):
    object_field: ClassVar[str | None] = "frame_case_id"

    replacement_id: str
    frame_case_id: str
    spare_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplacementDeclined(Event):
    object_field: ClassVar[str | None] = "frame_case_id"

    replacement_id: str
    frame_case_id: str


class FileMissingIsNoReason(DomainError):
    """If missing files were replaced, the worst of what there is would vanish from the result."""

    status = 422
    message = N_(
        "A file that cannot be found is not replaced. Review it as missing: that it is missing "
        "is a finding, and the result must show it."
    )


class AlreadyProposed(DomainError):
    """One decision about a case at a time."""

    message = N_("A replacement of this case has been proposed already and waits for a decision.")


class RoundNotReviewed(DomainError):
    """Spares are called in while there is somebody to review them."""

    message = N_("%(round)s is not being reviewed, so no case in it can be replaced.")


class DecidedByProposer(DomainError):
    """That a drawn case leaves the sample is never up to one person alone."""

    status = 403
    message = N_("You proposed this yourself. Somebody else has to decide on it.")


class AlreadyDecided(DomainError):
    """A spare that is called in has been called in."""

    message = N_("This has been decided already.")


def propose_replacement(
    session: Session,
    actor: Actor,
    frame_case_id: str,
    reason: ReplacementReason,
    explanation: str,
    *,
    now: datetime,
) -> Replacement:
    """Propose that a case leaves the sample because it cannot be reviewed."""
    case = case_to_replace(session, actor, frame_case_id)
    round_ = _reviewed_round(session, case)
    if reason is ReplacementReason.file_missing:
        raise FileMissingIsNoReason
    if waiting_for(session, frame_case_id) is not None:
        raise AlreadyProposed
    replacement = Replacement(
        round_id=round_.id,
        frame_case_id=case.id,
        reason=reason,
        explanation=explanation,
        proposed_by=actor.id,
        proposed_at=now,
    )
    session.add(replacement)
    record(
        session,
        ReplacementProposed(
            at=now,
            actor_id=actor.id,
            replacement_id=replacement.id,
            frame_case_id=case.id,
            reason=reason,
        ),
    )
    return replacement


def approve_replacement(
    session: Session, actor: Actor, round_id: str, replacement_id: str, *, now: datetime
) -> Replacement:
    """Take a case out of the sample and let the next spare of its stratum take its place.

    If no spare is left, the case leaves the sample all the same: nothing can be found out about
    it. The sample is then one smaller, and the record says why.
    """
    replacement, case = _to_decide(session, actor, round_id, replacement_id)
    spare = None
    if spares_left(session, case):
        spare = call_spare(session, case, now=now)
        seat_spare(session, actor, spare, instead_of=case, now=now)
    else:
        case.replaced = True
        session.add(case)
        take_out(session, actor, case, now=now)
    _decided(session, actor, replacement, approved=True, now=now)
    replacement.spare_id = spare.id if spare else None
    record(
        session,
        ReplacementApproved(
            at=now,
            actor_id=actor.id,
            replacement_id=replacement_id,
            frame_case_id=case.id,
            spare_id=replacement.spare_id,
        ),
    )
    return replacement


def decline_replacement(
    session: Session, actor: Actor, round_id: str, replacement_id: str, *, now: datetime
) -> Replacement:
    """Let a case stay in the sample, to be reviewed as it is."""
    replacement, case = _to_decide(session, actor, round_id, replacement_id)
    _decided(session, actor, replacement, approved=False, now=now)
    record(
        session,
        ReplacementDeclined(
            at=now, actor_id=actor.id, replacement_id=replacement_id, frame_case_id=case.id
        ),
    )
    return replacement


def _reviewed_round(session: Session, case: FrameCase) -> Round:
    round_ = session.exec(select(Round).where(Round.id == case.round_id).with_for_update()).one()
    if round_.state != RoundState.reviewing:
        raise RoundNotReviewed(round=round_.name)
    return round_


def _to_decide(
    session: Session, actor: Actor, round_id: str, replacement_id: str
) -> tuple[Replacement, FrameCase]:
    replacement, case, round_ = replacement_to_decide(session, actor, round_id, replacement_id)
    if replacement.proposed_by == actor.id:
        raise DecidedByProposer
    if replacement.approved is not None:
        raise AlreadyDecided
    if round_.state != RoundState.reviewing:
        raise RoundNotReviewed(round=round_.name)
    return replacement, case


def _decided(
    session: Session, actor: Actor, replacement: Replacement, *, approved: bool, now: datetime
) -> None:
    replacement.approved, replacement.decided_by, replacement.decided_at = approved, actor.id, now
    session.add(replacement)
