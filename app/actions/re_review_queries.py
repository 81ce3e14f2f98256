"""Files to read again, as their reader sees them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from app.actions.models import Action, ReReview, ReReviewAnswer
from app.auth.actor import Actor
from app.errors import NotFound
from app.organisation.models import Unit
from app.reviews.queries import case_facts
from app.reviews.sheet import Given, Sheet
from app.rounds.models import FrameCase, Round
from review_forms import Question


@dataclass(frozen=True, slots=True)
class ReReviewDesk:
    """A file to read again, with the questions it failed."""

    re_review: ReReview
    action: Action
    case: FrameCase
    round_: Round
    unit: str
    sheet: Sheet

    @property
    def questions(self) -> Sequence[Question]:
        return [self.sheet.form.question(name) for name in self.re_review.question_ids]

    @property
    def open(self) -> bool:
        return self.re_review.done_at is None

    def days_left(self, today: date) -> int:
        return (self.re_review.due_on - today).days


def waiting_for(session: Session, actor: Actor) -> int:
    """Count the files that wait for her to read them again."""
    return session.exec(
        select(func.count()).where(
            ReReview.reviewer_id == actor.id,
            col(ReReview.done_at).is_(None),
            col(ReReview.withdrawn_at).is_(None),
        )
    ).one()


def my_re_reviews(session: Session, actor: Actor) -> list[ReReviewDesk]:
    """List what she has been asked to read again, what waits first; one question asked."""
    rows = session.execute(
        sa.select(ReReview, Action, FrameCase, Round, col(Unit.name))
        .join(Action, col(Action.id) == col(ReReview.action_id))
        .join(FrameCase, col(FrameCase.id) == col(ReReview.frame_case_id))
        .join(Round, col(Round.id) == col(FrameCase.round_id))
        .join(Unit, col(Unit.id) == col(FrameCase.unit_id))
        .where(col(ReReview.reviewer_id) == actor.id, col(ReReview.withdrawn_at).is_(None))
        .order_by(col(ReReview.done_at).is_not(None), col(ReReview.due_on), col(ReReview.id))
    )
    return [_desk(tuple(row), answers={}) for row in rows]


def re_review_to_show(session: Session, actor: Actor, re_review_id: str) -> ReReviewDesk:
    """Load what she was asked to read again. To anybody else it does not exist."""
    if not re_review_id.isprintable():
        raise NotFound
    row = session.execute(
        sa.select(ReReview, Action, FrameCase, Round, col(Unit.name))
        .join(Action, col(Action.id) == col(ReReview.action_id))
        .join(FrameCase, col(FrameCase.id) == col(ReReview.frame_case_id))
        .join(Round, col(Round.id) == col(FrameCase.round_id))
        .join(Unit, col(Unit.id) == col(FrameCase.unit_id))
        .where(
            col(ReReview.id) == re_review_id,
            col(ReReview.reviewer_id) == actor.id,
            col(ReReview.withdrawn_at).is_(None),
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    given = {
        answer.question_id: Given(value=answer.value, comment=answer.comment)
        for answer in session.exec(
            select(ReReviewAnswer).where(ReReviewAnswer.re_review_id == re_review_id)
        )
    }
    return _desk(tuple(row), answers=given)


def _desk(
    row: tuple[ReReview, Action, FrameCase, Round, str], *, answers: Mapping[str, Given]
) -> ReReviewDesk:
    re_review, action, case, round_, unit = row
    form = (re_review.form_name, re_review.form_version)
    sheet = Sheet.of(re_review.id, form, case_facts(case, round_), answers)
    return ReReviewDesk(re_review, action, case, round_, unit, sheet)
