"""After publishing: seats that change hands, one at a time and on record."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlmodel import Session, col, select

from app.assignment.access import published_to_change
from app.assignment.conflicts import ConflictReason, add_conflict
from app.assignment.events import (
    CaseReassigned,
    ReviewerRecused,
    SeatLeft,
    SeatTaken,
    SpareSeated,
)
from app.assignment.matching import Seat
from app.assignment.models import Assignment
from app.assignment.queries import own_seat, seating_of
from app.assignment.refusals import changed_seats, refusal
from app.assignment.seating import Place
from app.audit.log import record
from app.auth.actor import Actor
from app.errors import N_, DomainError
from app.rounds.models import FrameCase, Round, RoundState


class NothingToRecuse(DomainError):
    """What a reviewer has handed in has been judged; doubts about it go to the manager."""

    message = N_("The round is not being reviewed now. Tell your manager about the conflict.")


def reassign(
    session: Session,
    actor: Actor,
    round_id: str,
    wishes: Mapping[Place, str | None],
    *,
    now: datetime,
) -> None:
    """Give published seats to others: all of these, or none if one is against a rule."""
    round_ = published_to_change(session, actor, round_id)
    seating = seating_of(session, round_)
    changed = {place: taker for place, taker in changed_seats(seating, wishes).items() if taker}
    for breach in seating.with_wishes(changed).breaches(changed):
        raise refusal(seating, breach)
    for place, taker in changed.items():
        row = seating.rows[place]
        record(
            session,
            CaseReassigned(
                at=now,
                actor_id=actor.id,
                frame_case_id=row.frame_case_id,
                seat=row.seat,
                left_by=row.reviewer_id,
                taken_by=taker,
            ),
        )
        leave(session, actor, row, now=now)
    for place, taker in changed.items():
        row = seating.rows[place]
        _take(
            session,
            actor,
            row,
            Seat(row.frame_case_id, 1, taker, seating.in_own_unit(row.frame_case_id, taker)),
            now=now,
        )


def recuse(
    session: Session, actor: Actor, frame_case_id: str, reason: ConflictReason, *, now: datetime
) -> None:
    """Step down from a case of one's own; somebody else is found for it at once."""
    row = own_seat(session, actor, frame_case_id)
    round_ = _locked(session, row.round_id)
    if round_.state != RoundState.reviewing:
        raise NothingToRecuse
    add_conflict(session, actor, frame_case_id, actor.id, reason, now=now)
    record(
        session,
        ReviewerRecused(
            at=now,
            actor_id=actor.id,
            frame_case_id=frame_case_id,
            reviewer_id=actor.id,
            reason=reason,
        ),
    )
    leave(session, actor, row, now=now)
    refill(session, actor, round_, frame_case_id, now=now)


def take_out(session: Session, actor: Actor, frame_case: FrameCase, *, now: datetime) -> list[int]:
    """Take a case from all who have it, because it cannot be reviewed; give its seats."""
    _locked(session, frame_case.round_id)
    rows = session.exec(
        select(Assignment)
        .where(Assignment.frame_case_id == frame_case.id)
        .order_by(col(Assignment.seat))
    ).all()
    for row in rows:
        leave(session, actor, row, now=now)
        session.delete(row)
    session.flush()
    return [row.seat for row in rows]


def seat_spare(
    session: Session, actor: Actor, spare: FrameCase, *, instead_of: FrameCase, now: datetime
) -> None:
    """Give a spare that was called in as many reviewers as the case it stands in for had."""
    round_ = _locked(session, spare.round_id)
    seats = take_out(session, actor, instead_of, now=now)
    session.add_all(
        Assignment(round_id=round_.id, frame_case_id=spare.id, seat=seat, published=True)
        for seat in seats
    )
    record(
        session,
        SpareSeated(
            at=now,
            actor_id=actor.id,
            frame_case_id=spare.id,
            replaced_case_id=instead_of.id,
            seats=len(seats),
        ),
    )
    refill(session, actor, round_, spare.id, now=now)


def fill_seats(session: Session, actor: Actor, round_id: str, *, now: datetime) -> None:
    """Find somebody for every published seat that stands empty, or say what is in the way."""
    round_ = published_to_change(session, actor, round_id)
    seating = seating_of(session, round_)
    _take_all(session, actor, seating.rows, seating.match(seating.seats).seats, now=now)


def leave(session: Session, actor: Actor, row: Assignment, *, now: datetime) -> None:
    """Free a seat. While the assignment is a draft, nobody has to be told."""
    left_by, row.reviewer_id, row.pinned, row.own_unit = row.reviewer_id, None, False, False
    session.add(row)
    session.flush()
    if not row.published or left_by is None:
        return
    record(
        session,
        SeatLeft(
            at=now,
            actor_id=actor.id,
            round_id=row.round_id,
            frame_case_id=row.frame_case_id,
            reviewer_id=left_by,
        ),
    )


def refill(
    session: Session, actor: Actor, round_: Round, frame_case_id: str, *, now: datetime
) -> None:
    """Find somebody for the empty seats of one case. If nobody may or can, they stay empty.

    A conflict of interest does not wait for somebody else to have time: the seat is left in any
    case, and those who share out cases see that it is empty.
    """
    session.flush()
    seating = seating_of(session, round_).only(frame_case_id)
    if not seating.in_the_way(seating.seats):
        _take_all(session, actor, seating.rows, seating.match(seating.seats).seats, now=now)


def _take_all(
    session: Session,
    actor: Actor,
    rows: Mapping[Place, Assignment],
    seats: Iterable[Seat],
    *,
    now: datetime,
) -> None:
    for seat in seats:
        row = rows[seat.case_id, seat.seat]
        if row.reviewer_id is None:
            _take(session, actor, row, seat, now=now)


def _take(session: Session, actor: Actor, row: Assignment, seat: Seat, *, now: datetime) -> None:
    row.reviewer_id, row.own_unit = seat.reviewer_id, seat.own_unit
    session.add(row)
    record(
        session,
        SeatTaken(
            at=now,
            actor_id=actor.id,
            round_id=row.round_id,
            frame_case_id=row.frame_case_id,
            reviewer_id=seat.reviewer_id,
            seat=row.seat,
        ),
    )


def _locked(session: Session, round_id: str) -> Round:
    return session.exec(select(Round).where(Round.id == round_id).with_for_update()).one()
