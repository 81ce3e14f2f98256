"""How far the reviews of a round have come, as those may see it who follow the round."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from app.assignment.models import Assignment
from app.auth.actor import Actor
from app.auth.permissions import Permission
from app.organisation.models import Person, Unit
from app.reviews.models import Replacement, Review, ReviewState
from app.rounds.models import FrameCase, Round

DONE = (ReviewState.submitted, ReviewState.approved)


@dataclass(frozen=True, slots=True)
class Followed:
    """A review in the list of those that are followed."""

    id: str
    frame_case_id: str
    case_number: str
    unit: str
    reviewer_id: str
    reviewer: str
    state: str
    file_missing: bool
    opened_at: datetime | None
    submitted_at: datetime | None

    @property
    def stage(self) -> str:
        """Say where it stands; an open review that was never looked at is ``waiting``."""
        waits = self.state == ReviewState.open and self.opened_at is None
        return "waiting" if waits else self.state

    @property
    def readable(self) -> bool:
        return self.submitted_at is not None

    @property
    def minutes(self) -> float | None:
        """Give the time from the first look to handing in."""
        if self.opened_at is None or self.submitted_at is None:
            return None
        return (self.submitted_at - self.opened_at).total_seconds() / 60


@dataclass(frozen=True, slots=True)
class OneReviewer:
    """What one reviewer has to do and has done."""

    name: str
    total: int
    done: int
    approved: int
    replaced: int


@dataclass(frozen=True, slots=True)
class Following:
    """The reviews of a round that the actor may follow, counted."""

    reviews: Sequence[Followed]
    reviewers: Sequence[OneReviewer]
    drawn: int
    replaced: int
    proposed: int
    unseated: int

    @property
    def stages(self) -> Counter[str]:
        return Counter(review.stage for review in self.reviews)

    @property
    def done(self) -> int:
        return sum(review.state in DONE for review in self.reviews)

    @property
    def approved(self) -> int:
        return self.stages[ReviewState.approved]

    @property
    def median_minutes(self) -> float | None:
        minutes = [review.minutes for review in self.reviews if review.minutes is not None]
        return median(minutes) if minutes else None

    @property
    def to_read(self) -> list[Followed]:
        """List what waits to be approved, what has waited longest first."""
        waiting = [review for review in self.reviews if review.state == ReviewState.submitted]
        return sorted(waiting, key=lambda review: str(review.submitted_at))

    def late(self, round_: Round, today: date) -> int:
        """Count what should have been handed in by now."""
        return len(self.reviews) - self.done if today > round_.due_on else 0

    @property
    def replaced_share(self) -> float | None:
        """Give the replaced cases as a share of all that were drawn or called in."""
        return self.replaced / self.drawn if self.drawn else None


def following(session: Session, actor: Actor, round_: Round) -> Following:
    """Count the reviews of a round in the units that the actor may follow.

    Whoever reads a case herself does not see the other review of it before hers is approved.
    """
    reviews = _reviews(session, actor, round_)
    hers = {
        review.frame_case_id
        for review in reviews
        if review.reviewer_id == actor.id and review.state != ReviewState.approved
    }
    seen = [
        review
        for review in reviews
        if review.reviewer_id == actor.id or review.frame_case_id not in hers
    ]
    drawn, replaced = _sample(session, actor, round_)
    proposals = _proposals(session, actor, round_)
    replaced_by = Counter(who for who, approved in proposals if approved)
    return Following(
        reviews=seen,
        reviewers=_by_reviewer(seen, replaced_by),
        drawn=drawn,
        replaced=replaced,
        proposed=sum(approved is None for _, approved in proposals),
        unseated=_unseated(session, actor, round_),
    )


def _by_reviewer(reviews: Sequence[Followed], replaced: Counter[str]) -> list[OneReviewer]:
    names = {review.reviewer_id: review.reviewer for review in reviews}
    return [
        OneReviewer(
            name=name,
            total=sum(review.reviewer_id == id_ for review in reviews),
            done=sum(review.reviewer_id == id_ and review.state in DONE for review in reviews),
            approved=sum(
                review.reviewer_id == id_ and review.state == ReviewState.approved
                for review in reviews
            ),
            replaced=replaced[id_],
        )
        for id_, name in sorted(names.items(), key=lambda pair: pair[1].casefold())
    ]


def _reviews(session: Session, actor: Actor, round_: Round) -> list[Followed]:
    rows = session.exec(
        select(Review, FrameCase.case_number, Unit.name, Person.name)
        .join(FrameCase, col(FrameCase.id) == Review.frame_case_id)
        .join(Unit, col(Unit.id) == FrameCase.unit_id)
        .join(Person, col(Person.id) == Review.reviewer_id)
        .where(
            Review.round_id == round_.id,
            Review.state != ReviewState.withdrawn,
            *_in_her_units(actor),
        )
        .order_by(col(FrameCase.case_number), col(Review.seat))
    )
    return [
        Followed(
            id=review.id,
            frame_case_id=review.frame_case_id,
            case_number=case_number,
            unit=unit,
            reviewer_id=review.reviewer_id,
            reviewer=reviewer,
            state=review.state,
            file_missing=review.file_missing,
            opened_at=review.opened_at,
            submitted_at=review.submitted_at,
        )
        for review, case_number, unit, reviewer in rows
    ]


def _sample(session: Session, actor: Actor, round_: Round) -> tuple[int, int]:
    rows = session.exec(
        select(FrameCase.replaced, func.count())
        .where(FrameCase.round_id == round_.id, col(FrameCase.drawn), *_in_her_units(actor))
        .group_by(col(FrameCase.replaced))
    )
    counts = dict(rows.all())
    return sum(counts.values()), counts.get(True, 0)


def _proposals(session: Session, actor: Actor, round_: Round) -> Sequence[tuple[str, bool | None]]:
    return session.exec(
        select(Replacement.proposed_by, Replacement.approved)
        .join(FrameCase, col(FrameCase.id) == Replacement.frame_case_id)
        .where(Replacement.round_id == round_.id, *_in_her_units(actor))
    ).all()


def _unseated(session: Session, actor: Actor, round_: Round) -> int:
    """Count the seats that nobody has since somebody left them."""
    return session.exec(
        select(func.count())
        .select_from(Assignment)
        .join(FrameCase, col(FrameCase.id) == Assignment.frame_case_id)
        .where(
            Assignment.round_id == round_.id,
            col(Assignment.published),
            col(Assignment.reviewer_id).is_(None),
            *_in_her_units(actor),
        )
    ).one()


def _in_her_units(actor: Actor) -> list[ColumnElement[bool]]:
    units = actor.units_for(Permission.follow_round)
    return [] if units is None else [col(FrameCase.unit_id).in_(units)]
