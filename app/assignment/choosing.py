"""Who takes part in a round, and with how many hours."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, select

from app.assignment.access import round_to_change
from app.assignment.events import ReviewersChosen
from app.assignment.models import ReviewerInRound
from app.assignment.queries import seating_of
from app.audit.log import record
from app.auth.actor import Actor
from app.errors import N_, DomainError
from app.rounds.models import Round


@dataclass(frozen=True, slots=True)
class ReviewersChoice:
    """Who takes part, each with her hours; what share is read twice; and what a case takes."""

    hours: Mapping[str, float]
    double_share: float
    hours_per_case: float


class StillHasCases(DomainError):
    """Nobody's cases are left lying when she steps out of a round."""

    message = N_("%(reviewer)s still has cases in this round. Give them to others first.")


class NotAReviewer(DomainError):
    """Only people with the role of reviewer read case files."""

    status = 422
    message = N_("Only people with the role of reviewer can take part.")


class NobodyChosen(DomainError):
    """A round without reviewers would be read by nobody."""

    status = 422
    message = N_("Choose at least one reviewer.")


def choose_reviewers(
    session: Session, actor: Actor, round_id: str, choice: ReviewersChoice, *, now: datetime
) -> Round:
    """Decide who reviews in a round, and how much time each of them has.

    The draft gives up the seats of those who leave, and the second seats of cases that are no
    longer to be read twice; everything else in it stays.
    """
    round_ = round_to_change(session, actor, round_id)
    seating = seating_of(session, round_)
    if not choice.hours:
        raise NobodyChosen
    if not set(choice.hours) <= seating.able | set(seating.hours):
        raise NotAReviewer
    gone = {id_ for id_ in seating.load if id_ not in choice.hours}
    if seating.published and gone:
        raise StillHasCases(reviewer=seating.people[min(gone)].name)
    set_hours(session, round_, choice.hours)
    if not seating.published:
        round_.double_share, round_.hours_per_case = choice.double_share, choice.hours_per_case
        session.add(round_)
        _give_up_seats(session, round_, gone)
    record(
        session,
        ReviewersChosen(
            at=now,
            actor_id=actor.id,
            round_id=round_id,
            hours=dict(choice.hours),
            double_share=round_.double_share,
            hours_per_case=round_.hours_per_case,
        ),
    )
    return round_


def set_hours(session: Session, round_: Round, hours: Mapping[str, float]) -> None:
    """Write down who takes part, each with her hours."""
    rows = {
        row.person_id: row
        for row in session.exec(
            select(ReviewerInRound).where(ReviewerInRound.round_id == round_.id)
        )
    }
    for person_id, row in rows.items():
        if person_id not in hours:
            session.delete(row)
    for person_id, number in hours.items():
        row = rows.get(person_id) or ReviewerInRound(
            round_id=round_.id, person_id=person_id, hours=number
        )
        row.hours = number
        session.add(row)
    session.flush()


def _give_up_seats(session: Session, round_: Round, gone: set[str]) -> None:
    seating = seating_of(session, round_)
    wanted = set(seating.wanted)
    for place, row in seating.rows.items():
        if place not in wanted or row.reviewer_id in gone:
            session.delete(row)
    session.flush()
