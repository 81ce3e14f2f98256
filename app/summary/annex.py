"""How the figures came about: what a reader needs to trust them, or not to."""

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from sqlalchemy import func, select
from sqlmodel import Session, col

from app.assignment.models import Assignment
from app.organisation.models import Person
from app.register.models import RegisterImport
from app.reviews.models import Replacement, Review, ReviewState
from app.rounds.models import Attempt, DiceRoll, ExcludedCase, FrameCase, Round
from app.summary.queries import attempt_of


@dataclass(frozen=True, slots=True)
class Aborted:
    """A draw that was begun and not carried through; it is never erased."""

    number: int
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Annex:
    """Facts about the frame, the draw, the replacements and those who read."""

    form_name: str
    form_version: str
    period_from: date
    period_to: date
    import_at: datetime
    import_sha256: str
    attempt: int
    frozen_at: datetime
    drawn_at: datetime
    commit_sha256: str
    seed_sha256: str
    """The seed itself is confidential: with it anybody could test whether a case was drawn."""
    rolls: int
    aborted: tuple[Aborted, ...]
    excluded: dict[str, int]
    replaced: dict[str, int]
    reviewers: int
    seats: int
    own_unit_seats: int
    own_case_seats: int
    double_share: float

    @property
    def verifiable(self) -> bool:
        """Whether anybody outside the server had a hand in the chance."""
        return self.rolls > 0


def annex_of(session: Session, round_: Round) -> Annex:
    """Gather the facts of how a round was drawn and read."""
    attempt = attempt_of(session, round_.id)
    import_ = session.get_one(RegisterImport, attempt.import_id)
    seats = session.execute(
        select(col(Assignment.own_unit), func.count())
        .where(
            col(Assignment.round_id) == round_.id,
            col(Assignment.published),
            col(Assignment.reviewer_id).is_not(None),
        )
        .group_by(col(Assignment.own_unit))
    ).all()
    own = {bool(row[0]): int(row[1]) for row in seats}
    return Annex(
        form_name=round_.form_name,
        form_version=round_.form_version,
        period_from=round_.period_from,
        period_to=round_.period_to,
        import_at=import_.at,
        import_sha256=import_.file_sha256,
        attempt=attempt.number,
        frozen_at=attempt.frozen_at,
        drawn_at=attempt.drawn_at or attempt.frozen_at,
        commit_sha256=attempt.commit_sha256,
        seed_sha256=sha256((attempt.seed or "").encode()).hexdigest(),
        rolls=_rolls(session, attempt.id),
        aborted=_aborted(session, round_.id),
        excluded=_excluded(session, attempt.id),
        replaced=_replaced(session, round_.id),
        reviewers=_reviewers(session, round_.id),
        seats=sum(own.values()),
        own_unit_seats=own.get(True, 0),
        own_case_seats=_own_cases(session, round_.id),
        double_share=round_.double_share,
    )


def _own_cases(session: Session, round_id: str) -> int:
    """Count the seats of somebody who had the case herself, by the register's own words."""
    found: int = session.execute(
        select(func.count())
        .select_from(Assignment)
        .join(FrameCase, col(FrameCase.id) == col(Assignment.frame_case_id))
        .join(Person, col(Person.id) == col(Assignment.reviewer_id))
        .where(
            col(Assignment.round_id) == round_id,
            col(Assignment.published),
            func.lower(col(Person.caseworker)) == func.lower(col(FrameCase.caseworker)),
        )
    ).scalar_one()
    return found


def _rolls(session: Session, attempt_id: str) -> int:
    found: int = session.execute(
        select(func.count()).where(col(DiceRoll.attempt_id) == attempt_id)
    ).scalar_one()
    return found


def _aborted(session: Session, round_id: str) -> tuple[Aborted, ...]:
    rows = session.execute(
        select(col(Attempt.number), col(Attempt.aborted_at), col(Attempt.abort_reason))
        .where(col(Attempt.round_id) == round_id, col(Attempt.aborted_at).is_not(None))
        .order_by(col(Attempt.number))
    )
    return tuple(Aborted(row.number, row.aborted_at, row.abort_reason or "") for row in rows)


def _excluded(session: Session, attempt_id: str) -> dict[str, int]:
    rows = session.execute(
        select(col(ExcludedCase.reason), func.count())
        .where(col(ExcludedCase.attempt_id) == attempt_id)
        .group_by(col(ExcludedCase.reason))
        .order_by(col(ExcludedCase.reason))
    )
    return {row[0]: row[1] for row in rows}


def _replaced(session: Session, round_id: str) -> dict[str, int]:
    rows = session.execute(
        select(col(Replacement.reason), func.count())
        .where(col(Replacement.round_id) == round_id, col(Replacement.approved).is_(True))
        .group_by(col(Replacement.reason))
        .order_by(col(Replacement.reason))
    )
    return {row[0]: row[1] for row in rows}


def _reviewers(session: Session, round_id: str) -> int:
    found: int = session.execute(
        select(func.count(func.distinct(col(Review.reviewer_id)))).where(
            col(Review.round_id) == round_id, col(Review.state) != ReviewState.withdrawn
        )
    ).scalar_one()
    return found
