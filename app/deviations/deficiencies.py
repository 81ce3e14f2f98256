"""Deficiencies follow the answers: noted when a review is handed in, kept true ever after.

What has been decided about a deficiency is never lost. When the answers no longer say that a
question is failed, the deficiency no longer stands; when they say so again, it stands as before.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from app.audit.log import record
from app.consensus.models import SettledAnswer
from app.consensus.service import CaseSettled
from app.deviations.events import DeficienciesNoted
from app.deviations.models import FILE_MISSING, Deficiency, DeficiencyState
from app.errors import N_, DomainError
from app.reviews.assuring import ReviewApproved
from app.reviews.models import Review, ReviewState
from app.reviews.opening import ReviewWithdrawn
from app.reviews.queries import answers_of, case_facts
from app.reviews.replacing import ReplacementApproved
from app.reviews.sheet import Given
from app.reviews.submitting import ReviewSubmitted
from app.rounds.models import FrameCase, Round
from review_forms import Met, Walk, load, outcome


class CriticalUndecided(DomainError):
    """What is critical is answered for before the review counts, or it is forgotten."""

    message = N_(
        "Critical deficiencies that wait for a decision: %(number)s. Decide for each whether it "
        "becomes a deviation, belongs to one, or why not. Then approve the review."
    )


@dataclass(frozen=True, slots=True)
class Failure:
    """A question that a review says is not met."""

    question_id: str
    review_id: str
    critical: bool
    reason: str = ""


def note_handed_in(session: Session, event: ReviewSubmitted) -> None:
    """Note what a review that was handed in has found."""
    _note(session, event.frame_case_id, actor_id=event.actor_id, at=event.at)


def note_settled(session: Session, event: CaseSettled) -> None:
    """Note what was settled: an answer that does not count fails nothing."""
    _note(session, event.frame_case_id, actor_id=event.actor_id, at=event.at)


def note_replaced(session: Session, event: ReplacementApproved) -> None:
    """Let nothing stand about a case that has left the sample."""
    _note(session, event.frame_case_id, actor_id=event.actor_id, at=event.at)


def note_withdrawn(session: Session, event: ReviewWithdrawn) -> None:
    """Let nothing stand that only a withdrawn review has found."""
    review = session.get_one(Review, event.review_id)
    _note(session, review.frame_case_id, actor_id=event.actor_id, at=event.at)


def refuse_undecided(session: Session, event: ReviewApproved) -> None:
    """Refuse that a review is approved while a critical question it fails is undecided."""
    review = session.get_one(Review, event.review_id)
    left = undecided(session, review)
    if left:
        where = f"/rounds/{event.round_id}/reviews/{event.review_id}/deficiencies"
        raise CriticalUndecided(number=left, where=where)


def undecided(session: Session, review: Review) -> int:
    """Count the critical questions that a review fails and nobody has decided about."""
    case, round_ = _case_and_round(session, review.frame_case_id)
    failing = [
        failure.question_id
        for failure in _failures(session, case, round_, [review])
        if failure.critical
    ]
    return session.exec(
        select(func.count()).where(
            Deficiency.frame_case_id == review.frame_case_id,
            col(Deficiency.question_id).in_(failing),
            col(Deficiency.stands),
            Deficiency.state == DeficiencyState.waiting,
        )
    ).one()


def _note(session: Session, frame_case_id: str, *, actor_id: str | None, at: datetime) -> None:
    case, round_ = _case_and_round(session, frame_case_id)
    failures = {
        failure.question_id: failure
        for failure in reversed(_failures(session, case, round_, _handed_in(session, case)))
    }
    known = {
        row.question_id: row
        for row in session.exec(
            select(Deficiency).where(Deficiency.frame_case_id == case.id).with_for_update()
        )
    }
    found = [name for name in failures if name not in known or not known[name].stands]
    gone = [name for name, row in known.items() if row.stands and name not in failures]
    for name, failure in failures.items():
        row = known.get(name) or _new(case, round_, failure, at)
        row.stands, row.review_id, row.reason = True, failure.review_id, failure.reason
        session.add(row)
    for name in gone:
        known[name].stands = False
        session.add(known[name])
    if found or gone:
        record(
            session,
            DeficienciesNoted(
                at=at, actor_id=actor_id, frame_case_id=case.id, found=found, gone=gone
            ),
        )


def _new(case: FrameCase, round_: Round, failure: Failure, at: datetime) -> Deficiency:
    return Deficiency(
        round_id=round_.id,
        frame_case_id=case.id,
        review_id=failure.review_id,
        unit_id=case.unit_id,
        form_name=round_.form_name,
        form_version=round_.form_version,
        question_id=failure.question_id,
        critical=failure.critical,
        found_at=at,
    )


def _case_and_round(session: Session, frame_case_id: str) -> tuple[FrameCase, Round]:
    case = session.get_one(FrameCase, frame_case_id)
    return case, session.get_one(Round, case.round_id)


def _handed_in(session: Session, case: FrameCase) -> Sequence[Review]:
    if case.replaced:
        return []
    return session.exec(
        select(Review)
        .where(
            Review.frame_case_id == case.id,
            col(Review.submitted_at).is_not(None),
            col(Review.state).not_in([ReviewState.withdrawn, ReviewState.open]),
        )
        .order_by(col(Review.seat))
    ).all()


def _failures(
    session: Session, case: FrameCase, round_: Round, reviews: Sequence[Review]
) -> list[Failure]:
    """List what the reviews fail. A file that one of two has found is not missing."""
    found = [review for review in reviews if not review.file_missing]
    if not found:
        return [Failure(FILE_MISSING, review.id, critical=True) for review in reviews[:1]]
    settled = _settled(session, case)
    return [
        failure
        for review in found
        for failure in _failed_in(
            review, {**case_facts(case, round_).answers()}, _given(session, review), settled
        )
    ]


def _given(session: Session, review: Review) -> Mapping[str, Given]:
    return answers_of(session.connection(), review.id)


def _failed_in(
    review: Review,
    facts: Mapping[str, str],
    given: Mapping[str, Given],
    settled: Mapping[str, str],
) -> list[Failure]:
    values = {name: answer.value for name, answer in given.items() if answer.value}
    form = load(review.form_name, review.form_version)
    walk = Walk.through(form, {**facts, **values, **settled})
    return [
        Failure(
            question_id=question.id,
            review_id=review.id,
            critical=question.critical,
            reason=given[question.id].reason if question.id in given else "",
        )
        for question in walk.called
        if question.id in walk.values and outcome(question, walk.values[question.id]) is Met.no
    ]


def _settled(session: Session, case: FrameCase) -> dict[str, str]:
    rows = session.exec(select(SettledAnswer).where(SettledAnswer.frame_case_id == case.id))
    return {row.question_id: row.value for row in rows}
