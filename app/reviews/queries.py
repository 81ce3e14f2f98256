from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row
from sqlmodel import Session, col, select

from app.auth.actor import Actor
from app.errors import N_, DomainError, NotFound
from app.organisation.models import Unit
from app.reviews.models import CAN_BE_FILLED, Answer, Review, ReviewReturn, ReviewState
from app.reviews.sheet import Given, Sheet
from app.rounds.models import FrameCase, Round, RoundState
from review_forms import CaseFacts, Progress

_COLUMNS: tuple[Any, ...] = (
    Review.id,
    Review.state,
    Review.form_name,
    Review.form_version,
    col(Round.state).label("round_state"),
    Round.period_from,
    Round.period_to,
    FrameCase.placement_form,
    FrameCase.legal_basis,
    FrameCase.age,
    FrameCase.contract_form,
    FrameCase.started_on,
    FrameCase.ended_on,
)


@dataclass(frozen=True, slots=True)
class Desk:
    """A review of hers with all that its page shows about it."""

    review: Review
    round_: Round
    case: FrameCase
    unit: str
    sheet: Sheet
    returns: Sequence[ReviewReturn]

    @property
    def open(self) -> bool:
        return can_be_filled(self.review.state, self.round_.state)


def can_be_filled(state: str, round_state: str) -> bool:
    """Tell whether answers may be given: an open or returned review of a round not closed."""
    return state in CAN_BE_FILLED and round_state != RoundState.closed


# Made once: these are asked with every save, and building a question costs more than its answer.
_TO_FILL = (
    sa.select(*_COLUMNS)
    .join(Round, col(Round.id) == col(Review.round_id))
    .join(FrameCase, col(FrameCase.id) == col(Review.frame_case_id))
    .where(
        col(Review.id) == sa.bindparam("review_id"),
        col(Review.reviewer_id) == sa.bindparam("actor_id"),
        col(Review.state) != ReviewState.withdrawn,
    )
    .with_for_update(of=Review)
)
_ANSWERS = sa.select(
    col(Answer.question_id),
    col(Answer.value),
    col(Answer.reason),
    col(Answer.comment),
    col(Answer.version),
    col(Answer.at),
    col(Answer.by),
).where(col(Answer.review_id) == sa.bindparam("review_id"))


def row_to_fill(connection: Connection, actor_id: str, review_id: str) -> Row[Any]:
    """Find her own review and hold it, so that saving and handing in never cross."""
    if not review_id.isprintable():
        raise NotFound
    row = connection.execute(_TO_FILL, {"review_id": review_id, "actor_id": actor_id}).one_or_none()
    if row is None:
        raise NotFound
    return row


def sheet_of(connection: Connection, row: Row[Any]) -> Sheet:
    """Lay out a review that was found by ``row_to_fill``."""
    answers = answers_of(connection, row.id)
    return Sheet.of(row.id, (row.form_name, row.form_version), case_facts(row, row), answers)


def case_facts(case: FrameCase | Row[Any], round_: Round | Row[Any]) -> CaseFacts:
    """Say about a case what the rules of the form read."""
    return CaseFacts(
        period_from=round_.period_from,
        period_to=round_.period_to,
        placement_form=case.placement_form,
        legal_basis=case.legal_basis,
        age=case.age,
        contract_form=case.contract_form,
        started_on=case.started_on,
        ended_on=case.ended_on,
    )


def answers_of(connection: Connection, review_id: str) -> Mapping[str, Given]:
    """Give every answer of a review that has been saved."""
    rows = connection.execute(_ANSWERS, {"review_id": review_id})
    return {row.question_id: Given(*row[1:]) for row in rows}


def review_to_show(session: Session, actor: Actor, review_id: str) -> Desk:
    """Load a review for its own reviewer. To anybody else it does not exist."""
    if not review_id.isprintable():
        raise NotFound
    row = session.exec(
        select(Review, Round, FrameCase, Unit.name)
        .join(Round, col(Round.id) == Review.round_id)
        .join(FrameCase, col(FrameCase.id) == Review.frame_case_id)
        .join(Unit, col(Unit.id) == FrameCase.unit_id)
        .where(
            Review.id == review_id,
            Review.reviewer_id == actor.id,
            Review.state != ReviewState.withdrawn,
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    review, round_, case, unit = row
    returns = session.exec(
        select(ReviewReturn)
        .where(ReviewReturn.review_id == review_id)
        .order_by(col(ReviewReturn.at).desc())
    ).all()
    sheet = Sheet.of(
        review.id,
        (review.form_name, review.form_version),
        case_facts(case, round_),
        answers_of(session.connection(), review.id),
    )
    return Desk(review, round_, case, unit, sheet, returns)


class ReviewLocked(DomainError):
    """What has been handed in, taken back or closed is not changed behind anybody's back."""

    message = N_("This review is no longer open. Nothing was saved; read the page again.")


def review_to_fill(session: Session, actor: Actor, review_id: str) -> Desk:
    """Load her own review to change it, and hold it until the transaction ends."""
    row_to_fill(session.connection(), actor.id, review_id)
    desk = review_to_show(session, actor, review_id)
    if not desk.open:
        raise ReviewLocked
    return desk


@dataclass(frozen=True, slots=True)
class Mine:
    """A review in the list of her own."""

    review: Review
    round_: Round
    case: FrameCase
    progress: Progress
    returned: ReviewReturn | None

    @property
    def open(self) -> bool:
        return can_be_filled(self.review.state, self.round_.state)

    def days_left(self, today: date) -> int:
        return (self.round_.due_on - today).days


def my_reviews(session: Session, actor: Actor) -> list[Mine]:
    """List her reviews: returned first, then by when they are due; three questions asked."""
    rows = session.exec(
        select(Review, Round, FrameCase)
        .join(Round, col(Round.id) == Review.round_id)
        .join(FrameCase, col(FrameCase.id) == Review.frame_case_id)
        .where(Review.reviewer_id == actor.id, Review.state != ReviewState.withdrawn)
        .order_by(
            col(Review.state) != ReviewState.returned,
            col(Round.due_on),
            col(FrameCase.case_number),
        )
    ).all()
    answers = _all_answers(session, actor)
    returns = {
        returned.review_id: returned
        for returned in session.exec(
            select(ReviewReturn)
            .join(Review, col(Review.id) == ReviewReturn.review_id)
            .where(Review.reviewer_id == actor.id)
            .order_by(col(ReviewReturn.at))
        )
    }
    listed = []
    for review, round_, case in rows:
        form = (review.form_name, review.form_version)
        given = answers.get(review.id, {})
        sheet = Sheet.of(review.id, form, case_facts(case, round_), given)
        listed.append(Mine(review, round_, case, sheet.progress, returns.get(review.id)))
    return listed


def _all_answers(session: Session, actor: Actor) -> dict[str, dict[str, Given]]:
    rows = session.exec(
        select(Answer)
        .join(Review, col(Review.id) == Answer.review_id)
        .where(Review.reviewer_id == actor.id)
    ).all()
    answers: dict[str, dict[str, Given]] = defaultdict(dict)
    for row in rows:
        answers[row.review_id][row.question_id] = Given(
            row.value, row.reason, row.comment, row.version, row.at, row.by
        )
    return answers
