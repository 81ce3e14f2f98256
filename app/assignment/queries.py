from collections import defaultdict

from sqlalchemy import or_
from sqlmodel import Session, col, select

from app.assignment.matching import Seat, choose_twice
from app.assignment.models import Assignment, Conflict, ReviewerInRound
from app.assignment.seating import Seating, number_of
from app.auth.actor import Actor
from app.errors import NotFound
from app.organisation.models import Person, Role, RoleGrant, Unit
from app.rounds.models import Attempt, FrameCase, Round, RoundState


def seating_of(session: Session, round_: Round) -> Seating:
    """Load who sits where in a round, with all that it depends on, in a few questions."""
    cases = _cases(session, round_)
    rows = {
        (row.frame_case_id, row.seat): row
        for row in session.exec(select(Assignment).where(Assignment.round_id == round_.id))
        if row.frame_case_id in cases
    }
    people, able = _people(session, round_)
    return Seating(
        round_=round_,
        cases=cases,
        unit_names={unit.id: unit.name for unit in session.exec(select(Unit))},
        people=people,
        able=able,
        hours=_hours(session, round_, people, able),
        conflicts=_conflicts(session, round_),
        twice=_twice(session, round_, cases, rows),
        rows=rows,
    )


def filled_seats(session: Session, round_id: str) -> list[Seat]:
    """List the published seats of a round and who has them."""
    rows = session.exec(
        select(Assignment).where(Assignment.round_id == round_id, col(Assignment.published))
    )
    return [
        Seat(row.frame_case_id, number_of(row.seat), row.reviewer_id, row.own_unit)
        for row in rows
        if row.reviewer_id is not None
    ]


def own_seat(session: Session, actor: Actor, frame_case_id: str) -> Assignment:
    """Load the actor's own seat at a case. To anybody else it does not exist."""
    row = session.exec(
        select(Assignment).where(
            Assignment.frame_case_id == frame_case_id,
            Assignment.reviewer_id == actor.id,
            col(Assignment.published),
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    return row


def conflicts_in(session: Session, round_id: str) -> list[Conflict]:
    """List the declared conflicts of interest with the cases of a round."""
    return list(
        session.exec(
            select(Conflict)
            .join(FrameCase, col(FrameCase.id) == Conflict.frame_case_id)
            .where(FrameCase.round_id == round_id, col(FrameCase.drawn))
            .order_by(FrameCase.case_number, col(Conflict.at))
        )
    )


def _cases(session: Session, round_: Round) -> dict[str, FrameCase]:
    rows = session.exec(
        select(FrameCase)
        .join(Attempt, col(Attempt.id) == FrameCase.attempt_id)
        .where(
            FrameCase.round_id == round_.id,
            col(FrameCase.drawn),
            ~col(FrameCase.replaced),
            col(Attempt.aborted_at).is_(None),
        )
        .order_by(FrameCase.case_number)
    )
    return {case.id: case for case in rows}


def _people(session: Session, round_: Round) -> tuple[dict[str, Person], frozenset[str]]:
    """Load everybody who reviews, whoever has a part in this round anyway, and who can review."""
    reviewing = select(RoleGrant.person_id).where(RoleGrant.role == Role.reviewer)
    taking_part = select(ReviewerInRound.person_id).where(ReviewerInRound.round_id == round_.id)
    seated = select(Assignment.reviewer_id).where(Assignment.round_id == round_.id)
    rows = session.exec(
        select(Person, col(Person.active) & col(Person.id).in_(reviewing))
        .where(
            or_(
                col(Person.active) & col(Person.id).in_(reviewing),
                col(Person.id).in_(taking_part),
                col(Person.id).in_(seated),
            )
        )
        .order_by(Person.name, Person.id)
    ).all()
    return (
        {person.id: person for person, _ in rows},
        frozenset(person.id for person, able in rows if able),
    )


def _hours(
    session: Session, round_: Round, people: dict[str, Person], able: frozenset[str]
) -> dict[str, float]:
    """Give the hours of those who take part; until they are chosen, everybody does."""
    chosen = {
        row.person_id: row.hours
        for row in session.exec(
            select(ReviewerInRound).where(ReviewerInRound.round_id == round_.id)
        )
    }
    return chosen or {id_: people[id_].hours for id_ in able}


def _conflicts(session: Session, round_: Round) -> dict[str, frozenset[str]]:
    declared = defaultdict(set)
    for conflict in conflicts_in(session, round_.id):
        declared[conflict.person_id].add(conflict.frame_case_id)
    return {person_id: frozenset(cases) for person_id, cases in declared.items()}


def _twice(
    session: Session,
    round_: Round,
    cases: dict[str, FrameCase],
    rows: dict[tuple[str, int], Assignment],
) -> frozenset[str]:
    """Give the cases with two seats: by lot, and once published those that have them."""
    if round_.state in {RoundState.reviewing, RoundState.closed}:
        return frozenset(case_id for case_id, seat in rows if seat > 1)
    seed = session.exec(
        select(Attempt.seed).where(
            Attempt.round_id == round_.id,
            col(Attempt.aborted_at).is_(None),
            col(Attempt.seed).is_not(None),
        )
    ).one()
    numbers = {case.case_number: case.id for case in cases.values()}
    chosen = choose_twice(numbers, round_.double_share, seed or "")
    return frozenset(numbers[number] for number in chosen)


def case_of_own_seat(session: Session, actor: Actor, frame_case_id: str) -> FrameCase:
    """Load a case that the actor has a seat at."""
    own_seat(session, actor, frame_case_id)
    return session.get_one(FrameCase, frame_case_id)
