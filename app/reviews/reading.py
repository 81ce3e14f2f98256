"""A review that was handed in, for those who read what others have written."""

from sqlmodel import Session, col, select

from app.auth.actor import Actor
from app.auth.permissions import Permission
from app.errors import NotFound
from app.organisation.models import Unit
from app.reviews.models import Review, ReviewReturn, ReviewState
from app.reviews.queries import Desk, answers_of, case_facts
from app.reviews.sheet import Sheet
from app.rounds.models import FrameCase, Round


def review_to_read(
    session: Session,
    actor: Actor,
    round_id: str,
    review_id: str,
    permission: Permission = Permission.read_reviews,
    *,
    lock: bool = False,
) -> Desk:
    """Load a review that was handed in, if the actor may read those of its unit.

    Whoever reads the case herself may not see the other review before hers is approved: two
    readings that know of each other are one.
    """
    if not actor.may(permission) or not review_id.isprintable():
        raise NotFound
    wanted = (
        select(Review, Round, FrameCase, Unit.name)
        .join(Round, col(Round.id) == Review.round_id)
        .join(FrameCase, col(FrameCase.id) == Review.frame_case_id)
        .join(Unit, col(Unit.id) == FrameCase.unit_id)
        .where(
            Review.id == review_id,
            Review.round_id == round_id,
            Review.state != ReviewState.withdrawn,
            col(Review.submitted_at).is_not(None),
        )
    )
    units = actor.units_for(permission)
    if units is not None:
        wanted = wanted.where(col(FrameCase.unit_id).in_(units))
    row = session.exec(wanted.with_for_update(of=Review) if lock else wanted).one_or_none()
    if row is None or _reads_it_too(session, actor, row[0]):
        raise NotFound
    review, round_, case, unit = row
    return Desk(
        review,
        round_,
        case,
        unit,
        _sheet(session, review, case, round_),
        _returns(session, review_id),
    )


def _reads_it_too(session: Session, actor: Actor, review: Review) -> bool:
    own = session.exec(
        select(Review.id).where(
            Review.frame_case_id == review.frame_case_id,
            Review.reviewer_id == actor.id,
            Review.id != review.id,
            col(Review.state).not_in([ReviewState.approved, ReviewState.withdrawn]),
        )
    ).first()
    return own is not None


def _sheet(session: Session, review: Review, case: FrameCase, round_: Round) -> Sheet:
    return Sheet.of(
        review.id,
        (review.form_name, review.form_version),
        case_facts(case, round_),
        answers_of(session.connection(), review.id),
    )


def _returns(session: Session, review_id: str) -> list[ReviewReturn]:
    return list(
        session.exec(
            select(ReviewReturn)
            .where(ReviewReturn.review_id == review_id)
            .order_by(col(ReviewReturn.at).desc())
        )
    )
