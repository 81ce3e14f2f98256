"""Sharing out the drawn cases: who takes part, the draft, and its publishing."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from sqlmodel import Session

from app.assignment.access import draft_to_change, round_to_change
from app.assignment.choosing import ReviewersChoice, choose_reviewers, set_hours
from app.assignment.conflicts import ConflictReason, add_conflict, remove_conflict
from app.assignment.events import AssignmentAdjusted, AssignmentProposed, AssignmentPublished
from app.assignment.models import Assignment
from app.assignment.queries import seating_of
from app.assignment.refusals import SeatsAgainstRules, SeatsAreEmpty, changed_seats, refusal
from app.assignment.reseating import (
    fill_seats,
    leave,
    reassign,
    recuse,
    refill,
    seat_spare,
    take_out,
)
from app.assignment.seating import Place, Seating
from app.audit.log import record
from app.auth.actor import Actor
from app.errors import NotFound
from app.rounds.models import Round
from app.rounds.service import start_reviewing

__all__ = [
    "ReviewersChoice",
    "adjust_assignment",
    "assign_reviewers",
    "choose_reviewers",
    "declare_conflict",
    "fill_seats",
    "publish_assignment",
    "reassign",
    "recuse",
    "seat_spare",
    "take_out",
    "withdraw_conflict",
]


def assign_reviewers(
    session: Session, actor: Actor, round_id: str, *, keep: bool = True, now: datetime
) -> list[Assignment]:
    """Propose who reads which case: a draft that only those who share out cases can see.

    ``keep`` leaves the seats as they are that were filled by hand.
    """
    round_ = draft_to_change(session, actor, round_id)
    seating = seating_of(session, round_)
    set_hours(session, round_, seating.hours)
    fixed = seating.pinned if keep else []
    matching = seating.match(fixed)
    stays = {(seat.case_id, seat.seat) for seat in fixed}
    for place, row in seating.rows.items():
        if place not in stays:
            session.delete(row)
    session.flush()
    drafted = [
        Assignment(
            round_id=round_id,
            frame_case_id=seat.case_id,
            reviewer_id=seat.reviewer_id,
            seat=seat.seat,
            own_unit=seat.own_unit,
        )
        for seat in matching.seats
        if (seat.case_id, seat.seat) not in stays
    ]
    session.add_all(drafted)
    record(
        session,
        AssignmentProposed(
            at=now,
            actor_id=actor.id,
            round_id=round_id,
            seats=len(matching.seats),
            kept=len(fixed),
            in_own_unit=matching.own_unit_seats,
        ),
    )
    return [*drafted, *(seating.rows[place] for place in stays)]


def adjust_assignment(
    session: Session,
    actor: Actor,
    round_id: str,
    wishes: Mapping[Place, str | None],
    *,
    pinned: Collection[Place] = (),
    now: datetime,
) -> None:
    """Give seats of the draft to others by hand; all of it, or nothing if one is against a rule.

    What is chosen by hand is pinned; ``pinned`` are the other seats that are to stay.
    """
    round_ = draft_to_change(session, actor, round_id)
    seating = seating_of(session, round_)
    changed = changed_seats(seating, wishes)
    for breach in seating.with_wishes(changed).breaches(changed):
        raise refusal(seating, breach)
    left_by = {place: seating.reader(place) for place in changed}
    for place in changed:
        if place in seating.rows:
            leave(session, actor, seating.rows[place], now=now)
    for place in seating.wanted:
        row = seating.rows.get(place) or Assignment(
            round_id=round_id, frame_case_id=place[0], seat=place[1]
        )
        row.pinned = row.reviewer_id is not None and place in pinned
        session.add(row)
        if place in changed:
            _give(seating, row, changed[place])
            record(
                session,
                AssignmentAdjusted(
                    at=now,
                    actor_id=actor.id,
                    frame_case_id=row.frame_case_id,
                    seat=row.seat,
                    left_by=left_by[place],
                    taken_by=changed[place],
                ),
            )


def publish_assignment(session: Session, actor: Actor, round_id: str, *, now: datetime) -> Round:
    """Give every reviewer her cases. From here on they read, and seats change one at a time."""
    round_ = draft_to_change(session, actor, round_id)
    seating = seating_of(session, round_)
    if seating.empty:
        raise SeatsAreEmpty(cases=_named(seating, seating.empty))
    against = [breach.place for breach in seating.breaches()]
    against += [place for place in seating.wanted if seating.reader(place) not in seating.reviewers]
    if against:
        raise SeatsAgainstRules(cases=_named(seating, against))
    for row in seating.rows.values():
        row.published = True
        session.add(row)
    start_reviewing(session, round_, now=now)
    record(
        session,
        AssignmentPublished(
            at=now, actor_id=actor.id, round_id=round_id, seats=len(seating.wanted)
        ),
    )
    return round_


def declare_conflict(
    session: Session,
    actor: Actor,
    round_id: str,
    frame_case_id: str,
    person_id: str,
    reason: ConflictReason,
    *,
    now: datetime,
) -> None:
    """Declare that a reviewer must not read a case; if she was to, somebody else is found."""
    round_ = round_to_change(session, actor, round_id)
    seating = seating_of(session, round_)
    if frame_case_id not in seating.cases or person_id not in seating.people:
        raise NotFound
    add_conflict(session, actor, frame_case_id, person_id, reason, now=now)
    for (case_id, _), row in seating.rows.items():
        if case_id == frame_case_id and row.reviewer_id == person_id:
            leave(session, actor, row, now=now)
            if seating.published:
                refill(session, actor, round_, frame_case_id, now=now)


def withdraw_conflict(
    session: Session,
    actor: Actor,
    round_id: str,
    frame_case_id: str,
    person_id: str,
    *,
    now: datetime,
) -> None:
    """Take back a conflict that was declared by mistake, while the assignment is a draft."""
    seating = seating_of(session, draft_to_change(session, actor, round_id))
    if frame_case_id not in seating.cases:
        raise NotFound
    remove_conflict(session, actor, frame_case_id, person_id, now=now)


def _give(seating: Seating, row: Assignment, reviewer_id: str | None) -> None:
    row.reviewer_id, row.pinned = reviewer_id, reviewer_id is not None
    row.own_unit = reviewer_id is not None and seating.in_own_unit(row.frame_case_id, reviewer_id)


def _named(seating: Seating, places: Iterable[Place]) -> str:
    cases = {seating.cases[case_id].case_number for case_id, _ in places}
    return ", ".join(sorted(cases))
